"""The log over HTTP, as verifiers of others read it."""

from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from consultation.events import MACHINE
from consultation.ledger.actions import sequence
from consultation.models import Consultation, Proposal
from tests import factories
from tests.conftest import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(consultation: Consultation, proposal: Proposal, log_folder: Path, now: datetime) -> Path:
    """A published log of 300 entries."""
    for _ in range(298):
        send(consultation, about=[proposal])
    sequence(by=MACHINE, at=now)
    return log_folder


def test_every_published_file_is_served_as_it_lies(log: Path, client: Client) -> None:
    served = [one for one in log.rglob("*") if one.is_file() and one.name != ".lock"]
    assert len(served) == 6
    for one in served:
        answer = client.get(f"/tlog/{one.relative_to(log)}")
        assert answer.status_code == 200
        assert answer.content == one.read_bytes()
        assert answer["Access-Control-Allow-Origin"] == "*"
        head = one.name == "checkpoint"
        assert answer["Content-Type"] == (
            "text/plain; charset=utf-8" if head else "application/octet-stream"
        )
        assert answer["Cache-Control"] == (
            "public, max-age=5" if head else "public, max-age=31536000, immutable"
        )


def test_every_head_that_was_signed_stays(log: Path, client: Client) -> None:
    answer = client.get("/tlog/history/300")
    assert answer.content == (log / "checkpoint").read_bytes()
    assert client.get("/tlog/history/299").status_code == 404


def test_a_text_that_an_entry_names_is_served_by_its_digest(client: Client) -> None:
    made = factories.StatedFactory()
    assert client.get(f"/tlog/stated/{made.sha256}").content.decode() == made.text
    assert client.get(f"/tlog/stated/{'0' * 64}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "0/001.p/45", "0/001.p/256", "0/001.p/0", "0/1", "0/x001", "64/000", "-1/000", "0/002",
        "entries/000/", "../checkpoint", "..%2fcheckpoint", "entries/..%2f..%2fcheckpoint",
        "0/000%00", "%2fetc/passwd", "0/000.p",
    ],
)  # fmt: skip
def test_nothing_else_of_the_disk_is_served(log: Path, client: Client, name: str) -> None:
    assert client.get(f"/tlog/tile/{name}").status_code == 404
