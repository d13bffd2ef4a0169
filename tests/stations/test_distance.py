"""Straight lines on the National Grid."""

import pytest

from stations.distance import Near, miles, nearest, point_of
from stations.models import Station
from tests import factories
from tests.conftest import Town


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((530000, 180000), (530000, 180000), 0.0),
        ((530000, 180000), (531609, 180000), 1.0),
        ((530000, 180000), (533000, 184000), 3.1),  # 5,000 metres
    ],
)
def test_miles_to_a_tenth(one: tuple[int, int], other: tuple[int, int], expected: float) -> None:
    assert miles(one, other) == miles(other, one) == expected


def test_the_nearest_come_first_and_the_unplaced_not_at_all(town: Town) -> None:
    nowhere = factories.StationFactory(name="Nowhere")
    every: list[Station] = [town.wimbledon, nowhere, town.ilford, town.barkingside, town.holborn]
    place = point_of(town.ilford)
    assert place is not None
    near = nearest(place, every, most=3)
    assert [one.station for one in near] == [town.ilford, town.barkingside, town.holborn]
    assert [one.miles for one in near] == [0.0, 1.9, 9.0]


@pytest.mark.parametrize(
    ("distance", "text"),
    [(0.0, "0 miles"), (0.4, "0.4 miles"), (1.0, "1 mile"), (2.1, "2.1 miles")],
)
def test_a_distance_in_words(distance: float, text: str, town: Town) -> None:
    assert Near(town.ilford, distance).text == text
