"""Taking the same words out of all responses: type them, see where they stand, confirm, watch."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultation.access import Permission, needs
from consultation.models import BulkRedaction, BulkRedactionState, Consultation, User
from consultation.models.bulk_redaction import AT_WORK
from consultation.moderate import marking
from consultation.moderate.actions import everywhere as actions
from consultation.moderate.forms.redacting import EverywhereForm
from consultation.moderate.queries import everywhere as queries
from consultation.moderate.redacting import around
from consultation.reading.views import lists, shows
from consultation.states import Refused
from consultation.templatetags.consult_pages import brief

S = BulkRedactionState
TAGS = {
    S.SEARCH_DUE.value: ("clock", "quiet"),
    S.SEARCHING.value: ("clock", "calm"),
    S.FOUND.value: ("ring", "warm"),
    S.REFUSED.value: ("bar", "quiet"),
    S.TAKE_DUE.value: ("clock", "quiet"),
    S.TAKING.value: ("clock", "calm"),
    S.DONE.value: ("tick", "strong"),
    S.STOPPED.value: ("bar", "quiet"),
    S.EXPIRED.value: ("bar", "quiet"),
    S.FAILED.value: ("cross", "warm"),
}
HEADINGS = {
    S.SEARCH_DUE.value: "Searching all responses for these words",
    S.SEARCHING.value: "Searching all responses for these words",
    S.FOUND.value: "Where these words stand",
    S.REFUSED.value: "Nothing was taken out",
    S.TAKE_DUE.value: "Taking these words out",
    S.TAKING.value: "Taking these words out",
    S.DONE.value: "The words are taken out",
    S.STOPPED.value: "Taking words out everywhere was stopped",
    S.EXPIRED.value: "Nobody went on with it in time",
    S.FAILED.value: "It did not come to its end",
}
ACTS: dict[str, Callable[..., None]] = {
    "confirm": actions.confirm_everywhere,
    "stop": actions.stop_everywhere,
    "again": actions.ask_everywhere_again,
}


@needs(Permission.REVIEW, of=Consultation)
@lists()
@require_http_methods(["GET", "HEAD", "POST"])
def everywhere(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which words; they are searched for by a worker. What was asked for before is listed."""
    consultation = get_object_or_404(Consultation, slug=slug)
    form = EverywhereForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.ask_everywhere(
                **form.cleaned_data, consultation=consultation, by=cast(User, request.user),
                at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("everywhere", pk=made.pk)
    jobs = list(queries.everywhere_of(consultation))
    context = {
        "consultation": consultation,
        "form": form,
        "head": ["Asked for", "By", "State", "Responses", "Places"],
        "rows": [_line(one) for one in jobs],
    }
    return render(request, "moderate/redact_everywhere.html", context)


def _line(one: BulkRedaction) -> list[object]:
    confirmed = one.confirmed_at is not None
    return [
        {"text": brief(one.asked_at), "href": reverse("everywhere", args=[one.pk])},
        one.asked_by.name,
        one.get_state_display(),
        f"{one.changed if confirmed else one.responses:,}",
        f"{one.taken if confirmed else one.places:,}",
    ]  # fmt: skip


@needs(Permission.REVIEW, of=BulkRedaction)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(BulkRedaction)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what was found, and the buttons that confirm, stop or try again."""
    found = queries.one_everywhere(pk)
    if found is None:
        raise Http404("There is nothing here.")
    by, now = cast(User, request.user), timezone.now()
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        try:
            if act is not None:
                act(bulk_redaction=found, by=by, at=now)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("everywhere", pk=pk)
    return render(request, "moderate/everywhere.html", _context(found, by, now))


def _context(found: BulkRedaction, by: User, now: datetime) -> dict[str, Any]:
    shape, tone = TAGS[found.state]
    waits = found.state in AT_WORK
    context: dict[str, Any] = {
        "consultation": found.consultation,
        "job": found,
        "title": HEADINGS[found.state],
        "tag_shape": shape,
        "tag_tone": tone,
        "waits": waits,
        "sentence": (found.step and f"{found.step}.") or "It is waiting for its turn.",
        "about": [
            *([{"key": "Words", "value": found.words}] if found.words else []),
            {"key": "Reason", "value": found.get_reason_display()},
        ],
        "may_stop": not marking.why_not_stop(by, found),
        "may_confirm": not marking.why_not_confirm(by, found, now),
        "may_try_again": not marking.why_not_try_again(by, found, now),
        "figures": _figures(found),
    }
    if found.state == S.REFUSED:
        context["form"] = EverywhereForm(initial={"words": found.words, "reason": found.reason})
    if found.state == S.FOUND:
        context |= _found(found)
    return context


def _found(found: BulkRedaction) -> dict[str, Any]:
    """What a person reads before they confirm."""
    shown = queries.first_places(found)
    return {
        "public": queries.public_among(found),
        "rows": [
            (one.response, around(one.answer.text, one.start, one.end)) for one in shown
        ],
        "more": found.places - len(shown),
        "head": ["Response", "Words"],
    }  # fmt: skip


def _figures(found: BulkRedaction) -> list[dict[str, str]]:
    """What it came to, where it was confirmed."""
    if found.confirmed_at is None:
        return []
    base = f"of {found.places:,} found"
    return [
        {"label": "Places", "value": f"{found.taken:,}"}
        | ({"base": base} if found.taken < found.places else {}),
        {"label": "Responses", "value": f"{found.changed:,}"},
        {"label": "Public copies made anew", "value": f"{found.published:,}"},
    ]
