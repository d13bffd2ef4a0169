"""Accounts and roles on one page: who, since when, joined, left; closed, and opened again."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation import accounts
from consultation.models import Consultation, Event, Role, User
from consultation.signin import actions
from consultation.states import Refused
from tests import factories
from tests.conftest import account, let_in

SignIn = Callable[[User], Client]
ACCOUNTS = "/staff/accounts/"


def row_of(client: Client, person: User) -> dict[str, Any]:
    rows = client.get(ACCOUNTS).context["rows"]
    found: dict[str, Any] = next(row for row in rows if row["person"] == person)
    return found


def test_each_account_with_roles_and_what_they_are_limited_to(
    owner: User, consultation: Consultation, sign_in: SignIn
) -> None:
    limited = account(Role.MODERATOR, "Lim Ited", consultation=consultation)
    factories.GrantFactory(person=limited, role=Role.ANALYST, revoked_at=None)
    page = sign_in(owner).get(ACCOUNTS)
    row = next(one for one in page.context["rows"] if one["person"] == limited)
    assert [(g.role, g.scope) for g in row["grants"]] == [
        (Role.MODERATOR, str(consultation)), (Role.ANALYST, ""),
    ]  # fmt: skip
    assert f"for {consultation}" in page.content.decode()


def test_who_has_not_signed_in_for_ninety_days_is_marked(
    owner: User, moderator: User, now: datetime, sign_in: SignIn
) -> None:
    for days, dormant in ((89, False), (91, True)):
        moderator.last_login = now - timedelta(days=days)
        moderator.save()
        assert row_of(sign_in(owner), moderator)["dormant"] is dormant
    assert "Not used" in sign_in(owner).get(ACCOUNTS).content.decode()


def test_an_owner_of_one_consultation_sees_its_people_alone(
    owner: User, consultation: Consultation, sign_in: SignIn
) -> None:
    limited = account(Role.OWNER, "One", consultation=consultation)
    colleague = account(Role.MODERATOR, "Two", consultation=consultation)
    factories.GrantFactory(person=colleague, role=Role.AUDITOR)
    page = sign_in(limited).get(ACCOUNTS)
    assert {row["person"] for row in page.context["rows"]} == {limited, colleague}
    assert [g.role for g in row_of(sign_in(limited), colleague)["grants"]] == [Role.MODERATOR]
    assert "Close" not in page.content.decode()
    assert sign_in(limited).get(f"{ACCOUNTS}{colleague.pk}/close/").status_code == 403


def test_joiners_and_leavers_of_a_period(owner: User, now: datetime, sign_in: SignIn) -> None:
    with time_machine.travel(now - timedelta(days=60), tick=False):
        old = accounts.make_account(
            email="old@example.com", name="Old", password="x" * 12, by=owner, at=now - timedelta(60)
        )
    grant = accounts.grant_role(person=old, role=Role.ANALYST, by=owner, at=now - timedelta(59))
    accounts.revoke_role(grant=grant, by=owner, at=now)
    actions.close_account(person=old, reason="MOVED", by=owner, at=now)
    client = sign_in(owner)
    page = client.get(ACCOUNTS).context
    assert [one.what for one in page["joined"] if one.person == old] == [
        "Role given: Analyst", "Account made",
    ]  # fmt: skip
    assert {one.what for one in page["left"]} == {
        "Role taken away: Analyst", "Account closed: they do other work now",
    }  # fmt: skip
    page = client.get(ACCOUNTS, {"days": "30"}).context
    assert old not in {one.person for one in page["joined"]}
    assert len(page["left"]) == 2
    assert client.get(ACCOUNTS, {"days": "x"}).status_code == 200


def test_as_many_queries_for_three_accounts_as_for_one(owner: User, sign_in: SignIn) -> None:
    client, counts = sign_in(owner), []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(ACCOUNTS)
        counts.append(len(asked))
        factories.GrantFactory.create_batch(3)
    assert counts[0] == counts[1]


def test_the_file_is_safe_and_recorded(owner: User, auditor: User, sign_in: SignIn) -> None:
    account(Role.ANALYST, "=cmd()")
    answer = sign_in(auditor).get(f"{ACCOUNTS}accounts.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Name"] for row in rows] == ["'=cmd()", "Audrey Auditor", "Olive Owner"]
    assert [row["Roles"] for row in rows] == ["Analyst", "Auditor", "Consultation owner"]
    event = Event.objects.get()
    assert (event.kind, event.by, event.facts) == ("accounts.exported", auditor.pk, {"rows": 3})


def test_closing_ends_sessions_and_roles(owner: User, moderator: User, sign_in: SignIn) -> None:
    theirs = let_in(Client(), moderator)
    assert theirs.get("/staff/gallery/").status_code == 200
    client = let_in(Client(), owner)
    address = f"{ACCOUNTS}{moderator.pk}/close/"
    assert "1 role is taken away" in client.get(address).content.decode()
    assert "Select why" in client.post(address).content.decode()
    assert client.post(address, {"reason": "LEFT"}).status_code == 303
    assert theirs.get("/staff/gallery/").status_code == 302
    assert Session.objects.count() == 1
    assert not moderator.grants.in_force().exists()
    kinds = Event.objects.acts().order_by("pk").values_list("kind", "facts")
    assert list(kinds) == [
        ("role.revoked", {"role": "MODERATOR"}), ("account.closed", {"reason": "LEFT"}),
    ]  # fmt: skip
    assert "This account is closed already." in client.get(address).content.decode()

    reopened = f"{ACCOUNTS}{moderator.pk}/reopen/"
    assert client.post(reopened, {"reason": "BACK"}).status_code == 303
    assert User.objects.get(pk=moderator.pk).is_active
    assert theirs.get("/staff/gallery/").status_code == 302
    assert "This account is in use." in client.get(reopened).content.decode()


def test_who_is_not_closed(owner: User, superuser: User, now: datetime) -> None:
    with pytest.raises(Refused, match="You cannot close your own account"):
        actions.close_account(person=owner, reason="LEFT", by=owner, at=now)
    with pytest.raises(Refused, match="Only another superuser"):
        actions.close_account(person=superuser, reason="LEFT", by=owner, at=now)
    second = account(Role.OWNER, "Second")
    actions.close_account(person=second, reason="LEFT", by=owner, at=now)
    superuser.is_superuser = False
    superuser.save()
    helper = account(Role.OWNER, "Third", is_active=False)
    helper.is_active = True  # whose own account was closed a moment ago, in another process
    with pytest.raises(Refused, match="Olive Owner is the last owner"):
        actions.close_account(person=owner, reason="LEFT", by=helper, at=now)


def test_the_account_of_a_superuser_is_opened_again_by_another_one_alone(
    owner: User, superuser: User, now: datetime
) -> None:
    gone = account(None, "Gone", is_superuser=True, is_active=False)
    with pytest.raises(Refused, match="Only another superuser"):
        actions.reopen_account(person=gone, reason="BACK", by=owner, at=now)
    assert not User.objects.get(pk=gone.pk).is_active
    actions.reopen_account(person=gone, reason="BACK", by=superuser, at=now)
    assert User.objects.get(pk=gone.pk).is_active


@pytest.mark.parametrize("role", ["moderator", "analyst", "decision_maker", "auditor"])
def test_only_owners_close(
    role: str, owner: User, now: datetime, request: pytest.FixtureRequest
) -> None:
    by = request.getfixturevalue(role)
    for act in (actions.close_account, actions.reopen_account):
        with pytest.raises(Refused, match="You need another role to give and revoke roles"):
            act(person=owner, reason="LEFT", by=by, at=now)


def test_the_table_of_roles_is_that_of_the_code(analyst: User, sign_in: SignIn) -> None:
    page = " ".join(sign_in(analyst).get("/staff/roles/").content.decode().split())
    assert "Release, quarantine and exclude responses" in page
    assert 'data-label="Moderator">Yes, also for one borough<' in page
    assert "Prepares a consultation, publishes it, and answers for how it is run." in page
