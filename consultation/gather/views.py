"""Pages about petitions and meetings: one that everybody reads, and those where staff record."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, may, needs
from consultation.gather import actions, queries, rules
from consultation.gather.calendar_file import calendar_file
from consultation.gather.forms.correction import CallOffForm, EndForm
from consultation.gather.forms.meeting import (
    HeldCorrection,
    MeetingCorrection,
    MeetingForm,
    OutcomeForm,
)
from consultation.gather.forms.petition import PetitionCorrection, PetitionForm
from consultation.models import Consultation, Meeting, Petition, User
from consultation.publish.forms.consultations import TimedForm
from consultation.reading.views import shows
from consultation.states import Refused
from consultation.templatetags.consult_pages import brief
from consultation.translate.queries import translations_of

Record = TypeVar("Record", Petition, Meeting)


@require_safe
def public(request: HttpRequest, slug: str) -> HttpResponse:
    """Meetings ahead and held, and petitions, as everybody reads them."""
    found = get_object_or_404(Consultation.objects.published(), slug=slug)
    context = {
        "consultation": found,
        "translations": translations_of(found),
        "shown": queries.public_page(found, timezone.now()),
    }
    return render(request, "gather/public.html", context)


@require_safe
def meeting_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A meeting that is announced, for a resident's calendar."""
    found = get_object_or_404(Consultation.objects.published(), slug=slug)
    meeting = queries.meeting_of(pk)
    if meeting is None or meeting.consultation_id != found.pk or not meeting.is_announced:
        raise Http404
    earlier = queries.chain_of(meeting).earlier
    page = request.build_absolute_uri(reverse("gatherings", args=[slug]))
    content = calendar_file(
        meeting,
        first=(earlier or [meeting])[0].pk,
        edition=len(earlier),
        summary=_("Public meeting: %(title)s") % {"title": found.title},
        address=page,
    )
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="meeting-{pk}.ics"'
    return answer


@needs(Permission.READ_RESPONSES, of=Consultation)
@require_safe
def gatherings(request: HttpRequest, slug: str) -> HttpResponse:
    """All that is on record, with what is worth a second look."""
    found = get_object_or_404(Consultation, slug=slug)
    context = {
        "consultation": found,
        "may_gather": may(request.user, Permission.GATHER, about=found),
        "may_export": may(request.user, Permission.EXPORT, about=found),
        "petition_head": ["Petition", "Signatures", "Came in", "State", "Worth a second look"],
        "meeting_head": ["Meeting", "When", "People who came", "State", "Worth a second look"],
        "petitions": [
            [
                {"text": one.record.title, "href": one.record.get_absolute_url()},
                f"{one.record.signatures:,}",
                brief(one.record.received_at, time=False),
                one.record.get_state_display(),
                " ".join(rules.warnings_of_petition(one.record, found)),
            ]
            for one in queries.petitions_of(found)
        ],
        "meetings": [
            [
                {"text": one.record.place, "href": one.record.get_absolute_url()},
                brief(one.record.held_at),
                "" if one.record.attendance is None else f"{one.record.attendance:,}",
                one.record.get_state_display(),
                " ".join(rules.warnings_of_meeting(one.record, found)),
            ]
            for one in queries.meetings_of(found)
        ],
    }
    return render(request, "gather/gatherings.html", context)


def _found(row: Record | None) -> Record:
    if row is None:
        raise Http404
    return row


@needs(Permission.READ_RESPONSES, of=Petition)
@require_safe
@shows(Petition)
def petition(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything on record about one petition."""
    row = _found(queries.petition_of(pk))
    warnings = rules.warnings_of_petition(row, row.consultation)
    return _record(request, row, "gather/petition.html", warnings)


@needs(Permission.READ_RESPONSES, of=Meeting)
@require_safe
@shows(Meeting)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything on record about one meeting."""
    row = _found(queries.meeting_of(pk))
    warnings = rules.warnings_of_meeting(row, row.consultation)
    return _record(request, row, "gather/meeting.html", warnings)


def _record(request: HttpRequest, row: Record, template: str, warnings: list[str]) -> HttpResponse:
    chain = queries.chain_of(row)
    context = {
        "consultation": row.consultation,
        "record": row,
        "warnings": warnings,
        "chain": chain,
        "replacement": queries.replacement_of(row),
        "history": queries.history_of(chain),
        "may_correct": not rules.why_not_correct(request.user, row),
        "may_end": not rules.why_not_end(request.user, row),
        "may_hold": isinstance(row, Meeting)
        and not rules.why_not_hold(request.user, row, now=timezone.now()),
    }
    return render(request, template, context)


def _step(
    request: HttpRequest,
    found: Consultation,
    form: TimedForm,
    act: Callable[..., Any],
    *,
    done: str,
    back: Petition | Meeting | None = None,
    refusal: str = "",
) -> HttpResponse:
    """Show the form of one act, or do it; the refusal instead of a fresh form."""
    if form.is_bound and form.is_valid():
        try:
            made = act(by=cast(User, request.user), at=timezone.now(), **form.asked())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(_onward(made), status=303)
    context = {
        "consultation": found,
        "caption": found.title,
        "form": form,
        "refusal": "" if form.is_bound else refusal,
        "back": back.get_absolute_url() if back else reverse("gathering-list", args=[found.slug]),
        "back_text": str(back) if back else "Petitions and meetings",
    }
    return render(request, "staff_step.html", context)


def _onward(made: Any) -> str:
    """To the record; from a meeting that has begun, to what came of it."""
    if isinstance(made, Meeting) and made.is_announced and made.held_at <= timezone.now():
        return reverse("meeting-held", args=[made.pk])
    address: str = made.get_absolute_url()
    return address


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@needs(Permission.GATHER, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def petition_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a petition on record."""
    found = get_object_or_404(Consultation, slug=slug)
    return _step(
        request,
        found,
        PetitionForm(_typed(request), offered=queries.proposals_of(found)),
        lambda **asked: actions.record_petition(consultation=found, **asked),
        done="The petition is recorded.",
    )


@needs(Permission.GATHER, of=Petition)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Petition)
def petition_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace a petition by a corrected row."""
    row = _found(queries.petition_of(pk))
    offered = queries.proposals_of(row.consultation)
    return _step(
        request,
        row.consultation,
        PetitionCorrection(_typed(request), offered=offered, standing=row),
        lambda **asked: actions.correct_petition(petition=row, **asked),
        done="The correction is recorded. The record as it was is kept.",
        back=row,
        refusal=rules.why_not_correct(request.user, row),
    )


@needs(Permission.GATHER, of=Petition)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Petition)
def petition_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a petition back."""
    return _end(request, _found(queries.petition_of(pk)))


@needs(Permission.GATHER, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a meeting on record, ahead or after it was held."""
    found = get_object_or_404(Consultation, slug=slug)
    return _step(
        request,
        found,
        MeetingForm(_typed(request), boroughs=queries.boroughs()),
        lambda **asked: actions.announce(consultation=found, **asked),
        done="The meeting is recorded, and is on the public page.",
    )


@needs(Permission.GATHER, of=Meeting)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Meeting)
def meeting_held(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what came of a meeting."""
    row = _found(queries.meeting_of(pk))
    return _step(
        request,
        row.consultation,
        OutcomeForm(_typed(request), offered=queries.proposals_of(row.consultation)),
        lambda **asked: actions.hold(meeting=row, **asked),
        done="What came of the meeting is recorded.",
        back=row,
        refusal=rules.why_not_hold(request.user, row, now=timezone.now()),
    )


@needs(Permission.GATHER, of=Meeting)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Meeting)
def meeting_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace a meeting by a corrected row, with its outcome where it was held."""
    row = _found(queries.meeting_of(pk))
    typed, boroughs = _typed(request), queries.boroughs()
    form: TimedForm = MeetingCorrection(typed, boroughs=boroughs, standing=row)
    if row.is_held:
        offered = queries.proposals_of(row.consultation)
        form = HeldCorrection(typed, boroughs=boroughs, standing=row, offered=offered)
    return _step(
        request,
        row.consultation,
        form,
        lambda **asked: actions.correct_meeting(meeting=row, **asked),
        done="The correction is recorded. The record as it was is kept.",
        back=row,
        refusal=rules.why_not_correct(request.user, row),
    )


@needs(Permission.GATHER, of=Meeting)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Meeting)
def meeting_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a meeting off, or withdraw the record of one that was held."""
    return _end(request, _found(queries.meeting_of(pk)))


def _end(request: HttpRequest, row: Record) -> HttpResponse:
    off = isinstance(row, Meeting) and not row.is_held
    return _step(
        request,
        row.consultation,
        (CallOffForm if off else EndForm)(_typed(request)),
        lambda **asked: actions.end(gathered=row, **asked),
        done="The meeting is called off." if off else "The record is withdrawn.",
        back=row,
        refusal=rules.why_not_end(request.user, row),
    )
