"""A report as a Word document that can be edited: real headings, tables and charts.

Headings are those of Word, so its navigation and a table of contents work; each table repeats its
heading on every page; each chart is one that Word draws, with its numbers told as alternative text.
"""

import io
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from consultation.languages import is_right_to_left
from consultation.packing import repacked
from consultation.reply.document import Part as Section
from consultation.reply.word.blank import blank, clean, counted
from consultation.report.documents import Sheet, Whole, about, in_full, sheets
from consultation.report.drawn import charts
from consultation.report.drawn.paper import Paper, paragraphs_of, widths_of
from consultation.report.quoted import QUOTES, RULE, Quoted, quoted

INK, QUIET, LINK = (RGBColor.from_string(one) for one in ("0F2A2E", "3F5557", "00566A"))
#: What of a paragraph stands after the direction it reads in, as the schema has it.
AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
    "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
    "w:pPrChange",
)  # fmt: skip
SHORT, LONG, MARGIN = Mm(210), Mm(297), Mm(20)
FONT, SPACED = "Arial", qn("w:spacing")
SHORT_TABLE = 20  # rows
HEADINGS = {"Title": 24, "Heading 1": 17, "Heading 2": 14, "Heading 3": 12, "Heading 4": 11}


def write(paper: Paper) -> bytes:
    """The whole document. The same figures make the same bytes."""
    word = _blank(paper)
    _add(word, paper.report.title, "Title")
    _add(word, paper.report.consultation.title, "Subtitle")
    for label, text in [*about(paper.report, paper.figures), ("Page", paper.address)]:
        _said(word, label, text)
    _tables(word, sheets(paper.figures), 1)
    for place in paper.places:
        _upright(word)
        heading = _add(word, place.name, "Heading 1")
        heading.paragraph_format.page_break_before = True
        _tables(word, sheets(place.figures), 2)
    _quotes(word, quoted(paper.figures))
    _replies(word, in_full(paper.figures))
    content = io.BytesIO()
    word.save(content)
    return repacked(content.getvalue())


def _blank(paper: Paper) -> WordDocument:
    """An empty document with our styles, of the body that runs the consultation."""
    word = blank(paper.title, at=paper.at, author=paper.body)
    _styles(word)
    _page(word.sections[0], upright=True)
    _footer(word, paper.title)
    return word


def _styles(word: WordDocument) -> None:
    for name, size in {"Normal": 11, "Quote": 11, "Subtitle": 13, **HEADINGS}.items():
        style = word.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        font = style.font
        font.name, font.size, font.color.rgb = FONT, Pt(size), INK
        font.italic = font.cs_italic = False
        for needless in [*style.element.iter(qn("w:pBdr")), *style.element.rPr.iter(SPACED)]:
            needless.getparent().remove(needless)
        form = style.paragraph_format
        form.space_before = Pt({"Heading 1": 22, "Heading 2": 16, "Heading 3": 12}.get(name, 6))
        form.space_after, form.keep_with_next = Pt(6), name in HEADINGS
        font.bold = name in HEADINGS
        form.line_spacing = 1.15 if name in ("Normal", "Quote") else 1.05
    quote = word.styles["Quote"]
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Mm(5)
    quote.element.get_or_add_pPr().insert_element_before(
        parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="20" w:space="10" '
            'w:color="0B6E6E"/></w:pBdr>'
        ),
        "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct",
        "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", *AFTER_BIDI,
    )  # fmt: skip


def _page(section, *, upright: bool) -> None:  # type: ignore[no-untyped-def]
    section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (SHORT, LONG) if upright else (LONG, SHORT)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN


def _footer(word: WordDocument, title: str) -> None:
    footer = word.sections[0].footer.paragraphs[0]
    footer.add_run(f"{clean(title)}. Page ").font.size = Pt(9)
    for instruction, joined in (("PAGE", " of "), ("NUMPAGES", "")):
        counted(footer, instruction).font.size = Pt(9)
        footer.add_run(joined).font.size = Pt(9)


def _add(word: WordDocument, text: str, style: str = "Normal") -> Paragraph:
    return word.add_paragraph(clean(text), style=style)


def _said(word: WordDocument, label: str, text: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.add_run(f"{clean(label)}: ").bold = True
    paragraph.add_run(clean(text))
    paragraph.paragraph_format.space_after = Pt(3)


def _tables(word: WordDocument, drawn: list[Sheet], level: int) -> None:
    """Wide tables come last, on pages that lie on their side."""
    for sheet in drawn:
        if not sheet.wide:
            _table(word, sheet, level)
    wide = [sheet for sheet in drawn if sheet.wide]
    if wide:
        _page(word.add_section(WD_SECTION.NEW_PAGE), upright=False)
    for place, sheet in enumerate(wide):
        _table(word, sheet, level, new_page=place > 0 and sheet.chart is not None)


def _upright(word: WordDocument) -> None:
    if word.sections[-1].orientation == WD_ORIENT.LANDSCAPE:
        _page(word.add_section(WD_SECTION.NEW_PAGE), upright=True)


def _table(word: WordDocument, sheet: Sheet, level: int, *, new_page: bool = False) -> None:
    _add(word, sheet.title, f"Heading {level}").paragraph_format.page_break_before = new_page
    if sheet.note:
        _add(word, sheet.note).paragraph_format.keep_with_next = True
    charts.add(word, sheet)
    if sheet.chart and sheet.chart.note:
        _quiet(word, sheet.chart.note).paragraph_format.keep_with_next = True
    word.element.body.insert_element_before(parse_xml(_xml(sheet)), "w:sectPr")
    _quiet(word, f"Source: {sheet.source}").paragraph_format.space_before = Pt(4)


def _quiet(word: WordDocument, text: str) -> Paragraph:
    """What stands below a drawing, a table or somebody's words."""
    paragraph = word.add_paragraph()
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.color.rgb = Pt(9), QUIET
    return paragraph


def _xml(sheet: Sheet) -> str:
    """The table at once: cell by cell, a library takes a hundred times as long."""
    widths = widths_of(sheet, 5000)  # fiftieths of a per cent of the page's width
    size = 16 if sheet.wide else 20  # half points
    lines = [_row(sheet.head, widths, size, sheet, "head")]
    lines += [_row(row, widths, size, sheet, "") for row in sheet.rows]
    lines += [_row(sheet.foot, widths, size, sheet, "foot")] if sheet.foot else []
    if len(lines) <= SHORT_TABLE:  # on one page, and its source with it
        lines = [line.replace("<w:pPr>", "<w:pPr><w:keepNext/>") for line in lines]
    grid = "".join(f'<w:gridCol w:w="{width * 2:.0f}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>'
        '<w:top w:val="nil"/><w:bottom w:val="single" w:sz="4" w:color="8FA3A3"/>'
        '<w:insideH w:val="single" w:sz="4" w:color="8FA3A3"/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/>'
        '<w:right w:w="50" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(clean(sheet.title))}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def _row(cells: list[str], widths: list[float], size: int, sheet: Sheet, kind: str) -> str:
    bold = "<w:b/>" if kind else ""
    edge = {
        "head": '<w:tcBorders><w:bottom w:val="single" w:sz="12" w:color="0F2A2E"/></w:tcBorders>',
        "foot": '<w:tcBorders><w:top w:val="single" w:sz="12" w:color="0F2A2E"/></w:tcBorders>',
    }.get(kind, "")
    shade = '<w:shd w:val="clear" w:fill="E4ECEC"/>' if kind == "head" else ""
    low = '<w:vAlign w:val="bottom"/>' if kind == "head" else ""
    made = []
    for place, (text, width) in enumerate(zip(cells, widths, strict=True)):
        side = "left" if place == 0 or sheet.worded else "right"
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width:.0f}" w:type="pct"/>{edge}{shade}{low}</w:tcPr><w:p>'
            f'<w:pPr><w:spacing w:before="50" w:after="50" w:line="240" w:lineRule="auto"/>'
            f'<w:jc w:val="{side}"/></w:pPr>{_runs(text, bold, size)}</w:p></w:tc>'
        )
    head = "<w:tblHeader/>" if kind == "head" else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(made)}</w:tr>"


def _runs(text: str, bold: str, size: int) -> str:
    look = f'<w:rPr>{bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    lines = clean(text).split("\n")
    told = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{look}{told}</w:r>"


def _quotes(word: WordDocument, found: list[Quoted]) -> None:
    """Words of residents as they are published, under the rule that they were chosen by."""
    if not found:
        return
    _upright(word)
    _add(word, QUOTES, "Heading 1").paragraph_format.page_break_before = True
    _add(word, RULE)
    for one in found:
        for text in paragraphs_of(one.text):
            _written(word, text, "Quote").paragraph_format.keep_with_next = True
        told = _quiet(word, f"{one.of} ")
        _link(told, f"Response {one.number}", f"{settings.PUBLIC_URL}{one.href}")
        told.paragraph_format.space_after = Pt(14)


def _link(paragraph: Paragraph, text: str, address: str) -> None:
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    run = paragraph.add_run(text)
    run.font.size, run.font.underline, run.font.color.rgb = Pt(9), True, LINK
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    link.append(run._r)
    paragraph._p.append(link)


def _written(word: WordDocument, text: str, style: str = "Normal") -> Paragraph:
    """A paragraph that somebody wrote; one that reads from the right begins at the right."""
    paragraph = _add(word, text, style)
    if is_right_to_left(text):
        paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
        for run in paragraph.runs:
            run.font.rtl = True
    return paragraph


def _replies(word: WordDocument, replies: list[Whole]) -> None:
    """What councils and other bodies signed, word for word: nothing of it is left out."""
    if not replies:
        return
    _upright(word)
    heading = _add(word, "Formal replies in full", "Heading 1")
    heading.paragraph_format.page_break_before = True
    for one in replies:
        _add(word, one.organisation, "Heading 2")
        files = [
            (f"File {file.name}", f"{file.size} bytes, SHA-256 {file.sha256}")
            for file in one.document.files
        ]
        for label, text in [*one.facts, *files]:
            _said(word, label, text)
        _sections(word, one.document.parts)


def _sections(word: WordDocument, parts: Iterable[Section]) -> None:
    for part in parts:
        _add(word, part.title, "Heading 3")
        if part.position:
            _add(word, f"Position: {part.position}").runs[0].bold = True
        for one in part.content.passages:
            if one.heading:
                _add(word, one.heading, "Heading 4")
            for block in paragraphs_of(one.text):
                _written(word, block)
