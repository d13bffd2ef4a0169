"""The register's public pages, and the map."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from stations import atlas
from stations.loading import boroughs
from stations.management.commands.draw_atlas import path_of
from tests.factories import BoroughFactory, FactFactory, OpeningHoursFactory, StationFactory

pytestmark = pytest.mark.django_db
CITY = {"ons_code": "E09000001", "name": "City of London", "slug": "city-of-london"}


def text_of(page: Any) -> str:
    """The words of main, without tags."""
    body = page.content.decode().split('id="main-content"', 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("&#x27;", "'").split())


def test_the_whole_register_on_one_page(client: Client, django_assert_max_num_queries: Any) -> None:
    call_command("load_register")
    with django_assert_max_num_queries(5):
        page = client.get("/stations/")
    html = page.content.decode()
    assert len(re.findall(r'<a class="cp-map__link" href="/boroughs/', html)) == 33
    assert 'aria-label="Camden, 2 counters"' in html
    assert 'aria-label="City of London, no counter"' in html
    assert '<a class="govuk-link" href="#boroughs">Skip the map</a>' in html
    assert html.count('class="cp-map__mark"') == 62
    assert html.count('<tr class="govuk-table__row" role="row">') == 74
    words = text_of(page)
    assert "73 counters" in words
    assert atlas.ATTRIBUTION in words
    assert (
        "Holborn Camden WC1N 3NR Monday to Friday 8am to 8pm, Saturday 10am to 6pm (2013)" in words
    )
    assert "Brick Lane Tower Hamlets Not known Not known" in words


def test_queries_do_not_grow_with_the_register(
    client: Client, django_assert_num_queries: Any, town: Any
) -> None:
    with django_assert_num_queries(4):
        client.get("/stations/")
    OpeningHoursFactory.create_batch(3)
    with django_assert_num_queries(4):
        client.get("/stations/")


def test_an_empty_register_says_so(client: Client) -> None:
    page = client.get("/stations/")
    assert page.status_code == 200
    assert "No counter has been loaded yet." in text_of(page)


def test_a_counter_shows_each_fact_with_its_source(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    call_command("load_register")
    with django_assert_max_num_queries(7):
        page = client.get("/stations/wimbledon/")
    words = text_of(page)
    assert "Front counter in Merton Wimbledon" in words
    assert "Crime reports a day in 2017 Not known" in words
    assert "Close the front counter and move its 24-hour service to Mitcham" in words
    assert "Met Police FOI register of facilities, Aug 2023" in words
    address = "https://caselaw.nationalarchives.gov.uk/ewhc/admin/2018/1881"
    link = f'<a class="govuk-link" href="{address}">caselaw.nationalarchives.gov.uk</a>'
    assert link in page.content.decode()
    assert "in a straight line between the postcodes, not travel time" in words
    assert re.search(r"Mitcham Merton 2\.1 miles In the daytime, exact hours not known", words)


def test_doubts_are_said(client: Client) -> None:
    call_command("load_register")
    assert "Disputed Sources: lifestyle.diwarta.com" in text_of(client.get("/stations/ruislip/"))
    assert "Inferred Sources: lifestyle.diwarta.com" in text_of(
        client.get("/stations/barking-learning-centre/")
    )


def test_a_counter_without_a_postcode_says_what_is_not_known(client: Client) -> None:
    call_command("load_register")
    words = text_of(client.get("/stations/brick-lane/"))
    assert "Postcode Not known" in words
    assert "We do not know the postcode of this counter, so we cannot say what is near it." in words


@pytest.mark.parametrize("others", [1, 3])
def test_a_counters_page_asks_the_database_six_times(
    client: Client, others: int, django_assert_num_queries: Any
) -> None:
    here = StationFactory(slug="here", easting=530_000, northing=180_000)
    FactFactory.create_batch(1, station=here)
    for number in range(others):
        other = StationFactory(easting=530_000 + number, northing=181_000)
        OpeningHoursFactory(station=other)
    with django_assert_num_queries(6):
        page = client.get("/stations/here/")
    assert page.status_code == 200


def test_a_counter_that_nothing_is_known_of_has_a_page(client: Client) -> None:
    StationFactory(slug="bare", name="Bare")
    words = text_of(client.get("/stations/bare/"))
    assert "Address Not known Postcode Not known Opening hours Not known" in words


def test_names_are_escaped(client: Client) -> None:
    StationFactory(slug="odd", name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get("/stations/odd/").content.decode()


def test_a_boroughs_counters(client: Client, town: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        page = client.get("/boroughs/merton/")
    words = text_of(page)
    assert "The register holds 2 counters in Merton." in words
    assert "Mitcham Not known Not known Not known Wimbledon Not known" in words


def test_the_city_has_a_police_force_of_its_own(client: Client) -> None:
    BoroughFactory(**CITY, has_met=False)
    words = text_of(client.get("/boroughs/city-of-london/"))
    assert "The City of London has its own police force, the City of London Police." in words


@pytest.mark.parametrize("address", ["/stations/none/", "/boroughs/none/"])
def test_unknown_addresses_are_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/stations/", "/stations/ilford/", "/boroughs/merton/"])
def test_pages_keep_to_the_content_policy(client: Client, town: Any, address: str) -> None:
    html = client.get(address).content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|data:", html)
    assert client.post(address).status_code == 405


def test_the_atlas_has_every_borough_in_whole_pixels() -> None:
    whole = atlas.atlas()
    assert set(whole.outlines) == {one.ons_code for one in boroughs()} == set(atlas.NAMES)
    for path, x, y in whole.outlines.values():
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path)
        assert 0 < x < whole.width
        assert 0 < y < whole.height
    assert atlas.ATLAS.stat().st_size < 15_000


def test_places_fall_where_they_belong() -> None:
    """Charing Cross is west of Dagenham and south of Edmonton, all within the frame."""
    cross, dagenham = atlas.dot(530_170, 180_440), atlas.dot(550_200, 184_900)
    edmonton = atlas.dot(534_200, 193_400)
    assert cross[0] < dagenham[0] < atlas.atlas().width
    assert edmonton[1] < cross[1] < atlas.atlas().height


def test_marks_differ_in_form_and_the_legend_names_those_that_are_there() -> None:
    assert len({atlas.mark(530_170, 180_440, kind).path for kind in atlas.MARKS}) == 5
    words = {"CLOSE": "Would close", "KEEP": "Would stay"}
    drawn = atlas.drawing({}, [atlas.mark(530_170, 180_440, "CLOSE")], legend=words)
    assert [one.text for one in drawn.legend] == ["Would close"]


def test_an_outline_is_whole_pixels_without_steps_on_the_spot() -> None:
    square = [(0, 1000), (0, 400), (10, 396), (1000, 0), (1000, 1000), (0, 1000)]
    assert path_of(square, 0, 1000, 100) == "M0 0l0 6 10 4 0-10z"


def test_names_on_the_map_keep_clear_of_each_other() -> None:
    links = {one.ons_code: (f"/boroughs/{one.slug}/", one.name) for one in boroughs()}
    places = [(one.x, one.y) for one in atlas.drawing(links).names]
    assert len(set(places)) == len(places)
