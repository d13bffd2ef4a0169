"""Files of people, and reports: whole or not there at all, and never served by path.

A file is named by the SHA-256 of what it holds, or by a name of its own that nobody can guess. It
is made under FILES_ROOT, and lies there too, or in the bucket of an object store, where one is set.
"""

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings

from consultation.files.disk import DIGEST, HALF, KEY, Disk, root, written

BUCKET = "files"  # the name of its place among STORAGES
LEAST_FREE = 1_000_000_000  # bytes
DAY = 86_400.0  # seconds
AT_ONCE = 1 << 20  # bytes; an export comes row by row


class Sink(Protocol):
    """Something that bytes are written to."""

    def write(self, content: bytes | memoryview, /) -> object: ...


@dataclass(frozen=True)
class Stored:
    """A file that is safely kept."""

    sha256: str
    size: int


class Place(Protocol):
    """Where files lie. All of it raises OSError, and FileNotFoundError for what is not there."""

    def take(self, made: Path, name: str, stored: Stored) -> None:
        """Keep the file that was made there. It lasts when this returns, and no half of it does."""

    def opened(self, name: str) -> IO[bytes]:
        """Its bytes, from the first on. They can be gone through again."""

    def local(self, name: str) -> AbstractContextManager[Path]:
        """For a program that reads a path: a file that is there until the end, and not changed."""

    def size(self, name: str) -> int | None:
        """Bytes; None where there is no such file."""

    def made_before(self, name: str, moment: float) -> bool:
        """It is there, and was last written before (seconds of the epoch)."""

    def names(self, before: float) -> Iterator[str]:
        """Of all that were last written before (seconds of the epoch)."""

    def copy(self, name: str, *, under: str) -> None:
        """The same bytes under a second name; either can be removed without the other."""

    def remove(self, name: str) -> None:
        """Take the bytes away, if they are there."""


class _Hashing(io.RawIOBase):
    """A file that hashes what goes into it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest, self.size = file, sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        written = self.file.write(content)
        self.digest.update(content)
        self.size += written
        return written


def place() -> Place:
    """The disk, unless there is a bucket."""
    if BUCKET not in settings.STORAGES:
        return Disk()
    from consultation.files.bucket import Bucket

    return Bucket()


def free() -> int:
    """Bytes that are left on the disk on which files are made. Raises OSError."""
    return shutil.disk_usage(root()).free


def has_room() -> bool:
    """Visitors may still add files: reports and exports need the rest of the disk."""
    return free() > LEAST_FREE


def try_out() -> None:
    """Make one, for nothing. Raises OSError. Asks no bucket: most pages need none."""
    with tempfile.TemporaryFile(dir=root()) as file:
        file.write(os.urandom(1))


def is_there(name: str) -> bool:
    """There is such a file. Raises OSError."""
    return place().size(name) is not None


def is_whole(name: str, size: int) -> bool:
    """The file is there, all of it. Raises OSError."""
    return place().size(name) == size


def opened(name: str) -> IO[bytes]:
    """Its bytes, from the first on. Raises OSError, FileNotFoundError where there are none."""
    return place().opened(name)


def local(name: str) -> AbstractContextManager[Path]:
    """A path to read it at, until the end. Raises OSError, FileNotFoundError."""
    return place().local(name)


def forsaken(before: float) -> list[str]:
    """Files of people that were last written before (seconds of the epoch). Raises OSError.

    Those are named by 32 signs; those that are named by their digest are reports and tables.
    """
    return [name for name in place().names(before) if len(name) == KEY]


def digests(before: float) -> list[str]:
    """Files that are named by what they hold, last made before (seconds of the epoch).

    Those of reports and of imports. Whoever keeps others so tells `named` in
    `report/queries.py` of the column that names them. Raises OSError.
    """
    return [name for name in place().names(before) if len(name) == DIGEST]


def made_before(name: str, moment: float) -> bool:
    """It is there, and was last written before (seconds of the epoch). Raises OSError."""
    return place().made_before(name, moment)


def drop_halves(before: float) -> int:
    """Take halves of files away, of this machine, that were last written before. Returns how many.

    Whoever dies while a file is made, or fetched, leaves one.
    """
    gone = 0
    for one in root().glob(f"{HALF}*"):
        last = written(one)
        if last is not None and last < before:
            one.unlink(missing_ok=True)
            gone += 1
    return gone


def store(write: Callable[[Sink], object], *, name: str = "") -> Stored:
    """Keep what `write` puts into the file that it is given. Raises OSError.

    It is kept under `name`, or under its digest where none is given.

    The file gets its name only when it is whole and safe, so a reader never sees half of one, and
    two workers that make the same file end with one.
    """
    with tempfile.NamedTemporaryFile(dir=root(), prefix=HALF, delete=False) as file:
        made = Path(file.name)
        drop_halves(made.stat().st_mtime - DAY)  # here, as each machine has its own
        try:
            hashing = _Hashing(file)
            with io.BufferedWriter(hashing, AT_ONCE) as sink:
                write(sink)
            file.flush()
            os.fsync(file.fileno())
            stored = Stored(hashing.digest.hexdigest(), hashing.size)
            place().take(made, name or stored.sha256, stored)
        finally:
            made.unlink(missing_ok=True)
    return stored


def copy(name: str, *, under: str) -> None:
    """The same bytes under a second name; either can be removed without the other.

    Raises OSError, FileNotFoundError where there are none.
    """
    place().copy(name, under=under)


def remove(name: str) -> None:
    """Take the bytes away, if they are there. Raises OSError."""
    place().remove(name)
