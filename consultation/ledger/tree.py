"""Merkle tree hashes as in RFC 6962, section 2.1. Pure functions over bytes."""

from collections.abc import Sequence
from hashlib import sha256


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
        return sha256(b"").digest()
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        carried = level[-1:] if len(level) % 2 else []
        level = [node_hash(left, right) for left, right in pairs] + carried
    return level[0]
