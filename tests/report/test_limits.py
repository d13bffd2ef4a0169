"""A job ends at its limits of time and memory, wherever it is, and harms no other."""

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE
from threading import Barrier, Thread
from typing import Any

import psutil
import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from consultation.leases import LeaseLost
from consultation.models import (
    Consultation,
    Report,
    ReportKind,
    User,
)
from consultation.report import actions, makers
from consultation.report.actions.making import claim_next
from consultation.report.kinds import LAST
from consultation.report.limits import Keeper, OverLimit
from consultation.report.makers import Maker
from tests import factories
from tests.conftest import Town
from tests.report.conftest import Asked

ROOT = Path(__file__).resolve().parents[2]
SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"minutes": 0.01, "megabytes": 9999}, "It took longer than 0.01 minutes"),
        ({"minutes": 5, "megabytes": 50}, "It needed more than 50 MB of memory"),
    ],
)
@pytest.mark.real_clock
def test_a_limit_stops_it_wherever_it_is(limits: dict[str, Any], words: str) -> None:
    import time

    held = []
    job: Any = factories.ReportFactory.build()

    def work() -> None:
        with Keeper(job, **limits):
            for _turn in range(2000):
                held.append(b"x" * 1_000_000 if limits["megabytes"] == 50 else b"")
                time.sleep(0.005)

    with pytest.raises(OverLimit, match=words):
        work()
    assert len(held) < 2000


@pytest.mark.real_clock
def test_what_does_not_come_to_its_senses_ends_with_its_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import time

    from consultation.report import limits

    monkeypatch.setattr(limits, "GRACE", 0.2)
    ended: list[str] = []

    class Stubborn:
        row = "a report"

        def fail(self, reason: str) -> None:
            ended.append(reason)

    with Keeper(Stubborn(), minutes=0.001, megabytes=9999, end=lambda: ended.append("end")):  # type: ignore[arg-type]
        until = time.monotonic() + 60
        while "end" not in ended and time.monotonic() < until:
            try:
                time.sleep(0.01)
            except OverLimit:
                continue
    assert ended == ["It took longer than 0.001 minutes, so it was stopped.", "end"]


@pytest.mark.real_clock
def test_one_that_hangs_with_its_row_in_its_hands_ends_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody can write down that it was stopped; its process ends all the same."""
    import time

    from consultation.report import limits

    monkeypatch.setattr(limits, "GRACE", 0.2)
    monkeypatch.setattr(limits, "TELLING", 0.2)
    ended: list[str] = []

    class Locked:
        row = "a report"

        def fail(self, reason: str) -> None:
            time.sleep(30)

    with Keeper(Locked(), minutes=0.001, megabytes=9999, end=lambda: ended.append("end")):  # type: ignore[arg-type]
        until = time.monotonic() + 10
        while "end" not in ended and time.monotonic() < until:
            try:
                time.sleep(0.01)
            except OverLimit:
                continue
    assert ended == ["end"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
def test_a_row_that_somebody_has_locked_holds_nobody_up(asked: Asked, analyst: User) -> None:
    """The thread that watches time and memory gets no lease then, and looks at these again."""
    report = asked(analyst)
    Report.objects.filter(pk=report.pk).update(
        state="RUNNING", attempt=1, lease_until=timezone.now()
    )
    report.refresh_from_db()
    problems: list[Exception] = []

    def renew() -> None:
        try:
            actions.Job(report, timezone.now).renew()
        except OperationalError as problem:
            problems.append(problem)
        finally:
            connection.close()

    with transaction.atomic():
        Report.objects.select_for_update().get(pk=report.pk)
        thread = Thread(target=renew)
        thread.start()
        thread.join(20)
        assert not thread.is_alive()
    assert len(problems) == 1


@pytest.mark.real_clock
def test_what_is_another_s_by_now_ends_with_its_process_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The row is not touched; whatever was started for it ends first."""
    import time

    from consultation.report import limits

    monkeypatch.setattr(limits, "GRACE", 0.2)
    monkeypatch.setattr(limits, "RENEW", 0.0)
    ended: list[str] = []
    row = factories.ReportFactory.build()

    class Lost:
        def renew(self) -> bool:
            return False

        def fail(self, reason: str) -> None:
            ended.append(reason)

    job: Any = Lost()
    job.row = row
    with Keeper(job, minutes=5, megabytes=9999, end=lambda: ended.append("end")):
        beside = subprocess.Popen(["sleep", "60"])
        until = time.monotonic() + 10
        while "end" not in ended and time.monotonic() < until:
            try:
                time.sleep(0.01)
            except LeaseLost:
                continue
    assert ended == ["end"]
    assert beside.wait(timeout=5) == -signal.SIGKILL


@pytest.mark.real_clock
def test_what_a_job_has_started_counts_as_its_memory() -> None:
    import time

    job: Any = factories.ReportFactory.build()
    hold = "import sys; held = b'x' * 120_000_000; sys.stdin.read()"

    def work() -> None:
        words = [sys.executable, "-c", hold]
        with Keeper(job, minutes=5, megabytes=80), subprocess.Popen(words, stdin=PIPE) as beside:
            try:
                time.sleep(20)
            finally:
                beside.kill()

    with pytest.raises(OverLimit, match="more than 80 MB"):
        work()


@pytest.mark.sweeps
@pytest.mark.real_clock
def test_the_process_that_lays_out_a_pdf_ends_with_the_worker_that_waits_for_it(
    tmp_path: Path,
) -> None:
    """The worker is killed while it waits; what it started for a paper that takes minutes goes."""
    import time

    slow = tmp_path / "slow.typ"
    slow.write_text("#for i in range(100000) { for j in range(100000) { let x = calc.sin(j) } }")
    begin = (
        "from consultation.pdf import tagged; from pathlib import Path; "
        f"tagged(Path({str(slow)!r}), {{}}, apart=True)"
    )
    worker = subprocess.Popen([sys.executable, "-c", begin], cwd=ROOT)
    began = psutil.Process(worker.pid)
    until = time.monotonic() + 30
    while not (found := began.children()) and time.monotonic() < until:
        time.sleep(0.05)
    (beside,) = found
    while beside.cpu_times().user < 1 and time.monotonic() < until:  # it is laying out
        time.sleep(0.05)
    assert beside.is_running()
    worker.kill()
    worker.wait()
    psutil.wait_procs([beside], timeout=10)
    assert not beside.is_running() or beside.status() == psutil.STATUS_ZOMBIE


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
def test_interrupted_as_a_transaction_ends_the_next_job_finds_a_clean_connection(
    asked: Asked, analyst: User, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the interrupt leaves it where it comes between the COMMIT and what Django notes of it."""

    def begin(job: Any) -> Any:
        job.step(0, "Counting")
        transaction.atomic().__enter__()
        time_out()
        raise AssertionError("it was not interrupted")

    def time_out() -> None:
        import time

        time.sleep(20)

    first = asked(analyst)
    second = asked(analyst, ReportKind.STATION, station=town.ilford)
    with monkeypatch.context() as patch:
        patch.setitem(makers.MAKERS, ReportKind.WHOLE, Maker(3, begin))
        patch.setattr("django.conf.settings.REPORT_MINUTES", 0.005)
        actions.make_next(clock=timezone.now)
    assert not connection.in_atomic_block
    actions.make_next(clock=timezone.now)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.error) == (
        "FAILED", "It took longer than 0.005 minutes, so it was stopped.",
    )  # fmt: skip
    assert (second.state, second.files.count()) == ("DONE", 9)


@pytest.mark.sweeps
@pytest.mark.django_db(transaction=True)
@pytest.mark.real_clock
def test_two_large_ones_never_begin_at_once(consultation: Consultation, analyst: User) -> None:
    """Fifty times two workers look at the same moment, with two large and one small that wait."""
    makes = {"consultation": consultation, "asked_by": analyst, "kind": "EXPORT", "priority": LAST}
    for _turn in range(50):
        Report.objects.all().delete()
        for _one in range(2):
            factories.ReportFactory(**makes)
        start, taken = Barrier(2), list[Report | None]()

        def look(start: Barrier = start, taken: list[Report | None] = taken) -> None:
            try:
                connection.ensure_connection()
                start.wait()
                taken.append(claim_next(at=timezone.now()))
            finally:
                connection.close()

        workers = [Thread(target=look) for _worker in range(2)]
        for one in workers:
            one.start()
        for one in workers:
            one.join()
        assert len(taken) == 2
        assert Report.objects.filter(state="RUNNING").count() == 1


def test_a_job_over_its_limit_fails_with_the_reason_and_the_next_is_made(
    asked: Asked, analyst: User, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grow(job: Any) -> Any:
        job.step(0, "Counting")
        raise OverLimit("It needed more than 50 MB of memory, so it was stopped.")

    first = asked(analyst)
    second = asked(analyst, ReportKind.STATION, station=town.ilford)
    with monkeypatch.context() as patch:
        patch.setitem(makers.MAKERS, ReportKind.WHOLE, Maker(3, grow))
        actions.make_next(clock=timezone.now)
    actions.make_next(clock=timezone.now)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.error) == (
        "FAILED", "It needed more than 50 MB of memory, so it was stopped.",
    )  # fmt: skip
    assert second.state == "DONE"


def test_a_lease_that_another_holds_stops_the_job(asked: Asked, analyst: User) -> None:
    report = asked(analyst)
    Report.objects.filter(pk=report.pk).update(
        state="RUNNING", attempt=2, lease_until=timezone.now()
    )
    report.refresh_from_db()
    job = actions.Job(report, timezone.now)
    assert job.renew()
    report.refresh_from_db()
    assert report.lease_until == timezone.now() + timedelta(seconds=60)
    Report.objects.filter(pk=report.pk).update(attempt=3)
    assert not job.renew()
    with pytest.raises(LeaseLost):
        job.step(1, "Too late")
