"""A postcode becomes a place; the cookie that remembers it cannot be forged."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from time_machine import travel

from consultation.publish import places
from stations.models import Postcode
from tests.conftest import NOW, Town

PLACE = places.Place("E09000026", 544290, 186860)


def kept(place: places.Place) -> str:
    """The value of the cookie that `remember` sets."""
    response = HttpResponse()
    places.remember(response, place)
    return str(response.cookies["place"].value)


def request_with(value: str) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES["place"] = value
    return request


def test_any_case_and_spacing_finds_the_borough_and_the_grid_reference(town: Town) -> None:
    Postcode.objects.create(code="IG11GT", borough=town.redbridge, easting=544290, northing=186860)

    for typed in ["IG1 1GT", "ig11gt", " iG1  1 gT ", "IG1-1GT."]:
        assert places.find(typed) == places.Found(place=PLACE)


def test_a_partial_postcode_is_refused(db: None) -> None:
    for typed in ["IG1", "SW1A", "", "hello"]:
        found = places.find(typed)
        assert found == places.Found(problem="Enter a full UK postcode, like SW1A 1AA")
        assert not found.outside


def test_an_unknown_london_postcode_is_told_apart_from_one_elsewhere(town: Town) -> None:
    Postcode.objects.create(code="IG11GT", borough=town.redbridge, easting=544290, northing=186860)

    unknown = places.find("IG1 1ZZ")
    elsewhere = places.find("M1 1AE")

    assert unknown.problem == (
        "We do not recognise this postcode – check it or choose your borough"
    )
    assert elsewhere == places.Found()
    assert elsewhere.outside
    assert elsewhere.ons_code == ""


def test_the_cookie_is_signed_and_out_of_reach_of_scripts() -> None:
    response = HttpResponse()

    places.remember(response, PLACE)

    cookie = response.cookies["place"]
    assert cookie.value.startswith("E09000026:544290:186860:")
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == cookie["expires"] == ""
    assert places.remembered(request_with(cookie.value)) == PLACE


def test_a_changed_cookie_is_no_cookie() -> None:
    value = kept(PLACE)

    for forged in [value.replace("544290", "544291"), value[:-1], "E09000026:1:2", "", "x"]:
        assert places.remembered(request_with(forged)) is None


def test_a_cookie_is_worth_nothing_after_a_day() -> None:
    value = kept(PLACE)

    with travel(NOW + timedelta(days=1, seconds=1), tick=False):
        assert places.remembered(request_with(value)) is None


def test_a_signed_value_of_another_kind_is_no_place() -> None:
    response = HttpResponse()
    response.set_signed_cookie("place", "nonsense", salt=places.SALT)

    value = response.cookies["place"].value

    assert places.remembered(request_with(value)) is None


def test_forgetting_takes_the_cookie_back() -> None:
    response = HttpResponse()

    places.forget(response)

    assert response.cookies["place"]["max-age"] == 0
