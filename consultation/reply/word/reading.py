"""A reply that was prepared in Word, as passages: what a reader of the document would see.

What was deleted with changes tracked, comments and hidden text stay out. What cannot become text is
named, so that whoever imports it can add it by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from django.core.files.uploadedfile import UploadedFile

from consultation.models import ContentType
from consultation.reply.document import LONGEST_TEXT, MOST_PASSAGES, Content, Passage
from consultation.reply.word.parts import TOO_LONG, Element, Parts, child, local, said, within
from consultation.reply.word.styles import Styles, is_on, numbered
from consultation.states import Refused
from consultation.uploads.findings import BROKEN
from consultation.uploads.judging import find
from consultation.uploads.names import ending

MOST_QUOTED = MOST_PASSAGES * LONGEST_TEXT  # one note can be referred to again and again
NOT_WORD = "Select a Word document (.docx)"
NOTHING = (
    "No text was found in the selected document. If it holds pictures of pages, add it as a file "
    "instead"
)
# What holds more of the same; what it holds was not deleted.
AROUND = {"ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "sdt", "sdtContent", "customXml",
          "dir", "bdo"}  # fmt: skip
BREAKS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
# What is named among that which was left out.
LEFT_OUT = {
    "object": "embedded objects",
    "altChunk": "embedded documents",
    "subDoc": "embedded documents",
    "oMath": "equations",
    "oMathPara": "equations",
    "sym": "symbols",
    "commentReference": "comments",
    "del": "text deleted with changes tracked",
    "header": "headers and footers",
    "footer": "headers and footers",
}
DRAWN = {"drawing", "pict", "AlternateContent"}
CONTENTS, HIDDEN, NUMBERS = "tables of contents", "hidden text", "automatic numbers"
FRAMES = "titles and positions that this service wrote into it"


@dataclass
class Block:
    """A paragraph, a line of a list, or a table, with the notes that it refers to."""

    text: str
    is_heading: bool = False
    is_listed: bool = False
    leads: bool = False  # kept on one page with what follows
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReadText:
    """What was found: passages without keys, and what was left out, in the order of finding."""

    passages: tuple[Passage, ...]
    left_out: tuple[str, ...]


def why_not_word(file: UploadedFile | None) -> str:
    """The sentence to show; "" for a Word document that may be taken."""
    found = find(file)
    if found.content_type == ContentType.DOCX:
        return ""
    named = ending((file.name or "") if file else "")
    return str(found.refusal) if found.refusal and named in ("docx", "") else NOT_WORD


def read(file: IO[bytes]) -> ReadText:
    """Read a document that `why_not_word` lets pass. Raises Refused with the sentence to show."""
    reader = _Reader(Parts(file))
    passages = tuple(_passages(reader.blocks()))
    if not passages:
        raise Refused(NOTHING)
    return ReadText(passages, tuple(reader.left_out))


def _passages(blocks: Iterator[Block]) -> Iterator[Passage]:
    """Each heading begins one; what stands before the first has none."""
    heading, under = "", list[Block]()
    for one in blocks:
        if one.is_heading:
            yield from _passage(heading, under)
            heading, under = one.text, [Block("", notes=one.notes)]
        else:
            under.append(one)
    yield from _passage(heading, under)


def _passage(heading: str, under: list[Block]) -> Iterator[Passage]:
    text, before = "", Block("")
    for one in filter(lambda block: block.text, under):
        close = one.is_listed and (before.is_listed or before.leads)
        text += ("\n" if close else "\n\n") + one.text
        before = one
    notes = "\n".join(note for one in under for note in one.notes)
    whole = "\n\n".join(filter(None, (text.strip("\n"), notes)))
    yield from Content(passages=(Passage("", heading, whole),)).tidy.passages


class _Reader:
    """Goes through the body once, in its order."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.left_out: dict[str, None] = {}
        self.notes = 0  # how many were referred to so far ...
        self.quoted = 0  # ... and how many letters they have
        self.texts: dict[tuple[str, str], str] = {}  # of footnotes and endnotes
        self.framed = False
        self.referred: list[str] = []
        self.related = parts.related(parts.main)
        for name in ("header", "footer"):
            self._leave_out(LEFT_OUT[name] if name in self.related else "")
        self.styles = Styles(self._part("styles"), self._part("numbering"))

    def _part(self, kind: str) -> Element | None:
        return self.parts.read(self.related[kind]) if kind in self.related else None

    def _leave_out(self, what: str) -> None:
        if what:
            self.left_out[what] = None

    def blocks(self) -> Iterator[Block]:
        """What the document says."""
        body = child(self.parts.read(self.parts.main), "body")
        if body is None:
            raise Refused(str(BROKEN))
        for name in ("footnotes", "endnotes"):
            root = self._part(name)
            for note in root if root is not None else ():
                words = " ".join(filter(None, (self._flat(one) for one in within(note, "p"))))
                self.texts[local(note), said(note, "id")] = words
        yield from self._blocks(body)

    def _blocks(self, parent: Element) -> Iterator[Block]:
        for one in parent:
            name = local(one)
            if name == "p":
                yield from self._paragraph(one)
            elif name == "tbl":
                yield from self._table(one)
            elif name == "sdt" and _is_contents(one):
                self._leave_out(CONTENTS)
            elif name in AROUND and not _is_prompt(one):
                yield from self._blocks(one)
            else:
                self._leave_out(LEFT_OUT.get(name, ""))

    def _paragraph(self, one: Element) -> Iterator[Block]:
        properties = child(one, "pPr")
        named = child(properties, "pStyle")
        key = said(named, "val") if named is not None else ""
        if self.styles.is_contents(key):
            self._leave_out(CONTENTS)
            return
        text, framed, notes = self._taken(one, key)
        listing = self.styles.listing(key, numbered(properties))
        heading = self.styles.is_heading(key)
        if text.strip() and self.styles.counts(listing):
            self._leave_out(NUMBERS)
        if heading and (text.strip() or framed):
            yield Block(text, is_heading=True, notes=notes)
        elif framed and not text.strip():  # ours, between two passages
            yield Block("", is_heading=True)
        elif text.strip() and listing[0]:
            yield Block(f"- {text.strip()}", is_listed=True, notes=notes)
        elif text.strip():
            yield Block(text.rstrip(), leads=is_on(properties, "keepNext"), notes=notes)

    def _taken(self, one: Element, style: str) -> tuple[str, bool, list[str]]:
        """The words of a paragraph, whether our export wrote in it, and the notes it refers to."""
        self.framed, self.referred = False, []
        text = "".join(self._words(one, self.styles.is_hidden(style)))
        return text, self.framed, self.referred

    def _flat(self, one: Element) -> str:
        """A paragraph on one line."""
        return " ".join("".join(self._words(one, False)).split())

    def _words(self, parent: Element, hidden: bool) -> Iterator[str]:
        for one in parent:
            name = local(one)
            if name == "r":
                yield from self._run(one, hidden)
            elif name in AROUND and not _is_prompt(one):
                yield from self._words(one, hidden)
            else:
                self._leave_out(LEFT_OUT.get(name, ""))

    def _run(self, run: Element, hidden: bool) -> Iterator[str]:
        properties = child(run, "rPr")
        named = child(properties, "rStyle")
        key = said(named, "val") if named is not None else ""
        shown = child(properties, "vanish")
        if is_on(properties, "vanish") or (
            shown is None and (hidden or self.styles.is_hidden(key))
        ):
            self._leave_out(HIDDEN if child(run, "t") is not None else "")
        elif self.styles.is_frame(key):
            self.framed = True
            self._leave_out(FRAMES)
        else:
            for one in run:
                yield self._sign(one)

    def _sign(self, one: Element) -> str:
        """What a piece of a run reads as."""
        name = local(one)
        if name == "t":
            return one.text or ""
        if name == "br":
            return "\n" if said(one, "type") in ("", "textWrapping") else ""
        if name in ("footnoteReference", "endnoteReference"):
            return self._note(name.removesuffix("Reference"), said(one, "id"))
        if name in DRAWN:
            boxed = any(True for _box in within(one, "txbxContent"))
            self._leave_out("text boxes" if boxed else "pictures")
        else:
            self._leave_out(LEFT_OUT.get(name, ""))
        return BREAKS.get(name, "")

    def _note(self, kind: str, key: str) -> str:
        """The mark of a note in the text; its own text follows the passage."""
        words = self.texts.get((kind, key), "")
        if not words:
            return ""
        self.notes += 1
        self.quoted += len(words)
        if self.quoted > MOST_QUOTED:
            raise Refused(TOO_LONG)
        self.referred.append(f"[{self.notes}] {words}")
        return f"[{self.notes}]"

    def _table(self, table: Element) -> Iterator[Block]:
        """A line for each row that was not deleted, its cells between bars."""
        notes: list[str] = []
        self.referred = notes
        rows = (" | ".join(self._cells(row)) for row in _rows(table, "tr"))
        lines = [row for row in rows if row.strip("| ")]
        if lines:
            yield Block("\n".join(lines), notes=notes)

    def _cells(self, row: Element) -> Iterator[str]:
        for cell in _rows(row, "tc"):
            paragraphs = (self._flat(one) for one in within(cell, "p") if not _is_boxed(one, cell))
            yield " ".join(filter(None, paragraphs))


def _rows(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, but for those that were deleted with changes tracked."""
    for one in parent:
        if local(one) == name:
            gone = (child(one, "trPr", "del"), child(one, "tcPr", "cellDel"))
            if gone == (None, None):
                yield one
        elif local(one) in AROUND:
            yield from _rows(one, name)


def _is_boxed(paragraph: Element, cell: Element) -> bool:
    """It stands in a drawing, or in what was deleted, within the cell."""
    around = paragraph.getparent()
    while around is not None and around is not cell:
        if local(around) in ("txbxContent", "del", "moveFrom"):
            return True
        around = around.getparent()
    return False


def _is_contents(block: Element) -> bool:
    gallery = child(block, "sdtPr", "docPartObj", "docPartGallery")
    return gallery is not None and said(gallery, "val") == "Table of Contents"


def _is_prompt(block: Element) -> bool:
    """A field of a form that nobody filled in: it only says what should stand there."""
    return child(block, "sdtPr", "showingPlcHdr") is not None
