"""What came in about each place, and what became of it: a pass over responses and answers.

Told apart from what responses say (`spoken`), which is counted another way: the two have to agree.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from consultation.models import NOT_COUNTED, QuestionScope, QuestionVersion
from consultation.report.counting import ALL, BOROUGH, NO_RULE, STATION, Scope, Where

STATES, CHANNELS, CAPACITIES, HOMES, WROTE = 0b01111, 0b10111, 0b11011, 0b11101, 0b11110


@dataclass
class Arrived:
    """The responses about one place. All but `states` are of those that count, formal ones apart.

    `homes` are keys of boroughs as text, or why there is none. `wrote` is by key of a question.
    """

    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    capacities: Counter[str] = field(default_factory=Counter)
    homes: Counter[str] = field(default_factory=Counter)
    wrote: Counter[str] = field(default_factory=Counter)
    rules: dict[str, int] = field(default_factory=dict)


ABOUT = """
about AS MATERIALIZED (
    SELECT DISTINCT a.response_id, p.station_id, s.borough_id
    FROM consultation_answer a
    JOIN consultation_proposal p ON p.id = a.proposal_id
    JOIN stations_station s ON s.id = p.station_id
    WHERE p.station_id = ANY(%(stations)s::bigint[])
)"""
# A bit for each question that is asked once for all. No number comes before the first.
SORTED = """
wrote AS MATERIALIZED (
    SELECT a.response_id,
        bit_or(1::bigint << array_position(%(texts)s::bigint[], v.question_id)) AS wrote
    FROM consultation_answer a JOIN consultation_questionversion v ON v.id = a.question_version_id
    WHERE v.question_id = ANY(%(texts)s::bigint[])
    GROUP BY a.response_id
), sorted AS MATERIALIZED (
    SELECT r.id, r.state, r.kind, r.channel, r.capacity, coalesce(w.wrote, 0) AS wrote,
        coalesce(r.borough_id::text, r.place) AS home,
        r.kind = 'PUBLIC' AND r.state <> ALL(%(not_counted)s) AS people
    FROM consultation_response r LEFT JOIN wrote w ON w.response_id = r.id
    WHERE r.consultation_id = %(consultation)s
)"""
# Each of the five ways to group tells a different column; the mark says which.
GROUPED = """
SELECT {place}, grouping(state, channel, capacity, home, wrote) AS mark, people,
    coalesce(state, channel, capacity, home, wrote::text), coalesce(kind, ''), count(*)
FROM {rows}
GROUP BY GROUPING SETS (
    ({key}state, kind), ({key}people, channel), ({key}people, capacity), ({key}people, home),
    ({key}people, wrote)
)"""
ROWS = {
    ALL: "sorted",
    STATION: "about JOIN sorted ON sorted.id = about.response_id",
    BOROUGH: "(SELECT DISTINCT response_id, borough_id FROM about) AS near"
    " JOIN sorted ON sorted.id = near.response_id",
}
KEYS = {ALL: "", STATION: "station_id, ", BOROUGH: "borough_id, "}
# The rule of the newest verdict that excluded it, or none.
RULED = """
ruled AS MATERIALIZED (
    SELECT r.id, coalesce(v.code, '') AS code
    FROM consultation_response r LEFT JOIN (
        SELECT DISTINCT ON (w.response_id) w.response_id, e.code
        FROM consultation_review w JOIN consultation_exclusionrule e ON e.id = w.rule_id
        WHERE w.verdict = 'EXCLUDE' AND w.decides
        ORDER BY w.response_id, w.id DESC
    ) AS v ON v.response_id = r.id
    WHERE r.consultation_id = %(consultation)s AND r.state = 'EXCLUDED'
)"""
RULING = "SELECT {place}, code, count(*) FROM {rows} GROUP BY {key}code"
RULED_ROWS = {
    ALL: "ruled",
    STATION: "about JOIN ruled ON ruled.id = about.response_id",
    BOROUGH: "(SELECT DISTINCT response_id, borough_id FROM about) AS near"
    " JOIN ruled ON ruled.id = near.response_id",
}


def arrived(scope: Scope, versions: Sequence[QuestionVersion]) -> dict[Where, Arrived]:
    """What came in about each place of the scope. Two queries, however many places there are."""
    texts = _asked_of_all(versions)
    parameters: dict[str, Any] = {
        "consultation": scope.consultation.pk,
        "stations": scope.stations,
        "texts": list(texts),
        "not_counted": [str(state) for state in NOT_COUNTED],
    }
    found: dict[Where, Arrived] = {}
    read_sorts, read_rules = _sorting(scope.levels), _ruling(scope.levels)
    with connection.cursor() as cursor:
        cursor.execute(read_sorts, parameters)
        for level, key, mark, people, value, kind, number in cursor.fetchall():
            one = found.setdefault(Where(level, key), Arrived())
            if mark == STATES:
                one.states[value, kind] += number
            elif people and mark == WROTE:
                for place, name in enumerate(texts.values(), start=1):
                    one.wrote[name] += number if int(value) & 1 << place else 0
            elif people:
                _column(one, mark)[value] += number
        cursor.execute(read_rules, parameters)
        for level, key, code, number in cursor.fetchall():
            found.setdefault(Where(level, key), Arrived()).rules[code or NO_RULE] = number
    return found


def _asked_of_all(versions: Sequence[QuestionVersion]) -> dict[int, str]:
    """Question -> its key, of those that are asked once for everything."""
    every = (one.question for one in versions)
    return {one.pk: one.key for one in every if one.scope == QuestionScope.ALL}


def _column(one: Arrived, mark: int) -> Counter[str]:
    return {CHANNELS: one.channels, CAPACITIES: one.capacities, HOMES: one.homes}[mark]


def _level(level: str) -> str:
    """The level and the key, as the first columns of a row."""
    return f"'{level}', {KEYS[level].rstrip(', ') or '0'}"


def _sorting(levels: frozenset[str]) -> str:
    parts = [
        GROUPED.format(place=_level(one), rows=ROWS[one], key=KEYS[one]) for one in sorted(levels)
    ]
    return f"WITH {ABOUT}, {SORTED} {' UNION ALL '.join(parts)}"


def _ruling(levels: frozenset[str]) -> str:
    parts = [
        RULING.format(place=_level(one), rows=RULED_ROWS[one], key=KEYS[one])
        for one in sorted(levels)
    ]
    return f"WITH {ABOUT}, {RULED} {' UNION ALL '.join(parts)}"
