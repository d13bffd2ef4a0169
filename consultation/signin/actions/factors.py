"""Setting a second factor up, using it, and taking it away. Each writes one Event.

The holder of the account gets an e-mail of everything but the code of every day.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from consultation.events import record
from consultation.models import (
    AuthenticatorApp,
    EventKind,
    Message,
    MessageKind,
    Passkey,
    RecoveryCode,
    User,
)
from consultation.respond.codes import new_recovery_code, read_recovery_code
from consultation.signin import letters, rules, totp
from consultation.signin.passkeys import Credential
from consultation.signin.queries import app_of
from consultation.signin.sealing import digests, seal, unseal
from consultation.states import Refused

CODES = 10  # recovery codes made at once
APP, PASSKEY = "app", "passkey"


def done(*, kind: EventKind, person: User, by: User | str, at: datetime, **facts: Any) -> None:
    """The Event, and the e-mail to the holder of the account."""
    record(kind, about=person, by=by, at=at, **facts)
    subject, body = letters.changed(person, kind, at, by_link=facts.get("by_link", False))
    of_password = kind == EventKind.PASSWORD_CHANGED
    called = MessageKind.PASSWORD if of_password else MessageKind.TWO_FACTOR
    Message.objects.create(
        kind=called, to=person.email, subject=subject, body=body, queued_at=at, due_at=at
    )


def locked(person: User) -> User:
    """The account's row, which is the lock: of two who change its factors, the second waits."""
    return User.objects.select_for_update().get(pk=person.pk)


def refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)


@transaction.atomic
def set_up_app(
    *, person: User, secret: bytes, step: int, by: User | str, at: datetime
) -> list[str]:
    """From now on the account signs in with codes of an app. One Event.

    :param step: the half minute of the code that showed that the app knows the secret.
    :returns: new recovery codes, which are shown once and not kept; none where there are some.
    :raises Refused: where the account has an app.
    """
    held = locked(person)
    refuse(rules.why_not_set_up_app(held))
    AuthenticatorApp.objects.create(person=held, secret=seal(secret), made_at=at, last_step=step)
    codes = _two_factor_from(held, at)
    done(kind=EventKind.TWO_FACTOR_SET_UP, person=held, by=by, at=at, factor=APP)
    _known(person, held)
    return codes


def _two_factor_from(held: User, at: datetime) -> list[str]:
    """Each new factor ends every session of before; the first one brings recovery codes."""
    codes = [] if held.two_factor_since else _new_codes(held, at)
    held.two_factor_since = held.two_factor_since or at
    _changed(held)
    return codes


def _changed(held: User) -> None:
    """Sessions of before are good no more: they know of fewer changes."""
    held.factor_changes += 1
    held.save(update_fields=["two_factor_since", "factor_changes"])


def _known(person: User, held: User) -> None:
    """What the caller has of the account is as it is now, so that its own session goes on."""
    person.two_factor_since, person.factor_changes = held.two_factor_since, held.factor_changes


def _new_codes(person: User, at: datetime) -> list[str]:
    """Codes in place of those of before."""
    RecoveryCode.objects.of(person).delete()
    codes = [new_recovery_code() for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=next(digests(code)), made_at=at) for code in codes
    )
    return codes


@transaction.atomic
def renew_codes(*, person: User, by: User | str, at: datetime) -> list[str]:
    """New recovery codes; those of before, and sessions of before, are worth nothing. One Event.

    Raises Refused where there is no second factor.
    """
    held = locked(person)
    refuse(rules.why_not_renew_codes(held))
    codes = _new_codes(held, at)
    _changed(held)
    done(kind=EventKind.RECOVERY_CODES_RENEWED, person=held, by=by, at=at, codes=len(codes))
    _known(person, held)
    return codes


@transaction.atomic
def remove_app(*, person: User, by: User | str, at: datetime) -> None:
    """The app's codes are worth nothing from now on. One Event. Raises Refused without an app."""
    held = locked(person)
    refuse(rules.why_not_remove_app(held))
    AuthenticatorApp.objects.filter(person=held).delete()
    _without_factor(held)
    done(kind=EventKind.TWO_FACTOR_REMOVED, person=held, by=by, at=at, factor=APP)
    _known(person, held)


@transaction.atomic
def add_passkey(
    *, person: User, name: str, credential: Credential, by: User | str, at: datetime
) -> list[str]:
    """A key that signs in from now on. One Event.

    :returns: new recovery codes as `set_up_app` does.
    :raises Refused: where there are too many, the name is taken, or some account has this key.
    """
    held = locked(person)
    refuse(rules.why_not_add_passkey(held, name))
    if Passkey.objects.filter(credential_id=credential.credential_id).exists():
        raise Refused("This passkey is set up already.")
    passkey = Passkey.objects.create(
        person=held,
        name=name,
        credential_id=credential.credential_id,
        credential=credential.kept,
        sign_count=credential.count,
        made_at=at,
    )
    codes = _two_factor_from(held, at)
    facts: dict[str, Any] = {"factor": PASSKEY, "passkey": passkey.pk}
    done(kind=EventKind.TWO_FACTOR_SET_UP, person=held, by=by, at=at, **facts)
    _known(person, held)
    return codes


@transaction.atomic
def remove_passkey(*, person: User, passkey: int, by: User | str, at: datetime) -> None:
    """The key signs in no more. One Event. Raises Refused where the account has no such key."""
    held = locked(person)
    gone, _rows = Passkey.objects.of(held).filter(pk=passkey).delete()
    refuse("" if gone else "You have no such passkey.")
    _without_factor(held)
    facts: dict[str, Any] = {"factor": PASSKEY, "passkey": passkey}
    done(kind=EventKind.TWO_FACTOR_REMOVED, person=held, by=by, at=at, **facts)
    _known(person, held)


def _without_factor(held: User) -> None:
    """Sessions of before end. A password is enough again, where that was the last factor."""
    if not app_of(held) and not Passkey.objects.of(held).exists():
        RecoveryCode.objects.of(held).delete()
        held.two_factor_since = None
    _changed(held)


@transaction.atomic
def remove_for(*, person: User, by: User, at: datetime) -> None:
    """All factors of somebody who lost them, taken away by another. One Event.

    Raises Refused as `why_not_remove_for` says.
    """
    held = locked(person)
    refuse(rules.why_not_remove_for(by, held))
    AuthenticatorApp.objects.filter(person=held).delete()
    Passkey.objects.of(held).delete()
    _without_factor(held)
    done(kind=EventKind.TWO_FACTOR_REMOVED, person=held, by=by, at=at, factor="all")


@transaction.atomic
def take_app_code(*, person: User, code: str, by: User | str, at: datetime) -> bool:
    """A code of the app: right, and not taken before. One Event where it is not."""
    app = app_of(person)
    secret = unseal(app.secret) if app else None
    step = totp.step_of(secret, code, at=at) if secret else None
    taken = step is not None and (
        AuthenticatorApp.objects.filter(person=person, last_step__lt=step).update(last_step=step)
    )
    if not taken:
        record(EventKind.TWO_FACTOR_FAILED, about=person, by=by, at=at, factor=APP)
    return bool(taken)


@transaction.atomic
def take_recovery_code(*, person: User, code: str, by: User | str, at: datetime) -> bool:
    """A recovery code: right, and not used before. One Event, used or failed."""
    known = list(digests(read_recovery_code(code)))
    unused = RecoveryCode.objects.of(person).unused()
    taken = unused.filter(digest__in=known).update(used_at=at)
    if taken:
        done(kind=EventKind.RECOVERY_CODE_USED, person=person, by=by, at=at, factor="recovery")
    else:
        record(EventKind.TWO_FACTOR_FAILED, about=person, by=by, at=at, factor="recovery")
    return bool(taken)


@transaction.atomic
def take_passkey(
    *, person: User, credential: Credential | None, by: User | str, at: datetime
) -> bool:
    """A key of this account signed; None where what came did not hold. One Event where it fails.

    A device that counts must have counted on: else there are two of it.
    """
    taken = 0
    if credential is not None:
        counted_on = Q(sign_count__lt=credential.count)
        if credential.count == 0:
            counted_on = Q(sign_count=0)
        found = Passkey.objects.of(person).filter(credential_id=credential.credential_id)
        taken = found.filter(counted_on).update(sign_count=credential.count, used_at=at)
    if not taken:
        record(EventKind.TWO_FACTOR_FAILED, about=person, by=by, at=at, factor=PASSKEY)
    return bool(taken)
