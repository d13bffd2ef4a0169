"""After sending: the receipt, and what became of a response."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultation.models import (
    Consultation,
    Draft,
    ResponseState,
)
from consultation.publish.rules import in_words
from consultation.respond import queries, receipts
from consultation.respond.content import content_of
from consultation.respond.forms import (
    ReferenceForm,
)
from consultation.respond.views.visiting import form_of
from consultation.respond.visit import draft_of

STANDINGS = {
    ResponseState.RECEIVED: "Received and counted. A moderator has not read it yet.",
    ResponseState.RELEASED: "Received, counted, and read by a moderator.",
    ResponseState.QUARANTINED: "Received and counted. A moderator is looking at it again.",
    ResponseState.EXCLUDED: "Received and kept, but left out under a published rule.",
}


def _receipt(request: HttpRequest, slug: str) -> tuple[Draft | None, receipts.Receipt | None]:
    draft = draft_of(request, slug)
    if draft is None:
        get_object_or_404(Consultation.objects.published(), slug=slug)
        return None, None
    response = queries.response_of(draft) if draft.sent_at else None
    if response is None:
        return draft, None
    response.consultation = draft.consultation
    asked = content_of(draft).questions
    return draft, receipts.receipt_of(response, queries.answers_of(response), asked)


@never_cache
@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt: shown only once the response is durable, and as often as it is asked for."""
    draft, receipt = _receipt(request, slug)
    if receipt is None:
        return redirect("respond", slug)
    emailed = draft is not None and queries.was_emailed(draft)
    context = {"consultation": receipt.consultation, "receipt": receipt, "emailed": emailed}
    return render(request, "respond/sent.html", context)


@never_cache
@require_safe
def receipt_text(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt as a plain text file."""
    _draft, receipt = _receipt(request, slug)
    if receipt is None:
        return redirect("respond", slug)
    answer = HttpResponse(receipt.text(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{receipt.reference}.txt"'
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """What became of the response with this reference. Asked by POST: it stays out of addresses."""
    form = form_of(request, ReferenceForm)
    response = None
    if form.is_valid():
        response = queries.by_reference(form.cleaned_data["reference"])
        if response is None:
            form.add_error(
                "reference", "We do not recognise this reference – check it against your receipt"
            )
    context: dict[str, Any] = {"form": form, "response": response}
    if response is not None:
        context |= {
            "received": in_words(response.received_at),
            "standing": STANDINGS[ResponseState(response.state)],
            "counted": response.state != ResponseState.EXCLUDED,
            "stations": queries.stations_of(response),
        }
    return render(request, "respond/look_up.html", context)
