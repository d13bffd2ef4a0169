"""The question editor in a browser: the list, a question with errors, preview and correction."""

from typing import Any

import pytest

from consultation.models import Consultation, User
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import Town
from tests.publish.writing import LINES, MORE, ROOT, TRAVEL, QuestionPlan, draft_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
LEADING = QuestionPlan(
    key="vital", kind=TRAVEL.kind, scope=TRAVEL.scope, short="Vital", required=True,
    wording="Do you agree that the vital bus and the counter should stay?",
    options=(("YES", "Yes"), ("LATER", "Yes, but later"), ("NO", "No")),
)  # fmt: skip


def test_a_question_is_written_looked_at_and_moved(
    new_page: NewPage, live_server: Any, town: Town, owner: User
) -> None:
    draft = draft_of(town, TRAVEL, LINES, MORE, LEADING)
    page = new_page(size=PHONE, session=session_of(owner))
    page.goto(ROOT)
    look(page, live_server.url, "editor list")
    follow(page.get_by_role("button", name="Move up vital"))
    page.wait_for_url("**#question-vital")
    assert [one.key for one in draft.questions.all()] == ["travel", "lines", "vital", "more"]
    follow(page.get_by_role("link", name="Add a question"))
    look(page, live_server.url, "editor kind")
    page.get_by_label("Several choices").check()
    follow(page.get_by_role("button", name="Continue"))
    page.get_by_label("Wording", exact=True).fill("What would help?")
    follow(page.get_by_role("button", name="Save the question"))
    look(page, live_server.url, "editor errors")
    page.get_by_label("Short heading").fill("Help")
    page.get_by_label("Answers to choose from").fill("A seat\nA lift\nNone of these")
    page.get_by_label("About everything").check()
    follow(page.get_by_role("button", name="Save the question"))
    page.wait_for_url("**#question-help")
    look(page, live_server.url, "editor saved")
    page.goto(f"{ROOT}lines/")
    look(page, live_server.url, "editor edit")
    page.goto(f"{ROOT}more/remove/")
    look(page, live_server.url, "editor remove")
    page.goto("/staff/consultations/buses/preview/2/")
    look(page, live_server.url, "editor preview")


def test_a_correction_is_compared(
    new_page: NewPage, live_server: Any, consultation: Consultation, owner: User
) -> None:
    page = new_page(size=PHONE, session=session_of(owner))
    page.goto(f"/staff/consultations/{consultation.slug}/questions/stance/correct/")
    page.get_by_role("textbox", name="Wording", exact=True).fill("Do you support it?")
    page.get_by_label("Why is it corrected?").fill("It asked for a feeling.")
    follow(page.get_by_role("button", name="Compare both wordings"))
    look(page, live_server.url, "editor compare")
    follow(page.get_by_role("button", name="Correct the question"))
    page.wait_for_url("**#question-stance")
    look(page, live_server.url, "editor corrected")
