"""Merkle tree hashes as in RFC 6962, section 2.1. Pure functions over bytes.

A complete subtree is named by its level and its number from the left: level 0 are the leaves, and
node (level, number) covers the leaves from number * 2**level on, 2**level of them.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY = sha256(b"").digest()

#: Gives the hash of a complete subtree by its level and number.
Nodes = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one leaf's content: SHA-256 of 0x00 and the content."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children's hashes."""
    return sha256(b"\x01" + left + right).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """The tree hash over leaf contents; SHA-256 of nothing for an empty tree.

    The split point is the largest power of two below the number of leaves, which is the same
    as pairing level by level and carrying an odd last node up unchanged.
    """
    if not leaves:
        return EMPTY
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        carried = level[-1:] if len(level) % 2 else []
        level = [node_hash(left, right) for left, right in pairs] + carried
    return level[0]


def complete_in(low: int, high: int) -> Iterator[tuple[int, int]]:
    """The fewest complete subtrees that cover the leaves from low to high, from the left."""
    while low < high:
        fits = (high - low).bit_length() - 1
        level = min(fits, (low & -low).bit_length() - 1) if low else fits
        yield level, low >> level
        low += 1 << level


def range_hash(low: int, high: int, nodes: Nodes) -> bytes:
    """The tree hash over the leaves from low to high, which is a subtree of a larger tree.

    :param nodes: knows each complete subtree in the range.
    """
    found = [nodes(level, number) for level, number in complete_in(low, high)]
    if not found:
        return EMPTY
    made = found.pop()
    while found:
        made = node_hash(found.pop(), made)
    return made


def split_of(size: int) -> int:
    """The largest power of two below a size of 2 or more: where a tree is divided."""
    return 1 << ((size - 1).bit_length() - 1)
