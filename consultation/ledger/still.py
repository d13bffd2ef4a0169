"""The published files as they were under one head, while others go on entering and publishing."""

from collections.abc import Iterator
from pathlib import Path

from consultation.ledger.checkpoints import Checkpoint as Head
from consultation.ledger.notes import NoteRefused, parted
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import FULL, Tile, tiles_of


class Still(Shelf):
    """A shelf that stands still: what is full stays for ever, and the rest was read at once.

    A part gives way to its full tile as soon as that is there: whoever takes a minute to read all
    would not find it. Raises OSError.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._parts: dict[Tile, bytes] = {}
        self._head = ""
        while self._head != (head := super().head()):  # until no other comes meanwhile
            self._head, self._parts = head, dict(self._read_parts(head))

    def _read_parts(self, head: str) -> Iterator[tuple[Tile, bytes]]:
        for tile in _parts_under(head):
            try:
                yield tile, super().read(tile)
            except FileNotFoundError:  # told by whoever asks for it, if it is not there then
                continue

    def head(self) -> str:
        """The head that everybody read in that moment; "" before the first."""
        return self._head

    def read(self, tile: Tile) -> bytes:
        """As of any shelf."""
        kept = self._parts.get(tile)
        return super().read(tile) if kept is None else kept


def _parts_under(head: str) -> list[Tile]:
    """Those of its tiles that are not full. None for what is no head: others say what is wrong."""
    if not head:
        return []
    try:
        size = Head.read(parted(head)[0]).size
    except NoteRefused:
        return []
    return [tile for tile in tiles_of(size, old=size & -FULL) if tile.width < FULL]
