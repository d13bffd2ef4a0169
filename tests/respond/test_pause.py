"""A paused consultation keeps what residents typed, and loses none of it."""

from datetime import timedelta
from http.cookies import SimpleCookie

import time_machine
from django.test import Client

from consultation.models import Consultation, Draft, Proposal, Response, User
from consultation.publish import actions
from consultation.respond.queries import draft_of
from consultation.respond.visit import Visit
from tests.conftest import NOW
from tests.publish.reading import text_of
from tests.respond.resident import Resident

REASON = "An election was called."
KEPT = "Your answers are saved and kept"


def pause(consultation: Consultation, owner: User) -> None:
    actions.suspend(consultation=consultation, reason=REASON, by=owner, at=NOW)


def go_on(consultation: Consultation, owner: User, **later: int) -> None:
    at = NOW + timedelta(**later)
    to = consultation.closes_at + timedelta(days=14)
    actions.resume(consultation=consultation, reason="It is over.", to=to, by=owner, at=at)


def test_no_response_is_begun_while_it_is_paused(
    client: Client, consultation: Consultation, owner: User
) -> None:
    pause(consultation, owner)

    for answer in (
        client.get("/consultations/front-counters/respond/"),
        client.post("/consultations/front-counters/respond/"),
    ):
        words = text_of(answer.content)
        assert answer.status_code == 403
        assert "No response can be begun while this consultation is paused." in words
        assert "This consultation is paused, not closed, since 12:00pm on Monday" in words
        assert REASON in words
        assert "This consultation closed" not in words
    assert not Draft.objects.exists()


def test_a_journey_under_way_is_saved_but_not_sent(
    resident: Resident, proposal: Proposal, consultation: Consultation, owner: User
) -> None:
    resident.fill_in(proposal)
    pause(consultation, owner)

    asked = resident.get("about/barkingside/view/")
    assert asked.status_code == 200
    assert KEPT in text_of(asked.content)
    assert REASON in text_of(asked.content)
    resident.go(
        "about/barkingside/view/",
        "questions/anything-else/",
        stance="OPPOSE",
        reasons="Typed while paused.",
    )
    check = resident.get("check/")
    assert "Typed while paused." in text_of(check.content)
    assert "Send your response" not in text_of(check.content)
    seen = Visit.of(draft_of(resident.code()), NOW).names_of_check().plain  # type: ignore[arg-type]
    sent = resident.post("check/", seen=seen, privacy="on")

    assert sent.status_code == 200
    assert (
        "This consultation is paused, not closed. Your answers are saved and kept: you can send "
        "them when it opens again."
    ) in text_of(sent.content)
    assert not Response.objects.exists()
    assert "Typed while paused." in str(Draft.objects.get().answers)


def test_what_was_kept_can_be_sent_when_it_goes_on(
    resident: Resident, proposal: Proposal, consultation: Consultation, owner: User
) -> None:
    resident.fill_in(proposal)
    pause(consultation, owner)
    resident.go(
        "about/barkingside/view/",
        "questions/anything-else/",
        stance="OPPOSE",
        reasons="Typed while paused.",
    )
    start = resident.get("")
    assert "Go on with your answers" in text_of(start.content)
    # Far past the first closing time, and past the 28 days of a cookie that nothing renewed.
    with time_machine.travel(NOW + timedelta(days=90), tick=False):
        assert resident.get("check/").status_code == 200
        go_on(consultation, owner, days=90)
        response = resident.send()

    assert response.in_grace is False
    assert response.answers.get(text="Typed while paused.").response == response
    assert Response.objects.count() == 1


def test_visits_while_it_is_paused_make_the_cookie_last(
    at_reasons: Resident, consultation: Consultation, owner: User
) -> None:
    before = at_reasons.client.cookies["draft-front-counters"].value
    pause(consultation, owner)
    at_reasons.client.cookies = SimpleCookie({"draft-front-counters": before})

    answer = at_reasons.get("about/barkingside/view/")

    renewed = answer.cookies["draft-front-counters"]
    assert (renewed.value, renewed["max-age"]) == (before, 28 * 24 * 3600)
    assert renewed["httponly"]


def test_nothing_is_asked_of_the_pauses_while_it_is_open(
    at_reasons: Resident, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        at_reasons.get("about/barkingside/view/")


def test_a_receipt_is_shown_while_it_is_paused(
    resident: Resident, proposal: Proposal, consultation: Consultation, owner: User
) -> None:
    resident.fill_in(proposal)
    response = resident.send()
    pause(consultation, owner)

    receipt = resident.get("sent/")

    assert receipt.status_code == 200
    assert response.reference in receipt.content.decode()


def test_who_began_in_time_is_led_on_within_the_grace(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    with time_machine.travel(consultation.closes_at - timedelta(minutes=5), tick=False):
        resident.fill_in(proposal)
    with time_machine.travel(consultation.closes_at + timedelta(minutes=30), tick=False):
        within = resident.get("")
        asked = text_of(resident.get("about/barkingside/view/").content)
    with time_machine.travel(consultation.closes_at + timedelta(minutes=31), tick=False):
        after = resident.get("")

    assert "you can finish and send until 12:29am on Monday 15 February 2027." in asked
    assert "Go on with your answers" in text_of(within.content)
    assert "Go on with your answers" not in text_of(after.content)
