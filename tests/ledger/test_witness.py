"""A witness never puts its name to two heads that contradict each other."""

import ast
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from signal import SIGKILL
from threading import Event, Thread
from time import monotonic, sleep

import pytest
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.ledger import notes, proofs, tree
from consultation.ledger import witness as program
from consultation.ledger.notes import NoteRefused, Signer
from consultation.ledger.proofs import ProofRefused
from tests.ledger.outsiders import FILE, NAME, Running, installed, running
from tests.ledger.published import LOG, Tree, lines, response

pytestmark = pytest.mark.real_clock
HONEST = Tree([response(one) for one in range(600)])
#: The same log, but that entry 3 was changed: another in each head that is larger.
FORK = Tree([response(one + 10_000 * (one == 3)) for one in range(600)])
STRANGER = Signer("other.example/tlog", Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
IMPOSTOR = Signer(LOG.name, Ed25519PrivateKey.from_private_bytes(b"\x08" * 32))


def request(old: int, size: int, log: Tree = HONEST, signer: Signer = LOG) -> str:
    hashes = log.consistency(old, size) if 0 < old < size else []
    return f"old {old}\n{lines(hashes)}\n{log.head(size, signer)}"


def text_of(head: str) -> str:
    return notes.parted(head)[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    installed(tmp_path / "witness", LOG.verifier)
    return tmp_path / "witness"


@pytest.fixture
def witness(folder: Path) -> Iterator[Running]:
    with running(folder) as one:
        yield one


def is_cosigned(witness: Running, answer: tuple[int, str, str], head: str) -> bool:
    status, kind, line = answer
    if status != 200:
        return False
    assert kind == "text/plain; charset=utf-8"
    by = notes.opened(notes.signed(text_of(head), [line]), [notes.Verifier.read(witness.vkey)]).by
    assert by[NAME] > 1_700_000_000
    return True


def test_it_is_one_file_that_needs_python_and_one_package() -> None:
    named = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(FILE.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {one.split(".")[0] for one in named} - sys.stdlib_module_names == {"cryptography"}


def test_its_key_is_for_nobody_else_to_read(folder: Path) -> None:
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    again = subprocess.run([sys.executable, FILE, "init", folder, NAME], capture_output=True)
    assert again.returncode != 0  # a key is never written over


@pytest.mark.parametrize("name", ["two words", "with+plus", ""])
def test_a_name_that_no_note_can_bear_is_refused(tmp_path: Path, name: str) -> None:
    made = subprocess.run([sys.executable, FILE, "init", tmp_path / "w", name], capture_output=True)
    assert made.returncode != 0
    assert not (tmp_path / "w").exists()


def test_it_cosigns_a_log_that_grows(witness: Running) -> None:
    old = 0
    for size in (1, 2, 3, 3, 7, 8, 255, 256, 257, 600):
        answer = witness.post(request(old, size))
        assert is_cosigned(witness, answer, HONEST.head(size)), (size, answer)
        old = size


def test_what_it_has_seen_outlasts_it(folder: Path) -> None:
    with running(folder) as first:
        assert first.post(request(0, 9))[0] == 200
    with running(folder) as second:
        assert second.post(request(0, 9)) == (409, "text/x.tlog.size", "9\n")
        assert is_cosigned(second, second.post(request(9, 20)), HONEST.head(20))


GOOD = request(5, 9)
HEAD = HONEST.head(9)
PROOF = lines(HONEST.consistency(5, 9))
#: What is asked of a witness that holds five leaves, and what it must answer.
BAD: dict[str, tuple[str | bytes, int]] = {
    "nothing": ("", 400),
    "no text": (b"old 5\n\xff\n", 400),
    "no old size": (GOOD.removeprefix("old 5\n"), 400),
    "an old size with a zero before": (GOOD.replace("old 5", "old 05"), 400),
    "a negative old size": (GOOD.replace("old 5", "old -5"), 400),
    "two spaces": (GOOD.replace("old 5", "old  5"), 400),
    "no empty line": (GOOD.replace(f"{PROOF}\n", PROOF), 400),
    "lines ended as on Windows": (GOOD.replace("\n", "\r\n"), 400),
    "64 hashes": (f"old 5\n{lines([bytes(32)] * 64)}\n{HEAD}", 400),
    "a hash that is too short": (GOOD.replace(PROOF, "AAAA\n"), 400),
    "a head without signatures": (f"old 5\n{PROOF}\n{text_of(HEAD)}", 400),
    "a head without a size": (GOOD.replace("\n9\n", "\nnine\n"), 400),
    "an old size above the new": (f"old 10\n\n{HEAD}", 400),
    "another log": (request(5, 9, signer=STRANGER), 404),
    "another key of the same name": (request(5, 9, signer=IMPOSTOR), 403),
    "a changed head": (GOOD.replace("\n9\n", "\n10\n"), 403),
    "a signature of nothing": (f"{GOOD.rpartition('— ')[0]}— {LOG.name} AAAA\n", 403),
    "a signature that is none": (f"{GOOD.rpartition('— ')[0]}— what\n", 403),
    "an older size than it holds": (request(3, 9), 409),
    "a newer size than it holds": (request(6, 9), 409),
    "a first head": (request(0, 9), 409),
    "another root of the size it holds": (request(5, 5, FORK), 409),
    "a head smaller than it holds": (request(4, 4), 409),
    "no proof": (f"old 5\n\n{HEAD}", 422),
    "a proof that is too short": (GOOD.replace(PROOF, PROOF[45:]), 422),
    "a proof that is too long": (GOOD.replace(PROOF, PROOF + lines([bytes(32)])), 422),
    "a proof of another log": (request(5, 9, FORK), 422),
    "a proof for the size it holds": (f"old 5\n{PROOF}\n{HONEST.head(5)}", 422),
}


@pytest.fixture(scope="module")
def at_five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("module") / "witness"
    installed(folder, LOG.verifier)
    with running(folder) as one:
        assert one.post(request(0, 5))[0] == 200
        yield one


@pytest.mark.parametrize("what", BAD)
def test_a_bad_request_is_refused_as_the_protocol_has_it(at_five: Running, what: str) -> None:
    body, wanted = BAD[what]
    status, kind, said = at_five.post(body)
    assert status == wanted, said
    if status == 409:
        assert (kind, said) == ("text/x.tlog.size", "5\n")
    assert "—" not in said
    # It holds what it held: it still goes on from there.
    assert at_five.post(request(5, 5))[0] == 200


def test_only_posts_of_a_known_length_are_answered(at_five: Running) -> None:
    assert at_five.post(GOOD, "/elsewhere")[0] == 404
    assert at_five.post("a" * 100_001)[0] == 400
    with urllib3.PoolManager(retries=False) as pool:
        place = f"{at_five.address}/add-checkpoint"
        assert pool.request("GET", place).status == 501
        parts = iter([GOOD.encode()])
        assert pool.request("POST", place, body=parts, chunked=True).status == 400
    assert at_five.post(request(5, 5))[0] == 200


def test_a_proof_of_nothing_is_not_asked_of_the_first_head(witness: Running) -> None:
    assert witness.post(f"old 0\n{PROOF}\n{HEAD}")[0] == 422
    assert witness.post(request(0, 9))[0] == 200


def test_signatures_of_others_are_passed_over(witness: Running) -> None:
    head = HONEST.head(9)
    head += STRANGER.line(text_of(head)) + IMPOSTOR.line(text_of(head))
    assert is_cosigned(witness, witness.post(f"old 0\n\n{head}"), head)


def test_a_log_is_told_to_it_while_it_runs(witness: Running) -> None:
    assert witness.post(request(0, 4, signer=STRANGER))[0] == 404
    with (witness.folder / "logs").open("a") as known:
        known.write(f"\n# Another.\n{STRANGER.verifier}\n")
    assert witness.post(request(0, 4, signer=STRANGER))[0] == 200
    assert witness.post(request(0, 9))[0] == 200


@pytest.mark.parametrize("damage", ["", "garbage", "one\n2\n3\n"])
def test_what_it_cannot_read_it_does_not_take_for_nothing(witness: Running, damage: str) -> None:
    assert witness.post(request(0, 9))[0] == 200
    (kept,) = (witness.folder / "heads").iterdir()
    whole = kept.read_text()
    kept.write_text(damage)
    assert witness.post(request(0, 9))[0] == 500
    kept.write_text(whole)
    assert witness.post(request(9, 10))[0] == 200
    (witness.folder / "logs").write_text(f"{LOG.verifier}".replace("+", "+0", 1))
    assert witness.post(request(10, 11))[0] == 500


def test_of_a_rollback_or_fork_offered_a_hundred_times_none_is_cosigned(witness: Running) -> None:
    assert witness.post(request(0, 300))[0] == 200
    chance, cosigned = Random(1), 0
    for attempt in range(100):
        old, size = sorted(chance.sample(range(1, 600), 2))
        bad = [
            request(0, old, FORK),  # as if it had seen nothing
            request(300, 300 + attempt + 1, FORK),  # from what it holds, to another log
            request(old, size, FORK),
            request(min(old, 299), min(size, 299)),  # a smaller head, with a good proof
            f"old 300\n{lines(HONEST.consistency(old, size))}\n{FORK.head(max(size, 300))}",
        ]
        cosigned += sum(witness.post(one)[0] == 200 for one in bad)
    assert cosigned == 0
    assert is_cosigned(witness, witness.post(request(300, 301)), HONEST.head(301))


def test_of_two_heads_at_once_it_cosigns_one(witness: Running) -> None:
    """Both go on from what it holds, and contradict each other."""
    old = 3  # up to here the two logs are one
    assert witness.post(request(0, old))[0] == 200
    asked = [request(old, size, log) for size in range(4, 20) for log in (HONEST, FORK)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(witness.post, asked))
    assert [status for status, _kind, _text in answers].count(200) == 1
    assert {status for status, _kind, _text in answers} == {200, 409}


def test_two_programs_on_one_folder_are_one_witness(folder: Path) -> None:
    with running(folder) as one, running(folder) as other:
        assert one.post(request(0, 3))[0] == 200
        pairs = [
            (where, request(3, size, log))
            for size in range(4, 12)
            for where, log in ((one, HONEST), (other, FORK))
        ]
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda pair: pair[0].post(pair[1]), pairs))
        assert [status for status, _kind, _text in answers].count(200) == 1


@pytest.mark.faults
def test_killed_at_any_moment_it_contradicts_nothing_that_it_signed(folder: Path) -> None:
    """Two logs that are one up to leaf 3 ask on and on, and it is killed sixty times between."""
    chance = Random(7)
    answered: list[tuple[int, bytes]] = []
    for _kill in range(60):
        with running(folder) as one:
            over = Event()
            asking = [
                Thread(target=ask_on, args=(one, log, answered, over)) for log in (HONEST, FORK)
            ]
            for thread in asking:
                thread.start()
            wanted, until = len(answered) + chance.randint(0, 4), monotonic() + 60
            while len(answered) < wanted and monotonic() < until:
                sleep(0.001)
            sleep(chance.uniform(0.0, 0.02))
            one.end(SIGKILL)
            over.set()
            for thread in asking:
                thread.join()
    roots = dict(answered)
    assert len(set(answered)) == len(roots), "two roots of one size"
    assert len(roots) > 60  # of two a kill, as chance has it
    whole = [{(size, log.root(size)) for size in roots} for log in (HONEST, FORK)]
    large = {(size, root) for size, root in answered if size > 3}
    assert large <= whole[0] or large <= whole[1], "two logs"


def ask_on(one: Running, log: Tree, answered: list[tuple[int, bytes]], over: Event) -> None:
    """Ask for the next head, from the size that it says it holds, until it does not answer."""
    old = 0
    while not over.is_set():
        size = min(old + 1, 600)
        try:
            status, _kind, said = one.post(request(old, size, log))
        except urllib3.exceptions.HTTPError:
            return
        if status == 200:
            answered.append((size, log.root(size)))
            old = size
        elif status == 409:
            old = int(said)
        else:
            assert status == 422
            return  # the other log has gone on from here


SIZES = st.integers(1, 599)


@settings(deadline=None, max_examples=200)
@given(SIZES, SIZES, st.data())
def test_it_judges_a_proof_as_the_ledger_does(old: int, size: int, data: st.DataObject) -> None:
    hashes = HONEST.consistency(*sorted((old, size)))
    touched = data.draw(st.booleans(), label="touched")
    if hashes and touched:
        place = data.draw(st.integers(0, len(hashes) - 1))
        others: list[list[bytes]] = [[], [bytes(32)], [hashes[place]] * 2]
        hashes[place : place + 1] = data.draw(st.sampled_from(others), label="instead")
    log = data.draw(st.sampled_from([HONEST, FORK]), label="log")
    roots = HONEST.root(old), log.root(size)
    try:
        proofs.check_consistency(old=old, size=size, proof=hashes, old_root=roots[0], root=roots[1])
        holds = old <= size
    except ProofRefused:
        holds = False
    if old <= size:
        assert program.grew(old, roots[0], size, roots[1], hashes) is holds


def test_an_empty_log_is_the_beginning_of_any() -> None:
    assert program.grew(0, tree.EMPTY, 0, tree.EMPTY, [])
    assert not program.grew(0, tree.EMPTY, 0, bytes(32), [])
    assert program.grew(0, tree.EMPTY, 5, bytes(32), [])
    assert not program.grew(0, tree.EMPTY, 5, bytes(32), [bytes(32)])


def test_what_it_prints_is_a_key_that_others_read(witness: Running) -> None:
    assert notes.Verifier.read(witness.vkey).kind == notes.COSIGNATURE
    with pytest.raises(NoteRefused):
        notes.opened(HONEST.head(3), [notes.Verifier.read(witness.vkey)])
