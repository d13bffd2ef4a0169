"""The web server dies without warning, between pages and after Send; the deadline passes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from consultation.models import Consultation, Draft, Response
from tests import small_world
from tests.browser.conftest import PATIENCE, NewPage
from tests.browser.looks import look
from tests.browser.steps import follow
from tests.browser.test_journey import press
from tests.conftest import NOW, Town
from tests.processes import Site, collected

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
REFERENCE = ".govuk-panel__body strong"
JOURNEY = "/consultations/front-counters/respond/"


@pytest.fixture(scope="module")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Styles and scripts as the real server wants them."""
    return collected(tmp_path_factory.mktemp("static"))


@pytest.fixture
def site(tmp_path: Path, static_files: Path, town: Town, now: datetime) -> Iterator[Site]:
    """The real server, and a consultation that is open by its clock."""
    small_world.consultation_of(town, slug="front-counters", opened=True, shift=now - NOW)
    started = Site(tmp_path, static_files)
    started.start()
    yield started
    started.end()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of a browser that will meet errors of the network."""
    context = browser.new_context(base_url=site.address)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def until_the_reasons(page: Page) -> None:
    page.goto(f"{JOURNEY}?about=barkingside")
    press(page, "Start now")
    page.get_by_label("Myself").check()
    press(page, "Continue")
    page.get_by_label("Or choose your borough").select_option("Outside London")
    press(page, "Continue")
    press(page, "Continue")


def fill_in_the_reasons(page: Page) -> None:
    page.get_by_label("Strongly oppose").check()
    page.get_by_label("Why do you say that?").fill("It is too far to walk.")


def from_the_reasons_until_send(page: Page) -> None:
    press(page, "Continue")
    from_anything_else_until_send(page)


def from_anything_else_until_send(page: Page) -> None:
    press(page, "Continue")
    page.get_by_label("Yes, without my name").check()
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label("I have read how my answers will be used").check()


def press_and_get_no_answer(page: Page, site: Site) -> None:
    """The server does what it was asked to, and dies before it says so."""
    site.dies_before_answering = True
    with page.expect_event("requestfailed"):
        page.locator("main form button").first.click(no_wait_after=True)


def answered() -> list[tuple[str, str]]:
    """What is stored of the only response about Barkingside."""
    return list(Response.objects.get().answers.values_list("choice", "text"))


EXPECTED = [("STRONGLY_OPPOSE", ""), ("", "It is too far to walk.")]


@pytest.mark.real_clock
def test_the_server_is_killed_between_pages(page: Page, site: Site) -> None:
    until_the_reasons(page)
    fill_in_the_reasons(page)
    site.kill()
    site.start()
    press(page, "Continue")
    page.get_by_label("What should happen instead, or first?").fill("Open it at weekends.")
    press_and_get_no_answer(page, site)
    assert Draft.objects.get().answers["overall"]["instead"] == "Open it at weekends."
    site.start()
    page.goto(f"{JOURNEY}questions/anything-else/")
    expect(page.get_by_label("What should happen")).to_have_value("Open it at weekends.")
    from_anything_else_until_send(page)
    press(page, "Send your response")
    expect(page.locator(REFERENCE)).to_have_text(Response.objects.get().reference)
    assert answered() == [*EXPECTED, ("", "Open it at weekends.")]


@pytest.mark.real_clock
def test_the_server_is_killed_after_send(page: Page, site: Site) -> None:
    until_the_reasons(page)
    fill_in_the_reasons(page)
    from_the_reasons_until_send(page)
    press_and_get_no_answer(page, site)
    stored = Response.objects.get()
    site.start()
    page.goto(f"{JOURNEY}check/")  # what a browser does when its user goes back
    expect(page.locator(REFERENCE)).to_have_text(stored.reference)
    site.kill()
    site.start()
    page.reload()
    expect(page.locator(REFERENCE)).to_have_text(stored.reference)
    assert answered() == EXPECTED


def test_the_deadline_passes_between_pages(
    new_page: NewPage, live_server: Any, consultation: Consultation
) -> None:
    page, late = new_page(), new_page()
    closes_at = consultation.closes_at
    with time_machine.travel(closes_at - timedelta(minutes=1), tick=True):
        until_the_reasons(page)
        late.goto(JOURNEY)
    with time_machine.travel(closes_at + timedelta(minutes=5), tick=True):
        fill_in_the_reasons(page)
        press(page, "Continue")
        look(page, live_server.url, "deadline grace")
        follow(late.locator("main").get_by_role("button", name="Start now"))
        expect(late.locator("main")).to_contain_text("closed at 11:59pm")
        look(late, live_server.url, "deadline late")
    with time_machine.travel(closes_at + timedelta(minutes=31), tick=True):
        page.get_by_label("What should happen instead, or first?").fill("Open it at weekends.")
        press(page, "Continue")
        expect(page.get_by_text("Open it at weekends.")).to_be_visible()
        look(page, live_server.url, "deadline over")
    with time_machine.travel(closes_at + timedelta(minutes=29), tick=True):
        page.goto(f"{JOURNEY}questions/anything-else/")
        from_anything_else_until_send(page)
        press(page, "Send your response")
        expect(page.locator(REFERENCE)).to_have_text(Response.objects.get().reference)
    assert Response.objects.get().in_grace
    assert answered() == EXPECTED
