"""Charts of a report as our own SVG: parts of a whole, days, and boroughs on a map.

Each is one image with a title and a description, and stands above the table that says the same.
Nothing is told by colour alone: parts keep their order and have a line between them, and a legend
in that order; large ones say their number; days have their height; the map has numbers. Widths are
in per cent and heights in em, so that letters keep their size on a phone. Colours are classes.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consultation.report.edition import DAYS, MAP, STACKED, Table
from stations.atlas import ATTRIBUTION, NAMES, atlas

LINE, BAR, GAP = 1.4, 1.6, 0.8  # em
LETTERS = 24  # of a label on one line, beside its number
ROOM, LETTER = 3.0, 3.4  # per cent of the width: what a number needs, and each sign of it
TONES = 6  # the last column, of those that gave no answer, is always left white
TALL = 9.0  # em, of the columns of days
MOST_DAYS = 130  # a day more, and columns are weeks
WEEK = 7
FEWEST = 14  # columns that the width is parted among, so that one day is no wall
SHADES = 5  # of the map, besides white for none
#: The steps between one shade and the next begin with one of these.
ROUND = (1, 2, 3, 5, 10)


@dataclass(frozen=True)
class Key:
    """A line of a legend: the class of its sign, and words."""

    tone: str
    text: str


@dataclass(frozen=True)
class Chart:
    """A drawing and what explains it."""

    svg: SafeString
    legend: list[Key]
    note: str = ""


def chart_of(table: Table, codes: Mapping[str, str]) -> Chart | None:
    """What is drawn of a table, or None. `codes`: the ONS code of each borough, by slug."""
    if not any(row.figures[0].value for row in table.rows):
        return None
    if table.chart == STACKED:
        return stacked(table)
    if table.chart == DAYS:
        return days(table)
    return shaded(table, codes) if table.chart == MAP else None


@dataclass(frozen=True)
class Part:
    """One part of a bar, in per cent of it."""

    tone: str
    start: float
    width: float
    number: str

    @property
    def told(self) -> bool:
        """There is room for its number within it, also on a phone."""
        return self.width >= ROOM + LETTER * len(self.number)


def parts_of(table: Table, row: int) -> list[Part]:
    """The parts of a row, as parts of all of them together; those of nought are left out.

    Where parts overlap, a bar is all answers that were given.
    """
    numbers = [table.rows[row].figures[one].value or 0 for one in table.parts]
    whole, start, made = sum(numbers), 0.0, []
    for place, number in enumerate(numbers):
        if number:
            width = 100 * number / whole
            made.append(Part(tone_of(table, place), start, width, f"{number:,}"))
            start += width
    return made


def tone_of(table: Table, place: int) -> str:
    """The class of a part: by its place, and the last where it is for no answer."""
    last = table.columns[table.parts[place]] == "No answer"
    return "none" if last else str(1 + place % TONES)


def legend_of(table: Table) -> list[Key]:
    """The parts in the order of every bar."""
    return [
        Key(tone_of(table, place), table.columns[column])
        for place, column in enumerate(table.parts)
    ]


def stacked(table: Table) -> Chart:
    """A bar a row, as wide as all the others, made of the row's parts."""
    drawn, top = [], 0.0
    for place, row in enumerate(table.rows):
        if not (number := row.figures[0].value):
            continue
        lines = textwrap.wrap(row.label, LETTERS) or [""]
        drawn.append(_label(lines, f"{number:,}", top))
        top += 0.35 + LINE * len(lines)
        drawn += [_part(one, top) for one in parts_of(table, place)]
        top += BAR + GAP
    return Chart(_svg(table, "cp-stack", top, drawn), legend_of(table), _left_out(table))


def _left_out(table: Table) -> str:
    empty = [row.label for row in table.rows if not row.figures[0].value]
    return f"Not drawn, since there is none: {', '.join(empty)}." if empty else ""


def _label(lines: Sequence[str], number: str, top: float) -> SafeString:
    text = format_html_join(
        "",
        '<text class="cp-stack__label" x="0" y="{}em">{}</text>',
        ((f"{top + 1 + LINE * place:.2f}", line) for place, line in enumerate(lines)),
    )
    last = f"{top + 1 + LINE * (len(lines) - 1):.2f}"
    return format_html(
        '{}<text class="cp-stack__number" x="100%" y="{}em">{}</text>', text, last, number
    )


def _part(one: Part, top: float) -> SafeString:
    """Put together by hand: `format_html` takes most of a page's time for a thousand parts."""
    drawn = (
        f'<rect class="cp-part cp-part--{one.tone}" x="{one.start:.2f}%" y="{top:.2f}em" '
        f'width="{one.width:.2f}%" height="{BAR}em"/>'
    )
    if one.told:
        middle, base = one.start + one.width / 2, top + 1.15
        drawn += (
            f'<text class="cp-part__number cp-part__number--{one.tone}" x="{middle:.2f}%" '
            f'y="{base:.2f}em">{escape(one.number)}</text>'
        )
    return SafeString(drawn)


def _svg(table: Table, kind: str, height: float, drawn: Sequence[SafeString]) -> SafeString:
    name = f"chart-{table.key}"
    return format_html(
        '<svg class="cp-drawn {}" role="img" aria-labelledby="{}-title {}-desc" width="100%" '
        'height="{}em"><title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>',
        kind, name, name, f"{max(height, 1):.2f}", name, table.title, name, described(table),
        format_html_join("", "{}", ((one,) for one in drawn)),
    )  # fmt: skip


def described(table: Table, places: Iterable[int] | None = None) -> str:
    """What a chart shows, for those who do not see it; the table has every number.

    `places`: the rows that it is drawn of, counted from 0, where it is one of several charts.
    """
    if table.chart == DAYS:
        most = _most(columns_of(table))
        return f"Columns, one a {most.unit}. Most: {most.number:,}, {most.label}."
    if table.chart == MAP:
        most_of_all = max(table.rows, key=lambda row: row.figures[0].value or 0)
        return (
            "Map of London’s boroughs; the darker, the more. Most: "
            f"{most_of_all.figures[0].shown}, {most_of_all.label}."
        )
    rows = table.rows if places is None else [table.rows[place] for place in places]
    told = (
        f"{row.label}: "
        + ", ".join(f"{table.columns[one]} {row.figures[one].shown}" for one in table.parts)
        for row in rows
        if row.figures[0].value
    )
    return "Bars of parts. " + "; ".join(told) + "."


@dataclass(frozen=True)
class Column:
    """A day, or a week that begins on it."""

    label: str
    number: int
    unit: str


def columns_of(table: Table) -> list[Column]:
    """The days of a table, or its weeks where there are too many days to be seen apart."""
    rows = [(row.label, row.figures[0].value or 0) for row in table.rows]
    if len(rows) <= MOST_DAYS:
        return [Column(label, number, "day") for label, number in rows]
    weeks = (rows[one : one + WEEK] for one in range(0, len(rows), WEEK))
    return [
        Column(f"week from {week[0][0]}", sum(number for _label, number in week), "week")
        for week in weeks
    ]


def _most(columns: Sequence[Column]) -> Column:
    return max(columns, key=lambda one: one.number)


def days(table: Table) -> Chart:
    """A column a day. The highest says its number, and the ends of the line their dates."""
    columns = columns_of(table)
    most, step = _most(columns), 100 / max(len(columns), FEWEST)
    foot = LINE + TALL
    drawn = [
        format_html(
            '<text class="cp-days__label" x="0" y="1em">Most: {}, {}</text>',
            f"{most.number:,}", most.label,
        )
    ]  # fmt: skip
    for place, one in enumerate(columns):
        high = TALL * one.number / (most.number or 1)
        drawn.append(
            format_html(
                '<rect class="cp-days__column" x="{}%" y="{}em" width="{}%" height="{}em"/>',
                f"{step * (place + 0.1):.3f}", f"{foot - high:.3f}", f"{step * 0.8:.3f}",
                f"{high:.3f}",
            )
        )  # fmt: skip
    drawn.append(
        format_html(
            '<rect class="cp-days__ground" x="0" y="{0}em" width="100%" height="0.1em"/>'
            '<text class="cp-days__label" x="0" y="{1}em">{2}</text>'
            '<text class="cp-days__label cp-days__label--last" x="100%" y="{1}em">{3}</text>',
            f"{foot:.2f}", f"{foot + 1.2:.2f}", columns[0].label, columns[-1].label,
        )
    )  # fmt: skip
    return Chart(_svg(table, "cp-days", foot + LINE, drawn), [])


def step_of(most: int) -> int:
    """How many one shade of the map holds: a round number."""
    power = 1
    while True:
        for one in ROUND:
            if one * power * SHADES >= most:
                return one * power
        power *= 10


def shade(number: int | None, step: int) -> str:
    """The class of a borough: none, or one of the shades."""
    return "none" if not number else str(1 + (number - 1) // step)


def shaded(table: Table, codes: Mapping[str, str]) -> Chart:
    """The boroughs, the darker the more, each with its number."""
    counts = {codes[row.key]: row.figures[0].value for row in table.rows if row.key in codes}
    step = step_of(max((number or 0 for number in counts.values()), default=1))
    whole, name = atlas(), f"chart-{table.key}"
    paths = format_html_join(
        "",
        '<path class="cp-shade cp-shade--{}" d="{}"/>',
        ((shade(counts.get(code), step), one[0]) for code, one in whole.outlines.items()),
    )
    numbers = format_html_join(
        "",
        '<text class="cp-shade__number cp-shade__number--{}" x="{}" y="{}">{}</text>',
        (
            (shade(counts[code], step), x, y + 5, f"{counts[code] or 0:,}")
            for code, (_path, x, y) in whole.outlines.items()
            if code in counts and code in NAMES
        ),
    )
    svg = format_html(
        '<svg class="cp-drawn cp-shades" role="img" aria-labelledby="{0}-title {0}-desc" '
        'viewBox="0 0 {1} {2}"><title id="{0}-title">{3}</title><desc id="{0}-desc">{4}</desc>'
        "{5}<g>{6}</g></svg>",
        name, whole.width, whole.height, table.title, described(table), paths, numbers,
    )  # fmt: skip
    return Chart(svg, shades_of(counts, step), ATTRIBUTION)


def shades_of(counts: Mapping[str, int | None], step: int) -> list[Key]:
    """Each shade that is on the map, and how many it stands for."""
    used = {shade(number, step) for number in counts.values()}
    ranges = (
        (str(one), f"{step * (one - 1) + 1:,} to {step * one:,}") for one in range(1, SHADES + 1)
    )
    keys = [Key(tone, text if step > 1 else text.split(" ")[0]) for tone, text in ranges]
    return [one for one in [Key("none", "None"), *keys] if one.tone in used]


#: What paper needs, where there are no classes: the parts of a bar, and the shades of the map.
TONE_INKS = {
    "none": "#ffffff", "1": "#003f41", "2": "#5aa39d", "3": "#e4ded0", "4": "#f2b134",
    "5": "#9c3d14", "6": "#a9b4b5",
}  # fmt: skip
DARK_TONES, DARK_SHADES = ("1", "5"), ("4", "5")  # their numbers are white
INKS = {
    "none": "#ffffff", "1": "#d3e7e4", "2": "#9ccbc4", "3": "#5aa39d", "4": "#1f7876",
    "5": "#003f41",
}  # fmt: skip


def inked(chart: Chart, *, numbers: bool = False) -> str:
    """A map with its colours in it; its numbers too, where it is large enough to read them."""
    svg = str(chart.svg)
    if not numbers:
        svg = svg.split("<g>")[0] + "</svg>"
    for tone, ink in INKS.items():
        white = "#ffffff" if tone in DARK_SHADES else "#0f2a2e"
        svg = svg.replace(f'class="cp-shade cp-shade--{tone}"', f'fill="{ink}" stroke="#0f2a2e"')
        svg = svg.replace(f'class="cp-shade__number cp-shade__number--{tone}"', f'fill="{white}"')
    svg = svg.replace("<g>", f"<g {NUMBERED}>")
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


NUMBERED = 'font-size="15" font-weight="700" text-anchor="middle"'
