"""What a file of responses holds: headings, and rows of texts. Nothing in a cell is altered.

Rows are numbered as a spreadsheet numbers them: the headings are row 1, and empty rows count. CSV
is read as a stream; a workbook is held in memory by the library that reads it, so its size is
judged before it is opened.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook

from consultation.importing import bounds
from consultation.stored import known

MOST_BYTES = 50_000_000
MOST_COLUMNS = 400
LONGEST_CELL = 1_000_000  # characters, so that a quotation mark left open is found soon
SAMPLED = 200  # rows that samples are taken from
SAMPLES, LONGEST_SAMPLE = 3, 60
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
CSV, XLSX, ODS = "csv", "xlsx", "ods"
KINDS = {CSV: "CSV", XLSX: "Excel workbook", ODS: "OpenDocument spreadsheet"}
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # and workbooks with a password
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

NO_TEXT = "The selected file cannot be read as text. Save it as CSV UTF-8 or .xlsx"

Row = tuple[int, list[str]]


class Unreadable(Exception):
    """A file that cannot be read. Its text is the sentence to show."""


@dataclass(frozen=True)
class Reading:
    """How a file is read. `guessed`: nothing in it says which character set it is in."""

    kind: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    others: int = 0  # sheets that are not read
    guessed: bool = False

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Reading":
        """From an import's column."""
        return cls(**known(cls, stored))

    def as_json(self) -> dict[str, Any]:
        """For an import's column."""
        return asdict(self)

    @property
    def words(self) -> str:
        """How it was read, for the person who knows what it should look like."""
        if self.kind != CSV:
            others = f"; its other {self.others} sheets are not read" if self.others > 1 else ""
            others = "; its other sheet is not read" if self.others == 1 else others
            return f"{KINDS[self.kind]}, sheet “{self.sheet}”{others}."
        told = f"CSV with {SEPARATORS[self.separator]} between columns, in {NAMES[self.encoding]}"
        guess = " This character set is a guess: look at its letters with accents."
        return f"{told}.{guess if self.guessed else ''}"


NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}


class Table:
    """An opened file: its headings, then its rows once. `done` is the share that was read."""

    def __init__(self, rows: Iterator[Row], *, size: int) -> None:
        self.rows, self.size, self.read = rows, max(size, 1), 0
        self.empty = 0
        _number, cells = next(rows, (0, []))
        if not any(cells):
            raise Unreadable("The first row is empty. It must hold the headings of the columns.")
        if any("\x00" in cell for cell in cells):  # two bytes a letter, and nothing that says so
            raise Unreadable(NO_TEXT)
        self.headers = _trimmed([cell.strip() for cell in cells])
        if len(self.headers) > MOST_COLUMNS:
            raise Unreadable(f"It has {len(self.headers)} columns. The most is {MOST_COLUMNS}.")

    @property
    def done(self) -> float:
        """From 0 to 1."""
        return min(self.read / self.size, 1.0)

    def __iter__(self) -> Iterator[Row]:
        """The rows that hold anything, with their numbers; the others are counted."""
        for number, cells in self.rows:
            if any(map(str.strip, cells)):
                yield number, cells
            else:
                self.empty += 1


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def size_of(file: IO[bytes]) -> int:
    """Bytes in all."""
    return file.seek(0, io.SEEK_END)


def recognised(file: IO[bytes]) -> Reading:
    """How to read a file, told by what is in it. Raises Unreadable."""
    size = size_of(file)
    if not size:
        raise Unreadable("The selected file is empty")
    if size > MOST_BYTES:
        raise Unreadable("The selected file must be smaller than 50MB")
    file.seek(0)
    start = file.read(4)
    if start == OLD_EXCEL:
        raise Unreadable(
            "The selected file is an old Excel file or has a password. Save it as .xlsx without a "
            "password, or as CSV"
        )
    return _workbook(file) if start == b"PK\x03\x04" else _csv(file)


def _workbook(file: IO[bytes]) -> Reading:
    try:
        with zipfile.ZipFile(file) as packed:
            names = {one.filename for one in packed.infolist()}
            unpacked = sum(one.file_size for one in packed.infolist())
    except zipfile.BadZipFile:
        raise Unreadable("The selected file is damaged. Save it again and upload that") from None
    kind = XLSX if "xl/workbook.xml" in names else ODS if "content.xml" in names else ""
    if not kind:
        raise Unreadable("The selected file must be a CSV, TSV, XLSX or ODS file")
    if unpacked > bounds.MOST_UNPACKED:
        raise Unreadable("The selected file is too big once unpacked. Save it as CSV")
    with _opened_workbook(file, kind) as book:
        seen = [one for one in book.sheets_metadata if "Visible" in str(one.visible)]
        sheets = [one.name for one in (seen or book.sheets_metadata)]
    if not sheets:
        raise Unreadable("The selected file has no sheet")
    return Reading(kind, sheet=sheets[0], others=len(sheets) - 1)


def _csv(file: IO[bytes]) -> Reading:
    file.seek(0)
    start = file.read(4)
    marked = next((name for mark, name in MARKS if start.startswith(mark)), "")
    encoding = marked or ("utf-8" if _decodes(file, "utf-8") else "cp1252")
    if not _decodes(file, encoding):
        raise Unreadable(NO_TEXT)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    sample = text.read(64_000)
    text.detach()
    return Reading(
        CSV, encoding=encoding, separator=_separator(sample), guessed=encoding == "cp1252"
    )


def _decodes(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        while text.read(1 << 20):
            pass
    except UnicodeError:
        return False
    finally:
        text.detach()
    return True


def _separator(sample: str) -> str:
    """The one that gives the first row most cells; a comma where there is one column only."""

    def cells(separator: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), []))
        except csv.Error:
            return 0

    return max(SEPARATORS, key=cells)


@contextmanager
def opened(file: IO[bytes], reading: Reading) -> Iterator[Table]:
    """The file's headings and rows. Raises Unreadable, also while rows are being taken."""
    size = size_of(file)
    file.seek(0)
    if reading.kind == CSV:
        text = io.TextIOWrapper(file, encoding=reading.encoding, newline="")
        try:
            yield _counting(Table(_csv_rows(text, reading.separator), size=size), file)
        finally:
            text.detach()
        return
    with _opened_workbook(file, reading.kind, reading.sheet) as book:
        sheet = book.get_sheet_by_name(reading.sheet)
        # Rows above the first that holds anything are left out by the library.
        first = (sheet.start or (0, 0))[0]
        rows = ((n, list(map(words, cells))) for n, cells in enumerate(sheet.iter_rows(), 1))
        yield _stepping(Table(rows, size=sheet.height or 1), first)


def _counting(table: Table, file: IO[bytes]) -> Table:
    """The table, which knows from the file's place how far it is."""

    def rows(inner: Iterator[Row]) -> Iterator[Row]:
        for row in inner:
            if not row[0] % 1000:
                table.read = file.tell()
            yield row

    table.rows = rows(table.rows)
    return table


def _stepping(table: Table, first: int) -> Table:
    def rows(inner: Iterator[Row]) -> Iterator[Row]:
        for number, cells in inner:
            table.read = number
            yield number + first, cells

    table.rows = rows(table.rows)
    return table


def _csv_rows(text: IO[str], separator: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text, delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise Unreadable(
                f"Row {number:,} cannot be read: a quotation mark is missing or in a wrong place "
                f"({problem})."
            ) from None
        yield number, cells


@contextmanager
def _opened_workbook(file: IO[bytes], kind: str, sheet: str = "") -> Iterator[CalamineWorkbook]:
    """Judged before the library makes room: for all of an ODS file, for one sheet of an XLSX."""
    try:
        if kind == ODS:
            bounds.judge_open_document(file)
        elif sheet:
            bounds.judge_workbook(file, sheet)
        file.seek(0)
        with CalamineWorkbook.from_filelike(file) as book:
            yield book
    except bounds.TooMany:
        raise Unreadable(
            f"The selected file has more than {bounds.MOST_CELLS:,} cells from its first to its "
            "last, or very long texts many times. Remove what stands far away from the table, or "
            "save it as CSV"
        ) from None
    except (CalamineError, bounds.Damaged) as problem:
        raise Unreadable(
            "The selected file is damaged or has a password. Save it again and upload that"
        ) from problem


def words(cell: Any) -> str:
    """A cell of a workbook as text: 1.0 is 1, dates are ISO dates, times to the second."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        rounded = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
        return rounded.isoformat(" ") if rounded.time() != time() else rounded.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return "" if cell is None else str(cell)


@dataclass(frozen=True)
class Seen:
    """What the first look at a file shows."""

    reading: Reading
    headers: list[str]
    samples: list[list[str]]

    @property
    def signature(self) -> str:
        """The same for every file with these headings."""
        return sha256("\x1f".join(self.headers).encode()).hexdigest()


def seen(file: IO[bytes]) -> Seen:
    """Headings, and some values of each column. Raises Unreadable."""
    reading = recognised(file)
    with opened(file, reading) as table:
        samples: list[list[str]] = [[] for _header in table.headers]
        rows = 0
        for _number, cells in table:
            rows += 1
            for column, cell in zip(samples, cells, strict=False):
                if cell.strip() and len(column) < SAMPLES:
                    column.append(_sample(cell))
            if rows >= SAMPLED:
                break
        if not rows:
            raise Unreadable("The selected file has headings, but no row below them")
        return Seen(reading, table.headers, samples)


def _sample(cell: str) -> str:
    """As much as a page shows, without what a page cannot show."""
    shown = " ".join(cell.replace("\x00", "\ufffd").split())
    return shown if len(shown) <= LONGEST_SAMPLE else f"{shown[: LONGEST_SAMPLE - 1]}…"
