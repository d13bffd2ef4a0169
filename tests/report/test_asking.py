"""Several people ask for one job, cancel it, are told of its end; its files have their time."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation import files
from consultation.files import path_of
from consultation.leases import LeaseLost
from consultation.models import (
    Consultation,
    Event,
    Message,
    Report,
    ReportFile,
    ReportKind,
    User,
)
from consultation.report import actions, makers
from consultation.report.actions.telling import MOST_LINES
from consultation.report.limits import Keeper, OverLimit
from consultation.report.makers import Maker
from consultation.states import Refused
from tests import factories
from tests.conftest import Town
from tests.report.conftest import Make
from tests.report.test_jobs import kinds_of

SignIn = Callable[[User], Client]
Asked = Callable[..., Report]


@pytest.fixture
def asked(consultation: Consultation) -> Asked:
    """Queue a report for a person."""

    def asking(by: User, kind: str = ReportKind.WHOLE, **more: Any) -> Report:
        return actions.ask(consultation=consultation, kind=kind, by=by, at=timezone.now(), **more)

    return asking


def words_of(report: Report) -> list[str]:
    """Its log."""
    return list(report.lines.values_list("words", flat=True))


def test_everybody_who_asked_stands_in_it_once(asked: Asked, owner: User, analyst: User) -> None:
    report = asked(analyst)
    assert asked(owner, mail=True) == report == asked(analyst)
    assert list(report.requests.values_list("by", "mail")) == [
        (analyst.pk, False), (owner.pk, True)
    ]  # fmt: skip
    assert report.asked_by == analyst


def test_each_step_is_a_line_in_plain_words(asked: Asked, analyst: User) -> None:
    report = asked(analyst)
    actions.make_next(clock=timezone.now)
    assert words_of(report) == [
        "Asked for by Ana Analyst.",
        "Attempt 1: Counting the responses.",
        "Making the web page.",
        "Making the PDF.",
        "Making the CSV file.",
        "Ready.",
    ]
    assert set(report.lines.values_list("attempt", flat=True)) == {0, 1}


def test_a_log_ends_where_it_has_said_enough(
    asked: Asked, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def talk(job: Any) -> Any:
        for step in range(MOST_LINES + 50):
            job.step(step % 4, f"Step {step}")
        raise ValueError

    monkeypatch.setitem(makers.MAKERS, ReportKind.WHOLE, Maker(4, talk))
    report = asked(analyst)
    actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    assert report.state == "FAILED"
    assert report.lines.filter(attempt=1).count() == MOST_LINES


def test_mail_has_a_link_and_no_figures_and_goes_to_who_wants_it(
    asked: Asked, analyst: User, owner: User, superuser: User
) -> None:
    report = asked(analyst, mail=True)
    asked(owner)
    asked(superuser, mail=True)
    User.objects.filter(pk=superuser.pk).update(is_active=False)
    actions.make_next(clock=timezone.now)
    message = Message.objects.get()
    assert (message.kind, message.to) == ("report-ready", analyst.email)
    assert message.subject == (
        "Report ready: Summary for the whole consultation, Police front counters"
    )
    assert f"{ours.PUBLIC_URL}{reverse('report', args=[report.pk])}" in message.body
    assert not any(letter.isdigit() for letter in message.body.split("http")[0])
    assert not report.requests.filter(by=analyst, mail=True).exists()


def test_who_asks_for_what_is_there_already_gets_no_mail(
    asked: Asked, make: Make, owner: User
) -> None:
    report = make()
    assert asked(owner, mail=True) == report
    actions.make_next(clock=timezone.now)
    assert Message.objects.count() == 0


def test_mail_tells_of_a_failure_and_why(asked: Asked, analyst: User, files_root: Path) -> None:
    files_root.write_text("in the way")
    report = asked(analyst, mail=True)
    actions.make_next(clock=timezone.now)
    message = Message.objects.get()
    assert message.kind == "report-failed"
    assert "The files could not be saved on the disk." in message.body
    assert words_of(report)[-1].startswith("Not made: The files could not be saved")
    assert report.requests.get().mail  # so that the next end is told too


def test_who_may_read_it_no_more_is_not_told(
    asked: Asked, analyst: User, consultation: Consultation
) -> None:
    asked(analyst, mail=True)
    analyst.grants.update(revoked_at=timezone.now(), revoked_by=analyst)
    actions.make_next(clock=timezone.now)
    assert Message.objects.count() == 0


def test_one_that_waits_is_cancelled_at_once_and_asked_again_queued(
    asked: Asked, analyst: User
) -> None:
    report = asked(analyst)
    actions.cancel(report=report, by=analyst, at=timezone.now())
    assert actions.make_next(clock=timezone.now) is None
    assert asked(analyst) == report
    actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    assert report.state == "DONE"
    assert kinds_of(report) == [
        "report.queued", "report.cancelled", "report.requeued", "report.started",
        "report.finished",
    ]  # fmt: skip
    with pytest.raises(Refused, match="Only a report that waits or is being made"):
        actions.cancel(report=report, by=analyst, at=timezone.now())


def test_one_that_is_being_made_stops_at_its_next_step(
    asked: Asked, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = []

    def make(job: Any) -> Any:
        for step in range(3):
            steps.append(step)
            job.step(step, f"Step {step}")
            if step == 1:
                actions.cancel(report=Report.objects.get(), by=analyst, at=timezone.now())
        raise AssertionError

    monkeypatch.setitem(makers.MAKERS, ReportKind.WHOLE, Maker(3, make))
    report = asked(analyst)
    actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    assert (report.state, report.error, steps) == ("CANCELLED", "", [0, 1, 2])
    assert report.files.count() == 0


def test_who_cancels(asked: Asked, analyst: User, owner: User, superuser: User) -> None:
    report = asked(superuser)
    with pytest.raises(Refused, match="Somebody else asked for it"):
        actions.cancel(report=report, by=analyst, at=timezone.now())
    asked(analyst)
    with pytest.raises(Refused, match="Others asked for it too"):
        actions.cancel(report=report, by=analyst, at=timezone.now())
    actions.cancel(report=report, by=owner, at=timezone.now())
    report.refresh_from_db()
    assert report.state == "CANCELLED"


def test_summaries_come_first_and_large_files_one_at_a_time(
    asked: Asked, analyst: User, town: Town
) -> None:
    export = asked(analyst, ReportKind.EXPORT)
    summary = asked(analyst)
    assert actions.make_next(clock=timezone.now) == summary
    other = factories.ReportFactory(
        kind="EXPORT", priority=5, state="RUNNING", attempt=1, asked_by=analyst,
        lease_until=timezone.now() + timedelta(seconds=60),
    )  # fmt: skip
    assert actions.make_next(clock=timezone.now) is None
    later = asked(analyst, ReportKind.STATION, station=town.ilford)
    assert actions.make_next(clock=timezone.now) == later
    Report.objects.filter(pk=other.pk).update(state="CANCELLED", lease_until=None)
    assert actions.make_next(clock=timezone.now) == export


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
        until = time.monotonic() + 5
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


def aged(report: Report) -> None:
    """Its files were made long ago."""
    for file in report.files.all():
        os.utime(path_of(file.sha256), (0, 0))


def test_files_go_after_their_time_and_rows_and_figures_stay(
    make: Make, analyst: User, asked: Asked, sign_in: SignIn
) -> None:
    report = make()
    at = timezone.now() + timedelta(days=90)
    assert actions.expire_reports(at=at - timedelta(seconds=1)) == 0
    aged(report)
    digests = [file.sha256 for file in report.files.all()]
    assert actions.expire_reports(at=at) == 1
    assert actions.expire_reports(at=at) == 0
    report.refresh_from_db()
    assert (report.state, report.files.count()) == ("EXPIRED", 3)
    assert report.figures is not None
    assert not any(path_of(digest).exists() for digest in digests)
    assert kinds_of(report)[-1] == "report.expired"
    visitor = sign_in(analyst)
    page = visitor.get(reverse("report", args=[report.pk])).content.decode()
    assert "Its files were removed" in page
    assert reverse("report-file", args=[report.pk, "pdf"]) not in page
    assert visitor.get(reverse("report-file", args=[report.pk, "pdf"])).status_code == 404
    assert asked(analyst) == report  # asked again of the same record, it is made again
    actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    assert (report.state, report.files.count()) == ("DONE", 3)
    assert all(path_of(file.sha256).is_file() for file in report.files.all())


def test_bytes_that_another_report_names_stay(make: Make) -> None:
    report = make()
    file = report.files.get(kind="pdf")
    other = factories.ReportFactory(
        state="DONE", figures={}, figures_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=500),
    )  # fmt: skip
    ReportFile.objects.create(
        report=other, kind="pdf", name="x.pdf", sha256=file.sha256, size=file.size
    )
    aged(report)
    assert actions.expire_reports(at=timezone.now() + timedelta(days=91)) == 1
    assert [one.kind for one in report.files.all() if path_of(one.sha256).exists()] == ["pdf"]


def test_what_no_report_names_goes_after_a_day(make: Make, consultation: Consultation) -> None:
    report = make()
    kept = files.store(lambda sink: sink.write(b"of an import"))
    factories.ImportFactory(consultation=consultation, sha256=kept.sha256)
    left = files.store(lambda sink: sink.write(b"of a job that was cancelled"))
    own = files.store(lambda sink: sink.write(b"of a person"), name="a" * 32)
    assert (own.size, actions.drop_nameless(at=timezone.now())) == (11, 0)
    aged(report)
    for digest in (kept.sha256, left.sha256, "a" * 32):
        os.utime(path_of(digest), (0, 0))
    assert actions.drop_nameless(at=timezone.now()) == 1
    assert not path_of(left.sha256).exists()
    assert path_of(kept.sha256).exists()
    assert path_of("a" * 32).exists()
    assert all(path_of(file.sha256).exists() for file in report.files.all())


def test_the_page_cancels_and_asks_for_mail(sign_in: SignIn, analyst: User, asked: Asked) -> None:
    report = asked(analyst)
    page = reverse("report", args=[report.pk])
    visitor = sign_in(analyst)
    shown = visitor.get(page).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in shown
    assert "Asked for by Ana Analyst." in shown
    shown = visitor.post(page, {"act": "mail"}, follow=True).content.decode()
    assert "You get an email when it is ready, or if it fails." in shown
    assert report.requests.get().mail
    visitor.post(page, {"act": "no-mail"})
    assert not report.requests.get().mail
    shown = visitor.post(page, {"act": "cancel"}, follow=True).content.decode()
    assert "It was cancelled before it was made." in shown
    assert "http-equiv" not in shown
    assert "Run again" in shown
    report.refresh_from_db()
    assert report.state == "CANCELLED"
    shown = visitor.post(page, {"act": "cancel"}, follow=True).content.decode()
    assert "Only a report that waits or is being made can be cancelled." in shown
    assert Event.objects.filter(kind="report.cancelled").count() == 1


def test_the_list_is_narrowed_by_kind_and_state(
    sign_in: SignIn, analyst: User, consultation: Consultation
) -> None:
    make = factories.ReportFactory
    make(consultation=consultation, asked_by=analyst, state="FAILED", error="Why not.")
    export = make(consultation=consultation, asked_by=analyst, kind="EXPORT")
    visitor = sign_in(analyst)
    listing = reverse("reports", args=[consultation.slug])
    for query, found in (
        ({}, 2), ({"kind": "EXPORT"}, 1), ({"kind": "EXPORT", "state": "QUEUED"}, 1),
        ({"kind": "EXPORT", "state": "DONE"}, 0), ({"state": "FAILED"}, 1), ({"state": "NO"}, 2),
    ):  # fmt: skip
        page = visitor.get(listing, query).content.decode()
        assert page.count('href="/staff/reports/') == found, query
        if query.get("kind") and found:
            assert reverse("report", args=[export.pk]) in page


def test_what_cannot_be_made_is_not_offered_and_not_asked(
    sign_in: SignIn,
    analyst: User,
    asked: Asked,
    consultation: Consultation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(makers.MAKERS, ReportKind.EXPORT)
    for kind in set(ReportKind) - makers.offered():
        with pytest.raises(Refused, match="cannot be made here"):
            asked(analyst, kind)
    page = sign_in(analyst).get(reverse("reports", args=[consultation.slug])).content.decode()
    for kind in ReportKind:
        assert (f'value="{kind}"' in page.split('id="so-far"')[0]) == (kind in makers.offered())
