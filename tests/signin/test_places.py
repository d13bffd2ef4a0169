"""Where one's account is signed in: read by its holder, and ended there."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from consultation.models import Event, User
from consultation.signin.browsers import browser_in_words
from tests.conftest import NOW, PASSWORD
from tests.publish.reading import text_of
from tests.signin.conftest import first_step, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/staff/signed-in/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Safari/605.1.15"
)
EDGE = DESK.replace("Firefox/133.0", "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (PHONE, "Chrome on Android"),
        (DESK, "Firefox on Windows"),
        (MAC, "Safari on macOS"),
        (EDGE, "Edge on Windows"),
        ("curl/8.5.0", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_by_two_words(header: str, words: str) -> None:
    assert browser_in_words(header) == words


def coming(person: User, header: str) -> Client:
    client = Client(headers={"user-agent": header})
    first_step(client, person)
    assert signed_in(client)
    return client


@pytest.fixture
def desk(moderator: User) -> Client:
    return coming(moderator, DESK)


@pytest.fixture
def phone(desk: Client, moderator: User) -> Client:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        return coming(moderator, PHONE)


def listed(client: Client) -> str:
    return text_of(client.get(PAGE).content)


def way_to(client: Client) -> str:
    """The address at which the first of the others is ended."""
    content = client.get(PAGE).content.decode()
    return next(one for one in content.split('"') if one.startswith(PAGE) and one.endswith("/end/"))


def test_one_reads_where_one_is_signed_in(desk: Client, phone: Client, auditor: User) -> None:
    coming(auditor, MAC)
    page = listed(desk)
    assert "Firefox on Windows This one Signed in at" in page
    assert "Chrome on Android Last used at" in page
    assert "Safari" not in page, "of somebody else"
    content = desk.get(PAGE).content.decode()
    assert str(desk.session.session_key) not in content
    assert str(phone.session.session_key) not in content


def test_one_of_them_is_ended_after_the_password(desk: Client, phone: Client) -> None:
    address = way_to(desk)
    assert "Sign out of Chrome on Android" in text_of(desk.get(address).content)
    wrong: Any = desk.post(address, {"password": "not this one at all"})
    assert "Your password is wrong" in text_of(wrong.content)
    assert signed_in(phone)
    answer = desk.post(address, {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    page = text_of(answer.content)
    assert "Signed out at one place." in page
    assert "You are signed in nowhere else." in page
    assert (signed_in(desk), signed_in(phone)) == (True, False)
    assert Event.objects.get(kind="sign_out.done").facts == {"elsewhere": 1}
    again = desk.post(address, {"password": PASSWORD}, follow=True)
    assert "Nobody is signed in there any more." in text_of(again.content)


def test_all_others_are_ended_and_this_one_goes_on(
    desk: Client, phone: Client, moderator: User, auditor: User
) -> None:
    third, other = coming(moderator, MAC), coming(auditor, MAC)
    answer = desk.post(f"{PAGE}end/", {"password": PASSWORD}, follow=True)
    assert "Signed out at 2 places." in text_of(answer.content)
    assert [signed_in(one) for one in (desk, phone, third, other)] == [True, False, False, True]


def test_nobody_ends_a_session_of_somebody_else(desk: Client, phone: Client, auditor: User) -> None:
    address = way_to(desk)
    other = coming(auditor, MAC)
    answer = other.post(address, {"password": PASSWORD}, follow=True)
    assert "Nobody is signed in there any more." in text_of(answer.content)
    assert signed_in(phone)


def test_what_has_ended_by_itself_is_not_listed(
    desk: Client, phone: Client, moderator: User, settings: Any
) -> None:
    settings.IDLE_MINUTES = 60  # as anywhere but in tests
    with time_machine.travel(NOW + timedelta(minutes=62), tick=False):
        fresh = coming(moderator, MAC)
        page = listed(fresh)
    assert "Chrome on Android" in page, "57 minutes without a page"
    assert "Firefox" not in page, "62 minutes without a page"
    first_step(desk, moderator)
    desk.post("/staff/password/", {"password": PASSWORD, "new_password": "lantern otter gravel"})
    assert "You are signed in nowhere else." in listed(desk)
