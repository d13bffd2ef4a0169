"""What the pages of the audit show: events, and what stands about one row of a person."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from consultation.access import Permission, Visitor, rows_within
from consultation.models import (
    Consultation,
    Event,
    EventKind,
    Invitation,
    LegalHold,
    Registration,
    Response,
    User,
)
from consultation.moderate.queries.chosen import EPOCH, MICROSECOND, Narrowing, ticks
from stations.keys import read_key

A_PAGE = 50
MOST_COUNTED = 2_000
MOST_EXPORTED = 1_000_000
AT_ONCE = 2_000
#: A row that stands for a person, by the word in an event's name.
SUBJECTS: Mapping[str, type[models.Model]] = {
    "response": Response,
    "registration": Registration,
    "invitation": Invitation,
}


@dataclass(frozen=True)
class Mark:
    """A place in the record, at one event. Written as `microseconds-key` in addresses."""

    at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """The mark of an address; None for anything that is not one."""
        found = re.fullmatch(r"([0-9]{1,17})-([0-9]{1,18})", text)
        if found is None:
            return None
        return cls(EPOCH + int(found[1]) * MICROSECOND, int(found[2]))

    def __str__(self) -> str:
        return f"{ticks(self.at)}-{self.pk}"


@dataclass(frozen=True)
class ChosenEvents(Narrowing):
    """What the record is narrowed to, as it stands in the address; "" is all."""

    kind: str = ""
    by: str = ""  # name or address of an account
    consultation: str = ""  # its slug
    about: str = ""  # a row, as `response:12`
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, cleaned: Mapping[str, Any]) -> "ChosenEvents":
        """From a cleaned form."""
        return cls(**{one.name: str(cleaned.get(one.name) or "") for one in fields(cls)})


def beginning(day: date) -> datetime:
    """Its first moment in London."""
    return datetime.combine(day, time(), timezone.get_default_timezone())


def accounts_of(chosen: ChosenEvents) -> list[int]:
    """Keys of the accounts that who did it may be. One query; none for nobody."""
    if not chosen.by:
        return []
    who = Q(email__iexact=chosen.by) | Q(name__iexact=chosen.by)
    return list(User.objects.filter(who).values_list("pk", flat=True))


def matching(chosen: ChosenEvents, reader: Visitor) -> models.QuerySet[Event]:
    """The events that fit, as far as the reader's roles reach.

    Each of the filters has an index of its own that ends with the time.
    """
    found = Event.objects.all()
    limits = rows_within(reader, {Permission.READ_EVENTS}, to="consultation")
    if limits is not None:
        found = found.filter(limits)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.by:
        keys = accounts_of(chosen)
        found = found.filter(by=keys[0]) if len(keys) == 1 else found.filter(by__in=keys)
    if chosen.consultation:
        whole = Consultation.objects.filter(slug=chosen.consultation).values_list("pk", flat=True)
        found = found.filter(consultation=whole.first() or 0)
    if chosen.about:
        found = found.filter(about=chosen.about)
    if chosen.since:
        found = found.filter(at__gte=beginning(date.fromisoformat(chosen.since)))
    if chosen.until:
        after = date.fromisoformat(chosen.until) + timedelta(days=1)
        found = found.filter(at__lt=beginning(after))
    return found


@dataclass(frozen=True)
class Stretch:
    """One page of the record; the marks lead to its neighbours, None where there is none."""

    rows: list[Event]
    newer: Mark | None
    older: Mark | None


def page_of(
    chosen: ChosenEvents, reader: Visitor, *, before: Mark | None, after: Mark | None
) -> Stretch:
    """Fifty events, the newest first, older than a mark or newer than one. One query."""
    rows = matching(chosen, reader)
    if before is not None:
        older = Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.pk)
        rows = rows.filter(older, at__lte=before.at)
    if after is not None:
        newer = Q(at__gt=after.at) | Q(at=after.at, pk__gt=after.pk)
        rows = rows.filter(newer, at__gte=after.at)
    order = ("at", "pk") if after is not None else ("-at", "-pk")
    found = list(rows.order_by(*order)[: A_PAGE + 1])
    more, found = len(found) > A_PAGE, found[:A_PAGE]
    if after is not None:
        found.reverse()
    first, last = (Mark(one.at, one.pk) for one in (found[0], found[-1])) if found else (None, None)
    goes_newer = more if after is not None else before is not None
    goes_older = after is not None or more
    return Stretch(found, first if goes_newer else None, last if goes_older else None)


def count_of(chosen: ChosenEvents, reader: Visitor) -> int:
    """How many there are, counted to one more than MOST_COUNTED and no further. One query."""
    return matching(chosen, reader).order_by()[: MOST_COUNTED + 1].count()


def every(chosen: ChosenEvents, reader: Visitor) -> Iterator[list[Event]]:
    """All that fit up to MOST_EXPORTED, the oldest first, so many at once."""
    with transaction.atomic():
        rows = matching(chosen, reader).order_by("at", "pk")[:MOST_EXPORTED]
        held: list[Event] = []
        for one in rows.iterator(chunk_size=AT_ONCE):
            held.append(one)
            if len(held) == AT_ONCE:
                yield held
                held = []
        yield held


def people_in(events: Iterable[Event]) -> dict[int, str]:
    """The names of the accounts in them. One query; none where there is nobody to name."""
    keys = {event.by for event in events if event.by}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def consultations(reader: Visitor) -> list[tuple[str, str]]:
    """Slug and title of each that the reader's roles reach. One query."""
    limits = rows_within(reader, {Permission.READ_EVENTS}, to="pk")
    found = Consultation.objects.filter(limits) if limits is not None else Consultation.objects
    return list(found.order_by("title").values_list("slug", "title"))


def titles() -> dict[int, str]:
    """Title of each by its key. One query."""
    return dict(Consultation.objects.values_list("pk", "title"))


def subjects_of(names: Sequence[str]) -> list[models.Model]:
    """The rows that these names name, in their order; those that are not there are left out."""
    found = []
    for name in dict.fromkeys(names):
        noun, _, key = name.partition(":")
        if noun in SUBJECTS and (number := read_key(key)) is not None:
            rows = SUBJECTS[noun]._default_manager.select_related("consultation", "organisation")
            found += list(rows.filter(pk=number))
    return found


def holds_of(consultation: Consultation) -> list[LegalHold]:
    """Those in force and those lifted, the newest first. One query."""
    rows = consultation.holds.select_related("organisation", "by", "lifted_by")
    return list(rows.order_by("lifted_at", "-pk"))


def hold_on(subject: models.Model) -> LegalHold | None:
    """The hold that keeps it, if there is one. One query."""
    consultation = getattr(subject, "consultation_id", None)
    covers = Q(response=None, organisation=None)
    if isinstance(subject, Response):
        covers |= Q(response=subject)
    if organisation := getattr(subject, "organisation_id", None):
        covers |= Q(organisation=organisation)
    return LegalHold.objects.in_force().filter(covers, consultation=consultation).first()


def kinds_by_label() -> list[tuple[str, str]]:
    """Every kind of act by its words."""
    return sorted(((one.value, str(one.label)) for one in EventKind), key=lambda one: one[1])
