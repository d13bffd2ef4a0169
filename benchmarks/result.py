"""One line of the table that the benchmarks print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEADINGS = ("promise", "measured", "control", "ratio", "goal", "ok")


@dataclass(frozen=True)
class Result:
    """A promise, what was measured, and what beside it in the same minute.

    `hard`: a miss fails the short form too. The rest hangs on a quiet machine and is only shown.
    """

    promise: str
    measured: str
    control: str
    ratio: str
    goal: str
    kept: bool
    hard: bool = False

    def cells(self) -> tuple[str, ...]:
        """As the table shows it."""
        ok = "yes" if self.kept else "NO" if self.hard else "no"
        return (self.promise, self.measured, self.control, self.ratio, self.goal, ok)


def growth(promise: str, measured: int, most: int) -> Result:
    """That something takes no more room than `most` bytes, however much it goes through."""
    return Result(
        promise, f"{measured / 1e6:.0f} MB", "", "", f"< {most / 1e6:.0f} MB",
        measured < most, hard=True,
    )  # fmt: skip


def table(results: Sequence[Result]) -> str:
    """All results under one another."""
    rows = [HEADINGS, *(result.cells() for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "-|-".join("-" * width for width in widths))
    return "\n".join(lines)


def failed(results: Sequence[Result], *, short: bool) -> list[str]:
    """The promises that make the run fail; in the short form only the hard ones."""
    return [one.promise for one in results if not one.kept and (one.hard or not short)]


def median(numbers: Sequence[float]) -> float:
    """The middle one, the lower of two middles. Raises IndexError for none."""
    return sorted(numbers)[(len(numbers) - 1) // 2]


def percentile(numbers: Sequence[float], percent: int) -> float:
    """The number that so many percent are not above."""
    return sorted(numbers)[max(0, -(-len(numbers) * percent // 100) - 1)]


def page_line(told: Mapping[str, Any]) -> str:
    """What one page took, of `times`, `cpu` and `database` in milliseconds, and `queries`."""
    return (
        f"{median(told['times']):.0f}/{percentile(told['times'], 95):.0f} ms (p50/p95), CPU of it "
        f"{median(told['cpu']):.0f} in Python, {told['database']:.0f} in PostgreSQL, "
        f"{told['queries']} queries"
    )
