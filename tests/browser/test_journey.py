"""The whole journey in a browser, with and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from consultation.models import Consultation, Response
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow

Seen = Callable[[str], None]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_from_a_proposal_to_the_receipt(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    javascript: bool,
) -> None:
    factories.PostcodeFactory(code="IG11NB", borough__ons_code="E09000026")
    page = new_page(size=PHONE, javascript=javascript)

    def seen(name: str) -> None:
        look(page, live_server.url, f"respond {name}", javascript=javascript)

    page.goto(f"/consultations/{consultation.slug}/")
    follow(page.locator("main").get_by_role("link", name="Barkingside").first)
    follow(page.locator("main").get_by_role("link", name="Respond").first)
    who_and_where(page, seen)
    about_two_counters(page, seen)
    same_and_overall(page, seen)
    publish_and_copy(page, seen)
    check_and_send(page, seen)
    response = Response.objects.get()
    expect(page.locator("main")).to_contain_text(response.reference)
    expect(page.locator("main")).to_contain_text("It is <b>too far</b> to walk.")
    follow(page.get_by_role("link", name="check what became of your response"))
    page.get_by_label("Reference").fill(response.reference)
    press(page, "Check")
    expect(page.locator("main")).to_contain_text("A moderator has not read it yet")
    seen("look up")


def who_and_where(page: Page, seen: Seen) -> None:
    seen("start")
    press(page, "Start now")
    seen("capacity")
    press(page, "Continue")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen("capacity error")
    page.get_by_label("Myself").check()
    press(page, "Continue")
    page.get_by_label("Your postcode").fill("IG1")
    press(page, "Continue")
    seen("place error")
    page.get_by_label("Your postcode").fill("ig1 1nb")
    press(page, "Continue")


def about_two_counters(page: Page, seen: Seen) -> None:
    seen("stations")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.get_by_label("Holborn").check()
    press(page, "Continue")
    seen("about")
    press(page, "Continue")
    seen("about error")
    page.get_by_label("Strongly oppose").check()
    page.get_by_label("Why do you say that?").fill("It is <b>too far</b> to walk.\nAnd dark.")
    press(page, "Continue")


def same_and_overall(page: Page, seen: Seen) -> None:
    seen("same")
    press(page, "Continue")
    seen("same error")
    page.get_by_label("Holborn, Camden").check()
    press(page, "Continue")
    seen("anything else")
    page.get_by_label("What should happen instead, or first?").fill("Open it at weekends.")
    press(page, "Save and come back later")
    seen("save")
    follow(page.get_by_role("link", name="Go on with your answers now"))


def publish_and_copy(page: Page, seen: Seen) -> None:
    seen("publish")
    press(page, "Continue")
    seen("publish error")
    page.get_by_label("No, use my answers").check()
    press(page, "Continue")
    seen("publish reason")
    page.get_by_label("Why should your words not be published?").fill("My street is small.")
    press(page, "Continue")
    seen("copy")
    page.get_by_label("Email address (optional)").fill("ruth@example")
    press(page, "Continue")
    seen("copy error")


def check_and_send(page: Page, seen: Seen) -> None:
    page.get_by_label("Email address (optional)").fill("ruth@example.com")
    press(page, "Continue")
    seen("check")
    press(page, "Send your response")
    seen("check error")
    page.get_by_label("I have read how my answers will be used").check()
    press(page, "Send your response")
    expect(page.get_by_role("heading", name="We have your response")).to_be_visible()
    seen("sent")


def press(page: Page, name: str) -> None:
    """Press a button, and wait for the page that comes: the next press is meant for that one."""
    follow(page.locator("main").get_by_role("button", name=name))


def to_the_check(page: Page, consultation: Consultation, stance: str = "Strongly support") -> None:
    """The shortest way about Barkingside: all is answered and ticked, and Send comes next."""
    page.goto(f"/consultations/{consultation.slug}/respond/?about=barkingside")
    press(page, "Start now")
    page.get_by_label("Myself").check()
    press(page, "Continue")
    page.get_by_label("Or choose your borough").select_option("Outside London")
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label(stance).check()
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label("Yes, without my name").check()
    press(page, "Continue")
    press(page, "Continue")
    page.get_by_label("I have read how my answers will be used").check()


def test_an_error_takes_the_focus(new_page: NewPage, consultation: Consultation) -> None:
    page = new_page()
    page.goto(f"/consultations/{consultation.slug}/respond/")
    press(page, "Start now")
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Select who you are responding for").click()
    expect(page.get_by_label("Myself")).to_be_focused()


@pytest.mark.sweeps
def test_the_back_button_after_sending_leads_to_the_receipt(
    new_page: NewPage, consultation: Consultation
) -> None:
    page = new_page()
    to_the_check(page, consultation)
    press(page, "Send your response")
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="We have your response")).to_be_visible()
    assert Response.objects.count() == 1
