"""Reading and coding with a million responses of which most were read, and 5,000 points.

Timed inside one process, from the request to the last byte of the page.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.ground import CLOSED, Ground
from benchmarks.queue_rows import CHANCE, fill
from benchmarks.result import Result, median, page_line, percentile

POINTS = 5_000
MOST_CODING_MS, MOST_REGISTER_MS, MOST_QUERIES = 100.0, 200.0, 30
RUNS, RUNS_SHORT = 20, 3

# Nine of ten were read, the oldest first; of two out of five a passage makes a point. A few points
# are made by very many, and most by few.
READINGS = """
INSERT INTO consultation_reading (response_id, consultation_id, received_at, counted, no_point,
    done_at, done_by_id, frame)
SELECT r.id, r.consultation_id, r.received_at,
    r.state NOT IN ('EXCLUDED', 'SUPERSEDED', 'WITHDRAWN'), false,
    CASE WHEN r.id < {size} * 0.9 THEN c.closes_at + r.id * interval '1 second' END,
    CASE WHEN r.id < {size} * 0.9 THEN p.id END, CASE WHEN r.id < {size} * 0.9 THEN 1 END
FROM consultation_response AS r JOIN consultation_consultation AS c ON c.id = r.consultation_id,
    consultation_user AS p
WHERE c.slug = '{slug}' AND p.email = 'moderator@example.com'
"""
FRAME = """
INSERT INTO consultation_codeframe (consultation_id, version)
SELECT id, 1 FROM consultation_consultation WHERE slug = '{slug}';
INSERT INTO consultation_theme (consultation_id, title, at, by_id)
SELECT c.id, 'Theme ' || n, now(), p.id
FROM generate_series(1, 50) AS n, consultation_consultation AS c, consultation_user AS p
WHERE c.slug = '{slug}' AND p.email = 'moderator@example.com';
INSERT INTO consultation_point (consultation_id, number, theme_id, sentence, includes, excludes,
    version, frame, at, by_id)
SELECT t.consultation_id, n, t.id, 'The argument number ' || n || ' about the way there.', '', '',
    1, 1, now(), t.by_id
FROM generate_series(1, {points}) AS n
JOIN (SELECT *, row_number() OVER (ORDER BY id) AS rank FROM consultation_theme) AS t
    ON t.rank = 1 + n % 50
"""
CODES = """
INSERT INTO consultation_code
    (reading_id, answer_id, start, "end", in_note, point_id, proposal_id, frame, at, by_id)
SELECT made.n, a.id, 0, 22, false, p.id, a.proposal_id, 1, now(), p.by_id
FROM (SELECT n, 1 + floor(power(({a}) / 1000.0, 4) * {points})::int AS number
    FROM generate_series(1, ({size} * 0.9)::int - 1) AS n WHERE {b} < 400) AS made
JOIN consultation_point AS p ON p.number = made.number
JOIN consultation_answer AS a ON a.response_id = made.n AND a.text <> ''
    AND a.proposal_id IS NOT NULL
UNION ALL
SELECT a.response_id, a.id, 0, 22, false, p.id, a.proposal_id, 1, now(), p.by_id
FROM consultation_point AS p
JOIN consultation_answer AS a ON a.response_id = p.number AND a.text <> ''
    AND a.proposal_id IS NOT NULL
"""
ANSWERS = """
INSERT INTO consultation_disposition (point_id, version, covers, kind, reason, at, by_id)
SELECT id, 1, ARRAY(SELECT coalesce(about, 0) FROM counterpoint_speaks_of(id) AS about),
    'NOT_ACCEPTED', 'Buses go there.', now(), by_id FROM consultation_point
WHERE number % 3 > 0
"""


def measure(ground: Ground, size: int, *, short: bool, tell: Callable[[str], None]) -> list[Result]:
    """A line for each page, and one for taking the next response."""
    database = filled(ground, size, tell)
    told = ground.inside(database, "coding", RUNS_SHORT if short else RUNS)
    lines = [
        _line(name, one, MOST_REGISTER_MS if "register" in name else MOST_CODING_MS)
        for name, one in told["pages"].items()
    ]
    slowest = percentile(told["next"], 95)
    lines.append(
        Result(
            "coding: take the next and open it",
            f"p50 {median(told['next']):.0f} ms, p95 {slowest:.0f} ms",
            "", "", f"p95 < {MOST_CODING_MS:.0f} ms", slowest < MOST_CODING_MS,
        )
    )  # fmt: skip
    return lines


def filled(ground: Ground, size: int, tell: Callable[[str], None]) -> str:
    """The database with so many responses, made where it is not there yet."""

    def make(database: str) -> None:
        fill(ground, database, size)
        chances = {name: CHANCE.format(seed=seed) for seed, name in enumerate("abde")}
        for step in (READINGS, FRAME, CODES, ANSWERS):
            said = step.format(size=size, slug=CLOSED, points=POINTS, **chances)
            ground.sql(database, f"SET session_replication_role = replica; {said}")
        ground.sql(database, "VACUUM (ANALYZE)")

    return ground.copied("coding", size, make, tell)


def _line(name: str, told: dict[str, Any], most: float) -> Result:
    """One page. Hard is the number of queries: it does not hang on the machine."""
    worst, queries = percentile(told["times"], 95), int(told["queries"])
    return Result(
        f"coding: {name}",
        page_line(told),
        "", "", f"p95 < {most:.0f} ms, <= {MOST_QUERIES} queries",
        worst < most and queries <= MOST_QUERIES,
        hard=queries > MOST_QUERIES,
    )  # fmt: skip
