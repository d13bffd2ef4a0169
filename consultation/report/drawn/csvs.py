"""The figures as one CSV file, and what describes such a file to programs (CSV on the Web).

One line a figure. Numbers stand in a column of their own, so that a program can add them without
meeting words; the words for why there is no number stand beside it.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from consultation.report.drawn.paper import Paper
from consultation.report.edition import Figure, Row, Table
from consultation.report.exports import Column, Sort
from consultation.report.names import file_name
from consultation.spreadsheets import MARK, safe

NO_SPREADSHEET_RUNS_IT = (
    "A text that begins with one of = + - @ or an apostrophe, a tab or a line end has one more "
    "apostrophe in front, so that no spreadsheet runs it as a formula; take that one away and the "
    "words are as they were sent."
)


@dataclass(frozen=True)
class Told:
    """A column as a program is told of it."""

    name: str
    title: str
    datatype: Any
    meaning: str
    required: bool = False


COLUMNS = (
    Told("about", "About", "string", "What is counted: the whole, or a place.", True),
    Told("table", "Table", "string", "The table of the report that the figure stands in.", True),
    Told("row", "Row", "string", "The row of that table.", True),
    Told("column", "Column", "string", "The column of that table.", True),
    Told("key", "Key", "string", "The figure's name, the same in every report of its kind.", True),
    Told("value", "Value", "integer", "The number. Empty where there is none."),
    Told("words", "Words", "string", "What stands in the place of a number, where there is none."),
    Told("base", "Base", "integer", "What the number is a part of. Empty where it is of nothing."),
    Told("base_is", "Base is", "string", "What the base counts."),
    Told("share", "Share", "string", "The number as a part of its base, as the report shows it."),
    Told("source", "Source", "string", "Where the number comes from.", True),
    Told("as_at", "As at", "dateTimeStamp", "The instant that it was counted at.", True),
)  # fmt: skip


def lines_of(table: Table) -> Iterator[tuple[Row, str, Figure]]:
    """Every figure of a table, with its row and the title of its column."""
    for row in [*table.rows, *([table.foot] if table.foot else [])]:
        for title, figure in zip(table.columns, row.figures, strict=True):
            yield row, title, figure


def figures(paper: Paper) -> bytes:
    """One line a figure. Excel reads it."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow([one.name for one in COLUMNS])
    for part in paper.parts:
        for table in part.figures.tables:
            for row, title, figure in lines_of(table):
                none = figure.value is None
                writer.writerow(
                    safe([
                        part.name, table.title, row.label, title, figure.key,
                        "" if none else str(figure.value),
                        figure.said_missing if none else "",
                        "" if figure.base is None else str(figure.base),
                        figure.base_label, figure.share, figure.source, figure.as_at,
                    ])
                )  # fmt: skip
    return MARK + lines.getvalue().encode()


def figures_described(paper: Paper) -> bytes:
    """What the file of `figures` holds, as CSV on the Web."""
    return _described(
        paper,
        f"{paper.report.title}: the figures",
        f"One row for each figure of the report. {NO_SPREADSHEET_RUNS_IT}",
        COLUMNS,
        "\r\n",
    )


DATATYPES: dict[Sort, Any] = {
    Sort.TEXT: "string",
    Sort.NUMBER: "integer",
    Sort.INSTANT: "dateTimeStamp",
}


def responses_described(paper: Paper, columns: Iterable[Column]) -> bytes:
    """What the export of all responses holds, as CSV on the Web."""
    told = [
        Told(
            one.name,
            one.name.replace("_", " ").capitalize(),
            DATATYPES[one.sort],
            one.meaning,
            one.always,
        )
        for one in columns
    ]
    return _described(
        paper,
        "Every response",
        "One row for what one response says about one front counter or, where none is named, about "
        "everything. People’s own words, before anything is taken out: not to be published. "
        f"{NO_SPREADSHEET_RUNS_IT}",
        told,
        "\n",
    )


def _described(
    paper: Paper, title: str, meaning: str, columns: Iterable[Told], line_end: str
) -> bytes:
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}],
        "url": file_name(paper.report, "csv", counted_at=paper.at),
        "dc:title": f"{title} – {paper.report.consultation.title}",
        "dc:description": meaning,
        "dc:publisher": paper.body,
        "dc:source": paper.address,
        "dc:created": {"@value": paper.figures.as_at, "@type": "xsd:dateTime"},
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
            "headerRowCount": 1,
            "lineTerminators": [line_end],
        },
        "tableSchema": {
            "columns": [
                {
                    "name": one.name,
                    # The heading of the file first: programs compare it.
                    "titles": {"en-GB": [one.name, one.title]},
                    "dc:description": one.meaning,
                    "datatype": one.datatype,
                    "required": one.required,
                    "null": [""],
                }
                for one in columns
            ]
        },
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()
