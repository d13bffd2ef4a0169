"""Looking for words in a browser: the box, what is found, what is not, on a phone and on a desk."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from consultation.models import Consultation, User
from tests.browser.conftest import NewPage
from tests.browser.looks import look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import NOW, send
from tests.moderate.marks import release
from tests.moderate.screened import screen_all

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = (
    "I go there with my neighbour, who does not use the internet. The next counter is two buses "
    "away, and in the evening it is a long wait. Please look at the times of the buses before you "
    "draw a straight line on a map. The café beside the station closes too. " * 2,
    "To za daleko. Moja mama nie ma samochodu i nie może stać długo na przystanku w Żoliborzu.",
    "<b>Keep</b> the bus and the counter.",
)


def test_words_are_looked_for_and_found(
    live_server: Any, new_page: NewPage, consultation: Consultation, moderator: User
) -> None:
    about = list(consultation.proposals.all())[:1]
    made = [
        send(consultation, about=about, at=NOW - timedelta(days=days), reasons=words)
        for days, words in enumerate(TEXTS)
    ]
    for one in made:
        release(one, by=moderator, at=NOW)
    page = new_page()
    page.goto(f"/consultations/{consultation.slug}/responses/?borough=")
    page.get_by_label("Search the words of responses").fill("bus counter")
    follow(page.get_by_role("button", name="Search"))
    assert set(page.locator("mark").all_inner_texts()) == {"counter", "buses", "bus"}
    look(page, live_server.url, "search")
    follow(page.get_by_role("link", name=f"Response {made[0].pk}"))
    expect(page.locator("mark")).to_have_count(6)
    look(page, live_server.url, "search-response")
    for name, words in (("nothing", "Barkingsid"), ("wordless", "?!"), ("long", "x" * 250)):
        page.goto(f"/consultations/{consultation.slug}/responses/?words={words}")
        look(page, live_server.url, f"search-{name}")
    page.goto("/stations/?name=Barkingsid")
    look(page, live_server.url, "search-stations")


def test_staff_look_for_words(
    live_server: Any, new_page: NewPage, consultation: Consultation, moderator: User
) -> None:
    about = list(consultation.proposals.all())[:1]
    for days, words in enumerate(TEXTS):
        send(consultation, about=about, at=NOW - timedelta(days=days), reasons=words)
    screen_all()
    page = new_page(session=session_of(moderator))
    page.goto(f"/staff/consultations/{consultation.slug}/responses/?words=counter")
    look(page, live_server.url, "search-staff")
