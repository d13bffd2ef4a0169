"""What an organisation's sign-in says of a person (an ID token), and whether it holds.

The signature is a library's to judge; each claim is judged here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import constant_time_compare
from joserfc import jws, jwt

from consultation.models import IdentityProvider
from consultation.signin.discovery import ALGORITHMS, Discovered, keys_of

LEEWAY = 60  # seconds that its clock may differ from ours
OLDEST = 600  # seconds since it was made
LONGEST = 20_000  # letters of a token
MOST_SUBJECT = 255
FAR = 10**12  # seconds; what is further away, or no number at all, is no time
CHECKED = (True, "1", "true")  # of Entra ID, which says `xms_edov` for `email_verified`
#: What is more than a password (RFC 8176). A text message or a call is not counted.
STRONG = frozenset({"mfa", "otp", "hwk", "sc"})


class Unfit(Exception):
    """What it says does not hold. Says why, in words without anything of the token."""


class NoAddress(Unfit):
    """It holds, but its email address is none that shows of which organisation somebody is."""


class Guest(Unfit):
    """It holds, but somebody else vouches for the person, so the address shows nothing."""


@dataclass(frozen=True)
class Told:
    """Who somebody is, as their organisation says."""

    subject: str
    email: str
    used_second_factor: bool


def read(
    token: Any, *, provider: IdentityProvider, found: Discovered, nonce: str, at: datetime
) -> Told:
    """Who it is about. Raises Unfit where anything is not as it must be, and Unanswered."""
    if not isinstance(token, str) or len(token) > LONGEST:
        raise Unfit("no ID token")
    claims = _signed(token, found)
    _judge(claims, provider, nonce, at)
    if _is_guest(claims):
        raise Guest("a guest")
    subject, methods = claims.get("sub"), claims.get("amr")
    if not isinstance(subject, str) or not 0 < len(subject) <= MOST_SUBJECT or "\0" in subject:
        raise Unfit("no subject")
    used = {one for one in methods if isinstance(one, str)} if isinstance(methods, list) else set()
    return Told(subject, _email(claims, provider), bool(used & STRONG))


def _signed(token: str, found: Discovered) -> dict[str, Any]:
    """The claims, if one of its keys signed them with an algorithm that we take."""
    try:
        kid = jws.extract_compact(token.encode()).headers().get("kid")
    except Exception:
        raise Unfit("the ID token cannot be read") from None
    keys = keys_of(found, kid=kid if isinstance(kid, str) else None)
    try:
        return dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
    except Exception as problem:  # a token may be anything: whatever it breaks, it does not hold
        raise Unfit(f"the signature does not hold ({type(problem).__name__})") from None


def _judge(claims: dict[str, Any], provider: IdentityProvider, nonce: str, at: datetime) -> None:
    """By whom, for whom, for which sign-in, and when. Raises Unfit."""
    if claims.get("iss") != provider.issuer:
        raise Unfit("it is of another issuer")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or provider.client_id not in audiences:
        raise Unfit("it is for another audience")
    if ("azp" in claims or len(audiences) > 1) and claims.get("azp") != provider.client_id:
        raise Unfit("it was given to another party")
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise Unfit("it is of another sign-in (nonce)")
    now, made, ends = at.timestamp(), _moment(claims, "iat"), _moment(claims, "exp")
    if now >= ends + LEEWAY:
        raise Unfit("it has expired")
    if not now - OLDEST - LEEWAY <= made <= now + LEEWAY:
        raise Unfit("it was not made just now")
    if "nbf" in claims and now < _moment(claims, "nbf") - LEEWAY:
        raise Unfit("it does not hold yet")


def _moment(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -FAR < value < FAR:
        raise Unfit(f"no time ({name})")
    return float(value)


def _is_guest(claims: dict[str, Any]) -> bool:
    """Known from elsewhere, as Entra ID tells it: by `acct`, or by who it was that signed them in.

    What they are called there may be any address. Others use `idp` for a name of their own.
    """
    elsewhere = str(claims.get("idp", ""))
    vouched = elsewhere.startswith("https://") or elsewhere == "live.com"
    return claims.get("acct", 0) not in (0, "0") or (vouched and elsewhere != claims["iss"])


def _email(claims: dict[str, Any], provider: IdentityProvider) -> str:
    """An address of the organisation's own domain, not said to be unchecked. Raises NoAddress."""
    email = claims.get("email")
    if not isinstance(email, str):
        raise NoAddress("no email address")
    try:
        validate_email(email)
    except ValidationError:
        raise NoAddress("the email address is none") from None
    if claims.get("email_verified", True) is not True or claims.get("xms_edov", 1) not in CHECKED:
        raise NoAddress("the email address is not checked")
    if not provider.organisation.owns(email):
        raise NoAddress("the email address is of another domain")
    return email.lower()
