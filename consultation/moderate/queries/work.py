"""What waits, for the first page of staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from consultation.access import Permission, rows_within
from consultation.models import (
    Consultation,
    Grant,
    ResponseState,
    User,
)


@dataclass(frozen=True)
class Work:
    """One consultation's responses: how many in each state, and since when the oldest waits."""

    consultation: Consultation
    counts: list[tuple[ResponseState, int]]
    oldest_at: datetime | None

    @property
    def waiting(self) -> int:
        """Those that nobody has decided about."""
        return dict(self.counts)[ResponseState.RECEIVED]

    @property
    def total(self) -> int:
        """All that was received."""
        return sum(number for _state, number in self.counts)


def work(person: User) -> list[Work]:
    """The consultations that a reader's roles are for, with the responses that they may read.

    Counted by state. One query.
    """
    allowed = {Permission.READ_RESPONSES}
    readable = (
        rows_within(person, allowed, to="responses__consultation", response="responses__") or Q()
    )
    here = rows_within(person, allowed, to="pk", in_part=True) or Q()
    counts: dict[str, Any] = {
        state: Count("responses", filter=Q(responses__state=state) & readable)
        for state in ResponseState
    }
    waiting = Q(responses__state=ResponseState.RECEIVED) & readable
    oldest = Min("responses__received_at", filter=waiting)
    found = Consultation.objects.filter(here).annotate(**counts, oldest_at=oldest)
    return [
        Work(one, [(state, getattr(one, state)) for state in ResponseState], one.oldest_at)
        for one in found.order_by("-opens_at", "slug")
    ]


def grants_of(person: User) -> list[Grant]:
    """The roles that the person has now. One query."""
    return list(Grant.objects.in_force().to(person).with_scope().order_by("pk"))
