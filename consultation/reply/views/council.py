"""People of an organisation see who they are; approvers invite and remove; everybody may leave."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, lacks_second_factor
from consultation.models import Invitation
from consultation.reply import actions, editions, join_codes, queries, rules
from consultation.reply.forms import InviteForm, SureForm
from consultation.reply.queries import Membership
from consultation.reply.views.guarding import of_organisation
from consultation.reply.views.shown import code_lines, invitation_lines, own_page
from consultation.reply.views.steps import (
    Step,
    remind_form,
    remove_form,
    revoke_form,
    step,
    typed,
)


@of_organisation(Permission.READ_REPLY)
@require_safe
def own(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The people of one's organisation, and for approvers who is invited."""
    now = timezone.now()
    approves = not rules.why_not_as(membership, Permission.APPROVE_REPLY)
    organisation = membership.organisation
    waiting = queries.waiting_of(organisation, now) if approves else []
    replies = editions.standings(organisation, now=now)
    context = {
        "organisation": organisation,
        "members": queries.members_of(organisation),
        "approves": approves,
        "lacks_factor": lacks_second_factor(request.user),
        "invitations": invitation_lines(waiting, now),
        "codes": code_lines(join_codes.in_force(organisation, now)) if approves else [],
        "no_codes": rules.why_no_codes(organisation),
        "replies": replies,
        "contacts": sorted({one.consultation.contact for one in replies}),
    }
    return render(request, "reply/own.html", context)


def _around(membership: Membership) -> Step:
    return Step(membership.organisation.name, own_page(), "Your organisation")


@of_organisation(Permission.READ_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Act for the organisation no more."""
    form = SureForm(
        typed(request),
        title=f"Leave {membership.organisation}",
        lead=(
            "You can see and do nothing more for it from now on. What you wrote stays. To come "
            "back you need a new invitation."
        ),
        button="Leave",
        warning=rules.what_ends_with(
            membership.person, membership.organisation, by=membership.person
        ),
    )
    return step(
        request,
        _around(membership),
        form,
        lambda **asked: actions.leave(organisation=membership.organisation, **asked),
        done=f"You do not act for {membership.organisation} any more.",
        onward=lambda _ended: reverse("staff"),
    )


@of_organisation(Permission.APPROVE_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Ask a colleague to draft or to observe."""
    consultations = queries.to_be_asked_about(timezone.now())
    form = InviteForm(
        typed(request) if consultations else None,
        roles=rules.COLLEAGUES,
        consultations=consultations,
    )
    form.title = "Invite a colleague"
    return step(
        request,
        _around(membership),
        form,
        lambda **asked: actions.invite(organisation=membership.organisation, **asked),
        done="The invitation is on its way.",
        refusal="" if consultations else "No consultation is open at the moment.",
    )


def _invitation(membership: Membership, pk: int) -> Invitation:
    """One of the own organisation. Raises Http404 for all others, there or not."""
    found = queries.invitation_of(pk)
    if found is None or found.organisation != membership.organisation:
        raise Http404
    return found


@of_organisation(Permission.APPROVE_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Send a colleague the link once more."""
    row = _invitation(membership, pk)
    return step(
        request,
        _around(membership),
        remind_form(request, row),
        lambda **asked: actions.remind(invitation=row, **asked),
        done="The reminder is on its way.",
        refusal=rules.why_not_remind(
            membership.person, row, queries.last_message(row), now=timezone.now()
        ),
    )


@of_organisation(Permission.APPROVE_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take the invitation of a colleague back."""
    row = _invitation(membership, pk)
    return step(
        request,
        _around(membership),
        revoke_form(request, row),
        lambda **asked: actions.revoke(invitation=row, **asked),
        done="The invitation is revoked.",
        refusal=rules.why_not_end(membership.person, row, now=timezone.now()),
    )


@of_organisation(Permission.APPROVE_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take a colleague out."""
    organisation = membership.organisation
    member = queries.member_of(organisation, pk)
    if member is None:
        raise Http404
    refusal = rules.why_not_remove(membership.person, member, organisation)
    ends = rules.what_ends_with(member, organisation, by=membership.person)
    warning = "" if refusal else ends
    return step(
        request,
        _around(membership),
        remove_form(request, member, warning=warning),
        lambda **asked: actions.remove_member(organisation=organisation, member=member, **asked),
        done=f"{member.name} does not act for {organisation} any more.",
        refusal=refusal,
    )
