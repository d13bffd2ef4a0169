"""Files made by hand, good and bad, byte for byte."""

import struct
import zipfile
import zlib
from functools import cache
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
OPEN_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
# Harmless: the text that every scanner agrees to find. In two parts, so that none finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """As Django hands it to a form."""
    return SimpleUploadedFile(name, content)


def pdf(extra: bytes = b"", size: int = 0) -> bytes:
    """One empty page; with `size`, padded to exactly that many bytes."""
    begins = (
        b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj\n" + extra
    )
    ends = b"trailer <</Root 1 0 R /Size 3>>\nstartxref\n0\n%%EOF\n"
    padding = max(0, size - len(begins) - len(ends))
    return begins + (b"%" + b"x" * (padding - 2) + b"\n" if padding else b"") + ends


def locked_pdf() -> bytes:
    """One that says that it is encrypted."""
    return pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 3 0 R")


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def png(width: int = 1, height: int = 1) -> bytes:
    """Grey; the pixels of one line whatever the size says."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * (1 + min(width, 100)))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def jpg(width: int = 1, height: int = 1) -> bytes:
    """The segments of a picture, and a picture of two bytes."""

    def segment(mark: int, content: bytes) -> bytes:
        return bytes([0xFF, mark]) + struct.pack(">H", len(content) + 2) + content

    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + segment(0xC0, frame)
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + b"\x12\x34\xff\xd9"
    )


def archive(members: dict[str, bytes | str], *, stored: bool = False) -> bytes:
    """A zip file."""
    file = BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file.getvalue()


def office(
    main: str = WORD, more: dict[str, bytes | str] | None = None, document: str = "<w/>"
) -> bytes:
    """A document of Microsoft's kind."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": document, **(more or {})})


def open_document(kind: str = OPEN_TEXT, more: dict[str, bytes | str] | None = None) -> bytes:
    """A document of LibreOffice's kind."""
    manifest = {"META-INF/manifest.xml": "<manifest/>"}
    return archive({"mimetype": kind, "content.xml": "<office/>", **manifest, **(more or {})})


def locked_office() -> bytes:
    """An encrypted document of Microsoft's kind: an older container with a stream of this name."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le")
    )


def locked_zip() -> bytes:
    """A document whose members are encrypted: the flag is set in both its places."""
    made = bytearray(office())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(mark)
        while place >= 0:
            made[place + offset] |= 1
            place = made.find(mark, place + 1)
    return bytes(made)


@cache
def bomb(unpacked: int = 150_000_000) -> bytes:
    """A document that would unpack to a thousand times its size."""
    return office(more={"word/media/image1.bmp": b"\x00" * unpacked})


def liar() -> bytes:
    """A document whose directory says that a member is small, which it is not."""
    made = bytearray(office(more={"word/zz.xml": b"\x00" * 1_000_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = made.rfind(mark)
        made[place + offset : place + offset + 4] = struct.pack("<I", 10)
    return bytes(made)
