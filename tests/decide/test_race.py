"""Somebody signs while somebody else codes, answers or rewords: the one waits for the other."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from consultation.analyse.actions import coding, frame
from consultation.analyse.queries import coding as texts
from consultation.analyse.texts import place_of
from consultation.decide.queries import decisions as queries
from consultation.models import Decision, Point, Proposal, Response, User
from consultation.states import Refused
from tests.analyse.coded import code, point_in, read, reading_of, unread
from tests.conftest import NOW
from tests.decide.decided import answer, briefed, digest_now, prepared, sign
from tests.races import somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def beside(act: Callable[[], Any]) -> tuple[Thread, list[str]]:
    """Do it on another connection; what the rules say to it, or nothing."""
    told: list[str] = []

    def run() -> None:
        try:
            act()
            told.append("")
        except Refused as why:
            told.append(str(why))
        finally:
            connection.close()

    other = Thread(target=run)
    other.start()
    return other, told


@pytest.fixture
def ready(barkingside: Proposal, superuser: User) -> tuple[Decision, Response, Point]:
    """Read, coded, answered, and a decision that lacks nothing."""
    response = unread(barkingside.consultation, barkingside, reasons="Too far. Too dark.")
    far = point_in(barkingside.consultation, superuser, "Too far.")
    code(response, "1", far, superuser)
    read(response, superuser)
    answer(far, superuser)
    decision = prepared(barkingside, superuser)
    assert queries.missing(decision) == {}
    return decision, response, far


@pytest.mark.parametrize("what", ["code", "reword", "gather"])
def test_whoever_signs_waits_for_whoever_changes_the_register(
    ready: tuple[Decision, Response, Point], superuser: User, what: str
) -> None:
    decision, response, far = ready
    with transaction.atomic():
        if what == "code":
            coding.give_new(
                reading=reading_of(response), sentence="Too dark.", proposal=None, by=superuser,
                at=NOW, place=place_of("2", texts.sources_of(response)),
            )  # fmt: skip
        elif what == "reword":
            frame.reword_point(
                point=far, sentence="Far.", includes="", excludes="", reason="Short.",
                by=superuser, at=NOW,
            )  # fmt: skip
        else:
            point_in(decision.consultation, superuser, "Elsewhere.", about=[decision.proposal])
        signing, told = beside(lambda: sign(decision, superuser))
        assert somebody_waits()
    signing.join(60)
    assert told == ["It cannot be signed yet. What is missing stands on its page."]
    decision.refresh_from_db()
    assert decision.is_draft


def test_whoever_codes_waits_for_whoever_signs(
    ready: tuple[Decision, Response, Point], superuser: User
) -> None:
    decision, response, far = ready
    place = place_of("2", texts.sources_of(response))
    with transaction.atomic():
        sign(decision, superuser)
        giving, told = beside(
            lambda: coding.give(
                reading=reading_of(response),
                place=place,
                point=far,
                proposal=None,
                by=superuser,
                at=NOW,
            )
        )
        assert somebody_waits()
    giving.join(60)
    assert told == [""]  # afterwards, and on record
    decision.refresh_from_db()
    assert decision.is_signed


def test_two_tabs_at_one_response_do_not_stand_in_each_others_way(
    ready: tuple[Decision, Response, Point], superuser: User
) -> None:
    _decision, response, far = ready
    said = texts.sources_of(response)
    with transaction.atomic():
        coding.give(
            reading=reading_of(response), place=place_of("2", said), point=far, proposal=None,
            by=superuser, at=NOW,
        )  # fmt: skip
        making, told = beside(
            lambda: coding.give_new(
                reading=reading_of(response),
                place=place_of("2", said),
                sentence="Too dark.",
                proposal=None,
                by=superuser,
                at=NOW,
            )
        )
        assert somebody_waits()
        point_in(response.consultation, superuser, "Another.")  # what the other would hold
    making.join(60)
    assert told == [""]


def test_of_two_who_sign_one_is_told(
    ready: tuple[Decision, Response, Point], superuser: User
) -> None:
    decision, _response, _far = ready
    briefed(decision, superuser)
    seen = digest_now(decision)
    with transaction.atomic():
        sign(decision, superuser)
        signing, told = beside(lambda: sign(decision, superuser))
        assert somebody_waits()
    signing.join(60)
    assert told == ["It was signed, and what was signed is not changed."]
    decision.refresh_from_db()
    assert decision.digest == seen
