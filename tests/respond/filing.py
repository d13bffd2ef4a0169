"""What the tests of files share: a question that asks for them, and a resident who adds some."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from consultation.models import Consultation, Proposal, QuestionVersion, Response
from tests import factories
from tests.respond.resident import Resident
from tests.uploads import made

PAGE = "questions/document/"
ADDED = made.pdf()


def asks(
    consultation: Consultation, *, most: int = 3, required: bool = False, scope: str = "ALL"
) -> QuestionVersion:
    """One more question, for files."""
    question = factories.QuestionFactory(
        consultation=consultation, key="document", position=9, kind="FILE", scope=scope,
        required=required,
    )  # fmt: skip
    version: QuestionVersion = factories.QuestionVersionFactory(
        question=question, wording="Do you have a document to add?", short="Documents",
        max_length=0, most=most, missing="Select a document" if required else "",
    )  # fmt: skip
    return version


def walk(resident: Resident, proposal: Proposal) -> Resident:
    slug = proposal.station.slug
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="E09000026")
    resident.go("stations/", f"about/{slug}/view/", proposals=[proposal.pk])
    resident.go(f"about/{slug}/view/", "questions/anything-else/", stance="OPPOSE")
    resident.go("questions/anything-else/", PAGE)
    return resident


def add(
    resident: Resident, name: str = "plan.pdf", content: bytes = ADDED, **more: Any
) -> HttpResponse:
    """Choose a file and press the button that adds it."""
    page = more.pop("page", PAGE)
    fields = more or {"add": "file"}
    sent = {**fields, "file": SimpleUploadedFile(name, content)}
    return resident.client.post(resident.root + page, sent)  # type: ignore[return-value]


def finish(resident: Resident) -> Response:
    resident.go("publish/", "copy/", publish="WORDS")
    resident.go("copy/", "check/", email="ruth@example.com")
    return resident.send()


def on_disk(folder: Path) -> int:
    return sum(1 for one in folder.rglob("*") if one.is_file())
