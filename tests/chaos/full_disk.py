"""The disk is full, truly, while residents respond; then there is room again: `make full-disk`.

Everything that `run` keeps lies on a small file system in memory, which this fills to the last
byte: the database, its write-ahead log, Valkey's file, files of residents, the published log and
the post book. Only root may mount one. Ends with 1 where anything is not 0 that must be 0.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

import psycopg

from tests.chaos.__main__ import Found, drained, first, table
from tests.chaos.reconcile import Run, reconcile
from tests.chaos.residents import Crowd
from tests.chaos.stack import Stack

SIZE = "900m"
RESIDENTS = 6
BEFORE, FULL, AFTER = 20.0, 60.0, 30.0  # seconds
PIECE = 1 << 20


@contextmanager
def mounted(folder: Path) -> Iterator[Path]:
    """A file system of its own, gone afterwards."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(place: Path, seconds: float, crowd: Crowd) -> int:
    """Take all room there is, and whatever becomes free, for so long.

    Returns how many responses were begun and not sent meanwhile, to see that it was full.
    """
    until = time.monotonic() + seconds
    with place.open("ab", buffering=0) as filler:
        while time.monotonic() < until:
            for piece in (PIECE, 4096):
                with suppress(OSError):
                    while filler.write(b"\0" * piece) == piece:
                        pass
            time.sleep(0.2)
    waits = sum(not one.reference for one in crowd.sent)
    place.unlink()
    return waits


def full_disk(folder: Path) -> tuple[Found, int]:
    """One run; and how many waited for room when there was none."""
    stack = Stack(folder / "stack")
    try:
        stack.start()
        pattern, crowd = first(stack, 1), Crowd(stack.port, 1)
        threads = crowd.begin(RESIDENTS)
        try:
            time.sleep(BEFORE)
            waited = fill(folder / "filler", FULL, crowd)
            time.sleep(AFTER)
        finally:
            crowd.end()
        for thread in threads:
            thread.join()
        took, left, again = drained(stack)
        run = Run(pattern, [pattern, *crowd.sent], stack.mail.letters(), 0)
        with psycopg.connect(stack.database()) as line:
            wrong = reconcile(run, line) | {"work that still waits": sum(left.values())}
        wrong |= stack.log_contradicts()
        seconds = BEFORE + FULL + AFTER
        found = Found(
            seconds, 1, 0, len(run.receipts()), len(run.letters), 0, again, round(took, 1), wrong,
            {}, dict(crowd.met),
        )  # fmt: skip
        return found, waited
    finally:
        stack.end()


def main() -> int:
    """The command. Returns its exit code."""
    with (
        tempfile.TemporaryDirectory(prefix="counterpoint-full-") as temporary,
        mounted(Path(temporary) / "disk") as folder,
    ):
        found, waited = full_disk(folder)
    print(table(found))
    print(f"{waited:>10}  responses that waited for room when there was none")
    print(json.dumps(asdict(found) | {"waited": waited}))
    return int(bool(found.nonzero()) or not waited)


if __name__ == "__main__":
    sys.exit(main())
