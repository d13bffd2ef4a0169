"""Cells are taken as they are or refused with a sentence; nothing is altered."""

import io
from typing import Any

import pytest

from consultation.importing import reading
from consultation.models import Answer, Consultation, Response, User
from tests import factories
from tests.importing.files import HEADINGS, checked, csv_of, loaded, xlsx_of

pytestmark = pytest.mark.django_db


def refused(consultation: Consultation, by: User, headings: list[str], *rows: list[str]) -> Any:
    """Row, column and sentence of each refusal."""
    return checked(consultation, csv_of([headings, *rows]), by=by).refusals


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("Received", "8/20/25 12:51", "“8/20/25 12:51” is not a date that we can read: write it as "
         "2026-11-23, 2026-11-23 14:30 or 23/11/2026"),
        ("Received", "31/02/2026", "“31/02/2026” is not a date that we can read: write it as "
         "2026-11-23, 2026-11-23 14:30 or 23/11/2026"),
        ("Received", "2026-11-15", "It arrived before the opening at 9:00am on Monday 16 "
         "November 2026"),
        ("Received", "", "It does not say when it arrived"),
        ("Stations", "Iford", "“Iford” is not a front counter of this consultation"),
        ("Stance", "Perhaps", "“Perhaps” is not one of the answers to this question"),
        ("Reasons", "bell\x07", "It has characters that could not be read, or cannot be kept"),
        ("Reasons", "nul\x00", "It has characters that could not be read, or cannot be kept"),
        ("Reasons", "x" * 5001, "It has 5,001 characters. The most is 5,000"),
        ("Borough", "Essex", "“essex” is not a London borough or a full postcode"),
    ],
)  # fmt: skip
def test_what_is_refused(
    consultation: Consultation, moderator: User, column: str, cell: str, sentence: str
) -> None:
    row = ["P1", "2026-11-20", "Ilford", "Oppose", "Far.", "Later.", "Camden"]
    row[HEADINGS.index(column)] = cell
    found = refused(consultation, moderator, HEADINGS, row)
    assert len(found) == 1
    assert found[0][:2] == ["2", column]
    assert found[0][2] == sentence


def test_a_whole_row_that_is_refused(consultation: Consultation, moderator: User) -> None:
    found = refused(
        consultation, moderator, HEADINGS,
        ["P1", "2026-11-20", "", "", "", "", ""],
        ["P2", "2026-11-20", "Ilford"],
        ["P3", "2026-11-20", "", "Oppose", "", "", ""],
        ["P4", "2026-11-20", "Ilford", "", "", "Later", ""],
    )  # fmt: skip
    assert found == [
        ["2", "", "It answers no question"],
        ["3", "", "It has 3 cells, and there are 7 headings"],
        ["4", "Stance", "The row names no front counter that this could be about"],
        ["5", "Stations", "It names Ilford, and says nothing about it"],
    ]


WORDS = [
    "=HYPERLINK(\"http://example.com\")", "+44 20 7946 0000", "-1", "@SUM(1)", "'quoted",
    "  spaces kept  ", "line\nfeed", "both\r\nsigns", "tab\there", "Łódź – “ß” 🚓", "1.0",
]  # fmt: skip


def test_words_are_kept_to_the_last_sign(consultation: Consultation, moderator: User) -> None:
    rows = [["Received", "Instead"], *(["2026-11-20", words] for words in WORDS)]
    imported = loaded(consultation, csv_of(rows), by=moderator)
    assert (imported.state, imported.refusals) == ("LOADED", [])
    kept = Answer.objects.order_by("response__imported_row__line").values_list("text", flat=True)
    assert list(kept) == WORDS


def test_a_workbook_keeps_texts_and_writes_numbers_as_people_do(
    consultation: Consultation, moderator: User
) -> None:
    rows: list[list[Any]] = [["Received", "Instead"], [(46346,), 1.0], [(46346.5,), 2.5],
            ["2026-11-20", "=A1"], ["", ""], ["20/11/2026 9:05", "last"]]  # fmt: skip
    imported = loaded(consultation, xlsx_of(rows), by=moderator, name="a.xlsx")
    assert (imported.state, imported.counts["empty"]) == ("LOADED", 1)
    kept = Answer.objects.order_by("response__imported_row__line")
    assert list(kept.values_list("text", flat=True)) == ["1", "2.5", "=A1", "last"]
    lines = kept.values_list("response__imported_row__line", flat=True)
    assert list(lines) == [2, 3, 4, 6]


def test_an_answer_is_known_in_every_language(consultation: Consultation, moderator: User) -> None:
    version = consultation.questions.get(key="stance").versions.get()
    factories.TranslationFactory(
        consultation=consultation, subject=f"questionversion:{version.pk}", field="option OPPOSE",
        language="pl", english="Oppose", text="Przeciw",
    )  # fmt: skip
    rows = [["Received", "Stations", "Stance"], ["2026-11-20", "ilford", "  PRZECIW "]]
    loaded(consultation, csv_of(rows), by=moderator)
    assert Answer.objects.get().choice == "OPPOSE"


def test_postcodes_are_looked_up_and_not_kept(
    consultation: Consultation, moderator: User, town: Any
) -> None:
    factories.PostcodeFactory(pk="IG11NB", borough=town.redbridge)
    rows = [["Received", "Instead", "Postcode"], ["2026-11-20", "a", "ig1 1nb"],
            ["2026-11-20", "b", "Outside London"], ["2026-11-20", "c", "M1 1AE"]]  # fmt: skip
    imported = loaded(consultation, csv_of(rows), by=moderator)
    assert (imported.state, imported.refusals) == ("LOADED", [])
    found = Response.objects.order_by("imported_row__line").values_list("place", "borough__name")
    assert list(found) == [("BOROUGH", "Redbridge"), ("OUTSIDE", None), ("OUTSIDE", None)]


def test_a_row_can_say_how_it_came_in_and_what_may_be_published(
    consultation: Consultation, moderator: User
) -> None:
    rows = [["Received", "Instead", "Channel", "Capacity", "Publish"],
            ["2026-11-20", "a", "Letter", "A group or organisation", "No"],
            ["2026-11-20", "b", "", "", "yes"]]  # fmt: skip
    imported = loaded(consultation, csv_of(rows), by=moderator, channel="PHONE")
    found = Response.objects.order_by("imported_row__line")
    assert list(found.values_list("channel", "capacity", "publish")) == [
        ("LETTER", "GROUP", "COUNT_ONLY"), ("PHONE", "MYSELF", "WORDS"),
    ]  # fmt: skip
    assert imported.counts["channels"] == {"LETTER": 1, "PHONE": 1}


def test_an_answer_that_the_form_would_not_ask_for_is_refused(
    consultation: Consultation, moderator: User
) -> None:
    stance = consultation.questions.get(key="stance")
    how = factories.QuestionFactory(
        consultation=consultation, key="how", position=7, scope="PROPOSAL", shown_if=stance,
        shown_if_values=["OPPOSE"],
    )  # fmt: skip
    factories.QuestionVersionFactory(question=how, wording="How would it be harder?", short="How")
    found = refused(
        consultation, moderator, ["Received", "Stations", "Stance", "How"],
        ["2026-11-20", "Ilford", "Oppose", "It is far"],
        ["2026-11-20", "Ilford", "Support", "It is near"],
    )  # fmt: skip
    assert found == [
        ["3", "How", "This is asked only after certain answers to “How do you feel about this "
         "proposal?”"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xef\xbb\xbfA;B\r\n1;caf\xc3\xa9\r\n", "CSV with semicolons between columns, in UTF-8."),
        ("A\tB\n1\tżółć\n".encode("utf-16"), "CSV with tabs between columns, in UTF-16."),
        (b"A,B\n1,caf\xe9\n", "CSV with commas between columns, in Windows-1252. This character "
         "set is a guess: look at its letters with accents."),
        (xlsx_of([["A", "B"], [1, "x"]]), "Excel workbook, sheet “Sheet1”."),
    ],
)  # fmt: skip
def test_how_a_file_is_read(content: bytes, words: str) -> None:
    seen = reading.seen(io.BytesIO(content))
    assert (seen.headers, seen.reading.words) == (["A", "B"], words)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The selected file is empty"),
        (b"A,B\n", "The selected file has headings, but no row below them"),
        (b"\n1,2\n", "The first row is empty. It must hold the headings of the columns."),
        (b"A,B\n1,\x81\xff\n", "The selected file cannot be read as text. Save it as CSV UTF-8"),
        (b"A\x00,\x00B\x00\n", "The selected file cannot be read as text. Save it as CSV UTF-8"),
        (b'A,B\n1,"open\n', "Row 2 cannot be read: a quotation mark is missing"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "The selected file is an old Excel file or has a password."),
        (b"PK\x03\x04broken", "The selected file is damaged."),
    ],
)
def test_what_cannot_be_read(content: bytes, sentence: str) -> None:
    with pytest.raises(reading.Unreadable) as told:
        reading.seen(io.BytesIO(content))
    assert str(told.value).startswith(sentence)
