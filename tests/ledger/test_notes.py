"""Signed notes and checkpoints: what others wrote is read, and what was touched is refused."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from consultation.ledger import notes
from consultation.ledger.checkpoints import Checkpoint
from consultation.ledger.notes import NoteRefused, Signer, Verifier

# The example of C2SP signed-note v1.0.0.
THEIR_KEY = "example.com/foo+530d903a+AecV/D34wsPCGyG/7P+rI+7RhV22HYHZZ0qGMLYZM7Zm"


def signer(name: str = "example.org/tlog", seed: int = 1, kind: int = notes.ED25519) -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32), kind)


def test_a_key_is_read_as_it_is_written() -> None:
    made = signer().verifier
    assert Verifier.read(str(made)) == made


@pytest.mark.parametrize(
    ("vkey", "why"),
    [
        ("", "Not a key of a verifier"),
        ("example.org/tlog", "Not a key of a verifier"),
        ("two words+00000000+" + "A" * 44, "Not a key of a verifier"),
        ("a+00000000+%", "Not base64"),
        (str(signer().verifier).replace("+", "+0", 1)[:-1] + "=", "."),
        (f"a+00000000+{'AQ' + 'A' * 42}", "The hash of the key is another"),
        (f"a+00000000+{'Bw' + 'A' * 42}", "of a kind that is not known: 0x07"),
    ],
)
def test_what_is_no_key_is_refused(vkey: str, why: str) -> None:
    with pytest.raises(NoteRefused, match=why):
        Verifier.read(vkey)


def test_who_signed_is_told_and_strangers_are_passed_over() -> None:
    text = "One line.\n\nAnd another.\n"
    ours, witness, stranger = signer(), signer("w", 2, notes.COSIGNATURE), signer("s", 3)
    note = notes.signed(
        text, [ours.line(text), stranger.line(text), witness.line(text, at=1_764_000_000)]
    )
    opened = notes.opened(note, [ours.verifier, witness.verifier])
    assert opened == notes.Note(text, {"example.org/tlog": 0, "w": 1_764_000_000})


def test_a_note_that_nobody_known_signed_is_refused() -> None:
    note = notes.signed("Text.\n", [signer(seed=2).line("Text.\n")])
    with pytest.raises(NoteRefused, match="Nobody known has signed it"):
        notes.opened(note, [signer().verifier])


@given(st.data())
def test_a_note_of_which_one_byte_was_altered_is_refused(data: st.DataObject) -> None:
    text = Checkpoint("example.org/tlog", 7, bytes(range(32))).text
    ours = signer()
    note = notes.signed(text, [ours.line(text)]).encode()
    place = data.draw(st.integers(0, len(note) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda one: one != note[place]))
    touched = note[:place] + bytes([other]) + note[place + 1 :]
    try:
        read = touched.decode()
    except UnicodeDecodeError:
        return
    with pytest.raises(NoteRefused):
        notes.opened(read, [ours.verifier])


def test_a_cosignature_of_another_time_is_refused() -> None:
    witness = signer("w", 2, notes.COSIGNATURE)
    line = witness.line("Text.\n", at=5)
    content = bytearray(notes.decoded(line.split()[2]))
    content[4 + 7] = 6  # the last byte of the time
    moved = notes.base64.b64encode(bytes(content)).decode()
    with pytest.raises(NoteRefused, match="The signature of w does not fit the text"):
        notes.opened(notes.signed("Text.\n", [f"— w {moved}\n"]), [witness.verifier])


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("", "no signed note"),
        ("Text.\n", "no signed note"),
        ("Text.\n\n", "no signed note"),
        ("Text.\n\n- a AAAAAAAA\n", "no signed note"),
        ("Text.\n\n— a AAAAAAAA", "no signed note"),
        ("Text.\n\n— a AAAA\n", "too short"),
        ("Te\x00xt.\n\n— a AAAAAAAA\n", "control characters"),
        ("Text.\n\n" + "— a AAAAAAAA\n" * 101, "too many signatures"),
        ("a" * 1_000_001, "too long"),
    ],
)
def test_what_is_no_note_is_refused(note: str, why: str) -> None:
    with pytest.raises(NoteRefused, match=why):
        notes.opened(note, [signer().verifier])


def test_a_text_that_does_not_end_its_line_is_not_signed() -> None:
    with pytest.raises(ValueError, match="ends with a line end"):
        notes.signed("Text", [])


def test_a_checkpoint_is_read_as_it_is_written() -> None:
    made = Checkpoint("example.org/tlog", 123, bytes(range(32)))
    assert Checkpoint.read(made.text) == made
    assert Checkpoint.read(made.text + "more\n") == made


@pytest.mark.parametrize(
    "text",
    [
        "", "o\n1\n", "\n1\nAAAA\n", f"o\n01\n{'A' * 43}=\n", f"o\n-1\n{'A' * 43}=\n",
        f"o\n1\n{'A' * 43}=", "o\n1\nAAAA\n", f"o\n1\n{'A' * 42}B=\n",
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        Checkpoint.read(text)
