"""In by e-mail and password, on to a page of ours, out by POST."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation, Event, EventKind, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/staff/sign-in/"
WRONG = "Your email address or password is wrong"


def sent(client: Client, **typed: Any) -> Any:
    return client.post(SIGN_IN, typed)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_leads_to_the_work(moderator: User, client: Client) -> None:
    answer = sent(client, username=f"  {moderator.email.upper()} ", password=PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, reverse("staff"))
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("person@example.com", "wrong horse"),
        ("nobody@example.com", PASSWORD),
        ("not an address", PASSWORD),
        ("person@example.com", f"{PASSWORD} "),
    ],
)
def test_one_error_for_all_that_may_be_wrong(client: Client, email: str, password: str) -> None:
    User.objects.create_user("person@example.com", PASSWORD, name="Person")
    answer = sent(client, username=email, password=password)
    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert f'<a href="#form-error">{WRONG}</a>' in page
    assert "<title>Error: " in page
    assert f'value="{email}"' in page
    assert password not in page
    assert not signed_in(client)


def test_an_account_that_is_not_in_use_is_not_told_apart(client: Client) -> None:
    User.objects.create_user("gone@example.com", PASSWORD, name="Gone", is_active=False)
    assert WRONG in sent(client, username="gone@example.com", password=PASSWORD).content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, ["Enter your email address", "Enter your password"]),
        ({"username": "a@example.com"}, ["Enter your password"]),
        ({"username": "a" * 300, "password": "x"},
         ["Enter an email address of 254 characters or less"]),
        ({"username": "a\x00b", "password": "x"}, ["Null characters are not allowed."]),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(client: Client, typed: dict[str, str], told: list[str]) -> None:
    page = sent(client, **typed).content.decode()
    for words in told:
        assert words in page


def test_password_managers_and_pasting_work(client: Client) -> None:
    page = client.get(SIGN_IN).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


@pytest.mark.parametrize(
    ("onward", "expected"),
    [
        ("/staff/responses/1/", "/staff/responses/1/"),
        ("https://elsewhere.example/", "/staff/"),
        ("//elsewhere.example/", "/staff/"),
        (r"\\elsewhere.example", "/staff/"),
        ("javascript:alert(1)", "/staff/"),
        ("", "/staff/"),
    ],
)
def test_next_is_a_page_of_ours_or_nothing(
    moderator: User, client: Client, onward: str, expected: str
) -> None:
    page = client.get(SIGN_IN, {"next": onward})
    kept = f'name="next" value="{expected}"' in page.content.decode()
    assert kept == (onward == expected)
    answer = sent(client, username=moderator.email, password=PASSWORD, next=onward)
    assert answer["Location"] == expected


def test_next_survives_a_wrong_password(moderator: User, client: Client) -> None:
    answer = sent(client, username=moderator.email, password="wrong", next="/staff/responses/1/")
    assert 'name="next" value="/staff/responses/1/"' in answer.content.decode()


def test_out_by_post_only(moderator: User, client: Client) -> None:
    client.force_login(moderator)
    assert client.get(reverse("sign-out")).status_code == 405
    assert signed_in(client)
    answer = client.post(reverse("sign-out"), follow=True)
    assert answer.redirect_chain == [(SIGN_IN, 302)]
    assert "You are signed out." in answer.content.decode()
    assert not signed_in(client)
    client.post(reverse("sign-out"))  # nobody
    told = Event.objects.get(kind=EventKind.SIGNED_OUT)
    assert (told.about, told.by, told.actor) == (
        f"user:{moderator.pk}", moderator.pk, "staff",
    )  # fmt: skip


def test_the_session_is_a_new_one_after_signing_in(moderator: User, client: Client) -> None:
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["session"] = session.session_key or ""
    sent(client, username=moderator.email, password=PASSWORD)
    assert client.session.session_key != session.session_key


def test_a_form_without_its_token_is_refused(moderator: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(SIGN_IN, {"username": moderator.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert PASSWORD not in answer.content.decode()


def test_a_form_after_the_session_ended_is_shown_back_and_changes_nothing(
    moderator: User, client: Client, consultation: Consultation, send_response: Any
) -> None:
    found = send_response(consultation, about=list(consultation.proposals.all()[:1]))
    where = reverse("response", args=[found.pk])
    client.force_login(moderator)
    client.session.flush()
    typed = "She names her neighbour, and the street that he lives in."
    fields = {"verdict": "QUARANTINE", "quarantine-reason": typed, "seen": "1"}
    answer = client.post(where, fields)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "You were signed out" in page
    assert typed in page
    assert f"?next={where}" in page
    assert "QUARANTINE" not in page
    found.refresh_from_db()
    assert found.state == "RECEIVED"
    assert client.get(where)["Location"] == f"{SIGN_IN}?next={where}"
