"""Drafters ask for approval; approvers sign the exact text, send it back, ratify, withdraw."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultation.access import Permission, why_not
from consultation.models import FormalReply, SignedReply
from consultation.reply import actions, editions, sign_off
from consultation.reply.document import Document
from consultation.reply.forms import SureForm
from consultation.reply.queries import Membership
from consultation.reply.signing_forms import RatifyForm, SendBackForm, SignForm, WithdrawForm
from consultation.reply.views.own_reply import around_reply, with_reply
from consultation.reply.views.shown import reply_page
from consultation.reply.views.signed import text_of
from consultation.reply.views.standing import edition_page, others_who_sign
from consultation.reply.views.steps import step, typed
from consultation.states import Refused

METHODS = ["GET", "HEAD", "POST"]


def _with_second_factor(request: HttpRequest) -> None:
    """Approvers sign in with one before they approve anything; their page leads to setting it up.

    Raises PermissionDenied.
    """
    if refusal := why_not(request.user, Permission.APPROVE_REPLY):
        raise PermissionDenied(refusal)


@with_reply(Permission.DRAFT_REPLY)
@require_http_methods(METHODS)
def approval(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """Ask the approvers for approval."""
    now = timezone.now()
    written = editions.sections_of(reply)
    others = others_who_sign(reply, membership)
    shown = {
        "open": [one.title for one in written if not one.done],
        "others": others,
        "warning": _nobody_else(membership, reply, others),
        "time": sign_off.told_of_time(reply, now=now),
        "near": sign_off.is_near(reply, now=now),
    }
    form = SureForm(
        typed(request),
        title="Ask for approval",
        lead=(
            "From then on the text cannot be changed, until an approver has signed it or sent it "
            "back, or you have taken it back."
        ),
        button="Ask for approval",
    )
    return step(
        request,
        around_reply(reply),
        form,
        lambda **asked: actions.ask_approval(reply=reply, **asked),
        done="The reply waits for approval.",
        refusal=sign_off.why_not_ask_approval(
            membership.person, reply, editions.document_of(reply)
        ),
        template="reply/sign/approval.html",
        shown=shown,
    )


def _nobody_else(membership: Membership, reply: FormalReply, others: list[str]) -> str:
    """Who is to be asked where nobody could give approval; empty where somebody can."""
    if others:
        return ""
    contact = reply.consultation.contact
    if not membership.may(Permission.APPROVE_REPLY):
        return (
            f"{reply.organisation} has no approver yet, so nobody can sign this reply. Write to "
            f"{contact} to have one invited."
        )
    if reply.organisation.kind in sign_off.TWO_PEOPLE:
        return (
            "You are the only approver, and whoever asks for approval cannot give it. Let a "
            f"drafter ask instead, or write to {contact} to have another approver invited."
        )
    return "You are the only approver. You can ask, and then sign it yourself."


@with_reply(Permission.DRAFT_REPLY)
@require_http_methods(METHODS)
def take_back(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """Change what waits for approval after all."""
    form = SureForm(
        typed(request),
        title="Take the reply back",
        lead="It can be changed again. To send it, ask for approval once more.",
        button="Take it back",
    )
    return step(
        request,
        around_reply(reply),
        form,
        lambda **asked: actions.take_back(reply=reply, **asked),
        done="The reply can be changed again.",
        refusal=sign_off.why_not_take_back(membership.person, reply),
    )


@with_reply(Permission.APPROVE_REPLY)
@require_http_methods(METHODS)
def sign(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """Read the exact text and sign it; a text that was changed meanwhile is shown anew (409)."""
    _with_second_factor(request)
    now, document = timezone.now(), editions.document_of(reply)
    organisation = membership.organisation
    form = SignForm(typed(request), organisation=organisation, digest=document.digest, now=now)
    if form.is_bound and form.is_valid():
        try:
            signed = actions.sign(reply=reply, by=membership.person, at=now, **form.asked())
        except Refused as why:
            reply = _as_it_is_now(reply)
            if _signed_by(membership, reply, form):  # pressed twice
                return HttpResponseRedirect(edition_page(reply), status=303)
            form.add_error(None, str(why))
            document = editions.document_of(reply)
            form.seen = document.digest
        else:
            messages.success(request, f"The reply is signed and sent: {signed.response.reference}.")
            return HttpResponseRedirect(edition_page(reply), status=303)
    status = 200
    if form.is_of_another_text:
        form, status = form.once_more(document.digest), 409
    context = _to_sign(membership, reply, document, form, now=now)
    return render(request, "reply/sign/sign.html", context, status=status)


def _signed_by(membership: Membership, reply: FormalReply, form: SignForm) -> bool:
    """This person has signed this very text already."""
    signed: SignedReply | None = getattr(reply, "signed", None)
    if signed is None or signed.signed_by != membership.person:
        return False
    return reply.is_in_force and signed.digest == form.cleaned_data["digest"]


def _as_it_is_now(reply: FormalReply) -> FormalReply:
    found = editions.edition_of(reply.organisation, reply.consultation, reply.number)
    return found or reply


def _to_sign(
    membership: Membership,
    reply: FormalReply,
    document: Document,
    form: SignForm,
    *,
    now: datetime,
) -> dict[str, Any]:
    """What the page shows: the text, its digest, when it can be signed, and the form or why not."""
    person = membership.person
    refusal = sign_off.why_not_approve(person, reply)
    untimely = sign_off.why_not_in_time(reply, now=now)
    fresh, own = not form.is_bound, sign_off.asked_oneself(person, reply)
    timely = reply.is_unsigned and not untimely
    return {
        "asked": reply.consultation,
        "reply": reply,
        "form": form,
        "refusal": (refusal or untimely) if fresh else "",
        "others": others_who_sign(reply, membership) if fresh and own else [],
        "time": sign_off.told_of_time(reply, now=now) if timely else "",
        "late": timely and sign_off.is_late(reply, now=now),
        "returns": not sign_off.why_not_return(person, reply, "to be written"),
        **text_of(document),
    }


@with_reply(Permission.APPROVE_REPLY)
@require_http_methods(METHODS)
def send_back(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """Do not sign it as it is, and say why."""
    _with_second_factor(request)
    return step(
        request,
        around_reply(reply),
        SendBackForm(typed(request)),
        lambda **asked: actions.send_back(reply=reply, **asked),
        done="The reply is sent back to its drafters.",
        onward=lambda _made: reply_page(reply),
        refusal=sign_off.why_not_return(membership.person, reply, "to be written"),
    )


@with_reply(Permission.APPROVE_REPLY)
@require_http_methods(METHODS)
def ratify(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """Say that an interim reply was ratified."""
    _with_second_factor(request)
    in_force = _in_force(reply)
    signed: SignedReply | None = getattr(in_force, "signed", None)
    now = timezone.now()
    form = RatifyForm(
        typed(request), organisation=membership.organisation, now=now,
        whom=signed.ratified_by_whom if signed else "",
    )  # fmt: skip
    refusal = sign_off.why_not_ratify(membership.person, signed, grounds=None, now=now)
    return step(
        request,
        around_reply(in_force),
        form,
        lambda **asked: _ratify(signed, refusal, **asked),
        done="The reply is ratified.",
        onward=lambda _made: edition_page(in_force),
        refusal=refusal,
    )


def _ratify(signed: SignedReply | None, refusal: str, **asked: Any) -> None:
    if signed is None:
        raise Refused(refusal)
    actions.ratify(signed=signed, **asked)


def _in_force(reply: FormalReply) -> FormalReply:
    """The edition in force, also while its replacement is drafted; the one given where none is."""
    every = editions.editions_of(reply.organisation, reply.consultation)
    return next((one for one in every if one.is_in_force), reply)


@with_reply(Permission.APPROVE_REPLY)
@require_http_methods(METHODS)
def withdraw(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """Take back what is in force, with the reason."""
    _with_second_factor(request)
    in_force = _in_force(reply)
    return step(
        request,
        around_reply(in_force),
        WithdrawForm(typed(request)),
        lambda **asked: actions.withdraw(reply=in_force, **asked),
        done="The reply is withdrawn.",
        onward=lambda _made: edition_page(in_force),
        refusal=sign_off.why_not_withdraw(membership.person, in_force, "to be written"),
    )


@with_reply(Permission.DRAFT_REPLY)
@require_http_methods(METHODS)
def set_aside(request: HttpRequest, membership: Membership, reply: FormalReply) -> HttpResponse:
    """Give the draft up."""
    form = SureForm(
        typed(request),
        title="Set this draft aside",
        lead=(
            "It cannot be changed or sent any more. What was written is kept and can be read. You "
            "can begin another."
        ),
        button="Set it aside",
    )
    return step(
        request,
        around_reply(reply),
        form,
        lambda **asked: actions.set_aside(reply=reply, **asked),
        done="The draft is set aside.",
        onward=lambda _made: edition_page(reply),
        refusal=sign_off.why_not_set_aside(membership.person, reply),
    )
