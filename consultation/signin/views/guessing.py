"""How often a password or a code may be guessed."""

from dataclasses import dataclass
from datetime import timedelta

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
from consultation.respond.views.guarding import TOO_MANY
from consultation.signin import actions, guesses
from consultation.signin.guesses import Wait

SHORT = 16  # digits; enough to tell the networks of a day apart
DAYS = 3  # that the last two times 24 hours lie in: each has a hash of its own


@dataclass(frozen=True)
class Counted:
    """How a wrong password is counted."""

    limits: list[tuple[Limit, str]]
    networks: list[str]  # what stands for the network, as the account has it: today, and before
    anywhere: list[str]  # what stands for the address that was typed: today, and before


def passwords_of(request: HttpRequest, account: str) -> Counted:
    """The limits on wrong passwords, and for whom each is counted.

    For the account as tried from one network, so that an outsider keeps nobody else out.
    """
    now, address = timezone.now(), limits.address_of(request.META)
    days = [now - timedelta(days=ago) for ago in range(DAYS)]
    whole = [anonymous(address, day) for day in days]
    own = [
        anonymous(f"{account} from {network}", day) if network else ""
        for network, day in zip(whole, days, strict=True)
    ]
    return Counted(
        [(SIGN_IN, own[0]), (SIGN_IN_ANY, whole[0])],
        [one[:SHORT] for one in own if one],
        [anonymous(f"{account} from anywhere", day)[:SHORT] for day in days],
    )


def why_no_password(counted: Counted) -> str:
    """The refusal, where too many were tried already; otherwise empty."""
    now = timezone.now()
    refusals = (limits.why_not(one, who, at=now) for one, who in counted.limits)
    return next(filter(None, refusals), "")


def wrong_password(counted: Counted, person: User | None) -> None:
    """Count one, and record it where the address has an account."""
    now = timezone.now()
    for one, who in counted.limits:
        limits.count(one, who, at=now)
    if person is None:
        guesses.count_for_nobody([*counted.networks[:1], counted.anywhere[0]], at=now)
        return
    network, *before = counted.networks or [""]
    actions.note_wrong_password(person=person, network=network, before=before, at=now)


def start_anew(counted: Counted) -> None:
    """Wrong passwords for this account from this network count no more: there is another one."""
    limit, who = counted.limits[0]
    limits.forget(limit, who, at=timezone.now())


def network_in(counted: Counted) -> str:
    """What the record has for the network: of this account and this day alone, and shortened."""
    return next(iter(counted.networks), "")


def pause_of(counted: Counted, person: User | None) -> Wait | None:
    """The pause that the account is in, as seen from this network; of none, as if it were one."""
    now = timezone.now()
    if person is None:
        found = guesses.tried_for_nobody(counted.networks, counted.anywhere, now=now)
    else:
        found = guesses.tried(person, counted.networks, now=now)
    return found.wait(now)


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
