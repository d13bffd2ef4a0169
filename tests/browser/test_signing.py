"""A reply is approved, signed, ratified, replaced and withdrawn, on a phone and on a desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultation.models import Consultation, FormalReply, User
from consultation.reply import actions
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import NOW
from tests.reply.signing import Council, at_home, council_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
WORDS = (
    "Closing Barkingside leaves Ilford as the only counter in the borough. From Hainault it is two "
    "buses and 40 minutes.\n\nThe council asks for the counter to stay until the new transport "
    "plan is decided."
)


@pytest.fixture
def redbridge(
    consultation: Consultation, council_drafter: User, council_approver: User,
    council_observer: User,
) -> Council:  # fmt: skip
    """Redbridge's people."""
    council = at_home(consultation, council_approver)
    return council_of(council, consultation, council_drafter, council_approver, council_observer)


def written(redbridge: Council) -> FormalReply:
    """A draft with a file."""
    reply = redbridge.begun()
    redbridge.write(reply, WORDS)
    table = SimpleUploadedFile("bus-times-from-hainault-to-ilford.csv", b"bus,minutes\n150,22\n")
    actions.attach(reply=reply, file=table, by=redbridge.drafter, at=NOW)
    return reply


def fill(page: Page) -> None:
    page.get_by_label("A decision delegated to an officer").check()
    page.get_by_label("Reference of the decision").fill("DD/2026/114")
    for part, typed in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part).fill(typed)
    page.get_by_label("Your post").fill("Head of Communities")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("If it is, who ratifies it?").fill("the Cabinet")
    page.get_by_label("I approve this text for London Borough of Redbridge").check()


See = Callable[[Page, str], None]


def send_back(own: Page, see: See) -> None:
    """The approver reads it, signs with nothing filled in, and then sends it back."""
    see(own, "sign")
    follow(own.get_by_role("button", name="Sign and send the reply"))
    expect(own.locator(".govuk-error-summary")).to_be_visible()
    see(own, "sign errors")
    follow(own.get_by_role("link", name="Send the reply back"))
    see(own, "send back")
    own.get_by_label("What has to change?").fill("Say how long the bus takes.")
    follow(own.get_by_role("button", name="Send it back"))
    expect(own.get_by_text("The reply is sent back to its drafters.")).to_be_visible()


def ratify(own: Page) -> None:
    own.get_by_label("A decision of the cabinet").check()
    own.get_by_label("Reference of the decision").fill("Cabinet, minute 12")
    for part, typed in (("Day", "23"), ("Month", "11"), ("Year", "2026")):
        own.get_by_label(part).fill(typed)
    follow(own.get_by_role("button", name="It is ratified"))
    expect(own.get_by_text("It was interim, and was ratified")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_reply_is_sent_back_signed_and_ratified(
    new_page: NewPage, live_server: Any, redbridge: Council, javascript: bool
) -> None:
    reply = written(redbridge)
    root, kind = live_server.url, "" if javascript else " plain"

    def see(page: Page, name: str) -> None:
        look(page, root, f"sign {name}{kind}", javascript=javascript)

    desk = new_page(javascript=javascript, session=session_of(redbridge.drafter))
    desk.goto(redbridge.address("approval/"))
    see(desk, "approval")
    follow(desk.get_by_role("button", name="Ask for approval"))
    expect(desk.get_by_text("The reply waits for approval.")).to_be_visible()

    own = new_page(size=PHONE, javascript=javascript, session=session_of(redbridge.approver))
    own.goto(redbridge.address("sign/"))
    expect(own.get_by_text("bus-times-from-hainault-to-ilford.csv")).to_be_visible()
    send_back(own, see)

    actions.ask_approval(reply=reply, by=redbridge.drafter, at=timezone.now())
    own.goto(redbridge.address("sign/"))
    actions.take_back(reply=reply, by=redbridge.drafter, at=timezone.now())
    redbridge.write(redbridge.now(reply), f"{WORDS}\n\nIt takes 40 minutes.")
    actions.ask_approval(reply=reply, by=redbridge.drafter, at=timezone.now())
    fill(own)
    follow(own.get_by_role("button", name="Sign and send the reply"))
    expect(own.locator(".govuk-error-summary")).to_contain_text("The reply was changed")
    see(own, "sign changed")
    own.get_by_label("I approve this text for London Borough of Redbridge").check()
    follow(own.get_by_role("button", name="Sign and send the reply"))
    expect(own.get_by_role("heading", level=1)).to_have_text("Edition 1 of the reply")
    see(own, "receipt")

    own.goto(redbridge.address("ratify/"))
    see(own, "ratify")
    ratify(own)


def test_what_becomes_of_editions(
    new_page: NewPage, live_server: Any, redbridge: Council, owner: User
) -> None:
    redbridge.signed(whom="the Cabinet")
    redbridge.sign(redbridge.waiting())
    own = new_page(size=PHONE, session=session_of(redbridge.approver))

    def see(page: Page, name: str) -> None:
        look(page, live_server.url, f"sign {name}")

    redbridge.drafted()
    own.goto(redbridge.address("set-aside/"))
    see(own, "set aside")
    follow(own.get_by_role("button", name="Set it aside"))
    see(own, "edition set aside")
    own.goto(redbridge.address("withdraw/"))
    see(own, "withdraw")
    own.get_by_label("Why is it withdrawn?").fill("A figure was wrong.")
    follow(own.get_by_role("button", name="Withdraw it"))
    expect(own.get_by_text("The reason that was given: A figure was wrong.")).to_be_visible()
    see(own, "edition withdrawn")
    follow(own.get_by_role("link", name="Editions of the reply"))
    see(own, "editions")
    follow(own.get_by_role("link", name="Edition 1"))
    see(own, "edition replaced")
    redbridge.waiting(by=redbridge.approver)
    own.goto(redbridge.address("sign/"))
    see(own, "sign asked oneself")
    own.goto(redbridge.address("take-back/"))
    see(own, "take back")
    desk = new_page(session=session_of(owner))
    desk.goto(reverse("organisations-told", args=[redbridge.consultation.slug]))
    see(desk, "told")


def test_what_is_signed_late(
    new_page: NewPage, live_server: Any, redbridge: Council, owner: User
) -> None:
    consultation = redbridge.consultation
    desk = new_page(session=session_of(owner))
    desk.goto(reverse("dates", args=[consultation.slug]))
    look(desk, live_server.url, "sign late dates")
    follow(desk.get_by_role("link", name="State one"))
    look(desk, live_server.url, "sign late policy")
    follow(desk.get_by_role("button", name="Publish the policy"))
    expect(desk.locator(".govuk-error-summary")).to_be_visible()
    for part, typed in (("Day", "28"), ("Month", "2"), ("Year", "2027")):
        desk.get_by_label(part).fill(typed)
    desk.get_by_label("Last time on that date").fill("5pm")
    desk.get_by_label("What becomes of a late reply?").fill(
        "A late reply is published and marked as late. Whoever decides reads it."
    )
    follow(desk.get_by_role("button", name="Publish the policy"))
    expect(desk.get_by_text("The policy on late replies is published.")).to_be_visible()
    look(desk, live_server.url, "sign late dates stated")
    desk.goto(f"{consultation.get_absolute_url()}#respond")
    expect(desk.get_by_text("Responses of residents are not accepted late.")).to_be_visible()
    redbridge.waiting()
    consultation.refresh_from_db()
    with time_machine.travel(consultation.closes_at + timedelta(days=1)):
        own = new_page(size=PHONE, session=session_of(redbridge.approver))
        own.goto(redbridge.address("sign/"))
        expect(own.get_by_text("is accepted late, until 5:00pm")).to_be_visible()
        look(own, live_server.url, "sign late")
