"""Petitions and meetings: what they say is led to a point, and holds a decision up until it is."""

import re
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from consultation.analyse.actions import gathered as actions
from consultation.analyse.queries import gathered as queries
from consultation.decide.actions import points
from consultation.decide.queries import decisions
from consultation.decide.queries import points as register
from consultation.models import (
    Consultation,
    GatheringCode,
    GatheringPoint,
    Meeting,
    Petition,
    Point,
    Proposal,
    User,
)
from consultation.states import Refused
from tests import factories
from tests.analyse.coded import point_in
from tests.conftest import NOW, let_in
from tests.decide.decided import prepared
from tests.house.test_database import refused


@pytest.fixture
def over(closed_consultation: Consultation) -> Consultation:
    return closed_consultation


@pytest.fixture
def barkingside(over: Consultation) -> Proposal:
    return over.proposals.get(station__slug="barkingside")


@pytest.fixture
def line(over: Consultation, barkingside: Proposal) -> GatheringPoint:
    """Of a petition, about Barkingside."""
    petition = factories.PetitionFactory(consultation=over)
    made: GatheringPoint = factories.GatheringPointFactory(petition=petition, proposal=barkingside)
    return made


@pytest.fixture
def far(over: Consultation, superuser: User) -> Point:
    return point_in(over, superuser, "The walk is too long.")


def said_in(line: GatheringPoint) -> queries.Said:
    found = queries.gathered_of(line.pk)
    assert found is not None
    return found


def missing(proposal: Proposal, by: User) -> dict[str, list[int]]:
    last = decisions.last_of(proposal)
    decision = last or prepared(proposal, by)
    return {kind: one.keys for kind, one in decisions.missing(decision).items()}


def test_a_line_holds_up_a_decision_until_it_is_coded_and_answered(
    over: Consultation, line: GatheringPoint, barkingside: Proposal, far: Point, superuser: User
) -> None:
    assert missing(barkingside, superuser) == {"gathered": [line.pk]}
    assert missing(over.proposals.get(station__slug="holborn"), superuser) == {}
    actions.give(said=said_in(line), point=far, by=superuser, at=NOW)
    assert missing(barkingside, superuser) == {"point": [far.pk]}
    assert register.unanswered_number(over) == 1
    assert register.standings([far])[far.pk].about == {barkingside.pk}
    points.answer(point=far, kind="ACCEPTED", reason="Yes.", version=1, by=superuser, at=NOW)
    assert missing(barkingside, superuser) == {}
    assert register.unanswered_number(over) == 0
    (code,) = said_in(line).codes
    actions.take_back(said=said_in(line), code=code, by=superuser, at=NOW)
    assert missing(barkingside, superuser) == {"gathered": [line.pk]}


def test_what_names_no_counter_is_about_all_that_its_petition_is_about(
    over: Consultation, barkingside: Proposal, far: Point, superuser: User
) -> None:
    holborn = over.proposals.get(station__slug="holborn")
    narrow = factories.PetitionFactory(consultation=over)
    factories.PetitionAboutFactory(petition=narrow, proposal=barkingside)
    of_one = factories.GatheringPointFactory(petition=narrow)
    wide = factories.GatheringPointFactory(petition=factories.PetitionFactory(consultation=over))
    assert missing(barkingside, superuser) == {"gathered": [of_one.pk, wide.pk]}
    assert missing(holborn, superuser) == {"gathered": [wide.pk]}
    for one in (of_one, wide):
        actions.give(said=said_in(one), point=far, by=superuser, at=NOW)
    assert register.standings([far])[far.pk].about == {barkingside.pk, None}


@pytest.mark.parametrize(
    ("state", "counts"), [("HELD", True), ("WITHDRAWN", False), ("ANNOUNCED", False)]
)
def test_only_what_stands_on_record_counts(
    over: Consultation, far: Point, superuser: User, state: str, counts: bool
) -> None:
    more: dict[str, Any] = {"attendance": 9, "attendance_how": "COUNTED", "note": "Few came."}
    meeting = factories.MeetingFactory(
        consultation=over, state=state, **(more if state != "ANNOUNCED" else {}),
        spoke_for="The deputy mayor" if state != "ANNOUNCED" else "",
        ended_reason="It never took place." if state == "WITHDRAWN" else "",
    )  # fmt: skip
    line = factories.GatheringPointFactory(petition=None, meeting=meeting)
    holborn = over.proposals.get(station__slug="holborn")
    assert missing(holborn, superuser) == ({"gathered": [line.pk]} if counts else {})
    assert len(queries.gathered_in(over)) == int(counts)
    if not counts:
        with pytest.raises(Refused, match="it counts no more"):
            actions.give(said=said_in(line), point=far, by=superuser, at=NOW)


def test_a_line_makes_a_point_once_and_new_ones_too(
    line: GatheringPoint, far: Point, superuser: User, analyst: User, moderator: User
) -> None:
    actions.give(said=said_in(line), point=far, by=analyst, at=NOW)
    with pytest.raises(Refused, match="This line has P1 already"):
        actions.give(said=said_in(line), point=far, by=analyst, at=NOW)
    made = actions.give(said=said_in(line), sentence="Nobody was asked.", by=analyst, at=NOW)
    assert str(made.point) == "P2: Nobody was asked."
    with pytest.raises(Refused, match="You need another role"):
        actions.give(said=said_in(line), point=far, by=moderator, at=NOW)
    with pytest.raises(DatabaseError, match="is of another consultation"), transaction.atomic():
        factories.GatheringCodeFactory(gathered=line, point=factories.PointFactory())
    for said, change in (
        ("only be taken back", "UPDATE consultation_gatheringcode SET at = now() + interval '1 s'"),
        ("DELETE refused", "DELETE FROM consultation_gatheringcode"),
        ("TRUNCATE refused", "TRUNCATE consultation_gatheringcode"),
    ):
        assert said in refused(change)


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_pages(over: Consultation, line: GatheringPoint, far: Point, analyst: User) -> None:
    desk = let_in(Client(), analyst)
    every = reverse("gathered-lines", args=[over.slug])
    assert "1 of 1 is not coded yet." in words_of(desk.get(every))
    address = reverse("gathered-line", args=[line.pk])
    page: Any = desk.post(address, {"point": "nothing like it"})
    assert "No point has these words" in words_of(page)
    assert desk.post(address, {"point": "P1"}).status_code == 303
    assert "All 1 are coded." in words_of(desk.get(every))
    again = desk.post(address, {"point": "P1"})
    assert again.status_code == 409
    assert "This line has P1 already." in words_of(again)
    code = GatheringCode.objects.get()
    page = words_of(desk.get(far.get_absolute_url()))
    assert f"Petitions and meetings that make it {line.text}" in page
    assert desk.post(address, {"act": "back", "code": code.pk}).status_code == 303
    gone = desk.post(address, {"act": "back", "code": code.pk})
    assert "This code is not on the page any more" in words_of(gone)
    assert desk.get(reverse("gathered-line", args=[999])).status_code == 404


def test_the_list_costs_the_same_with_one_line_and_with_three(
    over: Consultation, line: GatheringPoint, analyst: User, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk, address = let_in(Client(), analyst), reverse("gathered-lines", args=[over.slug])
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for position in (2, 3):
        factories.GatheringPointFactory(petition=line.petition, position=position)
    with django_assert_num_queries(len(few)):
        desk.get(address)
    assert Petition.objects.count() == 1
    assert not Meeting.objects.exists()
