"""Screening: what it finds, what it flags without need, and how many texts one core reads a second.

The short form uses the project's own labelled sentences. The whole form uses the labelled text of
others too, where LABELLED_TEXT names the folder that holds it; it is no part of the project. A span
counts as found when 70% of it is covered. The control reads the same texts with one regular
expression, for words.
"""

import csv
import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.ground import Ground
from benchmarks.result import Result
from consultation.moderate.screening import language, screen
from consultation.moderate.screening.reading import WORD
from tests.moderate.labelled import Labelled, own

COVERED = 0.7
STRUCTURED, NAMES, NEEDLESS = 0.97, 0.85, 3.0
RATE = 2_000
SECONDS, SECONDS_SHORT = 8.0, 1.5
NAMES_OF_PEOPLE = ("NAME", "PERSON")


class Measure(NamedTuple):
    """Of one set of texts."""

    found: Counter[str]
    all: Counter[str]
    clean: int
    needless: int


def measure(ground: Ground, *, short: bool) -> list[Result]:
    """Recall by kind, flags on clean texts, and speed."""
    sets = {"our own sentences": own()}
    if not short and "LABELLED_TEXT" in os.environ:
        sets |= of_others(Path(os.environ["LABELLED_TEXT"]))
    results = []
    for name, texts in sets.items():
        told = judged(texts)
        results += [*recalls(name, told), *needless(name, told)]
    longest = max(sets.values(), key=lambda texts: sum(len(one.text) for one in texts))
    return [*results, speed([one.text for one in longest], SECONDS_SHORT if short else SECONDS)]


def of_others(folder: Path) -> dict[str, list[Labelled]]:
    """Labelled personal data, and real answers that hold none to speak of."""
    labelled = [
        Labelled(read["text"], [(start, end, kind) for start, end, kind in read["spans"]])
        for read in map(json.loads, (folder / "pii_uk_dev.jsonl").read_text().splitlines())
    ]
    with (folder / "nhs_neas_coded.csv").open(encoding="utf-8-sig", newline="") as file:
        answers = {row["FFT answer"].strip() for row in csv.DictReader(file)}
    return {
        "pii_uk_dev": labelled,
        "nhs_neas_coded": [Labelled(text, []) for text in sorted(answers) if text],
    }


def judged(texts: Sequence[Labelled]) -> Measure:
    """Personal data against their labels; every flag counts where there is nothing to find."""
    found: Counter[str] = Counter()
    every: Counter[str] = Counter()
    clean = flags = 0
    for text, spans in texts:
        flagged = screen(text)
        if not spans:
            clean, flags = clean + 1, flags + len(flagged)
        covered = {at for one in flagged for at in range(one.start, one.end)}
        for start, end, kind in spans:
            every[kind] += 1
            part = sum(at in covered for at in range(start, end))
            found[kind] += part >= COVERED * (end - start)
    return Measure(found, every, clean, flags)


def recalls(name: str, told: Measure) -> list[Result]:
    """One line a kind."""
    lines = []
    for kind, number in sorted(told.all.items()):
        goal = NAMES if kind in NAMES_OF_PEOPLE else STRUCTURED
        share = told.found[kind] / number
        lines.append(
            Result(
                f"{kind} found in {name}", f"{told.found[kind]:,} of {number:,}", "",
                f"{share:.3f}", f">= {goal}", share >= goal, hard=True,
            )
        )  # fmt: skip
    return lines


def needless(name: str, told: Measure) -> list[Result]:
    """Flags where there is nothing to flag."""
    if not told.clean:
        return []
    share = 100 * told.needless / told.clean
    return [
        Result(
            f"flags in 100 clean texts of {name}", f"{told.needless:,} in {told.clean:,}", "",
            f"{share:.2f}", f"<= {NEEDLESS:g}", share <= NEEDLESS, hard=True,
        )
    ]  # fmt: skip


def speed(texts: Sequence[str], least: float) -> Result:
    """All rules and the language, on one core, in CPU time."""
    ours, bare, read = 0.0, 0.0, 0
    while ours < least:
        begun = time.process_time()
        for text in texts:
            screen(text)
            language(text)
        middle = time.process_time()
        for text in texts:
            WORD.findall(text)
        ours, bare = ours + middle - begun, bare + time.process_time() - middle
        read += len(texts)
    letters = sum(map(len, texts)) / len(texts)
    return Result(
        f"texts screened a second of CPU, {letters:.0f} letters each on average",
        f"{read / ours:,.0f}/s", f"splitting the same into words {read / bare:,.0f}/s",
        f"{bare / ours:.3f}", f">= {RATE:,}/s", read / ours >= RATE,
    )  # fmt: skip
