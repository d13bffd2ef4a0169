"""Excel workbooks, written row by row: a hundred thousand rows take no more memory than ten.

Of the libraries that stay within our bounds of time and memory, none can set what a file says of
itself or writes the same bytes twice, and XlsxWriter, which can, takes twice the time that we
promise for an export (docs/decisions/0021-files-of-a-report.md). So these are the parts of
SpreadsheetML that a table needs: texts that are never formulas, numbers, shares, dates, a heading
that stays in sight, widths, and how it prints. Nothing is hidden, linked or cached.

A text goes in as it is. What must not become a formula once somebody saves the sheet as CSV has
been made safe before: `consultation/spreadsheets.py`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from textwrap import wrap
from typing import IO

from consultation.files import Sink
from consultation.packing import Pack
from consultation.spreadsheetml import CLOSING, Book, opening, parts, written

LONGEST = 32_767  # characters of a cell, those outside the basic plane counted as two
MOST_ROWS = 1_048_576  # of a sheet, the heading counted
MOST_BYTES = 1_900_000_000  # of a sheet: a member of the zip file must stay under two gigabytes
LONGEST_NAME = 31  # characters of a sheet's name
WHOLE = 10**15  # whole numbers beyond are kept as text: a spreadsheet would round them
AT_ONCE = 512  # rows
SHORT, MOST_KNOWN = 64, 10_000  # most cells are one of a few labels, which are written once
FIRST_DATE = datetime(1899, 12, 30)  # noqa: DTZ001  # day 0 of the numbers that are dates
A_DAY = 86_400
A_LINE, HIGHEST = 15, 405  # points

NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Share(float):
    """A part of a whole, shown in per cent."""


class Words(str):
    """A text that is shown on as many lines as it needs."""

    __slots__ = ()


Cell = str | int | float | date | datetime | None


class TooLong(ValueError):
    """A text that no cell can hold whole. `pieces` tells it apart beforehand."""


@dataclass(frozen=True)
class Sheet:
    """A sheet before its rows: its name, its heading and how wide its columns are."""

    name: str
    head: Sequence[str]
    widths: Sequence[int] = ()


def length(text: str) -> int:
    """Characters as a spreadsheet counts them."""
    return len(text) + sum(one > "\uffff" for one in text)


def is_long(text: str, most: int = LONGEST) -> bool:
    """No cell holds it whole."""
    return len(text) * 2 > most and length(text) > most


def pieces(text: str, most: int) -> Iterator[str]:
    """The text in parts that a cell can hold. A sign is never cut in two."""
    begun, room = 0, most
    for place, one in enumerate(text):
        room -= 2 if one > "\uffff" else 1
        if room < 0:
            yield text[begun:place]
            begun, room = place, most - (2 if one > "\uffff" else 1)
    yield text[begun:]


def names_of(titles: Iterable[str]) -> list[str]:
    """A legal name for a sheet of each title; two sheets never have the same."""
    taken: set[str] = set()
    found = []
    for title in titles:
        plain = " ".join(NOT_IN_NAMES.sub(" ", title).split()).strip("'") or "Sheet"
        # A name that a spreadsheet keeps for itself.
        plain = f"{plain} 1" if plain.casefold() == "history" else plain
        name = plain[:LONGEST_NAME].strip(" '")
        for number in count(2):
            if name.casefold() not in taken:
                break
            end = f" {number}"
            name = plain[: LONGEST_NAME - len(end)].strip(" '") + end
        taken.add(name.casefold())
        found.append(name)
    return found


class Workbook:
    """A workbook in the making, as a context manager: sheets, and within each its rows.

    A sheet that is full goes on in another, with the heading once more.
    """

    def __init__(
        self, sink: Sink, book: Book, *, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES
    ) -> None:
        self.book, self.most_rows, self.most_bytes = book, most_rows, most_bytes
        self.names: list[str] = []
        self._pack = Pack(sink)

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is None:
            for name, content in parts(self.book, self.names):
                self._pack.add(name, content.encode())
        self._pack.__exit__(kind)

    def write(self, sheet: Sheet, rows: Iterable[Sequence[Cell]], foot: Sequence[Cell] = ()) -> int:
        """A sheet with these rows under its heading, and a last one in bold.

        Returns the number of rows. Raises TooLong for a text that does not fit into a cell.
        """
        written = 0
        with ExitStack() as open_sheet:
            writing = self._begin(sheet, sheet.name, open_sheet)
            for row, weight in _weighted(rows, foot):
                if writing.is_full:
                    writing.end()
                    open_sheet.close()
                    name = f"{sheet.name[: LONGEST_NAME - 4]} {1 + len(self.names)}"
                    writing = self._begin(sheet, name, open_sheet)
                writing.row(row, weight)
                written += weight == PLAIN
            writing.end()
        return written

    def _begin(self, sheet: Sheet, name: str, open_sheet: ExitStack) -> "_Writing":
        name = names_of([*self.names, name])[-1]
        self.names.append(name)
        member = self._pack.growing(f"xl/worksheets/sheet{len(self.names)}.xml")
        file = open_sheet.enter_context(member)
        first = len(self.names) == 1
        return _Writing(sheet, file, self.most_rows, self.most_bytes, first=first)


PLAIN, HEAD, BOLD = 0, 1, 2
# Style of a cell by its type, plain and in a last row; the order is that of STYLES.
KINDS: dict[type, tuple[int, int]] = {
    str: (0, 7), Words: (6, 7), int: (2, 8), float: (0, 8), Share: (3, 9),
    datetime: (4, 7), date: (5, 7),
}  # fmt: skip


def _weighted(
    rows: Iterable[Sequence[Cell]], foot: Sequence[Cell]
) -> Iterator[tuple[Sequence[Cell], int]]:
    """The rows and the last one, which also needs room."""
    for row in rows:
        yield row, PLAIN
    if foot:
        yield foot, BOLD


class _Writing:
    """One sheet that is open."""

    def __init__(
        self, sheet: Sheet, file: IO[bytes], most_rows: int, most_bytes: int, *, first: bool
    ) -> None:
        self.file, self.most_rows, self.most_bytes = file, most_rows, most_bytes
        self.widths = sheet.widths
        self.columns = [_letters(place) for place in range(len(sheet.head))]
        self.number, self.bytes, self.kept = 0, 0, list[str]()
        self.known: dict[str, str] = {}  # short texts that came before, as XML
        self.kept.append(opening(sheet.widths, first=first))
        self.row(sheet.head, HEAD)

    @property
    def is_full(self) -> bool:
        return self.number >= self.most_rows or self.bytes >= self.most_bytes

    def row(self, cells: Sequence[Cell], weight: int = PLAIN) -> None:
        self.number += 1
        number, known = str(self.number), self.known
        made = [f'<row r="{number}"{self._height(cells, weight)}>']
        for letters, cell in zip(self.columns, cells, strict=True):
            if cell is None or cell == "":
                continue
            if weight or type(cell) is not str or len(cell) > SHORT:
                made.append(f'<c r="{letters}{number}{_cell(cell, weight, letters + number)}')
                continue
            tail = known.get(cell)
            if tail is None:
                if len(known) >= MOST_KNOWN:
                    known.clear()
                known[cell] = tail = _cell(cell, weight, letters + number)
            made.append(f'<c r="{letters}{number}{tail}')
        made.append("</row>")
        self.kept.append("".join(made))
        if len(self.kept) >= AT_ONCE:
            self._pour()

    def _height(self, cells: Sequence[Cell], weight: int) -> str:
        """Room for all lines of what is wrapped: not every program makes it by itself."""
        if not self.widths or not (weight == HEAD or any(type(one) is Words for one in cells)):
            return ""
        wrapped = zip(cells, self.widths, strict=False)
        lines = [_lines(one, width) for one, width in wrapped if isinstance(one, str)]
        height = min(HIGHEST, A_LINE * max(lines, default=1))
        return f' ht="{height}" customHeight="1"' if height > A_LINE else ""

    def _pour(self) -> None:
        content = "".join(self.kept).encode()
        self.file.write(content)
        self.bytes += len(content)
        self.kept.clear()

    def end(self) -> None:
        self.kept.append(CLOSING)
        self._pour()


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of this width, broken at spaces."""
    return sum(len(wrap(line, max(4, width - 1))) or 1 for line in text.split("\n")[:30])


def _cell(cell: Cell, weight: int, place: str) -> str:
    """A cell as XML, from where its place ends. Raises TooLong."""
    kind = type(cell)
    if isinstance(cell, str) or (isinstance(cell, int) and abs(cell) >= WHOLE):
        text = str(cell)
        if is_long(text):
            raise TooLong(f"{length(text):,} characters in {place}")
        style = 1 if weight == HEAD else KINDS[kind if kind is Words else str][weight == BOLD]
        named = f'" s="{style}' if style else ""
        keep = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        return f'{named}" t="inlineStr"><is><t{keep}>{written(text)}</t></is></c>'
    return f'" s="{KINDS[kind][weight == BOLD]}"><v>{_number(cell)}</v></c>'


def _number(cell: Cell) -> str:
    """A number, or the days since the first date of spreadsheets; instants are in UTC."""
    if isinstance(cell, datetime):
        moment = cell.astimezone(UTC).replace(tzinfo=None) if cell.tzinfo else cell
        return repr(round((moment - FIRST_DATE).total_seconds() / A_DAY, 9))
    if isinstance(cell, date):
        return str((cell - FIRST_DATE.date()).days)
    return float.__repr__(cell) if isinstance(cell, float) else str(cell)


def _letters(place: int) -> str:
    """A, B, ... Z, AA, AB: the column at this place, counted from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
