"""Keys of the queue in its order, found so that no filter and no page of it is slow.

An index holds the order: consultation, state, rank, received_at, response; several states are
several stretches of it, merged. Whoever walks along it
is done at once where much fits. Where little fits, or all that fits lies far on, as paper does that
came in the last week, the walk is given up after WALKED rows, and the index of tokens finds all
that fits, to be sorted. PostgreSQL cannot choose between the two: its statistics know how many rows
have a token, but not where they lie, nor that two tokens hardly ever meet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from consultation.models.screening import NORMAL, URGENT

WALKED = 5_000

ONWARD = "rank, received_at, response_id"
BACK = "rank DESC, received_at DESC, response_id DESC"
READ = f"{ONWARD}, state, tokens, held_by_id, held_until"


class Mark(NamedTuple):
    """A place in the queue, at one response."""

    rank: int
    at: datetime
    pk: int


@dataclass(frozen=True)
class Bounds:
    """What is looked through: some states of a consultation, between two instants.

    `where` holds further conditions on a row, `among` a query of the few keys that come into
    question; `named` is what both name.
    """

    consultation: int
    states: Sequence[str]
    tokens: Sequence[str] = ()  # all of them
    confined: Sequence[str] | None = None  # one of them at least
    since: datetime | None = None  # and not before
    until: datetime | None = None  # and before
    where: Sequence[str] = ()
    among: str = ""
    named: dict[str, Any] = field(default_factory=dict)

    @property
    def walked(self) -> int:
        """How far to walk. Stretches that have to be sorted together are shorter."""
        return WALKED // len(self.states) + 1 if self.between else WALKED

    @property
    def between(self) -> list[str]:
        """The two instants."""
        since = ["received_at >= %(since)s"] if self.since else []
        return [*since, *(["received_at < %(until)s"] if self.until else [])]

    @property
    def filters(self) -> list[str]:
        """Conditions that the order's index does not know."""
        by_token = ["tokens @> %(tokens)s::varchar[]"] if self.tokens else []
        by_some = ["tokens && %(confined)s::varchar[]"] if self.confined is not None else []
        return [*by_token, *by_some, *self.where]


def keys(
    bounds: Bounds,
    *,
    after: Mark | None = None,
    before: Mark | None = None,
    most: int,
    count_to: int = 0,
) -> tuple[list[int], int]:
    """The next `most` responses after a mark, or those before one, nearest first.

    With how many fit in all, marks aside, counted to `count_to` and no further. One query.
    """
    mark = after or before
    named = {
        **bounds.named, "consultation": bounds.consultation, "states": list(bounds.states),
        "tokens": list(bounds.tokens), "confined": list(bounds.confined or []),
        "since": bounds.since, "until": bounds.until,
        "most": most, "count_to": count_to, "walk": bounds.walked,
        **(mark._asdict() if mark else {}),
    }  # fmt: skip
    read_keys = _statement(bounds, mark, "<" if before else ">")
    with connection.cursor() as cursor:
        cursor.execute(read_keys, named)
        found, number = cursor.fetchone()
    return found, number


def _statement(bounds: Bounds, mark: Mark | None, sign: str) -> str:
    """An array of keys and a count: by the walk where that was enough, else of all that fits.

    What is materialised is made when it is first asked for, once, and only as far as it is read.
    """
    order = BACK if sign == "<" else ONWARD
    beyond = f"({ONWARD}) {sign} (%(rank)s, %(at)s, %(pk)s)" if mark else "true"
    page = (
        f"ARRAY(SELECT response_id FROM all_of_it WHERE {beyond} ORDER BY {order} LIMIT %(most)s)"
    )
    count = "(SELECT count(*) FROM (SELECT FROM all_of_it LIMIT %(count_to)s) AS few)"
    rows = f"SELECT {ONWARD} FROM consultation_screening AS s WHERE {_all(bounds)}"
    steps = [f"all_of_it AS MATERIALIZED ({rows})"]
    if not bounds.among:
        steps += [
            f"walked AS MATERIALIZED ({_walk(bounds, mark, sign, 'most')})",
            f"passed AS MATERIALIZED ({_walk(bounds, None, '>', 'count_to')})",
        ]
        whole = "true" if not bounds.filters else "(SELECT count(*) FROM {}) >= %({})s"
        page = (
            f"CASE WHEN {whole.format('walked', 'most')} THEN "
            f"ARRAY(SELECT response_id FROM walked ORDER BY {order}) ELSE {page} END"
        )
        count = (
            f"CASE WHEN {whole.format('passed', 'count_to')} THEN (SELECT count(*) FROM passed) "
            f"ELSE {count} END"
        )
    return f"WITH {', '.join(steps)} SELECT {page}, {count}"


def _walk(bounds: Bounds, mark: Mark | None, sign: str, most: str) -> str:
    """What fits of the first rows along the index, beyond a mark, in order."""
    order = BACK if sign == "<" else ONWARD
    # Between two instants each rank is a stretch of its own; else the index goes from one to the
    # next by itself.
    ranks: Sequence[int | None] = (URGENT, NORMAL) if bounds.between else [None]
    most_read = "walk" if bounds.filters else most
    parts = [
        f"(SELECT {READ} FROM consultation_screening "
        f"WHERE {' AND '.join(_stretch(bounds, state, rank, mark, sign))} "
        f"ORDER BY {order} LIMIT %({most_read})s)"
        for state in range(len(bounds.states))
        for rank in ranks
        if mark is None or rank is None or (rank <= mark.rank if sign == "<" else rank >= mark.rank)
    ]
    walk = " UNION ALL ".join(parts)
    if len(parts) > 1:
        walk = f"SELECT * FROM ({walk}) AS parts ORDER BY {order} LIMIT %({most_read})s"
    fits = " AND ".join(bounds.filters) or "true"
    return f"SELECT {ONWARD} FROM ({walk}) AS s WHERE {fits} LIMIT %({most})s"


def _stretch(
    bounds: Bounds, state: int, rank: int | None, mark: Mark | None, sign: str
) -> list[str]:
    """The conditions of one stretch of the index."""
    found = [
        "consultation_id = %(consultation)s",
        f"state = (%(states)s::varchar[])[{state + 1}]",
    ]
    if rank is None:
        return [*found, f"({ONWARD}) {sign} (%(rank)s, %(at)s, %(pk)s)"] if mark else found
    found += [f"rank = {rank}", *bounds.between]
    if mark is not None and rank == mark.rank:
        # The first of the two is where PostgreSQL begins: it does not see that in the second.
        found += [
            f"received_at {sign}= %(at)s",
            f"(received_at, response_id) {sign} (%(at)s, %(pk)s)",
        ]
    return found


def _all(bounds: Bounds) -> str:
    """The conditions on a row, wherever it lies."""
    among = [f"response_id IN ({bounds.among})"] if bounds.among else []
    ours = ["consultation_id = %(consultation)s", "state = ANY(%(states)s::varchar[])"]
    return " AND ".join([*ours, *bounds.between, *bounds.filters, *among])
