"""The geometry of a bar chart. All heights are in em, so that the drawing grows with the text."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

LINE = 1.4  # em between the lines of a label
BAR = 1.6  # em, height of a bar
GAP = 0.7  # em between one bar and the next label
INSIDE = 50  # % of the width: a longer bar has its figure inside, a shorter one beside it
LETTERS = (
    28  # of a label on one line: what 290 px hold, with the widest letter spacing of WCAG 1.4.12
)


@dataclass(frozen=True)
class Line:
    """One line of a label: text and the em from the top."""

    text: str
    y: float


@dataclass(frozen=True)
class Bar:
    """One bar: its width is a percentage of the drawing's width."""

    lines: list[Line]
    y: float
    width: float
    figure: str
    figure_y: float

    @property
    def inside(self) -> bool:
        """Whether the figure stands within the bar, so that it never runs out of the drawing."""
        return self.width >= INSIDE


@dataclass(frozen=True)
class Drawing:
    """A chart and the table that always stands below it."""

    bars: list[Bar]
    height: float
    description: str
    head: list[str]
    table: list[list[str]]
    numeric: str


def draw(
    rows: Iterable[tuple[Any, int]], base: int | None, label_head: str, count_head: str
) -> Drawing:
    """Lay out one bar a row; a row is (label, count).

    :param base: what 100% is. With it, bars are shares of it; without, the longest bar is the most.
    """
    named = [(str(label), int(count)) for label, count in rows]
    whole = base or max((count for _label, count in named), default=0) or 1
    bars, top = [], 0.0
    for label, count in named:
        lines = textwrap.wrap(label, LETTERS) or [""]
        drawn = [Line(text, round(top + 1 + LINE * number, 2)) for number, text in enumerate(lines)]
        y = round(top + 0.35 + LINE * len(lines), 2)
        width = round(100 * min(count / whole, 1), 2)
        bars.append(Bar(drawn, y, width, _figure(count, base), round(y + 1.15, 2)))
        top = y + BAR + GAP
    table = [
        [label, f"{count:,}", *([share(count, base)] if base else [])] for label, count in named
    ]
    return Drawing(
        bars=bars,
        height=round(max(top - GAP + 0.2, 1), 2),
        description="; ".join(f"{label}: {_figure(count, base)}" for label, count in named) + ".",
        head=[label_head, count_head, *([_("Share")] if base else [])],
        table=table,
        numeric="2,3" if base else "2",
    )


def share(count: int, base: int) -> str:
    """Return a whole percentage: never "0%" or "100%" of something that is neither."""
    percent = 100 * count / base
    if 0 < percent < 1:
        return _("under 1%")
    if 99 < percent < 100:
        return _("over 99%")
    return f"{percent:.0f}%"


def _figure(count: int, base: int | None) -> str:
    return f"{count:,} ({share(count, base)})" if base else f"{count:,}"
