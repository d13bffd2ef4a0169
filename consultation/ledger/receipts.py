"""The two papers that whoever responded can check: a promise at once, and a proof of inclusion.

A promise is a signed note: this commitment was received, and will be in the log by a time. A proof
(C2SP tlog-proof) holds a leaf's place, the hashes that lead to a head, and the signed head itself;
`extra` opens the commitment, so whoever has the file can read the answers.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from consultation.ledger.entries import NUMBER, SHA256, SLUG, TIME
from consultation.ledger.notes import NoteRefused, decoded

PROMISE = "receipt/v1"
PROOF = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63  # of a tree that no log will ever be larger than


@dataclass(frozen=True)
class Promise:
    """What is said of a response in the moment that it is accepted. Times are in UTC."""

    origin: str  # of the log
    consultation: str  # its slug
    commitment: str
    received: str
    include_by: str

    @property
    def text(self) -> str:
        """What is signed."""
        return (
            f"{self.origin}/{PROMISE}\nconsultation {self.consultation}\n"
            f"commitment {self.commitment}\nreceived {self.received}\n"
            f"include-by {self.include_by}\n"
        )

    @classmethod
    def read(cls, text: str) -> "Promise":
        """From the text of a note. Raises NoteRefused for anything out of form."""
        found = re.fullmatch(
            rf"(\S+)/{re.escape(PROMISE)}\nconsultation ({SLUG})\ncommitment ({SHA256})\n"
            rf"received ({TIME})\ninclude-by ({TIME})\n",
            text,
        )
        if found is None:
            raise NoteRefused("It is no receipt.")
        return cls(*found.groups())


@dataclass(frozen=True)
class Opening:
    """What opens a leaf: its consultation, the salt of the response, and each of its fields."""

    consultation: str  # its slug
    salt: bytes
    fields: Mapping[str, str]

    def __str__(self) -> str:
        made = {
            "consultation": self.consultation,
            "fields": dict(sorted(self.fields.items())),
            "salt": self.salt.hex(),
        }
        content = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(content.encode()).decode()

    @classmethod
    def read(cls, text: str) -> "Opening":
        """From base64. Raises NoteRefused for anything out of form."""
        try:
            told = json.loads(decoded(text))
            consultation, fields = told["consultation"], told["fields"]
            salt = bytes.fromhex(told["salt"])
            "".join([consultation, *fields, *fields.values()]).encode()  # all are texts
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise NoteRefused("What opens the commitment is out of form.") from problem
        return cls(consultation, salt, fields)


@dataclass(frozen=True)
class Proof:
    """That leaf `index` is in the log whose signed head stands below."""

    index: int
    hashes: Sequence[bytes]
    checkpoint: str  # a whole signed note
    opening: Opening | None = field(default=None)

    @property
    def text(self) -> str:
        """The file, as it is handed out."""
        extra = f"extra {self.opening}\n" if self.opening else ""
        hashes = "".join(f"{base64.b64encode(one).decode()}\n" for one in self.hashes)
        return f"{PROOF}\n{extra}index {self.index}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def read(cls, text: str) -> "Proof":
        """From a file. Raises NoteRefused for anything out of form."""
        found = re.fullmatch(
            rf"{re.escape(PROOF)}\n(?:extra (\S+)\n)?index ({NUMBER})\n((?:\S+\n)*)\n(.+)",
            text,
            re.DOTALL,
        )
        if found is None:
            raise NoteRefused("It is no proof of inclusion.")
        extra, index, lines, checkpoint = found.groups()
        hashes = [decoded(one) for one in lines.split()]
        if len(hashes) > MOST_HASHES:
            raise NoteRefused("It is no proof of inclusion.")
        return cls(int(index), hashes, checkpoint, Opening.read(extra) if extra else None)
