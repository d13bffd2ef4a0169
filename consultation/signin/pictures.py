"""The square picture that a phone reads, as a path to be drawn in a page: no file, no address."""

from dataclasses import dataclass

import segno

QUIET = 4  # modules of white around it


@dataclass(frozen=True)
class Picture:
    """So many modules wide and high, and the black ones as the path of an SVG."""

    size: int
    path: str


def picture_of(text: str) -> Picture:
    """A QR code that is still read where a seventh of it is not seen."""
    code = segno.make_qr(text, error="m")
    rows = list(code.matrix_iter(border=QUIET))
    runs = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, black in enumerate(row) if black
    )
    return Picture(len(rows), "".join(runs))
