"""What is drawn: a report, its figures, and where it has them those of every place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from consultation.models import Report, ReportKind
from consultation.report.documents import Sheet
from consultation.report.edition import Figures, Table
from stations.models import Borough, Station


@dataclass(frozen=True)
class Place:
    """The part of an edition about one borough or one front counter."""

    kind: str  # "borough" or "station"
    key: str  # its slug
    name: str
    figures: Figures


def place_of(place: Borough | Station, figures: Figures) -> Place:
    """The part of an edition about this place."""
    kind = "borough" if isinstance(place, Borough) else "station"
    return Place(kind, place.slug, place.name, figures)


def places_of(report: Report) -> tuple[Place, ...]:
    """The places of a stored edition, boroughs first, each by name. One query."""
    found = report.places.select_related("borough", "station__borough")
    places = []
    for one in found:
        place = one.borough or one.station
        assert place is not None, "a constraint: one of the two"
        places.append(place_of(place, Figures.from_json(one.figures)))
    return tuple(sorted(places, key=lambda one: (one.kind, one.name)))


#: What is printed of each place. `documents.PLACES_TOLD` says so to readers.
SHORT = ("received", "formal", "stance", "channel", "residence")


def _short(figures: Figures) -> tuple[Table, ...]:
    return tuple(table for table in figures.tables if table.key in SHORT)


@dataclass(frozen=True)
class Paper:
    """One edition, as every form of it is drawn."""

    report: Report
    figures: Figures
    places: tuple[Place, ...] = ()

    @property
    def title(self) -> str:
        """What a program shows in the bar of its window."""
        return f"{self.report.title} – {self.report.consultation.title}"

    @property
    def body(self) -> str:
        """Who made it: never a person."""
        return self.report.consultation.body

    @property
    def at(self) -> datetime:
        """The instant of the figures, which is the date of every file."""
        return datetime.fromisoformat(self.figures.as_at)

    @property
    def address(self) -> str:
        """The page of the consultation."""
        return f"{settings.PUBLIC_URL}{self.report.consultation.get_absolute_url()}"

    @property
    def named(self) -> list[tuple[str, Figures]]:
        """Name and figures of each place."""
        return [(one.name, one.figures) for one in self.places]

    @property
    def condensed(self) -> "Paper":
        """As it is printed and edited: of each place the tables of SHORT alone.

        With all of them, results of a hundred places come to more than a thousand pages, which
        nobody turns and which no word processor opens quickly.
        """
        places = [
            replace(one, figures=replace(one.figures, tables=_short(one.figures)))
            for one in self.places
        ]
        return replace(self, places=tuple(places))

    @property
    def parts(self) -> list[Place]:
        """The whole of it first, then place by place."""
        subject = self.report.station or self.report.borough
        kind = (
            "station"
            if self.report.station is not None
            else "borough"
            if self.report.borough is not None
            else "consultation"
        )
        key = subject.slug if subject is not None else self.report.consultation.slug
        name = subject.name if subject is not None else "The whole consultation"
        return [Place(kind, key, name, self.figures), *self.places]


def paragraphs_of(text: str) -> list[str]:
    """What somebody wrote, parted where they left a line empty."""
    return re.split(r"\n{2,}", text) if text else []


def lots(places: Sequence[int], most: int) -> list[Sequence[int]]:
    """The rows of a chart in lots of at most so many, each about as long as the others."""
    number = -(-len(places) // most) or 1
    each = -(-len(places) // number)
    return [places[start : start + each] for start in range(0, len(places), each or 1)]


def widths_of(sheet: Sheet, whole: float) -> list[float]:
    """Of the columns of a table on paper, out of a whole: labels and words have what is left."""
    numbers = len(sheet.head) - 1
    if sheet.worded and numbers == 1:
        return [whole / 2.8, whole * 1.8 / 2.8]
    if sheet.worded:
        weights = [1.4, 0.7, 2.0, *[1.0] * (numbers - 2)]
        return [whole * one / sum(weights) for one in weights]
    each = min(0.18, 0.75 / max(1, numbers)) * whole
    return [whole - each * numbers, *[each] * numbers]


#: What each file is, for those who choose one: beside it stands its size.
IN_WORDS: dict[str, str] = {
    "html": "Web page",
    "pdf": "PDF, to read or print",
    "docx": "Word document, to edit",
    "odt": "OpenDocument text, to edit",
    "xlsx": "Excel workbook",
    "csv": "CSV table",
    "csvw": "Description of the CSV table (CSV on the Web)",
    "json": "JSON, for programs",
    "parquet": "Parquet table, for analysts",
    "zip": "All of these files in one ZIP",
}
#: As they are handed out.
CONTENT_TYPES: dict[str, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "csvw": "application/csvm+json",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}


def described(report: Report, kind: str) -> str:
    """What the file is, in words."""
    if report.kind == ReportKind.EXPORT:
        return {
            "csv": "Every response, CSV",
            "csvw": "Description of the CSV file (CSV on the Web)",
            "xlsx": "Every response, Excel workbook",
            "parquet": "Every response, Parquet table for analysts",
            "html": "What the columns mean, web page",
        }.get(kind, IN_WORDS[kind])
    return IN_WORDS[kind]
