"""The equality questions on paper: a sheet of their own at the end, which leads to nobody."""

import io
import re
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from consultation.models import Consultation
from consultation.respond import editions
from consultation.respond.content import content_in_force
from tests import small_world
from tests.conftest import Town

TITLE = "Equality questions (optional)"
FILES = ("form.pdf", "form-large-print.pdf")
each_file = pytest.mark.parametrize("name", FILES)


@pytest.fixture
def consultation(town: Town) -> Consultation:
    """Open, and it asks the questions that ship with the service."""
    return small_world.consultation_of(
        town, slug="front-counters", opened=True, equality_set=small_world.harmonised()
    )


def pages_of(consultation: Consultation, name: str, language: str = "") -> list[str]:
    """The words of each page of a file."""
    made = Client().get(f"{language}{consultation.get_absolute_url()}{name}")
    assert made.status_code == 200
    reader = PdfReader(io.BytesIO(made.content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def apart(pages: list[str]) -> tuple[list[str], list[str]]:
    """The pages of the form, and those of the sheet at its end."""
    first = next(number for number, page in enumerate(pages) if page.startswith(TITLE))
    return pages[:first], pages[first:]


@each_file
def test_the_sheet_is_the_last_and_begins_a_leaf(consultation: Consultation, name: str) -> None:
    form, sheet = apart(pages_of(consultation, name))
    assert len(form) % 2 == 0  # so it begins on a front, whatever is printed on the backs
    assert "Version of this notice" in "".join(form)
    told = "The last sheet has equality questions. It is optional, and kept apart."
    assert told in form[0]
    said = " ".join(sheet)
    for words in (
        "These questions are optional. Your answers will not affect your response.",
        "nothing on it says whose it is. Do not write your name on it.",
        "1 How old are you? Under 16 16 to 24",
        "4 Do you have any physical or mental health conditions",
        "5 Do any of your conditions or illnesses reduce your ability to carry out day to day "
        "activities? Answer this only if you answered “Yes” to question 4. Yes, a lot",
        "Answer this only if you answered “White” to question 6.",
        "13 Which of the following best describes your sexual orientation?",
    ):
        assert words in said, words
    assert said.count("Prefer not to say") == 13
    assert "How old are you?" not in " ".join(form)


@each_file
def test_nothing_on_the_sheet_is_on_the_form_too(consultation: Consultation, name: str) -> None:
    content, _number = content_in_force(consultation)
    code = editions.code_of(consultation.slug, content.questions)
    form, sheet = apart(pages_of(consultation, name))
    written = [page for page in form if page]
    assert [page.count(f"Form {code}") for page in written] == [1] * len(written)
    said = " ".join(sheet)
    assert code not in said
    assert "counter" not in said.replace("Police front counters", "")
    assert not re.search(r"reference|[a-z]+-\d\b", said, re.IGNORECASE)
    # Each counts its own pages.
    assert [page.rsplit(" ", 3)[1:] for page in written] == [
        [str(number), "/", str(len(written))] for number in range(1, len(written) + 1)
    ]
    assert [page.rsplit(" ", 3)[1:] for page in sheet] == [
        [str(number), "/", str(len(sheet))] for number in range(1, len(sheet) + 1)
    ]


def test_on_the_page_it_stands_after_everything_else(consultation: Consultation) -> None:
    page = Client().get(f"{consultation.get_absolute_url()}form/").content.decode()
    form, _, sheet = page.partition('<section class="cp-new-sheet ')
    assert f'id="equality">{TITLE}</h2>' in sheet
    assert "Version of this notice" in form
    assert sheet[: sheet.index("</section>")].count("<bdi>Prefer not to say</bdi>") == 13
    assert '<span class="cp-quiet">13</span>' in sheet
    assert "How old are you?" not in form


def test_where_nothing_is_asked_there_is_no_sheet(town: Town) -> None:
    plain = small_world.consultation_of(town, slug="plain", opened=True)
    for name in FILES:
        pages = pages_of(plain, name)
        assert "quality questions" not in " ".join(pages)
        assert all(pages)  # no empty one either
    page = Client().get(f"{plain.get_absolute_url()}form/").content.decode()
    assert "quality questions" not in page


def test_in_another_language(consultation: Consultation) -> None:
    page = Client().get(f"/pl{consultation.get_absolute_url()}form/").content.decode()
    sheet = page[page.index("cp-new-sheet") :]
    assert "<bdi>Odpowiedz tylko" in sheet
    assert "Prefer not to say" not in sheet
    urdu = Client().get(f"/ur{consultation.get_absolute_url()}form.pdf")
    assert (urdu.status_code, urdu["Content-Type"]) == (200, "application/pdf")


def test_the_page_takes_one_query_more_once(
    consultation: Consultation, django_assert_num_queries: Any
) -> None:
    address = f"{consultation.get_absolute_url()}form/"
    Client().get(address)
    with django_assert_num_queries(2):  # the consultation, and the version of what it asks
        Client().get(address)
