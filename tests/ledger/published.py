"""A log as its files lie open to everybody, for readers to try themselves on."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consultation.ledger import entries, notes, proofs, tiles, tree
from consultation.ledger.checkpoints import Checkpoint
from consultation.ledger.notes import Signer
from consultation.ledger.tiles import Tile

ORIGIN = "example.org/tlog"
LOG = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
#: Where a tree turns: one leaf, odd ones, a tile less and more than full, two levels, three.
SIZES = [1, 2, 3, 7, 8, 255, 256, 257, 65_536, 100_001]


def response(number: int, consultation: str = "front-counters") -> bytes:
    """The leaf of a response, each with a commitment of its own."""
    return entries.written(
        "response", {"consultation": consultation, "commitment": f"{number:064x}"}
    )


class Tree:
    """Leaves, and each level of hashes of which a tile begins."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves
        self.levels = [[tree.leaf_hash(one) for one in leaves]]
        while len(below := self.levels[-1]) >= tiles.FULL:
            whole = len(below) // tiles.FULL * tiles.FULL
            self.levels.append(
                [tiles.folded(below[at : at + tiles.FULL]) for at in range(0, whole, tiles.FULL)]
            )

    def content(self, tile: Tile) -> bytes:
        """What is in the file of a tile or bundle."""
        first = tile.number * tiles.FULL
        if tile.level < 0:
            return tiles.bundle_of(self.leaves[first : first + tile.width])
        return b"".join(self.levels[tile.level][first : first + tile.width])

    def nodes(self, size: int) -> tree.Nodes:
        return tiles.nodes_in(self.content, size)

    def root(self, size: int) -> bytes:
        return tree.range_hash(0, size, self.nodes(size))

    def head(self, size: int, signer: Signer = LOG) -> str:
        """The signed head of this size."""
        text = Checkpoint(signer.name, size, self.root(size)).text
        return notes.signed(text, [signer.line(text)])

    def consistency(self, old: int, size: int) -> list[bytes]:
        return proofs.consistency_proof(old, size, self.nodes(size))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        return proofs.inclusion_proof(index, size, self.nodes(size))

    def publish(self, folder: Path, sizes: Iterable[int]) -> None:
        """Write the files of a log that had these sizes, one after the other."""
        old = 0
        for size in sizes:
            for tile in tiles.tiles_of(size, old=old):
                write(folder / tile.path, self.content(tile))
            head = self.head(size).encode()
            write(folder / "history" / str(size), head)
            write(folder / "checkpoint", head)
            old = size


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def lines(hashes: Iterable[bytes]) -> str:
    """Hashes as they stand in a file of a proof."""
    return "".join(f"{b64encode(one).decode()}\n" for one in hashes)
