"""Whoever holds the link joins: with a new account, or with the one of the invited address."""

import pytest
from django.test import Client

from consultation.models import (
    Event,
    Grant,
    Invitation,
    Organisation,
    User,
)
from tests import factories
from tests.conftest import NOW
from tests.reply.conftest import OFFICER, WORDS, Desk, as_, events, join, posted, said


def test_the_page_says_who_invites_whom_to_what_and_until_when(
    desk: Desk, council: Organisation
) -> None:
    desk.invite(council, role="COUNCIL_OBSERVER")
    answer = Client().get(posted())
    page = said(answer)
    for words in (
        "Olive Owner invites you to take part in the formal reply to a consultation of",
        "Police front counters It closes at 11:59pm, Sunday 14 February 2027.",
        "You would act for London Borough of Redbridge",
        "Observer Reads the draft of the formal reply, and changes nothing.",
        OFFICER,
        "Join by midday, Monday 21 December 2026",
        "Make your account",
    ):
        assert words in page
    assert "no-store" in answer["Cache-Control"]


def test_whoever_has_no_account_makes_one_and_acts_for_the_organisation(
    desk: Desk, council: Organisation, owner: User
) -> None:
    row = desk.invited(council)
    answer = join(posted())
    assert (answer.status_code, answer["Location"]) == (
        303, "/staff/sign-in/?next=%2Forganisation%2F",
    )  # fmt: skip
    person = User.objects.get(email=OFFICER)
    assert (person.name, person.is_staff, person.check_password(WORDS)) == (
        "Carl Drafter", False, True,
    )  # fmt: skip
    grant = Grant.objects.get(person=person)
    assert (grant.role, grant.organisation, grant.granted_by, grant.granted_at) == (
        "COUNCIL_DRAFTER", council, owner, NOW,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.accepted_by, row.accepted_at, row.opened_at) == (person, NOW, NOW)
    made = Event.objects.get(kind="account.made")
    assert (made.about, made.actor) == (f"user:{person.pk}", "public")
    granted = {"invitation": row.pk, "organisation": council.pk, "role": "COUNCIL_DRAFTER"}
    assert events("role.granted") == [(f"user:{person.pk}", person.pk, granted)]
    facts = {"organisation": council.pk, "role": "COUNCIL_DRAFTER"}
    assert events("invitation.accepted") == [(f"invitation:{row.pk}", person.pk, facts)]
    council.refresh_from_db()
    assert (council.verified_how, council.verified_by, council.verified_at) == (
        "DOMAIN", person, NOW,
    )  # fmt: skip
    verified = [(f"organisation:{council.pk}", person.pk, {"how": "DOMAIN"})]
    assert events("organisation.verified") == verified
    assert "London Borough of Redbridge" in said(as_(person).get("/organisation/"))


@pytest.mark.parametrize(
    "email", ["officer@example.com", "officer@notredbridge.gov.uk", "o@mail.redbridge.gov.uk"]
)
def test_another_address_shows_nothing_about_the_organisation(
    desk: Desk, council: Organisation, email: str
) -> None:
    desk.invite(council, email=email)
    assert join(posted()).status_code == 303
    council.refresh_from_db()
    assert (council.verified_at, council.verified_how) == (None, "")


def test_what_staff_verified_stays_theirs(desk: Desk, council: Organisation, owner: User) -> None:
    desk.client.post(desk.page(council, "verify/"), {"note": "I called them."})
    desk.invite(council)
    join(posted())
    council.refresh_from_db()
    assert (council.verified_how, council.verified_by) == ("STAFF", owner)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": " "}, "Enter your full name"),
        ({"name": "x" * 201}, "Your full name must be 200 letters or less"),
        ({"password": ""}, "Enter a password"),
        ({"password": "too short"}, "This password is too short."),
        ({"password": "Carl Drafter"}, "The password is too similar to the full name."),
        ({"password": OFFICER}, "The password is too similar to the email address."),
        ({"password": "passwordpassword"}, "Your password is little more than the name of this"),
        ({"password": "stapler-in-a-teapot"}, ""),
    ],
)
def test_a_name_and_a_password_are_judged(
    desk: Desk, council: Organisation, typed: dict[str, str], told: str
) -> None:
    desk.invite(council)
    path = posted()
    answer = join(path, **typed)
    if told:
        assert answer.status_code == 200
        assert told in said(answer)
        assert 'value="Carl' in answer.content.decode() or "name" in typed
        assert WORDS not in answer.content.decode()
    assert User.objects.filter(email=OFFICER).exists() is not bool(told)


def test_whoever_has_an_account_signs_in_and_comes_back(
    desk: Desk, council: Organisation, merton: Organisation
) -> None:
    person = factories.UserFactory(email=OFFICER, name="Carl Drafter")
    row = desk.invited(council)
    path = posted()
    page = Client().get(path).content.decode()
    assert f'href="/staff/sign-in/?next={path.replace("/", "%2F")}"' in page
    assert "Choose a password" not in page
    refused = join(path)
    assert refused.status_code == 409
    assert person.check_password("correct horse battery staple")
    own = as_(person)
    assert "Join</button>" in own.get(path).content.decode()
    answer = own.post(path)
    assert (answer.status_code, answer["Location"]) == (303, "/organisation/")
    row.refresh_from_db()
    assert row.accepted_by == person
    assert User.objects.filter(email=OFFICER).count() == 1


def test_another_account_is_told_to_sign_out(
    desk: Desk, council: Organisation, council_observer: User
) -> None:
    row = desk.invited(council)
    path = posted()
    other = as_(council_observer)
    told = "This invitation is for officer@redbridge.gov.uk. Sign out first, then open it again."
    assert told in said(other.get(path))
    answer = other.post(path, {"name": "Connie", "password": WORDS})
    assert answer.status_code == 409
    assert told in said(answer)
    row.refresh_from_db()
    assert row.accepted_at is None


def test_an_account_acts_for_one_body_only(
    desk: Desk, council: Organisation, merton: Organisation, moderator: User
) -> None:
    elsewhere = factories.GrantFactory(role="COUNCIL_OBSERVER", organisation=merton).person
    there = factories.GrantFactory(role="COUNCIL_DRAFTER", organisation=council).person
    gone = factories.UserFactory(is_active=False)
    for person, told in [
        (moderator, "Your account is one of the body that consults"),
        (elsewhere, "Your account acts for another organisation, and cannot act for two."),
        (gone, f"The account of {gone.email} is not in use any more."),
    ]:
        desk.invite(council, email=person.email)
        client = as_(person) if person.is_active else Client()
        answer = client.post(posted(), {"name": "A", "password": WORDS})
        assert answer.status_code == 409
        assert told in said(answer)
    assert f"{there.email} has this role already." in said(desk.invite(council, email=there.email))
    assert Invitation.objects.exclude(accepted_at=None).count() == 0


def test_a_role_that_came_another_way_meanwhile_is_not_given_twice(
    desk: Desk, council: Organisation
) -> None:
    person = factories.UserFactory(email=OFFICER)
    desk.invite(council)
    path = posted()
    factories.GrantFactory(person=person, role="COUNCIL_DRAFTER", organisation=council)
    answer = as_(person).post(path)
    assert (answer.status_code, "You have this role already." in said(answer)) == (409, True)


def test_a_drafter_who_is_invited_to_approve_has_both_roles(
    desk: Desk, council: Organisation, council_drafter: User
) -> None:
    desk.invite(council, email=council_drafter.email, role="COUNCIL_APPROVER")
    client = as_(council_drafter)
    assert client.post(posted()).status_code == 303
    assert "Carl Drafter (you)" in said(client.get("/organisation/"))
    assert "Drafter, Approver" in said(client.get("/organisation/"))
