"""Salted commitments: what the log holds of a response, and nothing that can be read back.

Each field has a salt of its own derived from the response's, so that chosen fields can later be
opened to the public and the rest stay closed. Destroying the response's salt closes all of them.
"""

import hmac
import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256

from consultation.ledger.tree import root_hash

SALT_BYTES = 32
FIELD_ID = re.compile(r"[a-z0-9_]{1,64}")


def normal(value: str) -> bytes:
    """A value as it is hashed: Unicode NFC, line ends as one LF, UTF-8."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).encode()


def field_commitment(salt: bytes, field: str, value: str) -> bytes:
    """The 32-byte commitment to one field. Raises ValueError for a field id out of form."""
    if not FIELD_ID.fullmatch(field):
        raise ValueError(f"A field id is 1 to 64 of a-z, 0-9 and _, not {field!r}.")
    name = field.encode()
    field_salt = hmac.digest(salt, b"consult-field-salt/v1\n" + name, "sha256")
    length = len(name).to_bytes(2, "big")
    content = b"consult-field/v1\n" + field_salt + length + name + normal(value)
    return sha256(content).digest()


def commitment(salt: bytes, fields: Mapping[str, str]) -> str:
    """The commitment to a whole response, in hexadecimal: a tree over its fields by id."""
    return root_hash(
        [
            field.encode() + b"\x00" + field_commitment(salt, field, fields[field])
            for field in sorted(fields)
        ]
    ).hex()
