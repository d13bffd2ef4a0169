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
from consultation.signin.views.confirming import again, judging, uses_factor_again
from consultation.signin.views.guessing import passwords_of, start_anew
from consultation.states import Refused
from consultation.twice.views import once


@never_cache
@uses_factor_again
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
        sent = "sent" in request.GET and not form.is_bound
        context = {"form": form, "sent": sent, "most": MOST_LINKS}
        return render(request, "signin/forgotten.html", context)
    now = timezone.now()
    if refusal := why_not_one_more(PASSWORD_LINK, network_of(request), at=now):
        form.add_error("email", refusal)
        answer = render(request, "signin/forgotten.html", {"form": form})
        return told_to_wait(answer, PASSWORD_LINK)
    person = queries.account_at(form.cleaned_data["email"])
    if person is not None:
        with suppress(Refused):  # enough were sent; the answer tells nothing of that
            actions.send_password_link(person=person, by=PUBLIC, at=now)
    return redirect(f"{reverse('password-forgotten')}?sent")


@never_cache
@require_safe
def link(request: HttpRequest, about: str, key: str) -> HttpResponse:
    """The address in the e-mail. Its key goes into the session, so that no page's address has it.

    Nothing is done with it here: programs that look at e-mails open links, too.
    """
    if password_links.account_of(about, key, at=timezone.now()) is None:
        return _dead(request, about)
    session.keep_sealed(request, _slot(about), key.encode())
    return redirect("password-choose", about=about)


@once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, about: str) -> HttpResponse:
    """A first password, or another one, for the account that the link is for. Signs nobody in."""
    now = timezone.now()
    key = (session.kept_sealed(request, _slot(about)) or b"").decode()
    person = password_links.account_of(about, key, at=now)
    if person is None:
        return _dead(request, about)
    form = form_of(request, ChoosePasswordForm, person=person)
    if not form.is_valid():
        return render(request, "signin/choose.html", {"form": form, "person": person})
    new = form.cleaned_data["new_password"]
    try:
        actions.choose_password(about=about, key=key, new=new, by=PUBLIC, at=now)
    except Refused:
        return _dead(request, about)
    del request.session[_slot(about)]
    start_anew(passwords_of(request, person.email))
    return redirect(f"{reverse('sign-in')}?chosen")


def _slot(about: str) -> str:
    """Each link has its own, so that of two in one browser each page is of its account."""
    return f"{session.CHOOSING}.{about}"


def _dead(request: HttpRequest, about: str) -> HttpResponse:
    request.session.pop(_slot(about), None)
    return render(request, "signin/dead_link.html", status=404)
