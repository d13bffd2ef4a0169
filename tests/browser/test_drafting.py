"""Two officers write one section: saved while they write, put together, and looked at."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from consultation.models import Consultation, FormalReply, Role, User
from consultation.reply import actions
from tests.browser.conftest import NewPage
from tests.browser.looks import PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.conftest import NOW, account
from tests.reply.signing import at_home
from tests.reply.writing import newest, section_about, texts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stories]
BOTH = [
    (
        "Buses",
        "Ilford is three buses away from Fairlop.\n\nIlford is two buses and a walk away.",
    ),
    ("Costs", "The building is let to the police for £1."),
]
HOME = "/organisation/replies/front-counters/"


@pytest.fixture
def draft(consultation: Consultation, council_drafter: User) -> FormalReply:
    """Redbridge's, begun."""
    council = at_home(consultation, council_drafter)
    return actions.begin(
        organisation=council, consultation=consultation, by=council_drafter, at=NOW
    )


@pytest.fixture
def dora(draft: FormalReply) -> User:
    """A second drafter."""
    return account(Role.COUNCIL_DRAFTER, "Dora Drafter")


def open_section(page: Page) -> None:
    page.goto(HOME)
    follow(page.get_by_role("link", name="Barkingside, Redbridge: close"))


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


def write_two_reasons(page: Page) -> None:
    page.get_by_label("Opposes it").check()
    page.get_by_label("Heading (optional)").fill("Buses")
    page.get_by_label("Text", exact=True).fill("Ilford is two buses away.")
    press(page, "Save, and add another reason")
    page.get_by_label("Heading (optional)").nth(1).fill("Costs")
    page.get_by_label("Text", exact=True).nth(1).fill("The building is the council’s own.")
    press(page, "Save")


@pytest.mark.parametrize("javascript", [True, False])
def test_two_officers_write_the_same_sentence(
    new_page: NewPage, live_server: Any, draft: FormalReply, council_drafter: User, dora: User,
    javascript: bool,
) -> None:  # fmt: skip
    carl = new_page(javascript=javascript, session=session_of(council_drafter))
    other = new_page(size=PHONE, javascript=javascript, session=session_of(dora))
    open_section(carl)
    look(carl, live_server.url, "draft section empty", javascript=javascript)
    write_two_reasons(carl)
    look(carl, live_server.url, "draft reply", javascript=javascript)
    open_section(carl)
    open_section(other)
    other.get_by_label("Text", exact=True).first.fill("Ilford is three buses away from Fairlop.")
    press(other, "Save")
    carl.get_by_label("Text", exact=True).first.fill("Ilford is two buses and a walk away.")
    carl.get_by_label("Text", exact=True).nth(1).fill("The building is let to the police for £1.")
    press(carl, "Save")
    expect(carl.get_by_role("heading", level=1)).to_have_text("Two people wrote in the same place")
    look(carl, live_server.url, "draft merge", javascript=javascript)
    press(carl, "Save the section")
    expect(carl.locator(".govuk-error-summary")).to_be_visible()
    look(carl, live_server.url, "draft merge errors", javascript=javascript)
    carl.get_by_label("Keep both, one after the other").check()
    press(carl, "Save the section")
    expect(carl.get_by_text("What you chose is saved.")).to_be_visible()
    assert texts(section_about(draft, "barkingside")) == BOTH
    carl.get_by_label("Leave a note for your colleagues").fill("Dora, which bus is the third?")
    press(carl, "Leave the note")
    look(carl, live_server.url, "draft section", javascript=javascript)
    other.goto(carl.url)
    follow(other.get_by_role("button", name="Mark as settled"))
    follow(carl.get_by_role("link", name="Who wrote what"))
    look(carl, live_server.url, "draft history", javascript=javascript)
    follow(carl.get_by_role("link", name="Bring this text back").first)
    look(carl, live_server.url, "draft restore", javascript=javascript)
    carl.goto(f"{HOME}whole/")
    look(carl, live_server.url, "draft whole", javascript=javascript)


def test_what_is_written_is_saved_while_it_is_written(
    new_page: NewPage, live_server: Any, draft: FormalReply, council_drafter: User, dora: User
) -> None:
    section = section_about(draft, "barkingside")
    carl = new_page(session=session_of(council_drafter))
    carl.clock.install()
    open_section(carl)
    carl.get_by_label("Text", exact=True).fill("Two buses.")
    carl.clock.run_for(11_000)
    expect(carl.get_by_role("status")).to_contain_text("Saved at 12:0")
    assert texts(section) == [("", "Two buses.")]
    carl.get_by_label("Text", exact=True).fill("Two buses and a walk.")
    carl.clock.run_for(11_000)
    expect(carl.locator("[name=seen]")).to_have_value("2")
    assert newest(section).number == 2

    actions.save_section(
        section=section, content=actions_content("Three buses."), seen=2, by=dora, at=NOW
    )
    carl.get_by_label("Text", exact=True).fill("Two buses and a long walk.")
    carl.clock.run_for(11_000)
    expect(carl.get_by_role("status")).to_contain_text("Dora Drafter saved this section")
    assert newest(section).number == 3  # hers: nothing is overwritten unseen
    press(carl, "Save")
    look(carl, live_server.url, "draft merge of an autosaved")


def actions_content(text: str) -> Any:
    """The same passage with another text, as a colleague left it."""
    from consultation.models import SectionVersion
    from consultation.reply.document import Content, Passage

    before = Content.read(SectionVersion.objects.latest("pk").content)
    (passage,) = before.passages
    return Content(before.position, (Passage(passage.key, passage.heading, text),))


def test_the_smaller_pages(
    new_page: NewPage, live_server: Any, draft: FormalReply, council_drafter: User,
    council_observer: User,
) -> None:  # fmt: skip
    page = new_page(session=session_of(council_drafter))
    page.goto(f"{HOME}proposals/")
    look(page, live_server.url, "draft proposals")
    section = section_about(draft)
    page.goto(f"{HOME}sections/{section.pk}/")
    press(page, "Leave the note")
    look(page, live_server.url, "draft note errors")
    page.goto(f"{HOME}sections/{section.pk}/")
    page.get_by_label("Text", exact=True).fill("x" * 20_001)
    press(page, "Save")
    look(page, live_server.url, "draft section errors")
    observer = new_page(session=session_of(council_observer))
    open_section(observer)
    look(observer, live_server.url, "draft section observer")
    actions.set_aside(reply=FormalReply.objects.get(pk=draft.pk), by=council_drafter, at=NOW)
    page.goto(HOME)
    look(page, live_server.url, "draft reply set aside")
