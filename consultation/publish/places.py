"""Where a visitor is: found from a postcode, remembered in a signed cookie, and forgotten again.

The postcode itself is kept nowhere. The cookie holds the borough's ONS code and the grid
reference, ends with the browser and is no older than a day.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stations import postcodes
from stations.distance import Point

SALT = "consultation.publish.places"
LONGEST_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Place:
    """A place in London: the borough's ONS code, and metres on the National Grid."""

    ons_code: str
    easting: int
    northing: int

    @property
    def point(self) -> Point:
        """To measure distances from."""
        return self.easting, self.northing


@dataclass(frozen=True)
class Found:
    """What a postcode told. A problem is the sentence to show; no place means outside London."""

    problem: str = ""
    place: Place | None = None

    @property
    def ons_code(self) -> str:
        """The borough's; empty outside London."""
        return self.place.ons_code if self.place else ""

    @property
    def outside(self) -> bool:
        """A postcode, but not one in London."""
        return not self.problem and self.place is None


def find(typed: str) -> Found:
    """Look up a postcode as it was typed. At most two queries."""
    try:
        located = postcodes.locate(typed)
    except postcodes.PostcodeProblem as problem:
        return Found(problem=str(problem))
    if located.borough is None or located.easting is None or located.northing is None:
        return Found()
    return Found(place=Place(located.borough.ons_code, located.easting, located.northing))


def remember(response: HttpResponseBase, place: Place) -> None:
    """Give the visitor a signed cookie that no script can read."""
    response.set_signed_cookie(
        settings.PLACE_COOKIE_NAME,
        f"{place.ons_code}:{place.easting}:{place.northing}",
        salt=SALT,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def remembered(request: HttpRequest) -> Place | None:
    """The visitor's place. A cookie that was changed, or is older than a day, is no cookie."""
    kept = request.get_signed_cookie(
        settings.PLACE_COOKIE_NAME, default="", salt=SALT, max_age=LONGEST_SECONDS
    )
    code, _, grid = (kept or "").partition(":")
    easting, _, northing = grid.partition(":")
    if not (code and easting.isdigit() and northing.isdigit()):
        return None
    return Place(code, int(easting), int(northing))


def forget(response: HttpResponseBase) -> None:
    """Take the cookie back."""
    response.delete_cookie(settings.PLACE_COOKIE_NAME, samesite="Lax")
