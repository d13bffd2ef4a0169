"""What staff see of reports: each page in each state, on a phone and on a desktop."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from consultation.models import Consultation, Report, ReportKind, Role, User
from consultation.report import actions
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.test_pages import session_of
from tests.conftest import account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


def test_a_report_from_asking_to_its_files(
    new_page: NewPage, live_server: Any, consultation: Consultation, settings: Any,
    tmp_path: Path, superuser: User,
) -> None:  # fmt: skip
    settings.FILES_ROOT = tmp_path
    page = new_page(size=PHONE, session=session_of(superuser))
    page.goto(reverse("reports", args=[consultation.slug]))
    look(page, live_server.url, "reports ask")
    page.get_by_label("Summary of the whole consultation").check()
    page.get_by_label("Email me when it is ready").check()
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_text("You get an email when it is ready, or if it fails.")).to_be_visible()
    look(page, live_server.url, "report waiting")
    page.get_by_role("button", name="Cancel this report").click()
    expect(page.get_by_text("It was cancelled before it was made.")).to_be_visible()
    look(page, live_server.url, "report cancelled")
    page.get_by_role("button", name="Run again").click()
    actions.make_next(clock=timezone.now)
    page.reload()
    page.get_by_text("Who asked, and each step").click()
    expect(page.get_by_text("Making the PDF.")).to_be_visible()
    look(page, live_server.url, "report interim")
    report = Report.objects.get()
    actions.expire_reports(at=timezone.now() + timedelta(days=91))
    page.goto(reverse("report", args=[report.pk]))
    gone = "Its files were removed: they are kept for a limited time only. The figures"
    expect(page.get_by_text(gone)).to_be_visible()
    look(page, live_server.url, "report expired")
    page.goto(reverse("reports", args=[consultation.slug]))
    page.get_by_role("combobox", name="State").select_option("Waiting")
    page.get_by_role("button", name="Show these reports").click()
    expect(page.get_by_text("None of the reports is of this kind")).to_be_visible()
    look(page, live_server.url, "reports none")


def test_schedules(
    new_page: NewPage, live_server: Any, consultation: Consultation, superuser: User
) -> None:
    asked: dict[str, Any] = {"consultation": consultation, "by": superuser, "at": timezone.now()}
    ended = actions.make_schedule(kind="EXPORT", every="WEEKLY", **asked)
    actions.end_schedule(schedule=ended, by=superuser, at=timezone.now())
    page = new_page(size=PHONE, session=session_of(superuser))
    page.goto(reverse("report-schedules", args=[consultation.slug]))
    page.get_by_label("Summary of the whole consultation").check()
    page.get_by_label("Every night").check()
    page.get_by_role("button", name="Set up this report").click()
    expect(page.get_by_text("The schedule is set up.")).to_be_visible()
    look(page, live_server.url, "report schedules")


def test_sealed_for_those_who_decide(
    new_page: NewPage, live_server: Any, consultation: Consultation
) -> None:
    person = account(Role.DECISION_MAKER, "sealed")
    page = new_page(size=PHONE, session=session_of(person))
    page.goto(reverse("reports", args=[consultation.slug]))
    expect(page.get_by_text("Sealed until the close")).to_be_visible()
    look(page, live_server.url, "reports sealed")


def test_results_are_published(
    new_page: NewPage, live_server: Any, consultation: Consultation, settings: Any,
    tmp_path: Path, superuser: User,
) -> None:  # fmt: skip
    settings.FILES_ROOT = tmp_path
    with time_machine.travel(consultation.grace_ends_at + timedelta(hours=1)):
        report = actions.ask(
            consultation=consultation, kind=ReportKind.RESULTS, by=superuser, at=timezone.now()
        )
        actions.make_next(clock=timezone.now)
        page = new_page(size=PHONE, session=session_of(superuser))
        page.goto(reverse("report", args=[report.pk]))
        page.get_by_role("link", name="Publish these results").click()
        look(page, live_server.url, "results check")
        page.get_by_role("button", name="Publish the results").click()
        expect(page.get_by_text("The results are published.")).to_be_visible()
        look(page, live_server.url, "results published")
        page.get_by_role("link", name="Take them back").click()
        look(page, live_server.url, "results take back")
