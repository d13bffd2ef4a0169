"""Zip files that come out the same for the same content, written while they grow.

Every member has the same date, since what a file is of stands in the file and its name: two workers
that draw the same figures make the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from consultation.files import Sink

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip file knows
READABLE = 0o644 << 16  # what a member may be once it is unpacked


class _Flow(io.RawIOBase):
    """A sink as a file that only goes forward."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        self.sink.write(content)
        return len(content)


class Pack:
    """A zip file in the making: members in the order that they are added, each named once."""

    def __init__(self, sink: Sink) -> None:
        # In memory sizes stand before each member, as an OpenDocument asks for its first.
        file = sink if isinstance(sink, io.BytesIO) else _Flow(sink)
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> "Pack":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None:
            self._zip.close()

    def add(self, name: str, content: bytes, *, stored: bool = False) -> None:
        """One whole member; `stored` without being made smaller."""
        self._zip.writestr(_member(name, stored=stored), content)

    @contextmanager
    def growing(self, name: str, *, large: bool = False) -> Iterator[IO[bytes]]:
        """A member that is written piece by piece; `large` where it may pass two gigabytes."""
        with self._zip.open(_member(name), "w", force_zip64=large) as member:
            yield member


def _member(name: str, *, stored: bool = False) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, FIRST_DAY)
    member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    member.create_system, member.external_attr = 3, READABLE  # the same on every system
    return member


def repacked(content: bytes) -> bytes:
    """The same members without the moment at which a library wrote them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as found, Pack(packed) as pack:
        for one in found.infolist():
            stored = one.compress_type == zipfile.ZIP_STORED
            pack.add(one.filename, found.read(one), stored=stored)
    return packed.getvalue()
