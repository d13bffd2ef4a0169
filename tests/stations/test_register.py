"""The register of 2017: what it says, and that loading it twice is loading it once."""

from collections import Counter
from datetime import datetime

import pytest
from django.core.management import call_command

from stations.actions import import_register
from stations.loading import REGISTER, boroughs, read_rows
from stations.models import Alias, Borough, Fact, OpeningHours, RegisterImport, Station

pytestmark = pytest.mark.django_db


def facts_of(slug: str) -> dict[str, tuple[str, str]]:
    return {
        fact.kind: (fact.value, fact.confidence) for fact in Fact.objects.filter(station__slug=slug)
    }


def test_the_register_adds_up_from_73_to_32() -> None:
    rows = read_rows(REGISTER)
    kinds = Counter(row.proposal_2017 for row in rows)
    assert kinds == {"close": 36, "move_24_7": 5, "become_24_7": 5, "retain": 27}
    assert len(rows) == 73
    assert kinds["retain"] + kinds["become_24_7"] == 32
    assert len({row.ons_code for row in rows}) == 32


def test_each_of_the_five_swaps_has_a_partner_in_its_borough() -> None:
    rows = read_rows(REGISTER)
    pairs = {(row.station, row.partner) for row in rows if row.partner}
    assert pairs == {
        ("Dagenham", "Barking Learning Centre"),
        ("Bexleyheath", "Marlowe House, Sidcup"),
        ("Uxbridge", "Hayes"),
        ("Notting Hill", "Kensington"),
        ("Wimbledon", "Mitcham"),
    }
    becoming = {row.station for row in rows if row.proposal_2017 == "become_24_7"}
    assert becoming == {partner for _station, partner in pairs}


def test_the_boroughs_are_32_and_the_city_which_has_its_own_police() -> None:
    assert len(boroughs()) == 33
    assert [one.name for one in boroughs() if not one.has_met] == ["City of London"]


def test_loading_twice_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_register")
    counts = [m.objects.count() for m in (Station, Fact, OpeningHours, Alias, Borough)]
    call_command("load_register")
    assert [m.objects.count() for m in (Station, Fact, OpeningHours, Alias, Borough)] == counts
    assert RegisterImport.objects.count() == 1
    assert counts[0] == 73
    assert counts[4] == 33
    line = "73 front counters in 32 boroughs; 11 without a postcode.\n"
    assert capsys.readouterr().out == line * 2


def test_a_file_in_between_lets_the_first_be_loaded_again(now: datetime) -> None:
    rows = read_rows(REGISTER)

    def load(sha256: str) -> int:
        found = import_register(rows=rows, source="a.csv", sha256=sha256, by="test", at=now)
        return int(found.pk)

    first = load("a" * 64)
    assert load("a" * 64) == first
    assert load("b" * 64) != first
    assert load("a" * 64) != first
    assert Station.objects.count() == 73


def test_short_addresses_are_the_names(db: None) -> None:
    call_command("load_register")
    slugs = set(Station.objects.values_list("slug", flat=True))
    assert {"barking-learning-centre", "marlowe-house", "hammersmith", "harrow"} <= slugs
    assert len(slugs) == 73


def test_places_come_from_postcodes() -> None:
    call_command("load_register")
    assert Station.objects.located().count() == 62
    wimbledon = Station.objects.get(slug="wimbledon")
    assert (wimbledon.postcode, wimbledon.borough.name) == ("SW19 8NN", "Merton")
    assert 524_500 < (wimbledon.easting or 0) < 525_500
    assert 170_000 < (wimbledon.northing or 0) < 171_500


def test_facts_say_how_sure_they_are() -> None:
    call_command("load_register")
    wimbledon = facts_of("wimbledon")
    assert wimbledon["proposal-2017"] == (
        "Close the front counter and move its 24-hour service to Mitcham", "STATED",
    )  # fmt: skip
    assert wimbledon["crime-reports"] == ("", "UNKNOWN")
    assert facts_of("dagenham")["proposal-2017"][1] == "INFERRED"
    assert facts_of("ruislip")["decision-2017"][1] == "DISPUTED"
    assert facts_of("new-malden")["address"] == ("Sources disagree", "DISPUTED")
    assert facts_of("brixton")["crime-reports"] == ("7.3", "STATED")


def test_sources_carry_their_dates() -> None:
    call_command("load_register")
    address = Fact.objects.get(station__slug="barnet", kind="address")
    assert address.source == "Met Police FOI register of facilities, Aug 2023"
    assert address.dated == "August 2023"
    closing = Fact.objects.get(station__slug="brick-lane", kind="proposal-2017")
    assert closing.dated == "1 November 2017"


def test_hours_are_in_words_with_their_year_and_confidence() -> None:
    call_command("load_register")
    found = {
        one.station.slug: (one.valid, one.text, one.all_day, one.confidence)
        for one in OpeningHours.objects.select_related("station")
    }
    assert found["ilford"] == ("2017", "24 hours a day, 7 days a week", True, "STATED")
    assert found["colindale"] == ("2017", "24 hours a day, 7 days a week", True, "INFERRED")
    assert found["holborn"] == (
        "2013", "Monday to Friday 8am to 8pm, Saturday 10am to 6pm", False, "STATED",
    )  # fmt: skip
    assert "brick-lane" not in found


def test_the_quality_report_counts_what_is_missing() -> None:
    call_command("load_register")
    report = RegisterImport.objects.get().report
    assert (report["rows"], report["boroughs"]) == (73, 32)
    assert {name: len(found) for name, found in report.items() if isinstance(found, list)} == {
        "missing_postcode": 11,
        "missing_coordinates": 11,
        "missing_hours": 27,
        "unknown_postcode": 0,
        "postcode_in_other_borough": 0,
        "inferred": 28,
        "disputed": 7,
    }
