"""A second person checks what was typed; then there is a receipt to print and post."""

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, needs
from consultation.models import Purpose, Response, Transcription, TranscriptionState, User
from consultation.reading.views import shows
from consultation.respond import letters, papers, receipts
from consultation.respond.queries import answers_of as rows_of
from consultation.respond.receipts import given_in, may_publish, sections, who_and_where
from consultation.states import Refused
from consultation.transcribe import actions, queries, rules
from consultation.transcribe.comparing import compared
from consultation.transcribe.forms.envelope import ReasonForm
from consultation.transcribe.views.finding import found_at, seen_in

S = TranscriptionState
#: By what they want: what the page asks, and what its button does.
TOLD = {
    Purpose.RESPONSE.value: ("Is it what they said?", "Accept this response"),
    Purpose.CHANGE.value: ("Is it what they said?", "Accept this change"),
    Purpose.WITHDRAWAL.value: ("Do they want to withdraw it?", "Withdraw the response"),
}


@needs(Permission.TRANSCRIBE, of=Transcription)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Transcription)
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
        now = found_at(pk)
        if now.state == S.ACCEPTED:
            return _already(request, now)
        return _checked(request, now, form, str(refusal), status=409)
    if back:
        messages.success(request, f"Transcription {pk} is sent back.")
        return redirect("transcriptions", slug=found.consultation.slug)
    if found.purpose == Purpose.WITHDRAWAL:
        messages.success(request, f"Response {reference} is withdrawn.")
    else:
        messages.success(request, f"It is accepted. Its reference is {reference}.")
    return redirect("transcription-receipt", pk=pk)


def _already(request: HttpRequest, found: Transcription) -> HttpResponse:
    """Somebody else was first."""
    context = {
        "consultation": found.consultation,
        "transcription": found,
        "typed": request.POST.get("reason", "").strip(),
    }
    return render(request, "transcribe/already.html", context, status=409)


def _checked(
    request: HttpRequest,
    found: Transcription,
    form: ReasonForm,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    person = cast(User, request.user)
    context = {
        "consultation": found.consultation,
        "transcription": found,
        "scans": queries.scans_of(found),
        "told": TOLD[found.purpose],
        **_typed(found),
        "form": form,
        "aside": found.state == S.SET_ASIDE,
        "why_not": rules.why_not_check(found, person),
        "overtaken": _overtaken(found),
        "errors": [("verdict", refusal)] if refusal else [],
        "refusal": refusal,
    }
    return render(request, "transcribe/check.html", context, status=status)


def _overtaken(found: Transcription) -> str:
    """Why it can no longer be accepted: the earlier response was changed or withdrawn meanwhile."""
    if found.about is None or found.state != S.AWAITING_CHECK:
        return ""
    found.about.consultation = found.consultation
    return rules.why_not_about(
        found.consultation, found.about, found.received_on, now=found.typed_at
    )


def _typed(found: Transcription) -> dict[str, Any]:
    """What was typed, as the page shows it."""
    if found.purpose == Purpose.WITHDRAWAL:
        return {}
    content = queries.content_of(found)
    if found.purpose == Purpose.CHANGE:
        parts = compared(found, content)
        return {
            "parts": parts,
            "differs": any(not one.same for part in parts for one in part.pairs),
        }
    answers = queries.answers_of(found)
    here, borough = content.journey(answers), content.borough(answers.borough)
    return {
        "first": who_and_where(
            answers.capacity, answers.place, borough.name if borough else "", found.channel
        )[1:],
        "sections": sections(here, given_in(here)),
        "last": may_publish(answers.publish, answers.publish_reason) if answers.publish else [],
        "answers": answers,
    }


def _receipt(found: Transcription, response: Response) -> receipts.Receipt:
    response.consultation = found.consultation
    content, person = queries.content_of(found), response.respondent
    made = receipts.receipt_of(
        response, rows_of(response), content.questions,
        wants_news=person is not None and person.wants_news, words=content.words,
    )  # fmt: skip
    return replace(made, note=found.note)


@needs(Permission.TRANSCRIBE, of=Transcription)
@require_safe
@shows(Transcription)
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt to print and post; of a withdrawal the confirmation."""
    found = found_at(pk)
    if found.state == S.ACCEPTED and found.purpose == Purpose.WITHDRAWAL:
        return _confirmation(request, found)
    if found.response is None:
        return redirect("transcription-check", pk=pk)
    context = {
        "consultation": found.consultation,
        "transcription": found,
        "receipt": _receipt(found, found.response),
        "emailed": queries.was_emailed(found),
    }
    return render(request, "transcribe/receipt.html", context)


def _confirmation(request: HttpRequest, found: Transcription) -> HttpResponse:
    """What an e-mail says of a withdrawal, in the language of whoever wrote or called."""
    about = found.about
    assert about is not None
    about.consultation = found.consultation
    with translation.override(found.language):
        words = {
            "title": _("Your response is withdrawn"),
            "called": _("Reference"),
            "text": letters.confirmation(about)[1],
        }
    context = {
        "consultation": found.consultation,
        "transcription": found,
        **words,
        "scans": queries.scans_of(found),
        "direction": "rtl" if get_language_info(found.language)["bidi"] else "ltr",
        "emailed": queries.was_told(about),
    }
    return render(request, "transcribe/withdrawn.html", context)


@needs(Permission.TRANSCRIBE, of=Transcription)
@require_safe
@shows(Transcription)
def receipt_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt as a tagged PDF, in the language of the answers. A withdrawal has none."""
    found = found_at(pk)
    if found.response is None:
        return redirect("transcription-receipt", pk=pk)
    with translation.override(found.language):
        drawn = _receipt(found, found.response)
        made = papers.pdf(drawn, "")
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{drawn.reference}.pdf"'
    return answer
