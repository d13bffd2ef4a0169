"""A moderator takes words out with the mouse, with the keyboard alone, and without JavaScript."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from consultation.models import BulkRedaction, Consultation, Redaction, Response, User
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import DESKTOP, PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import send
from tests.moderate.marks import answer_of, release, take_out_everywhere, worked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
WORDS = (
    "\U0001f44b\U0001f3fd I am Rosa Okafor.\nCall 07700 900123: it is too far.\n\nAsk Rosa Okafor."
)


@pytest.fixture
def told(consultation: Consultation) -> Response:
    """With a flag on its phone number, and a person's name twice."""
    about = consultation.proposals.get(station__slug="barkingside")
    response = send(
        consultation, about=[about], reasons=WORDS, instead="Ask rosa okafor of Ilford."
    )
    start = WORDS.index("07700")
    factories.FlagFactory(
        response=response, kind="PERSONAL", answer=answer_of(response), start=start,
        end=start + 12, rule="PHONE",
    )  # fmt: skip
    return response


def marked() -> list[str]:
    """What is taken out, in words."""
    rows = Redaction.objects.standing().select_related("answer").order_by("answer", "start")
    return [one.answer.text[one.start : one.end] for one in rows]


def choose(page: Page, words: str) -> None:
    """Drag over the first place in which the words stand, as a mouse does."""
    page.evaluate(
        """words => {
            const part = [...document.querySelectorAll("[data-original] [data-start]")]
                .find(one => one.textContent.includes(words)).firstChild;
            const at = part.textContent.indexOf(words);
            document.getSelection().setBaseAndExtent(part, at, part, at + words.length);
        }""",
        words,
    )


@pytest.mark.sweeps
def test_with_the_mouse(
    new_page: NewPage, live_server: Any, told: Response, moderator: User, superuser: User
) -> None:
    page = new_page(size=DESKTOP, session=session_of(moderator))
    page.goto(f"/staff/responses/{told.pk}/redact/")
    look(page, live_server.url, "redact fresh")
    choose(page, "Rosa Okafor")
    expect(page.get_by_text("Take out “Rosa Okafor”. Why?")).to_be_visible()
    look(page, live_server.url, "redact chosen")
    follow(page.get_by_role("button", name="Personal details").first)
    expect(page.get_by_text("The words are taken out.")).to_be_visible()
    assert marked() == ["Rosa Okafor"]
    choose(page, ": it is")  # after a mark and a flag, and after a sign of two code points
    expect(page.get_by_text("Take out “: it is”. Why?")).to_be_visible()
    follow(page.get_by_role("button", name="Abuse", exact=True).first)
    expect(page.get_by_text("The words are taken out.")).to_be_visible()
    assert marked() == ["Rosa Okafor", ": it is"]
    look(page, live_server.url, "redact standing")
    follow(page.get_by_role("button", name=re.compile("^Take out everywhere ?: Rosa Okafor")))
    expect(page.get_by_text("It is waiting for its turn.")).to_be_visible()
    look(page, live_server.url, "everywhere searching")
    job = BulkRedaction.objects.get()
    worked(job, timezone.now())
    follow(page.get_by_role("link", name="Check again"))
    expect(page.get_by_role("heading", name="Where these words stand")).to_be_visible()
    look(page, live_server.url, "everywhere found")
    follow(page.get_by_role("button", name="Take out everywhere"))
    worked(job, timezone.now())
    page.goto(page.url)
    expect(page.get_by_role("heading", name="The words are taken out")).to_be_visible()
    look(page, live_server.url, "everywhere done")
    follow(page.get_by_role("link", name="Take words out everywhere"))
    page.get_by_label("Words to take out everywhere").fill("Nobody Here")
    page.get_by_label("Abuse").check()
    look(page, live_server.url, "everywhere list")
    follow(page.get_by_role("button", name="Search all responses"))
    worked(job, timezone.now())
    page.goto(page.url)
    expect(page.get_by_text("These words stand in no response")).to_be_visible()
    look(page, live_server.url, "everywhere nothing")


def press_enter_on(button: Locator) -> None:
    button.focus()
    with button.page.expect_navigation():
        button.page.keyboard.press("Enter")


def test_with_the_keyboard_alone_and_without_scripts(
    new_page: NewPage, live_server: Any, told: Response, moderator: User
) -> None:
    page = new_page(size=PHONE, javascript=False, session=session_of(moderator))
    page.goto(f"/staff/responses/{told.pk}/redact/")
    button = page.get_by_role("button", name=re.compile("^Take out ?: 07700 900123"))
    press_enter_on(button)
    expect(page.get_by_text("The words are taken out.")).to_be_visible()
    box = page.get_by_label("Words to take out")
    box.focus()
    page.keyboard.type("rosa okafor")
    page.get_by_label("Personal details").focus()
    page.keyboard.press("Space")
    press_enter_on(page.get_by_role("button", name="Take out", exact=True))
    expect(page.get_by_text("These words stand 3 times").first).to_be_visible()
    look(page, live_server.url, "redact which", javascript=False)
    for place in page.locator("input[name=places]").all():
        place.focus()
        page.keyboard.press("Space")
    press_enter_on(page.get_by_role("button", name="Take out", exact=True))
    expect(page.get_by_text("The words are taken out.")).to_be_visible()
    assert marked() == ["Rosa Okafor", "07700 900123", "Rosa Okafor", "rosa okafor"]


@pytest.mark.sweeps
def test_what_everybody_reads(
    new_page: NewPage, live_server: Any, told: Response, moderator: User
) -> None:
    start = WORDS.index("Rosa")
    factories.RedactionFactory(
        answer=answer_of(told), start=start, end=start + 11, by=moderator, in_force=True
    )
    for words in ("rosa okafor", "07700 900123"):
        take_out_everywhere(words, told.consultation, by=moderator, at=told.received_at)
    release(told, by=moderator, at=told.received_at)
    page = new_page(size=DESKTOP)
    page.goto(told.consultation.get_absolute_url())
    follow(page.get_by_role("link", name="Published responses"))
    look(page, live_server.url, "published list")
    page.get_by_text("What its columns hold").click()
    look(page, live_server.url, "published columns")
    follow(page.get_by_role("link", name=f"Response {told.pk}"))
    expect(page.get_by_text("I am [personal details removed].")).to_be_visible()
    look(page, live_server.url, "published one")
    page.goto(f"/consultations/{told.consultation.slug}/responses/999999/")
    look(page, live_server.url, "published gone")
    page.goto(f"/ur/consultations/{told.consultation.slug}/responses/{told.pk}/")
    look(page, live_server.url, "published urdu")
