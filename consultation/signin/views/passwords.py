"""Another password for one's own account."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultation.models import User
from consultation.signin import actions, session
from consultation.signin.forms import NewPasswordForm
from consultation.signin.views.confirming import again, changes_sign_in, judging
from consultation.states import Refused


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
