"""Passkeys: made, used as the second step, refused where anything is not as it was asked."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from consultation.models import Event, Passkey, RecoveryCode, User
from consultation.respond.limits import SECOND_STEP
from tests import factories
from tests.conftest import PASSWORD, let_in
from tests.signin.conftest import first_step, shown, signed_in
from tests.signin.device import Device, options_on

pytestmark = pytest.mark.django_db
OVERVIEW, ADD, USE = (
    "/staff/two-factor/", "/staff/two-factor/passkeys/new/", "/staff/sign-in/passkey/",
)  # fmt: skip
CODES = f"{OVERVIEW}recovery-codes/"


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def add(client: Client, device: Device, name: str = "Blue key") -> Any:
    answer = device.make(page_of(client, ADD))
    return client.post(ADD, {"name": name, "token": answer})


def use(client: Client, device: Device) -> Any:
    return client.post(USE, {"token": device.use(page_of(client, USE))})


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def outside(client: Client, moderator: User, device: Device) -> Client:
    """A moderator has a passkey; the password is given, the passkey is not."""
    first_step(client, moderator)
    assert add(client, device)["Location"] == CODES
    client.post("/staff/sign-out/")
    first_step(client, moderator)
    return client


def test_one_is_made_and_brings_recovery_codes(
    client: Client, moderator: User, device: Device, now: datetime
) -> None:
    first_step(client, moderator)
    options = options_on(page_of(client, ADD))
    assert options["rp"] == {"name": "Counterpoint", "id": "localhost"}
    assert options["user"]["name"] == moderator.email
    answer = add(client, device)
    assert (answer.status_code, answer["Location"]) == (302, CODES)
    assert "The passkey “Blue key” is set up." in page_of(client, CODES)
    passkey = Passkey.objects.get()
    assert (passkey.person, passkey.name, bytes(passkey.credential_id)) == (
        moderator, "Blue key", device.id,
    )  # fmt: skip
    assert RecoveryCode.objects.of(moderator).count() == 10
    moderator.refresh_from_db()
    assert moderator.two_factor_since == now
    event = Event.objects.exclude(kind="sign_in.done").get()
    assert (event.kind, event.about, event.by, event.facts) == (
        "two_factor.set_up", f"user:{moderator.pk}", moderator.pk,
        {"factor": "passkey", "passkey": passkey.pk},
    )  # fmt: skip
    assert signed_in(client)


def test_it_is_the_second_step(outside: Client, device: Device, now: datetime) -> None:
    assert not signed_in(outside)
    assert outside.get("/staff/sign-in/code/")["Location"] == USE
    answer = use(outside, device)
    assert (answer.status_code, answer["Location"]) == (302, "/staff/")
    assert signed_in(outside)
    passkey = Passkey.objects.get()
    assert (passkey.used_at, passkey.sign_count) == (now, 2)
    assert "Last used on 23 November 2026" in page_of(outside, OVERVIEW)


def test_an_answer_is_good_once(outside: Client, moderator: User, device: Device) -> None:
    answer = device.use(page_of(outside, USE))
    assert outside.post(USE, {"token": answer}).status_code == 302
    outside.post("/staff/sign-out/")
    first_step(outside, moderator)
    refused = outside.post(USE, {"token": answer})
    assert refused.status_code == 200
    assert "The passkey was not accepted" in refused.content.decode()
    assert not signed_in(outside)
    event = Event.objects.latest("id")
    assert (event.kind, event.actor, event.facts) == (
        "two_factor.failed", "public", {"factor": "passkey"},
    )  # fmt: skip


@pytest.mark.parametrize("wrong", ["origin", "device", "count", "words", "type"])
def test_what_does_not_hold_is_refused(outside: Client, device: Device, wrong: str) -> None:
    page = page_of(outside, USE)
    if wrong == "origin":
        device.origin = "https://counterpoint.example.net"
    elif wrong == "device":
        device = Device()  # of the same id, with another key
    elif wrong == "count":
        device.count = 0  # a copy that was made before
    answer = device.make(page) if wrong == "type" else device.use(page)
    answer = "[1, {" if wrong == "words" else answer
    refused = outside.post(USE, {"token": answer})
    assert refused.status_code == 200
    assert "The passkey was not accepted" in refused.content.decode()
    assert not signed_in(outside)
    assert Event.objects.latest("id").kind == "two_factor.failed"


def test_a_passkey_that_does_not_count_signs_in_again_and_again(
    client: Client, moderator: User
) -> None:
    device = Device(counts=False)
    first_step(client, moderator)
    add(client, device)
    for _time in range(2):
        client.post("/staff/sign-out/")
        first_step(client, moderator)
        assert use(client, device).status_code == 302


def test_the_passkey_of_another_account_is_refused(
    outside: Client, device: Device, analyst: User
) -> None:
    other, theirs = Client(), Device(key=b"o" * 32)
    first_step(other, analyst)
    add(other, theirs)
    assert use(outside, theirs).status_code == 200
    assert not signed_in(outside)


@pytest.mark.parametrize(
    ("token", "name", "told"),
    [
        ("", "Key", "No passkey was made. Try again, or set up an app instead"),
        ("{}", "Key", "The passkey could not be checked."),
        ("null", "Key", "The passkey could not be checked."),
        ("{}", "", "Enter a name for the passkey"),
        ("{}", "x" * 61, "The name must be 60 characters or less"),
    ],
)
def test_nothing_is_set_up_by_what_does_not_hold(
    client: Client, moderator: User, token: str, name: str, told: str
) -> None:
    first_step(client, moderator)
    client.get(ADD)
    answer = client.post(ADD, {"name": name, "token": token})
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not Passkey.objects.exists()
    assert Event.objects.exclude(kind="sign_in.done").count() == 0


def test_a_new_passkey_for_another_challenge_is_refused(
    client: Client, moderator: User, device: Device
) -> None:
    first_step(client, moderator)
    answer = device.make(page_of(client, ADD))
    client.get(ADD)
    refused = client.post(ADD, {"name": "Key", "token": answer})
    assert "The passkey could not be checked." in refused.content.decode()


def test_each_has_a_name_of_its_own_and_is_there_once(
    client: Client, moderator: User, device: Device
) -> None:
    first_step(client, moderator)
    add(client, device)
    again = add(client, Device(key=b"2" * 32))
    assert "You have a passkey of that name." in again.content.decode()
    same = add(client, device, "Other name")
    assert "This passkey is set up already." in same.content.decode()
    assert add(client, Device(key=b"2" * 32), "Second")["Location"] == OVERVIEW
    for number in range(8):
        add(client, Device(key=bytes([number]) * 32), f"Key {number}")
    told = client.get(ADD, follow=True).content.decode()
    assert "You have 10 passkeys. Remove one first." in told
    assert Passkey.objects.count() == 10


def test_later_than_ten_minutes_the_password_is_asked_for(
    client: Client, moderator: User, device: Device, now: datetime
) -> None:
    first_step(client, moderator)
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        assert "Enter your password" in add(client, device).content.decode()
        answer = device.make(page_of(client, ADD))
        typed = {"name": "Key", "token": answer, "password": PASSWORD}
        assert client.post(ADD, typed)["Location"] == CODES


def test_the_last_one_removed_makes_the_password_enough(
    outside: Client, moderator: User, device: Device
) -> None:
    use(outside, device)
    passkey = Passkey.objects.get()
    where = f"{OVERVIEW}passkeys/{passkey.pk}/remove/"
    assert "Your password alone will" in page_of(outside, where)
    assert "Your password is wrong" in outside.post(where, {"password": "x"}).content.decode()
    told = outside.post(where, {"password": PASSWORD}, follow=True).content.decode()
    assert "The passkey is removed. Your password alone signs you in." in told
    event = Event.objects.latest("id")
    assert (event.kind, event.facts) == (
        "two_factor.removed", {"factor": "passkey", "passkey": passkey.pk},
    )  # fmt: skip
    assert not RecoveryCode.objects.exists()
    outside.post("/staff/sign-out/")
    assert first_step(outside, moderator)["Location"] == "/staff/"


def test_beside_an_app_either_will_do_and_one_removed_leaves_the_other(
    client: Client, with_app: User, device: Device, now: datetime
) -> None:
    first_step(client, with_app)
    client.post("/staff/sign-in/code/", {"token": shown(now)})
    assert add(client, device)["Location"] == OVERVIEW  # the codes of before go on
    client.post("/staff/sign-out/")
    first_step(client, with_app)
    assert f'href="{USE}"' in page_of(client, "/staff/sign-in/code/")
    assert 'href="/staff/sign-in/code/"' in page_of(client, USE)
    assert use(client, device).status_code == 302
    told = client.post(f"{OVERVIEW}app/remove/", {"password": PASSWORD}, follow=True)
    assert "The app is removed." in told.content.decode()
    assert "alone" not in told.content.decode()
    client.post("/staff/sign-out/")
    assert first_step(client, with_app)["Location"] == "/staff/sign-in/code/"


def test_a_further_one_and_one_removed_end_the_other_sessions_and_this_one_goes_on(
    client: Client, with_app: User, device: Device, now: datetime
) -> None:
    first_step(client, with_app)
    client.post("/staff/sign-in/code/", {"token": shown(now)})
    before = let_in(Client(), with_app)
    assert add(client, device)["Location"] == OVERVIEW
    assert (signed_in(client), signed_in(before)) == (True, False)
    between = let_in(Client(), User.objects.get(pk=with_app.pk))
    waiting = Client()
    first_step(waiting, with_app)  # at the second step
    where = f"{OVERVIEW}passkeys/{Passkey.objects.get().pk}/remove/"
    assert client.post(where, {"password": PASSWORD})["Location"] == OVERVIEW
    assert (signed_in(client), signed_in(between)) == (True, False)
    answer = waiting.post("/staff/sign-in/code/", {"token": shown(now)})
    assert answer["Location"] == "/staff/sign-in/"


def test_the_passkeys_of_others_are_not_there(outside: Client, device: Device) -> None:
    use(outside, device)
    other = factories.PasskeyFactory()
    where = f"{OVERVIEW}passkeys/{other.pk}/remove/"
    assert outside.get(where)["Location"] == OVERVIEW
    answer = outside.post(where, {"password": PASSWORD}, follow=True)
    assert "You have no such passkey." in answer.content.decode()
    assert Passkey.objects.filter(pk=other.pk).exists()


def test_tries_are_limited_as_codes_are(outside: Client, device: Device) -> None:
    for _try in range(SECOND_STEP.count):
        outside.get(USE)
        assert outside.post(USE, {"token": "{}"}).status_code == 200
    refused = use(outside, device)
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert not signed_in(outside)


def test_without_javascript_other_ways_are_named(outside: Client) -> None:
    page = page_of(outside, USE)
    assert '<div hidden data-module="cp-passkey"' in page
    assert "A passkey needs JavaScript" in page
    assert 'href="/staff/sign-in/code/?recovery"' in page
    assert outside.get("/staff/sign-in/code/?recovery").status_code == 200
