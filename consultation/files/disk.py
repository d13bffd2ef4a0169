"""Files on a disk under FILES_ROOT."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from consultation.files import Stored


HALF = "unfinished-"  # how the name of a file begins that is being made
DIGEST, KEY = 64, 32  # signs in the name of a report or a table, and of what people sent


def root() -> Path:
    """The folder, made where it is not there yet. Raises OSError."""
    folder = Path(settings.FILES_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def path_of(name: str) -> Path:
    """Where the file of this name lies, whether it is there or not."""
    return Path(settings.FILES_ROOT) / name[:2] / name


def sync(folder: Path) -> None:
    """A new name lasts only when its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def written(found: Path) -> float | None:
    """When (seconds of the epoch); None where it has gone meanwhile, or never was."""
    try:
        return found.stat().st_mtime
    except FileNotFoundError:
        return None


class Disk:
    """`Place` says what each does."""

    def take(self, made: Path, name: str, stored: "Stored") -> None:
        """It lies on the same disk, written and synced: it only gets its name."""
        end = path_of(name)
        end.parent.mkdir(exist_ok=True, mode=0o700)
        made.replace(end)
        for folder in (end.parent, root()):
            sync(folder)

    def opened(self, name: str) -> IO[bytes]:
        return path_of(name).open("rb")

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        found = path_of(name)
        if not found.is_file():
            raise FileNotFoundError(found)
        yield found

    def size(self, name: str) -> int | None:
        found = path_of(name)
        return found.stat().st_size if found.is_file() else None

    def made_before(self, name: str, moment: float) -> bool:
        last = written(path_of(name))
        return last is not None and last < moment

    def names(self, before: float) -> Iterator[str]:
        for found in root().glob("*/*"):
            last = written(found)
            if last is not None and last < before:
                yield found.name

    def copy(self, name: str, *, under: str) -> None:
        end = path_of(under)
        end.parent.mkdir(exist_ok=True, mode=0o700)
        try:
            os.link(path_of(name), end)
        except FileNotFoundError:
            raise
        except OSError:  # a file system without links
            from consultation.files import store

            with self.opened(name) as source:
                store(lambda sink: shutil.copyfileobj(source, sink), name=under)
        sync(end.parent)

    def remove(self, name: str) -> None:
        path_of(name).unlink(missing_ok=True)
