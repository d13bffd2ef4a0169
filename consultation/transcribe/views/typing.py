"""The list, and what is typed in: load, refuse, form, one action, redirect."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultation.access import Permission, needs
from consultation.models import Consultation, Purpose, Transcription, TranscriptionState, User
from consultation.reading.views import lists, shows
from consultation.respond.content import Content
from consultation.respond.queries import wordings_of
from consultation.states import Refused
from consultation.transcribe import actions, queries, rules
from consultation.transcribe.forms.answers import TypedPage
from consultation.transcribe.forms.envelope import AsideForm, DetailsForm, ScanForm
from consultation.transcribe.forms.withdrawal import WithdrawalPage
from consultation.transcribe.queries import Tally
from consultation.transcribe.views.finding import found_at, seen_in
from consultation.twice.views import begins_with
from consultation.uploads.receiving import judge_files

S = TranscriptionState
COLUMNS = (S.DRAFT, S.AWAITING_CHECK, S.RETURNED, S.ACCEPTED, S.SET_ASIDE)
HEAD = ["Received", "Being typed", "Awaiting check", "Sent back", "Accepted", "Set aside"]


@needs(Permission.TRANSCRIBE, of=Consultation)
@require_safe
@lists()
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
        "mine": person.pk in one.typists,
        "url": "transcription" if one.is_typable else "transcription-check",
    }


def _numbers(tally: Tally) -> list[Any]:
    name = date_format(tally.name, "j M Y") if isinstance(tally.name, date) else tally.name
    return [name, tally.received, *(tally.states[one] for one in COLUMNS)]


@needs(Permission.TRANSCRIBE, of=Consultation)
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


@needs(Permission.TRANSCRIBE, of=Transcription)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Transcription)
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, to be put right."""
    found = found_at(pk)
    form = _details(request, found.consultation, found)
    refusal = rules.why_not_type(found)
    if not refusal and form.is_bound and form.is_valid():
        try:
            actions.redescribe(
                transcription=found, details=form.details(), seen=seen_in(request),
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
        begun=found,
        initial=DetailsForm.saved(found, queries.answers_of(found)) if found else {},
    )


@needs(Permission.TRANSCRIBE, of=Transcription)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Transcription)
def typing(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions on one page, beside the paper; of a withdrawal what they wrote or said."""
    found = found_at(pk)
    if request.method != "POST" and not found.is_typable:
        return redirect("transcription-check", pk=pk)
    now = timezone.now()
    page = _page(request, found, today=timezone.localtime(now).date())
    if request.method != "POST":
        return _asked(request, found, page)
    whole = page.is_valid()
    typed: dict[str, Any] = {
        "transcription": found, "answers": page.answers(), "note": page.note,
        "read_back": page.read_back, "seen": seen_in(request),
        "by": cast(User, request.user), "at": now,
    }  # fmt: skip
    to_check = request.POST.get("act") == "check"
    if to_check and not (whole and page.is_ready()):
        return _asked(request, found, page)
    try:
        (actions.send_to_check if to_check else actions.save)(**typed)
    except Refused as refusal:
        return _asked(request, found, page, str(refusal), status=409)
    if not whole:
        messages.success(request, "Saved, but for what is marked below.")
        return _asked(request, found_at(pk), page, saved=True)
    said = "is waiting for a second person" if to_check else "is saved"
    messages.success(request, f"Transcription {pk} {said}.")
    return redirect("transcriptions", slug=found.consultation.slug)


def _page(request: HttpRequest, found: Transcription, *, today: date) -> TypedPage | WithdrawalPage:
    typed = request.POST if request.method == "POST" else None
    answers = queries.answers_of(found)
    if found.purpose == Purpose.WITHDRAWAL:
        return WithdrawalPage(found, answers, typed=typed)
    return TypedPage(found, queries.content_of(found), answers, today=today, typed=typed)


def _asked(
    request: HttpRequest,
    found: Transcription,
    page: TypedPage | WithdrawalPage,
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
        "scans": queries.scans_of(found),
        "page": page,
        "forms": page.forms,
        "errors": [("typed", refusal)] if refusal else [],
        "refusal": refusal,
        "seen": found.version if saved else request.POST.get("seen", found.version),
    }
    return render(request, "transcribe/typing.html", context, status=status)


@needs(Permission.TRANSCRIBE, of=Transcription)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Transcription)
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set one aside, after a page that asks why."""
    found = found_at(pk)
    form = AsideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.set_aside(
                transcription=found, reason=form.cleaned_data["reason"], seen=seen_in(request),
                by=cast(User, request.user), at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Transcription {pk} is set aside.")
            return redirect("transcriptions", slug=found.consultation.slug)
    context = {"consultation": found.consultation, "transcription": found, "form": form}
    return render(request, "transcribe/aside.html", context)


@needs(Permission.TRANSCRIBE, of=Transcription)
@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with one that was set aside."""
    found = found_at(pk)
    try:
        actions.take_up(transcription=found, by=cast(User, request.user), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("transcription-check", pk=pk)
    return redirect("transcription", pk=pk)


@begins_with(judge_files)
@needs(Permission.TRANSCRIBE, of=Transcription)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Transcription)
def scans(request: HttpRequest, pk: int) -> HttpResponse:
    """The scans of the paper: a list, a way to add one, a way to remove each."""
    found = found_at(pk)
    posted = request.method == "POST"
    form = ScanForm(request.POST if posted else None, request.FILES if posted else None)
    removing = request.POST.get("remove", "")
    act: dict[str, Any] = {
        "transcription": found, "by": cast(User, request.user), "at": timezone.now()
    }  # fmt: skip
    if posted and (removing or form.is_valid()):
        try:
            if removing:
                actions.remove_scan(name=removing, **act)
            else:
                actions.add_scan(file=form.cleaned_data["file"], **act)
        except Refused as refusal:
            form = form if not removing else ScanForm({}, MultiValueDict())
            form.add_error("file", str(refusal))
        else:
            return redirect("transcription-scans", pk=pk)
    context = {
        "consultation": found.consultation,
        "transcription": found,
        "scans": queries.scans_of(found),
        "form": form,
        "refusal": rules.why_not_type(found),
    }
    return render(request, "transcribe/scans.html", context)
