"""Whether the published files of the log agree with each other and with the database."""

from collections.abc import Iterator
from itertools import zip_longest

from consultation.ledger import queries
from consultation.ledger.heads import published
from consultation.ledger.notes import NoteRefused
from consultation.ledger.published import is_root, misfit
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import FULL, Tile, entries_in, nodes_in, tiles_of
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
    if not is_root(shelf, head):
        yield "checkpoint: the tiles lead to another root."
    yield from other_heads(head.size, nodes_in(shelf.read, head.size))


def _of_tile(shelf: Shelf, tile: Tile) -> Iterator[str]:
    if said := misfit(shelf, tile):
        yield said
    elif tile.level < 0:
        yield from _of_entries(entries_in(shelf.read(tile), tile.width), tile)


def _of_entries(read: list[bytes], tile: Tile) -> Iterator[str]:
    first = tile.number * FULL
    stored = queries.leaves(first, tile.width)
    for index, (one, other) in enumerate(zip_longest(read, stored), first):
        if other is None:
            yield f"Entry {index}: it is published, and not in the database."
        elif one != other:
            yield f"Entry {index}: what is published and what is stored differ."


def other_heads(size: int, nodes: Nodes) -> Iterator[str]:
    """A sentence for each head that was ever signed and is not the beginning of this tree."""
    signed = Checkpoint.objects.filter(size__lte=size).order_by("size")
    for at, root in signed.values_list("size", "root").iterator():
        if range_hash(0, at, nodes).hex() != root:
            yield f"Head of {at} entries: it was signed with another root."
