"""How often something may be done from one network address. What is named here is all there is.

Many people share an address: a library, a council office, a mobile network. So nobody's response is
refused for it; only guessing is, and beginning thousands of drafts. An address is never stored: its
keyed hash, another one each day, is in Valkey for as long as the limit looks back.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from consultation.publish.rules import clock_words
from consultation.respond import tally

logger = logging.getLogger(__name__)

HOUR = 3600
IPV6_HOME = 64  # bits: what one household or phone is given


@dataclass(frozen=True)
class Limit:
    """So many within so many seconds of the clock. `sentence` says what to do when it is reached.

    One that does not refuse is only noted, as a flag.
    """

    name: str
    what: str
    count: int
    seconds: int
    sentence: Any = ""

    @property
    def refuses(self) -> bool:
        """Over it nothing is done."""
        return bool(self.sentence)

    def key(self, who: str, at: datetime) -> str:
        """Where it is counted."""
        return tally.key("limit", self.name, who, int(at.timestamp()) // self.seconds)

    def ends_at(self, at: datetime) -> datetime:
        """When counting starts anew."""
        return datetime.fromtimestamp((int(at.timestamp()) // self.seconds + 1) * self.seconds, UTC)

    def retry_after(self, at: datetime) -> int:
        """Seconds until then."""
        return int((self.ends_at(at) - at).total_seconds()) or 1

    def refusal(self, at: datetime) -> str:
        """The sentence, with the time from which it may be tried again."""
        return str(self.sentence) % {"when": clock_words(self.ends_at(at))}


BEGIN = Limit(
    "begin",
    "drafts begun, changes of sent responses included",
    2_000,
    HOUR,
    _(
        "Very many responses were begun from your internet connection, which others may share. "
        "Try again after %(when)s. What was begun before is kept"
    ),
)
SEND = Limit("send", "responses sent", 300, HOUR)
RETURN_CODE = Limit(
    "return-code",
    "return codes tried that do not exist",
    30,
    600,
    _(
        "Too many return codes that we do not know were tried from your internet connection. "
        "Try again after %(when)s"
    ),
)
REFERENCE = Limit(
    "reference",
    "references tried that do not exist",
    30,
    600,
    _(
        "Too many references that we do not know were tried from your internet connection. "
        "Try again after %(when)s"
    ),
)
JOIN_CODE = Limit(
    "join-code",
    "codes for colleagues tried that do not exist",
    30,
    600,
    _(
        "Too many codes that we do not know were tried from your internet connection. "
        "Try again after %(when)s"
    ),
)
JOIN_CODE_ANY = Limit(
    "join-code-any",
    "the same, from all addresses together",
    1_000,
    HOUR,
    _(
        "Too many codes that we do not know were tried. Try again after %(when)s, or ask your "
        "colleague to invite you by email"
    ),
)
REGISTER = Limit(
    "register",
    "requests to reply for an organisation",
    20,
    HOUR,
    _(
        "Too many requests were sent from your internet connection, which others may share. "
        "Try again after %(when)s"
    ),
)
MAIL_LINK = Limit(
    "mail-link",
    "links asked for by e-mail",
    60,
    HOUR,
    _(
        "Too many links were asked for from your internet connection. Try again after %(when)s, "
        "or use your return code"
    ),
)
PASSWORD_LINK = Limit(
    "password-link",
    "links to choose a password asked for",
    30,
    HOUR,
    "Too many links were asked for from your internet connection, which others may share. "
    "Try again after %(when)s, or ask the owner of your consultation, who can send you one",
)
UPLOAD = Limit(
    "upload",
    "files added to responses",
    300,
    HOUR,
    _(
        "Too many files were added from your internet connection, which others may share. "
        "Try again after %(when)s"
    ),
)
SIGN_IN = Limit(
    "sign-in",
    "wrong passwords for one account",
    10,
    900,
    "Too many wrong passwords were tried for this account from your network. "
    "Try again after %(when)s, or ask the owner of your consultation to unlock the account",
)
SIGN_IN_ANY = Limit(
    "sign-in-any",
    "wrong passwords for any account",
    100,
    900,
    "Too many wrong passwords were tried from your network. Try again after %(when)s",
)
SECOND_STEP = Limit(
    "second-step",
    "codes tried for one account after its password, right ones too",
    10,
    900,
    "Too many codes were tried for this account. Try again after %(when)s",
)
SECOND_STEP_DAY = Limit(
    "second-step-day",
    "the same, of which a day of guessing gets no more",
    50,
    24 * HOUR,
    "Too many codes were tried for this account today. Try again after %(when)s, and change your "
    "password: somebody else may know it",
)
WORK_SIGN_IN = Limit(
    "work-sign-in",
    "sign-ins with a work account begun, for any account",
    300,
    900,
    "Too many sign-ins with work accounts were begun from your network, which others may share. "
    "Try again after %(when)s",
)
WORK_SIGN_IN_FAILED = Limit(
    "work-sign-in-failed",
    "those that came back with something that was not taken",
    60,
    900,
    "Too many sign-ins with work accounts failed from your network, which others may share. "
    "Try again after %(when)s",
)
LIMITS = (
    *(BEGIN, SEND, RETURN_CODE, REFERENCE, JOIN_CODE, JOIN_CODE_ANY, REGISTER, MAIL_LINK),
    *(PASSWORD_LINK, UPLOAD, SIGN_IN, SIGN_IN_ANY, SECOND_STEP, SECOND_STEP_DAY),
    *(WORK_SIGN_IN, WORK_SIGN_IN_FAILED),
)


def address_of(meta: Mapping[str, Any]) -> str:
    """The network address that a request came from; "" where there is none to be had.

    Each proxy of ours adds to X-Forwarded-For the address that it was asked from: of so many
    trusted ones, the outermost saw the visitor. What stands before that may be made up. Behind a
    proxy that the settings do not know, all of London would be one address: so it is none.
    """
    forwarded, trusted = str(meta.get("HTTP_X_FORWARDED_FOR", "")), settings.TRUSTED_PROXIES
    seen = [one.strip() for one in forwarded.split(",")]
    candidate = seen[-trusted] if 0 < trusted <= len(seen) else ""
    asked_from = _home(str(meta.get("REMOTE_ADDR", "")))
    if forwarded and not trusted and asked_from and ip_address(asked_from).is_private:
        _tell_of_a_proxy()
        return ""
    return _home(candidate) or asked_from


@cache
def _tell_of_a_proxy() -> None:
    """Once in the life of a process."""
    logger.warning(
        "ALERT: a proxy sends X-Forwarded-For, but TRUSTED_PROXIES is 0: visitors cannot be told "
        "apart, and nothing is limited"
    )


def _home(text: str) -> str:
    """An address in one form; of IPv6 the part that one household shares."""
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), IPV6_HOME), strict=False).network_address)


def anonymous(address: str, at: datetime) -> str:
    """What stands for an address, or for what was typed, on this day alone; "" for none."""
    if not address:
        return ""
    day = at.astimezone(UTC).date()
    return salted_hmac(f"consultation.limits {day}", address, algorithm="sha256").hexdigest()[:32]


def count(limit: Limit, who: str, *, at: datetime) -> int:
    """Count one more, and say how many that makes; 0 while nothing is counted."""
    if not who:
        return 0
    counted = tally.ask(tally.one_more(limit.key(who, at), kept=limit.seconds), at=at)
    return int(counted[0]) if counted else 0


def forget(limit: Limit, who: str, *, at: datetime) -> None:
    """What was counted counts no more."""
    if who:
        tally.ask([("DEL", limit.key(who, at))], at=at)


def why_not(limit: Limit, who: str, *, at: datetime) -> str:
    """Empty while fewer than so many are counted, or while nothing is counted."""
    found = tally.ask([("GET", limit.key(who, at))], at=at) if who else None
    reached = found is not None and int(found[0] or 0) >= limit.count
    return limit.refusal(at) if reached else ""


def why_not_one_more(limit: Limit, who: str, *, at: datetime) -> str:
    """Count one more; the refusal where that makes too many."""
    return limit.refusal(at) if count(limit, who, at=at) > limit.count else ""
