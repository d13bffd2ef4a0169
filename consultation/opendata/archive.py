"""A ZIP file that is written as it goes: the same contents give the same bytes.

No entry carries a time or a system of its own, and none is held in memory.
"""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from consultation.files import Sink

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP file can tell
UNIX, READABLE = 3, 0o644 << 16
LEVEL = zlib.Z_DEFAULT_COMPRESSION


@dataclass(frozen=True)
class Packed:
    """One file of it."""

    name: str
    media: str
    size: int
    sha256: str


class Writing:
    """A file of it that is being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest, self.size = file, sha256(), 0

    def write(self, content: bytes) -> int:
        """Add bytes."""
        self.file.write(content)
        self.digest.update(content)
        self.size += len(content)
        return len(content)

    def write_json(self, made: Any) -> None:
        """Add JSON that people can read."""
        self.write(json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n")

    def write_line(self, made: Any) -> None:
        """Add a line of JSON lines."""
        self.write(json.dumps(made, ensure_ascii=False).encode() + b"\n")


class _Pouring:
    """What ZipFile writes to: a sink, of which nothing but `write` is asked."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    def write(self, content: bytes) -> int:
        self.sink.write(content)
        return len(content)

    def flush(self) -> None:
        """The sink's own matter."""


class Archive:
    """The whole file. `packed` lists what is in it so far."""

    def __init__(self, sink: Sink) -> None:
        pouring = cast(IO[bytes], _Pouring(sink))
        self.zip = ZipFile(pouring, "w", ZIP_DEFLATED, compresslevel=LEVEL)
        self.packed: list[Packed] = []

    @contextmanager
    def file(self, name: str, media: str) -> Iterator[Writing]:
        """Write one file."""
        about = ZipInfo(name, EPOCH)
        about.compress_type, about.create_system = ZIP_DEFLATED, UNIX
        about.external_attr = READABLE
        with self.zip.open(about, "w", force_zip64=True) as file:
            writing = Writing(file)
            yield writing
        digest = writing.digest.hexdigest()
        self.packed.append(Packed(name, media, writing.size, digest))

    def add_json(self, name: str, made: Any, media: str = "application/json") -> None:
        """Write one file of JSON."""
        with self.file(name, media) as file:
            file.write_json(made)

    def close(self) -> None:
        """Write the list of contents at its end."""
        self.zip.close()
