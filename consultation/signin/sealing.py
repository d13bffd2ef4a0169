"""What is kept so that a copy of the database gives nothing away: sealed, or as a keyed digest.

The keys come from SECRET_KEY, which is not in the database. One that was replaced goes on being
known from SECRET_KEY_FALLBACKS. What was sealed with Fernet, before there was a version, is opened
still; nothing is sealed so any more.
"""

import base64
import binascii
import logging
import secrets
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)
SALT = "consultation.signin.sealing"
VERSION = "2."  # AES-256-GCM; a full stop is in no token of Fernet
NONCE = 12  # bytes, by chance: good for 2 ** 32 seals under one key
TAG = 16  # bytes


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _keys(name: str) -> list[bytes]:
    """Of 256 bits: the one that seals, then those of before. Each use has its own."""
    known = _secrets()
    return [salted_hmac(SALT, name, secret=one, algorithm="sha256").digest() for one in known]


def seal(secret: bytes) -> str:
    """Encrypted, as text."""
    nonce = secrets.token_bytes(NONCE)
    closed = AESGCM(_keys("gcm")[0]).encrypt(nonce, secret, VERSION.encode())
    return VERSION + base64.urlsafe_b64encode(nonce + closed).decode()


def is_current(text: str) -> bool:
    """It is sealed as `seal` does it now: with this algorithm, and under the newest key."""
    return text.startswith(VERSION) and _opened(text, _keys("gcm")[:1]) is not None


def unseal(text: str) -> bytes | None:
    """What was sealed; None, and an alert, where no key of ours opens it."""
    is_new = text.startswith(VERSION)
    opened = _opened(text, _keys("gcm")) if is_new else _opened_as_before(text)
    if opened is None:
        logger.error(
            "ALERT: a secret of signing in cannot be read: is the SECRET_KEY of before missing in "
            "SECRET_KEY_FALLBACKS?"
        )
    return opened


def _opened(text: str, keys: list[bytes]) -> bytes | None:
    try:
        whole = base64.b64decode(text.removeprefix(VERSION), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(whole) < NONCE + TAG:
        return None
    for key in keys:
        try:
            return AESGCM(key).decrypt(whole[:NONCE], whole[NONCE:], VERSION.encode())
        except InvalidTag:
            continue
    return None


def _opened_as_before(text: str) -> bytes | None:
    """Sealed with Fernet, by a version of before."""
    keys = [Fernet(base64.urlsafe_b64encode(key)) for key in _keys("seal")]
    try:
        return MultiFernet(keys).decrypt(text)
    except InvalidToken:
        return None


def digests(code: str) -> Iterator[str]:
    """What stands for a recovery code: first as it is stored now, then under keys of before.

    A code has 120 random bits, so a digest need not be slow to make.
    """
    for one in _secrets():
        yield salted_hmac(f"{SALT}.code", code, secret=one, algorithm="sha256").hexdigest()
