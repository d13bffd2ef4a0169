"""A flagged response is reviewed twice, disputed, settled, published and unpublished. Keys only."""

from collections.abc import Callable
from typing import Any

import pytest
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
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import look
from tests.browser.test_pages import session_of
from tests.conftest import account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
MOST_TABS = 120
WORDS = (
    "It is too far to walk.\n\nIf it closes I will come to the desk with a knife. Ring me on "
    "020 7946 0018, I mean it."
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
    """A threat, and a number that is somebody's."""
    response = send_response(consultation, about=[proposal], reasons=WORDS)
    answer = response.answers.exclude(text="").get()
    for kind, words in (("THREAT", "I will come to the desk with a knife"),
                        ("PERSONAL", "020 7946 0018")):  # fmt: skip
        start = answer.text.index(words)
        factories.FlagFactory(
            response=response, kind=kind, answer=answer, start=start, end=start + len(words),
            rule="PHONE" if kind == "PERSONAL" else "WEAPON", facts={},
        )  # fmt: skip
    return response


def test_two_reviews_a_disagreement_and_what_everybody_reads(
    new_page: NewPage, live_server: Any, consultation: Consultation, flagged: Response, owner: User
) -> None:
    root, name = live_server.url, f"Response {flagged.pk}"

    def desk(person: User, address: str) -> Page:
        page = new_page(session=session_of(person))
        page.goto(address)
        return page

    page = desk(owner, f"/staff/consultations/{consultation.slug}/moderation/")
    look(page, root, "review rules")
    tab_to(page, "One person")
    page.keyboard.press("ArrowUp")
    type_into(
        page, "What does a moderator do at once about a threat or somebody in danger? (optional)",
        "Ring the duty officer on 020 7946 0000.\nThen put it in quarantine.",
    )  # fmt: skip
    type_into(page, "Why are the rules changed?", "The first threats came in.")
    press(page, "State these rules")
    expect(page.get_by_role("heading", name="Two people review free text")).to_be_visible()
    look(page, root, "review rules stated")

    def waiting(person_name: str, state: str) -> Page:
        """From the first page of staff to the response, in the list of a state."""
        page = desk(account(Role.MODERATOR, person_name), "/staff/")
        press(page, f"{state}, {consultation.title}")
        press(page, name)
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        return page

    ada = waiting("Ada Able", "Waiting for review")
    expect(ada.get_by_text("Ring the duty officer on 020 7946 0000.")).to_be_visible()
    expect(ada.locator("mark")).to_have_count(2)
    look(ada, root, "review first")
    press(ada, "Release")
    expect(ada.get_by_text(f"Your review of response {flagged.pk} is kept.")).to_be_visible()

    ben = waiting("Ben Brook", "Waiting for a second review")
    expect(ben.get_by_text("Your review, the second of two")).to_be_visible()
    expect(ben.get_by_text("Ada Able")).to_have_count(0)
    look(ben, root, "review second")
    tab_to(ben, "Withhold its words")
    ben.keyboard.press("Enter")  # what opens
    look(ben, root, "review second open")
    type_into(ben, "Why should nobody read its words?", "It is a threat.")
    press(ben, "Withhold its words")
    expect(ben.get_by_text("disagree. A third person settles it.")).to_be_visible()

    cas = waiting("Cas Crane", "Reviewers disagree")
    for told in ("First of two: Released", "Second of two: Counted, words withheld"):
        expect(cas.get_by_role("heading", name=told).first).to_be_visible()
    look(cas, root, "review disputed")
    assert PublishedResponse.objects.count() == 0
    press(cas, "Release")
    expect(cas.get_by_text(f"{name} is released.")).to_be_visible()
    assert PublishedAnswer.objects.filter(published=flagged.pk).exclude(text="").count() == 1
    # The public page of a released response is looked at here, once it is there.

    cas.goto("/staff/")
    press(cas, f"Released, {consultation.title}")
    press(cas, name)
    look(cas, root, "review released")
    press(cas, "Unpublish")
    expect(cas.get_by_text(f"{name} is in quarantine.")).to_be_visible()
    assert PublishedResponse.objects.count() == PublishedAnswer.objects.count() == 0
    cas.goto(f"/staff/responses/{flagged.pk}/")
    look(cas, root, "review quarantined")
