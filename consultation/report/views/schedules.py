"""Reports on a schedule."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultation.access import Permission, needs
from consultation.events import name_of
from consultation.models import Consultation, ReportSchedule, User
from consultation.publish.rules import in_words
from consultation.report import actions, queries, rules, turns
from consultation.report.forms import ScheduleForm
from consultation.report.views.reports import ask_form, sealed_for
from consultation.states import Refused
from consultation.templatetags.consult_pages import brief
from stations.keys import read_key

ENDS = {
    "permission": "It ended by itself: {name} may not ask for this report any more.",
    "refused": "It ended by itself: its report is refused, as its place is no longer part of the "
    "consultation.",
    "done": "It asked at the close, and is done.",
}


@needs(Permission.ASK_REPORTS, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def schedules(request: HttpRequest, slug: str) -> HttpResponse:
    """The schedules of a consultation, and a form that sets up another."""
    consultation = get_object_or_404(Consultation, slug=slug)
    by, at = cast(User, request.user), timezone.now()
    if request.method == "POST" and "end" in request.POST:
        return _end(request, consultation, by)
    sealed = sealed_for(by, consultation, None)
    form = None if sealed else ask_form(request, consultation, None, ScheduleForm)
    if form is not None and form.is_bound and form.is_valid():
        try:
            actions.make_schedule(consultation=consultation, by=by, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The schedule is set up.")
            return redirect("report-schedules", slug=slug)
    found = queries.schedules_of(consultation)
    why = queries.why_ended(found)
    context = {
        "consultation": consultation,
        "form": form,
        "sealed": sealed,
        "schedules": [_shown(one, by, at, why.get(name_of(one), "")) for one in found],
    }
    return render(request, "report/schedules.html", context)


def _end(request: HttpRequest, consultation: Consultation, by: User) -> HttpResponse:
    key = read_key(request.POST.get("end", "")) or 0
    schedule = get_object_or_404(
        ReportSchedule.objects.select_related("consultation"), consultation=consultation, pk=key
    )
    try:
        actions.end_schedule(schedule=schedule, by=by, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The schedule has ended.")
    return redirect("report-schedules", slug=consultation.slug)


def _shown(one: ReportSchedule, by: User, at: datetime, why: str) -> dict[str, Any]:
    """One schedule in words."""
    place = one.station or one.borough
    kind = one.get_kind_display()
    rows = [
        {"key": "How often", "value": one.get_every_display()},
        {"key": "Set up by", "value": f"{one.by.name}, {brief(one.at)}"},
        {"key": "Last asked", "value": f"{one.last_on:%-d %B %Y}" if one.last_on else "Not yet"},
    ]
    if one.ended_at is None:
        turn = in_words(turns.next_turn(one, one.consultation, at))
        rows.append({"key": "Next", "value": f"{turn}, London time"})
    elif why:
        rows.append({"key": "Ended", "value": ENDS[why].format(name=one.by.name)})
    else:
        ended_by = one.ended_by.name if one.ended_by else ""
        rows.append({"key": "Ended", "value": f"By {ended_by}, {brief(one.ended_at)}"})
    return {
        "pk": one.pk,
        "title": f"{kind}: {place}" if place else kind,
        "rows": rows,
        "ended": one.ended_at is not None,
        "may_end": not rules.why_not_end(by, one),
    }
