"""Office documents are zip files: looked into without unpacking them, and with limits to all."""

import re
import struct
import zipfile
import zlib
from typing import IO

from consultation.models import ContentType
from consultation.uploads.findings import BROKEN, LOCKED, MACROS, Finding

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200_000_000  # bytes
MOST_RATIO = 100  # unpacked to packed ...
SMALL = 10_000_000  # ... unless all of it is smaller than this
MOST_DIRECTORY = 1_000_000  # bytes; Python reads the whole directory into memory
MOST_READ = 1_000_000  # bytes of a member that is looked at
AT_ONCE = 1 << 16
FIRST, LAST = b"PK\x03\x04", b"PK\x05\x06"
ZIP64 = 76  # bytes that some programs write between the directory and its end
ENCRYPTED = 0x1  # flag of a member

TYPES = "[Content_Types].xml"
MAIN = {
    b"wordprocessingml.document.main+xml": ContentType.DOCX,
    b"spreadsheetml.sheet.main+xml": ContentType.XLSX,
}
OPEN = {
    b"application/vnd.oasis.opendocument.text": ContentType.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": ContentType.ODS,
}
MANIFEST = "META-INF/manifest.xml"
# Programs in a document, by the name of a member; and documents within it that may hold some.
PROGRAM = re.compile(
    r"vbaproject|vbadata|(^|/)macrosheets/|(^|/)activex/|^basic/|^scripts/"
    r"|\.(doc|dot|ppt|pot|pps|xls|xlt)m$|\.(xlsb|exe|dll|js|jse|vbs|vbe|bat|cmd|scr|ps1|lnk|jar|hta)$"
)


def is_zip(file: IO[bytes]) -> bool:
    """A zip file, or one that hides behind something else: its end mark is where readers look."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    place = tail.rfind(LAST)
    return place >= 0 and len(tail) - place >= 22


def find(file: IO[bytes]) -> Finding:
    """What an archive is, or why it is not taken. Its members are read once, in small pieces."""
    if not _is_sound(file):
        return Finding(refusal=BROKEN)
    try:
        with zipfile.ZipFile(file) as archive:
            return _find(archive, _size(file))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        return Finding(refusal=BROKEN)


def _size(file: IO[bytes]) -> int:
    return file.seek(0, 2)


def _is_sound(file: IO[bytes]) -> bool:
    """Directory and end mark stand where they must, with nothing before, between or after."""
    size = _size(file)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    place = tail.rfind(LAST)
    if place < 0 or len(tail) - place < 22:
        return False
    members, length, start, comment = struct.unpack("<10xHIIH", tail[place : place + 22])
    end = size - len(tail) + place
    return (
        members <= MOST_MEMBERS
        and length <= MOST_DIRECTORY
        and len(tail) - place == 22 + comment
        and 0 <= end - (start + length) <= ZIP64
    )


def _find(archive: zipfile.ZipFile, packed: int) -> Finding:
    members = archive.infolist()
    unpacked = sum(one.file_size for one in members)
    names = {one.filename for one in members}
    if len(members) > MOST_MEMBERS or len(names) < len(members) or unpacked > MOST_UNPACKED:
        return Finding(refusal=BROKEN)
    if unpacked > SMALL and unpacked > packed * MOST_RATIO:
        return Finding(refusal=BROKEN)
    if any(one.flag_bits & ENCRYPTED for one in members):
        return Finding(refusal=LOCKED)
    kind = _kind(archive, names)
    if kind.content_type is None:
        return kind
    if any(PROGRAM.search(name.lower()) for name in names):
        return Finding(refusal=MACROS)
    _read_through(archive)
    return kind


def _kind(archive: zipfile.ZipFile, names: set[str]) -> Finding:
    """By what the archive says of itself; a plain zip is nothing that we take."""
    if TYPES in names:
        said = _read(archive, TYPES)
        if b"macroenabled" in said.lower() or b"ms-office.vbaproject" in said.lower():
            return Finding(refusal=MACROS)
        found = [kind for mark, kind in MAIN.items() if mark in said]
        return Finding(found[0]) if len(found) == 1 else Finding()
    if "mimetype" in names and archive.infolist()[0].filename == "mimetype":
        kind = OPEN.get(_read(archive, "mimetype").strip())
        if kind and MANIFEST in names and b"encryption-data" in _read(archive, MANIFEST):
            return Finding(refusal=LOCKED)
        return Finding(kind)
    return Finding()


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(MOST_READ)


def _read_through(archive: zipfile.ZipFile) -> None:
    """Every member unpacks to what it says. Raises BadZipFile for one that lies or is torn."""
    for one in archive.infolist():
        with archive.open(one) as member:
            size = 0
            while piece := member.read(AT_ONCE):
                size += len(piece)
            if size != one.file_size:
                raise zipfile.BadZipFile(one.filename)
