"""May this point be answered now, and if not, why."""

from datetime import datetime

from consultation.access import Permission, Visitor, why_not
from consultation.models import Consultation, Point, User
from consultation.report.rules import why_not_see_interim

OPEN = (
    "Responses still come in. A point is answered once everybody has had their say, so that no "
    "answer stands before it."
)
REWORDED = "The point says something else since you opened this page. Read it again, then answer."


def why_not_see(person: User, consultation: Consultation, now: datetime) -> str:
    """The register says how many raise what: sealed, as all figures are, until the close."""
    return why_not_see_interim(person, consultation, now)


def why_not_answer(person: Visitor, point: Point, now: datetime) -> str:
    """Whoever decides answers a point that stands by itself, after the close."""
    if refusal := why_not(person, Permission.DECIDE, about=point):
        return refusal
    if point.consultation.is_interim_at(now):
        return OPEN
    if point.into is not None:
        return f"{point.name} was merged into {point.into.name}. Answer that one."
    return ""


def why_not_disposed(person: Visitor, point: Point, now: datetime, *, version: int) -> str:
    """The answer is to what the point says now."""
    if refusal := why_not_answer(person, point, now):
        return refusal
    return "" if version == point.version else REWORDED
