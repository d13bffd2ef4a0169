"""A corrected question is reported wording by wording, each figure equal to plain SQL."""

import csv
import io
from datetime import datetime
from typing import Any

import pytest
from pypdf import PdfReader

from consultation.models import (
    Answer,
    Consultation,
    FileKind,
    QuestionVersion,
    ReportKind,
    Response,
    User,
)
from consultation.publish import actions
from consultation.report import exports
from consultation.report.counting import snapshot
from consultation.report.edition import Figures, Table
from tests.conftest import NOW, Town
from tests.report import world
from tests.report.conftest import Make, content
from tests.report.test_figures import figures_of
from tests.report.truth import BOROUGH, COUNTED, STATION, WHOLE, count

FIRST, SECOND = "How do you feel about this proposal?", "Do you support or oppose this proposal?"
UNTIL, SINCE = "Wording 1 (until 3 December 2026)", "Wording 2 (since 3 December 2026)"
THEN = datetime(2026, 12, 3, 14, 30, tzinfo=NOW.tzinfo)


def correct(key: str, by: User, at: datetime, **changed: Any) -> QuestionVersion:
    version = QuestionVersion.objects.current().get(
        question__key=key, question__consultation__slug="front-counters"
    )
    told = ("heading", "wording", "short", "help", "missing", "options")
    words = {name: getattr(version, name) for name in told} | changed
    return actions.correct(
        version=version, words=words, reason="The first asked for a feeling", by=by, at=at
    )


@pytest.fixture
def stances(
    consultation: Consultation, varied: list[Response], moderator: User, owner: User
) -> list[QuestionVersion]:
    """Three hundred answers to the first wording, two hundred to the second; one more option."""
    first = QuestionVersion.objects.get(question__key="stance")
    options = [*first.options, ["NO_VIEW", "I have no view"]]
    second = correct("stance", owner, THEN, wording=SECOND, options=options)
    world.fill(consultation, moderator, number=200, seed=2)
    # A few of them choose the answer that is new.
    for answer in Answer.objects.filter(question_version=second).order_by("pk")[:30]:
        new = Response.objects.get(pk=answer.response_id)
        proposal = consultation.proposals.exclude(answers__response=new).earliest("pk")
        Answer.objects.create(
            response=new, question_version=second, proposal=proposal, choice="NO_VIEW"
        )
    return [first, second]


def answered(versions: list[QuestionVersion], places: str = "TRUE", choice: str = "") -> str:
    """Responses with such an answer, said once more in plain SQL."""
    keys = ", ".join(str(version.pk) for version in versions)
    chosen = f" AND x.choice = '{choice}'" if choice else ""
    return (
        "EXISTS (SELECT 1 FROM consultation_answer x JOIN consultation_proposal p"
        " ON p.id = x.proposal_id JOIN stations_station s ON s.id = p.station_id"
        f" WHERE x.response_id = r.id AND x.question_version_id IN ({keys}){chosen} AND {places})"
    )


def told(table: Table) -> dict[str, list[int | None]]:
    return {row.key: [figure.value for figure in row.figures] for row in table.rows}


PLACES: dict[ReportKind, Any] = {
    ReportKind.WHOLE: lambda town: ({}, WHOLE, "TRUE"),
    ReportKind.STATION: lambda town: (
        {"station": town.holborn}, STATION.format(town.holborn.pk), f"s.id = {town.holborn.pk}",
    ),
    ReportKind.BOROUGH: lambda town: (
        {"borough": town.merton}, BOROUGH.format(town.merton.pk),
        f"s.borough_id = {town.merton.pk}",
    ),
}  # fmt: skip


@pytest.mark.sweeps
@pytest.mark.parametrize("kind", PLACES)
def test_each_wording_and_both_together_equal_plain_sql(
    consultation: Consultation, town: Town, stances: list[QuestionVersion], kind: ReportKind
) -> None:
    place, about, places = PLACES[kind](town)
    table = figures_of(consultation, kind, **place).table("wordings-stance")
    groups = [[stances[0]], [stances[1]], stances]

    def line(choice: str = "") -> list[int | None]:
        return [
            count(consultation, COUNTED, about, answered(each, places, choice)) for each in groups
        ]

    truth = {"answered": line()} | {choice: line(choice) for choice in world.STANCES}
    truth["NO_VIEW"] = [None, line("NO_VIEW")[1], None]
    assert told(table) == truth
    assert sum(value or 0 for value in truth["NO_VIEW"]) > 0
    # Nobody answered both, so the two add up.
    assert all(
        both == (one or 0) + (two or 0) for one, two, both in truth.values() if both is not None
    )


def test_each_figure_has_the_base_of_its_own_wording(
    consultation: Consultation, stances: list[QuestionVersion]
) -> None:
    table = figures_of(consultation, ReportKind.WHOLE).table("wordings-stance")
    bases = told(table)["answered"]
    for row in table.rows[1:]:
        assert [figure.base for figure in row.figures] == bases
    assert [figure.base_label for figure in table.rows[1].figures] == [
        "responses that answered wording 1", "responses that answered wording 2",
        "responses that answered any of the wordings",
    ]  # fmt: skip
    assert table.title == "Stance: wording by wording"
    assert table.columns == (UNTIL, SINCE, "Together")
    assert [figure.shown for figure in table.rows[-1].figures][::2] == ["not offered", "not added"]
    assert table.note.startswith(
        f"Wording 1, since 9:00am on Monday 16 November 2026: “{FIRST}” "
        f"Wording 2, since 2:30pm on Thursday 3 December 2026: “{SECOND}” "
        "It was corrected because: The first asked for a feeling. Each column is a part"
    )


def notes(figures: Figures) -> set[str]:
    told = "All wordings of “Stance” are added up here; they stand side by side further below."
    return {table.key for table in figures.tables if told in table.note}


def test_what_adds_wordings_up_says_so(
    consultation: Consultation, town: Town, stances: list[QuestionVersion]
) -> None:
    assert notes(figures_of(consultation, ReportKind.WHOLE)) == {
        "stance", "stations", "boroughs", "kinds", "by-channel", "by-capacity", "by-home", "copies",
    }  # fmt: skip
    assert notes(figures_of(consultation, ReportKind.STATION, station=town.ilford)) == {
        "stance", "by-channel", "by-capacity", "by-home", "copies",
    }  # fmt: skip


def test_a_question_of_one_wording_is_reported_as_before(
    consultation: Consultation, varied: list[Response]
) -> None:
    figures = figures_of(consultation, ReportKind.WHOLE)
    assert not [table.key for table in figures.tables if table.key.startswith("wordings")]
    assert notes(figures) == set()


def test_a_question_in_words_counts_its_answers(
    consultation: Consultation, varied: list[Response], moderator: User, owner: User
) -> None:
    correct("instead", owner, THEN, wording="What else should happen?")
    correct("instead", owner, THEN.replace(day=5), wording="What should happen before?")
    world.fill(consultation, moderator, number=50, seed=3)
    figures = figures_of(consultation, ReportKind.WHOLE)
    table = figures.table("wordings-instead")
    versions = QuestionVersion.objects.filter(question__key="instead").order_by("number")
    numbers = [
        count(
            consultation,
            COUNTED,
            "EXISTS (SELECT 1 FROM consultation_answer x WHERE x.response_id = r.id"
            f" AND x.question_version_id = {one.pk})",
        )
        for one in versions
    ]
    assert told(table) == {"answered": [*numbers, sum(numbers)]}
    assert numbers[1] == 0  # nobody answered between the 3rd and the 5th
    assert table.columns[1] == "Wording 2 (3 December 2026 to 5 December 2026)"
    assert figures.value("written", "instead") == sum(numbers)


def test_figures_come_back_from_what_was_stored(
    consultation: Consultation, stances: list[QuestionVersion]
) -> None:
    figures = figures_of(consultation, ReportKind.WHOLE)
    assert Figures.from_json(figures.as_json()) == figures


@pytest.mark.sweeps
def test_the_report_shows_both_wordings_on_the_page_on_paper_and_in_the_sheet(
    consultation: Consultation, stances: list[QuestionVersion], make: Make
) -> None:
    report = make(ReportKind.WHOLE)
    assert (report.state, report.error) == ("DONE", "")
    page = content(report, FileKind.HTML).decode()
    paper = PdfReader(io.BytesIO(content(report, FileKind.PDF)))
    printed = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
    for text in (UNTIL, SINCE, "Stance: wording by wording", "not offered", SECOND):
        assert text in page
        assert text in printed.replace("- ", "")
    support = figures_of(consultation, ReportKind.WHOLE).table("wordings-stance").rows[2]
    assert support.key == "SUPPORT"
    for figure in support.figures:
        assert figure.base
        assert f">{figure.value} ({100 * (figure.value or 0) / figure.base:.0f}%)<" in page
    sheet = content(report, FileKind.CSV).decode("utf-8-sig")
    lines = [
        line for line in csv.DictReader(io.StringIO(sheet))
        if line["table"] == "Stance: wording by wording" and line["row"] == "I have no view"
    ]  # fmt: skip
    assert [(one["column"], one["words"]) for one in lines][::2] == [
        (UNTIL, "not offered"), ("Together", "not added"),
    ]  # fmt: skip


def test_the_export_names_the_wording_that_was_answered(
    consultation: Consultation, stances: list[QuestionVersion]
) -> None:
    columns = {column.name: column.meaning for column in exports.columns(consultation)}
    assert columns["stance_wording"] == (
        f"Number of the wording that was answered. {UNTIL}: “{FIRST}”; {SINCE}: “{SECOND}”"
    )
    assert "reasons_wording" not in columns
    kept = io.BytesIO()
    with snapshot():
        exports.write(consultation, kept)
    rows = list(csv.DictReader(io.StringIO(kept.getvalue().decode("utf-8-sig"))))
    answers = Answer.objects.filter(response__consultation=consultation)
    for number, version in enumerate(stances, start=1):
        wanted = answers.filter(question_version=version).count()
        assert sum(row["stance_wording"] == str(number) for row in rows) == wanted > 0
    assert all(bool(row["stance"]) == bool(row["stance_wording"]) for row in rows)
