"""Whatever somebody alters who may do everything, in the database or on the disk, is named."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consultation.audit import actions as audit
from consultation.events import MACHINE
from consultation.ledger.actions import sequence
from consultation.models import Consultation, Ground, LogEntry, Proposal, Response, User
from consultation.moderate import actions as moderate
from consultation.respond import actions as respond
from tests.conftest import send
from tests.moderate.screened import screen_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(consultation: Consultation, proposal: Proposal, now: datetime) -> list[Response]:
    """Three responses in the log, after its two keys."""
    sequence(by=MACHINE, at=now)
    made = [send(consultation, about=[proposal], reasons=f"Reason {one}.") for one in "ABC"]
    sequence(by=MACHINE, at=now)
    return made


def found(capsys: Any) -> list[str]:
    with pytest.raises(CommandError, match=r"differences\. See docs/ledger.md"):
        call_command("verify_log")
    return str(capsys.readouterr().out).splitlines()


def test_all_agree(three: list[Response], capsys: Any) -> None:
    call_command("verify_log")
    assert capsys.readouterr().out == "3 responses and 5 entries: all agree.\n"


def test_all_agree_whatever_became_of_them(
    three: list[Response],
    consultation: Consultation,
    moderator: User,
    superuser: User,
    capsys: Any,
    now: datetime,
) -> None:
    screen_all()
    first, second, third = three
    rule = consultation.exclusion_rules.get()
    moderate.exclude(response=first, rule=rule, reason="A program.", by=moderator, at=now)
    respond.withdraw(response=second, by="public", at=now)
    audit.erase(subjects=[third], ground=Ground.ASKED, reason="Letter.", by=superuser, at=now)
    call_command("verify_log")  # while it waits to be entered
    sequence(by=MACHINE, at=now)
    call_command("verify_log")
    assert capsys.readouterr().out.splitlines()[-1] == "3 responses and 8 entries: all agree."


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE consultation_answer SET text = 'Other.' WHERE text = 'Reason B.'",
            "Response {b}: what is stored is not what was received.",
        ),
        (
            "DELETE FROM consultation_answer WHERE text = 'Reason B.'",
            "Response {b}: what is stored is not what was received.",
        ),
        (
            "UPDATE consultation_response SET capacity = 'GROUP' WHERE id = {b}",
            "Response {b}: what is stored is not what was received.",
        ),
        (
            "UPDATE consultation_response SET state = 'EXCLUDED' WHERE id = {b}",
            "Response {b}: it is EXCLUDED, and the last that the log says of it is “response”.",
        ),
        (
            "DELETE FROM consultation_leafsalt WHERE response_id = {b}",
            "Response {b}: the secret of its leaf is gone, and its words were not erased.",
        ),
        ("DELETE FROM consultation_leaf WHERE response_id = {b}", "Response {b}: it has no leaf."),
        (
            "UPDATE consultation_logentry SET text = replace(text, 'front', 'back') WHERE index=3",
            "Entry 3: what is published and what is stored differ.",
        ),
        (
            "UPDATE consultation_checkpoint SET root = repeat('a', 64) WHERE size = 2",
            "Head of 2 entries: it was signed with another root.",
        ),
        (
            "DELETE FROM consultation_logentry WHERE index = 4",
            "Entry 4: it is published, and not in the database.",
        ),
    ],
)
def test_what_was_altered_in_the_database_is_named(
    three: list[Response],
    as_superuser: Callable[..., None],
    capsys: Any,
    statement: str,
    said: str,
) -> None:
    named = {"b": three[1].pk}
    as_superuser(statement.format(**named))
    assert said.format(**named) in found(capsys)


def test_a_response_that_was_deleted_is_named_by_its_entry(
    three: list[Response], as_superuser: Callable[..., None], capsys: Any
) -> None:
    key = three[1].pk
    index = LogEntry.objects.get(kind="response", about=key).index
    as_superuser(f"DELETE FROM consultation_response WHERE id = {key}")
    assert f"Entry {index}: its response is not in the database." in found(capsys)


def test_every_byte_of_every_published_file_counts(
    three: list[Response], log_folder: Path, capsys: Any
) -> None:
    files = [one for one in log_folder.rglob("*") if one.is_file() and one.name != ".lock"]
    assert {str(one.relative_to(log_folder)) for one in files} == {
        "checkpoint", "tile/0/000.p/2", "tile/0/000.p/5", "tile/entries/000.p/2",
        "tile/entries/000.p/5",
    }  # fmt: skip
    for file in (one for one in files if one.name != "2"):  # of the newest head
        whole = file.read_bytes()
        for at in range(0, len(whole), 1 if file.name == "checkpoint" else 7):
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            told = found(capsys)
            named = file.name if file.name == "checkpoint" else str(file.relative_to(log_folder))
            assert any(one.startswith((f"{named}:", "Entry ")) for one in told), (named, at, told)
        file.write_bytes(whole)
    call_command("verify_log")
