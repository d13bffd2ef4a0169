"""May this person do this now, and if not, why. An empty string means yes."""

from consultation.access import Permission, why_not
from consultation.models import Consultation, Proposal, Report, ReportKind, ReportState, User
from stations.models import Borough, Station


def why_not_ask(by: User, report: Report) -> str:
    """Reports and exports each have their own permission. `report`: asked for, or made."""
    needed = Permission.EXPORT if report.kind == ReportKind.EXPORT else Permission.ASK_REPORTS
    return why_not(by, needed, about=report)


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


def why_not_read(by: User, report: Report) -> str:
    """Who may ask for it may read it."""
    return why_not_ask(by, report)


def why_not_run_again(by: User, report: Report) -> str:
    """Only what failed is run again."""
    if refusal := why_not_read(by, report):
        return refusal
    if report.state != ReportState.FAILED:
        return "Only a report that failed can be run again."
    return ""
