"""What a session knows of signing in: who gave a password, and whether a second factor came too.

Who has a second factor is not signed in before it was used. The session then knows whom it waits
for, and nothing else: to every page the visitor is a stranger.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from consultation.access import Visitor
from consultation.models import User
from consultation.signin.browsers import browser_in_words
from consultation.signin.sealing import seal, unseal
from consultation.signin.work_account import Errand
from consultation.typed import CSRF, again

BACKEND = "django.contrib.auth.backends.ModelBackend"
WAITING = "waits_for_second_factor"
SIGNED_IN = "signed_in_at"
USED = "second_factor_used_at"
OWN = "own_factor_used_at"  # of ours; one that an organisation tells of is none
AGAIN = "shows_factor_again"
SHOWN_ONCE = "recovery_codes_to_show"
PASSKEY = "passkey_challenge"
ERRAND = "work_sign_in"
CHOOSING = "link_to_choose_password"
SECRET = "secret_of_new_app"  # noqa: S105 - the name of a place in the session
BEGAN = "began_at"
SEEN = "seen_at"
BROWSER = "browser"
TYPED = "typed_too_late"
MINUTE = 60  # seconds; that a page was opened is written down no more often
PATIENCE = timedelta(minutes=10)  # between password and code
KEPT = timedelta(minutes=30)
MOST_KEPT = 500_000  # bytes of what was typed
LATELY = timedelta(minutes=10)  # after signing in nobody is asked for the password again

#: What is kept in a session, by name.
Kept = SessionBase | dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """Somebody who gave the right password, and where they want to go.

    `again` says that they are signed in, and show once more that it is they.
    """

    person: User
    onward: str
    again: bool = False


def wait_for_second_factor(
    request: HttpRequest, person: User, onward: str, *, at: datetime
) -> None:
    """Remember who gave the password. A session that somebody knew before is not this one."""
    kept = kept_for(request, person)
    auth.logout(request)
    if kept:
        request.session[TYPED] = kept
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
    request.session[BEGAN] = request.session[SEEN] = at.timestamp()
    request.session[BROWSER] = browser_in_words(request.headers.get("User-Agent", ""))
    if knows_secret:
        request.session[SIGNED_IN] = at.timestamp()
    if with_factor and knows_secret:
        factor_used(request, at=at)
    elif with_factor:
        request.session[USED] = at.timestamp()


def factor_used(request: HttpRequest, *, at: datetime) -> None:
    """A second factor of ours was used in this session."""
    request.session[USED] = request.session[OWN] = at.timestamp()


def ask_factor_again(request: HttpRequest, *, at: datetime) -> None:
    """Before this page is opened, its reader shows once more that it is they."""
    request.session[AGAIN] = {"onward": request.path, "at": at.timestamp()}


def asked_again(request: HttpRequest, person: User, *, at: datetime) -> Waiting | None:
    """Where they are to go once they have shown it; None after ten minutes."""
    kept = request.session.get(AGAIN)
    if not kept or not 0 <= at.timestamp() - kept["at"] <= PATIENCE.total_seconds():
        return None
    return Waiting(person, kept["onward"], again=True)


def factor_shown_again(request: HttpRequest, *, at: datetime) -> None:
    """They have. The session goes on under another key."""
    del request.session[AGAIN]
    request.session.cycle_key()
    factor_used(request, at=at)


def factors_changed(request: HttpRequest, person: User, *, at: datetime) -> None:
    """This session goes on, where what was done about a factor ends all others."""
    auth.update_session_auth_hash(request, person)
    if person.two_factor_since:
        factor_used(request, at=at)
    else:
        request.session.pop(USED, None)
        request.session.pop(OWN, None)


def password_changed(request: HttpRequest, person: User, *, at: datetime) -> None:
    """This session goes on, with its second factor, where a new password ends all others."""
    auth.update_session_auth_hash(request, person)
    request.session[SIGNED_IN] = at.timestamp()


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
    return _lately(request, SIGNED_IN, at)


def own_factor_lately(request: HttpRequest, *, at: datetime) -> bool:
    """A second factor of ours was used a moment ago."""
    return _lately(request, OWN, at)


def _lately(request: HttpRequest, what: str, at: datetime) -> bool:
    since = at.timestamp() - request.session.get(what, 0)
    return bool(0 <= since <= LATELY.total_seconds())


def keep_sealed(request: HttpRequest, name: str, content: bytes) -> None:
    """Put a secret into the session, sealed: a session is a row of the database."""
    request.session[name] = seal(content)


def kept_sealed(request: HttpRequest, name: str) -> bytes | None:
    """What was put there."""
    kept = request.session.get(name)
    return unseal(kept) if kept else None


def is_over(kept: Kept, *, at: datetime) -> bool:
    """It began too long ago, or nobody has opened a page for too long.

    So is one that does not know when it began: `sign_in` alone begins one.
    """
    began, seen = (kept.get(name) for name in (BEGAN, SEEN))
    if began is None or seen is None:
        return True
    total, idle = settings.SIGNED_IN_MINUTES, settings.IDLE_MINUTES
    return bool(at.timestamp() - began > total * MINUTE or at.timestamp() - seen > idle * MINUTE)


def visitor(request: HttpRequest, at: datetime) -> Visitor:
    """Who is signed in; nobody where a second factor is missing, or the time is over."""
    person = get_user(request)
    if not isinstance(person, User):
        return person
    if person.two_factor_since and USED not in request.session:
        return AnonymousUser()
    if is_over(request.session, at=at):
        request.keep_typed = partial(keep_typed, request, person, at=at)  # type: ignore[attr-defined]
        return AnonymousUser()
    if at.timestamp() - request.session[SEEN] >= MINUTE:
        request.session[SEEN] = at.timestamp()
    return person


def keep_typed(request: HttpRequest, person: User, *, at: datetime) -> bool:
    """Put away what came after the time was over, sealed, for this account alone.

    False where it cannot be: a file does not come back, and a password is kept nowhere.
    """
    fields = [(name, value) for name, value in again(request) if name != CSRF]
    content = json.dumps({"path": request.get_full_path(), "fields": fields}).encode()
    if not fields or len(content) > MOST_KEPT:
        return False
    sealed = seal(content)
    request.session[TYPED] = {"person": person.pk, "at": at.timestamp(), "sealed": sealed}
    return True


def kept_for(request: HttpRequest, person: User) -> dict[str, Any] | None:
    """What was put away for this account, still sealed."""
    kept: dict[str, Any] | None = request.session.get(TYPED)
    return kept if kept and kept["person"] == person.pk else None


def typed_too_late(
    request: HttpRequest, person: User, *, at: datetime
) -> tuple[str, list[tuple[str, str]]] | None:
    """Where it was sent, and its names and values; None after half an hour, or for others."""
    kept = kept_for(request, person)
    if kept is None or not 0 <= at.timestamp() - kept["at"] <= KEPT.total_seconds():
        request.session.pop(TYPED, None)
        return None
    opened = unseal(kept["sealed"])
    if opened is None:
        return None
    content = json.loads(opened)
    return content["path"], [(name, value) for name, value in content["fields"]]
