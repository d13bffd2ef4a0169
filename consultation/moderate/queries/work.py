"""What waits, for the first page of staff."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from consultation.access import Permission, rows_within
from consultation.models import (
    Consultation,
    Grant,
    ResponseState,
    User,
)
from consultation.moderate import tokens
from consultation.moderate.queries.chosen import confined_to
from consultation.moderate.queries.queue import MOST_COUNTED

# Each state is counted to one more than MOST_COUNTED and no further. Whoever reads a borough reads
# what was screened, as in the queue.
READ_WORK = """
SELECT asked.key, one.state, few.number, CASE WHEN one.state = 'RECEIVED' THEN (
    SELECT min(received_at) FROM consultation_response
    WHERE consultation_id = asked.key AND state = 'RECEIVED') END
FROM unnest(%(whole)s::bigint[]) AS asked (key), unnest(%(states)s::text[]) AS one (state),
LATERAL (SELECT count(*) AS number FROM (SELECT FROM consultation_response AS r
    WHERE r.consultation_id = asked.key AND r.state = one.state LIMIT %(most)s) AS known) AS few
UNION ALL
SELECT asked.key, one.state, few.number, CASE WHEN one.state = 'RECEIVED' THEN (
    SELECT min(received_at) FROM consultation_screening AS s
    WHERE s.consultation_id = asked.key AND s.state = 'RECEIVED'
    AND s.tokens && asked.tokens::varchar[]) END
FROM jsonb_to_recordset(%(limited)s::jsonb) AS asked (key bigint, tokens text[]),
unnest(%(states)s::text[]) AS one (state),
LATERAL (SELECT count(*) AS number FROM (SELECT FROM consultation_screening AS s
    WHERE s.consultation_id = asked.key AND s.state = one.state
    AND s.tokens && asked.tokens::varchar[] LIMIT %(most)s) AS known) AS few
UNION ALL
SELECT asked.key, %(since)s, few.number, NULL
FROM unnest(%(whole)s::bigint[]) AS asked (key),
LATERAL (SELECT count(*) AS number FROM (SELECT FROM consultation_screening AS s
    WHERE s.consultation_id = asked.key AND s.state = 'RELEASED'
    AND s.tokens @> ARRAY[%(since)s]::varchar[] LIMIT %(most)s) AS known) AS few
UNION ALL
SELECT asked.key, %(since)s, few.number, NULL
FROM jsonb_to_recordset(%(limited)s::jsonb) AS asked (key bigint, tokens text[]),
LATERAL (SELECT count(*) AS number FROM (SELECT FROM consultation_screening AS s
    WHERE s.consultation_id = asked.key AND s.state = 'RELEASED'
    AND s.tokens @> ARRAY[%(since)s]::varchar[]
    AND s.tokens && asked.tokens::varchar[] LIMIT %(most)s) AS known) AS few
"""


@dataclass(frozen=True)
class Work:
    """One consultation's responses: how many in each state, and since when the oldest waits.

    More than MOST_COUNTED is only that.
    """

    consultation: Consultation
    counts: list[tuple[ResponseState, int]]
    oldest_at: datetime | None
    since: int = 0  # released, and flagged after that

    @property
    def waiting(self) -> int:
        """Those that nobody has decided about."""
        return dict(self.counts)[ResponseState.RECEIVED]

    @property
    def total(self) -> int:
        """All that was received, as far as it was counted."""
        return sum(min(number, MOST_COUNTED) for _state, number in self.counts)

    @property
    def has_more(self) -> bool:
        """There are more than the total says."""
        return any(number > MOST_COUNTED for _state, number in self.counts)


def work(person: User) -> list[Work]:
    """The consultations that a reader's roles are for, with the responses that they may read.

    Counted by state. Two queries.
    """
    here = rows_within(person, {Permission.READ_RESPONSES}, to="pk", in_part=True) or Q()
    found = list(Consultation.objects.filter(here).order_by("-opens_at", "slug"))
    limits = {one.pk: confined_to(person, one) for one in found}
    named: dict[str, Any] = {
        "since": tokens.SINCE, "states": list(map(str, ResponseState)), "most": MOST_COUNTED + 1,
        "whole": [key for key, some in limits.items() if some is None],
        "limited": json.dumps(
            [{"key": key, "tokens": some} for key, some in limits.items() if some is not None]
        ),
    }  # fmt: skip
    counts: dict[tuple[int, str], int] = {}
    oldest: dict[int, datetime | None] = {}
    with connection.cursor() as cursor:
        cursor.execute(READ_WORK, named)
        for key, state, number, oldest_at in cursor.fetchall():
            counts[key, state] = number
            oldest[key] = oldest.get(key) or oldest_at
    return [
        Work(
            one,
            [(state, counts[one.pk, state]) for state in ResponseState],
            oldest[one.pk],
            counts[one.pk, tokens.SINCE],
        )
        for one in found
    ]


def grants_of(person: User) -> list[Grant]:
    """The roles that the person has now. One query."""
    return list(Grant.objects.in_force().to(person).with_scope().order_by("pk"))
