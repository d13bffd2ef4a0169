"""Every place of the results at once: the same figures as of one report on each."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from consultation.models import Consultation, ReportKind, Response, SignedReply, User
from consultation.report.counting import Subject, snapshot
from consultation.report.edition import Figures
from consultation.report.figures import Results, compute, compute_results
from stations.models import Station
from tests.conftest import Town
from tests.reply.signed import released
from tests.report import world
from tests.report.test_wordings import stances  # noqa: F401


def results_of(consultation: Consultation) -> Results:
    with snapshot():
        return compute_results(consultation, at=timezone.now())


def wordless(figures: Figures) -> Figures:
    """Without what is in reports for those who decide, and not in what is to be public."""
    tables = tuple(table for table in figures.tables if table.key != "formal")
    return replace(figures, tables=tables, replies=(), quotes=())


def test_results_hold_nobodys_words_and_name_only_replies_that_are_public(
    consultation: Consultation, town: Town, varied: list[Response], moderator: User
) -> None:
    waiting = SignedReply.objects.in_force().filter(response__state="RECEIVED")
    for one in waiting[:2]:
        released(one, moderator, at=timezone.now())
    signed = SignedReply.objects.in_force().filter(reply__consultation=consultation)
    public = {f"reply-{one.pk}" for one in signed.public()}
    assert 0 < len(public) < signed.count()
    found = results_of(consultation)
    parts = [found.whole, *found.boroughs.values(), *found.stations.values()]
    assert {(one.replies, one.quotes) for one in parts} == {((), ())}
    assert {row.key for row in found.whole.table("formal").rows} == public
    named = {row.key for one in parts for table in one.tables if table.key == "formal"
             for row in table.rows}  # fmt: skip
    assert named == public


def assert_alike(consultation: Consultation, town: Town) -> None:
    """Each place equals a report on it alone, to the byte."""
    found = results_of(consultation)
    at = timezone.now()
    with snapshot():
        assert compute(Subject(consultation, ReportKind.RESULTS), at=at) == found.whole
        whole = compute(Subject(consultation, ReportKind.WHOLE), at=at)
        assert wordless(whole) == wordless(found.whole)
        for borough, figures in found.boroughs.items():
            alone = Subject(consultation, ReportKind.BOROUGH, borough=borough)
            assert wordless(compute(alone, at=at)) == wordless(figures)
        for station, figures in found.stations.items():
            alone = Subject(consultation, ReportKind.STATION, station=station)
            assert wordless(compute(alone, at=at)) == wordless(figures)
    assert [one.name for one in found.boroughs] == ["Camden", "Merton", "Redbridge"]
    assert set(found.stations) == set(Station.objects.all())


def test_every_place_equals_a_report_on_it(
    consultation: Consultation, town: Town, varied: list[Response]
) -> None:
    assert_alike(consultation, town)


def test_every_place_equals_a_report_on_it_where_a_question_was_corrected(
    consultation: Consultation,
    town: Town,
    stances: Any,  # noqa: F811
) -> None:
    assert results_of(consultation).whole.table("wordings-stance").rows
    assert_alike(consultation, town)


def test_a_place_that_nobody_spoke_about_has_figures_of_nought(
    consultation: Consultation, town: Town
) -> None:
    assert_alike(consultation, town)


def test_all_places_take_the_same_queries_however_many_responses(
    consultation: Consultation, town: Town, moderator: User, django_assert_num_queries: Any
) -> None:
    for number in (1, 40):
        world.fill(consultation, moderator, number=number, seed=number)
        with django_assert_num_queries(23):
            results_of(consultation)
