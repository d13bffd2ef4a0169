"""The files of a report have their time; its row and its figures stay."""

import os
from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation import files
from consultation.files.disk import path_of
from consultation.models import (
    Consultation,
    Report,
    ReportFile,
    User,
)
from consultation.report import actions
from tests import factories
from tests.report.conftest import Asked, Make
from tests.report.test_jobs import kinds_of

SignIn = Callable[[User], Client]


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
    assert (report.state, report.files.count()) == ("EXPIRED", 9)
    assert report.figures is not None
    assert not any(path_of(digest).exists() for digest in digests)
    assert kinds_of(report)[-1] == "report.expired"
    visitor = sign_in(analyst)
    page = visitor.get(reverse("report", args=[report.pk])).content.decode()
    assert "Its files were removed: they are kept for a limited time only." in page
    assert reverse("report-file", args=[report.pk, "pdf"]) not in page
    assert visitor.get(reverse("report-file", args=[report.pk, "pdf"])).status_code == 404
    assert asked(analyst) == report  # asked again of the same record, it is made again
    actions.make_next(clock=timezone.now)
    report.refresh_from_db()
    assert (report.state, report.files.count()) == ("DONE", 9)
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
