"""May this person do this now, and if not, why. An empty string means yes."""

from datetime import datetime

from consultation.access import Permission, may, why_not
from consultation.models import (
    Consultation,
    Proposal,
    Report,
    ReportKind,
    ReportSchedule,
    ReportState,
    User,
)
from consultation.models.report import OF_A_PLACE
from consultation.report import queries
from consultation.report.kinds import OFFERS
from stations.models import Borough, Station

WAITS = (ReportState.QUEUED, ReportState.RUNNING)
RUN_AGAIN = (ReportState.FAILED, ReportState.CANCELLED, ReportState.EXPIRED)
KEPT = (
    "A legal hold keeps the files that it had, or they are being removed just now, so it cannot be "
    "run again. Ask for the same as a new report."
)


def needed_for(kind: str) -> Permission:
    """Each kind of report says who may ask for it and read it."""
    return OFFERS[ReportKind(kind)].permission


def kinds_for(by: User, consultation: Consultation) -> list[ReportKind]:
    """What the person may ask for: of one borough those that are about a place alone."""
    whole = [kind for kind, one in OFFERS.items() if may(by, one.permission, about=consultation)]
    if whole:
        return whole
    in_part = may(by, Permission.ASK_REPORTS, about=consultation, in_part=True)
    return list(OF_A_PLACE) if in_part else []


def why_not_ask(by: User, report: Report) -> str:
    """Of an edition by its kind and place alone. `report`: asked for, or made."""
    return why_not(by, needed_for(report.kind), about=report)


def why_not_about(
    consultation: Consultation, kind: str, station: Station | None, borough: Borough | None
) -> str:
    """The kind of report names its place, and the place has a proposal in the consultation."""
    if (station is not None) != (kind == ReportKind.STATION):
        return "Select a front counter for a summary of one front counter, and for no other."
    if (borough is not None) != (kind == ReportKind.BOROUGH):
        return "Select a borough for a summary of one borough, and for no other."
    proposals = Proposal.objects.filter(consultation=consultation)
    if station is not None and not proposals.about(station).exists():
        return f"{station} is not part of this consultation."
    if borough is not None and not proposals.within(borough).exists():
        return f"No front counter in {borough} is part of this consultation."
    return ""


def why_not_see_interim(by: User, about: Consultation | Report, at: datetime) -> str:
    """Figures are sealed while responses still come in: a few people alone see them until then.

    So nobody who is to decide has made up their mind before everybody had their say. An edition
    that was counted before the close stays marked as interim, and is no longer sealed after it.
    """
    consultation = about.consultation if isinstance(about, Report) else about
    if not consultation.is_interim_at(at):
        return ""
    return why_not(by, Permission.READ_INTERIM, about=about)


def why_not_read(by: User, report: Report, at: datetime) -> str:
    """Who may ask for it may read it, and before the close who may see interim figures."""
    return why_not_ask(by, report) or why_not_see_interim(by, report, at)


def why_not_run_again(by: User, report: Report, at: datetime) -> str:
    """What failed, was cancelled, or has lost its files."""
    if refusal := why_not_read(by, report, at):
        return refusal
    if report.state not in RUN_AGAIN:
        return "Only a report that failed, was cancelled or has lost its files can be run again."
    return KEPT if queries.are_bytes_kept(report) else ""


def why_not_cancel(by: User, report: Report, at: datetime) -> str:
    """What is not made yet, by the one person who asked, or by whoever runs the consultation."""
    if refusal := why_not_read(by, report, at):
        return refusal
    if report.state not in WAITS:
        return "Only a report that waits or is being made can be cancelled."
    if not why_not(by, Permission.PUBLISH, about=report.consultation):
        return ""
    asked = list(report.requests.values_list("by", flat=True))
    if not asked and report.asked_by is None:
        return "It was asked for by itself. The owner of the consultation can cancel it."
    if by.pk not in asked:
        return "Somebody else asked for it. They can cancel it, or the owner of the consultation."
    if len(asked) > 1:
        return "Others asked for it too. The owner of the consultation can cancel it."
    return ""


def why_not_publish_results(by: User, report: Report, at: datetime) -> str:
    """After the close alone, and only an edition that was counted after it."""
    if refusal := why_not(by, Permission.PUBLISH, about=report.consultation):
        return refusal
    if report.kind != ReportKind.RESULTS:
        return "Only results with every borough and front counter can be published."
    if report.published_at is not None:
        return "These results are published already."
    if report.state != ReportState.DONE or report.figures_at is None:
        return "Only results that are ready, with their files, can be published."
    if report.consultation.is_interim_at(at):
        return "Nothing is published before the consultation has closed."
    if report.consultation.is_interim_at(report.figures_at):
        return "These were counted before the close. Ask for results again, and publish those."
    return ""


def why_not_take_back(by: User, report: Report) -> str:
    """What is public can be taken back by whoever may publish."""
    if refusal := why_not(by, Permission.PUBLISH, about=report.consultation):
        return refusal
    return "" if report.published_at is not None else "These results are not published."


def why_not_schedule(by: User, schedule: ReportSchedule, at: datetime) -> str:
    """What it would ask for, by itself: the same as if the person asked each time."""
    about = Report(
        consultation=schedule.consultation, kind=schedule.kind,
        station=schedule.station, borough=schedule.borough,
    )  # fmt: skip
    if not by.is_active:
        return "The account is closed."
    return why_not_read(by, about, at)


def why_not_end(by: User, schedule: ReportSchedule) -> str:
    """Whoever set it up, or runs the consultation."""
    if schedule.ended_at is not None:
        return "It has ended already."
    if schedule.by_id == by.pk:
        return ""
    return why_not(by, Permission.PUBLISH, about=schedule.consultation)
