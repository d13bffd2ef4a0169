"""Whom to tell of a weakness: RFC 9116."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.conftest import NOW

ADDRESS = "/.well-known/security.txt"


@pytest.fixture(autouse=True)
def named(settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    settings.PUBLIC_URL = "https://consult.example.org"


def test_it_names_whom_to_tell(client: Client, settings: Any) -> None:
    settings.SECURITY_POLICY = "https://example.org/how"
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == (
        "Contact: mailto:security@example.org\n"
        "Expires: 2027-05-22T00:00:00Z\n"
        "Preferred-Languages: en\n"
        "Canonical: https://consult.example.org/.well-known/security.txt\n"
        "Policy: https://example.org/how\n"
    )


def test_without_a_page_of_rules_it_names_none(client: Client) -> None:
    assert "Policy" not in client.get(ADDRESS).content.decode()


def test_it_says_the_same_for_a_day_and_never_runs_out(client: Client) -> None:
    first = client.get(ADDRESS).content
    with time_machine.travel(NOW + timedelta(hours=11), tick=False):
        assert client.get(ADDRESS).content == first
    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        assert "Expires: 2028-06-25T00:00:00Z" in client.get(ADDRESS).content.decode()


def test_it_is_the_same_in_no_language_but_one(client: Client) -> None:
    assert client.get(f"/cy{ADDRESS}").status_code == 404
    assert client.post(ADDRESS).status_code == 405


def test_without_a_contact_there_is_none(client: Client, settings: Any, db: None) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get(ADDRESS).status_code == 404
