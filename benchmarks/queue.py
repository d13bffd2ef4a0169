"""The queue of moderators with a million responses: every filter, at the start and in the middle.

The control is the same fifty responses by OFFSET. All of it is timed inside one process, from the
request to the last byte of the page.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.ground import Ground
from benchmarks.queue_rows import fill
from benchmarks.result import Result, median, page_line, percentile

MOST_MS, MOST_QUERIES = 100.0, 10
MOST_OF_A_RESPONSE = 26  # queries: its words, flags, marks, reviews, readings, neighbours
MOST_ADMIN_MS = 150.0
RUNS, RUNS_SHORT = 20, 3
PAGES = ("first", "deep", "back")


def measure(ground: Ground, size: int, *, short: bool, tell: Callable[[str], None]) -> list[Result]:
    """A line for each filter: its first page, one in the middle of the queue, and back from it."""
    database = filled(ground, size, tell)
    told = ground.inside(database, "queue", RUNS_SHORT if short else RUNS)
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for key, one in told["pages"].items():
        name, _sep, page = key.partition("|")
        found.setdefault(name, {})[page] = one
    lines = [_line(name, pages, told["offset"] if not at else 0.0) for at, (name, pages) in
             enumerate(found.items())]  # fmt: skip
    lines += [_admin(name, one) for name, one in told["admin"].items()]
    slowest = percentile(told["next"], 95)
    lines.append(
        Result(
            "queue: take the next, 300 held by others",
            f"p50 {median(told['next']):.0f} ms, p95 {slowest:.0f} ms",
            "", "", f"p95 < {MOST_MS:.0f} ms", slowest < MOST_MS,
        )
    )  # fmt: skip
    return lines


def filled(ground: Ground, size: int, tell: Callable[[str], None]) -> str:
    """The database with a queue of so many, made where it is not there yet."""
    return ground.copied("queue", size, lambda database: fill(ground, database, size), tell)


def _line(name: str, pages: dict[str, dict[str, Any]], offset: float) -> Result:
    """One filter. Hard is the number of queries: it does not hang on the machine."""
    times = {page: told["times"] for page, told in pages.items()}
    queries = max(int(told["queries"]) for told in pages.values())
    cpu = max(median(told["cpu"]) for told in pages.values())
    stored = max(told["database"] for told in pages.values())
    worst = max(percentile(one, 95) for one in times.values())
    most = MOST_QUERIES if len(pages) == len(PAGES) else MOST_OF_A_RESPONSE
    return Result(
        f"queue: {name}",
        ", ".join(
            f"{page} {median(one):.0f}/{percentile(one, 95):.0f}" for page, one in times.items()
        ) + f" ms (p50/p95), CPU of it {cpu:.0f} in Python, {stored:.0f} in PostgreSQL, "
        f"{queries} queries",
        f"by OFFSET {offset:.0f} ms" if offset else "",
        "",
        f"p95 < {MOST_MS:.0f} ms, <= {most} queries",
        worst < MOST_MS and queries <= most,
        hard=queries > most,
    )  # fmt: skip


def _admin(name: str, told: dict[str, Any]) -> Result:
    """One page of Django's admin."""
    worst = percentile(told["times"], 95)
    return Result(
        f"admin: {name}",
        page_line(told),
        "", "", f"p95 < {MOST_ADMIN_MS:.0f} ms", worst < MOST_ADMIN_MS,
    )  # fmt: skip
