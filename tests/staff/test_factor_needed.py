"""Staff do nothing before they sign in with a second factor, but in the local demo."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client

from consultation import embedded
from consultation.access import Permission, permissions_of, why_not
from consultation.models import Consultation, Role, User
from tests.conftest import PASSWORD, account, with_app

SignIn = Callable[[User], Client]
STAFF = ["owner", "moderator", "analyst", "decision_maker", "auditor", "superuser"]


@pytest.fixture(autouse=True)
def with_second_factor(without_second_factor: None, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True


@pytest.mark.parametrize("role", STAFF)
def test_without_one_staff_may_only_set_it_up(
    role: str, consultation: Consultation, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(role)
    assert permissions_of(person) == frozenset()
    client = sign_in(person)
    refused = client.get(f"/staff/consultations/{consultation.slug}/responses/")
    page = refused.content.decode()
    assert refused.status_code == 403
    assert "You need two-factor sign-in to read every response" in page
    assert 'href="/staff/two-factor/"' in page
    first = client.get("/staff/").content.decode()
    assert "Before you can work here you set up two-factor sign-in" in first
    assert consultation.title not in first
    assert "you can do nothing else" in client.get("/staff/two-factor/").content.decode()
    assert client.get("/staff/two-factor/app/").status_code == 200
    if person.is_staff:
        refused = client.get("/admin/", follow=True)
        assert "You need two-factor sign-in to open the admin" in refused.content.decode()


@pytest.mark.parametrize("role", STAFF)
def test_with_one_they_may_what_their_role_says(
    role: str, consultation: Consultation, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = sign_in(with_app(request.getfixturevalue(role)))
    queue = f"/staff/consultations/{consultation.slug}/responses/"
    assert client.get(queue).status_code == 200


def test_another_role_is_still_another_role(moderator: User) -> None:
    assert "You need another role" in why_not(moderator, Permission.PUBLISH)


def test_who_has_no_factor_is_led_to_it_after_signing_in(client: Client, owner: User) -> None:
    typed = {"username": owner.email, "password": PASSWORD, "next": "/staff/gallery/"}
    answer = client.post("/staff/sign-in/", typed)
    assert answer["Location"] == "/staff/two-factor/?next=%2Fstaff%2Fgallery%2F"


def test_councils_draft_without(db: None, sign_in: SignIn) -> None:
    drafter = account(Role.COUNCIL_DRAFTER, "Carl")
    assert Permission.DRAFT_REPLY in permissions_of(drafter)
    assert sign_in(drafter).get("/organisation/").status_code == 200


def test_the_check_before_a_deployment(settings: Any) -> None:
    call_command("check", "--tag=security", "--deploy", "--fail-level=ERROR")
    settings.STAFF_SECOND_FACTOR = False
    with pytest.raises(SystemCheckError, match=r"counterpoint[.]E001"):
        call_command("check", "--tag=security", "--deploy", "--fail-level=ERROR")


@pytest.mark.parametrize(
    ("address", "starts"), [("http://localhost:8000", True), ("https://consult.example", False)]
)
def test_it_cannot_be_switched_off_on_a_public_address(address: str, starts: bool) -> None:
    tried = subprocess.run(
        [sys.executable, "-c", "import consultation.settings"],
        env=os.environ | {"STAFF_SECOND_FACTOR": "0", "PUBLIC_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (tried.returncode == 0) is starts, tried.stderr
    assert ("STAFF_SECOND_FACTOR=0 is for trying it out" in tried.stderr) is not starts
    assert embedded.is_local(address) is starts
