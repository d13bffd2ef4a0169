"""What a session knows of signing in: who gave a password, and whether a second factor came too.

Who has a second factor is not signed in before it was used. The session then knows whom it waits
for, and nothing else: to every page the visitor is a stranger.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from asgiref.sync import sync_to_async
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from consultation.access import Visitor
from consultation.models import User
from consultation.signin.sealing import seal, unseal
from consultation.signin.work_account import Errand

BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITING = "waits_for_second_factor"
SIGNED_IN = "signed_in_at"
USED = "second_factor_used_at"
SHOWN_ONCE = "recovery_codes_to_show"
PASSKEY = "passkey_challenge"
ERRAND = "work_sign_in"
SECRET = "secret_of_new_app"  # noqa: S105 - the name of a place in the session
PATIENCE = timedelta(minutes=10)  # between password and code
LATELY = timedelta(minutes=10)  # after signing in nobody is asked for the password again


@dataclass(frozen=True)
class Waiting:
    """Somebody who gave the right password, and where they want to go."""

    person: User
    onward: str


def wait_for_second_factor(
    request: HttpRequest, person: User, onward: str, *, at: datetime
) -> None:
    """Remember who gave the password. A session that somebody knew before is not this one."""
    auth.logout(request)
    request.session[WAITING] = {
        "person": person.pk,
        "known": person.get_session_auth_hash(),
        "onward": onward,
        "at": at.timestamp(),
    }


def waiting(request: HttpRequest, *, at: datetime) -> Waiting | None:
    """Whom the session waits for; nobody after ten minutes, or where the account has changed."""
    kept = request.session.get(WAITING)
    if not kept or not 0 <= at.timestamp() - kept["at"] <= PATIENCE.total_seconds():
        return None
    person = User.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or not person.two_factor_since:
        return None
    if not constant_time_compare(kept["known"], person.get_session_auth_hash()):
        return None
    return Waiting(person, kept["onward"])


def sign_in(
    request: HttpRequest,
    person: User,
    *,
    at: datetime,
    with_factor: bool,
    knows_secret: bool = True,
) -> None:
    """From here on the visitor is this person.

    `knows_secret` says that a password or a second factor of ours was given. Whoever comes in by
    what somebody else says of them alone is asked for the password before a factor is set up.
    """
    request.session.pop(WAITING, None)
    auth.login(request, person, BACKEND)
    if knows_secret:
        request.session[SIGNED_IN] = at.timestamp()
    if with_factor:
        factor_used(request, at=at)


def factor_used(request: HttpRequest, *, at: datetime) -> None:
    """The second factor was used in this session."""
    request.session[USED] = at.timestamp()


def factors_changed(request: HttpRequest, person: User, *, at: datetime) -> None:
    """This session goes on where setting a factor up, or removing it, ends all others."""
    auth.update_session_auth_hash(request, person)
    if person.two_factor_since:
        factor_used(request, at=at)
    else:
        request.session.pop(USED, None)


def go_out(request: HttpRequest, errand: Errand) -> None:
    """Remember what the visitor goes to their organisation's sign-in with. They are nobody now."""
    auth.logout(request)
    keep_sealed(request, ERRAND, errand.kept)


def come_back(request: HttpRequest, state: str) -> Errand | None:
    """What they went out with, once; None for an answer to anything else.

    A made-up answer, which a page elsewhere may send a browser to, ends no errand.
    """
    kept = kept_sealed(request, ERRAND)
    errand = Errand.of(kept) if kept else None
    if errand is None or not constant_time_compare(errand.state, state):
        return None
    del request.session[ERRAND]
    return errand


def signed_in_lately(request: HttpRequest, *, at: datetime) -> bool:
    """The password was given a moment ago, or a factor of ours was used."""
    since = at.timestamp() - request.session.get(SIGNED_IN, 0)
    return bool(0 <= since <= LATELY.total_seconds())


def keep_sealed(request: HttpRequest, name: str, content: bytes) -> None:
    """Put a secret into the session, sealed: a session is a row of the database."""
    request.session[name] = seal(content)


def kept_sealed(request: HttpRequest, name: str) -> bytes | None:
    """What was put there."""
    kept = request.session.get(name)
    return unseal(kept) if kept else None


def _visitor(request: HttpRequest) -> Visitor:
    """Who is signed in; nobody where a second factor is missing."""
    person = get_user(request)
    if isinstance(person, User) and person.two_factor_since and USED not in request.session:
        return AnonymousUser()
    return person


class SignedIn(AuthenticationMiddleware):
    """Django's own, for which a session without the second factor of its account is nobody's."""

    def process_request(self, request: HttpRequest) -> None:
        """Looked up when a page first asks."""
        super().process_request(request)
        visitor: Callable[[], Visitor] = partial(_visitor, request)
        request.user = cast(User, SimpleLazyObject(visitor))
        request.auser = sync_to_async(visitor)
