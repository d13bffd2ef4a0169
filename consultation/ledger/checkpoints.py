"""Checkpoints (C2SP tlog-checkpoint v1.0.0): which log, how many leaves, and its root."""

import base64
import re
from dataclasses import dataclass

from consultation.ledger.notes import NoteRefused, decoded
from consultation.ledger.tree import HASH_BYTES

NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def read(cls, text: str) -> "Checkpoint":
        """From the text of a note. Raises NoteRefused for anything out of form.

        Lines after the third are passed over: others may use them, and this log never does.
        """
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not lines[0] or not NUMBER.fullmatch(lines[1]):
            raise NoteRefused("It is no checkpoint.")
        root = decoded(lines[2])
        if len(root) != HASH_BYTES:
            raise NoteRefused(f"A root is {HASH_BYTES} bytes.")
        return cls(lines[0], int(lines[1]), root)

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"
