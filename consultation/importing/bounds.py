"""How large a sheet would become in memory, told before the library that reads it makes room.

The library makes room for the whole rectangle that the filled cells span, and once more for a text
in each cell that has it. A few bytes of XML can ask for more than any machine has: two cells in
opposite corners, one cell repeated. So the XML is read once as a stream, which keeps nothing.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import IO
from xml.parsers import expat

MOST_UNPACKED = 400_000_000  # bytes of all parts together, and characters of all cells together
MOST_CELLS = 10_000_000  # rows times columns
AT_ONCE = 1 << 16
PLACE = re.compile(r"([A-Za-z]*)(\d*)")
TORN = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, expat.ExpatError,
)  # fmt: skip
NESTED = {"table": 0, "table-row": 1, "table-cell": 2, "covered-table-cell": 2}
Attributes = dict[str, str]


class Damaged(Exception):
    """It is not what it should be, or has a password."""


class TooMany(Exception):
    """It asks for more cells, or for more text, than is made room for."""


def judge_workbook(file: IO[bytes], sheet: str) -> None:
    """Judge one sheet of an Excel workbook. Raises Damaged or TooMany."""
    with _opened(file) as packed:
        texts = Texts()
        if "xl/sharedstrings.xml" in packed.members:
            packed.read("xl/sharedstrings.xml", texts)
        for part in packed.parts_of(sheet):
            packed.read(part, Sheet(texts.lengths))


def judge_open_document(file: IO[bytes]) -> None:
    """Judge every table: the library opens them all. Raises Damaged or TooMany."""
    with _opened(file) as packed:
        packed.read("content.xml", Tables())


class Reader:
    """Hears what stands in a part."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, words: str) -> None:
        """Words within it."""


class Texts(Reader):
    """How long each of the texts is that cells refer to by number."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self.lengths.append(0)

    def text(self, words: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(words)


class Listed(Reader):
    """The attributes of every element of one name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Attributes] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == self.name:
            self.found.append(attributes)


class Room:
    """What is asked for so far. Raises TooMany."""

    def __init__(self) -> None:
        self.rows = self.columns = self.cells = self.letters = 0

    def take(self, row: int, column: int, *, cells: int = 1, letters: int = 0) -> None:
        """Filled cells that reach as far as this row and column, counted from one."""
        if row > self.rows:
            self.rows = row
        if column > self.columns:
            self.columns = column
        self.cells += cells
        self.letters += letters
        room = self.rows * self.columns
        if room > MOST_CELLS or self.cells > MOST_CELLS or self.letters > MOST_UNPACKED:
            raise TooMany


class Sheet(Reader):
    """A sheet of an Excel workbook. A cell without a place of its own stands after the last."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths, self.room = lengths, Room()
        self.line = self.next = 1  # the row, and the column of a cell without a place
        self.row = self.column = 1  # of the cell
        self.within = self.shared = self.valued = False
        self.number = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if self.valued or (self.within and name == "c"):
            raise Damaged
        if name == "c":
            self.row, self.column = self.line, self.next
            if "r" in attributes:
                self.row, self.column = _place(attributes["r"])
            self.next = self.column + 1
            self.within, self.shared = True, attributes.get("t") == "s"
        elif name in ("v", "is"):
            self.room.take(self.row, self.column)
            self.valued = self.shared and name == "v"
        elif name == "row":
            self.next = 1
            if "r" in attributes:
                self.line = _place(attributes["r"])[0]

    def text(self, words: str) -> None:
        if self.valued:
            self.number += words

    def end(self, name: str) -> None:
        if name == "c":
            self.within = False
        elif name == "row":
            self.line, self.next = self.line + 1, 1
        elif self.valued:
            number, self.number, self.valued = self.number.strip(), "", False
            place = int(number) if number.isdecimal() and len(number) < 10 else len(self.lengths)
            if place < len(self.lengths):
                self.room.take(1, 1, cells=0, letters=self.lengths[place])


class Tables(Reader):
    """The tables of an OpenDocument spreadsheet: rows and cells say how often they are repeated."""

    def __init__(self) -> None:
        self.room = Room()
        self.row = self.column = 0
        self.repeats = self.again = 1
        self.depth: list[str] = []  # of table, row and cell, which stand in one another
        self.within = self.filled = False
        self.reach = self.cells = self.letters = self.words = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name in NESTED:
            if any(NESTED[one] >= NESTED[name] for one in self.depth):
                raise Damaged
            self.depth.append(name)
        if name == "table":
            self.room, self.row = Room(), 0
        elif name == "table-row":
            self.repeats = _times(attributes, "number-rows-repeated")
            self.column = self.reach = self.cells = self.letters = 0
        elif name in ("table-cell", "covered-table-cell"):
            self.again = _times(attributes, "number-columns-repeated")
            said = (key.rpartition(":")[2] for key in attributes)
            self.within, self.words = True, sum(map(len, attributes.values()))
            self.filled = any(one == "formula" or "value" in one for one in said)
        elif self.within:
            self.filled = True

    def text(self, words: str) -> None:
        if self.within:
            self.words += len(words)

    def end(self, name: str) -> None:
        if name in NESTED:
            self.depth.pop()
        if name in ("table-cell", "covered-table-cell"):
            self.within = False
            self.column += self.again
            if self.filled:
                self.reach = self.column
                self.cells += self.again
                self.letters += self.again * self.words
                self.room.take(self.row + 1, self.reach, cells=0)
        elif name == "table-row":
            self.row += self.repeats
            if self.reach:
                cells, letters = self.cells * self.repeats, self.letters * self.repeats
                self.room.take(self.row, self.reach, cells=cells, letters=letters)


def _place(written: str) -> tuple[int, int]:
    """Row and column of a reference such as B7, both from one."""
    found = PLACE.fullmatch(written)
    if found is None or len(written) > 20:
        raise Damaged
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2] or 1), max(column, 1)


def _times(attributes: Attributes, name: str) -> int:
    said = [value for key, value in attributes.items() if key.rpartition(":")[2] == name]
    if not said:
        return 1
    if not said[0].isdecimal() or len(said[0]) > 20:
        raise Damaged
    return int(said[0])


class Packed:
    """The parts of a workbook, by name in small letters."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members = {one.filename.lower(): one for one in archive.infolist()}
        if len(self.members) < len(archive.infolist()):
            raise Damaged  # which of two with one name is read, nobody can know

    def parts_of(self, sheet: str) -> Iterator[str]:
        """The names of the parts that hold the sheet of this name."""
        sheets, targets = Listed("sheet"), Listed("Relationship")
        self.read("xl/workbook.xml", sheets)
        self.read("xl/_rels/workbook.xml.rels", targets)
        wanted = {
            value
            for one in sheets.found
            if one.get("name") == sheet
            for key, value in one.items()
            if key.rpartition(":")[2] == "id"
        }
        found = [one.get("Target", "") for one in targets.found if one.get("Id") in wanted]
        if not found:
            raise Damaged
        for target in found:
            bare = target.lower().removeprefix("/")
            yield bare if bare.startswith("xl/") else f"xl/{bare}"

    def read(self, name: str, reader: Reader) -> None:
        """Read a part through. Raises Damaged where it is none, or no XML."""
        if name not in self.members:
            raise Damaged
        member = copy(self.members[name])
        member.file_size = MOST_UNPACKED + 1  # not what it says: what it unpacks to
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = _bare(reader.start)
        parser.EndElementHandler = _bare(reader.end)
        parser.CharacterDataHandler = reader.text
        parser.StartDoctypeDeclHandler = _refused
        size = 0
        with self.archive.open(member) as part:
            while piece := part.read(AT_ONCE):
                size += len(piece)
                if size > MOST_UNPACKED:
                    raise TooMany
                parser.Parse(piece, False)
        parser.Parse(b"", True)


def _bare(heard: Callable[..., None]) -> Callable[..., None]:
    """Without the prefix of a namespace."""
    return lambda name, *more: heard(name.rpartition(":")[2] if ":" in name else name, *more)


def _refused(*_declared: object) -> None:
    raise Damaged


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[Packed]:
    """The parts of a file. What is wrong with any of them is Damaged."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            yield Packed(archive)
    except TORN as problem:
        raise Damaged from problem
