"""Keys of the queue in its order, found so that no filter and no page of it is slow.

An index holds the order: consultation, state, rank, received_at, response; several states are
several stretches of it, merged. Whoever walks along it is done at once where much fits. A walk
begins no earlier than all its tokens do (`TokenStart`): paper may have come in the last weeks only.
Where little fits it is given up after WALKED rows, and the index of tokens finds all that fits, to
be sorted. PostgreSQL cannot choose between the two: its statistics know how many rows have a token,
but not where they lie, nor that two tokens hardly ever meet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from consultation.models.screening import NORMAL, URGENT
from consultation.search import plain

WALKED = 8_000
# Where words are looked for: each step reads them, and their index is quick for one of a hundred.
WALKED_FOR_WORDS = 6_000
# A count is a walk of COUNTED rows where a sixth of the first PROBED fit; for fewer, the index of
# tokens is quicker.
PROBED, A_PART, COUNTED = 1_000, 6, 12_500

ONWARD = "rank, received_at, response_id"
BACK = "rank DESC, received_at DESC, response_id DESC"
READ = f"{ONWARD}, state, tokens, held_by_id, held_until"
# Along the way each response's words are read; of all that fits, the index of words tells. Words
# that are kept and not used, for a person's sake, are not looked through.
USED = (
    "NOT EXISTS (SELECT FROM consultation_restriction AS x"
    " WHERE x.response_id = w.response_id AND x.lifted_at IS NULL)"
)
HAS_WORDS = (
    f"coalesce((SELECT w.words @@ (SELECT counterpoint_query(%(typed)s)) AND {USED}"
    " FROM consultation_receivedwords AS w WHERE w.response_id = s.response_id), false)"
)
# Joined, not asked for by IN: a count stops at the row it is counted to, and sorts out no doubles.
WITH_WORDS = (
    "consultation_receivedwords AS w JOIN consultation_screening AS s USING (response_id)"
    f" WHERE w.words @@ (SELECT counterpoint_query(%(typed)s)) AND {USED}"
)
# Before this no response has all the tokens. One that is in no row is not known to begin anywhere.
START = """
SELECT coalesce(max(at), '-infinity') AS at FROM consultation_tokenstart
WHERE consultation_id = %(consultation)s AND token = ANY(%(tokens)s::varchar[])
"""


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
    typed: str = ""  # words that it has to have
    named: dict[str, Any] = field(default_factory=dict)

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
        by_words = [HAS_WORDS] if self.typed else []
        return [*by_token, *by_some, *self.where, *by_words]


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
        "since": bounds.since, "until": bounds.until, "typed": plain(bounds.typed),
        "most": most, "count_to": count_to,
        "walk": WALKED_FOR_WORDS if bounds.typed else WALKED, "probed": PROBED, "counted": COUNTED,
        **(mark._asdict() if mark else {}),
    }  # fmt: skip
    read_keys = _statement(bounds, mark, "<" if before else ">")
    with connection.cursor() as cursor:
        cursor.execute(read_keys, named)
        found, number = cursor.fetchone()
    return found, number


@dataclass(frozen=True)
class Walk:
    """A way along the index: onward or back from a mark, or onward from the start.

    `most` and `walk` are the names of what was bound: how many are looked for, and the most rows
    that are read for them.
    """

    bounds: Bounds
    most: str
    walk: str = "walk"
    mark: Mark | None = None
    sign: str = ">"

    @property
    def order(self) -> str:
        """Nearest first."""
        return BACK if self.sign == "<" else ONWARD

    @property
    def fitting(self) -> str:
        """What fits of the rows that are read, in order."""
        fits = " AND ".join(self.bounds.filters) or "true"
        return f"SELECT {ONWARD} FROM ({self._read(READ)}) AS s WHERE {fits} LIMIT %({self.most})s"

    def is_whole(self, found: str) -> str:
        """As many were found as were looked for, or every row there is was read."""
        if not self.bounds.filters:
            return "true"
        read = f"SELECT count(*) FROM ({self._read(ONWARD)}) AS read"
        enough = f"(SELECT count(*) FROM {found}) >= %({self.most})s"
        return f"({enough} OR ({read}) < %({self.walk})s)"

    def _read(self, what: str) -> str:
        """What lies along the way, so many rows of it: stretches merged, each read as far as need
        be. Those of two ranks apart are sorted, which takes all of them.
        """
        most = self.walk if self.bounds.filters else self.most

        def merged(parts: list[str], order: str) -> str:
            cut = f"ORDER BY {order} LIMIT %({most})s"
            every = " UNION ALL ".join(f"({part})" for part in parts)
            return parts[0] if len(parts) == 1 else f"SELECT * FROM ({every}) AS parts {cut}"

        ranks = []
        for rank in self._ranks():
            order = self.order if rank is None else self.order.split(", ", 1)[1]
            parts = [
                f"SELECT {what} FROM consultation_screening "
                f"WHERE {' AND '.join(self._stretch(state, rank))} "
                f"ORDER BY {order} LIMIT %({most})s"
                for state in range(len(self.bounds.states))
            ]
            ranks.append(merged(parts, order))
        return merged(ranks, self.order)

    def _ranks(self) -> Sequence[int | None]:
        """None is both, as the index has them: it finds an instant in each by itself, but from a
        mark on not the end of the one and the beginning of the other.
        """
        if self.mark is None or not (self.bounds.between or self.bounds.tokens):
            return [None]
        at = self.mark.rank
        return [
            rank for rank in (URGENT, NORMAL) if (rank <= at if self.sign == "<" else rank >= at)
        ]

    def _stretch(self, state: int, rank: int | None) -> list[str]:
        """The conditions of one stretch of the index."""
        found = [
            "consultation_id = %(consultation)s",
            f"state = (%(states)s::varchar[])[{state + 1}]",
            *([] if rank is None else [f"rank = {rank}"]),
        ]
        since = [f"received_at >= {bound}" for bound in self._since]
        until = [f"received_at < {bound}" for bound in self._until]
        if self.mark is None or rank not in (None, self.mark.rank):
            return [*found, *since, *until]
        if rank is None:
            return [*found, f"({ONWARD}) {self.sign} (%(rank)s, %(at)s, %(pk)s)"]
        # The first of the two is where PostgreSQL begins: it does not see that in the second. What
        # the edge covers is not said again, or it does not see where the stretch ends.
        at, pk = self._edge
        return [
            *found,
            *(until if self.sign == ">" else since),
            f"received_at {self.sign}= {at}",
            f"(received_at, response_id) {self.sign} ({at}, {pk})",
        ]

    @property
    def _since(self) -> list[str]:
        start = ["(SELECT at FROM start)"] if self.bounds.tokens else []
        return [*start, *(["%(since)s"] if self.bounds.since else [])]

    @property
    def _until(self) -> list[str]:
        return ["%(until)s"] if self.bounds.until else []

    @property
    def _edge(self) -> tuple[str, str]:
        """Instant and key of the mark, or of what bounds the walk where that lies further on.

        No key is 0.
        """
        furthest, beyond, bounds = "greatest", ">", self._since
        if self.sign == "<":
            furthest, beyond, bounds = "least", "<=", self._until
        if not bounds:
            return "%(at)s", "%(pk)s"
        bound = f"{furthest}({', '.join(bounds)})"
        return (
            f"{furthest}(%(at)s, {bound})",
            f"CASE WHEN {bound} {beyond} %(at)s THEN 0 ELSE %(pk)s END",
        )


def _statement(bounds: Bounds, mark: Mark | None, sign: str) -> str:
    """An array of keys and a count: by the walk where that was enough, else of all that fits.

    What is materialised is made when it is first asked for, once, and only as far as it is read.
    """
    page = Walk(bounds, "most", mark=mark, sign=sign)
    beyond = f"({ONWARD}) {sign} (%(rank)s, %(at)s, %(pk)s)" if mark else "true"
    source = f"{WITH_WORDS} AND" if bounds.typed else "consultation_screening AS s WHERE"
    rows = f"SELECT {ONWARD} FROM {source} {_all(bounds)}"
    steps = {"all_of_it": rows}
    found = (
        "ARRAY(SELECT response_id FROM all_of_it "
        f"WHERE {beyond} ORDER BY {page.order} LIMIT %(most)s)"
    )
    count = "(SELECT count(*) FROM (SELECT FROM all_of_it LIMIT %(count_to)s) AS few)"
    if not bounds.among:
        steps |= {
            "start": START,
            "walked": page.fitting,
            "reached": f"SELECT {page.is_whole('walked')} AS whole",
        }
        found = (
            "CASE WHEN (SELECT whole FROM reached) THEN "
            f"ARRAY(SELECT response_id FROM walked ORDER BY {page.order}) ELSE {found} END"
        )
        probe, passed = Walk(bounds, "count_to", "probed"), Walk(bounds, "count_to", "counted")
        steps |= {"probe": probe.fitting, "passed": passed.fitting}
        count = (  # where the page's walk was given up, all that fits had to be found anyway
            f"CASE WHEN NOT (SELECT whole FROM reached) THEN {count} "
            f"WHEN {probe.is_whole('probe')} THEN (SELECT count(*) FROM probe) "
            f"WHEN (SELECT count(*) FROM probe) * {A_PART} >= %(probed)s "
            f"AND {passed.is_whole('passed')} THEN (SELECT count(*) FROM passed) "
            f"ELSE {count} END"
        )
    made = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in steps.items())
    return f"WITH {made} SELECT {found}, {count}"


def _all(bounds: Bounds) -> str:
    """The conditions on a row, wherever it lies."""
    among = [f"response_id IN ({bounds.among})"] if bounds.among else []
    ours = ["consultation_id = %(consultation)s", "state = ANY(%(states)s::varchar[])"]
    filters = [one for one in bounds.filters if one != HAS_WORDS]
    return " AND ".join([*ours, *bounds.between, *filters, *among])
