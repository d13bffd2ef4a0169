"""What a legal hold keeps of files with words that are gone: bytes alone, which nobody can take."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from consultation.audit import actions as audit
from consultation.files.disk import path_of
from consultation.models import Consultation, LegalHold, Report, ReportKind, Response, User
from consultation.opendata.actions import ask_for_bulk_files
from consultation.report import actions, queries
from consultation.report.rules import KEPT
from consultation.states import Refused
from tests import factories
from tests.conftest import Town, with_app
from tests.report.conftest import Asked, Make
from tests.report.test_expiry import aged
from tests.report.test_words_gone import QUOTING, erase, holding, quoted, take_back

__all__ = ["quoted"]  # a fixture


@pytest.fixture
def hold(consultation: Consultation) -> LegalHold:
    """On all of the consultation."""
    held: LegalHold = factories.LegalHoldFactory(consultation=consultation)
    return held


@pytest.fixture
def other(consultation: Consultation, town: Town, send_response: Any) -> Response:
    """Somebody else's, about another front counter."""
    about = [consultation.proposals.get(station=town.holborn)]
    sent: Response = send_response(consultation, about=about, stance="SUPPORT", reasons="Yes.")
    return sent


def lift(hold: LegalHold, owner: User) -> None:
    audit.lift_hold(hold=hold, reason="Over.", by=with_app(owner), at=timezone.now())
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.drop_spoilt(at=timezone.now())


def all_there(report: Report) -> bool:
    """The bytes of each of its files, which were made long ago, after every sweep."""
    actions.remove_words(at=timezone.now())
    actions.drop_nameless(at=timezone.now())
    files = list(report.files.all())
    return bool(files) and all(path_of(one.sha256).is_file() for one in files)


@pytest.mark.sweeps
def test_an_export_ends_at_once_though_a_hold_on_somebody_else_keeps_its_bytes(
    make: Make, consultation: Consultation, quoted: Response, other: Response, owner: User,
    analyst: User, files_root: Path, sign_in: Callable[[User], Client],
) -> None:  # fmt: skip
    hold = factories.LegalHoldFactory(consultation=consultation, response=other)
    made = {kind: make(kind) for kind in (ReportKind.EXPORT, ReportKind.THEMES, ReportKind.WHOLE)}
    before = holding(files_root)
    erase(quoted, owner)
    for report in made.values():
        report.refresh_from_db()
        aged(report)
        assert report.state == "EXPIRED", report.kind
        assert all_there(report)
    file = reverse("report-file", args=[made[ReportKind.EXPORT].pk, "csv"])
    assert sign_in(owner).get(file).status_code == 404
    assert holding(files_root) == before != []
    lift(hold, owner)
    assert holding(files_root) == []


@pytest.mark.sweeps
def test_a_hold_on_words_that_are_erased_keeps_nothing_of_others(
    make: Make, consultation: Consultation, quoted: Response, other: Response, owner: User,
    files_root: Path,
) -> None:  # fmt: skip
    erase(other, owner)
    factories.LegalHoldFactory(consultation=consultation, response=other)
    factories.LegalHoldFactory(  # nor does one on a body that sent nothing
        consultation=consultation, organisation=factories.OrganisationFactory()
    )
    for kind in (ReportKind.EXPORT, ReportKind.WHOLE):
        make(kind)
    assert holding(files_root) != []
    erase(quoted, owner)
    assert holding(files_root) == []


@pytest.mark.sweeps
def test_what_a_hold_keeps_is_not_run_again(
    make: Make, hold: LegalHold, quoted: Response, moderator: User, owner: User, analyst: User,
    files_root: Path, sign_in: Callable[[User], Client],
) -> None:  # fmt: skip
    report = make()
    aged(report)
    take_back(quoted, moderator, timezone.now())
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.drop_spoilt(at=timezone.now()) == 1
    visitor, address = sign_in(analyst), reverse("report", args=[report.pk])
    page = visitor.get(address).content.decode()
    assert KEPT in page
    assert "Run again" not in page
    again = visitor.post(address, {"act": "again"}, follow=True).content.decode()
    assert again.count(KEPT) == 2  # why nothing was done, and on the page
    report.refresh_from_db()
    assert report.state == "EXPIRED"
    assert all_there(report)
    assert len(holding(files_root)) == len(QUOTING)
    lift(hold, owner)
    assert holding(files_root) == []
    actions.ask_again(report=Report.objects.get(pk=report.pk), by=analyst, at=timezone.now())
    actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    assert report.state == "DONE"


@pytest.mark.sweeps
def test_who_asks_for_the_same_gets_a_new_one_beside_what_a_hold_keeps(
    make: Make, asked: Asked, hold: LegalHold, quoted: Response, analyst: User, owner: User
) -> None:
    report = make()
    aged(report)
    later = timezone.now() + timedelta(days=91)
    assert actions.expire_reports(at=later) == 1
    assert all_there(report)
    new = asked(analyst)
    assert new != report
    assert asked(analyst) == new
    actions.make_next(clock=lambda: later)
    new.refresh_from_db()
    assert new.state == "DONE"
    assert asked(analyst) == new
    report.refresh_from_db()
    assert report.state == "EXPIRED"
    assert all_there(report)
    with pytest.raises(Refused, match="A legal hold keeps the files that it had"):
        actions.ask_again(report=report, by=analyst, at=later)
    lift(hold, owner)
    assert not queries.are_bytes_kept(report)
    assert asked(analyst) == new


def test_a_hold_keeps_no_files_for_everybody_that_nobody_asked_for(
    hold: LegalHold, consultation: Consultation, quoted: Response
) -> None:
    def made(at: datetime) -> list[Report]:
        assert ask_for_bulk_files(at=at) == 2
        for _kind in range(2):
            actions.make_next(clock=lambda: at)
        return list(Report.objects.filter(state="DONE").order_by("kind"))

    first = made(timezone.now())
    assert [one.kind for one in first] == ["PACKAGE", "THEMES"]
    for report in first:
        aged(report)
        Report.objects.filter(pk=report.pk).update(expires_at=timezone.now())
    later = timezone.now() + timedelta(minutes=1)
    assert actions.expire_reports(at=later) == 2
    assert not any(one.words.exists() for one in first)
    assert not any(path_of(one.files.get().sha256).is_file() for one in first)
    assert made(later) == first
