"""Choosing a password: another one while signed in; a first, or another one, by a link."""

from datetime import datetime

from django.db import transaction

from consultation import accounts, emails, password_links
from consultation.events import record
from consultation.models import EventKind, MessageKind, User
from consultation.signin import letters, rules
from consultation.signin.actions.factors import done, locked, refuse
from consultation.states import Refused


@transaction.atomic
def change_password(*, person: User, new: str, by: User, at: datetime) -> None:
    """From now on another password signs in, and every session of before is over. One Event.

    Raises Refused where it was changed since `person` was read.
    """
    held = locked(person)
    refuse(rules.why_not_change_password(person, held))
    held.set_password(new)
    held.save(update_fields=["password"])
    done(kind=EventKind.PASSWORD_CHANGED, person=held, by=by, at=at)
    person.password = held.password


@transaction.atomic
def make_account(*, email: str, name: str, by: User, at: datetime, is_staff: bool = False) -> User:
    """A new account without a role, whose holder is sent a link to choose its password.

    One Event for the account, and one for the link. Raises Refused as `accounts.make_account` does.
    """
    made = accounts.make_account(email=email, name=name, by=by, at=at, is_staff=is_staff)
    _send_link(made, by=by, at=at)
    return made


@transaction.atomic
def send_password_link(*, person: User, by: User | str, at: datetime) -> None:
    """Send the holder of an account a link to choose a password. One Event.

    Raises Refused as `why_not_send_link` says.
    """
    held = locked(person)
    refuse(rules.why_not_send_link(by, held, now=at))
    _send_link(held, by=by, at=at)


def _send_link(person: User, *, by: User | str, at: datetime) -> None:
    emails.write_to([person], MessageKind.PASSWORD_LINK, letters.choose(person, at), at=at)
    record(EventKind.PASSWORD_LINK_SENT, about=person, by=by, at=at)


@transaction.atomic
def choose_password(*, about: str, key: str, new: str, by: str, at: datetime) -> None:
    """The password that was chosen by a link; every session of before is over. One Event.

    It signs nobody in, and a second factor stays as it was. Raises Refused where the link does not
    work any more, as it was used, is too old, or the account has changed.
    """
    held = password_links.account_of(about, key, at=at, lock=True)
    if held is None:
        raise Refused(rules.DEAD_LINK)
    held.set_password(new)
    held.save(update_fields=["password"])
    done(kind=EventKind.PASSWORD_CHANGED, person=held, by=by, at=at, by_link=True)
