"""Results are published after the close, one edition in force, and can be taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation.models import (
    Consultation,
    Event,
    PlaceFigures,
    Report,
    ReportKind,
    Response,
    User,
)
from consultation.report import actions, queries
from consultation.states import Refused
from tests.report.conftest import Make

SignIn = Callable[[User], Client]


@pytest.fixture
def results(make: Make, after_close: time_machine.Traveller) -> Report:
    """An edition that was counted after the close."""
    return make(ReportKind.RESULTS)


def test_an_edition_holds_the_whole_and_every_place(
    results: Report, consultation: Consultation
) -> None:
    assert results.state == "DONE", results.error
    stations = {one.station_id for one in consultation.proposals.all()}
    boroughs = {one.station.borough_id for one in consultation.proposals.all()}
    parts = PlaceFigures.objects.filter(report=results)
    assert {one.station_id for one in parts if one.station_id} == stations
    assert {one.borough_id for one in parts if one.borough_id} == boroughs
    assert parts.count() == len(stations) + len(boroughs)
    assert all(one.figures["as_at"] == results.figures["as_at"] for one in parts)  # type: ignore[index]


def test_published_and_taken_back(
    results: Report, owner: User, make: Make, consultation: Consultation
) -> None:
    at = timezone.now()
    assert results.expires_at == at + timedelta(days=90)
    actions.publish_results(report=results, by=owner, at=at)
    results.refresh_from_db()
    assert (results.published_at, results.published_by, results.expires_at) == (at, owner, None)
    event = Event.objects.get(kind="report.results_published")
    assert (event.about, event.by) == (f"report:{results.pk}", owner.pk)
    assert list(queries.published_of(consultation)) == [results]
    with pytest.raises(Refused, match="published already"):
        actions.publish_results(report=results, by=owner, at=at)
    later = at + timedelta(days=200)
    assert actions.expire_reports(at=later) == 0
    actions.take_back_results(report=results, by=owner, at=later)
    results.refresh_from_db()
    assert (results.published_at, results.published_by) == (None, None)
    assert results.expires_at == later + timedelta(days=90)
    assert Event.objects.filter(kind="report.results_taken_back").count() == 1
    with pytest.raises(Refused, match="not published"):
        actions.take_back_results(report=results, by=owner, at=later)


@pytest.mark.sweeps
def test_the_newest_published_is_in_force_and_the_earlier_one_stays(
    results: Report, owner: User, make: Make, consultation: Consultation, sign_in: SignIn
) -> None:
    actions.publish_results(report=results, by=owner, at=timezone.now())
    Report.objects.filter(pk=results.pk).update(key="f" * 64)
    second = make(ReportKind.RESULTS)
    assert second != results
    actions.publish_results(report=second, by=owner, at=timezone.now() + timedelta(minutes=1))
    assert list(queries.published_of(consultation)) == [second, results]
    assert sign_in(owner).get(reverse("report", args=[results.pk])).status_code == 200


def test_what_is_not_published(
    results: Report, make: Make, owner: User, analyst: User, consultation: Consultation
) -> None:
    at = timezone.now()
    with pytest.raises(Refused, match="another role to prepare and publish"):
        actions.publish_results(report=results, by=analyst, at=at)
    with pytest.raises(Refused, match="Only results with every borough"):
        actions.publish_results(report=make(), by=owner, at=at)
    early = consultation.closes_at - timedelta(days=1)
    with pytest.raises(Refused, match="before the consultation has closed"):
        actions.publish_results(report=results, by=owner, at=early)
    Report.objects.filter(pk=results.pk).update(figures_at=early)
    with pytest.raises(Refused, match="counted before the close"):
        actions.publish_results(report=results, by=owner, at=at)
    Report.objects.filter(pk=results.pk).update(state="EXPIRED")
    with pytest.raises(Refused, match="Only results that are ready"):
        actions.publish_results(report=results, by=owner, at=at)
    assert not Event.objects.filter(kind="report.results_published").exists()


@pytest.fixture
def unread(consultation: Consultation, send_response: Any) -> Response:
    sent: Response = send_response(consultation, about=list(consultation.proposals.all()[:1]))
    return sent


def test_the_page_says_what_will_be_public_before_the_button(
    unread: Response, results: Report, owner: User, sign_in: SignIn, consultation: Consultation
) -> None:
    visitor = sign_in(owner)
    page = reverse("report-publish", args=[results.pk])
    assert page in visitor.get(reverse("report", args=[results.pk])).content.decode()
    check = visitor.get(page).content.decode()
    stations, boroughs = queries.places_of(results)
    proposals = consultation.proposals.all()
    assert stations == len({one.station_id for one in proposals}) > 1
    assert boroughs == len({one.station.borough_id for one in proposals}) > 1
    assert f">\n      {stations}" in check or f">{stations}<" in check.replace("\n", "")
    assert "This edition becomes public as it is" in check
    assert "Counted and not yet reviewed" in check
    assert "1 (100%)" in check
    told = visitor.post(page, {"act": "publish"}, follow=True).content.decode()
    assert "The results are published." in told
    assert "published these results for everybody at" in told
    again = visitor.get(page).content.decode()
    assert "Take back the results" in again
    assert "nobody reads any" in again
    told = visitor.post(page, {"act": "take-back"}, follow=True).content.decode()
    assert "The results were taken back." in told
    results.refresh_from_db()
    assert results.published_at is None


def test_the_page_of_another_kind_says_why_not(make: Make, owner: User, sign_in: SignIn) -> None:
    report = make()
    visitor = sign_in(owner)
    page = reverse("report-publish", args=[report.pk])
    assert "Only results with every borough" in visitor.get(page).content.decode()
    assert "Only results with every borough" in (
        visitor.post(page, {"act": "publish"}, follow=True).content.decode()
    )


@pytest.mark.parametrize("sent", [{}, {"act": "publsh"}])
def test_only_the_button_itself_publishes(
    results: Report, owner: User, sign_in: SignIn, sent: dict[str, str]
) -> None:
    page = reverse("report-publish", args=[results.pk])
    assert "Nothing was done." in sign_in(owner).post(page, sent, follow=True).content.decode()
    results.refresh_from_db()
    assert results.published_at is None
