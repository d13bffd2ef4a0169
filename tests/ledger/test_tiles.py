"""Tiles and entries: a whole log is written as files and read back from them alone."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.ledger import entries, proofs, tiles, tree
from consultation.ledger.entries import EntryRefused
from consultation.ledger.tiles import Tile, TileRefused


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 0, 1), "tile/0/000.p/1"),
        (Tile(1, 999, 255), "tile/1/999.p/255"),
        (Tile(0, 1000), "tile/0/x001/000"),
        (Tile(2, 1_234_067), "tile/2/x001/x234/067"),
        (Tile(-1, 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_a_tile_has_its_path(tile: Tile, path: str) -> None:
    assert tile.path == path


def written(leaves: list[bytes], *sizes: int) -> dict[Tile, bytes]:
    """The files of a log that had each of these sizes, one after the other."""
    hashes = [tree.leaf_hash(one) for one in leaves]
    levels = [hashes]
    while len(levels[-1]) >= tiles.FULL:
        below = levels[-1]
        whole = len(below) // tiles.FULL * tiles.FULL
        levels.append(
            [tiles.folded(below[at : at + tiles.FULL]) for at in range(0, whole, tiles.FULL)]
        )
    files, old = {}, 0
    for size in sizes:
        for tile in tiles.tiles_of(size, old=old):
            first = tile.number * tiles.FULL
            if tile.level < 0:
                files[tile] = tiles.bundle_of(leaves[first : first + tile.width])
            else:
                files[tile] = b"".join(levels[tile.level][first : first + tile.width])
        old = size
    return files


@given(st.integers(1, 1_200), st.data())
def test_each_head_is_proved_from_the_files_alone(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, old - 1))
    leaves = [f"leaf {one}".encode() for one in range(size)]
    files = written(leaves, *sorted({old, size}))
    for head in (old, size):
        root = tree.root_hash(leaves[:head])
        nodes = tiles.nodes_in(files.__getitem__, head)
        assert tree.range_hash(0, head, nodes) == root
        proof = proofs.inclusion_proof(index, head, nodes)
        leaf = tree.leaf_hash(leaves[index])
        proofs.check_inclusion(index=index, size=head, leaf=leaf, proof=proof, root=root)
    bundles = sorted(tile for tile in tiles.tiles_of(size) if tile.level < 0)
    read = [one for tile in bundles for one in tiles.entries_in(files[tile], tile.width)]
    assert read == leaves[: len(read)]
    assert len(read) == size


def test_a_larger_tree_asks_for_the_tiles_that_a_smaller_one_had_not() -> None:
    assert list(tiles.tiles_of(0)) == []
    assert [one.path for one in tiles.tiles_of(1)] == ["tile/entries/000.p/1", "tile/0/000.p/1"]
    assert [one.path for one in tiles.tiles_of(257, old=255)] == [
        "tile/entries/000", "tile/entries/001.p/1", "tile/0/000", "tile/0/001.p/1",
        "tile/1/000.p/1",
    ]  # fmt: skip
    assert [one.path for one in tiles.tiles_of(258, old=257)] == [
        "tile/entries/001.p/2", "tile/0/001.p/2",
    ]  # fmt: skip


def test_a_tile_of_another_length_is_refused() -> None:
    nodes = tiles.nodes_in(lambda _tile: b"\x00" * 31, 1)
    with pytest.raises(TileRefused, match=r"tile/0/000\.p/1 is not 1 hashes"):
        nodes(0, 0)


@pytest.mark.parametrize(
    ("bundle", "why"),
    [
        (b"\x00\x02a", "cut off"),
        (b"\x00", "cut off"),
        (b"\x00\x01a\x00\x01b", "2 entries and not 1"),
    ],
)
def test_a_bundle_out_of_form_is_refused(bundle: bytes, why: str) -> None:
    with pytest.raises(TileRefused, match=why):
        tiles.entries_in(bundle, 1)


def test_an_entry_that_is_too_long_is_in_no_bundle() -> None:
    with pytest.raises(ValueError, match="65,535 bytes at most"):
        tiles.bundle_of([b"a" * 65_536])


DIGEST = sha256(b"").hexdigest()
RESPONSE = {"consultation": "front-counters", "commitment": DIGEST}


def test_an_entry_is_lines_in_a_fixed_order() -> None:
    leaf = entries.written("response", dict(reversed(RESPONSE.items())))
    assert leaf == (
        b"consult-entry/v1\ntype response\nconsultation front-counters\n"
        b"commitment " + DIGEST.encode() + b"\n"
    )
    assert entries.read(leaf) == ("response", RESPONSE)


@given(st.sampled_from(sorted(entries.TYPES)), st.data())
def test_what_is_read_and_written_again_is_the_same(kind: str, data: st.DataObject) -> None:
    values = {
        name: data.draw(st.from_regex(form, fullmatch=True), label=name)
        for name, form in entries.TYPES[kind].items()
    }
    leaf = entries.written(kind, values)
    assert entries.read(leaf) == (kind, values)
    assert entries.written(*entries.read(leaf)) == leaf


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"/v1", b"/v2"),
        (b"type response", b"type guess"),
        (b"type response", b"type  response"),
        (b"consultation front", b"consultation fr ont"),
        (DIGEST.encode(), DIGEST.upper().encode()),
        (b"commitment ", b"commitment  "),
        (b"commitment ", b"promise "),
        (DIGEST.encode() + b"\n", DIGEST.encode()),
        (DIGEST.encode() + b"\n", DIGEST.encode() + b"\nmore 1\n"),
        (b"front", "frönt".encode()),
    ],
)
def test_an_entry_out_of_form_is_refused(was: bytes, becomes: bytes) -> None:
    leaf = entries.written("response", RESPONSE)
    assert was in leaf
    with pytest.raises(EntryRefused):
        entries.read(leaf.replace(was, becomes))


def test_an_entry_with_other_values_is_not_written() -> None:
    with pytest.raises(ValueError, match="of type response has consultation, commitment"):
        entries.written("response", {"consultation": "front-counters"})
    with pytest.raises(ValueError, match="line of commitment is out of form"):
        entries.written("response", RESPONSE | {"commitment": "none"})
