"""A report is asked for once, made once, and ends done or failed with a reason."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from consultation.files.disk import path_of
from consultation.leases import LEASE, MOST_TRIES
from consultation.models import (
    Answer,
    Consultation,
    Event,
    Report,
    ReportFile,
    ReportKind,
    ReportState,
    Response,
    User,
)
from consultation.report import actions, queries
from consultation.report.actions import making
from consultation.states import Refused
from tests import factories, small_world
from tests.conftest import Town
from tests.report import world
from tests.report.conftest import EVERY_FORM, Make

Ask = Callable[..., Report]


@pytest.fixture
def ask(consultation: Consultation, analyst: User) -> Ask:
    """Queue a report."""

    def asked(kind: str = ReportKind.WHOLE, **place: Any) -> Report:
        return actions.ask(
            consultation=consultation, kind=kind, by=analyst, at=timezone.now(), **place
        )

    return asked


def kinds_of(report: Report) -> list[str]:
    """What happened to a report, in order."""
    events = Event.objects.filter(about=f"report:{report.pk}").order_by("pk")
    return list(events.values_list("kind", flat=True))


def test_asked_twice_it_is_one_job(ask: Ask, town: Town) -> None:
    first, second = (
        ask(ReportKind.STATION, station=town.ilford),
        ask(ReportKind.STATION, station=town.ilford),
    )
    assert first == second
    assert Report.objects.count() == 1
    assert kinds_of(first) == ["report.queued"]


def test_another_place_kind_or_response_is_another_job(
    ask: Ask, town: Town, consultation: Consultation, send_response: Any
) -> None:
    asked = [
        ask(),
        ask(ReportKind.EXPORT),
        ask(ReportKind.STATION, station=town.ilford),
        ask(ReportKind.STATION, station=town.holborn),
        ask(ReportKind.BOROUGH, borough=town.camden),
    ]
    send_response(consultation, about=[consultation.proposals.get(station=town.ilford)])
    asked.append(ask())
    assert len({report.pk for report in asked}) == 6


def test_an_event_committed_late_under_a_lower_number_is_another_job(
    ask: Ask, consultation: Consultation
) -> None:
    """Numbers are drawn before the commit, so the newest alone would not name the data."""
    factories.EventFactory(pk=9_000_002, consultation=consultation.pk)
    first = ask()
    factories.EventFactory(pk=9_000_001, consultation=consultation.pk)
    assert ask() != first


def test_a_report_is_made_with_one_file_of_each_kind(ask: Ask, varied: list[Response]) -> None:
    report = ask()
    assert actions.make_next(clock=timezone.now) == report
    report.refresh_from_db()
    assert (report.state, report.attempt, report.steps_done) == ("DONE", 1, report.steps_total)
    assert sorted(report.files.values_list("kind", flat=True)) == EVERY_FORM
    assert report.figures_at == timezone.now()
    assert kinds_of(report) == ["report.queued", "report.started", "report.finished"]
    finished = Event.objects.get(kind="report.finished")
    for file in report.files.all():
        assert path_of(file.sha256).stat().st_size == file.size
        assert finished.facts["files"][file.kind] == file.sha256
    assert actions.make_next(clock=timezone.now) is None


def test_the_oldest_is_made_first(ask: Ask, town: Town) -> None:
    later = ask(ReportKind.STATION, station=town.holborn)
    Report.objects.filter(pk=later.pk).update(asked_at=timezone.now() + timedelta(seconds=1))
    earlier = ask(ReportKind.STATION, station=town.ilford)
    assert [actions.make_next(clock=timezone.now) for _ in range(3)] == [earlier, later, None]


def test_asked_after_it_is_done_it_is_not_made_again(make: Make, ask: Ask) -> None:
    report = make()
    assert ask() == report
    assert actions.make_next(clock=timezone.now) is None


def test_a_failed_report_says_why_and_runs_again(
    ask: Ask, analyst: User, files_root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files_root.write_text("a file where the folder should be")
    report = ask()
    with caplog.at_level(logging.ERROR):
        actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    assert report.state == "FAILED"
    assert report.error == (
        "The files could not be saved. The log of this service says more, under "
        f"report {report.pk}."
    )
    assert "FileExistsError" in caplog.text
    assert report.files.count() == 0
    assert report.figures is None
    files_root.unlink()
    actions.ask_again(report=report, by=analyst, at=timezone.now())
    report.refresh_from_db()
    assert (report.state, report.error, report.attempt) == ("QUEUED", "", MOST_TRIES)
    actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    assert (report.state, report.attempt) == ("DONE", MOST_TRIES + 1)
    assert kinds_of(report) == [
        "report.queued", "report.started", "report.failed", "report.requeued",
        "report.started", "report.finished",
    ]  # fmt: skip


def test_figures_that_disagree_fail_the_report(
    ask: Ask, town: Town, consultation: Consultation
) -> None:
    other = small_world.consultation_of(town, slug="another", opened=True)
    Answer.objects.create(
        response=factories.ResponseFactory(consultation=consultation),
        question_version=world.questions_of(consultation)["stance"],
        proposal=other.proposals.get(station=town.ilford),
        choice="OPPOSE",
    )
    report = ask(ReportKind.STATION, station=town.ilford)
    actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    assert report.state == "FAILED"
    assert report.error.startswith("Two ways of counting gave two numbers")


def test_only_what_failed_runs_again(make: Make, ask: Ask, analyst: User) -> None:
    for report in (make(), ask(ReportKind.EXPORT)):
        with pytest.raises(Refused, match="Only a report that failed, was cancelled or has lost"):
            actions.ask_again(report=report, by=analyst, at=timezone.now())


def test_who_may_not_ask(
    consultation: Consultation, town: Town, moderator: User, decision_maker: User
) -> None:
    at = timezone.now()
    with pytest.raises(Refused, match="another role to ask for summary reports"):
        actions.ask(consultation=consultation, kind=ReportKind.WHOLE, by=moderator, at=at)
    with pytest.raises(Refused, match="another role to export all responses"):
        actions.ask(consultation=consultation, kind=ReportKind.EXPORT, by=decision_maker, at=at)
    assert Report.objects.count() == 0


def test_the_place_fits_the_kind(ask: Ask, town: Town) -> None:
    elsewhere = factories.StationFactory(name="Romford")
    cases: list[tuple[str, dict[str, Any], str]] = [
        (ReportKind.STATION, {}, "Select a front counter"),
        (ReportKind.WHOLE, {"station": town.ilford}, "Select a front counter"),
        (ReportKind.BOROUGH, {}, "Select a borough"),
        (ReportKind.EXPORT, {"borough": town.camden}, "Select a borough"),
        (ReportKind.STATION, {"station": elsewhere}, "Romford is not part"),
        (ReportKind.BOROUGH, {"borough": elsewhere.borough}, "No front counter in Borough"),
    ]
    for kind, place, words in cases:
        with pytest.raises(Refused, match=words):
            ask(kind, **place)


def stopped(report: Report, *, attempt: int, until: datetime) -> None:
    """As a worker leaves it that dies."""
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.RUNNING, attempt=attempt, lease_until=until, step="Making the PDF"
    )


def test_a_report_in_hand_is_left_alone_until_its_lease_runs_out(ask: Ask) -> None:
    report, at = ask(), timezone.now()
    stopped(report, attempt=1, until=at)
    assert actions.make_next(clock=lambda: at) is None
    assert actions.make_next(clock=lambda: at + timedelta(seconds=1)) == report
    report.refresh_from_db()
    assert (report.state, report.attempt) == ("DONE", 2)


def test_after_three_workers_that_died_it_fails_for_all_to_see(ask: Ask, analyst: User) -> None:
    report, at = ask(), timezone.now()
    stopped(report, attempt=3, until=at - timedelta(seconds=1))
    assert actions.make_next(clock=lambda: at) == report
    report.refresh_from_db()
    assert report.state == "FAILED"
    assert report.error.startswith("It was begun 3 times")
    actions.ask_again(report=report, by=analyst, at=at)
    actions.make_next(clock=lambda: at)
    report.refresh_from_db()
    assert (report.state, report.attempt) == ("DONE", 4)


def test_that_it_failed_is_told_with_its_end_or_not_at_all(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies between the two leaves both to another."""
    report, at = ask(), timezone.now()
    stopped(report, attempt=3, until=at - timedelta(seconds=1))

    def dies(**_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(making, "mail_who_asked", dies)
        with pytest.raises(KeyboardInterrupt):
            actions.make_next(clock=lambda: at)
    report.refresh_from_db()
    assert (report.state, kinds_of(report)) == ("RUNNING", ["report.queued"])
    actions.make_next(clock=lambda: at)
    report.refresh_from_db()
    assert report.state == "FAILED"


def test_a_wish_for_mail_that_comes_too_late_is_not_kept(make: Make, analyst: User) -> None:
    """The page was read while it was made; it is ready by now."""
    report = make()
    report.state = "RUNNING"
    actions.mail_me(report=report, wanted=True, by=analyst, at=timezone.now())
    assert not report.requests.get(by=analyst).mail


@pytest.mark.sweeps
@pytest.mark.parametrize("slow_at", [2, 3, 4, 5])
def test_a_worker_that_wakes_up_late_changes_nothing(ask: Ask, slow_at: int) -> None:
    """It sleeps through its lease at one of its steps; meanwhile another makes the report."""
    report, at = ask(), timezone.now()
    later = at + LEASE + timedelta(seconds=1)

    def readings() -> Iterator[datetime]:
        for reading in range(1, 100):
            if reading == slow_at:
                assert actions.make_next(clock=lambda: later) == report
            yield at

    clock = readings()
    actions.make_next(clock=lambda: next(clock))
    report.refresh_from_db()
    assert (report.state, report.attempt, report.finished_at) == ("DONE", 2, later)
    assert ReportFile.objects.count() == len(EVERY_FORM)
    assert kinds_of(report) == [
        "report.queued", "report.started", "report.started", "report.finished",
    ]  # fmt: skip


def test_how_long_the_oldest_has_waited(ask: Ask) -> None:
    at = timezone.now()
    assert queries.longest_wait(at) == 0
    report = ask()
    assert queries.longest_wait(at + timedelta(seconds=90)) == 90
    stopped(report, attempt=1, until=at + timedelta(seconds=60))
    assert queries.longest_wait(at + timedelta(seconds=60)) == 0
    assert queries.longest_wait(at + timedelta(seconds=75)) == 15
