"""The journey by keyboard alone, on a second browser, and in two tabs at once."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from consultation.models import Consultation, Draft, Response
from tests.browser.conftest import NewPage
from tests.browser.looks import look
from tests.browser.steps import follow
from tests.browser.test_journey import press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, as people do who use no mouse."""
    handle = wanted.element_handle()
    for _ in range(60):
        if page.evaluate("one => document.activeElement === one", handle):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{page.url}: Tab never reaches {wanted}")


def activate(page: Page, name: str) -> None:
    """A button, by keyboard."""
    reach(page, page.locator("main").get_by_role("button", name=name))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def pick(page: Page, label: str) -> None:
    """A radio or a checkbox, by keyboard. Tab stops once at a group of radios; arrows go on."""
    wanted = page.get_by_label(label, exact=True)
    if wanted.get_attribute("type") == "radio":
        name = wanted.get_attribute("name")
        reach(page, page.locator(f"input[name='{name}']").first)
        page.keyboard.press("Space")
        for _ in range(10):
            if wanted.is_checked():
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"{page.url}: arrows never reach {label}")
    reach(page, wanted)
    page.keyboard.press("Space")


def test_the_whole_journey_by_keyboard_alone(new_page: NewPage, consultation: Consultation) -> None:
    page = new_page()
    page.goto(f"/consultations/{consultation.slug}/respond/?about=barkingside")
    activate(page, "Start now")
    pick(page, "Myself")
    activate(page, "Continue")
    reach(page, page.get_by_label("Or choose your borough"))
    page.keyboard.type("Outside")
    activate(page, "Continue")
    pick(page, "Holborn: close")
    activate(page, "Continue")
    pick(page, "Oppose")
    reach(page, page.get_by_label("Why do you say that?"))
    page.keyboard.type("Too far.")
    activate(page, "Continue")
    pick(page, "Holborn, Camden")
    activate(page, "Continue")
    activate(page, "Continue")
    pick(page, "Yes, without my name or contact details")
    activate(page, "Continue")
    activate(page, "Continue")
    pick(page, "I have read how my answers will be used")
    activate(page, "Send your response")
    expect(page.get_by_role("heading", name="We have your response")).to_be_visible()
    said = Response.objects.get().answers.values_list("proposal__station__slug", "choice", "text")
    assert set(said) == {
        ("barkingside", "OPPOSE", ""), ("barkingside", "", "Too far."),
        ("holborn", "OPPOSE", ""), ("holborn", "", "Too far."),
    }  # fmt: skip


def at_counter(page: Page, consultation: Consultation) -> str:
    """Up to the page about Barkingside; its address."""
    page.goto(f"/consultations/{consultation.slug}/respond/?about=barkingside")
    press(page, "Start now")
    page.get_by_label("Myself").check()
    press(page, "Continue")
    page.get_by_label("Or choose your borough").select_option("Outside London")
    press(page, "Continue")
    press(page, "Continue")
    return page.url


def test_a_page_left_half_way_is_gone_on_with_in_a_second_browser(
    new_page: NewPage, live_server: Any, consultation: Consultation
) -> None:
    first, second = new_page(), new_page()
    at_counter(first, consultation)
    first.get_by_label("Why do you say that?").fill("I was inter")
    follow(first.get_by_role("button", name="Save and come back later"))
    code = first.locator(".cp-code").inner_text()
    second.goto("/return/")
    look(second, live_server.url, "return")
    second.get_by_label("Return code").fill("7KQ4-9XWD-MHPT-2RVB")
    press(second, "Continue")
    look(second, live_server.url, "return error")
    second.get_by_label("Return code").fill(code.lower().replace("-", " "))
    press(second, "Continue")
    expect(second.get_by_label("Why do you say that?")).to_have_value("I was inter")


def test_a_page_that_is_closed_is_saved(new_page: NewPage, consultation: Consultation) -> None:
    page = new_page()
    address = at_counter(page, consultation)
    page.get_by_label("Why do you say that?").fill("Before I pressed Back.")
    follow(page.get_by_role("link", name="Back", exact=True))
    # What a browser sends when a page is closed waits for nobody, and the test is fast.
    for _ in range(300):
        if "Before I pressed Back." in str(Draft.objects.get().answers):
            break
        page.wait_for_timeout(100)
    page.goto(address)
    expect(page.get_by_label("Why do you say that?")).to_have_value("Before I pressed Back.")


def test_a_phone_that_turns_to_another_app_and_back(
    new_page: NewPage, consultation: Consultation
) -> None:
    page = new_page()
    at_counter(page, consultation)
    page.get_by_label("Why do you say that?").fill("Half a sent")
    page.wait_for_load_state()  # the script is there
    shown = page.locator("main [name=seen]")
    before = shown.input_value()
    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(shown).not_to_have_value(before)
    assert "Half a sent" in str(Draft.objects.get().answers)
    page.get_by_label("Oppose", exact=True).check()
    page.get_by_label("Why do you say that?").fill("Half a sentence, and the rest.")
    press(page, "Continue")
    expect(page).not_to_have_url(re.compile("barkingside/view"))
    assert "and the rest." in str(Draft.objects.get().answers)


def test_two_tabs_at_once(new_page: NewPage, live_server: Any, consultation: Consultation) -> None:
    page = new_page()
    address = at_counter(page, consultation)
    other = page.context.new_page()
    other.goto(address)
    for tab, stance, words in ((page, "Oppose", "First tab."), (other, "Support", "Second tab.")):
        tab.get_by_label(stance, exact=True).check()
        tab.get_by_label("Why do you say that?").fill(words)
    press(page, "Continue")
    press(other, "Continue")
    expect(other.get_by_text("Your answers were changed in another tab")).to_be_visible()
    expect(other.locator("main")).to_contain_text("First tab.")
    expect(other.get_by_label("Why do you say that?")).to_have_value("Second tab.")
    look(other, live_server.url, "two tabs")
