"""What is kept so that a copy of the database gives nothing away: sealed, or as a keyed digest.

The keys come from SECRET_KEY, which is not in the database. One that was replaced goes on being
known from SECRET_KEY_FALLBACKS.
"""

import base64
import logging
from collections.abc import Iterator

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)
SALT = "consultation.signin.sealing"


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _box() -> MultiFernet:
    """Seals under the first key, opens under any."""
    keys = (salted_hmac(SALT, "seal", secret=one, algorithm="sha256") for one in _secrets())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key.digest())) for key in keys])


def seal(secret: bytes) -> str:
    """Encrypted, as text."""
    return _box().encrypt(secret).decode()


def unseal(text: str) -> bytes | None:
    """What was sealed; None, and an alert, where no key of ours opens it."""
    try:
        return _box().decrypt(text)
    except InvalidToken:
        logger.error(
            "ALERT: a secret of signing in cannot be read: is the SECRET_KEY of before missing in "
            "SECRET_KEY_FALLBACKS?"
        )
        return None


def digests(code: str) -> Iterator[str]:
    """What stands for a recovery code: first as it is stored now, then under keys of before.

    A code has eighty random bits, so a digest need not be slow to make.
    """
    for one in _secrets():
        yield salted_hmac(f"{SALT}.code", code, secret=one, algorithm="sha256").hexdigest()
