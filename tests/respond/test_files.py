"""Files as answers: added one by one, removed one by one, kept with the draft."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.events import PUBLIC
from consultation.files import disk
from consultation.models import (
    Answer,
    Attachment,
    Consultation,
    Draft,
    Proposal,
    QuestionVersion,
)
from consultation.respond import actions
from consultation.respond.journey import Answers
from tests.respond.filing import ADDED, PAGE, add, asks, finish, on_disk, walk
from tests.respond.resident import Resident, text_of
from tests.uploads import made
from tests.uploads.scanner import listening


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
    assert disk.path_of(kept.stored_as).read_bytes() == ADDED
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


def test_a_virus_is_turned_away_and_a_clean_file_taken(
    at_files: Resident, settings: Any, folder: Path
) -> None:
    with listening(settings):
        page = text_of(add(at_files, "letter.txt", made.EICAR))
        assert page.count("The selected file contains a virus") == 2
        assert on_disk(folder) == 0
        add(at_files)
    assert Attachment.objects.get().state == "CLEAN"


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
