"""Signed notes (C2SP signed-note v1.0.0): a text, an empty line, and who stands by it.

Of the kinds of signature Ed25519 alone is used, by the log and its receipts (0x01), and as a
witness's, which says at what time it saw the text (0x04, C2SP tlog-cosignature v1.0.1). A verifier
passes over signatures of whom it does not know: others may need them.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519, COSIGNATURE = 0x01, 0x04
KEY_BYTES, SIGNATURE_BYTES, TIME_BYTES = 32, 64, 8
MOST_BYTES, MOST_SIGNATURES = 1_000_000, 100
NAME = re.compile(r"[^\s+]+")
LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+=*)\n")


class NoteRefused(Exception):
    """It is no signed note, or not signed by whom it should be; the message says why."""


def decoded(text: str) -> bytes:
    """From base64, in the one form that bytes have there. Raises NoteRefused."""
    try:
        made = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NoteRefused("Not base64.") from problem
    if base64.b64encode(made).decode() != text:
        raise NoteRefused("Not base64 in its usual form.")
    return made


def key_hash(name: str, kind: int, public: bytes) -> bytes:
    """Four bytes that tell one key of a name from another."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True)
class Verifier:
    """A name and its public key, as they are published."""

    name: str
    kind: int
    public: bytes  # 32 bytes, of Ed25519

    @classmethod
    def read(cls, vkey: str) -> "Verifier":
        """From `name+hash+key`. Raises NoteRefused for anything out of form."""
        name, _plus, rest = vkey.partition("+")
        told, _plus, key = rest.partition("+")
        made = decoded(key)
        if not NAME.fullmatch(name) or len(made) != KEY_BYTES + 1:
            raise NoteRefused("Not a key of a verifier.")
        if made[0] not in (ED25519, COSIGNATURE):
            raise NoteRefused(f"A key of a kind that is not known: {made[0]:#04x}.")
        one = cls(name, made[0], made[1:])
        if one.hash.hex() != told:
            raise NoteRefused("The hash of the key is another.")
        return one

    @property
    def hash(self) -> bytes:
        """Four bytes that signatures begin with."""
        return key_hash(self.name, self.kind, self.public)

    def __str__(self) -> str:
        key = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.hash.hex()}+{key}"

    def stands_by(self, text: str, signature: bytes) -> int | None:
        """The time of a cosignature, 0 of any other signature; None where it is not valid."""
        at, signed = 0, text.encode()
        if self.kind == COSIGNATURE:
            at, signature = int.from_bytes(signature[:TIME_BYTES]), signature[TIME_BYTES:]
            signed = cosigned(text, at)
        if len(signature) != SIGNATURE_BYTES:
            return None
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except (InvalidSignature, ValueError):
            return None
        return at


def cosigned(text: str, at: int) -> bytes:
    """What a witness signs that saw this text at a time (seconds of the epoch)."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


@dataclass(frozen=True)
class Signer:
    """A name and its private key."""

    name: str
    key: Ed25519PrivateKey
    kind: int = ED25519

    @property
    def verifier(self) -> Verifier:
        """What others check its signatures with."""
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return Verifier(self.name, self.kind, public)

    def line(self, text: str, *, at: int = 0) -> str:
        """Its signature of the text, as a line of a note.

        :param at: seconds of the epoch, of a cosignature.
        """
        if self.kind == COSIGNATURE:
            signature = at.to_bytes(TIME_BYTES) + self.key.sign(cosigned(text, at))
        else:
            signature = self.key.sign(text.encode())
        return f"— {self.name} {base64.b64encode(self.verifier.hash + signature).decode()}\n"


def signed(text: str, lines: Iterable[str]) -> str:
    """The text with its signatures. Raises ValueError for a text without an end of line."""
    if not text.endswith("\n"):
        raise ValueError("The text of a note ends with a line end.")
    return f"{text}\n{''.join(lines)}"


@dataclass(frozen=True)
class Note:
    """A text, and the known ones who stand by it, each with the time of a cosignature, or 0."""

    text: str
    by: dict[str, int]


def opened(note: str, verifiers: Sequence[Verifier]) -> Note:
    """The text of a note and who stands by it: at least one that is known. Raises NoteRefused.

    A known one whose signature does not fit refuses the whole note.
    """
    text, lines = parted(note)
    known = {(one.name, one.hash): one for one in verifiers}
    by: dict[str, int] = {}
    for name, content in lines:
        one = known.get((name, content[:4]))
        if one is None or name in by:
            continue
        at = one.stands_by(text, content[4:])
        if at is None:
            raise NoteRefused(f"The signature of {name} does not fit the text.")
        by[name] = at
    if not by:
        raise NoteRefused("Nobody known has signed it.")
    return Note(text, by)


def parted(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text, and each signature with its name. Raises NoteRefused for what is no note."""
    if len(note.encode()) > MOST_BYTES:
        raise NoteRefused("It is too long.")
    if any(ord(one) < 0x20 and one != "\n" for one in note):
        raise NoteRefused("It holds control characters.")
    text, _gap, ends = note.rpartition("\n\n")
    found = list(LINE.finditer(ends))
    if not text or not found or "".join(one[0] for one in found) != ends:
        raise NoteRefused("It is no signed note.")
    if len(found) > MOST_SIGNATURES:
        raise NoteRefused("It has too many signatures.")
    lines = [(one[1], decoded(one[2])) for one in found]
    if any(len(content) < 5 for _name, content in lines):
        raise NoteRefused("A signature is too short.")
    return f"{text}\n", lines
