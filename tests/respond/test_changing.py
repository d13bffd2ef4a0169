"""What a sender may do after sending: change, withdraw, say that it was somebody else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db.models import F
from django.test import Client
from django.utils import timezone

from consultation import emails
from consultation.models import (
    Consultation,
    Draft,
    Event,
    Leaf,
    Message,
    Proposal,
    Response,
    Unlogged,
)
from consultation.respond import actions
from consultation.respond.actions.drafts import Overtaken
from consultation.respond.content import Content
from consultation.respond.journey import Answers
from tests.respond.resident import Resident, text_of
from tests.respond.test_returning import link_in


@pytest.fixture(autouse=True)
def in_memory(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def sent(resident: Resident, proposal: Proposal) -> Response:
    """A response, sent."""
    resident.fill_in(proposal, instead="Open it at weekends.", email="ruth@example.com")
    return resident.send()


def states() -> list[str]:
    return list(Response.objects.order_by("pk").values_list("state", flat=True))


def kinds_about(response: Response) -> list[str]:
    events = Event.objects.filter(about=f"response:{response.pk}").order_by("pk")
    return list(events.values_list("kind", flat=True))


def test_changing_makes_a_newer_response_and_keeps_the_old(
    resident: Resident, sent: Response
) -> None:
    first_code = resident.code()
    resident.go("sent/change/", "check/")
    check = text_of(resident.get("check/"))
    assert f"You are changing response {sent.reference}." in check
    for words in (
        "It is too far to walk.",
        "Open it at weekends.",
        "ruth@example.com",
        "Redbridge",
    ):
        assert words in check
    assert states() == ["RECEIVED"]
    resident.go("questions/anything-else/?change", "check/", instead="Open it in the evening.")
    newer = resident.send()
    assert states() == ["SUPERSEDED", "RECEIVED"]
    assert newer.replaces == sent
    assert newer.answers.filter(text="Open it in the evening.").exists()
    assert sent.answers.filter(text="Open it at weekends.").exists()
    assert Leaf.objects.count() == 2
    assert kinds_about(sent) == ["response.received", "response.superseded"]
    moved = Event.objects.get(kind="response.superseded")
    assert (moved.facts, moved.actor) == ({}, "public")
    assert f"It replaces your response {sent.reference}" in text_of(resident.get("sent/"))
    # The first code still opens the first response, which names the newer.
    assert Client().post("/return/", {"code": first_code})["Location"] == f"{resident.root}sent/"
    old = Resident(Client(), sent.consultation)
    old.client.post("/return/", {"code": first_code})
    page = text_of(old.get("sent/"))
    assert "Your response was replaced by a newer one" in page
    assert newer.reference in page
    assert "Change my response" not in page


def test_two_that_change_one_response_leave_one_that_counts(
    resident: Resident, sent: Response
) -> None:
    code = resident.code()
    other = Resident(Client(), sent.consultation)
    other.client.post("/return/", {"code": code})
    for one in (resident, other):
        one.go("sent/change/", "check/")
    resident.send()
    late = other.post("check/", privacy="on")
    assert late.status_code == 200
    assert "This response was replaced by a newer one. Change that one." in text_of(late)
    assert states() == ["SUPERSEDED", "RECEIVED"]


def test_withdrawing(resident: Resident, sent: Response) -> None:
    page = text_of(resident.get("sent/withdraw/"))
    assert "will not be counted any more" in page
    assert states() == ["RECEIVED"]
    resident.go("sent/withdraw/", "sent/")
    assert states() == ["WITHDRAWN"]
    assert kinds_about(sent) == ["response.received", "response.withdrawn"]
    assert "Your response is withdrawn" in text_of(resident.get("sent/"))
    told = Message.objects.get(kind="confirmation")
    assert (told.to, told.subject) == (
        "ruth@example.com", f"Your response {sent.reference} is withdrawn",
    )  # fmt: skip
    again = resident.post("sent/withdraw/")
    assert again.status_code == 403
    assert "This response was withdrawn." in text_of(again)
    looked_up = resident.client.post("/receipt/", {"reference": sent.reference})
    assert "Kept, and withdrawn by its sender: it is not counted." in text_of(looked_up)  # type: ignore[arg-type]
    assert "Not counted" in text_of(looked_up)  # type: ignore[arg-type]


@pytest.mark.parametrize("page", ["sent/withdraw/", "sent/change/"])
def test_after_the_close_nothing_is_changed(
    resident: Resident, consultation: Consultation, sent: Response, page: str
) -> None:
    with time_machine.travel(consultation.closes_at + timedelta(seconds=1), tick=False):
        answer = resident.post(page)
        assert answer.status_code == 403
        assert consultation.contact in text_of(answer)
        assert "Change my response" not in text_of(resident.get("sent/"))
    assert states() == ["RECEIVED"]


def test_i_did_not_send_this(resident: Resident, sent: Response) -> None:
    resident.go("sent/disown/", "sent/")
    assert states() == ["QUARANTINED"]
    assert kinds_about(sent) == [
        "response.received", "response.quarantined", "response.disowned",
    ]  # fmt: skip
    assert Event.objects.get(kind="response.quarantined").facts == {"why": "disowned"}
    told = Message.objects.get(kind="confirmation")
    assert told.subject == f"We are looking at response {sent.reference}"


def test_who_lost_the_code_gets_a_link_to_the_address_of_the_response(
    resident: Resident, sent: Response
) -> None:
    Message.objects.all().delete()
    somebody = Client()
    answer = somebody.post("/return/email/", {"reference": sent.reference})
    assert (answer.status_code, answer["Location"]) == (303, "/return/email/?sent")
    assert "ruth@example.com" not in somebody.get("/return/email/?sent").content.decode()
    emails.post_next(clock=timezone.now)
    assert mail.outbox[0].to == ["ruth@example.com"]
    opened = somebody.post(link_in(mail.outbox[0].body))
    assert (opened.status_code, opened["Location"]) == (303, f"{resident.root}sent/")
    assert "It is too far to walk." in somebody.get(f"{resident.root}sent/").content.decode()


@pytest.mark.parametrize("reference", ["7KQ4-9XWD-MHPT", "without address"])
def test_nobody_learns_whether_there_is_a_response(
    consultation: Consultation, proposal: Proposal, send_response: Any, reference: str
) -> None:
    if reference == "without address":
        reference = send_response(consultation, about=[proposal]).reference
    answer = Client().post("/return/email/", {"reference": reference})
    assert (answer.status_code, answer["Location"]) == (303, "/return/email/?sent")
    assert not Message.objects.exists()


@pytest.mark.parametrize("page", ["sent/change/", "sent/withdraw/", "sent/disown/"])
def test_without_the_code_nothing_is_done(
    consultation: Consultation, sent: Response, page: str
) -> None:
    answer = Resident(Client(), consultation).post(page)
    assert (answer.status_code, answer["Location"]) == (302, "/return/")
    assert states() == ["RECEIVED"]
    assert Draft.objects.count() == 1


def test_receipts_to_keep(resident: Resident, sent: Response) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    page = text_of(resident.get("receipt.html"))
    assert sent.reference in page
    assert resident.code() in page
    assert "Open it at weekends." in page
    answer = resident.get("receipt.pdf")
    assert answer["Content-Type"] == "application/pdf"
    read = PdfReader(BytesIO(answer.content))
    words = " ".join(page.extract_text() for page in read.pages)
    for shown in (sent.reference, resident.code(), "It is too far to walk.", "Not provided"):
        assert shown in words
    assert read.metadata is not None
    assert read.metadata.title == "Receipt for your response"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert resident.get("receipt.docx").status_code == 404


def test_a_receipt_is_laid_out_whatever_letters_were_written(
    resident: Resident, proposal: Proposal
) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    unassigned = "\u0378\u0379\u0380\u0381\u0382\u0383\u038b\u038d\u03a2"
    resident.fill_in(proposal, reasons=f"Of 1,222 only 2\ufe0f\u20e3 stay {unassigned} open.")
    resident.send()
    answer = resident.get("receipt.pdf")
    assert answer.status_code == 200
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    said = " ".join(words.split())
    assert f"Of 1,222 only 2\ufffd stay {chr(0xFFFD) * 9} open." in said
    assert "Some characters could not be shown in this file and stand as boxes." in said


def test_a_change_that_another_page_has_overtaken_leaves_what_was_sent_as_it_was(
    resident: Resident, sent: Response
) -> None:
    """Nothing is moved aside for a newer response that does not come."""
    resident.go("sent/change/", "check/")
    Draft.objects.filter(replaces=sent).update(version=F("version") + 1)
    draft = Draft.objects.get(replaces=sent)
    draft.version -= 1
    content = Content.read(draft.consultation)
    with pytest.raises(Overtaken):
        actions.send(
            draft=draft, answers=Answers.read(draft.answers), content=content, by="public",
            at=timezone.now(),
        )  # fmt: skip
    sent.refresh_from_db()
    assert (sent.state, states()) == ("RECEIVED", ["RECEIVED"])
    assert not Unlogged.objects.filter(kind="supersede").exists()
    resident.send()
    assert states() == ["SUPERSEDED", "RECEIVED"]
