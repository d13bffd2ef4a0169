"""From the envelope to the receipt: typed by one, sent back by another, corrected, accepted."""

import io
from dataclasses import replace
from datetime import datetime
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from consultation.ledger.commitments import commitment
from consultation.models import (
    Consultation,
    Draft,
    Event,
    Leaf,
    LeafSalt,
    Message,
    Proposal,
    ReportKind,
    Response,
    Transcription,
)
from consultation.report.counting import Subject, snapshot
from consultation.report.figures import compute
from consultation.respond import papers
from consultation.respond.receipts import receipt_of
from tests.conftest import NOW
from tests.moderate.screened import screen_all
from tests.transcribe.conftest import Desk

WORDS = "It is to far to walk.\r\nI am 80."


def accepted(typist: Desk, checker: Desk, *about: Proposal, **begun: Any) -> Response:
    """One piece of paper, the whole way."""
    made = typist.begin(*about, **begun)
    sent = typist.type(made, p__stance="OPPOSE", p__reasons=WORDS)
    assert sent.status_code == 302, sent.content.decode()
    assert checker.check(made).status_code == 302
    return Response.objects.latest("pk")


def corrected(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> Transcription:
    """Typed wrongly, sent back, corrected, accepted."""
    made = typist.begin(proposal)
    assert made.state == "DRAFT"
    typist.type(made, p__stance="SUPPORT", p__reasons=WORDS, end__email="ruth@example.com")
    assert Response.objects.count() == 0

    page = checker.get("transcription-check", made.pk)
    assert "It is to far to walk.\nI am 80." in page
    assert "ruth@example.com" in page
    answer = checker.check(made, "return", reason="She ticked “Oppose”.")
    assert answer["Location"] == reverse("transcriptions", args=[consultation.slug])

    page = typist.get("transcription", made.pk)
    assert "She ticked “Oppose”." in page
    assert "It is to far to walk.\nI am 80." in page
    made.refresh_from_db()
    typist.type(
        made, p__stance="OPPOSE", p__reasons=WORDS, end__name="Ruth",
        end__email="ruth@example.com", end__note="A drawing of a bus.",
    )  # fmt: skip
    answer = checker.check(made)
    assert answer["Location"] == reverse("transcription-receipt", args=[made.pk])

    made.refresh_from_db()
    return made


def test_the_whole_story(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    made = corrected(typist, checker, consultation, proposal)
    response = Response.objects.get()
    assert (response.channel, response.capacity, response.place) == ("PAPER", "MYSELF", "BOROUGH")
    assert (response.received_at, response.in_grace, response.state) == (NOW, False, "RECEIVED")
    assert response.respondent is not None
    assert (response.respondent.name, response.respondent.email) == ("Ruth", "ruth@example.com")
    assert [(one.choice, one.text) for one in response.answers.order_by("pk")] == [
        ("OPPOSE", ""), ("", "It is to far to walk.\nI am 80."),
    ]  # fmt: skip
    assert (made.state, made.response, made.answers) == ("ACCEPTED", response, {})
    assert (made.typed_by, made.checked_by) == (typist.person, checker.person)
    kinds = list(
        Event.objects.acts().filter(about=f"transcription:{made.pk}").values_list("kind", "by")
    )
    assert kinds[::-1] == [
        ("transcription.begun", typist.person.pk),
        ("transcription.scan_added", typist.person.pk),
        ("transcription.typed", typist.person.pk),
        ("transcription.returned", checker.person.pk),
        ("transcription.typed", typist.person.pk),
        ("transcription.accepted", checker.person.pk),
    ]
    received = Event.objects.get(kind="response.received")
    assert (received.actor, received.by) == ("staff", checker.person.pk)
    assert received.facts["channel"] == "PAPER"


def test_the_receipt_is_the_same_to_print_and_by_email(
    typist: Desk, checker: Desk, proposal: Proposal
) -> None:
    made = typist.begin(proposal)
    typist.type(made, p__stance="OPPOSE", p__reasons="Too far.", end__email="ruth@example.com")
    checker.check(made)
    response = Response.objects.get()
    page = typist.get("transcription-receipt", made.pk)
    message = Message.objects.get()
    address = reverse("transcription-receipt-file", args=[made.pk])
    reader = PdfReader(io.BytesIO(typist.client.get(address).content))
    printed = " ".join(page.extract_text() for page in reader.pages)
    for kept in (page, message.body, printed):
        for words in (
            response.reference, "Paper form", "Monday 23 November 2026", "Too far.", "Redbridge",
        ):  # fmt: skip
            assert words in kept
        assert "12pm" not in kept  # nobody knows the hour
    assert message.to == "ruth@example.com"
    assert "on its way by email" in page
    # The resident can ask with the reference, as everybody can.
    found = Client().post(reverse("receipt"), {"reference": response.reference}).content.decode()
    assert "Paper form" in found
    assert "Monday 23 November 2026, London time" in found


def test_what_fitted_no_question_stands_on_every_receipt(
    typist: Desk, checker: Desk, proposal: Proposal
) -> None:
    made = typist.begin(proposal, channel="LETTER", language="pl")
    typist.type(
        made, p__stance="OPPOSE", end__note="A drawing of a bus.", end__email="ruth@example.com"
    )
    checker.check(made)
    address = reverse("transcription-receipt-file", args=[made.pk])
    reader = PdfReader(io.BytesIO(typist.client.get(address).content))
    printed = " ".join(page.extract_text() for page in reader.pages)
    assert "List\nInne uwagi\nA drawing of a bus." in printed
    body = Message.objects.get().body
    assert "\nList\n----\n\nInne uwagi\nA drawing of a bus.\n" in body
    assert "A drawing of a bus." in typist.get("transcription-receipt", made.pk)
    made.refresh_from_db()
    assert made.response is not None
    drawn = replace(receipt_of(made.response, [], []), note=made.note)
    assert b"A drawing of a bus." in papers.web_page(drawn, "")
    without = receipt_of(made.response, [], []).text()
    assert "Anything else" not in without


def test_the_commitment_covers_what_paper_left_out(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    made = typist.begin(proposal, channel="LETTER")
    typist.type(
        made, p__reasons="Too far.",
        person__capacity="NOT_SAID", person__where_where="NOT_SAID",
        end__publish="NOT_SAID",
    )  # fmt: skip
    checker.check(made)
    response = Response.objects.get()
    assert (response.capacity, response.place, response.publish) == ("NOT_SAID",) * 3
    assert response.respondent is None
    fields = {
        "channel": "LETTER",
        "capacity": "NOT_SAID",
        "place": "NOT_SAID",
        "borough": "",
        "publish": "NOT_SAID",
        "publish_reason": "",
        f"q_reasons_v1_p{proposal.pk}": "Too far.",
    }
    salt = bytes(LeafSalt.objects.get(response=response).salt)
    assert Leaf.objects.get(response=response).commitment == commitment(salt, fields)


def test_nobody_holds_the_key_to_it(typist: Desk, checker: Desk, proposal: Proposal) -> None:
    response = accepted(typist, checker, proposal)
    draft = Draft.objects.get()
    assert (draft.key, draft.answers, draft.replaces) == (response.key, {}, None)
    assert "Return code" not in typist.get("transcription-receipt", Transcription.objects.get().pk)


def test_moderators_see_the_channel_the_people_and_the_note(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    made = typist.begin(proposal, channel="MEETING")
    typist.type(made, p__reasons="Too far.", end__note="She showed a map.")
    checker.check(made)
    response = Response.objects.get()
    screen_all()
    queue = reverse("queue", args=[consultation.slug])
    assert (
        f"Response {response.pk}" in typist.client.get(f"{queue}?channel=MEETING").content.decode()
    )
    assert (
        f"Response {response.pk}"
        not in typist.client.get(f"{queue}?channel=PAPER").content.decode()
    )
    page = typist.get("response", response.pk)
    assert "Public meeting, typed in by Mo Moderator and checked by Olive Owner" in page
    assert "She showed a map." in page
    assert "by Olive Owner" in page.split("What happened")[1]


def test_figures_count_the_channel(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal, now: datetime
) -> None:
    accepted(typist, checker, proposal, channel="LETTER")
    with snapshot():
        figures = compute(Subject(consultation, ReportKind.WHOLE), at=now)
    told = {
        (table.key, row.key): row.figures[0].value for table in figures.tables for row in table.rows
    }
    assert (told["channel", "LETTER"], told["channel", "ONLINE"]) == (1, 0)
    assert (told["capacity", "MYSELF"], told["capacity", "NOT_SAID"]) == (1, 0)


def test_paper_in_time_is_accepted_after_the_close(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    made = typist.begin(proposal)
    typist.type(made, p__stance="OPPOSE")
    later = datetime(2027, 2, 20, 9, 0, tzinfo=NOW.tzinfo)
    with time_machine.travel(later, tick=False):
        checker = Desk(checker.person, consultation)
        assert checker.check(made).status_code == 302
    response = Response.objects.get()
    assert (response.received_at, response.state_at, response.in_grace) == (NOW, later, False)


def test_the_language_is_shown_by_its_name(typist: Desk, checker: Desk, proposal: Proposal) -> None:
    made = typist.begin(proposal, channel="EMAIL", language="ur", scans=0)
    typist.type(made, p__stance="OPPOSE", p__reasons="Too far.")
    page = checker.get("transcription-check", made.pk)
    assert '">Language</dt><dd class="govuk-summary-list__value">Urdu</dd>' in page
    assert "Is it what they said?" in page
