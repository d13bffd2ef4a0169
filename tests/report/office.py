"""`make office`: LibreOffice opens what we write. Not collected by `make test`, which needs none.

LibreOffice converts a damaged file to nothing, or to one page that says so; whole ones become what
they hold, letter for letter.
"""

import csv
import re
import subprocess
from pathlib import Path

import pytest

from consultation.models import Consultation, FileKind, ReportKind, Response
from tests.conftest import Town
from tests.report.conftest import Make, content
from tests.report.test_exports import answer

EVIL = "=1+1 <b>&amp; العربية 😀 'x' _x0041_"


def converted(raw: bytes, kind: str, to: str, folder: Path) -> Path:
    """The file as LibreOffice reads it."""
    place = folder / f"file.{kind}"
    place.write_bytes(raw)
    home = f"-env:UserInstallation=file://{folder / 'home'}"
    made = subprocess.run(
        ["soffice", home, "--headless", "--convert-to", to, "--outdir", folder, place],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    assert "Error" not in made.stderr
    return folder / f"file.{to.partition(':')[0]}"


@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.ODT, FileKind.XLSX])
def test_it_opens_and_holds_every_table(
    make: Make, varied: list[Response], town: Town, tmp_path: Path, kind: FileKind
) -> None:
    town.ilford.name = EVIL
    town.ilford.save()
    report = make()
    pdf = converted(content(report, kind), kind, "pdf", tmp_path)
    told = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True)
    words = re.sub(r"\s+", "", told.stdout.decode())
    pages = int(subprocess.run(
        ["pdfinfo", pdf], capture_output=True, text=True, check=True
    ).stdout.partition("Pages:")[2].split()[0])  # fmt: skip
    assert pages > 5
    for table in (report.figures or {})["tables"]:
        for row in table["rows"]:
            if EVIL not in row["label"]:
                assert re.sub(r"\s+", "", row["label"])[:20] in words
    assert "=1+1<b>&amp;" in words


def test_no_cell_of_an_export_is_run_or_lost(
    make: Make, consultation: Consultation, tmp_path: Path
) -> None:
    texts = [
        "=1+1", "@SUM(A1)", " space ", "two\nlines", EVIL, "_x0041_", "x" * 40_000,
        "\u202eturned\u202c", "bell \x07",
    ]  # fmt: skip
    for text in texts:
        answer(consultation, text)
    raw = content(make(ReportKind.EXPORT), FileKind.XLSX)
    # Field comma, text quotation mark, UTF-8, quoted texts, and the third sheet alone.
    sheet = converted(raw, "xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,"
                      "false,false,3", tmp_path).with_name("file-Responses.csv")  # fmt: skip
    csv.field_size_limit(10**9)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    place = heading.index("instead")
    found = [row[place].removeprefix("'") + row[place + 1].removeprefix("'") for row in rows]
    assert found == texts
