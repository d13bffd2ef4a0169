"""Witnesses as others run them put their names to our heads, and everybody reads them so."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from consultation.events import MACHINE
from consultation.ledger.actions import Heard, LogStopped, ask_witnesses, sequence
from consultation.ledger.actions.witnessing import ask_each
from consultation.ledger.keys import log_signer
from consultation.ledger.notes import COSIGNATURE, Verifier, opened
from consultation.ledger.proving import standing_of
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import nodes_in
from consultation.models import Checkpoint, Consultation, Cosignature, LogEntry, Proposal, Response
from tests import factories
from tests.conftest import send
from tests.ledger.outsiders import NAME, Running, installed, running
from tests.ledger.put_back import files, gone, undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def witness(tmp_path: Path, settings: Any) -> Iterator[Running]:
    """One that knows our log, and that our settings name."""
    installed(tmp_path / "witness", log_signer().verifier)
    with running(tmp_path / "witness") as one:
        settings.LEDGER_WITNESSES, settings.LEDGER_QUORUM = [(one.address, one.vkey)], 1
        yield one


def turn(at: datetime) -> int:
    sequence(by=MACHINE, at=at)
    return ask_witnesses(by=MACHINE, at=at)


def test_each_head_bears_the_name_of_the_witness(
    witness: Running,
    consultation: Consultation,
    proposal: Proposal,
    client: Client,
    log_folder: Path,
    now: datetime,
) -> None:
    known = [log_signer().verifier, Verifier.read(witness.vkey)]
    for _ in range(3):
        send(consultation, about=[proposal])
        assert turn(now) == 1
        note = client.get("/tlog/checkpoint").content.decode()
        assert set(opened(note, known).by) == {"localhost:8000/tlog", NAME}
    assert list(Cosignature.objects.values_list("checkpoint", "witness")) == [
        (3, NAME), (4, NAME), (5, NAME)
    ]  # fmt: skip
    assert client.get("/tlog/history/5").content.decode() == note
    assert client.get("/tlog/policy").content.decode() == (
        f"log {log_signer().verifier} http://localhost:8000/tlog\n"
        f"witness {NAME} {witness.vkey} {witness.address}\n"
        f"quorum {NAME}\n"
    )


def test_it_is_not_asked_twice_about_one_head(
    witness: Running, consultation: Consultation, proposal: Proposal, now: datetime
) -> None:
    send(consultation, about=[proposal])
    turn(now)
    witness.end()
    assert turn(now) == 1


def test_a_proof_stands_under_a_head_that_the_witness_has_seen(
    witness: Running, consultation: Consultation, proposal: Proposal, now: datetime
) -> None:
    first = send(consultation, about=[proposal])
    turn(now)
    second = send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    assert [size_under(first), size_under(second)] == [3, 4], "of the second there is no other yet"
    ask_witnesses(by=MACHINE, at=now)
    assert [size_under(first), size_under(second)] == [4, 4]


def size_under(response: Response) -> int:
    standing = standing_of(response)
    assert standing is not None
    return standing.head.size


@pytest.fixture
def put_back(
    witness: Running,
    consultation: Consultation,
    proposal: Proposal,
    log_folder: Path,
    now: datetime,
) -> dict[str, bytes]:
    """Database and published files, both of an hour ago: the witness alone has seen more."""
    send(consultation, about=[proposal])
    turn(now)
    with undone():
        send(consultation, about=[proposal])
        kept = files(log_folder)
        turn(now)
    for name in files(log_folder).keys() - kept.keys():
        (log_folder / name).unlink()
    (log_folder / "checkpoint").write_bytes(kept["checkpoint"])
    return kept


def test_what_was_put_back_with_its_files_is_stopped_by_the_witness(
    put_back: dict[str, bytes],
    consultation: Consultation,
    proposal: Proposal,
    log_folder: Path,
    now: datetime,
    settings: Any,
) -> None:
    send(consultation, about=[proposal])
    said = f"Witness {NAME} has seen another log than ours: it holds another head, of 4 leaves. If"
    with pytest.raises(CommandError, match=said):
        call_command("keep_log", "--once")
    gone(log_folder)
    with pytest.raises(CommandError, match="4 leaves"):
        call_command("repair_log", "--yes", "--files-gone")
    assert LogEntry.objects.count() == 3
    settings.LEDGER_WITNESSES = []  # a person has decided that it errs
    call_command("repair_log", "--yes", "--files-gone")
    call_command("keep_log", "--once")
    assert LogEntry.objects.count() == 4


def test_what_speaks_against_a_log_is_not_forgotten_when_the_witness_falls_silent(
    put_back: dict[str, bytes], witness: Running, now: datetime
) -> None:
    heard = Heard()
    for _ in range(2):  # the database knows its name under this head, and nobody asks for it then
        with pytest.raises(LogStopped, match="4 leaves"):
            ask_witnesses(by=MACHINE, at=now, heard=heard)
    witness.end()
    with pytest.raises(LogStopped, match="4 leaves"):
        ask_witnesses(by=MACHINE, at=now, heard=heard)


def test_lost_files_are_not_made_anew_while_a_witness_says_nothing(
    witness: Running,
    consultation: Consultation,
    proposal: Proposal,
    log_folder: Path,
    now: datetime,
) -> None:
    send(consultation, about=[proposal])
    turn(now)
    gone(log_folder)
    witness.end()
    with pytest.raises(CommandError, match=f"Not every witness has answered: {NAME}"):
        call_command("repair_log", "--yes", "--files-gone")
    assert not (log_folder / "checkpoint").exists()


def test_a_witness_that_another_program_has_shown_a_newer_head_contradicts_nothing(
    witness: Running,
    consultation: Consultation,
    proposal: Proposal,
    log_folder: Path,
    now: datetime,
) -> None:
    send(consultation, about=[proposal])
    turn(now)
    older, nodes = Checkpoint.objects.get(), nodes_in(Shelf(log_folder).read, 3)
    send(consultation, about=[proposal])
    turn(now)
    heard = Heard()
    ask_each(older, nodes, heard)
    assert heard.against == {}


def test_a_witness_that_is_away_holds_nothing_up(
    witness: Running,
    consultation: Consultation,
    proposal: Proposal,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    send(consultation, about=[proposal])
    witness.end()
    with caplog.at_level(logging.WARNING, logger="consultation.ledger.actions.witnessing"):
        assert turn(now) == 0
    assert caplog.messages == [
        f"Witness {NAME} has not cosigned: it does not answer (NewConnectionError)"
    ]
    assert not Cosignature.objects.exists()


def test_those_that_are_away_are_waited_for_together_and_the_others_are_heard(
    witness: Running,
    consultation: Consultation,
    proposal: Proposal,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
    settings: Any,
) -> None:
    """Neither of the two lets go before both are asked."""
    both = Barrier(2, timeout=5)
    send(consultation, about=[proposal])
    with silent(both) as one, silent(both) as other:
        settings.LEDGER_WITNESSES = [
            (one, key_of("a.example/1")), *settings.LEDGER_WITNESSES, (other, key_of("b.example/1"))
        ]  # fmt: skip
        with caplog.at_level(logging.WARNING, logger="consultation.ledger.actions.witnessing"):
            assert turn(now) == 1
    assert sorted(caplog.messages) == [
        f"Witness {name} has not cosigned: it does not answer (ProtocolError)"
        for name in ("a.example/1", "b.example/1")
    ]
    assert not both.broken
    assert Cosignature.objects.get().witness == NAME


def key_of(name: str) -> str:
    return str(Verifier(name, COSIGNATURE, bytes(32)))


@contextmanager
def silent(until: Barrier) -> Iterator[str]:
    """The address of one that hangs up on whoever asks, as soon as the others are asked."""

    class HangsUp(StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            with suppress(BrokenBarrierError):
                until.wait()

    with ThreadingTCPServer(("127.0.0.1", 0), HangsUp) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_lost_files_are_made_anew_once_each_of_several_witnesses_has_cosigned(
    witness: Running,
    consultation: Consultation,
    proposal: Proposal,
    log_folder: Path,
    now: datetime,
    tmp_path: Path,
    settings: Any,
) -> None:
    """What proves that the log goes on from what they have seen is made of entries then."""
    installed(tmp_path / "other", log_signer().verifier, name="other.example/1")
    with running(tmp_path / "other") as other:
        settings.LEDGER_WITNESSES = [*settings.LEDGER_WITNESSES, (other.address, other.vkey)]
        send(consultation, about=[proposal])
        assert turn(now) == 2
        send(consultation, about=[proposal])
        sequence(by=MACHINE, at=now)
        gone(log_folder)
        call_command("repair_log", "--yes", "--files-gone")
        assert turn(now) == 2
    assert set(Cosignature.objects.values_list("checkpoint", "witness")) == {
        (size, name) for size in (3, 4) for name in (NAME, "other.example/1")
    }


def test_a_head_that_is_not_the_newest_any_more_is_not_put_back(
    witness: Running, consultation: Consultation, proposal: Proposal, client: Client, now: datetime
) -> None:
    send(consultation, about=[proposal])
    turn(now)
    send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    note = client.get("/tlog/checkpoint").content.decode()
    assert note.splitlines()[1] == "4"
    assert NAME not in note


WITNESSED = "/tlog/checkpoint.witnessed"


def test_while_responses_come_in_the_newest_head_that_was_seen_is_served_beside(
    witness: Running, consultation: Consultation, proposal: Proposal, client: Client, now: datetime
) -> None:
    known = [log_signer().verifier, Verifier.read(witness.vkey)]
    send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    assert client.get(WITNESSED).status_code == 404, "nobody has seen it"
    for size in (3, 4):
        ask_witnesses(by=MACHINE, at=now)
        send(consultation, about=[proposal])
        sequence(by=MACHINE, at=now)
        note = client.get(WITNESSED).content.decode()
        assert note.splitlines()[1] == str(size)
        assert set(opened(note, known).by) == {"localhost:8000/tlog", NAME}
        assert client.get(f"/tlog/history/{size}").content.decode() == note
        assert NAME not in client.get("/tlog/checkpoint").content.decode()


def test_a_head_with_fewer_names_than_the_quorum_is_not_served_beside(
    witness: Running,
    consultation: Consultation,
    proposal: Proposal,
    client: Client,
    now: datetime,
    settings: Any,
) -> None:
    send(consultation, about=[proposal])
    turn(now)
    settings.LEDGER_QUORUM = 2
    assert client.get(WITNESSED).status_code == 404
    head = Checkpoint.objects.get()
    factories.CosignatureFactory(checkpoint=head, witness="other.example/w1")
    assert client.get(WITNESSED).status_code == 404, "nobody asks the other one"
    asked = settings.LEDGER_WITNESSES
    other = Verifier("other.example/w1", COSIGNATURE, bytes(32))
    settings.LEDGER_WITNESSES = [*asked, ("http://127.0.0.1:9/", str(other))]
    send(consultation, about=[proposal])
    assert turn(now) == 1, "the newer head has one name"
    assert client.get(WITNESSED).content.decode().splitlines()[1] == "3"
    settings.LEDGER_WITNESSES = asked
    assert client.get(WITNESSED).status_code == 404, "nobody asks the other one any more"
    settings.LEDGER_QUORUM = 0
    assert client.get(WITNESSED).content.decode().splitlines()[1] == "4"


def test_without_witnesses_nobody_is_asked(
    consultation: Consultation, proposal: Proposal, client: Client, now: datetime
) -> None:
    assert turn(now) == 0
    assert client.get("/tlog/policy").content.decode().endswith("\nquorum none\n")
