"""Files as answers: added one by one, kept with the draft, sent in the same commit as the rest."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation import files, tasks
from consultation.events import PUBLIC
from consultation.ledger.commitments import commitment
from consultation.models import (
    Answer,
    Attachment,
    Channel,
    Consultation,
    Draft,
    Event,
    Leaf,
    LeafSalt,
    Message,
    Proposal,
    QuestionVersion,
    Response,
)
from consultation.respond import actions
from consultation.respond.acceptance import committed
from consultation.respond.content import Content
from consultation.respond.journey import Answers
from consultation.respond.queries import answers_of
from consultation.respond.receipts import answers_in, given_by
from consultation.states import Refused
from tests import factories
from tests.respond.resident import Resident, text_of
from tests.uploads import made

PAGE = "questions/document/"
ADDED = made.pdf()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own."""
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def asks(
    consultation: Consultation, *, most: int = 3, required: bool = False, scope: str = "ALL"
) -> QuestionVersion:
    """One more question, for files."""
    question = factories.QuestionFactory(
        consultation=consultation, key="document", position=9, kind="FILE", scope=scope,
        required=required,
    )  # fmt: skip
    version: QuestionVersion = factories.QuestionVersionFactory(
        question=question, wording="Do you have a document to add?", short="Documents",
        max_length=0, most=most, missing="Select a document" if required else "",
    )  # fmt: skip
    return version


@pytest.fixture
def at_files(resident: Resident, consultation: Consultation, proposal: Proposal) -> Resident:
    """On the page that asks for up to three files."""
    asks(consultation)
    return walk(resident, proposal)


def walk(resident: Resident, proposal: Proposal) -> Resident:
    slug = proposal.station.slug
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="E09000026")
    resident.go("stations/", f"about/{slug}/view/", proposals=[proposal.pk])
    resident.go(f"about/{slug}/view/", "questions/anything-else/", stance="OPPOSE")
    resident.go("questions/anything-else/", PAGE)
    return resident


def add(
    resident: Resident, name: str = "plan.pdf", content: bytes = ADDED, **more: Any
) -> HttpResponse:
    """Choose a file and press the button that adds it."""
    page = more.pop("page", PAGE)
    fields = more or {"add": "file"}
    sent = {**fields, "file": SimpleUploadedFile(name, content)}
    return resident.client.post(resident.root + page, sent)  # type: ignore[return-value]


def finish(resident: Resident) -> Response:
    resident.go("publish/", "copy/", publish="WORDS")
    resident.go("copy/", "check/", email="ruth@example.com")
    return resident.send()


def on_disk(folder: Path) -> int:
    return sum(1 for one in folder.rglob("*") if one.is_file())


def test_added_removed_and_sent(at_files: Resident, folder: Path) -> None:
    assert "Choose a file" in text_of(at_files.get(PAGE))
    answer = add(at_files)
    assert (answer.status_code, answer["Location"]) == (303, at_files.root + PAGE)
    add(at_files, "photo.jpg", made.jpg())
    page = text_of(at_files.get(PAGE))
    assert "2 files added" in page
    assert "Add another file" in page
    first, second = Attachment.objects.order_by("name")[::-1]
    gone = at_files.post(PAGE, remove=second.pk.hex)
    assert gone["Location"] == at_files.root + PAGE
    assert list(Attachment.objects.all()) == [first]
    assert on_disk(folder) == 1
    # Pressed twice, or by another hand: nothing else goes.
    at_files.post(PAGE, remove=second.pk.hex)
    at_files.post(PAGE, remove="nonsense")
    assert "1 file added" in text_of(at_files.get(PAGE))
    at_files.go(PAGE, "publish/")
    response = finish(at_files)
    kept = Attachment.objects.get()
    assert (kept.response, kept.draft, kept.pk, kept.state) == (
        response, None, first.pk, "UNSCANNED",
    )  # fmt: skip
    assert (kept.name, kept.content_type, kept.purpose) == ("plan.pdf", "PDF", "EVIDENCE")
    assert files.path_of(kept.stored_as).read_bytes() == ADDED
    rows = Answer.objects.filter(response=response, question_version__question__key="document")
    assert list(rows.values_list("place", "choice", "text")) == [
        (0, "", f"{kept.pk.hex} {kept.sha256} {len(ADDED)} PDF plan.pdf")
    ]


def test_continue_adds_what_was_chosen_and_goes_on(at_files: Resident) -> None:
    answer = add(at_files, seen="")
    assert answer["Location"] == f"{at_files.root}publish/"
    assert Attachment.objects.count() == 1


def test_nothing_is_no_answer_and_a_required_one_is_asked_for(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    asks(consultation, required=True)
    walk(resident, proposal)
    assert text_of(resident.post(PAGE)).count("Select a document") == 2
    assert text_of(resident.post(PAGE, add="file")).count("Select a file") == 2
    assert resident.get("check/")["Location"] == resident.root + PAGE
    add(resident)
    resident.go(PAGE, "publish/")
    finish(resident)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.pdf", b"", "The selected file is empty"),
        ("page.html", b"<html>", "The selected file must be a PDF, DOCX, ODT, XLSX"),
        ("large.pdf", made.pdf(size=Attachment.MOST_BYTES + 1), "must be smaller than 10MB"),
        ("huge.pdf", made.pdf(size=25_000_000), "must be smaller than 10MB"),
        ("locked.pdf", made.locked_pdf(), "The selected file is password protected"),
        ("bomb.docx", made.bomb(), "The selected file is damaged"),
    ],
)
@pytest.mark.parametrize("button", ["add", "seen"], ids=["upload", "continue"])
def test_a_file_that_cannot_be_taken_loses_nothing(
    at_files: Resident, folder: Path, name: str, content: bytes, sentence: str, button: str
) -> None:
    add(at_files)
    page = text_of(add(at_files, name, content, **{button: "file"}))
    assert page.count(sentence) == 2
    assert "1 file added" in page
    assert (Attachment.objects.count(), on_disk(folder)) == (1, 1)


def test_a_scanner_that_is_away(at_files: Resident, settings: Any) -> None:
    settings.CLAMD_URL = "unix:///nowhere"
    page = text_of(add(at_files))
    assert page.count("The selected file could not be uploaded – try again") == 2
    assert Attachment.objects.count() == 0


def test_one_more_than_the_question_takes(
    resident: Resident, consultation: Consultation, proposal: Proposal, folder: Path
) -> None:
    asks(consultation, most=10)
    walk(resident, proposal)
    for number in range(10):
        add(resident, f"notes {number}.txt", b"Too far.")
    full = text_of(resident.get(PAGE))
    assert "10 files added" in full
    assert 'type="file"' not in full
    assert "To send something else, remove a file first." in full
    page = text_of(add(resident, "notes 10.txt", b"Too far."))
    assert page.count("You can only add up to 10 files. Remove one to add another") == 2
    assert (Attachment.objects.count(), on_disk(folder)) == (10, 10)
    resident.go(PAGE, "publish/")


def test_one_file_is_replaced_by_removing_it(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    asks(consultation, most=1)
    walk(resident, proposal)
    add(resident)
    page = text_of(add(resident, "other.pdf"))
    assert page.count("You can only add 1 file. Remove it to add another") == 2
    resident.post(PAGE, remove=Attachment.objects.get().pk.hex)
    add(resident, "other.pdf")
    assert Attachment.objects.get().name == "other.pdf"


def test_the_same_file_sent_twice_is_kept_once(at_files: Resident, folder: Path) -> None:
    add(at_files)
    add(at_files)
    assert (Attachment.objects.count(), on_disk(folder)) == (1, 1)
    assert "1 file added" in text_of(at_files.get(PAGE))


def test_two_tabs_each_add_one(at_files: Resident) -> None:
    """Neither overwrites the other: the slower one is done again upon what the faster one left."""
    draft, again = Draft.objects.get(), Draft.objects.get()
    version = QuestionVersion.objects.get(question__key="document")

    def attach(draft: Draft, name: str) -> None:
        actions.attach(
            draft=draft, answers=Answers.read(draft.answers), version=version, proposal=None,
            file=made.upload(name, ADDED), by=PUBLIC, at=timezone.now(),
        )  # fmt: skip

    attach(draft, "one.pdf")
    with pytest.raises(actions.Overtaken):
        attach(again, "two.pdf")
    assert [one.name for one in Attachment.objects.all()] == ["one.pdf"]
    add(at_files, "two.pdf")
    assert "2 files added" in text_of(at_files.get(PAGE))


def test_saved_and_returned_to_on_another_device(at_files: Resident) -> None:
    add(at_files)
    answer = at_files.post(PAGE, save="later")
    assert answer["Location"] == f"{at_files.root}save/"
    other = Resident(Client(), Draft.objects.get().consultation)
    other.client.post("/return/", {"code": at_files.code()})
    assert "plan.pdf" in text_of(other.get(PAGE))


def test_a_page_that_is_left_keeps_no_file(at_files: Resident) -> None:
    assert add(at_files, save="leaving").status_code == 200
    assert Attachment.objects.count() == 0


def test_shown_on_check_receipt_and_every_file_of_it(at_files: Resident) -> None:
    add(at_files, "Plän <b>.pdf", made.pdf(size=24_321))
    at_files.go(PAGE, "publish/")
    at_files.go("publish/", "copy/", publish="WORDS")
    at_files.go("copy/", "check/", email="ruth@example.com")
    shown = "Plän -b-.pdf (PDF, 24 KB)"
    assert shown in text_of(at_files.get("check/"))
    at_files.send()
    digest = Attachment.objects.get().sha256
    assert shown in text_of(at_files.get("sent/"))
    assert shown in text_of(at_files.get("receipt.html"))
    text = text_of(at_files.get("receipt.txt")).replace("\r\n", "\n")
    told = f"Do you have a document to add?\n{shown}\nSHA-256 Plän -b-.pdf: {digest}\n"
    assert told in text
    assert told in Message.objects.get(kind="receipt").body
    assert at_files.get("receipt.pdf").status_code == 200


def test_the_commitment_covers_the_file(at_files: Resident) -> None:
    add(at_files)
    at_files.go(PAGE, "publish/")
    response = finish(at_files)
    given = given_by(answers_of(response))
    fields = committed(answers_in(response, given), given, channel=Channel.ONLINE)
    fields["borough"] = "E09000026"
    salt, leaf = bytes(LeafSalt.objects.get().salt), Leaf.objects.get().commitment
    assert fields["q_document_v1"] == Attachment.objects.get().sha256
    assert commitment(salt, fields) == leaf
    assert commitment(salt, fields | {"q_document_v1": "0" * 64}) != leaf


def test_it_is_sent_in_the_one_statement(at_files: Resident) -> None:
    add(at_files)
    at_files.go(PAGE, "publish/")
    at_files.go("publish/", "copy/", publish="WORDS")
    at_files.go("copy/", "check/")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        at_files.send()
    writes = [one["sql"] for one in seen if "consultation_attachment" in one["sql"]]
    assert len(writes) == 1
    assert "INSERT INTO consultation_response" in writes[0]


def test_a_file_removed_while_sending_stops_the_sending(
    at_files: Resident, consultation: Consultation
) -> None:
    add(at_files)
    at_files.go(PAGE, "publish/")
    at_files.go("publish/", "copy/", publish="WORDS")
    draft = Draft.objects.get()
    Attachment.objects.all().delete()
    with pytest.raises(Refused, match="A file was removed on another page"):
        actions.send(
            draft=draft, answers=Answers.read(draft.answers), content=Content.read(consultation),
            by=PUBLIC, at=timezone.now(),
        )  # fmt: skip
    assert Response.objects.count() == 0
    draft.refresh_from_db()
    assert draft.sent_at is None


def test_a_file_whose_bytes_are_gone_is_told_and_not_sent(at_files: Resident) -> None:
    add(at_files)
    at_files.go(PAGE, "publish/")
    at_files.go("publish/", "copy/", publish="WORDS")
    at_files.go("copy/", "check/")
    lost = Attachment.objects.get()
    files.path_of(lost.stored_as).write_bytes(b"half")
    sentence = "The file “plan.pdf” did not reach us. Remove it and add it again."
    assert sentence in text_of(at_files.post("check/", privacy="on"))
    assert Response.objects.count() == 0
    assert text_of(at_files.get(PAGE)).count(sentence) == 2
    at_files.post(PAGE, remove=lost.pk.hex)
    add(at_files)
    at_files.send()


def test_changing_carries_the_files_over(at_files: Resident, folder: Path) -> None:
    add(at_files)
    add(at_files, "photo.jpg", made.jpg())
    at_files.go(PAGE, "publish/")
    before = finish(at_files)
    at_files.go("sent/change/", "check/")
    assert "plan.pdf" in text_of(at_files.get("check/"))
    own = Attachment.objects.filter(draft__replaces=before)
    at_files.post(f"{PAGE}?change", remove=own.get(name="photo.jpg").pk.hex)
    at_files.go(f"{PAGE}?change", "check/")
    after = at_files.send()
    assert [one.name for one in before.attachments.order_by("name")] == ["photo.jpg", "plan.pdf"]
    assert [one.name for one in after.attachments.all()] == ["plan.pdf"]
    assert on_disk(folder) == 3
    for one in Attachment.objects.filter(name="plan.pdf"):
        assert files.path_of(one.stored_as).read_bytes() == ADDED


def test_what_was_not_sent_is_erased_after_28_days(
    at_files: Resident, consultation: Consultation, folder: Path, proposal: Proposal
) -> None:
    add(at_files)
    other = walk(Resident(Client(), consultation), proposal)
    add(other, "kept.pdf")
    other.go(PAGE, "publish/")
    finish(other)
    with time_machine.travel(timezone.now() + timedelta(days=28), tick=False):
        tasks.forget_drafts()
        assert (Attachment.objects.count(), on_disk(folder)) == (2, 2)
    with time_machine.travel(timezone.now() + timedelta(days=28, seconds=1), tick=False):
        tasks.forget_drafts()
        tasks.forget_drafts()
    assert [one.name for one in Attachment.objects.all()] == ["kept.pdf"]
    assert on_disk(folder) == 1
    assert Event.objects.get(kind="drafts.forgotten").facts == {"count": 1}


def test_a_file_that_is_not_asked_for_any_more_is_not_sent_and_erased(
    resident: Resident, consultation: Consultation, proposal: Proposal, folder: Path
) -> None:
    version = asks(consultation, scope="PROPOSAL")
    slug = proposal.station.slug
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="E09000026")
    resident.go("stations/", f"about/{slug}/view/", proposals=[proposal.pk])
    resident.go(f"about/{slug}/view/", f"about/{slug}/document/", stance="OPPOSE")
    add(resident, page=f"about/{slug}/document/")
    assert (Attachment.objects.get().proposal, Attachment.objects.get().question_version) == (
        proposal, version,
    )  # fmt: skip
    holborn = consultation.proposals.get(station__slug="holborn")
    resident.go("stations/?change", "about/holborn/view/", proposals=[holborn.pk])
    resident.go("about/holborn/view/", "about/holborn/document/", stance="OPPOSE")
    resident.go("about/holborn/document/", "questions/anything-else/")
    resident.go("questions/anything-else/", "publish/")
    response = finish(resident)
    assert response.attachments.count() == 0
    tasks.forget_drafts()
    assert (Attachment.objects.count(), on_disk(folder)) == (0, 0)


def test_counters_that_share_answers_share_the_file(
    resident: Resident, consultation: Consultation, folder: Path
) -> None:
    asks(consultation, scope="PROPOSAL")
    chosen = [consultation.proposals.get(station__slug=s).pk for s in ("barkingside", "holborn")]
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="OUTSIDE")
    resident.go("stations/", "about/barkingside/view/", proposals=chosen)
    page = "about/barkingside/document/"
    resident.go("about/barkingside/view/", page, stance="OPPOSE")
    add(resident, page=page)
    resident.go(page, "same/barkingside/")
    resident.go("same/barkingside/", "questions/anything-else/", others=[chosen[1]])
    # Opened by itself, Holborn has answers of its own with the same file, which each can leave.
    other = "about/holborn/document/"
    resident.go(other, "questions/anything-else/")
    file = Attachment.objects.get()
    resident.post(other, remove=file.pk.hex)
    assert (Attachment.objects.get(), on_disk(folder)) == (file, 1)
    add(resident, page=other)
    assert Attachment.objects.count() == 2
    resident.go("questions/anything-else/", "publish/")
    response = finish(resident)
    assert response.attachments.count() == 2


def test_shared_answers_name_one_file_about_each(
    resident: Resident, consultation: Consultation
) -> None:
    asks(consultation, scope="PROPOSAL")
    chosen = [consultation.proposals.get(station__slug=s).pk for s in ("barkingside", "holborn")]
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="OUTSIDE")
    resident.go("stations/", "about/barkingside/view/", proposals=chosen)
    page = "about/barkingside/document/"
    resident.go("about/barkingside/view/", page, stance="OPPOSE")
    add(resident, page=page)
    resident.go(page, "same/barkingside/")
    resident.go("same/barkingside/", "questions/anything-else/", others=[chosen[1]])
    resident.go("questions/anything-else/", "publish/")
    response = finish(resident)
    named = response.answers.filter(question_version__question__kind="FILE")
    assert [one.proposal_id for one in named.order_by("pk")] == chosen
    assert len({one.text for one in named}) == 1
    assert response.attachments.count() == 1
    assert text_of(resident.get("sent/")).count("plan.pdf") == 1


def test_another_resident_reaches_neither_list_nor_file(
    at_files: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    add(at_files)
    key = Attachment.objects.get().pk
    other = walk(Resident(Client(), consultation), proposal)
    assert "plan.pdf" not in text_of(other.get(PAGE))
    other.post(PAGE, remove=key.hex)
    assert Attachment.objects.filter(pk=key).exists()
    at_files.go(PAGE, "publish/")
    finish(at_files)
    for somebody in (other, at_files):
        answer = somebody.client.get(f"/staff/attachments/{key}/")
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/staff/sign-in/")


def test_files_of_three_responses_take_no_more_queries_than_of_one(
    at_files: Resident, superuser: Any
) -> None:
    add(at_files)
    staff = Client()
    staff.force_login(superuser)
    with CaptureQueriesContext(connection) as one:
        at_files.get(PAGE)
    add(at_files, "two.pdf")
    add(at_files, "three.pdf")
    with CaptureQueriesContext(connection) as three:
        at_files.get(PAGE)
    assert len(one) == len(three)
    at_files.go(PAGE, "publish/")
    response = finish(at_files)
    page = staff.get(f"/staff/responses/{response.pk}/").content.decode()
    assert page.count("Not scanned for viruses") == 3
    for kept in Attachment.objects.all():
        assert f'href="/staff/attachments/{kept.pk}/"' in page
