"""Several people ask for one job, cancel it, are told of its end; its files have their time."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation.models import (
    Consultation,
    Event,
    Message,
    Report,
    ReportKind,
    User,
)
from consultation.report import actions, makers
from consultation.report.actions.telling import MOST_LINES
from consultation.report.makers import Maker
from consultation.states import Refused
from tests import factories
from tests.conftest import Town
from tests.report.conftest import Asked, Make
from tests.report.test_jobs import kinds_of

SignIn = Callable[[User], Client]


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
        "Making the Word document.",
        "Making the OpenDocument text.",
        "Making the Excel workbook.",
        "Making the CSV file.",
        "Describing the CSV file.",
        "Making the JSON file.",
        "Putting all files into one.",
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
    assert "The files could not be saved." in message.body
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
    for unknown in ({}, {"act": "agian"}):
        assert "Nothing was done." in visitor.post(page, unknown, follow=True).content.decode()
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
