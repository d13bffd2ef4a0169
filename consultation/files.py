"""Finished files on disk, each named by the SHA-256 of what it holds."""

import io
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings

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


def path_of(digest: str) -> Path:
    """Where the file of this digest lies, whether it is there or not."""
    return Path(settings.FILES_ROOT) / digest[:2] / digest


def store(write: Callable[[Sink], object]) -> Stored:
    """Keep what `write` puts into the file that it is given. Raises OSError.

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
            place = path_of(digest)
            place.parent.mkdir(exist_ok=True, mode=0o700)
            Path(file.name).replace(place)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    for folder in (place.parent, root):
        _sync(folder)
    return Stored(digest, hashing.size)


def _sync(folder: Path) -> None:
    """A new name lasts only when its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
