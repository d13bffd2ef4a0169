"""Looking for words among many responses: what everybody finds, what staff find, what it costs.

Words that are in every second text, in one of a thousand and in none, such as never meet, such as
came in one week only; phrases; with filters, and deep in the list. Timed inside one process, from
the request to the last byte of the page.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.ground import CLOSED, Ground
from benchmarks.queue_rows import CHANCE, fill
from benchmarks.result import Result, median, page_line, percentile

MOST_MS, MOST_QUERIES, MOST_COST_MS = 100.0, 16, 2.0
RUNS, RUNS_SHORT = 20, 3

# Sixty words a text out of thousands, as common as words are, and some whose number is known.
TEXTS = """
UPDATE consultation_answer AS a SET text = 'The ' || CASE WHEN {a} < 500 THEN 'counter is near '
        ELSE 'desk stays ' END
    || CASE WHEN {b} < 100 THEN 'and the tram is late ' ELSE '' END
    || CASE WHEN {b} BETWEEN 100 AND 109 THEN 'beside my pharmacy ' ELSE '' END
    || CASE WHEN {d} = 7 AND n % 5 = 0 THEN 'with a café ' ELSE '' END
    || CASE WHEN n BETWEEN {size} / 10 AND {size} / 7 THEN 'as the campaign says ' ELSE '' END
    || CASE WHEN n % 2 = 0 THEN 'even ' ELSE 'odd ' END
    || (SELECT string_agg('w' || (power(hashint8extended(n, i) & 1023, 2) / 64)::int, ' ')
        FROM generate_series(10, 50) AS i)
FROM (SELECT n FROM generate_series(1, {size}) AS n) AS made, consultation_questionversion AS v
JOIN consultation_question AS q ON q.id = v.question_id
WHERE a.response_id = n AND v.id = a.question_version_id AND q.key = 'reasons'
"""
COPIES = """
INSERT INTO consultation_publishedresponse (response_id, consultation_id, received_on, channel,
    capacity, place, borough_id, language, words_withheld, at)
SELECT id, consultation_id, received_at::date, channel, capacity, place, borough_id, language,
    false, received_at FROM consultation_response;
INSERT INTO consultation_publishedanswer
    (published_id, question_version_id, proposal_id, place, choice, text, redactions)
SELECT response_id, question_version_id, proposal_id, place, choice, text, 0
FROM consultation_answer
"""
WORDS = """
INSERT INTO consultation_publishedwords (response_id, consultation_id, received_on, words)
SELECT * FROM counterpoint_published(ARRAY(SELECT id FROM consultation_response));
INSERT INTO consultation_receivedwords (response_id, words)
SELECT * FROM counterpoint_received(ARRAY(SELECT id FROM consultation_response))
"""
LATE = ("published_words", "received_words")


def measure(ground: Ground, size: int, *, short: bool, tell: Callable[[str], None]) -> list[Result]:
    """A line for each search, and for what the words cost when they are stored."""
    database = filled(ground, size, tell)
    told = ground.inside(database, "search", RUNS_SHORT if short else RUNS)
    return [
        *(_line(name, one) for name, one in told["pages"].items()),
        *(_cost(name, one) for name, one in told["cost"].items()),
        Result("search: size of words and their indexes", told["size"], "", "", "", True),
    ]


def filled(ground: Ground, size: int, tell: Callable[[str], None]) -> str:
    """The database with so many responses, all of them public, made where it is not there yet."""

    def make(database: str) -> None:
        fill(ground, database, size)
        _fill_words(ground, database, size)

    return ground.copied("search", size, make, tell)


def _fill_words(ground: Ground, database: str, size: int) -> None:
    off = "SET session_replication_role = replica"
    chances = {name: CHANCE.format(seed=seed) for seed, name in enumerate("abde")}
    found = ground.sql(database, f"SELECT indexdef FROM pg_indexes WHERE indexname IN {LATE}")
    ground.sql(database, f"DROP INDEX {', '.join(LATE)}")
    for step in (TEXTS.format(size=size, slug=CLOSED, **chances), COPIES, WORDS):
        ground.sql(database, f"{off}; {step}")
    for (index,) in found:
        ground.sql(database, f"SET maintenance_work_mem = '512MB'; {index}")
    ground.sql(database, "VACUUM (ANALYZE)")


def _line(name: str, told: dict[str, Any]) -> Result:
    worst = percentile(told["times"], 95)
    return Result(
        f"search: {name}",
        f"{page_line(told)}, {told['shown']} shown",
        "", "", f"p95 < {MOST_MS:.0f} ms, <= {MOST_QUERIES} queries",
        worst < MOST_MS and told["queries"] <= MOST_QUERIES,
        hard=told["queries"] > MOST_QUERIES,
    )  # fmt: skip


def _cost(name: str, told: dict[str, list[float]]) -> Result:
    """What the trigger adds to a statement, beside the same statement without it."""
    with_it, without = median(told["with"]), median(told["without"])
    return Result(
        f"search: words stored when {name}, each",
        f"{with_it:.2f} ms", f"without {without:.2f} ms",
        f"+{with_it - without:.2f} ms", f"< {MOST_COST_MS:.0f} ms more",
        with_it - without < MOST_COST_MS,
    )  # fmt: skip
