"""A second person checks what was typed; then there is a receipt to print and post."""

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, needs
from consultation.models import Response, Transcription, TranscriptionState, User
from consultation.respond import papers, receipts
from consultation.respond.queries import answers_of as rows_of
from consultation.respond.receipts import given_in, may_publish, sections, who_and_where
from consultation.states import Refused
from consultation.transcribe import actions, queries, rules
from consultation.transcribe.forms.envelope import ReasonForm
from consultation.transcribe.views.finding import found_at, seen_in

S = TranscriptionState


@needs(Permission.TRANSCRIBE)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed, for a second person beside the paper: accept it, or send it back."""
    found = found_at(pk)
    if found.state == S.ACCEPTED and request.method != "POST":
        return redirect("transcription-receipt", pk=pk)
    if found.is_typable and request.method != "POST":
        return redirect("transcription", pk=pk)
    back = request.POST.get("act") == "return"
    form = ReasonForm(request.POST if back else None)
    if request.method != "POST" or (back and not form.is_valid()):
        return _checked(request, found, form)
    act: dict[str, Any] = {
        "transcription": found, "seen": seen_in(request),
        "by": cast(User, request.user), "at": timezone.now(),
    }  # fmt: skip
    try:
        if back:
            actions.send_back(reason=form.cleaned_data["reason"], **act)
        else:
            reference = actions.accept(**act).reference
    except Refused as refusal:
        return _checked(request, found_at(pk), form, str(refusal), status=409)
    if back:
        messages.success(request, f"Transcription {pk} is sent back.")
        return redirect("transcriptions", slug=found.consultation.slug)
    messages.success(request, f"It is accepted. Its reference is {reference}.")
    return redirect("transcription-receipt", pk=pk)


def _checked(
    request: HttpRequest,
    found: Transcription,
    form: ReasonForm,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    content, answers = queries.content_of(found), queries.answers_of(found)
    here = content.journey(answers)
    borough = content.borough(answers.borough)
    person = cast(User, request.user)
    context = {
        "consultation": found.consultation,
        "transcription": found,
        "scans": queries.scans_of(found),
        "first": who_and_where(
            answers.capacity, answers.place, borough.name if borough else "", found.channel
        )[1:],
        "sections": sections(here, given_in(here)),
        "last": may_publish(answers.publish, answers.publish_reason) if answers.publish else [],
        "answers": answers,
        "form": form,
        "aside": found.state == S.SET_ASIDE,
        "why_not": rules.why_not_check(found, person),
        "errors": [("verdict", refusal)] if refusal else [],
        "refusal": refusal,
    }
    return render(request, "transcribe/check.html", context, status=status)


def _receipt(found: Transcription, response: Response) -> receipts.Receipt:
    response.consultation = found.consultation
    content, person = queries.content_of(found), response.respondent
    made = receipts.receipt_of(
        response, rows_of(response), content.questions,
        wants_news=person is not None and person.wants_news, words=content.words,
    )  # fmt: skip
    return replace(made, note=found.note)


@needs(Permission.TRANSCRIBE)
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt to print and post."""
    found = found_at(pk)
    if found.response is None:
        return redirect("transcription-check", pk=pk)
    context = {
        "consultation": found.consultation,
        "transcription": found,
        "receipt": _receipt(found, found.response),
        "emailed": queries.was_emailed(found),
    }
    return render(request, "transcribe/receipt.html", context)


@needs(Permission.TRANSCRIBE)
@require_safe
def receipt_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt as a tagged PDF, in the language of the answers."""
    found = found_at(pk)
    if found.response is None:
        return redirect("transcription-check", pk=pk)
    with translation.override(found.language):
        drawn = _receipt(found, found.response)
        made = papers.pdf(drawn, "")
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{drawn.reference}.pdf"'
    return answer
