"""The last step of every sign-in, whatever showed who somebody is."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from consultation.access import lacks_second_factor
from consultation.models import User
from consultation.signin import actions, session
from consultation.signin.views.guessing import network_in, passwords_of


def enter(
    request: HttpRequest,
    person: User,
    *,
    at: datetime,
    with_factor: bool,
    knows_secret: bool = True,
) -> None:
    """From here on the visitor is this person, and it is recorded."""
    session.sign_in(request, person, at=at, with_factor=with_factor, knows_secret=knows_secret)
    network = network_in(passwords_of(request, person.email))
    actions.note_sign_in(person=person, network=network, with_factor=with_factor, by=person, at=at)


def let_in(
    request: HttpRequest,
    person: User,
    onward: str,
    *,
    at: datetime,
    with_factor: bool = False,
    knows_secret: bool = True,
) -> HttpResponse:
    """In, or on to the second step. A role that needs a second factor is led to set it up.

    `with_factor` says that a second factor was used elsewhere, on which we rely; `knows_secret`
    is as `session.sign_in` has it.
    """
    if person.two_factor_since and not with_factor:
        session.wait_for_second_factor(request, person, onward, at=at)
        return redirect("sign-in-code")
    enter(request, person, at=at, with_factor=with_factor, knows_secret=knows_secret)
    if lacks_second_factor(person):
        return redirect(reverse("two-factor", query={"next": onward}))
    return redirect(onward)
