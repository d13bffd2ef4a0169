"""A consultation with something public of each sort, and how it is asked for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from consultation.models import Consultation, Petition, Proposal, Response, SignedReply, User
from tests import factories
from tests.public_copies import silent, told
from tests.world import petition_about, signed_of

__all__ = ["silent", "told"]  # fixtures
Send = Callable[..., Response]
Get = Callable[..., Any]


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
