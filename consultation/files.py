"""Files on disk under FILES_ROOT: whole or not there at all, and never served by path.

A file is named by the SHA-256 of what it holds, or by a name of its own that nobody can guess.
"""

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings

LEAST_FREE = 1_000_000_000  # bytes
AT_ONCE = 1 << 20  # bytes; an export comes row by row


class Sink(Protocol):
    """Something that bytes are written to."""

    def write(self, content: bytes | memoryview, /) -> object: ...


@dataclass(frozen=True)
class Stored:
    """A file that is safely on the disk."""

    sha256: str
    size: int


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


def path_of(name: str) -> Path:
    """Where the file of this name lies, whether it is there or not."""
    return Path(settings.FILES_ROOT) / name[:2] / name


def has_room() -> bool:
    """Visitors may still add files: reports and exports need the rest of the disk."""
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return shutil.disk_usage(root).free > LEAST_FREE


def is_whole(name: str, size: int) -> bool:
    """The file is there, all of it."""
    place = path_of(name)
    return place.is_file() and place.stat().st_size == size


def forsaken(before: float) -> Iterator[Path]:
    """Files of people, and halves of files, that were last written before (seconds of the epoch).

    Those are named by 32 signs; those that are named by their digest are reports and tables.
    """
    root = Path(settings.FILES_ROOT)
    for place in root.glob("*/*") if root.is_dir() else ():
        if len(place.name) == 32 and place.stat().st_mtime < before:
            yield place
    for place in root.glob("unfinished-*"):
        if place.stat().st_mtime < before:
            yield place


def digests(before: float) -> Iterator[Path]:
    """Files that are named by what they hold, last made before (seconds of the epoch).

    Those of reports and of imports. Whoever keeps others so tells `named` in
    `report/queries.py` of the column that names them.
    """
    root = Path(settings.FILES_ROOT)
    for place in root.glob("*/*") if root.is_dir() else ():
        if len(place.name) == 64 and place.stat().st_mtime < before:
            yield place


def store(write: Callable[[Sink], object], *, name: str = "") -> Stored:
    """Keep what `write` puts into the file that it is given. Raises OSError.

    It is kept under `name`, or under its digest where none is given.

    The file gets its name only when it is whole and on the disk, so a reader never sees half of
    one, and two workers that make the same file end with one.
    """
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=root, prefix="unfinished-", delete=False) as file:
        try:
            hashing = _Hashing(file)
            with io.BufferedWriter(hashing, AT_ONCE) as sink:
                write(sink)
            file.flush()
            os.fsync(file.fileno())
            digest = hashing.digest.hexdigest()
            place = path_of(name or digest)
            place.parent.mkdir(exist_ok=True, mode=0o700)
            Path(file.name).replace(place)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    for folder in (place.parent, root):
        sync(folder)
    return Stored(digest, hashing.size)


def sync(folder: Path) -> None:
    """A new name lasts only when its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy(name: str, *, under: str) -> None:
    """The same bytes under a second name; either can be removed without the other.

    Raises OSError, FileNotFoundError where there are none.
    """
    place = path_of(under)
    place.parent.mkdir(exist_ok=True, mode=0o700)
    try:
        os.link(path_of(name), place)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without links
        with path_of(name).open("rb") as file:
            store(lambda sink: shutil.copyfileobj(file, sink), name=under)
    sync(place.parent)


def remove(name: str) -> None:
    """Take the bytes away, if they are there. Raises OSError."""
    path_of(name).unlink(missing_ok=True)
