"""The sequencer dies at any step, or finds what should not be: no head contradicts another."""

from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from consultation.events import MACHINE
from consultation.ledger.actions import LogStopped, sequence, sequencing
from consultation.ledger.keys import KeyMissing
from consultation.ledger.tree import root_hash
from consultation.ledger.turns import LOCK
from consultation.models import Checkpoint, Consultation, LogEntry, Proposal
from tests import factories
from tests.conftest import send
from tests.ledger.put_back import files, lose
from tests.ledger.read_back import published

pytestmark = pytest.mark.django_db


def sent(consultation: Consultation, proposal: Proposal, number: int) -> None:
    for _ in range(number):
        send(consultation, about=[proposal])


def test_a_database_put_back_to_an_earlier_time_is_not_signed(
    consultation: Consultation,
    proposal: Proposal,
    log_folder: Path,
    now: datetime,
    as_superuser: Any,
) -> None:
    sent(consultation, proposal, 3)
    sequence(by=MACHINE, at=now)
    before = files(log_folder)
    as_superuser("DELETE FROM consultation_logentry WHERE index >= 3")
    sent(consultation, proposal, 1)
    with pytest.raises(LogStopped, match="5 entries are published, and the database holds 3"):
        sequence(by=MACHINE, at=now)
    assert files(log_folder) == before
    assert LogEntry.objects.count() == 3, "nothing was entered either"


@pytest.mark.parametrize(
    ("index", "said"),
    [(1, "An entry that names a key was changed"), (3, "another root than was published")],
)
def test_an_entry_that_was_changed_is_not_published_under_a_new_head(
    consultation: Consultation,
    proposal: Proposal,
    log_folder: Path,
    now: datetime,
    as_superuser: Any,
    index: int,
    said: str,
) -> None:
    sent(consultation, proposal, 3)
    sequence(by=MACHINE, at=now)
    before = files(log_folder)
    as_superuser(f"UPDATE consultation_logentry SET text = text || 'x' WHERE index = {index}")
    sent(consultation, proposal, 1)
    with pytest.raises(LogStopped, match=said):
        sequence(by=MACHINE, at=now)
    assert (log_folder / "checkpoint").read_bytes() == before["checkpoint"]


def test_two_heads_of_one_size_are_never_signed(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    sent(consultation, proposal, 3)
    factories.CheckpointFactory(size=5)
    with pytest.raises(LogStopped, match="5 entries was signed before, with another root"):
        sequence(by=MACHINE, at=now)
    assert not (log_folder / "checkpoint").exists()


def test_a_tile_that_was_changed_on_the_disk_is_named(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    sent(consultation, proposal, 3)
    sequence(by=MACHINE, at=now)
    # The head was lost after its tiles had been written, and one of them is not what it was.
    (log_folder / "checkpoint").unlink()
    (log_folder / "tile/entries/000.p/5").write_bytes(b"something else")
    with pytest.raises(LogStopped, match=r"tile/entries/000.p/5 holds other bytes than the log"):
        sequence(by=MACHINE, at=now)


def test_a_tile_that_was_cut_off_is_told_and_ends_nothing(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    sent(consultation, proposal, 255)
    sequence(by=MACHINE, at=now)
    (log_folder / "tile/1/000.p/1").write_bytes(b"x" * 31)
    sent(consultation, proposal, 1)
    with pytest.raises(LogStopped, match=r"tile/1/000\.p/1 is not 1 hashes"):
        sequence(by=MACHINE, at=now)


def test_a_head_that_is_no_text_is_told(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    sent(consultation, proposal, 1)
    sequence(by=MACHINE, at=now)
    (log_folder / "checkpoint").write_bytes(b"\xff\xfe")
    with pytest.raises(LogStopped, match="The published head is no text"):
        sequence(by=MACHINE, at=now)


@pytest.mark.parametrize("lost", ["checkpoint", "tile", "*"])
def test_what_the_first_turn_lost_is_written_again_byte_for_byte(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime, lost: str
) -> None:
    sent(consultation, proposal, 3)
    sequence(by=MACHINE, at=now)
    before = files(log_folder)
    lose(log_folder, lost)
    lose(log_folder, "checkpoint")
    assert sequence(by=MACHINE, at=now) == 0
    assert files(log_folder) == before


@pytest.mark.parametrize("lost", ["checkpoint", "*"])
def test_a_folder_that_is_gone_is_not_made_anew_by_itself(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime, lost: str
) -> None:
    for number in (3, 1):
        sent(consultation, proposal, number)
        sequence(by=MACHINE, at=now)
    lose(log_folder, lost)
    sent(consultation, proposal, 1)
    with pytest.raises(LogStopped, match="files are gone, and heads of up to 6 entries were"):
        sequence(by=MACHINE, at=now)
    assert not (log_folder / "checkpoint").exists()
    assert LogEntry.objects.count() == 6, "nothing was entered either"


class Died(BaseException):
    """As a kill: nothing cleans up after it."""


STEPS = [
    ("enter", "before anything is entered"),
    ("Shelf.add", "when all is entered and nothing written"),
    ("_signed", "when tiles are written and no head is signed"),
    ("Shelf.set_head", "when nobody reads the head yet"),
    ("Shelf.drop_parts", "when everybody reads the head"),
]


@pytest.mark.parametrize("step", [name for name, _when in STEPS], ids=[when for _, when in STEPS])
def test_whenever_it_dies_the_next_turn_goes_on(
    consultation: Consultation,
    proposal: Proposal,
    log_folder: Path,
    now: datetime,
    step: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent(consultation, proposal, 2)
    sequence(by=MACHINE, at=now)
    sent(consultation, proposal, 300)

    def die(*_args: Any, **_more: Any) -> None:
        raise Died

    *shelf, name = step.split(".")
    with monkeypatch.context() as patch:
        patch.setattr(sequencing.Shelf if shelf else sequencing, name, die)
        with pytest.raises(Died):
            sequence(by=MACHINE, at=now)
    sequence(by=MACHINE, at=now)
    log = published(log_folder)
    assert log.head.size == 304
    assert log.head.root == root_hash(log.entries)
    told = [lines for lines in log.texts if lines[0] == "type response"]
    assert len({lines[-1] for lines in told}) == 302, "each response once"
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [304, 4]
    sent(consultation, proposal, 1)
    sequence(by=MACHINE, at=now)
    assert not (log_folder / "tile/entries/000.p").exists(), "the part gave way to the full one"


def test_one_that_dies_twice_before_anybody_reads_a_head_goes_on(
    consultation: Consultation,
    proposal: Proposal,
    log_folder: Path,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(*_args: Any) -> None:
        raise Died

    for _ in range(2):
        sent(consultation, proposal, 1)
        with monkeypatch.context() as patch:
            patch.setattr(sequencing.Shelf, "set_head", die)
            with pytest.raises(Died):
                sequence(by=MACHINE, at=now)
    assert sequence(by=MACHINE, at=now) == 1
    log = published(log_folder)
    assert (log.head.size, log.head.root) == (4, root_hash(log.entries))
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [4, 3]


def test_while_another_one_is_at_work_nothing_is_done(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime
) -> None:
    sent(consultation, proposal, 1)
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        assert sequence(by=MACHINE, at=now) == 0
        assert not LogEntry.objects.exists()
        other.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        assert sequence(by=MACHINE, at=now) == 3


def test_without_a_key_nothing_is_entered(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime, settings: Any
) -> None:
    settings.LEDGER_KEY = ""
    sent(consultation, proposal, 1)
    with pytest.raises(KeyMissing, match="Set LEDGER_KEY to 64 hexadecimal digits"):
        sequence(by=MACHINE, at=now)
    assert not LogEntry.objects.exists()


def test_a_new_key_is_told_to_the_log_that_the_old_one_signed(
    consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime, settings: Any
) -> None:
    sent(consultation, proposal, 1)
    sequence(by=MACHINE, at=now)
    settings.LEDGER_KEY = "ab" * 32
    sequence(by=MACHINE, at=now)
    log = published(log_folder)
    assert log.head.size == 4
    assert [lines[0] for lines in log.texts] == [
        "type key", "type key", "type response", "type key"
    ]  # fmt: skip


def test_numbers_have_no_gap_whoever_writes_them() -> None:
    factories.LogEntryFactory()
    with (
        pytest.raises(DatabaseError, match="has no gaps: 2 to 2 does not follow 0"),
        transaction.atomic(),
    ):
        factories.LogEntryFactory(index=2)
