"""A report drawn in every form, for the tests that read them."""

import io
from dataclasses import dataclass
from typing import Any

import pytest

from consultation.models import FileKind, Report, ReportKind
from consultation.report.drawn.every import DRAWN
from consultation.report.drawn.paper import Paper, Place
from consultation.report.edition import Figures
from stations.models import Borough, Station
from tests.report.conftest import content


@dataclass(frozen=True)
class Drawn:
    """A report of the whole, and the same with a borough and a front counter as its places."""

    whole: Paper
    files: dict[str, bytes]
    names: dict[str, str]
    edition: Paper
    placed: dict[str, bytes]


#: Drawn once by each process: what is read here never changes.
KEPT: dict[str, Drawn] = {}


@pytest.fixture(name="drawn")
def drawn_forms(request: pytest.FixtureRequest) -> Drawn:
    """Three hundred varied responses, counted and drawn in every form."""
    if "drawn" not in KEPT:
        request.getfixturevalue("varied")
        make, town = request.getfixturevalue("make"), request.getfixturevalue("town")
        report = make()
        assert (report.state, report.error) == ("DONE", "")
        places = [
            place("borough", town.redbridge, make(ReportKind.BOROUGH, borough=town.redbridge)),
            place("station", town.ilford, make(ReportKind.STATION, station=town.ilford)),
        ]
        edition = Paper(report, figures_of(report), tuple(places))
        KEPT["drawn"] = Drawn(
            Paper(report, figures_of(report)),
            {file.kind: content(report, FileKind(file.kind)) for file in report.files.all()},
            {file.kind: file.name for file in report.files.all()},
            edition,
            {str(kind): written(draw, edition) for kind, _words, draw in DRAWN},
        )
    return KEPT["drawn"]


def figures_of(report: Report) -> Figures:
    """What is stored with it."""
    assert report.figures is not None
    return Figures.from_json(report.figures)


def place(kind: str, about: Borough | Station, report: Report) -> Place:
    """A report about a place, as the part of an edition about it."""
    return Place(kind, about.slug, about.name, figures_of(report))


def written(draw: Any, paper: Paper) -> bytes:
    """What one form puts into its file."""
    sink = io.BytesIO()
    draw(paper, sink)
    return sink.getvalue()
