"""Outlines of the boroughs as SVG paths, for drawing only: a borough is decided by its postcode.

The outlines were computed once from postcodes by `manage.py draw_atlas` and stand in
`data/atlas.json`. They are shown beside a list that says the same, never instead of it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from stations.loading import FOLDER

ATLAS = FOLDER / "atlas.json"
ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right 2026. Contains Royal Mail data © Royal "
    "Mail copyright and database right 2026. Source: Office for National Statistics licensed under "
    "the Open Government Licence v.3.0."
)
LINE, LETTER = 14, 7  # pixels from one line of a name to the next, and of one letter
CLEAR = 7  # pixels that a name keeps from a counter
# Where a name may move to, nearest first.
SHIFTS = [(0, 0), *((x, y) for y in (-10, 10, -18, 18, 0, -26, 26) for x in (0, -14, 14, -26, 26))]
# Each borough's name as it fits on the map.
NAMES = {
    "E09000001": ("City",),
    "E09000002": ("Barking and", "Dagenham"),
    "E09000003": ("Barnet",),
    "E09000004": ("Bexley",),
    "E09000005": ("Brent",),
    "E09000006": ("Bromley",),
    "E09000007": ("Camden",),
    "E09000008": ("Croydon",),
    "E09000009": ("Ealing",),
    "E09000010": ("Enfield",),
    "E09000011": ("Greenwich",),
    "E09000012": ("Hackney",),
    "E09000013": ("Hammersm.", "and Fulham"),
    "E09000014": ("Haringey",),
    "E09000015": ("Harrow",),
    "E09000016": ("Havering",),
    "E09000017": ("Hillingdon",),
    "E09000018": ("Hounslow",),
    "E09000019": ("Islington",),
    "E09000020": ("K & C",),
    "E09000021": ("Kingston",),
    "E09000022": ("Lambeth",),
    "E09000023": ("Lewisham",),
    "E09000024": ("Merton",),
    "E09000025": ("Newham",),
    "E09000026": ("Redbridge",),
    "E09000027": ("Richmond",),
    "E09000028": ("Southwark",),
    "E09000029": ("Sutton",),
    "E09000030": ("Tower", "Hamlets"),
    "E09000031": ("Waltham", "Forest"),
    "E09000032": ("Wandsworth",),
    "E09000033": ("Westminster",),
}
# Outlines about the point (x, y), told apart without colour.
MARKS = {
    "": "M{x} {y}m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "KEEP": "M{x} {y}m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "CLOSE": "M{x} {y}m-6-4 2-2 4 4 4-4 2 2-4 4 4 4-2 2-4-4-4 4-2-2 4-4z",
    "MOVE": "M{x} {y}m-5-6 11 6-11 6z",
    "HOURS": "M{x} {y}m0-7 7 7-7 7-7-7z",
    "OPEN": "M{x} {y}m-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
}


@dataclass(frozen=True)
class Shape:
    """One borough: its outline, where its name stands, and where a press leads ("": nowhere)."""

    ons_code: str
    path: str
    x: int
    y: int
    href: str = ""
    text: str = ""
    here: bool = False


@dataclass(frozen=True)
class Mark:
    """A counter on the map: an outline whose form tells its kind, and its name."""

    path: str
    x: int
    y: int
    kind: str
    text: str = ""


@dataclass(frozen=True)
class Name:
    """One line of a borough's name, centred on x, its letters standing on y."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Drawing:
    """All that the template `stations/_map.html` needs."""

    width: int
    height: int
    shapes: list[Shape]
    marks: list[Mark]
    legend: list[Mark]
    names: list[Name]
    attribution: str = ATTRIBUTION


@dataclass(frozen=True)
class Atlas:
    """The stored outlines. Pixels are (metres - offset) / scale; north is up."""

    width: int
    height: int
    scale: float
    west: float
    north: float
    outlines: Mapping[str, tuple[str, int, int]]


@lru_cache(maxsize=1)
def atlas() -> Atlas:
    """The file, read once in a process."""
    stored = json.loads(ATLAS.read_text(encoding="utf-8"))
    outlines = {
        one["ons_code"]: (one["path"], one["label"][0], one["label"][1])
        for one in stored["boroughs"]
    }
    return Atlas(
        width=stored["width"],
        height=stored["height"],
        scale=stored["scale"],
        west=stored["offset"][0],
        north=stored["offset"][1],
        outlines=outlines,
    )


@lru_cache(maxsize=1)
def neighbours() -> Mapping[str, frozenset[str]]:
    """Each borough's ONS code, and the codes of those whose outline has an edge with its own.

    Outlines were simplified together, so neighbours have the same points. The Thames has no
    breadth in them: boroughs on both of its banks are neighbours.
    """
    edges: dict[frozenset[tuple[int, int]], set[str]] = {}
    for code, (path, _x, _y) in atlas().outlines.items():
        for edge in _edges(path):
            edges.setdefault(edge, set()).add(code)
    found: dict[str, set[str]] = {code: set() for code in atlas().outlines}
    for codes in edges.values():
        for code in codes:
            found[code] |= codes - {code}
    return {code: frozenset(near) for code, near in found.items()}


def _edges(path: str) -> Iterator[frozenset[tuple[int, int]]]:
    """Each pair of points that a line joins: a ring is a point, and steps from one to the next."""
    for ring in path.split("M")[1:]:
        numbers = [int(one) for one in re.findall(r"-?[0-9]+", ring)]
        points = list(accumulate(zip(numbers[::2], numbers[1::2], strict=True), _step))
        for one, other in zip(points, [*points[1:], points[0]], strict=True):
            yield frozenset((one, other))


def _step(point: tuple[int, int], move: tuple[int, int]) -> tuple[int, int]:
    return point[0] + move[0], point[1] + move[1]


def shapes(links: Mapping[str, tuple[str, str]], here: str = "") -> list[Shape]:
    """Every borough by ONS code; those in `links` (code: address, text) lead there."""
    drawn = []
    for ons_code, (path, x, y) in atlas().outlines.items():
        href, text = links.get(ons_code, ("", ""))
        drawn.append(Shape(ons_code, path, x, y, href, text, ons_code == here))
    return drawn


def dot(easting: int, northing: int) -> tuple[int, int]:
    """The point of the drawing for a place in metres on the National Grid."""
    whole = atlas()
    return (
        round((easting - whole.west) / whole.scale),
        round((whole.north - northing) / whole.scale),
    )


def mark(easting: int, northing: int, kind: str = "", text: str = "") -> Mark:
    """A counter as an outline; `kind` is a proposal's (CLOSE, KEEP, MOVE, HOURS, OPEN) or ""."""
    x, y = dot(easting, northing)
    return Mark(MARKS.get(kind, MARKS[""]).format(x=x, y=y), x, y, kind, text)


def _names(shapes: Iterable[Shape], marks: Iterable[Mark]) -> list[Name]:
    """Every borough's name, moved as little as keeps it clear of counters and other names."""
    # What is taken: centre, and half of the width and of the height.
    taken = [(one.x, one.y, CLEAR, CLEAR) for one in marks]
    placed: list[Name] = []
    for shape in shapes:
        lines = NAMES[shape.ons_code]
        wide, tall = LETTER * max(map(len, lines)) // 2, LINE * len(lines) // 2
        x, y = _free_place(shape, wide, tall, taken)
        taken.append((x, y, wide, tall))
        first = y + 4 - LINE * (len(lines) - 1) // 2
        placed += [Name(x, first + LINE * number, line) for number, line in enumerate(lines)]
    return placed


def _free_place(
    shape: Shape, wide: int, tall: int, taken: Iterable[tuple[int, int, int, int]]
) -> tuple[int, int]:
    """The centre for a name where it covers least, as near to the shape's own as can be."""
    reach = max(abs(step) for shift in SHIFTS for step in shift)
    near = [
        (x, y, wide + w, tall + h)
        for x, y, w, h in taken
        if abs(x - shape.x) < wide + w + reach and abs(y - shape.y) < tall + h + reach
    ]

    def covered(shift: tuple[int, int]) -> int:
        right, down = shape.x + shift[0], shape.y + shift[1]
        return sum(abs(x - right) < w and abs(y - down) < h for x, y, w, h in near)

    right, down = min(SHIFTS, key=covered)
    return shape.x + right, shape.y + down


def drawing(
    links: Mapping[str, tuple[str, str]],
    marks: Iterable[Mark] = (),
    *,
    here: str = "",
    legend: Mapping[str, str] | None = None,
) -> Drawing:
    """The whole map: boroughs with their links, and counters on top; `here` is set apart.

    `legend` explains kinds of marks in words; kinds that no mark has are left out.
    """
    whole = atlas()
    drawn = list(marks)
    kinds = {one.kind for one in drawn}
    outlines = shapes(links, here)
    explained = [
        Mark(MARKS[kind].format(x=8, y=8), 8, 8, kind, words)
        for kind, words in (legend or {}).items()
        if kind in kinds
    ]
    names = _names([one for one in outlines if one.href], drawn)
    return Drawing(whole.width, whole.height, outlines, drawn, explained, names)
