"""A reply as a Word document, for the papers of a committee.

Its headings are Word's own, so that it can be walked through by them, and so that it can be read
back: what we write around the organisation's words has a character style of its own, by which
`reading` knows it.
"""

import re
from datetime import date, datetime
from io import BytesIO

from django.utils import timezone
from django.utils.formats import date_format
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.text.paragraph import Paragraph

from consultation.models import FormalReply, FormalReplyState, SignedReply
from consultation.publish.rules import in_words
from consultation.reply.document import Document, Part, Passage
from consultation.reply.word.blank import blank, clean, counted
from consultation.reply.word.styles import FRAME

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BETWEEN = "* * *"
DAY = "j F Y"
Facts = list[tuple[str, str]]


def standing_of(reply: FormalReply) -> str:
    """What the document is, in words: nobody should take a draft for the reply."""
    if reply.is_unsigned:
        return "Draft, not signed"
    if reply.state == FormalReplyState.SIGNED:
        return "Signed"
    return str(reply.get_state_display())


def file_name(reply: FormalReply) -> str:
    """Such as formal-reply-redbridge-edition-1-draft.docx."""
    kind = "draft" if getattr(reply, "signed", None) is None else "signed"
    return f"formal-reply-{reply.organisation.slug}-edition-{reply.number}-{kind}.docx"


def written(reply: FormalReply, document: Document, *, at: datetime, on: date) -> bytes:
    """The whole document. `on` is the day of `at`, by the clock of the consultation."""
    word = _blank(document, at)
    signed: SignedReply | None = getattr(reply, "signed", None)
    standing = standing_of(reply)
    _ours(word.add_paragraph(style="Title"), f"Formal reply of {document.organisation}")
    facts = [("To the consultation", document.consultation), ("Edition", str(document.edition))]
    if document.replaces:
        facts.append(("Replaces the reply with the reference", document.replaces))
    _ours(word.add_paragraph(), standing, bold=True)
    for name, value in [*facts, *(_signature(signed) if signed else [])]:
        _ours(word.add_paragraph(), f"{name}: {value}")
    for part in document.parts:
        _part(word, part)
    if document.files:
        _files(word, document)
    _footer(word, f"{standing}. Written on {date_format(on, DAY)}.")
    content = BytesIO()
    word.save(content)
    return content.getvalue()


def _signature(signed: SignedReply) -> Facts:
    """Who signed, on whose decision, and by what the exact text can be checked."""
    facts = [
        ("Signed by", f"{signed.signed_by.name}, {signed.signer_post}"),
        ("Authority", f"{signed.get_authority_display()} ({signed.authority_reference})"),
        ("Date of the decision", date_format(signed.authority_on, DAY)),
        ("Date of the signature", date_format(timezone.localdate(signed.signed_at), DAY)),
        ("Reference of the response", signed.response.reference),
        ("SHA-256 of the signed text", signed.digest),
    ]
    ratified = getattr(signed, "ratification", None)
    if signed.interim and ratified is None:
        facts.append(("Interim", f"subject to ratification by {signed.ratified_by_whom}"))
    elif ratified is not None:
        day = date_format(ratified.authority_on, DAY)
        facts.append(("Ratified", f"{day} ({ratified.authority_reference})"))
    if signed.closed_at is not None:
        closed = f"{in_words(signed.closed_at)}, London time"
        facts.append(("Late", f"received after the close as it then stood, {closed}"))
    return facts


def _blank(document: Document, at: datetime) -> WordDocument:
    """An empty document, with the style of what we write around the organisation's words."""
    word = blank(f"Formal reply of {document.organisation}", at=at)
    style = word.styles.add_style(FRAME, WD_STYLE_TYPE.CHARACTER)
    style.quick_style = False
    return word


def _part(word: WordDocument, part: Part) -> None:
    _ours(word.add_heading(level=1), part.title)
    if part.position:
        _ours(word.add_paragraph(), f"Position: {part.position}", bold=True)
    before: Passage | None = None
    for one in part.content.tidy.passages:
        if one.heading:
            word.add_heading(clean(one.heading), level=2)
        elif before is not None:
            _ours(word.add_paragraph(), BETWEEN)
        for block in one.text.split("\n\n"):
            _block(word, block)
        before = one


def _block(word: WordDocument, block: str) -> None:
    """A paragraph; lines that begin with "- " at its end become a list."""
    lines = block.split("\n")
    listed = 0
    while listed < len(lines) and re.match(r"- \S", lines[-1 - listed]):
        listed += 1
    said = "\n".join(lines[: len(lines) - listed])
    if said.strip():
        lead = word.add_paragraph(clean(said))
        lead.paragraph_format.keep_with_next = True if listed else None
    for line in lines[len(lines) - listed :]:
        word.add_paragraph(clean(line[2:]), style="List Bullet")


def _files(word: WordDocument, document: Document) -> None:
    _ours(word.add_heading(level=1), "Files sent with this reply")
    for file in document.files:
        _ours(word.add_paragraph(), f"{file.name} ({file.content_type}, {file.size:,} bytes)")
        _ours(word.add_paragraph(), f"SHA-256 {file.sha256}")


def _footer(word: WordDocument, said: str) -> None:
    """What it is and of when, and the number of the page."""
    footer = word.sections[0].footer.paragraphs[0]
    _ours(footer, f"{said} Page ")
    counted(footer, "PAGE")


def _ours(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    """Write around the organisation's words, in the style that tells it apart from them."""
    run = paragraph.add_run(clean(text), style=FRAME)
    run.bold = True if bold else None
