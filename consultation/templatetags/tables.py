"""The cells of a table, with the class names and headings that the narrow layout needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.template import Context
from django.template.base import render_value_in_context
from django.utils.safestring import SafeString

MOST_COLUMNS = 7
PLAIN = Context()


@dataclass(frozen=True)
class Cell:
    """One cell: ``label`` is its column's heading, shown beside it on a narrow screen."""

    text: Any
    href: str
    label: Any
    classes: str


@dataclass(frozen=True)
class Row:
    """One row; ``foot`` marks a total."""

    cells: list[Cell]
    foot: bool = False

    @property
    def drawn(self) -> SafeString:
        """Its cells as HTML: joined here, since a template takes six times as long for thousands.

        The first is the heading of the row.
        """
        first, *others = self.cells
        cells = [
            f'<th scope="row" role="rowheader" class="govuk-table__header">{_text(first)}</th>'
        ]
        for one in others:
            told = f'class="govuk-table__cell{one.classes}" data-label="{_safe(one.label)}"'
            cells.append(f'<td role="cell" {told}>{_text(one)}</td>')
        return SafeString("".join(cells))


@dataclass(frozen=True)
class Table:
    """A whole table."""

    head: list[Cell]
    rows: list[Row]

    @property
    def wide(self) -> bool:
        """Whether it has more columns than fit a page in letters of the usual size."""
        return len(self.head) > MOST_COLUMNS


def lay_out(
    head: Sequence[Any], rows: Iterable[Sequence[Any]], numeric: str = "", foot: Sequence[Any] = ()
) -> Table:
    """Put headings and cells together; a cell is a text, or a dict with ``text`` and ``href``.

    :param numeric: the columns with numbers, counted from 1: "2,3".
    """
    numbers = {int(column) for column in str(numeric).split(",") if column.strip()}
    headings = [
        Cell(text, "", "", " govuk-table__header--numeric" if column in numbers else "")
        for column, text in enumerate(head, start=1)
    ]
    body = [Row(_cells(row, head, numbers)) for row in rows]
    if foot:
        body.append(Row(_cells(foot, head, numbers), foot=True))
    return Table(headings, body)


def _cells(row: Sequence[Any], head: Sequence[Any], numbers: set[int]) -> list[Cell]:
    cells = []
    for column, (cell, label) in enumerate(zip(row, head, strict=False), start=1):
        parts = cell if isinstance(cell, dict) else {"text": cell}
        classes = " govuk-table__cell--numeric" if column in numbers else ""
        cells.append(Cell(parts.get("text", ""), parts.get("href", ""), label, classes))
    return cells


def _text(cell: Cell) -> str:
    if cell.href:
        return f'<a class="govuk-link" href="{_safe(cell.href)}">{_safe(cell.text)}</a>'
    return _safe(cell.text)


def _safe(value: Any) -> str:
    """What a template makes of a value: texts escaped unless they are safe, numbers in words."""
    if isinstance(value, SafeString):
        return value
    return escape(value) if isinstance(value, str) else render_value_in_context(value, PLAIN)
