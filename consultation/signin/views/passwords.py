"""A password for one's own account: another one, or one that is chosen by a link in an e-mail."""

from contextlib import suppress
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultation import password_links
from consultation.events import PUBLIC
from consultation.models import User
from consultation.respond.limits import PASSWORD_LINK, why_not_one_more
from consultation.respond.views.guarding import network_of, told_to_wait
from consultation.respond.views.visiting import form_of
from consultation.signin import actions, queries, session
from consultation.signin.forms import ChoosePasswordForm, ForgottenForm, NewPasswordForm
from consultation.signin.rules import MOST_LINKS
from consultation.signin.views.confirming import again, changes_sign_in, judging
from consultation.states import Refused
from consultation.twice.views import once


@never_cache
@changes_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """The password of now, and a new one. All other sessions of the account end."""
    person, now = cast(User, request.user), timezone.now()
    form = NewPasswordForm(request.POST or None, **judging(request, person))
    if not form.is_valid():
        return again(request, form, "signin/password.html", {"form": form})
    try:
        actions.change_password(
            person=person, new=form.cleaned_data["new_password"], by=person, at=now
        )
    except Refused as why:
        messages.info(request, str(why))
        return redirect("sign-in")
    session.password_changed(request, person, at=now)
    messages.success(request, "Your password is changed. You are signed out everywhere else.")
    return redirect("staff")


@once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a link to choose a new password.

    The answer is the same whether the address has an account or not: it tells nothing.
    """
    form = form_of(request, ForgottenForm)
    if not form.is_valid():
        context = {"form": form, "sent": "sent" in request.GET, "most": MOST_LINKS}
        return render(request, "signin/forgotten.html", context)
    now = timezone.now()
    if refusal := why_not_one_more(PASSWORD_LINK, network_of(request), at=now):
        form.add_error("email", refusal)
        answer = render(request, "signin/forgotten.html", {"form": form})
        return told_to_wait(answer, PASSWORD_LINK)
    person = queries.account_at(form.cleaned_data["email"])
    if person is not None:
        with suppress(Refused):  # enough were sent today; the answer tells nothing of that
            actions.send_password_link(person=person, by=PUBLIC, at=now)
    return redirect(f"{reverse('password-forgotten')}?sent")


@never_cache
@require_safe
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The address in the e-mail. Its key goes into the session, so that no page's address has it.

    Nothing is done with it here: programs that look at e-mails open links, too.
    """
    if password_links.account_of(key, at=timezone.now()) is None:
        return _dead(request)
    session.keep_sealed(request, session.CHOOSING, key.encode())
    return redirect("password-choose")


@once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """A first password, or another one, for the account that the link is for. Signs nobody in."""
    now = timezone.now()
    key = (session.kept_sealed(request, session.CHOOSING) or b"").decode()
    person = password_links.account_of(key, at=now)
    if person is None:
        return _dead(request)
    form = form_of(request, ChoosePasswordForm, person=person)
    if not form.is_valid():
        return render(request, "signin/choose.html", {"form": form, "person": person})
    try:
        actions.choose_password(key=key, new=form.cleaned_data["new_password"], by=PUBLIC, at=now)
    except Refused:
        return _dead(request)
    del request.session[session.CHOOSING]
    messages.success(request, "Your password is chosen. Sign in with it.")
    return redirect("sign-in")


def _dead(request: HttpRequest) -> HttpResponse:
    return render(request, "signin/dead_link.html", status=404)
