"""How often a password or a code may be guessed."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from consultation.models import User
from consultation.respond import limits
from consultation.respond.limits import (
    SECOND_STEP,
    SECOND_STEP_DAY,
    SIGN_IN,
    SIGN_IN_ANY,
    Limit,
    anonymous,
)
from consultation.respond.views.guarding import TOO_MANY, network_of
from consultation.signin import actions, guesses
from consultation.signin.guesses import Wait

Counted = list[tuple[Limit, str]]
SHORT = 16  # digits; enough to tell the networks of a day apart


def passwords_of(request: HttpRequest, account: str) -> Counted:
    """The limits on wrong passwords, and for whom each is counted.

    For the account as tried from one network, so that an outsider keeps nobody else out.
    """
    network, now = network_of(request), timezone.now()
    own = anonymous(f"{account} from {network}", now) if network else ""
    return [(SIGN_IN, own), (SIGN_IN_ANY, network)]


def why_no_password(counted: Counted) -> str:
    """The refusal, where too many were tried already; otherwise empty."""
    now = timezone.now()
    return next(filter(None, (limits.why_not(one, who, at=now) for one, who in counted)), "")


def wrong_password(counted: Counted, person: User | None) -> None:
    """Count one, and record it where the address has an account."""
    for one, who in counted:
        limits.count(one, who, at=timezone.now())
    if person is not None:
        network = network_in(counted)
        actions.note_wrong_password(person=person, network=network, at=timezone.now())


def network_in(counted: Counted) -> str:
    """What the record has for the network: of this account and this day alone, and shortened."""
    return next(who[:SHORT] for limit, who in counted if limit is SIGN_IN)


def pause_of(counted: Counted, person: User | None) -> Wait | None:
    """The pause that the account is in, as seen from this network."""
    if person is None:
        return None
    now = timezone.now()
    return guesses.tried(person, network_in(counted), now=now).wait(now)


def told_until(answer: HttpResponse, wait: Wait) -> HttpResponse:
    """The same page, with the status and the time that a program understands."""
    answer.status_code = TOO_MANY
    answer["Retry-After"] = str(int((wait.until - timezone.now()).total_seconds()) or 1)
    return answer


def why_no_code(person: User) -> tuple[str, Limit]:
    """Count a code that is about to be tried; the refusal where that makes too many.

    For the account, from wherever it is tried: who gets here knows its password. It is counted
    before it is looked at, so that a thousand sent at once are not looked at.
    """
    now = timezone.now()
    if guesses.too_many_codes(person, now=now):
        return SECOND_STEP.refusal(now), SECOND_STEP
    who = anonymous(f"second step of account {person.pk}", now)
    for limit in (SECOND_STEP, SECOND_STEP_DAY):
        if refusal := limits.why_not_one_more(limit, who, at=now):
            return refusal, limit
    return "", SECOND_STEP
