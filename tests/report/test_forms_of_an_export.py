"""The export as a workbook, as Parquet and as described CSV: nothing is lost in any of them."""

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from arro3.io import read_parquet
from django.utils import timezone

from consultation.models import Answer, Consultation, FileKind, Report, ReportKind, Response
from consultation.report import exports
from consultation.report.counting import Subject, snapshot
from consultation.report.drawn import every, responses
from consultation.report.drawn.paper import Paper
from consultation.report.figures import compute
from consultation.spreadsheets import words_of
from consultation.workbooks import MOST_ROWS
from tests import factories
from tests.conftest import Town
from tests.report.conftest import Make, content
from tests.report.test_exports import answer
from tests.report.test_workbooks import HOSTILE

Exported = Callable[[], tuple[Paper, list[exports.Column], Path]]


@pytest.fixture
def exported(consultation: Consultation, tmp_path: Path) -> Exported:
    """Write the CSV file of an export, from which the others are made."""

    def make() -> tuple[Paper, list[exports.Column], Path]:
        place = tmp_path / "responses.csv"
        with snapshot(), place.open("wb") as file:
            exports.write(consultation, file)
            figures = compute(Subject(consultation, ReportKind.EXPORT), at=timezone.now())
        report = Report(pk=1, consultation=consultation, kind=ReportKind.EXPORT)
        return Paper(report, figures), exports.columns(consultation), place

    return make


def workbook(
    made: tuple[Paper, list[exports.Column], Path], most_rows: int = MOST_ROWS
) -> openpyxl.Workbook:
    sink = io.BytesIO()
    told: list[int] = []
    responses.workbook(*made, sink, told.append, most_rows=most_rows)
    return openpyxl.load_workbook(sink)


def parquet(made: tuple[Paper, list[exports.Column], Path]) -> Any:
    sink = io.BytesIO()
    responses.parquet(*made, sink, lambda _rows: None)
    sink.seek(0)
    return read_parquet(sink).read_all()


def test_all_forms_hold_the_same_rows(make: Make, varied: list[Response]) -> None:
    report = make(ReportKind.EXPORT)
    assert (report.state, report.error, report.steps_done) == ("DONE", "", report.steps_total)
    assert [file.kind for file in report.files.all()] == [
        "csv",
        "html",
        "csvw",
        "xlsx",
        "parquet",
        "zip",
    ]
    text = content(report, FileKind.CSV).decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    book = openpyxl.load_workbook(io.BytesIO(content(report, FileKind.XLSX)))
    assert book.sheetnames == ["About", "Columns", "Responses"]
    cells = [[cell.value for cell in row] for row in book["Responses"]]
    assert cells[0] == heading
    assert [row[2:] for row in cells[1:]] == [
        [_typed(heading[place], cell) for place, cell in enumerate(row) if place > 1]
        for row in rows
    ]
    assert [row[0] for row in cells[1:]] == [int(row[0]) for row in rows]
    assert [row[1].isoformat() + "Z" for row in cells[1:]] == [row[1] for row in rows]
    table = read_parquet(io.BytesIO(content(report, FileKind.PARQUET))).read_all()
    assert table.column_names == heading
    assert table["response"].to_pylist() == [row[0] for row in cells[1:]]
    place = heading.index("reasons")
    assert table["reasons"].to_pylist() == [words_of(row[place]) or None for row in rows]


def test_all_of_it_in_one_is_packed_once_and_sums_up(
    make: Make, varied: list[Response], tmp_path: Path
) -> None:
    report = make(ReportKind.EXPORT)
    assert (report.state, report.steps_total) == ("DONE", 16)
    assert "Putting all files into one." in [one.words for one in report.lines.all()]
    alone = {one.name: one for one in report.files.exclude(kind="zip")}
    with zipfile.ZipFile(io.BytesIO(content(report, FileKind.ZIP))) as found:
        assert found.testzip() is None
        packed = {one.filename: one for one in found.infolist()}
        found.extractall(tmp_path)
    assert set(packed) == {*alone, "manifest.json", "SHA256SUMS"}
    assert len(alone) == 5
    for name, one in alone.items():
        assert sha256((tmp_path / name).read_bytes()).hexdigest() == one.sha256
        # What is small already is not made smaller once more.
        stored = packed[name].compress_type == zipfile.ZIP_STORED
        assert stored == (one.kind in ("xlsx", "parquet")), name
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True,
        check=False,
    )  # fmt: skip
    assert checked.returncode == 0
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["report"] == report.pk
    assert "must not be published" in manifest["note"]
    told = {one["what"] for one in manifest["files"]}
    assert {"What the columns mean, web page", "Every response, Excel workbook"} <= told


def _typed(column: str, cell: str) -> str | int | None:
    if not cell:
        return None
    return int(cell) if column.endswith("_count") else cell


def test_the_columns_of_parquet_are_typed_and_described(
    consultation: Consultation, exported: Exported, town: Town, send_response: Any
) -> None:
    send_response(
        consultation,
        about=[consultation.proposals.get(station=town.barkingside)],
        stance="OPPOSE",
        reasons="=1+1",
    )
    table = parquet(exported())
    kinds = {field.name: str(field.type).split("<")[1].strip(">\n") for field in table.schema}
    assert kinds["response"] == "Int64"
    assert kinds["received_at"] == 'Timestamp(ms, "UTC")'
    assert {kind for name, kind in kinds.items() if name not in {"response", "received_at"}} == {
        "Utf8"
    }
    assert table["reasons"].to_pylist() == ["=1+1"]  # as it was sent: nothing here is run
    assert table["received_at"].to_pylist() == [timezone.now()]
    told = table.schema.field("station").metadata_str
    assert told == {
        "description": "The front counter that the row is about. Empty where its answers are about "
        "everything."
    }


def test_hostile_texts_come_back_from_every_form(
    consultation: Consultation, exported: Exported
) -> None:
    texts = [text for text in HOSTILE if "\x00" not in text]  # the database has none
    for text in texts:
        answer(consultation, text)
    made = exported()
    assert parquet(made)["instead"].to_pylist() == texts
    sheet = workbook(made)["Responses"]
    place = [cell.value for cell in sheet[1]].index("instead")
    cells = [row[place] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    plain = [text for text in texts if not _is_written_otherwise(text)]
    assert len(plain) > 15
    found = [words_of(str(cell.value)) for cell in cells]
    assert [text for text in plain if text not in found] == []
    # Saved as CSV by a spreadsheet, none of it is a formula there.
    assert [cell.value for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))] == []


def _is_written_otherwise(text: str) -> bool:
    """This reader leaves signs as the standard writes them; the tests of workbooks read them."""
    return any(one in text for one in "\x07\x1b\r") or "_x0" in text


def test_a_text_that_no_cell_holds_goes_on_beside_it(
    consultation: Consultation, exported: Exported
) -> None:
    texts = ["short", "=" + "x" * 32_766, "a" * 32_766 + "=" + "b" * 40_000, "'" + "😀" * 40_000]
    for text in texts:
        answer(consultation, text)
    made = exported()
    book = workbook(made)
    heading, *rows = [[cell.value for cell in row] for row in book["Responses"]]
    place = heading.index("instead")
    assert heading[place : place + 4] == [
        "instead", "instead (continued)", "instead (continued 2)", "evidence",
    ]  # fmt: skip
    found = []
    for row in rows:
        parts = [part for part in row[place : place + 3] if part is not None]
        assert all(len(part.encode("utf-16-le")) // 2 <= 32_767 for part in parts)
        found.append("".join(words_of(part) for part in parts))
    assert found == texts
    assert rows[2][place + 1].startswith("'=b")
    about = {row[0].value: row[1].value for row in book["About"]}
    assert "A cell of a workbook holds 32,767 characters." in about["Long texts"]
    assert parquet(made)["instead"].to_pylist() == texts


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    consultation: Consultation, exported: Exported
) -> None:
    for number in range(7):
        answer(consultation, f"text {number}")
    book = workbook(exported(), most_rows=4)
    sheets = [sheet for sheet in book if sheet.title.startswith("Responses")]
    assert [sheet.max_row for sheet in sheets] == [4, 4, 2]
    assert len({tuple(cell.value for cell in sheet[1]) for sheet in sheets}) == 1
    place = [cell.value for cell in sheets[0][1]].index("instead")
    found = [row[place].value for sheet in sheets for row in sheet.iter_rows(min_row=2)]
    assert found == [f"text {number}" for number in range(7)]


def test_the_workbook_says_what_its_columns_hold(
    consultation: Consultation, exported: Exported
) -> None:
    made = exported()
    sheet = workbook(made)["Columns"]
    rows = [[cell.value for cell in row] for row in sheet]
    assert rows[0] == ["Column", "Kind", "What it holds"]
    assert rows[1:] == [[one.name, one.sort.value, one.meaning] for one in made[1]]
    assert rows[2][:2] == ["received_at", "date and time in UTC"]


def test_an_export_without_responses_has_its_headings(exported: Exported) -> None:
    made = exported()
    assert workbook(made)["Responses"].max_row == 1
    table = parquet(made)
    assert (table.num_rows, table.column_names) == (0, [one.name for one in made[1]])


def test_a_form_that_lacks_a_row_is_not_published(
    make: Make, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count of each form is held against that of the record."""
    factories.ResponseFactory(consultation=consultation)
    kind, words, write = every.EXPORTED[-1]

    def short(*given: Any) -> int:
        return int(write(*given) or 0) - 1

    monkeypatch.setattr(every, "EXPORTED", [(kind, words, short)])
    report = make(ReportKind.EXPORT)
    assert (report.state, report.files.count()) == ("FAILED", 0)
    assert report.error.startswith("The file did not hold every response")
    assert Answer.objects.count() == 0
