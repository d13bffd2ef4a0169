"""Staff say where the people of an organisation sign in with their work accounts, or end it."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consultation.models import Consultation, IdentityProvider, Organisation, User
from consultation.reply.forms import SureForm
from consultation.reply.queries import organisation_of
from consultation.reply.views.guarding import hidden
from consultation.reply.views.steps import Step, step, typed
from consultation.scopes import site
from consultation.signin import actions, queries, rules
from consultation.signin.work_account import back_at
from consultation.signin.work_forms import ProviderForm, SecretForm
from consultation.states import Refused


def _found(slug: str, organisation: str) -> tuple[Consultation, Organisation]:
    """Raises Http404 where there is no such consultation or organisation."""
    found = organisation_of(organisation)
    if found is None:
        raise Http404
    return get_object_or_404(Consultation, slug=slug), found


def _page(consultation: Consultation, organisation: Organisation) -> str:
    return reverse("organisation-sign-in", args=[consultation.slug, organisation.slug])


@hidden(of=site)
@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """What is set up; or the form to set it up, with what the organisation must know of us."""
    consultation, found = _found(slug, organisation)
    standing = queries.provider_of(found)
    form = ProviderForm(typed(request))
    if standing is None and form.is_bound and form.is_valid():
        try:
            actions.add_provider(
                organisation=found, by=cast(User, request.user), at=timezone.now(), **form.asked()
            )
        except Refused as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "Its people can sign in with their work accounts now.")
            return HttpResponseRedirect(_page(consultation, found), status=303)
    context = {
        "consultation": consultation,
        "organisation": found,
        "provider": standing,
        "linked": queries.linked_accounts(standing) if standing else 0,
        "back_at": back_at(found),
        "refusal": "" if standing else rules.why_not_set_up_work(request.user, found),
    }
    return render(request, "signin/provider.html", context | ({} if standing else {"form": form}))


def _standing(slug: str, organisation: str) -> tuple[Step, IdentityProvider]:
    """What is in force, and the way back. Raises Http404 where nothing is."""
    consultation, found = _found(slug, organisation)
    standing = queries.provider_of(found)
    if standing is None:
        raise Http404
    around = Step(
        caption=found.name,
        back=_page(consultation, found),
        back_text="Sign-in with work accounts",
        consultation=consultation,
    )
    return around, standing


@hidden(of=site)
@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Another secret, before the one of before ends."""
    around, standing = _standing(slug, organisation)
    return step(
        request,
        around,
        SecretForm(typed(request)),
        lambda **asked: actions.renew_secret(provider=standing, **asked),
        done="The secret is replaced.",
    )


@hidden(of=site)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Nobody signs in there any more."""
    around, standing = _standing(slug, organisation)
    form = SureForm(
        typed(request),
        title="End the sign-in with work accounts",
        lead=(
            "Its people sign in with their passwords from now on. Whoever is signed in stays so. "
            "You can set it up again; each person is then linked anew."
        ),
        button="End it",
    )
    return step(
        request,
        around,
        form,
        lambda **asked: actions.end_provider(provider=standing, **asked),
        done="The sign-in with work accounts has ended.",
    )
