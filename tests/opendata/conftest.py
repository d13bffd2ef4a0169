"""A consultation with something public of each sort, and how it is asked for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import (
    Consultation,
    Petition,
    Proposal,
    Report,
    Response,
    SignedReply,
    User,
)
from consultation.opendata.actions import ask_for_bulk_files
from consultation.report.actions import make_next
from tests import factories
from tests.public_copies import silent, told
from tests.world import petition_about, signed_of

__all__ = ["silent", "told"]  # fixtures
Send = Callable[..., Response]
Get = Callable[..., Any]
Make = Callable[..., int]


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> None:
    """Files of their own."""
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def petition(proposal: Proposal) -> Petition:
    """On record, about Barkingside."""
    return petition_about(proposal)


@pytest.fixture
def signed(consultation: Consultation, moderator: User) -> SignedReply:
    """What Camden says, released."""
    return signed_of(consultation, moderator)


@pytest.fixture
def meeting(consultation: Consultation, now: datetime) -> Any:
    """In a month."""
    return factories.MeetingFactory(consultation=consultation, held_at=now + timedelta(days=30))


@pytest.fixture
def get(client: Client, consultation: Consultation) -> Get:
    """Ask below the consultation, or for a whole address."""

    def ask(path: str, **headers: str) -> Any:
        below = f"/api/v1/consultations/{consultation.slug}"
        return client.get(path if path.startswith("/") else f"{below}/{path}", headers=headers)

    return ask


@pytest.fixture
def make(now: datetime) -> Make:
    """Ask for what is due at a time, make all of it, and say how many were asked for."""

    def made(at: datetime = now) -> int:
        asked = ask_for_bulk_files(at=at)
        while make_next(clock=lambda: at) is not None:
            pass
        assert set(Report.objects.values_list("error", flat=True)) <= {""}
        return asked

    return made


def address(consultation: Consultation, name: str = "package") -> str:
    return reverse(f"{name}-file", args=[consultation.slug])


def taken(client: Client, where: str, **headers: str) -> tuple[Any, bytes]:
    """The answer, and all of its bytes."""
    answer = client.get(where, headers=headers)
    body = b"".join(answer) if answer.streaming else answer.content
    return answer, body


def status(client: Client, where: str) -> int:
    return int(taken(client, where)[0].status_code)
