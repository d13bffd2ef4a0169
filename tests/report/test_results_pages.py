"""What everybody reads of the results: a published edition, and before there is one no figure."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultation.files import store
from consultation.files.disk import path_of
from consultation.models import (
    Consultation,
    FileKind,
    PlaceFigures,
    Report,
    ReportFile,
    ReportKind,
    ReportState,
    SignedReply,
    User,
)
from consultation.report.counting import snapshot
from consultation.report.figures import compute_results
from consultation.states import move
from stations.models import Station
from tests import factories
from tests.report import world

CONTENT = b"name,number\r\nReceived,300\r\n"


@pytest.fixture
def edition(
    consultation: Consultation, moderator: User, owner: User, after_close: time_machine.Traveller
) -> Report:
    """Published after the close: of everything, of Redbridge and of Barkingside."""
    factories.ExclusionRuleFactory(consultation=consultation, code="abusive", text="Threatens.")
    world.fill(consultation, moderator, number=120)
    formal = SignedReply.objects.filter(response__state="RECEIVED")[:1].get()
    move(formal.response, "RELEASED", by=moderator, at=timezone.now())
    return published(consultation, owner, timezone.now())


def published(consultation: Consultation, by: User, at: datetime) -> Report:
    barkingside = Station.objects.select_related("borough").get(slug="barkingside")
    with snapshot():
        counted = compute_results(consultation, at=at)
    report: Report = factories.ReportFactory(
        consultation=consultation, kind=ReportKind.RESULTS, state=ReportState.DONE,
        figures=counted.whole.as_json(), figures_at=at, published_at=at, published_by=by,
    )  # fmt: skip
    PlaceFigures.objects.create(
        report=report, station=barkingside, figures=counted.stations[barkingside].as_json()
    )
    PlaceFigures.objects.create(
        report=report, borough=barkingside.borough,
        figures=counted.boroughs[barkingside.borough].as_json(),
    )  # fmt: skip
    kept = store(lambda sink: sink.write(CONTENT))
    ReportFile.objects.create(
        report=report, kind=FileKind.CSV, name="front-counters-results.csv", sha256=kept.sha256,
        size=kept.size,
    )  # fmt: skip
    return report


def address(consultation: Consultation, *place: str) -> str:
    if not place:
        return reverse("results", args=[consultation.slug])
    return reverse(f"results-{place[0]}", args=[consultation.slug, place[1]])


def words(page: Any) -> str:
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def taken(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


EVERY: list[tuple[str, ...]] = [(), ("borough", "redbridge"), ("station", "barkingside")]
each = pytest.mark.parametrize("place", EVERY)


@each
def test_before_an_edition_is_published_no_figure_is_shown(
    consultation: Consultation, edition: Report, client: Client, place: tuple[str, ...]
) -> None:
    Report.objects.update(published_at=None, published_by=None)
    page = client.get(address(consultation, *place))
    assert "There are no results yet." in words(page)
    assert "cp-figure__value" not in words(page)
    assert page["Cache-Control"] == "no-cache"


def test_the_page_of_a_borough_leads_to_its_results_while_they_are_in_force(
    consultation: Consultation, edition: Report, client: Client, owner: User,
    after_close: time_machine.Traveller,
) -> None:  # fmt: skip
    where = address(consultation, "borough", "redbridge")
    with CaptureQueriesContext(connection) as first:
        page = words(client.get("/boroughs/redbridge/"))
    assert "What people said about front counters in Redbridge" in page
    assert f'Results: <a class="govuk-link" href="{where}">Police front counters</a>' in page
    assert f'href="/pl{where}"' in words(client.get("/pl/boroughs/redbridge/"))
    assert "What people said" not in words(client.get("/boroughs/merton/"))
    borough = Station.objects.get(slug="barkingside").borough
    for number in range(2):
        other = factories.ConsultationFactory(
            state="PUBLISHED", title=f"Another {number}",
            opens_at=consultation.opens_at, closes_at=consultation.closes_at,
        )  # fmt: skip
        more = factories.ReportFactory(
            consultation=other, kind=ReportKind.RESULTS, state=ReportState.DONE, figures={},
            figures_at=timezone.now(), published_at=timezone.now(), published_by=owner,
        )  # fmt: skip
        PlaceFigures.objects.create(report=more, borough=borough, figures={})
    with CaptureQueriesContext(connection) as third:
        page = words(client.get("/boroughs/redbridge/"))
    assert page.count("Results: <a") == 3
    assert len(first) == len(third)
    Report.objects.filter(pk=edition.pk).update(published_at=None, published_by=None)
    assert where not in words(client.get("/boroughs/redbridge/"))
    after_close.move_to(consultation.closes_at - timedelta(days=1))
    assert "What people said" not in words(client.get("/boroughs/redbridge/"))


@each
def test_where_the_close_moved_to_later_nothing_is_shown_until_then(
    consultation: Consultation, edition: Report, client: Client, place: tuple[str, ...],
    after_close: time_machine.Traveller,
) -> None:  # fmt: skip
    assert "cp-figure__value" in words(client.get(address(consultation, *place)))
    file = reverse("results-file", args=[consultation.slug, edition.pk, "csv"])
    assert taken(client.get(file)) == CONTENT
    after_close.move_to(consultation.closes_at - timedelta(days=1))
    page = client.get(address(consultation, *place))
    assert "There are no results yet." in words(page)
    assert "Until then no figures are shown" in words(page)
    assert "cp-figure__value" not in words(page)
    assert client.get(file).status_code == 404
    assert address(consultation) not in words(client.get(consultation.get_absolute_url()))


def test_after_the_close_it_says_that_responses_are_read(
    closed_consultation: Consultation, client: Client
) -> None:
    page = words(client.get(address(closed_consultation)))
    assert "The consultation is closed. Moderators are still reading what came in" in page


@each
def test_it_shows_the_frozen_figures_and_no_later_ones(
    consultation: Consultation, edition: Report, moderator: User, client: Client,
    place: tuple[str, ...],
) -> None:  # fmt: skip
    page = client.get(address(consultation, *place))
    figures = page.context["figures"]
    numbers = {one.name: one.value for one in page.context["numbers"]}
    assert numbers["received"] == figures.value("received", "received") > 10
    assert numbers["received"] == sum(
        number for name, number in numbers.items() if name != "received"
    )
    before = words(page)
    assert "What was received, and what became of it" in before
    assert "Published at 1:29am, Monday 15 February 2027" in before
    world.fill(consultation, moderator, number=30, seed=5)
    cache.clear()
    assert words(client.get(address(consultation, *place))) == before


def test_the_whole_leads_to_places_responses_replies_and_files(
    consultation: Consultation, edition: Report, client: Client
) -> None:
    page = words(client.get(address(consultation)))
    for one in (address(consultation, "borough", "redbridge"),
                address(consultation, "station", "barkingside"),
                reverse("published-responses", args=[consultation.slug]),
                reverse("replies", args=[consultation.slug]),
                reverse("results-file", args=[consultation.slug, edition.pk, "csv"])):  # fmt: skip
        assert f'href="{one}' in page
    counted = edition.figures
    assert counted is not None
    assert f"from {counted['events']:,} recorded events" in page
    station = words(client.get(address(consultation, "station", "barkingside")))
    released = reverse("published-responses", args=[consultation.slug])
    assert f'href="{released}?station=barkingside"' in station
    whole = words(client.get(consultation.get_absolute_url()))
    assert f'href="{address(consultation)}"' in whole
    proposal = words(client.get(reverse("proposal", args=[consultation.slug, "barkingside"])))
    assert f'href="{address(consultation, "station", "barkingside")}"' in proposal


def test_pages_are_in_the_language_of_their_address_and_tables_in_english(
    consultation: Consultation, edition: Report, client: Client
) -> None:
    page = words(client.get("/pl" + address(consultation)))
    assert "Co nadeszło i co się z tym stało" in page
    assert "Tabele są po angielsku" in page
    assert '<div lang="en" dir="ltr">' in page
    assert "counted at 1:29am on Monday 15 February 2027, London time" in page
    # Whoever follows a name in a table stays in the language.
    places = set(re.findall(r'href="([^"]*/results/(?:boroughs|stations)/[^"]+)"', page))
    assert "/pl" + address(consultation, "station", "barkingside") in places
    assert [href for href in places if not href.startswith("/pl/")] == []


def test_it_leads_to_formal_replies_while_one_is_public(
    consultation: Consultation, edition: Report, client: Client, moderator: User
) -> None:
    """Also where the page is kept: a moderator can hold the last one back at any moment."""
    link = f'href="{reverse("replies", args=[consultation.slug])}"'
    assert edition.figures is not None
    assert list(edition.figures["replies"]) == []  # of what is for everybody
    assert link in words(client.get(address(consultation)))
    for one in SignedReply.objects.public():
        move(one.response, "QUARANTINED", by=moderator, at=timezone.now())
    assert link not in words(client.get(address(consultation)))


@each
def test_one_that_is_kept_takes_two_queries_and_answers_304(
    consultation: Consultation, edition: Report, client: Client, place: tuple[str, ...],
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    drawn = client.get(address(consultation, *place))
    assert drawn["Cache-Control"] == "public, no-cache"
    with django_assert_num_queries(2):
        kept = client.get(address(consultation, *place))
    assert (kept.content, kept["ETag"]) == (drawn.content, drawn["ETag"])
    again = client.get(address(consultation, *place), headers={"If-None-Match": drawn["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Last-Modified" not in drawn  # of two editions the later one can be taken back


@each
def test_one_that_is_taken_back_is_gone_at_once(
    consultation: Consultation, edition: Report, client: Client, place: tuple[str, ...],
    owner: User, now: datetime,
) -> None:  # fmt: skip
    first = client.get(address(consultation, *place))
    file = reverse("results-file", args=[consultation.slug, edition.pk, "csv"])
    assert taken(client.get(file)) == CONTENT
    Report.objects.update(published_at=None, published_by=None)
    gone = client.get(address(consultation, *place), headers={"If-None-Match": first["ETag"]})
    assert "There are no results yet." in words(gone)
    assert client.get(file).status_code == 404
    # The same one published anew, later, and then a newer one: each is what is read.
    later = now + timedelta(minutes=5)
    Report.objects.update(published_at=later, published_by=owner)
    assert "12:05pm" in words(client.get(address(consultation, *place)))
    newer = published(consultation, owner, later + timedelta(minutes=5))
    page = client.get(address(consultation, *place))
    assert page.context["edition"].pk == newer.pk
    assert taken(client.get(file)) == CONTENT  # an earlier edition stays at its address


def test_whoever_is_signed_in_gets_a_page_of_their_own(
    consultation: Consultation, edition: Report, client: Client, sign_in: Any, analyst: User
) -> None:
    client.get(address(consultation))
    own = sign_in(analyst).get(address(consultation))
    assert own["Cache-Control"] == "private, no-cache"
    assert own["Vary"] == "Cookie"


def test_a_file_is_taken_under_its_name_and_asked_for_again(
    consultation: Consultation, edition: Report, client: Client
) -> None:
    file = reverse("results-file", args=[consultation.slug, edition.pk, "csv"])
    answer = client.get(file)
    assert taken(answer) == CONTENT
    assert answer["Content-Disposition"] == 'attachment; filename="front-counters-results.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["ETag"] == f'"{edition.files.get().sha256}"'
    again = client.get(file, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "public, no-cache")
    path_of(edition.files.get().sha256).unlink()
    assert client.get(file).status_code == 404


def test_a_report_that_is_no_published_edition_has_no_public_file(
    consultation: Consultation, edition: Report, client: Client
) -> None:
    other = factories.ReportFileFactory(sha256=edition.files.get().sha256)
    inner = factories.ReportFileFactory(
        report__consultation=consultation, sha256=edition.files.get().sha256
    )
    for one in (other, inner):
        file = reverse("results-file", args=[consultation.slug, one.report_id, "csv"])
        assert client.get(file).status_code == 404
    for kind in ("pdf", "exe"):
        file = reverse("results-file", args=[consultation.slug, edition.pk, kind])
        assert client.get(file).status_code == 404


@pytest.mark.parametrize(
    ("place", "status"),
    [
        (("borough", "atlantis"), 404),
        (("station", "atlantis"), 404),
        (("borough", "merton"), 404),  # of which this edition has no part
    ],
)
def test_a_place_that_is_no_part_of_it_is_not_found(
    consultation: Consultation, edition: Report, client: Client, place: tuple[str, ...], status: int
) -> None:
    assert client.get(address(consultation, *place)).status_code == status


def test_nobody_reads_the_results_of_a_draft(edition: Report, client: Client) -> None:
    draft = factories.ConsultationFactory(state="DRAFT")
    assert client.get(address(draft)).status_code == 404


def test_every_kind_of_file_has_a_type() -> None:
    from consultation.report.views.results import CONTENT_TYPES

    assert set(CONTENT_TYPES) == set(FileKind.values)
