"""The published files of the log, below one folder: written once, whole or not there at all.

What others have read cannot be taken back, so neither do we: a tile that is there is never written
with other bytes. A file that is not full gives way to the full one that begins with it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from consultation.files.disk import sync
from consultation.ledger.tiles import FULL, Tile

CHECKPOINT = "checkpoint"
TOGETHER = 16  # files that are waited for at a time


class Altered(Exception):
    """A published file holds other bytes than the log says; the message names it."""


class Shelf:
    """The folder that is served as the address of the log."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else on this machine writes here meanwhile."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def head(self) -> str:
        """The signed head that everybody reads; "" before the first. Raises OSError."""
        try:
            return (self.root / CHECKPOINT).read_text()
        except FileNotFoundError:
            return ""

    def read(self, tile: Tile) -> bytes:
        """What a tile holds; one that is not full is the beginning of the full one.

        Raises OSError, FileNotFoundError where it is not there.
        """
        try:
            return (self.root / tile.path).read_bytes()
        except FileNotFoundError:
            if tile.width == FULL or tile.level < 0:
                raise
            whole = (self.root / Tile(tile.level, tile.number).path).read_bytes()
            return whole[: tile.width * len(whole) // FULL]

    def add(self, tiles: Iterable[tuple[Tile, Callable[[], bytes]]]) -> None:
        """Publish these, each with what makes its bytes. Raises Altered, and OSError.

        All are on the disk when it returns. Those of one level are waited for together, since a
        disk takes as long for eight as for one; the next level is made of them.
        """
        folders: set[Path] = set()
        with ThreadPoolExecutor(TOGETHER) as pool:
            for _level, some in groupby(tiles, key=lambda one: max(one[0].level, 0)):
                made = ((tile, make()) for tile, make in some)
                folders.update(*pool.map(self._put, made))
            list(pool.map(sync, folders))

    def _put(self, one: tuple[Tile, bytes]) -> set[Path]:
        """Publish one; the folders that hold names for it that are new."""
        tile, content = one
        place = self.root / tile.path
        if self._is_there(place, tile, content):
            return set()
        return {place.parent, *self._write(place, content)}

    def _is_there(self, place: Path, tile: Tile, content: bytes) -> bool:
        try:
            held = place.read_bytes()
        except FileNotFoundError:
            return False
        if held != content:
            raise Altered(f"{tile.path} holds other bytes than the log.")
        return True

    def _write(self, place: Path, content: bytes) -> list[Path]:
        """A whole file under its name; the folders that had to be made for it."""
        made = [one for one in place.parents if not one.exists()]
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.root, prefix=".new-", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), 0o644)  # everybody reads it
                Path(file.name).replace(place)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        return [one.parent for one in made]

    def set_head(self, note: str) -> None:
        """From now on everybody reads this head. Raises OSError."""
        place = self.root / CHECKPOINT
        self._write(place, note.encode())
        sync(self.root)

    def beyond(self, size: int) -> list[Tile]:
        """The tiles here that a head of this size does not reach. Raises OSError."""
        files = (one for one in (self.root / "tile").rglob("*") if one.is_file())
        found = (Tile.named(one.relative_to(self.root).as_posix()) for one in files)
        return sorted(one for one in found if one is not None and one.is_beyond(size))

    def put_aside(self, tiles: Iterable[Tile], name: str) -> None:
        """Move these into a folder of this name beside them. Raises OSError."""
        for tile in tiles:
            place, aside = self.root / tile.path, self.root / name / tile.path
            aside.parent.mkdir(parents=True, exist_ok=True)
            place.rename(aside)
            sync(place.parent)

    def drop_parts(self, tiles: Iterable[Tile]) -> None:
        """Take away the parts of tiles that are full: each is the beginning of the full one."""
        for tile in tiles:
            if tile.width == FULL:
                parts = self.root / f"{tile.path}.p"
                shutil.rmtree(parts, ignore_errors=True)
