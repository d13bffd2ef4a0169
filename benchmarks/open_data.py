"""What programs read of many responses: pages of the API, a feed, the catalogue; and asked again.

Timed inside one process, from the request to the last byte, on the database that is searched.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.ground import Ground
from benchmarks.queue import percentile
from benchmarks.result import Result, median
from benchmarks.search import RUNS, RUNS_SHORT, filled

MOST_MS, AGAIN_MS = 100.0, 30.0


def measure(ground: Ground, size: int, *, short: bool, tell: Callable[[str], None]) -> list[Result]:
    """A line for each address, fetched anew and, where it has an ETag, asked for again."""
    told = ground.inside(filled(ground, size, tell), "open_data", RUNS_SHORT if short else RUNS)
    return [_line(name, one) for name, one in told.items()]


def _line(name: str, told: dict[str, Any]) -> Result:
    again = name.endswith("304") and "website" not in name  # a page of the website is drawn first
    goal = AGAIN_MS if again else MOST_MS
    worst = percentile(told["times"], 95)
    return Result(
        f"open data: {name}",
        f"{median(told['times']):.0f}/{worst:.0f} ms (p50/p95), CPU of it "
        f"{median(told['cpu']):.0f} in Python, {told['database']:.0f} in PostgreSQL, "
        f"{told['queries']} queries",
        "", "", f"p95 < {goal:.0f} ms", worst < goal,
    )  # fmt: skip
