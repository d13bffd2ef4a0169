"""Proofs hold for what is so, and for nothing else: known vectors, and a slow second reading."""

import json
import os
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.ledger import proofs, tree
from consultation.ledger.proofs import ProofRefused
from tests.ledger import told

#: Those of transparency-dev/merkle (Apache-2.0), where somebody has laid them beside this project.
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "testdata"
VECTORS = Path(os.environ.get("MERKLE_VECTORS", BESIDE))
SIZES = st.integers(1, 300)


def leaves(size: int) -> list[bytes]:
    return [f"leaf {one}".encode() for one in range(size)]


def nodes_of(content: list[bytes]) -> tree.Nodes:
    return lambda level, number: told.mth(content[number << level : (number + 1) << level])


def test_hashes_are_those_of_the_rfc() -> None:
    assert tree.EMPTY.hex().startswith("e3b0c44298fc1c14")
    assert tree.leaf_hash(b"").hex().startswith("6e340b9cffb37a98")
    assert tree.leaf_hash(b"L123456").hex().startswith("395aa064aa4c29f7")
    assert tree.node_hash(b"N123", b"N456").hex().startswith("aa217fe888e47007")
    classic = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    root = tree.root_hash([bytes.fromhex(one) for one in classic])
    assert root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(SIZES, st.data())
def test_an_inclusion_proof_is_the_one_of_the_rfc_and_holds(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    content = leaves(size)
    made = proofs.inclusion_proof(index, size, nodes_of(content))
    assert made == told.path(index, content)
    proofs.check_inclusion(
        index=index, size=size, leaf=tree.leaf_hash(content[index]), proof=made,
        root=tree.root_hash(content),
    )  # fmt: skip


@given(SIZES, st.data())
def test_a_consistency_proof_is_the_one_of_the_rfc_and_holds(
    size: int, data: st.DataObject
) -> None:
    old = data.draw(st.integers(1, size))
    content = leaves(size)
    made = proofs.consistency_proof(old, size, nodes_of(content))
    assert made == told.proof(old, content)
    proofs.check_consistency(
        old=old, size=size, proof=made, old_root=tree.root_hash(content[:old]),
        root=tree.root_hash(content),
    )  # fmt: skip


def altered(hashes: list[bytes], data: st.DataObject) -> list[bytes]:
    """One bit of one hash, or one hash more, fewer, or two in each other's place."""
    place = data.draw(st.integers(0, len(hashes) - 1)) if hashes else 0
    ways = ["more", *(["bit", "fewer"] if hashes else []), *(["turn"] if len(hashes) > 1 else [])]
    how = data.draw(st.sampled_from(ways))
    made = list(hashes)
    if how == "bit":
        bit = data.draw(st.integers(0, 255))
        turned = int.from_bytes(made[place]) ^ (1 << bit)
        made[place] = turned.to_bytes(32)
    elif how == "more":
        made.insert(data.draw(st.integers(0, len(made))), tree.EMPTY)
    elif how == "fewer":
        made.pop(place)
    else:
        other = (place + 1) % len(made)
        made[place], made[other] = made[other], made[place]
    return made


@given(SIZES, st.data())
def test_an_altered_proof_of_inclusion_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    content = leaves(size)
    good: dict[str, Any] = {
        "index": index, "size": size, "leaf": tree.leaf_hash(content[index]),
        "proof": proofs.inclusion_proof(index, size, nodes_of(content)),
        "root": tree.root_hash(content),
    }  # fmt: skip
    with pytest.raises(ProofRefused):
        proofs.check_inclusion(**good | {"proof": altered(good["proof"], data)})
    with pytest.raises(ProofRefused):
        proofs.check_inclusion(**good | {"leaf": tree.leaf_hash(b"another")})
    with pytest.raises(ProofRefused):
        proofs.check_inclusion(**good | {"root": tree.leaf_hash(b"another")})
    with pytest.raises(ProofRefused):
        proofs.check_inclusion(**good | {"index": size})


@given(st.integers(2, 300), st.data())
def test_an_altered_proof_of_consistency_is_refused(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    content = leaves(size)
    good: dict[str, Any] = {
        "old": old, "size": size,
        "proof": proofs.consistency_proof(old, size, nodes_of(content)),
        "old_root": tree.root_hash(content[:old]), "root": tree.root_hash(content),
    }  # fmt: skip
    with pytest.raises(ProofRefused):
        proofs.check_consistency(**good | {"proof": altered(good["proof"], data)})
    for name in ("old_root", "root"):
        with pytest.raises(ProofRefused):
            proofs.check_consistency(**good | {name: tree.leaf_hash(b"another")})


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_no_proof_is_made_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"A tree of {size} leaves has no leaf {index}"):
        proofs.inclusion_proof(index, size, nodes_of(leaves(size)))


@pytest.mark.parametrize(("old", "size"), [(0, 0), (0, 3), (4, 3)])
def test_no_proof_leads_from_nothing_or_backwards(old: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"No proof leads from {old} leaves to {size}"):
        proofs.consistency_proof(old, size, nodes_of(leaves(size)))
    root = tree.root_hash(leaves(size))
    with pytest.raises(ProofRefused, match=f"No proof leads from {old} leaves to {size}"):
        proofs.check_consistency(old=old, size=size, proof=[], old_root=root, root=root)


def bytes_of(vector: dict[str, Any], *names: str) -> Any:
    if len(names) > 1:
        return [bytes_of(vector, name) for name in names]
    value = vector[names[0]]
    return [b64decode(one) for one in value or ()] if names[0] == "proof" else b64decode(value)


def holds(vector: dict[str, Any]) -> bool:
    try:
        if "leafIdx" in vector:
            leaf, proof, root = bytes_of(vector, "leafHash", "proof", "root")
            index, size = vector["leafIdx"], vector["treeSize"]
            proofs.check_inclusion(index=index, size=size, leaf=leaf, proof=proof, root=root)
        else:
            old_root, proof, root = bytes_of(vector, "root1", "proof", "root2")
            old, size = vector["size1"], vector["size2"]
            proofs.check_consistency(old=old, size=size, proof=proof, old_root=old_root, root=root)
    except ProofRefused:
        return False
    return True


def test_vectors_of_others_are_judged_as_they_say() -> None:
    """As many as there are: none where nobody has laid them beside."""
    every = [*VECTORS.glob("inclusion/**/*.json"), *VECTORS.glob("consistency/**/*.json")]
    wrong = []
    for path in every:
        vector = json.loads(path.read_text())
        if holds(vector) == vector["wantErr"]:
            wrong.append(f"{path.relative_to(VECTORS)}: {vector['desc']}")
    assert wrong == []
