"""Codes of an authenticator app: RFC 6238 with SHA-1, six digits and half a minute.

Pure: nothing here is stored. The same four choices are what every app takes for granted.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP = 30  # seconds that a code is shown
DIGITS = 6
DRIFT = 1  # steps that the clock of a phone may be early or late
SECRET_BYTES = 20  # as long as the hash, as RFC 4226 advises
ISSUER = "Counterpoint"


def new_secret() -> bytes:
    """Drawn by chance."""
    return secrets.token_bytes(SECRET_BYTES)


def step_at(at: datetime) -> int:
    """The number of the half minute, counted from 1970."""
    return int(at.timestamp()) // STEP


def code_of(secret: bytes, step: int) -> str:
    """The code that the app shows in that half minute."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, *, at: datetime) -> int | None:
    """The half minute that a code belongs to, of those near enough; None where it is wrong."""
    now, found = step_at(at), None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode()):
            found = step
    return found


def in_letters(secret: bytes) -> str:
    """The secret as people type it into an app, in groups of four."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def address(secret: bytes, account: str) -> str:
    """What the square picture says to an app."""
    named = {"secret": base64.b32encode(secret).decode(), "issuer": ISSUER}
    return f"otpauth://totp/{quote(f'{ISSUER}:{account}')}?{urlencode(named)}"
