"""After sending: the receipt, and what became of a response."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultation.ledger.proving import promise_of, standing_of
from consultation.models import NOT_COUNTED, Consultation, Draft, Response, ResponseState
from consultation.respond import equality, limits, papers, queries, receipts, rules
from consultation.respond.content import content_of
from consultation.respond.forms import ReferenceForm
from consultation.respond.limits import REFERENCE
from consultation.respond.views import guarding
from consultation.respond.views.visiting import form_of
from consultation.respond.visit import code_of, draft_of
from consultation.translate.queries import translations_of

STANDINGS = {
    ResponseState.RECEIVED: gettext_lazy("Received and counted. A moderator has not read it yet."),
    ResponseState.SECOND_DUE: gettext_lazy(
        "Received and counted. One moderator has read it, and a second will."
    ),
    ResponseState.DISPUTED: gettext_lazy(
        "Received and counted. Two moderators have read it, and a third will."
    ),
    ResponseState.RELEASED: gettext_lazy("Received, counted, and read by a moderator."),
    ResponseState.WITHHELD: gettext_lazy(
        "Received, counted, and read by a moderator. Its words are not published."
    ),
    ResponseState.QUARANTINED: gettext_lazy(
        "Received and counted. A moderator is looking at it again."
    ),
    ResponseState.EXCLUDED: gettext_lazy("Received and kept, but left out under a published rule."),
    ResponseState.SUPERSEDED: gettext_lazy("Kept, and replaced by a newer response."),
    ResponseState.WITHDRAWN: gettext_lazy("Kept, and withdrawn by its sender: it is not counted."),
}


def sent_of(request: HttpRequest, slug: str) -> tuple[Draft, Response] | None:
    """What the visitor sent, by the cookie that is its key. Raises Http404 for no consultation."""
    draft = draft_of(request, slug)
    if draft is None:
        get_object_or_404(Consultation.objects.published(), slug=slug)
        return None
    response = queries.response_of(draft) if draft.sent_at else None
    if response is None:
        return None
    response.consultation = draft.consultation
    return draft, response


def _receipt(draft: Draft, response: Response) -> receipts.Receipt:
    content = content_of(draft)
    response.borough = content.borough_of(response)
    person = response.respondent
    made = receipts.receipt_of(
        response, content.answers_of(response), content.questions,
        wants_news=person is not None and person.wants_news, words=content.words,
    )  # fmt: skip
    return replace(made, note=queries.note_of(response))


def _equality(draft: Draft, response: Response, now: datetime) -> str:
    """What the receipt says of the equality questions: "" nothing; else none, some or all given."""
    if rules.why_not_ask_equality(response, now=now):
        return ""
    asked = equality.asked_of(response, content_of(draft))
    if not asked.first:
        return "all"
    return "some" if asked.given else "none"


@never_cache
@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt: shown only once the response is durable, and as often as it is asked for."""
    found = sent_of(request, slug)
    if found is None:
        return redirect("respond", slug)
    draft, response = found
    receipt = _receipt(draft, response)
    now = timezone.now()
    context = {
        "consultation": receipt.consultation,
        "translations": content_of(draft).words,
        "receipt": receipt,
        "emailed": response.was_emailed,
        "code": code_of(request, slug),
        "standing": STANDINGS[ResponseState(response.state)],
        "logged": standing_of(response),
        "state": response.state,
        "equality": _equality(draft, response, now),
        "easy_read": response.easy_read,
        "newer": queries.newer_than(response),
        "why_not_change": rules.why_not_change(response, now=now),
        "disowned": queries.was_disowned(response),
        "why_not_disown": rules.why_not_disown(response),
    }
    return render(request, "respond/sent.html", context)


@never_cache
@require_safe
def receipt_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The receipt to keep: plain text, a web page in one file, or a tagged PDF."""
    if kind not in papers.KINDS:
        raise Http404(f"A receipt is one of {', '.join(papers.KINDS)}.")
    found = sent_of(request, slug)
    if found is None:
        return redirect("respond", slug)
    receipt = replace(_receipt(*found), signed=promise_of(found[1]))
    content_type, make = papers.KINDS[kind]
    answer = HttpResponse(make(receipt, code_of(request, slug)), content_type=content_type)
    name = f"receipt-{receipt.reference}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """What became of the response with this reference. Asked by POST: it stays out of addresses."""
    form = form_of(request, ReferenceForm)
    response, refusal = None, ""
    if form.is_valid():
        network, now = guarding.network_of(request), timezone.now()
        refusal = limits.why_not(REFERENCE, network, at=now)
        response = None if refusal else queries.by_reference(form.cleaned_data["reference"])
        if refusal:
            form.add_error("reference", refusal)
        elif response is None:
            limits.count(REFERENCE, network, at=now)
            form.add_error(
                "reference",
                _("We do not recognise this reference – check it against your receipt"),
            )
    context: dict[str, Any] = {"form": form, "response": response}
    if response is not None:
        context |= {
            "translations": translations_of(response.consultation),
            "received": receipts.received_in_words(response.channel, response.received_at),
            "standing": STANDINGS[ResponseState(response.state)],
            "logged": standing_of(response),
            "counted": response.state not in NOT_COUNTED,
            "stations": queries.stations_of(response),
            "published": queries.published_reply(response),
            "public": queries.has_public_copy(response),
            "erased": queries.erasure_of(response),
        }
    answer = render(request, "respond/look_up.html", context)
    return guarding.told_to_wait(answer, REFERENCE) if refusal else answer
