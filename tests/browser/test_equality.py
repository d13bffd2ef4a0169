"""The equality questions in a browser, from Send to the receipt; on paper; and the totals."""

import io
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from consultation.models import Consultation, EqualityAnswer, Response, User
from tests import factories, small_world
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_journey import Seen, press, to_the_check
from tests.browser.test_pages import session_of
from tests.conftest import Town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]


@pytest.fixture
def consultation(town: Town) -> Consultation:
    """Open, and it asks the questions that ship with the service."""
    return small_world.consultation_of(
        town, slug="front-counters", opened=True, equality_set=small_world.harmonised()
    )


def send(page: Page, consultation: Consultation) -> None:
    """A response about Barkingside."""
    to_the_check(page, consultation)
    press(page, "Send your response")


def answer(page: Page, label: str) -> None:
    page.get_by_label(label, exact=True).check()
    press(page, "Continue")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_from_send_to_the_receipt(
    new_page: NewPage, live_server: Any, consultation: Consultation, javascript: bool
) -> None:
    page = new_page(size=PHONE, javascript=javascript)

    def seen(name: str) -> None:
        look(page, live_server.url, f"equality {name}", javascript=javascript)

    send(page, consultation)
    explained(page, seen)
    asked(page, seen)
    gone_back(page, seen)
    the_others_later(page, seen)
    assert EqualityAnswer.objects.count() == 9


def explained(page: Page, seen: Seen) -> None:
    response = Response.objects.get()
    expect(page.locator("main")).to_contain_text(response.reference)
    seen("explainer")
    press(page, "Continue")
    seen("explainer error")
    answer(page, "Yes, answer the equality questions (takes 2 minutes)")


def asked(page: Page, seen: Seen) -> None:
    seen("age")
    press(page, "Continue")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen("age error")
    answer(page, "25 to 34")
    press(page, "Skip this question")
    answer(page, "Prefer not to say")
    answer(page, "Yes")
    seen("disability effect")
    answer(page, "Not at all")
    answer(page, "White")
    seen("background")
    answer(page, "Irish")
    seen("religion")


def gone_back(page: Page, seen: Seen) -> None:
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="You have answered this question")).to_be_visible()
    seen("answered")
    follow(page.get_by_role("link", name="Continue"))
    answer(page, "No religion")


def the_others_later(page: Page, seen: Seen) -> None:
    follow(page.get_by_role("link", name="Skip the other questions and see your receipt"))
    expect(page.get_by_role("heading", name="We have your response")).to_be_visible()
    expect(page.locator("main")).to_contain_text("You can answer the others")
    seen("receipt")
    follow(page.get_by_role("link", name="Answer the equality questions"))
    seen("explainer again")
    answer(page, "Yes, answer the equality questions (takes 2 minutes)")
    answer(page, "Female")
    answer(page, "Prefer not to say")
    page.get_by_role("heading", name="We have your response").wait_for()
    expect(page.locator("main")).to_contain_text("You have answered the equality questions.")


def test_the_totals(
    new_page: NewPage, live_server: Any, consultation: Consultation, superuser: User
) -> None:
    assert consultation.equality_set is not None
    asked = {one.key: one for one in consultation.equality_set.questions.all()}
    for key, value, number in [
        ("age", "25_34", 12), ("age", "65_74", 31), ("age", "UNDER_16", 2), ("sex", "FEMALE", 23),
        ("sex", "MALE", 18), ("disability", "YES", 16), ("disability", "NO", 25),
        ("disability-effect", "A_LOT", 7), ("disability-effect", "A_LITTLE", 9),
        ("gender", "YES", 4), ("ethnic-group", "WHITE", 30), ("ethnic-group", "ASIAN", 3),
    ]:  # fmt: skip
        for _ in range(number):
            factories.EqualityAnswerFactory(
                consultation=consultation, question=asked[key], value=value,
                week_on=consultation.opens_at.date(),
            )  # fmt: skip
    page = new_page(session=session_of(superuser))
    page.goto(reverse("equality", args=[consultation.slug]))
    expect(page.locator("main")).to_contain_text("fewer than 5")
    look(page, live_server.url, "equality totals")
    page.goto("/staff/")
    follow(page.get_by_role("link", name="Equality totals"))
    expect(page.get_by_role("heading", name="Equality totals")).to_be_visible()


def test_the_printed_page_ends_in_a_sheet_of_its_own(
    new_page: NewPage, live_server: Any, consultation: Consultation
) -> None:
    page = new_page()
    page.goto(reverse("form", args=[consultation.slug]))
    look(page, live_server.url, "equality on paper")
    reader = PdfReader(io.BytesIO(page.pdf(format="A4")))
    pages = [" ".join(one.extract_text().split()) for one in reader.pages]
    assert [one.startswith("Equality questions (optional)") for one in pages].count(True) == 1
    assert "Version of this notice" in pages[pages.index(first_of(pages)) - 1]


def first_of(pages: list[str]) -> str:
    return next(one for one in pages if one.startswith("Equality questions (optional)"))


def test_a_sheet_is_typed_in(
    new_page: NewPage, live_server: Any, consultation: Consultation, superuser: User
) -> None:
    page = new_page(size=PHONE, session=session_of(superuser))
    page.goto(reverse("transcriptions", args=[consultation.slug]))
    follow(page.get_by_role("link", name="Type in an equality sheet"))
    look(page, live_server.url, "equality sheet")
    press(page, "Keep these answers")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    look(page, live_server.url, "equality sheet error")
    page.get_by_role("group", name="1. How old are you?").get_by_label("25 to 34").check()
    press(page, "Keep these answers")
    expect(page.locator("body")).to_contain_text("The sheet is typed in.")
    expect(page.get_by_label("25 to 34")).not_to_be_checked()
    assert EqualityAnswer.objects.get().value == "25_34"
