"""Pictures, walked piece by piece without being drawn."""

import struct
import zlib
from typing import IO

MOST_PIXELS = 100_000_000  # what opens a larger one may run out of memory
AT_ONCE = 1 << 16
JPG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
START, SCAN, END = 0xD8, 0xDA, 0xD9
ALONE = {0x01, *range(0xD0, 0xD9)}  # marks without a length
# Marks that tell the size; the three between them tell other things.
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def is_png(file: IO[bytes]) -> bool:
    """Whole chunks with right checksums, a sensible size first, an end, and nothing after it."""
    size = file.seek(0, 2)
    file.seek(0)
    if file.read(8) != PNG:
        return False
    first, pictured = True, False
    while len(head := file.read(8)) == 8:
        length, name = struct.unpack(">I4s", head)
        if length > size - file.tell() or (first and (name, length) != (b"IHDR", 13)):
            return False
        content, checksum = _chunk(file, name, length)
        if file.read(4) != struct.pack(">I", checksum):
            return False
        if first and not _fits(*struct.unpack(">II", content[:8])):
            return False
        first, pictured = False, pictured or name == b"IDAT"
        if name == b"IEND":
            return pictured and length == 0 and not file.read(1)
    return False


def _chunk(file: IO[bytes], name: bytes, length: int) -> tuple[bytes, int]:
    """The beginning of a chunk, and the checksum over its name and all that it holds."""
    checksum, begins, left = zlib.crc32(name), b"", length
    while left and (piece := file.read(min(left, AT_ONCE))):
        begins = begins or piece[:32]
        checksum = zlib.crc32(piece, checksum)
        left -= len(piece)
    return begins, checksum


def is_jpg(file: IO[bytes]) -> bool:
    """Segments up to the picture, a sensible size among them, and an end mark after it."""
    file.seek(0)
    if file.read(3) != JPG:
        return False
    file.seek(2)
    sized = False
    while (mark := _mark(file)) is not None:
        if mark in ALONE:
            continue
        length = file.read(2)
        if mark in (START, END) or len(length) < 2 or (left := struct.unpack(">H", length)[0]) < 2:
            return False
        if mark == SCAN:
            return sized and _ends(file)
        content = file.read(left - 2)
        if len(content) < left - 2:
            return False
        if mark in FRAMES:
            sized = len(content) >= 5 and _fits(*struct.unpack(">HH", content[1:5]))
            if not sized:
                return False
    return False


def _mark(file: IO[bytes]) -> int | None:
    """The next mark; None where none stands."""
    if file.read(1) != b"\xff":
        return None
    while sign := file.read(1):
        if sign != b"\xff":
            return sign[0] or None
    return None


def _ends(file: IO[bytes]) -> bool:
    """An end mark follows. In the picture itself each FF has a 00 or a restart after it."""
    before = b""
    while piece := file.read(AT_ONCE):
        if b"\xff\xd9" in before + piece:
            return True
        before = piece[-1:]
    return False


def _fits(width: int, height: int) -> bool:
    return 0 < width * height <= MOST_PIXELS
