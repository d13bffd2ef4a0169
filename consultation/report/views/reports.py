"""Reports: ask for one, watch it being made, read it, take its files."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, boroughs_within, needs
from consultation.files import opened
from consultation.models import Consultation, Report, ReportState, User
from consultation.report import actions, makers, queries, rules
from consultation.report.drawn.paper import CONTENT_TYPES
from consultation.report.forms import AskForm, FindForm
from consultation.report.views.shown import progress_of, result_of, shown
from consultation.states import Refused
from consultation.templatetags.consult_pages import brief

A_PAGE = 25


@needs(Permission.ASK_REPORTS, of=Consultation, in_part=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """All reports of a consultation, and the form that asks for another."""
    consultation = get_object_or_404(Consultation, slug=slug)
    by = cast(User, request.user)
    boroughs = boroughs_within(by, Permission.ASK_REPORTS, consultation)
    sealed = sealed_for(by, consultation, boroughs)
    form = None if sealed else ask_form(request, consultation, boroughs)
    if form is not None and form.is_bound and form.is_valid():
        try:
            asked = actions.ask(
                consultation=consultation, by=by, at=timezone.now(), **form.cleaned_data
            )
            return redirect("report", pk=asked.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"consultation": consultation, "form": form, "sealed": sealed}
    if not sealed:
        context |= _list(request, consultation, boroughs)
    return render(request, "report/reports.html", context)


def sealed_for(by: User, consultation: Consultation, boroughs: frozenset[int] | None) -> str:
    """Why the person may see no figures of it now; "" where they may."""
    if boroughs is None:
        return rules.why_not_see_interim(by, consultation, timezone.now())
    within = boroughs_within(by, Permission.READ_INTERIM, consultation)
    if within is None or within & boroughs:
        return ""
    return rules.why_not_see_interim(by, consultation, timezone.now())


def ask_form(
    request: HttpRequest,
    consultation: Consultation,
    boroughs: frozenset[int] | None,
    kind: type[AskForm] = AskForm,
) -> AskForm:
    """With what this person may ask for and what can be made here."""
    kinds = rules.kinds_for(cast(User, request.user), consultation)
    return kind(
        request.POST if request.method == "POST" else None,
        stations=queries.stations_in(consultation, boroughs),
        boroughs=queries.boroughs_in(consultation, boroughs),
        kinds=makers.offered() & set(kinds),
    )


def _list(
    request: HttpRequest, consultation: Consultation, boroughs: frozenset[int] | None
) -> dict[str, Any]:
    """Those that the person may read, as far as the filters show them."""
    kinds = rules.kinds_for(cast(User, request.user), consultation)
    find = FindForm(request.GET, kinds=kinds, auto_id="find-%s")
    chosen = {name: value for name, value in find.cleaned_data.items() if value} if (
        find.is_valid()
    ) else {}  # fmt: skip
    found = queries.reports_of(
        consultation,
        kinds=[chosen["kind"]] if "kind" in chosen else kinds,
        boroughs=boroughs,
        state=chosen.get("state", ""),
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return {
        "find": find,
        "chosen": chosen,
        "page": page,
        "head": ["Report", "State", "Asked for", "By"],
        "rows": [_line(report) for report in page],
    }


def _line(report: Report) -> list[object]:
    return [
        {"text": report.title, "href": reverse("report", args=[report.pk])},
        "Published" if report.published_at else report.get_state_display(),
        brief(report.asked_at),
        report.asker,
    ]


ACTS = {
    "again": (actions.ask_again, {}),
    "cancel": (actions.cancel, {}),
    "mail": (actions.mail_me, {"wanted": True}),
    "no-mail": (actions.mail_me, {"wanted": False}),
}


@needs(Permission.ASK_REPORTS, of=Report, in_part=True)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is and what came of it; buttons that cancel it, run it again, or ask for mail."""
    found, by = _found(request, pk)
    if request.method == "POST":
        act, more = ACTS.get(request.POST.get("act", ""), (None, {}))
        try:
            if act is None:
                raise Refused("Nothing was done. Press one of the buttons on this page.")
            act(report=found, by=by, at=timezone.now(), **more)  # type: ignore[operator]
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("report", pk=pk)
    context = shown(found, by, timezone.now())
    if found.state in rules.WAITS:
        context["sentence"] = progress_of(found)
    elif found.figures and found.state in (ReportState.DONE, ReportState.EXPIRED):
        actions.read(report=found, by=by, at=timezone.now())
        context |= result_of(found)
    return render(request, "report/report.html", context)


def _found(request: HttpRequest, pk: int) -> tuple[Report, User]:
    found = queries.report_of(pk)
    if found is None:
        raise Http404("There is no such report.")
    by = cast(User, request.user)
    if refusal := rules.why_not_read(by, found, timezone.now()):
        raise PermissionDenied(refusal)
    return found, by


@needs(Permission.ASK_REPORTS, of=Report, in_part=True)
@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """A finished file, as an attachment under its own name."""
    found, by = _found(request, pk)
    file = queries.file_of(found, kind)
    there = file is not None and found.state == ReportState.DONE and not queries.is_spoilt(found)
    if file is None or not there:
        raise Http404("This file is not there.")
    try:
        content = opened(file.sha256)
    except FileNotFoundError as problem:
        raise Http404("This file is not there.") from problem
    actions.download(file=file, by=by, at=timezone.now())
    response = FileResponse(
        content,
        as_attachment=True,
        filename=file.name,
        content_type=CONTENT_TYPES[file.kind],
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
