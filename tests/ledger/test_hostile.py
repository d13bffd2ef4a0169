"""Whatever a reader of papers is given, it reads or refuses it: no other end, and no long wait."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.ledger import entries, notes, tiles, verify, witness
from consultation.ledger.checkpoints import Checkpoint
from consultation.ledger.commitments import commitment
from consultation.ledger.entries import EntryRefused
from consultation.ledger.notes import NoteRefused, Signer, Verifier
from consultation.ledger.receipts import Opening, Promise, Proof
from consultation.ledger.tiles import TileRefused
from tests.ledger.hostile import LARGE, touched
from tests.ledger.outsiders import installed
from tests.ledger.published import LOG, ORIGIN, Tree, lines, response

DESK = Signer(f"{ORIGIN}/receipts", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
OPENING = Opening("front-counters", bytes(range(32)), {"channel": "ONLINE", "q_1": "Za daleko."})
TREE = Tree([response(one) for one in range(9)])
AT = "2026-11-23T12:00:00Z"
PROMISE = Promise(ORIGIN, "front-counters", "0" * 64, AT, AT).text
PAPERS = [
    str(LOG.verifier),
    notes.signed(PROMISE, [DESK.line(PROMISE)]),
    Proof(5, TREE.inclusion(5, 9), TREE.head(9), OPENING).text,
    TREE.head(9),
    lines(TREE.consistency(4, 9)),
    f"old 4\n{lines(TREE.consistency(4, 9))}\n{TREE.head(9)}",
    response(4).decode(),
    json.dumps({"consultation": "a", "fields": {"b": "c"}, "salt": "00" * 32}),
    "tile/entries/x001/234.p/56",
]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.builds(touched, st.sampled_from(PAPERS), st.randoms(use_true_random=False)),
)
KEY, DESK_KEY = verify.key_of(str(LOG.verifier)), verify.key_of(str(DESK.verifier))

Reader = Callable[[str], object]


def sealed(text: str) -> object:
    (_consultation, salt, fields), *_rest = verify.parts_of(text)
    return verify.seal(salt, fields)


#: What reads a text, and the one way in which it may refuse it.
READERS: dict[str, tuple[Reader, type[Exception]]] = {
    "a note": (lambda text: notes.opened(text, [LOG.verifier]), NoteRefused),
    "a key": (Verifier.read, NoteRefused),
    "a checkpoint": (Checkpoint.read, NoteRefused),
    "a promise": (Promise.read, NoteRefused),
    "a proof": (Proof.read, NoteRefused),
    "an opening": (lambda text: Opening.read(b64encode(text.encode()).decode()), NoteRefused),
    "an opening as it is": (Opening.read, NoteRefused),
    "an entry": (lambda text: entries.read(text.encode()), EntryRefused),
    "a bundle": (lambda text: tiles.entries_in(text.encode(), 3), TileRefused),
    "the program: a key": (verify.key_of, verify.Wrong),
    "the program: a head": (lambda text: verify.head_of(text, KEY), verify.Wrong),
    "the program: a receipt": (lambda text: verify.receipt_of(text, DESK_KEY), verify.Wrong),
    "the program: a proof": (sealed, verify.Wrong),
    "the program: an entry": (lambda text: verify.Counted().add(text.encode()), verify.Wrong),
    "the program: a bundle": (lambda text: verify.entries_in(text.encode(), "", 3), verify.Wrong),
    "the program: a path": (verify.tile_of, verify.Wrong),
}


def read(reader: Reader, refusal: type[Exception], text: str) -> None:
    try:
        reader(text)
    except refusal:
        return


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None, max_examples=150)
@given(TEXTS)
def test_a_reader_reads_or_refuses(name: str, text: str) -> None:
    read(*READERS[name], text)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> witness.Witness:
    folder: Path = tmp_path_factory.mktemp("hostile") / "witness"
    installed(folder, LOG.verifier)
    return witness.Witness(folder)


@settings(deadline=None, max_examples=150)
@given(TEXTS)
def test_a_witness_answers_or_refuses(asked: witness.Witness, text: str) -> None:
    read(asked.cosign, witness.Refused, text)


@pytest.mark.parametrize("what", LARGE)
def test_what_is_large_is_read_at_once(asked: witness.Witness, what: str) -> None:
    """Each in less than two seconds of the processor; most take some thousandths."""
    everyone = dict(READERS)
    everyone["a witness"] = asked.cosign, witness.Refused
    for name, (reader, refusal) in everyone.items():
        began = process_time()
        read(reader, refusal, LARGE[what])
        assert process_time() - began < 2, name


@pytest.mark.parametrize(
    "told",
    [
        None, 1, "a", [], {}, {"consultation": "a", "fields": {}, "salt": 1},
        {"consultation": "a", "fields": [], "salt": "00" * 32},
        {"consultation": "a", "fields": {"b": 1}, "salt": "00" * 32},
        {"consultation": ["a"], "fields": {"b": "c"}, "salt": "00" * 32},
        {"consultation": "a", "fields": {"b": "\ud800"}, "salt": "00" * 32},
        {"consultation": "a", "fields": {"\ud800": "c"}, "salt": "00" * 32},
        {"consultation": "\udfff", "fields": {"b": "c"}, "salt": "00" * 32},
        {"consultation": "a", "fields": {"b": "c"}, "salt": "zz" * 32},
    ],
)  # fmt: skip
def test_an_opening_out_of_form_is_refused_by_both(told: Any) -> None:
    extra = b64encode(json.dumps(told).encode()).decode()
    with pytest.raises(NoteRefused):
        Opening.read(extra)
    with pytest.raises(verify.Wrong):
        sealed(f"{PAPERS[2].splitlines()[0]}\nextra {extra}\nindex 0\n\na")


@pytest.mark.parametrize("salt", [0, 31, 33])
def test_a_salt_has_its_length(salt: int) -> None:
    opening = Opening("a", bytes(salt), {"b": "c"})
    assert commitment(opening.salt, opening.fields)
    with pytest.raises(verify.Wrong):
        sealed(f"{PAPERS[2].splitlines()[0]}\nextra {opening}\nindex 0\n\na")
