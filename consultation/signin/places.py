"""Where somebody is signed in: the sessions of one account, as its holder reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare, salted_hmac

from consultation.models import User
from consultation.signin.session import BEGAN, BROWSER, SEEN, USED, is_over

UNKNOWN = "Unknown browser"  # of a sign-in before this was kept


@dataclass(frozen=True)
class Place:
    """One session.

    :ivar name: for forms and addresses; leads nobody to the key of the session.
    """

    key: str
    browser: str
    began: datetime
    seen: datetime  # to the minute

    @property
    def name(self) -> str:
        return name_of(self.key)


def name_of(key: str) -> str:
    """What a session is called in a page: who reads it cannot be signed in by it."""
    return salted_hmac("consultation.signin.places", key, algorithm="sha256").hexdigest()[:32]


def sessions_of(person: User) -> Iterator[tuple[Session, dict[str, Any]]]:
    """Every session that names the account, alive or not. One query.

    Those of all staff are gone through: whose one is stands in its sealed content alone.
    """
    for one in Session.objects.iterator():
        kept = one.get_decoded()
        if kept.get(SESSION_KEY) == str(person.pk):
            yield one, kept


def places_of(person: User, *, at: datetime) -> list[Place]:
    """Where the account is signed in at this moment, the newest sign-in first. One query."""
    found = [
        Place(
            one.session_key, kept.get(BROWSER, UNKNOWN), _moment(kept[BEGAN]), _moment(kept[SEEN])
        )
        for one, kept in sessions_of(person)
        if one.expire_date > at and _is_good(person, kept, at)
    ]
    return sorted(found, key=lambda place: place.began, reverse=True)


def _is_good(person: User, kept: dict[str, Any], at: datetime) -> bool:
    """It opens pages: nothing about the account has changed since, and its time is not over."""
    known = str(kept.get(HASH_SESSION_KEY, ""))
    hashes = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    if not any(constant_time_compare(known, one) for one in hashes):
        return False
    return not is_over(kept, at=at) and (USED in kept or person.two_factor_since is None)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
