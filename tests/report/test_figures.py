"""The figures equal what plain SQL counts in the same tables, one number at a time."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from consultation.models import (
    Answer,
    Consultation,
    ReportKind,
    Response,
    ResponseState,
    Review,
    User,
)
from consultation.report.counting import Subject, snapshot
from consultation.report.counts import FiguresDisagree
from consultation.report.edition import Figures
from consultation.report.figures import compute
from tests import factories, small_world
from tests.conftest import Town
from tests.report import world
from tests.report.truth import (
    BOROUGH,
    STATION,
    about_some,
    row_of,
    truth_of_gatherings,
    truth_of_place,
    truth_of_whole,
    wide,
)

PLACES: dict[ReportKind, Callable[[Town], dict[str, Any]]] = {
    ReportKind.WHOLE: lambda town: {},
    ReportKind.STATION: lambda town: {"station": town.holborn},
    ReportKind.BOROUGH: lambda town: {"borough": town.camden},
}


def figures_of(consultation: Consultation, kind: ReportKind, **place: Any) -> Figures:
    with snapshot():
        return compute(Subject(consultation, kind, **place), at=timezone.now())


def told(figures: Figures) -> dict[tuple[str, str, int], int | None]:
    """Every number of a report."""
    return {
        (table.key, row.key, column): figure.value
        for table in figures.tables
        if table.key in OLD
        for row in [*table.rows, *([table.foot] if table.foot else [])]
        for column, figure in enumerate(row.figures)
    }


NOT_COUNTED = {("units", "people", 0): None}


# Those that `truth` counts; tests/report/recount counts every table there is.
OLD = (
    "received", "units", "gatherings", "formal", "stance", "written", "channel", "capacity",
    "residence", "homes", "kinds", "boroughs", "stations",
)  # fmt: skip


def test_the_whole_consultation_equals_plain_sql(
    consultation: Consultation, varied: list[Response]
) -> None:
    assert (
        told(figures_of(consultation, ReportKind.WHOLE))
        == truth_of_whole(consultation) | NOT_COUNTED
    )


@pytest.mark.parametrize("name", ["ilford", "barkingside", "wimbledon", "kentish_town"])
def test_a_station_equals_plain_sql(
    consultation: Consultation, town: Town, varied: list[Response], name: str
) -> None:
    station = getattr(town, name)
    figures = figures_of(consultation, ReportKind.STATION, station=station)
    truth = truth_of_place(
        consultation, STATION.format(station.pk), f"s.id = {station.pk}", station.borough_id
    )
    gathered = truth_of_gatherings(consultation, station=station.pk)
    assert told(figures) == truth | gathered | NOT_COUNTED


@pytest.mark.parametrize("name", ["redbridge", "merton", "camden"])
def test_a_borough_equals_plain_sql(
    consultation: Consultation, town: Town, varied: list[Response], name: str
) -> None:
    borough = getattr(town, name)
    figures = figures_of(consultation, ReportKind.BOROUGH, borough=borough)
    places = f"s.borough_id = {borough.pk}"
    truth = truth_of_place(consultation, BOROUGH.format(borough.pk), places, borough.pk)
    for station in borough.stations.all():
        line = row_of(consultation, STATION.format(station.pk), f"s.id = {station.pk}")
        truth |= wide("stations", station.slug, line)
    for kind in {
        proposal.kind for proposal in consultation.proposals.filter(station__borough=borough)
    }:
        here = f"{places} AND p.kind = '{kind}'"
        truth |= wide("kinds", kind, row_of(consultation, about_some(here), here))
    total = row_of(consultation, BOROUGH.format(borough.pk), places)
    truth |= wide("stations", "all", total) | wide("kinds", "all", total)
    gathered = truth_of_gatherings(consultation, borough=borough.pk)
    assert told(figures) == truth | gathered | NOT_COUNTED


def test_one_response_more_or_less_is_seen(
    consultation: Consultation, town: Town, varied: list[Response], moderator: User
) -> None:
    """The comparison would catch an off-by-one: exclude one, and see which numbers differ."""
    before = told(figures_of(consultation, ReportKind.STATION, station=town.ilford))
    about = STATION.format(town.ilford.pk), f"s.id = {town.ilford.pk}", town.redbridge.pk
    one = (
        Response.objects.filter(consultation=consultation, state="RELEASED", kind="PUBLIC")
        .about(town.ilford)
        .filter(answers__choice="OPPOSE", answers__proposal__station=town.ilford)
        .earliest("pk")
    )
    Response.objects.filter(pk=one.pk).update(state="EXCLUDED")
    rule = consultation.exclusion_rules.get(code="automated")
    Review.objects.create(
        response=one, verdict="EXCLUDE", rule=rule, reason="Rule", at=timezone.now(), by=moderator
    )
    truth = truth_of_place(consultation, *about) | NOT_COUNTED
    truth |= truth_of_gatherings(consultation, station=town.ilford.pk)
    changed = {
        place: (before[place] or 0) - (value or 0)
        for place, value in truth.items()
        if before[place] != value
    }
    assert changed["received", "RELEASED", 0] == 1
    assert changed["received", "EXCLUDED", 0] == -1
    assert changed["received", "rule-automated", 0] == -1
    assert changed["received", "counted", 0] == 1
    assert changed["units", "responses", 0] == 1
    assert changed["stance", "OPPOSE", 0] == 1
    assert ("received", "received", 0) not in changed
    assert set(changed.values()) == {1, -1}
    assert told(figures_of(consultation, ReportKind.STATION, station=town.ilford)) == truth


@pytest.mark.parametrize("kind", [ReportKind.WHOLE, ReportKind.STATION, ReportKind.BOROUGH])
def test_received_is_released_waiting_quarantined_and_excluded(
    consultation: Consultation, town: Town, varied: list[Response], kind: ReportKind
) -> None:
    place = PLACES[kind](town)
    figures = figures_of(consultation, kind, **place)
    table = {row.key: row.figures[0].value or 0 for row in figures.table("received").rows}
    assert table["received"] == sum(table[state] for state in ResponseState.values)
    assert table["EXCLUDED"] == sum(n for key, n in table.items() if key.startswith("rule-"))
    left_out = table["EXCLUDED"] + table["SUPERSEDED"] + table["WITHDRAWN"]
    assert table["counted"] == table["received"] - left_out
    for key in ("channel", "capacity", "residence"):
        whole = sum(row.figures[0].value or 0 for row in figures.table(key).rows)
        assert whole == table["counted"] - (figures.value("units", "formal") or 0)


def test_an_empty_consultation_divides_by_nothing(consultation: Consultation, town: Town) -> None:
    figures = figures_of(consultation, ReportKind.WHOLE)
    assert {value for place, value in told(figures).items() if place not in NOT_COUNTED} == {0}
    shares = [one.share for table in figures.tables for row in table.rows for one in row.figures]
    assert set(shares) == {""}


def test_a_response_about_two_stations_is_one_response(
    consultation: Consultation, town: Town, send_response: Any
) -> None:
    ilford, barkingside = (
        consultation.proposals.get(station=one) for one in (town.ilford, town.barkingside)
    )
    send_response(consultation, about=[ilford, barkingside], stance="OPPOSE")
    figures = figures_of(consultation, ReportKind.WHOLE)
    assert figures.value("stations", "ilford") == 1
    assert figures.value("stations", "barkingside") == 1
    assert figures.value("boroughs", "redbridge") == 1
    assert figures.value("stations", "all") == 1
    assert figures.value("received", "received") == 1
    assert figures.value("stance", "OPPOSE") == 1
    assert "can add up to more than the total" in figures.table("stations").note


def test_people_are_not_known_and_units_never_summed(
    consultation: Consultation, varied: list[Response]
) -> None:
    units = figures_of(consultation, ReportKind.WHOLE).table("units")
    shown = {row.key: row.figures[0].shown for row in units.rows}
    assert shown["people"] == "not known"
    assert list(shown) == ["responses", "formal", "people", "petitions", "meetings"]
    assert units.foot is None


def test_every_figure_has_base_source_and_instant(
    consultation: Consultation, varied: list[Response]
) -> None:
    figures = figures_of(consultation, ReportKind.WHOLE)
    every = [one for table in figures.tables for row in table.rows for one in row.figures]
    assert {one.as_at for one in every} == {timezone.now().isoformat()}
    assert all(one.source for one in every)
    assert all(one.base_label for one in every if one.base is not None)
    keys = [one.key for one in every]
    assert len(keys) == len(set(keys))


def test_figures_come_back_from_json_as_they_went(
    consultation: Consultation, varied: list[Response]
) -> None:
    figures = figures_of(consultation, ReportKind.WHOLE)
    assert Figures.from_json(figures.as_json()) == figures


def test_the_same_record_gives_the_same_figures(
    consultation: Consultation, varied: list[Response]
) -> None:
    first, second = (figures_of(consultation, ReportKind.WHOLE) for _ in range(2))
    assert first == second
    assert first.events == len(varied)


def test_an_exclusion_without_a_rule_is_shown_as_such(consultation: Consultation) -> None:
    factories.ResponseFactory(consultation=consultation, state="EXCLUDED")
    figures = figures_of(consultation, ReportKind.WHOLE)
    row = figures.table("received").rows[-2]
    assert (row.label, row.figures[0].value) == ("Excluded: rule not known", 1)


def test_the_latest_rule_counts(consultation: Consultation, moderator: User) -> None:
    """Excluded, sent back, and excluded again under another rule."""
    other = factories.ExclusionRuleFactory(consultation=consultation, code="abusive")
    one = factories.ResponseFactory(consultation=consultation, state="EXCLUDED")
    first = consultation.exclusion_rules.get(code="automated")
    for rule in (first, other):
        factories.ReviewFactory(
            response=one, verdict="EXCLUDE", rule=rule, reason="Rule", by=moderator
        )
    figures = figures_of(consultation, ReportKind.WHOLE)
    assert figures.value("received", "rule-abusive") == 1
    assert figures.value("received", "rule-automated") == 0


def test_figures_that_disagree_are_refused(
    consultation: Consultation, town: Town, varied: list[Response]
) -> None:
    """An answer on another consultation's proposal for the same station makes two ways differ."""
    other = small_world.consultation_of(town, slug="another", opened=True)
    stray = factories.ResponseFactory(consultation=consultation)
    questions = world.questions_of(consultation)
    Answer.objects.create(
        response=stray,
        question_version=questions["stance"],
        proposal=other.proposals.get(station=town.ilford),
        choice="OPPOSE",
    )
    with pytest.raises(FiguresDisagree, match="about"):
        figures_of(consultation, ReportKind.STATION, station=town.ilford)


@pytest.mark.parametrize("kind", [ReportKind.WHOLE, ReportKind.STATION, ReportKind.BOROUGH])
def test_counting_takes_the_same_queries_however_many_responses(
    consultation: Consultation,
    town: Town,
    moderator: User,
    django_assert_num_queries: Any,
    kind: ReportKind,
) -> None:
    place = PLACES[kind](town)
    queries = {ReportKind.WHOLE: 23, ReportKind.STATION: 22, ReportKind.BOROUGH: 23}[kind]
    for number in (1, 40):
        world.fill(consultation, moderator, number=number, seed=number)
        with django_assert_num_queries(queries):
            figures_of(consultation, kind, **place)
