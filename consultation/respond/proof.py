"""Proof of work in the form of ALTCHA, version 1: find the number that a hash was made with.

The page gives a salt and the SHA-256 of salt and number; a browser tries numbers until one fits,
and sends it back with our signature. It costs a person nothing and a program time. Why not the
package `altcha`: it is 2,000 lines for two versions, of which this needs forty.

A proof belongs to one draft. A draft is sent once, so a proof cannot be used twice, and nobody has
to remember which ones were used. Only a hash of the draft's key is in it.
"""

import base64
import binascii
import json
import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from consultation.models import Draft

ALGORITHM = "SHA-256"
# Measured in docs/abuse.md: half of it is tried on average.
MOST = 50_000
KEPT_FOR = timedelta(hours=2)  # a page may stand open while its answers are read over
# It ends in a "&": so no digit of the number can be taken for one of the salt.
SALT = re.compile(r"[0-9a-f]{24}\?expires=([0-9]{1,12})&draft=([0-9a-f]{32})&")
LONGEST = 1_000  # letters of a proof


def challenge(draft: Draft, *, at: datetime) -> dict[str, Any]:
    """What a browser is asked: `algorithm`, `challenge`, `maxnumber`, `salt` and `signature`."""
    expires = int((at + KEPT_FOR).timestamp())
    salt = f"{secrets.token_hex(12)}?expires={expires}&draft={_name(draft)}&"
    asked = _hash(salt, secrets.randbelow(MOST))
    return {
        "algorithm": ALGORITHM,
        "challenge": asked,
        "maxnumber": MOST,
        "salt": salt,
        "signature": _signed(asked),
    }


def why_not(proof: str, draft: Draft, *, at: datetime) -> str:
    """Empty for a right one; otherwise "missing", "wrong" or "late"."""
    if not proof:
        return "missing"
    given = _read(proof)
    salt, number = given.get("salt"), given.get("number")
    if not isinstance(salt, str) or type(number) is not int or not 0 <= number < MOST:
        return "wrong"
    parts = SALT.fullmatch(salt)
    if parts is None or not constant_time_compare(parts[2], _name(draft)):
        return "wrong"
    asked = _hash(salt, number)
    if given.get("algorithm") != ALGORITHM or given.get("challenge") != asked:
        return "wrong"
    if not constant_time_compare(str(given.get("signature")), _signed(asked)):
        return "wrong"
    return "late" if int(parts[1]) < at.timestamp() else ""


def _read(proof: str) -> dict[str, Any]:
    try:
        given = json.loads(base64.b64decode(proof[:LONGEST], validate=True))
    except (binascii.Error, ValueError):
        return {}
    return given if isinstance(given, dict) else {}


def _hash(salt: str, number: int) -> str:
    return sha256(f"{salt}{number}".encode()).hexdigest()


def _signed(asked: str) -> str:
    return salted_hmac("consultation.proof", asked, algorithm="sha256").hexdigest()


def _name(draft: Draft) -> str:
    key = str(draft.key)
    return salted_hmac("consultation.proof draft", key, algorithm="sha256").hexdigest()[:32]
