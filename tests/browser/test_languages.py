"""Pages in other languages: the journey in Urdu from right to left, and the width of all."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from consultation.models import Consultation, Response
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
Seen = Callable[[str], None]
MAIN_BUTTON = "main form button.govuk-button:not(.govuk-button--secondary)"


def go_on(page: Page) -> None:
    """Press the page's main button, whatever its words."""
    follow(page.locator(MAIN_BUTTON).last)


def choose(page: Page, value: str) -> None:
    """The radio or checkbox with this value, by its label, as people press it."""
    chosen = page.locator(f"main input[value='{value}']").get_attribute("id")
    page.locator(f"label[for='{chosen}']").click()


def test_the_journey_in_urdu_runs_from_right_to_left(
    new_page: NewPage, live_server: Any, consultation: Consultation
) -> None:
    factories.PostcodeFactory(code="IG11NB", borough__ons_code="E09000026")
    about = consultation.proposals.get(station__slug="barkingside")
    page = new_page(size=PHONE)

    def seen(name: str) -> None:
        look(page, live_server.url, f"urdu {name}")
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.url.startswith(f"{live_server.url}/ur/")

    page.goto(f"/ur/consultations/{consultation.slug}/")
    seen("consultation")
    page.goto(f"/ur/consultations/{consultation.slug}/respond/?about=barkingside")
    from_the_start_to_the_counters(page, seen)
    answer_and_send(page, seen)
    response = Response.objects.get()
    assert response.language == "ur"
    assert list(response.answers.exclude(text="").values_list("proposal", "text")) == [
        (about.pk, "یہ بہت دور ہے۔")
    ]


def from_the_start_to_the_counters(page: Page, seen: Seen) -> None:
    seen("start")
    go_on(page)
    go_on(page)
    seen("capacity error")
    circle, words = (
        page.locator("main .govuk-radios__item").first.locator(part).bounding_box()
        for part in ("input", "label")
    )
    assert circle is not None
    assert words is not None
    assert circle["x"] + circle["width"] / 2 > words["x"] + words["width"] / 2
    choose(page, "MYSELF")
    go_on(page)
    seen("place")
    page.locator("main input[autocomplete='postal-code']").fill("IG1 1NB")
    go_on(page)
    seen("stations")
    go_on(page)


def answer_and_send(page: Page, seen: Seen) -> None:
    seen("about")
    choose(page, "OPPOSE")
    page.locator("main textarea").first.fill("یہ بہت دور ہے۔")
    go_on(page)
    seen("anything else")
    go_on(page)
    seen("publish")
    choose(page, "WORDS")
    go_on(page)
    seen("copy")
    go_on(page)
    seen("check")
    page.locator("main input[name='privacy']").check()
    go_on(page)
    expect(page.locator(".govuk-panel__title")).to_have_text("ہمیں آپ کا جواب مل گیا")
    seen("sent")


@pytest.mark.parametrize("language", ["cy", "bn", "pl", "ur"])
def test_pages_fit_and_are_accessible_in_every_language(
    new_page: NewPage,
    live_server: Any,
    consultation: Consultation,
    closed_consultation: Consultation,
    language: str,
) -> None:
    page = new_page(size=PHONE)
    for address in (
        "",
        f"consultations/{consultation.slug}/proposals/barkingside/",
        f"consultations/{closed_consultation.slug}/",
        f"consultations/{consultation.slug}/respond/",
        "stations/",
        "stations/barkingside/",
        "boroughs/redbridge/",
        "help/",
        "privacy/",
        "cookies/",
        "accessibility/",
        "receipt/",
        "return/",
        "not-there/",
    ):
        page.goto(f"/{language}/{address}")
        # Markup is the same in each; Urdu stands for all where it is looked at closely.
        closely = language == "ur"
        look(page, live_server.url, f"{language} {address}", javascript=closely)
        assert page.locator("html").get_attribute("lang") == language
