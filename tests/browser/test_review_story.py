"""A flagged response is reviewed twice, disputed, settled, published and unpublished. Keys only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultation.models import (
    Consultation,
    Proposal,
    PublishedAnswer,
    PublishedResponse,
    Response,
    Role,
    User,
)
from consultation.moderate.actions import screen_next
from tests.browser.conftest import NewPage
from tests.browser.looks import look
from tests.browser.test_pages import session_of
from tests.conftest import account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
MOST_TABS = 120
WORDS = (
    "It is too far to walk.\n\nIf it closes I will come to the desk with a knife and stab you. "
    "I mean it."
)
FOCUSED = """() => (document.activeElement.labels?.[0] || document.activeElement)
    .textContent.replace(/\\s+/g, " ").trim()"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus is called so."""
    page.wait_for_load_state()
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == words:
            return
    raise AssertionError(f"Tab leads to nothing called {words!r} on {page.url}")


def press(page: Page, words: str) -> None:
    """Find a link or button by Tab, press it, and be where it leads."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_into(page: Page, words: str, typed: str) -> None:
    """Find a box by its label, and type."""
    tab_to(page, words)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(typed)


@pytest.fixture
def flagged(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response]
) -> Response:
    """Screening finds a threat in it."""
    response = send_response(consultation, about=[proposal], reasons=WORDS)
    screen_next(clock=timezone.now)
    assert response.flags.get().kind == "THREAT"
    return response


@dataclass
class Story:
    """One browser a person, and the one response that all of it is about."""

    new_page: NewPage
    root: str
    response: Response

    @property
    def name(self) -> str:
        return f"Response {self.response.pk}"

    @property
    def consultation(self) -> Consultation:
        return self.response.consultation

    def desk(self, person: User, address: str) -> Page:
        """A page in a browser of their own."""
        page = self.new_page(session=session_of(person))
        page.goto(address)
        return page

    def opened(self, person: str, state: str) -> Page:
        """From the first page of staff to the response, in the list of a state."""
        page = self.desk(account(Role.MODERATOR, person), "/staff/")
        press(page, f"{state}, {self.consultation.title}")
        press(page, self.name)
        expect(page.get_by_role("heading", name=self.name, exact=True)).to_be_visible()
        return page

    def see(self, page: Page, name: str) -> None:
        """With axe, on a phone and on a desktop."""
        look(page, self.root, f"review {name}")


def the_rules_are_stated(story: Story, owner: User) -> None:
    page = story.desk(owner, f"/staff/consultations/{story.consultation.slug}/moderation/")
    story.see(page, "rules")
    tab_to(page, "One person")
    page.keyboard.press("ArrowUp")
    type_into(
        page, "What does a moderator do at once about a threat or somebody in danger? (optional)",
        "Ring the duty officer on 020 7946 0000.\nThen put it in quarantine.",
    )  # fmt: skip
    type_into(page, "Why are the rules changed?", "The first threats came in.")
    press(page, "State these rules")
    expect(page.get_by_role("heading", name="Two people review free text")).to_be_visible()
    story.see(page, "rules stated")


def the_first_releases_it(story: Story) -> None:
    page = story.opened("Ada Able", "Waiting for review")
    expect(page.get_by_text("Ring the duty officer on 020 7946 0000.")).to_be_visible()
    expect(page.locator("mark")).to_have_count(2)
    story.see(page, "first")
    press(page, "Release")
    told = f"Your review of response {story.response.pk} is kept."
    expect(page.get_by_text(told)).to_be_visible()


def the_second_withholds_its_words(story: Story) -> None:
    page = story.opened("Ben Brook", "Waiting for a second review")
    expect(page.get_by_text("Your review, the second of two")).to_be_visible()
    expect(page.get_by_text("Ada Able")).to_have_count(0)
    story.see(page, "second")
    tab_to(page, "Withhold its words")
    page.keyboard.press("Enter")  # what opens
    story.see(page, "second open")
    type_into(page, "Why should nobody read its words?", "It is a threat.")
    press(page, "Withhold its words")
    expect(page.get_by_text("disagree. A third person settles it.")).to_be_visible()


def the_third_settles_it(story: Story) -> Page:
    page = story.opened("Cas Crane", "Reviewers disagree")
    for told in ("First of two: Released", "Second of two: Counted, words withheld"):
        expect(page.get_by_role("heading", name=told).first).to_be_visible()
    story.see(page, "disputed")
    assert PublishedResponse.objects.count() == 0
    press(page, "Release")
    expect(page.get_by_text(f"{story.name} is released.")).to_be_visible()
    return page


def everybody_reads_it(story: Story, *, public: bool) -> None:
    """A visitor, from the list of what is published, or by the address that they kept."""
    address = f"/consultations/{story.consultation.slug}/responses/"
    page = story.new_page()
    page.goto(address if public else f"{address}{story.response.pk}/")
    if public:
        press(page, story.name)
    words = page.get_by_text("It is too far to walk.")
    expect(words).to_have_count(1 if public else 0)
    story.see(page, "public" if public else "not public")


def it_is_unpublished(story: Story, page: Page) -> None:
    page.goto("/staff/")
    press(page, f"Released, {story.consultation.title}")
    press(page, story.name)
    story.see(page, "released")
    press(page, "Unpublish")
    expect(page.get_by_text(f"{story.name} is in quarantine.")).to_be_visible()
    assert PublishedResponse.objects.count() == PublishedAnswer.objects.count() == 0
    page.goto(f"/staff/responses/{story.response.pk}/")
    story.see(page, "quarantined")


def test_two_reviews_a_disagreement_and_what_everybody_reads(
    new_page: NewPage, live_server: Any, flagged: Response, owner: User
) -> None:
    story = Story(new_page, live_server.url, flagged)
    the_rules_are_stated(story, owner)
    the_first_releases_it(story)
    the_second_withholds_its_words(story)
    page = the_third_settles_it(story)
    assert PublishedAnswer.objects.filter(published=flagged.pk).exclude(text="").count() == 1
    everybody_reads_it(story, public=True)
    it_is_unpublished(story, page)
    everybody_reads_it(story, public=False)
