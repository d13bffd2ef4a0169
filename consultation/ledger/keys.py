"""Who signs: the log its heads, and receipts the promise that a response will be in it.

Two keys, so that the machines that serve pages need not hold that of the log. Each is a seed of 32
random bytes in the settings; docs/ledger.md says how they are changed.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from consultation.ledger.notes import Signer, Verifier
from consultation.ledger.witnesses import Outsider


class KeyMissing(Exception):
    """What is needed to sign is not in the settings; the message says what to do."""


def log_signer() -> Signer:
    """Signs heads of the log; its name is the origin of the log. Raises KeyMissing."""
    return _signer("LEDGER_KEY", settings.LEDGER_ORIGIN)


def receipt_signer() -> Signer:
    """Signs receipts. Raises KeyMissing."""
    return _signer("RECEIPTS_KEY", f"{settings.LEDGER_ORIGIN}/receipts")


def outsiders() -> list[Outsider]:
    """The witnesses of the settings. Raises NoteRefused for what is no key."""
    found = [(Verifier.read(key), address) for address, key in settings.LEDGER_WITNESSES]
    return [Outsider(key.name, key, address) for key, address in found]


def _signer(setting: str, name: str) -> Signer:
    seed = getattr(settings, setting)
    if not seed:
        raise KeyMissing(f"Set {setting} to 64 hexadecimal digits: `openssl rand -hex 32`.")
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)))
