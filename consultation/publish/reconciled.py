"""Where every response that was received is now, beside its entries in the public log."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db import connection

from consultation.models import Consultation, ExclusionRule
from consultation.models import ResponseState as R
from consultation.models.response import UNDECIDED

KEPT = timedelta(minutes=1).total_seconds()
# Under which rule it is left out was decided by the last review that did.
READ_STANDS = """
SELECT r.state, coalesce(rule.code, ''), count(*), count(e.index)
FROM consultation_response AS r
LEFT JOIN consultation_logentry AS e ON e.kind = 'response' AND e.about = r.id
LEFT JOIN LATERAL (
    SELECT x.code FROM consultation_review AS v
    JOIN consultation_exclusionrule AS x ON x.id = v.rule_id
    WHERE r.state = 'EXCLUDED' AND v.response_id = r.id AND v.decides
    ORDER BY v.id DESC LIMIT 1
) AS rule ON true
WHERE r.consultation_id = %s GROUP BY 1, 2
"""


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

    @property
    def received(self) -> Line:
        """The sum of the parts."""
        parts = [line for _rule, line in self.excluded]
        parts += [self.released, self.withheld, self.waiting, self.quarantined]
        return sum([*parts, self.superseded, self.withdrawn], Line())


def reconciled(consultation: Consultation) -> Reconciled:
    """As it was up to a minute ago."""
    key = f"reconciled-{consultation.pk}"
    found: Reconciled | None = cache.get(key)
    if found is None:
        found = _reconciled(consultation)
        cache.set(key, found, KEPT)
    return found


def _reconciled(consultation: Consultation) -> Reconciled:
    """Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(READ_STANDS, [consultation.pk])
        rows = {(state, code): Line(*two) for state, code, *two in cursor.fetchall()}
    rules = dict(
        ExclusionRule.objects.filter(consultation=consultation).values_list("code", "text")
    )

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
    )
