"""The page of an organisation's own reply: what is to be written, and what can be done next."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import Permission, StaffView, why_not
from consultation.models import Consultation, FormalReply
from consultation.reply import actions, editions, sign_off
from consultation.reply.drafting_forms import ProposalForm
from consultation.reply.editions import Written
from consultation.reply.forms import SureForm
from consultation.reply.queries import Membership
from consultation.reply.views.guarding import of_organisation
from consultation.reply.views.shown import own_page, reply_page, section_page
from consultation.reply.views.standing import standing
from consultation.reply.views.steps import Step, step, typed


def consultation_of(slug: str) -> Consultation:
    """One that the public can read. Raises Http404."""
    found = Consultation.objects.published().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def with_reply(permission: Permission) -> Callable[[StaffView], StaffView]:
    """For people of an organisation who may; the view gets their Membership and their FormalReply.

    Whoever is of no organisation, and whoever's organisation has no reply to this consultation, is
    told "not found": no address names an organisation, so nobody can ask for another's. Colleagues
    in another role read why they may not.
    """

    def guard(view: StaffView) -> StaffView:
        @of_organisation(Permission.READ_REPLY)
        @wraps(view)
        def guarded(
            request: HttpRequest, membership: Membership, slug: str, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            reply = editions.reply_of(membership.organisation, consultation_of(slug))
            if reply is None:
                raise Http404
            if not membership.may(permission):
                raise PermissionDenied(why_not(request.user, permission))
            return view(request, membership, reply, *args, **kwargs)

        return guarded

    return guard


def found_section(reply: FormalReply, pk: int) -> Written:
    """A section of this edition, or of one that was before it. Raises Http404.

    Whoever had its page open while another edition was begun is told so, and loses nothing.
    """
    found = editions.section_of(reply, pk)
    if found is None:
        earlier = editions.edition_with(pk, reply)
        found = editions.section_of(earlier, pk) if earlier else None
    if found is None:
        raise Http404
    return found


def around_reply(reply: FormalReply) -> Step:
    """What surrounds the form of one act on a reply."""
    return Step(f"{reply.organisation}, edition {reply.number}", reply_page(reply), "Your reply")


@of_organisation(Permission.READ_REPLY)
@require_safe
def own_reply(request: HttpRequest, membership: Membership, slug: str) -> HttpResponse:
    """What is written and what is not, and what can be done with the reply now."""
    consultation, now = consultation_of(slug), timezone.now()
    reply = editions.reply_of(membership.organisation, consultation)
    context = {
        "asked": consultation,
        "organisation": membership.organisation,
        "reply": reply,
        "standing": standing(reply, membership, now) if reply else None,
        "rows": _rows(reply) if reply else [],
        "files": editions.files_of(reply) if reply else [],
        "refusal": sign_off.why_not_begin(
            membership.person, membership.organisation, consultation, reply, now=now
        ),
        "writable": reply is not None and not sign_off.why_not_write(membership.person, reply),
        "writes": membership.may(Permission.DRAFT_REPLY),
        "approves": membership.may(Permission.APPROVE_REPLY),
    }
    return render(request, "reply/draft/reply.html", context)


def _rows(reply: FormalReply) -> list[dict[str, Any]]:
    """Each section with how far it is. Three queries."""
    waiting = editions.open_notes(reply)
    return [
        {
            "written": one,
            "notes": waiting.get(one.section.pk, 0),
            "state": _how_far(one),
        }
        for one in editions.sections_of(reply)
    ]


def _how_far(written: Written) -> str:
    if written.done:
        return "Completed"
    return "Not started" if written.content.is_empty else "In progress"


@of_organisation(Permission.DRAFT_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, membership: Membership, slug: str) -> HttpResponse:
    """Begin the reply, or the edition that is to replace the one in force."""
    consultation = consultation_of(slug)
    newest = editions.reply_of(membership.organisation, consultation)
    form = SureForm(
        typed(request),
        title="Begin a new edition" if newest else "Begin your formal reply",
        lead=(
            "Colleagues in your organisation write it together. Nobody else sees it before an "
            "approver has signed it."
        ),
        button="Begin",
    )
    return step(
        request,
        Step(consultation.title, own_page(), "Your organisation"),
        form,
        lambda **asked: actions.begin(
            organisation=membership.organisation, consultation=consultation, **asked
        ),
        done="The reply is begun.",
        onward=reply_page,
        refusal=sign_off.why_not_begin(
            membership.person, membership.organisation, consultation, newest, now=timezone.now()
        ),
    )


@with_reply(Permission.DRAFT_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """Make room for a position on a proposal that is not in the own borough."""
    there = {one.section.proposal_id for one in editions.sections_of(reply)}
    offered = [one for one in editions.proposals_of(reply.consultation) if one.pk not in there]
    refusal = sign_off.why_not_write(membership.person, reply)
    return step(
        request,
        around_reply(reply),
        ProposalForm(typed(request), offered=offered),
        lambda **asked: actions.add_section(reply=reply, **asked),
        done="There is a section for it now.",
        onward=section_page,
        refusal=refusal or ("" if offered else "Every proposal has its section already."),
    )


@with_reply(Permission.READ_REPLY)
@require_safe
def whole(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """The whole text on one page, to be read and printed."""
    context = {"reply": reply, "document": editions.document_of(reply)}
    return render(request, "reply/draft/whole.html", context)
