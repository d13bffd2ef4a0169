"""The Easy Read version in a browser: larger letters, short lines, fewer questions."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.respond.easy import easy_consultation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


def go_on(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label, exact=True).check()
    follow(page.locator("main form button[type=submit]").first)


def test_a_journey_in_easy_read(new_page: NewPage, live_server: Any) -> None:
    factories.ProposalFactory(consultation=easy_consultation(), station__name="Barkingside")
    page = new_page(size=PHONE)
    page.goto("/consultations/easy/respond/")
    look(page, live_server.url, "easy start")
    follow(page.get_by_role("button", name="Start in Easy Read"))
    look(page, live_server.url, "easy capacity")
    label = "getComputedStyle(document.querySelector('.govuk-radios__label'))"
    assert page.evaluate(f"() => parseFloat({label}.fontSize)") * 0.75 >= 14  # points
    go_on(page, "Myself")
    page.goto("/consultations/easy/respond/stations/")
    go_on(page, "Barkingside: close")
    look(page, live_server.url, "easy stance")
    go_on(page)
    look(page, live_server.url, "easy stance error")
