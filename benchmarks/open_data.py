"""What programs read of many responses: pages of the API, a feed, the catalogue; and asked again.

Timed inside one process, from the request to the last byte, on the database that is searched. The
file of all of them is asked for from the web server, until its first row.
"""

import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any

from benchmarks.ground import CLOSED, OPEN, Ground
from benchmarks.result import Result, median, page_line, percentile
from benchmarks.search import RUNS, RUNS_SHORT, filled

MOST_MS, AGAIN_MS, FIRST_MS = 100.0, 30.0, 1000.0


def measure(ground: Ground, size: int, *, short: bool, tell: Callable[[str], None]) -> list[Result]:
    """A line for each address, fetched anew and, where it has an ETag, asked for again."""
    database, runs = filled(ground, size, tell), RUNS_SHORT if short else RUNS
    told = ground.inside(database, "open_data", runs)
    return [*(_line(name, one) for name, one in told.items()), _file(ground, database, size, runs)]


def _line(name: str, told: dict[str, Any]) -> Result:
    again = name.endswith("304") and "website" not in name  # a page of the website is drawn first
    goal = AGAIN_MS if again else MOST_MS
    worst = percentile(told["times"], 95)
    return Result(
        f"open data: {name}",
        page_line(told),
        "", "", f"p95 < {goal:.0f} ms", worst < goal,
    )  # fmt: skip


def _file(ground: Ground, database: str, size: int, runs: int) -> Result:
    """The first row of the file of all, beside the whole file of a consultation without any."""
    times: dict[str, list[float]] = {OPEN: [], CLOSED: []}
    with ground.serve(database) as web:
        for _run in range(runs):
            for slug, taken in times.items():
                taken.append(_first_row(web.port, slug))
    worst, control = percentile(times[CLOSED], 95), median(times[OPEN])
    return Result(
        f"open data: first row of the file of {size:,} responses",
        f"{median(times[CLOSED]):.0f}/{worst:.0f} ms (p50/p95)",
        f"file without any: {control:.0f} ms",
        f"{median(times[CLOSED]) / control:.1f}", f"p95 < {FIRST_MS:.0f} ms", worst < FIRST_MS,
    )  # fmt: skip


def _first_row(port: int, slug: str) -> float:
    """Milliseconds until the line after the heading is there, or the end; the rest is not read."""
    visitor, started = HTTPConnection("localhost", port), time.perf_counter()
    visitor.request("GET", f"/consultations/{slug}/responses.csv")
    answer = visitor.getresponse()
    assert answer.readline().startswith(b"\xef\xbb\xbfresponse,"), answer.status
    assert bool(answer.readline()) is (slug == CLOSED)
    took = (time.perf_counter() - started) * 1000
    visitor.close()
    return took
