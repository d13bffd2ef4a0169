"""Guessing passwords: how often, by whom, and whom it does not keep out."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from consultation.models import Event, Message, User
from consultation.respond.limits import SIGN_IN, SIGN_IN_ANY
from tests.conftest import PASSWORD, with_app

HOME, OTHER = "198.51.100.1", "203.0.113.9"


def sign_in(client: Client, email: str, password: str, address: str = HOME) -> Any:
    typed = {"username": email, "password": password}
    return client.post("/staff/sign-in/", typed, REMOTE_ADDR=address)


def test_ten_wrong_passwords_and_then_not_even_the_right_one(
    client: Client, moderator: User, now: datetime
) -> None:
    for _guess in range(SIGN_IN.count):
        answer = sign_in(client, moderator.email.upper(), "wrong")
        assert answer.status_code == 200
        assert "Your email address or password is wrong" in answer.content.decode()
    refused = sign_in(client, moderator.email, PASSWORD)
    page = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert (
        "Too many wrong passwords were tried for this account from your network. "
        "Try again after 12:15pm" in page
    )
    assert moderator.email in page
    assert PASSWORD not in page
    with time_machine.travel(now + timedelta(minutes=15), tick=False):
        assert sign_in(client, moderator.email, PASSWORD).status_code == 302


def test_who_guesses_keeps_nobody_else_out(client: Client, moderator: User, analyst: User) -> None:
    for _guess in range(SIGN_IN.count + 1):
        sign_in(client, moderator.email, "wrong", OTHER)
    assert sign_in(client, moderator.email, PASSWORD, OTHER).status_code == 429
    assert sign_in(client, moderator.email, PASSWORD).status_code == 302
    assert sign_in(Client(), analyst.email, PASSWORD, OTHER).status_code == 302


def test_a_hundred_wrong_ones_for_any_account(client: Client, moderator: User) -> None:
    for guess in range(SIGN_IN_ANY.count):
        assert sign_in(client, f"somebody{guess}@example.com", "wrong").status_code == 200
    assert sign_in(client, moderator.email, PASSWORD).status_code == 429
    assert sign_in(client, moderator.email, PASSWORD, OTHER).status_code == 302


@pytest.mark.parametrize("missing", ["username", "password"])
def test_half_a_sign_in_is_no_guess(client: Client, moderator: User, missing: str) -> None:
    typed = {"username": moderator.email, "password": "wrong"} | {missing: ""}
    for _guess in range(SIGN_IN.count + 1):
        assert client.post("/staff/sign-in/", typed, REMOTE_ADDR=HOME).status_code == 200
    assert sign_in(client, moderator.email, PASSWORD).status_code == 302


def events(person: User) -> list[str]:
    about = Event.objects.filter(about=f"user:{person.pk}").order_by("pk")
    return list(about.values_list("kind", flat=True))


def guess(person: User, times: int, address: str = HOME) -> None:
    for _guess in range(times):
        sign_in(Client(), person.email, "wrong", address)


def test_what_failed_and_what_worked_is_recorded_without_password_and_address(
    client: Client, moderator: User
) -> None:
    sign_in(client, moderator.email, "a password of mine")
    sign_in(client, "nobody@example.com", "wrong")
    sign_in(client, moderator.email, PASSWORD)
    assert events(moderator) == ["sign_in.failed", "sign_in.done"]
    assert Event.objects.count() == 2
    failed, done = Event.objects.order_by("pk")
    assert (failed.actor, failed.by, done.actor, done.by) == (
        "public", None, "staff", moderator.pk,
    )  # fmt: skip
    assert done.facts == {"network": failed.facts["network"], "factor": False}
    kept = str([*Event.objects.values()])
    for secret in (HOME, "a password of mine", "nobody@example.com", moderator.email):
        assert secret not in kept


def test_pauses_grow_and_people_are_told_once(
    client: Client, moderator: User, owner: User, now: datetime
) -> None:
    waits = (15, 30, 60, 120, 240, 240)
    at = now
    for minutes in waits:
        with time_machine.travel(at, tick=False):
            guess(moderator, 9)
            assert sign_in(client, moderator.email, "wrong").status_code == 200
            refused = sign_in(client, moderator.email, PASSWORD)
            assert (refused.status_code, refused["Retry-After"]) == (429, str(minutes * 60))
            assert "or ask the owner of your consultation to unlock" in refused.content.decode()
        at += timedelta(minutes=minutes)
    with time_machine.travel(at, tick=False):
        assert sign_in(client, moderator.email, PASSWORD).status_code == 302
    assert events(moderator).count("sign_in.locked") == len(waits)
    told = Message.objects.order_by("pk").values_list("kind", "to")
    assert list(told) == [("sign-in", moderator.email), ("sign-in-alert", owner.email)]
    body = Message.objects.get(kind="sign-in").body
    assert "10 wrong passwords were tried for your account from one network" in body
    assert PASSWORD not in body


def test_it_holds_while_valkey_is_away(
    client: Client, moderator: User, settings: Any, now: datetime
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/7"
    guess(moderator, 10)
    assert sign_in(client, moderator.email, PASSWORD).status_code == 429
    assert sign_in(client, moderator.email, PASSWORD, OTHER).status_code == 302


def test_codes_too_while_valkey_is_away(client: Client, moderator: User, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/7"
    with_app(moderator)
    sign_in(client, moderator.email, PASSWORD)
    for _guess in range(10):
        assert client.post("/staff/sign-in/code/", {"token": "000000"}).status_code == 200
    refused = client.post("/staff/sign-in/code/", {"token": "000000"})
    assert refused.status_code == 429
    assert "Too many codes were tried for this account" in refused.content.decode()


def test_only_very_many_networks_keep_everybody_out_but_who_was_there_today(
    client: Client, moderator: User
) -> None:
    assert sign_in(client, moderator.email, PASSWORD).status_code == 302
    for number in range(11):
        guess(moderator, 9, f"203.0.113.{number}")
    assert sign_in(Client(), moderator.email, PASSWORD, "192.0.2.1").status_code == 302
    guess(moderator, 1, "203.0.113.99")
    refused = sign_in(Client(), moderator.email, PASSWORD, "192.0.2.2")
    assert refused.status_code == 429
    assert "from many networks" in refused.content.decode()
    assert sign_in(Client(), moderator.email, PASSWORD).status_code == 302


@pytest.mark.sweeps
def test_a_network_stays_known_after_midnight(
    client: Client, moderator: User, now: datetime
) -> None:
    assert sign_in(client, moderator.email, PASSWORD).status_code == 302
    with time_machine.travel(now + timedelta(hours=13), tick=False):  # another day, another hash
        for number in range(11):
            guess(moderator, 10, f"203.0.113.{number}")
        assert sign_in(Client(), moderator.email, PASSWORD, "192.0.2.2").status_code == 429
        assert sign_in(Client(), moderator.email, PASSWORD).status_code == 302


@pytest.mark.sweeps
@pytest.mark.parametrize(("hours", "status"), [(47, 302), (49, 429)])
def test_a_network_is_known_for_two_days(
    client: Client, moderator: User, now: datetime, hours: int, status: int
) -> None:
    assert sign_in(client, moderator.email, PASSWORD).status_code == 302
    with time_machine.travel(now + timedelta(hours=hours), tick=False):
        for number in range(10):
            guess(moderator, 10, f"203.0.113.{number}")
        assert sign_in(Client(), moderator.email, PASSWORD).status_code == status


def test_a_pause_goes_on_after_midnight(client: Client, moderator: User, now: datetime) -> None:
    late = now.replace(hour=23, minute=55)
    with time_machine.travel(late, tick=False):
        guess(moderator, 10)
    with time_machine.travel(late + timedelta(minutes=10), tick=False):
        assert sign_in(client, moderator.email, PASSWORD).status_code == 429


def test_who_has_an_account_cannot_be_told_from_the_answers(moderator: User, now: datetime) -> None:
    """Not from the words, the status or the time: one after another, slowly, and in quick turns."""
    told: dict[str, list[tuple[int, str, str]]] = {}
    for email in (moderator.email, "nobody@example.com"):
        at, answers = now + timedelta(minutes=8), told.setdefault(email, [])
        for turn in range(24):
            at += timedelta(minutes=3 if turn < 10 else 9)
            with time_machine.travel(at, tick=False):
                answer = sign_in(Client(), email, "wrong", f"198.51.100.{len(told)}")
            words = [str(one) for one in answer.context["form"].non_field_errors()]
            answers.append((answer.status_code, answer.get("Retry-After", ""), "".join(words)))
    first, second = told.values()
    assert first == second
    assert {status for status, _when, _words in first} == {200, 429}


@pytest.mark.sweeps
def test_nor_from_very_many_networks(moderator: User) -> None:
    pages = []
    for email in (moderator.email, "nobody@example.com"):
        for number in range(100):
            sign_in(Client(), email, "wrong", f"203.0.113.{number // 9}")
        refused = sign_in(Client(), email, "wrong", "192.0.2.2")
        assert refused.status_code == 429
        pages.append([str(one) for one in refused.context["form"].non_field_errors()])
    assert pages[0] == pages[1]
    assert "from many networks" in pages[0][0]


def test_an_owner_unlocks(client: Client, moderator: User, owner: User) -> None:
    guess(moderator, 10)
    client.force_login(owner)
    first = client.get("/staff/").content.decode()
    assert "Somebody guesses the password of an account" in first
    address = f"/staff/accounts/{moderator.pk}/unlock/"
    assert address in client.get("/staff/accounts/").content.decode()
    assert client.post(address).status_code == 303
    assert events(moderator)[-1] == "sign_in.unlocked"
    again = client.get(address).content.decode()
    assert f"{moderator.name} does not have to wait." in again
    assert "Somebody guesses" not in client.get("/staff/").content.decode()


def test_the_first_page_tells_of_the_last_time(
    client: Client, moderator: User, now: datetime
) -> None:
    sign_in(client, moderator.email, PASSWORD)
    assert "You last signed in" not in client.get("/staff/").content.decode()
    with time_machine.travel(now + timedelta(hours=3), tick=False):
        guess(moderator, 2, OTHER)
        sign_in(client, moderator.email, PASSWORD)
        page = " ".join(client.get("/staff/").content.decode().split())
    assert (
        "You last signed in at midday, Monday 23 November 2026, and 2 sign-ins failed since. If "
        'that was not you, <a class="govuk-link" href="/staff/password/">change your password</a>'
        in page
    )
