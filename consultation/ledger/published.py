"""The published files of the log by themselves: what they hold, and whether they fit each other."""

from collections.abc import Iterator

from consultation.ledger.checkpoints import Checkpoint as Head
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import (
    FULL,
    Entries,
    Tile,
    TileRefused,
    content_of,
    entries_in,
    nodes_in,
    tiles_of,
)
from consultation.ledger.tree import range_hash


def bundles(shelf: Shelf, head: Head, *, after: int = 0) -> Iterator[tuple[int, list[bytes]]]:
    """The entries that a head stands on, from one on: the number of the first, and a bundle's rest.

    Raises TileRefused and OSError.
    """
    for tile in tiles_of(head.size, old=after):
        if tile.level < 0:
            first = max(tile.number * FULL, after)
            read = entries_in(shelf.read(tile), tile.width)
            yield first, read[first - tile.number * FULL :]


def misfits(shelf: Shelf, head: Head) -> Iterator[str]:
    """A sentence for each file that does not fit the others, or the head. Raises OSError."""
    whole = True
    for tile in tiles_of(head.size):
        if said := misfit(shelf, tile):
            whole = False
            yield said
    if whole and not is_root(shelf, head):
        yield "checkpoint: the tiles lead to another root."


def is_root(shelf: Shelf, head: Head) -> bool:
    """Whether the tiles lead to the root of a head."""
    return range_hash(0, head.size, nodes_in(shelf.read, head.size)) == head.root


def misfit(shelf: Shelf, tile: Tile) -> str:
    """Why a file does not fit what it is made of; "" where it does. Raises OSError."""
    try:
        content = shelf.read(tile)
        if tile.level < 0:
            entries_in(content, tile.width)
            return ""
        fits = content == content_of(tile, _entries_on(shelf), shelf.read)
        return "" if fits else f"{tile.path}: it does not fit what it is made of."
    except FileNotFoundError:
        return f"{tile.path}: it is gone."
    except (TileRefused, ValueError) as problem:
        return f"{tile.path}: {problem}"


def _entries_on(shelf: Shelf) -> Entries:
    def entries(first: int, number: int) -> list[bytes]:
        return entries_in(shelf.read(Tile(-1, first // FULL, number)), number)

    return entries
