"""The words of the e-mails about reports. No figure and no name of a person; sends nothing."""

from django.conf import settings
from django.urls import reverse

from consultation.models import Message, Report

MOST = Message._meta.get_field("subject").max_length


def _page(report: Report) -> str:
    return f"{settings.PUBLIC_URL}{reverse('report', args=[report.pk])}"


def ready(report: Report) -> tuple[str, str]:
    """Subject and body: that it is there, and where."""
    title = report.consultation.title
    return f"Report ready: {report.title}, {title}"[:MOST], (
        f"The report that you asked for is ready: {report.title}, of the consultation “{title}”."
        f"\n\nRead it and take its files here, after you have signed in:\n\n{_page(report)}\n"
    )


def failed(report: Report) -> tuple[str, str]:
    """Subject and body: that it was not made, why, and where to run it again."""
    title = report.consultation.title
    return f"Report not made: {report.title}, {title}"[:MOST], (
        f"The report that you asked for was not made: {report.title}, of the consultation "
        f"“{title}”.\n\n{report.error}\n\nNo response is lost by this. Run it again here, after "
        f"you have signed in:\n\n{_page(report)}\n"
    )
