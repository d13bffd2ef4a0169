"""A body asks to reply; staff decide; and who leaves last is told."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultation import emails
from consultation.events import MACHINE
from consultation.models import Consultation, Message, Registration, User
from consultation.reply.actions import forget_addresses
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
CHAIR = "chair@barkingside-residents.example.org"
NAME = "Barkingside Residents’ Association"


def fill_in(page: Page) -> None:
    """What the chair types."""
    page.get_by_label("Name of the organisation").fill(NAME)
    page.get_by_label("Residents’ association").check()
    page.get_by_label("Borough (optional)").select_option("Redbridge")
    page.get_by_label("How can we check").fill("https://barkingside-residents.example.org/people")
    page.get_by_label("Your full name").fill("Rita Resident")
    page.get_by_label("Your role there").fill("Chair")
    page.get_by_label("Your email address there").fill(CHAIR)


def ask(page: Page, root: str) -> None:
    """The chair finds where to ask."""
    page.goto("/consultations/front-counters/")
    follow(page.get_by_role("link", name="Ask to send its formal reply"))
    look(page, root, "register")
    follow(page.get_by_role("button", name="Send the request"))
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, root, "register errors")
    fill_in(page)
    follow(page.get_by_role("button", name="Send the request"))
    expect(page.get_by_role("heading", name="Your request is sent")).to_be_visible()
    look(page, root, "register sent")


def decide(desk: Page, root: str) -> None:
    """The owner declines one body and accepts the other."""
    desk.goto("/staff/consultations/front-counters/organisations/")
    look(desk, root, "register board")
    follow(desk.get_by_role("link", name="2 bodies ask to reply"))
    look(desk, root, "register requests")
    follow(desk.get_by_role("link", name=re.compile("^Very Cheap Watches")))
    look(desk, root, "register doubted")
    follow(desk.get_by_role("button", name="Decide"))
    expect(desk.locator(".govuk-error-summary")).to_be_visible()
    look(desk, root, "register decide errors")
    desk.get_by_label("Decline", exact=True).check()
    desk.get_by_label("If you decline: why?").fill("This is an advertisement.")
    follow(desk.get_by_role("button", name="Decide"))
    follow(desk.get_by_role("link", name=re.compile(f"^{NAME}")))
    look(desk, root, "register decide")
    desk.get_by_label("Accept, and send an invitation").check()
    desk.get_by_label("If you accept: how did you check?").fill("Called the library it meets in.")
    follow(desk.get_by_role("button", name="Decide"))
    expect(desk.get_by_text("the invitation is on its way.")).to_be_visible()
    look(desk, root, "register accepted organisation")


def came_back_and_was_forgotten(desk: Page, root: str) -> None:
    """The invitation bounced; and two months later."""
    sent = Message.objects.get(kind="invitation")
    emails.note_bounce(
        message_id=emails.message_id(sent), status="5.1.1", by=MACHINE, at=timezone.now()
    )
    follow(desk.get_by_role("link", name=NAME, exact=True))
    expect(desk.get_by_text("The email did not arrive.")).to_be_visible()
    look(desk, root, "register came back")
    desk.goto("/staff/consultations/front-counters/organisations/")
    look(desk, root, "register board came back")
    forget_addresses(by=MACHINE, at=timezone.now() + timedelta(days=99))
    desk.reload()
    look(desk, root, "register board erased")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_body_asks_and_is_accepted(
    new_page: NewPage, live_server: Any, consultation: Consultation, owner: User, javascript: bool
) -> None:
    if not javascript:
        page = new_page(javascript=False)
        page.goto("/register/")
        fill_in(page)
        follow(page.get_by_role("button", name="Send the request"))
        assert (Registration.objects.get().email, Registration.objects.get().doubted) == (
            CHAIR, False,
        )  # fmt: skip
        return
    root = live_server.url
    factories.RegistrationFactory(
        consultation=consultation, name="Very Cheap Watches Ltd", kind="BUSINESS", doubted=True
    )
    ask(new_page(size=PHONE), root)
    desk = new_page(session=session_of(owner))
    decide(desk, root)
    while emails.post_next(clock=timezone.now):
        pass
    assert [one.subject for one in mail.outbox if one.to == [CHAIR]] == [
        "We have your request to send a formal reply: Police front counters",
        "Invitation to send a formal reply: Police front counters",
    ]
    desk.goto("/staff/consultations/front-counters/organisations/requests/")
    look(desk, root, "register requests decided")
    follow(desk.get_by_role("link", name=re.compile(f"^{NAME}")))
    look(desk, root, "register decided")
    came_back_and_was_forgotten(desk, root)


def test_the_last_approver_leaves_knowingly(
    new_page: NewPage, live_server: Any, consultation: Consultation, council_approver: User,
    council_drafter: User,
) -> None:  # fmt: skip
    page = new_page(size=PHONE, session=session_of(council_approver))
    page.goto("/organisation/leave/")
    follow(page.get_by_role("button", name="Leave", exact=True))
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, live_server.url, "last approver")
    page.get_by_label("I know that nobody can approve").check()
    follow(page.get_by_role("button", name="Leave", exact=True))
    expect(page.get_by_text("You do not act for London Borough of Redbridge")).to_be_visible()
    assert council_drafter.grants.filter(revoked_at=None).count() == 1
