"""A consultation with something public of each sort, and how it is asked for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from consultation.models import Consultation, Petition, Proposal, Response, SignedReply, User
from tests import factories
from tests.conftest import Town
from tests.moderate.marks import WORDS, release, take_out
from tests.world import petition_about, signed_of

Send = Callable[..., Response]
Get = Callable[..., Any]


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> None:
    """Files of their own."""
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def told(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime, town: Town,
) -> Response:  # fmt: skip
    """About Barkingside, from Merton, released without a name that was in it."""
    response = send_response(
        consultation, about=[proposal], reasons=WORDS, borough=town.merton, instead="=1+1 <b>No</b>"
    )
    take_out(response, "Rosa Okafor", by=moderator, at=now)
    release(response, by=moderator, at=now)
    return response


@pytest.fixture
def silent(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime,
) -> Response:  # fmt: skip
    """Counted, with its words withheld; it came a day earlier."""
    response = send_response(
        consultation, about=[proposal], stance="SUPPORT", reasons="Nobody reads this",
        at=now - timedelta(days=1),
    )  # fmt: skip
    release(response, by=moderator, at=now, to="WITHHELD")
    return response


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
