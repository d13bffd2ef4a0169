"""A report can be counted again, also after the record has moved on."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consultation.models import Consultation, Report, ReportKind, Response, User
from consultation.report.counting import Subject, snapshot
from consultation.report.figures import compute, compute_results
from consultation.states import move
from tests import factories
from tests.conftest import Town


def edition(
    consultation: Consultation, by: User, kind: str = ReportKind.WHOLE, **place: Any
) -> Report:
    """A finished report of the record as it is."""
    at = timezone.now()
    with snapshot():
        figures = compute(Subject(consultation, ReportKind(kind), **place), at=at)
    made: Report = factories.ReportFactory(
        consultation=consultation, kind=kind, asked_by=by, state="DONE", figures_at=at,
        figures=figures.as_json(), **place,
    )  # fmt: skip
    return made


def recount(report: Report) -> str:
    told = StringIO()
    call_command("recompute_report", report.pk, stdout=told)
    return told.getvalue().strip()


@pytest.fixture
def five(consultation: Consultation, send_response: Any) -> list[Response]:
    """Five responses through the real action, each about everything."""
    about = list(consultation.proposals.all())
    return [send_response(consultation, about=about, stance="OPPOSE") for _ in range(5)]


def test_the_same_record_gives_the_same_bytes(
    consultation: Consultation, five: list[Response], analyst: User
) -> None:
    report = edition(consultation, analyst)
    assert recount(report).startswith("The same, to the byte: ")
    assert recount(report).endswith("counted again from the record as it is.")


@pytest.mark.parametrize("kind", ["WHOLE", "STATION", "MODERATION", "CHANNELS", "DAILY", "FORMAL"])
def test_the_record_is_put_back_to_the_checkpoint(
    consultation: Consultation, town: Town, five: list[Response], send_response: Any,
    analyst: User, moderator: User, kind: str,
) -> None:  # fmt: skip
    move(five[0], "EXCLUDED", by=moderator, at=timezone.now())
    place = {"station": town.ilford} if kind == "STATION" else {}
    report = edition(consultation, analyst, kind, **place)
    move(five[0], "RECEIVED", by=moderator, at=timezone.now())
    move(five[1], "RELEASED", by=moderator, at=timezone.now())
    move(five[2], "WITHDRAWN", by=moderator, at=timezone.now())
    send_response(consultation, about=list(consultation.proposals.all()), stance="SUPPORT")
    assert recount(report).endswith("as it was at the report’s checkpoint.")
    states = dict(Response.objects.values_list("pk", "state"))
    assert states[five[0].pk] == "RECEIVED"
    assert len(states) == 6


@pytest.mark.django_db(transaction=True)
def test_nothing_lasts_that_was_put_back(
    consultation: Consultation, five: list[Response], analyst: User, moderator: User
) -> None:
    """In a transaction of its own, as the command runs."""
    report = edition(consultation, analyst)
    move(five[0], "RELEASED", by=moderator, at=timezone.now())
    assert recount(report).endswith("as it was at the report’s checkpoint.")
    assert Response.objects.get(pk=five[0].pk).state == "RELEASED"


def test_a_figure_that_differs_is_named(
    consultation: Consultation, five: list[Response], analyst: User
) -> None:
    report = edition(consultation, analyst)
    assert report.figures is not None
    report.figures["tables"][0]["rows"][0]["figures"][0]["value"] += 1
    report.save()
    with pytest.raises(CommandError, match=r"^These differ:\nthe whole: received$"):
        recount(report)


def test_a_change_without_an_event_is_named(
    consultation: Consultation, five: list[Response], analyst: User
) -> None:
    report = edition(consultation, analyst)
    Response.objects.filter(pk=five[0].pk).update(state="EXCLUDED")
    with pytest.raises(CommandError, match="the whole: stance"):
        recount(report)


def test_every_place_of_the_results_is_counted_again(
    consultation: Consultation, town: Town, five: list[Response], analyst: User, moderator: User
) -> None:
    report = edition(consultation, analyst, ReportKind.RESULTS)
    with snapshot():
        found = compute_results(consultation, at=timezone.now())
    for borough, one in found.boroughs.items():
        factories.PlaceFiguresFactory(
            report=report, station=None, borough=borough, figures=one.as_json()
        )
    for station, one in found.stations.items():
        factories.PlaceFiguresFactory(
            report=report, station=station, borough=None, figures=one.as_json()
        )
    move(five[0], "RELEASED", by=moderator, at=timezone.now())
    assert "as it was at the report’s checkpoint" in recount(report)
    changed = report.places.get(station=town.ilford)
    changed.figures["tables"][1]["rows"][0]["figures"][0]["value"] += 1
    changed.save()
    with pytest.raises(CommandError, match="Ilford: units"):
        recount(report)


def test_what_was_recorded_in_between_is_told(
    consultation: Consultation, five: list[Response], analyst: User, moderator: User
) -> None:
    report = edition(consultation, analyst)
    assert report.figures is not None
    report.figures["events"] -= 1
    report.save()
    with pytest.raises(CommandError, match="recorded at the same moment"):
        recount(report)


def test_a_report_without_figures_and_one_that_is_not_there(consultation: Consultation) -> None:
    with pytest.raises(CommandError, match="no figures"):
        recount(factories.ReportFactory(consultation=consultation))
    with pytest.raises(CommandError, match="no such report"):
        call_command("recompute_report", 999)
