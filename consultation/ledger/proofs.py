"""Proofs about a Merkle tree, as in RFC 9162, section 2.1: made from stored nodes, and checked.

Who checks trusts nothing but the root that they have: sizes, positions and the proof itself may
come from anybody. What does not hold is refused with the reason, in words for whoever checks.
"""

from collections.abc import Iterator, Sequence

from consultation.ledger.tree import HASH_BYTES, Nodes, node_hash, range_hash, split_of


class ProofRefused(Exception):
    """The proof does not show what it is said to show; the message says why."""


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The hashes that lead from a leaf to the root of the tree of this size, the lowest first.

    Raises ValueError for a leaf that the tree does not have.
    """
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    low, high, proof = 0, size, []
    while high - low > 1:
        middle = low + split_of(high - low)
        if index < middle:
            proof.append(range_hash(middle, high, nodes))
            high = middle
        else:
            proof.append(range_hash(low, middle, nodes))
            low = middle
    return proof[::-1]


def consistency_proof(old: int, size: int, nodes: Nodes) -> list[bytes]:
    """The hashes that show that the tree of `old` leaves is the beginning of that of `size`.

    Empty for two of one size. Raises ValueError for an empty tree, which is the beginning of any,
    and for one that is larger.
    """
    if not 0 < old <= size:
        raise ValueError(f"No proof leads from {old} leaves to {size}.")
    low, high, proof = 0, size, []
    while old != high:
        middle = low + split_of(high - low)
        if old <= middle:
            proof.append(range_hash(middle, high, nodes))
            high = middle
        else:
            proof.append(range_hash(low, middle, nodes))
            low = middle
    if low:  # else it is the old root itself, which whoever checks has
        proof.append(range_hash(low, high, nodes))
    return proof[::-1]


def check_inclusion(
    *, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """See that the leaf with this hash is number `index` of the tree. Raises ProofRefused."""
    _check_form(leaf, root, *proof)
    if not 0 <= index < size:
        raise ProofRefused(f"A tree of {size} leaves has no leaf {index}.")
    made = leaf
    for one, left in _turns(index, size - 1, proof):
        made = node_hash(one, made) if left else node_hash(made, one)
    if made != root:
        raise ProofRefused("The proof leads to another root.")


def check_consistency(
    *, old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    """See that the tree of `old` leaves is the beginning of that of `size`. Raises ProofRefused.

    An empty old tree is refused: it is the beginning of any, so nothing would be shown.
    """
    if not 0 < old <= size:
        raise ProofRefused(f"No proof leads from {old} leaves to {size}.")
    if old == size:
        if proof or old_root != root:
            raise ProofRefused("Two trees of one size have one root, and need no proof.")
        return
    _check_form(old_root, root, *proof)
    if not proof:
        raise ProofRefused("The proof is too short.")
    # A complete tree is part of the new one as it is.
    first, *rest = proof if old & (old - 1) else [old_root, *proof]
    skipped = (old & -old).bit_length() - 1
    made_old = made = first
    for one, left in _turns((old - 1) >> skipped, (size - 1) >> skipped, rest):
        made_old = node_hash(one, made_old) if left else made_old
        made = node_hash(one, made) if left else node_hash(made, one)
    if made_old != old_root:
        raise ProofRefused("The proof leads to another old root.")
    if made != root:
        raise ProofRefused("The proof leads to another root.")


def _turns(place: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each hash of a proof from node `place` of a level up, and whether it stands on the left.

    :param last: the number of the last node of that level.
    """
    for one in proof:
        if last == 0:
            raise ProofRefused("The proof is too long.")
        left = place % 2 == 1 or place == last
        yield one, left
        while left and place and place % 2 == 0:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    if last:
        raise ProofRefused("The proof is too short.")


def _check_form(*hashes: bytes) -> None:
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofRefused(f"A hash is {HASH_BYTES} bytes.")
