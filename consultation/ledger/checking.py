"""Whether the published files of the log agree with each other and with the database."""

from collections.abc import Iterator
from itertools import zip_longest

from consultation.ledger import queries
from consultation.ledger.heads import published
from consultation.ledger.notes import NoteRefused
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
from consultation.ledger.tree import Nodes, range_hash
from consultation.models import Checkpoint


def differences(shelf: Shelf) -> Iterator[str]:
    """A sentence for each file, entry or signed head that does not fit. Raises OSError."""
    try:
        head = published(shelf)
    except NoteRefused as problem:
        yield f"checkpoint: {problem}"
        return
    if head is None:
        if queries.published_size():
            yield "checkpoint: it is gone, and heads were signed."
        return
    fits = True
    for tile in tiles_of(head.size):
        for difference in _of_tile(shelf, tile):
            fits = False
            yield difference
    if not fits:  # what is built of them cannot either
        return
    nodes = nodes_in(shelf.read, head.size)
    if range_hash(0, head.size, nodes) != head.root:
        yield "checkpoint: the tiles lead to another root."
    yield from _of_heads(head.size, nodes)


def _of_tile(shelf: Shelf, tile: Tile) -> Iterator[str]:
    try:
        content = shelf.read(tile)
        if tile.level < 0:
            yield from _of_entries(entries_in(content, tile.width), tile)
        elif content != content_of(tile, _entries_on(shelf), shelf.read):
            yield f"{tile.path}: it does not fit what it is made of."
    except FileNotFoundError:
        yield f"{tile.path}: it is gone."
    except (TileRefused, ValueError) as problem:
        yield f"{tile.path}: {problem}"


def _entries_on(shelf: Shelf) -> Entries:
    def entries(first: int, number: int) -> list[bytes]:
        return entries_in(shelf.read(Tile(-1, first // FULL, number)), number)

    return entries


def _of_entries(read: list[bytes], tile: Tile) -> Iterator[str]:
    first = tile.number * FULL
    stored = queries.leaves(first, tile.width)
    for index, (one, other) in enumerate(zip_longest(read, stored), first):
        if other is None:
            yield f"Entry {index}: it is published, and not in the database."
        elif one != other:
            yield f"Entry {index}: what is published and what is stored differ."


def _of_heads(size: int, nodes: Nodes) -> Iterator[str]:
    """Every head that was ever signed is the beginning of the newest."""
    signed = Checkpoint.objects.filter(size__lte=size).order_by("size")
    for at, root in signed.values_list("size", "root").iterator():
        if range_hash(0, at, nodes).hex() != root:
            yield f"Head of {at} entries: it was signed with another root."
