"""While a file is scanned, which may take long, no transaction is held open."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from consultation.models import (
    Attachment,
    AttachmentState,
    Consultation,
    Proposal,
    Role,
    SentForm,
    Transcription,
    User,
)
from consultation.reply import actions
from tests.conftest import NOW, let_in
from tests.reply import papers
from tests.reply.drafting import Drafting
from tests.reply.signed import council_of, person_of
from tests.respond.filing import PAGE, asks, walk
from tests.respond.resident import Resident
from tests.transcribe.conftest import Desk
from tests.uploads import made
from tests.uploads.scanner import Scanner, listening

pytestmark = pytest.mark.django_db(transaction=True)
HELD = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()
"""
TOKEN = {"csrfmiddlewaretoken": "t" * 64}
Upload = Callable[[bytes], Any]


class Watching(Scanner):
    """Counts, for each file that it is asked about, the transactions that are held meanwhile."""

    held: list[int]

    def handle(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(HELD)
            self.held.append(cursor.fetchone()[0])
        connection.close()
        super().handle()


@pytest.fixture
def held(settings: Any, tmp_path: Path) -> Iterator[list[int]]:
    """The scanner's counts."""
    settings.FILES_ROOT = tmp_path / "files"
    with listening(settings, Watching) as kind:
        kind.held = []  # type: ignore[attr-defined]
        yield kind.held  # type: ignore[attr-defined]


@pytest.fixture
def drafting(consultation: Consultation, town: Any) -> Drafting:
    """Redbridge's drafter, with an empty reply."""
    council = council_of(town.redbridge)
    person = person_of(council, Role.COUNCIL_DRAFTER)
    reply = actions.begin(organisation=council, consultation=consultation, by=person, at=NOW)
    return Drafting(let_in(Client(), person), reply)


@pytest.fixture
def evidence(drafting: Drafting) -> Upload:
    def send(content: bytes) -> Any:
        sent = TOKEN | {"file": made.upload("plan.txt", content)}
        return drafting.client.post(f"{drafting.root}files/", sent)

    return send


def with_a_virus() -> bytes:
    """A Word document, as far as the scanner reads it."""
    kind = f'<Override PartName="/a" ContentType="{made.WORD}"/>'
    return made.archive({"[Content_Types].xml": kind, "word/document.xml": made.EICAR}, stored=True)


@pytest.fixture
def word(drafting: Drafting) -> Upload:
    def send(content: bytes) -> Any:
        document = papers.reply() if content == CLEAN else with_a_virus()
        sent = TOKEN | {"file": made.upload("a.docx", document), "section": drafting.view.pk}
        return drafting.client.post(f"{drafting.root}word/", sent)

    return send


@pytest.fixture
def scan(moderator: User, consultation: Consultation, proposal: Proposal) -> Upload:
    desk = Desk(moderator, consultation)
    desk.begin(proposal, scans=0)
    address = reverse("transcription-scans", args=[Transcription.objects.get().pk])

    def send(content: bytes) -> Any:
        pdf = made.pdf() if content == CLEAN else made.pdf().replace(b"%%EOF", content + b"%%EOF")
        return desk.client.post(address, TOKEN | {"file": made.upload("page.pdf", pdf)})

    return send


@pytest.fixture
def resident(consultation: Consultation, proposal: Proposal) -> Upload:
    asks(consultation)
    somebody = walk(Resident(Client(), consultation), proposal)

    def send(content: bytes) -> Any:
        sent = TOKEN | {"add": "file", "file": made.upload("plan.txt", content)}
        return somebody.client.post(somebody.root + PAGE, sent)

    return send


CLEAN = b"Too far."


@pytest.mark.parametrize("who", ["evidence", "word", "scan", "resident"])
def test_no_transaction_waits_for_the_scanner(
    request: pytest.FixtureRequest, held: list[int], who: str
) -> None:
    upload: Upload = request.getfixturevalue(who)
    refused = upload(made.EICAR)
    assert (refused.status_code, held) == (200, [0])
    assert "The selected file contains a virus" in refused.content.decode()
    assert not Attachment.objects.exists()
    taken = upload(CLEAN)
    assert (taken.status_code in (302, 303), held) == (True, [0, 0]), "once a file, not twice"
    assert Attachment.objects.get().state == AttachmentState.CLEAN
    assert SentForm.objects.exists() == (who != "resident")
    again = upload(CLEAN)
    assert again["Location"] == taken["Location"]
    assert Attachment.objects.count() == 1
