"""A sender who holds no code has a response changed or withdrawn, through two people."""

from typing import Any

from django.test import Client
from django.urls import reverse

from consultation.models import (
    Attachment,
    Consultation,
    Event,
    Message,
    Proposal,
    Response,
    Transcription,
)
from consultation.transcribe import rules
from tests.conftest import send
from tests.respond.filing import add, asks, finish, walk
from tests.respond.resident import Resident
from tests.transcribe.conftest import Desk
from tests.transcribe.test_story import accepted


def begun(desk: Desk, about: Response, purpose: str, **fields: Any) -> Transcription:
    """The first page, of what came about an earlier response; by e-mail unless told otherwise."""
    typed = {"channel": "EMAIL", "scans": 0, "purpose": purpose, **fields}
    return desk.begin(reference=about.reference, **typed)


def withdrawal(desk: Desk, about: Response, **fields: Any) -> Transcription:
    """Typed, and waiting for a second person."""
    made = begun(desk, about, "WITHDRAWAL", **fields)
    answer = desk.retype(made, **{"end-note": "She asks to withdraw it; her name and address fit."})
    assert answer.status_code == 302, answer.content.decode()
    return made


def change(desk: Desk, about: Response, **fields: Any) -> Transcription:
    """Other reasons, and waiting for a second person."""
    made = begun(desk, about, "CHANGE", **fields)
    key = f"p{made.answers['proposals'][0]}-reasons"
    answer = desk.retype(made, **{key: "The bus was cut."})
    assert answer.status_code == 302, answer.content.decode()
    return made


def state_of(response: Response) -> str:
    return Response.objects.get(pk=response.pk).state


def test_a_change_begins_with_what_was_said_and_replaces_it(
    typist: Desk, checker: Desk, earlier: Response, proposal: Proposal
) -> None:
    made = begun(typist, earlier, "CHANGE", channel="LETTER", scans=1)
    assert (made.purpose, made.about, made.draft.replaces) == ("CHANGE", earlier, None)
    looked = Event.objects.get(kind="transcription.begun")
    assert looked.facts == {"channel": "LETTER", "purpose": "CHANGE", "earlier": earlier.pk}
    page = typist.get("transcription", made.pk)
    for words in (
        "It is too far to walk.", "Open it at weekends.", "ruth@example.com",
        'value="OPPOSE" checked', earlier.reference,
    ):  # fmt: skip
        assert words in page
    typist.retype(made, **{f"p{proposal.pk}-reasons": "The bus was cut."})
    assert state_of(earlier) == "RECEIVED"
    checked = checker.check(made)
    newer = Response.objects.exclude(pk=earlier.pk).get()
    assert checked["Location"] == reverse("transcription-receipt", args=[made.pk])
    assert (newer.replaces, newer.channel, state_of(earlier)) == (earlier, "LETTER", "SUPERSEDED")
    said = list(newer.answers.order_by("pk").values_list("choice", "text"))
    assert said == [("OPPOSE", ""), ("", "The bus was cut."), ("", "Open it at weekends.")]
    made.refresh_from_db()
    assert (made.state, made.response, made.answers) == ("ACCEPTED", newer, {})
    told = Message.objects.exclude(response=earlier, kind="receipt").get()
    assert (told.kind, told.to) == ("receipt", "ruth@example.com")
    assert f"It replaces your response: {earlier.reference}" in told.body
    receipt = typist.get("transcription-receipt", made.pk)
    assert f"It replaces your response {earlier.reference}, which is kept" in receipt
    moved = Event.objects.get(kind="response.superseded")
    assert (moved.about, moved.by) == (f"response:{earlier.pk}", checker.person.pk)


def test_another_address_does_not_silence_the_one_before(
    typist: Desk, checker: Desk, earlier: Response, consultation: Consultation
) -> None:
    made = begun(typist, earlier, "CHANGE", language="pl")
    typist.retype(made, **{"end-email": "other@example.com"})
    checker.check(made)
    told = {one.to: one for one in Message.objects.exclude(response=None)}
    assert told["other@example.com"].kind == "receipt"
    before = Message.objects.get(kind="confirmation")
    assert (before.to, before.response) == ("ruth@example.com", earlier)
    assert before.subject == f"Odpowiedź {earlier.reference} została zastąpiona"
    assert consultation.contact in before.body


def test_the_check_shows_what_differs(
    typist: Desk, checker: Desk, earlier: Response, proposal: Proposal
) -> None:
    made = begun(typist, earlier, "CHANGE")
    changed = {f"p{proposal.pk}-reasons": "The bus was cut.", "all-instead": "", "end-name": "Ruth"}
    typist.retype(made, **changed)
    page = checker.get("transcription-check", made.pk)
    rows = {
        row.split('govuk-table__header">')[1].split("<")[0]: [
            cell.split("</")[0].split(">")[-1] for cell in row.split("<td")[1:]
        ]
        for row in page.split("<tr")
        if "<td" in row
    }
    assert rows["Why do you say that?"] == ["It is too far to walk.", "The bus was cut."]
    assert rows["How do you feel about this proposal?"] == ["Oppose", "Unchanged"]
    assert rows["What should happen instead, or first?"] == ["Open it at weekends.", "Not provided"]
    assert rows["Email address"] == ["ruth@example.com", "Unchanged"]
    assert rows["Name"] == ["Not provided", "Ruth"]
    assert "Is anything in the evidence wrong or missing?" not in rows
    assert "Accept this change" in page
    assert "Nothing differs" not in page


def test_where_nothing_differs_the_check_says_so(
    typist: Desk, checker: Desk, proposal: Proposal
) -> None:
    earlier = accepted(typist, checker, proposal)
    made = begun(typist, earlier, "CHANGE")
    typist.retype(made)
    page = checker.get("transcription-check", made.pk)
    assert "Nothing differs from the earlier response." in page
    assert page.count("Unchanged") == page.count('data-label="Now"') > 3


def test_the_note_of_paper_is_among_what_was_said(
    typist: Desk, checker: Desk, proposal: Proposal
) -> None:
    made = typist.begin(proposal)
    typist.type(made, p__reasons="Too far.", end__note="A drawing of a bus.")
    checker.check(made)
    made = change(typist, Response.objects.get())
    assert made.note == "A drawing of a bus."
    checker.check(made)
    made.refresh_from_db()
    assert (made.state, made.note) == ("ACCEPTED", "A drawing of a bus.")


def test_another_counter_joins_those_of_the_earlier_response(
    typist: Desk, earlier: Response, consultation: Consultation, proposal: Proposal
) -> None:
    other = consultation.proposals.get(station__slug="holborn")
    typed = {"channel": "EMAIL", "purpose": "CHANGE", "reference": earlier.reference}
    made = typist.begin(other, scans=0, **typed)
    assert made.answers["proposals"] == [proposal.pk, other.pk]


def test_files_of_the_earlier_response_stay_with_the_newer(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    asks(consultation)
    resident = walk(Resident(Client(), consultation), proposal)
    add(resident)
    resident.go("questions/document/", "publish/")
    earlier = finish(resident)
    made = change(typist, earlier)
    assert "plan.pdf" in checker.get("transcription-check", made.pk)
    checker.check(made)
    newer = Response.objects.latest("pk")
    first, second = Attachment.objects.evidence().order_by("uploaded_at", "response")
    assert (first.response, second.response) == (earlier, newer)
    assert (first.sha256, first.pk == second.pk) == (second.sha256, False)
    assert str(second.pk.hex) in newer.answers.get(question_version__question__key="document").text


def test_an_easy_read_response_stays_one(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    made = begun(typist, send(consultation, about=[proposal]), "CHANGE")
    Transcription.objects.update(answers=made.answers | {"easy_read": True})
    page = typist.get("transcription", made.pk)
    assert ("stance-1" in page, "reasons-1" in page) == (True, False)
    typist.retype(made)
    checker.check(made)
    assert Response.objects.latest("pk").easy_read is True


def test_a_withdrawal_is_a_note_that_a_second_person_checks(
    typist: Desk, checker: Desk, earlier: Response
) -> None:
    made = begun(typist, earlier, "WITHDRAWAL")
    page = typist.get("transcription", made.pk)
    assert "What they wrote or said, and how you know that it is them" in page
    assert "Why do you say that?" not in page
    answer = typist.retype(made, **{"end-note": " "})
    assert answer.content.decode().count(rules.UNTOLD) == 2
    typist.retype(made, "save", **{"end-note": "She asks"})
    typist.retype(made, **{"end-note": "She asks to withdraw it; her name and address fit."})
    own = typist.check(made, seen="2")
    assert own.status_code == 409
    page = checker.get("transcription-check", made.pk)
    for words in (
        earlier.reference, "Online form, received on 23 November 2026.", "Waiting for review.",
        "She asks to withdraw it; her name and address fit.", "Withdraw the response",
    ):  # fmt: skip
        assert words in page
    assert checker.check(made).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.response, made.about) == ("ACCEPTED", None, earlier)
    assert (state_of(earlier), Response.objects.count()) == ("WITHDRAWN", 1)
    told = Message.objects.get(kind="confirmation")
    assert told.subject == f"Your response {earlier.reference} is withdrawn"
    kinds = ["response.withdrawn", "transcription.accepted"]
    happened = Event.objects.filter(kind__in=kinds).order_by("kind")
    assert [(one.kind, one.about, one.by) for one in happened] == [
        (kinds[0], f"response:{earlier.pk}", checker.person.pk),
        (kinds[1], f"transcription:{made.pk}", checker.person.pk),
    ]
    assert happened[1].facts == {"response": earlier.pk}


def test_the_confirmation_is_printed_in_their_language(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    earlier = accepted(typist, checker, proposal, language="ur")
    made = withdrawal(typist, earlier, channel="LETTER", language="ur", scans=1)
    checker.check(made)
    page = checker.get("transcription-receipt", made.pk)
    letter = page.split('<div lang="ur" dir="rtl">')[1].split("</div>")[0]
    assert f"آپ کا جواب {earlier.reference} واپس لے لیا گیا" in letter
    assert consultation.contact in letter
    assert "She asks to withdraw it" not in letter
    assert "There is no email address: print this page, and post it." in page
    assert "page 1.pdf" in page.split("cp-no-print")[2]
    # The way of every accepted one.
    address = reverse("transcription-check", args=[made.pk])
    printed = reverse("transcription-receipt", args=[made.pk])
    assert checker.client.get(address)["Location"] == printed
    as_file = reverse("transcription-receipt-file", args=[made.pk])
    assert checker.client.get(as_file)["Location"] == printed


def test_a_call_is_read_back_before_it_withdraws(typist: Desk, earlier: Response) -> None:
    made = begun(typist, earlier, "WITHDRAWAL", channel="PHONE")
    answer = typist.retype(made, **{"end-note": "He knew the day and the words."})
    assert answer.content.decode().count(rules.UNHEARD) == 2
    answer = typist.retype(made, **{"end-note": "He knew the day.", "end-read_back": "on"})
    assert answer.status_code == 302


def test_a_letter_that_withdraws_is_scanned(typist: Desk, earlier: Response) -> None:
    made = begun(typist, earlier, "WITHDRAWAL", channel="LETTER")
    answer = typist.retype(made, **{"end-note": "Signed as before."})
    assert answer.status_code == 409
    assert "Add a scan of the paper, so that somebody else can check it" in answer.content.decode()
