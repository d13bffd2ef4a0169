"""States of pages that a plain visit does not show: errors, refusals, nothing found, waiting."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.db.backends.postgresql.base import DatabaseWrapper
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultation.models import Consultation, Report, ReportKind, ReportState, User
from consultation.report import actions
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


def find(page: Page, postcode: str) -> None:
    page.get_by_label("Your full postcode").fill(postcode)
    follow(page.get_by_role("button", name="Find counters near you"))


def test_what_a_reader_meets(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    closed_consultation: Consultation,
) -> None:
    factories.PostcodeFactory(code="IG11NB", borough__ons_code="E09000026")
    page = new_page(size=PHONE)
    here = f"/consultations/{consultation.slug}/"
    page.goto(here)
    find(page, "IG1")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, live_server.url, "state postcode error")
    find(page, "M1 1AE")
    look(page, live_server.url, "state outside london")
    find(page, "ig1 1nb")
    expect(page.locator("main")).to_contain_text("in a straight line")
    look(page, live_server.url, "state near")
    page.goto(f"{here}?kind=close&borough=camden")
    look(page, live_server.url, "state filtered")
    page.goto(f"{here}?borough=atlantis")
    look(page, live_server.url, "state bad filter")
    for name, address in [
        ("closed", f"/consultations/{closed_consultation.slug}/"),
        ("closed respond", f"/consultations/{closed_consultation.slug}/respond/"),
        ("not found", "/consultations/none/"),
    ]:
        page.goto(address)
        look(page, live_server.url, f"state {name}")


def test_what_staff_meet(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    superuser: User,
    council_drafter: User,
) -> None:
    page = new_page(size=PHONE)
    page.goto(reverse("sign-in"))
    page.get_by_label("Email address").fill("nobody@example.com")
    page.locator("input[type=password]").fill("wrong")
    follow(page.locator("main").get_by_role("button", name="Sign in"))
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, live_server.url, "state sign-in error")
    outsider = new_page(size=PHONE, session=session_of(council_drafter))
    outsider.goto(reverse("queue", args=[consultation.slug]))
    look(outsider, live_server.url, "state refused")
    report = actions.ask(
        consultation=consultation, kind=ReportKind.WHOLE, by=superuser, at=timezone.now()
    )
    staff = new_page(size=PHONE, session=session_of(superuser))
    staff.goto(reverse("report", args=[report.pk]))
    expect(staff.get_by_role("link", name="Check again")).to_be_visible()
    look(staff, live_server.url, "state report waiting")
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.FAILED, error="There was no room left on the disk for the files."
    )
    staff.goto(reverse("report", args=[report.pk]))
    expect(staff.get_by_role("button", name="Run again")).to_be_visible()
    look(staff, live_server.url, "state report failed")
    staff.goto(reverse("reports", args=[consultation.slug]))
    follow(staff.get_by_role("button", name="Make the report"))
    look(staff, live_server.url, "state ask error")
    staff.context.clear_cookies(name="session")
    follow(staff.get_by_role("button", name="Make the report"))
    expect(staff.get_by_role("heading", name="You were signed out")).to_be_visible()
    look(staff, live_server.url, "state signed out")


def test_the_time_to_respond_changes(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    superuser: User,
) -> None:
    here = f"/consultations/{consultation.slug}/"
    dates = reverse("dates", args=[consultation.slug])
    reader, staff = new_page(size=PHONE), new_page(size=PHONE, session=session_of(superuser))
    reader.goto(f"{here}respond/")
    look(reader, live_server.url, "state countdown")
    follow(reader.locator("main").get_by_role("button", name="Start now"))
    staff.goto(f"{dates}outage/")
    follow(staff.get_by_role("button", name="Publish the outage"))
    look(staff, live_server.url, "state outage error")
    for box, typed in [("start", "21"), ("end", "22")]:
        staff.locator(f"[name={box}_day]").fill(typed)
        staff.locator(f"[name={box}_month]").fill("11")
        staff.locator(f"[name={box}_year]").fill("2026")
        staff.locator(f"[name={box}_time]").fill("6pm")
    staff.get_by_label("What happened?").fill("A disk was full.")
    follow(staff.get_by_role("button", name="Publish the outage"))
    look(staff, live_server.url, "state extension proposed")
    follow(staff.get_by_role("button", name="Change the closing time"))
    expect(staff.get_by_text("The closing time is changed.")).to_be_visible()
    staff.goto(f"{dates}pause/")
    staff.get_by_label("Why is it paused?").fill("An election was called.")
    follow(staff.get_by_role("button", name="Pause the consultation"))
    look(staff, live_server.url, "state dates changed")
    for name, address in [
        ("home", "/"),
        ("page", here),
        ("start", f"{here}respond/"),
        ("journey", f"{here}respond/capacity/"),
    ]:
        reader.goto(address)
        look(reader, live_server.url, f"state paused {name}")
    staff.goto(f"{dates}resume/")
    look(staff, live_server.url, "state resume")


def test_an_outage(new_page: NewPage, live_server: Any, consultation: Consultation) -> None:
    page = new_page(size=PHONE)
    page.goto(f"/consultations/{consultation.slug}/respond/")
    follow(page.locator("main").get_by_role("button", name="Start now"))
    page.goto(f"/consultations/{consultation.slug}/respond/questions/anything-else/")
    typed = "Open it on two days a week, as the library does."
    page.get_by_label("What should happen instead").fill(typed)
    # Each request of the live server has a connection of its own; none can be made now.
    away = patch.object(DatabaseWrapper, "get_new_connection", side_effect=OperationalError)
    with away, patch.object(DatabaseWrapper, "_cursor", side_effect=OperationalError):
        follow(page.get_by_role("button", name="Continue"))
        expect(page.get_by_role("heading", name="Sorry, the service")).to_be_visible()
    expect(page.get_by_text(typed)).to_be_visible()
    look(page, live_server.url, "state outage")
    follow(page.get_by_role("button", name="Try again"))
    expect(page.get_by_role("heading", name="May we publish what you write?")).to_be_visible()


def test_a_forged_form_shows_back_what_was_typed(
    new_page: NewPage, live_server: Any, consultation: Consultation
) -> None:
    page = new_page(size=PHONE)
    page.goto(f"/consultations/{consultation.slug}/respond/")
    follow(page.locator("main").get_by_role("button", name="Start now"))
    page.context.clear_cookies(name="csrf")
    page.get_by_label("Myself").check()
    follow(page.get_by_role("button", name="Continue"))
    look(page, live_server.url, "state stale form")
