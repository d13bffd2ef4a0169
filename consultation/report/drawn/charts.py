"""Bar charts of a Word document, drawn by Word itself, each told in words as well."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Mm

from consultation.reply.word.writing import NO_SIGNS
from consultation.report.documents import Sheet, told_bars

KIND = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
WIDTH, BAR, AROUND = Mm(168), Mm(9), Mm(6)
GREEN, INK = "0B6E6E", "0F2A2E"


def add(word: WordDocument, sheet: Sheet) -> None:
    """The bars of a sheet, above its table."""
    number = 1 + sum(one.reltype == RELATIONSHIP_TYPE.CHART for one in word.part.rels.values())
    place = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(place, KIND, _chart(sheet).encode(), word.part.package)
    key = word.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    height = Emu(BAR * len(sheet.bars) + AROUND)
    told = NO_SIGNS.sub("", told_bars(sheet))
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run()._r.append(
        parse_xml(
            f'<w:drawing {nsdecls("w")}><wp:inline xmlns:wp="http://schemas.openxmlformats.org/'
            'drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{WIDTH}" cy="{height}"/><wp:docPr id="{number}" '
            f'name="Chart {number}" descr={quoteattr(told)}/><wp:cNvGraphicFramePr/>'
            f'<a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{CHART}">'
            f'<c:chart xmlns:c="{CHART}" xmlns:r="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/relationships" r:id="{key}"/></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing>"
        )
    )


def _points(values: Sequence[object]) -> str:
    found = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(NO_SIGNS.sub("", str(one)))}</c:v></c:pt>'
        for place, one in enumerate(values)
    )
    return f'<c:ptCount val="{len(values)}"/>{found}'


def _chart(sheet: Sheet) -> str:
    """Horizontal bars in the order of the table, each with its number; lengths from nought."""
    labels = [label for label, _count in sheet.bars]
    counts = [count for _label, count in sheet.bars]
    most = sheet.base or max(counts, default=0) or 1
    text = (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="900"><a:solidFill><a:srgbClr '
        f'val="{INK}"/></a:solidFill><a:latin typeface="Arial"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
    none = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}"><c:lang val="en-GB"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>{escape(sheet.head[1])}</c:v>'
        f'</c:tx><c:spPr><a:solidFill><a:srgbClr val="{GREEN}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/><c:dLbls><c:numFmt formatCode="#,##0" sourceLinked="0"/>'
        f'<c:spPr><a:noFill/></c:spPr>{text}<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/>'
        '<c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strLit>{_points(labels)}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{_points(counts)}</c:numLit></c:val>"
        '</c:ser><c:gapWidth val="45"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'{none}{text}<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="1"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{most}"/><c:min val="0"/></c:scaling><c:delete val="1"/><c:axPos val="t"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:crossAx val="1"/>'
        '<c:crosses val="autoZero"/></c:valAx></c:plotArea><c:plotVisOnly val="1"/>'
        '<c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        "</c:chartSpace>"
    )
