"""An owner who invites, an officer who is invited, and the e-mail between them."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from consultation import emails
from consultation.models import (
    Consultation,
    Event,
    FormalReply,
    Invitation,
    Organisation,
    User,
)
from consultation.reply import actions
from tests import factories
from tests.conftest import NOW, Town, let_in, redbridge_council, with_app
from tests.publish.reading import text_of
from tests.reply import signing
from tests.reply.drafting import Drafting

OFFICER = "officer@redbridge.gov.uk"
WORDS = "seven green buses waiting"


def said(answer: Any) -> str:
    """The words of a page, as they are read."""
    return unescape(text_of(answer.content))


def posted() -> str:
    """The path of the link in the e-mail that is posted next."""
    assert emails.post_next(clock=timezone.now) is not None
    (found,) = re.findall(r"/invitations/[^/\s]+/", str(mail.outbox[-1].body))
    return str(found)


@pytest.fixture
def council_approver(council_approver: User) -> User:
    """Approves Redbridge's reply, and has the second factor without which nobody does."""
    with transaction.atomic():  # an account has its factor in the same commit
        return with_app(council_approver)


@dataclass
class Desk:
    """The owner at work on one consultation."""

    client: Client
    consultation: Consultation

    @property
    def board(self) -> str:
        """The address of the board."""
        return f"/staff/consultations/{self.consultation.slug}/organisations/"

    def page(self, organisation: Organisation, act: str = "") -> str:
        """The address of an organisation, or of an act on it."""
        return f"{self.board}{organisation.slug}/{act}"

    def invite(
        self, organisation: Organisation, email: str = OFFICER, role: str = "COUNCIL_DRAFTER"
    ) -> Any:
        """Ask somebody."""
        return self.client.post(self.page(organisation, "invite/"), {"email": email, "role": role})

    def invited(self, organisation: Organisation, **typed: str) -> Invitation:
        """The same, and the row that it made."""
        answer = self.invite(organisation, **typed)
        assert answer.status_code == 303, said(answer)
        return Invitation.objects.latest("pk")


@pytest.fixture
def desk(owner: User, consultation: Consultation) -> Desk:
    """The owner, signed in."""
    client = Client()
    client.force_login(owner)
    return Desk(client, consultation)


@pytest.fixture
def council(town: Town) -> Organisation:
    """Redbridge, whose addresses end in redbridge.gov.uk."""
    made = redbridge_council()
    made.borough = town.redbridge
    made.save()
    return made


@pytest.fixture
def merton(town: Town) -> Organisation:
    """Another council."""
    made: Organisation = factories.OrganisationFactory(
        name="London Borough of Merton", slug="merton", borough=town.merton,
        email_domain="merton.gov.uk",
    )  # fmt: skip
    return made


def as_(person: User) -> Client:
    """A browser in which the person is signed in."""
    return let_in(Client(), person)


def join(path: str, **typed: str) -> Any:
    """Join without an account."""
    return Client().post(path, {"name": "Carl Drafter", "password": WORDS} | typed)


def events(kind: str) -> list[tuple[str, int | None, dict[str, Any]]]:
    """Those of a kind: about what, by whom, with which facts."""
    found = Event.objects.filter(kind=kind).order_by("pk")
    return [(one.about, one.by, one.facts) for one in found]


@pytest.fixture
def redbridge(
    council: Organisation,
    consultation: Consultation,
    council_drafter: User,
    council_approver: User,
    council_observer: User,
) -> signing.Council:
    """Redbridge, with people who write and sign its reply."""
    return signing.council_of(
        council, consultation, council_drafter, council_approver, council_observer
    )


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where files lie: a folder of the test's own."""
    settings.FILES_ROOT = tmp_path / "files"
    return Path(settings.FILES_ROOT)


@pytest.fixture
def drafting(
    council: Organisation, consultation: Consultation, council_drafter: User, folder: Path
) -> Drafting:
    """Redbridge's drafter, with an empty reply."""
    reply = actions.begin(
        organisation=council, consultation=consultation, by=council_drafter, at=NOW
    )
    return Drafting(as_(council_drafter), reply)


@pytest.fixture
def draft(council: Organisation, consultation: Consultation, council_drafter: User) -> FormalReply:
    """Redbridge's reply, begun, with nothing in it."""
    return actions.begin(
        organisation=council, consultation=consultation, by=council_drafter, at=NOW
    )
