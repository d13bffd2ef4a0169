"""Ask for a report, make the next one that is due, run a failed one again, take a file away.

A worker holds a report by a lease, as `consultation/leases.py` says. Files are named by
their content; one transaction publishes them.
"""

import errno
import logging
from datetime import datetime
from hashlib import sha256

import typst
from django.db import transaction

from consultation import leases, queue
from consultation.events import MACHINE, record
from consultation.files import Sink, Stored, store
from consultation.leases import Beside, Clock, LeaseLost
from consultation.models import (
    Consultation,
    EventKind,
    FileKind,
    Report,
    ReportFile,
    ReportKind,
    ReportState,
    User,
)
from consultation.report import exports, rules
from consultation.report.counting import Subject, snapshot
from consultation.report.counts import FiguresDisagree
from consultation.report.drawn.every import DRAW_STEPS, REWRITE_STEPS, RowsMissing, draw, rewrite
from consultation.report.drawn.paper import Paper, file_name
from consultation.report.edition import Figures
from consultation.report.figures import compute
from consultation.report.queries import last_event
from consultation.states import Refused, move
from stations.models import Borough, Station

logger = logging.getLogger(__name__)

LAYOUT = "4"  # count up when the same data would give another report
SUMMARY_STEPS = 1 + DRAW_STEPS
EXPORT_PARTS = 10
EXPORT_STEPS = EXPORT_PARTS + 1 + REWRITE_STEPS
IN_HAND = {one.value: ReportState.RUNNING for one in (ReportState.QUEUED, ReportState.RUNNING)}
GONE = "Tell the people who run this service."


def ask(
    *,
    consultation: Consultation,
    kind: str,
    by: User,
    at: datetime,
    station: Station | None = None,
    borough: Borough | None = None,
) -> Report:
    """Queue a report, or return the one that was already asked of the same data.

    Raises Refused when the person may not, or when the place does not fit the kind.
    """
    asked = Report(consultation=consultation, kind=kind, station=station, borough=borough)
    about = rules.why_not_about(consultation, kind, station, borough)
    if refusal := rules.why_not_ask(by, asked) or about:
        raise Refused(refusal)
    key, event = _key(consultation, kind, station, borough)
    with transaction.atomic():
        report, new = Report.objects.get_or_create(
            key=key,
            defaults={
                "consultation": consultation,
                "kind": kind,
                "station": station,
                "borough": borough,
                "snapshot": event,
                "asked_by": by,
                "asked_at": at,
                "steps_total": EXPORT_STEPS if kind == ReportKind.EXPORT else SUMMARY_STEPS,
            },
        )
        if new:
            record(
                EventKind.REPORT_QUEUED, about=report, by=by, at=at,
                consultation=consultation.pk, what=str(kind),
            )  # fmt: skip
        queue.ring("make_due_reports")
    return report


def _key(
    consultation: Consultation, kind: str, station: Station | None, borough: Borough | None
) -> tuple[str, int]:
    """A digest of the question and its data, and the newest event of that data."""
    event, events = last_event(consultation)
    places = [station.pk if station else 0, borough.pk if borough else 0]
    question = [LAYOUT, kind, consultation.pk, *places, event, events]
    return sha256("/".join(map(str, question)).encode()).hexdigest(), event


def ask_again(*, report: Report, by: User, at: datetime) -> None:
    """Queue a failed report once more. Raises Refused when it did not fail."""
    if refusal := rules.why_not_run_again(by, report):
        raise Refused(refusal)
    changes = leases.asked_anew(report.attempt)
    with transaction.atomic():
        move(report, ReportState.QUEUED, by=by, at=at, changes=changes)
        queue.ring("make_due_reports")


def download(*, file: ReportFile, by: User, at: datetime) -> None:
    """Record that a file was taken. Raises Refused when the person may not."""
    if refusal := rules.why_not_read(by, file.report):
        raise Refused(refusal)
    with transaction.atomic():
        record(
            EventKind.REPORT_DOWNLOADED, about=file.report, by=by, at=at,
            consultation=file.report.consultation_id, file=file.kind, sha256=file.sha256,
        )  # fmt: skip


def make_next(*, clock: Clock) -> Report | None:
    """Make the report that has waited longest, or return None when none is due.

    It ends DONE or FAILED with a reason; where the worker dies, it becomes due again when the
    lease has run out. The clock is read again and again, since this may take minutes.
    """
    at = clock()
    due = Report.objects.due_at(at).with_subject()
    report = leases.claim(due, in_hand=IN_HAND, gone=GONE, at=at)
    if report is None or report.state != ReportState.RUNNING:
        return report
    job = Job(report, clock)
    try:
        _export(job) if report.kind == ReportKind.EXPORT else _summarise(job)
    except LeaseLost:
        job.tell_that_it_is_lost()
    except Exception as problem:
        logger.exception("Report %s, attempt %s failed", report.pk, report.attempt)
        job.fail(why_it_failed(problem, report))
    return report


class Job(leases.Job[Report]):
    """A claimed report in the hands of one worker."""

    @property
    def report(self) -> Report:
        """What it makes."""
        return self.row


def _summarise(job: Job) -> None:
    """Count once, then draw the same figures in every form."""
    report = job.report
    job.step(0, "Counting the responses")
    at = job.clock()
    with snapshot():
        figures = compute(_subject(report), at=at)
    files = draw(job, Paper(report, figures))
    _publish(job, figures, at, files)


def _export(job: Job) -> None:
    """Write every response, and check against the record of the same instant that none is lost."""
    report, consultation = job.report, job.report.consultation
    job.step(0, "Counting the responses")
    at = job.clock()
    with snapshot(), Beside(job, at) as beside:
        figures = compute(_subject(report), at=at)
        expected = exports.expected_rows(consultation)

        def tell(rows: int) -> None:
            part = EXPORT_PARTS * rows // max(expected, rows)
            beside.step(1 + part, f"Writing row {rows:,} of {expected:,}")

        def write(sink: Sink) -> None:
            written = exports.write(consultation, sink, tell=tell)
            if written != expected:
                raise RowsMissing(f"{written} rows written, {expected} expected")

        files = {FileKind.CSV: store(write)}
    files |= rewrite(
        job, Paper(report, figures), files[FileKind.CSV], expected, begun_at=EXPORT_PARTS + 1
    )
    _publish(job, figures, at, files)


def _subject(report: Report) -> Subject:
    return Subject(
        report.consultation, ReportKind(report.kind), station=report.station, borough=report.borough
    )


def _publish(job: Job, figures: Figures, at: datetime, files: dict[FileKind, Stored]) -> None:
    """Figures, files, state and Event in one transaction. Raises LeaseLost."""
    report, finished = job.report, job.clock()
    changes = {
        "figures": figures.as_json(), "figures_at": at, "finished_at": finished,
        "lease_until": None, "steps_done": report.steps_total, "step": "",
    }  # fmt: skip
    with transaction.atomic():
        job.hold()
        ReportFile.objects.bulk_create(
            ReportFile(
                report=report,
                kind=kind,
                name=file_name(report, kind),
                sha256=stored.sha256,
                size=stored.size,
            )
            for kind, stored in files.items()
        )
        digests = {str(kind): stored.sha256 for kind, stored in files.items()}
        move(
            report, ReportState.DONE, by=MACHINE, at=finished,
            changes=changes, attempt=report.attempt, files=digests,
        )  # fmt: skip


def why_it_failed(problem: Exception, report: Report) -> str:
    """A sentence for the person who asked; the trace is in the log."""
    if isinstance(problem, FiguresDisagree):
        what = "Two ways of counting gave two numbers, so no figure was published."
    elif isinstance(problem, RowsMissing):
        what = "The file did not hold every response, so it was not published."
    elif isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        what = "There was no room left on the disk for the files."
    elif isinstance(problem, OSError):
        what = "The files could not be saved on the disk."
    elif isinstance(problem, typst.TypstError):
        what = "The PDF could not be made."
    else:
        doing = report.step[:1].lower() + report.step[1:]
        what = f"Something went wrong while {doing}."
    return f"{what} The log of this service says more, under report {report.pk}."
