"""Compute the outlines of London's boroughs from its postcodes. For maintainers; takes a minute."""

import json
from collections import Counter, defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stations.atlas import ATLAS, ATTRIBUTION
from stations.loading import boroughs
from stations.postcodes import LONDON, source_rows

# London with a rim of at least 5 km, in metres on the National Grid: (west, south, east, north).
FRAME = (498_000, 150_000, 567_000, 206_000)
SIMPLER_BY = 250  # metres
SMALLEST = 150_000  # square metres; smaller parts are slips of single postcodes
WIDTH, MARGIN = 900, 4


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            import shapely
            from scipy.spatial import Voronoi  # noqa: F401
        except ImportError as problem:
            raise CommandError("Install the group “maintain” of pyproject.toml.") from problem
        points = labelled_points()
        outlines = simplified(dissolved(points))
        if len(outlines) != len(boroughs()):
            raise CommandError(f"Outlines of {len(outlines)} boroughs, not of {len(boroughs())}.")
        bounds = shapely.total_bounds(list(outlines.values()))
        scale = (bounds[2] - bounds[0]) / (WIDTH - 2 * MARGIN)
        west, north = bounds[0] - MARGIN * scale, bounds[3] + MARGIN * scale
        drawn = [outline(code, outlines[code], west, north, scale) for code in sorted(outlines)]
        stored = {
            "attribution": ATTRIBUTION,
            "width": WIDTH,
            "height": round((north - bounds[1]) / scale + MARGIN),
            "scale": round(scale, 4),
            "offset": [round(west), round(north)],
            "boroughs": drawn,
        }
        text = json.dumps(stored, ensure_ascii=False, indent=0, separators=(",", ":"))
        ATLAS.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(
            f"{len(drawn)} boroughs from {len(points):,} points, {len(text):,} bytes."
        )


def labelled_points() -> dict[tuple[int, int], str]:
    """Every distinct place of postcodes within the frame, with its ONS code; "" outside London."""
    west, south, east, north = FRAME
    found: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for row in source_rows():
        if west < row.easting < east and south < row.northing < north:
            code = row.laua if row.laua.startswith(LONDON) else ""
            found[row.easting, row.northing][code] += 1
    return {place: codes.most_common(1)[0][0] for place, codes in found.items()}


def dissolved(points: dict[tuple[int, int], str]) -> dict[str, Any]:
    """The land nearest to the postcodes of each borough, as shapes."""
    import numpy
    import shapely
    from scipy.spatial import Voronoi

    places = list(points)
    diagram = Voronoi(numpy.array(places, dtype=float))
    cells: dict[str, list[Any]] = defaultdict(list)
    for place, region in zip(places, diagram.point_region, strict=True):
        corners = diagram.regions[region]
        if points[place] and corners and -1 not in corners:
            cells[points[place]].append(shapely.Polygon(diagram.vertices[corners]))
    return {code: shapely.coverage_union_all(parts) for code, parts in cells.items()}


def simplified(outlines: dict[str, Any]) -> dict[str, Any]:
    """Fewer corners, edges still shared; without slips and holes that single postcodes make."""
    import shapely

    codes = list(outlines)
    whole = shapely.coverage_simplify([outlines[code] for code in codes], SIMPLER_BY)
    kept = {}
    for code, shape in zip(codes, whole, strict=True):
        parts = [part for part in shapely.get_parts(shape) if part.area >= SMALLEST]
        # No borough lies within another, so every hole is a slip of a few postcodes.
        kept[code] = shapely.MultiPolygon([shapely.Polygon(part.exterior) for part in parts])
    return kept


def outline(code: str, shape: Any, west: float, north: float, scale: float) -> dict[str, Any]:
    """A borough as whole pixels: one path of relative moves, and the point for its label."""
    import shapely

    rings = [part.exterior for part in shapely.get_parts(shape)]
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    centre = shapely.maximum_inscribed_circle(largest).coords[0]
    return {
        "ons_code": code,
        "path": "".join(path_of(ring.coords, west, north, scale) for ring in rings),
        "label": [round((centre[0] - west) / scale), round((north - centre[1]) / scale)],
    }


def path_of(corners: Any, west: float, north: float, scale: float) -> str:
    """`M x y l dx dy ... z` with as few signs as SVG allows."""
    pixels = [(round((x - west) / scale), round((north - y) / scale)) for x, y in corners]
    here = pixels[0]
    text = f"M{here[0]} {here[1]}l"
    moves = []
    for there in pixels[1:-1]:
        if there != here:
            moves.append(f"{there[0] - here[0]} {there[1] - here[1]}")
            here = there
    return text + " ".join(moves).replace(" -", "-") + "z"
