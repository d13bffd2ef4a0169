"""How many people live in a borough is loaded from a file with a source, or refused with a line."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consultation.models import Consultation, ReportKind, Response
from stations.models import Borough, Population
from tests import factories
from tests.conftest import Town
from tests.report.test_figures import figures_of

HEAD = "ons_code,people\n"


def load(folder: Path, text: str, **options: Any) -> str:
    file = folder / "people.csv"
    file.write_text(text, encoding="utf-8")
    told = StringIO()
    named = {"source": "Census 2021", "dated": "21 March 2021"} | options
    call_command("load_populations", file, stdout=told, **named)
    return told.getvalue().strip()


def test_a_file_is_loaded_and_loaded_again(town: Town, tmp_path: Path) -> None:
    assert load(tmp_path, HEAD + "E09000026,310300\nE09000007,210100\n") == (
        "The population of 2 boroughs loaded."
    )
    load(tmp_path, HEAD + 'E09000026,"310,400"\n', source="Estimate", dated="30 June 2022")
    found = {one.borough.name: one for one in Population.objects.select_related("borough")}
    assert {name: one.people for name, one in found.items()} == {
        "Redbridge": 310_400, "Camden": 210_100,
    }  # fmt: skip
    redbridge, camden = found["Redbridge"], found["Camden"]
    assert (redbridge.source, redbridge.dated) == ("Estimate", "30 June 2022")
    assert (camden.source, camden.dated) == ("Census 2021", "21 March 2021")
    assert redbridge.at == timezone.now()


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "Line 1: the columns have to be ons_code and people."),
        ("code,people\n", "Line 1: the columns have to be"),
        (HEAD, "no boroughs below its first line"),
        (HEAD + "E06000001,5\n", "Line 2: “E06000001” is not the code of a London borough."),
        (HEAD + "E09000026,5\nE09000026,6\n", "Line 3: E09000026 is there twice."),
        (HEAD + "E09000026,many\n", "Line 2: “many” is not a number of people."),
        (HEAD + "E09000026,-5\n", "“-5” is not a number"),
        (HEAD + "E09000026,0\n", "“0” is not a number"),
        (HEAD + "E09000026,٣٠٠\n", "is not a number"),
        (HEAD + "E09000026,99999999999\n", "is not a number"),
        (HEAD + "E09000026,5,6\n", "Line 2: it has 3 cells, and needs 2."),
    ],
)
def test_a_file_with_a_fault_changes_nothing(
    town: Town, tmp_path: Path, text: str, refusal: str
) -> None:
    with pytest.raises(CommandError, match=refusal):
        load(tmp_path, text)
    assert not Population.objects.exists()


def test_a_source_and_its_date_have_to_be_said(town: Town, tmp_path: Path) -> None:
    for missing in ({"source": " "}, {"dated": ""}):
        with pytest.raises(CommandError, match="Say where the figures are from"):
            load(tmp_path, HEAD + "E09000026,310300\n", **missing)


def test_a_file_that_is_not_there(tmp_path: Path, db: None) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_populations", tmp_path / "none.csv", source="A", dated="B")


def test_a_report_shows_responses_beside_residents_and_says_what_was_not_given(
    consultation: Consultation, town: Town, varied_homes: list[Response]
) -> None:
    factories.PopulationFactory(borough=town.redbridge, people=20_000)
    table = figures_of(consultation, ReportKind.WHOLE).table("profile")
    shown = {row.label: [one.shown for one in row.figures] for row in table.rows}
    assert shown["Redbridge"] == ["3", "20,000", "1.5"]
    assert shown["Camden"] == ["0", "not given", "not given"]
    assert "Residents: Census 2021, 21 March 2021" in table.source
    station = figures_of(consultation, ReportKind.STATION, station=town.ilford).table("profile")
    assert [row.label for row in station.rows] == ["Redbridge"]
    other = figures_of(consultation, ReportKind.STATION, station=town.holborn).table("profile")
    assert "No source for the number of residents was loaded" in other.source


@pytest.fixture
def varied_homes(consultation: Consultation, town: Town) -> list[Response]:
    """Three from Redbridge, about Ilford."""
    redbridge = Borough.objects.get(name="Redbridge")
    return [
        factories.ResponseFactory(consultation=consultation, place="BOROUGH", borough=redbridge)
        for _ in range(3)
    ]
