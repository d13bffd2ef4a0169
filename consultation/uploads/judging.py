"""May this file be taken? What it is, is read from its bytes; its name must say the same."""

import codecs
import re
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from consultation.models import Attachment, ContentType
from consultation.uploads import archives, names, pictures
from consultation.uploads.findings import (
    BROKEN,
    EMPTY,
    LOCKED,
    MISSING,
    NOT_TAKEN,
    TOO_LARGE,
    Finding,
)

AT_ONCE = 1 << 16
HEAD = 1024
PDF, COMPOUND = b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
PDF_LOCK = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
LONGEST_LOCK = 64
MARKS = re.compile(r"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?php|\?xml)", re.IGNORECASE)
# Text that a program takes for more than text, by how it begins.
PROGRAMS = ("#!", "%!", "{\\rtf")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def why_not_accept(file: UploadedFile | None) -> str:
    """The sentence to show; "" for a file that may be taken. The file is read in small pieces."""
    return str(find(file).refusal)


def find(file: UploadedFile | None) -> Finding:
    """What the file is, or why it may not be taken."""
    if file is None or file.file is None:
        return Finding(refusal=MISSING)
    if not file.size:
        return Finding(refusal=EMPTY)
    if file.size > Attachment.MOST_BYTES:
        return Finding(refusal=TOO_LARGE)
    found = _by_bytes(file.file, names.ending(file.name or ""))
    file.file.seek(0)
    if found.refusal:
        return found
    if found.content_type is None:
        return Finding(refusal=NOT_TAKEN)
    return _with_name(found.content_type, names.ending(file.name or ""))


def _with_name(kind: ContentType, ending: str) -> Finding:
    """A name that promises something else misleads whoever opens it."""
    if not ending or names.ENDINGS.get(ending) == kind:
        return Finding(kind)
    if kind in (ContentType.TXT, ContentType.CSV):  # any text could be called anything
        return Finding(refusal=NOT_TAKEN)
    told = {"ending": f".{ending}", "kind": kind.label, "right": f".{kind.lower()}"}
    sentence = _("The selected file is a %(kind)s but its name ends in %(ending)s, not %(right)s")
    return Finding(refusal=sentence % told)


def _by_bytes(file: IO[bytes], ending: str) -> Finding:
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(archives.FIRST):
        return archives.find(file)
    if head.startswith(COMPOUND):
        return Finding(refusal=LOCKED) if _holds(file, LOCKED_OFFICE) else Finding()
    if archives.is_zip(file):  # an archive behind something else
        return Finding()
    if head.startswith(PDF):
        return _pdf(file, head)
    if head.startswith(pictures.PNG):
        return Finding(ContentType.PNG) if pictures.is_png(file) else Finding(refusal=BROKEN)
    if head.startswith(pictures.JPG):
        return Finding(ContentType.JPG) if pictures.is_jpg(file) else Finding(refusal=BROKEN)
    return _text(file, head, ending)


def _pdf(file: IO[bytes], head: bytes) -> Finding:
    if MARKS.search(head.decode("latin-1")):
        return Finding()
    size = file.seek(0, 2)
    file.seek(max(0, size - 2 * HEAD))
    if b"%%EOF" not in file.read():
        return Finding(refusal=BROKEN)
    return Finding(refusal=LOCKED) if _holds(file, PDF_LOCK) else Finding(ContentType.PDF)


def _holds(file: IO[bytes], wanted: bytes | re.Pattern[bytes]) -> bool:
    """It stands somewhere in the file."""
    pattern = wanted if isinstance(wanted, re.Pattern) else re.compile(re.escape(wanted))
    file.seek(0)
    before = b""
    while piece := file.read(AT_ONCE):
        if pattern.search(before + piece):
            return True
        before = piece[-LONGEST_LOCK:]
    return False


def _text(file: IO[bytes], head: bytes, ending: str) -> Finding:
    """Words and line ends only, and nothing that a browser or a shell would run."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    # What is not UTF-8 is taken as of one of the old character sets, where all bytes are signs.
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")(
        "strict" if wide else "replace"
    )
    file.seek(0)
    first = True
    try:
        while piece := file.read(AT_ONCE):
            words = decoder.decode(piece)
            begins = words.lstrip() if first else ""
            if CONTROLS.search(words) or MARKS.match(begins) or begins.startswith(PROGRAMS):
                return Finding()
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return Finding()
    return Finding(ContentType.CSV if ending == "csv" else ContentType.TXT)
