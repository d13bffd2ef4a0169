"""A reply that was prepared in Word: its text is taken in as it reads, or none of it is."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from consultation.models import Attachment, SectionVersion, User
from consultation.reply import actions, editions
from consultation.reply.document import Content, Passage
from consultation.reply.word.parts import MOST_BYTES, MOST_ELEMENTS
from tests import factories
from tests.conftest import NOW
from tests.reply import papers
from tests.reply.conftest import as_, said
from tests.reply.drafting import Drafting, on_disk
from tests.reply.papers import DRAWN, W, paragraph, run
from tests.reply.writing import Writer
from tests.uploads import made
from tests.uploads.scanner import listening

BROKEN = "The selected file is damaged – open it, save it again and select the new file"
NOT_WORD = "Select a Word document (.docx)"
ONE = paragraph(run("Too far."))


def kept_nothing(folder: Path) -> bool:
    """Neither a row, nor bytes, nor a version."""
    counts = (Attachment.objects.count(), SectionVersion.objects.count(), on_disk(folder))
    return counts == (0, 0, 0)


def test_headings_lists_and_tables_become_passages(drafting: Drafting, folder: Path) -> None:
    answer = drafting.bring("Reply of Redbridge.docx", papers.reply())
    assert answer["Location"] == f"{drafting.root}sections/{drafting.view.pk}/"
    assert drafting.said == [
        ("", "Dear consultation team,\n\nwe write for Redbridge."),
        ("Reply of Redbridge", ""),
        ("Buses", "Ilford is two buses away:\n\n- the 150\n- the 169\n\nNeither runs at night."),
        ("Visits", "Counter | Visits\nBarkingside | 1,204"),
        ("Opening hours", "Two evenings\na week.\n\nNot a heading of its own"),
    ]
    version = SectionVersion.objects.get()
    assert (version.number, version.by.name, version.done) == (1, "Carl Drafter", False)
    keys = [one["key"] for one in version.content["passages"]]
    assert len(set(keys)) == 5
    kept = Attachment.objects.get()
    assert (kept.name, kept.formal_reply, kept.state) == (
        "Reply of Redbridge.docx", drafting.reply, "UNSCANNED",
    )  # fmt: skip
    shown = drafting.client.get(answer["Location"])
    assert "5 parts were added to “Our view as a whole”." in said(shown)
    assert "Counter | Visits\nBarkingside | 1,204</textarea>" in shown.content.decode()


def test_what_was_imported_is_written_on_as_if_it_had_been_typed(drafting: Drafting) -> None:
    drafting.bring("reply.docx", papers.reply())
    writer = Writer(drafting.client, drafting.view).open()
    assert writer.send(text_2="No buses.").status_code == 303
    assert drafting.said[0] == ("", "Dear consultation team,\n\nwe write for Redbridge.")
    assert drafting.said[2] == ("Buses", "No buses.")
    assert len(drafting.said) == 5


def test_it_is_added_after_what_is_there_and_the_position_stays(
    drafting: Drafting, council_drafter: User
) -> None:
    about = next(one for one in editions.sections_of(drafting.reply) if one.section.proposal)
    before = Content("OPPOSE", (Passage("a1", "Ours", "Written before."),))
    actions.save_section(
        section=about.section, content=before, seen=0, done=True, by=council_drafter, at=NOW
    )
    drafting.bring("more.docx", papers.of(ONE), about.section.pk)
    written = editions.section_of(drafting.reply, about.section.pk)
    assert written is not None
    assert (written.number, written.done, written.content.position) == (2, False, "OPPOSE")
    (first, second) = written.content.passages
    assert (first, second.heading, second.text) == (before.passages[0], "", "Too far.")


def test_the_same_document_twice_adds_nothing_and_another_section_takes_it(
    drafting: Drafting, folder: Path
) -> None:
    drafting.bring("reply.docx", papers.reply())
    answer = drafting.bring("reply.docx", papers.reply())
    page = said(drafting.client.get(answer["Location"]))
    assert "stands in “Our view as a whole” already, so nothing was added." in page
    last = editions.sections_of(drafting.reply)[-1].section
    assert drafting.bring("reply.docx", papers.reply(), last.pk).status_code == 303
    assert SectionVersion.objects.count() == 2
    assert (Attachment.objects.count(), on_disk(folder)) == (1, 1)


def test_tracked_changes_comments_and_hidden_text(drafting: Drafting) -> None:
    by = 'w:id="1" w:author="Somebody" w:date="2026-11-20T10:00:00Z"'
    gone_row = "<w:tr><w:trPr><w:del {}/></w:trPr><w:tc><w:p>{}</w:p></w:tc></w:tr>"
    body = (
        paragraph(
            run("We ")
            + f'<w:del {by}><w:r><w:delText>support</w:delText></w:r></w:del>'
            + f'<w:ins {by}>{run("oppose")}</w:ins>'
            + run(" this.")
            + '<w:r><w:commentReference w:id="0"/></w:r>'
        )
        + f"<w:p><w:moveFrom {by}>{run('Moved away.')}</w:moveFrom></w:p>"
        + f"<w:p><w:moveTo {by}>{run('Moved here.')}</w:moveTo></w:p>"
        + paragraph(run("Hidden.", "<w:vanish/>") + run("Seen.", '<w:vanish w:val="0"/>'))
        + paragraph("<w:ins w:id='2' w:author='A'><w:del w:id='3' w:author='B'>"
                    "<w:r><w:delText>Added, then deleted.</w:delText></w:r></w:del></w:ins>")
        + f"<w:tbl><w:tr><w:tc>{paragraph(run('Kept'))}</w:tc></w:tr>"
        + gone_row.format(by, run("Deleted row")) + "</w:tbl>"
    )  # fmt: skip
    comments = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="0"><w:p>{run("Is that so?")}</w:p>'
        "</w:comment></w:comments>"
    )
    answer = drafting.bring("tracked.docx", papers.of(body, comments=comments))
    assert drafting.said == [("", "We oppose this.\n\nMoved here.\n\nSeen.\n\nKept")]
    page = said(drafting.client.get(answer["Location"]))
    assert "Not taken in: text deleted with changes tracked, comments and hidden text." in page


def test_footnotes_follow_their_passage_and_other_things_are_named(drafting: Drafting) -> None:
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="7"><w:p>{run("Census 2021, ")}</w:p><w:p>{run("table 4.")}</w:p>'
        f'</w:footnote><w:footnote w:id="8"><w:p>{run("Ibid.")}</w:p></w:footnote></w:footnotes>'
    )

    def note(key: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{key}"/></w:r>'

    body = (
        paragraph(run("Visits"), "Heading1")
        + paragraph(run("They fell") + note(7) + run(" and rose") + note(8) + run("."))
        + paragraph(run("So we say."))
        + paragraph(run("Buses"), "Heading2")
        + paragraph(run("None") + note(7) + DRAWN)
        + "<w:p><m:oMath xmlns:m='urn:math'><m:r><m:t>x</m:t></m:r></m:oMath></w:p>"
        + '<w:p><w:hyperlink w:anchor="a">' + run("A link") + "</w:hyperlink></w:p>"
        + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + paragraph(run("Click here to enter text")) + "</w:sdtContent></w:sdt>"
        + "<w:sdt><w:sdtContent>" + paragraph(run("In a control")) + "</w:sdtContent></w:sdt>"
    )  # fmt: skip
    header = f'<w:hdr xmlns:w="{W}"><w:p>{run("OFFICIAL")}</w:p></w:hdr>'
    answer = drafting.bring("notes.docx", papers.of(body, footnotes=notes, header=header))
    assert drafting.said == [
        (
            "Visits",
            "They fell[1] and rose[2].\n\nSo we say.\n\n[1] Census 2021, table 4.\n[2] Ibid.",
        ),
        ("Buses", "None[3]\n\nA link\n\nIn a control\n\n[3] Census 2021, table 4."),
    ]
    page = said(drafting.client.get(answer["Location"]))
    assert "Not taken in: headers and footers, text boxes and equations." in page


def test_styles_are_known_by_what_they_rest_on(drafting: Drafting) -> None:
    """In a document of another language, with the styles of a council's own template."""
    styles = (
        f'<w:styles xmlns:w="{W}">'
        '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Own"><w:name w:val="LBR Heading"/><w:basedOn w:val="berschrift1"/>'
        '</w:style><w:style w:styleId="Loop"><w:name w:val="loop"/><w:basedOn w:val="Loop"/>'
        '</w:style><w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>'
    )
    lists = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="9">'
        '<w:abstractNumId w:val="4"/></w:num></w:numbering>'
    )
    counted = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr></w:pPr>{}</w:p>'
    )
    body = (
        paragraph(run("Contents … 1"), "TOC1")
        + paragraph(run("First"), "berschrift1")
        + paragraph(run("One."), "Loop")
        + paragraph(run("Second"), "Own")
        + counted.format(9, run("Counted"))
        + counted.format(0, run("Not counted"))
    )
    answer = drafting.bring("own.docx", papers.of(body, styles=styles, numbering=lists))
    assert drafting.said == [("First", "One."), ("Second", "- Counted\n\nNot counted")]
    page = said(drafting.client.get(answer["Location"]))
    assert "Not taken in: tables of contents and automatic numbers." in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("reply.pdf", made.pdf(), NOT_WORD),
        ("reply.odt", made.open_document(), NOT_WORD),
        ("reply.txt", b"Too far.", NOT_WORD),
        ("reply.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, NOT_WORD),
        ("reply.xlsx", made.office(made.EXCEL), NOT_WORD),
        (
            "reply.docx", made.pdf(),
            "The selected file is a PDF but its name ends in .docx, not .pdf",
        ),
        (
            "reply.docx", made.office(made.MACRO_WORD),
            "The selected file contains macros – save it without them, or as a PDF",
        ),
        ("reply.docx", made.locked_office(), "The selected file is password protected"),
        ("reply.docx", made.bomb(), BROKEN),
        ("reply.docx", made.office(), BROKEN),  # without any text of a document
        ("reply.docx", papers.of(""), "No text was found in the selected document."),
        ("reply.docx", papers.of(paragraph(DRAWN)), "No text was found in the selected document."),
        (
            "reply.docx", papers.of(paragraph(run("x" * 201), "Heading1")),
            f"The heading “{'x' * 50}…” is longer than 200 characters.",
        ),
        (
            "reply.docx",
            papers.of(paragraph(run("Buses"), "Heading1") + paragraph(run("x" * 20_001))),
            "The text under “Buses” is longer than 20,000 characters.",
        ),
        (
            "reply.docx", papers.of("".join(
                paragraph(run(f"Reason {number}"), "Heading1") for number in range(51)
            )),
            "The document has 51 parts under headings, and the section 0 already.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_is_told_and_nothing_is_kept(
    drafting: Drafting, folder: Path, name: str, content: bytes, sentence: str
) -> None:
    page = drafting.bring(name, content)
    assert page.status_code == 200
    assert said(page).count(sentence) == 2
    assert f'value="{drafting.view.pk}" checked' in page.content.decode()  # what was chosen stays
    assert kept_nothing(folder)


def test_no_file_and_no_section(drafting: Drafting, folder: Path) -> None:
    page = said(drafting.client.post(f"{drafting.root}word/"))
    assert page.count(NOT_WORD) == 2
    assert page.count("Select where the text should go") == 2
    page = said(drafting.bring("reply.docx", papers.reply(), 987_654))
    assert page.count("Select where the text should go") == 2
    assert kept_nothing(folder)


def test_what_does_not_fit_into_what_is_there_leaves_both(
    drafting: Drafting, council_drafter: User, folder: Path
) -> None:
    many = tuple(Passage(f"a{number}", f"Reason {number}") for number in range(46))
    actions.save_section(
        section=drafting.view, content=Content("", many), seen=0, by=council_drafter, at=NOW
    )
    page = said(drafting.bring("reply.docx", papers.reply()))
    assert page.count("The document has 5 parts under headings, and the section 46 already.") == 2
    assert SectionVersion.objects.count() == 1
    assert on_disk(folder) == 0


def test_a_virus_and_a_scanner_that_is_away(
    drafting: Drafting, settings: Any, folder: Path
) -> None:
    infected = made.archive(
        {
            "[Content_Types].xml": f'<Override PartName="/a" ContentType="{made.WORD}"/>',
            "word/document.xml": made.EICAR,
        },
        stored=True,
    )
    with listening(settings):
        assert said(drafting.bring("reply.docx", infected)).count("contains a virus") == 2
    settings.CLAMD_URL = "unix:///nowhere"
    again = "The selected file could not be uploaded – try again"
    assert said(drafting.bring("reply.docx", papers.reply())).count(again) == 2
    assert kept_nothing(folder)


def test_an_eleventh_file_is_not_taken_in(drafting: Drafting, folder: Path) -> None:
    for number in range(10):
        drafting.upload(f"notes {number}.txt", b"Too far.")
    page = said(drafting.bring("reply.docx", papers.reply()))
    assert page.count("You can only add up to 10 files. Remove one to add another") == 2
    assert SectionVersion.objects.count() == 0
    assert on_disk(folder) == 10


def test_a_section_of_another_reply_is_not_there(
    drafting: Drafting, merton: Any, consultation: Any, folder: Path
) -> None:
    theirs = factories.GrantFactory(role="COUNCIL_DRAFTER", organisation=merton).person
    other = actions.begin(organisation=merton, consultation=consultation, by=theirs, at=NOW)
    view = Drafting(as_(theirs), other).view
    page = said(drafting.bring("reply.docx", papers.reply(), view.pk))
    assert page.count("Select where the text should go") == 2
    assert kept_nothing(folder)


@pytest.mark.parametrize("declared", ["SYSTEM 'file://{}'", "'{}'"], ids=["a file", "itself"])
@pytest.mark.parametrize("where", ["document", "styles", "footnotes", "rels"])
def test_entities_are_never_read(
    drafting: Drafting, folder: Path, tmp_path: Path, declared: str, where: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the server")
    entity = f"<!DOCTYPE w [<!ENTITY x {declared.format(secret)}>]>"
    fine = f'<w:document xmlns:w="{W}"><w:body>{ONE}</w:body></w:document>'
    evil = {
        "document": entity + fine.replace("Too far.", "&x;"),
        "styles": f'{entity}<w:styles xmlns:w="{W}">&x;</w:styles>',
        "footnotes": f'{entity}<w:footnotes xmlns:w="{W}">&x;</w:footnotes>',
        "rels": f'{entity}<Relationships xmlns="{papers.RELATIVES}">&x;</Relationships>',
    }[where]
    whole = papers.of(ONE, **({where: evil} if where in ("styles", "footnotes") else {}))
    members: dict[str, bytes | str] = {one: papers.part(whole, one) for one in papers.names(whole)}
    members |= {"document": {"word/document.xml": evil}, "rels": {"_rels/.rels": evil}}.get(
        where, {}
    )
    page = said(drafting.bring("reply.docx", made.archive(members)))
    assert page.count(BROKEN) == 2
    assert "the secret" not in page
    assert kept_nothing(folder)


def body(inner: str) -> str:
    """The main part of a document."""
    return f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'


def laughs() -> str:
    """Entities of entities of entities."""
    grown = "".join(f"<!ENTITY {chr(98 + one)} '{f'&{chr(97 + one)};' * 20}'>" for one in range(10))
    return f"<!DOCTYPE w [<!ENTITY a 'ha'>{grown}]><w>&k;</w>"


LONG = "The selected document is too long to be read."
HOSTILE: dict[str, tuple[Callable[[], str], str]] = {
    "many": (lambda: body(ONE + "<w:p/>" * (MOST_ELEMENTS - 1_000)), "1"),
    "too many": (lambda: body("<a/>" * 1_500_000), LONG),
    "long": (lambda: body(paragraph(run("x" * (MOST_BYTES - 1_000)))), "1"),
    "too long": (lambda: body(paragraph(run("x" * 9_000_000))), LONG),
    "deep": (lambda: "<a>" * 200_000 + "</a>" * 200_000, BROKEN),
    "attributes": (
        lambda: body("<w:p " + " ".join(f"a{one}='x'" for one in range(600_000)) + "/>" + ONE),
        LONG,
    ),
    "laughs": (laughs, BROKEN),
    "notes": (
        lambda: body(paragraph('<w:r><w:footnoteReference w:id="7"/></w:r>' * 50_000)), LONG,
    ),
}  # fmt: skip
READ = """
import sys, django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from consultation.reply.word.reading import read, why_not_word
from consultation.states import Refused
def peak():
    (line,) = (one for one in open("/proc/self/status") if one.startswith("VmHWM"))
    return int(line.split()[1])
file = SimpleUploadedFile("a.docx", open(sys.argv[1], "rb").read())
before = peak()
try:
    print(why_not_word(file) or len(read(file.file).passages))
except Refused as refusal:
    print(refusal)
print(before, peak())
"""


@pytest.mark.faults
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_takes_little_memory_and_time(name: str, tmp_path: Path) -> None:
    """In a process of its own, where what the parser takes outside Python is counted too."""
    written, outcome = HOSTILE[name]
    words = paragraph(run("x" * 1_000_000))
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="7">{words}</w:footnote></w:footnotes>'
    whole = papers.of(ONE, footnotes=notes)
    members: dict[str, bytes | str] = {one: papers.part(whole, one) for one in papers.names(whole)}
    noise = "".join(f"{one:x}" for one in range(60_000))  # so that it is no bomb by its ratio
    members |= {"word/document.xml": written(), "word/media/noise.bin": noise}
    place = tmp_path / "hostile.docx"
    place.write_bytes(made.archive(members))
    told = subprocess.run(
        [sys.executable, "-c", READ, str(place)], capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    said_of_it, figures = told.stdout.strip().splitlines()
    assert said_of_it.startswith(outcome)
    before, peak = (int(one) for one in figures.split())
    assert (peak < 200_000, peak - before < 120_000) == (True, True), figures  # kilobytes
    sys.stdout.write(figures)
