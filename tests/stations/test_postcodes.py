"""Postcodes: any shape that people type, and never the first half alone."""

import pytest

from stations.models import Postcode
from stations.postcodes import ENTER_FULL, NOT_KNOWN, PostcodeProblem, locate, parse, wanted
from stations.postcodes import PostcodeRow as Row
from tests import factories


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("IG1 1NB", "IG11NB"),
        ("ig11nb", "IG11NB"),
        ("  Ig1\u00a01nB. ", "IG11NB"),
        ("IG1-1NB", "IG11NB"),
        ("(EC1A 1BB)", "EC1A1BB"),
        ("\uff29\uff27\uff11 \uff11\uff2e\uff22", "IG11NB"),  # full-width signs
        ("W1A 0AX", "W1A0AX"),
        ("E1 6AN", "E16AN"),
    ],
)
def test_a_full_postcode_in_any_shape(typed: str, code: str) -> None:
    assert parse(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "IG1", "SW1A", "Ilford", "IG1 1N", "1G1 1NB", "IG1 1NB IG1 1NB", "IG\x001 1NB!x"]
)
def test_anything_else_is_told_what_to_enter(typed: str) -> None:
    with pytest.raises(PostcodeProblem) as problem:
        parse(typed)
    assert str(problem.value) == ENTER_FULL


@pytest.fixture
def border(db: None) -> None:
    """A first half that lies in two boroughs and partly outside London."""
    factories.PostcodeFactory(code="IG87AA", borough__ons_code="E09000026")
    factories.PostcodeFactory(code="IG87AB", borough__ons_code="E09000031")
    factories.PostcodeFactory(code="IG87AD", borough=None)


def test_the_borough_is_that_of_the_full_postcode(border: None) -> None:
    first, second = locate("ig8 7aa"), locate("ig8 7ab")
    assert first.borough is not None
    assert second.borough is not None
    assert (first.borough.ons_code, second.borough.ons_code) == ("E09000026", "E09000031")
    assert (first.easting, first.northing) == (543700, 186500)


@pytest.mark.parametrize("typed", ["IG8 7AD", "M1 1AE", "BT1 5GS", "TN1 1AA"])
def test_outside_london_is_no_error(border: None, typed: str) -> None:
    assert locate(typed).borough is None


@pytest.mark.parametrize("typed", ["IG8 7ZZ", "QQ1 1QQ", "ZZ99 9ZZ"])
def test_one_that_does_not_exist_is_said_to_be_unknown(border: None, typed: str) -> None:
    with pytest.raises(PostcodeProblem) as problem:
        locate(typed)
    assert str(problem.value) == NOT_KNOWN


def test_what_is_loaded_is_london_and_its_edge() -> None:
    rows = [
        Row("IG87AA", "E09000026", 1, 1),
        Row("IG87AD", "E07000072", 2, 2),  # outside, same first half
        Row("CM11AA", "E07000070", 3, 3),  # outside, a first half with nothing in London
    ]
    assert [row.code for row in wanted(iter(rows))] == ["IG87AA", "IG87AD"]


@pytest.mark.django_db
def test_a_stored_postcode_reads_as_people_write_it() -> None:
    assert str(factories.PostcodeFactory(code="EC1A1BB")) == "EC1A 1BB"
    assert Postcode.objects.count() == 1
