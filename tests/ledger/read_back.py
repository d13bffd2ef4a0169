"""A published log as a stranger reads it: from its files alone."""

from dataclasses import dataclass
from pathlib import Path

from consultation.ledger.checkpoints import Checkpoint
from consultation.ledger.keys import log_signer
from consultation.ledger.notes import opened
from consultation.ledger.tiles import FULL, Tile, entries_in


@dataclass(frozen=True)
class Published:
    """A signed head that holds, and the entries that it stands on."""

    head: Checkpoint
    entries: list[bytes]

    @property
    def texts(self) -> list[list[str]]:
        """The lines of each entry, without the first, which all have."""
        return [one.decode().splitlines()[1:] for one in self.entries]


def published(folder: Path) -> Published:
    """What is published in a folder. Raises NoteRefused where the head is not signed."""
    note = (folder / "checkpoint").read_text()
    head = Checkpoint.read(opened(note, [log_signer().verifier]).text)
    entries = []
    for number in range(-(-head.size // FULL)):
        tile = Tile(-1, number, min(FULL, head.size - number * FULL))
        entries += _entries(folder, tile)
    return Published(head, entries)


def _entries(folder: Path, tile: Tile) -> list[bytes]:
    """As the format asks of readers: a part that has gone is the beginning of the full one."""
    try:
        return entries_in((folder / tile.path).read_bytes(), tile.width)
    except FileNotFoundError:
        full = Tile(tile.level, tile.number)
        return entries_in((folder / full.path).read_bytes(), FULL)[: tile.width]
