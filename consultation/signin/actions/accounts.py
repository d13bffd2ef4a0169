"""Accounts of those who left: closed, and opened again."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from consultation import accounts
from consultation.events import record
from consultation.models import EventKind, Grant, User
from consultation.signin import rules
from consultation.signin.actions.factors import locked, refuse
from consultation.signin.places import places_of, sessions_of


@transaction.atomic
def close_account(*, person: User, reason: str, by: User, at: datetime) -> User:
    """Nobody signs in to it from now on: its sessions end, and each role is taken away.

    One Event, and one a role. The account stays, for what was done with it.

    :param reason: a code of `people.REASONS`.
    :raises Refused: as `why_not_close` says.
    """
    # Two owners who close each other's accounts at once: the second waits, and is told.
    list(User.objects.filter(is_active=True).order_by("pk").select_for_update())
    held = locked(person)
    refuse(rules.why_not_close(by, held))
    for grant in Grant.objects.in_force().to(held).with_scope().order_by("pk"):
        accounts.end_role(grant=grant, by=by, at=at)
    # The count of changes goes on: links to choose a password end for good, as sessions do.
    User.objects.filter(pk=held.pk).update(is_active=False, factor_changes=held.factor_changes + 1)
    _end_sessions(held)
    record(EventKind.ACCOUNT_CLOSED, about=held, by=by, at=at, reason=reason)
    return held


def _end_sessions(person: User) -> None:
    """A closed account opens no page; nor do its sessions once it is opened again."""
    for one, _kept in sessions_of(person):
        one.delete()


@transaction.atomic
def sign_out_elsewhere(
    *, person: User, here: str, only: str | None = None, by: User, at: datetime
) -> int:
    """End one's sessions but this one: all of them, or that of one name. Returns how many.

    One Event, where there are any.

    :param here: the key of the session that goes on.
    :param only: the name of a place (`places.Place`).
    """
    held = locked(person)
    keys = [
        one.key for one in places_of(held, at=at) if one.key != here and only in (None, one.name)
    ]
    ended, _nouns = Session.objects.filter(pk__in=keys).delete()
    if ended:
        record(EventKind.SIGNED_OUT, about=held, by=by, at=at, elsewhere=ended)
    return ended


@transaction.atomic
def forget_sessions(*, by: User | str, at: datetime) -> int:
    """Those that have run out, with whatever was kept in them. No Event: they let nobody in."""
    gone, _nouns = Session.objects.filter(expire_date__lte=at).delete()
    return gone


@transaction.atomic
def reopen_account(*, person: User, reason: str, by: User, at: datetime) -> User:
    """It can be signed in to again, and has no role before one is given. One Event.

    Raises Refused as `why_not_reopen` says.
    """
    held = locked(person)
    refuse(rules.why_not_reopen(by, held))
    User.objects.filter(pk=held.pk).update(is_active=True)
    record(EventKind.ACCOUNT_REOPENED, about=held, by=by, at=at, reason=reason)
    return held


@transaction.atomic
def note_download(*, by: User, rows: int, at: datetime) -> None:
    """The list of accounts leaves the service. One Event."""
    record(EventKind.ACCOUNTS_EXPORTED, about=locked(by), by=by, at=at, rows=rows)
