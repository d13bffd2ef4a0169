"""One verdict on many: choose it, see what it would do, ask for it, watch it, take it back."""

from collections import Counter
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, needs
from consultation.models import (
    BulkReview,
    BulkReviewState,
    Consultation,
    Response,
    Step,
    User,
    Verdict,
)
from consultation.moderate import actions, bulk, queries
from consultation.moderate.forms.bulk import MEANINGS, UndoForm, WhatForm, verdict_form
from consultation.moderate.forms.queue import QueueFilters
from consultation.moderate.queries import Chosen
from consultation.moderate.queries.bulk import Picked, Preview
from consultation.moderate.views.response import place_of
from consultation.reading.views import lists, shows
from consultation.states import Refused
from consultation.templatetags.consult_pages import brief
from stations.keys import read_key

A_PAGE = 25
MOST_KEYS = 500  # in an address
TITLES = {
    Verdict.RELEASE: "Release {}",
    Verdict.WITHHOLD: "Withhold the words of {}",
    Verdict.QUARANTINE: "Put {} in quarantine",
    Verdict.EXCLUDE: "Exclude {}",
    Verdict.REOPEN: "Send {} back to the queue",
}
TAGS = {
    BulkReviewState.QUEUED.value: ("clock", "quiet"),
    BulkReviewState.RUNNING.value: ("clock", "calm"),
    BulkReviewState.DONE.value: ("tick", "strong"),
    BulkReviewState.STOPPED.value: ("bar", "quiet"),
    BulkReviewState.FAILED.value: ("cross", "warm"),
}
BY_TWO = (
    "Two people review each text here. Of those that nobody reviewed yet this is the first review; "
    "of those that wait for a second it is that one, and decides where it says the same as the "
    "first. Only you see this verdict until then."
)
WAIT_FOR = {
    Step.FIRST: "Given as the first of two reviews: {:,}. Another person gives the second.",
    Step.SECOND: "Disagrees with the first review: {:,}. A third person settles these.",
}
WAITS = (BulkReviewState.QUEUED, BulkReviewState.RUNNING)
BY_WORDS = "What was found by its words is decided on one by one. Take them out of the filters."
UNKNOWN = "One of the filters in the address is not known. Go back and choose them again."


def many(number: int) -> str:
    """So many responses, in words."""
    return f"{number:,} response{'' if number == 1 else 's'}"


def title_of(verdict: str, number: int) -> str:
    """What is done with so many."""
    return TITLES[Verdict(verdict)].format(many(number))


@needs(Permission.REVIEW, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
@lists()
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """What the list holds, and which verdict; then what that would do, and the form that asks."""
    consultation = get_object_or_404(Consultation, slug=slug)
    picked, filters = _picked(request, consultation)
    shown = queries.preview(
        consultation, picked, by=request.user, at=timezone.now(), most=queries.MOST_COUNTED
    )
    context = {
        "consultation": consultation,
        "total": shown.total,
        "many": many(shown.total),
        "refusal": bulk.why_not_list(shown.total),
        "back": f"{reverse('queue', args=[slug])}?{_kept(request, without=('key', 'verdict'))}",
        "again": f"?{_kept(request, without=('verdict',))}",
        "kept": _pairs(request, without=("verdict",)),
        "preview": _summary(shown, filters),
        "sample": [_line(response) for response in shown.sample],
        "sample_head": ["Response", "Received", "From", "Now"],
        "caption": f"The oldest {len(shown.sample)}" if shown.total > 1 else "Which one",
    }
    asked = request.GET.get("verdict", "")
    if asked in Verdict.values and not context["refusal"]:
        return _confirm(request, consultation, picked, Verdict(asked), shown, context)
    form = WhatForm(request.GET if "verdict" in request.GET else None)
    return render(request, "moderate/bulk_what.html", context | {"form": form})


def _confirm(
    request: HttpRequest,
    consultation: Consultation,
    picked: Picked,
    verdict: Verdict,
    shown: Preview,
    context: dict[str, Any],
) -> HttpResponse:
    by, at = cast(User, request.user), timezone.now()
    published = queries.exclusion_rules_of(consultation)
    form = verdict_form(
        verdict, request.POST if request.method == "POST" else None, rules=published
    )
    if form.is_bound and form.is_valid():
        try:
            made = actions.ask_bulk(
                consultation=consultation, verdict=verdict, chosen=picked, by=by, at=at,
                newest=read_key(request.POST.get("newest", "")) or 0, **form.cleaned_data,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("bulk-review", pk=made.pk)
    first = list(Response.objects.filter(pk__in=shown.first))
    for response in first:
        response.consultation = consultation
    refused = bulk.judge(first, bulk.Asked(0, verdict, by), queries.present_rounds(first), at=at)
    context |= {
        "form": form,
        "title": title_of(verdict, shown.total),
        "meaning": MEANINGS[verdict],
        "warning": verdict == Verdict.EXCLUDE,
        "first_of_two": BY_TWO if consultation.two_reviews and verdict in bulk.BLIND else "",
        "refused": Counter(refused.values()).most_common(),
        "judged": len(shown.first),
        "newest": read_key(request.POST.get("newest", "")) or shown.newest,
    }
    return render(request, "moderate/bulk_confirm.html", context)


def _picked(request: HttpRequest, consultation: Consultation) -> tuple[Picked, list[str]]:
    """The keys in the address, or else its filters; and these in words.

    A filter that is not known narrows nothing, so that all would be decided: nothing is picked.
    """
    keys = [key for one in request.GET.getlist("key")[:MOST_KEYS] if (key := read_key(one))]
    if "key" in request.GET:
        return keys, ["Chosen one by one"]
    return _filtered(request.GET, consultation)


def _filtered(typed: QueryDict, consultation: Consultation) -> tuple[Picked, list[str]]:
    form = QueueFilters(typed, places=queries.places(consultation))
    if not form.is_valid():
        return [], [UNKNOWN]
    chosen = Chosen.of(form.cleaned_data)
    if chosen.words:
        return [], [BY_WORDS]
    return chosen, [
        f"{form.fields[name].label}: {form.label_of(name, value)}"
        for name in form.fields
        if (value := getattr(chosen, name)) != ""
    ]


def _pairs(request: HttpRequest, *, without: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.GET.lists()
        for value in values
        if name not in without and value
    ]


def _kept(request: HttpRequest, *, without: tuple[str, ...]) -> str:
    return urlencode(_pairs(request, without=without))


def _summary(shown: Preview, filters: list[str]) -> list[dict[str, Any]]:
    """What the list holds: filters, states and flags."""
    found: list[dict[str, Any]] = [
        {"key": "Chosen", "value": filters},
        {"key": "Now", "value": [f"{state.label}: {number:,}" for state, number in shown.states]},
        {"key": "With flags", "value": [f"{kind.label}: {number:,}" for kind, number in shown.flags]
         or "None"},
    ]  # fmt: skip
    return found if shown.total else found[:1]


def _line(response: Response) -> list[object]:
    return [
        {"text": f"Response {response.pk}", "href": reverse("response", args=[response.pk])},
        brief(response.received_at),
        place_of(response),
        response.get_state_display(),
    ]


@needs(Permission.REVIEW, of=Consultation)
@require_safe
def bulk_reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """Every verdict on many of a consultation that this person may see."""
    consultation = get_object_or_404(Consultation, slug=slug)
    found = queries.bulk_reviews_of(consultation)
    if consultation.two_reviews:
        found = found.filter(bulk.seen_by(cast(User, request.user)))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "page": page,
        "head": ["What", "State", "Gone through", "Asked for", "By"],
        "rows": [_job_line(one) for one in page],
    }
    return render(request, "moderate/bulk_reviews.html", context)


def _job_line(one: BulkReview) -> list[object]:
    title = title_of(one.verdict, one.steps_total)
    return [
        {"text": f"Undo: {title.lower()}" if one.undoes_id else title,
         "href": reverse("bulk-review", args=[one.pk])},
        one.get_state_display(),
        f"{one.steps_done:,}",
        brief(one.asked_at),
        one.asked_by.name,
    ]  # fmt: skip


@needs(Permission.REVIEW, of=BulkReview)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(BulkReview)
def bulk_review(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what it decided and left alone, and buttons that stop it or let it go on."""
    found, by = _found(request, pk)
    if request.method == "POST":
        act = {"stop": actions.stop_bulk, "again": actions.ask_bulk_again}.get(
            request.POST.get("act", "")
        )
        try:
            if act is not None:
                act(bulk_review=found, by=by, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("bulk-review", pk=pk)
    shape, tone = TAGS[found.state]
    decided = queries.decided_by(found)
    refused = queries.refused_by(found)
    rows, after = queries.refused_rows(found, after=read_key(request.GET.get("after", "")) or 0)
    context = {
        "consultation": found.consultation,
        "bulk_review": found,
        "title": title_of(found.verdict, found.steps_total),
        "tag_shape": shape,
        "tag_tone": tone,
        "waits": found.state in WAITS,
        "sentence": (found.step and f"{found.step}.") or "It is waiting for its turn.",
        "figures": _figures(found, decided, sum(number for _reason, number in refused)),
        "by_two": _by_two(found),
        "about": _about(found),
        "reasons": [[reason, f"{number:,}"] for reason, number in refused],
        "reason_head": ["Why", "Responses"],
        "rows": [_refused_line(row) for row in rows],
        "row_head": ["Response", "Why", "Now"],
        "links": {"previous": "", "next": f"?after={after}" if after else ""},
        "later_page": "after" in request.GET,
        "may_go_on": not bulk.why_not_ask_again(by, found),
        "may_undo": not bulk.why_not_undo(by, found, decided),
    }
    return render(request, "moderate/bulk_review.html", context)


def _found(request: HttpRequest, pk: int) -> tuple[BulkReview, User]:
    found = queries.bulk_review_of(pk)
    if found is None:
        raise Http404("There is no such verdict.")
    by = cast(User, request.user)
    if refusal := bulk.why_not_see(by, found):
        raise PermissionDenied(refusal)
    return found, by


def _figures(found: BulkReview, decided: int, refused: int) -> list[dict[str, str]]:
    waiting = found.steps_total - decided - refused
    given = "Reviewed" if found.consultation.two_reviews else "Decided"
    figures = [
        {"label": given, "value": f"{decided:,}", "base": f"of {found.steps_total:,}"},
        {"label": "Left alone", "value": f"{refused:,}"},
    ]
    return [*figures, {"label": "Not reached", "value": f"{waiting:,}"}] if waiting else figures


def _by_two(found: BulkReview) -> list[str]:
    """Where two people review: what still waits for somebody else after this verdict."""
    if not found.consultation.two_reviews:
        return []
    undecided = queries.undecided_by(found)
    return [told.format(undecided[step]) for step, told in WAIT_FOR.items() if step in undecided]


def _about(found: BulkReview) -> list[dict[str, Any]]:
    """What was asked for."""
    queue = reverse("queue", args=[found.consultation.slug])
    lines: list[dict[str, Any]] = [{"key": "Verdict", "value": found.get_verdict_display()}]
    if found.rule:
        lines.append({"key": "Rule", "value": found.rule.text})
    if found.reason:
        lines.append({"key": "Reason", "value": found.reason})
    if found.query:
        lines.append({
            "key": "Chosen", "value": _filtered(QueryDict(found.query), found.consultation)[1],
            "href": f"{queue}?{found.query}", "link": "See the list", "change": "as it is now",
        })  # fmt: skip
    return lines


def _refused_line(row: Any) -> list[object]:
    key = row.response_id
    return [
        {"text": f"Response {key}", "href": reverse("response", args=[key])},
        row.refusal,
        row.response.get_state_display(),
    ]


@needs(Permission.REVIEW, of=BulkReview)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Why it is taken back; then what it decided goes back to the queue."""
    found, by = _found(request, pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    decided = queries.decided_by(found)
    if form.is_bound and form.is_valid():
        try:
            made = actions.undo_bulk(
                bulk_review=found, by=by, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("bulk-review", pk=made.pk)
    context = {
        "consultation": found.consultation,
        "bulk_review": found,
        "title": title_of(found.verdict, found.steps_total),
        "many": many(decided),
        "form": form,
        "refusal": "" if form.is_bound else bulk.why_not_undo(by, found, decided),
    }
    return render(request, "moderate/bulk_undo.html", context)
