"""What staff enter about a petition or a meeting, judged and not yet stored."""

from dataclasses import dataclass
from datetime import date, datetime

from consultation.models import Proposal
from stations.models import Borough


@dataclass(frozen=True)
class PointEntry:
    """One point in a line, about one proposal or none."""

    text: str
    proposal: Proposal | None = None


@dataclass(frozen=True)
class PetitionEntry:
    """A petition; without proposals it is about the whole consultation."""

    title: str
    organiser: str
    organiser_is_body: bool
    text: str
    signatures: int
    verified: str
    verified_how: str
    channel: str
    page: str
    received_at: datetime
    proposals: tuple[Proposal, ...] = ()
    points: tuple[PointEntry, ...] = ()


@dataclass(frozen=True)
class MeetingEntry:
    """When and where a meeting takes place, and since when that is public."""

    held_at: datetime
    place: str
    access: str
    borough: Borough | None
    publicised_on: date
    organised_by: str


@dataclass(frozen=True)
class OutcomeEntry:
    """What came of a meeting."""

    attendance: int
    attendance_how: str
    spoke_for: str
    note: str
    points: tuple[PointEntry, ...] = ()
