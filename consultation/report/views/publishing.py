"""Publish an edition of results, or take it back, after a page that says what that means."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultation.access import Permission, needs
from consultation.models import Report, User
from consultation.publish.rules import in_words
from consultation.report import actions, queries, rules
from consultation.report.edition import Figures
from consultation.report.views.results import numbers_of
from consultation.states import Refused


@needs(Permission.PUBLISH, of=Report)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be public, and the button that makes it so; of what is public, the way back."""
    found, by, at = queries.report_of(pk), cast(User, request.user), timezone.now()
    if found is None:
        raise Http404("There is no such report.")
    back = found.published_at is not None
    refusal = (
        rules.why_not_take_back(by, found) if back else rules.why_not_publish_results(by, found, at)
    )
    if request.method == "POST":
        return _act(request, found, by)
    context = {
        "consultation": found.consultation,
        "report": found,
        "back": back,
        "refusal": refusal,
        "rows": [] if refusal else _rows(found),
        "others": queries.published_of(found.consultation).exclude(pk=pk).count(),
    }
    return render(request, "report/publish.html", context)


#: What each button does, and what is said of it.
ACTS = {
    "publish": (actions.publish_results, "The results are published."),
    "take-back": (
        actions.take_back_results,
        "The results were taken back. The public does not read this edition any more.",
    ),
}


def _act(request: HttpRequest, found: Report, by: User) -> HttpResponse:
    """Nothing is done for want of a button that is known."""
    act, said = ACTS.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        messages.error(request, "Nothing was done. Press one of the buttons on the page.")
        return redirect("report-publish", pk=found.pk)
    try:
        act(report=found, by=by, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("report", pk=found.pk)


def _rows(found: Report) -> list[dict[str, Any]]:
    """What it holds, for a summary list. One query."""
    counted_at = in_words(found.figures_at) if found.figures_at else ""
    stations, boroughs = queries.places_of(found)
    figures = Figures.from_json(found.figures) if found.figures else None
    waiting = [one for one in numbers_of(figures) if one.name == "waiting"] if figures else []
    return [
        {"key": "Consultation", "value": found.consultation.title},
        {"key": "Counted at", "value": f"{counted_at}, London time"},
        {"key": "Boroughs", "value": f"{boroughs:,}"},
        {"key": "Front counters", "value": f"{stations:,}"},
        *(
            {"key": "Counted and not yet reviewed", "value": f"{one.value:,} ({one.share})"}
            for one in waiting
            if one.value
        ),
    ]
