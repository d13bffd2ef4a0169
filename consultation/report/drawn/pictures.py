"""The charts of a sheet as SVG drawings that need nothing else, for documents that show pictures.

Each drawing has its legend in it, and is told in words beside it. A page has room for so many rows:
more than that are several drawings.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from consultation.reply.word.blank import clean
from consultation.report import charts
from consultation.report.charts import Key
from consultation.report.documents import Sheet, figure_of, rows_drawn, told_bars
from consultation.report.drawn.paper import lots
from consultation.report.edition import DAYS, MAP, Table
from stations.atlas import atlas

# Units of a drawing: as wide as a page between its margins, and nearly as wide as one on its side.
UPRIGHT, SIDEWAYS = 640, 900
MM = 170 / UPRIGHT  # of a unit; those of the map are its own
MAP_MM = 150
BAR, TALL, FIGURES = 13, 38, 110
#: Rows of one drawing, so that it stands on one page with its heading.
ROWS, ROWS_SIDEWAYS = 18, 9
INK, TEAL, GROUND, RULE = "#0f2a2e", "#0b6e6e", "#e4ecec", "#c4d0d0"
LINE, PART, GAP = 17, 17, 12
LETTER, DIGIT = 6.6, 7.6  # about as wide as a letter of a text and a digit of a number
SIGN = 12
COLUMNS, AXIS = 190, 44  # of days: how high, and the room for numbers at the left
MAP_LETTERS = 15


@dataclass(frozen=True)
class Picture:
    """One drawing, how large it stands on the page in millimetres, and what it shows in words."""

    svg: str
    wide: float
    high: float
    told: str


def pictures_of(sheet: Sheet) -> list[Picture]:
    """What is drawn of a sheet; nothing where nothing is."""
    if not sheet.bars and sheet.chart is None:
        return []
    if sheet.table.chart == DAYS:
        return [_days(sheet)]
    if sheet.table.chart == MAP:
        return [_shaded(sheet)]
    draw = _bars if sheet.bars else _stacked
    most = ROWS_SIDEWAYS if sheet.wide else ROWS
    return [draw(sheet, places) for places in lots(rows_drawn(sheet), most)]


def _bars(sheet: Sheet, places: Sequence[int]) -> Picture:
    """A label, and below it the bar with its figure beside it."""
    most = sheet.base or max((count for _label, count in sheet.bars), default=0) or 1
    wide = SIDEWAYS if sheet.wide else UPRIGHT
    full, drawn = wide - FIGURES, []
    for number, place in enumerate(places):
        (label, count), top = sheet.bars[place], number * TALL
        length = full * min(count / most, 1)
        drawn += [
            _text(0, top + 13, label),
            _box(0, top + 18, full, BAR, GROUND),
            _box(0, top + 18, length, BAR, TEAL),
            _text(full + 8, top + 29, figure_of(sheet.rows[place])),
        ]
    return _picture(wide, max(1, len(places)) * TALL, drawn, told_bars(sheet, places))


def _stacked(sheet: Sheet, places: Sequence[int]) -> Picture:
    """A bar a row, as wide as all the others, made of the row's parts."""
    table, wide = sheet.table, SIDEWAYS if sheet.wide else UPRIGHT
    drawn, top = _legend(charts.legend_of(table), charts.TONE_INKS, wide)
    for place in places:
        row = table.rows[place]
        number = f"{row.figures[0].value or 0:,}"
        room = int((wide - 20 - DIGIT * len(number)) / LETTER)
        lines = textwrap.wrap(row.label, room) or [""]
        drawn += [_text(0, top + 12 + LINE * at, line) for at, line in enumerate(lines)]
        last = top + 12 + LINE * (len(lines) - 1)
        drawn.append(_text(wide, last, number, 'text-anchor="end" font-weight="700"'))
        top += LINE * len(lines)
        drawn += _parts(table, place, top, wide)
        top += PART + GAP
    return _picture(wide, top, drawn, charts.described(table, places))


def _parts(table: Table, row: int, top: float, wide: int) -> list[str]:
    """Each with a line round it, and its number where there is room."""
    drawn, full = [], (wide - 1) / 100
    for one in charts.parts_of(table, row):
        left, length = 0.5 + one.start * full, one.width * full
        ink = charts.TONE_INKS[one.tone]
        drawn.append(_box(left, top, length, PART, ink, f'stroke="{INK}"'))
        if length >= 6 + DIGIT * len(one.number):
            white = "#ffffff" if one.tone in charts.DARK_TONES else INK
            look = f'text-anchor="middle" font-weight="700" fill="{white}"'
            drawn.append(_text(left + length / 2, top + 13, one.number, look))
    return drawn


def _days(sheet: Sheet) -> Picture:
    """A column a day or a week, over lines that say how high they are."""
    columns, wide = charts.columns_of(sheet.table), SIDEWAYS if sheet.wide else UPRIGHT
    most = max(1, *(one.number for one in columns))
    step = charts.step_of(most)
    top, foot = 10, 10 + COLUMNS
    full, scale = wide - AXIS, COLUMNS / (step * -(-most // step))
    drawn = []
    for number in range(0, most + step, step):
        at = foot - number * scale
        drawn += [
            _box(AXIS, at, full, 0.8, INK if number == 0 else RULE),
            _text(AXIS - 6, at + 4, f"{number:,}", 'text-anchor="end"'),
        ]
    each = full / max(len(columns), charts.FEWEST)
    for place, one in enumerate(columns):
        high = one.number * scale
        drawn.append(_box(AXIS + each * (place + 0.1), foot - high, each * 0.8, high, TEAL))
    drawn.append(_text(AXIS, foot + 18, columns[0].label))
    if len(columns) > 1:
        drawn.append(_text(wide, foot + 18, columns[-1].label, 'text-anchor="end"'))
    return _picture(wide, foot + top + 14, drawn, charts.described(sheet.table))


def _shaded(sheet: Sheet) -> Picture:
    """The boroughs on a map, the darker the more, each with its number."""
    assert sheet.chart is not None
    whole = atlas()
    # The same picture as on the web page, without what that says of itself.
    inner = charts.inked(sheet.chart, numbers=True).partition("</desc>")[2].removesuffix("</svg>")
    keys, high = _legend(sheet.chart.legend, charts.INKS, whole.width, size=MAP_LETTERS)
    drawn = [*keys, f'<g transform="translate(0 {high:.1f})" stroke-linejoin="round">{inner}</g>']
    told = charts.described(sheet.table)
    size, mm = (whole.width, whole.height + high), MAP_MM / whole.width
    return _picture(*size, drawn, told, letters=MAP_LETTERS, mm=mm)


def _legend(
    keys: Sequence[Key], inks: dict[str, str], wide: int, *, size: int = 13
) -> tuple[list[str], float]:
    """A sign and words for each, in as many lines as they need, and how high that is."""
    drawn, left, top, larger = list[str](), 0.0, 0.0, size / 13
    for key in keys:
        length = (SIGN + 6 + LETTER * len(key.text) + 18) * larger
        if left and left + length > wide:
            left, top = 0.0, top + 20 * larger
        sign = SIGN * larger
        drawn += [
            _box(left + 0.5, top + 1, sign, sign, inks[key.tone], f'stroke="{INK}"'),
            _text(left + sign + 6 * larger, top + 11.5 * larger, key.text),
        ]
        left += length
    return drawn, top + 30 * larger


def _box(x: float, y: float, wide: float, high: float, ink: str, look: str = "") -> str:
    size = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    return f'<rect {size} fill="{ink}" {look}/>'


def _text(x: float, y: float, text: str, look: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(clean(text))}</text>'


def _picture(
    wide: float, high: float, drawn: Sequence[str], told: str, *, letters: int = 13, mm: float = MM
) -> Picture:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="0 0 {wide:.0f} {high:.0f}" '
        'font-family="Arial, Liberation Sans, Libertinus Serif, sans-serif" '
        f'font-size="{letters}" fill="{INK}">{"".join(drawn)}</svg>'
    )
    return Picture(svg, wide * mm, high * mm, clean(told))
