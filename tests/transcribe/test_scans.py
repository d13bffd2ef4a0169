"""The scan lies beside the answers: for the checker, for the moderator, and for good."""

from pathlib import Path

import pytest
from django.urls import reverse

from consultation import files
from consultation.files import disk
from consultation.models import Attachment, Event, Proposal, Response, User
from consultation.states import Refused
from consultation.transcribe import actions
from tests.conftest import NOW
from tests.transcribe.conftest import Desk
from tests.uploads.made import pdf, upload

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("channel", ["PAPER", "LETTER"])
def test_paper_is_checked_against_its_scan(typist: Desk, proposal: Proposal, channel: str) -> None:
    made = typist.begin(proposal, channel=channel, scans=0)
    answer = typist.type(made, p__reasons="Too far.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Add a scan of the paper, so that somebody else can check it" in page
    assert "Too far." in page
    typist.scan(made)
    assert typist.type(made, p__reasons="Too far.").status_code == 302


@pytest.mark.parametrize("channel", ["EMAIL", "MEETING"])
def test_others_need_none(typist: Desk, proposal: Proposal, channel: str) -> None:
    made = typist.begin(proposal, channel=channel, scans=0)
    assert typist.type(made, p__reasons="Too far.").status_code == 302


def test_the_checker_and_the_moderator_have_the_scan(
    typist: Desk, checker: Desk, proposal: Proposal
) -> None:
    made = typist.begin(proposal, scans=2)
    typist.type(made, p__stance="OPPOSE")
    first, second = Attachment.objects.scans()
    page = checker.get("transcription-check", made.pk)
    for scan in (first, second):
        assert scan.name in page
        assert reverse("attachment", args=[scan.pk]) in page
    got = checker.client.get(reverse("attachment", args=[first.pk]))
    assert b"".join(got) == pdf()
    checker.check(made)
    response = Response.objects.get()
    assert list(Attachment.objects.scans().filter(response=response, draft=None)) == [first, second]
    assert "page 1.pdf" in typist.get("response", response.pk)


def test_a_scan_is_removed_while_it_is_typed_and_no_longer(
    typist: Desk, checker: Desk, proposal: Proposal
) -> None:
    made = typist.begin(proposal, scans=2)
    gone, kept = Attachment.objects.scans()
    typist.post("transcription-scans", made.pk, remove=gone.stored_as)
    assert not disk.path_of(gone.stored_as).exists()
    assert list(Attachment.objects.scans()) == [kept]
    told = Event.objects.filter(kind__startswith="transcription.scan").order_by("pk")
    assert [(one.kind, one.by) for one in told] == [
        ("transcription.scan_added", typist.person.pk),
        ("transcription.scan_added", typist.person.pk),
        ("transcription.scan_removed", typist.person.pk),
    ]
    added, other, removed = (one.facts["file"] for one in told)
    assert {added, other} == {f"attachment:{gone.pk}", f"attachment:{kept.pk}"}
    assert removed == f"attachment:{gone.pk}"
    assert {one.about for one in told} == {f"transcription:{made.pk}"}
    typist.type(made, p__stance="OPPOSE")
    answer = typist.post("transcription-scans", made.pk, remove=kept.stored_as)
    assert "nothing more can be typed in" in answer.content.decode()
    answer = typist.scan(made)
    assert "nothing more can be typed in" in answer.content.decode()
    assert list(Attachment.objects.scans()) == [kept]
    checker.check(made)
    with pytest.raises(Refused):
        actions.remove_scan(transcription=made, name=kept.stored_as, by=typist.person, at=NOW)


def test_what_is_no_scan_is_refused(typist: Desk, proposal: Proposal) -> None:
    made = typist.begin(proposal, scans=0)
    page = typist.scan(made, "page.pdf", b"MZ").content.decode()
    assert page.count("There is a problem") == 1
    assert "govuk-error-message" in page
    assert Attachment.objects.count() == 0


def test_ten_files_and_no_more(typist: Desk, proposal: Proposal, folder: Path) -> None:
    made = typist.begin(proposal, scans=10)
    page = typist.scan(made, "page 11.pdf").content.decode()
    assert page.count("There are 10 files already. Remove one to add another") == 2
    assert Attachment.objects.count() == 10
    stored = [one for one in folder.rglob("*") if one.is_file()]
    assert len(stored) == 10


def test_a_scan_whose_bytes_are_gone_is_none(
    typist: Desk, checker: Desk, proposal: Proposal
) -> None:
    made = typist.begin(proposal)
    typist.type(made, p__stance="OPPOSE")
    files.remove(Attachment.objects.get().stored_as)
    answer = checker.check(made)
    assert answer.status_code == 409
    assert "The scan “page 1.pdf” is not there any more." in answer.content.decode()
    assert Response.objects.count() == 0


def test_other_roles_add_no_scan(typist: Desk, analyst: User, proposal: Proposal) -> None:
    made = typist.begin(proposal, scans=0)
    with pytest.raises(Refused, match="You need another role"):
        actions.add_scan(
            transcription=made,
            file=upload("page.pdf", pdf()),
            by=analyst,
            at=NOW,
        )
    assert Attachment.objects.count() == 0
