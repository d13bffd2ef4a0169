"""The parts of an Excel workbook around its rows, as XML.

Pure. `consultation/workbooks.py` writes the rows between them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

# What XML cannot hold or would change, and what reads like our way of writing it.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)",
)


@dataclass(frozen=True)
class Book:
    """What a workbook says of itself."""

    title: str
    creator: str
    at: datetime


def written(text: str) -> str:
    """The text in XML: what XML cannot hold is written as _xHHHH_, as the standard says."""
    if UNSAFE.search(text):
        text = UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escape(text)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CLOSING = (
    '</sheetData><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" '
    'footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>"
    "</worksheet>"
)


def opening(widths: Sequence[int], *, first: bool) -> str:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )
    selected = ' tabSelected="1"' if first else ""
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView{selected} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/>{f"<cols>{columns}</cols>" if columns else ""}'
        "<sheetData>"
    )


def _xf(number: int, font: int, *, wrap: bool, fill: int = 0, border: int = 0) -> str:
    wrapped = ' wrapText="1"' if wrap else ""
    return (
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
        'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f'<alignment vertical="top"{wrapped}/></xf>'
    )


# 0 text, 1 heading, 2 whole number, 3 share, 4 instant, 5 day, 6 words on several lines; in a last
# row 7 text, 8 number, 9 share.
STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><numFmts count="3">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="166" '
    'formatCode="0.0%"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFE4ECEC"/><bgColor indexed="64"/></patternFill></fill></fills>'
    '<borders count="3"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="medium"><color rgb="FF0F2A2E"/></bottom>'
    '<diagonal/></border><border><left/><right/><top style="medium"><color rgb="FF0F2A2E"/></top>'
    "<bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="10">'
    + _xf(0, 0, wrap=False)
    + _xf(0, 1, wrap=True, fill=2, border=1)
    + _xf(3, 0, wrap=False)
    + _xf(166, 0, wrap=False)
    + _xf(164, 0, wrap=False)
    + _xf(165, 0, wrap=False)
    + _xf(0, 0, wrap=True)
    + _xf(0, 1, wrap=True, border=2)
    + _xf(3, 1, wrap=False, border=2)
    + _xf(166, 1, wrap=False, border=2)
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


def parts(book: Book, names: list[str]) -> Iterator[tuple[str, str]]:
    """Everything of a workbook but its sheets."""
    numbers = range(1, len(names) + 1)
    yield "[Content_Types].xml", _content_types(numbers)
    yield "_rels/.rels", _relations([
        ("officeDocument", OFFICE, "xl/workbook.xml"),
        ("metadata/core-properties", f"{PACKAGE}/relationships", "docProps/core.xml"),
    ])  # fmt: skip
    yield "docProps/core.xml", _core(book)
    yield "xl/workbook.xml", _workbook(names)
    yield "xl/styles.xml", STYLES
    sheets = [("worksheet", OFFICE, f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*sheets, ("styles", OFFICE, "styles.xml")])


def _content_types(numbers: Iterable[int]) -> str:
    overrides = [
        ("/xl/workbook.xml", f"{KIND}.sheet.main+xml"),
        ("/xl/styles.xml", f"{KIND}.styles+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        *((f"/xl/worksheets/sheet{one}.xml", f"{KIND}.worksheet+xml") for one in numbers),
    ]
    named = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides
    )
    return (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{named}</Types>'
    )


def _relations(found: Iterable[tuple[str, str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>'
        for number, (kind, base, target) in enumerate(found, start=1)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _workbook(names: list[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{one}" r:id="rId{one}"/>'
        for one, name in enumerate(names, start=1)
    )
    # The heading is printed again on each page.
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{one}">'
        f"'{escape(name.replace(chr(39), chr(39) * 2))}'!$1:$1</definedName>"
        for one, name in enumerate(names)
    )
    return (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{titles}</definedNames></workbook>"
    )


def _core(book: Book) -> str:
    moment = book.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_plain(book.title)}</dc:title><dc:creator>{_plain(book.creator)}</dc:creator>"
        f"<dc:language>en-GB</dc:language>{dates}</cp:coreProperties>"
    )


def _plain(text: str) -> str:
    """Without what XML cannot hold: there is no way to write it here."""
    return escape(re.sub("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]", " ", text))
