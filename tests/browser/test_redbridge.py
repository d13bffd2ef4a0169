"""Redbridge's story: drafted by two, sent back, signed with a second factor, ratified, replaced."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultation.models import Consultation, FormalReply, Message, Response, Role, User
from consultation.signin import totp
from tests import factories
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE
from tests.browser.steps import follow
from tests.browser.test_drafting import open_section, press
from tests.browser.test_files import choose
from tests.browser.test_pages import session_of
from tests.conftest import PASSWORD, account, with_app
from tests.reply.signing import at_home
from tests.reply.writing import section_about, texts
from tests.uploads import made

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
HOME = "/organisation/replies/front-counters/"
PARTS = (
    "", "begin/", "whole/", "proposals/", "files/", "word/", "draft.docx", "approval/",
    "take-back/", "sign/", "send-back/", "text.txt", "editions/", "editions/1/",
    "editions/1/text.txt", "ratify/", "withdraw/", "set-aside/",
)  # fmt: skip


@dataclass
class Story:
    """The people of Redbridge, each in a browser of their own."""

    carl: Page
    dora: Page
    cora: Page
    approver: User


@pytest.fixture
def borough(
    consultation: Consultation, council_drafter: User, settings: Any, tmp_path: Path
) -> None:
    """Redbridge has its borough, and files have their folder."""
    settings.FILES_ROOT = tmp_path / "files"
    at_home(consultation, council_drafter)


def sign_in(page: Page, person: User) -> None:
    """With a password, and then with the code that the app shows."""
    page.goto(f"/staff/sign-in/?next={HOME}")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    code = totp.code_of(factories.APP_SECRET, totp.step_at(timezone.now()))
    page.get_by_label("Code from your app").fill(code)
    press(page, "Sign in")


def draft_together(story: Story) -> None:
    """Both write the same sentence, and neither loses it."""
    story.carl.goto(HOME)
    begin = story.carl.get_by_role("button", name="Begin the reply")
    follow(begin.or_(story.carl.get_by_role("link", name="Begin the reply")))
    press(story.carl, "Begin")
    for page in (story.carl, story.dora):
        open_section(page)
    story.dora.get_by_label("Opposes it").check()
    story.dora.get_by_label("Text", exact=True).fill("Ilford is two buses away.")
    press(story.dora, "Save")
    story.carl.get_by_label("Supports it", exact=True).check()
    story.carl.get_by_label("Text", exact=True).fill("The lift at Ilford is often out of order.")
    press(story.carl, "Save")
    expect(story.carl.get_by_role("heading", level=1)).to_contain_text("Two people wrote")
    story.carl.get_by_label("Keep what Dora Drafter wrote").check()
    press(story.carl, "Save the section")
    expect(story.carl.get_by_text("What you chose is saved.")).to_be_visible()
    section = section_about(FormalReply.objects.get(), "barkingside")
    assert [text for _heading, text in texts(section)] == [
        "Ilford is two buses away.", "The lift at Ilford is often out of order.",
    ]  # fmt: skip


def ask_for_approval(page: Page) -> None:
    page.goto(HOME)
    button = page.get_by_role("button", name="Ask for approval")
    follow(button.or_(page.get_by_role("link", name="Ask for approval")))
    press(page, "Ask for approval")
    expect(page.get_by_text("The reply waits for approval.")).to_be_visible()


def decided(page: Page, *, authority: str, reference: str, day: str) -> None:
    page.get_by_label(authority).check()
    page.get_by_label("Reference of the decision").fill(reference)
    for part, typed in (("Day", day), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(part).fill(typed)


def sign(page: Page, *, interim: bool) -> None:
    page.goto(f"{HOME}sign/")
    decided(page, authority="A decision delegated to an officer", reference="DD/2026/114", day="20")
    page.get_by_label("Your post").fill("Head of Communities")
    page.get_by_label("Yes" if interim else "No", exact=True).check()
    if interim:
        page.get_by_label("If it is, who ratifies it?").fill("the Cabinet")
    page.get_by_label("I approve this text for London Borough of Redbridge").check()
    press(page, "Sign and send the reply")


def refused_then_given(story: Story) -> None:
    """A drafter may not; the approver sends it back, and signs what was mended."""
    ask_for_approval(story.carl)
    story.carl.goto(f"{HOME}sign/")
    expect(story.carl.locator("main")).to_contain_text("You need another role to approve")
    sign_in(story.cora, story.approver)
    story.cora.goto(f"{HOME}send-back/")
    story.cora.get_by_label("What has to change?").fill("Say what the council asks for.")
    press(story.cora, "Send it back")
    story.carl.goto(HOME)
    expect(story.carl.get_by_text("Say what the council asks for.")).to_be_visible()
    follow(story.carl.get_by_role("link", name="Our view as a whole"))
    story.carl.get_by_label("Text", exact=True).fill("Keep Barkingside open two days a week.")
    story.carl.get_by_label("Yes", exact=True).check()
    press(story.carl, "Save")
    ask_for_approval(story.carl)
    sign(story.cora, interim=True)


def receipt(page: Page) -> Response:
    """What the approver sees: the reference of a response, and the text word for word."""
    response = Response.objects.formal().latest("pk")
    main = page.locator("main")
    expect(main).to_contain_text(response.reference)
    assert response.signed_reply.digest in re.sub(r"\s", "", main.inner_text())
    expect(main).to_contain_text("The lift at Ilford is often out of order.")
    return response


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_redbridge_replies(
    new_page: NewPage, borough: None, council_drafter: User, council_approver: User,
    javascript: bool,
) -> None:  # fmt: skip
    dora = account(Role.COUNCIL_DRAFTER, "Dora Drafter")
    with transaction.atomic():  # the database looks at both rows together
        approver = with_app(council_approver)
    story = Story(
        carl=new_page(javascript=javascript, session=session_of(council_drafter)),
        dora=new_page(javascript=javascript, session=session_of(dora)),
        cora=new_page(size=PHONE, javascript=javascript),
        approver=approver,
    )
    draft_together(story)
    story.carl.goto(f"{HOME}files/")
    choose(story.carl, "travel-times.pdf", made.pdf())
    refused_then_given(story)
    first = receipt(story.cora)
    assert first.attachments.get().name == "travel-times.pdf"
    told = Message.objects.filter(kind="reply-receipt").values_list("to", flat=True)
    assert set(told) == {council_drafter.email, dora.email, approver.email}

    story.cora.goto(f"{HOME}ratify/")
    decided(
        story.cora, authority="A decision of the cabinet", reference="Cabinet, minute 12", day="23"
    )
    press(story.cora, "It is ratified")
    expect(story.cora.get_by_text("It was interim, and was ratified")).to_be_visible()

    story.carl.goto(f"{HOME}begin/")
    press(story.carl, "Begin")
    ask_for_approval(story.carl)
    sign(story.cora, interim=False)
    second = receipt(story.cora)
    first.refresh_from_db()
    assert (first.state, second.replaces) == ("SUPERSEDED", first)
    expect(story.cora.locator("main")).to_contain_text(first.reference)
    another_council_sees_nothing(new_page, FormalReply.objects.get(number=1))


def another_council_sees_nothing(new_page: NewPage, reply: FormalReply) -> None:
    """Merton's approver is told the same at each address as for what is not there."""
    merton = factories.OrganisationFactory(name="London Borough of Merton", slug="merton")
    person = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=merton).person
    page = new_page(session=session_of(person))
    section = reply.sections.earliest("pk").pk
    sections = [f"sections/{section}/{one}" for one in ("", "history/", "history/1/", "notes/")]
    unasked = {"", "begin/"}  # their own, as yet not begun
    for part in [*(one for one in PARTS if one not in unasked), *sections]:
        answer = page.request.get(f"{HOME}{part}")
        assert (part, answer.status) == (part, 404)
    page.goto(HOME)
    expect(page.locator("main")).not_to_contain_text(re.compile("Redbridge|Barkingside"))
