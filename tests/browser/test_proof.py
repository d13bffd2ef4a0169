"""Proof of work in a burst, which a browser does unasked, and pages that say to wait."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultation.models import Consultation, Response, User
from consultation.respond.limits import BEGIN, REFERENCE, RETURN_CODE, SIGN_IN_ANY
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_journey import press, to_the_check
from tests.browser.test_pages import session_of
from tests.moderate.screened import screen_all
from tests.respond.counts import was_counted, were_sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
GOING = "Checking that this is not a program. This takes a few seconds."
DONE = "Checked. You can send your response."


def to_the_check_in_a_burst(page: Page, consultation: Consultation) -> None:
    """From the start to the last page, while a thousand a minute come in."""
    for minutes in range(3):
        were_sent(consultation, 1000, at=timezone.now() + timedelta(minutes=minutes))
    to_the_check(page, consultation, "Strongly oppose")


def doubts() -> list[tuple[str, dict[str, float]]]:
    found = Response.objects.get().flags.exclude(kind="FAST")  # a test is faster than people
    return [(one.kind, one.facts) for one in found]


def test_a_browser_proves_it_while_the_answers_are_read(
    new_page: NewPage, live_server: Any, consultation: Consultation
) -> None:
    page = new_page(size=PHONE)
    to_the_check_in_a_burst(page, consultation)
    expect(page.get_by_role("status")).to_have_text(DONE)
    expect(page.get_by_label("Leave this empty")).to_be_hidden()
    look(page, live_server.url, "check in a burst")
    page.get_by_label("I have read how my answers will be used").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send your response")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="We have your response")).to_be_visible()
    assert doubts() == []


def test_send_waits_until_the_proof_is_there(new_page: NewPage, consultation: Consultation) -> None:
    """Pressed at once, with hashes that take their time: sent once, with the proof."""
    page = new_page(size=PHONE)
    page.add_init_script(
        "const hash = crypto.subtle.digest.bind(crypto.subtle);"
        "const wait = new Promise((go) => { window.goOn = go; });"
        "crypto.subtle.digest = async (...given) => { await wait; return hash(...given); };"
    )
    to_the_check_in_a_burst(page, consultation)
    send = page.get_by_role("button", name="Send your response")
    send.click()
    expect(page.get_by_role("status")).to_have_text(GOING)
    assert Response.objects.count() == 0
    page.evaluate("window.goOn()")
    expect(page.get_by_role("heading", name="We have your response")).to_be_visible()
    assert doubts() == []


def test_send_waits_three_seconds_and_no_longer(
    new_page: NewPage, consultation: Consultation
) -> None:
    page = new_page(size=PHONE)
    page.add_init_script("crypto.subtle.digest = () => new Promise(() => {});")
    to_the_check_in_a_burst(page, consultation)
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.get_by_role("button", name="Send your response").click()
    page.clock.run_for(2_999)
    with page.expect_navigation():
        assert Response.objects.count() == 0
        page.clock.run_for(1)
    expect(page.get_by_role("heading", name="We have your response")).to_be_visible()
    assert doubts() == [("NO_PROOF", {"missing": 1, "sent": 1001})]


def test_without_javascript_it_is_sent_and_looked_at(
    new_page: NewPage, live_server: Any, consultation: Consultation, moderator: User
) -> None:
    page = new_page(size=PHONE, javascript=False)
    to_the_check_in_a_burst(page, consultation)
    expect(page.locator("main")).not_to_contain_text("Checking")
    look(page, live_server.url, "plain check in a burst", javascript=False)
    press(page, "Send your response")
    expect(page.get_by_role("heading", name="We have your response")).to_be_visible()
    assert doubts() == [("NO_PROOF", {"missing": 1, "sent": 1001})]

    screen_all()
    desk = new_page(session=session_of(moderator))
    desk.goto(f"/staff/consultations/{consultation.slug}/responses/?flag=FLAGGED")
    look(desk, live_server.url, "queue with flags")
    follow(desk.locator("main").get_by_role("link", name="Response").first)
    expect(desk.locator("main")).to_contain_text("Its page asked for proof of work, and none came.")
    look(desk, live_server.url, "response with flags")


def test_who_is_told_to_wait_reads_until_when(
    new_page: NewPage, live_server: Any, consultation: Consultation
) -> None:
    for minutes in range(2):
        for limit in (BEGIN, REFERENCE, RETURN_CODE, SIGN_IN_ANY):
            at = timezone.now() + timedelta(minutes=minutes)
            was_counted(limit, limit.count, at=at)
    page = new_page(size=PHONE)
    for address, label, typed, button, error in (
        ("/receipt/", "Reference", "7KQ4-9XWD-MHPT", "Check", "Too many references"),
        ("/return/", "Return code", "7KQ4-9XWD-MHPT-2RVB", "Continue", "Too many return codes"),
        ("/staff/sign-in/", "Email address", "mo@example.com", "Sign in", "Too many wrong"),
    ):
        page.goto(address)
        page.get_by_label(label).fill(typed)
        if address.startswith("/staff"):
            page.get_by_label("Password", exact=True).fill("wrong")
        press(page, button)
        expect(page.locator(".govuk-error-summary")).to_contain_text(error)
        expect(page.get_by_label(label)).to_have_value(typed)
        look(page, live_server.url, f"told to wait {address}")
    page.goto(f"/consultations/{consultation.slug}/respond/")
    press(page, "Start now")
    expect(page.get_by_role("heading", name="Try again later")).to_be_visible()
    look(page, live_server.url, "told to wait start")
