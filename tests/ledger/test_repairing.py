"""The database was put back to an earlier time: what is published is entered again, and stands."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from consultation.audit import actions as audit
from consultation.events import MACHINE
from consultation.ledger.actions import LogStopped, sequence, sequencing
from consultation.ledger.proofs import check_inclusion, inclusion_proof
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import nodes_in
from consultation.ledger.tree import leaf_hash, root_hash
from consultation.models import (
    Answer,
    Checkpoint,
    Consultation,
    Erasure,
    Event,
    EventKind,
    Ground,
    LogEntry,
    Message,
    Part,
    PersonRequest,
    Proposal,
    Response,
    ResponseState,
    Unlogged,
    User,
)
from consultation.moderate import actions as moderate
from consultation.respond import actions as respond
from tests.conftest import send
from tests.ledger.read_back import published
from tests.ledger.test_stopping import files
from tests.moderate.screened import screen_all

pytestmark = pytest.mark.django_db
WORDS = "It is too far to walk."


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is published, and the database is put back to where it was before."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def repair(capsys: Any) -> Callable[..., list[str]]:
    def run(*words: str) -> list[str]:
        capsys.readouterr()
        call_command("repair_log", *words)
        return str(capsys.readouterr().out).splitlines()

    return run


@pytest.fixture
def three(consultation: Consultation, proposal: Proposal, now: datetime) -> list[Response]:
    """Three responses, entries 2 to 4 after the two keys."""
    sequence(by=MACHINE, at=now)
    made = [send(consultation, about=[proposal]) for _ in range(3)]
    sequence(by=MACHINE, at=now)
    return made


def differences(capsys: Any) -> list[str]:
    capsys.readouterr()
    with pytest.raises(CommandError, match="differences"):
        call_command("verify_log")
    return str(capsys.readouterr().out).splitlines()


def test_there_is_nothing_to_repair(
    three: list[Response], repair: Callable[..., list[str]], log_folder: Path
) -> None:
    assert repair("--yes") == ["Nothing to repair: the database holds all that is published."]
    assert not Event.objects.filter(kind=EventKind.LOG_REPAIRED).exists()


def test_what_waited_has_the_numbers_again_that_it_was_published_with(
    consultation: Consultation,
    proposal: Proposal,
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
) -> None:
    more = [send(consultation, about=[proposal]) for _ in range(300)]
    with undone():
        sequence(by=MACHINE, at=now)
        stood = dict(LogEntry.objects.values_list("index", "about"))
    before = files(log_folder)
    with pytest.raises(LogStopped, match="305 entries are published, and the database holds 5"):
        sequence(by=MACHINE, at=now)
    assert repair("--yes") == [
        "300 entries entered again, from 5 on: 0 responses lost, 0 acts done again, "
        "0 left to a person."
    ]
    assert dict(LogEntry.objects.values_list("index", "about")) == stood
    assert len(more) == 300
    assert not Unlogged.objects.exists()
    assert files(log_folder) == before
    event = Event.objects.get(kind=EventKind.LOG_REPAIRED)
    assert (event.about, event.facts) == ("checkpoint:305", {"entries": 300, "lost": 0})
    assert Checkpoint.objects.get(size=305).note == (log_folder / "checkpoint").read_text()
    call_command("verify_log")


def test_the_log_goes_on_from_what_is_published_and_old_proofs_hold(
    consultation: Consultation,
    proposal: Proposal,
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
) -> None:
    with undone():
        send(consultation, about=[proposal])
        sequence(by=MACHINE, at=now)
    old = published(log_folder)
    proof = inclusion_proof(5, 6, nodes_in(Shelf(log_folder).read, 6))
    repair("--yes")
    send(consultation, about=[proposal])
    assert sequence(by=MACHINE, at=now) == 1
    new = published(log_folder)
    assert new.head.size == 7
    assert new.entries[:6] == old.entries
    assert new.head.root == root_hash(new.entries)
    leaf = leaf_hash(new.entries[5])
    check_inclusion(index=5, size=6, leaf=leaf, proof=proof, root=old.head.root)


def test_a_response_that_is_lost_is_named_until_it_is_there(
    consultation: Consultation,
    proposal: Proposal,
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
    capsys: Any,
) -> None:
    with undone():
        lost = [send(consultation, about=[proposal]) for _ in range(2)]
        seals = [one.leaf.commitment for one in lost]
        respond.withdraw(response=lost[0], by="public", at=now)
        sequence(by=MACHINE, at=now)
    kept = send(consultation, about=[proposal])  # while the log stood still
    said = f"Response received, consultation {consultation.slug}, commitment"
    assert repair("--yes") == [
        f"Lost. Entry 5: {said} {seals[0]}.",
        f"Lost. Entry 6: {said} {seals[1]}.",
        "Left to a person. Entry 7: Response withdrawn by its sender, consultation "
        f"{consultation.slug}, index 5. Its response is lost.",
        "3 entries entered again, from 5 on: 2 responses lost, 0 acts done again, "
        "1 left to a person.",
    ]
    sequence(by=MACHINE, at=now)
    assert LogEntry.objects.get(kind="response", about=kept.pk).index == 8
    assert differences(capsys) == [
        "Entry 5: its response is not in the database.",
        "Entry 6: its response is not in the database.",
    ]


def test_who_was_erased_is_erased_again_in_the_name_of_somebody_who_may(
    three: list[Response],
    repair: Callable[..., list[str]],
    superuser: User,
    log_folder: Path,
    now: datetime,
) -> None:
    first = three[0]
    with undone():
        audit.erase(subjects=[first], ground=Ground.ASKED, reason="Letter.", by=superuser, at=now)
        sequence(by=MACHINE, at=now)
    assert Answer.objects.filter(response=first, text=WORDS).exists()
    for words in ([], ["--yes"]):
        with pytest.raises(CommandError, match="Name somebody who may erase with --by"):
            repair(*words)
    assert LogEntry.objects.count() == 5
    with pytest.raises(CommandError, match=r"No account has the address nobody@example\.com"):
        repair("--yes", "--by", "nobody@example.com")
    done = f"Words of a response erased, consultation {first.consultation.slug}, index 2"
    assert repair("--yes", "--by", superuser.email) == [
        f"Done again. Entry 5: {done}, reason ASKED.",
        "1 entries entered again, from 5 on: 0 responses lost, 1 acts done again, "
        "0 left to a person.",
    ]
    assert not Answer.objects.filter(response=first, text=WORDS).exists()
    assert set(first.erasures.values_list("ground", flat=True)) == {Ground.ASKED}
    asked = PersonRequest.objects.get()
    assert (asked.by, asked.reason) == (
        superuser, "Erased before the database was put back, as entry 5 of the log says.",
    )  # fmt: skip
    assert sequence(by=MACHINE, at=now) == 0, "the log tells of it once"
    call_command("verify_log")


def test_what_was_erased_in_time_is_erased_again_in_nobodys_name(
    closed_consultation: Consultation,
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
) -> None:
    proposal = closed_consultation.proposals.all()[0]
    response = send(closed_consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    with undone():
        audit.apply_retention(most=10, by=MACHINE, at=now.replace(year=2040))
        sequence(by=MACHINE, at=now)
        gone = [lines for lines in published(log_folder).texts if lines[0] == "type erase"]
        assert [lines[-1] for lines in gone] == ["reason TIME"]
    assert Answer.objects.filter(response=response, text=WORDS).exists()
    assert repair("--yes")[-1].endswith("1 acts done again, 0 left to a person.")
    assert not Answer.objects.filter(response=response, text=WORDS).exists()
    erasure = Erasure.objects.get(response=response)
    assert (erasure.part, erasure.ground) == (Part.WORDS, Ground.TIME)
    assert sequence(by=MACHINE, at=now) == 0
    call_command("verify_log")


def test_what_a_legal_hold_keeps_is_left_to_a_person(
    consultation: Consultation,
    three: list[Response],
    repair: Callable[..., list[str]],
    superuser: User,
    log_folder: Path,
    now: datetime,
    capsys: Any,
) -> None:
    hold = audit.place_hold(consultation=consultation, reason="A case.", by=superuser, at=now)
    with undone():
        audit.lift_hold(hold=hold, reason="It is over.", by=superuser, at=now)
        audit.erase(subjects=three[:1], ground=Ground.ASKED, reason="So.", by=superuser, at=now)
        sequence(by=MACHINE, at=now)
    said = repair("--yes", "--by", superuser.email)
    assert said[0].startswith("Left to a person. Entry 5: Words of a response erased")
    assert "A legal hold of 23 November 2026 keeps" in said[0]
    problem = "log and database disagree whether its words were erased."
    assert differences(capsys) == [f"Response {three[0].pk}: {problem}"]


def test_who_withdrew_is_withdrawn_again_without_another_email(
    consultation: Consultation,
    proposal: Proposal,
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
) -> None:
    response = send(consultation, about=[proposal], email="ruth@example.com")
    sequence(by=MACHINE, at=now)
    mailed = Message.objects.count()
    with undone():
        respond.withdraw(response=response, by="public", at=now)
        sequence(by=MACHINE, at=now)
    assert repair("--yes")[-1].endswith("0 responses lost, 1 acts done again, 0 left to a person.")
    assert Response.objects.get(pk=response.pk).state == ResponseState.WITHDRAWN
    assert Message.objects.count() == mailed
    assert sequence(by=MACHINE, at=now) == 0
    call_command("verify_log")


def test_an_act_that_waited_is_not_done_twice(
    three: list[Response],
    superuser: User,
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
) -> None:
    respond.withdraw(response=three[0], by="public", at=now)
    audit.erase(subjects=three[1:2], ground=Ground.ASKED, reason="So.", by=superuser, at=now)
    with undone():
        sequence(by=MACHINE, at=now)
    assert repair("--yes") == [
        "2 entries entered again, from 5 on: 0 responses lost, 0 acts done again, "
        "0 left to a person."
    ]
    assert sequence(by=MACHINE, at=now) == 0
    call_command("verify_log")


def test_what_needs_a_verdict_is_left_to_a_person(
    consultation: Consultation,
    three: list[Response],
    moderator: User,
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
    capsys: Any,
) -> None:
    screen_all()
    rule = consultation.exclusion_rules.get()
    with undone():
        moderate.exclude(response=three[0], rule=rule, reason="A program.", by=moderator, at=now)
        sequence(by=MACHINE, at=now)
    assert repair("--yes")[0] == (
        "Left to a person. Entry 5: Response left out under a rule, consultation "
        f"{consultation.slug}, index 2, reason {rule.code}. A person has to see to it."
    )
    assert differences(capsys) == [
        f"Response {three[0].pk}: it is RECEIVED, and the last that the log says of it is "
        "“exclude”."
    ]
    three[0].refresh_from_db()
    moderate.exclude(response=three[0], rule=rule, reason="A program.", by=moderator, at=now)
    sequence(by=MACHINE, at=now)
    call_command("verify_log")


def test_without_yes_it_says_the_same_and_changes_nothing(
    consultation: Consultation,
    proposal: Proposal,
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
) -> None:
    send(consultation, about=[proposal])
    with undone():
        respond.withdraw(response=three[0], by="public", at=now)
        send(consultation, about=[proposal])
        sequence(by=MACHINE, at=now)
    before, waiting = files(log_folder), Unlogged.objects.count()
    said = repair()
    assert said.pop() == "Nothing was changed. Run it again with --yes to do it."
    assert LogEntry.objects.count() == 5
    assert Unlogged.objects.count() == waiting
    assert Response.objects.get(pk=three[0].pk).state == ResponseState.RECEIVED
    assert files(log_folder) == before
    assert repair("--yes") == said


@pytest.mark.parametrize("name", ["checkpoint", "tile/0/000.p/6", "tile/entries/000.p/6"])
def test_published_files_that_do_not_hold_are_not_entered(
    consultation: Consultation,
    proposal: Proposal,
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
    name: str,
) -> None:
    with undone():
        send(consultation, about=[proposal])
        sequence(by=MACHINE, at=now)
    place = log_folder / name
    place.write_bytes(place.read_bytes()[:-2] + b"A\n")
    with pytest.raises(CommandError):
        repair("--yes")
    assert LogEntry.objects.count() == 5


def test_another_beginning_is_not_gone_on_with(
    consultation: Consultation,
    proposal: Proposal,
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
    as_superuser: Callable[..., None],
) -> None:
    with undone():
        send(consultation, about=[proposal])
        sequence(by=MACHINE, at=now)
    as_superuser("UPDATE consultation_logentry SET text = text || 'x' WHERE index = 3")
    with pytest.raises(CommandError, match="Entry 3: what is published and what is stored differ"):
        repair("--yes")
    assert LogEntry.objects.count() == 5


def gone(folder: Path) -> dict[str, bytes]:
    """The folder's files are lost; what they were."""
    before = files(folder)
    for one in [folder / "checkpoint", *folder.glob("tile")]:
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    return before


def test_published_files_that_are_gone_are_made_anew_when_a_person_says_so(
    consultation: Consultation,
    proposal: Proposal,
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
) -> None:
    before = gone(log_folder)
    waits = send(consultation, about=[proposal])
    with pytest.raises(CommandError, match="put the folder back from a copy"):
        repair("--yes")
    with pytest.raises(CommandError, match="Only if it was not put back to an earlier time"):
        repair("--files-gone")
    assert not (log_folder / "checkpoint").exists()
    assert repair("--files-gone", "--yes") == ["Published again: 5 entries."]
    written = files(log_folder)
    assert written.items() <= before.items(), "without the parts of smaller trees"
    assert written["checkpoint"] == before["checkpoint"]
    assert Event.objects.get(kind=EventKind.LOG_REPAIRED).facts == {"written": 5}
    assert sequence(by=MACHINE, at=now) == 1
    assert LogEntry.objects.get(index=5).about == waits.pk
    call_command("verify_log")
    with pytest.raises(CommandError, match="not gone: nothing was written again"):
        repair("--files-gone", "--yes")


def test_nothing_is_made_anew_that_contradicts_a_head(
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    as_superuser: Callable[..., None],
) -> None:
    gone(log_folder)
    as_superuser("UPDATE consultation_logentry SET text = text || 'x' WHERE index = 3")
    with pytest.raises(CommandError, match="Head of 5 entries: it was signed with another root"):
        repair("--files-gone", "--yes")
    assert files(log_folder) == {}


def test_tiles_that_no_head_reaches_stand_in_the_way_no_longer(
    consultation: Consultation,
    proposal: Proposal,
    three: list[Response],
    repair: Callable[..., list[str]],
    log_folder: Path,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The sequencer dies before it signs, and the database is put back to before it entered."""
    before = files(log_folder)

    def die(*_args: Any, **_more: Any) -> None:
        raise KeyboardInterrupt

    with undone(), monkeypatch.context() as patch:
        send(consultation, about=[proposal])
        patch.setattr(sequencing, "_signed", die)
        with pytest.raises(KeyboardInterrupt):
            sequence(by=MACHINE, at=now)
    send(consultation, about=[proposal])  # another one
    with pytest.raises(LogStopped, match=r"000\.p/6 holds other bytes than the log"):
        sequence(by=MACHINE, at=now)
    said = repair()
    assert said == ["Nothing to repair: the database holds all that is published."]
    assert files(log_folder) != before
    assert repair("--yes") == [
        "Removed, since no head reaches it: tile/entries/000.p/6",
        "Removed, since no head reaches it: tile/0/000.p/6",
        *said,
    ]
    assert files(log_folder) == before
    assert Event.objects.get(kind=EventKind.LOG_REPAIRED).facts == {"dropped": 2}
    sequence(by=MACHINE, at=now)
    call_command("verify_log")
