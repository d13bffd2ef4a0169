"""Staff state until when formal replies are accepted late; the public reads it beforehand."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from consultation.models import Consultation, Event, EventKind, User
from consultation.publish import actions
from consultation.states import Refused
from tests.conftest import NOW
from tests.publish.reading import text_of
from tests.publish.staff import DATES, LONDON, PAGE, extend, late

ADDRESS = f"{DATES}late-replies/"
POLICY = "A late reply is published and marked as late. It is in the figures."
TYPED = {
    "until_day": "28", "until_month": "2", "until_year": "2027", "until_time": "5pm",
    "policy": POLICY,
}  # fmt: skip
UNTIL = datetime(2027, 2, 28, 17, 0, 59, tzinfo=LONDON)


def state(desk: Client, **typed: str) -> Any:
    return desk.post(ADDRESS, TYPED | typed)


def test_a_policy_is_stated_in_one_step_and_published(
    desk: Client, owner: User, consultation: Consultation
) -> None:
    assert "No policy is stated, so none is accepted after the close." in text_of(
        desk.get(DATES).content
    )
    assert "Late formal replies" not in text_of(desk.get(PAGE).content)
    assert f'href="{ADDRESS}"' in desk.get(DATES).content.decode()

    answer = state(desk)

    assert (answer.status_code, answer["Location"]) == (303, DATES)
    consultation.refresh_from_db()
    assert consultation.late_replies_until == UNTIL
    assert consultation.late_reply_policy == POLICY
    event = Event.objects.get(kind=EventKind.LATE_POLICY_STATED)
    assert (event.about, event.by, event.at) == (
        f"consultation:{consultation.pk}", owner.pk, NOW,
    )  # fmt: skip
    assert event.facts == {
        "until": UNTIL.astimezone(ZoneInfo("UTC")).isoformat(), "before": "", "reworded": False,
    }  # fmt: skip
    told = (
        "Councils and other organisations can send formal replies late, until 5:00pm on Sunday "
        "28 February 2027, London time. They are marked as late."
    )
    for page in (PAGE, DATES):
        words = text_of(desk.get(page).content)
        assert told in words
        assert POLICY in words
    assert "Responses of residents are not accepted late." in text_of(desk.get(PAGE).content)
    assert 'value="5:00pm"' in desk.get(ADDRESS).content.decode()
    urdu = Client().get(f"/ur{PAGE}").content.decode()
    assert f'<div lang="en" dir="ltr"><p>{POLICY}</p></div>' in urdu


def test_it_is_stated_anew_until_the_close(
    desk: Client, owner: User, consultation: Consultation
) -> None:
    state(desk)
    state(desk, policy="A late reply is read.")
    facts = Event.objects.filter(kind=EventKind.LATE_POLICY_STATED).latest("pk").facts
    assert (facts["reworded"], facts["before"]) == (True, facts["until"])
    with late(consultation.closes_at):
        desk.force_login(owner)
        assert state(desk).status_code == 303
    with late(consultation.closes_at + timedelta(seconds=1)):
        answer = state(desk, policy="Another.")
        shown = text_of(desk.get(ADDRESS).content)
        assert f'href="{ADDRESS}"' not in desk.get(DATES).content.decode()
    closed = (
        "This consultation has closed. What it states about late replies stays as it was on the "
        "day of the close."
    )
    assert answer.status_code == 200
    assert closed in text_of(answer.content)
    assert "Another." in answer.content.decode()
    assert closed in shown
    assert 'name="policy"' not in shown
    consultation.refresh_from_db()
    assert consultation.late_reply_policy == POLICY


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"until_day": "14", "until_time": "11:59pm"},
            "Late replies must be accepted until a time after the close. It closes at 11:59pm on "
            "Sunday 14 February 2027, London time.",
        ),
        ({"policy": "  "}, "Enter what becomes of a late reply"),
        ({"policy": "x" * 1_001}, "Your answer must be 1,000 characters or less"),
        ({"until_day": "30"}, "The last date must be a real date"),
        ({"until_day": "", "until_month": "", "until_year": ""}, "Enter the last date"),
        ({"until_time": ""}, "Enter the last time"),
        ({"until_time": "5"}, "Enter a time like 11:59pm or 23:59"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    desk: Client, consultation: Consultation, typed: dict[str, str], said: str
) -> None:
    answer = state(desk, **typed)
    assert answer.status_code == 200
    assert said in text_of(answer.content)
    assert 'value="2027"' in answer.content.decode() or not typed.get("until_year", "x")
    consultation.refresh_from_db()
    assert consultation.late_replies_until is None


def test_the_action_refuses_by_itself(consultation: Consultation, owner: User) -> None:
    asked: dict[str, Any] = {"consultation": consultation, "by": owner, "at": NOW}
    with pytest.raises(Refused, match="Enter what becomes of a late reply"):
        actions.state_late_policy(until=UNTIL, policy=" ", **asked)
    with pytest.raises(Refused, match="a time after the close"):
        actions.state_late_policy(until=consultation.closes_at, policy=POLICY, **asked)
    with pytest.raises(Refused, match="has closed"):
        actions.state_late_policy(
            until=UNTIL, policy=POLICY, **asked | {"at": consultation.closes_at + timedelta(1)}
        )
    assert not Event.objects.filter(kind=EventKind.LATE_POLICY_STATED).exists()
    for fields in ({"late_reply_policy": ""}, {"late_replies_until": consultation.closes_at}):
        with pytest.raises(IntegrityError, match="late_repl"), transaction.atomic():
            Consultation.objects.filter(pk=consultation.pk).update(
                **{"late_replies_until": UNTIL, "late_reply_policy": POLICY} | fields
            )


def test_an_extension_moves_it_by_as_much_and_says_so(
    desk: Client, consultation: Consultation
) -> None:
    state(desk)
    said = (
        "Late formal replies are accepted until 5:00pm on Sunday 28 February 2027, London time. "
        "That moves by as much as the closing time."
    )
    assert said in text_of(desk.get(f"{DATES}extend/").content)
    # Two weeks and no seconds more; then over the last Sunday of March.
    assert extend(desk, closes_time="11:59pm").status_code == 303
    consultation.refresh_from_db()
    assert consultation.late_replies_until == UNTIL + timedelta(weeks=2)
    facts = Event.objects.get(kind=EventKind.CONSULTATION_EXTENDED).facts
    assert facts["late_until"] == consultation.late_replies_until.isoformat()
    assert extend(desk, closes_month="4", closes_time="11:59pm").status_code == 303
    consultation.refresh_from_db()
    assert consultation.late_replies_until is not None
    local = consultation.late_replies_until.astimezone(LONDON)
    assert (local.month, local.day, local.hour, local.minute) == (5, 12, 17, 0)
    assert consultation.late_reply_policy == POLICY


def test_an_extension_far_past_it_keeps_the_order(
    desk: Client, consultation: Consultation, owner: User
) -> None:
    state(desk, until_day="15", until_time="00:00am", until_month="2")
    state(desk, until_day="15", until_time="12:00am", until_month="2")
    consultation.refresh_from_db()
    assert consultation.late_replies_until is not None
    gap = consultation.late_replies_until - consultation.closes_at
    actions.suspend(consultation=consultation, reason="Fire.", by=owner, at=NOW)
    to = consultation.closes_at + timedelta(days=60)
    later = NOW + timedelta(hours=1)
    actions.resume(consultation=consultation, reason="Over.", by=owner, at=later, to=to)
    consultation.refresh_from_db()
    assert consultation.late_replies_until - consultation.closes_at == gap
    assert extend(desk, closes_month="6").status_code == 303


def test_without_a_policy_an_extension_states_none(
    desk: Client, consultation: Consultation
) -> None:
    assert "Late formal replies are accepted" not in text_of(desk.get(f"{DATES}extend/").content)
    assert extend(desk).status_code == 303
    consultation.refresh_from_db()
    assert consultation.late_replies_until is None


def test_after_its_end_the_page_says_that_it_was(
    desk: Client, consultation: Consultation, auditor: User
) -> None:
    state(desk)
    with late(UNTIL + timedelta(seconds=1)):
        words = text_of(Client().get(PAGE).content)
    assert "could send formal replies late, until 5:00pm on Sunday 28 February 2027" in words
