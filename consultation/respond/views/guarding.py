"""Who is asked to wait, what is asked for proof of work, and what is doubted on the way in."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consultation.models import Consultation
from consultation.respond import limits, proof, traffic
from consultation.respond.doubts import Doubt, Sending, doubts
from consultation.respond.forms import SendForm
from consultation.respond.limits import Limit
from consultation.respond.traffic import Traffic
from consultation.respond.visit import Visit
from consultation.typed import WORDS, typed_in

TOO_MANY = 429


def network_of(request: HttpRequest) -> str:
    """What stands today for the visitor's network address, which itself goes no further."""
    return limits.anonymous(limits.address_of(request.META), timezone.now())


def told_to_wait(answer: HttpResponse, limit: Limit) -> HttpResponse:
    """The same page, with the status and the time that a program understands."""
    answer.status_code = TOO_MANY
    answer["Retry-After"] = str(limit.retry_after(timezone.now()))
    return answer


def too_many(
    request: HttpRequest, consultation: Consultation, refusal: str, limit: Limit
) -> HttpResponse:
    """A page that says so, and shows what was typed."""
    typed = typed_in(request, longer_than=WORDS)
    context = {"consultation": consultation, "refusal": refusal, "typed": typed}
    return told_to_wait(render(request, "respond/too_many.html", context), limit)


def counted(request: HttpRequest, visit: Visit) -> Traffic | None:
    """What is sent just now, with this one."""
    return traffic.one_more(visit.consultation, network_of(request), at=visit.now)


def doubted(
    request: HttpRequest, visit: Visit, form: SendForm, seen: Traffic | None, *, asked: bool
) -> list[Doubt]:
    """What a machine doubts about the response that is about to be accepted.

    :param asked: its page asked for proof, as the page's name says, which comes back with it:
        leaving the box for the proof out does not change that.
    """
    sending = Sending(
        draft=visit.draft,
        answers=visit.answers,
        at=visit.now,
        trap=str(form.cleaned_data["subject"] or ""),
        proof=request.POST.get("proof", "") if asked else None,
        traffic=seen,
    )
    return doubts(sending)


def asked_to_prove(
    request: HttpRequest, visit: Visit, form: SendForm, seen: Traffic | None
) -> dict[str, Any]:
    """What the check page needs for proof of work, where much is sent just now; as a rule nothing.

    `seen` is what was counted while this was being sent, if it was.
    """
    if visit.consultation.is_paused and not form.is_bound:
        return {}
    seen = seen or traffic.now(visit.consultation, network_of(request), at=visit.now)
    if seen is None or not seen.asks_proof:
        return {}
    form.ask_proof()
    return {"proof": json.dumps(proof.challenge(visit.draft, at=visit.now))}
