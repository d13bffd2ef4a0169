"""Every form of a report, in the order that they are made and listed."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from consultation.files import Sink, Stored, local, store
from consultation.leases import Job
from consultation.models import FileKind, Report, ReportKind
from consultation.packing import FAST
from consultation.report import bundle, documents, exports
from consultation.report.drawn import csvs, machine, odt, responses, word, workbook
from consultation.report.drawn.paper import Paper, described
from consultation.report.drawn.responses import Tell
from consultation.report.exports import Column
from consultation.report.names import file_name

Write = Callable[[Paper, Sink], object]


def _bytes(draw: Callable[[Paper], bytes]) -> Write:
    def write(paper: Paper, sink: Sink) -> None:
        sink.write(draw(paper))

    return write


def _web_page(paper: Paper) -> bytes:
    return documents.web_page(paper.report, paper.figures, paper.named)


def _pdf(paper: Paper) -> bytes:
    return documents.pdf(paper.report, paper.figures, paper.condensed.named)


def _word(paper: Paper) -> bytes:
    return word.write(paper.condensed)


def _opendocument(paper: Paper) -> bytes:
    return odt.write(paper.condensed)


DRAWN: list[tuple[FileKind, str, Write]] = [
    (FileKind.HTML, "Making the web page", _bytes(_web_page)),
    (FileKind.PDF, "Making the PDF", _bytes(_pdf)),
    (FileKind.DOCX, "Making the Word document", _bytes(_word)),
    (FileKind.ODT, "Making the OpenDocument text", _bytes(_opendocument)),
    (FileKind.XLSX, "Making the Excel workbook", workbook.write),
    (FileKind.CSV, "Making the CSV file", _bytes(csvs.figures)),
    (FileKind.CSVW, "Describing the CSV file", _bytes(csvs.figures_described)),
    (FileKind.JSON, "Making the JSON file", _bytes(machine.figures)),
]


WriteRows = Callable[[Paper, Sequence[Column], Path, Sink, Tell], int | None]


def _columns_page(
    paper: Paper, columns: Sequence[Column], _path: Path, sink: Sink, _tell: Tell
) -> None:
    consultation = paper.report.consultation
    sink.write(documents.columns_page(consultation, list(columns), paper.figures))


def _described(
    paper: Paper, columns: Sequence[Column], _path: Path, sink: Sink, _tell: Tell
) -> None:
    sink.write(csvs.responses_described(paper, columns))


EXPORTED: list[tuple[FileKind, str, WriteRows]] = [
    (FileKind.HTML, "Describing the columns", _columns_page),
    (FileKind.CSVW, "Describing the CSV file", _described),
    (FileKind.XLSX, "Making the Excel workbook", responses.workbook),
    (FileKind.PARQUET, "Making the Parquet table", responses.parquet),
]


DRAW_STEPS = len(DRAWN) + 1
REWRITE_STEPS = len(EXPORTED) + 1
ZIPPING = "Putting all files into one"
#: Of an export, which can be large: what is small already is not made smaller once more.
STORED = (FileKind.XLSX, FileKind.PARQUET)


class RowsMissing(Exception):
    """An export does not hold as many rows as the record. Nothing may be published."""


def draw(job: Job[Report], paper: Paper) -> dict[FileKind, Stored]:
    """Every form of a summary, and all of them in one: steps 1 to DRAW_STEPS of the job."""
    files: dict[FileKind, Stored] = {}
    for done, (kind, words, write) in enumerate(DRAWN, start=1):
        job.step(done, words)
        files[kind] = store(partial(write, paper))
    job.step(DRAW_STEPS, ZIPPING)
    files[FileKind.ZIP] = store(partial(zipped, paper, dict(files)))
    return files


def rewrite(
    job: Job[Report], paper: Paper, sheet: Stored, expected: int, *, begun_at: int
) -> dict[FileKind, Stored]:
    """The other forms of an export, all made from its CSV file, and all of them in one.

    REWRITE_STEPS steps of the job.

    Raises RowsMissing where one has not as many rows as the record.
    """
    files, columns = dict[FileKind, Stored](), exports.columns(paper.report.consultation)
    with local(sheet.sha256) as path:
        for done, (kind, words, make) in enumerate(EXPORTED, start=begun_at):
            job.step(done, words)
            write = partial(make, paper, columns, path)
            files[kind] = store(partial(_all_rows, job, done, words, expected, write))
    job.step(begun_at + len(EXPORTED), ZIPPING)
    every = {FileKind.CSV: sheet, **files}
    files[FileKind.ZIP] = store(partial(zipped, paper, every))
    return files


def _all_rows(
    job: Job[Report], done: int, words: str, expected: int,
    write: Callable[[Sink, Tell], int | None], sink: Sink,
) -> None:  # fmt: skip
    rows = write(sink, lambda row: job.step(done, f"{words}: row {row:,} of {expected:,}"))
    if rows not in (None, expected):
        raise RowsMissing(f"{rows} rows written, {expected} expected")


def zipped(paper: Paper, files: dict[FileKind, Stored], sink: Sink) -> None:
    """All files of a report in one, with their sums and a list of what they are."""
    is_export = paper.report.kind == ReportKind.EXPORT
    about = {
        "title": paper.title,
        "report": paper.report.pk,
        "run_by": paper.body,
        "address": paper.address,
        "counted_at": paper.figures.as_at,
        "newest_event": paper.figures.event,
        "events": paper.figures.events,
        **({"note": responses.NOT_PUBLIC} if is_export else {}),
    }
    with ExitStack() as at_hand:
        members = [
            bundle.Member(
                file_name(paper.report, kind, counted_at=paper.at),
                described(paper.report, kind),
                at_hand.enter_context(local(one.sha256)),
                stored=is_export and kind in STORED,
                level=FAST if is_export else None,
            )
            for kind, one in files.items()
        ]
        bundle.write(members, sink, about=about)
