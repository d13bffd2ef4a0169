"""When rows arrived: days are London's, nothing is from the future."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from consultation.importing import rules
from consultation.importing.actions import asking, working
from consultation.models import Consultation, Import, Response, User
from tests.importing.files import ABOUT, checked, csv_of, uploaded


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (1, "The day must be on or after the opening at 12:30am on Tuesday 2 June 2026"),
        (2, ""),
        (10, ""),
        (11, "The day must be today or in the past"),
    ],
)
def test_one_day_for_all_rows_is_a_day_in_london(day: int, sentence: str) -> None:
    """In summer its days begin an hour before those of UTC."""
    opened = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    now = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)
    told = rules.why_not_received_on(Consultation(opens_at=opened), date(2026, 6, day), now=now)
    assert told == sentence


@pytest.mark.django_db
def test_nothing_arrives_in_the_future(consultation: Consultation, moderator: User) -> None:
    rows = [["Received", "Instead"], ["2026-11-23 12:00", "a"], ["2026-11-23 12:01", "b"],
            ["2026-11-24", "c"]]  # fmt: skip
    imported = checked(consultation, csv_of(rows), by=moderator)
    assert imported.refusals == [
        ["3", "Received", "It arrived in the future, at 12:01pm on Monday 23 November 2026"],
        ["4", "Received", "It arrived in the future, at 12:00pm on Tuesday 24 November 2026"],
    ]


@pytest.mark.django_db
def test_a_day_without_a_time_is_noon_and_today_no_later_than_now(
    consultation: Consultation, moderator: User
) -> None:
    early = timezone.now() - timedelta(hours=3)
    rows = [["Received", "Instead"], ["2026-11-22", "a"], ["2026-11-23", "b"]]
    imported = uploaded(consultation, csv_of(rows), by=moderator)
    asking.describe(imported=imported, by=moderator, at=early, **ABOUT)
    columns = [(what, station) for what, station in imported.columns]
    asking.ask_check(imported=imported, columns=columns, by=moderator, at=early)
    working.work_next(clock=lambda: early)
    asking.ask_load(imported=Import.objects.get(), by=moderator, at=early)
    working.work_next(clock=lambda: early)
    arrived = Response.objects.order_by("received_at").values_list("received_at", flat=True)
    assert [f"{timezone.localtime(one):%d %H:%M}" for one in arrived] == ["22 12:00", "23 09:00"]
