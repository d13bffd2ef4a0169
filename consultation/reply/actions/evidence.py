"""What drafters do with a reply that was prepared in Word: it is kept, and its text is taken in."""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consultation import files
from consultation.models import ReplySection, SectionVersion, User
from consultation.reply import sign_off
from consultation.reply.actions.drafting import held, keep, refuse, save_section
from consultation.reply.document import Content
from consultation.reply.word.reading import ReadText, read, why_not_word
from consultation.uploads.receiving import Received, received


@dataclass(frozen=True)
class Imported:
    """What came of it: the passages that were added, and what of the document was not taken in."""

    version: SectionVersion
    added: int
    there: int  # passages that the section had already, word for word
    left_out: tuple[str, ...]


def import_word(*, section: ReplySection, file: UploadedFile, by: User, at: datetime) -> Imported:
    """Keep a Word document with the draft, and add what it says to a section, after what is there.

    Both or neither. A passage that is there already, word for word, is not added again. The
    versions of the section are the record, so no Event. Raises Refused with the sentence to show.
    """
    refuse(sign_off.why_not_write(by, section.reply))
    refuse(sign_off.why_not_hold_more() or why_not_word(file))
    with received(file) as one:  # scanned by now
        found = read(_content(file))
        with transaction.atomic():
            kept, imported = _taken_in(section, one, found, by=by, at=at)
        if not kept:
            files.remove(one.id.hex)
        return imported


def _content(file: UploadedFile) -> IO[bytes]:
    content = file.file
    assert content is not None
    return content


def _taken_in(
    section: ReplySection, one: Received, found: ReadText, *, by: User, at: datetime
) -> tuple[bool, Imported]:
    """Whether the file is a new one, and what was imported."""
    now = held(section.reply)  # the lock: nobody saves between reading the section and saving it
    newest = section.versions.order_by("number").last()
    content = Content.read(newest.content if newest else {})
    there = {(passage.heading, passage.text) for passage in content.passages}
    more = [passage for passage in found.passages if (passage.heading, passage.text) not in there]
    kept = keep(reply=now, one=one, by=by, at=at) is not None
    refuse(sign_off.why_not_add(content.passages, more))
    whole = (*content.passages, *(replace(passage, key=token_hex(5)) for passage in more))
    version = newest
    if version is None or more:
        version = save_section(
            section=section, content=replace(content, passages=whole),
            seen=newest.number if newest else 0, by=by, at=at,
        )  # fmt: skip
    there_already = len(found.passages) - len(more)
    return kept, Imported(version, len(more), there_already, found.left_out)
