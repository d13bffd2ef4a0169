"""What stands around the queue: a person's day, the views that they keep, flags by kind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Q

from consultation.models import Consultation, Flag, FlagKind, SavedView, User
from consultation.moderate.queries.chosen import midnight
from consultation.moderate.queries.queue import MOST_COUNTED

KEPT = 60  # seconds; every flag is read to count them

# Each is counted to one more than MOST_COUNTED and no further.
READ_DAY = """
SELECT
    (SELECT count(*) FROM (SELECT FROM consultation_review
        WHERE by_id = %(person)s AND at >= %(midnight)s LIMIT %(most)s) AS given),
    (SELECT count(*) FROM (SELECT FROM consultation_screening
        WHERE held_by_id = %(person)s AND held_until > %(now)s
        AND consultation_id = %(consultation)s LIMIT %(most)s) AS held),
    (SELECT sum(number) FROM unnest(ARRAY['RECEIVED', 'SECOND_DUE', 'DISPUTED']) AS one (state),
        LATERAL (SELECT count(*) AS number FROM (SELECT FROM consultation_screening AS s
            WHERE consultation_id = %(consultation)s AND s.state = one.state LIMIT %(most)s) AS few
        ) AS counted),
    (SELECT count(*) FROM (SELECT FROM consultation_unscreened
        WHERE consultation_id = %(consultation)s LIMIT %(most)s) AS unscreened)
"""


@dataclass(frozen=True)
class Day:
    """How many reviews a person gave today, in all; how many responses they hold here, how many
    wait here, and how many were not screened yet. More than MOST_COUNTED is only that.
    """

    reviewed: int
    held: int
    waiting: int
    unscreened: int


def day_of(person: User, consultation: Consultation, at: datetime) -> Day:
    """The four numbers. One query."""
    named: dict[str, Any] = {
        "person": person.pk, "consultation": consultation.pk, "now": at,
        "midnight": midnight(at), "most": MOST_COUNTED + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(READ_DAY, named)
        return Day(*map(int, cursor.fetchone()))


def views_of(person: User, consultation: Consultation) -> list[SavedView]:
    """Those that the person keeps of this queue, by name. One query."""
    return list(SavedView.objects.filter(person=person, consultation=consultation))


def flags_by_kind(
    consultation: Consultation, *, since: datetime
) -> list[tuple[FlagKind, int, int, int]]:
    """By kind: how many responses have a standing flag, how many got one since then, and how many
    flags were called false; as it was up to a minute ago. One query at most.
    """
    key = f"flags-by-kind-{consultation.pk}"
    kept: list[tuple[FlagKind, int, int, int]] | None = cache.get(key)
    if kept is None:
        kept = _flags_by_kind(consultation, since)
        cache.set(key, kept, KEPT)
    return kept


def _flags_by_kind(
    consultation: Consultation, since: datetime
) -> list[tuple[FlagKind, int, int, int]]:
    found = Flag.objects.filter(response__consultation=consultation).order_by("kind")
    standing = Q(state="STANDING")
    counted = found.values("kind").annotate(
        total=Count("response", filter=standing, distinct=True),
        lately=Count("response", filter=standing & Q(at__gte=since), distinct=True),
        false=Count("pk", filter=~standing),
    )
    return [(FlagKind(one["kind"]), one["total"], one["lately"], one["false"]) for one in counted]
