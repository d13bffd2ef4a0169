"""A receipt and a proof, checked by one file that needs nothing of ours."""

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.ledger import entries, notes, proofs, tree, verify
from consultation.ledger.checkpoints import Checkpoint
from consultation.ledger.commitments import commitment
from consultation.ledger.notes import NoteRefused, Signer
from consultation.ledger.receipts import Opening, Promise, Proof

FILE = Path(verify.__file__)
ORIGIN = "example.org/tlog"
LOG = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
DESK = Signer(f"{ORIGIN}/receipts", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
OPENING = Opening(
    "front-counters", bytes(range(32)),
    {"channel": "ONLINE", "q_stance_v1_p3": "OPPOSE", "q_reasons_v1_p3": "Za daleko.\r\nالسلام"},
)  # fmt: skip
COMMITMENT = commitment(OPENING.salt, OPENING.fields)


@dataclass
class Papers:
    """What somebody has who responded, each in a file."""

    receipt: Path
    proof: Path
    old: Path
    new: Path
    consistent: Path


def nodes_of(leaves: list[bytes]) -> tree.Nodes:
    return lambda level, number: tree.root_hash(leaves[number << level : (number + 1) << level])


def head(leaves: list[bytes]) -> str:
    text = Checkpoint(ORIGIN, len(leaves), tree.root_hash(leaves)).text
    return notes.signed(text, [LOG.line(text)])


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    own = {"consultation": "front-counters", "commitment": COMMITMENT}
    leaves = [
        entries.written("response", own | {"commitment": tree.leaf_hash(b"%d" % one).hex()})
        for one in range(9)
    ]
    leaves[5] = entries.written("response", own)
    promise = Promise(
        ORIGIN, "front-counters", COMMITMENT, "2026-11-23T12:00:00Z", "2026-11-23T13:00:00Z"
    )
    texts = {
        "receipt": notes.signed(promise.text, [DESK.line(promise.text)]),
        "proof": Proof(
            5, proofs.inclusion_proof(5, 9, nodes_of(leaves)), head(leaves), OPENING
        ).text,
        "old": head(leaves[:6]),
        "new": head(leaves),
        "consistent": "".join(
            f"{notes.base64.b64encode(one).decode()}\n"
            for one in proofs.consistency_proof(6, 9, nodes_of(leaves))
        ),
    }
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.encode())
    return Papers(**{name: tmp_path / name for name in texts})


def run(*words: object) -> tuple[int, str]:
    """As somebody runs it who has this file alone: its exit status, and what it says."""
    told = subprocess.run(
        [sys.executable, "-I", "-S", FILE, *map(str, words)],
        capture_output=True, encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip
    return told.returncode, told.stdout + told.stderr


def test_it_needs_the_standard_library_alone() -> None:
    tree_of_it = ast.parse(FILE.read_text())
    named = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree_of_it)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {one.split(".")[0] for one in named} <= sys.stdlib_module_names


def test_a_receipt_is_checked(papers: Papers) -> None:
    status, said = run("receipt", papers.receipt, "--key", DESK.verifier)
    assert status == 0, said
    assert "a response to front-counters was received at 2026-11-23T12:00:00Z" in said
    assert COMMITMENT in said


def test_a_proof_is_checked_and_the_words_are_shown(papers: Papers) -> None:
    status, said = run("proof", papers.proof, "--key", LOG.verifier, "--receipt", papers.receipt)
    assert status == 0, said
    assert "entry 5 of 9 is this response to front-counters" in said
    assert "q_reasons_v1_p3: Za daleko." in said
    assert "What it does not show" in said


def test_answers_are_shown_on_any_terminal_and_steer_none(tmp_path: Path) -> None:
    opening = Opening("a", bytes(32), {"q_1": "Łódź\n\x1b[2Jwiped\x07\x9b"})
    own = {"consultation": "a", "commitment": commitment(opening.salt, opening.fields)}
    leaves = [entries.written("response", own)]
    (tmp_path / "proof").write_text(Proof(0, [], head(leaves), opening).text, newline="")
    told = subprocess.run(
        [sys.executable, FILE, "proof", tmp_path / "proof", "--key", str(LOG.verifier)],
        capture_output=True, env={"PYTHONIOENCODING": "ascii"}, check=True,
    )  # fmt: skip
    assert rb"  q_1: \u0141\xf3d\u017a" in told.stdout
    assert rb"\ufffd[2Jwiped\ufffd\ufffd" in told.stdout


def test_an_older_head_is_the_beginning_of_a_newer(papers: Papers, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(f"{LOG.verifier}\n")
    status, said = run("consistent", papers.old, papers.new, papers.consistent, "--key", key)
    assert (status, said) == (
        0, "It holds: the log of 6 entries is the beginning of that of 9.\n",
    )  # fmt: skip
    status, said = run("consistent", papers.new, papers.old, papers.consistent, "--key", key)
    assert (status, said.split(".")[0]) == (1, "It does not hold")


def test_what_is_of_somebody_else_does_not_hold(papers: Papers) -> None:
    assert run("receipt", papers.receipt, "--key", LOG.verifier)[0] == 1
    assert run("proof", papers.proof, "--key", DESK.verifier)[0] == 1
    other = Promise(ORIGIN, "front-counters", "0" * 64, *["2026-11-23T12:00:00Z"] * 2)
    papers.receipt.write_text(notes.signed(other.text, [DESK.line(other.text)]))
    status, said = run("proof", papers.proof, "--key", LOG.verifier, "--receipt", papers.receipt)
    assert (status, "of another response" in said) == (1, True)


def test_what_cannot_be_read_is_told_apart(papers: Papers) -> None:
    status, said = run("receipt", papers.receipt.with_name("none"), "--key", DESK.verifier)
    assert (status, said.split(":")[0]) == (2, "It cannot be read")
    assert run("receipt", papers.receipt, "--key", "none")[0] == 1


def is_in(
    index: int, size: int, root: bytes, hashes: list[bytes], consultation: str, salt: bytes,
    fields: dict[str, str],
) -> bool:  # fmt: skip
    try:
        own = {"consultation": consultation, "commitment": verify.seal(salt, fields)}
        verify.check_inclusion(index, size, entries.written("response", own), hashes, root)
    except (verify.Wrong, ValueError):
        return False
    return True


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_byte_that_was_altered_is_found(data: st.DataObject) -> None:
    own = {"consultation": "front-counters", "commitment": COMMITMENT}
    leaves = [entries.written("response", own | {"commitment": f"{n:064x}"}) for n in range(7)]
    leaves[2] = entries.written("response", own)
    hashes = proofs.inclusion_proof(2, 7, nodes_of(leaves))
    good = Proof(2, hashes, head(leaves), OPENING).text.encode()
    place = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda one: one != good[place]))
    try:
        touched = (good[:place] + bytes([other]) + good[place + 1 :]).decode()
        (consultation, salt, fields), index, hashes, note = verify.parts_of(touched)
        size, root = verify.head_of(note, verify.key_of(str(LOG.verifier)))
    except (UnicodeDecodeError, verify.Wrong):
        return
    assert not is_in(index, size, root, hashes, consultation, salt, fields)


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_signatures_are_judged_as_a_library_does(seed: bytes, words: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(words)
    assert verify.is_signed(public, words, signature)
    assert not verify.is_signed(public, words + b".", signature)
    turned = (int.from_bytes(signature) ^ (1 << bit)).to_bytes(64)
    assert not verify.is_signed(public, words, turned)


def test_a_signature_is_not_taken_with_another_multiple_of_its_answer() -> None:
    """Else one signature could be written in several ways."""
    key = Ed25519PrivateKey.from_private_bytes(b"\x05" * 32)
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"words")
    answer = int.from_bytes(signature[32:], "little") + verify.ORDER
    again = signature[:32] + answer.to_bytes(32, "little")
    assert not verify.is_signed(public, b"words", again)


def test_papers_are_read_as_they_are_written(papers: Papers) -> None:
    proof = Proof.read(papers.proof.read_bytes().decode())
    assert proof.opening == OPENING
    assert proof.text == papers.proof.read_bytes().decode()
    note = notes.opened(papers.receipt.read_text(), [DESK.verifier])
    assert Promise.read(note.text).text == note.text
    bare = Proof(3, [b"\x00" * 32], head([b"a"]))
    assert Proof.read(bare.text) == bare


@pytest.mark.parametrize(
    "text",
    [
        "", "c2sp.org/tlog-proof@v2\nindex 1\n\nx", "c2sp.org/tlog-proof@v1\nindex 01\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 1\n", "c2sp.org/tlog-proof@v1\nindex 1\n!\n\nx",
        "c2sp.org/tlog-proof@v1\nextra e30=\nindex 1\n\nx",
        "c2sp.org/tlog-proof@v1\nindex 1\n" + "AAAA\n" * 64 + "\nx",
    ],
)  # fmt: skip
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        Proof.read(text)


@pytest.mark.parametrize("was", ["/receipt/v1", "consultation ", "received 2026", "Z\n"])
def test_what_is_no_receipt_is_refused(was: str) -> None:
    text = Promise(ORIGIN, "a", "0" * 64, *["2026-11-23T12:00:00Z"] * 2).text
    with pytest.raises(NoteRefused):
        Promise.read(text.replace(was, "?", 1))
