"""Tallies: what they cost who responds, how fast they are kept, and the pages that read them."""

from benchmarks.ground import Ground
from benchmarks.result import Result

RUNS, RUNS_SHORT = 20, 5
PAGE, KEPT_PAGE, TABLE = 150.0, 10.0, 1_500.0  # ms
DEAREST = 100  # µs that a response or a verdict may cost more; to store one takes a thousand
RESULTS_PAGE = 100.0


def measure(ground: Ground, stored: int, *, short: bool) -> list[Result]:
    """A line a promise."""
    told = ground.inside(ground.name(stored), "tallies", RUNS_SHORT if short else RUNS)
    size = f"at {stored:,}"
    return [
        _time(f"every question by borough {size}, p95", told["page"], PAGE, hard=False),
        _time(f"a cross-table {size}, the slowest ({told['slowest']})", told["table"], TABLE),
        _time(f"results page {size}, drawn anew, p95", told["drawn"], RESULTS_PAGE),
        _time(f"results page {size}, kept, p95", told["kept"], KEPT_PAGE),
        Result(
            f"tallies kept {size}", f"{told['rate']:,.0f} responses/s", "", "", "> 1,000/s",
            told["rate"] > 1_000,
        ),
        *(
            Result(
                f"what the triggers add to {what}", f"{extra:.0f} µs each", "", "",
                f"< {DEAREST} µs each", extra < DEAREST,
            )
            for what, extra in told["cost"].items()
        ),
        Result(
            f"tallies that differ from a count {size}", str(told["wrong"]), "", "", "0",
            told["wrong"] == 0, hard=True,
        ),
    ]  # fmt: skip


def _time(promise: str, ms: float, goal: float, *, hard: bool = False) -> Result:
    return Result(promise, f"{ms:.1f} ms", "", "", f"< {goal:.0f} ms", ms < goal, hard=hard)
