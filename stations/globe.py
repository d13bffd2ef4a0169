"""From the National Grid to the longitude and latitude that maps of the world use (WGS 84).

The formulas and constants are those of Ordnance Survey's guide to coordinate systems in Great
Britain: a transverse Mercator on the Airy ellipsoid, taken back, and a Helmert transformation. They
are good to about five metres, less than a postcode is.
"""

from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt, tan

AIRY = (6377563.396, 6356256.909)  # semi-axes in metres
GRS80 = (6378137.0, 6356752.3141)
SCALE = 0.9996012717  # on the central meridian
ORIGIN = (radians(49), radians(-2))  # true origin
FALSE = (-100_000.0, 400_000.0)  # northing and easting of it
SHIFT = (446.448, -125.157, 542.060)  # metres
TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
GROWTH = 1 - 20.4894e-6
DIGITS = 6  # about a tenth of a metre


def lon_lat(easting: float, northing: float) -> tuple[float, float]:
    """Longitude and latitude in degrees, WGS 84, in the order of GeoJSON."""
    latitude, longitude = _to_globe(*_to_airy(easting, northing))
    return round(degrees(longitude), DIGITS), round(degrees(latitude), DIGITS)


def _arc(latitude: float) -> float:
    """The developed arc of the meridian from the true origin."""
    a, b = AIRY
    n = (a - b) / (a + b)
    less, more = latitude - ORIGIN[0], latitude + ORIGIN[0]
    return (b * SCALE) * (
        (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
        + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
        - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
    )


def _to_airy(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in radians on the ellipsoid of the National Grid."""
    a, b = AIRY
    latitude = (northing - FALSE[0]) / (a * SCALE) + ORIGIN[0]
    while abs(rest := northing - FALSE[0] - _arc(latitude)) >= 1e-5:
        latitude += rest / (a * SCALE)
    squared = 1 - (b / a) ** 2
    flat = 1 - squared * sin(latitude) ** 2
    nu, rho = a * SCALE / sqrt(flat), a * SCALE * (1 - squared) / flat**1.5
    eta, t, secant = nu / rho - 1, tan(latitude), 1 / cos(latitude)
    east = easting - FALSE[1]
    north = latitude - (
        t / (2 * rho * nu) * east**2
        - t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta - 9 * t**2 * eta) * east**4
        + t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4) * east**6
    )
    across = ORIGIN[1] + (
        secant / nu * east
        - secant / (6 * nu**3) * (nu / rho + 2 * t**2) * east**3
        + secant / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4) * east**5
        - secant / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6) * east**7
    )
    return north, across


def _to_globe(latitude: float, longitude: float) -> tuple[float, float]:
    """The same point on the ellipsoid of WGS 84. Heights are taken to be nought."""
    a, b = AIRY
    nu = a / sqrt(1 - (1 - (b / a) ** 2) * sin(latitude) ** 2)
    x, y = nu * cos(latitude) * cos(longitude), nu * cos(latitude) * sin(longitude)
    z = (b / a) ** 2 * nu * sin(latitude)
    turn_x, turn_y, turn_z = TURN
    moved = (
        SHIFT[0] + GROWTH * x - turn_z * y + turn_y * z,
        SHIFT[1] + turn_z * x + GROWTH * y - turn_x * z,
        SHIFT[2] - turn_y * x + turn_x * y + GROWTH * z,
    )
    a, b = GRS80
    squared, flat = 1 - (b / a) ** 2, hypot(moved[0], moved[1])
    found = asin(moved[2] / hypot(*moved))
    for _ in range(6):
        nu = a / sqrt(1 - squared * sin(found) ** 2)
        found = atan2(moved[2] + squared * nu * sin(found), flat)
    return found, atan2(moved[1], moved[0])
