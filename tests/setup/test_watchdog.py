"""Workers that live and do nothing are ended and started again; one that is busy is left alone."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from celery import Celery
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from consultation import embedded, pids, supervisor, watching
from consultation.models import Consultation, Message, Report, TallyDue, User
from tests import factories
from tests.conftest import NOW, Town, send
from tests.mail_server import MailServer
from tests.processes import database_url
from tests.report import world
from tests.report.held import GATE, WAITING, ask_many, make_gate, take_gate_away
from tests.small_world import consultation_of
from tests.workers import number

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


class Stack:
    """The workers, the clock and the watchdog of `run`, revived as it does, on a broker of their
    own."""

    def __init__(self, folder: Path, mail: MailServer) -> None:
        self.folder, self.pids = folder, folder / "pids"
        self.broker = embedded.start_valkey(folder, durable=False)
        self.environment = {
            "DATABASE_URL": database_url(), "REDIS_URL": self.broker.url,
            "FILES_ROOT": str(folder / "files"), "MAIL_BOOK": str(folder / "mail-book"),
            "LEDGER_ROOT": str(folder / "ledger"),
            "STAFF_SECOND_FACTOR": "0", "PYTHONPATH": str(settings.BASE_DIR),
            **mail.environment(),
        }  # fmt: skip
        self.programs = [one for one in supervisor.programs(folder, 0) if one.name != "web"]
        for one in self.programs:
            self.launch(one)

    def launch(self, one: supervisor.Program) -> None:
        one.running = embedded.launch(self.folder, one.name, one.words, **self.environment)

    def pid(self, name: str) -> int:
        return next(one.running.pid for one in self.programs if one.name == name and one.running)

    def freeze(self, name: str) -> None:
        """With its children: as where its machine is out of memory."""
        os.killpg(self.pid(name), signal.SIGSTOP)

    def until(self, true: Callable[[], bool], seconds: float) -> float:
        """Revive what ended until this is so; how many seconds it took."""
        begun = time.monotonic()
        while not true():
            assert time.monotonic() - begun < seconds, self.told()
            for one in self.programs:
                if one.running is not None and one.running.poll() is not None:
                    pids.end(self.pids, one.name, patience=1)
                    self.launch(one)
            time.sleep(0.2)
        return time.monotonic() - begun

    def told(self) -> str:
        """What the watchdog said."""
        return (self.folder / "logs" / "watchdog.log").read_text()

    def end(self) -> None:
        for name in reversed([one.name for one in self.programs]):
            with suppress(ProcessLookupError):
                os.killpg(self.pid(name), signal.SIGCONT)
            pids.end(self.pids, name, patience=10)
        for one in self.programs:
            assert one.running is not None
            one.running.wait(10)
        self.broker.stop()


@pytest.fixture
def open_now(town: Town, now: Any) -> Consultation:
    return consultation_of(town, slug="front-counters", opened=True, shift=now - NOW)


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    mail = MailServer()
    started = Stack(tmp_path / "run", mail)
    yield started
    started.end()
    mail.end()


@pytest.fixture
def gate() -> Iterator[None]:
    make_gate()
    yield
    take_gate_away()


def message_is_due() -> None:
    now = timezone.now()
    factories.MessageFactory(queued_at=now, due_at=now)


def nothing_waits() -> bool:
    return not (
        Message.objects.exclude(state="SENT").exists()
        or TallyDue.objects.exists()
        or watching.late(watching.WORK, timezone.now() + timedelta(seconds=watching.LATE))
    )


@pytest.mark.faults
def test_the_deaf_and_the_frozen_are_started_again_and_the_busy_are_not(
    open_now: Consultation, moderator: User, analyst: User, stack: Stack, gate: None
) -> None:
    world.fill(open_now, moderator, number=20)
    stack.until(nothing_waits, 120)
    stack.until(lambda: all(age(stack, name) > watching.SETTLED for name in NAMES), 90)
    before = {name: stack.pid(name) for name in NAMES}
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_gate VALUES ('Making the PDF')")
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        ask_many(3, open_now, analyst)  # two are made, and held up; the third waits for long
        stack.until(lambda: number(WAITING) == 2, 60)
        stack.freeze("mail")
        message_is_due()
        with Celery(broker=stack.broker.url) as teller:  # alive, answers, and takes nothing
            teller.control.cancel_consumer(watching.WORK, reply=True, timeout=10)
        send(open_now, about=list(open_now.proposals.all()[:1]), at=timezone.now())
        took = stack.until(nothing_waits, 120)
        assert took > watching.LATE
        assert {name for name in NAMES if stack.pid(name) != before[name]} == {"mail", "worker"}
        cursor.execute("DELETE FROM test_gate")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])
    stack.until(lambda: not Report.objects.exclude(state="DONE").exists(), 240)
    assert set(Report.objects.values_list("attempt", flat=True)) == {1}
    assert stack.told().count("work waits, and it does nothing") == 2

    stack.freeze("beat")
    message_is_due()
    stack.until(nothing_waits, 90)
    assert stack.pid("beat") != before["beat"]
    assert stack.told().count("is ended, to be started again") == 3


NAMES = ("worker", "mail", "reports", "beat")


def age(stack: Stack, name: str) -> float:
    program = pids.find(stack.pids, name)
    return time.time() - program.create_time() if program is not None else 0.0


def session(name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(database_url(), application_name=name, autocommit=True)


def test_who_talks_to_the_database_is_at_work() -> None:
    with session("mail@here") as idle, session("reports@here") as inside, session("psql"):
        idle.execute("SELECT 1")
        inside.execute("BEGIN")
        assert {"mail@here", "reports@here"} <= watching.at_work()
        assert "psql" not in watching.at_work()
        time.sleep(3.2)
        found = watching.at_work()  # a mail server is waited for within a transaction
        assert "reports@here" in found
        assert "mail@here" not in found


def test_the_check_of_a_worker(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("worker_health", "mail", host="here")  # nothing is late
    late = timezone.now() - timedelta(seconds=watching.LATE + 1)
    factories.MessageFactory(queued_at=late, due_at=late)
    with session("mail@here") as line:
        line.execute("BEGIN")
        call_command("worker_health", "mail", host="here")
        call_command("worker_health", "reports", host="here")
        with pytest.raises(CommandError, match="the worker does nothing") as found:
            call_command("worker_health", "mail", host="elsewhere")
        assert found.value.returncode == 3


def test_the_check_of_the_clock(tmp_path: Path) -> None:
    schedule = tmp_path / "beat-schedule"
    with pytest.raises(CommandError, match="The clock stands"):
        call_command("worker_health", "clock", schedule=schedule)
    (tmp_path / "beat-schedule.db").touch()
    call_command("worker_health", "clock", schedule=schedule)
    os.utime(tmp_path / "beat-schedule.db", (time.time() - 61,) * 2)
    with pytest.raises(CommandError, match="The clock stands"):
        call_command("worker_health", "clock", schedule=schedule)


def test_while_the_broker_is_away_nobody_is_to_blame(settings: Any) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{embedded.free_port()}/0"
    late = timezone.now() - timedelta(seconds=watching.LATE + 1)
    factories.MessageFactory(queued_at=late, due_at=late)
    call_command("worker_health", "mail", host="here")
