"""What is recorded of signing in: that it worked, that it failed, that the account waits."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from consultation.events import MACHINE, PUBLIC, record
from consultation.models import (
    EventKind,
    Message,
    MessageKind,
    User,
)
from consultation.signin import guesses, letters, rules
from consultation.signin.actions.factors import locked, refuse
from consultation.signin.guesses import Wait


@transaction.atomic
def note_sign_in(*, person: User, network: str, with_factor: bool, by: User, at: datetime) -> None:
    """Somebody signed in. One Event.

    :param network: what stands for their network on this day alone; "" for none.
    """
    record(EventKind.SIGNED_IN, about=person, by=by, at=at, network=network, factor=with_factor)


@transaction.atomic
def note_sign_out(*, person: User, by: User, at: datetime) -> None:
    """Somebody signed out themselves. One Event."""
    record(EventKind.SIGNED_OUT, about=locked(person), by=by, at=at)


@transaction.atomic
def note_wrong_password(
    *, person: User, network: str, at: datetime, by: str = PUBLIC, before: Sequence[str] = ()
) -> None:
    """A password was wrong. One Event; a second one, and e-mails, where a pause begins with it.

    The e-mails go to the holder and to the owners, once a day for an account. Nothing is recorded
    of an address that has no account.

    :param before: what stood for the same network on the days before.
    """
    held = locked(person)
    record(EventKind.SIGN_IN_FAILED, about=held, by=by, at=at, network=network)
    networks = [one for one in (network, *before) if one]
    begun = guesses.tried(held, networks, now=at).begun()
    if begun is None:
        return
    told = guesses.was_told(held, now=at)
    record(
        EventKind.SIGN_IN_LOCKED, about=held, by=MACHINE, at=at,
        failures=begun.failures, anywhere=begun.anywhere, until=begun.until.isoformat(),
    )  # fmt: skip
    if not told:
        _tell(held, begun, at)


def _tell(person: User, wait: Wait, at: datetime) -> None:
    letter = letters.guessed(person, wait)
    Message.objects.create(
        kind=MessageKind.SIGN_IN,
        to=person.email,
        subject=letter[0],
        body=letter[1],
        queued_at=at,
        due_at=at,
    )
    subject, body = letters.guessed_alert(person, wait)
    Message.objects.bulk_create(
        Message(
            kind=MessageKind.SIGN_IN_ALERT,
            to=owner.email,
            subject=subject,
            body=body,
            queued_at=at,
            due_at=at,
        )
        for owner in guesses.owners()
        if owner.pk != person.pk
    )


@transaction.atomic
def unlock(*, person: User, by: User, at: datetime) -> None:
    """The account waits no more: what was tried before counts no more. One Event.

    Raises Refused as `why_not_unlock` says.
    """
    held = locked(person)
    refuse(rules.why_not_unlock(by, held, now=at))
    record(EventKind.SIGN_IN_UNLOCKED, about=held, by=by, at=at)
