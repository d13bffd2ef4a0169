"""Keeping the tallies: what a worker adds for a response, takes off again, and checks.

A response adds to the tallies while it is counted. Its answers never change, so nothing else does.
`TallyDue` names what to look at; `Tallied` what was added. A batch is one transaction of one worker
at a time, so however often it dies, each response is added once and taken off once: what a batch
looks at is decided by rows, never by what the outbox said when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from consultation.models import CLOSED, NOT_COUNTED, Consultation

MOST = 5_000  # responses in one transaction: a third of a second's work
STRETCH = 20_000  # the same, where everything is added anew
LOCK = 3_816_001  # of the database's advisory locks, held by the worker that is at it
READ_LOCK_IF_FREE = "SELECT pg_try_advisory_xact_lock(%s)"
READ_LOCK = "SELECT pg_advisory_xact_lock(%s)"

TAKE = """
DELETE FROM consultation_tallydue WHERE id IN (
    SELECT id FROM consultation_tallydue ORDER BY id LIMIT %s
) RETURNING response_id
"""
# What is not counted any more goes as it came: by the keys that were added.
TAKE_OFF = """
WITH gone AS (
    DELETE FROM consultation_tallied AS t USING consultation_response AS r
    WHERE t.response_id = ANY(%(keys)s) AND r.id = t.response_id
        AND (r.kind <> 'PUBLIC' OR r.state = ANY(%(not_counted)s))
    RETURNING t.home, t.said
), less AS (
    SELECT one.saying, home, count(*) AS number FROM gone, unnest(said) AS one(saying) GROUP BY 1, 2
)
UPDATE consultation_tally AS t SET number = t.number - less.number
FROM less WHERE t.saying_id = less.saying AND t.home = less.home
"""
# Which of them are to be added is asked once: one that begins to be counted in the next moment has
# a row of the outbox of its own, and would be named in part here.
READ_TO_ADD = """
SELECT r.id FROM consultation_response AS r
WHERE r.id = ANY(%(keys)s) AND r.kind = 'PUBLIC' AND r.state <> ALL(%(not_counted)s)
    AND NOT EXISTS (SELECT FROM consultation_tallied AS t WHERE t.response_id = r.id)
"""
# A choice counts where it is out of a list; other answers count as given. One of several values,
# as a ranking, counts once for each value and once as an answer.
SPOKEN = """
WITH standing AS MATERIALIZED (
    SELECT r.id, r.consultation_id, r.channel, r.capacity, r.place, r.borough_id, r.received_at
    FROM consultation_response AS r WHERE r.id = ANY(%(keys)s)
), answered AS MATERIALIZED (
    SELECT r.id, r.consultation_id, a.question_version_id AS version, a.proposal_id AS proposal,
        CASE WHEN q.kind = ANY(%(closed)s) THEN a.choice ELSE '' END AS choice
    FROM standing AS r
    JOIN consultation_answer AS a ON a.response_id = r.id
    JOIN consultation_questionversion AS v ON v.id = a.question_version_id
    JOIN consultation_question AS q ON q.id = v.question_id
), said AS (
    SELECT id, consultation_id, one.version, one.proposal, one.choice
    FROM answered, LATERAL (VALUES
        (answered.version, answered.proposal, answered.choice),
        (answered.version, answered.proposal, ''),
        (answered.version, NULL, answered.choice),
        (answered.version, NULL, ''),
        (NULL, answered.proposal, '')
    ) AS one (version, proposal, choice)
    UNION SELECT id, consultation_id, NULL, NULL, '' FROM standing
)
"""


def _key(table: str, version: str, proposal: str) -> str:
    """What a saying is told by, as one text: the planner thinks four columns the rarest of luck."""
    return (
        f"concat({table}.consultation_id, '/', {table}.{version}, '/', {table}.{proposal}, '/', "
        f"{table}.choice)"
    )


NAME = f"""{SPOKEN}
INSERT INTO consultation_saying (consultation_id, question_version_id, proposal_id, choice)
SELECT DISTINCT consultation_id, version, proposal, choice FROM said
EXCEPT SELECT consultation_id, question_version_id, proposal_id, choice FROM consultation_saying
"""  # noqa: S608 - put together of constants; values are bound
ADD = f"""{SPOKEN}
, keyed AS (
    SELECT said.id, array_agg(s.id ORDER BY s.id) AS said
    FROM said JOIN consultation_saying AS s ON {_key("s", "question_version_id", "proposal_id")}
        = {_key("said", "version", "proposal")}
    GROUP BY said.id
), placed AS (
    SELECT answered.id, array_agg(DISTINCT station.borough_id::int) AS boroughs
    FROM answered JOIN consultation_proposal AS p ON p.id = answered.proposal
    JOIN stations_station AS station ON station.id = p.station_id
    GROUP BY answered.id
), added AS (
    INSERT INTO consultation_tallied
        (response_id, consultation_id, channel, capacity, received_on, home, said, boroughs)
    SELECT r.id, r.consultation_id, r.channel, r.capacity,
        (r.received_at AT TIME ZONE %(zone)s)::date,
        CASE r.place WHEN 'BOROUGH' THEN r.borough_id WHEN 'OUTSIDE' THEN -1 ELSE 0 END,
        keyed.said, coalesce(placed.boroughs, ARRAY[]::int[])
    FROM standing AS r JOIN keyed USING (id) LEFT JOIN placed USING (id)
    RETURNING home, said
), more AS (
    SELECT one.saying, home, count(*) AS number FROM added, unnest(said) AS one(saying)
    GROUP BY 1, 2
)
INSERT INTO consultation_tally AS t (saying_id, home, number)
SELECT saying, home, number FROM more
ON CONFLICT (saying_id, home) DO UPDATE SET number = t.number + EXCLUDED.number
"""  # noqa: S608 - put together of constants; values are bound
FORGET = """
DELETE FROM consultation_tally USING consultation_saying AS s
WHERE s.id = saying_id AND s.consultation_id = %(consultation)s
"""
FORGET_EACH = "DELETE FROM consultation_tallied WHERE consultation_id = %(consultation)s"
READ_NUMBER = "SELECT count(*) FROM consultation_tallied WHERE consultation_id = %s"
#: Keys of a stretch of the consultation's responses, after one of them.
READ_NEXT = """
SELECT id FROM consultation_response WHERE consultation_id = %s AND id > %s ORDER BY id LIMIT %s
"""
READ_PLAINLY = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"
READ_ONE_INSTANT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
#: Responses that should be in the tallies and are not, or the other way round, and wait for nobody.
READ_ASTRAY = """
SELECT count(*) FROM (SELECT id, kind, state FROM consultation_response
    WHERE consultation_id = %(consultation)s) AS r
FULL JOIN (SELECT response_id FROM consultation_tallied
    WHERE consultation_id = %(consultation)s) AS t ON t.response_id = r.id
WHERE (t.response_id IS NOT NULL)
    IS DISTINCT FROM (r.kind = 'PUBLIC' AND r.state <> ALL(%(not_counted)s))
AND NOT EXISTS (SELECT FROM consultation_tallydue AS d
    WHERE d.response_id = coalesce(r.id, t.response_id))
"""
#: Numbers that are not those of a count of the answers themselves, of all that is tallied now.
READ_WRONG = """
WITH answered AS (
    SELECT a.response_id AS id, t.home, a.question_version_id AS version, a.proposal_id AS proposal,
        CASE WHEN q.kind = ANY(%(closed)s) THEN a.choice ELSE '' END AS choice
    FROM consultation_tallied AS t
    JOIN consultation_answer AS a ON a.response_id = t.response_id
    JOIN consultation_questionversion AS v ON v.id = a.question_version_id
    JOIN consultation_question AS q ON q.id = v.question_id
    WHERE t.consultation_id = %(consultation)s
), live AS (
    SELECT NULL::bigint AS version, NULL::bigint AS proposal, '' AS choice, home, count(*) AS number
    FROM consultation_tallied WHERE consultation_id = %(consultation)s GROUP BY home
    UNION ALL SELECT NULL, proposal, '', home, count(DISTINCT id) FROM answered
        WHERE proposal IS NOT NULL GROUP BY proposal, home
    UNION ALL SELECT version, NULL, '', home, count(DISTINCT id) FROM answered
        GROUP BY version, home
    UNION ALL SELECT version, proposal, '', home, count(DISTINCT id) FROM answered
        WHERE proposal IS NOT NULL GROUP BY version, proposal, home
    UNION ALL SELECT version, NULL, choice, home, count(DISTINCT id) FROM answered
        WHERE choice <> '' GROUP BY version, choice, home
    UNION ALL SELECT version, proposal, choice, home, count(DISTINCT id) FROM answered
        WHERE choice <> '' AND proposal IS NOT NULL GROUP BY version, proposal, choice, home
), kept AS (
    SELECT s.question_version_id AS version, s.proposal_id AS proposal, s.choice, t.home,
        t.number::bigint AS number
    FROM consultation_tally AS t JOIN consultation_saying AS s ON s.id = t.saying_id
    WHERE s.consultation_id = %(consultation)s AND t.number > 0
)
SELECT count(*) FROM ((TABLE live EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE live)) AS x
"""


@dataclass(frozen=True)
class Checked:
    """What a check found amiss. Both are 0 where the tallies are right."""

    astray: int
    wrong: int

    @property
    def is_right(self) -> bool:
        """They are what a count of the answers gives."""
        return not self.astray and not self.wrong


def tally_next(*, most: int = MOST) -> int:
    """Take up to `most` rows of the outbox and put the tallies right. Returns how many it took.

    0 when nothing is due, or another worker is at it. One transaction: killed anywhere, it did
    nothing, and what it took is due again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ_LOCK_IF_FREE, [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(READ_PLAINLY)
        cursor.execute(TAKE, [most])
        taken = [key for (key,) in cursor.fetchall()]
        if taken:
            _put_right(cursor, sorted(set(taken)))
        return len(taken)


def rebuild(consultation: Consultation) -> int:
    """Throw a consultation's tallies away and add every response anew, in one transaction.

    Workers wait; readers see the old tallies until the end. Returns how many responses are in them.
    """
    told = {"consultation": consultation.pk}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ_LOCK, [LOCK])
        cursor.execute(READ_PLAINLY)
        cursor.execute(FORGET, told)
        cursor.execute(FORGET_EACH, told)
        after = 0
        while True:
            cursor.execute(READ_NEXT, [consultation.pk, after, STRETCH])
            keys = [key for (key,) in cursor.fetchall()]
            if not keys:
                break
            _put_right(cursor, keys)
            after = keys[-1]
        cursor.execute(READ_NUMBER, [consultation.pk])
        return int(cursor.fetchone()[0])


def check(consultation: Consultation) -> Checked:
    """Compare a consultation's tallies with its responses and answers, at one instant.

    It reads every answer. Workers may go on beside it, and what waits for them is no fault.
    """
    outermost = not connection.in_atomic_block
    told = {**_told([]), "consultation": consultation.pk}
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute(READ_ONE_INSTANT)
        cursor.execute(READ_PLAINLY)
        cursor.execute(READ_ASTRAY, told)
        astray = int(cursor.fetchone()[0])
        cursor.execute(READ_WRONG, told)
        return Checked(astray, int(cursor.fetchone()[0]))


def _put_right(cursor: CursorWrapper, keys: Sequence[int]) -> None:
    """Add these responses or take them off, as they are now and as is not done yet."""
    told = _told(keys)
    cursor.execute(TAKE_OFF, told)
    cursor.execute(READ_TO_ADD, told)
    if found := [key for (key,) in cursor.fetchall()]:
        cursor.execute(NAME, _told(found))
        cursor.execute(ADD, _told(found))


def _told(keys: Sequence[int]) -> dict[str, Any]:
    return {
        "keys": list(keys),
        "closed": [str(kind) for kind in CLOSED],
        "not_counted": [str(state) for state in NOT_COUNTED],
        "zone": settings.TIME_ZONE,
    }
