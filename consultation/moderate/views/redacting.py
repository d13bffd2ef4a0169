"""Taking words out of what is published of one response."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultation.access import Permission, needs
from consultation.models import Answer, Redaction, RedactionReason, Response, User
from consultation.moderate import marking, queries, rules
from consultation.moderate.actions import redacting as actions
from consultation.moderate.beside import sides_of
from consultation.moderate.forms.redacting import TakeOutForm, read_place
from consultation.moderate.publishing import found_again, still_standing
from consultation.moderate.queries import Chosen
from consultation.moderate.queries import redacting as marks
from consultation.moderate.views.response import address_of
from consultation.reading.views import shows
from consultation.states import Refused
from stations.keys import read_key

TAKEN_OUT = "The words are taken out. See below what everybody will read."
CHANGED = "It changed while you had it open: it is now “{}”. Nothing was taken out. Look again."
GONE = "What you chose is not on this page any more. Look again."


@needs(Permission.REVIEW, of=Response, in_part=True)
@shows(Response)
@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides of a response, and taking words out of it."""
    found = queries.response_of(pk)
    if found is None:
        raise Http404("There is no such response.")
    answers = marks.worded_answers(found)
    known: dict[str, Any] = {
        "answers": answers,
        "out": marks.redactions_for(found, cast(User, request.user)),
    }
    if request.method != "POST":
        return _shown(request, found, answers, TakeOutForm(**known))
    act = request.POST.get("act", "")
    form = TakeOutForm(request.POST if act == "words" else None, **known)
    if request.POST.get("seen") != queries.state_seen(found):
        told = CHANGED.format(found.get_state_display())
        kept = TakeOutForm(**known, initial=request.POST.dict())
        return _shown(request, found, answers, kept, told, status=409)
    if act == "words" and not form.is_valid():
        return _shown(request, found, answers, form)
    try:
        where = _act(request, act, found, answers, form)
    except Refused as why:
        return _shown(request, found, answers, form, str(why), status=409)
    query = Chosen.of(request.GET).query
    address = reverse("redact", args=[pk])
    return HttpResponseRedirect(
        f"{address}{'?' if query else ''}{query}#answer-{where}", status=303
    )


def _act(
    request: HttpRequest, act: str, found: Response, answers: list[Answer], form: TakeOutForm
) -> int:
    """Do what a button of the page asks for. Returns the answer that changed."""
    how: dict[str, Any] = {"by": cast(User, request.user), "at": timezone.now()}
    reason = request.POST.get("reason", "")
    if act == "words":
        made = actions.redact_places(places=form.cleaned_data["places"], reason=reason, **how)
        where: int = made[0].answer_id
    elif act == "place":
        place = read_place(request.POST.get("place", ""), answers)
        if place is None:
            raise Refused(GONE)
        answer, start, end = place
        where = actions.redact(answer=answer, start=start, end=end, reason=reason, **how).answer_id
    elif act == "flag":
        flag = _one(found.flags.all(), request.POST.get("flag", ""))
        where = actions.redact_flag(flag=flag, reason=reason, **how).answer_id
    else:
        redaction: Redaction = _one(found.redactions.all(), request.POST.get("redaction", ""))
        actions.take_back(redaction=redaction, **how)
        messages.success(request, "The words are put back.")
        return redaction.answer_id
    messages.success(request, TAKEN_OUT)
    return where


def _one(rows: Any, key: str) -> Any:
    """The row of this key. Raises Refused."""
    number = read_key(key)
    found = None if number is None else rows.filter(pk=number).first()
    if found is None:
        raise Refused(GONE)
    return found


def _shown(
    request: HttpRequest,
    found: Response,
    answers: list[Answer],
    form: TakeOutForm,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with what was typed and why nothing came of it, if nothing did."""
    person = cast(User, request.user)
    redactions, flags = form.out, marks.word_flags_of(found)
    why_not = marking.why_not_redact(person, found)
    free = frozenset(
        one.pk for one in redactions
        if not why_not and not marking.why_not_put_back(person, one, found)
    )  # fmt: skip
    context = {
        "consultation": found.consultation,
        "response": found,
        "sides": sides_of(answers, flags, redactions, free),
        "standing": [
            *still_standing(answers, redactions, flags),
            *found_again(answers, redactions, flags),
        ],
        "others": [] if why_not else _others(found, person),
        "form": form,
        "errors": [("take-out", refusal)] if refusal else [],
        "reasons": RedactionReason.choices,
        "why_not": why_not,
        "blind": marks.is_blind(found),
        "seen": queries.state_seen(found),
        "back": address_of(found.pk, Chosen.of(request.GET)),
        "may_everywhere": not rules.why_not_review_all(person, found.consultation),
    }
    return render(request, "moderate/redact.html", context, status=status)


def _others(found: Response, person: User) -> list[tuple[Redaction, str]]:
    """What two who disagree marked, each with its words."""
    return [
        (one, one.answer.text[one.start : one.end]) for one in marks.others_marks(found, person)
    ]
