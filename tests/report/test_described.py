"""CSV files are as their descriptions say (CSV on the Web)."""

import csv
import warnings
from pathlib import Path

import pytest
from csvw import CSVW

from consultation.models import FileKind, Report, ReportKind, Response
from consultation.report.drawn import csvs
from tests.report.conftest import Make, content
from tests.report.drawn import Drawn, drawn_forms, figures_of  # noqa: F401


def kept(folder: Path, report: Report, *kinds: FileKind) -> dict[FileKind, Path]:
    """Files of a report beside one another, under the names they are downloaded by."""
    names = {file.kind: file.name for file in report.files.all()}
    found = {kind: folder / names[kind] for kind in kinds}
    for kind, place in found.items():
        place.write_bytes(content(report, kind))
    return found


@pytest.mark.parametrize("kind", [ReportKind.WHOLE, ReportKind.EXPORT])
def test_the_csv_is_as_its_description_says(
    make: Make, varied: list[Response], tmp_path: Path, kind: ReportKind
) -> None:
    report = make(kind)
    files = kept(tmp_path, report, FileKind.CSV, FileKind.CSVW)
    described = CSVW(str(files[FileKind.CSVW]), validate=True)
    assert described.is_valid
    (table,) = described.tables
    names = [column.name for column in table.tableSchema.columns]
    with files[FileKind.CSV].open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    assert names == heading
    typed = list(table)
    assert len(typed) == len(rows)
    number = {"WHOLE": "base", "EXPORT": "response"}[kind]
    place = names.index(number)
    assert [line[number] for line in typed] == [
        int(row[place]) if row[place] else None for row in rows
    ]
    if kind == ReportKind.WHOLE:
        assert sum(line["value"] or 0 for line in typed) == sum(
            figure.value or 0
            for table in figures_of(report).tables
            for _row, _title, figure in csvs.lines_of(table)
        )


@pytest.mark.sweeps
def test_a_number_that_is_a_word_does_not_fit_the_description(drawn: Drawn, tmp_path: Path) -> None:
    text = drawn.files["csv"].decode("utf-8-sig")
    assert ",300,,300," in text
    changed = text.replace(",300,,300,", ",many,,300,", 1).encode("utf-8-sig")
    (tmp_path / drawn.names["csv"]).write_bytes(changed)
    place = tmp_path / drawn.names["csvw"]
    place.write_bytes(drawn.files["csvw"])
    with warnings.catch_warnings():
        warnings.simplefilter("always")  # it collects what does not fit as warnings
        assert not CSVW(str(place), validate=True).is_valid
