"""Public responses as rows of a table: what each column is, in words and for machines.

There is a row for each answer, and one for a response without any. Words come as they are
published; a cell that a spreadsheet would take for a formula has an apostrophe in front.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet

from consultation.models import Consultation, PublishedResponse
from consultation.opendata.schemas import Schema
from consultation.spreadsheets import safe

AT_ONCE = 2_000  # rows that are held


@dataclass(frozen=True)
class Column:
    """One column: its name, where its value stands, its type in CSV on the Web, its meaning."""

    name: str
    field: str
    datatype: str
    meaning: str
    required: bool = False


COLUMNS = (
    Column("response", "pk", "integer", "Public number; a response has a row for each answer.",
           required=True),
    Column("received_on", "received_on", "date", "The day on which it was received, London time.",
           required=True),
    Column("channel", "channel", "string", "How it came.", required=True),
    Column("capacity", "capacity", "string", "Whom it speaks for.", required=True),
    Column("place", "place", "string", "Where the sender lives, as far as they said.",
           required=True),
    Column("borough", "borough__slug", "string", "The London borough that the sender lives in."),
    Column("borough_code", "borough__ons_code", "string", "GSS code of that borough."),
    Column("language", "language", "string", "Of the form that it came on.", required=True),
    Column("words_withheld", "words_withheld", "boolean", "It holds words that are not published.",
           required=True),
    Column("question", "answers__question_version__question__key", "string",
           "Id of the question in questions.json; empty where a response has no public answer."),
    Column("version", "answers__question_version__number", "integer",
           "Number of the wording that was answered."),
    Column("proposal", "answers__proposal", "integer",
           "Id of the proposal that the answer is about; empty for everything."),
    Column("site", "answers__proposal__station__slug", "string", "Id of its site."),
    Column("place_in_order", "answers__place", "integer",
           "From 0, where an answer has several values, as a ranking."),
    Column("value", "answers__choice", "string", "The option that was chosen."),
    Column("text", "answers__text", "string", "The words, without what was taken out."),
    Column("redactions", "answers__redactions", "integer", "How many passages were taken out."),
)  # fmt: skip
NOTE = (
    "A row for each public answer. A cell that a spreadsheet would take for a formula, or that "
    "begins with an apostrophe, has an apostrophe in front: take one away."
)
HEAD = [one.name for one in COLUMNS]


def in_order(rows: QuerySet[PublishedResponse]) -> QuerySet[PublishedResponse]:
    """Oldest number first, and within a response in the order of its answers."""
    return rows.order_by("pk", F("answers__pk"))


def cells(rows: QuerySet[PublishedResponse]) -> Iterator[list[str]]:
    """The rows of these responses. One query, read as it goes and held in no memory."""
    found = rows.values_list(*(one.field for one in COLUMNS))
    for row in found.iterator(chunk_size=AT_ONCE):
        yield safe([_cell(one) for one in row])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class _Echo:
    """What csv writes into: it hands each line on."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self.take = take

    def write(self, line: str) -> object:
        return self.take(line.encode())


def write(rows: Iterable[list[str]], take: Callable[[bytes], object]) -> int:
    """Hand the lines of a CSV file on, its heading first, and return how many rows it has."""
    writer, number = csv.writer(_Echo(take), lineterminator="\r\n"), 0
    writer.writerow(HEAD)
    for number, row in enumerate(rows, start=1):  # noqa: B007
        writer.writerow(row)
    return number


def description(consultation: Consultation) -> Schema:
    """The columns as CSV on the Web describes them (W3C, 2015)."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": "responses.csv",
        "dc:title": f"Published responses: {consultation.title}",
        "dc:license": {"@id": settings.OPEN_DATA_LICENCE_URL},
        "dc:description": NOTE,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {
            "columns": [
                {
                    "name": one.name, "titles": one.name, "dc:description": one.meaning,
                    "datatype": one.datatype, "required": one.required,
                }
                for one in COLUMNS
            ],
        },
    }  # fmt: skip
