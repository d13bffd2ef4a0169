"""So many responses a second for ten minutes, over everything as it really runs."""

import time
from pathlib import Path

from benchmarks.ground import OPEN
from tests.chaos.__main__ import drained
from tests.chaos.stack import Stack
from tests.load.counting import Found, met, stored, times
from tests.load.prepared import Drafts
from tests.load.residents import Crowd, Resident

WARM = 40  # beforehand, so that each process has drawn and compiled what it keeps
SOON = 1.0  # seconds between preparing and the first
PATIENCE = 120.0  # seconds that one goes on trying


def accept(folder: Path, seconds: float, rate: float, slowest: float) -> Found:
    """One run, with all that it keeps in the folder, which it makes. `slowest`: p99, in ms."""
    stack = Stack(folder)
    try:
        stack.start()
        count = round(seconds * rate)
        drafts = Drafts.make(stack, OPEN, WARM + count, asks=1)
        warmed = arrive(stack, drafts, WARM, rate)
        residents = arrive(stack, drafts, count, rate)
        took, _left, _again = drained(stack)
        found = stored(stack, OPEN, [*warmed, *residents])
        errors, quick = met(residents), times(residents)
        accepted = sum(bool(one.reference) for one in residents)
        wrong = found.pop("wrong") | {
            "errors": sum(errors.values()),
            "residents without a receipt": count - accepted,
            "receipts not posted": WARM + count - found["posted"],
            f"p99 above {slowest:.0f} ms": int(quick["sent_p99"] > slowest),
        }
        return Found(
            seconds, rate, count, accepted, refused=0, drained=round(took, 1), wrong=wrong,
            killed={}, met=errors, **quick, **found,
        )  # fmt: skip
    finally:
        stack.end()


def arrive(stack: Stack, drafts: Drafts, count: int, rate: float) -> list[Resident]:
    """So many, evenly, and until each has a receipt."""
    begun = time.perf_counter() + SOON
    due = [begun + number / rate for number in range(count)]
    residents = drafts.residents(due, give_up=due[-1] + PATIENCE)
    Crowd(stack.port, residents).go()
    return residents
