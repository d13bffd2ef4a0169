"""Codes for colleagues: made and ended by approvers, entered by whoever was given one."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.access import Permission
from consultation.events import PUBLIC
from consultation.models import User
from consultation.reply import actions, join_codes, queries, rules
from consultation.reply.forms import SureForm
from consultation.reply.join_forms import CodeForm, MakeCodeForm
from consultation.reply.queries import Membership
from consultation.reply.roles import PARTS
from consultation.reply.views.guarding import of_organisation
from consultation.reply.views.shown import own_page
from consultation.reply.views.steps import Step, step, typed
from consultation.respond import limits
from consultation.respond.limits import JOIN_CODE, JOIN_CODE_ANY, Limit, anonymous
from consultation.respond.views.guarding import network_of, told_to_wait
from consultation.states import Refused
from consultation.twice.views import form_key, once


@of_organisation(Permission.APPROVE_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Make a code. It stands in the answer to this alone: it is nowhere kept."""
    organisation, now = membership.organisation, timezone.now()
    consultations = queries.to_be_asked_about(now)
    refusal = rules.why_no_codes(organisation)
    if not consultations:
        refusal = refusal or "No consultation is open at the moment."
    form = MakeCodeForm(None if refusal else typed(request), consultations=consultations)
    if form.is_valid():
        try:
            made, code = actions.make_code(
                organisation=organisation, by=membership.person, at=now,
                form=form_key(request), **form.asked(),
            )  # fmt: skip
        except Refused as why:
            form.add_error(None, str(why))
        else:
            context = {
                "organisation": organisation,
                "made": made,
                "code": code,
                "part": PARTS[made.named_role].name,
                "entered_at": f"{settings.PUBLIC_URL}{reverse('join')}",
            }
            return render(request, "reply/code_made.html", context)
    context = {
        "caption": organisation.name,
        "back": own_page(),
        "back_text": "Your organisation",
        "form": form,
        "refusal": refusal,
    }
    return render(request, "staff_step.html", context)


@of_organisation(Permission.APPROVE_REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """End a code before its time. Raises Http404 for those of others, there or not."""
    found = join_codes.code_with(pk=pk)
    if found is None or found.organisation != membership.organisation:
        raise Http404
    form = SureForm(
        typed(request),
        title="End this code",
        lead=(
            "It lets nobody in from now on. Those who used it keep their invitations and roles, "
            "which you can revoke on the page of your organisation."
        ),
        button="End the code",
    )
    return step(
        request,
        Step(membership.organisation.name, own_page(), "Your organisation"),
        form,
        lambda **asked: actions.end_code(code=found, **asked),
        done="The code is ended.",
        refusal=rules.why_not_end_code(request.user, found, now=timezone.now()),
    )


def _counted(request: HttpRequest) -> list[tuple[Limit, str]]:
    """The limits on codes that do not exist, and for whom each is counted."""
    everybody = anonymous("codes for colleagues", timezone.now())
    return [(JOIN_CODE, network_of(request)), (JOIN_CODE_ANY, everybody)]


def _why_wait(request: HttpRequest) -> tuple[str, Limit]:
    """The refusal where too many were tried, and the limit that was reached."""
    now = timezone.now()
    for limit, who in _counted(request):
        if refusal := limits.why_not(limit, who, at=now):
            return refusal, limit
    return "", JOIN_CODE


@once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Enter a code and a work address, and be written to there."""
    form, waits, limit = CodeForm(typed(request)), "", JOIN_CODE
    if form.is_valid():
        waits, limit = _why_wait(request)
        if waits:
            form.add_error("code", waits)
        elif _joined(request, form):
            return HttpResponseRedirect(f"{reverse('join')}?sent", status=303)
    context = {"form": form, "sent": "sent" in request.GET and not form.is_bound}
    answer = render(request, "reply/join.html", context)
    return told_to_wait(answer, limit) if waits else answer


def _joined(request: HttpRequest, form: CodeForm) -> bool:
    """The invitation is on its way; otherwise the form says why not, beside what is wrong."""
    now, email = timezone.now(), form.cleaned_data["email"]
    found = join_codes.code_behind(form.cleaned_data["code"])
    if found is None:
        for limit, who in _counted(request):
            limits.count(limit, who, at=now)
        form.add_error("code", _("Enter the code as your colleague gave it"))
    elif refusal := rules.why_not_join(found, now=now):
        form.add_error("code", refusal)
    elif refusal := rules.why_not_write_to(found, email, now=now):
        form.add_error("email", refusal)
    else:
        by = request.user if isinstance(request.user, User) else PUBLIC
        try:
            actions.join(code=found, email=email, by=by, at=now)
        except Refused as why:  # in this very moment
            form.add_error(None, str(why))
        else:
            return True
    return False
