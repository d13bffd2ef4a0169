"""Where one's own account is signed in, and signing out there."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultation.models import User
from consultation.signin import actions
from consultation.signin.forms import SignOutForm
from consultation.signin.places import Place, places_of
from consultation.signin.views.confirming import again, judging

GONE = "Nobody is signed in there any more."


@never_cache
@login_required
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Each session of the account, this one first."""
    others, here = _parted(request)
    return render(request, "signin/places.html", {"here": here, "others": others})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, name: str) -> HttpResponse:
    """Sign out at one of them, after the password."""
    others, _here = _parted(request)
    return _end(request, [one for one in others if one.name == name], name)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_all(request: HttpRequest) -> HttpResponse:
    """Sign out at all but this one, after the password."""
    others, _here = _parted(request)
    return _end(request, others, None)


def _parted(request: HttpRequest) -> tuple[list[Place], list[Place]]:
    """The others, and this one."""
    found = places_of(cast(User, request.user), at=timezone.now())
    here = [one for one in found if one.key == request.session.session_key]
    return [one for one in found if one not in here], here


def _end(request: HttpRequest, chosen: list[Place], only: str | None) -> HttpResponse:
    """Ask for the password, then end them."""
    person = cast(User, request.user)
    if not chosen:
        messages.info(request, GONE)
        return redirect("signed-in")
    form = SignOutForm(request.POST or None, **judging(request, person))
    if not form.is_valid():
        return again(
            request, form, "signin/places_end.html", {"form": form, "chosen": chosen, "only": only}
        )
    here = str(request.session.session_key)
    ended = actions.sign_out_elsewhere(
        person=person, here=here, only=only, by=person, at=timezone.now()
    )
    many = "one place" if ended == 1 else f"{ended} places"
    messages.success(request, f"Signed out at {many}." if ended else GONE)
    return redirect("signed-in")
