"""The same figures on a web page, in a tagged PDF and in a CSV file."""

import csv
import io
import re
import shutil
import subprocess
from html.parser import HTMLParser
from typing import Any

import pytest
from pypdf import PdfReader

from consultation import pdf
from consultation.models import Consultation, FileKind, Report, ReportKind, Response
from consultation.report.documents import sheets
from consultation.report.edition import Figures
from tests.conftest import Town
from tests.report.conftest import EVERY_FORM, Make, content

EVIL = '=1+1 #panic() $x$ *b* <lab> @ref \\ "quoted" <script>alert(1)</script>'


def figures_of(report: Report) -> Figures:
    assert report.figures is not None
    return Figures.from_json(report.figures)


def pdf_of(report: Report) -> PdfReader:
    return PdfReader(io.BytesIO(content(report, FileKind.PDF)))


def words_of(pdf: PdfReader) -> str:
    """All text of a PDF, with single spaces."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


def tags_of(pdf: PdfReader) -> list[str]:
    """The kinds of every element of the tag tree."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif hasattr(node, "get"):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


@pytest.fixture
def whole(make: Make, varied: list[Response]) -> Report:
    """A report of the whole consultation."""
    report = make()
    assert (report.state, report.error) == ("DONE", "")
    return report


def test_the_pdf_is_tagged_and_says_its_title_and_language(whole: Report) -> None:
    pdf = pdf_of(whole)
    root = pdf.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en-GB"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Summary for the whole consultation – Police front counters"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_the_pdf_has_headings_tables_and_charts_in_its_tags(whole: Report) -> None:
    figures, tags = figures_of(whole), tags_of(pdf_of(whole))
    assert tags.count("/Title") == 1
    assert tags.count("/H1") == len(figures.tables) + 1  # and formal replies in full
    assert tags.count("/Table") == len(figures.tables)
    assert tags.count("/THead") == len(figures.tables)
    drawn = [table for table in figures.tables if table.drawn or table.chart]
    assert tags.count("/Figure") == len(drawn) == 12
    heads = sum(1 + len(table.columns) for table in figures.tables)
    assert tags.count("/TH") >= heads


def test_the_pdf_holds_every_number_with_base_source_date_and_page(whole: Report) -> None:
    pdf = pdf_of(whole)
    words = words_of(pdf)
    figures = figures_of(whole)
    for table, sheet in zip(figures.tables, sheets(figures), strict=True):
        for row, cells in zip(table.rows, sheet.rows, strict=True):
            assert [row.label, *(one.shown for one in row.figures)] == [
                cells[0], *(cell.split(" (")[0] if table.apart else cell for cell in cells[1:])
            ][: 1 + len(row.figures)]  # fmt: skip
            assert " ".join(cells) in words
    assert "Base: 300 responses received about the whole consultation." in words
    assert "counted at 12:00pm on Monday 23 November 2026, London time" in words
    assert f"Page 1 of {len(pdf.pages)}" in words


def test_texts_are_never_code_on_paper(make: Make, consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(title=EVIL)
    report = make()
    assert (report.state, report.error) == ("DONE", "")
    assert EVIL in words_of(pdf_of(report))


NOWHERE = "\U000f1234"  # for private use: no font has it


@pytest.mark.sweeps
@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (f"Two {NOWHERE}s of 4, fun1", "Two \ufffds of 4, fun1"),
        ("Bell \x07 rings", "Bell \ufffd rings"),
        ("Key 2\u20e3 of 1,222", "Key 2\ufffd of 1,222"),
        ("Nine \u0378\u0379\u0380\u0381\u0382\u0383\u038b\u038d\u03a2", "Nine " + "\ufffd" * 9),
    ],
)
def test_a_character_without_a_letter_form_is_shown_as_a_box(
    make: Make, consultation: Consultation, title: str, shown: str
) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(title=title)
    report = make()
    assert (report.state, report.error) == ("DONE", "")
    words = words_of(pdf_of(report))
    assert "Some characters are not in the fonts of this PDF" in words
    assert shown in words
    if "\x07" not in title:
        assert title in content(report, FileKind.HTML).decode()


@pytest.mark.parametrize(
    ("language", "title"),
    [("ar", "مراكز الشرطة"), ("ur", "پولیس کاؤنٹر بند نہ کریں"), ("bn", "পুলিশ কাউন্টার")],
)
def test_letters_of_other_scripts_are_those_of_the_machine(
    make: Make, consultation: Consultation, language: str, title: str
) -> None:
    if not fonts_for(language):
        pytest.skip("no font for it on this machine")
    Consultation.objects.filter(pk=consultation.pk).update(title=title)
    report = make()
    assert (report.state, report.error) == ("DONE", "")
    paper = pdf_of(report)
    words = words_of(paper)
    assert "Some characters are not in the fonts" not in words
    assert "\ufffd" not in words
    assert paper.metadata is not None
    assert paper.metadata.title == f"Summary for the whole consultation – {title}"


def fonts_for(language: str) -> bool:
    """Whether this machine has a font for it, as far as it can say."""
    if shutil.which("fc-list") is None:
        return False
    asked = ["fc-list", f":lang={language}", "family"]
    return bool(subprocess.run(asked, capture_output=True, check=True).stdout.strip())


@pytest.mark.parametrize(
    ("lacked", "boxed"),
    [("한", "\ufffd\ufffd a é я ع"), ("é", "한글 a \ufffd я ع"), ("ع", "한글 a é я \ufffd")],
)
def test_what_no_font_has_is_boxed_with_its_alphabet_and_nothing_else(
    lacked: str, boxed: str
) -> None:
    assert pdf._boxed({"a": ["한글 a é я ع"]}, pdf._like(lacked)) == {"a": [boxed]}


def test_the_same_figures_make_the_same_files(
    make: Make, varied: list[Response], consultation: Consultation
) -> None:
    first, second = make(), make(ReportKind.EXPORT)
    Report.objects.filter(pk=first.pk).update(key="0" * 64)
    again = make()
    assert again.pk != first.pk
    # These two name the other files, whose names hold the number of the report.
    same = [report.files.exclude(kind__in=["csvw", "zip"]) for report in (first, again)]
    digests = [dict(files.values_list("kind", "sha256")) for files in same]
    assert digests[0] == digests[1]
    assert sorted([*digests[0], "csvw", "zip"]) == EVERY_FORM
    assert second.files.count() == 6


class Page(HTMLParser):
    """Ids and what a page loads from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.styles = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.ids += [named["id"] or ""] if "id" in named else []
        self.loads += [str(named[name]) for name in ("src", "srcset") if name in named]
        self.loads += ["link"] if tag in ("link", "script", "iframe") else []
        self.styles += "style" in named


def test_the_web_page_stands_alone(whole: Report) -> None:
    text = content(whole, FileKind.HTML).decode()
    page = Page(text)
    assert page.loads == []
    assert page.styles == 0
    assert len(page.ids) == len(set(page.ids))
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="en-GB">' in text
    for table in figures_of(whole).tables:
        assert table.title in text


def test_texts_are_escaped_on_the_web_page(make: Make, consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(title=EVIL)
    text = content(make(), FileKind.HTML).decode()
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_csv_has_a_line_for_every_figure(whole: Report) -> None:
    raw = content(whole, FileKind.CSV)
    assert raw.startswith(
        b"\xef\xbb\xbfabout,table,row,column,key,value,words,base,base_is,share,source,as_at\r\n"
    )
    lines = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    figures = [
        (table.title, row.label, column, figure)
        for table in figures_of(whole).tables
        for row in [*table.rows, *([table.foot] if table.foot else [])]
        for column, figure in zip(table.columns, row.figures, strict=True)
    ]
    assert len(lines) == len(figures)
    for line, (title, label, column, figure) in zip(lines, figures, strict=True):
        assert (line["table"], line["row"], line["column"]) == (title, label, column)
        none = figure.value is None
        assert line["value"] == ("" if none else str(figure.value))
        assert line["words"] == ((figure.words or figure.missing or "not known") if none else "")
        assert (line["about"], line["key"]) == ("The whole consultation", figure.key)
        assert line["base"] == ("" if figure.base is None else str(figure.base))
        assert line["as_at"] == "2026-11-23T12:00:00+00:00"


def test_names_in_the_csv_are_no_formulas(
    make: Make, consultation: Consultation, town: Town
) -> None:
    town.ilford.name = "=cmd|' /C calc'!A0"
    town.ilford.save()
    raw = content(make(), FileKind.CSV).decode("utf-8-sig")
    lines = csv.DictReader(io.StringIO(raw, newline=""))
    (names,) = {line["row"] for line in lines if "calc" in line["row"]}
    assert names == "'=cmd|' /C calc'!A0, Redbridge: Keep"


def test_a_report_on_a_station_and_a_borough_name_what_they_are_about(
    make: Make, town: Town, varied: list[Response]
) -> None:
    station = make(ReportKind.STATION, station=town.ilford)
    borough = make(ReportKind.BOROUGH, borough=town.merton)
    assert "Ilford front counter, Redbridge: every response" in words_of(pdf_of(station))
    assert "about a front counter there" in words_of(pdf_of(borough))
    assert [file.name for file in station.files.all()] == [
        f"front-counters-interim-summary-ilford-{station.pk}.{kind}"
        for kind in (
            "html",
            "pdf",
            "docx",
            "odt",
            "xlsx",
            "csv",
            "csv-metadata.json",
            "json",
            "zip",
        )
    ]
