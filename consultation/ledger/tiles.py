"""Tiles (C2SP tlog-tiles v0.1.0): a Merkle tree and its entries as files that never change.

A tile holds up to 256 hashes of every eighth level; a bundle up to 256 entries. One that is not
full has its width in its name, and is a file of its own beside the wider one that comes later.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from consultation.ledger.tree import HASH_BYTES, Nodes, leaf_hash, node_hash

HEIGHT = 8
FULL = 1 << HEIGHT
#: The level; groups of three digits, the last without an x; and how many it holds, where not 256.
NAME = re.compile(
    r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/([1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"
)
MOST_ENTRY_BYTES = 65_535  # a bundle says the length of each in two bytes


class TileRefused(Exception):
    """A tile or a bundle is out of form; the message says how."""


@dataclass(frozen=True, order=True)
class Tile:
    """Which hashes: `width` of them from number * 256 on, of level * 8; or such entries."""

    level: int  # -1: a bundle of entries
    number: int
    width: int = FULL

    @property
    def path(self) -> str:
        """Below the address of the log, as `tile/0/x001/234.p/56`."""
        groups = [f"{self.number % 1000:03}"]
        rest = self.number // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        level = "entries" if self.level < 0 else str(self.level)
        part = "" if self.width == FULL else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{part}"

    @classmethod
    def named(cls, path: str) -> "Tile | None":
        """The tile of this path; None for what is no tile's."""
        found = NAME.fullmatch(path)
        if found is None:
            return None
        level = -1 if found[1] == "entries" else int(found[1])
        tile = cls(level, int(re.sub("[x/]", "", found[2])), int(found[3] or FULL))
        return tile if tile.path == path else None

    def is_beyond(self, size: int) -> bool:
        """Whether a tree of this size does not reach its end."""
        return self.number * FULL + self.width > size >> HEIGHT * max(self.level, 0)


def tiles_of(size: int, *, old: int = 0) -> Iterator[Tile]:
    """Those of a tree of this size that one of `old` leaves did not have, bundles first.

    Every width in which a tree ends is there, so that each head that was signed can be proved.
    """
    for level in (-1, *range(_levels(size))):
        shift = HEIGHT * max(level, 0)
        had, has = old >> shift, size >> shift
        if has == had:
            continue
        for number in range(had // FULL, -(-has // FULL)):
            yield Tile(level, number, min(FULL, has - number * FULL))


def _levels(size: int) -> int:
    """How many levels of tiles a tree of this size has."""
    return -(-size.bit_length() // HEIGHT)


def tile_of(level: int, number: int, size: int) -> tuple[Tile, int]:
    """The tile that a complete subtree is read from in a tree of this size, and its place there.

    :return: the tile, and the number of the first of the hashes in it that it covers.
    """
    height, inner = level // HEIGHT, level % HEIGHT
    first = number << inner
    has = size >> (HEIGHT * height)
    tile = first // FULL
    return Tile(height, tile, min(FULL, has - tile * FULL)), first % FULL


def nodes_in(read: Callable[[Tile], bytes], size: int) -> Nodes:
    """The complete subtrees of a tree of this size, read from its tiles, each once.

    The nodes raise TileRefused for a tile of another length.
    """

    @cache
    def hashes(tile: Tile) -> list[bytes]:
        content = read(tile)
        if len(content) != tile.width * HASH_BYTES:
            raise TileRefused(f"{tile.path} is not {tile.width} hashes.")
        return _hashes(content)

    def node(level: int, number: int) -> bytes:
        tile, first = tile_of(level, number, size)
        found = hashes(tile)[first : first + (1 << level % HEIGHT)]
        return folded(found)

    return node


#: Gives so many entries from one on.
Entries = Callable[[int, int], list[bytes]]


def content_of(tile: Tile, entries: Entries, read: Callable[[Tile], bytes]) -> bytes:
    """What a tile or a bundle holds: made of entries, or of the tiles one level below it."""
    first = tile.number * FULL
    if tile.level < 0:
        return bundle_of(entries(first, tile.width))
    if tile.level == 0:
        return b"".join(map(leaf_hash, entries(first, tile.width)))
    below = (read(Tile(tile.level - 1, first + one)) for one in range(tile.width))
    return b"".join(folded(_hashes(one)) for one in below)


def _hashes(content: bytes) -> list[bytes]:
    return [content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES)]


def folded(hashes: Sequence[bytes]) -> bytes:
    """The hash over the hashes of a complete subtree: a power of two of them."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(*pair) for pair in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def bundle_of(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each after its length. Raises ValueError for one too long."""
    if any(len(one) > MOST_ENTRY_BYTES for one in entries):
        raise ValueError(f"An entry is {MOST_ENTRY_BYTES:,} bytes at most.")
    return b"".join(len(one).to_bytes(2) + one for one in entries)


def entries_in(bundle: bytes, width: int) -> list[bytes]:
    """The entries of a bundle, which has so many. Raises TileRefused."""
    found, at = [], 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2])
        entry = bundle[at + 2 : at + 2 + length]
        if len(bundle) < at + 2 + length:
            raise TileRefused("The last entry of the bundle is cut off.")
        found.append(entry)
        at += 2 + length
    if len(found) != width:
        raise TileRefused(f"The bundle has {len(found)} entries and not {width}.")
    return found
