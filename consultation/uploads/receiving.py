"""From a judged file to bytes on our disk and the columns of its row; and away again."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from consultation import files
from consultation.models import AttachmentState, ContentType
from consultation.states import Refused
from consultation.uploads import names
from consultation.uploads.findings import AGAIN, INFECTED
from consultation.uploads.judging import find
from consultation.uploads.scanning import ScannerAway, scan

logger = logging.getLogger(__name__)
Judged = tuple[ContentType, AttachmentState]


@dataclass(frozen=True)
class Received:
    """The columns of an Attachment whose bytes are on the disk."""

    id: UUID
    name: str
    content_type: ContentType
    size: int
    sha256: str
    state: AttachmentState

    @property
    def columns(self) -> dict[str, Any]:
        """For `Attachment.objects.create(**received.columns, ...)`."""
        return asdict(self)


def judge_files(request: HttpRequest) -> None:
    """Judge and scan what was sent before a transaction is opened. `received` goes by it later."""
    for _name, sent in request.FILES.lists():
        for file in sent:
            try:
                file.judged = _judged(file)  # type: ignore[attr-defined]
            except Refused as refusal:
                file.judged = refusal  # type: ignore[attr-defined]


@contextmanager
def received(file: UploadedFile) -> Iterator[Received]:
    """Judge, scan and store a file; within it the row is written, in a transaction of its own.

    Scanning takes up to 20 seconds, so it comes before any transaction. Where what follows fails,
    the bytes go again. Raises Refused with the sentence to show: a scanner that is configured and
    does not answer lets nothing in.
    """
    judged: Judged | Refused = getattr(file, "judged", None) or _judged(file)
    if isinstance(judged, Refused):
        raise judged
    kept = _kept(file, *judged)
    try:
        yield kept
    except BaseException:
        files.remove(kept.id.hex)
        raise


def _judged(file: UploadedFile) -> Judged:
    """What it is, and what the scanner says of it. Raises Refused with the sentence to show."""
    found = find(file)
    if found.content_type is None or file.file is None:
        raise Refused(str(found.refusal))
    try:
        state = scan(file.file)
    except ScannerAway as problem:
        logger.error("A file was turned away: %s", problem)
        raise Refused(str(AGAIN)) from problem
    if state == AttachmentState.INFECTED:
        raise Refused(str(INFECTED))
    return found.content_type, state


def _kept(file: UploadedFile, kind: ContentType, state: AttachmentState) -> Received:
    content, key = file.file, uuid4()
    assert content is not None
    try:
        content.seek(0)
        stored = files.store(lambda sink: shutil.copyfileobj(content, sink), name=key.hex)
    except OSError as problem:
        logger.exception("A file could not be stored")
        raise Refused(str(AGAIN)) from problem
    name = names.safe(file.name or "", kind)
    return Received(key, name, kind, stored.size, stored.sha256, state)
