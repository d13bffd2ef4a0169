"""`make independent`: Go's own reader of logs reads ours. Not collected by `make test`.

It needs Go and its module library, which not every machine has. `reader.go` is built once.
"""

import os
import subprocess
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.ledger import witnesses
from consultation.ledger.receipts import Opening, Proof
from consultation.ledger.witnesses import NoCosignature, Outsider
from tests.ledger.outsiders import installed, running
from tests.ledger.published import LOG, SIZES, Tree, lines, response

SOURCE = Path(__file__).with_name("reader.go")
KEY = str(LOG.verifier)
OPENING = Opening("front-counters", bytes(32), {"q_1": "Yes."})
Run = Callable[..., tuple[int, str]]
TOUCHED = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@cache
def ours() -> Tree:
    return Tree([response(one) for one in range(max(SIZES))])


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the reader: its exit status, and what it says last."""
    folder = tmp_path_factory.mktemp("go")
    program = folder / "reader"
    around = {"PATH": os.environ["PATH"], "GO111MODULE": "off", "GOPATH": "/usr/share/gocode"}
    subprocess.run(
        ["go", "build", "-o", program, SOURCE],
        env=around | {"GOCACHE": str(folder / "cache")}, check=True, timeout=300,
    )  # fmt: skip

    def ran(*words: object) -> tuple[int, str]:
        told = subprocess.run(
            [program, *map(str, words)], capture_output=True, text=True, check=False, timeout=60
        )
        return told.returncode, (told.stdout + told.stderr).strip()

    return ran


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a log of 300 entries in two levels of tiles, and a proof of each kind."""
    folder = tmp_path_factory.mktemp("small")
    ours().publish(folder, [300])
    (folder / "entry").write_bytes(ours().leaves[270])
    head = ours().head(300)
    proof = Proof(270, ours().inclusion(270, 300), head, OPENING)
    (folder / "proof").write_text(proof.text)
    (folder / "old").write_text(ours().head(257))
    (folder / "consistent").write_text(lines(ours().consistency(257, 300)))
    return folder


@pytest.mark.parametrize("size", SIZES)
def test_go_reads_every_entry_from_the_files(run: Run, tmp_path: Path, size: int) -> None:
    ours().publish(tmp_path, [size])
    status, said = run("log", tmp_path, KEY)
    assert (status, said.split(" of root")[0]) == (0, f"{size} entries are in the log")


@pytest.mark.real_clock
def test_go_reads_a_head_that_a_witness_saw(run: Run, tmp_path: Path) -> None:
    """Asked as the log asks; Go's notes pass over its kind of signature, unless they are taught."""
    vkey = installed(tmp_path / "witness", LOG.verifier)
    ours().publish(tmp_path, [300])
    head = tmp_path / "checkpoint"
    with running(tmp_path / "witness") as one:
        for size in (3, 300):
            proof = partial(ours().consistency, size=size)
            asked = [(Outsider(vkey.name, vkey, one.address), 0)]
            ((_one, made),) = witnesses.ask(asked, head=ours().head(size), proof=proof)
    assert not isinstance(made, NoCosignature)
    assert run("seen", head, vkey)[0] == 1
    head.write_text(head.read_text() + made.line)
    assert run("seen", head, vkey) == (0, f"{vkey.name} saw it")
    assert run("log", tmp_path, KEY)[0] == 0
    head.write_text(head.read_text().replace("\n300\n", "\n301\n"))
    assert run("seen", head, vkey)[0] == 1


@pytest.mark.parametrize("size", SIZES)
def test_go_takes_each_proof(run: Run, tmp_path: Path, size: int) -> None:
    (tmp_path / "new").write_text(ours().head(size))
    for place in {0, size // 3, size // 2, size - 1}:
        (tmp_path / "entry").write_bytes(ours().leaves[place])
        proof = Proof(place, ours().inclusion(place, size), ours().head(size), OPENING)
        (tmp_path / "proof").write_text(proof.text)
        said = run("included", tmp_path / "entry", tmp_path / "proof", KEY)
        assert said == (0, f"entry {place} is in the log of {size}")
        (tmp_path / "old").write_text(ours().head(place + 1))
        (tmp_path / "consistent").write_text(lines(ours().consistency(place + 1, size)))
        names = [tmp_path / one for one in ("old", "new", "consistent")]
        said = run("consistent", *names, KEY)
        assert said == (0, f"{place + 1} entries are the beginning of {size}")


#: The file that is touched, and what is run.
READ = {
    "tile/entries/000": ["log", "."],
    "tile/entries/001.p/44": ["log", "."],
    "tile/0/000": ["log", "."],
    "tile/0/001.p/44": ["log", "."],
    "tile/1/000.p/1": ["log", "."],
    "checkpoint": ["log", "."],
    "entry": ["included", "entry", "proof"],
    "proof": ["included", "entry", "proof"],
    "old": ["consistent", "old", "checkpoint", "consistent"],
    "consistent": ["consistent", "old", "checkpoint", "consistent"],
}


def altered(content: bytes, name: str, data: st.DataObject) -> bytes:
    """One byte of it is another; of a proof none of what opens the seal, which Go does not read."""
    lowest = content.index(b"\nindex") + 1 if name == "proof" else 0
    place = data.draw(st.integers(lowest, len(content) - 1), label="place")
    other = data.draw(st.integers(0, 255).filter(lambda one: one != content[place]), label="byte")
    return content[:place] + bytes([other]) + content[place + 1 :]


@pytest.mark.parametrize("name", READ)
@TOUCHED
@given(st.data())
def test_go_refuses_one_altered_byte(run: Run, small: Path, name: str, data: st.DataObject) -> None:
    whole = (small / name).read_bytes()
    command, *files = READ[name]
    words = [command, *(small / one for one in files), KEY]
    assert run(*words)[0] == 0
    touched = altered(whole, name, data)
    (small / name).write_bytes(touched)
    try:
        status, said = run(*words)
    finally:
        (small / name).write_bytes(whole)
    assert status == 1, (said, touched)
