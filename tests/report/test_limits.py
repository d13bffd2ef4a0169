"""A job ends at its limits of time and memory, wherever it is, and harms no other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consultation.leases import LeaseLost
from consultation.models import (
    Report,
    ReportKind,
    User,
)
from consultation.report import actions, makers
from consultation.report.limits import Keeper, OverLimit
from consultation.report.makers import Maker
from tests import factories
from tests.conftest import Town
from tests.report.conftest import Asked

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
