"""How long responses are kept: what will be erased when, rules, and holds."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, needs
from consultation.audit import actions, queries
from consultation.audit import retention as terms
from consultation.audit.forms import HoldForm, LiftHoldForm, RuleForm
from consultation.models import Consultation, LegalHold, Organisation, Part, User
from consultation.publish.rules import in_words
from consultation.states import Refused
from consultation.templatetags.consult_pages import brief

HEAD = ["What", "Kept for", "Erased from", "Responses now", "Change"]
HOLDS_HEAD = ["What it covers", "Since", "By", "Reason", "Lift"]


@needs(Permission.ERASE_PERSON, of=Consultation)
@require_safe
def retention(request: HttpRequest, slug: str) -> HttpResponse:
    """What will be erased when, and what keeps it from that. Nothing is erased by looking."""
    found = get_object_or_404(Consultation, slug=slug)
    known = terms.terms_of(found)
    counts = terms.counts_of(found, known)
    holds = queries.holds_of(found)
    context = {
        "consultation": found,
        "head": HEAD,
        "rows": [_line(found, *pair) for pair in zip(known, counts, strict=True)],
        "reasons": [(term.part.label, term.reason, term.rule) for term in known],
        "fixed": terms.FIXED,
        "holds_head": HOLDS_HEAD,
        "holds": [_hold_line(one) for one in holds if one.lifted_at is None],
        "lifted": [one for one in holds if one.lifted_at],
        "all_held": any(
            one.lifted_at is None and not one.response_id and not one.organisation_id
            for one in holds
        ),
        "closes": in_words(found.closes_at),
    }
    return render(request, "audit/retention.html", context)


def _line(found: Consultation, term: terms.Term, count: int) -> list[Any]:
    day = terms.due_on(term, found)
    told = date_format(day, "j F Y") if day else "Not known before the decision"
    many = f"more than {terms.MOST_COUNTED:,}" if count > terms.MOST_COUNTED else f"{count:,}"
    change = reverse("retention-rule", args=[found.slug, term.part.lower()])
    from_what = "the closing time" if term.counted_from == "CLOSING" else "the decision"
    return [
        term.part.label,
        f"{term.months} months from {from_what}",
        told,
        many,
        {"text": f"Change for {term.part.label.lower()}", "href": change},
    ]


def _hold_line(hold: LegalHold) -> list[Any]:
    return [
        hold.subject,
        brief(hold.at, time=False),
        hold.by.name,
        hold.reason,
        {"text": f"Lift hold {hold.pk}", "href": reverse("hold-lift", args=[hold.pk])},
    ]


@needs(Permission.ERASE_PERSON, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """Say how long one part is kept."""
    found = get_object_or_404(Consultation, slug=slug)
    if part.upper() not in Part.values:
        raise Http404("There is no such part of a response.")
    term = next(one for one in terms.terms_of(found) if one.part == part.upper())
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        consultation=found,
        initial={
            "counted_from": term.counted_from, "decided_on": term.decided_on,
            "months": term.months, "reason": term.reason,
        },
    )  # fmt: skip
    return _step(
        request, found, form, f"How long to keep: {term.part.label.lower()}",
        "The rule is saved. The night after that day, what it covers is erased.",
        lambda **asked: actions.state_rule(consultation=found, part=term.part, **asked),
    )  # fmt: skip


@needs(Permission.ERASE_PERSON, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop every erasure of a consultation, a response or what an organisation sent."""
    found = get_object_or_404(Consultation, slug=slug)
    bodies = Organisation.objects.filter(invitations__consultation=found).distinct()
    form = HoldForm(
        request.POST if request.method == "POST" else None,
        consultation=found, organisations=list(bodies.order_by("name")),
    )  # fmt: skip
    return _step(
        request, found, form, "Place a legal hold",
        "The hold is placed. Nothing that it covers is erased until it is lifted.",
        lambda **asked: actions.place_hold(consultation=found, **asked),
    )  # fmt: skip


@needs(Permission.ERASE_PERSON, of=LegalHold)
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the clocks go on."""
    found = get_object_or_404(LegalHold.objects.select_related("consultation"), pk=pk)
    form = LiftHoldForm(request.POST if request.method == "POST" else None)
    return _step(
        request, found.consultation, form, f"Lift the legal hold on: {found.subject}",
        "The hold is lifted.", lambda **asked: actions.lift_hold(hold=found, **asked),
    )  # fmt: skip


def _step(
    request: HttpRequest, found: Consultation, form: Any, title: str, done: str, act: Any
) -> HttpResponse:
    """One form, one action, and back to the page of all."""
    if form.is_bound and form.is_valid():
        asked = {**form.cleaned_data, "by": cast(User, request.user), "at": timezone.now()}
        try:
            act(**asked)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("retention", slug=found.slug)
    context = {"consultation": found, "form": form, "title": title}
    return render(request, "audit/step.html", context)
