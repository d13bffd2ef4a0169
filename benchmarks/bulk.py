"""A release of many responses by its worker, beside a bare copy of the rows that it wrote.

The worker judges each response, writes a review, a move, an event, a row of its list and a public
copy with its answers, and how far it is, in transactions of 500 responses, against all indexes and
triggers. The control inserts the finished rows into tables of the same columns without any.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.ground import CLOSED, Ground
from benchmarks.queue import filled
from benchmarks.result import Result, growth

MANY, MANY_SHORT = 50_000, 2_000
GOAL = 60.0  # seconds, of the whole form
GROWTH = 64_000_000  # bytes


def _free(ground: Ground, stored: int, tell: Callable[[str], None]) -> str:
    """The database of the queue, with nothing in anybody's hands: held ones would be left alone."""
    database = filled(ground, stored, tell)
    ground.sql(
        database,
        "UPDATE consultation_screening SET held_by_id = NULL, held_until = NULL"
        " WHERE held_by_id IS NOT NULL",
    )
    return database


def measure(
    ground: Ground, stored: int, *, short: bool, tell: Callable[[str], None]
) -> list[Result]:
    """Speed and memory in a queue of so many, and that each was decided once."""
    many = MANY_SHORT if short else MANY
    database = _free(ground, stored, tell)
    told = ground.inside(database, "release_many", many, CLOSED)
    by_two = ground.inside(database, "release_by_two", many, CLOSED)
    goal = GOAL * many / MANY
    return [*_by_one(told, many, stored, goal), *_by_two(by_two, many, stored, goal)]


def _by_one(told: dict[str, Any], many: int, stored: int, goal: float) -> list[Result]:
    """By one person, and taken back."""
    return [
        Result(
            f"release of {many:,} of {stored:,} responses as a job",
            f"{told['ours']:.1f} s, {many / told['ours']:,.0f}/s; CPU {told['cpu']:.1f} s, of "
            f"Python and server; its list {told['asking']:.1f} s",
            f"bare INSERT of the rows {told['bare']:.1f} s",
            f"{told['bare'] / told['ours']:.2f}",
            f"< {goal:.0f} s",
            told["ours"] < goal,
        ),
        Result(
            "released, reviews, events, public copies and settled rows of it",
            " ".join(f"{number:,}" for number in told["stored"]),
            "", "", f"{many:,} of each",
            told["stored"] == [many] * 5,
            hard=True,
        ),
        Result(
            f"its undo: {many:,} responses back in the queue",
            f"{told['undo']:.1f} s; {told['back']:,} back, {told['left']:,} public copies left",
            "", "", f"< {goal:.0f} s, {many:,} back, 0 left",
            told["back"] == many and told["left"] == 0 and (many < MANY or told["undo"] < goal),
            hard=True,
        ),
        growth("memory growth of both", told["growth"], GROWTH),
    ]  # fmt: skip


def _by_two(told: dict[str, Any], many: int, stored: int, goal: float) -> list[Result]:
    """Where two people review: the first by one of them, then the second by the other."""
    written = {"first": [many, 0, many, many, 0], "second": [0, many, many, many, many]}
    return [
        line
        for name, expected in written.items()
        for line in (
            Result(
                f"the {name} of two reviews of {many:,} of {stored:,} responses as a job",
                f"{told[name]:.1f} s, {many / told[name]:,.0f}/s; CPU {told[f'{name}_cpu']:.1f} s, "
                "of Python and server",
                "", "", f"< {goal:.0f} s", told[name] < goal,
            ),
            Result(
                f"waiting for a second, released, {name} reviews, events and public copies of it",
                " ".join(f"{number:,}" for number in told[f"{name}_stored"]),
                "", "", " ".join(f"{number:,}" for number in expected),
                told[f"{name}_stored"] == expected,
                hard=True,
            ),
        )
    ] + [
        growth("memory growth of both reviews", told["growth"], GROWTH)
    ]  # fmt: skip
