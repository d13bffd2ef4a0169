"""What a sender may do with a response that was sent: change it, withdraw it, disown it."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consultation.events import PUBLIC
from consultation.models import Draft, Response
from consultation.respond import actions, journey, queries, receipts, rules
from consultation.respond.codes import code_for, new_code
from consultation.respond.forms import ReferenceForm
from consultation.respond.limits import BEGIN, MAIL_LINK, why_not_one_more
from consultation.respond.views import guarding
from consultation.respond.views.visiting import closed, form_of, remember, see_other
from consultation.respond.visit import code_of, draft_of
from consultation.states import Refused
from consultation.twice.views import form_key, in_turn, once

Act = Callable[..., HttpResponse]


def by_its_sender(view: Act) -> Act:
    """Load the response that the visitor's cookie is the key to: a return code, or a link."""

    @never_cache
    @wraps(view)
    def allowed(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        draft = draft_of(request, slug)
        response = queries.response_of(draft) if draft and draft.sent_at else None
        if draft is None or response is None:
            return redirect("return")
        response.consultation = draft.consultation
        try:
            return view(request, response, **kwargs)
        except Refused as refusal:
            now = timezone.now()
            return closed(request, draft.consultation, str(refusal), draft=draft, now=now)

    return allowed


def _receipt(response: Response) -> HttpResponse:
    return see_other(reverse("respond-sent", args=[response.consultation.slug]))


@in_turn
@require_POST
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a newer version with what was sent; nothing changes before that one is sent.

    The same form sent again opens what it began, also where the first answer never arrived.
    """
    draft = draft_of(request, slug)
    if draft is not None and _is_begun(request, draft):
        return see_other(journey.Page(journey.CHECK).url(draft.consultation))
    return _change(request, slug)


def _is_begun(request: HttpRequest, draft: Draft) -> bool:
    """The visitor has the newer version already: by this form, or by another that is open still."""
    if draft.replaces_id is None:
        return False
    mine = _code_of(request, draft.replaces_id) == code_of(request, draft.consultation.slug)
    return mine or draft.sent_at is None


def _code_of(request: HttpRequest, changed: int) -> str:
    """The return code of what this form begins: the same each time, for one response alone."""
    form = form_key(request)
    return code_for(f"{form}:{changed}") if form else new_code()


@by_its_sender
def _change(request: HttpRequest, response: Response) -> HttpResponse:
    code, now = _code_of(request, response.pk), timezone.now()
    if queries.draft_of(code) is None:
        if refusal := why_not_one_more(BEGIN, guarding.network_of(request), at=now):
            return guarding.too_many(request, response.consultation, refusal, BEGIN)
        given = receipts.given_by(queries.answers_of(response))
        answers = receipts.answers_in(response, given, response.respondent)
        actions.change(response=response, answers=answers, code=code, by=PUBLIC, at=now)
    onward = see_other(journey.Page(journey.CHECK).url(response.consultation))
    remember(onward, response.consultation, code)
    return onward


@once
@by_its_sender
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, response: Response) -> HttpResponse:
    """Take it back, after a page that says what that means."""
    if request.method == "POST":
        actions.withdraw(response=response, by=PUBLIC, at=timezone.now())
        return _receipt(response)
    if refusal := rules.why_not_change(response, now=timezone.now()):
        raise Refused(refusal)
    context = {"consultation": response.consultation, "response": response}
    return render(request, "respond/withdraw.html", context)


@once
@by_its_sender
@require_http_methods(["GET", "HEAD", "POST"])
def disown(request: HttpRequest, response: Response) -> HttpResponse:
    """Say that somebody else sent it. Said once, it stands."""
    if queries.was_disowned(response):
        return _receipt(response)
    if request.method == "POST":
        actions.disown(response=response, by=PUBLIC, at=timezone.now())
        return _receipt(response)
    if refusal := rules.why_not_disown(response):
        raise Refused(refusal)
    context = {"consultation": response.consultation, "response": response}
    return render(request, "respond/disown.html", context)


@once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """Send a link to the e-mail address of a response, for those who lost the code.

    The answer is the same whether there is such a response and address or not: it tells nothing.
    """
    form = form_of(request, ReferenceForm)
    if form.is_valid():
        network, now = guarding.network_of(request), timezone.now()
        if refusal := why_not_one_more(MAIL_LINK, network, at=now):
            form.add_error("reference", refusal)
            answer = render(request, "respond/mail.html", {"form": form})
            return guarding.told_to_wait(answer, MAIL_LINK)
        response = queries.by_reference(form.cleaned_data["reference"])
        person = response.respondent if response else None
        draft = queries.draft_behind(response) if response and person and person.email else None
        if draft is not None and person is not None:
            with suppress(Refused):  # enough were sent today; the answer tells nothing of that
                actions.mail_link(draft=draft, email=person.email, by=PUBLIC, at=now)
        return see_other(f"{reverse('return-mail')}?sent")
    context = {"form": form, "mailed": "sent" in request.GET}
    return render(request, "respond/mail.html", context)
