"""A front counter is found by its name, even if it is mistyped."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import Consultation
from stations.alike import stations_like
from tests import factories
from tests.conftest import Town

NAMES = ["Barkingside", "Ilford", "Romford", "Holborn", "Kilburn", "Kensington", "Stoke Newington"]


@pytest.fixture
def counters(db: None) -> None:
    borough = factories.BoroughFactory(name="Lewisham", slug="lewisham")
    for name in NAMES:
        factories.StationFactory(name=name, borough=borough)
    other = factories.StationFactory(
        name="Marlowe House", borough__name="Bexley", borough__slug="bexley"
    )
    factories.AliasFactory(station=other, name="Sidcup")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Barkingsid", ["Barkingside"]), ("barking side", ["Barkingside"]),
        ("Ilfrod", ["Ilford"]), ("ILFORD", ["Ilford"]), ("Holburn", ["Holborn", "Kilburn"]),
        ("Kensignton", ["Kensington"]), ("stoke newingten", ["Stoke Newington"]),
        ("Sidcup", ["Marlowe House"]), ("Bexly", ["Marlowe House"]),
        ("zebra", []), ("", []), ("   ", []), ("x" * 10_000, []), ("\x00", []), ("👍", []),
        ("'; --", []), ("%", []),
    ],
)  # fmt: skip
def test_names_that_are_like_what_was_typed(counters: None, typed: str, names: list[str]) -> None:
    assert [one.name for one in stations_like(typed)] == names


def test_a_borough_leads_to_its_counters_and_no_more_than_a_few(counters: None) -> None:
    assert len(stations_like("Lewsham")) == 5


def test_the_register_is_searched_by_name(client: Client, counters: None) -> None:
    page = unescape(client.get(reverse("stations"), {"name": "Ilfrod"}).content.decode())
    assert "1 front counter has a name or a borough like this." in page
    found = page.partition("Front counters found")[2].partition("</table>")[0]
    assert re.findall(r'href="[^"]*">([^<]*)</a>', found) == ["Ilford"]
    assert 'value="Ilfrod"' in page
    page = client.get(reverse("stations"), {"name": "<b>zebra"}).content.decode()
    assert "No front counter has a name like this." in page
    assert "<b>zebra" not in page


def test_a_name_in_place_of_a_postcode_leads_to_the_proposal(
    client: Client, consultation: Consultation, town: Town
) -> None:
    page = client.post(reverse("near", args=[consultation.slug]), {"postcode": "Barkingsid"})
    proposal = consultation.proposals.get(station__slug="barkingside", kind="CLOSE")
    told = page.content.decode().partition("Front counters with a name like what you typed")[2]
    assert f'href="{proposal.get_absolute_url()}">Barkingside, Redbridge</a>' in told
    page = client.post(reverse("near", args=[consultation.slug]), {"postcode": "zebra"})
    assert "Front counters with a name like" not in page.content.decode()


def test_a_search_for_a_mistyped_name_offers_what_is_said_about_it(
    client: Client, consultation: Consultation
) -> None:
    where = reverse("published-responses", args=[consultation.slug])
    page = client.get(where, {"words": "Barkingsid"}).content.decode()
    assert "Did you mean what is said about a front counter?" in page
    assert 'href="?station=barkingside">Barkingside, Redbridge</a>' in page
    page = client.get(where, {"words": "zebra"}).content.decode()
    assert "Did you mean" not in page
