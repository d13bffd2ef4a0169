"""A report as an OpenDocument text, the format that UK government asks for where people edit."""

import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import cast
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from odfdo import Document, Element
from odfdo.style_base import StyleBase

from consultation.languages import is_right_to_left
from consultation.packing import repacked
from consultation.reply.document import Part as Section
from consultation.reply.word.blank import clean
from consultation.report.documents import Sheet, Whole, about, in_full, sheets
from consultation.report.drawn.paper import Paper, paragraphs_of, widths_of
from consultation.report.drawn.pictures import Picture, pictures_of
from consultation.report.quoted import QUOTES, RULE, Quoted, quoted

STYLES = Path(__file__).with_name("odt_styles.xml")
NEEDLESS = ("Configurations2/", "Thumbnails/", "manifest.rdf")
CM = 17.0  # of a page between its margins
SIDEWAYS = 25.7

# What only this document has: widths come with each table.
HEADINGS = [
    (f"H{level}{name}", f"Heading_20_{level}", f' style:master-page-name="{page}"')
    for level in (1, 2)
    for name, page in (("Wide", "Wide"), ("Upright", "Standard"))
]
CELLS = {
    "Plain": 'fo:border-bottom="0.5pt solid #8fa3a3"',
    "Head": 'fo:border-bottom="1.5pt solid #0f2a2e" fo:background-color="#e4ecec" '
    'style:vertical-align="bottom"',
    "Foot": 'fo:border-top="1.5pt solid #0f2a2e"',
}

TURNED = "_20_right"


def write(paper: Paper) -> bytes:
    """The whole document. The same figures make the same bytes."""
    return _Writing(paper).written()


class _Writing:
    """One document in the making."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document = Document("text")
        self.body = self.document.body
        self.body.clear()
        self.number = 0  # of tables
        self.charts = 0
        self.styled: set[str] = set()
        self.is_wide = False
        self._blank()

    def _blank(self) -> None:
        """Nothing of the template but its frame; it names no person and no program."""
        document, told = self.document, self.document.meta
        for name in [one for one in document.parts if one.startswith(NEEDLESS)]:
            document.del_part(name)
        document.set_part("styles.xml", STYLES.read_bytes())
        told.title, told.language = clean(self.paper.title), "en-GB"
        told.creation_date = told.date = self.paper.at.replace(tzinfo=None)
        told.creator = told.initial_creator = clean(self.paper.body)
        told.set_generator("Counterpoint")
        for name, parent, page in HEADINGS:
            self._style(
                f'<style:style style:name="{name}" style:family="paragraph" '
                f'style:parent-style-name="{parent}"{page}/>'
            )
        self._style(
            '<style:style style:name="NewPage" style:family="paragraph" style:parent-style-name='
            '"Heading_20_1"><style:paragraph-properties fo:break-before="page"/></style:style>'
        )
        for name, look in CELLS.items():
            self._style(
                f'<style:style style:name="Cell{name}" style:family="table-cell"><style:table-cell-'
                f'properties fo:padding="0.09cm" {look}/></style:style>'
            )
        self._style(
            '<style:style style:name="Whole" style:family="table"><style:table-properties '
            'table:align="margins" fo:margin-bottom="0.1cm"/></style:style>'
        )
        self._style(
            '<style:style style:name="Row" style:family="table-row"><style:table-row-properties '
            'fo:keep-together="always"/></style:style>'
        )

    def _style(self, xml: str) -> None:
        style = cast(StyleBase, Element.from_tag(xml))
        self.document.insert_style(style, automatic=True)

    def _put(self, xml: str) -> None:
        self.body.append(Element.from_tag(xml))

    def written(self) -> bytes:
        """The bytes of the document."""
        paper = self.paper
        self.say(paper.report.title, "Title")
        self.say(paper.report.consultation.title, "Subtitle")
        for label, text in [*about(paper.report, paper.figures), ("Page", paper.address)]:
            self.told(label, text)
        self.tables(sheets(paper.figures), 1)
        for place in paper.places:
            self.heading(place.name, 1, new_page=True)
            self.tables(sheets(place.figures), 2)
        self.quotes(quoted(paper.figures))
        self.replies(in_full(paper.figures))
        content = io.BytesIO()
        self.document.save(content)
        return repacked(content.getvalue())

    def say(self, text: str, style: str = "Standard") -> None:
        """A paragraph."""
        self._put(f'<text:p text:style-name="{style}">{lines(text)}</text:p>')

    def told(self, label: str, text: str) -> None:
        """A fact under its name."""
        self._put(
            '<text:p text:style-name="Standard"><text:span text:style-name="Strong">'
            f"{lines(label)}: </text:span>{lines(text)}</text:p>"
        )

    def heading(self, text: str, level: int, *, wide: bool = False, new_page: bool = False) -> None:
        """A heading; where the next pages lie the other way, it begins one of them."""
        style = "NewPage" if new_page else f"Heading_20_{level}"
        if wide != self.is_wide:
            style = f"H{level}Wide" if wide else f"H{min(level, 2)}Upright"
        self.is_wide = wide
        self._put(
            f'<text:h text:style-name="{style}" text:outline-level="{level}">{lines(text)}</text:h>'
        )

    def tables(self, drawn: list[Sheet], level: int) -> None:
        """Wide tables come last, on pages that lie on their side."""
        for sheet in sorted(drawn, key=lambda one: one.wide):
            self.heading(sheet.title, level, wide=sheet.wide)
            if sheet.note:
                self.say(sheet.note, "Before_20_table")
            for one in pictures_of(sheet):
                self.picture(one, sheet.title)
            if sheet.chart and sheet.chart.note:
                self.say(sheet.chart.note, "Source")
            self.table(sheet)
            self.say(f"Source: {sheet.source}", "Source")

    def picture(self, one: Picture, title: str) -> None:
        """A drawing, with what it shows as its description."""
        self.charts += 1
        name = f"Pictures/chart{self.charts}.svg"
        self.document.set_part(name, one.svg.encode())
        self.document.manifest.add_full_path(name, "image/svg+xml")
        self._put(
            '<text:p text:style-name="Before_20_table"><draw:frame draw:style-name="Graphics" '
            f'draw:name="Chart {self.charts}" text:anchor-type="as-char" '
            f'svg:width="{one.wide / 10:.2f}cm" svg:height="{one.high / 10:.2f}cm">'
            f'<draw:image xlink:href="{name}" xlink:type="simple" xlink:show="embed" '
            f'xlink:actuate="onLoad"/><svg:title>{escape(clean(title))}</svg:title>'
            f"<svg:desc>{escape(one.told)}</svg:desc></draw:frame></text:p>"
        )

    def table(self, sheet: Sheet) -> None:
        """A table whose heading is on each of its pages."""
        self.number += 1
        name, whole = f"Table{self.number}", SIDEWAYS if sheet.wide else CM
        columns = "".join(
            f'<table:table-column table:style-name="{self._width(width)}"/>'
            for width in widths_of(sheet, whole)
        )
        rows = "".join(row(one, sheet, "Plain") for one in sheet.rows)
        rows += row(sheet.foot, sheet, "Foot") if sheet.foot else ""
        self._put(
            f'<table:table table:name="{name}" table:style-name="Whole">'
            f"<table:title>{escape(clean(sheet.title))}</table:title>{columns}"
            f"<table:table-header-rows>{row(sheet.head, sheet, 'Head')}</table:table-header-rows>"
            f"{rows}</table:table>"
        )

    def _width(self, width: float) -> str:
        """The style of a column this wide: few widths serve all tables, and styles are dear."""
        name = f"Column{round(100 * width)}"
        if name not in self.styled:
            self.styled.add(name)
            self._style(
                f'<style:style style:name="{name}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{width:.2f}cm"/></style:style>'
            )
        return name

    def quotes(self, found: list[Quoted]) -> None:
        """Words of residents as they are published, under the rule that they were chosen by."""
        if found:
            self.heading(QUOTES, 1, new_page=True)
            self.say(RULE)
        for one in found:
            for block in paragraphs_of(one.text):
                self.say(block, f"Quotations{turn(block)}")
            self._put(
                f'<text:p text:style-name="Source">{lines(one.of)} <text:a xlink:type="simple" '
                f"xlink:href={quoteattr(settings.PUBLIC_URL + one.href)}>Response {one.number}"
                "</text:a></text:p>"
            )

    def replies(self, found: list[Whole]) -> None:
        """What councils and other bodies signed, word for word: nothing of it is left out."""
        if found:
            self.heading("Formal replies in full", 1, new_page=True)
        for one in found:
            self.heading(one.organisation, 2)
            files = [
                (f"File {file.name}", f"{file.size} bytes, SHA-256 {file.sha256}")
                for file in one.document.files
            ]
            for label, text in [*one.facts, *files]:
                self.told(label, text)
            self.sections(one.document.parts)

    def sections(self, parts: Iterable[Section]) -> None:
        """The sections of one reply."""
        for part in parts:
            self.heading(part.title, 3)
            if part.position:
                self.told("Position", part.position)
            for one in part.content.passages:
                if one.heading:
                    self.heading(one.heading, 4)
                for block in paragraphs_of(one.text):
                    self.say(block, f"Standard{turn(block)}")


def turn(text: str) -> str:
    """How the style of a paragraph ends that reads from the right."""
    return TURNED if is_right_to_left(text) else ""


def row(cells: list[str], sheet: Sheet, look: str) -> str:
    """A line of a table."""
    small = "Small_20_" if sheet.wide else ""
    made = []
    for place, text in enumerate(cells):
        is_number = place > 0 and not sheet.worded
        style = f"{small}{'number' if small else 'Number'}" if is_number else (
            f"{small}cell" if small else "Cell"
        )  # fmt: skip
        words = lines(text)
        if look != "Plain":
            words = f'<text:span text:style-name="Strong">{words}</text:span>'
        made.append(
            f'<table:table-cell table:style-name="Cell{look}" office:value-type="string">'
            f'<text:p text:style-name="{style}">{words}</text:p></table:table-cell>'
        )
    return f'<table:table-row table:style-name="Row">{"".join(made)}</table:table-row>'


def lines(text: str) -> str:
    """A text with its line ends, tabs and rows of spaces, which XML would fold."""
    told = escape(clean(text)).replace("\n", "<text:line-break/>").replace("\t", "<text:tab/>")
    return re.sub(r" {2,}", lambda run: f' <text:s text:c="{len(run[0]) - 1}"/>', told)
