"""Word documents as people write them, and as nobody should send them."""

import zipfile
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.parser import parse_xml

from tests.uploads import made

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIVES = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAWN = (
    "<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
    "<w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
    "</w:r>"
)


def saved(word: Any) -> bytes:
    """The bytes of a document of python-docx."""
    content = BytesIO()
    word.save(content)
    return content.getvalue()


def reply() -> bytes:
    """As an officer writes it: a title, headings of three levels, a list and a table."""
    word = Document()
    word.add_paragraph("Dear consultation team,")
    word.add_paragraph("we write for Redbridge.")
    word.add_heading("Reply of Redbridge", level=0)
    word.add_heading("Buses", level=1)
    word.add_paragraph("Ilford is two buses away:")
    word.add_paragraph("the 150", style="List Bullet")
    word.add_paragraph("the 169", style="List Number")
    word.add_paragraph("Neither runs at night.")
    word.add_heading("Visits", level=2)
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Counter", "Visits", "Barkingside", "1,204"], strict=True):
        cell.text = text
    word.add_heading("Opening hours", level=3)
    word.add_paragraph("Two evenings\na week.")
    word.add_heading("Not a heading of its own", level=4)
    return saved(word)


def of(body: str, **members: str) -> bytes:
    """A document of one part, with this body; `members` are further parts, by kind."""
    kinds = "".join(
        f'<Relationship Id="r{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        for kind in members
    )
    start = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    return made.office(
        more={
            "_rels/.rels": f'<Relationships xmlns="{RELATIVES}">{start}</Relationships>',
            "word/_rels/document.xml.rels": (
                f'<Relationships xmlns="{RELATIVES}">{kinds}</Relationships>'
            ),
            **{f"word/{kind}.xml": content for kind, content in members.items()},
        },
        document=f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    )


def paragraph(inner: str, style: str = "") -> str:
    """One paragraph of raw runs."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    """One run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def texts(content: bytes) -> list[tuple[str, str]]:
    """Style and text of each paragraph, as another program reads them."""
    word = Document(BytesIO(content))
    return [(str(one.style.name), one.text) for one in word.paragraphs if one.style]


def part(content: bytes, name: str) -> bytes:
    """One part of a document."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def root(content: bytes, name: str) -> Any:
    """One part of a document, parsed."""
    return parse_xml(part(content, name))


def names(content: bytes) -> list[str]:
    """The parts of a document."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.namelist()
