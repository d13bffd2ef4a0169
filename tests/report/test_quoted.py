"""Quotes are public words, whole, chosen by a rule; what is taken back is gone."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from docx import Document
from docx.oxml.ns import qn

from consultation.models import (
    Consultation,
    FileKind,
    PublishedAnswer,
    PublishedResponse,
    ReportKind,
    Response,
)
from consultation.report.edition import Figures
from consultation.report.quoted import RULE, quoted
from tests.conftest import Town
from tests.report.conftest import Make, all_in, content
from tests.report.test_figures import figures_of

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
EVIL = "<script>alert(1)</script> It’s\n\ntwo buses."


@pytest.fixture
def public(consultation: Consultation, town: Town, send_response: Any) -> list[PublishedResponse]:
    """Four responses about Ilford, released; the second with long reasons, the last withheld."""
    ilford = consultation.proposals.get(station=town.ilford)
    made = []
    for place in range(4):
        text = "Far. " * 121 if place == 1 else f"{place} {EVIL}"
        one: Response = send_response(consultation, about=[ilford], stance="OPPOSE", reasons=text)
        Response.objects.filter(pk=one.pk).update(state="WITHHELD" if place == 3 else "RELEASED")
        copy = PublishedResponse.objects.create(
            response=one, consultation=consultation, received_on=one.received_at.date(),
            channel=one.channel, capacity=one.capacity, place=one.place, borough=one.borough,
            language="en", at=one.received_at, words_withheld=place == 3,
        )  # fmt: skip
        for answer in one.answers.all():
            PublishedAnswer.objects.create(
                published=copy, question_version=answer.question_version,
                proposal=answer.proposal, choice=answer.choice,
                text="" if place == 3 else answer.text,
            )  # fmt: skip
        made.append(copy)
    return made


def of(consultation: Consultation, **place: Any) -> Figures:
    return figures_of(consultation, ReportKind.STATION if place else ReportKind.WHOLE, **place)


def test_the_lowest_and_the_highest_that_is_short_enough_and_public(
    consultation: Consultation, town: Town, public: list[PublishedResponse]
) -> None:
    found = quoted(of(consultation, station=town.ilford))
    assert [one.number for one in found] == [public[0].pk, public[2].pk]
    assert [one.stance for one in found] == ["Oppose", "Oppose"]
    assert found[0].text == f"0 {EVIL}"
    assert found[0].href == f"/consultations/front-counters/responses/{public[0].pk}/"
    assert of(consultation, station=town.holborn).quotes == ()
    assert of(consultation).quotes == of(consultation, station=town.ilford).quotes


def test_an_edition_keeps_where_words_stand_and_never_the_words(
    consultation: Consultation, public: list[PublishedResponse]
) -> None:
    figures = of(consultation)
    assert "two buses" not in str(figures.as_json())
    assert Figures.from_json(figures.as_json()) == figures


def test_what_is_taken_back_is_gone_and_what_has_more_taken_out_is_as_it_is_now(
    consultation: Consultation, public: list[PublishedResponse]
) -> None:
    figures = of(consultation)
    public[0].answers.exclude(text="").update(text="0 [personal details]")
    assert quoted(figures)[0].text == "0 [personal details]"
    public[2].answers.all().delete()
    public[2].delete()
    assert [one.number for one in quoted(figures)] == [public[0].pk]
    public[0].answers.all().delete()
    public[0].delete()
    assert quoted(figures) == []


def test_quotes_stand_on_the_page_and_on_paper_whole_and_as_text(
    make: Make, consultation: Consultation, public: list[PublishedResponse], files_root: Path
) -> None:
    report = make()
    assert (report.state, report.error) == ("DONE", "")
    page = content(report, "html").decode()  # type: ignore[arg-type]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; It’s</p>" in page
    assert "<p>two buses.</p>" in page
    assert f"/responses/{public[0].pk}/" in page
    assert "Far. Far." not in page


URDU = "کاؤنٹر بند نہ کریں، یہ بہت دور ہے۔ 😀"


def test_quotes_stand_in_documents_under_their_rule(
    make: Make, consultation: Consultation, public: list[PublishedResponse]
) -> None:
    public[2].answers.exclude(text="").update(text=URDU)
    report = make()
    assert (report.state, report.error) == ("DONE", "")
    first = f"/consultations/front-counters/responses/{public[0].pk}/"
    word = Document(io.BytesIO(content(report, FileKind.DOCX)))
    texts = [one.text for one in word.paragraphs]
    begin = texts.index("In people’s own words")
    assert texts[begin + 1 : begin + 4] == [RULE, "0 <script>alert(1)</script> It’s", "two buses."]
    assert texts[begin + 4] == f"Oppose: Ilford. Response {public[0].pk}"
    quote = word.paragraphs[begin + 5]
    assert (quote.text, quote.style and quote.style.name) == (URDU, "Quote")
    assert quote._p.find(".//" + qn("w:bidi")) is not None
    assert all(run.font.rtl for run in quote.runs)
    assert word.paragraphs[begin + 2]._p.find(".//" + qn("w:bidi")) is None
    links = [one.target_ref for one in word.part.rels.values() if one.is_external]
    assert f"{settings.PUBLIC_URL}{first}" in links
    raw = content(report, FileKind.ODT)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    shown = {"".join(one.itertext()): one.get(f"{TEXT}style-name") for one in root.iter(f"{TEXT}p")}
    assert shown["0 <script>alert(1)</script> It’s"] == "Quotations"
    assert shown[URDU] == "Quotations_20_right"
    assert RULE in shown
    assert f"Oppose: Ilford. Response {public[0].pk}" in shown


def test_quotes_stand_in_json_under_their_rule(
    make: Make, consultation: Consultation, public: list[PublishedResponse]
) -> None:
    public[2].answers.exclude(text="").update(text=URDU)
    report = make()
    assert json.loads(content(report, FileKind.JSON))["quotes"] == {
        "rule": RULE,
        "words": [
            {"response": copy.pk, "about": "Ilford", "answer": "Oppose", "language": "en",
             "address": f"{settings.PUBLIC_URL}/consultations/front-counters/responses/{copy.pk}/",
             "text": text}
            for copy, text in ((public[0], f"0 {EVIL}"), (public[2], URDU))
        ],
    }  # fmt: skip
    assert (
        f'<blockquote class="cp-quote__words" lang="en" dir="auto"><p>{URDU}</p>'
        in content(report, FileKind.HTML).decode()
    )


def test_results_hold_nobodys_words(
    make: Make, consultation: Consultation, public: list[PublishedResponse]
) -> None:
    report = make(ReportKind.RESULTS)
    assert (report.state, report.error) == ("DONE", "")
    assert json.loads(content(report, FileKind.JSON))["quotes"]["words"] == []
    for file in report.files.exclude(kind=FileKind.PDF):
        assert "two buses" not in all_in(content(report, FileKind(file.kind)))
