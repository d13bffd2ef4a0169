"""A report as an Excel workbook: what it is on the first sheet, then a sheet for each table."""

from collections.abc import Iterable, Iterator, Sequence

from consultation.files import Sink
from consultation.report.documents import about, sheets
from consultation.report.drawn.paper import Paper, Place
from consultation.report.edition import Figure, Row, Table
from consultation.spreadsheets import safe
from consultation.workbooks import Book, Cell, Share, Sheet, Words, Workbook, names_of

WIDEST, NARROWEST = 60, 9  # columns
PLACES = "Each place"


def write(paper: Paper, sink: Sink) -> None:
    """Write the workbook."""
    tables = list(paper.figures.tables)
    placed = by_place(paper.places)
    titles = [table.title for table in tables]
    names = names_of(["About", *titles, *(f"{PLACES} {table.title}" for table, _p in placed)])
    with Workbook(sink, Book(paper.title, paper.body, paper.at)) as book:
        of_tables = list(zip(names[1:], [*tables, *(table for table, _p in placed)], strict=True))
        book.write(
            Sheet(names[0], ["About this workbook", paper.title], [26, 90]),
            _about(paper, of_tables),
        )
        for name, table in of_tables[: len(tables)]:
            _one(book, name, table)
        for (name, _table), (table, places) in zip(of_tables[len(tables) :], placed, strict=True):
            _several(book, name, table, places)


def _about(paper: Paper, of_tables: list[tuple[str, Table]]) -> Iterator[list[Cell]]:
    """What a reader must know before the first number, and what is on which sheet."""
    yield _texts("Report", paper.report.title)
    yield _texts("Page of the consultation", paper.address)
    for label, text in about(paper.report, paper.figures):
        yield _texts(label, text)
    yield _texts(
        "How to read it",
        "Beside a number that is part of another stands its share, shown to a tenth of a per cent, "
        "and in the last columns the base. A cell of words says why there is no number.",
    )
    drawn = {one.id: one for one in sheets(paper.figures)}
    for name, table in of_tables:
        sheet = drawn.get(f"table-{table.key}")
        source = sheet.source if sheet is not None else table.source
        yield _texts(f"Sheet “{name}”", " ".join(filter(None, (table.note, f"Source: {source}"))))


def _texts(*cells: str) -> list[Cell]:
    """Texts that staff or residents typed are never formulas, also not once saved as CSV."""
    return [Words(one) for one in safe(cells)]


def _one(book: Workbook, name: str, table: Table) -> None:
    head = [table.head, *heading(table)]
    rows = [[Words(safe([row.label])[0]), *numbers(table, row)] for row in table.rows]
    foot: list[Cell] = []
    if table.foot:
        foot = [Words(safe([table.foot.label])[0]), *numbers(table, table.foot)]
    book.write(Sheet(name, safe(head), widths(head, [*rows, foot])), rows, foot)


Placed = list[tuple[Place, Table]]


def by_place(places: Iterable[Place]) -> list[tuple[Table, Placed]]:
    """The tables of all places by their keys: one sheet a table, and not one a place and table.

    Tables of one key have the same columns in every place; those that have not are apart.
    """
    found: dict[tuple[str, tuple[str, ...]], Placed] = {}
    for place in places:
        for table in place.figures.tables:
            found.setdefault((table.key, table.columns), []).append((place, table))
    return [(placed[0][1], placed) for placed in found.values()]


def _several(book: Workbook, name: str, table: Table, places: Placed) -> None:
    head = ["Place", "Kind of place", table.head, *heading(table)]
    rows = [
        [*_texts(place.name, KINDS[place.kind], row.label), *numbers(table, row)]
        for place, own in places
        for row in [*own.rows, *([own.foot] if own.foot else [])]
    ]
    book.write(Sheet(name, safe(head), widths(head, rows)), rows)


KINDS = {"borough": "Borough", "station": "Front counter", "consultation": "Consultation"}


def heading(table: Table) -> list[str]:
    """The titles of its columns: beside what has a base stands its share, at the end the base."""
    based = _based(table)
    titles = []
    for title, with_base in zip(table.columns, based, strict=True):
        share = "Share" if len(table.columns) == 1 else f"{title}: share"
        titles += [title, share] if with_base else [title]
    return [*titles, *_bases(table)]


def _rows(table: Table) -> list[Row]:
    return [*table.rows, *([table.foot] if table.foot else [])]


def _based(table: Table) -> list[bool]:
    """Which columns have figures that are parts of something."""
    across = zip(*(row.figures for row in _rows(table)), strict=True)
    found = [any(figure.base is not None for figure in column) for column in across]
    return found or [False] * len(table.columns)


def _bases(table: Table) -> list[str]:
    """One column where each row has one base; otherwise one for each column that has any."""
    based = _based(table)
    if not any(based):
        return []
    several = any(len({one.base for one in row.figures} - {None}) > 1 for row in _rows(table))
    if not several:
        return ["Base of the share" if len(table.columns) == 1 else "Base of the shares"]
    return [f"{title}: base" for title, has in zip(table.columns, based, strict=True) if has]


def numbers(table: Table, row: Row) -> list[Cell]:
    """The cells of a row under `heading`."""
    cells: list[Cell] = []
    based, bases = _based(table), [one.base for one in row.figures]
    for figure, with_base in zip(row.figures, based, strict=True):
        cells += [_value(figure), _share(figure)] if with_base else [_value(figure)]
    if len(_bases(table)) == 1:
        return [*cells, next((base for base in bases if base is not None), None)]
    return [*cells, *(base for base, has in zip(bases, based, strict=True) if has)]


def _value(figure: Figure) -> Cell:
    return figure.value if figure.value is not None else Words(safe([figure.said_missing])[0])


def _share(figure: Figure) -> Share | None:
    if figure.value is None or not figure.base:
        return None
    return Share(figure.value / figure.base)


def widths(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> list[int]:
    """As wide as what stands in each column, within bounds; headings break at spaces."""
    found = [max(map(len, title.split()), default=0) + 1 for title in head]
    for row in rows:
        for place, cell in enumerate(row):
            shown = 6 if isinstance(cell, float) else len(str(cell)) if cell is not None else 0
            found[place] = max(found[place], shown)
    return [max(NARROWEST, min(WIDEST, one + 2)) for one in found]
