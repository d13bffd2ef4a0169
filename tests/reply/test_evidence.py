"""Files of a formal reply: everything that somebody may try to get in, and what happens to it."""

import tracemalloc
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation import files, tasks
from consultation.files import disk
from consultation.models import Attachment, Consultation, FormalReply, Organisation, Role, User
from consultation.reply import actions, editions
from consultation.reply.actions import Grounds
from consultation.reply.document import Content, Passage
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, with_app
from tests.reply.conftest import as_, said
from tests.reply.drafting import Drafting, on_disk
from tests.reply.signed import person_of
from tests.uploads import made
from tests.uploads.scanner import listening
from tests.uploads.test_judging import BAD, EMPTY, LARGE, MACROS, TYPES

AGAIN = "The selected file could not be uploaded – try again"
FULL = "You can only add up to 10 files. Remove one to add another"
MISLED = "The selected file is a {} but its name ends in {}, not {}"
NESTED = made.office(more={"word/embeddings/inner.docx": made.bomb(9_900_000)})
WORSE = {
    "program.pdf": (b"MZ\x90\x00" + made.pdf(), TYPES),
    "macro.docm": (made.office(made.MACRO_WORD, {"word/vbaProject.bin": b"\x00"}), MACROS),
    "../../letter.docx": (made.office(more={"word/vbaProject.bin": b"\x00"}), MACROS),
    "letter.docx": (made.pdf(), MISLED.format("PDF", ".docx", ".pdf")),
    "photo.png": (made.jpg(), MISLED.format("JPG", ".png", ".jpg")),
    "report.pdf.exe": (made.pdf(), MISLED.format("PDF", ".exe", ".pdf")),
    "page.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", TYPES),
    "more.pdf": (made.pdf(size=Attachment.MOST_BYTES + 1), LARGE),
    "far more.pdf": (made.pdf(size=25_000_000), LARGE),
}
ATTACKS = {**{name: case for name, case in BAD.items() if case[0]}, **WORSE}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_must_not_get_in_is_refused_and_nothing_is_kept(
    drafting: Drafting, folder: Path, name: str
) -> None:
    content, sentence = ATTACKS[name]
    page = drafting.upload(name, content)
    assert page.status_code == 200
    assert said(page).count(sentence) == 2  # in the summary and beside the box
    assert (Attachment.objects.count(), on_disk(folder)) == (0, 0)


def test_no_bytes_and_no_file(drafting: Drafting, folder: Path) -> None:
    assert said(drafting.empty()).count(EMPTY) == 2
    assert said(drafting.client.post(f"{drafting.root}files/")).count("Select a file") == 2
    assert (Attachment.objects.count(), on_disk(folder)) == (0, 0)


def test_a_bomb_within_a_document_is_never_opened(drafting: Drafting, folder: Path) -> None:
    """What is in it stays packed, here and for good: it is kept as the bytes that came."""
    tracemalloc.start()
    assert drafting.upload("nested.docx", NESTED).status_code == 303
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
    assert disk.path_of(Attachment.objects.get().stored_as).read_bytes() == NESTED


@pytest.mark.parametrize("name", ["bomb.docx", "liar.docx", "many.docx", "far more.pdf"])
def test_what_is_far_too_large_takes_little_memory(drafting: Drafting, name: str) -> None:
    content, _sentence = ATTACKS[name]
    tracemalloc.start()
    before, _peak = tracemalloc.get_traced_memory()
    drafting.upload(name, content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - before < 200_000_000  # the test client itself holds what it sends


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("photo\u202efdp.pdf", "photofdp.pdf"),
        ("<script>alert(1)<script>.pdf", "-script-alert(1)-script-.pdf"),
        (".pdf", "file.pdf"),
        ("x" * 250 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_tricks_in_names_lead_nowhere(
    drafting: Drafting, folder: Path, given: str, kept: str
) -> None:
    assert drafting.upload(given).status_code == 303
    one = Attachment.objects.get()
    assert (one.name, one.formal_reply) == (kept, drafting.reply)
    assert disk.path_of(one.stored_as).read_bytes() == made.pdf()
    assert on_disk(folder) == on_disk(folder.parent) == 1
    answer = drafting.get(f"files/{one.pk}/")
    assert b"".join(answer) == made.pdf()
    assert answer["Content-Disposition"].startswith("attachment; ")


def test_added_listed_downloaded_and_removed(drafting: Drafting, folder: Path) -> None:
    assert "No files yet." in said(drafting.get())
    assert drafting.upload()["Location"] == f"{drafting.root}files/"
    drafting.upload("photo.jpg", made.jpg())
    page = said(drafting.get())
    assert "2 files added" in page
    assert page.count("Not scanned for viruses") == 2
    plan, photo = Attachment.objects.order_by("-name")
    assert all(f"SHA-256 {one.sha256}" in page for one in (plan, photo))
    answer = drafting.get(f"files/{plan.pk}/")
    assert b"".join(answer) == made.pdf()
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": 'attachment; filename="plan.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    assert {name: answer[name] for name in headers} == headers
    assert "no-store" in answer["Cache-Control"]
    assert drafting.remove(plan.stored_as).status_code == 303
    for key in (plan.stored_as, "nonsense", uuid4().hex):  # pressed twice, or by another hand
        assert drafting.remove(key).status_code == 303
    assert (Attachment.objects.get(), on_disk(folder)) == (photo, 1)
    assert drafting.get(f"files/{plan.pk}/").status_code == 404


def test_the_same_file_twice_is_kept_once(drafting: Drafting, folder: Path) -> None:
    drafting.upload()
    assert drafting.upload().status_code == 303
    assert (Attachment.objects.count(), on_disk(folder)) == (1, 1)
    drafting.upload("the same under another name.pdf")
    assert Attachment.objects.count() == 2


def test_an_eleventh_file_is_refused_and_the_ten_stay(drafting: Drafting, folder: Path) -> None:
    for number in range(10):
        drafting.upload(f"notes {number}.txt", b"Too far.")
    full = said(drafting.get())
    assert "10 files added" in full
    assert FULL in full
    assert 'type="file"' not in full
    page = said(drafting.upload("notes 10.txt", b"Too far."))
    assert page.count(FULL) == 2
    assert (Attachment.objects.count(), on_disk(folder)) == (10, 10)
    drafting.remove(Attachment.objects.earliest("uploaded_at", "pk").stored_as)
    assert drafting.upload("notes 10.txt", b"Too far.").status_code == 303
    assert Attachment.objects.count() == 10


def test_a_virus_is_turned_away_and_a_clean_file_taken(
    drafting: Drafting, settings: Any, folder: Path
) -> None:
    with listening(settings):
        page = said(drafting.upload("letter.txt", made.EICAR))
        assert page.count("The selected file contains a virus") == 2
        assert (Attachment.objects.count(), on_disk(folder)) == (0, 0)
        drafting.upload()
    assert Attachment.objects.get().state == "CLEAN"
    assert "Scanned, no virus found" in said(drafting.get())


def test_a_scanner_that_is_away_lets_nothing_in(
    drafting: Drafting, settings: Any, folder: Path
) -> None:
    settings.CLAMD_URL = "unix:///nowhere"
    assert said(drafting.upload()).count(AGAIN) == 2
    assert (Attachment.objects.count(), on_disk(folder)) == (0, 0)


def test_a_full_disk_lets_nothing_in(
    drafting: Drafting, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(files, "LEAST_FREE", 1 << 62)
    assert said(drafting.upload()).count(AGAIN) == 2
    assert Attachment.objects.count() == 0


def test_a_virus_that_is_found_later_is_handed_to_nobody(drafting: Drafting, settings: Any) -> None:
    drafting.upload("letter.txt", made.EICAR)
    with listening(settings):
        tasks.scan_attachments()
    one = Attachment.objects.get()
    assert one.state == "INFECTED"
    page = said(drafting.get())
    assert "Quarantined: a virus was found" in page
    assert f"/files/{one.pk}/" not in page
    answer = drafting.get(f"files/{one.pk}/")
    assert answer.status_code == 403
    assert "A virus was found in this file." in said(answer)
    assert drafting.remove(one.stored_as).status_code == 303
    assert Attachment.objects.count() == 0


def test_an_observer_reads_and_changes_nothing(
    drafting: Drafting, council_observer: User, folder: Path
) -> None:
    drafting.upload()
    one = Attachment.objects.get()
    observer = Drafting(as_(council_observer), drafting.reply)
    page = said(observer.get())
    assert "plan.pdf" in page
    assert 'type="file"' not in page
    assert 'name="remove"' not in page
    assert b"".join(observer.get(f"files/{one.pk}/")) == made.pdf()
    for answer in (observer.upload("more.pdf"), observer.remove(one.stored_as)):
        assert answer.status_code == 403
        assert "You need another role to draft" in said(answer)
    assert observer.get("word/").status_code == 403
    assert observer.get("draft.docx").status_code == 200
    assert (Attachment.objects.get(), on_disk(folder)) == (one, 1)


def test_another_council_staff_and_visitors_learn_nothing(
    drafting: Drafting, merton: Organisation, superuser: User, consultation: Consultation
) -> None:
    """Not even with a reply of their own, and the key of the file."""
    drafting.upload()
    one = Attachment.objects.get()
    theirs: User = factories.GrantFactory(role="COUNCIL_APPROVER", organisation=merton).person
    for person in (theirs, superuser):
        other = Drafting(as_(person), drafting.reply)
        for page in ("files/", f"files/{one.pk}/", "word/", "draft.docx"):
            assert other.get(page).status_code == 404, page
        for answer in (other.upload(), other.remove(one.stored_as), other.bring("a.docx", b"a", 1)):
            assert answer.status_code == 404
    actions.begin(organisation=merton, consultation=consultation, by=theirs, at=NOW)
    own = Drafting(as_(theirs), drafting.reply)
    assert "plan.pdf" not in said(own.get())
    assert own.get(f"files/{one.pk}/").status_code == 404
    assert own.remove(one.stored_as).status_code == 303
    assert as_(superuser).get(f"/staff/attachments/{one.pk}/").status_code == 404
    visitor = Drafting(Client(), drafting.reply)
    for page in ("files/", f"files/{one.pk}/", "word/", "draft.docx"):
        assert visitor.get(page).status_code == 302
    assert Attachment.objects.get() == one


def test_three_files_take_no_more_queries_than_one(drafting: Drafting) -> None:
    drafting.upload()
    with CaptureQueriesContext(connection) as one:
        drafting.get()
    drafting.upload("two.pdf")
    drafting.upload("three.pdf")
    with CaptureQueriesContext(connection) as three:
        drafting.get()
    assert len(one) == len(three)


def test_a_file_whose_bytes_are_gone_is_told(drafting: Drafting) -> None:
    drafting.upload()
    one = Attachment.objects.get()
    disk.path_of(one.stored_as).write_bytes(b"half")
    assert "This file did not reach us. Remove it and add it again." in said(drafting.get())
    files.remove(one.stored_as)
    assert drafting.get(f"files/{one.pk}/").status_code == 404
    assert drafting.remove(one.stored_as).status_code == 303
    assert Attachment.objects.count() == 0


def write(reply: FormalReply, by: User) -> None:
    """Say something in the view as a whole."""
    (view, *_) = editions.sections_of(reply)
    actions.save_section(
        section=view.section, content=Content(passages=(Passage("a1", "Buses", "Too far."),)),
        seen=0, by=by, at=NOW,
    )  # fmt: skip


def sign(reply: FormalReply, approver: User) -> None:
    """Sign what is written now."""
    actions.sign(
        reply=reply, digest=editions.document_of(reply).digest, by=approver, at=NOW,
        grounds=Grounds("DELEGATED", "DD/2026/114", date(2026, 11, 20)), signer_post="Head",
    )  # fmt: skip


def test_while_it_waits_for_approval_its_files_stand_still(
    drafting: Drafting, council_drafter: User, folder: Path
) -> None:
    write(drafting.reply, council_drafter)
    drafting.upload()
    one = Attachment.objects.get()
    actions.ask_approval(reply=drafting.reply, by=council_drafter, at=NOW)
    page = said(drafting.get())
    assert "The reply waits for approval, so it cannot be changed." in page
    assert 'name="remove"' not in page
    waits = "The reply waits for approval, so it cannot be changed. Take it back first"
    assert waits in said(drafting.upload("more.pdf"))
    assert waits in said(drafting.remove(one.stored_as))
    assert waits in said(drafting.get("word/"))
    assert (Attachment.objects.get(), on_disk(folder)) == (one, 1)
    # With the row as it was read before somebody asked for approval.
    drafting.reply.state = "DRAFT"
    with pytest.raises(Refused, match="waits for approval"):
        actions.attach(
            reply=drafting.reply, file=made.upload("more.pdf", made.pdf()), by=council_drafter,
            at=NOW,
        )  # fmt: skip
    assert on_disk(folder) == 1


def test_signed_files_belong_to_the_response_and_the_text_names_their_bytes(
    drafting: Drafting, council_drafter: User, council_approver: User, folder: Path
) -> None:
    write(drafting.reply, council_drafter)
    drafting.upload()
    drafting.upload("photo.jpg", made.jpg())
    actions.ask_approval(reply=drafting.reply, by=council_drafter, at=NOW)
    sign(drafting.reply, with_app(council_approver))
    signed = FormalReply.objects.get().signed
    kept = list(signed.response.attachments.evidence())
    assert {one.name for one in kept} == {"plan.pdf", "photo.jpg"}
    assert drafting.reply.attachments.count() == 0
    for one in kept:
        content = disk.path_of(one.stored_as).read_bytes()
        assert sha256(content).hexdigest() == one.sha256
        line = f"{one.name} ({one.content_type}, {len(content)} bytes)\nSHA-256 {one.sha256}\n"
        assert line in signed.text
    page = said(drafting.get())
    assert "These files were sent with the reply" in page
    assert all(one.sha256 in page for one in kept)
    assert "This edition is finished." in said(drafting.upload("more.pdf"))
    assert "This edition is finished." in said(drafting.remove(kept[0].stored_as))
    edition = drafting.get("editions/1/").content.decode()
    for one in kept:
        address = f"{drafting.root}files/{one.pk}/"
        assert f'href="{address}"' in drafting.get("files/").content.decode()
        assert f'href="{address}"' in edition
        assert b"".join(drafting.client.get(address)) == disk.path_of(one.stored_as).read_bytes()
    assert on_disk(folder) == 2


def test_a_replacement_has_copies_of_its_own(
    drafting: Drafting, council_drafter: User, council_approver: User, folder: Path,
    merton: Organisation,
) -> None:  # fmt: skip
    write(drafting.reply, council_drafter)
    drafting.upload()
    actions.ask_approval(reply=drafting.reply, by=council_drafter, at=NOW)
    sign(drafting.reply, with_app(council_approver))
    newer = actions.begin(
        organisation=drafting.reply.organisation, consultation=drafting.reply.consultation,
        by=council_drafter, at=NOW,
    )  # fmt: skip
    sent, copy = Attachment.objects.exclude(response=None).get(), newer.attachments.get()
    assert (copy.name, copy.sha256, copy.size) == (sent.name, sent.sha256, sent.size)
    assert b"".join(drafting.get(f"files/{copy.pk}/")) == made.pdf()
    assert b"".join(drafting.get(f"files/{sent.pk}/")) == made.pdf()  # of the edition before
    at_merton = person_of(merton, Role.COUNCIL_DRAFTER)
    actions.begin(organisation=merton, consultation=newer.consultation, by=at_merton, at=NOW)
    for one in (sent, copy):
        assert as_(at_merton).get(f"{drafting.root}files/{one.pk}/").status_code == 404
    assert drafting.remove(sent.stored_as).status_code == 303  # no file of this edition
    assert drafting.remove(copy.stored_as).status_code == 303
    assert disk.path_of(sent.stored_as).read_bytes() == made.pdf()
    assert (Attachment.objects.get(), on_disk(folder)) == (sent, 1)


def test_a_replacement_begins_though_the_bytes_of_a_file_are_gone(
    drafting: Drafting, council_drafter: User, council_approver: User, folder: Path
) -> None:
    write(drafting.reply, council_drafter)
    drafting.upload()
    actions.ask_approval(reply=drafting.reply, by=council_drafter, at=NOW)
    sign(drafting.reply, with_app(council_approver))
    files.remove(Attachment.objects.get().stored_as)
    assert drafting.client.post(f"{drafting.root}begin/").status_code == 303
    assert "This file did not reach us. Remove it and add it again." in said(drafting.get())


@pytest.mark.parametrize(
    "change",
    ["UPDATE {} SET name = 'other.pdf'", "UPDATE {} SET sha256 = repeat('0', 64)",
     "UPDATE {} SET size = 1", "UPDATE {} SET response_id = NULL, formal_reply_id = 1",
     "DELETE FROM {}", "TRUNCATE {} CASCADE"],
)  # fmt: skip
def test_the_database_keeps_what_was_signed(
    drafting: Drafting, council_drafter: User, council_approver: User, change: str
) -> None:
    write(drafting.reply, council_drafter)
    drafting.upload()
    actions.ask_approval(reply=drafting.reply, by=council_drafter, at=NOW)
    sign(drafting.reply, with_app(council_approver))
    before = Attachment.objects.values().get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(change.format("consultation_attachment"))
    assert Attachment.objects.values().get() == before
