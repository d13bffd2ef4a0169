"""Straight-line distance on the National Grid. Never travel time."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

from django.utils.formats import number_format
from django.utils.translation import ngettext

from stations.models import Station

METRES_A_MILE = 1609.344

Point = tuple[int, int]


@dataclass(frozen=True)
class Near:
    """A station and how far it is, in miles in a straight line."""

    station: Station
    miles: float

    @property
    def text(self) -> str:
        """The distance as it is shown: 0.4 miles, 1 mile."""
        whole = self.miles == int(self.miles)
        shown = number_format(self.miles, 0 if whole else 1)
        # A part of a mile takes the form that many take.
        return ngettext("%(number)s mile", "%(number)s miles", int(self.miles) if whole else 5) % {
            "number": shown
        }


def miles(one: Point, other: Point) -> float:
    """Between two grid references in metres, to a tenth of a mile."""
    return round(hypot(one[0] - other[0], one[1] - other[1]) / METRES_A_MILE, 1)


def point_of(station: Station) -> Point | None:
    """The grid reference of a station, where it is known."""
    if station.easting is None or station.northing is None:
        return None
    return station.easting, station.northing


def nearest(place: Point, stations: Iterable[Station], most: int | None = None) -> list[Near]:
    """The stations by distance, nearest first; those without a known place are left out."""
    near = [
        Near(station, miles(place, point))
        for station in stations
        if (point := point_of(station)) is not None
    ]
    return sorted(near, key=lambda one: (one.miles, one.station.name))[:most]
