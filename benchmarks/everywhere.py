"""A search for a name in all responses by its worker, and taking it out of those that have it.

The control is one reading of all words by PostgreSQL, in one go and without looking for anything.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.ground import CLOSED, Ground
from benchmarks.queue import filled
from benchmarks.result import Result, growth

MANY, MANY_SHORT = 2_000, 100
SEARCH, TAKE = 60.0, 30.0  # seconds, of the whole form
ASKING_MS = 100.0  # within the request
GROWTH = 64_000_000  # bytes


def measure(
    ground: Ground, stored: int, *, short: bool, tell: Callable[[str], None]
) -> list[Result]:
    """Speed and memory among so many responses, and that it is out of each of them once."""
    many = MANY_SHORT if short else MANY
    told = ground.inside(filled(ground, stored, tell), "take_out", many, CLOSED)
    return [*_speed(told, stored, many), *_truth(told, many)]


def _speed(told: dict[str, Any], stored: int, many: int) -> list[Result]:
    """How long searching and taking out take."""
    published = told["counts"][3]
    return [
        Result(
            f"a name searched for in {stored:,} responses, {told['answers']:,} answers in words",
            f"{told['searching']:.1f} s, {told['answers'] / told['searching']:,.0f} answers/s; CPU "
            f"{told['cpu']:.1f} s, of Python and server; in the request "
            f"{told['asking'] * 1000:.0f} ms",
            f"bare reading {told['bare']:.1f} s",
            f"{told['bare'] / told['searching']:.2f}",
            f"< {SEARCH:.0f} s, < {ASKING_MS:.0f} ms",
            told["searching"] < SEARCH and told["asking"] * 1000 < ASKING_MS,
        ),
        Result(
            f"taken out of {many:,} of them",
            f"{told['taking']:.1f} s, {many / told['taking']:,.0f} responses/s; "
            f"{published:,} public copies made anew",
            "", "", f"< {TAKE:.0f} s",
            told["taking"] < TAKE,
        ),
    ]  # fmt: skip


def _truth(told: dict[str, Any], many: int) -> list[Result]:
    """That each place is out, once, and that it takes no room."""
    state, changed, taken, _published = told["counts"]
    return [
        Result(
            "found, changed, places and marks; public copies with the name left; words kept",
            f"{told['found']:,} {changed:,} {taken:,} {told['marks']:,}; {told['left']}; "
            f"{len(told['words'])}",
            "", "", f"{many:,} of each; 0; 0",
            (state, told["found"], changed, taken, told["marks"], told["left"], told["words"])
            == ("DONE", many, many, many, many, 0, ""),
            hard=True,
        ),
        growth("memory growth of both", told["growth"], GROWTH),
    ]  # fmt: skip
