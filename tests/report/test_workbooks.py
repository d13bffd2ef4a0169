"""Workbooks: hostile texts come back letter for letter, nothing is hidden, and sheets go on."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from consultation.workbooks import (
    LONGEST,
    Book,
    Cell,
    Share,
    Sheet,
    TooLong,
    Words,
    Workbook,
    length,
    names_of,
    pieces,
)

BOOK = Book("What people said", "Mayor’s Office", datetime(2026, 11, 23, 12, tzinfo=UTC))


def made(
    rows: list[list[Cell]], head: list[str] | None = None, foot: list[Cell] | None = None,
    **bounds: int,
) -> bytes:  # fmt: skip
    sink = io.BytesIO()
    head = head or [f"column {place}" for place in range(len(rows[0]))]
    with Workbook(sink, BOOK, **bounds) as book:
        assert book.write(Sheet("Rows", head, [12] * len(head)), rows, foot or []) == len(rows)
    return sink.getvalue()


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def texts(content: bytes) -> list[str]:
    """The first column as another reader sees it, without the heading."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [str(row[0]) for row in book.get_sheet_by_index(0).to_python()[1:]]


HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+44 20 7946 0000",
    "-2+3",
    "@SUM(A1)",
    "\tindented",
    "'tis",
    " space before and after ",
    "two\nlines",
    "two\r\nlines and \r alone",
    "العربية من اليمين إلى اليسار",
    "\u202eturned round\u202c",
    "emoji 😀👩‍👩‍👧 and 𝔉𝔯𝔞𝔨𝔱𝔲𝔯",
    "bell \x07, escape \x1b and nul \x00",
    "reads like ours _x0041_ and _x005F_x0041_",
    "<script>alert(1)</script> & \"quoted\" ]]>",
    "https://example.org/looks-like-a-link",
    "00123",
    "1e5",
    "2026-11-23",
    "TRUE",
    "x" * LONGEST,
    "😀" * (LONGEST // 2),
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    content = made([[text]])
    assert texts(content) == [text]
    cell = opened(content)["Rows"]["A2"]
    assert (cell.data_type, cell.value if cell.value == text else "") in {
        ("s", text), ("s", ""), ("inlineStr", text), ("inlineStr", ""),
    }  # fmt: skip
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "written"),
    [("half \ud83d", "half _xD83D_"), ("not signs \ufffe\uffff", "not signs _xFFFE__xFFFF_")],
)
def test_what_is_no_sign_at_all_is_named_and_stops_nothing(text: str, written: str) -> None:
    assert texts(made([[text]])) == [written]


def test_numbers_shares_and_dates_are_typed() -> None:
    moment = datetime(2026, 11, 23, 12, 30, 15, tzinfo=UTC)
    sheet = opened(made([[5, Share(0.125), moment, date(2026, 11, 23), 0.5, None, "", 10**15]]))
    found = [cell.value for cell in sheet["Rows"][2]]
    assert found[:5] == [5, 0.125, moment.replace(tzinfo=None), datetime(2026, 11, 23), 0.5]  # noqa: DTZ001
    assert found[5:] == [None, None, "1000000000000000"]
    formats = [cell.number_format for cell in sheet["Rows"][2]]
    assert formats[:4] == ["#,##0", "0.0%", "yyyy\\-mm\\-dd\\ hh:mm:ss", "yyyy\\-mm\\-dd"]


def test_the_heading_is_bold_stays_in_sight_and_is_printed_again() -> None:
    book = opened(made([["one", 1]], ["What", "How many"], ["All", 1]))
    sheet = book["Rows"]
    assert [cell.value for cell in sheet[1]] == ["What", "How many"]
    assert all(cell.font.bold for cell in (*sheet[1], *sheet[3]))
    assert not sheet["A2"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.column_dimensions["A"].width == 12
    assert sheet.page_setup.orientation == "landscape"


def test_nothing_is_hidden_linked_or_cached_and_no_person_is_named() -> None:
    content = made([["one"], ["two"]])
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert sorted(names) == [
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "xl/_rels/workbook.xml.rels",
        "xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml",
    ]  # fmt: skip
    book = opened(content)
    assert [sheet.sheet_state for sheet in book] == ["visible"]
    assert not any(row.hidden for row in book["Rows"].row_dimensions.values())
    assert not any(one.hidden for one in book["Rows"].column_dimensions.values())
    said = book.properties
    assert (said.title, said.creator) == ("What people said", "Mayor’s Office")
    assert (said.lastModifiedBy, said.language) == (None, "en-GB")
    assert said.created == datetime(2026, 11, 23, 12)  # noqa: DTZ001


def test_every_part_is_well_formed_and_the_same_content_makes_the_same_bytes() -> None:
    content = made([[text] for text in HOSTILE])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
    assert content == made([[text] for text in HOSTILE])


def test_a_full_sheet_goes_on_in_the_next_with_its_heading() -> None:
    content = made([[number] for number in range(25)], ["number"], most_rows=11)
    book = opened(content)
    assert book.sheetnames == ["Rows", "Rows 2", "Rows 3"]
    columns = [[cell.value for cell in sheet["A"]] for sheet in book]
    assert [column[0] for column in columns] == ["number"] * 3
    assert [len(column) for column in columns] == [11, 11, 6]
    assert [number for column in columns for number in column[1:]] == list(range(25))
    assert [sheet.freeze_panes for sheet in book] == ["A2"] * 3


@pytest.mark.parametrize(("rows", "sheets"), [(9, [11]), (10, [11, 2]), (11, [11, 3])])
def test_the_last_row_stands_within_the_bound_too(rows: int, sheets: list[int]) -> None:
    content = made([[number] for number in range(rows)], ["number"], ["All"], most_rows=11)
    book = opened(content)
    assert [sheet.max_row for sheet in book] == sheets
    last = book.worksheets[-1]["A"][-1]
    assert (last.value, last.font.bold) == ("All", True)


def test_a_sheet_also_goes_on_when_it_has_too_many_bytes() -> None:
    rows: list[list[Cell]] = [["x" * 1000] for _number in range(2000)]
    assert len(opened(made(rows, most_bytes=1_000_000)).sheetnames) == 2


@pytest.mark.sweeps
def test_more_rows_than_a_sheet_holds(tmp_path: Path) -> None:
    """The real bound, with one small cell a row."""
    place = tmp_path / "rows.xlsx"
    with place.open("wb") as file, Workbook(file, BOOK) as book:
        assert book.write(Sheet("Rows", ["n"]), ([one] for one in range(1_048_576))) == 1_048_576
    read = CalamineWorkbook.from_path(str(place))
    assert read.sheet_names == ["Rows", "Rows 2"]
    first, second = (read.get_sheet_by_index(place) for place in (0, 1))
    assert (first.height, second.height) == (1_048_576, 2)
    assert second.to_python() == [["n"], [1_048_575.0]]


def test_a_text_that_does_not_fit_is_refused_and_never_cut() -> None:
    with pytest.raises(TooLong, match="32,768 characters in A2"):
        made([["x" * (LONGEST + 1)]])
    with pytest.raises(TooLong):
        made([["😀" * (LONGEST // 2 + 1)]])


@pytest.mark.parametrize("text", ["", "short", "x" * 100, "😀" * 40, "a😀" * 30])
def test_pieces_are_the_whole_and_none_is_too_long(text: str) -> None:
    found = list(pieces(text, 33))
    assert "".join(found) == text
    assert all(length(one) <= 33 for one in found)
    assert all(length(one) >= 32 for one in found[:-1])


def test_names_of_sheets_are_legal_and_told_apart() -> None:
    titles = [
        "What responses say", "WHAT RESPONSES SAY", "a/b\\c?d*e[f]g:h", "", "'quoted'", "History",
        "A title that is far too long for a sheet", "A title that is far too long for a tab",
    ]  # fmt: skip
    found = names_of(titles)
    assert found == [
        "What responses say", "WHAT RESPONSES SAY 2", "a b c d e f g h", "Sheet", "quoted",
        "History 1", "A title that is far too long fo", "A title that is far too long 2",
    ]  # fmt: skip
    assert opened(_with_sheets(found)).sheetnames == found


def test_two_sheets_of_one_name_but_for_capitals_are_told_apart() -> None:
    assert opened(_with_sheets(["Rows", "rows", "ROWS", "rows 2"])).sheetnames == [
        "Rows", "rows 2", "ROWS 3", "rows 2 2",
    ]  # fmt: skip


def _with_sheets(names: list[str]) -> bytes:
    sink = io.BytesIO()
    with Workbook(sink, BOOK) as book:
        for name in names:
            book.write(Sheet(name, ["head"]), [])
    return sink.getvalue()


def test_words_on_several_lines_have_room() -> None:
    sheet = opened(made([[Words("many words " * 20)], ["short"]]))["Rows"]
    assert sheet["A2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height > 200
    assert sheet.row_dimensions[3].height is None
