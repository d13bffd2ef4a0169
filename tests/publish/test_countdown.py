"""How long is left, in words, wherever the closing is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from consultation.models import Consultation
from consultation.publish.forms.consultations import in_london
from consultation.publish.rules import countdown, given_back
from tests.conftest import Town
from tests.publish.reading import text_of

LONDON = ZoneInfo("Europe/London")
CLOSES = datetime(2027, 2, 14, 23, 59, 59, tzinfo=LONDON)


def london(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=LONDON, fold=fold)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (london(2027, 1, 24, 12), "in 3 weeks, at 11:59pm on Sunday 14 February 2027"),
        (london(2027, 1, 25, 12), "in 2 weeks, at 11:59pm on Sunday 14 February 2027"),
        (london(2027, 1, 31, 23, 59), "in 2 weeks, at 11:59pm on Sunday 14 February 2027"),
        (london(2027, 2, 1, 0, 0), "in 13 days, at 11:59pm on Sunday 14 February 2027"),
        (london(2027, 2, 12, 23, 59), "in 2 days, at 11:59pm on Sunday 14 February 2027"),
        # By the calendar: 48 hours before is two days, and a minute after midnight is tomorrow.
        (london(2027, 2, 13, 0, 0), "tomorrow, at 11:59pm on Sunday 14 February 2027"),
        (london(2027, 2, 13, 23, 59), "tomorrow, at 11:59pm on Sunday 14 February 2027"),
    ],
)
def test_weeks_days_and_tomorrow_are_those_of_the_calendar(now: datetime, words: str) -> None:
    assert countdown(CLOSES, now) == f"Closes {words}, London time"


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (london(2027, 2, 14, 0, 0), "in 23 hours"),
        (london(2027, 2, 14, 18, 59, 59), "in 5 hours"),
        (london(2027, 2, 14, 19, 0), "in 4 hours"),
        (london(2027, 2, 14, 22, 59, 59), "in 1 hour"),
        (london(2027, 2, 14, 23, 0), "in 59 minutes"),
        (london(2027, 2, 14, 23, 47), "in 12 minutes"),
        (london(2027, 2, 14, 23, 58), "in 1 minute"),
        (london(2027, 2, 14, 23, 59, 1), "in less than a minute"),
        (CLOSES, "in less than a minute"),
    ],
)
def test_on_the_last_day_hours_and_minutes_are_rounded_down(now: datetime, left: str) -> None:
    assert countdown(CLOSES, now) == f"Closes today at 11:59pm London time, {left}"


@pytest.mark.parametrize(
    ("closes", "now", "left"),
    [
        # 28 March 2027 has 23 hours: from half past midnight to 5am are three and a half.
        (london(2027, 3, 28, 5, 0), london(2027, 3, 28, 0, 30), "in 3 hours"),
        # 31 October 2027 has 25: here five and a half.
        (london(2027, 10, 31, 5, 0), london(2027, 10, 31, 0, 30), "in 5 hours"),
        # The hour from one to two comes twice.
        (london(2027, 10, 31, 1, 30, fold=1), london(2027, 10, 31, 1, 30), "in 1 hour"),
    ],
)
def test_hours_are_those_that_pass_when_the_clocks_change(
    closes: datetime, now: datetime, left: str
) -> None:
    assert countdown(closes, now).endswith(left)
    assert countdown(closes.astimezone(UTC), now.astimezone(UTC)) == countdown(closes, now)


def test_days_are_those_of_london_in_summer_too() -> None:
    closes = london(2027, 7, 1, 0, 30)  # still 30 June in UTC

    assert countdown(closes, london(2027, 6, 30, 22, 0)) == (
        "Closes tomorrow, at 12:30am on Thursday 1 July 2027, London time"
    )
    assert countdown(closes, london(2027, 7, 1, 0, 10)) == (
        "Closes today at 12:30am London time, in 20 minutes"
    )


@pytest.mark.parametrize(
    ("lost", "closes"),
    [
        (timedelta(0), CLOSES),
        (timedelta(minutes=1), london(2027, 2, 15, 23, 59, 59)),
        (timedelta(days=1), london(2027, 2, 15, 23, 59, 59)),
        (timedelta(days=1, seconds=1), london(2027, 2, 16, 23, 59, 59)),
        # A day of 23 hours lies between: exactly 42 days lost need 43.
        (timedelta(days=42), london(2027, 3, 29, 23, 59, 59)),
    ],
)
def test_time_is_given_back_at_the_same_time_of_day(lost: timedelta, closes: datetime) -> None:
    assert given_back(CLOSES, lost) == closes
    assert given_back(CLOSES, lost).astimezone(UTC) - CLOSES.astimezone(UTC) >= lost


def test_a_typed_time_is_the_second_of_two_and_never_one_that_does_not_exist() -> None:
    day, clock = datetime(2027, 10, 31).date(), datetime(2027, 10, 31, 1, 30).time()  # noqa: DTZ001
    assert in_london(day, clock, last=True) == datetime(2027, 10, 31, 1, 30, 59, tzinfo=UTC)
    assert in_london(day, clock, last=False) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


PAGES = ["", "proposals/barkingside/", "respond/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("now", "words"),
    [
        (
            london(2026, 11, 23, 12),
            "Closes in 11 weeks, at 11:59pm on Sunday 14 February 2027, London time.",
        ),
        (
            london(2027, 2, 13, 9),
            "Closes tomorrow, at 11:59pm on Sunday 14 February 2027, London time.",
        ),
        (london(2027, 2, 14, 18, 30), "Closes today at 11:59pm London time, in 5 hours."),
    ],
)
def test_every_page_that_leads_to_a_response_counts_down(
    client: Client, consultation: Consultation, page: str, now: datetime, words: str
) -> None:
    with time_machine.travel(now, tick=False):
        answer = client.get(f"/consultations/front-counters/{page}")

    assert answer.status_code == 200
    assert words in text_of(answer.content)


def test_the_grace_is_told_before_and_after_the_close(
    client: Client, consultation: Consultation, town: Town
) -> None:
    Consultation.objects.update(grace_minutes=45)
    start = "/consultations/front-counters/respond/"

    told = text_of(client.get(start).content)
    with time_machine.travel(consultation.closes_at + timedelta(minutes=45), tick=False):
        within = client.get(start)
    with time_machine.travel(consultation.closes_at + timedelta(minutes=46), tick=False):
        after = client.get(start)

    assert (
        "If you have begun before the close, you have 45 minutes more to finish and send." in told
    )
    assert within.status_code == after.status_code == 403
    assert (
        "If you began before the close, you can finish and send until "
        "12:44am on Monday 15 February 2027."
    ) in text_of(within.content)
    assert (
        "Those who had begun before the close had 45 minutes more to finish and send."
    ) in text_of(after.content)


def test_no_grace_is_promised_where_there_is_none(
    client: Client, consultation: Consultation
) -> None:
    Consultation.objects.update(grace_minutes=0)

    told = text_of(client.get("/consultations/front-counters/respond/").content)

    assert "more to finish and send" not in told
