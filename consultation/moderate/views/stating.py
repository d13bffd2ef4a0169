"""What a consultation states about its moderation, and what was left out under its rules."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultation.access import Permission, needs
from consultation.models import Consultation, User
from consultation.moderate import actions, queries
from consultation.moderate.forms.stating import ModerationForm
from consultation.states import Refused

EARLY = ("Rule", "In all")  # sides are how people answered, which is sealed until the close
HEAD = ("Rule", "For the proposals", "Against", "For some, against others", "No position", "In all")


@needs(Permission.PUBLISH, of=Consultation)
@require_http_methods(["GET", "HEAD", "POST"])
def moderation(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules of moderation of a consultation, and a form to state them anew."""
    found = get_object_or_404(Consultation, slug=slug)
    form = ModerationForm(request.POST if request.method == "POST" else None, consultation=found)
    if form.is_bound and form.is_valid():
        try:
            actions.state_moderation(
                consultation=found, by=cast(User, request.user), at=timezone.now(), **form.asked()
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The rules of moderation are stated.")
            return redirect("moderation", slug=found.slug)
    rules = queries.exclusion_rules_of(found)
    counts, sealed = queries.left_out(found, rules), found.is_interim_at(timezone.now())
    context = {
        "consultation": found,
        "form": form,
        "received": queries.has_received(found),
        "statements": queries.statements_of(found),
        "rules": rules,
        "sealed": sealed,
        "head": EARLY if sealed else HEAD,
        "rows": [[one.rule.text, one.total] for one in counts]
        if sealed
        else [
            [one.rule.text, one.supporting, one.opposing, one.both, one.neither, one.total]
            for one in counts
        ],
    }
    return render(request, "moderate/moderation.html", context)
