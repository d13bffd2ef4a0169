"""Passkeys of one's own account: add one, with its name; remove one."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.models import User
from consultation.signin import actions, passkeys, queries, rules, session
from consultation.signin.forms import AddPasskeyForm, RemovePasskeyForm
from consultation.signin.views.confirming import (
    again,
    judging,
    needed_for,
    removed,
    show_once,
    uses_factor_again,
)
from consultation.states import Refused

NOT_MADE = "The passkey could not be checked. Try again, or set up an app instead"


@never_cache
@uses_factor_again
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The browser makes a passkey; we check it and keep its public half.

    Each challenge is good for one answer.
    """
    person, now = cast(User, request.user), timezone.now()
    if refusal := rules.why_not_add_passkey(person):
        messages.info(request, refusal)
        return redirect("two-factor")
    state = request.session.pop(session.PASSKEY, None)
    form = AddPasskeyForm(
        request.POST or None,
        ask_password=not session.signed_in_lately(request, at=now),
        **judging(request, person),
    )
    if form.is_valid() and (codes := _made(form, state, person)) is not None:
        session.factors_changed(request, person, at=now)
        messages.success(request, f"The passkey “{form.cleaned_data['name']}” is set up.")
        return show_once(request, codes)
    asked = passkeys.ask_for_new(person, queries.passkeys_of(person))
    request.session[session.PASSKEY] = asked.state
    context = {"form": form, "options": asked.options}
    return again(request, form, "signin/passkey_add.html", context)


def _made(form: AddPasskeyForm, state: object, person: User) -> list[str] | None:
    """Recovery codes, if any, once it is kept; None, and an error on the form, where it is not."""
    typed = form.cleaned_data
    known = isinstance(state, dict)
    credential = passkeys.new_credential(typed["token"], cast(dict, state)) if known else None
    if credential is None:
        form.add_error("token", NOT_MADE)
        return None
    try:
        return actions.add_passkey(
            person=person,
            name=typed["name"],
            credential=credential,
            by=person,
            at=timezone.now(),
        )
    except Refused as why:
        form.add_error("token", str(why))
        return None


@never_cache
@uses_factor_again
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """One passkey, after the password. Those of others are not there."""
    person, now = cast(User, request.user), timezone.now()
    held = queries.passkeys_of(person)
    found = next((one for one in held if one.pk == pk), None)
    if found is None:
        messages.info(request, "You have no such passkey.")
        return redirect("two-factor")
    form = RemovePasskeyForm(request.POST or None, **judging(request, person))
    if not form.is_valid():
        last = len(held) == 1 and queries.app_of(person) is None
        context = {"form": form, "passkey": found, "last": last, "needed": needed_for(person)}
        return again(request, form, "signin/passkey_remove.html", context)
    actions.remove_passkey(person=person, passkey=pk, by=person, at=now)
    session.factors_changed(request, person, at=now)
    messages.success(request, removed("passkey", person))
    return redirect("two-factor")
