"""A database put back to an earlier time, and published files that are lost."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction


def files(folder: Path) -> dict[str, bytes]:
    """What is published, by its names."""
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file() and one.name != ".lock"
    }


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is published, and the database is put back to where it was before."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def lose(folder: Path, pattern: str) -> None:
    """Whatever lies there by such a name is lost."""
    for one in list(folder.glob(pattern)):
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def gone(folder: Path) -> dict[str, bytes]:
    """The folder's files are lost; what they were."""
    before = files(folder)
    for pattern in ("checkpoint", "tile"):
        lose(folder, pattern)
    return before
