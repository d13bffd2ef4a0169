"""E-mails never wait for reports: queues and workers of their own. And workers killed at each step
of a larger kind of report."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Max, Min
from django.utils import timezone

from consultation import tasks
from consultation.celery import app
from consultation.files.disk import path_of
from consultation.models import Consultation, Event, Message, Report, ReportKind, User
from consultation.report import actions
from consultation.supervisor import programs
from tests import factories
from tests.report import world
from tests.report.held import GATE, WAITING, ask_many, killed_at, lease_runs_out, state_of
from tests.workers import Workers, number, until


def queue_of(task: str) -> str:
    """Where a poke of this task goes."""
    return str(app.amqp.router.route({}, f"consultation.tasks.{task}")["queue"].name)


def consumed(words: list[str]) -> str:
    """The queue that a worker's command line names; "" for no worker."""
    return next((one.partition("=")[2] for one in words if one.startswith("--queues=")), "")


def test_each_kind_of_work_has_a_queue_of_its_own() -> None:
    assert queue_of("post_due_messages") == "mail"
    assert queue_of("make_due_reports") == queue_of("tidy_reports") == "reports"
    assert queue_of("ask_scheduled_reports") == queue_of("work_on_due_imports") == "celery"
    assert tasks.app is app  # the clock's entries stand with the tasks
    jobs = {entry["task"].rpartition(".")[2] for entry in app.conf.beat_schedule.values()}
    used = {queue_of(job) for job in jobs}
    assert used == {"mail", "reports", "celery"}
    here = {consumed(one.words) for one in programs(Path(), 8000)} - {""}
    assert here == used
    compose = (settings.BASE_DIR / "compose.yaml").read_text()
    assert set(re.findall(r"--queues=([a-z]+)", compose)) == used


def test_each_worker_is_looked_at_by_its_own_name() -> None:
    """As Docker does: no other worker answers for one that hangs."""
    compose = (settings.BASE_DIR / "compose.yaml").read_text()
    for service, queue in {"worker": "celery", "mail": "mail", "reports": "reports"}.items():
        found = re.search(rf"^  {service}:.*?(?=^  \w+:)", compose, re.MULTILINE | re.DOTALL)
        assert found is not None
        told = found[0]
        assert f'--queues={queue}, "--hostname={queue}@%h"' in told
        assert re.search(rf"environment:\n *<<: \*environment\n *NODE: {queue}\b", told)
        check = 'manage.py worker_health "$$NODE"'
        assert check in told or "<<: *worker" in told  # which has the check of the first


@pytest.fixture
def post(files_root: Path, tmp_path: Path) -> Iterator[Workers]:
    """The worker that posts e-mails, and nothing else."""
    started = Workers(files_root, tmp_path / "post.log")
    yield started
    started.end()


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
@pytest.mark.faults
def test_no_receipt_waits_for_a_report(
    consultation: Consultation,
    moderator: User,
    analyst: User,
    workers: Workers,
    post: Workers,
    gate: None,
) -> None:
    """All receipts are sent while the first of fifty reports is still being made."""
    world.fill(consultation, moderator, number=20)
    ask_many(50, consultation, analyst)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_gate VALUES ('Making the PDF')")
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        workers.start()
        for _poke in range(3):
            workers.poke("make_due_reports")
        until(lambda: number(WAITING) == 1, workers.log)
        for place in range(30):
            factories.MessageFactory(to=f"person{place}@example.com", due_at=timezone.now())
        post.start()
        post.poke("post_due_messages")
        until(lambda: not Message.objects.exclude(state="SENT").exists(), post.log)
        assert Report.objects.filter(state="RUNNING").count() == 1
        assert Report.objects.filter(state="QUEUED").count() == 49
        cursor.execute("DELETE FROM test_gate")  # read by the worker that is held up
        cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
    until(lambda: not Report.objects.exclude(state="DONE").exists(), workers.log, seconds=900)
    sent = Message.objects.aggregate(last=Max("sent_at"))["last"]
    assert sent < Report.objects.aggregate(first=Min("finished_at"))["first"]
    assert Event.objects.filter(kind="message.sent").count() == 30
    assert Event.objects.filter(kind="report.finished").count() == 50
    assert set(Report.objects.values_list("attempt", flat=True)) == {1}


KILLED = [
    (ReportKind.RESULTS, ("Starting", "Counting the responses", "Making the web page")),
    (ReportKind.RESULTS, ("Making the PDF", "")),
    (ReportKind.EXPORT, ("Starting", "Counting the responses", "Describing the columns")),
    (ReportKind.EXPORT, ("",)),  # while it publishes
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
@pytest.mark.faults
@pytest.mark.parametrize(("kind", "steps"), KILLED)
def test_killed_at_any_step_it_ends_once_with_one_set_of_files(
    kind: str,
    steps: tuple[str, ...],
    consultation: Consultation,
    moderator: User,
    analyst: User,
    workers: Workers,
    gate: None,
) -> None:
    world.fill(consultation, moderator, number=20)
    report = actions.ask(
        consultation=consultation, kind=kind, by=analyst, at=timezone.now(), mail=True
    )
    for step in steps:
        killed_at(step, workers)
        lease_runs_out(report)
        report.refresh_from_db()
        assert (report.files.count(), report.places.count(), report.figures) == (0, 0, None)
    workers.start()
    for _doubled in range(3):
        workers.poke("make_due_reports")
    until(lambda: state_of(report) == "DONE", workers.log, seconds=180)
    kinds = sorted(report.files.values_list("kind", flat=True))
    assert kinds == sorted(set(kinds)) != []
    for file in report.files.all():
        assert path_of(file.sha256).stat().st_size == file.size
    about = Event.objects.filter(about=f"report:{report.pk}")
    assert about.filter(kind="report.finished").count() == 1
    assert Message.objects.filter(kind="report-ready").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
@pytest.mark.faults
def test_an_emptied_broker_loses_nothing(
    consultation: Consultation, analyst: User, workers: Workers
) -> None:
    """Its messages are thrown away; the next poke of the clock finds the row."""
    report = actions.ask(
        consultation=consultation, kind=ReportKind.WHOLE, by=analyst, at=timezone.now()
    )
    workers.poke("make_due_reports")
    with app.connection_or_acquire() as broker:
        assert broker.default_channel.queue_purge(workers.queue) == 1
    workers.start()
    workers.poke("no_such_job")  # taken and thrown away: the worker is there, and has no other
    until(lambda: b"unregistered task" in workers.log.read_bytes(), workers.log)
    assert state_of(report) == "QUEUED"
    workers.poke("make_due_reports")
    until(lambda: state_of(report) == "DONE", workers.log, seconds=180)
