"""What is written down of a job for people: lines of its log, and e-mails to who asked."""

from datetime import datetime

from consultation import queue
from consultation.models import Message, MessageKind, Report, ReportLine, User
from consultation.report import letters, rules

MOST_LINES = 100  # of one attempt; then its progress alone goes on
LONGEST = ReportLine._meta.get_field("words").max_length


def write_line(*, report: Report, words: str, by: User | str, at: datetime) -> None:
    """Add a line to its log, with the name of a person who did it; none where an attempt has said
    enough."""
    said = f"{words} by {by.name}" if isinstance(by, User) else words
    said = f"{said.rstrip('.')}."
    lines = ReportLine.objects.filter(report=report, attempt=report.attempt)
    if lines.count() < MOST_LINES:
        lines.create(report=report, attempt=report.attempt, at=at, words=said[:LONGEST])


def mail_who_asked(*, report: Report, kind: MessageKind, by: User | str, at: datetime) -> None:
    """One e-mail to each who wants one and may still read it. Call it inside a transaction.

    Whoever brought the end about knows of it.
    """
    wanted = report.requests.filter(mail=True, by__is_active=True).select_related("by")
    if isinstance(by, User):
        wanted = wanted.exclude(by=by)
    subject, body = (
        letters.ready(report) if kind == MessageKind.REPORT_READY else letters.failed(report)
    )
    told = [one.by for one in wanted if not rules.why_not_read(one.by, report, at)]
    Message.objects.bulk_create(
        Message(kind=kind, to=one.email, subject=subject, body=body, queued_at=at, due_at=at)
        for one in told
    )
    if kind == MessageKind.REPORT_READY:
        wanted.update(mail=False)
    if told:
        queue.ring("post_due_messages")
