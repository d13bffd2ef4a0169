"""Reports: ask for one, watch it being made, read it, take its files."""

from collections.abc import Callable
from typing import cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, boroughs_within, may, needs
from consultation.files import path_of
from consultation.gather.queries import meetings_of, petitions_of
from consultation.models import (
    Consultation,
    FileKind,
    MeetingState,
    Report,
    ReportKind,
    ReportState,
    User,
)
from consultation.report import actions, queries, rules
from consultation.report import equality as totals
from consultation.report.documents import about, in_full, meetings_sheet, petitions_sheet, sheets
from consultation.report.edition import Figures
from consultation.report.forms import AskForm
from consultation.report.quoted import RULE, quoted
from consultation.states import Refused
from consultation.templatetags.consult_pages import brief

A_PAGE = 25
SHEETS: dict[str, Callable[[Consultation], bytes]] = {
    "petitions": lambda found: petitions_sheet(
        [one.record for one in petitions_of(found) if one.record.is_current]
    ),
    "meetings": lambda found: meetings_sheet(
        [one.record for one in meetings_of(found) if one.record.state != MeetingState.WITHDRAWN]
    ),
}
CONTENT_TYPES = {
    FileKind.HTML.value: "text/html; charset=utf-8",
    FileKind.PDF.value: "application/pdf",
    FileKind.CSV.value: "text/csv; charset=utf-8",
}
TAGS = {
    ReportState.QUEUED.value: ("clock", "quiet"),
    ReportState.RUNNING.value: ("clock", "calm"),
    ReportState.DONE.value: ("tick", "strong"),
    ReportState.FAILED.value: ("cross", "warm"),
}


@needs(Permission.ASK_REPORTS, of=Consultation, in_part=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """All reports of a consultation, and the form that asks for another."""
    consultation = get_object_or_404(Consultation, slug=slug)
    by = cast(User, request.user)
    with_exports = may(by, Permission.EXPORT, about=consultation)
    boroughs = boroughs_within(by, Permission.ASK_REPORTS, consultation)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        stations=queries.stations_in(consultation, boroughs),
        boroughs=queries.boroughs_in(consultation, boroughs),
        with_exports=with_exports,
        of_places=boroughs is not None,
    )
    if form.is_bound and form.is_valid():
        try:
            asked = actions.ask(
                consultation=consultation, by=by, at=timezone.now(), **form.cleaned_data
            )
            return redirect("report", pk=asked.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    found = queries.reports_of(consultation, with_exports=with_exports, boroughs=boroughs)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "form": form,
        "page": page,
        "head": ["Report", "State", "Asked for", "By"],
        "rows": [_line(report) for report in page],
    }
    return render(request, "report/reports.html", context)


def _line(report: Report) -> list[object]:
    return [
        {"text": report.title, "href": reverse("report", args=[report.pk])},
        report.get_state_display(),
        brief(report.asked_at),
        report.asked_by.name,
    ]


@needs(Permission.ASK_REPORTS, of=Report, in_part=True)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what came of it, or why it failed and a button that runs it again."""
    found, by = _found(request, pk)
    if request.method == "POST":
        try:
            actions.ask_again(report=found, by=by, at=timezone.now())
        except Refused as refusal:
            raise PermissionDenied(str(refusal)) from None
        return redirect("report", pk=pk)
    shape, tone = TAGS[found.state]
    context = {
        "consultation": found.consultation,
        "report": found,
        "tag_shape": shape,
        "tag_tone": tone,
        "sentence": _progress(found),
    }
    if found.state == ReportState.DONE and found.figures:
        context |= _result(found, Figures.from_json(found.figures))
    return render(request, "report/report.html", context)


def _found(request: HttpRequest, pk: int) -> tuple[Report, User]:
    found = queries.report_of(pk)
    if found is None:
        raise Http404("There is no such report.")
    by = cast(User, request.user)
    if refusal := rules.why_not_read(by, found):
        raise PermissionDenied(refusal)
    return found, by


def _progress(found: Report) -> str:
    if found.state == ReportState.QUEUED:
        return "It is waiting for its turn."
    return f"{found.step or 'Starting'}: step {found.steps_done} of {found.steps_total}."


def _result(found: Report, figures: Figures) -> dict[str, object]:
    return {
        "about": about(found, figures),
        "sheets": sheets(figures),
        "replies": in_full(figures),
        "quotes": quoted(figures),
        "rule": RULE,
        "files": queries.files_of(found),
        "newer": queries.last_event(found.consultation) != (figures.event, figures.events),
        "is_export": found.kind == ReportKind.EXPORT,
    }


@needs(Permission.ASK_REPORTS, of=Report, in_part=True)
@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """A finished file, as an attachment under its own name."""
    found, by = _found(request, pk)
    file = queries.file_of(found, kind)
    if file is None or not path_of(file.sha256).is_file():
        raise Http404("This file is not there.")
    content = path_of(file.sha256).open("rb")
    actions.download(file=file, by=by, at=timezone.now())
    response = FileResponse(
        content,
        as_attachment=True,
        filename=file.name,
        content_type=CONTENT_TYPES[file.kind],
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@needs(Permission.READ_EQUALITY, of=Consultation)
@require_safe
def equality(request: HttpRequest, slug: str) -> HttpResponse:
    """Who took part, question by question, as far as numbers are large enough to be shown."""
    consultation = get_object_or_404(Consultation.objects.select_related("equality_set"), slug=slug)
    found = totals.totals(consultation, at=timezone.now())
    context = {
        "consultation": consultation,
        "set": consultation.equality_set,
        "totals": found,
        "head": ["Answer", "People", "Share"],
        "fewest": totals.FEWEST,
    }
    return render(request, "report/equality.html", context)


@needs(Permission.EXPORT, of=Consultation)
@require_safe
def gathered(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Petitions or meetings as a CSV file. It holds nothing that is not published."""
    consultation = get_object_or_404(Consultation, slug=slug)
    if kind not in SHEETS:
        raise Http404("There is no such file.")
    answer = HttpResponse(SHEETS[kind](consultation), content_type=CONTENT_TYPES["csv"])
    name = f"{consultation.slug}-{kind}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
