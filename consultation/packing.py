"""Zip files that come out the same for the same content, written while they grow.

Every member has the same date, since what a file is of stands in the file and its name: two workers
that draw the same figures make the same bytes. No member is held in memory.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any

from consultation.files import Sink

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip file knows
READABLE = 0o644 << 16  # what a member may be once it is unpacked
FAST = 1  # the level at which making smaller costs half the usual time


@dataclass(frozen=True)
class Packed:
    """A member that is written."""

    name: str
    size: int
    sha256: str


class Writing:
    """A member that is being written, with its sum."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest, self.size = file, sha256(), 0

    def write(self, content: bytes | memoryview, /) -> int:
        """Add bytes."""
        self.file.write(content)
        self.digest.update(content)
        self.size += len(content)
        return len(content)

    def write_line(self, made: Any) -> None:
        """Add a line of JSON lines."""
        self.write(json.dumps(made, ensure_ascii=False).encode() + b"\n")


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
    """A zip file in the making: members in the order that they are added, each named once.

    `packed` lists those that were summed on the way, as `summed` does.
    """

    def __init__(self, sink: Sink) -> None:
        # In memory sizes stand before each member, as an OpenDocument asks for its first.
        file = sink if isinstance(sink, io.BytesIO) else _Flow(sink)
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self.packed: list[Packed] = []

    def __enter__(self) -> "Pack":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None:
            self._zip.close()
        else:  # what is half a file is not ended, now or when it is forgotten
            self._zip.fp = None

    def add(self, name: str, content: bytes, *, stored: bool = False) -> None:
        """One whole member; `stored` without being made smaller."""
        self._zip.writestr(_member(name, stored=stored), content)

    @contextmanager
    def growing(
        self, name: str, *, large: bool = False, stored: bool = False, level: int | None = None
    ) -> Iterator[IO[bytes]]:
        """A member that is written piece by piece.

        :param large: where it may pass two gigabytes.
        :param stored: without being made smaller.
        :param level: how much time that may take, from FAST to 9; None for the usual.
        """
        member = _member(name, stored=stored)
        member._compresslevel = level  # type: ignore[attr-defined] # public from Python 3.13 on
        with self._zip.open(member, "w", force_zip64=large) as file:
            yield file

    @contextmanager
    def summed(
        self, name: str, *, large: bool = True, stored: bool = False, level: int | None = None
    ) -> Iterator[Writing]:
        """The same, and its size and sum are in `packed` once it is written."""
        with self.growing(name, large=large, stored=stored, level=level) as file:
            writing = Writing(file)
            yield writing
        self.packed.append(Packed(name, writing.size, writing.digest.hexdigest()))

    def add_json(self, name: str, made: Any) -> None:
        """One file of JSON that people can read, summed."""
        with self.summed(name) as file:
            file.write(json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n")


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
