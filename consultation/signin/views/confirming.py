"""What all pages share that change how somebody signs in: who they are again, codes shown once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from consultation.access import lacks_second_factor, needs_factor, roles_of
from consultation.models import User
from consultation.respond.limits import SIGN_IN
from consultation.respond.views.guarding import told_to_wait
from consultation.signin import session
from consultation.signin.forms import PasswordForm
from consultation.signin.rules import why_waits
from consultation.signin.views.guessing import (
    passwords_of,
    pause_of,
    why_no_password,
    wrong_password,
)

NOT_YET = "Nothing was changed yet. Show that it is you, then enter it again."


def uses_factor_again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever has a second factor of ours uses it again first, unless they just did.

    The password is asked for by the page itself, and is all there is where somebody has no factor.
    """

    @login_required
    @wraps(view)
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person, now = cast(User, request.user), timezone.now()
        if person.two_factor_since and not session.own_factor_lately(request, at=now):
            session.ask_factor_again(request, at=now)
            if request.method == "POST":  # an error, so that the form is not taken for done
                messages.error(request, NOT_YET)
            return redirect("sign-in-code")
        return view(request, **kwargs)

    return shown


def judging(request: HttpRequest, person: User) -> dict[str, Any]:
    """What a form that asks for the password needs."""
    if request.method != "POST":
        return {"person": person, "refusal": ""}
    counted = passwords_of(request, person.email)
    refusal = why_waits(pause_of(counted, person)) or why_no_password(counted)
    return {"person": person, "refusal": refusal}


def again(
    request: HttpRequest, form: PasswordForm, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The page with its form. A wrong password counts as one at the sign-in does."""
    answer = render(request, template, context)
    if form.is_bound and form.refusal and "password" in form.fields:
        return told_to_wait(answer, SIGN_IN)
    if form.guessed:
        wrong_password(passwords_of(request, form.person.email), form.person)
    return answer


def show_once(request: HttpRequest, made: list[str]) -> HttpResponse:
    """On to the page that shows new codes; they wait for it in the session, sealed."""
    if not made:
        return redirect("two-factor")
    session.keep_sealed(request, session.SHOWN_ONCE, " ".join(made).encode())
    return redirect("two-factor-codes")


def needed_for(person: User) -> list[str]:
    """The names of their roles that need two-factor sign-in."""
    if person.is_superuser:
        return ["Superuser"] if lacks_second_factor(person) else []
    return sorted(str(role.label) for role in roles_of(person) if needs_factor(role))


def removed(what: str, person: User) -> str:
    """What to say after something was removed."""
    left = "" if person.two_factor_since else " Your password alone signs you in."
    return f"The {what} is removed.{left}"
