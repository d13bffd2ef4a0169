"""Reports that are asked for by themselves: set one up, end it, ask for those that are due."""

import logging
from datetime import date, datetime

from django.db import transaction

from consultation import queue
from consultation.events import MACHINE, record
from consultation.models import Consultation, EventKind, Every, ReportSchedule, User
from consultation.report import rules, turns
from consultation.report.actions.asking import ask
from consultation.report.makers import offered
from consultation.states import Refused
from stations.models import Borough, Station

logger = logging.getLogger(__name__)


@transaction.atomic
def make_schedule(
    *,
    consultation: Consultation,
    kind: str,
    every: str,
    by: User,
    at: datetime,
    station: Station | None = None,
    borough: Borough | None = None,
    mail: bool = False,
) -> ReportSchedule:
    """Ask for the same report in the person's name, again and again or at the close.

    Raises Refused when they may not ask for it now, when the place does not fit the kind, when the
    close is over, or when such a schedule is in force already.
    """
    made = ReportSchedule(
        consultation=consultation, kind=kind, station=station, borough=borough,
        every=every, mail=mail, by=by, at=at,
    )  # fmt: skip
    about = rules.why_not_about(consultation, kind, station, borough)
    if refusal := rules.why_not_schedule(by, made, at) or about:
        raise Refused(refusal)
    if kind not in offered():
        raise Refused("Reports of this kind cannot be made here.")
    if every == Every.AT_CLOSE and not consultation.is_interim_at(at):
        raise Refused("The consultation has closed. Ask for the report now.")
    # Two who set up the same at once wait here for each other.
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    same = {"kind": kind, "station": station, "borough": borough, "every": every}
    if ReportSchedule.objects.in_force().filter(consultation=consultation, **same).exists():
        raise Refused("This report has the same schedule already.")
    made.save()
    record(
        EventKind.SCHEDULE_MADE, about=made, by=by, at=at,
        consultation=consultation.pk, what=str(kind), every=str(every),
    )  # fmt: skip
    return made


@transaction.atomic
def end_schedule(*, schedule: ReportSchedule, by: User, at: datetime) -> None:
    """It asks no more; what it asked for stays. Raises Refused."""
    held = ReportSchedule.objects.select_for_update().get(pk=schedule.pk)
    if refusal := rules.why_not_end(by, held):
        raise Refused(refusal)
    _end(held, by=by, ended_by=by, at=at, why="person")


def _end(held: ReportSchedule, *, by: User | str, ended_by: User, at: datetime, why: str) -> None:
    held.ended_at, held.ended_by = at, ended_by
    held.save(update_fields=["ended_at", "ended_by"])
    record(
        EventKind.SCHEDULE_ENDED, about=held, by=by, at=at,
        consultation=held.consultation_id, why=why,
    )  # fmt: skip


def ask_scheduled(*, at: datetime, by: str = MACHINE) -> int:
    """Ask for what is due, each once a turn however often this is called. Returns how many.

    One whose person may not ask any more ends. Of a report that is refused for another reason,
    such as a front counter that is part of the consultation no more, the schedule ends too.
    One that goes wrong is logged, and keeps no other from its turn.
    """
    asked = 0
    for key in ReportSchedule.objects.in_force().order_by("pk").values_list("pk", flat=True):
        try:
            asked += _ask_one(key=key, by=by, at=at)
        except Exception:
            logger.exception("Schedule %s: its report was not asked for", key)
    return asked


@transaction.atomic
def _ask_one(*, key: int, by: str, at: datetime) -> bool:
    rows = ReportSchedule.objects.in_force().filter(pk=key)
    found = queue.claim(rows.select_related("consultation", "station__borough", "borough", "by"))
    day = turns.due_on(found[0], found[0].consultation, at) if found else None
    if day is None:
        return False
    schedule = found[0]
    if rules.why_not_schedule(schedule.by, schedule, at):
        _end(schedule, by=by, ended_by=schedule.by, at=at, why="permission")
        return False
    return _ask(schedule, day, by=by, at=at)


def _ask(schedule: ReportSchedule, day: date, *, by: str, at: datetime) -> bool:
    """In the person's name. A schedule for the close has then done what it is for."""
    try:
        with transaction.atomic():
            ask(
                consultation=schedule.consultation, kind=schedule.kind, by=schedule.by, at=at,
                station=schedule.station, borough=schedule.borough, mail=schedule.mail,
            )  # fmt: skip
    except Refused:
        _end(schedule, by=by, ended_by=schedule.by, at=at, why="refused")
        return False
    schedule.last_on = day
    schedule.save(update_fields=["last_on"])
    if schedule.every == Every.AT_CLOSE:
        _end(schedule, by=by, ended_by=schedule.by, at=at, why="done")
    return True
