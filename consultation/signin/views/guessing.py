"""How often a password or a code may be guessed."""

from django.http import HttpRequest
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
from consultation.respond.views.guarding import network_of

Counted = list[tuple[Limit, str]]


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


def wrong_password(counted: Counted) -> None:
    """Count one."""
    for one, who in counted:
        limits.count(one, who, at=timezone.now())


def why_no_code(person: User) -> tuple[str, Limit]:
    """Count a code that is about to be tried; the refusal where that makes too many.

    For the account, from wherever it is tried: who gets here knows its password. It is counted
    before it is looked at, so that a thousand sent at once are not looked at.
    """
    now = timezone.now()
    who = anonymous(f"second step of account {person.pk}", now)
    for limit in (SECOND_STEP, SECOND_STEP_DAY):
        if refusal := limits.why_not_one_more(limit, who, at=now):
            return refusal, limit
    return "", SECOND_STEP
