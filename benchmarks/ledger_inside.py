"""What is measured of the public log inside one process on a database. Called by `inside`."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benchmarks.ground import OPEN
from benchmarks.result import median, percentile
from consultation.events import MACHINE, PUBLIC
from consultation.ledger import verify
from consultation.ledger.actions import MOST, sequence
from consultation.ledger.proofs import ProofRefused, check_inclusion
from consultation.ledger.proving import proof_of, standing_of
from consultation.ledger.queries import newest_key
from consultation.ledger.tree import leaf_hash
from consultation.models import Consultation, Draft, EntryKind, LogEntry, Response, Unlogged
from consultation.respond import actions
from consultation.respond.content import Content
from consultation.respond.journey import Answers

MOST_CALM, PROOFS, AT_ONCE = 100, 200, 20
TRIGGERS = {"consultation_leaf": "leaf_to_log", "consultation_response": "response_to_log"}


def measure(sent: str) -> dict[str, Any]:
    """All of it, on a database with responses, and with so many drafts that can be sent."""
    waiting = Unlogged.objects.filter(kind=EntryKind.RESPONSE).count() // MOST
    if waiting < 2:
        sys.exit("The log holds all of it already: drop this database, or do not keep it.")
    calm = min(MOST_CALM, waiting // 2)
    with _counted() as fsyncs:
        first = _enter(waiting - calm, pause=0)
        _come_to_rest()
        last = _enter(calm, pause=1)
    verified, said = _verified()
    proofs, wrong = _proofs()
    costs = _costs(int(sent))
    return {
        "rate": len(first) * MOST / (sum(first) / 1000),
        "batch": percentile(last, 95),
        "batch_median": median(last),
        "batch_least": min(last),
        "fsyncs": len(fsyncs) / waiting,
        "verified": verified,
        "said": said,
        "proof": percentile(proofs, 95),
        "wrong": wrong,
        "with": median(costs[True]),
        "without": median(costs[False]),
    }


@contextmanager
def _counted() -> Iterator[list[Any]]:
    """One for each file or folder of which somebody waits until it is on the disk."""
    told: list[Any] = []
    before = os.fsync

    def fsync(fd: Any) -> None:
        told.append(fd)
        before(fd)

    os.fsync = fsync
    try:
        yield told
    finally:
        os.fsync = before


def _verified() -> tuple[float, str]:
    """Seconds in which a stranger checks all files by our program, and how its answer begins."""
    program = Path(verify.__file__)
    words = [sys.executable, str(program), "log", str(settings.LEDGER_ROOT), "--key", newest_key()]
    began = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return time.perf_counter() - began, (done.stdout or done.stderr).partition("\n")[0]


def _enter(batches: int, *, pause: float) -> list[float]:
    """Milliseconds of each batch, one begun every so many seconds, or as fast as they go."""
    times: list[float] = []
    for _turn in range(batches):
        began = time.perf_counter()
        assert sequence(by=MACHINE, at=timezone.now()) >= MOST
        took = time.perf_counter() - began
        times.append(took * 1000)
        time.sleep(max(pause - took, 0))
    return times


def _come_to_rest() -> None:
    """What PostgreSQL still has to do for so many at once, it does now: in service none come so."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


def _proofs() -> tuple[list[float], int]:
    """Milliseconds of each, and how many do not hold."""
    chance = random.Random(7)
    keys = list(LogEntry.objects.filter(kind="response").values_list("about", flat=True))
    times: list[float] = []
    wrong = 0
    for response in Response.objects.filter(pk__in=chance.sample(keys, PROOFS)):
        began = time.perf_counter()
        standing = standing_of(response)
        assert standing is not None
        proof = proof_of(standing, consultation="", salt=b"", fields={})
        times.append((time.perf_counter() - began) * 1000)
        text = LogEntry.objects.get(pk=standing.index).text
        try:
            check_inclusion(
                index=standing.index, size=standing.head.size, leaf=leaf_hash(text.encode()),
                proof=proof.hashes, root=standing.head.root,
            )  # fmt: skip
        except ProofRefused:
            wrong += 1
    return times, wrong


def _costs(sent: int) -> dict[bool, list[float]]:
    """Milliseconds of sending one response with the log and without, by turns."""
    consultation = Consultation.objects.get(slug=OPEN)
    content = Content.read(consultation)
    waiting = list(Draft.objects.filter(consultation=consultation, sent_at=None)[:sent])
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(0, len(waiting), AT_ONCE):
        on = turn // AT_ONCE % 2 == 0
        _switch("ENABLE" if on else "DISABLE")
        for draft in waiting[turn : turn + AT_ONCE]:
            began = time.perf_counter()
            actions.send(
                draft=draft, answers=Answers.read(draft.answers), content=content, by=PUBLIC,
                at=timezone.now(),
            )  # fmt: skip
            times[on].append((time.perf_counter() - began) * 1000)
    _switch("ENABLE")
    return times


def _switch(word: str) -> None:
    with connection.cursor() as cursor:
        for table, trigger in TRIGGERS.items():
            cursor.execute(f"ALTER TABLE {table} {word} TRIGGER {trigger}")
