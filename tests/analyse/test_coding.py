"""Reading and coding: nothing unread is missed, and no code is lost."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from consultation.analyse.actions import coding as actions
from consultation.analyse.actions import frame
from consultation.analyse.queries import coding as queries
from consultation.analyse.queries.frame import raised_of
from consultation.analyse.texts import Sources, place_of
from consultation.models import (
    Code,
    Consultation,
    Event,
    Point,
    Proposal,
    Reading,
    Response,
    ResponseState,
    User,
)
from consultation.states import Refused
from tests import factories
from tests.analyse.coded import code, point_in, read, reading_of, unread
from tests.conftest import NOW, Town, account, send
from tests.house.test_database import refused
from tests.moderate.screened import screen_all

FAR = "The walk to the next counter is too long."


@pytest.fixture
def far(consultation: Consultation, analyst: User) -> Point:
    return point_in(consultation, analyst, FAR)


@pytest.fixture
def other(db: None) -> User:
    return account(None, "Another Analyst", is_superuser=True)


def due(consultation: Consultation) -> list[int]:
    found = queries.due_of(consultation, station=None, borough=None)
    return list(found.values_list("pk", flat=True))


def test_what_was_screened_and_has_words_is_to_be_read(
    consultation: Consultation, proposal: Proposal
) -> None:
    worded = send(consultation, about=[proposal])
    ticked = send(consultation, about=[proposal], reasons="")
    assert queries.progress_of(consultation) == queries.Progress(0, 0, 2, 0)
    screen_all()
    assert due(consultation) == [worded.pk]
    assert queries.reading_of(ticked.pk) is None
    assert queries.progress_of(consultation) == queries.Progress(0, 1, 0, 0)


def test_a_file_without_a_word_is_to_be_read(
    consultation: Consultation, proposal: Proposal
) -> None:
    ticked = send(consultation, about=[proposal], reasons="")
    factories.AttachmentFactory(response=ticked, consultation=consultation)
    screen_all()
    assert due(consultation) == [ticked.pk]


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (ResponseState.RELEASED, True),
        (ResponseState.QUARANTINED, True),
        (ResponseState.WITHHELD, True),
        (ResponseState.EXCLUDED, False),
        (ResponseState.SUPERSEDED, False),
        (ResponseState.WITHDRAWN, False),
    ],
)
def test_what_is_not_counted_need_not_be_read_and_counts_for_nothing(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User,
    state: str, counts: bool,
) -> None:  # fmt: skip
    response = unread(consultation, proposal)
    code(response, "1", far, analyst)
    Response.objects.filter(pk=response.pk).update(state=state)
    assert due(consultation) == ([response.pk] if counts else [])
    assert raised_of([far]) == ({far.pk: 1} if counts else {})
    Response.objects.filter(pk=response.pk).update(state=ResponseState.RECEIVED)
    assert due(consultation) == [response.pk]
    assert raised_of([far]) == {far.pk: 1}


def test_a_passage_of_an_answer_makes_a_point_about_its_counter(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    response = unread(consultation, proposal, reasons="We have no car. It is too far. Wait.")
    (made,) = code(response, "2", far, analyst)
    assert (queries.words_of(made), made.proposal) == ("It is too far.", proposal)
    assert (made.frame, made.by) == (1, analyst)
    told = Event.objects.get(kind="code.made")
    assert told.about == f"response:{response.pk}"
    assert told.facts == {"codes": [made.pk], "point": far.pk, "frame": 1}
    assert reading_of(response).held_by == analyst
    with pytest.raises(Refused, match="These words have P1 already"):
        code(response, "2", far, analyst)


def test_the_same_words_about_two_counters_make_the_point_about_both(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    wimbledon = consultation.proposals.get(station__slug="wimbledon")
    response = unread(consultation, proposal, wimbledon)
    made = code(response, "It is too far to walk", far, analyst)
    assert {one.proposal for one in made} == {proposal, wimbledon}
    (given,) = queries.given_to(reading_of(response), queries.texts_to_code(response))
    assert (given.words, len(given.codes)) == ("It is too far to walk", 2)
    assert raised_of([far]) == {far.pk: 1}


def test_a_passage_may_speak_of_another_counter_than_its_answer(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    wimbledon = consultation.proposals.get(station__slug="wimbledon")
    response = unread(
        consultation, proposal, reasons="Wimbledon is needed.", instead="Keep Wimbledon."
    )
    (filed,) = code(response, "1", far, analyst, of=wimbledon)
    (general,) = code(response, "2", far, analyst)
    assert filed.answer is not None
    assert general.answer is not None
    assert (filed.answer.proposal, filed.proposal) == (proposal, wimbledon)
    assert (general.answer.proposal, general.proposal) == (None, None)
    (named,) = code(response, "2", far, analyst, of=wimbledon)
    assert (named.answer, named.proposal) == (general.answer, wimbledon)


def test_a_new_point_is_made_where_it_is_read(
    consultation: Consultation, proposal: Proposal, analyst: User
) -> None:
    response = unread(consultation, proposal)
    place = place_of("1", queries.sources_of(response))
    (made,) = actions.give_new(
        reading=reading_of(response), place=place, sentence="Nobody can walk there.",
        proposal=None, by=analyst, at=NOW,
    )  # fmt: skip
    assert str(made.point) == "P1: Nobody can walk there."
    with pytest.raises(Refused, match="P1 says the same"):
        actions.give_new(
            reading=reading_of(response), place=place, sentence="Nobody can walk there.",
            proposal=None, by=analyst, at=NOW,
        )  # fmt: skip
    assert Point.objects.count() == 1


def test_a_response_is_read_once_it_is_coded_or_makes_no_point(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    response = unread(consultation, proposal)
    with pytest.raises(Refused, match="Code what it says, or tick that it makes no point"):
        read(response, analyst)
    code(response, "1", far, analyst)
    with pytest.raises(Refused, match="It has codes, so it makes a point"):
        read(response, analyst, no_point=True)
    read(response, analyst)
    reading = reading_of(response)
    assert (reading.done_at, reading.done_by, reading.frame) == (NOW, analyst, 1)
    assert (reading.no_point, reading.held_by) == (False, None)
    assert queries.read_by(consultation) == [("Ana Analyst", 1)]
    with pytest.raises(Refused, match="read to its end already"):
        read(response, analyst)
    nothing = unread(consultation, proposal, reasons="No comment.")
    read(nothing, analyst, no_point=True)
    assert queries.progress_of(consultation) == queries.Progress(2, 0, 0, 1)


def test_the_last_code_of_what_was_read_is_not_taken_back(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    response = unread(consultation, proposal, reasons="Too far. Far too far.")
    first, second = code(response, "1", far, analyst) + code(response, "2", far, analyst)
    read(response, analyst)

    def take_back(one: Code) -> None:
        actions.take_back(reading=reading_of(response), codes=[one], by=analyst, at=NOW)

    take_back(first)
    with pytest.raises(Refused, match="taken back a moment ago"):
        take_back(first)
    with pytest.raises(Refused, match="Read it again first"):
        take_back(second)
    actions.reopen(reading=reading_of(response), by=analyst, at=NOW)
    take_back(second)
    assert due(consultation) == [response.pk]
    assert Code.objects.count() == 2  # on record for good
    assert raised_of([far]) == {}


def test_a_code_on_what_made_no_point_says_that_it_makes_one(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    response = unread(consultation, proposal)
    read(response, analyst, no_point=True)
    code(response, "1", far, analyst)
    assert reading_of(response).no_point is False


def test_two_coders_get_two_responses_and_keep_them_for_half_an_hour(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User, other: User
) -> None:
    first, second = (unread(consultation, proposal, reasons=words) for words in ("One.", "Two."))

    def take(by: User, minutes: int = 0) -> int | None:
        at = NOW + timedelta(minutes=minutes)
        found = actions.take_next(consultation=consultation, by=by, at=at)
        return found.pk if found else None

    assert (take(analyst), take(other)) == (first.pk, second.pk)
    assert take(analyst) == first.pk  # what they hold already
    with pytest.raises(Refused, match="Ana Analyst is reading this response now"):
        code(first, "1", far, other)
    read(second, other, no_point=True)
    assert take(other) is None
    assert take(other, minutes=31) == first.pk


def test_an_account_that_was_closed_holds_nothing(
    consultation: Consultation, proposal: Proposal, analyst: User, other: User
) -> None:
    response = unread(consultation, proposal)
    actions.take_next(consultation=consultation, by=analyst, at=NOW)
    User.objects.filter(pk=analyst.pk).update(is_active=False)
    found = actions.take_next(consultation=consultation, by=other, at=NOW)
    assert found is not None
    assert found.pk == response.pk


def test_the_next_of_a_front_counter(
    consultation: Consultation, proposal: Proposal, analyst: User, town: Town
) -> None:
    unread(consultation, proposal)
    holborn = consultation.proposals.get(station__slug="holborn")
    about = unread(consultation, holborn)
    found = actions.take_next(
        consultation=consultation, station=holborn.station_id, by=analyst, at=NOW
    )
    assert found is not None
    assert found.pk == about.pk


def test_nobody_without_the_role_codes(
    consultation: Consultation, proposal: Proposal, far: Point, moderator: User
) -> None:
    response = unread(consultation, proposal)
    for act in (
        lambda: code(response, "1", far, moderator),
        lambda: read(response, moderator, no_point=True),
        lambda: actions.take_next(consultation=consultation, by=moderator, at=NOW),
    ):
        with pytest.raises(Refused, match="You need another role to read and code"):
            act()
    assert not Code.objects.exists()


def test_words_whose_use_is_restricted_are_not_coded(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    response = unread(consultation, proposal)
    factories.RestrictionFactory(response=response)
    place = place_of("1", Sources(queries.texts_to_code(response)))
    for act in (
        lambda: actions.give(
            reading=reading_of(response), place=place, point=far, proposal=None, by=analyst, at=NOW
        ),
        lambda: read(response, analyst, no_point=True),
    ):
        with pytest.raises(Refused, match="The use of this response is restricted"):
            act()
    assert due(consultation) == [response.pk]  # it waits


def test_codes_from_before_a_rewording_are_looked_at_again(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    response = unread(consultation, proposal, reasons="Too far. Far too far.")
    first, second = code(response, "1", far, analyst) + code(response, "2", far, analyst)
    point_in(consultation, analyst, "Another point altogether.")
    assert not queries.to_confirm(consultation).exists()
    frame.reword_point(
        point=far, sentence="It is too far.", includes="", excludes="", reason="Shorter.",
        by=analyst, at=NOW,
    )  # fmt: skip
    far.refresh_from_db()
    assert list(queries.to_confirm(consultation)) == [first, second]
    assert actions.confirm(codes=[first], point=far, by=analyst, at=NOW) == 1
    assert list(queries.to_confirm(consultation)) == [second]
    with pytest.raises(Refused, match="looked at a moment ago"):
        actions.confirm(codes=[first], point=far, by=analyst, at=NOW)
    assert Event.objects.get(kind="code.confirmed").facts == {"codes": [first.pk], "frame": 3}


def test_codes_of_a_merged_point_are_looked_at_again_too(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    dark = point_in(consultation, analyst, "Too dark.")
    (made,) = code(unread(consultation, proposal), "1", dark, analyst)
    frame.merge_point(point=dark, into=far, reason="One.", by=analyst, at=NOW)
    far.refresh_from_db()
    frame.reword_point(
        point=far, sentence="Far and dark.", includes="", excludes="", reason="Both.", by=analyst,
        at=NOW,
    )  # fmt: skip
    far.refresh_from_db()
    assert list(queries.to_confirm(consultation, far)) == [made]
    assert actions.confirm(codes=[made], point=far, by=analyst, at=NOW) == 1
    factories.RestrictionFactory(response=made.reading.response)
    assert not queries.to_confirm(consultation).exists()


def test_a_code_given_since_needs_no_second_look(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    frame.reword_point(
        point=far, sentence="It is too far.", includes="", excludes="", reason="Shorter.",
        by=analyst, at=NOW,
    )  # fmt: skip
    far.refresh_from_db()
    code(unread(consultation, proposal), "1", far, analyst)
    assert not queries.to_confirm(consultation).exists()


def test_the_database_keeps_codes_and_readings(
    consultation: Consultation, proposal: Proposal, far: Point, analyst: User
) -> None:
    response = unread(consultation, proposal)
    (made,) = code(response, "1", far, analyst)
    for change in ({"start": 1}, {"point": point_in(consultation, analyst, "Other.")}):
        told = "only be confirmed or taken back"
        with pytest.raises(DatabaseError, match=told), transaction.atomic():
            Code.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError, match="it stays of its response"), transaction.atomic():
        Reading.objects.update(received_at=NOW + timedelta(days=1))
    for table in ("code", "reading"):
        assert refused(f"DELETE FROM consultation_{table}").endswith("DELETE refused")
        assert refused(f"TRUNCATE consultation_{table} CASCADE").endswith("TRUNCATE refused")
    wrong = {"point": factories.PointFactory(), "end": 9_999, "answer": factories.AnswerFactory()}
    for name, value in wrong.items():
        given = {"reading": made.reading, "answer": made.answer, "point": far, "start": 3}
        with pytest.raises(DatabaseError, match="has no such passage"), transaction.atomic():
            factories.CodeFactory(**{**given, name: value})


def test_what_was_screened_before_there_was_coding_is_to_be_read_too(
    consultation: Consultation, proposal: Proposal
) -> None:
    fill = import_module("consultation.migrations.0062_readings_of_before").FILL
    worded = send(consultation, about=[proposal])
    send(consultation, about=[proposal], reasons="")
    gone = send(consultation, about=[proposal], reasons="Gone.")
    Response.objects.filter(pk=gone.pk).update(state=ResponseState.WITHDRAWN)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        screen_all()
        cursor.execute("SET session_replication_role = DEFAULT")
        assert not Reading.objects.exists()
        for _again in range(2):
            cursor.execute(fill)
    kept = Reading.objects.order_by("pk").values_list("pk", "counted", "done_at")
    assert list(kept) == [(worded.pk, True, None), (gone.pk, False, None)]
