"""When a schedule asks next: in the night, London time. Pure: no clock and no database.

The night's turn is at 3 in the morning, an hour that every day has exactly once: when the clocks go
forward there is no half past one, and when they go back there are two.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from consultation.models import Consultation, Every, ReportSchedule

HOUR = time(3)


def latest_night(now: datetime) -> date:
    """The day of the newest night's turn that has come."""
    local = timezone.localtime(now)
    return local.date() if local.time() >= HOUR else local.date() - timedelta(days=1)


def turn_of(day: date) -> datetime:
    """The instant of that day's turn."""
    return timezone.make_aware(datetime.combine(day, HOUR))


def due_on(schedule: ReportSchedule, consultation: Consultation, now: datetime) -> date | None:
    """The day for which it is to ask now; None where it has, or where its turn has not come.

    Only the newest turn counts: what was missed while nothing ran is asked once, as it is now.
    """
    day = latest_night(now)
    if schedule.every == Every.WEEKLY:
        day -= timedelta(days=day.weekday())  # Monday
    if schedule.every == Every.AT_CLOSE:
        over = not consultation.is_interim_at(now) and schedule.last_on is None
        return timezone.localdate(now) if over else None
    if schedule.last_on is not None and schedule.last_on >= day:
        return None
    return day if turn_of(day) > schedule.at else None


def next_turn(schedule: ReportSchedule, consultation: Consultation, now: datetime) -> datetime:
    """When it will ask, as far as is known now."""
    if schedule.every == Every.AT_CLOSE:
        return consultation.grace_ends_at
    day = latest_night(now) + timedelta(days=1)
    if schedule.every == Every.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return turn_of(day)
