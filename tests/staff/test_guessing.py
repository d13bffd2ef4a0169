"""Guessing passwords: how often, by whom, and whom it does not keep out."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from consultation.models import User
from consultation.respond.limits import SIGN_IN, SIGN_IN_ANY
from tests.conftest import PASSWORD

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
