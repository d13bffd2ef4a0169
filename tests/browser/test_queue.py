"""The queue in a browser: what it looks like when much goes on, and its keys."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from consultation.models import Consultation, Response, Role, User
from consultation.moderate import actions
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import DESKTOP, PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import NOW, account, send
from tests.moderate.screened import screen

pytestmark = pytest.mark.django_db(transaction=True)
POLISH = "To za daleko. Moja mama nie ma samochodu i nie może stać długo na przystanku."
LONG = (
    "I go there with my neighbour, who does not use the internet. The next counter is two buses "
    "away, and in the evening it is a long wait. Please look at the times of the buses."
)


@pytest.fixture
def busy(consultation: Consultation, moderator: User) -> list[Response]:
    """One of each that a row can tell of; the first is urgent."""
    about = list(consultation.proposals.all())
    consultation.duty_instruction = (
        "Ring the duty officer on the number in the safe.\nThen write down what they said."
    )
    consultation.save()
    borough = about[0].station.borough
    made = [
        send(consultation, about=about[:1], at=NOW - timedelta(days=days), reasons=reasons,
             borough=borough)
        for days, reasons in ((1, LONG), (5, LONG), (4, POLISH), (3, ""), (2, "Too far."))
    ]  # fmt: skip
    for kind in ("THREAT", "PERSONAL"):
        factories.FlagFactory(response=made[0], kind=kind)
    factories.FlagFactory(response=made[1], kind="SAME_TEXT")
    for one in made:
        screen(one, language="pl" if one is made[2] else "en")
    actions.take(response=made[1], by=account(Role.MODERATOR, "Maya Moderator"), at=NOW)
    actions.take(response=made[4], by=moderator, at=NOW)
    send(consultation, about=about, at=NOW)  # not screened yet
    factories.ReviewFactory(response=made[3], by=moderator, at=NOW, verdict="RELEASE")
    for name in ("Paper with flags", "Letters from people who live in Redbridge or in Merton"):
        factories.SavedViewFactory(person=moderator, consultation=consultation, name=name)
    return made


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_busy_queue(
    new_page: NewPage, live_server: Any, consultation: Consultation, busy: list[Response],
    moderator: User, size: Any,
) -> None:  # fmt: skip
    page = new_page(size=size, session=session_of(moderator))
    queue = reverse("queue", args=[consultation.slug])
    page.goto(queue)
    look(page, live_server.url, "queue busy")
    page.goto(f"{queue}?state=ANY&flag=FLAGGED&age=YESTERDAY")
    look(page, live_server.url, "queue narrowed")
    page.goto(f"{queue}?show=UNSCREENED")
    look(page, live_server.url, "queue unscreened")
    page.goto(reverse("queue-views", args=[consultation.slug]) + "?channel=PAPER&flag=FLAGGED")
    look(page, live_server.url, "queue views")
    page.goto(reverse("queue-flags", args=[consultation.slug]))
    look(page, live_server.url, "queue flags")


@pytest.mark.parametrize("urgent", [True, False])
def test_the_first_response_stands_on_the_first_screen_of_a_phone(
    new_page: NewPage, consultation: Consultation, busy: list[Response], moderator: User,
    urgent: bool,
) -> None:  # fmt: skip
    page = new_page(size=PHONE, session=session_of(moderator))
    page.goto(reverse("queue", args=[consultation.slug]) + ("" if urgent else "?flag=SAME_TEXT"))
    first = page.locator("[data-row] a").first.bounding_box()
    assert first is not None
    assert first["y"] + first["height"] < PHONE["height"]
    box = page.get_by_label("Reference")
    expect(box).to_be_hidden()
    page.locator(".cp-filters summary").click()
    expect(box).to_be_visible()
    expect(page.get_by_role("button", name="Apply filters")).to_be_visible()


def test_filters_are_open_on_a_wide_screen_without_a_script(
    new_page: NewPage, consultation: Consultation, busy: list[Response], moderator: User
) -> None:
    page = new_page(javascript=False, session=session_of(moderator))
    page.goto(reverse("queue", args=[consultation.slug]))
    page.get_by_label("Reference").fill(busy[3].reference)
    follow(page.get_by_role("button", name="Apply filters"))
    expect(page.locator("[data-row] a")).to_have_text([f"Response {busy[3].pk}"])
    expect(page.locator(".cp-folds > summary").locator("visible=true")).to_have_count(0)


def test_on_a_phone_the_verdict_follows_the_words(
    new_page: NewPage, consultation: Consultation, busy: list[Response], moderator: User
) -> None:
    page = new_page(size=PHONE, session=session_of(moderator))
    page.goto(reverse("response", args=[busy[3].pk]))
    page.get_by_role("link", name="Go to your verdict").click()
    expect(page.locator("#verdicts")).to_be_focused()
    tops = [
        page.get_by_role("heading", name=name).evaluate("one => one.getBoundingClientRect().top")
        for name in ("Anything else", "Your verdict", "How it came")
    ]
    assert tops == sorted(tops)


@pytest.mark.sweeps
def test_keys_work_where_they_are_switched_on_and_never_in_a_box(
    new_page: NewPage, live_server: Any, consultation: Consultation, busy: list[Response],
    moderator: User,
) -> None:  # fmt: skip
    page = new_page(session=session_of(moderator))
    page.goto(reverse("queue", args=[consultation.slug]))
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    follow(page.get_by_role("button", name="Turn keyboard shortcuts on"))
    expect(page.get_by_role("button", name="Turn keyboard shortcuts off")).to_be_visible()
    focused = lambda: page.evaluate("document.activeElement.textContent.trim()")  # noqa: E731
    rows = page.locator("[data-row] a").all_inner_texts()
    assert rows[0] == f"Response {busy[0].pk}"
    page.keyboard.press("j")
    assert focused() == rows[0]
    page.keyboard.press("j")
    assert focused() == rows[1]
    page.keyboard.press("k")
    assert focused() == rows[0]
    page.keyboard.press("?")
    assert page.locator("[data-keys]").get_attribute("open") == ""
    look(page, live_server.url, "queue keys")
    box = page.get_by_label("Reference")
    box.focus()
    page.keyboard.type("jkn?")
    assert box.input_value() == "jkn?"
    page.locator("[data-row] a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('response', args=[busy[0].pk])}")
    page.go_back()
    page.keyboard.press("n")
    page.wait_for_url(f"**{reverse('response', args=[busy[0].pk])}")  # taken: urgent, and free
