"""Each file is judged by its bytes, and each refusal says what to do."""

import tracemalloc
from io import BytesIO

import pytest
from django.core.files.uploadedfile import UploadedFile

from consultation.models import Attachment
from consultation.uploads.judging import find, why_not_accept
from consultation.uploads.names import safe
from tests.uploads import made

MOST = Attachment.MOST_BYTES
TYPES = "The selected file must be a PDF, DOCX, ODT, XLSX, ODS, CSV, JPG, PNG or TXT"
LARGE = "The selected file must be smaller than 10MB"
EMPTY = "The selected file is empty"
LOCKED = "The selected file is password protected"
MACROS = "The selected file contains macros – save it without them, or as a PDF"
BROKEN = "The selected file is damaged – open it, save it again and select the new file"

GOOD = {
    "report.pdf": (made.pdf(), "PDF"),
    "REPORT.PDF": (made.pdf(), "PDF"),
    "scan": (made.pdf(), "PDF"),
    "letter.docx": (made.office(), "DOCX"),
    "letter with a chart.docx": (made.office(more={"word/embeddings/Sheet1.xlsx": "x"}), "DOCX"),
    "figures.xlsx": (made.office(made.EXCEL), "XLSX"),
    "letter.odt": (made.open_document(), "ODT"),
    "figures.ods": (made.open_document(made.OPEN_SHEET), "ODS"),
    "photo.jpg": (made.jpg(), "JPG"),
    "photo.JPEG": (made.jpg(4000, 3000), "JPG"),
    "photo with a tail.jpg": (made.jpg() + b"\x00" * 5000, "JPG"),
    "plan.png": (made.png(), "PNG"),
    "figures.csv": (b"station,visits\nIlford,12\n", "CSV"),
    "notes.txt": ("Zażółć — naïve.\r\n".encode(), "TXT"),
    "old.txt": ("naïve £5".encode("cp1252"), "TXT"),
    "wide.txt": ("Ilford ā".encode("utf-16"), "TXT"),
    "marked.csv": ("\ufeffa,b\n".encode(), "CSV"),
    "exactly.pdf": (made.pdf(size=MOST), "PDF"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken(name: str) -> None:
    content, kind = GOOD[name]
    found = find(made.upload(name, content))
    assert (found.content_type, str(found.refusal)) == (kind, "")


BAD = {
    "nothing.pdf": (b"", EMPTY),
    "large.pdf": (made.pdf(size=MOST + 1), LARGE),
    "page.html": (b"<!DOCTYPE html><script>alert(1)</script>", TYPES),
    "page.txt": (b"  <html><script>alert(1)</script>", TYPES),
    "picture.txt": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', TYPES),
    "picture.svg": (b'<?xml version="1.0"?><svg/>', TYPES),
    "words.html": (b"Only words.", TYPES),
    "run.txt": (b"#!/bin/sh\nrm -rf /\n", TYPES),
    "letter.txt": (b"{\\rtf1 hello}", TYPES),
    "wide.txt": ("<html>".encode("utf-16"), TYPES),
    "program.txt": (b"MZ\x90\x00\x03\x00", TYPES),
    "figures.csv": (b"a,b\n1,\x00\n", TYPES),
    "song.mp3": (b"ID3\x04\x00\x00", TYPES),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, TYPES),
    "things.zip": (made.archive({"a.txt": "a"}), TYPES),
    "things.docx": (made.archive({"a.txt": "a"}), TYPES),
    "slides.odt": (made.open_document("application/vnd.oasis.opendocument.presentation"), TYPES),
    # Two things at once.
    "both.pdf": (made.pdf() + made.archive({"a.txt": "a"}), TYPES),
    "page.pdf": (made.pdf(b"<html><script>alert(1)</script>"), TYPES),
    "later.pdf": (b"<html>" + made.pdf(), TYPES),
    "both.jpg": (made.jpg() + made.archive({"a.txt": "a"}), TYPES),
    "both.png": (made.png() + made.archive({"a.txt": "a"}), TYPES),
    "tail.png": (made.png() + b"<script>", BROKEN),
    "tail.docx": (made.office() + b"<script>", BROKEN),
    "both.docx": (made.office(made.WORD + made.EXCEL), TYPES),
    # Torn.
    "torn.pdf": (made.pdf()[:-10], BROKEN),
    "torn.png": (made.png()[:-4], BROKEN),
    "bent.png": (made.png().replace(b"IDAT", b"IDAt"), BROKEN),
    "torn.jpg": (made.jpg()[:-2], BROKEN),
    "head.jpg": (b"\xff\xd8\xff\xe0" + b"\xff" * 100, BROKEN),
    "torn.docx": (made.office()[:-30], BROKEN),
    "cut.docx": (made.office()[:50], BROKEN),
    # Locked.
    "locked.pdf": (made.locked_pdf(), LOCKED),
    "locked.docx": (made.locked_office(), LOCKED),
    "locked.xlsx": (made.locked_zip(), LOCKED),
    "locked.odt": (
        made.open_document(more={"META-INF/manifest.xml": "<m:encryption-data/>"}), LOCKED,
    ),
    # Programs.
    "macros.docx": (made.office(more={"word/vbaProject.bin": b"\x00"}), MACROS),
    "macros.docm": (made.office(made.MACRO_WORD), MACROS),
    "renamed.docx": (made.office(made.MACRO_WORD), MACROS),
    "old macros.xlsx": (made.office(made.EXCEL, {"xl/macrosheets/sheet1.xml": "<x/>"}), MACROS),
    "within.docx": (made.office(more={"word/embeddings/Book1.xlsm": b"PK"}), MACROS),
    "basic.odt": (made.open_document(more={"Basic/Standard/Module1.xml": "<x/>"}), MACROS),
    "script.ods": (made.open_document(made.OPEN_SHEET, {"Scripts/python/a.py": "x"}), MACROS),
    # Bombs.
    "bomb.docx": (made.bomb(), BROKEN),
    "many.docx": (made.office(more={f"word/{n}.xml": "" for n in range(2000)}), BROKEN),
    "liar.docx": (made.liar(), BROKEN),
    "wall.png": (made.png(20_000, 10_000), BROKEN),
    "wall.jpg": (made.jpg(60_000, 60_000), BROKEN),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused_and_why(name: str) -> None:
    content, sentence = BAD[name]
    assert why_not_accept(made.upload(name, content)) == sentence


def test_a_form_without_a_file_asks_for_one() -> None:
    assert why_not_accept(None) == "Select a file"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "letter.docx", made.pdf(),
            "The selected file is a PDF but its name ends in .docx, not .pdf",
        ),
        (
            "photo.png", made.jpg(),
            "The selected file is a JPG but its name ends in .png, not .jpg",
        ),
        (
            "report.pdf.exe", made.pdf(),
            "The selected file is a PDF but its name ends in .exe, not .pdf",
        ),
        ("report.pdf", b"Only words.", TYPES),
    ],
)  # fmt: skip
def test_a_name_that_promises_something_else(name: str, content: bytes, sentence: str) -> None:
    assert why_not_accept(made.upload(name, content)) == sentence


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ann\\scan.pdf", "scan.pdf"),
        ("a\x00b\r\nc\x1b.pdf", "abc.pdf"),
        ("photo\u202efdp.pdf", "photofdp.pdf"),
        ('a"; filename="b.pdf', "a-- filename=-b.pdf"),
        ("  .hidden .pdf", "hidden.pdf"),
        (".pdf", "file.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("<script>.pdf", "-script-.pdf"),
        ("scan", "scan.pdf"),
        ("ПЛАН – 2026.PDF", "ПЛАН – 2026.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_a_name_is_made_safe_to_show(given: str, shown: str) -> None:
    assert safe(given, "PDF") == shown


@pytest.mark.parametrize("name", ["exactly.pdf", "bomb.docx"])
def test_judging_takes_little_memory(name: str) -> None:
    content = GOOD[name][0] if name in GOOD else BAD[name][0]
    file = UploadedFile(BytesIO(content), name, size=len(content))
    tracemalloc.start()
    why_not_accept(file)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000
