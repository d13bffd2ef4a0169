"""What the page of one report shows."""

from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from consultation.models import Report, ReportFile, ReportKind, ReportState, User
from consultation.publish.rules import in_words
from consultation.report import queries, rules
from consultation.report.actions.removing import GONE
from consultation.report.documents import about, in_full, sheets
from consultation.report.drawn.paper import described
from consultation.report.edition import Figures
from consultation.report.quoted import RULE, quoted
from consultation.templatetags.consult_pages import brief

TAGS = {
    ReportState.QUEUED.value: ("clock", "quiet"),
    ReportState.RUNNING.value: ("clock", "calm"),
    ReportState.DONE.value: ("tick", "strong"),
    ReportState.FAILED.value: ("cross", "warm"),
    ReportState.CANCELLED.value: ("cross", "quiet"),
    ReportState.EXPIRED.value: ("ring", "quiet"),
}


def shown(report: Report, by: User, at: datetime) -> dict[str, Any]:
    """What stands there in every state. Three queries."""
    shape, tone = TAGS[report.state]
    requests = queries.requests_of(report)
    own = next((one for one in requests if one.by_id == by.pk), None)
    sealed = report.consultation.is_interim_at(at)
    lines = queries.lines_of(report)
    not_again = rules.why_not_run_again(by, report, at)
    return {
        "consultation": report.consultation,
        "report": report,
        "tag_shape": shape,
        "tag_tone": tone,
        "waits": report.state in rules.WAITS,
        "asked": [f"{one.by.name}, {brief(one.at)}" for one in requests],
        "file_head": ["File", "Size"],
        "lines": [(brief(one.at), one.words) for one in lines],
        "gone": next((one.words for one in reversed(lines) if one.words.startswith(GONE)), ""),
        "may_cancel": not rules.why_not_cancel(by, report, at),
        "may_run_again": not not_again,
        "kept": not_again if not_again == rules.KEPT else "",
        "mailed": own is not None and own.mail,
        "interim": report.is_interim,
        "sealed": sealed,
        "may_publish": not rules.why_not_publish_results(by, report, at),
        "may_take_back": not rules.why_not_take_back(by, report),
    }


def progress_of(report: Report) -> str:
    """A sentence on how far it is."""
    if report.state == ReportState.QUEUED:
        return "It is waiting for its turn."
    return f"{report.step or 'Starting'}: step {report.steps_done} of {report.steps_total}."


def result_of(report: Report) -> dict[str, object]:
    """What came of it. Queries: files, what came since, quotes, replies."""
    figures = Figures.from_json(report.figures or {})
    newer = queries.last_event(report.consultation) != (figures.event, figures.events)
    return {
        "about": about(report, figures),
        "sheets": sheets(figures),
        "replies": in_full(figures),
        "quotes": quoted(figures),
        "rule": RULE,
        "files": [file_row(report, one) for one in queries.files_of(report)],
        "newer": newer,
        "is_export": report.kind == ReportKind.EXPORT,
        "until": in_words(report.expires_at) if report.expires_at else "",
    }


def file_row(report: Report, file: ReportFile) -> list[object]:
    """What it is, with a link while it is there; how large; and its digest."""
    name = described(report, file.kind)
    gone = report.state != ReportState.DONE
    href = reverse("report-file", args=[report.pk, file.kind])
    return [name if gone else {"text": name, "href": href}, filesizeformat(file.size)]
