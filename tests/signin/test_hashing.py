"""Passwords are kept as Argon2id; those of before become so when their holder signs in."""

from typing import Any

import pytest
from argon2 import PasswordHasher
from django.contrib.auth.hashers import PBKDF2PasswordHasher as PBKDF2
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from consultation import settings as ours
from consultation.models import User
from consultation.signin.hashing import Argon2
from consultation.signin.words import REFUSAL
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
    "of_before",
    [make_password(PASSWORD, hasher=PBKDF2()), f"argon2{WEAKER.hash(PASSWORD)}"],
    ids=["of Django", "of a smaller cost"],
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


@pytest.mark.parametrize(
    "word",
    [
        " with spaces around it ",
        "ΑβΓ δεζ ηθι κλμ 警察 🚶🏽‍♀️",
        "a" * 11 + "B" * 989,
        "n" * 72 + "o" * 20,
    ],
)
def test_a_password_is_taken_as_it_is(client: Client, moderator: User, word: str) -> None:
    moderator.set_password(PASSWORD)
    moderator.save()
    client.post("/staff/sign-in/", {"username": moderator.email, "password": PASSWORD})
    typed = {"password": PASSWORD, "new_password": word}
    assert client.post("/staff/password/", typed).status_code == 302
    assert signs_in(moderator, word)
    for other in (word[:-1], word.strip() + "x", word.swapcase()):
        assert not signs_in(moderator, other)


@pytest.mark.parametrize(
    ("word", "taken"),
    [
        ("Counterpoint2026!", False),
        ("front-counter-1234567", False),
        ("my-consult-borough-1", False),
        ("Password-Password-1", False),
        ("counterpoint lantern otter", True),
        ("lantern otter gravel", True),
    ],
)
def test_a_password_is_not_the_name_of_the_service(settings: Any, word: str, taken: bool) -> None:
    settings.PUBLIC_URL = "https://consult.borough.example"
    if taken:
        validate_password(word)
        return
    with pytest.raises(ValidationError) as refused:
        validate_password(word)
    assert REFUSAL in refused.value.messages


def test_whoever_has_no_account_waits_as_long(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash is made for nobody, so that the time tells nothing."""
    made: list[str] = []
    encode = Argon2.encode

    def noted(self: Argon2, password: str, salt: str) -> str:
        made.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(Argon2, "encode", noted)
    assert (
        client.post(
            "/staff/sign-in/", {"username": "nobody@example.com", "password": PASSWORD}
        ).status_code
        == 200
    )
    assert made == [PASSWORD]
