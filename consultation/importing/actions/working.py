"""What a worker does with a file: claim it, judge every row, load all of them or none.

A worker holds a file by a lease, as `consultation/leases.py` says. A check writes nothing but its
outcome. A load is one transaction: responses, answers, commitments, events, the rows they came from
and the state of the import are there together, or none of them is.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import psycopg
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from consultation import leases
from consultation.events import MACHINE
from consultation.files import Sink, opened, store
from consultation.importing import queries, reading, staging
from consultation.importing.judging import Incoming, Judge, Problem
from consultation.importing.staging import Outcome, Refusals
from consultation.leases import Beside, Clock, LeaseLost
from consultation.models import Import, ImportState, Repeats
from consultation.respond import bulk
from consultation.respond.content import Content
from consultation.respond.copying import copy_rows, take_keys
from consultation.respond.queries import wordings_of
from consultation.states import move

logger = logging.getLogger(__name__)

IN_HAND = {
    ImportState.CHECK_DUE.value: ImportState.CHECKING,
    ImportState.CHECKING.value: ImportState.CHECKING,
    ImportState.LOAD_DUE.value: ImportState.LOADING,
    ImportState.LOADING.value: ImportState.LOADING,
}
GONE = "Nothing was loaded. Tell the people who run this service."


class FileChanged(Exception):
    """The file on the disk is not the one that was uploaded, or is gone."""


class Undone(Exception):
    """Rows were refused, so the transaction that held the others is rolled back."""


class Job(leases.Job[Import]):
    """A claimed file in the hands of one worker."""

    in_hand: ClassVar[tuple[str, ...]] = (ImportState.CHECKING, ImportState.LOADING)


def work_next(*, clock: Clock) -> Import | None:
    """Check or load the file that has waited longest, or return None when none is due.

    It ends CHECKED, REFUSED, LOADED or FAILED with a reason; where the worker dies, it becomes due
    again when the lease has run out. The clock is read again and again: this may take minutes.
    """
    at = clock()
    due = Import.objects.due_at(at).with_people()
    imported = leases.claim(due, in_hand=IN_HAND, gone=GONE, at=at)
    if imported is None or imported.state == ImportState.FAILED:
        return imported
    job = Job(imported, clock)
    try:
        _load(job) if imported.state == ImportState.LOADING else _check(job)
    except LeaseLost:
        job.tell_that_it_is_lost()
    except Exception as problem:
        logger.exception("Import %s, attempt %s failed", imported.pk, imported.attempt)
        job.fail(why_it_failed(problem, imported))
    return imported


def _check(job: Job) -> None:
    with Refusals() as refusals:
        with transaction.atomic():
            outcome = _run(job, refusals, load=False)
        with transaction.atomic():
            job.hold()
            _conclude(job, outcome, refusals, ImportState.CHECKED)


def _load(job: Job) -> None:
    with Refusals() as refusals:
        try:
            with transaction.atomic():
                outcome = _run(job, refusals, load=True)
                if refusals.rows:
                    raise Undone
                job.hold()
                _conclude(job, outcome, refusals, ImportState.LOADED)
        except Undone:
            with transaction.atomic():
                job.hold()
                _conclude(job, outcome, refusals, ImportState.REFUSED)


def _conclude(job: Job, outcome: Outcome, refusals: Refusals, to: ImportState) -> None:
    """The state, what was found, and the file of all refusals."""
    imported, at = job.row, job.clock()
    outcome.refused = refusals.rows
    kept = ""
    if refusals.rows:
        to = ImportState.REFUSED

        def write(sink: Sink) -> None:
            for part in refusals.written():
                sink.write(part)

        kept = store(write).sha256
    changes = {
        "counts": outcome.as_json(), "refusals": refusals.first, "refusals_sha256": kept,
        "finished_at": at, "lease_until": None, "steps_done": imported.steps_total, "step": "",
    }  # fmt: skip
    move(
        imported, to, by=MACHINE, at=at, changes=changes,
        attempt=imported.attempt, rows=outcome.rows, taken=outcome.taken, refused=outcome.refused,
    )  # fmt: skip


@dataclass
class Run:
    """One pass over a file."""

    job: Job
    cursor: CursorWrapper
    judge: Judge
    refusals: Refusals
    at: datetime
    load: bool
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def imported(self) -> Import:
        """The file."""
        return self.job.row


def _run(job: Job, refusals: Refusals, *, load: bool) -> Outcome:
    """Judge every row; and write what is taken, as long as nothing is refused."""
    imported, at = job.row, job.clock()
    content = Content.read(imported.consultation)
    versions = wordings_of(imported.consultation)
    labels = queries.labels_of(versions)
    judge = Judge(imported, content, versions, labels, queries.boroughs_of, now=at)
    with _file_of(imported) as table, connection.cursor() as cursor, Beside(job, at) as beside:
        cursor.execute(bulk.CHECK_AS_WE_GO)
        cursor.execute(staging.MAKE)
        cursor.execute(staging.BY_INDEX)
        run = Run(job, cursor, judge, refusals, at, load)
        _go_through(run, table, beside)
        run.outcome.empty = table.empty
        return run.outcome


@contextmanager
def _file_of(imported: Import) -> Iterator[reading.Table]:
    """The stored file. Raises FileChanged where it is not the one that was described."""
    try:
        stored = opened(imported.sha256)
    except FileNotFoundError as problem:
        raise FileChanged from problem
    with (
        stored as file,
        reading.opened(file, reading.Reading.of(imported.reading)) as table,
    ):
        if table.headers != imported.headers:
            raise FileChanged
        yield table


def _go_through(run: Run, table: reading.Table, beside: Beside) -> None:
    """Batch by batch, one step after another.

    Judging the next batch in another thread while one is being written was slower: each time the
    socket took some rows, the writer waited for Python's lock.
    """
    for batch in staging.batches(table):
        run.outcome.rows += len(batch)
        run.judge.learn(batch)
        judged = [run.judge.judge(line, cells) for line, cells in batch]
        taken = _compared(run, batch, [one for one in judged if one is not None])
        if run.load and not run.refusals.rows:
            _write(run, taken)
        _tell(run, table, beside, batch[-1][0])


def _tell(run: Run, table: reading.Table, beside: Beside, line: int) -> None:
    total = run.imported.steps_total
    done = min(int(table.done * total), total - 1)
    doing = "Loading" if run.load else "Checking"
    beside.step(done, f"{doing} row {line:,}")


def _compared(run: Run, batch: Sequence[reading.Row], good: Sequence[Incoming]) -> list[Incoming]:
    """Those of a batch that are taken: not in the file before, and not loaded before."""
    with run.cursor.copy(staging.FILL) as copy:
        for one in good:
            copy.write_row((one.line, one.source_reference, one.digest))
    imported, problems = run.imported, run.judge.problems
    scope = {
        "first": batch[0][0], "last": batch[-1][0],
        "consultation": imported.consultation_id, "source": imported.source_key,
        "file": imported.pk,
    }  # fmt: skip
    column = run.judge.reference_column
    for line, earlier in _asked(run, staging.READ_TWICE, scope):
        problems.append(Problem(line, column, f"Row {earlier:,} has the same number"))
    repeated = set()
    for line, name, earlier, same in _asked(run, staging.READ_LOADED, scope):
        if line in repeated:
            continue
        repeated.add(line)
        if not same:
            told = f"It was loaded with other words, as row {earlier:,} of {name}"
            problems.append(Problem(line, column, told))
        elif imported.repeats == Repeats.REFUSE:
            told = f"It was loaded before, as row {earlier:,} of {name}"
            problems.append(Problem(line, column, told))
        else:
            run.outcome.repeated += 1
    alike = _asked(run, staging.READ_ALIKE, scope)
    run.outcome.note_alike([line for (line,) in alike])
    run.refusals.add(problems)
    refused = {one.line for one in problems} | repeated
    problems.clear()
    taken = [one for one in good if one.line not in refused]
    run.outcome.take(taken)
    return taken


def _asked(run: Run, statement: str, scope: dict[str, Any]) -> list[Any]:
    run.cursor.execute(statement, scope)
    return list(run.cursor.fetchall())


def _write(run: Run, taken: Sequence[Incoming]) -> None:
    keys = {name: take_keys(run.cursor, name, n) for name, n in staging.wanted(taken).items()}
    copy_rows(run.cursor, staging.tables(taken, keys, run.imported, at=run.at))


def why_it_failed(problem: Exception, imported: Import) -> str:
    """A sentence for the person who asked; the trace is in the log."""
    if isinstance(problem, reading.Unreadable):
        return f"{problem} Nothing was loaded. Correct the file, and upload it again."
    if isinstance(problem, psycopg.errors.UniqueViolation):
        what = "Another file with some of the same rows was loaded at the same moment."
    elif isinstance(problem, FileChanged):
        what = "The uploaded file is not there any more."
    else:
        doing = imported.step[:1].lower() + imported.step[1:]
        what = f"Something went wrong while {doing}."
    return (
        f"{what} Nothing was loaded. The log of this service says more, under import {imported.pk}."
    )
