"""Make an edition of results public, and take it back."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from consultation.events import record
from consultation.ledger.actions import tell_log
from consultation.models import (
    EntryKind,
    EventKind,
    FileKind,
    Report,
    ReportFile,
    ReportState,
    User,
)
from consultation.report import rules
from consultation.report.edition import Figures
from consultation.states import Refused


@transaction.atomic
def publish_results(*, report: Report, by: User, at: datetime) -> None:
    """From now on everybody reads these results. Published editions never lose their files.

    The newest of those published is the one in force. Raises Refused before the close, for figures
    that were counted before it, and for anything but results that are ready.
    """
    held = Report.objects.select_for_update(of=("self",)).with_subject().get(pk=report.pk)
    if refusal := rules.why_not_publish_results(by, held, at):
        raise Refused(refusal)
    held.published_at, held.published_by, held.expires_at = at, by, None
    held.save(update_fields=["published_at", "published_by", "expires_at"])
    _tell_log(held, by=by, at=at)
    record(
        EventKind.RESULTS_PUBLISHED, about=held, by=by, at=at,
        consultation=held.consultation_id, snapshot=held.snapshot,
    )  # fmt: skip


def _tell_log(report: Report, *, by: User, at: datetime) -> None:
    """How many were counted, and the SHA-256 of the file for machines, before anybody read it."""
    counted = Figures.from_json(report.figures or {}).value("received", "counted")
    file = ReportFile.objects.get(report=report, kind=FileKind.JSON)
    tell_log(
        kind=EntryKind.REPORT, consultation=report.consultation, by=by, at=at,
        report_sha256=file.sha256, counted=counted or 0,
    )  # fmt: skip


@transaction.atomic
def take_back_results(*, report: Report, by: User, at: datetime) -> None:
    """The public reads the edition before it, or none. It stays for staff, as any other report.

    Raises Refused when it is not published.
    """
    held = Report.objects.select_for_update(of=("self",)).with_subject().get(pk=report.pk)
    if refusal := rules.why_not_take_back(by, held):
        raise Refused(refusal)
    held.published_at = held.published_by = None
    if held.state == ReportState.DONE:
        held.expires_at = at + timedelta(days=settings.REPORT_DAYS)
    held.save(update_fields=["published_at", "published_by", "expires_at"])
    record(
        EventKind.RESULTS_TAKEN_BACK, about=held, by=by, at=at, consultation=held.consultation_id
    )
