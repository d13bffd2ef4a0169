"""One page for one act: its form, what refuses it, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from consultation.models import Consultation, Invitation, User
from consultation.publish.rules import in_words
from consultation.reply.forms import StepForm, SureForm
from consultation.states import Refused


@dataclass(frozen=True)
class Step:
    """What surrounds the form."""

    caption: str
    back: str
    back_text: str
    consultation: Consultation | None = None  # its pages are in the navigation


def typed(request: HttpRequest) -> Any:
    """What was sent, or nothing."""
    return request.POST if request.method == "POST" else None


def step(
    request: HttpRequest,
    around: Step,
    form: StepForm,
    act: Callable[..., Any],
    *,
    done: str,
    onward: Callable[[Any], str] | None = None,
    refusal: str = "",
    template: str = "staff_step.html",
    shown: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form of one act, or do it and go back; the refusal instead of a fresh form.

    `shown`: what a `template` of its own shows besides.
    """
    if form.is_bound and form.is_valid():
        try:
            made = act(by=cast(User, request.user), at=timezone.now(), **form.asked())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, done)
            return HttpResponseRedirect(onward(made) if onward else around.back, status=303)
    context = {
        "caption": around.caption,
        "back": around.back,
        "back_text": around.back_text,
        "consultation": around.consultation,
        "form": form,
        "refusal": "" if form.is_bound else refusal,
    }
    return render(request, template, context | (shown or {}))


def remind_form(request: HttpRequest, invitation: Invitation) -> SureForm:
    """Whether to write once more."""
    return SureForm(
        typed(request),
        title=f"Remind {invitation.email}",
        lead=(
            "We send the link once more. It works until "
            f"{in_words(invitation.expires_at)}, London time."
        ),
        button="Send a reminder",
    )


def revoke_form(request: HttpRequest, invitation: Invitation) -> SureForm:
    """Whether to take an invitation back."""
    return SureForm(
        typed(request),
        title=f"Revoke the invitation of {invitation.email}",
        lead="Its link stops working at once, and says that the invitation was taken back.",
        button="Revoke the invitation",
    )


def remove_form(request: HttpRequest, member: User, *, warning: str) -> SureForm:
    """Whether to take a person out, with what ends with them."""
    return SureForm(
        typed(request),
        title=f"Remove {member.name}",
        lead=(
            "They can see and do nothing more for the organisation from now on. What they wrote "
            "stays. You can invite them again."
        ),
        button="Remove this person",
        warning=warning,
    )
