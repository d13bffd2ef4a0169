"""What a machine doubts: stored with the response, which is taken all the same."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from consultation.models import Consultation, Flag, Message, Proposal, Response
from consultation.respond.doubts import Doubt, given, least_seconds
from consultation.respond.journey import Answers
from tests import factories
from tests.house.test_database import refused
from tests.respond.counts import usual, were_sent, words
from tests.respond.resident import Resident


@pytest.fixture
def at_check(resident: Resident, proposal: Proposal) -> Resident:
    """All filled in, about one counter: two answers, so that ten seconds are the least."""
    resident.fill_in(proposal)
    return resident


def sent_after(resident: Resident, begun: datetime, seconds: float, **more: str) -> Response:
    """Send so long after it was begun; whatever is doubted, it is received."""
    with time_machine.travel(begun + timedelta(seconds=seconds), tick=False):
        resident.go("check/", "sent/", privacy="on", **more)
    response = Response.objects.latest("pk")
    assert response.state == "RECEIVED"
    return response


def flags(response: Response) -> list[tuple[str, dict[str, float]]]:
    return [(one.kind, one.facts) for one in response.flags.all()]


def test_a_person_who_takes_some_minutes_has_no_flag(at_check: Resident, now: datetime) -> None:
    assert flags(sent_after(at_check, now, 240, subject="")) == []


@pytest.mark.parametrize(("seconds", "fast"), [(0, True), (9.9, True), (10, False), (11, False)])
def test_sent_sooner_than_a_person_can(
    at_check: Resident, now: datetime, seconds: float, fast: bool
) -> None:
    found = flags(sent_after(at_check, now, seconds))
    assert found == ([("FAST", {"seconds": int(seconds)})] if fast else [])


def test_a_change_may_be_sent_at_once(at_check: Resident, now: datetime) -> None:
    sent_after(at_check, now, 240)
    later = now + timedelta(minutes=5)
    with time_machine.travel(later, tick=False):
        assert at_check.client.post(f"{at_check.root}sent/change/").status_code == 303
    assert flags(sent_after(at_check, later, 1)) == []


@pytest.mark.parametrize(("answers", "seconds"), [(0, 8), (1, 9), (2, 10), (30, 38)])
def test_the_least_seconds_grow_with_the_answers(answers: int, seconds: int) -> None:
    assert least_seconds(answers) == seconds


def test_what_several_share_was_answered_once() -> None:
    answers = Answers(
        proposals=[1, 2, 3],
        about={
            "1": {"stance": "OPPOSE", "reasons": "Far.", "needs": ["STEPS", "BUS"], "more": ""},
            "9": {"stance": "SUPPORT"},  # no longer chosen
        },
        same={"2": "1", "3": "1"},
        overall={"instead": "Keep it.", "evidence": ""},
    )
    assert given(answers) == 4


@pytest.mark.parametrize("typed", ["https://pills.example", " ", "\x00", "x" * 100_000])
def test_what_fills_in_the_hidden_box_is_taken_and_flagged(
    at_check: Resident, now: datetime, typed: str
) -> None:
    response = sent_after(at_check, now, 240, subject=typed)
    assert flags(response) == [("HONEYPOT", {"letters": len(typed)})]
    assert typed.strip() not in str(list(Flag.objects.values())) or not typed.strip()


def test_the_hidden_box_is_out_of_sight_and_reach(at_check: Resident) -> None:
    page = words(at_check.get("check/"))
    box = page.split('aria-hidden="true">\n  <label for="id_subject"')[1].split("</div>")[0]
    assert "Leave this empty" in box
    assert 'name="subject" type="text" autocomplete="off" tabindex="-1"' in box
    assert '<div class="govuk-!-display-none" aria-hidden="true">\n  <label for="id_subj' in page


def test_a_burst_is_noted_where_the_page_had_not_asked(
    at_check: Resident, consultation: Consultation, now: datetime
) -> None:
    later = now + timedelta(minutes=4)
    usual(consultation, 60, at=later)
    page = words(at_check.get("check/"))
    were_sent(consultation, 100, at=later)
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    response = sent_after(at_check, now, 240, seen=seen)
    assert flags(response) == [("BURST", {"sent": 101, "usual": 1})]
    assert response.flags.get().sentence == (
        "Sent in a minute in which 101 responses came in; 1 a minute were usual on the day before."
    )


@pytest.mark.parametrize(
    ("already", "an_hour", "burst"),
    [
        (59, 0, False),  # sixty with this one
        (60, 0, True),
        (60, 600, False),  # ten a minute are usual: a hundred are no burst
        (99, 600, False),
        (100, 600, True),
    ],
)
def test_a_burst_is_more_than_sixty_a_minute_and_ten_times_the_usual(
    at_check: Resident,
    consultation: Consultation,
    now: datetime,
    already: int,
    an_hour: int,
    burst: bool,
) -> None:
    later = now + timedelta(minutes=4)
    usual(consultation, an_hour, at=later)
    were_sent(consultation, already, at=later)
    kinds = [kind for kind, _facts in flags(sent_after(at_check, now, 240))]
    assert kinds == (["BURST"] if burst else [])


def test_an_attack_of_eleven_hours_does_not_become_usual(
    at_check: Resident, consultation: Consultation, now: datetime
) -> None:
    later = now + timedelta(minutes=4)
    usual(consultation, 6_000, at=later, hours=11)
    were_sent(consultation, 100, at=later)
    assert [kind for kind, _facts in flags(sent_after(at_check, now, 240))] == ["NO_PROOF"]


def test_another_consultation_is_in_no_burst(
    at_check: Resident, closed_consultation: Consultation, now: datetime
) -> None:
    were_sent(closed_consultation, 100, at=now + timedelta(minutes=4))
    assert flags(sent_after(at_check, now, 240)) == []


def test_all_that_is_doubted_is_one_commit_with_the_response(
    at_check: Resident,
    consultation: Consultation,
    now: datetime,
    django_assert_max_num_queries: Any,
) -> None:
    were_sent(consultation, 1000, at=now, by="127.0.0.1")
    page = words(at_check.get("check/"))
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    with django_assert_max_num_queries(8) as asked:
        at_check.go("check/", "sent/", privacy="on", subject="x", seen=seen, proof="nonsense")
    writes = [one["sql"] for one in asked.captured_queries if "INSERT INTO" in one["sql"]]
    assert len(writes) == 1
    response = Response.objects.get()
    assert flags(response) == [
        ("FAST", {"seconds": 0}),
        ("HONEYPOT", {"letters": 1}),
        ("NO_PROOF", {"wrong": 1, "sent": 1001}),
        ("SAME_ADDRESS", {"sent": 1001}),
    ]
    assert {one.at for one in response.flags.all()} == {now}
    assert all(one.sentence.endswith(".") for one in response.flags.all())


def test_a_second_press_adds_no_flag(at_check: Resident, now: datetime) -> None:
    seen = words(at_check.get("check/")).split('name="seen"')[1].split('value="')[1].split('"')[0]
    sent_after(at_check, now, 2, subject="x", seen=seen)
    at_check.client.post(at_check.root + "check/", {"privacy": "on", "seen": seen, "subject": "x"})
    assert (Response.objects.count(), Flag.objects.count()) == (1, 2)


def test_a_flag_is_no_word_to_its_sender(at_check: Resident, now: datetime) -> None:
    sent_after(at_check, now, 2, subject="x")
    for page in ("sent/", "receipt.txt"):
        told = words(at_check.get(page))
        assert "flag" not in told.lower()
        assert "2 seconds" not in told
    assert Message.objects.count() == 0


def test_a_response_by_the_action_alone_has_the_doubts_it_is_given(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response]
) -> None:
    assert flags(send_response(consultation, about=[proposal])) == []
    doubted = send_response(consultation, about=[proposal], doubts=[Doubt("FAST", {"seconds": 3})])
    assert flags(doubted) == [("FAST", {"seconds": 3})]
    assert doubted.flags.get().sentence == (
        "Sent 3 seconds after it was begun. People take some minutes."
    )


@pytest.mark.django_db
@pytest.mark.parametrize("facts", ['{"word": "secret"}', '{"deep": {"n": 1}}', "[1]", '"x"'])
def test_the_database_takes_numbers_alone(facts: str) -> None:
    response = factories.ResponseFactory()
    said = refused(
        "INSERT INTO consultation_flag (response_id, kind, facts, at) "
        f"VALUES ({response.pk}, 'FAST', '{facts}', now())"
    )
    assert "flag_facts_are_numbers" in said
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM consultation_flag")
        assert cursor.fetchone() == (0,)
