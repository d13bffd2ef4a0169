"""Somebody stays an owner, whoever relieves whom at the same moment."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from consultation import accounts
from consultation.models import Grant, Role, User
from consultation.scopes import held_by
from consultation.signin import actions
from consultation.states import Refused
from tests.conftest import account


def relieve(person: User, by: User, at: datetime) -> None:
    accounts.revoke_role(grant=Grant.objects.get(person=person), by=by, at=at)


def close(person: User, by: User, at: datetime) -> None:
    actions.close_account(person=person, reason="LEFT", by=by, at=at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", [relieve, close])
def test_of_two_who_relieve_each_other_one_stays(
    owner: User, now: datetime, second: Callable[[User, User, datetime], None]
) -> None:
    other = account(Role.OWNER, "Other")
    ready, refused = Barrier(2, timeout=60), list[str]()

    def at_once(act: Callable[[User, User, datetime], None], person: User, by: User) -> None:
        held_by(by)  # as the page has read it
        ready.wait()
        try:
            act(person, by, now)
        except Refused as refusal:
            refused.append(str(refusal))
        connection.close()

    pairs = [(relieve, other, owner), (second, owner, other)]
    threads = [Thread(target=at_once, args=each) for each in pairs]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(refused) == 1
    assert Grant.objects.in_force().filter(role=Role.OWNER, person__is_active=True).count() == 1


def test_rights_are_read_anew(owner: User, now: datetime) -> None:
    other, third = account(Role.OWNER, "Other"), account(Role.ANALYST, "Third")
    held_by(other)
    relieve(other, owner, now)
    with pytest.raises(Refused, match="You need another role to give and revoke roles"):
        relieve(third, other, now)


def test_nobody_takes_the_role_of_the_last_owner(
    owner: User, superuser: User, now: datetime
) -> None:
    account(Role.OWNER, "Closed", is_active=False)
    with pytest.raises(Refused, match="Olive Owner is the last owner"):
        relieve(owner, superuser, now)
    account(Role.OWNER, "Next")
    relieve(owner, superuser, now)
