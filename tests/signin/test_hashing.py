"""Passwords are kept as Argon2id; those of before become so when their holder signs in."""

from typing import Any

import pytest
from argon2 import PasswordHasher
from django.contrib.auth.hashers import PBKDF2PasswordHasher as PBKDF2
from django.contrib.auth.hashers import make_password
from django.test import Client

from consultation import settings as ours
from consultation.models import User
from consultation.signin.hashing import Argon2
from tests.conftest import PASSWORD

KEPT = "argon2$argon2id$v=19$m=47104,t=1,p=1$"


@pytest.fixture(autouse=True)
def as_in_production(settings: Any) -> None:
    """The tests hash with less."""
    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS


def signs_in(person: User, password: str = PASSWORD) -> bool:
    typed = {"username": person.email, "password": password}
    return Client().post("/staff/sign-in/", typed).status_code == 302


def test_a_new_password(moderator: User) -> None:
    moderator.set_password(PASSWORD)
    moderator.save()
    assert moderator.password.startswith(KEPT)
    assert signs_in(moderator)
    assert not signs_in(moderator, PASSWORD + "!")
    kept = moderator.password
    moderator.refresh_from_db()
    assert moderator.password == kept


WEAKER = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)


@pytest.mark.parametrize(
    "of_before", [make_password(PASSWORD, hasher=PBKDF2()), f"argon2{WEAKER.hash(PASSWORD)}"]
)
def test_one_of_before_signs_in_and_is_kept_anew(moderator: User, of_before: str) -> None:
    moderator.password = of_before
    moderator.save()
    before = moderator.password
    assert not signs_in(moderator, "wrong")
    moderator.refresh_from_db()
    assert moderator.password == before
    assert signs_in(moderator)
    moderator.refresh_from_db()
    assert moderator.password.startswith(KEPT)
    assert signs_in(moderator)


def test_whoever_has_no_account_waits_as_long(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash is made for nobody, so that the time tells nothing."""
    made: list[str] = []
    encode = Argon2.encode
    monkeypatch.setattr(
        Argon2, "encode", lambda self, word, salt: made.append(word) or encode(self, word, salt)
    )
    assert (
        client.post(
            "/staff/sign-in/", {"username": "nobody@example.com", "password": PASSWORD}
        ).status_code
        == 200
    )
    assert made == [PASSWORD]
