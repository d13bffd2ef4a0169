"""One report as Word, OpenDocument, Excel, JSON and CSV on the Web, and all of it in one ZIP."""

import csv
import io
import json
import subprocess
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import openpyxl
import pikepdf
import pytest
from docx import Document as read_word
from docx.oxml.ns import qn
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from consultation.models import Consultation, FileKind
from consultation.report.documents import sheets
from consultation.report.drawn import csvs, machine, workbook
from consultation.report.drawn.every import DRAWN
from consultation.report.drawn.paper import CONTENT_TYPES, IN_WORDS
from consultation.report.edition import Figures
from tests.conftest import Town
from tests.report.conftest import Make, content
from tests.report.drawn import Drawn, drawn_forms  # noqa: F401
from tests.report.test_documents import words_of

pytestmark = pytest.mark.django_db
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
EVIL = '=1+1 <b>&amp; "quoted" العربية 😀 bell \x07 \' _x0041_'
SEEN = EVIL.replace("\x07", "")  # a document has no way of writing that sign
EVERY = ["html", "pdf", "docx", "odt", "xlsx", "csv", "csvw", "json", "zip"]


def shown(figures: Figures) -> list[str]:
    """Every label and number of its tables, as a reader sees them."""
    return [cell for sheet in sheets(figures) for row in [*sheet.rows, sheet.foot] for cell in row]


def test_every_form_is_made_listed_and_has_a_kind(drawn: Drawn) -> None:
    assert list(drawn.files) == EVERY
    assert set(CONTENT_TYPES) == set(IN_WORDS) == {str(kind) for kind in FileKind}
    assert len(DRAWN) + 1 == len(EVERY)
    base = f"front-counters-interim-summary-whole-{drawn.whole.report.pk}"
    assert drawn.names["docx"] == f"{base}.docx"
    assert drawn.names["csvw"] == f"{base}.csv-metadata.json"


# Word


def test_the_word_document_has_headings_title_and_language(drawn: Drawn) -> None:
    found = read_word(io.BytesIO(drawn.files["docx"]))
    figures = drawn.whole.figures
    headings = [one.text for one in found.paragraphs if one.style and one.style.name == "Heading 1"]
    assert sorted(headings) == sorted(
        [*(table.title for table in figures.tables), "Formal replies in full"]
    )
    assert [one.text for one in found.paragraphs if one.style and one.style.name == "Title"] == [
        "Summary for the whole consultation"
    ]
    said = found.core_properties
    assert said.title == "Summary for the whole consultation – Police front counters"
    assert (said.author, said.last_modified_by) == ("Mayor's Office for Policing and Crime", "")
    assert said.language == "en-GB"
    languages = {one.get(qn("w:val")) for one in found.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_the_word_tables_hold_every_figure_under_a_repeated_heading(drawn: Drawn) -> None:
    found = read_word(io.BytesIO(drawn.files["docx"]))
    figures = drawn.whole.figures
    assert len(found.tables) == len(figures.tables)
    cells = [cell.text for table in found.tables for cell in table._cells]
    missing = set(shown(figures)) - set(cells)
    assert missing == set()
    for table in found.tables:
        heading, *others = table.rows
        assert heading._tr.find(".//" + qn("w:tblHeader")) is not None
        assert all(row._tr.find(".//" + qn("w:tblHeader")) is None for row in others)
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_charts_are_told_in_words_and_hold_the_numbers_of_their_tables(drawn: Drawn) -> None:
    raw = drawn.files["docx"]
    found = read_word(io.BytesIO(raw))
    told = [one.get("descr") for one in found.element.body.iter(qn("wp:docPr"))]
    figures = drawn.whole.figures
    assert len(told) == len([one for one in figures.tables if one.drawn or one.chart]) == 12
    told = [one for one in told if str(one).startswith("Bar chart. ")]
    charts = [table for table in figures.tables if table.drawn]
    assert len(told) == len(charts) == 5
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for number, (table, words) in enumerate(zip(charts, told, strict=True), start=1):
            chart = ElementTree.fromstring(archive.read(f"word/charts/chart{number}.xml"))
            values = [one.text for one in chart.findall(".//{*}v")]
            for row in table.rows:
                assert f"{row.label}: {row.figures[0].shown}" in str(words)
                assert row.label in values
                assert str(row.figures[0].value) in values


def test_formal_replies_stand_whole_in_word_and_opendocument(drawn: Drawn) -> None:
    found = read_word(io.BytesIO(drawn.files["docx"]))
    in_word = "\n".join(one.text for one in found.paragraphs)
    in_odt = "\n".join(paragraphs(drawn.files["odt"]))
    replies = json.loads(drawn.files["json"])["formal_replies"]
    assert len(replies) == len(drawn.whole.figures.replies) > 3
    for reply in replies:
        lines = [line for line in reply["text"].split("\n")[3:] if line.strip("=-* ")]
        assert len(lines) > 1
        for line in lines:
            assert line in in_word
            assert line in in_odt


def paragraphs(raw: bytes) -> list[str]:
    """Headings, paragraphs and cells of an OpenDocument text."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    kinds = {f"{{{OFFICE}text:1.0}}p", f"{{{OFFICE}text:1.0}}h"}
    return ["".join(one.itertext()) for one in root.iter() if one.tag in kinds]


# OpenDocument


def test_the_opendocument_text_has_headings_tables_title_and_language(drawn: Drawn) -> None:
    raw = drawn.files["odt"]
    figures = drawn.whole.figures
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        parts = {
            name: ElementTree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xml", ".svg"))
        }
        listed = {
            one.get(f"{{{OFFICE}manifest:1.0}}full-path")
            for one in parts["META-INF/manifest.xml"].iter()
        }
        assert set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"} <= listed
    body = parts["content.xml"]
    text, table = f"{{{OFFICE}text:1.0}}", f"{{{OFFICE}table:1.0}}"
    tables = list(body.iter(f"{table}table"))
    assert len(tables) == len(figures.tables)
    assert all(one.find(f"{table}table-header-rows") is not None for one in tables)
    top = [one for one in body.iter(f"{text}h") if one.get(f"{text}outline-level") == "1"]
    assert len(top) == len(figures.tables) + 1
    assert set(shown(figures)) <= set(paragraphs(raw))
    meta = {one.tag.rpartition("}")[2]: one.text for one in parts["meta.xml"].iter()}
    assert meta["title"] == "Summary for the whole consultation – Police front counters"
    assert (meta["language"], meta["creator"]) == ("en-GB", "Mayor's Office for Policing and Crime")
    told = [one.text or "" for one in body.findall(".//{*}desc")]
    assert len(told) == len([one for one in figures.tables if one.drawn or one.chart])
    assert {one.partition(". ")[0] for one in told} == {
        "Bar chart", "Bars of parts", "Map of London’s boroughs; the darker, the more",
    }  # fmt: skip


# Excel


def test_a_sheet_a_table_with_typed_cells(drawn: Drawn) -> None:
    book = openpyxl.load_workbook(io.BytesIO(drawn.files["xlsx"]))
    figures = drawn.whole.figures
    assert book.sheetnames == ["About", *(table.title[:31].strip() for table in figures.tables)]
    about = {row[0].value: row[1].value for row in book["About"]}
    assert about["Consultation"] == "Police front counters"
    assert about["Counted at"] == "12:00pm on Monday 23 November 2026, London time"
    assert "The newest is number " in str(about["Counted from"])
    received = book["What was received"]
    assert [cell.value for cell in received[1]] == [
        "Responses that are", "Responses", "Share", "Base of the share",
    ]  # fmt: skip
    assert [cell.value for cell in received[2]] == ["Received", 300, 1, 300]
    assert [cell.number_format for cell in received[2]][1:3] == ["#,##0", "0.0%"]
    for sheet, table in zip(book.worksheets[1:], figures.tables, strict=True):
        numbers = [
            figure.value if figure.value is not None else figure.said_missing
            for row in [*table.rows, *([table.foot] if table.foot else [])]
            for figure in row.figures
        ]
        cells = [cell.value for row in sheet.iter_rows(min_row=2, min_col=2) for cell in row]
        assert [cell for cell in cells if cell in numbers and cell is not None] != []
        assert set(map(str, numbers)) <= set(map(str, cells))
        assert sheet.freeze_panes == "A2"
        assert sheet.sheet_state == "visible"


def test_places_share_a_sheet_a_table(drawn: Drawn) -> None:
    book = openpyxl.load_workbook(io.BytesIO(drawn.placed["xlsx"]))
    sheet = book["Each place What was received"]
    rows = [[cell.value for cell in row][:4] for row in sheet]
    assert rows[0] == ["Place", "Kind of place", "Responses that are", "Responses"]
    expected = [
        [place.name, workbook.KINDS[place.kind], row.label, row.figures[0].value]
        for place in drawn.edition.places
        for row in place.figures.table("received").rows
    ]
    assert rows[1:] == expected
    assert {row[0] for row in expected} == {"Redbridge", "Ilford"}


def test_places_stand_in_every_other_form(drawn: Drawn) -> None:
    found = read_word(io.BytesIO(drawn.placed["docx"]))
    headings = [(one.style.name, one.text) for one in found.paragraphs if one.style]
    assert ("Heading 1", "Redbridge") in headings
    assert ("Heading 1", "Ilford") in headings
    assert headings.count(("Heading 2", "What was received")) == 2
    assert paragraphs(drawn.placed["odt"]).count("What was received") == 3
    told = json.loads(drawn.placed["json"])
    assert [part["name"] for part in told["parts"]] == [
        "The whole consultation", "Redbridge", "Ilford",
    ]  # fmt: skip
    lines = list(csv.DictReader(io.StringIO(drawn.placed["csv"].decode("utf-8-sig"))))
    assert {line["about"] for line in lines} == {part["name"] for part in told["parts"]}


def test_places_stand_on_the_web_page_and_in_the_pdf(drawn: Drawn) -> None:
    page, paper = drawn.placed["html"].decode(), drawn.placed["pdf"]
    assert page.count('<section id="place-') == 2
    ids = [part.partition('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    words = words_of(PdfReader(io.BytesIO(paper)))
    for place in drawn.edition.places:
        assert f"{place.name} What was received" in words
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        kinds = [str(one.get("/S", "")) for one in elements(pdf)]
    printed = ("received", "formal", "stance", "channel", "residence")
    tables = [
        table for place in drawn.edition.places for table in place.figures.tables
        if table.key in printed
    ]  # fmt: skip
    assert kinds.count("/H2") == len(tables) + len(drawn.edition.figures.replies)


# PDF


def test_qpdf_finds_the_pdf_sound(drawn: Drawn) -> None:
    with pikepdf.open(io.BytesIO(drawn.files["pdf"])) as pdf:
        assert pdf.check_pdf_syntax() == []
        figures = [one for one in elements(pdf) if one.get("/S") == "/Figure"]
        told = [str(one.get("/Alt", "")) for one in figures]
    charts = [table for table in drawn.whole.figures.tables if table.drawn or table.chart]
    assert len(told) == len(charts)
    begin = {one.partition(". ")[0] for one in told}
    assert begin == {
        "Bar chart", "Bars of parts", "Map of London’s boroughs; the darker, the more",
    }  # fmt: skip


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Every element of the tag tree."""
    found: list[Any] = []
    waiting: list[Any] = [pdf.Root.StructTreeRoot]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(one)
        elif isinstance(one, pikepdf.Dictionary):
            found.append(one)
            waiting += [one.K] if "/K" in one else []
    return found


# JSON


def test_the_json_is_as_its_schema_says(drawn: Drawn) -> None:
    schema = json.loads(machine.SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    told = json.loads(drawn.placed["json"])
    assert [problem.message for problem in judge.iter_errors(told)] == []
    for part, place in zip(told["parts"], drawn.edition.parts, strict=True):
        values = [
            figure["value"] if figure["value"] is not None else figure["words"]
            for table in part["tables"]
            for row in [*table["rows"], *([table["total"]] if table["total"] else [])]
            for figure in row["figures"]
        ]
        expected = [
            figure.value if figure.value is not None else figure.said_missing
            for table in place.figures.tables
            for _row, _title, figure in csvs.lines_of(table)
        ]
        assert values == expected
    told["parts"][0]["tables"][0]["rows"][0]["figures"][0]["value"] = "300"
    assert [problem.message for problem in judge.iter_errors(told)] == [
        "'300' is not of type 'integer', 'null'"
    ]


# Hostile texts


def test_hostile_texts_are_only_texts_in_every_form(
    make: Make, consultation: Consultation, town: Town
) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(title=EVIL)
    town.ilford.name = EVIL
    town.ilford.save()
    report = make()
    assert (report.state, report.error) == ("DONE", "")
    word_texts = [
        cell.text
        for table in read_word(io.BytesIO(content(report, FileKind.DOCX))).tables
        for cell in table._cells
    ]
    assert f"{SEEN}, Redbridge: Keep" in word_texts
    one_space = f"{SEEN}, Redbridge: Keep".replace("  ", " ")  # the second is an element
    assert one_space in paragraphs(content(report, FileKind.ODT))
    raw = content(report, FileKind.XLSX)
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    cells = [
        cell for row in book.get_sheet_by_name("Each front counter").to_python() for cell in row
    ]
    assert f"'{EVIL}, Redbridge: Keep" in cells
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    tables = json.loads(content(report, FileKind.JSON))["parts"][0]["tables"]
    (rows,) = (table["rows"] for table in tables if table["key"] == "stations")
    assert f"{EVIL}, Redbridge: Keep" in [row["label"] for row in rows]


# All of it


def test_the_zip_holds_every_file_with_its_sum(drawn: Drawn, tmp_path: Path) -> None:
    raw = drawn.files["zip"]
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
        names = archive.namelist()
    others = {drawn.names[kind]: raw for kind, raw in drawn.files.items() if kind != "zip"}
    assert names == [*sorted(others), "manifest.json", "SHA256SUMS"]
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.count(": OK\n") == len(names) - 1
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert {one["name"]: (one["bytes"], one["sha256"]) for one in manifest["files"]} == {
        name: (len(raw), sha256(raw).hexdigest()) for name, raw in others.items()
    }
    assert all(one["what"] for one in manifest["files"])
    assert manifest["counted_at"] == "2026-11-23T12:00:00+00:00"
