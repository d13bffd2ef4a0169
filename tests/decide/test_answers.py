"""Answers to points: what is unanswered says so, and an answer is to what was read."""

import pytest

from consultation.analyse.actions import frame
from consultation.decide.actions import points as actions
from consultation.decide.queries import points as queries
from consultation.models import (
    Consultation,
    Disposition,
    Event,
    Point,
    Proposal,
    Response,
    User,
)
from consultation.states import Refused
from tests.analyse.coded import code, point_in, unread
from tests.conftest import NOW
from tests.house.test_database import refused

FAR = "The walk to the next counter is too long."
WHY = "Buses go there every ten minutes."


@pytest.fixture
def over(closed_consultation: Consultation) -> Consultation:
    """Nobody can respond any more."""
    return closed_consultation


@pytest.fixture
def barkingside(over: Consultation) -> Proposal:
    return over.proposals.get(station__slug="barkingside")


@pytest.fixture
def wimbledon(over: Consultation) -> Proposal:
    return over.proposals.get(station__slug="wimbledon")


@pytest.fixture
def far(over: Consultation, analyst: User) -> Point:
    return point_in(over, analyst, FAR)


def answer(point: Point, by: User, *, of: Proposal | None = None, version: int = 0) -> Disposition:
    return actions.answer(
        point=point, kind="NOT_ACCEPTED", reason=WHY, version=version or point.version, by=by,
        at=NOW, proposal=of,
    )  # fmt: skip


def standing(point: Point) -> tuple[set[int | None], set[int | None]]:
    """What it is about, and where it is unanswered."""
    found = queries.standings([point])[point.pk]
    return found.about, found.unanswered


def test_a_point_is_answered_for_all_that_it_is_about(
    over: Consultation, far: Point, analyst: User, decision_maker: User,
    barkingside: Proposal, wimbledon: Proposal,
) -> None:  # fmt: skip
    assert standing(far) == (set(), set())  # raised by nobody
    code(unread(over, barkingside, wimbledon), "1", far, analyst)
    both: set[int | None] = {barkingside.pk, wimbledon.pk}
    assert standing(far) == (both, both)
    answer(far, decision_maker, of=wimbledon)
    assert standing(far) == (both, {barkingside.pk})
    given = answer(far, decision_maker)
    assert standing(far) == (both, set())
    assert Event.objects.filter(kind="point.answered").latest("pk").facts == {
        "disposition": given.pk, "what": "NOT_ACCEPTED", "version": 1, "proposal": 0,
    }  # fmt: skip


def test_a_point_about_the_whole_consultation_needs_an_answer_for_all(
    over: Consultation, far: Point, analyst: User, decision_maker: User,
    barkingside: Proposal,
) -> None:  # fmt: skip
    code(unread(over, barkingside, reasons="", instead="It is too far."), "1", far, analyst)
    assert standing(far) == ({None}, {None})
    answer(far, decision_maker, of=barkingside)
    assert standing(far) == ({None}, {None})
    answer(far, decision_maker)
    assert standing(far) == ({None}, set())


def test_an_answer_is_no_answer_once_the_point_says_something_else(
    over: Consultation, far: Point, analyst: User, decision_maker: User, barkingside: Proposal
) -> None:
    code(unread(over, barkingside), "1", far, analyst)
    answer(far, decision_maker)
    frame.reword_point(
        point=far, sentence="Nobody can walk that far.", includes="", excludes="",
        reason="As they say it.", by=analyst, at=NOW,
    )  # fmt: skip
    far.refresh_from_db()
    assert standing(far)[1] == {barkingside.pk}
    with pytest.raises(Refused, match="The point says something else since you opened this page"):
        answer(far, decision_maker, version=1)
    answer(far, decision_maker)
    assert standing(far)[1] == set()


def test_a_merge_asks_for_an_answer_again_and_parting_too(
    over: Consultation, far: Point, analyst: User, decision_maker: User, barkingside: Proposal
) -> None:
    slow = point_in(over, analyst, "The buses are slow.")
    response = unread(over, barkingside)
    for point in (far, slow):
        code(response, "1", point, analyst)
        answer(point, decision_maker)
    frame.merge_point(point=slow, into=far, reason="One.", by=analyst, at=NOW)
    far.refresh_from_db()
    slow.refresh_from_db()
    assert standing(far) == ({barkingside.pk}, {barkingside.pk})
    with pytest.raises(Refused, match="P2 was merged into P1"):
        answer(slow, decision_maker)
    answer(far, decision_maker)
    assert queries.unanswered_number(over) == 0
    frame.part_point(point=slow, reason="Two.", by=analyst, at=NOW)
    assert queries.unanswered_number(over) == 2


def test_what_only_an_excluded_response_says_needs_no_answer(
    over: Consultation, far: Point, analyst: User, barkingside: Proposal
) -> None:
    response = unread(over, barkingside)
    code(response, "1", far, analyst)
    assert queries.unanswered_number(over) == 1
    Response.objects.filter(pk=response.pk).update(state="EXCLUDED")
    assert queries.unanswered_number(over) == 0


def test_a_point_that_staff_place_at_a_counter_needs_an_answer_there(
    far: Point, analyst: User, barkingside: Proposal
) -> None:
    frame.place_point(point=far, theme=None, about=[barkingside], by=analyst, at=NOW)
    assert standing(far) == ({barkingside.pk}, {barkingside.pk})


def test_the_newest_answer_counts_and_earlier_ones_stay(
    over: Consultation, far: Point, analyst: User, decision_maker: User, barkingside: Proposal
) -> None:
    code(unread(over, barkingside), "1", far, analyst)
    first, of_one, second = (
        answer(far, decision_maker), answer(far, decision_maker, of=barkingside),
        answer(far, decision_maker),
    )  # fmt: skip
    every = queries.dispositions_of(far)
    assert every == [second, of_one, first]
    assert queries.in_force(every, far) == [second, of_one]
    assert refused("UPDATE consultation_disposition SET reason = 'x'").endswith("UPDATE refused")
    assert refused("DELETE FROM consultation_disposition").endswith("DELETE refused")


def test_a_point_is_not_answered_for_what_it_is_not_about(
    over: Consultation, far: Point, analyst: User, decision_maker: User,
    barkingside: Proposal, wimbledon: Proposal,
) -> None:  # fmt: skip
    code(unread(over, barkingside), "1", far, analyst)
    with pytest.raises(Refused, match="P1 is not about Wimbledon"):
        answer(far, decision_maker, of=wimbledon)


@pytest.mark.parametrize("role", ["analyst", "owner", "moderator", "auditor"])
def test_only_who_decides_answers(far: Point, role: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused, match="You need another role to answer points"):
        answer(far, request.getfixturevalue(role))
    assert not Disposition.objects.exists()


def test_nothing_is_answered_before_everybody_had_their_say(
    consultation: Consultation, analyst: User, decision_maker: User
) -> None:
    point = point_in(consultation, analyst, FAR)
    with pytest.raises(Refused, match="Responses still come in"):
        answer(point, decision_maker)


@pytest.mark.parametrize(
    ("kind", "reason", "refusal"),
    [("", WHY, "Select what becomes"), ("ACCEPTED", "  ", "Enter the reason")],
)
def test_an_answer_has_a_kind_and_a_reason(
    far: Point, decision_maker: User, kind: str, reason: str, refusal: str
) -> None:
    with pytest.raises(Refused, match=refusal):
        actions.answer(point=far, kind=kind, reason=reason, version=1, by=decision_maker, at=NOW)


def test_counts_of_a_point_are_apart(
    over: Consultation, far: Point, analyst: User, barkingside: Proposal, wimbledon: Proposal
) -> None:
    lives = barkingside.station.borough
    for about, more in (
        ((barkingside,), {"borough": lives}),
        ((barkingside, wimbledon), {"borough": lives, "capacity": "GROUP"}),
        ((wimbledon,), {}),
    ):
        code(unread(over, *about, **more), "1", far, analyst)
    found = queries.counts_of(far)
    assert (found.responses, found.formal) == (3, 0)
    assert found.channels == [("Online form", 3)]
    assert sorted(found.capacities) == [("A group or organisation", 1), ("Myself", 2)]
    assert found.boroughs == [("Redbridge", 2)]
    assert found.stations == [("Barkingside, Redbridge", 2), ("Wimbledon, Merton", 2)]
