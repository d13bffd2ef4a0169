"""Every background job on one page. Each finds its own work by the state of rows.

A message of the broker names no row, so a lost one loses nothing and a doubled one does nothing
twice. Beat pokes every few seconds; a poke that nobody took in that time is thrown away, so that
they never pile up behind a long job.
"""

import logging
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from consultation import emails, postbook, queue
from consultation.audit.actions import apply_retention, remove_bytes
from consultation.celery import app
from consultation.events import MACHINE
from consultation.importing.actions.working import work_next
from consultation.moderate.actions import screen_next, work_next_bulk
from consultation.moderate.actions import sweep as sweep_screening
from consultation.moderate.actions.copies import group_texts
from consultation.moderate.actions.copy_cores import read_cores
from consultation.moderate.actions.everywhere import expire_everywhere
from consultation.moderate.actions.everywhere_working import work_next_everywhere
from consultation.moderate.actions.publishing import publish_missing
from consultation.opendata.actions import ask_for_bulk_files, fold_changes, forget_replaced
from consultation.publish.actions import close_books, reconcile
from consultation.publish.closing import database_clock
from consultation.reply.actions import forget_addresses
from consultation.report.actions import (
    ask_scheduled,
    drop_nameless,
    drop_spoilt,
    expire_reports,
    make_next,
)
from consultation.report.tallying import tally_next
from consultation.respond.actions import forget, mix_equality_answers
from consultation.respond.tally import is_counting
from consultation.signin.actions import forget_sessions
from consultation.twice.actions import forget_forms
from consultation.uploads.actions import rescan, sweep
from consultation.waiting import longest_waits

logger = logging.getLogger(__name__)

REPORTS_FOR = 60.0  # seconds in which further reports are begun; then a later poke goes on
# Of one task: a report that was begun at the last moment, and time to come to its senses.
LONGEST_REPORTS = int(REPORTS_FOR) + 60 * (settings.REPORT_MINUTES + 1)
MOST_IMPORTS = 20
MOST_BULK = 20
MOST_EVERYWHERE = 20
MOST_MESSAGES = 200
MOST_SCANS = 100
MOST_SCREENED = 100  # batches; then a later poke goes on
MOST_COPIES = 500  # in one transaction
COPY_TURNS = 10
MOST_ERASED = 200_000  # of each part and consultation, a night
MOST_BATCHES = 50  # of texts to compare
MOST_TALLIED = 200  # batches
EVERY = 10.0  # seconds
SOON = 3.0  # nobody rings for a receipt, and its sender waits for it
APART = 300.0  # seconds that two clocks may differ before the log says so
LATE = 60.0  # seconds that a due row may wait before the log says so

app.conf.beat_schedule = {
    name: {"task": f"consultation.tasks.{name}", "schedule": every, "options": {"expires": every}}
    for name, every in (
        ("close_due_books", EVERY),
        ("make_due_reports", EVERY),
        ("ask_scheduled_reports", 60.0),
        ("make_bulk_files", 30.0),
        ("tidy_reports", 3600.0),
        ("drop_spoilt_reports", EVERY),
        ("work_on_due_imports", EVERY),
        ("review_due_bulk", EVERY),
        ("redact_everywhere", EVERY),
        ("post_due_messages", SOON),
        ("forget_posted", 24 * 3600.0),
        ("screen_due_responses", EVERY / 2),
        ("screen_the_rest", 3600.0),
        ("keep_tallies", EVERY / 2),
        ("reconcile_received", 60.0),
        ("publish_missing_copies", EVERY),
        ("watch", 60.0),
        ("group_due_texts", EVERY),
        ("sweep_texts", 1800.0),
        ("forget_drafts", 3600.0),
        ("scan_attachments", 600.0),
        ("mix_answers", 6 * 3600.0),
        ("erase_due", 24 * 3600.0),
    )
}


@app.task
def close_due_books(**_: Any) -> None:
    """Close the books of deadlines that are over by our clock and the database's: never early."""
    close_books(by=MACHINE, at=min(timezone.now(), database_clock()))


@app.task(time_limit=LONGEST_REPORTS)
def make_due_reports(**_: Any) -> None:
    """Make what was asked for, and what a worker that died left behind."""
    until = time.monotonic() + REPORTS_FOR
    while make_next(clock=timezone.now) is not None:
        if time.monotonic() > until:
            queue.ring("make_due_reports")
            return


@app.task
def ask_scheduled_reports(**_: Any) -> None:
    """Ask for the reports that are due by themselves: nightly, weekly, at the close."""
    ask_scheduled(by=MACHINE, at=timezone.now())


@app.task
def make_bulk_files(**_: Any) -> None:
    """Ask for the files of open data that are due, and fold what counts the changes of it."""
    ask_for_bulk_files(by=MACHINE, at=timezone.now())
    fold_changes(by=MACHINE, at=timezone.now())


@app.task
def tidy_reports(**_: Any) -> None:
    """Remove the files of reports whose time is over, and files that no report names.

    Of those that nobody asked for the rows go too, in their time.
    """
    expire_reports(by=MACHINE, at=timezone.now())
    drop_nameless(by=MACHINE, at=timezone.now())
    forget_replaced(by=MACHINE, at=timezone.now())


@app.task
def drop_spoilt_reports(**_: Any) -> None:
    """Remove files of reports with words that were erased, taken back or changed since."""
    drop_spoilt(by=MACHINE, at=timezone.now())


@app.task
def work_on_due_imports(**_: Any) -> None:
    """Check and load files of responses, and what a worker that died left behind."""
    for _turn in range(MOST_IMPORTS):
        if work_next(clock=timezone.now) is None:
            return


@app.task
def review_due_bulk(**_: Any) -> None:
    """Give verdicts on many, and go on with what a worker that died left behind."""
    for _turn in range(MOST_BULK):
        if work_next_bulk(clock=timezone.now) is None:
            return


@app.task
def redact_everywhere(**_: Any) -> None:
    """Search for words in all responses, take out what was confirmed, end what nobody confirms."""
    expire_everywhere(by=MACHINE, at=timezone.now())
    for _turn in range(MOST_EVERYWHERE):
        if work_next_everywhere(clock=timezone.now) is None:
            return


@app.task
def post_due_messages(**_: Any) -> None:
    """Send the e-mails that wait."""
    for _turn in range(MOST_MESSAGES):
        if emails.post_next(clock=timezone.now) is None:
            return


@app.task
def forget_posted(**_: Any) -> None:
    """Remove the pages of the post book that nobody can ask for any more."""
    postbook.forget(time.time())


@app.task
def screen_due_responses(**_: Any) -> None:
    """Look for personal details, abuse, threats and somebody in danger in what came in."""
    for _turn in range(MOST_SCREENED):
        if not screen_next(clock=timezone.now):
            return


@app.task
def screen_the_rest(**_: Any) -> None:
    """The same for whatever was missed, and for what older rules have screened."""
    sweep_screening(clock=timezone.now)


@app.task
def keep_tallies(**_: Any) -> None:
    """Add what came in to the tallies, and take off what is not counted any more."""
    for _turn in range(MOST_TALLIED):
        if not tally_next():
            return


@app.task
def reconcile_received(**_: Any) -> None:
    """Count where everything that was received is, for the page that shows it."""
    reconcile(by=MACHINE, at=timezone.now())


@app.task
def group_due_texts(**_: Any) -> None:
    """Find the copies of what was screened, then read what the groups that grew share."""
    for _turn in range(MOST_BATCHES):
        if group_texts(by=MACHINE, at=timezone.now()) == 0:
            break
    for _turn in range(MOST_BATCHES):
        if read_cores(by=MACHINE, at=timezone.now()) == 0:
            return


@app.task
def sweep_texts(**_: Any) -> None:
    """Compare what was screened so late that nobody looked for it any more."""
    for _turn in range(MOST_BATCHES):
        if group_texts(by=MACHINE, at=timezone.now(), sweep=True) == 0:
            return


@app.task
def publish_missing_copies(**_: Any) -> None:
    """Make the public copies of what was released without one: examples, files, older releases."""
    for _turn in range(COPY_TURNS):
        if publish_missing(most=MOST_COPIES, by=MACHINE, at=timezone.now()) < MOST_COPIES:
            return


@app.task
def forget_drafts(**_: Any) -> None:
    """Erase unsent answers that nobody came back to, who never joined, and what nobody uses."""
    at = _by_both_clocks()
    forget(by=MACHINE, at=at)
    forget_addresses(by=MACHINE, at=at)
    sweep(by=MACHINE, at=at)
    forget_forms(by=MACHINE, at=at)
    forget_sessions(by=MACHINE, at=at)


@app.task
def scan_attachments(**_: Any) -> None:
    """Look for viruses in files that were kept before there was a scanner."""
    rescan(most=MOST_SCANS, by=MACHINE, at=timezone.now())


@app.task
def mix_answers(**_: Any) -> None:
    """Equality answers lie in no order that would lead to a response."""
    mix_equality_answers(by=MACHINE, at=timezone.now())


@app.task
def erase_due(**_: Any) -> None:
    """Erase what is kept no longer, and files that an erasure left behind."""
    at = _by_both_clocks()
    apply_retention(most=MOST_ERASED, by=MACHINE, at=at)
    remove_bytes(by=MACHINE, at=at)


def _by_both_clocks() -> datetime:
    """What has passed by our clock and by the database's: one that ran ahead erases nothing."""
    ours, theirs = timezone.now(), database_clock()
    if abs(seconds := (ours - theirs).total_seconds()) > APART:
        logger.warning(
            "This machine's clock is %+.0f seconds from the database's: the earlier one counts",
            seconds,
        )
    return min(ours, theirs)


@app.task
def watch(**_: Any) -> None:
    """Say how long due rows have waited, and that limits are not counted, where that is so."""
    at = timezone.now()
    for name, seconds in longest_waits(at).items():
        logger.log(
            logging.WARNING if seconds > LATE else logging.INFO,
            "The oldest due %s has waited %.0f seconds",
            name,
            seconds,
        )
    if not is_counting(at):
        logger.warning("Limits are not counted: Valkey does not answer")
