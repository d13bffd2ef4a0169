"""Accounts, roles, organisations: made in the admin by the actions, refused by the rules."""

from datetime import datetime

import pytest
from django.test import Client

from consultation.models import Event, Grant, Organisation, User
from tests import factories
from tests.conftest import Town
from tests.staff.test_admin_acts import GRANTS, USERS, press, text_of, told

pytestmark = pytest.mark.django_db


def test_an_account_is_made_through_the_action(client: Client, owner: User, now: datetime) -> None:
    client.force_login(owner)
    sent = {"email": "New@Example.com", "name": "New", "is_staff": "on"}
    assert client.post(f"{USERS}add/", sent).status_code == 302
    made = User.objects.get(email="new@example.com")
    assert (made.is_staff, made.is_superuser) == (True, False)
    assert not made.has_usable_password()  # its holder chooses one: tests/signin/test_forgotten.py
    told = Event.objects.order_by("pk").values_list("kind", "about", "by")
    assert list(told) == [
        (kind, f"user:{made.pk}", owner.pk) for kind in ("account.made", "password.link_sent")
    ]
    page = text_of(client.get(f"{USERS}{made.pk}/change/"))
    assert "pbkdf2" not in page
    assert made.password not in page


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"email": "no address"}, "Enter a valid email address."),
        ({"email": "TAKEN@example.com"}, "already exists"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_an_account_that_cannot_be_made(
    client: Client, owner: User, change: dict[str, str], error: str
) -> None:
    factories.UserFactory(email="taken@example.com")
    client.force_login(owner)
    sent = {"email": "new@example.com", "name": "New"} | change
    assert error in text_of(client.post(f"{USERS}add/", sent))
    assert not User.objects.filter(name="New").exists()


def test_an_account_is_not_changed_in_the_admin(client: Client, superuser: User) -> None:
    client.force_login(superuser)
    person = factories.UserFactory(name="Person")
    sent = {"name": "Other", "email": person.email, "is_superuser": "on"}
    assert client.post(f"{USERS}{person.pk}/change/", sent).status_code == 403
    person.refresh_from_db()
    assert (person.name, person.is_superuser) == ("Person", False)


def test_a_role_is_given_and_taken_away_through_the_actions(
    client: Client, owner: User, now: datetime
) -> None:
    person = factories.UserFactory(name="Person")
    client.force_login(owner)
    answer = client.post(f"{GRANTS}add/", {"person": person.pk, "role": "ANALYST"})
    assert answer.status_code == 302
    grant = Grant.objects.get(person=person)
    assert (grant.role, grant.granted_by, grant.granted_at) == ("ANALYST", owner, now)
    client.get(GRANTS)  # says that it was added
    page = press(client, GRANTS, "revoke", [grant])
    assert told(page) == ["Person is no longer Analyst."]
    page = press(client, GRANTS, "revoke", [grant])
    assert told(page) == ["Person: This role was taken away before."]
    kinds = Event.objects.filter(about=f"user:{person.pk}").order_by("pk")
    assert [event.kind for event in kinds] == ["role.granted", "role.revoked"]


def test_many_are_gone_through_in_the_order_of_their_keys(client: Client, owner: User) -> None:
    """Not in that of the list, newest first: two owners would wait for each other in a circle."""
    client.force_login(owner)
    people = [factories.UserFactory(name=f"Person {number}") for number in (1, 2, 3)]
    grants = [factories.GrantFactory(person=person, role="ANALYST") for person in people]
    page = press(client, GRANTS, "revoke", grants[::-1])
    assert told(page) == [f"Person {number} is no longer Analyst." for number in (1, 2, 3)]
    page = press(client, USERS, "remove_two_factor", people[::-1])
    kept = "This account has no two-factor sign-in."
    assert told(page) == [f"Person {one}: {kept}" for one in (1, 2, 3)]


def test_a_role_that_the_rule_refuses_is_told_in_the_form(client: Client, owner: User) -> None:
    client.force_login(owner)
    answer = client.post(f"{GRANTS}add/", {"person": owner.pk, "role": "MODERATOR"})
    assert "You cannot give a role to yourself. Ask another owner." in text_of(answer)
    answer = client.post(f"{GRANTS}add/", {"person": "", "role": "MODERATOR"})
    assert "This field is required." in text_of(answer)
    assert Grant.objects.count() == 1


def test_an_organisation_is_made(client: Client, owner: User, town: Town) -> None:
    client.force_login(owner)
    sent = {"name": "London Borough of Merton", "slug": "merton", "kind": "COUNCIL",
            "borough": town.merton.pk}  # fmt: skip
    assert client.post("/admin/consultation/organisation/add/", sent).status_code == 302
    assert Organisation.objects.get().borough == town.merton


@pytest.mark.parametrize("noun", ["user", "grant", "organisation"])
@pytest.mark.parametrize("role", ["moderator", "auditor"])
def test_only_owners_make_them(
    client: Client, noun: str, role: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(role))
    where = f"/admin/consultation/{noun}/add/"
    assert client.get(where).status_code == 403
    assert client.post(where, {"email": "a@example.com", "name": "A"}).status_code == 403
