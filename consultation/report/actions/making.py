"""Make the next report that is due, and publish what came of it.

A worker holds a report by a lease, as `consultation/leases.py` says. Files are named by
their content; one transaction publishes them.
"""

import errno
import logging
from datetime import datetime, timedelta

import typst
from django.conf import settings
from django.db import connection, transaction

from consultation import leases, queue
from consultation.events import MACHINE
from consultation.leases import Clock, LeaseLost
from consultation.models import (
    MessageKind,
    PlaceFigures,
    PublicChange,
    Report,
    ReportFile,
    ReportKind,
    ReportState,
    ReportWords,
)
from consultation.models.report import ALL_WORDS
from consultation.report import queries
from consultation.report.actions.removing import ERASING, NO_LONG_PAUSE, remove_worded
from consultation.report.actions.telling import mail_who_asked, write_line
from consultation.report.counts import FiguresDisagree
from consultation.report.kinds import LAST
from consultation.report.limits import Keeper, OverLimit, connect_anew
from consultation.report.makers import MAKERS, Made, RowsMissing
from consultation.report.names import file_name
from consultation.states import move

logger = logging.getLogger(__name__)

IN_HAND = {one.value: ReportState.RUNNING for one in (ReportState.QUEUED, ReportState.RUNNING)}
LOCK = 3_816_002  # of the database's advisory locks, held by whoever may take a large report
GONE = "Tell the people who run this service."
MEANWHILE = "Words in it were erased, taken back or changed meanwhile, so it is made anew"
WORDS_WENT = (
    f"It was made {leases.MOST_TRIES} times, and each time words in it were erased, taken back or "
    "changed meanwhile. Run it again later."
)


def make_next(*, clock: Clock) -> Report | None:
    """Make the report that is to be first of those that wait, or return None when none is due.

    It ends DONE or FAILED with a reason; where the worker dies, it becomes due again when the
    lease has run out. The clock is read again and again, since this may take minutes. Of large
    files one is made at a time, so that a summary always finds a worker.
    """
    at = clock()
    report = claim_next(at=at)
    if report is None or report.state != ReportState.RUNNING:
        return report
    job, within = Job(report, clock), connection.in_atomic_block
    keeper = Keeper(job, minutes=settings.REPORT_MINUTES, megabytes=settings.REPORT_MEGABYTES)
    try:
        with keeper:
            _publish(job, MAKERS[ReportKind(report.kind)].make(job))
    except Exception as problem:
        keeper.stop()
        if keeper.problem is not None and not within:
            connect_anew()  # it was interrupted in the middle of anything
        _end(job, keeper.problem or problem)
    return report


def claim_next(*, at: datetime) -> Report | None:
    """Take the report that is to be first, in a transaction of its own. None where none is due.

    One that was begun too often is returned FAILED, and who asked is told in the same transaction.
    Two who look at the same moment whether a large one is in hand would both find none, and begin
    two: so one at a time looks, and whoever comes in its way takes what is not large.
    """
    with transaction.atomic():
        due = Report.objects.due_at(at).with_subject()
        if not _is_first_to_look() or _large_one_in_hand(at):
            due = due.filter(priority__lt=LAST)
        report = leases.claim(due, in_hand=IN_HAND, gone=GONE, at=at)
        if report is not None and report.state == ReportState.FAILED:
            _tell_failure(report=report, at=at)  # with its end, or a death would leave it untold
        elif report is not None and report.kind == ReportKind.EXPORT:
            _count_erasures(report)
        return report


def _count_erasures(report: Report) -> None:
    """Before it reads any words: what is erased from now on is told by the number."""
    report.erasures_seen = PublicChange.objects.sums_of(report.consultation_id).erased
    Report.objects.filter(pk=report.pk).update(erasures_seen=report.erasures_seen)


def _is_first_to_look() -> bool:
    """Held to the end of the transaction. Nobody waits, so a worker that froze stops no other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _end(job: "Job", problem: Exception) -> None:
    """What comes of a job that was not published."""
    if isinstance(problem, LeaseLost):
        job.tell_that_it_is_lost()
    elif isinstance(problem, OverLimit):
        job.fail(str(problem))
    elif isinstance(problem, WordsGone):
        job.begin_anew()
    else:
        report = job.report
        logger.error("Report %s, attempt %s failed", report.pk, report.attempt, exc_info=problem)
        job.fail(why_it_failed(problem, report))


def _large_one_in_hand(at: datetime) -> bool:
    held = Report.objects.filter(state=ReportState.RUNNING, lease_until__gte=at)
    return held.filter(priority__gte=LAST).exists()


class WordsGone(Exception):
    """Words in its files were erased, taken back or changed while they were made."""


class Job(leases.Job[Report]):
    """A claimed report in the hands of one worker. Each step is a line of its log."""

    told = -1

    @property
    def report(self) -> Report:
        """What it makes."""
        return self.row

    def note(self, done: int, words: str, at: datetime) -> None:
        """The first words of each step; the rest of its progress is no news."""
        if done != self.told:
            self.told = done
            words = words if done else f"Attempt {self.report.attempt}: {words}"
            write_line(report=self.report, words=words, by=MACHINE, at=at)

    def fail(self, reason: str) -> None:
        """End it, say why in its log, and tell who asked."""
        with transaction.atomic():
            super().fail(reason)
            if self.report.state == ReportState.FAILED:
                _tell_failure(report=self.report, at=self.clock())

    def begin_anew(self) -> None:
        """Queue it again, since words in it went; not more often than a worker may die with it."""
        if self.report.attempt % leases.MOST_TRIES == 0:
            self.fail(WORDS_WENT)
            return
        at = self.clock()
        changes = {"lease_until": None, "started_at": None, "step": "", "steps_done": 0}
        try:
            with transaction.atomic():
                self.hold()
                move(
                    self.report, ReportState.QUEUED, by=MACHINE, at=at, why="words", changes=changes
                )
                write_line(report=self.report, words=MEANWHILE, by=MACHINE, at=at)
                queue.ring("make_due_reports")
        except LeaseLost:
            self.tell_that_it_is_lost()


def _tell_failure(*, report: Report, at: datetime) -> None:
    with transaction.atomic():
        write_line(report=report, words=f"Not made: {report.error}", by=MACHINE, at=at)
        mail_who_asked(report=report, kind=MessageKind.REPORT_FAILED, by=MACHINE, at=at)


def _publish(job: Job, made: Made) -> None:
    """Figures, files, state, Event and e-mails in one transaction. Raises LeaseLost and WordsGone.

    Of the latter no row stays, and no byte with words.
    """
    report, finished = job.report, job.clock()
    changes = {
        "figures": made.figures.as_json(), "figures_at": made.at, "finished_at": finished,
        "lease_until": None, "steps_done": report.steps_total, "step": "",
        "expires_at": finished + timedelta(days=settings.REPORT_DAYS),
        "public_changed": made.public.changed if made.public else None,
        "public_taken": made.public.taken if made.public else None,
    }  # fmt: skip
    with transaction.atomic():
        _wait_for_erasures()
        job.hold()
        _keep(report, made)
        if queries.is_spoilt(report):
            remove_worded([report.pk])
            raise WordsGone
        digests = {str(kind): stored.sha256 for kind, stored in made.files.items()}
        move(
            report, ReportState.DONE, by=MACHINE, at=finished,
            changes=changes, attempt=report.attempt, files=digests,
        )  # fmt: skip
        write_line(report=report, words="Ready", by=MACHINE, at=finished)
        mail_who_asked(report=report, kind=MessageKind.REPORT_READY, by=MACHINE, at=finished)


def _wait_for_erasures() -> None:
    """Until the transaction ends nobody ends reports for words that they erased; who did is over.

    Before a row is locked, since who erases locks rows after this.
    """
    with connection.cursor() as cursor:
        cursor.execute(NO_LONG_PAUSE)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ERASING])


def _keep(report: Report, made: Made) -> None:
    """Its files and parts, in place of those of an edition whose files were removed."""
    ReportFile.objects.filter(report=report).delete()
    PlaceFigures.objects.filter(report=report).delete()
    ReportWords.objects.filter(report=report).delete()
    ReportFile.objects.bulk_create(
        ReportFile(
            report=report,
            kind=kind,
            name=file_name(report, kind, counted_at=made.at),
            sha256=stored.sha256,
            size=stored.size,
        )
        for kind, stored in made.files.items()
    )
    places: list[PlaceFigures] = list(made.places)
    words: list[ReportWords] = list(made.words)
    if report.kind in ALL_WORDS:
        words = [ReportWords()]
    for place in places:
        place.report = report
    for one in words:
        one.report = report
    PlaceFigures.objects.bulk_create(places)
    ReportWords.objects.bulk_create(words)


def why_it_failed(problem: Exception, report: Report) -> str:
    """A sentence for the person who asked; the trace is in the log."""
    if isinstance(problem, FiguresDisagree):
        what = "Two ways of counting gave two numbers, so no figure was published."
    elif isinstance(problem, RowsMissing):
        what = "The file did not hold every response, so it was not published."
    elif isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT):
        what = "There was no room left on the disk for the files."
    elif isinstance(problem, OSError):
        what = "The files could not be saved."
    elif isinstance(problem, typst.TypstError):
        what = "The PDF could not be made."
    else:
        doing = report.step[:1].lower() + report.step[1:]
        what = f"Something went wrong while {doing}."
    return f"{what} The log of this service says more, under report {report.pk}."
