"""How many answered each wording of the questions that were corrected while they were asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from consultation.models import NOT_COUNTED, QuestionVersion
from consultation.report.arrived import ABOUT
from consultation.report.counting import ALL, BOROUGH, STATION, Scope, Where


@dataclass
class Said:
    """How many counted responses answered: by wording, and by question whatever the wording."""

    answered: dict[int, int] = field(default_factory=dict)
    chosen: dict[tuple[int, str], int] = field(default_factory=dict)
    answered_any: dict[int, int] = field(default_factory=dict)
    chosen_any: dict[tuple[int, str], int] = field(default_factory=dict)


# An answer about no proposal is about every place that its response speaks about.
KEPT = """
kept AS MATERIALIZED (
    SELECT a.response_id, a.question_version_id AS version, v.question_id AS question, a.choice,
        a.proposal_id, p.station_id, s.borough_id
    FROM consultation_answer a
    JOIN consultation_questionversion v ON v.id = a.question_version_id
    JOIN consultation_response r ON r.id = a.response_id
    LEFT JOIN consultation_proposal p ON p.id = a.proposal_id
    LEFT JOIN stations_station s ON s.id = p.station_id
    WHERE a.question_version_id = ANY(%(versions)s::bigint[])
    AND (a.proposal_id IS NULL OR a.proposal_id = ANY(%(proposals)s::bigint[]))
    AND r.consultation_id = %(consultation)s AND r.kind = 'PUBLIC'
    AND r.state <> ALL(%(not_counted)s)
)"""
NEAR = """
SELECT {key} AS key, response_id, version, question, choice FROM kept WHERE proposal_id IS NOT NULL
UNION ALL
SELECT near.{key}, response_id, version, question, choice
FROM kept JOIN (SELECT DISTINCT response_id, {key} FROM about) AS near USING (response_id)
WHERE proposal_id IS NULL"""
ROWS = {
    ALL: "SELECT 0 AS key, response_id, version, question, choice FROM kept",
    STATION: NEAR.format(key="station_id"),
    BOROUGH: NEAR.format(key="borough_id"),
}
COUNTED = """
SELECT '{level}', key, version, question, choice, count(DISTINCT response_id)
FROM ({rows}) AS rows
GROUP BY GROUPING SETS (
    (key, version), (key, version, choice), (key, question), (key, question, choice)
)"""


def said(scope: Scope, versions: Sequence[QuestionVersion]) -> dict[Where, Said]:
    """What is said under each wording about each place. One query, or none without a wording.

    Formal replies apart.
    """
    if not versions:
        return {}
    parameters: dict[str, Any] = {
        "consultation": scope.consultation.pk,
        "stations": scope.stations,
        "proposals": [one.pk for one in scope.proposals],
        "versions": [one.pk for one in versions],
        "not_counted": [str(state) for state in NOT_COUNTED],
    }
    parts = [COUNTED.format(level=one, rows=ROWS[one]) for one in sorted(scope.levels)]
    read_worded = f"WITH {ABOUT}, {KEPT} {' UNION ALL '.join(parts)}"
    found: dict[Where, Said] = {}
    with connection.cursor() as cursor:
        cursor.execute(read_worded, parameters)
        for level, key, version, question, choice, number in cursor.fetchall():
            one = found.setdefault(Where(level, key), Said())
            if version is not None and choice is None:
                one.answered[version] = number
            elif version is not None:
                one.chosen[version, choice] = number
            elif choice is None:
                one.answered_any[question] = number
            else:
                one.chosen_any[question, choice] = number
    return found
