"""What is typed after sending, in a browser; and what a consultation says whose book is closed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from consultation.events import MACHINE
from consultation.models import Closing, Consultation, Proposal, User
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
