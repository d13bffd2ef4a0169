"""What counted responses say about each place: a pass over their answers about proposals.

A response that speaks about two front counters is in the tallies of both, and once in each other
one: in that of their borough, of a kind of proposal, of the whole.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from consultation.models import NOT_COUNTED
from consultation.report.counting import (
    ALL,
    BOROUGH,
    FORMAL,
    REASONS,
    RESIDENT,
    STATION,
    UNKNOWN_STANCE,
    Scope,
    Stances,
    Tally,
    Where,
)

CHANNEL, CAPACITY, HOME, COPIED, MASK = 0b0111, 0b1011, 0b1101, 0b1110, 0b1111


def _tallies() -> defaultdict[str, Tally]:
    return defaultdict(Tally)


@dataclass
class Spoken:
    """Those that speak about one place. Each tally but `kinds` and `groups` splits `anything`.

    `copied` has "true" for members of a group of like texts and "false" for all others; `groups`
    has each such group once, as if it were one response that says what any of its members says.
    """

    anything: Tally = field(default_factory=Tally)
    channels: defaultdict[str, Tally] = field(default_factory=_tallies)
    capacities: defaultdict[str, Tally] = field(default_factory=_tallies)
    homes: defaultdict[str, Tally] = field(default_factory=_tallies)
    copied: defaultdict[str, Tally] = field(default_factory=_tallies)
    groups: Tally = field(default_factory=Tally)
    kinds: defaultdict[str, Tally] = field(default_factory=_tallies)


# Names of tables are Django's. `pair` is one response about one proposal; `spoken` leaves out those
# that do not count and adds what the tallies need of the response itself. `says` are the bits of
# the mask that do not hang on where somebody lives, nor on reasons.
READ = """
WITH pair AS (
    SELECT a.response_id, a.proposal_id,
        bit_or(CASE q.key
            WHEN 'reasons' THEN %(reasons)s
            WHEN 'stance' THEN
                %(unknown)s << coalesce(array_position(%(stances)s::text[], a.choice::text), 0)
            ELSE 0 END) AS mask
    FROM consultation_answer a
    JOIN consultation_questionversion v ON v.id = a.question_version_id
    JOIN consultation_question q ON q.id = v.question_id
    WHERE a.proposal_id = ANY(%(proposals)s::bigint[])
    GROUP BY a.response_id, a.proposal_id
), spoken AS MATERIALIZED (
    SELECT pair.response_id, s.borough_id, p.station_id, p.kind, r.channel, r.capacity,
        coalesce(r.borough_id::text, r.place) AS home, coalesce(t.group_id, 0) AS alike,
        pair.mask
        | CASE WHEN r.kind = 'FORMAL' THEN %(formal)s ELSE 0 END
        | CASE WHEN r.borough_id = s.borough_id THEN %(resident)s ELSE 0 END AS mask
    FROM pair
    JOIN consultation_response r ON r.id = pair.response_id
    JOIN consultation_proposal p ON p.id = pair.proposal_id
    JOIN stations_station s ON s.id = p.station_id
    LEFT JOIN consultation_textprint t ON t.response_id = r.id AND NOT t.gone
    WHERE r.consultation_id = %(consultation)s AND r.state <> ALL(%(not_counted)s)
)"""
# One response once at a level, with all that it says there.
ONCE = """
{level}_rows AS MATERIALIZED (
    SELECT {key} AS key, channel, capacity, home, alike, bit_or(mask) AS mask,
        bit_or(mask) & ~%(apart)s AS says
    FROM spoken GROUP BY {by}response_id, channel, capacity, home, alike
)"""
SPLIT = """
SELECT '{level}', key, 'split', grouping(channel, capacity, home, copied) AS mark,
    coalesce(channel, capacity, home, copied::text, ''), coalesce(mask, says), count(*)
FROM (SELECT *, alike > 0 AS copied FROM {level}_rows) AS once
GROUP BY GROUPING SETS (
    (key, mask), (key, channel, says), (key, capacity, says), (key, home, says),
    (key, copied, says)
)
UNION ALL
SELECT '{level}', key, 'groups', 0, '', says, count(*) FROM (
    SELECT key, alike, bit_or(says) AS says FROM {level}_rows
    WHERE alike > 0 AND says & %(formal)s = 0 GROUP BY key, alike
) AS once GROUP BY key, says"""
KINDS = """
SELECT '{level}', key, 'kinds', 0, kind, mask, count(*) FROM (
    SELECT {key} AS key, kind, bit_or(mask) AS mask FROM spoken GROUP BY {by}response_id, kind
) AS once GROUP BY key, kind, mask"""
KEYS = {ALL: "0", STATION: "station_id", BOROUGH: "borough_id"}
BY = {ALL: "", STATION: "station_id, ", BOROUGH: "borough_id, "}


def spoken(scope: Scope, stances: Stances) -> dict[Where, Spoken]:
    """What is said about each place of the scope. One query, however many places there are."""
    parameters: dict[str, Any] = {
        "consultation": scope.consultation.pk,
        "proposals": [proposal.pk for proposal in scope.proposals],
        "stances": list(stances.labels),
        "reasons": REASONS,
        "formal": FORMAL,
        "resident": RESIDENT,
        "apart": REASONS | RESIDENT,
        "unknown": UNKNOWN_STANCE,
        "not_counted": [str(state) for state in NOT_COUNTED],
    }
    found: dict[Where, Spoken] = {}
    read_spoken = _asked(scope.levels)
    with connection.cursor() as cursor:
        cursor.execute(read_spoken, parameters)
        for level, key, part, mark, value, mask, number in cursor.fetchall():
            one = found.setdefault(Where(level, key), Spoken())
            _tally(one, part, mark, value).masks[mask] += number
    return found


def _tally(one: Spoken, part: str, mark: int, value: str) -> Tally:
    if part == "kinds":
        return one.kinds[value]
    if part == "groups":
        return one.groups
    if mark == MASK:
        return one.anything
    split: dict[int, defaultdict[str, Tally]] = {
        CHANNEL: one.channels,
        CAPACITY: one.capacities,
        HOME: one.homes,
        COPIED: one.copied,
    }
    return split[mark][value]


def _asked(levels: frozenset[str]) -> str:
    named = [{"level": one, "key": KEYS[one], "by": BY[one]} for one in sorted(levels)]
    once = [READ, *(ONCE.format(**one) for one in named)]
    parts = [
        part.format(**one)
        for one in named
        for part in ((SPLIT,) if one["level"] == STATION else (SPLIT, KINDS))
    ]
    return ",".join(once) + " UNION ALL ".join(parts)
