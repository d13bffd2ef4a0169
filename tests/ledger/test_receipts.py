"""What whoever responded saves from their page, checked by the file that needs nothing of ours."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from consultation.audit import actions as audit
from consultation.events import MACHINE
from consultation.ledger import verify
from consultation.ledger.actions import sequence
from consultation.models import Consultation, Ground, Message, Proposal, Response, User
from tests.respond.resident import Resident, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(client: Client, consultation: Consultation) -> Resident:
    return Resident(client, consultation)


@pytest.fixture
def sent(resident: Resident, proposal: Proposal) -> Response:
    """A response that a resident has just sent."""
    resident.fill_in(proposal, reasons="Łódź jest za daleko.\r\nToo far.", email="ruth@example.com")
    return resident.send()


@dataclass
class Checked:
    """How `verify.py` ended, and what it said."""

    status: int
    said: str


def checked(folder: Path, *words: str, **files: bytes) -> Checked:
    """Run the program, alone with its files, as a stranger does."""
    (folder / "verify.py").write_bytes(Path(verify.__file__).read_bytes())
    for name, content in files.items():
        (folder / name).write_bytes(content)
    made = subprocess.run(
        [sys.executable, "-I", "verify.py", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Checked(made.returncode, made.stdout + made.stderr)


def keys(client: Client) -> dict[str, str]:
    """The published keys by their names."""
    lines = client.get("/tlog/keys").content.decode().splitlines()
    return {line.split()[1].split("+")[0]: line.split()[1] for line in lines}


def enter(at: datetime) -> None:
    sequence(by=MACHINE, at=at)


def test_a_signed_receipt_is_there_at_once_and_holds(
    resident: Resident, sent: Response, tmp_path: Path, client: Client, now: datetime
) -> None:
    page = unescape(text_of(resident.get("sent/")))
    assert "Your response goes into our public log within an hour" in page
    assert "proof.tlog-proof" not in page
    saved = resident.get("sent/signed-receipt.txt")
    assert saved["Content-Disposition"] == (
        f'attachment; filename="signed-receipt-{sent.reference}.txt"'
    )
    assert saved.content.decode().split("\n\n")[0] == (
        "localhost:8000/tlog/receipt/v1\n"
        "consultation front-counters\n"
        f"commitment {sent.leaf.commitment}\n"
        "received 2026-11-23T12:00:00Z\n"
        "include-by 2026-11-23T13:00:00Z"
    )
    enter(now)
    key = keys(client)["localhost:8000/tlog/receipts"]
    made = checked(tmp_path, "receipt", "saved", "--key", key, saved=saved.content)
    assert made.status == 0, made.said
    altered = saved.content.replace(b"T12:00:00Z", b"T11:00:00Z")
    assert checked(tmp_path, "receipt", "saved", "--key", key, saved=altered).status == 1


def test_a_proof_is_there_once_the_log_is_signed_and_tells_the_answers(
    resident: Resident, sent: Response, tmp_path: Path, client: Client, now: datetime
) -> None:
    assert resident.get("sent/proof.tlog-proof").status_code == 404
    enter(now)
    page = unescape(text_of(resident.get("sent/")))
    assert "Your response is entry 3 of our public log." in page
    proof = resident.get("sent/proof.tlog-proof")
    receipt = resident.get("sent/signed-receipt.txt")
    key = keys(client)["localhost:8000/tlog"]
    words = ["proof", "proof", "--key", key, "--receipt", "receipt"]
    made = checked(tmp_path, *words, proof=proof.content, receipt=receipt.content)
    assert made.status == 0, made.said
    assert "Łódź jest za daleko." in made.said
    assert proof["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_an_answer_that_was_altered_in_the_database_is_found_out(
    resident: Resident,
    sent: Response,
    tmp_path: Path,
    client: Client,
    now: datetime,
    as_superuser: Any,
) -> None:
    enter(now)
    as_superuser("UPDATE consultation_answer SET text = 'Close it.' WHERE text LIKE 'Ł%'")
    proof = resident.get("sent/proof.tlog-proof").content
    key = keys(client)["localhost:8000/tlog"]
    made = checked(tmp_path, "proof", "proof", "--key", key, proof=proof)
    assert made.status == 1
    assert "This response is not at this place of the log." in made.said


def test_of_erased_words_there_is_no_proof_any_more_and_the_page_says_which_entry(
    resident: Resident, sent: Response, superuser: User, client: Client, now: datetime
) -> None:
    enter(now)
    audit.erase(subjects=[sent], ground=Ground.ASKED, reason="A letter.", by=superuser, at=now)
    assert resident.get("sent/proof.tlog-proof").status_code == 302
    looked_up = client.post("/receipt/", {"reference": sent.reference})
    assert "Entry 3" in looked_up.content.decode()


def test_an_email_holds_the_signed_receipt(
    resident: Resident, sent: Response, tmp_path: Path, client: Client, now: datetime
) -> None:
    enter(now)
    body = Message.objects.get(kind="receipt").body
    signed = body[body.index("localhost:8000/tlog/receipt/v1") :]
    signed = signed[: signed.rindex("=\n") + 2]
    assert signed == resident.get("sent/signed-receipt.txt").content.decode()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"nothing of ours"])
def test_a_head_that_cannot_be_read_keeps_nobody_from_their_receipt(
    resident: Resident, sent: Response, log_folder: Path, now: datetime, content: bytes
) -> None:
    enter(now)
    (log_folder / "checkpoint").write_bytes(content)
    page = text_of(resident.get("sent/"))
    assert sent.reference in page
    assert "Your response goes into our public log within an hour" in page


def test_somebody_else_gets_neither(sent: Response, now: datetime) -> None:
    enter(now)
    other = Client()
    for name in ("signed-receipt.txt", "proof.tlog-proof"):
        answer = other.get(f"/consultations/front-counters/respond/sent/{name}")
        assert answer.status_code == 302


def test_the_page_tells_how_to_check(client: Client, sent: Response, now: datetime) -> None:
    enter(now)
    page = client.get("/proofs/")
    told = unescape(page.content.decode())
    assert "It has 3 entries." in told
    for key in keys(client).values():
        assert key in told
    program = client.get("/tlog/checkers/verify.py")
    assert program.content == Path(verify.__file__).read_bytes()
    assert program["Content-Disposition"] == 'attachment; filename="verify.py"'
    assert client.get("/tlog/checkers/views.py").status_code == 404


def test_the_command_enters_all_that_waits(sent: Response, capsys: Any) -> None:
    call_command("keep_log", "--once")
    assert capsys.readouterr().out == "Entered 3.\n"
