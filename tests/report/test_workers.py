"""Real workers, killed without warning at every step: each report still ends once."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from consultation import leases
from consultation.celery import app
from consultation.files.disk import path_of
from consultation.models import Consultation, Event, Message, Report, ReportKind, User
from consultation.report import actions
from tests import factories
from tests.report import world
from tests.report.conftest import EVERY_FORM
from tests.report.held import GATE, WAITING, killed_at, lease_runs_out, state_of
from tests.workers import Workers, number, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def report(consultation: Consultation, moderator: User, analyst: User) -> Report:
    world.fill(consultation, moderator, number=50)
    return actions.ask(
        consultation=consultation, kind=ReportKind.WHOLE, by=analyst, at=timezone.now()
    )


@pytest.mark.faults
def test_killed_at_every_step_it_ends_once(
    report: Report, analyst: User, workers: Workers, gate: None
) -> None:
    for attempt, step in enumerate(
        ["Starting", "Counting the responses", "Making the PDF"], start=1
    ):
        killed_at(step, workers)
        lease_runs_out(report)
        report.refresh_from_db()
        assert report.state == ("QUEUED" if step == "Starting" else "RUNNING")
        # Killed before its claim was committed, it never held the report.
        assert report.attempt == attempt - 1
        assert report.files.count() == 0
    killed_at("Making the CSV file", workers)
    lease_runs_out(report)
    worker = workers.start()
    workers.poke("make_due_reports")
    until(lambda: state_of(report) == "FAILED", workers.log)
    report.refresh_from_db()
    assert report.error.startswith("It was begun 3 times")
    workers.kill(worker)
    actions.ask_again(report=report, by=analyst, at=timezone.now())
    killed_at("", workers)  # while it publishes
    lease_runs_out(report)
    report.refresh_from_db()
    assert (report.state, report.files.count(), report.figures) == ("RUNNING", 0, None)
    workers.start()
    for _doubled in range(3):
        workers.poke("make_due_reports")
    until(lambda: state_of(report) == "DONE", workers.log)
    report.refresh_from_db()
    assert sorted(report.files.values_list("kind", flat=True)) == EVERY_FORM
    assert all(path_of(file.sha256).stat().st_size == file.size for file in report.files.all())
    about = Event.objects.filter(about=f"report:{report.pk}")
    assert about.filter(kind="report.finished").count() == 1
    assert about.filter(kind="report.failed").count() == 1


@pytest.mark.faults
def test_two_workers_and_many_pokes_make_each_report_once(
    consultation: Consultation, report: Report, analyst: User, workers: Workers
) -> None:
    for proposal in consultation.proposals.select_related("station"):
        actions.ask(
            consultation=consultation, kind=ReportKind.STATION, by=analyst, at=timezone.now(),
            station=proposal.station,
        )  # fmt: skip
    for _worker in range(2):
        workers.start()
    for _poke in range(8):
        workers.poke("make_due_reports")
    until(lambda: not Report.objects.exclude(state="DONE").exists(), workers.log)
    assert set(Report.objects.values_list("attempt", flat=True)) == {1}
    assert Event.objects.filter(kind="report.finished").count() == 7


@pytest.mark.sweeps
def test_a_worker_posts_what_waits(workers: Workers, files_root: Path) -> None:
    for place in range(3):
        factories.MessageFactory(to=f"person{place}@example.com", due_at=timezone.now())
    workers.start()
    for _doubled in range(3):
        workers.poke("post_due_messages")
    until(lambda: not Message.objects.exclude(state="SENT").exists(), workers.log)
    posted = "".join(path.read_text() for path in (files_root.parent / "mail").iterdir())
    assert [posted.count(f"To: person{place}@example.com") for place in range(3)] == [1, 1, 1]


def test_progress_is_told_from_beside_a_snapshot(report: Report) -> None:
    """While figures are read in one transaction, the lease is renewed in another."""
    Report.objects.filter(pk=report.pk).update(
        state="RUNNING", attempt=1, lease_until=timezone.now()
    )
    report.refresh_from_db()
    begun = timezone.now()
    later = begun + leases.RENEW_AFTER
    job = actions.Job(report, lambda: later)
    with transaction.atomic(), actions.Beside(job, begun) as beside:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        before = Report.objects.get(pk=report.pk).lease_until
        beside.step(2, "Writing row 10,000 of 20,000")
        beside.step(3, "Too soon to tell")
        assert Report.objects.get(pk=report.pk).lease_until == before
    report.refresh_from_db()
    assert (report.lease_until, report.steps_done) == (later + leases.LEASE, 2)
    Report.objects.filter(pk=report.pk).update(attempt=2)
    with actions.Beside(job, begun) as beside, pytest.raises(actions.LeaseLost):
        beside.step(3, "Too late")


def test_the_schedule_pokes_every_job(settings: Any) -> None:
    from consultation import tasks

    jobs = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert jobs == {
        f"consultation.tasks.{name}"
        for name in (
            "make_due_reports",
            "close_due_books",
            "ask_scheduled_reports",
            "make_bulk_files",
            "tidy_reports",
            "drop_spoilt_reports",
            "work_on_due_imports",
            "post_due_messages",
            "forget_posted",
            "watch",
            "forget_drafts",
            "scan_attachments",
            "mix_answers",
            "screen_due_responses",
            "keep_tallies",
            "reconcile_received",
            "screen_the_rest",
            "group_due_texts",
            "sweep_texts",
            "review_due_bulk",
            "redact_everywhere",
            "publish_missing_copies",
            "erase_due",
        )
    }
    assert all(job in app.tasks for job in jobs)
    assert tasks.make_due_reports.acks_late


LINE_WAITS = (
    "CREATE FUNCTION test_line_waits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF NEW.words LIKE 'Making the PDF%%' THEN"
    " PERFORM pg_advisory_xact_lock(%s); END IF; RETURN NEW; END $$;"
    " CREATE TRIGGER test_line_waits BEFORE INSERT ON consultation_reportline"
    " FOR EACH ROW EXECUTE FUNCTION test_line_waits()"
)


@pytest.mark.faults
def test_a_worker_that_was_interrupted_in_the_middle_of_a_query_makes_the_next_one(
    consultation: Consultation, report: Report, analyst: User, workers: Workers
) -> None:
    """It waits for the database as its report is cancelled; the same process then makes another."""
    with connection.cursor() as cursor:
        cursor.execute(LINE_WAITS % GATE)
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        try:
            workers.start()
            workers.poke("make_due_reports")
            until(lambda: number(WAITING) == 1, workers.log)
            report.refresh_from_db()
            actions.cancel(report=report, by=analyst, at=timezone.now())
            until(lambda: b"taken over" in workers.log.read_bytes(), workers.log)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
            cursor.execute("DROP FUNCTION test_line_waits CASCADE")
    station = consultation.proposals.select_related("station")[0].station
    other = actions.ask(
        consultation=consultation, kind=ReportKind.STATION, by=analyst, at=timezone.now(),
        station=station,
    )  # fmt: skip
    workers.poke("make_due_reports")
    until(lambda: state_of(other) == "DONE", workers.log)
    report.refresh_from_db()
    assert (report.state, report.files.count(), report.figures) == ("CANCELLED", 0, None)
    other.refresh_from_db()
    assert (other.attempt, other.files.count()) == (1, len(EVERY_FORM))
    assert b"does not stop" not in workers.log.read_bytes()
