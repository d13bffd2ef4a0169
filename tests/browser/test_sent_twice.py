"""What is typed after sending, in a browser; and what a consultation says whose book is closed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from consultation.events import MACHINE
from consultation.models import Closing, Consultation, LegalHold, Proposal, User
from consultation.publish import actions
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import NOW
from tests.respond.resident import Resident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


def test_back_change_and_send_again(
    new_page: NewPage, live_server: Any, consultation: Consultation, proposal: Proposal
) -> None:
    resident = Resident(Client(), consultation)
    resident.fill_in(proposal)
    page = new_page(size=PHONE)
    (key,) = [one for one in resident.client.cookies.values() if one.key != "csrf"]
    page.context.add_cookies([{"name": key.key, "value": key.value, "url": live_server.url}])
    page.goto(f"{resident.root}questions/anything-else/")
    page.get_by_label("What should happen instead").fill("Open it on Saturdays, as the library is.")
    response = resident.send()  # in another tab
    follow(page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("heading", name="Your response was sent already")).to_be_visible()
    expect(page.get_by_text("Open it on Saturdays, as the library is.")).to_be_visible()
    expect(page.locator("main")).to_contain_text(response.reference)
    look(page, live_server.url, "state sent already")
    follow(page.get_by_role("button", name="Change my response"))
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()


def test_a_book_that_is_closed(
    new_page: NewPage, live_server: Any, closed_consultation: Consultation, superuser: User
) -> None:
    assert actions.close_books(by=MACHINE, at=NOW - timedelta(days=1)) == 1
    assert Closing.objects.get().consultation == closed_consultation
    page = new_page(size=PHONE)
    page.goto(closed_consultation.get_absolute_url())
    expect(page.locator("main")).to_contain_text("When the responses were counted after the close")
    look(page, live_server.url, "state counted")
    staff = new_page(size=PHONE, session=session_of(superuser))
    staff.goto(reverse("dates", args=[closed_consultation.slug]))
    expect(staff.locator("main")).to_contain_text("It holds 0 of them")
    look(staff, live_server.url, "state book closed")


def test_a_form_of_staff_that_is_sent_again_with_other_words(
    new_page: NewPage, live_server: Any, consultation: Consultation, superuser: User
) -> None:
    page = new_page(size=PHONE, session=session_of(superuser))
    page.goto(reverse("hold-new", args=[consultation.slug]))
    # As if the page were still open: what comes of it stands in a window beside it.
    page.evaluate("document.querySelector('main form').target = '_blank'")
    reason = page.get_by_label("Why may nothing be erased?")
    reason.fill("A claim for judicial review was brought.")
    with page.expect_popup() as first:
        page.evaluate("document.querySelector('main form').submit()")
    expect(first.value.get_by_text("The hold is placed.")).to_be_visible()
    reason.fill("The claim was brought by a council.")
    with page.expect_popup() as second:
        page.evaluate("document.querySelector('main form').submit()")
    both = second.value
    expect(both.get_by_role("heading", name="You sent this page already")).to_be_visible()
    expect(both.get_by_text("The claim was brought by a council.")).to_be_visible()
    look(both, live_server.url, "state form sent already")
    follow(both.get_by_role("button", name="Send this as well"))
    expect(both.get_by_text("There is a legal hold on this already.").first).to_be_visible()
    assert [one.reason for one in LegalHold.objects.all()] == [
        "A claim for judicial review was brought."
    ]
