"""A library of another hand grows the same trees, and takes our proofs and refuses bad ones.

Go's own reader is tried in `reading_in_go.py`.
"""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import ConsistencyProof, InclusionProof, InmemoryTree, InvalidProof

from tests.ledger.published import SIZES, Tree, response

INDEX = st.sampled_from(SIZES).flatmap(
    lambda size: st.tuples(st.integers(0, size - 1), st.just(size))
)
OLD = st.sampled_from(SIZES).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size)))


@cache
def ours() -> Tree:
    return Tree([response(one) for one in range(max(SIZES))])


@pytest.fixture(scope="module")
def theirs() -> InmemoryTree:
    return InmemoryTree.init_from_entries(ours().leaves)


def inclusion(theirs: InmemoryTree, index: int, size: int, hashes: list[bytes]) -> InclusionProof:
    """Our proof as they write it: the leaf is its first hash, and numbers begin with one."""
    made = theirs.prove_inclusion(index + 1, size)
    made.path = [ours().levels[0][index], *hashes]
    return made


def as_in_the_rfc(proof: ConsistencyProof) -> list[bytes]:
    """Their proof as RFC 9162 has it.

    They lead down to the first leaf that is new: what stands before the first hash of the old tree
    is one complete subtree. And they tell an old root that the reader has.
    """
    if proof.prior_size == proof.size:
        return []
    first = proof.subset.index(1)
    new = InclusionProof("sha256", True, first, 1, proof.rule[:first], proof.path[:first])
    whole = new.compute_root() if first > 1 else proof.path[0]
    old = [] if proof.prior_size & (proof.prior_size - 1) == 0 else [proof.path[first]]
    return [*old, whole, *proof.path[first + 1 :]]


@pytest.mark.parametrize("size", SIZES)
def test_another_library_has_the_same_root(theirs: InmemoryTree, size: int) -> None:
    assert theirs.get_root(size) == ours().root(size)


@pytest.mark.parametrize("size", SIZES)
def test_another_library_makes_the_same_proofs(theirs: InmemoryTree, size: int) -> None:
    for place in {0, size // 3, size // 2, size - 1}:
        theirs_of_it = theirs.prove_inclusion(place + 1, size)
        assert theirs_of_it.path == [ours().levels[0][place], *ours().inclusion(place, size)]
        consistent = theirs.prove_consistency(place + 1, size)
        assert as_in_the_rfc(consistent) == ours().consistency(place + 1, size)


@settings(deadline=None)
@given(INDEX)
def test_another_library_takes_each_proof_of_inclusion(
    theirs: InmemoryTree, place: tuple[int, int]
) -> None:
    index, size = place
    proof = inclusion(theirs, index, size, ours().inclusion(index, size))
    proof.verify(ours().levels[0][index], ours().root(size), index=index + 1, size=size)


@settings(deadline=None)
@given(OLD)
def test_another_library_makes_each_proof_of_consistency(
    theirs: InmemoryTree, place: tuple[int, int]
) -> None:
    old, size = place
    made = theirs.prove_consistency(old, size)
    made.verify(ours().root(old), ours().root(size), prior_size=old, later_size=size)
    assert as_in_the_rfc(made) == ours().consistency(old, size)


@settings(deadline=None)
@given(INDEX.filter(lambda place: place[1] > 1), st.data())
def test_another_library_refuses_one_altered_bit(
    theirs: InmemoryTree, place: tuple[int, int], data: st.DataObject
) -> None:
    """Of the leaf, the root, or a hash of the proof."""
    index, size = place
    parts = [ours().levels[0][index], ours().root(size), *ours().inclusion(index, size)]
    which = data.draw(st.integers(0, len(parts) - 1), label="which")
    bit = data.draw(st.integers(0, 255), label="bit")
    parts[which] = (int.from_bytes(parts[which]) ^ (1 << bit)).to_bytes(32)
    leaf, root, *hashes = parts
    with pytest.raises(InvalidProof):
        inclusion(theirs, index, size, hashes).verify(leaf, root)
