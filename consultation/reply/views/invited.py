"""The page behind the link of an invitation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.events import PUBLIC
from consultation.models import Invitation, InvitationState, User
from consultation.reply import actions, queries, rules
from consultation.reply.forms import JoinForm
from consultation.reply.roles import PARTS
from consultation.reply.views.shown import own_page
from consultation.states import Refused

ENDED = 410  # it was there, and will not be again


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Who invites whom to what, until when; and joining, with an account or a new one."""
    found, now = queries.invitation_behind(key), timezone.now()
    if found is None:
        return render(request, "reply/invitation_unknown.html", status=404)
    if ended := rules.why_not_open(found, now=now):
        return _ended(request, found, ended)
    person = request.user if isinstance(request.user, User) else None
    if request.method == "GET":
        actions.open_invitation(invitation=found, by=person or PUBLIC, at=now)
    refusal = rules.why_not_accept(found, person, now=now)
    if request.method == "POST" and refusal:
        found.refresh_from_db()  # what refuses it may be that it was accepted a moment ago
        if ended := rules.why_not_open(found, now=now):
            return _ended(request, found, ended)
    form = JoinForm(request.POST if request.method == "POST" else None, email=found.email)
    if request.method == "POST" and not refusal and (person or form.is_valid()):
        try:
            given = {} if person else form.cleaned_data
            actions.accept(invitation=found, by=person or PUBLIC, at=now, **given)
        except Refused as why:
            refusal = str(why)
            found.refresh_from_db()
            if ended := rules.why_not_open(found, now=now):  # in this very moment
                return _ended(request, found, ended)
        else:
            return _joined(request, found, person)
    return _shown(request, found, person, form, refusal)


def _joined(request: HttpRequest, invitation: Invitation, person: User | None) -> HttpResponse:
    """To the organisation's page; with a new account by way of the sign-in."""
    if person is None:
        messages.success(request, _("Your account is made. Sign in with it to go on."))
        address = f"{reverse('sign-in')}?{urlencode({'next': own_page()})}"
        return HttpResponseRedirect(address, status=303)
    told = {"organisation": invitation.organisation}
    messages.success(request, _("You act for %(organisation)s now.") % told)
    return HttpResponseRedirect(own_page(), status=303)


def _ended(request: HttpRequest, invitation: Invitation, ended: str) -> HttpResponse:
    state = invitation.state_at(timezone.now())
    context = {
        "invitation": invitation,
        "ended": ended,
        "joined": state == InvitationState.JOINED,
    }
    return render(request, "reply/invitation_ended.html", context, status=ENDED)


def _shown(
    request: HttpRequest,
    invitation: Invitation,
    person: User | None,
    form: JoinForm,
    refusal: str,
) -> HttpResponse:
    sent = request.method == "POST"
    own = queries.account_of(invitation.email) if person is None else None
    context = {
        "invitation": invitation,
        "consultation": invitation.consultation,
        "part": PARTS[invitation.named_role],
        "form": form,
        "refusal": refusal,
        "person": person,
        "other": person is not None and person.email != invitation.email,
        "has_account": own is not None and own.is_active,
        "sign_in": f"{reverse('sign-in')}?{urlencode({'next': request.path})}",
    }
    status = 409 if sent and refusal else 200
    return render(request, "reply/invitation.html", context, status=status)
