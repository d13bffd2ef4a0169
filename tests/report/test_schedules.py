"""Reports that are asked for by themselves: each turn once, in somebody's name, until it ends."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultation import tasks
from consultation.models import Consultation, Event, Report, ReportKind, ReportSchedule, User
from consultation.report import actions, makers, turns
from consultation.states import Refused
from tests import factories
from tests.conftest import Town

SignIn = Callable[[User], Client]
Set = Callable[..., ReportSchedule]
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def set_up(consultation: Consultation, analyst: User) -> Set:
    """Set one up, now, for the analyst."""

    def made(every: str = "NIGHTLY", **more: Any) -> ReportSchedule:
        asked = {"kind": "WHOLE", "by": analyst, "at": timezone.now(), **more}
        return actions.make_schedule(consultation=consultation, every=every, **asked)

    return made


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """London time, 2026. The tests begin on Monday 23 November at noon."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def test_nightly_asks_once_a_night_and_not_before_its_first(set_up: Set, analyst: User) -> None:
    schedule = set_up(mail=True)
    assert actions.ask_scheduled(at=timezone.now()) == 0
    assert actions.ask_scheduled(at=at(24, 2, 59)) == 0
    assert [actions.ask_scheduled(at=at(24, 3)), actions.ask_scheduled(at=at(24, 3))] == [1, 0]
    assert actions.ask_scheduled(at=at(25, 2, 59)) == 0
    report = Report.objects.get()
    assert (report.asked_by, report.asked_at) == (analyst, at(24, 3))
    assert report.requests.get().mail
    schedule.refresh_from_db()
    assert schedule.last_on == date(2026, 11, 24)


def test_after_a_time_off_it_asks_once_for_all_that_was_missed(set_up: Set) -> None:
    schedule = set_up()
    actions.ask_scheduled(at=at(24, 3))
    assert [actions.ask_scheduled(at=at(28, 17)) for _twice in range(2)] == [1, 0]
    schedule.refresh_from_db()
    assert schedule.last_on == date(2026, 11, 28)
    assert Event.objects.filter(kind="report.queued").count() == 1  # nothing came in: one report


def test_weekly_asks_in_the_night_to_monday(set_up: Set) -> None:
    set_up("WEEKLY")
    asked = [actions.ask_scheduled(at=at(day, 4)) for day in (24, 25, 26, 27, 28, 29, 30)]
    assert asked == [0, 0, 0, 0, 0, 0, 1]
    assert actions.ask_scheduled(at=at(6, 23, month=12)) == 0
    assert actions.ask_scheduled(at=at(7, 3, month=12)) == 1


def test_at_the_close_it_asks_once_and_ends(set_up: Set, consultation: Consultation) -> None:
    schedule = set_up("AT_CLOSE")
    over = consultation.grace_ends_at
    assert actions.ask_scheduled(at=over) == 0
    second = timedelta(seconds=1)
    assert [actions.ask_scheduled(at=over + second) for _twice in range(2)] == [1, 0]
    schedule.refresh_from_db()
    assert schedule.ended_at == over + second
    assert Event.objects.get(kind="report.schedule_ended").facts["why"] == "done"


@pytest.mark.parametrize(
    ("day", "month", "turn"),
    [
        (29, 3, "2026-03-29T02:00:00+00:00"),  # clocks went forward at 1 in the night
        (28, 3, "2026-03-28T03:00:00+00:00"),
        (25, 10, "2026-10-25T03:00:00+00:00"),  # clocks went back at 2 in the night
        (24, 10, "2026-10-24T02:00:00+00:00"),
    ],
)
def test_the_turn_is_at_three_whatever_the_clocks_do(day: int, month: int, turn: str) -> None:
    instant = turns.turn_of(date(2026, month, day))
    assert instant.astimezone(ZoneInfo("UTC")).isoformat() == turn
    assert turns.latest_night(instant) == date(2026, month, day)
    assert turns.latest_night(instant - timedelta(seconds=1)) == date(2026, month, day - 1)


@pytest.mark.parametrize(("month", "day"), [(3, 29), (10, 25)])
def test_each_night_of_a_change_of_clocks_asks_once(
    consultation: Consultation, month: int, day: int
) -> None:
    """Polled every half hour, over three days."""
    schedule = factories.ReportScheduleFactory.build(
        consultation=consultation, at=at(day - 2, 12, month=month)
    )
    asked, moment = [], at(day - 2, 12, month=month).astimezone(ZoneInfo("UTC"))
    for _half_hour in range(2 * 24 * 3):
        if due := turns.due_on(schedule, consultation, moment):
            schedule.last_on = due
            asked.append(due.day)
        moment += timedelta(minutes=30)
    assert asked == [day - 1, day, day + 1]


def test_when_it_asks_next(consultation: Consultation) -> None:
    build = factories.ReportScheduleFactory.build
    now = at(23, 12)
    for every, turn in (
        ("NIGHTLY", at(24, 3)), ("WEEKLY", at(30, 3)), ("AT_CLOSE", consultation.grace_ends_at),
    ):  # fmt: skip
        assert turns.next_turn(build(every=every), consultation, now) == turn
    assert turns.next_turn(build(every="WEEKLY"), consultation, at(30, 2)) == at(30, 3)


def test_who_lost_the_right_to_ask_asks_no_more_and_is_told(
    set_up: Set, analyst: User, consultation: Consultation, sign_in: SignIn, owner: User
) -> None:
    schedule = set_up()
    analyst.grants.update(revoked_at=timezone.now(), revoked_by=owner)
    assert actions.ask_scheduled(at=at(24, 3)) == 0
    schedule.refresh_from_db()
    assert (schedule.ended_at, schedule.last_on) == (at(24, 3), None)
    ended = Event.objects.get(kind="report.schedule_ended")
    assert (ended.actor, ended.facts) == ("machine", {"why": "permission"})
    assert Report.objects.count() == 0
    page = sign_in(owner).get(reverse("report-schedules", args=[consultation.slug]))
    assert "It ended by itself: Ana Analyst may not ask for this report any more." in (
        page.content.decode()
    )


def test_a_closed_account_asks_no_more(set_up: Set, analyst: User) -> None:
    set_up()
    User.objects.filter(pk=analyst.pk).update(is_active=False)
    assert actions.ask_scheduled(at=at(24, 3)) == 0
    assert Event.objects.get(kind="report.schedule_ended").facts["why"] == "permission"


def test_one_that_fails_does_not_keep_the_others(set_up: Set, town: Town, analyst: User) -> None:
    away = set_up(kind="STATION", station=town.ilford)
    set_up()
    ReportSchedule.objects.filter(pk=away.pk).update(station=factories.StationFactory())
    assert actions.ask_scheduled(at=at(24, 3)) == 1
    away.refresh_from_db()
    assert away.ended_at is not None
    assert Event.objects.get(kind="report.schedule_ended").facts["why"] == "refused"


def test_what_is_not_set_up(
    set_up: Set,
    decision_maker: User,
    town: Town,
    consultation: Consultation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(makers.MAKERS, ReportKind.EXPORT)
    set_up()
    for more, words in (
        ({}, "has the same schedule already"),
        ({"by": decision_maker}, "another role to read figures before"),
        ({"kind": "STATION"}, "Select a front counter"),
        ({"every": "AT_CLOSE", "at": consultation.grace_ends_at + timedelta(days=1)}, "has closed"),
        ({"kind": "EXPORT"}, "cannot be made here"),
    ):
        with pytest.raises(Refused, match=words):
            set_up(**more)
    set_up("WEEKLY")
    assert ReportSchedule.objects.count() == 2
    assert Event.objects.filter(kind="report.schedule_made").count() == 2


def test_who_ends_it(set_up: Set, analyst: User, owner: User, decision_maker: User) -> None:
    first, second = set_up(), set_up("WEEKLY")
    with pytest.raises(Refused, match="another role"):
        actions.end_schedule(schedule=first, by=decision_maker, at=timezone.now())
    actions.end_schedule(schedule=first, by=analyst, at=timezone.now())
    actions.end_schedule(schedule=second, by=owner, at=timezone.now())
    with pytest.raises(Refused, match="ended already"):
        actions.end_schedule(schedule=second, by=owner, at=timezone.now())
    assert actions.ask_scheduled(at=at(30, 3)) == 0
    set_up()  # the same can be set up anew


def test_the_page_sets_up_and_ends(
    sign_in: SignIn, analyst: User, consultation: Consultation
) -> None:
    visitor = sign_in(analyst)
    address = reverse("report-schedules", args=[consultation.slug])
    assert "None is set up." in visitor.get(address).content.decode()
    page = visitor.post(address, {"kind": "WHOLE"}).content.decode()
    assert "Select how often" in page
    sent = {"kind": "BOROUGH", "borough": "camden", "every": "WEEKLY", "mail": "on"}
    page = visitor.post(address, sent, follow=True).content.decode()
    assert "The schedule is set up." in page
    assert "Summary for a borough: Camden" in page
    assert "Monday 30 November 2026" in page
    schedule = ReportSchedule.objects.get()
    assert (schedule.mail, schedule.by) == (True, analyst)
    page = visitor.post(address, sent).content.decode()
    assert "has the same schedule already" in page
    page = visitor.post(address, {"end": str(schedule.pk)}, follow=True).content.decode()
    assert "The schedule has ended." in page
    assert "By Ana Analyst" in page
    assert visitor.post(address, {"end": "999999"}).status_code == 404
    assert visitor.post(address, {"end": "x"}).status_code == 404


def test_one_schedule_costs_as_many_queries_as_three(
    sign_in: SignIn, analyst: User, consultation: Consultation
) -> None:
    visitor, taken = sign_in(analyst), []
    for kinds in (("WHOLE",), ("RESULTS", "EXPORT")):
        for kind in kinds:
            factories.ReportScheduleFactory(consultation=consultation, kind=kind)
        with CaptureQueriesContext(connection) as queries:
            visitor.get(reverse("report-schedules", args=[consultation.slug]))
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 12


def test_the_clock_asks_for_what_is_due(set_up: Set) -> None:
    set_up("AT_CLOSE")
    tasks.ask_scheduled_reports()
    assert Report.objects.count() == 0
    tasks.tidy_reports()


def test_one_that_goes_wrong_keeps_no_other_from_its_turn(
    set_up: Set, town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = set_up(), set_up(kind=ReportKind.BOROUGH, borough=town.camden)
    due = turns.due_on

    def goes_wrong(schedule: ReportSchedule, *rest: Any) -> date | None:
        if schedule.pk == broken.pk:
            raise RuntimeError("something that nobody thought of")
        return due(schedule, *rest)

    monkeypatch.setattr(turns, "due_on", goes_wrong)
    assert actions.ask_scheduled(at=timezone.now() + timedelta(days=1)) == 1
    assert Report.objects.get().borough == sound.borough
    assert f"Schedule {broken.pk}: its report was not asked for" in caplog.text
