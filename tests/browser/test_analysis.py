"""A point that one group alone makes: coded, refused past, answered, and only then decided."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from consultation.analyse.queries.coding import words_of
from consultation.decide.actions import decisions
from consultation.models import (
    Code,
    Consultation,
    Decision,
    Point,
    Proposal,
    Reading,
    Response,
    Role,
    User,
)
from tests.analyse.coded import code, point_in, read, unread
from tests.browser.conftest import NewPage
from tests.browser.looks import DESKTOP, PHONE, look
from tests.browser.steps import follow
from tests.browser.test_pages import session_of
from tests.browser.test_redacting import choose
from tests.conftest import NOW, account
from tests.decide.decided import WORDS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
WAIT = "Wait for an evaluation of the new technology before closing."
PLANTED = (
    "We write for the Wimbledon branch. It is premature to close the counter. Wait until the new "
    "technology has been evaluated."
)
Opened = Callable[[User], Page]


@dataclass
class Town:
    """What was consulted on, and the one response of the group among those of others."""

    over: Consultation
    wimbledon: Proposal
    planted: Response
    others: list[Response]


@pytest.fixture
def told(closed_consultation: Consultation) -> Town:
    """Two ordinary responses about Wimbledon, and one of a group."""
    over = closed_consultation
    wimbledon = over.proposals.get(station__slug="wimbledon")
    first = unread(over, wimbledon, reasons="It is too far to walk. The bus is slow.")
    planted = unread(over, wimbledon, reasons=PLANTED, capacity="GROUP")
    second = unread(over, wimbledon, reasons="No comment.")
    return Town(over, wimbledon, planted, [first, second])


@pytest.fixture
def opened(new_page: NewPage) -> Opened:
    return lambda person: new_page(size=DESKTOP, session=session_of(person))


def test_two_coders_read_and_code_with_keys_and_mouse(
    opened: Opened, live_server: Any, told: Town, analyst: User
) -> None:
    over, second_coder = told.over, account(Role.ANALYST, "Ben Analyst", is_staff=True)
    point_in(over, analyst, "The walk to the next counter is too long.")
    page = opened(analyst)
    page.goto(f"/staff/consultations/{over.slug}/reading/")
    look(page, live_server.url, "reading fresh")
    follow(page.get_by_role("button", name="Read the next response"))
    expect(page).to_have_url(re.compile(f"/readings/{told.others[0].pk}/"))
    look(page, live_server.url, "coding fresh")
    # By keys alone: the box, the number of a sentence, the number of a point.
    page.get_by_label("Which sentences?").focus()
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("P1")
    follow_key(page, "Enter")
    expect(page.get_by_text("Coded as P1: ").first).to_be_visible()
    look(page, live_server.url, "coding given")
    follow(page.get_by_role("button", name="I have read all of it"))
    expect(page).to_have_url(re.compile(f"/readings/{told.planted.pk}/#main-content$"))
    reads_another(opened(second_coder), told)
    makes_a_point_by_mouse(page, live_server.url)
    follow(page.get_by_role("button", name="I have read all of it"))
    expect(page.get_by_text("Every response that counts has been read.")).to_be_visible()
    look(page, live_server.url, "reading done")
    page.goto("?show=read")
    look(page, live_server.url, "reading who")
    made = Code.objects.get(point__number=2)
    assert words_of(made) == PLANTED.split(". ")[2]
    assert set(Reading.objects.values_list("done_by__name", flat=True)) == {
        "Ana Analyst", "Ben Analyst",
    }  # fmt: skip


def reads_another(other: Page, told: Town) -> None:
    """The other coder gets another response, and says that it makes no point."""
    other.goto(f"/staff/consultations/{told.over.slug}/reading/")
    follow(other.get_by_role("button", name="Read the next response"))
    expect(other).to_have_url(re.compile(f"/readings/{told.others[1].pk}/"))
    other.get_by_label("It makes no point that needs an answer").check()
    follow(other.get_by_role("button", name="I have read all of it"))


def makes_a_point_by_mouse(page: Page, root: str) -> None:
    """Words are chosen, looked for, and become a new point."""
    choose(page, "Wait until the new technology has been evaluated.")
    box = page.get_by_label("Which point do these words make?")
    expect(box).to_be_visible()
    box.fill(WAIT)
    look(page, root, "coding chosen")
    follow(page.get_by_role("button", name="Code these words").first)
    expect(page.get_by_text("Select it to make a new point").first).to_be_visible()
    look(page, root, "coding which point")
    page.get_by_label("A new point: Wait for an evaluation").check()
    follow(page.get_by_role("button", name="Code these words").last)
    expect(page.get_by_text("Coded as P2: ").first).to_be_visible()


def follow_key(page: Page, key: str) -> None:
    """Press a key that sends a form, and wait for what it brings."""
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.fixture
def coded(told: Town, analyst: User) -> Point:
    """All was read, and the group's point is in the register."""
    far = point_in(told.over, analyst, "The walk to the next counter is too long.")
    wait = point_in(told.over, analyst, WAIT)
    code(told.others[0], "1", far, analyst)
    code(told.planted, "3", wait, analyst)
    for response in (told.others[0], told.planted):
        read(response, analyst)
    read(told.others[1], analyst, no_point=True)
    return wait


def test_a_decision_is_refused_past_one_point_and_signed_once_it_is_answered(
    opened: Opened, live_server: Any, told: Town, coded: Point, decision_maker: User,
    superuser: User,
) -> None:  # fmt: skip
    decisions.state_assessment(
        consultation=told.over, title="Equality impact assessment",
        text="Older people walk further.", page="", by=superuser, at=NOW,
    )  # fmt: skip
    page = opened(decision_maker)
    page.goto(f"/staff/consultations/{told.over.slug}/points/")
    look(page, live_server.url, "points")
    answer(page, "P1", live_server.url)
    page.goto(f"/staff/consultations/{told.over.slug}/decisions/")
    look(page, live_server.url, "decisions none yet")
    follow(page.get_by_role("link", name="Begin the decision on Wimbledon"))
    look(page, live_server.url, "decision begin")
    follow(page.get_by_role("button", name="Begin the decision"))
    write_draft(page, live_server.url)
    follow(page.get_by_role("button", name="Make the briefing"))
    missing = page.get_by_role("region", name="It cannot be signed yet")
    expect(missing).to_contain_text("Points without an answer: 1")
    expect(missing.get_by_role("link")).to_have_text([f"P2: {WAIT}"])
    look(page, live_server.url, "decision refused")
    made = Decision.objects.get()
    page.goto(f"/staff/decisions/{made.pk}/sign/")
    expect(page.get_by_text("It cannot be signed yet.")).to_be_visible()
    look(page, live_server.url, "decision sign refused")
    page.goto(made.get_absolute_url())
    follow(missing.get_by_role("link", name=f"P2: {WAIT}"))
    look(page, live_server.url, "answer")
    page.get_by_label("Accepted in part").check()
    page.get_by_label("Why?").fill("It closes once the evaluation is published.")
    follow(page.get_by_role("button", name="Answer the point"))
    look(page, live_server.url, "point answered")
    sign_it(page, live_server.url, made)


def sign_it(page: Page, root: str, made: Decision) -> None:
    """The briefing is made anew, and what was refused is signed."""
    page.goto(made.get_absolute_url())
    missing = page.get_by_role("region", name="It cannot be signed yet")
    expect(missing).to_contain_text("The briefing is not what the register says now")
    follow(page.get_by_role("button", name="Make the briefing anew"))
    follow(page.get_by_role("link", name="Go on to sign it"))
    look(page, root, "decision sign")
    page.get_by_label("I have read the briefing").check()
    page.get_by_label("I have considered every point").check()
    follow(page.get_by_role("button", name="Sign the decision"))
    expect(page.get_by_text("Signed by Dee Decider")).to_be_visible()
    look(page, root, "decision signed")
    assert Decision.objects.get().is_signed


def answer(page: Page, name: str, root: str) -> None:
    """Answer one point from the register."""
    follow(page.get_by_role("link", name=name, exact=True))
    look(page, root, "point not answered")
    follow(page.get_by_role("link", name="Answer it", exact=True))
    page.get_by_label("Not accepted").check()
    page.get_by_label("Why?").fill("Buses go there every ten minutes.")
    follow(page.get_by_role("button", name="Answer the point"))


def write_draft(page: Page, root: str) -> None:
    """All that a decision has to say."""
    look(page, root, "decision fresh")
    follow(page.get_by_role("link", name="Write the draft"))
    page.get_by_label("Go ahead as proposed").check()
    page.get_by_label("What is done, by when and by whom?").fill(WORDS["decided"])
    page.get_by_label("Reasons").fill(WORDS["reasons"])
    page.get_by_label("Alternatives that were considered and rejected").fill(WORDS["alternatives"])
    page.get_by_label("Interests that were declared").fill(WORDS["conflicts"])
    page.get_by_label("How does it stand by the criterion").fill("It fits.")
    page.get_by_label("I have read the equality assessment").check()
    look(page, root, "decision draft")
    follow(page.get_by_role("button", name="Save the draft"))


def test_without_scripts_a_passage_is_coded_by_its_number(
    new_page: NewPage, live_server: Any, told: Town, analyst: User
) -> None:
    point_in(told.over, analyst, WAIT)
    page = new_page(size=PHONE, javascript=False, session=session_of(analyst))
    page.goto(f"/staff/readings/{told.planted.pk}/")
    page.get_by_label("Which sentences?").fill("2-3")
    page.get_by_label("Which point do they make?").fill("P1")
    follow(page.get_by_role("button", name="Code these words"))
    expect(page.get_by_text("Coded as P1: ").first).to_be_visible()
    look(page, live_server.url, "coding plain", javascript=False)
    made = Code.objects.get()
    assert words_of(made) == PLANTED[35:]
