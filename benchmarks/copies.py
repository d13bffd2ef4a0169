"""Copies of campaigns told from people's own letters: how well, and how much CPU it takes.

LABELLED_TEXT names a folder with labelled letters (campaigns*.jsonl: text, campaign, level, own);
without it letters are written by code (benchmarks/letters.py). The control cuts the same letters
into words and does nothing more. It needs no server: the comparison is pure.
"""

import os
import time
from pathlib import Path

from benchmarks.letters import Letter, labelled, letters, score
from benchmarks.result import Result
from consultation.moderate.copies.grouping import group
from consultation.moderate.copies.texts import words

LETTERS, LETTERS_SHORT = 100_000, 10_000
GOALS = {10_000: 15.0, 100_000: 180.0}  # seconds of CPU
PRECISION, FOUND, LEVELS, LAST_LEVEL, WRONG = 0.99, 0.96, 0.98, 0.65, 0.002


def measure(*, short: bool) -> list[Result]:
    """How well copies are told, and the CPU for 10,000 letters and for 100,000."""
    folder = os.environ.get("LABELLED_TEXT", "")
    written = labelled(Path(folder)) if folder else _written(LETTERS_SHORT)
    found = [_quality(written, "labelled" if folder else "written by code")]
    sizes = [LETTERS_SHORT] if short else [LETTERS_SHORT, LETTERS]
    return found + [_speed(_written(size), GOALS[size]) for size in sizes]


def _written(count: int) -> list[Letter]:
    """Four letters of ten are a campaign's."""
    copies = 80
    return letters(campaigns=count * 2 // 5 // copies, copies=copies, people=count * 3 // 5)


def _quality(written: list[Letter], whose: str) -> Result:
    told = score(written, group([letter.text for letter in written]).of)
    levels = " ".join(f"L{level} {part:.3f}" for level, part in told.levels.items())
    early = [part for level, part in told.levels.items() if level < 5]
    kept = (
        told.precision >= PRECISION
        and told.found >= FOUND
        and min(early, default=1.0) >= LEVELS
        and told.levels.get(5, 1.0) >= LAST_LEVEL
        and told.wrong_part <= WRONG
    )
    return Result(
        f"copies among {len(written):,} letters, {whose}",
        f"pair precision {told.precision:.4f}; {told.found:.4f} of campaign letters found "
        f"({levels}); {told.wrong} of {told.people:,} own letters attached",
        "", "",
        f">= {PRECISION}; >= {FOUND} (L0 to L4 >= {LEVELS}, L5 >= {LAST_LEVEL}); "
        f"<= {WRONG:.1%}",
        kept,
        hard=True,
    )  # fmt: skip


def _speed(written: list[Letter], goal: float) -> Result:
    texts = [letter.text for letter in written]
    begun = time.process_time()
    group(texts)
    ours = time.process_time() - begun
    begun = time.process_time()
    for text in texts:
        words(text)
    bare = time.process_time() - begun
    return Result(
        f"CPU to find the copies among {len(texts):,} letters",
        f"{ours:.1f} s",
        f"cutting them into words {bare:.1f} s",
        f"{ours / bare:.1f}",
        f"<= {goal:.0f} s",
        ours <= goal,
    )
