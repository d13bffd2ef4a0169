"""A council asks, staff answer, everybody reads; a colleague joins by a code."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultation import emails
from consultation.models import Consultation, Enquiry, User
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import with_app

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
QUESTION = "How many people used the Barkingside counter in 2025, by month?"


def ask(drafter: Page, root: str) -> None:
    """The drafter finds where to ask."""
    drafter.goto("/organisation/")
    follow(drafter.get_by_role("link", name=re.compile("^Ask a question")))
    look(drafter, root, "enquiry own none")
    follow(drafter.get_by_role("link", name="Ask a question"))
    look(drafter, root, "enquiry ask")
    follow(drafter.get_by_role("button", name="Send the question"))
    expect(drafter.locator(".govuk-error-summary")).to_be_visible()
    look(drafter, root, "enquiry ask errors")
    drafter.get_by_label("What is it about?").select_option("Redbridge: Barkingside")
    drafter.get_by_label("Your question").fill(QUESTION)
    follow(drafter.get_by_role("button", name="Send the question"))
    expect(drafter.get_by_text("Your question is sent.")).to_be_visible()


def answer(desk: Page, root: str) -> None:
    """The owner answers, and corrects the answer."""
    desk.goto("/staff/")
    follow(desk.get_by_role("link", name=re.compile("^Questions from councils")))
    expect(desk.get_by_text("2 questions, 2 waiting for an answer.")).to_be_visible()
    look(desk, root, "enquiry board waiting")
    follow(desk.get_by_role("link", name=re.compile("^Answer London Borough of Redbridge")))
    look(desk, root, "enquiry answer")
    desk.get_by_label("Answer").fill("4,210 people, counted at the door.\n\nJuly: 402.")
    follow(desk.get_by_role("button", name="Publish the answer"))
    expect(desk.get_by_text("The answer is published")).to_be_visible()
    follow(desk.get_by_role("link", name=re.compile("^Correct the answer")))
    follow(desk.get_by_role("button", name="Publish the correction"))
    expect(desk.locator(".govuk-error-summary")).to_be_visible()
    look(desk, root, "enquiry correct errors")
    desk.get_by_label("Answer", exact=True).fill("4,610 people, counted at the door.\n\nJuly: 802.")
    desk.get_by_label("What was wrong").fill("The count of July was misread.")
    follow(desk.get_by_role("button", name="Publish the correction"))
    expect(desk.get_by_text("The answer is published")).to_be_visible()
    look(desk, root, "enquiry board")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_council_asks_and_everybody_reads_the_answer(
    new_page: NewPage, live_server: Any, consultation: Consultation, owner: User,
    council_drafter: User, javascript: bool,
) -> None:  # fmt: skip
    merton = factories.OrganisationFactory(name="London Borough of Merton", slug="merton")
    factories.EnquiryFactory(
        consultation=consultation, organisation=merton, text="What does a counter cost a year?"
    )
    root = live_server.url
    if not javascript:
        drafter = new_page(javascript=False, session=session_of(council_drafter))
        drafter.goto("/organisation/enquiries/front-counters/new/")
        drafter.get_by_label("Your question").fill(QUESTION)
        follow(drafter.get_by_role("button", name="Send the question"))
        assert Enquiry.objects.latest("pk").text == QUESTION
        return
    drafter = new_page(size=PHONE, session=session_of(council_drafter))
    ask(drafter, root)
    answer(new_page(session=session_of(owner)), root)
    drafter.reload()
    look(drafter, root, "enquiry own")
    anybody = new_page(size=PHONE)
    anybody.goto("/consultations/front-counters/")
    follow(anybody.get_by_role("link", name=re.compile("^Questions that councils")))
    anybody.get_by_text("Earlier answer").click()
    expect(anybody.get_by_text("The count of July was misread.")).to_be_visible()
    look(anybody, root, "enquiry public")
    anybody.goto("/ur/consultations/front-counters/questions-and-answers/")
    look(anybody, root, "enquiry public urdu")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_colleague_joins_by_a_code(
    new_page: NewPage, live_server: Any, consultation: Consultation, council_approver: User,
    javascript: bool,
) -> None:  # fmt: skip
    with transaction.atomic():  # the database looks at both rows together
        approver = with_app(council_approver)
    own = new_page(size=PHONE, javascript=javascript, session=session_of(approver))
    anybody = new_page(size=PHONE, javascript=javascript)

    def see(page: Page, name: str) -> None:
        look(page, live_server.url, f"code {name}", javascript=javascript)

    own.goto("/organisation/")
    follow(own.get_by_role("link", name="Make a code for colleagues"))
    see(own, "new")
    own.get_by_label("Drafter").check()
    follow(own.get_by_role("button", name="Make a code"))
    code = own.locator(".cp-codes li").inner_text()
    see(own, "made")
    anybody.goto("/join/")
    see(anybody, "join")
    follow(anybody.get_by_role("button", name="Send me an invitation"))
    see(anybody, "join errors")
    anybody.get_by_label("Code from your colleague").fill(code.lower().replace("-", " "))
    anybody.get_by_label("Your work email address").fill("officer@redbridge.gov.uk")
    follow(anybody.get_by_role("button", name="Send me an invitation"))
    expect(anybody.get_by_role("heading", level=1)).to_have_text("Look at your email")
    see(anybody, "sent")
    assert emails.post_next(clock=timezone.now) is not None
    assert mail.outbox[-1].to == ["officer@redbridge.gov.uk"]
    follow(own.get_by_role("link", name="I have copied it"))
    expect(own.get_by_text("1 of 10")).to_be_visible()
    see(own, "own")
    follow(own.get_by_role("link", name=re.compile("^End the code")))
    see(own, "end")
    follow(own.get_by_role("button", name="End the code"))
    expect(own.get_by_text("The code is ended.")).to_be_visible()
