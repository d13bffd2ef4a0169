"""What is done to make each kind of report: count, draw, and hand over what came of it.

One entry of MAKERS a kind. A kind without one is offered to nobody. A room above this one adds its
own with `register`, called from `consultation/apps.py`, so that this room need not know of it.
Nothing here writes a row: figures, files and state are published in one transaction by whoever
called.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from consultation.files import Sink, Stored, store
from consultation.leases import Beside, Job
from consultation.models import (
    FileKind,
    PlaceFigures,
    Report,
    ReportKind,
    ReportWords,
    Sums,
)
from consultation.report import exports
from consultation.report.counting import Subject, snapshot
from consultation.report.drawn.every import DRAW_STEPS, REWRITE_STEPS, RowsMissing, draw, rewrite
from consultation.report.drawn.paper import Paper, place_of
from consultation.report.edition import Figures
from consultation.report.figures import compute, compute_results
from consultation.report.quoted import words_of


@dataclass(frozen=True)
class Made:
    """What came of it: figures, the instant they were counted at, and files that are on the disk.

    `places` are the parts of an edition of results, and `words` say whose words stand in the files,
    without their report. `public`: of files with what everybody may read, the changes of it that
    they hold.
    """

    figures: Figures
    at: datetime
    files: dict[FileKind, Stored]
    places: Iterable[PlaceFigures] = ()
    public: Sums | None = None
    words: Iterable[ReportWords] = ()


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


def subject_of(report: Report) -> Subject:
    """What is counted for it."""
    return Subject(
        report.consultation, ReportKind(report.kind), station=report.station, borough=report.borough
    )


SUMMARY_STEPS = 1 + DRAW_STEPS
EXPORT_PARTS = 10
EXPORT_STEPS = EXPORT_PARTS + 1 + REWRITE_STEPS


def summarise(job: Job[Report]) -> Made:
    """Count once, then draw the same figures in each form."""
    job.step(0, "Counting the responses")
    at = job.clock()
    with snapshot():
        figures = compute(subject_of(job.row), at=at)
        words = words_of(figures)
    return Made(figures, at, draw(job, Paper(job.row, figures)), words=words)


def results(job: Job[Report]) -> Made:
    """The whole, and each borough and front counter, counted at one instant."""
    job.step(0, "Counting the responses")
    at = job.clock()
    with snapshot():
        found = compute_results(job.row.consultation, at=at)
    places = [
        *(PlaceFigures(borough=one, figures=own.as_json()) for one, own in found.boroughs.items()),
        *(PlaceFigures(station=one, figures=own.as_json()) for one, own in found.stations.items()),
    ]
    parts = (
        *(place_of(one, own) for one, own in found.boroughs.items()),
        *(place_of(one, own) for one, own in found.stations.items()),
    )
    return Made(found.whole, at, draw(job, Paper(job.row, found.whole, parts)), places)


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
    files |= rewrite(
        job, Paper(report, figures), files[FileKind.CSV], expected, begun_at=EXPORT_PARTS + 1
    )
    return Made(figures, at, files)


SUMMARIES = (
    ReportKind.WHOLE, ReportKind.BOROUGH, ReportKind.STATION, ReportKind.FORMAL,
    ReportKind.EQUALITY, ReportKind.MODERATION, ReportKind.CHANNELS, ReportKind.DAILY,
)  # fmt: skip
for summed in SUMMARIES:
    register(summed, Maker(SUMMARY_STEPS, summarise))
register(ReportKind.RESULTS, Maker(SUMMARY_STEPS, results))
register(ReportKind.EXPORT, Maker(EXPORT_STEPS, export))
