"""Roles are given and taken away by those who may, and each time it is recorded."""

from datetime import datetime

import pytest

from consultation import accounts
from consultation.access import Permission, may
from consultation.events import MACHINE
from consultation.models import Event, Grant, Role, User
from consultation.states import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def last_event() -> Event:
    event = Event.objects.order_by("pk").last()
    assert event is not None
    return event


def test_an_account_is_made_without_a_role(owner: User, now: datetime) -> None:
    made = accounts.make_account(
        email="New@Example.com", name="New", password="x" * 12, by=owner, at=now, is_staff=True
    )
    assert (made.email, made.is_staff, made.is_superuser) == ("new@example.com", True, False)
    assert made.check_password("x" * 12)
    assert made.grants.count() == 0
    event = last_event()
    assert (event.kind, event.about, event.by, event.at, event.facts) == (
        "account.made", f"user:{made.pk}", owner.pk, now, {"admin": True},
    )  # fmt: skip


def test_an_address_has_one_account(owner: User, now: datetime) -> None:
    with pytest.raises(Refused, match=f"There is an account for {owner.email} already."):
        accounts.make_account(
            email=owner.email.upper(), name="Twin", password="x" * 12, by=owner, at=now
        )


def test_nobody_makes_an_account_that_may_do_everything(owner: User, now: datetime) -> None:
    with pytest.raises(Refused, match="is made on the server"):
        accounts.make_account(
            email="s@example.com", name="S", password="x" * 12, by=owner, at=now, is_superuser=True
        )


def test_a_role_is_given_and_taken_away(owner: User, now: datetime) -> None:
    person = factories.UserFactory()
    grant = accounts.grant_role(person=person, role=Role.MODERATOR, by=owner, at=now)
    assert (grant.granted_by, grant.granted_at) == (owner, now)
    assert may(User.objects.get(pk=person.pk), Permission.REVIEW)
    event = last_event()
    assert (event.kind, event.about, event.by) == ("role.granted", f"user:{person.pk}", owner.pk)
    assert event.facts == {"role": "MODERATOR"}

    accounts.revoke_role(grant=grant, by=owner, at=now)
    kept = Grant.objects.get(pk=grant.pk)
    assert (kept.revoked_by, kept.revoked_at) == (owner, now)
    assert not may(User.objects.get(pk=person.pk), Permission.REVIEW)
    assert (last_event().kind, last_event().facts) == ("role.revoked", {"role": "MODERATOR"})
    with pytest.raises(Refused, match="This role was taken away before"):
        accounts.revoke_role(grant=grant, by=owner, at=now)
    accounts.grant_role(person=person, role=Role.MODERATOR, by=owner, at=now)
    assert person.grants.count() == 2


@pytest.mark.parametrize(
    ("role", "with_council", "sentence"),
    [
        (Role.MODERATOR, True,
         "“Moderator” is a role of the people who consult: leave the organisation empty."),
        (Role.COUNCIL_DRAFTER, False, "Say which organisation the council drafter acts for."),
        (Role.ANALYST, False, "Person has the role “Analyst” already."),
    ],
)  # fmt: skip
def test_a_role_that_cannot_be_held(
    owner: User, now: datetime, role: Role, with_council: bool, sentence: str
) -> None:
    person = factories.UserFactory(name="Person")
    factories.GrantFactory(person=person, role=Role.ANALYST)
    council = factories.OrganisationFactory() if with_council else None
    with pytest.raises(Refused) as refusal:
        accounts.grant_role(person=person, role=role, organisation=council, by=owner, at=now)
    assert str(refusal.value) == sentence
    assert Event.objects.count() == 0


def test_nobody_gives_or_takes_a_role_of_their_own(owner: User, now: datetime) -> None:
    with pytest.raises(Refused, match="You cannot give a role to yourself"):
        accounts.grant_role(person=owner, role=Role.MODERATOR, by=owner, at=now)
    with pytest.raises(Refused, match="You cannot take a role away from yourself"):
        accounts.revoke_role(grant=owner.grants.get(), by=owner, at=now)


def test_an_account_that_is_not_in_use_gets_no_role(owner: User, now: datetime) -> None:
    person = factories.UserFactory(is_active=False)
    with pytest.raises(Refused, match="This account is no longer in use"):
        accounts.grant_role(person=person, role=Role.MODERATOR, by=owner, at=now)


@pytest.mark.parametrize(
    "role", ["moderator", "analyst", "decision_maker", "auditor", "council_approver"]
)
def test_only_owners_give_roles(role: str, now: datetime, request: pytest.FixtureRequest) -> None:
    person, by = factories.UserFactory(), request.getfixturevalue(role)
    grant = factories.GrantFactory(person=person)
    told = "You need another role to give and revoke roles: Consultation owner."
    for act in (
        lambda: accounts.grant_role(person=person, role=Role.ANALYST, by=by, at=now),
        lambda: accounts.revoke_role(grant=grant, by=by, at=now),
        lambda: accounts.make_account(
            email="a@example.com", name="A", password="x" * 12, by=by, at=now
        ),
        lambda: accounts.make_organisation(
            name="A", slug="a", kind="COUNCIL", borough=None, by=by, at=now
        ),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert str(refusal.value) == told
    assert Event.objects.count() == 0


def test_an_organisation_is_made_once(owner: User, now: datetime) -> None:
    made = accounts.make_organisation(
        name="London Borough of Merton",
        slug="merton",
        kind="COUNCIL",
        borough=None,
        by=owner,
        at=now,
    )
    assert last_event().about == f"organisation:{made.pk}"
    with pytest.raises(Refused, match="There is an organisation called “Merton” already"):
        accounts.make_organisation(
            name="Merton", slug="merton", kind="COUNCIL", borough=None, by=owner, at=now
        )


def test_set_up_alone_renews_passwords(owner: User, now: datetime) -> None:
    person = factories.UserFactory()
    accounts.renew_password(person=person, password="y" * 12, by=MACHINE, at=now)
    assert User.objects.get(pk=person.pk).check_password("y" * 12)
    assert last_event().facts == {"renewed": True}
    with pytest.raises(Refused, match="Only set-up sets another person's password"):
        accounts.renew_password(person=person, password="z" * 12, by="public", at=now)
