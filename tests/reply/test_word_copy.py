"""The draft as a Word document: what a committee reads, and what can be read back."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from consultation.models import Consultation, FormalReply, Organisation, User
from consultation.reply import actions, editions
from consultation.reply.actions import Grounds
from consultation.reply.document import Content, Passage
from tests import factories
from tests.conftest import NOW, with_app
from tests.reply import papers
from tests.reply.conftest import as_, said
from tests.reply.drafting import Drafting

TEXT = (
    "Ilford is two buses away:\n- the 150\n- the 169\n\nNeither runs at night.\nNot on Sundays."
    "\n\nCounter | Visits\nBarkingside | 1,204\n\n- one\n- two"
)
SAID = (
    Passage("a1", "", "Before any heading."),
    Passage("a2", "", "Another, without one too."),
    Passage("a3", "Buses & “trains” <b>", TEXT),
    Passage("a4", "Only a heading", ""),
    Passage("a5", "Naïve 中 \x0b\x1b", "A tab\there,  two spaces, and \x0cno form feed."),
)


def save(reply: FormalReply, place: int, content: Content, by: User) -> None:
    """Write into the section that stands at this place."""
    written = editions.sections_of(reply)[place]
    actions.save_section(
        section=written.section, content=content, seen=written.number, by=by, at=NOW
    )


@pytest.fixture
def full(drafting: Drafting, council_drafter: User) -> Drafting:
    """A view, a position, and a file."""
    save(drafting.reply, 0, Content("", SAID), council_drafter)
    save(drafting.reply, 1, Content("OPPOSE", (Passage("b1", "", "Too far."),)), council_drafter)
    drafting.upload()
    return drafting


def test_what_it_says_and_how_it_is_built(full: Drafting) -> None:
    answer = full.get("draft.docx")
    assert answer["Content-Disposition"] == (
        'attachment; filename="formal-reply-redbridge-edition-1-draft.docx"'
    )
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    lines = papers.texts(answer.content)
    title = editions.sections_of(full.reply)[1].title
    file = full.reply.attachments.get()
    assert lines[:6] == [
        ("Title", "Formal reply of London Borough of Redbridge"),
        ("Normal", "Draft, not signed"),
        ("Normal", f"To the consultation: {full.reply.consultation.title}"),
        ("Normal", "Edition: 1"),
        ("Heading 1", "Our view as a whole"),
        ("Normal", "Before any heading."),
    ]
    assert ("Heading 2", "Buses & “trains” <b>") in lines
    assert ("List Bullet", "the 150") in lines
    assert ("Heading 2", "Naïve 中 ") in lines
    assert lines[-6:] == [
        ("Heading 1", title),
        ("Normal", "Position: Opposes it"),
        ("Normal", "Too far."),
        ("Heading 1", "Files sent with this reply"),
        ("Normal", f"plan.pdf (PDF, {file.size:,} bytes)"),
        ("Normal", f"SHA-256 {file.sha256}"),
    ]


def test_it_names_no_person_and_no_program_and_is_in_british_english(full: Drafting) -> None:
    content = full.get("draft.docx").content
    word = Document(BytesIO(content))
    about = word.core_properties
    assert (about.author, about.last_modified_by, about.comments, about.language) == (
        "", "", "", "en-GB",
    )  # fmt: skip
    assert about.title == "Formal reply of London Borough of Redbridge"
    assert about.created is not None
    assert about.created.year == 2026
    footer = word.sections[0].footer.paragraphs[0]
    assert footer.text.startswith("Draft, not signed. Written on 23 November 2026. Page ")
    whole = b"".join(papers.part(content, name) for name in papers.names(content))
    for word_of_no_use in (b"python-docx", b"Drafter", b"drafter", b'w:val="en-US"'):
        assert word_of_no_use not in whole
    assert "docProps/thumbnail.jpeg" not in papers.names(content)


def test_it_is_a_file_that_we_take_ourselves_and_reads_back_the_same(
    full: Drafting, merton: Organisation, consultation: Consultation
) -> None:
    exported = full.get("draft.docx").content
    theirs = factories.GrantFactory(role="COUNCIL_DRAFTER", organisation=merton).person
    reply = actions.begin(organisation=merton, consultation=consultation, by=theirs, at=NOW)
    other = Drafting(as_(theirs), reply)
    answer = other.bring("from redbridge.docx", exported)
    assert answer.status_code == 303
    clean = Content(passages=SAID).tidy.passages
    expected = [
        (one.heading.replace(" \x0b\x1b", "").strip("\x0b\x1b "), one.text.replace("\x0c", ""))
        for one in clean
    ]
    assert other.said == [*expected, ("", "Too far.")]
    page = said(other.client.get(answer["Location"]))
    assert "titles and positions that this service wrote into it" in page


def test_what_a_committee_adds_to_it_is_taken_in(full: Drafting) -> None:
    """What stood there is not added again; one with signs that Word cannot hold is another."""
    word = Document(BytesIO(full.get("draft.docx").content))
    word.add_heading("Added in the meeting", level=2)
    word.add_paragraph("The leader wants a bus.")
    answer = full.bring("after the meeting.docx", papers.saved(word))
    assert full.said[-2:] == [("", "Too far."), ("Added in the meeting", "The leader wants a bus.")]
    page = said(full.client.get(answer["Location"]))
    assert "3 parts were added to “Our view as a whole”. 4 stood there already." in page


def test_an_empty_draft_is_a_document_too(drafting: Drafting) -> None:
    lines = papers.texts(drafting.get("draft.docx").content)
    assert [text for _style, text in lines][1] == "Draft, not signed"


def test_once_it_is_signed_it_says_by_whom_and_on_whose_decision(
    full: Drafting, council_drafter: User, council_approver: User
) -> None:
    approver = with_app(council_approver)
    actions.ask_approval(reply=full.reply, by=council_drafter, at=NOW)
    answer: Any = full.get("draft.docx")
    assert ("Normal", "Draft, not signed") in papers.texts(answer.content)
    signed = actions.sign(
        reply=full.reply, digest=editions.document_of(full.reply).digest, by=approver, at=NOW,
        grounds=Grounds("COMMITTEE", "Minute 114", date(2026, 11, 20)), signer_post="Head",
        ratified_by_whom="the Cabinet",
    )  # fmt: skip
    answer = full.get("draft.docx")
    assert answer["Content-Disposition"].endswith('redbridge-edition-1-signed.docx"')
    text = [line for _style, line in papers.texts(answer.content)]
    for line in (
        "Signed",
        "Signed by: Cora Approver, Head",
        "Authority: Decision of a committee or the cabinet, in its minutes (Minute 114)",
        "Date of the decision: 20 November 2026",
        "Date of the signature: 23 November 2026",
        f"Reference of the response: {signed.response.reference}",
        f"SHA-256 of the signed text: {signed.digest}",
        "Interim: subject to ratification by the Cabinet",
    ):
        assert line in text
    assert "Draft, not signed" not in text
    assert any(one.startswith("plan.pdf (PDF") for one in text)
