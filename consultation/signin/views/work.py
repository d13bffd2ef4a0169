"""In with a work account: to the organisation's own sign-in, and back."""

import logging
import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from consultation.events import PUBLIC
from consultation.models import IdentityProvider
from consultation.respond import limits
from consultation.respond.limits import WORK_SIGN_IN, WORK_SIGN_IN_FAILED
from consultation.respond.views.guarding import network_of, told_to_wait
from consultation.signin import actions, queries, session, work_account
from consultation.signin.fetching import Unanswered, place_of
from consultation.signin.tokens import Guest, NoAddress, Told, Unfit
from consultation.signin.views.letting_in import let_in
from consultation.signin.work_account import Errand
from consultation.signin.work_forms import WorkAddressForm
from consultation.states import Refused

logger = logging.getLogger(__name__)
UNKNOWN = "No organisation signs in that way with this address: use your password"
NOT_BEGUN = (
    "This sign-in was not begun in this browser, or was used before. Start again, or use your "
    "password."
)
TOO_LATE = "You took more than 10 minutes to sign in. Start again, or use your password."
TURNED_AWAY = "Your organisation did not let you in. Try again, or use your password."
NO_ANSWER = (
    "Your organisation’s sign-in does not answer as it should just now. Try again in a few "
    "minutes, or use your password"
)
NOT_TAKEN = (
    "What your organisation’s sign-in told us does not hold, so you are not signed in. Try again, "
    "or use your password and tell the body that consults."
)
NO_ADDRESS = (
    "Your work account has no checked email address that ends in @{domain}, so we do not know who "
    "you are here. Use your password, and ask your IT team."
)
GUEST = (
    "You are a guest at your organisation’s sign-in, and only its own people come in this way. Use "
    "your password."
)
CODE = re.compile(r"[a-z_]{1,40}")


def _onward(request: HttpRequest, typed: str) -> str:
    """A page of ours, or nothing."""
    own = url_has_allowed_host_and_scheme(typed, request.get_host(), request.is_secure())
    return typed if own else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Which organisation's, by the email address; then a link to its sign-in.

    A link, since our pages send no form to anybody else (Content-Security-Policy).
    """
    sent = request.method == "POST"
    onward = _onward(request, (request.POST if sent else request.GET).get("next", ""))
    form = WorkAddressForm(request.POST if sent else None)
    context = {"form": form, "next": onward}
    if not form.is_valid():
        return render(request, "signin/work.html", context)
    now, network = timezone.now(), network_of(request)
    if refusal := limits.why_not_one_more(WORK_SIGN_IN, network, at=now):
        form.add_error("email", refusal)
        return told_to_wait(render(request, "signin/work.html", context), WORK_SIGN_IN)
    provider = queries.provider_for(form.cleaned_data["email"])
    address = _gone_out(request, form, provider, onward) if provider else ""
    if not (provider and address):
        if not provider:
            form.add_error("email", UNKNOWN)
        return render(request, "signin/work.html", context)
    place = place_of(address)
    assert place is not None
    context |= {"organisation": provider.organisation, "their_page": address, "host": place[1]}
    return render(request, "signin/work_onward.html", context)


def _gone_out(
    request: HttpRequest, form: WorkAddressForm, provider: IdentityProvider, onward: str
) -> str:
    """The address of its sign-in; "" with an error on the form where it does not answer."""
    email = form.cleaned_data["email"]
    try:
        address, errand = work_account.begin(
            provider, email=email, onward=onward, at=timezone.now()
        )
    except Unanswered as why:
        logger.warning("Work sign-in %s cannot be used: %s", provider.pk, why)
        form.add_error("email", NO_ANSWER)
        return ""
    session.go_out(request, errand)
    return address


@never_cache
@require_GET
def back(request: HttpRequest, organisation: str) -> HttpResponse:
    """Back from there with a code, which is good once and in this browser alone."""
    now, network = timezone.now(), network_of(request)
    errand = session.come_back(request, request.GET.get("state", ""))
    if errand is None:
        logger.info("A work sign-in was refused: no such errand")
        return _refused(request, NOT_BEGUN)
    if errand.is_late(now):
        logger.info("A work sign-in was refused: too late")
        return _refused(request, TOO_LATE, errand)
    if refusal := limits.why_not(WORK_SIGN_IN_FAILED, network, at=now):
        return _refused(request, refusal, errand)
    provider = queries.provider_at(errand.provider, organisation)
    try:
        if provider is None:
            raise Unfit("the answer is of another organisation, or its sign-in has ended")
        told = _told(request, provider, errand)
        person = actions.recognise(
            provider=provider, subject=told.subject, email=told.email, by=PUBLIC, at=now
        )
    except (Unanswered, Unfit, Refused, TurnedAway) as why:
        limits.count(WORK_SIGN_IN_FAILED, network, at=now)
        reason = "no account that may come in" if isinstance(why, Refused) else why
        # That it does not answer is for an operator to see: its secret may have ended.
        level = logging.WARNING if isinstance(why, Unanswered) else logging.INFO
        logger.log(level, "A work sign-in at %s was refused: %s", errand.provider, reason)
        return _refused(request, _sentence(why, provider), errand)
    relied_on = bool(
        person.two_factor_since and provider.trusts_second_factor and told.used_second_factor
    )
    onward = errand.onward or reverse("staff")
    return let_in(request, person, onward, at=now, with_factor=relied_on, knows_secret=False)


class TurnedAway(Exception):
    """Their sign-in says that it let nobody in. Says why, in a word of the standard."""


def _told(request: HttpRequest, provider: IdentityProvider, errand: Errand) -> Told:
    """Who came back. Raises Unanswered, Unfit and TurnedAway."""
    if wrong := work_account.why_not_from(provider, request.GET.get("iss")):
        raise Unfit(wrong)
    if error := request.GET.get("error"):
        raise TurnedAway(error if CODE.fullmatch(error) else "for no reason that we know")
    code = request.GET.get("code", "")
    if not 0 < len(code) <= MOST_CODE:
        raise Unfit("no code")
    return work_account.redeem(provider, errand, code, at=timezone.now())


MOST_CODE = 4_000  # letters


def _sentence(why: Exception, provider: IdentityProvider | None) -> str:
    """What the visitor reads."""
    if isinstance(why, Refused):
        return str(why)
    plain = {TurnedAway: TURNED_AWAY, Guest: GUEST}
    if type(why) in plain:
        return plain[type(why)]
    if isinstance(why, NoAddress) and provider:
        return NO_ADDRESS.format(domain=provider.organisation.email_domain)
    return f"{NO_ANSWER}." if isinstance(why, Unanswered) else NOT_TAKEN


def _refused(request: HttpRequest, sentence: str, errand: Errand | None = None) -> HttpResponse:
    """To the page where it begins, without the code in the address. Nobody is signed in."""
    messages.error(request, sentence)
    query = {"next": errand.onward} if errand and errand.onward else {}
    return redirect(reverse("work-sign-in", query=query))
