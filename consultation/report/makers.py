"""What is done to make each kind of report: count, draw, and hand over what came of it.

One entry of MAKERS a kind. A kind without one is offered to nobody. A room above this one adds its
own with `register`, called from `consultation/apps.py`, so that this room need not know of it.
Nothing here writes a row: figures, files and state are published in one transaction by whoever
called.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from consultation.files import Sink, Stored, store
from consultation.leases import Beside, Job
from consultation.models import FileKind, PlaceFigures, Report, ReportKind
from consultation.report import documents, exports
from consultation.report.counting import Subject, snapshot
from consultation.report.edition import Figures
from consultation.report.figures import compute
from consultation.report.queries import boroughs_in, stations_in


class RowsMissing(Exception):
    """The export does not hold as many rows as the record. Nothing may be published."""


@dataclass(frozen=True)
class Made:
    """What came of it: figures, the instant they were counted at, and files that are on the disk.

    `places` are the parts of an edition of results, without their report.
    """

    figures: Figures
    at: datetime
    files: dict[FileKind, Stored]
    places: Iterable[PlaceFigures] = ()


@dataclass(frozen=True)
class Maker:
    """How many steps it tells of, and what makes it. `make` may raise anything."""

    steps: int
    make: Callable[[Job[Report]], Made]


MAKERS: dict[ReportKind, Maker] = {}


def register(kind: ReportKind, maker: Maker) -> None:
    """From now on reports of this kind can be asked for. Safe to call twice."""
    MAKERS[kind] = maker


def offered() -> frozenset[ReportKind]:
    """The kinds that can be made."""
    return frozenset(MAKERS)


def subject_of(report: Report, kind: ReportKind | None = None) -> Subject:
    """What is counted for it; as another kind, where that has the same tables."""
    return Subject(
        report.consultation,
        kind or ReportKind(report.kind),
        station=report.station,
        borough=report.borough,
    )


def put(content: bytes, sink: Sink) -> None:
    """For `files.store`: all of it at once."""
    sink.write(content)


def _sheet_of_figures(report: Report, figures: Figures) -> bytes:
    return documents.spreadsheet(figures)


Draw = Callable[[Report, Figures], bytes]
DRAWN: list[tuple[FileKind, str, Draw]] = [
    (FileKind.HTML, "Making the web page", documents.web_page),
    (FileKind.PDF, "Making the PDF", documents.pdf),
    (FileKind.CSV, "Making the CSV file", _sheet_of_figures),
]
SUMMARY_STEPS = 1 + len(DRAWN)
EXPORT_PARTS = 10
EXPORT_STEPS = EXPORT_PARTS + 3


def _draw(job: Job[Report], figures: Figures) -> dict[FileKind, Stored]:
    """The same figures once a format."""
    files = {}
    for done, (kind, words, draw) in enumerate(DRAWN, start=1):
        job.step(done, words)
        files[kind] = store(partial(put, draw(job.row, figures)))
    return files


def summarise(job: Job[Report]) -> Made:
    """Count once, then draw the same figures in each format."""
    job.step(0, "Counting the responses")
    at = job.clock()
    with snapshot():
        figures = compute(subject_of(job.row), at=at)
    return Made(figures, at, _draw(job, figures))


def results(job: Job[Report]) -> Made:
    """The whole, and each borough and front counter, counted at one instant."""
    consultation = job.row.consultation
    job.step(0, "Counting the responses")
    at = job.clock()
    with snapshot():
        figures = compute(Subject(consultation, ReportKind.WHOLE), at=at)
        places = [
            PlaceFigures(borough=one, figures=compute(_in(job, borough=one), at=at).as_json())
            for one in boroughs_in(consultation)
        ]
        places += [
            PlaceFigures(station=one, figures=compute(_in(job, station=one), at=at).as_json())
            for one in stations_in(consultation)
        ]
    return Made(figures, at, _draw(job, figures), places)


def _in(job: Job[Report], **place: object) -> Subject:
    kind = ReportKind.STATION if "station" in place else ReportKind.BOROUGH
    return Subject(job.row.consultation, kind, **place)  # type: ignore[arg-type]


def export(job: Job[Report]) -> Made:
    """Write every response, and check against the record of the same instant that none is lost."""
    report, consultation = job.row, job.row.consultation
    job.step(0, "Counting the responses")
    at = job.clock()
    with snapshot(), Beside(job, at) as beside:
        figures = compute(subject_of(report), at=at)
        expected = exports.expected_rows(consultation)

        def tell(rows: int) -> None:
            part = EXPORT_PARTS * rows // max(expected, rows)
            beside.step(1 + part, f"Writing row {rows:,} of {expected:,}")

        def write(sink: Sink) -> None:
            written = exports.write(consultation, sink, tell=tell)
            if written != expected:
                raise RowsMissing(f"{written} rows written, {expected} expected")

        files = {FileKind.CSV: store(write)}
    job.step(EXPORT_STEPS - 1, "Describing the columns")
    page = documents.columns_page(consultation, exports.columns(consultation), figures)
    files[FileKind.HTML] = store(partial(put, page))
    return Made(figures, at, files)


for summed in (ReportKind.WHOLE, ReportKind.BOROUGH, ReportKind.STATION):
    register(summed, Maker(SUMMARY_STEPS, summarise))
register(ReportKind.RESULTS, Maker(SUMMARY_STEPS, results))
register(ReportKind.EXPORT, Maker(EXPORT_STEPS, export))
