"""Ask for a report, ask again, cancel it, be mailed about it, read it, take a file of it."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from consultation import leases, queue
from consultation.events import MACHINE, record
from consultation.models import (
    Consultation,
    EventKind,
    PublicChange,
    Report,
    ReportFile,
    ReportKind,
    ReportRequest,
    ReportState,
    User,
)
from consultation.models.report import OF_THE_PUBLIC
from consultation.report import makers, rules
from consultation.report.actions.telling import write_line
from consultation.report.kinds import OFFERS
from consultation.report.queries import are_bytes_kept, last_change, last_event, newest_event
from consultation.respond.equality import week_of
from consultation.states import Refused, move
from stations.models import Borough, Station

LAYOUT = "7"  # count up when the same data would give another report


@transaction.atomic
def ask(
    *,
    consultation: Consultation,
    kind: str,
    by: User,
    at: datetime,
    station: Station | None = None,
    borough: Borough | None = None,
    mail: bool = False,
) -> Report:
    """Queue a report, or return the one that was already asked of the same data.

    One that failed or was cancelled, or whose files are gone, is queued again; where a legal hold
    keeps these, it stays as it is beside a new one. `mail`: an e-mail
    to `by` once it is ready or has failed. Raises Refused when the person may not, when the place
    does not fit the kind, or when there is nothing that makes this kind.
    """
    what: dict[str, Any] = {"consultation": consultation, "kind": kind}
    what |= {"station": station, "borough": borough}
    about = rules.why_not_about(**what)
    if refusal := rules.why_not_read(by, Report(**what), at) or about:
        raise Refused(refusal)
    if kind not in makers.offered():
        raise Refused("Reports of this kind cannot be made here.")
    report = _queued(what, by=by, at=at)
    mail_me(report=report, wanted=mail, by=by, at=at, asking=True)
    return report


@transaction.atomic
def ask_for_everybody(
    *, consultation: Consultation, kind: ReportKind, at: datetime, by: str = MACHINE
) -> Report:
    """Queue a file of what everybody may read, or return the one of the same public record.

    Nobody asked for it: no person is named, and none is mailed. Raises Refused for any other kind.
    """
    if kind not in OF_THE_PUBLIC:
        raise Refused("Only files of what everybody may read are made by themselves.")
    what: dict[str, Any] = {"consultation": consultation, "kind": kind}
    return _queued({**what, "station": None, "borough": None}, by=by, at=at)


def _queued(what: dict[str, Any], *, by: User | str, at: datetime) -> Report:
    """The job for this question and its data: a new one, or the one that there is."""
    kind = ReportKind(what["kind"])
    key, event = _key(**what, at=at)
    how = {
        "snapshot": event, "priority": OFFERS[kind].priority,
        "asked_by": by if isinstance(by, User) else None,
        "asked_at": at, "steps_total": makers.MAKERS[kind].steps,
    }  # fmt: skip
    _give_key_up(key)
    report, new = Report.objects.get_or_create(key=key, defaults={**what, **how})
    if new:
        record(
            EventKind.REPORT_QUEUED, about=report, by=by, at=at,
            consultation=report.consultation_id, what=str(kind),
        )  # fmt: skip
        write_line(report=report, words="Asked for", by=by, at=at)
    else:
        _join(report=report, by=by, at=at)
    queue.ring("make_due_reports")
    return report


def _give_key_up(key: str) -> None:
    """An edition whose bytes a hold keeps is made no more: they would be no file of it then."""
    held = Report.objects.select_for_update().filter(key=key).first()
    if held is not None and are_bytes_kept(held):
        other = sha256(f"{key}/{held.pk}".encode()).hexdigest()
        Report.objects.filter(pk=held.pk).update(key=other)


def _key(
    consultation: Consultation, kind: str, station: Station | None, borough: Borough | None,
    *, at: datetime,
) -> tuple[str, int]:  # fmt: skip
    """A digest of the question and its data, and the newest event of that data.

    What is asked again after the close is no interim report, though nothing came in since; and
    totals of equality answers, of which no event tells, change by the week. What everybody may read
    is counted for itself, and hangs on nothing else.
    """
    standing: list[object] = [consultation.is_interim_at(at)]
    if kind in OF_THE_PUBLIC:
        event = newest_event(consultation)
        sums = PublicChange.objects.sums_of(consultation.pk)
        standing += [sums.changed, sums.taken]
    else:
        event, events = last_event(consultation)
        standing += [event, events, *last_change(consultation)]
    if kind == ReportKind.EQUALITY:
        standing += [week_of(timezone.localdate(at)), at > consultation.equality_sheets_end_at]
    places = [station.pk if station else 0, borough.pk if borough else 0]
    question = [LAYOUT, kind, consultation.pk, *places, *standing]
    return sha256("/".join(map(str, question)).encode()).hexdigest(), event


def _join(*, report: Report, by: User | str, at: datetime) -> None:
    """One more asks for what was asked for. What came to no end is queued again."""
    held = Report.objects.select_for_update().get(pk=report.pk)
    report.state, report.attempt = held.state, held.attempt
    if report.state in (ReportState.CANCELLED, ReportState.EXPIRED, ReportState.FAILED):
        _requeue(report=report, by=by, at=at)


def _requeue(*, report: Report, by: User | str, at: datetime) -> None:
    steps = makers.MAKERS[ReportKind(report.kind)].steps
    changes = {**leases.asked_anew(report.attempt), "expires_at": None, "steps_total": steps}
    move(report, ReportState.QUEUED, by=by, at=at, changes=changes)
    write_line(report=report, words="Asked for again", by=by, at=at)
    queue.ring("make_due_reports")


@transaction.atomic
def ask_again(*, report: Report, by: User, at: datetime) -> None:
    """Queue what failed, was cancelled or has lost its files. Raises Refused for any other."""
    if refusal := rules.why_not_run_again(by, report, at):
        raise Refused(refusal)
    _requeue(report=report, by=by, at=at)


@transaction.atomic
def mail_me(*, report: Report, wanted: bool, by: User, at: datetime, asking: bool = False) -> None:
    """Note who asked for it, and whether they want an e-mail at its end.

    `asking`: a wish that was stated before stays. Raises Refused when the person may not read it.
    """
    if refusal := rules.why_not_read(by, report, at):
        raise Refused(refusal)
    # Whoever publishes it holds the row too: a wish is either told to them, or comes too late.
    report.state = (
        Report.objects.select_for_update().values_list("state", flat=True).get(pk=report.pk)
    )
    waits = wanted and report.state not in (ReportState.DONE, ReportState.EXPIRED)
    changes = {} if asking and not waits else {"mail": waits}
    ReportRequest.objects.update_or_create(
        report=report, by=by, defaults=changes, create_defaults={"at": at, "mail": waits}
    )


@transaction.atomic
def cancel(*, report: Report, by: User, at: datetime) -> None:
    """End it before it is made. A worker that has it in hand notices within seconds, and drops it.

    Raises Refused when the person may not, or when it has ended.
    """
    if refusal := rules.why_not_cancel(by, report, at):
        raise Refused(refusal)
    changes = {"finished_at": at, "lease_until": None, "step": ""}
    move(report, ReportState.CANCELLED, by=by, at=at, changes=changes)
    write_line(report=report, words="Cancelled", by=by, at=at)


@transaction.atomic
def read(*, report: Report, by: User, at: datetime) -> None:
    """Record a look at interim figures; at any others nothing. Raises Refused."""
    if refusal := rules.why_not_read(by, report, at):
        raise Refused(refusal)
    if report.is_interim:
        record(
            EventKind.REPORT_READ, about=report, by=by, at=at,
            consultation=report.consultation_id,
        )  # fmt: skip


@transaction.atomic
def look_at_figures(
    *, consultation: Consultation, by: User, at: datetime, what: str = "figures"
) -> None:
    """Record that somebody looked at figures that nobody has published yet: at `what` of them."""
    record(
        EventKind.REPORT_READ, about=consultation, by=by, at=at,
        consultation=consultation.pk, what=what,
    )  # fmt: skip


@transaction.atomic
def download(*, file: ReportFile, by: User, at: datetime) -> None:
    """Record that a file was taken. Raises Refused when the person may not."""
    if refusal := rules.why_not_read(by, file.report, at):
        raise Refused(refusal)
    record(
        EventKind.REPORT_DOWNLOADED, about=file.report, by=by, at=at,
        consultation=file.report.consultation_id, file=file.kind, sha256=file.sha256,
    )  # fmt: skip
