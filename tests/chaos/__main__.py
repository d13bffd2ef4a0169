"""Kill whatever runs, again and again, while residents respond; then count: `make chaos`.

`T=600 SEED=1 make chaos` is the full form. Prints a table and one line of JSON; ends with 1 when
anything is not 0 that must be 0.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.ground import OPEN
from benchmarks.jobs import ASK
from tests.chaos.reconcile import Run, reconcile, waiting
from tests.chaos.residents import Browser, Crowd, Sent
from tests.chaos.stack import TARGETS, Stack

RESIDENTS = 16
BETWEEN = 1.3  # seconds between two kills
FROZEN = 0.05  # of the time, twice: 30 seconds of ten minutes
JOB_EVERY = 30.0  # seconds
DRAIN = 120.0  # seconds that waiting work has
AGAIN = """
from django.utils import timezone
from consultation.models import Report, User
from consultation.report import actions
for report in Report.objects.filter(state="FAILED", error__startswith="It was begun 3 times"):
    actions.ask_again(report=report, by=report.asked_by, at=timezone.now())
    print(report)
"""


@dataclass
class Storm:
    """What is done to a stack, and what was done."""

    stack: Stack
    chance: random.Random
    killed: Counter[str] = field(default_factory=Counter)
    jobs: int = 0

    def blow(self, seconds: float) -> None:
        """Kill for so long. Raises RuntimeError when `run` itself gives up."""
        begun, next_job, plan = time.monotonic(), 0.0, self.plan(seconds)
        while (gone := time.monotonic() - begun) < seconds:
            if not self.stack.alive():
                raise RuntimeError(self.stack.told.read_text()[-4000:])
            while plan and gone > plan[0][0]:
                plan.pop(0)[1]()
            if gone >= next_job and self.ask():
                next_job += JOB_EVERY
            self.strike()
            time.sleep(self.chance.uniform(0.5, 1.5) * BETWEEN)
        self.stack.freeze(False)

    def plan(self, seconds: float) -> list[tuple[float, Callable[[], None]]]:
        """What Valkey goes through, beside being killed: frozen twice, emptied, full."""
        stack, lasts = self.stack, seconds * FROZEN
        return [
            (0.20 * seconds, partial(stack.freeze, True)),
            (0.20 * seconds + lasts, partial(stack.freeze, False)),
            (0.40 * seconds, stack.empty),
            (0.50 * seconds, partial(stack.fill, True)),
            (0.50 * seconds + lasts, partial(stack.fill, False)),
            (0.70 * seconds, partial(stack.freeze, True)),
            (0.70 * seconds + lasts, partial(stack.freeze, False)),
        ]

    def strike(self) -> None:
        """One of them dies; where the one that is drawn may not, another that may."""
        first, *others = self.chance.sample(TARGETS, len(TARGETS))
        for target in (first, *(one for one in others if not one.at_any_age)):
            if self.stack.kill(target, self.chance):
                self.killed[target.name] += 1
                return

    def ask(self) -> bool:
        """Ask for a report; False while the database is away."""
        statement = ASK.format(number=1, slug=OPEN).replace(
            "lpad(number::text, 64, '0')", f"'{self.chance.getrandbits(256):064x}'"
        )
        try:
            with psycopg.connect(self.stack.database(), connect_timeout=2) as line:
                line.execute(statement)
        except psycopg.OperationalError:
            return False
        self.jobs += 1
        return True


def drained(stack: Stack) -> tuple[float, dict[str, int], int]:
    """Wait for what waits: seconds, what is left, and how many jobs a person asked for again."""
    begun, again = time.monotonic(), 0
    left = {"unknown": 1}
    while left and time.monotonic() - begun < DRAIN:
        time.sleep(1)
        try:
            with psycopg.connect(stack.database(), connect_timeout=2) as line:
                failed = line.execute(
                    "SELECT count(*) FROM consultation_report WHERE state = 'FAILED'"
                ).fetchone()
                left = waiting(line)
        except psycopg.OperationalError:
            continue
        if failed and failed[0]:
            again += len(stack.manage("shell", "-v", "0", "-c", AGAIN).splitlines())
            left["reports"] = 1
    return time.monotonic() - begun, left, again


@dataclass
class Found:
    """What came of one run."""

    seconds: float
    seed: int
    kills: int
    receipts: int
    letters: int
    jobs: int
    jobs_asked_again: int  # each was begun by three workers that were killed
    drained: float  # seconds
    wrong: dict[str, int]
    killed: dict[str, int]
    met: dict[str, int]  # the errors that residents met

    def nonzero(self) -> dict[str, int]:
        """What should be 0, and is not."""
        return {name: number for name, number in self.wrong.items() if number}


def chaos(folder: Path, seconds: float, seed: int) -> Found:
    """One run, with all that it keeps in the folder, which it makes."""
    stack = Stack(folder)
    try:
        stack.start()
        pattern = first(stack, seed)
        crowd, storm = Crowd(stack.port, seed), Storm(stack, random.Random(seed))
        threads = crowd.begin(RESIDENTS)
        try:
            storm.blow(seconds)
        finally:
            crowd.end()
        for thread in threads:
            thread.join()
        took, left, again = drained(stack)
        run = Run(pattern, [pattern, *crowd.sent], stack.mail.letters(), storm.jobs)
        with psycopg.connect(stack.database()) as line:
            wrong = reconcile(run, line) | {"work that still waits": sum(left.values())}
        wrong |= stack.log_contradicts()
        return Found(
            seconds, seed, storm.killed.total(), len(run.receipts()), len(run.letters), storm.jobs,
            again, round(took, 1), wrong, dict(storm.killed),
            dict(crowd.met),
        )  # fmt: skip
    finally:
        stack.end()


def first(stack: Stack, seed: int) -> Sent:
    """The response that nothing disturbs."""
    one, crowd = Sent("0" * 32), Crowd(stack.port, seed)
    crowd.end()  # and does not try for ever
    Browser(crowd, "127.0.0.1").respond(one)
    return one


def table(found: Any) -> str:
    """For people. `found` is a dataclass with `wrong`, `killed`, `met` among its fields."""
    every = asdict(found)
    wrong, killed, met = (every.pop(name) for name in ("wrong", "killed", "met"))
    lines = [f"{value:>10}  {name.replace('_', ' ')}" for name, value in every.items()]
    for title, counts in (("Killed", killed), ("Errors met", met), ("Must be 0", wrong)):
        if counts:
            lines += ["", title, *(f"{number:>10}  {name}" for name, number in counts.items())]
    return "\n".join(lines)


def main() -> int:
    """The command. Returns its exit code."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("seconds", nargs="?", type=float, default=600)
    told.add_argument("seed", nargs="?", type=int, default=1)
    told.add_argument("--folder", type=Path, help="keep the logs here; must not be there yet")
    asked = told.parse_args()
    with tempfile.TemporaryDirectory(prefix="counterpoint-chaos-") as temporary:
        folder = asked.folder or Path(temporary) / "chaos"
        found = chaos(folder, asked.seconds, asked.seed)
    print(table(found))
    print(json.dumps(asdict(found)))
    return int(bool(found.nonzero()))


if __name__ == "__main__":
    sys.exit(main())
