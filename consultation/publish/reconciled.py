"""Where every response that was received is now, beside its entries in the public log.

A worker counts all of them; who reads the page reads what it counted, and when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from consultation.models import Consultation, ExclusionRule, Reconciliation
from consultation.models import ResponseState as R
from consultation.models.response import UNDECIDED

# Every response of every consultation, once. What the log has not yet is little, so it is counted
# apart and taken off. Under which rule one is left out was decided by the last review that did.
READ_STANDS = """
WITH lines AS NOT MATERIALIZED (
    SELECT consultation_id, state, CASE state
        WHEN 'EXCLUDED' THEN coalesce(counterpoint_rule_of(id), '') ELSE '' END AS rule, id
    FROM consultation_response
), stand AS (
    SELECT consultation_id, state, rule, count(*) AS number FROM lines GROUP BY 1, 2, 3
), late AS (
    SELECT consultation_id, state, rule, count(*) AS number FROM lines WHERE NOT EXISTS (
        SELECT FROM consultation_logentry AS e WHERE e.kind = 'response' AND e.about = lines.id
    ) GROUP BY 1, 2, 3
)
SELECT consultation_id, state, rule, stand.number, stand.number - coalesce(late.number, 0)
FROM stand LEFT JOIN late USING (consultation_id, state, rule) ORDER BY 1, 2, 3
"""
# Compiling it takes longer than it saves; a million keys in memory save the disk.
READ_FAST = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"
#: State, code of the rule, responses, and how many of them the log holds.
Part = tuple[str, str, int, int]


@dataclass(frozen=True)
class Line:
    """How many responses stand so, and how many of them the log holds."""

    responses: int = 0
    entries: int = 0

    def __add__(self, other: "Line") -> "Line":
        return Line(self.responses + other.responses, self.entries + other.entries)


@dataclass(frozen=True)
class Reconciled:
    """All that were received, formal replies with them. The parts add up to what was received."""

    released: Line
    withheld: Line
    waiting: Line
    quarantined: Line
    excluded: list[tuple[str, Line]]  # by the text of the rule; "" for none
    superseded: Line
    withdrawn: Line
    at: datetime  # when all this was so

    @property
    def received(self) -> Line:
        """The sum of the parts."""
        parts = [line for _rule, line in self.excluded]
        parts += [self.released, self.withheld, self.waiting, self.quarantined]
        return sum([*parts, self.superseded, self.withdrawn], Line())


def counted() -> dict[int, list[Part]]:
    """All responses, by the keys of consultations; none for one without any.

    One query of everything. Call it in a transaction.
    """
    found: dict[int, list[Part]] = {}
    with connection.cursor() as cursor:
        cursor.execute(READ_FAST)
        cursor.execute(READ_STANDS)
        for consultation, *part in cursor.fetchall():
            state, rule, responses, entries = part
            found.setdefault(consultation, []).append((state, rule, responses, entries))
    return found


def reconciled(consultation: Consultation) -> Reconciled | None:
    """As it was counted last; None before the first time. Two queries, of few rows."""
    kept = Reconciliation.objects.filter(consultation=consultation).first()
    if kept is None:
        return None
    rules = ExclusionRule.objects.filter(consultation=consultation)
    return _reconciled(kept.parts, dict(rules.values_list("code", "text")), kept.at)


def _reconciled(parts: Sequence[Part], rules: dict[str, str], at: datetime) -> Reconciled:
    rows = {(state, code): Line(*two) for state, code, *two in parts}

    def of(*states: str) -> Line:
        return sum((line for (state, _code), line in rows.items() if state in states), Line())

    excluded = {code: line for (state, code), line in rows.items() if state == R.EXCLUDED}
    return Reconciled(
        released=of(R.RELEASED),
        withheld=of(R.WITHHELD),
        waiting=of(*UNDECIDED),
        quarantined=of(R.QUARANTINED),
        excluded=[(rules.get(code, ""), line) for code, line in sorted(excluded.items())],
        superseded=of(R.SUPERSEDED),
        withdrawn=of(R.WITHDRAWN),
        at=at,
    )
