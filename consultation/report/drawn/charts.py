"""Charts of a Word document, drawn by Word itself, and a map as a picture; each told in words."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from consultation.pdf import as_png
from consultation.reply.word.blank import clean
from consultation.report import charts
from consultation.report.documents import Sheet, rows_drawn, told_bars
from consultation.report.drawn.paper import lots
from consultation.report.drawn.pictures import pictures_of
from consultation.report.edition import DAYS, MAP

KIND = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PLACED = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
#: Beside a picture of dots, the same as a drawing, for programs that know it (Word since 2016).
VECTOR, VECTOR_KEY = (
    "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "{96DAC541-7B7A-43D3-8B79-37D633B846F1}",
)
WIDTH, SIDEWAYS, BAR, AROUND, DAYS_HIGH = 168, 240, 9, 6, 62  # millimetres
ROWS, ROWS_SIDEWAYS = 20, 10  # of one chart, so that it stands on one page with its heading
GREEN, INK, RULE = "0B6E6E", "0F2A2E", "C4D0D0"
LABELS = 0.3  # of the width of a chart with parts
LETTER = 1.7  # millimetres, of a digit in a part


@dataclass(frozen=True)
class Series:
    """What one colour of a chart stands for: a number for each label."""

    title: str
    values: Sequence[int]
    ink: str = GREEN
    letters: str = INK
    untold: frozenset[int] = frozenset()  # places whose number has no room
    lined: bool = False
    told: bool = True


@dataclass(frozen=True)
class Look:
    """How a chart is drawn: `down` for bars that lie, one below the other."""

    down: bool = True
    parted: bool = False  # its bars are made of all series, and are equally long
    gap: int = 45  # per cent of a bar
    most: int | None = None
    step: int | None = None  # between two lines that say how high columns are
    under: str = ""  # instead of a label for each


def add(word: WordDocument, sheet: Sheet) -> None:
    """What is drawn of a sheet, above its table: nothing where nothing is."""
    if not sheet.bars and sheet.chart is None:
        return
    wide = SIDEWAYS if sheet.wide else WIDTH
    if sheet.table.chart == MAP:
        _add_map(word, sheet)
    elif sheet.table.chart == DAYS:
        told = charts.described(sheet.table)
        _add_chart(word, _days(sheet), wide, DAYS_HIGH, told)
    else:
        draw = _bars if sheet.bars else _stacked
        for places in lots(rows_drawn(sheet), ROWS_SIDEWAYS if sheet.wide else ROWS):
            chart, told, legend = draw(sheet, places)
            _add_chart(word, chart, wide, BAR * len(places) + AROUND + legend, told)


def _bars(sheet: Sheet, places: Sequence[int]) -> tuple[str, str, int]:
    """Lying bars in the order of the table, each with its number; lengths from nought."""
    most = sheet.base or max((count for _label, count in sheet.bars), default=0) or 1
    series = Series(sheet.head[1], [sheet.bars[one][1] for one in places])
    labels = [sheet.bars[one][0] for one in places]
    return _space([series], labels, Look(most=most)), told_bars(sheet, places), 0


def _stacked(sheet: Sheet, places: Sequence[int]) -> tuple[str, str, int]:
    """Equally long bars made of the parts of a row; the number beside each label is the row's."""
    table = sheet.table
    wide = (SIDEWAYS if sheet.wide else WIDTH) * (1 - LABELS) - 6
    wholes = [sum(table.rows[one].figures[part].value or 0 for part in table.parts) or 1
              for one in places]  # fmt: skip
    made = []
    for number, column in enumerate(table.parts):
        values = [table.rows[one].figures[column].value or 0 for one in places]
        tone = charts.tone_of(table, number)
        untold = frozenset(
            at for at, (value, whole) in enumerate(zip(values, wholes, strict=True))
            if wide * value / whole < 2 + LETTER * len(f"{value:,}")
        )  # fmt: skip
        made.append(
            Series(
                table.columns[column], values, charts.TONE_INKS[tone][1:].upper(),
                "FFFFFF" if tone in charts.DARK_TONES else INK, untold, lined=True,
            )
        )  # fmt: skip
    rows = [table.rows[one] for one in places]
    labels = [f"{row.label}: {row.figures[0].shown}" for row in rows]
    return _space(made, labels, Look(parted=True)), charts.described(table, places), 8


def _days(sheet: Sheet) -> str:
    """A column a day, or a week, over lines that say how high they are."""
    columns = charts.columns_of(sheet.table)
    most = max(1, *(one.number for one in columns))
    step = charts.step_of(most)
    series = Series(sheet.head[1], [one.number for one in columns], told=False)
    ends = columns[0].label, columns[-1].label
    under = (
        f"One column a {columns[0].unit}, from {ends[0]} to {ends[1].removeprefix('week from ')}"
    )
    look = Look(down=False, gap=25, most=step * -(-most // step), step=step, under=under)
    return _space([series], [one.label for one in columns], look)


def _add_chart(word: WordDocument, chart: str, wide: float, high: float, told: str) -> None:
    number = 1 + sum(one.reltype == RELATIONSHIP_TYPE.CHART for one in word.part.rels.values())
    place = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(place, KIND, chart.encode(), word.part.package)
    key = word.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    drawn = f'<c:chart xmlns:c="{CHART}" xmlns:r="{OFFICE}" r:id="{key}"/>'
    _place(word, f"Chart {number}", CHART, drawn, (Mm(wide), Mm(high)), told)


def _place(
    word: WordDocument, name: str, kind: str, drawn: str, size: tuple[int, int], told: str
) -> None:
    """A drawing in a paragraph of its own, with its words."""
    number = 1 + sum(1 for _one in word.element.body.iter("{%s}docPr" % PLACED))  # noqa: UP031
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run()._r.append(
        parse_xml(
            f'<w:drawing {nsdecls("w")}><wp:inline xmlns:wp="{PLACED}" distT="0" distB="0" '
            f'distL="0" distR="0"><wp:extent cx="{size[0]}" cy="{size[1]}"/><wp:docPr '
            f'id="{number}" name="{name}" descr={quoteattr(clean(told))}/>'
            f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{kind}">'
            f"{drawn}</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
    )


def _add_map(word: WordDocument, sheet: Sheet) -> None:
    """The map as a drawing, and for older programs the same as dots."""
    (one,) = pictures_of(sheet)
    key, _image = word.part.get_or_add_image(io.BytesIO(as_png(one.svg)))
    place = PackURI(f"/word/media/{sheet.id}.svg")
    vector = Part(place, "image/svg+xml", one.svg.encode(), word.part.package)
    own = word.part.relate_to(vector, RELATIONSHIP_TYPE.IMAGE)
    size = Mm(one.wide), Mm(one.high)
    drawn = (
        f'<pic:pic xmlns:pic="{PICTURE}" xmlns:r="{OFFICE}"><pic:nvPicPr><pic:cNvPr id="0" '
        f'name="Map"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{key}">'
        f'<a:extLst><a:ext uri="{VECTOR_KEY}"><asvg:svgBlip xmlns:asvg="{VECTOR}" '
        f'r:embed="{own}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{size[0]}" '
        f'cy="{size[1]}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic>"
    )
    _place(word, "Map", PICTURE, drawn, size, one.told)


# A chart as XML. The numbers stand in it themselves, and no workbook is hidden behind it.


def _space(series: Sequence[Series], labels: Sequence[str], look: Look) -> str:
    grouping = "percentStacked" if look.parted else "clustered"
    overlap = '<c:overlap val="100"/>' if look.parted else ""
    made = "".join(_series(place, one, labels, look) for place, one in enumerate(series))
    inner = (
        '<c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{LABELS}"/><c:y val="{_top(len(labels)):.3f}"/><c:w val="{0.98 - LABELS:.2f}"/>'
        f'<c:h val="{0.99 - _top(len(labels)):.3f}"/></c:manualLayout>'
    )
    legend = f'<c:legend><c:legendPos val="t"/><c:overlay val="0"/>{_letters()}</c:legend>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}"><c:lang val="en-GB"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        f"<c:layout>{inner if look.parted else ''}</c:layout>"
        f'<c:barChart><c:barDir val="{"bar" if look.down else "col"}"/>'
        f'<c:grouping val="{grouping}"/><c:varyColors val="0"/>{made}'
        f'<c:gapWidth val="{look.gap}"/>{overlap}<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        f"{_labels(look)}{_numbers(look)}</c:plotArea>"
        f'{legend if look.parted else ""}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>'
        "</c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>"
    )


def _top(rows: int) -> float:
    """The part of the height that a legend has."""
    return (AROUND + 6) / (BAR * rows + AROUND + 8)


def _letters(ink: str = INK, *, bold: bool = False) -> str:
    weight = ' b="1"' if bold else ""
    return (
        f'<c:txPr><a:bodyPr rot="0"/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="900"{weight}>'
        f'<a:solidFill><a:srgbClr val="{ink}"/></a:solidFill><a:latin typeface="Arial"/>'
        '</a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )


def _points(values: Sequence[object]) -> str:
    found = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(clean(str(one)))}</c:v></c:pt>'
        for place, one in enumerate(values)
    )
    return f'<c:ptCount val="{len(values)}"/>{found}'


def _series(place: int, one: Series, labels: Sequence[str], look: Look) -> str:
    line = f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill></a:ln>'
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
        f"<c:tx><c:v>{escape(clean(one.title))}</c:v></c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{one.ink}"/></a:solidFill>'
        f'{line if one.lined else ""}</c:spPr><c:invertIfNegative val="0"/>'
        f"{_told(one, look)}<c:cat><c:strLit>{_points(labels)}</c:strLit></c:cat><c:val>"
        f"<c:numLit><c:formatCode>General</c:formatCode>{_points(one.values)}</c:numLit></c:val>"
        "</c:ser>"
    )


def _told(one: Series, look: Look) -> str:
    """The numbers at the bars, where there is room."""
    if not one.told:
        return ""
    none = "".join(
        f'<c:dLbl><c:idx val="{place}"/><c:delete val="1"/></c:dLbl>'
        for place in sorted(one.untold)
    )
    position = "ctr" if look.parted else "outEnd"
    letters = _letters(one.letters, bold=look.parted)
    return (
        f'<c:dLbls>{none}<c:numFmt formatCode="#,##0" sourceLinked="0"/>'
        f'<c:spPr><a:noFill/></c:spPr>{letters}<c:dLblPos val="{position}"/>'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def _labels(look: Look) -> str:
    """The axis of labels. Below columns, which are too narrow for any, stands what they are."""
    order, side = ("maxMin", "l") if look.down else ("minMax", "b")
    line = "<a:noFill/>" if look.down else f'<a:solidFill><a:srgbClr val="{INK}"/></a:solidFill>'
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/>{_under(look.under)}'
        '<c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{"none" if look.under else "nextTo"}"/>'
        f"<c:spPr><a:ln>{line}</a:ln></c:spPr>{_letters()}"
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
    )


def _under(text: str) -> str:
    look = f'sz="900" b="0"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill>'
    return text and (
        "<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:r>"
        f'<a:rPr lang="en-GB" {look}<a:latin typeface="Arial"/></a:rPr>'
        f"<a:t>{escape(clean(text))}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )


def _numbers(look: Look) -> str:
    """The axis of numbers: from nought, and to be seen only where no bar says its own."""
    shown = look.step is not None
    most = f'<c:max val="{look.most}"/>' if look.most else ""
    lines = f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{RULE}"/></a:solidFill></a:ln>'
    grid = f"<c:majorGridlines><c:spPr>{lines}</c:spPr></c:majorGridlines>" if shown else ""
    step = f'<c:majorUnit val="{look.step}"/>' if shown else ""
    return (
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>'
        f'{most}<c:min val="0"/></c:scaling><c:delete val="{int(not shown)}"/>'
        f'<c:axPos val="{"t" if look.down else "l"}"/>{grid}'
        '<c:numFmt formatCode="#,##0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{"nextTo" if shown else "none"}"/>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_letters() if shown else ''}"
        f'<c:crossAx val="1"/><c:crosses val="autoZero"/>{step}</c:valAx>'
    )
