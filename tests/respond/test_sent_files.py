"""Files that are sent: in one commit with the rest, on the receipt; or erased in the end."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from consultation.events import MACHINE, PUBLIC
from consultation.files import disk
from consultation.ledger.commitments import commitment
from consultation.models import (
    Attachment,
    Channel,
    Consultation,
    Draft,
    Event,
    Leaf,
    LeafSalt,
    Message,
    Proposal,
    Response,
)
from consultation.respond import actions
from consultation.respond.acceptance import committed
from consultation.respond.content import Content
from consultation.respond.journey import Answers
from consultation.respond.queries import answers_of
from consultation.respond.receipts import answers_in, given_by
from consultation.states import Refused
from consultation.uploads.actions import sweep
from tests.respond.filing import ADDED, PAGE, add, asks, finish, on_disk, walk
from tests.respond.resident import Resident, text_of
from tests.uploads import made


def forgotten() -> None:
    """What the hourly job does, as if the database's clock showed the hour of the test."""
    actions.forget(by=MACHINE, at=timezone.now())
    sweep(by=MACHINE, at=timezone.now())


def test_shown_on_check_receipt_and_every_file_of_it(at_files: Resident) -> None:
    add(at_files, "Plän <b>.pdf", made.pdf(size=24_321))
    at_files.go(PAGE, "publish/")
    at_files.go("publish/", "copy/", publish="WORDS")
    at_files.go("copy/", "check/", email="ruth@example.com")
    shown = "Plän -b-.pdf (PDF, 24 KB)"
    assert shown in text_of(at_files.get("check/"))
    at_files.send()
    digest = Attachment.objects.get().sha256
    told = "SHA-256 (a fingerprint of the file) Plän -b-.pdf:"
    for page in ("sent/", "receipt.html"):
        kept = f'{shown}<br><span class="cp-quiet">{told} <bdi dir="ltr">{digest}</bdi></span></dd>'
        assert kept in text_of(at_files.get(page)), page
    text = text_of(at_files.get("receipt.txt")).replace("\r\n", "\n")
    line = f"Do you have a document to add?\n{shown}\n{told} {digest}\n"
    assert line in text
    assert line in Message.objects.get(kind="receipt").body
    pdf = PdfReader(io.BytesIO(at_files.get("receipt.pdf").content))
    said = "\n".join(page.extract_text() for page in pdf.pages)
    assert f"{shown}\n{told}\n{digest}\n" in said


def test_before_it_is_sent_there_is_no_fingerprint(at_files: Resident) -> None:
    add(at_files)
    at_files.go(PAGE, "publish/")
    at_files.go("publish/", "copy/", publish="WORDS")
    at_files.go("copy/", "check/")
    page = text_of(at_files.get("check/"))
    assert "plan.pdf" in page
    assert "SHA-256" not in page
    assert Attachment.objects.get().sha256 not in page


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
    disk.path_of(lost.stored_as).write_bytes(b"half")
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
        assert disk.path_of(one.stored_as).read_bytes() == ADDED


def test_what_was_not_sent_is_erased_after_28_days(
    at_files: Resident, consultation: Consultation, folder: Path, proposal: Proposal
) -> None:
    add(at_files)
    other = walk(Resident(Client(), consultation), proposal)
    add(other, "kept.pdf")
    other.go(PAGE, "publish/")
    finish(other)
    with time_machine.travel(timezone.now() + timedelta(days=28), tick=False):
        forgotten()
        assert (Attachment.objects.count(), on_disk(folder)) == (2, 2)
    with time_machine.travel(timezone.now() + timedelta(days=28, seconds=1), tick=False):
        forgotten()
        forgotten()
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
    forgotten()
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
    assert text_of(resident.get("sent/")).count("plan.pdf (PDF, ") == 1
