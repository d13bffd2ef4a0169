"""A hundred jobs while workers and broker die at random: each ends with exactly one result."""

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.db.models import Count
from django.utils import timezone
from kombu.exceptions import OperationalError

from consultation import embedded
from consultation.celery import app
from consultation.files.disk import path_of
from consultation.models import (
    Consultation,
    Event,
    Message,
    Report,
    ReportFile,
    ReportRequest,
    User,
)
from consultation.report import actions
from tests.report import world
from tests.report.held import ask_many
from tests.workers import Workers

SEED = 6
JOBS = 100
STORM = 45.0  # seconds in which things die
GIVE_UP = 900.0  # seconds; a busy machine must not look like a job that is lost


class Storm(Workers):
    """Two workers and a broker of their own; whatever dies is started again, as it is by `run`."""

    def __init__(self, files_root: Path, folder: Path) -> None:
        super().__init__(files_root, folder / "workers.log")
        server = embedded.start_valkey(folder / "broker")
        self.url, self.command = server.url, server.program.args
        self.broker = server.program
        self.environment["REDIS_URL"] = self.url
        self.random = random.Random(SEED)
        self.killed = {"worker": 0, "broker": 0}
        for _worker in range(2):
            self.start()

    def poke(self, job: str) -> None:
        """As the clock does; a broker that is away is forgotten."""
        try:
            with app.connection(self.url) as broker:
                app.signature(f"consultation.tasks.{job}").apply_async(
                    connection=broker, queue=self.queue, retry=False, expires=10
                )
        except (OperationalError, OSError):
            return

    def strike(self) -> None:
        """One of them dies."""
        if self.random.random() < 0.3:
            self.broker.send_signal(signal.SIGKILL)
            self.broker.wait()
            self.killed["broker"] += 1
        elif self.running:
            self.kill(self.random.choice(self.running))
            self.killed["worker"] += 1

    def revive(self) -> None:
        """Whatever is dead lives again."""
        if self.broker.poll() is not None:
            self.broker = subprocess.Popen(self.command)
        self.running = [one for one in self.running if one.poll() is None]
        while len(self.running) < 2:
            self.start()

    def end(self) -> None:
        for worker in list(self.running):
            self.kill(worker)
        self.broker.kill()
        self.broker.wait()


@pytest.fixture
def storm(files_root: Path, tmp_path: Path) -> Iterator[Storm]:
    begun = Storm(files_root, tmp_path)
    yield begun
    begun.end()


def a_minute_later() -> None:
    """Leases of workers that died have run out; those of the living too, which must do no harm."""
    Report.objects.filter(state="RUNNING").update(lease_until=timezone.now())


def somebody_looks(analyst: User) -> None:
    """What died with three workers is run again by a person."""
    for report in Report.objects.filter(state="FAILED"):
        assert report.error.startswith("It was begun 3 times"), report.error
        actions.ask_again(report=report, by=analyst, at=timezone.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
@pytest.mark.faults
def test_a_hundred_jobs_in_a_storm_have_exactly_one_result_each(
    consultation: Consultation, moderator: User, analyst: User, storm: Storm
) -> None:
    world.fill(consultation, moderator, number=20)
    ask_many(JOBS, consultation, analyst)
    ReportRequest.objects.bulk_create(
        ReportRequest(report=one, by=analyst, at=timezone.now(), mail=True)
        for one in Report.objects.all()
    )
    begun = time.monotonic()
    next_strike = begun + 6
    while Report.objects.exclude(state="DONE").exists():
        now = time.monotonic()
        assert now - begun < GIVE_UP, storm.log.read_text()[-4000:]
        if now > next_strike:
            next_strike = now + storm.random.uniform(1, 5)
            if now - begun < STORM:
                storm.strike()
            a_minute_later()
        storm.revive()
        storm.poke("make_due_reports")
        somebody_looks(analyst)
        time.sleep(0.3)

    assert storm.killed["worker"] >= 3
    assert storm.killed["broker"] >= 2
    each_has_one_result()


def each_has_one_result() -> None:
    """One end, one file of each kind, whole, and one e-mail."""
    assert Report.objects.filter(state="DONE").count() == JOBS
    finished = Event.objects.filter(kind="report.finished").values("about")
    assert finished.distinct().count() == finished.count() == JOBS
    files = ReportFile.objects.values("report").annotate(number=Count("pk"))
    kinds = ReportFile.objects.values("kind").distinct().count()
    assert {one["number"] for one in files} == {kinds}
    assert len(files) == JOBS
    for file in ReportFile.objects.all():
        assert sha256(path_of(file.sha256).read_bytes()).hexdigest() == file.sha256
    assert Message.objects.filter(kind="report-ready").count() == JOBS
