"""The export of all responses as a workbook and as a Parquet table, made from its CSV file.

The CSV file comes from the database in one pass and is checked against the record. The other forms
are made from that same file, so they hold the same rows, whatever came in meanwhile.
"""

import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, cast

import arro3.core as arrow
from arro3.io import write_parquet

from consultation.files import Sink
from consultation.report.documents import about
from consultation.report.drawn.csvs import NO_SPREADSHEET_RUNS_IT
from consultation.report.drawn.paper import Paper
from consultation.report.exports import TELL_EVERY, Column, Sort
from consultation.spreadsheets import safe, words_of
from consultation.workbooks import (
    LONGEST,
    MOST_ROWS,
    Book,
    Cell,
    Sheet,
    Words,
    Workbook,
    is_long,
    pieces,
)

Tell = Callable[[int], None]
BATCH = 5_000  # rows in memory
ROW_GROUP = 20_000  # rows: what a reader of Parquet takes at once
NOT_PUBLIC = (
    "It holds people’s own words, before anything is taken out. It must not be published as it is."
)
ROWS = (
    "Each row is what one response says about one front counter, or, where no front counter is "
    "named, about everything. Each answer is in it once. A response has as many rows as it speaks "
    "about things, and at least one: to count responses, count different numbers in the first "
    "column."
)
CONTINUED = (
    "A cell of a workbook holds 32,767 characters. A longer text goes on in the columns beside it, "
    "“… (continued)”, and nothing is cut: put together, they are the whole text, which also "
    "stands in one piece in the CSV file. Each part follows the rule about apostrophes."
)


@contextmanager
def rows_of(path: Path) -> Iterator[Iterator[list[str]]]:
    """The rows of an export's CSV file, without the heading, as they stand in it."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield rows


def longest(path: Path, columns: int) -> list[int]:
    """How many cells the longest text of each column needs; one for almost all."""
    needed = [1] * columns
    with rows_of(path) as rows:
        for row in rows:
            if max(map(len, row)) * 2 <= LONGEST:
                continue
            for place, cell in enumerate(row):
                if is_long(cell):
                    needed[place] = max(needed[place], len(_parts(cell)))
    return needed


def _parts(cell: str) -> list[str]:
    """A long text in parts, each of which is as safe in a spreadsheet as the whole was."""
    first, *others = pieces(cell, LONGEST - 1)
    return [first, *safe(others)]


def workbook(
    paper: Paper,
    columns: Sequence[Column],
    path: Path,
    sink: Sink,
    tell: Tell,
    *,
    most_rows: int = MOST_ROWS,
) -> int:
    """Write every response as a workbook, and return the number of rows.

    What is in the CSV file stands in it cell by cell; numbers and instants are typed. `tell` is
    called with the number of rows so far, every 10,000.
    """
    needed = longest(path, len(columns))
    head, widths = [], []
    for column, cells in zip(columns, needed, strict=True):
        head += [column.name, *(_continued(column.name, part) for part in range(1, cells))]
        widths += [WIDTHS.get(column.sort) or min(40, max(14, len(column.name) + 2))] * cells
    book = Book(paper.title, paper.body, paper.at)
    with Workbook(sink, book, most_rows=most_rows) as written, rows_of(path) as rows:
        written.write(
            Sheet("About", ["About this workbook", paper.title], [26, 90]),
            _about(paper, max(needed) > 1),
        )
        written.write(
            Sheet("Columns", ["Column", "Kind", "What it holds"], [26, 22, 90]), _told(columns)
        )
        return written.write(Sheet("Responses", head, widths), _typed(rows, columns, needed, tell))


WIDTHS = {Sort.NUMBER: 11, Sort.INSTANT: 20}


def _continued(name: str, part: int) -> str:
    return f"{name} (continued)" if part == 1 else f"{name} (continued {part})"


def _about(paper: Paper, is_continued: bool) -> Iterator[list[Cell]]:
    told = [
        ("Every response", paper.report.consultation.title),
        ("Page of the consultation", paper.address),
        ("Keep it safe", NOT_PUBLIC),
        *about(paper.report, paper.figures)[1:],
        ("Rows", ROWS),
        ("Long texts", CONTINUED if is_continued else ""),
        ("Signs at the beginning", NO_SPREADSHEET_RUNS_IT),
        (
            "More than a sheet",
            "A sheet holds 1,048,576 rows. Where there are more, they go on in the next sheet.",
        ),
    ]
    for label, text in told:
        if text:
            yield [Words(one) for one in safe([label, text])]


def _told(columns: Sequence[Column]) -> Iterator[list[Cell]]:
    for one in columns:
        yield [Words(cell) for cell in safe([one.name, one.sort.value, one.meaning])]


def _typed(
    rows: Iterator[list[str]], columns: Sequence[Column], needed: list[int], tell: Tell
) -> Iterator[Sequence[Cell]]:
    """Each row with its numbers and instants typed, and long texts in several cells."""
    typed = [(place, READ[one.sort]) for place, one in enumerate(columns) if one.sort in READ]
    is_wider = max(needed) > 1
    for number, row in enumerate(rows, start=1):
        cells: list[Cell] = list(row)
        for place, read in typed:
            cells[place] = read(row[place]) if row[place] else None
        yield _spread(cells, needed) if is_wider else cells
        if number % TELL_EVERY == 0:
            tell(number)


READ: dict[Sort, Callable[[str], Cell]] = {Sort.NUMBER: int, Sort.INSTANT: datetime.fromisoformat}


def _spread(cells: list[Cell], needed: list[int]) -> list[Cell]:
    spread: list[Cell] = []
    for cell, count in zip(cells, needed, strict=True):
        if count == 1:
            spread.append(cell)
        else:
            parts = _parts(cell) if isinstance(cell, str) and is_long(cell) else [cell]
            spread += [*parts, *[None] * (count - len(parts))]
    return spread


TYPES = {
    Sort.TEXT: arrow.DataType.utf8(),
    Sort.NUMBER: arrow.DataType.int64(),
    Sort.INSTANT: arrow.DataType.timestamp("ms", tz="UTC"),
}


def _schema(columns: Sequence[Column]) -> arrow.Schema:
    return arrow.Schema([
        arrow.Field(
            one.name,
            TYPES[one.sort],
            nullable=not one.always,
            metadata={"description": one.meaning},
        )
        for one in columns
    ])  # fmt: skip


def parquet(
    paper: Paper,
    columns: Sequence[Column],
    path: Path,
    sink: Sink,
    tell: Tell,
) -> int:
    """Write every response as a Parquet table, and return the number of rows.

    Texts are as they were sent, without the apostrophes that the CSV file needs; what is empty is
    null. Each column carries its meaning.
    """
    schema, written = _schema(columns), 0

    def batches(rows: Iterator[list[str]]) -> Iterator[arrow.RecordBatch]:
        nonlocal written
        while some := list(islice(rows, BATCH)):
            across = zip(columns, zip(*some, strict=True), strict=True)
            arrays = [_array(column, cells) for column, cells in across]
            yield arrow.RecordBatch.from_arrays(arrays, schema=schema)
            written += len(some)
            if written % TELL_EVERY == 0:
                tell(written)

    with rows_of(path) as rows:
        write_parquet(
            arrow.RecordBatchReader.from_batches(schema, batches(rows)),
            cast(IO[bytes], sink),
            compression="zstd(3)",
            max_row_group_size=ROW_GROUP,
            created_by="Counterpoint",
            key_value_metadata={
                "title": paper.title,
                "source": paper.address,
                "as_at": paper.figures.as_at,
                "note": NOT_PUBLIC,
            },
        )
    return written


def _array(column: Column, cells: Sequence[str]) -> arrow.Array:
    if column.sort is Sort.NUMBER:
        return arrow.Array([int(one) if one else None for one in cells], TYPES[column.sort])
    if column.sort is Sort.INSTANT:
        moments = [_milliseconds(one) if one else None for one in cells]
        return arrow.Array(moments, arrow.DataType.int64()).cast(TYPES[column.sort])
    return arrow.Array([words_of(one) if one else None for one in cells], TYPES[column.sort])


def _milliseconds(instant: str) -> int:
    return round(datetime.fromisoformat(instant).timestamp() * 1000)
