"""Decisions: the list of a consultation, and one with all that it rests on."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.access import Permission, needs
from consultation.decide import rules
from consultation.decide.actions import decisions as actions
from consultation.decide.briefing import briefing_of, digest_of, draft_digest, signed_content
from consultation.decide.forms.decisions import (
    AssessmentForm,
    BeginAgainForm,
    BeginForm,
    DraftForm,
    EndForm,
    SignForm,
)
from consultation.decide.lacking import lacks_of
from consultation.decide.queries import decisions as queries
from consultation.models import Consultation, Decision, DecisionState, Proposal, User
from consultation.signin.views.confirming import uses_factor_again
from consultation.states import Refused

METHODS = ["GET", "HEAD", "POST"]
TAGS = {
    DecisionState.DRAFT.value: ("clock", ""),
    DecisionState.SIGNED.value: ("tick", "calm"),
    DecisionState.QUASHED.value: ("cross", "warm"),
}


@needs(Permission.READ_RESPONSES, of=Consultation)
@require_safe
def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every proposal with its decision."""
    consultation = get_object_or_404(Consultation, slug=slug)
    rows = [
        (one, TAGS[one.decision.state] if one.decision else ("", "quiet"))
        for one in queries.rows_of(consultation)
    ]
    context = {
        "consultation": consultation,
        "rows": rows,
        "assessments": queries.assessments_of(consultation),
        "why_not": rules.why_not_decide(request.user, consultation),
        "may_assess": not rules.why_not_assess(request.user, consultation),
        "early": rules.EARLY if rules.is_early(consultation, timezone.now()) else "",
    }
    return render(request, "decide/decisions.html", context)


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(METHODS)
def assessment(request: HttpRequest, slug: str) -> HttpResponse:
    """State another edition of the equality assessment."""
    consultation = get_object_or_404(Consultation, slug=slug)
    back = reverse("decisions", args=[slug])
    form = AssessmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        how: dict[str, Any] = {"by": cast(User, request.user), "at": timezone.now()}
        actions.state_assessment(consultation=consultation, **form.asked(), **how)
        messages.success(request, "The equality assessment is stated.")
        return HttpResponseRedirect(back, status=303)
    context = {
        "consultation": consultation, "caption": consultation.title, "back": back,
        "back_text": "Decisions", "form": form,
    }  # fmt: skip
    return render(request, "staff_step.html", context)


@needs(Permission.DECIDE, of=Proposal)
@require_http_methods(METHODS)
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to decide about a proposal; where an earlier decision fell, say who is asked again."""
    named = Proposal.objects.with_places().select_related("consultation")
    proposal = get_object_or_404(named, pk=pk)
    last = queries.last_of(proposal)
    kind = BeginAgainForm if last else BeginForm
    form = kind(
        request.POST if request.method == "POST" else None, title=f"Decide about {proposal.station}"
    )
    refusal = rules.why_not_begin(request.user, proposal, last, timezone.now(), again="?")
    if request.method == "POST" and form.is_valid():
        how: dict[str, Any] = {"by": cast(User, request.user), "at": timezone.now()}
        try:
            made = actions.begin(proposal=proposal, **form.cleaned_data, **how)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return HttpResponseRedirect(made.get_absolute_url(), status=303)
    context = {
        "consultation": proposal.consultation, "caption": str(proposal),
        "back": reverse("decisions", args=[proposal.consultation.slug]),
        "back_text": "Decisions", "form": form, "refusal": "" if form.is_bound else refusal,
    }  # fmt: skip
    return render(request, "staff_step.html", context)


@needs(Permission.READ_RESPONSES, of=Decision)
@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, what it rests on, and what is missing before it can be signed."""
    found = _found(pk)
    briefing = queries.briefing_given(found)
    lacks = lacks_of(found) if found.is_draft else []
    # Whether it moved is worked out once nothing else is missing: it reads the whole register.
    asked = found.is_draft and not lacks and briefing is not None
    stale = asked and briefing.digest != digest_of(briefing_of(found))  # type: ignore[union-attr]
    results = queries.results_of(found)
    context = {
        "consultation": found.consultation,
        "decision": found,
        "tag": TAGS[found.state],
        "criteria": [
            (one, results.get(one.pk, "")) for one in queries.criteria_of(found.consultation)
        ],
        "briefing": briefing,
        "stale": stale,
        "lacks": lacks,
        "early": rules.EARLY if rules.is_early(found.consultation, timezone.now()) else "",
        "earlier": queries.earlier(found),
        "why_not": rules.why_not_decide(request.user, found),
        # People can respond again: what the register says is sealed as it was before.
        "sealed": rules.why_not_see(cast(User, request.user), found.consultation, timezone.now()),
    }
    return render(request, "decide/decision.html", context)


def _found(pk: int) -> Decision:
    found = queries.decision_of(pk)
    if found is None:
        raise Http404("There is no such decision.")
    return found


@needs(Permission.DECIDE, of=Decision)
@require_http_methods(METHODS)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft says."""
    found = _found(pk)
    by, at = cast(User, request.user), timezone.now()
    form = DraftForm(
        request.POST if request.method == "POST" else None,
        decision=found,
        criteria=queries.criteria_of(found.consultation),
        results=queries.results_of(found),
        assessment=queries.current_assessment(found.consultation),
        seen=draft_digest(found),
    )
    refusal = rules.why_not_write(by, found, at)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write(decision=found, **form.asked(), by=by, at=at)
        except Refused as why:
            refusal = ""
            form.add_error(None, str(why))
            form.once_more(draft_digest(found))
        else:
            messages.success(request, "The draft is saved.")
            return HttpResponseRedirect(found.get_absolute_url(), status=303)
    context = {
        "consultation": found.consultation, "decision": found, "form": form,
        "refusal": "" if form.is_bound else refusal,
    }  # fmt: skip
    return render(request, "decide/write.html", context)


@needs(Permission.DECIDE, of=Decision)
@require_POST
def brief(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Make the briefing from the register as it stands now."""
    found = _found(pk)
    try:
        actions.make_briefing(decision=found, by=cast(User, request.user), at=timezone.now())
    except Refused as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "The briefing is made. Read it before you sign.")
    return redirect(found)


@needs(Permission.DECIDE, of=Decision)
@uses_factor_again
@require_http_methods(METHODS)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The second step: all that is signed on one page, and the signature under it."""
    found, by, at = _found(pk), cast(User, request.user), timezone.now()
    briefing, results = queries.briefing_given(found), queries.results_of(found)
    briefed = briefing is not None and briefing.digest == digest_of(briefing_of(found))
    lacking = bool(queries.missing(found)) if found.is_draft else False
    refusal = rules.why_not_sign(by, found, at, is_missing=lacking, briefed=briefed)
    digest = digest_of(signed_content(found, briefing))
    form = SignForm(request.POST if request.method == "POST" else None, initial={"digest": digest})
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            actions.sign(decision=found, digest=form.cleaned_data["digest"], by=by, at=at)
        except Refused as why:
            form.add_error(None, str(why))
            form.of(digest)
        else:
            messages.success(request, "The decision is signed.")
            return HttpResponseRedirect(found.get_absolute_url(), status=303)
    context = {
        "consultation": found.consultation,
        "decision": found,
        "criteria": [
            (one, results.get(one.pk, "")) for one in queries.criteria_of(found.consultation)
        ],
        "briefing": briefing,
        "digest": digest,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "decide/sign.html", context)


@needs(Permission.DECIDE, of=Decision)
@require_http_methods(METHODS)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It was quashed or set aside."""
    found = _found(pk)
    refusal = rules.why_not_end(request.user, found, reason="?")
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(
                decision=found, by=cast(User, request.user), at=timezone.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The decision fell. All of it stays on record.")
            return HttpResponseRedirect(found.get_absolute_url(), status=303)
    context: dict[str, Any] = {
        "consultation": found.consultation, "caption": str(found.proposal),
        "back": found.get_absolute_url(), "back_text": "The decision", "form": form,
        "refusal": "" if form.is_bound else refusal,
    }  # fmt: skip
    return render(request, "staff_step.html", context)
