"""Leaving, and coming back on this device or another: by a code, or by a link in an e-mail."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.events import PUBLIC
from consultation.models import ConsultationState, Draft
from consultation.publish.rules import in_words
from consultation.respond import actions, journey, limits, queries, rules
from consultation.respond.content import content_of
from consultation.respond.forms import CodeForm, LinkForm
from consultation.respond.limits import MAIL_LINK, RETURN_CODE
from consultation.respond.views import guarding
from consultation.respond.views.visiting import form_of, on_a_visit, remember, see_other
from consultation.respond.visit import Visit, code_of
from consultation.states import Refused
from consultation.twice.views import once

GONE = (
    "These answers were last saved more than 28 days ago, and are gone. You can start a new "
    "response while the consultation is open"
)


@once
@on_a_visit
def save(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The return code, and a link by e-mail if one is wanted."""
    form = form_of(request, LinkForm)
    slug = visit.consultation.slug
    waits = ""
    if form.is_valid():
        waits = limits.why_not_one_more(MAIL_LINK, guarding.network_of(request), at=visit.now)
    if waits:
        form.add_error("email", waits)
    elif form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.mail_link(draft=visit.draft, email=email, by=PUBLIC, at=visit.now)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return see_other(f"{reverse('respond-save', args=[slug])}?sent")
    context = {
        "consultation": visit.consultation,
        "translations": visit.content.words,
        "form": form,
        "code": code_of(request, slug),
        "return_address": f"{settings.PUBLIC_URL}{reverse('return')}",
        "kept_until": in_words(min(visit.now + Draft.KEPT_FOR, visit.consultation.closes_at)),
        "mailed": "sent" in request.GET,
        "onward": _onward(visit.draft),
    }
    answer = render(request, "respond/save.html", context)
    return guarding.told_to_wait(answer, MAIL_LINK) if waits else answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Go on, or see what was sent, with a return code."""
    form = form_of(request, CodeForm)
    waits = ""
    if form.is_valid():
        network, now = guarding.network_of(request), timezone.now()
        waits = limits.why_not(RETURN_CODE, network, at=now)
        code = form.cleaned_data["code"]
        draft = None if waits else _opened(queries.draft_of(code))
        if waits:
            form.add_error("code", waits)
        elif draft is None:
            limits.count(RETURN_CODE, network, at=now)
            form.add_error(
                "code", _("We do not recognise this return code – check what you wrote down")
            )
        elif rules.is_forgotten(draft, now=now):
            form.add_error("code", _(GONE))
        else:
            return _open(draft, code)
    answer = render(request, "respond/resume.html", {"form": form})
    return guarding.told_to_wait(answer, RETURN_CODE) if waits else answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The address in an e-mail. Opened by a button: programs that follow links press none."""
    token = queries.LINK + key
    draft = _opened(queries.draft_of(token))
    if draft is None or rules.is_forgotten(draft, now=timezone.now()):
        return render(request, "respond/dead_link.html", {"known": draft is not None}, status=404)
    if request.method == "POST":
        return _open(draft, token)
    context = {
        "draft": draft,
        "consultation": draft.consultation,
        "translations": content_of(draft).words,
    }
    return render(request, "respond/link.html", context)


def _opened(draft: Draft | None) -> Draft | None:
    """The draft with its consultation, if the public may still read that one."""
    if draft is None:
        return None
    draft.consultation = content_of(draft).consultation
    return draft if draft.consultation.state != ConsultationState.DRAFT else None


def _open(draft: Draft, token: str) -> HttpResponse:
    onward = see_other(_onward(draft))
    remember(onward, draft.consultation, token)
    return onward


def _onward(draft: Draft) -> str:
    """The receipt, or the first page that is not finished."""
    if draft.sent_at is not None:
        return reverse("respond-sent", args=[draft.consultation.slug])
    answers = journey.Answers.read(draft.answers)
    gap = content_of(draft).journey(answers).first_gap()
    return (gap or journey.Page(journey.CHECK)).url(draft.consultation)
