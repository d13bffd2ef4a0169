"""Public copies that several rooms read: import these fixtures in a conftest."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from consultation.models import Consultation, Proposal, Response, User
from tests.conftest import Town
from tests.moderate.marks import WORDS, release, take_out

Send = Callable[..., Response]

__all__ = ["silent", "told"]


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
