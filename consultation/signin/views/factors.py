"""Two-factor sign-in on one's own account: set it up, keep recovery codes, take it away."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultation.access import lacks_second_factor, permissions_of
from consultation.models import User
from consultation.signin import actions, pictures, queries, rules, session, totp
from consultation.signin.forms import RemoveForm, RenewForm, SetUpAppForm
from consultation.signin.views.confirming import (
    again,
    judging,
    needed_for,
    removed,
    show_once,
    uses_factor_again,
)
from consultation.states import Refused

ONWARD = "after_two_factor"


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What is set up, and what can be done. `next` is remembered until it is set up."""
    person = cast(User, request.user)
    onward = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(onward, request.get_host(), request.is_secure()):
        request.session[ONWARD] = onward
    context = {
        "app": queries.app_of(person),
        "passkeys": queries.passkeys_of(person),
        "left": queries.codes_left(person),
        "needed_for": needed_for(person),
        "lacking": lacks_second_factor(person),
        "works": bool(permissions_of(person)),
        "onward": request.session.get(ONWARD, ""),
    }
    return render(request, "signin/overview.html", context)


@never_cache
@uses_factor_again
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    """Scan a picture or type a secret, and show with a code that it was understood.

    The secret waits in the session, sealed, until then: so a wrong code asks for no new scan.
    """
    person, now = cast(User, request.user), timezone.now()
    if refusal := rules.why_not_set_up_app(person):
        messages.info(request, refusal)
        return redirect("two-factor")
    secret = session.kept_sealed(request, session.SECRET)
    if secret is None:
        secret = totp.new_secret()
        session.keep_sealed(request, session.SECRET, secret)
    form = SetUpAppForm(
        request.POST or None,
        secret=secret,
        at=now,
        ask_password=not session.signed_in_lately(request, at=now),
        **judging(request, person),
    )
    if not form.is_valid():
        link = totp.address(secret, person.email)
        context = {
            "form": form,
            "link": link,
            "picture": pictures.picture_of(link),
            "secret": totp.in_letters(secret),
        }
        return again(request, form, "signin/app.html", context)
    step = form.cleaned_data["token"]
    try:
        codes = actions.set_up_app(person=person, secret=secret, step=step, by=person, at=now)
    except Refused as why:
        messages.info(request, str(why))
        return redirect("two-factor")
    del request.session[session.SECRET]
    session.factors_changed(request, person, at=now)
    messages.success(request, "Two-factor sign-in is on.")
    return show_once(request, codes)


@never_cache
@login_required
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown once."""
    made = session.kept_sealed(request, session.SHOWN_ONCE)
    request.session.pop(session.SHOWN_ONCE, None)
    if not made:
        return redirect("two-factor")
    context = {"codes": made.decode().split(), "onward": request.session.pop(ONWARD, "")}
    return render(request, "signin/codes.html", context)


@never_cache
@uses_factor_again
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old ones, after the password."""
    person, now = cast(User, request.user), timezone.now()
    if refusal := rules.why_not_renew_codes(person):
        messages.info(request, refusal)
        return redirect("two-factor")
    form = RenewForm(request.POST or None, **judging(request, person))
    if not form.is_valid():
        return again(request, form, "signin/renew.html", {"form": form})
    made = actions.renew_codes(person=person, by=person, at=now)
    session.factors_changed(request, person, at=now)
    return show_once(request, made)


@never_cache
@uses_factor_again
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest) -> HttpResponse:
    """A password alone signs in again, after it was given once more."""
    person, now = cast(User, request.user), timezone.now()
    if refusal := rules.why_not_remove_app(person):
        messages.info(request, refusal)
        return redirect("two-factor")
    form = RemoveForm(request.POST or None, **judging(request, person))
    if not form.is_valid():
        last = not queries.passkeys_of(person)
        context = {"form": form, "last": last, "needed": needed_for(person)}
        return again(request, form, "signin/remove.html", context)
    actions.remove_app(person=person, by=person, at=now)
    session.factors_changed(request, person, at=now)
    messages.success(request, removed("app", person))
    return redirect("two-factor")
