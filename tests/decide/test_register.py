"""The point register and the page of a point."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.analyse.actions import frame
from consultation.models import Consultation, Disposition, Event, Point, Proposal, User
from tests import factories
from tests.analyse.coded import code, point_in, unread
from tests.conftest import NOW, let_in

FAR = "The walk to the next counter is too long."
WAIT = "Wait for an evaluation of the new technology before closing."


@pytest.fixture
def over(closed_consultation: Consultation) -> Consultation:
    return closed_consultation


@pytest.fixture
def barkingside(over: Consultation) -> Proposal:
    return over.proposals.get(station__slug="barkingside")


@pytest.fixture
def far(over: Consultation, analyst: User, barkingside: Proposal) -> Point:
    made = point_in(over, analyst, FAR)
    code(unread(over, barkingside), "1", made, analyst)
    return made


@pytest.fixture
def wait(over: Consultation, analyst: User, far: Point) -> Point:
    return point_in(over, analyst, WAIT)


@pytest.fixture
def desk(decision_maker: User) -> Client:
    return let_in(Client(), decision_maker)


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def listed(desk: Client, over: Consultation, query: str = "") -> list[str]:
    page = desk.get(reverse("register-of-points", args=[over.slug]) + query).content.decode()
    return re.findall(r'href="/staff/points/\d+/">(P\d+)<', page)


def answered(point: Point, desk: Client) -> None:
    typed = {"kind": "ACCEPTED", "reason": "It is kept open.", "version": point.version}
    assert desk.post(reverse("point-answer", args=[point.pk]), typed).status_code == 303


def test_the_register_says_what_waits_for_an_answer(
    desk: Client, over: Consultation, far: Point, wait: Point
) -> None:
    page = words_of(desk.get(reverse("register-of-points", args=[over.slug])))
    assert "1 point waits for an answer." in page
    assert f"P1 {FAR} 1 Not answered" in page
    assert f"P2 {WAIT} 0 Raised by nobody" in page
    answered(far, desk)
    page = words_of(desk.get(reverse("register-of-points", args=[over.slug])))
    assert "No point waits for an answer." in page
    assert f"P1 {FAR} 1 Answered" in page


def test_the_register_is_narrowed(
    desk: Client, over: Consultation, far: Point, wait: Point, analyst: User,
    barkingside: Proposal,
) -> None:  # fmt: skip
    theme = frame.make_theme(consultation=over, title="Getting there", by=analyst, at=NOW)
    frame.place_point(point=wait, theme=theme, about=[], by=analyst, at=NOW)
    holborn = over.proposals.get(station__slug="holborn")
    assert listed(desk, over) == ["P1", "P2"]
    assert listed(desk, over, "?show=unanswered") == ["P1"]
    assert listed(desk, over, "?show=answered") == ["P2"]
    assert listed(desk, over, "?show=few") == ["P1"]
    assert listed(desk, over, f"?proposal={barkingside.pk}") == ["P1"]
    assert listed(desk, over, f"?proposal={holborn.pk}") == []
    assert listed(desk, over, f"?theme={theme.pk}") == ["P2"]
    assert listed(desk, over, "?after=1") == ["P2"]
    assert listed(desk, over, "?show=nonsense") == ["P1", "P2"]
    code(unread(over, barkingside, reasons="", instead="Wait."), "1", wait, analyst)
    assert listed(desk, over, f"?proposal={holborn.pk}") == ["P2"]  # it is about all


@pytest.mark.parametrize("role", ["decision_maker", "moderator", "auditor"])
def test_until_the_close_the_register_is_sealed(
    consultation: Consultation, analyst: User, role: str, request: pytest.FixtureRequest
) -> None:
    point = point_in(consultation, analyst, FAR)
    desk = let_in(Client(), request.getfixturevalue(role))
    for address in (
        reverse("register-of-points", args=[consultation.slug]), point.get_absolute_url(),
    ):  # fmt: skip
        page = desk.get(address)
        assert page.status_code == 403
        assert "read figures before the consultation closes" in words_of(page)
    assert not Event.objects.filter(kind="report.read").exists()


def test_a_look_before_the_close_is_an_event(consultation: Consultation, analyst: User) -> None:
    point_in(consultation, analyst, FAR)
    let_in(Client(), analyst).get(reverse("register-of-points", args=[consultation.slug]))
    assert Event.objects.get(kind="report.read").facts == {"what": "points"}


def test_a_point_with_all_that_was_said(
    desk: Client, over: Consultation, far: Point, wait: Point, analyst: User
) -> None:
    frame.merge_point(point=wait, into=far, reason="One.", by=analyst, at=NOW)
    page = words_of(desk.get(far.get_absolute_url()))
    assert "It is about Barkingside." in page
    assert "Not answered for Barkingside." in page
    assert "It is too far to walk. Response" in page
    assert "Merged into it P2: Wait for" in page
    assert "Version 2 The walk to the next counter is too long. P2 was merged into it: One." in page
    merged = words_of(desk.get(wait.get_absolute_url()))
    assert f"It was merged into P1: {FAR} , and is answered there." in merged


def test_an_answer_is_typed_and_stands_on_the_page(desk: Client, far: Point) -> None:
    address = reverse("point-answer", args=[far.pk])
    page = desk.post(address, {"kind": "", "reason": "", "version": 1})
    assert "Select what becomes of the point" in words_of(page)
    assert "Enter the reason" in words_of(page)
    typed = {"kind": "PARTLY", "reason": "A later bus.", "version": 1}
    page = desk.post(address, typed, follow=True)
    assert "P1: accepted in part." in words_of(page)
    assert "Accepted in part A later bus. Dee Decider" in words_of(page)
    assert Disposition.objects.get().kind == "PARTLY"


def test_what_was_reworded_meanwhile_is_read_again(desk: Client, far: Point, analyst: User) -> None:
    frame.reword_point(
        point=far, sentence="Nobody can walk it.", includes="", excludes="", reason="As said.",
        by=analyst, at=NOW,
    )  # fmt: skip
    typed = {"kind": "ACCEPTED", "reason": "A later bus.", "version": 1}
    page = desk.post(reverse("point-answer", args=[far.pk]), typed)
    assert "The point says something else since you opened this page" in words_of(page)
    assert "A later bus." in words_of(page)
    assert not Disposition.objects.exists()


def test_words_whose_use_is_restricted_are_left_out(desk: Client, far: Point) -> None:
    factories.RestrictionFactory(response=far.codes.get().reading.response)
    page = words_of(desk.get(far.get_absolute_url()))
    assert "It is too far to walk." not in page


def test_a_formal_reply_is_read_whole(
    desk: Client, over: Consultation, far: Point, analyst: User
) -> None:
    signed = factories.SignedReplyFactory(response__consultation=over)
    factories.ReadingFactory(response=signed.response)
    answer = factories.AnswerFactory(response=signed.response, text="Too far.", choice="")
    factories.CodeFactory(
        reading=signed.response.reading, answer=answer, end=8, point=far, by=analyst
    )
    page = words_of(desk.get(far.get_absolute_url()))
    assert f"Formal replies that make it {signed.response.organisation} , to be read whole" in page


@pytest.mark.parametrize("where", ["register", "point"])
def test_a_page_costs_the_same_with_one_row_and_with_three(
    desk: Client, over: Consultation, far: Point, analyst: User, barkingside: Proposal, where: str
) -> None:
    address = (
        far.get_absolute_url() if where == "point"
        else reverse("register-of-points", args=[over.slug])
    )  # fmt: skip
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for number in (2, 3):
        response = unread(over, barkingside, reasons=f"Too far, {number}.")
        code(response, "1", far, analyst)
        code(response, "1", point_in(over, analyst, f"Point number {number}."), analyst)
    with CaptureQueriesContext(connection) as many:
        desk.get(address)
    assert len(many) == len(few)
