"""What the pages about petitions and meetings show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Prefetch

from consultation.events import name_of
from consultation.models import (
    Consultation,
    Event,
    GatheringPoint,
    Meeting,
    MeetingState,
    Petition,
    PetitionAbout,
    PetitionState,
    Proposal,
    User,
)
from stations.models import Borough

Record = TypeVar("Record", Petition, Meeting)
POINTS = Prefetch("points", GatheringPoint.objects.select_related("proposal__station"))
ABOUT = Prefetch(
    "about",
    PetitionAbout.objects.select_related("proposal__station").order_by("proposal__station__name"),
)


@dataclass(frozen=True)
class Edited(Generic[Record]):
    """A record as it stands, and the rows that it replaced, the oldest first."""

    record: Record
    earlier: list[Record]

    @property
    def editions(self) -> list[Record]:
        """All of them, the oldest first."""
        every = list(self.earlier)
        every.append(self.record)
        return every

    @property
    def corrections(self) -> list[Record]:
        """The rows that were made to correct another, the oldest first."""
        return [one for one in self.editions if one.replaces_id is not None]

    @property
    def names(self) -> list[str]:
        """How events name all of them."""
        return [name_of(one) for one in self.editions]


def edited(rows: Iterable[Record]) -> list[Edited[Record]]:
    """The rows that nothing replaces, each with those that it replaces."""
    every = list(rows)
    by_key = {one.pk: one for one in every}
    replaced = {one.replaces_id for one in every}
    found = []
    for one in every:
        if one.pk not in replaced:
            earlier, before = [], by_key.get(one.replaces_id or 0)
            while before is not None:
                earlier.append(before)
                before = by_key.get(before.replaces_id or 0)
            found.append(Edited(one, earlier[::-1]))
    return found


def petitions_of(consultation: Consultation) -> list[Edited[Petition]]:
    """In the order in which they came in. Three queries."""
    found = Petition.objects.filter(consultation=consultation)
    return edited(found.prefetch_related(POINTS, ABOUT))


def meetings_of(consultation: Consultation) -> list[Edited[Meeting]]:
    """In the order in which they take place. Two queries."""
    found = Meeting.objects.filter(consultation=consultation).select_related("borough")
    return edited(found.prefetch_related(POINTS))


@dataclass(frozen=True)
class PublicPage:
    """Meetings and petitions as residents look for them."""

    ahead: list[Edited[Meeting]]
    past: list[Edited[Meeting]]  # the latest first; what came of one may still be missing
    petitions: list[Edited[Petition]]
    withdrawn: list[Edited[Petition]]


def public_page(consultation: Consultation, now: datetime) -> PublicPage:
    """Five queries. A meeting that was withdrawn, as one recorded by mistake, is in none."""
    meetings = [
        one for one in meetings_of(consultation) if one.record.state != MeetingState.WITHDRAWN
    ]
    petitions = petitions_of(consultation)
    return PublicPage(
        ahead=[one for one in meetings if one.record.held_at > now],
        past=[one for one in reversed(meetings) if one.record.held_at <= now],
        petitions=[one for one in petitions if one.record.state == PetitionState.CURRENT],
        withdrawn=[one for one in petitions if one.record.state == PetitionState.WITHDRAWN],
    )


def petition_of(pk: int) -> Petition | None:
    """One row, with its consultation."""
    found = Petition.objects.select_related("consultation").prefetch_related(POINTS, ABOUT)
    return found.filter(pk=pk).first()


def meeting_of(pk: int) -> Meeting | None:
    """One row, with its consultation."""
    found = Meeting.objects.select_related("consultation", "borough").prefetch_related(POINTS)
    return found.filter(pk=pk).first()


def chain_of(record: Record) -> Edited[Record]:
    """The record with the rows that it replaced. One query."""
    rows = type(record)._default_manager.filter(consultation=record.consultation)
    earlier, before = [], record.replaces_id
    by_key: dict[int, Any] = {one.pk: one for one in rows}
    while before is not None:
        earlier.append(by_key[before])
        before = by_key[before].replaces_id
    return Edited(record, earlier[::-1])


def replacement_of(record: Record) -> Record | None:
    """The row that corrects it, if there is one. One query."""
    rows: Any = type(record)._default_manager.filter(replaces=record)
    found: Record | None = rows.first()
    return found


@dataclass(frozen=True)
class Entry:
    """One line of a record's timeline."""

    title: str
    at: datetime
    by: str


def history_of(chain: Edited[Any]) -> list[Entry]:
    """What was done to it and to the rows that it replaced, oldest first. Two queries."""
    events = list(Event.objects.acts().filter(about__in=chain.names).order_by("pk"))
    people = User.objects.in_bulk({event.by for event in events if event.by})
    return [
        Entry(event.get_kind_display(), event.at, people[event.by].name if event.by else "")
        for event in events
    ]


def proposals_of(consultation: Consultation) -> list[Proposal]:
    """By borough and station. One query."""
    found = Proposal.objects.filter(consultation=consultation).select_related("station__borough")
    return list(found.order_by("station__borough__name", "station__name"))


def boroughs() -> list[Borough]:
    """All of London. One query."""
    return list(Borough.objects.order_by("name"))
