"""Staff type in, check, and hand out receipts: load, refuse, form, one action, redirect."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.access import Permission, needs
from consultation.models import Consultation, Response, Transcription, TranscriptionState, User
from consultation.respond import papers, receipts
from consultation.respond.content import Content
from consultation.respond.queries import answers_of as rows_of
from consultation.respond.queries import wordings_of
from consultation.respond.receipts import given_in, may_publish, sections, who_and_where
from consultation.states import Refused
from consultation.transcribe import actions, queries, rules
from consultation.transcribe.forms import AsideForm, DetailsForm, ReasonForm, TypedPage
from consultation.transcribe.queries import Tally

S = TranscriptionState
COLUMNS = (S.DRAFT, S.AWAITING_CHECK, S.RETURNED, S.ACCEPTED, S.SET_ASIDE)
HEAD = ["Received", "Being typed", "Awaiting check", "Sent back", "Accepted", "Set aside"]


def _found(pk: int) -> Transcription:
    found = queries.transcription_at(pk)
    if found is None:
        raise Http404("There is no such transcription.")
    return found


def _seen(request: HttpRequest) -> int:
    """The version that the page showed."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) < 10 else -1


@needs(Permission.TRANSCRIBE)
@require_safe
def transcriptions(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a check, what is being typed or was sent back, and how many came."""
    consultation = get_object_or_404(Consultation, slug=slug)
    person = cast(User, request.user)
    open_ones = queries.in_state(consultation, S.DRAFT, S.AWAITING_CHECK, S.RETURNED, S.SET_ASIDE)

    def lines(*states: TranscriptionState) -> list[dict[str, Any]]:
        return [_line(one, person) for one in open_ones if one.state in states]

    channels = queries.by_channel(consultation)
    context = {
        "consultation": consultation,
        "awaiting": lines(S.AWAITING_CHECK),
        "returned": lines(S.RETURNED),
        "drafts": lines(S.DRAFT),
        "aside": lines(S.SET_ASIDE),
        "accepted": [_line(one, person) for one in queries.accepted_last(consultation)],
        "channel_head": ["Channel", *HEAD],
        "day_head": ["Day", *HEAD],
        "channels": [_numbers(one) for one in channels],
        "all": _numbers(queries.total(channels)),
        "days": [_numbers(one) for one in queries.by_day(consultation)],
    }
    return render(request, "transcribe/transcriptions.html", context)


def _line(one: Transcription, person: User) -> dict[str, Any]:
    return {
        "transcription": one,
        "mine": person.pk in (one.typed_by_id, one.begun_by_id),
        "url": "transcription" if one.is_typable else "transcription-check",
    }


def _numbers(tally: Tally) -> list[Any]:
    name = date_format(tally.name, "j M Y") if isinstance(tally.name, date) else tally.name
    return [name, tally.received, *(tally.states[one] for one in COLUMNS)]


@needs(Permission.TRANSCRIBE)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """How it came, when, and which counters it is about."""
    consultation = get_object_or_404(Consultation, slug=slug)
    form = _details(request, consultation)
    if form.is_bound and form.is_valid():
        try:
            made = actions.begin(
                consultation=consultation, details=form.details(),
                by=cast(User, request.user), at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("transcription", pk=made.pk)
    context = {"consultation": consultation, "form": form, "transcription": None}
    return render(request, "transcribe/details.html", context)


@needs(Permission.TRANSCRIBE)
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, to be put right."""
    found = _found(pk)
    form = _details(request, found.consultation, found)
    refusal = rules.why_not_type(found)
    if not refusal and form.is_bound and form.is_valid():
        try:
            actions.redescribe(
                transcription=found, details=form.details(), seen=_seen(request),
                by=cast(User, request.user), at=timezone.now(),
            )  # fmt: skip
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return redirect("transcription", pk=pk)
    context = {
        "consultation": found.consultation, "form": form, "transcription": found,
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "transcribe/details.html", context, status=409 if refusal else 200)


def _details(
    request: HttpRequest, consultation: Consultation, found: Transcription | None = None
) -> DetailsForm:
    return DetailsForm(
        request.POST if request.method == "POST" else None,
        content=Content.read(consultation),
        versions=wordings_of(consultation),
        now=timezone.now(),
        initial=DetailsForm.saved(found, queries.answers_of(found)) if found else {},
    )


@needs(Permission.TRANSCRIBE)
@require_http_methods(["GET", "HEAD", "POST"])
def typing(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions on one page, beside the paper."""
    found = _found(pk)
    if request.method != "POST" and not found.is_typable:
        return redirect("transcription-check", pk=pk)
    now = timezone.now()
    page = TypedPage(
        found, queries.content_of(found), queries.answers_of(found),
        today=timezone.localtime(now).date(),
        typed=request.POST if request.method == "POST" else None,
    )  # fmt: skip
    if request.method != "POST":
        return _asked(request, found, page)
    whole = page.is_valid()
    typed: dict[str, Any] = {
        "transcription": found, "answers": page.answers(), "note": page.note,
        "read_back": page.read_back, "seen": _seen(request),
        "by": cast(User, request.user), "at": now,
    }  # fmt: skip
    to_check = request.POST.get("act") == "check"
    if to_check and (not whole or page.refuse_unasked()):
        return _asked(request, found, page)
    try:
        (actions.send_to_check if to_check else actions.save)(**typed)
    except Refused as refusal:
        return _asked(request, found, page, str(refusal), status=409)
    if not whole:
        messages.success(request, "Saved, but for what is marked below.")
        return _asked(request, _found(pk), page, saved=True)
    said = "is waiting for a second person" if to_check else "is saved"
    messages.success(request, f"Transcription {pk} {said}.")
    return redirect("transcriptions", slug=found.consultation.slug)


def _asked(
    request: HttpRequest,
    found: Transcription,
    page: TypedPage,
    refusal: str = "",
    status: int = 200,
    *,
    saved: bool = False,
) -> HttpResponse:
    """The page, with what was typed and why nothing came of it, if nothing did.

    Unless it was `saved`, it goes on saying what it showed first: nothing is overwritten unseen.
    """
    context = {
        "consultation": found.consultation,
        "transcription": found,
        "page": page,
        "forms": page.forms,
        "errors": [("typed", refusal)] if refusal else [],
        "refusal": refusal,
        "seen": found.version if saved else request.POST.get("seen", found.version),
    }
    return render(request, "transcribe/typing.html", context, status=status)


@needs(Permission.TRANSCRIBE)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed, for a second person beside the paper: accept it, or send it back."""
    found = _found(pk)
    if found.state == S.ACCEPTED and request.method != "POST":
        return redirect("transcription-receipt", pk=pk)
    if found.is_typable and request.method != "POST":
        return redirect("transcription", pk=pk)
    back = request.POST.get("act") == "return"
    form = ReasonForm(request.POST if back else None)
    if request.method != "POST" or (back and not form.is_valid()):
        return _checked(request, found, form)
    act: dict[str, Any] = {
        "transcription": found, "seen": _seen(request),
        "by": cast(User, request.user), "at": timezone.now(),
    }  # fmt: skip
    try:
        if back:
            actions.send_back(reason=form.cleaned_data["reason"], **act)
        else:
            reference = actions.accept(**act).reference
    except Refused as refusal:
        return _checked(request, _found(pk), form, str(refusal), status=409)
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


@needs(Permission.TRANSCRIBE)
@require_http_methods(["GET", "HEAD", "POST"])
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set one aside, after a page that asks why."""
    found = _found(pk)
    form = AsideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.set_aside(
                transcription=found, reason=form.cleaned_data["reason"], seen=_seen(request),
                by=cast(User, request.user), at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Transcription {pk} is set aside.")
            return redirect("transcriptions", slug=found.consultation.slug)
    context = {"consultation": found.consultation, "transcription": found, "form": form}
    return render(request, "transcribe/aside.html", context)


@needs(Permission.TRANSCRIBE)
@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with one that was set aside."""
    found = _found(pk)
    try:
        actions.take_up(transcription=found, by=cast(User, request.user), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("transcription-check", pk=pk)
    return redirect("transcription", pk=pk)


def _receipt(found: Transcription, response: Response) -> receipts.Receipt:
    response.consultation = found.consultation
    asked = queries.content_of(found).questions
    return receipts.receipt_of(response, rows_of(response), asked)


@needs(Permission.TRANSCRIBE)
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt to print and post."""
    found = _found(pk)
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
    found = _found(pk)
    if found.response is None:
        return redirect("transcription-check", pk=pk)
    with translation.override(found.language):
        drawn = _receipt(found, found.response)
        made = papers.pdf(drawn, "")
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{drawn.reference}.pdf"'
    return answer
