"""Responses that were read and coded, for tests that are about what comes of it."""

from typing import Any

from consultation.analyse.actions import coding, frame
from consultation.analyse.queries import coding as queries
from consultation.analyse.texts import place_of
from consultation.models import Code, Consultation, Point, Proposal, Reading, Response, User
from tests.conftest import NOW, send
from tests.moderate.screened import screen_all


def unread(consultation: Consultation, *about: Proposal, **said: Any) -> Response:
    """A response that was screened and waits to be read."""
    made = send(consultation, about=list(about), **said)
    screen_all()
    return made


def reading_of(response: Response) -> Reading:
    """Its reading, as it stands."""
    found = queries.reading_of(response.pk)
    assert found is not None
    return found


def point_in(consultation: Consultation, by: User, sentence: str, **more: Any) -> Point:
    """A new point of the codeframe."""
    return frame.make_point(consultation=consultation, sentence=sentence, by=by, at=NOW, **more)


def code(
    response: Response, where: str, point: Point, by: User, *, of: Proposal | None = None
) -> list[Code]:
    """Say that some of its words make a point."""
    said = queries.sources_of(response)
    return coding.give(
        reading=reading_of(response), place=place_of(where, said), point=point, proposal=of,
        by=by, at=NOW,
    )  # fmt: skip


def read(response: Response, by: User, *, no_point: bool = False) -> None:
    """Read it to its end."""
    coding.done(reading=reading_of(response), no_point=no_point, by=by, at=NOW)
