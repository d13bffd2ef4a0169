"""Staff see who was invited to reply, and invite."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, needs
from consultation.models import Consultation, EventKind, Invitation, InvitationState, Organisation
from consultation.reading.queries import subject
from consultation.reading.views import lists, shows
from consultation.reply import actions, chasing, queries, received, registrations, rules
from consultation.reply.forms import (
    BoardFilters,
    InviteForm,
    OrganisationForm,
    StepForm,
    SureForm,
    VerifyForm,
)
from consultation.reply.queries import Reach
from consultation.reply.views.guarding import hidden
from consultation.reply.views.shown import invitation_lines, message_lines
from consultation.reply.views.steps import (
    Step,
    remind_form,
    remove_form,
    revoke_form,
    step,
    typed,
)

ON_A_PAGE = 50
#: Of several invitations those are shown first of which something came or may come.
FIRST = [
    InvitationState(one).label for one in ("JOINED", "OPENED", "INVITED", "EXPIRED", "REVOKED")
]
#: How far is shown: a shape and a tone.
TAGS = {
    Reach.NOT_INVITED: ("", "quiet"),
    Reach.INVITED: ("clock", ""),
    Reach.OPENED: ("ring", "warm"),
    Reach.JOINED: ("tick", ""),
    Reach.DRAFTING: ("bar", "warm"),
    Reach.REPLIED: ("tick", "calm"),
}


@needs(Permission.INVITE, of=Consultation)
@require_safe
@lists(EventKind.PERSONAL_READ)
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Every organisation, with who was invited and how far it has come."""
    found, now = get_object_or_404(Consultation, slug=slug), timezone.now()
    request.is_about = subject(found)  # type: ignore[attr-defined]
    form = BoardFilters(
        request.GET, boroughs=queries.boroughs(), stations=received.stations_in(found)
    )
    form.is_valid()  # what is not in the lists is told beside its field, and narrows nothing
    rows = queries.narrowed(queries.board(found, now), found, **form.asked())
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "consultation": found,
        "form": form,
        "chosen": _narrowed(form),
        "page": page,
        "replied": queries.count_replied(found),
        "rows": [_line(one, found) for one in page],
        "refusal": rules.why_not_invite_to(found, now=now),
        "asking": registrations.waiting_in(found),
    }
    return render(request, "reply/board.html", context)


def _narrowed(form: BoardFilters) -> list[tuple[str, str]]:
    """Each filter in force, and the address without it."""
    shown = []
    for name, value in form.chosen.items():
        field: Any = form.fields[name]
        rest = "&".join(f"{key}={one}" for key, one in form.chosen.items() if key != name)
        shown.append((f"{field.label}: {dict(field.choices)[value]}", f"?{rest}"))
    return shown


def _line(organisation: Any, consultation: Consultation) -> dict[str, Any]:
    """One row of the board."""
    now, reach = timezone.now(), Reach(organisation.reach)
    asked = invitation_lines(organisation.asked, now)
    waiting = [one for one in asked if one["waits"]]
    shape, tone = TAGS[reach]
    return {
        "organisation": organisation,
        "href": _page(consultation, organisation),
        "reach": reach.label,
        "shape": shape,
        "tone": tone,
        "asked": sorted(asked, key=lambda one: FIRST.index(one["state"]))[:2],
        "more": len(asked) - 2,
        "waiting": waiting[0] if len(waiting) == 1 else None,
    }


def _page(consultation: Consultation, organisation: Organisation) -> str:
    return reverse("organisation", args=[consultation.slug, organisation.slug])


def _found(slug: str, organisation: str) -> tuple[Consultation, Organisation]:
    """Raises Http404 where there is no such consultation or organisation."""
    found = queries.organisation_of(organisation)
    if found is None:
        raise Http404
    return get_object_or_404(Consultation, slug=slug), found


@hidden(of=Consultation)
@require_safe
@shows(Organisation)
def organisation(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """People, invitations, verification, what was sent and what happened."""
    consultation, found = _found(slug, organisation)
    now = timezone.now()
    sent = Paginator(queries.told(consultation, found), ON_A_PAGE)
    page = sent.get_page(request.GET.get("page"))
    context = {
        "consultation": consultation,
        "organisation": found,
        "members": queries.members_of(found),
        "invitations": invitation_lines(queries.invitations_of(found, consultation), now),
        "refusal": rules.why_not_invite_somebody(request.user, consultation, found, now=now),
        "history": queries.history_of(found),
        "page": page,
        "messages_sent": message_lines(page),
    }
    return render(request, "reply/organisation.html", context)


def _around(consultation: Consultation, organisation: Organisation) -> Step:
    return Step(
        caption=organisation.name,
        back=_page(consultation, organisation),
        back_text=organisation.name,
        consultation=consultation,
    )


@needs(Permission.INVITE, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A body that is not on the list."""
    found = get_object_or_404(Consultation, slug=slug)
    around = Step(
        found.title, reverse("organisations", args=[slug]), "Organisations", consultation=found
    )
    return step(
        request,
        around,
        OrganisationForm(typed(request), boroughs=queries.boroughs()),
        actions.add_organisation,
        done="The organisation is added. You can invite its people now.",
        onward=lambda made: _page(found, made),
    )


@hidden(of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Put right what is on record."""
    consultation, found = _found(slug, organisation)
    return step(
        request,
        _around(consultation, found),
        OrganisationForm(typed(request), boroughs=queries.boroughs(), standing=found),
        lambda **asked: actions.correct_organisation(organisation=found, **asked),
        done="The correction is saved.",
    )


@hidden(of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Say how it was checked that its people are its own."""
    consultation, found = _found(slug, organisation)
    return step(
        request,
        _around(consultation, found),
        VerifyForm(typed(request)),
        lambda **asked: actions.verify(organisation=found, **asked),
        done="The organisation is verified.",
        refusal=rules.why_not_verify(request.user, found, "to be written"),
    )


@hidden(of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Organisation)
def invite(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Ask somebody to act for the organisation."""
    consultation, found = _found(slug, organisation)
    return step(
        request,
        _around(consultation, found),
        InviteForm(
            typed(request), roles=rules.roles_offered(request.user), consultations=[consultation]
        ),
        lambda **asked: actions.invite(organisation=found, **asked),
        done="The invitation is on its way.",
        refusal=rules.why_not_invite_somebody(
            request.user, consultation, found, now=timezone.now()
        ),
    )


@hidden(of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Organisation)
def chase(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Remind its people that no formal reply has come."""
    consultation, found = _found(slug, organisation)
    form = SureForm(
        typed(request),
        title="Remind its people",
        lead=(
            "Everybody who drafts or approves for it gets an email that no formal reply has come, "
            "with the time of the close and the way to it."
        ),
        button="Remind them",
    )
    return step(
        request,
        _around(consultation, found),
        form,
        lambda **asked: actions.chase(organisation=found, consultation=consultation, **asked),
        done="The reminders are on their way.",
        refusal=chasing.why_not_chase(request.user, found, consultation, now=timezone.now()),
    )


def _invitation(pk: int) -> Invitation:
    """Raises Http404."""
    found = queries.invitation_of(pk)
    if found is None:
        raise Http404
    return found


@hidden(of=Invitation)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Invitation)
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link once more."""
    row = _invitation(pk)
    return step(
        request,
        _around(row.consultation, row.organisation),
        remind_form(request, row),
        lambda **asked: actions.remind(invitation=row, **asked),
        done="The reminder is on its way.",
        refusal=rules.why_not_remind(
            request.user, row, queries.last_message(row), now=timezone.now()
        ),
    )


@hidden(of=Invitation)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Invitation)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    row = _invitation(pk)
    return step(
        request,
        _around(row.consultation, row.organisation),
        revoke_form(request, row),
        lambda **asked: actions.revoke(invitation=row, **asked),
        done="The invitation is revoked.",
        refusal=rules.why_not_end(request.user, row, now=timezone.now()),
    )


@hidden(of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
@shows(Organisation)
def remove(request: HttpRequest, slug: str, organisation: str, pk: int) -> HttpResponse:
    """Take a person out of the organisation."""
    consultation, found = _found(slug, organisation)
    member = queries.member_of(found, pk)
    if member is None:
        raise Http404
    warning = rules.what_ends_with(member, found, by=request.user)
    form: StepForm = remove_form(request, member, warning=warning)
    return step(
        request,
        _around(consultation, found),
        form,
        lambda **asked: actions.remove_member(organisation=found, member=member, **asked),
        done=f"{member.name} does not act for the organisation any more.",
        refusal=rules.why_not_remove(request.user, member, found),
    )


@needs(Permission.INVITE, of=Consultation)
@require_safe
@lists(EventKind.PERSONAL_READ)
def told(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was told what and when, with what became of each e-mail."""
    found = get_object_or_404(Consultation, slug=slug)
    page = Paginator(queries.told(found), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"consultation": found, "page": page, "messages_sent": message_lines(page)}
    return render(request, "reply/told.html", context)
