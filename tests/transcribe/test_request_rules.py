"""What is refused of a wish about an earlier response; and who is told what became of it."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from consultation.events import PUBLIC
from consultation.models import (
    Consultation,
    Draft,
    Proposal,
    Response,
    Role,
    Transcription,
)
from consultation.publish.actions.consultations import suspend
from consultation.respond import actions as respond
from consultation.respond.queries import token_hash
from consultation.states import Refused
from consultation.transcribe import actions, rules
from tests import factories
from tests.conftest import NOW, account, send
from tests.transcribe.conftest import TODAY, Desk
from tests.transcribe.test_requests import begun, change, state_of, withdrawal
from tests.transcribe.test_story import accepted

REPLACED = "This response was replaced by a newer one. Change that one."
WITHDRAWN = "This response was withdrawn."


def first_page(desk: Desk, **fields: Any) -> str:
    typed = {"channel": "EMAIL", "language": "en", **TODAY, **fields}
    answer = desk.post("transcription-new", desk.consultation.slug, **typed)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_what_they_want_is_asked_first(typist: Desk, consultation: Consultation) -> None:
    page = typist.get("transcription-new", consultation.slug)
    assert page.index("What do they want?") < page.index("How did it come?")
    assert "checked" not in page.split("What do they want?")[1].split("How did it come?")[0]
    assert first_page(typist).count("Select what they want") == 2


@pytest.mark.parametrize("purpose", ["CHANGE", "WITHDRAWAL"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter the reference of the earlier response"),
        ("7KQ4", "Enter a reference of 12 letters and numbers, like 7KQ4-9XWD-MHPT"),
        ("7KQ4-9XWD-MHPT", "No response to this consultation has this reference. Check it"),
    ],
)
def test_the_reference_is_asked_for_and_known(
    typist: Desk, earlier: Response, purpose: str, typed: str, said: str
) -> None:
    page = first_page(typist, purpose=purpose, reference=typed)
    assert page.count(said) == 2
    assert f'value="{purpose}" checked' in page
    assert Transcription.objects.count() == 0


def test_a_response_of_its_own_has_no_reference(typist: Desk, earlier: Response) -> None:
    page = first_page(typist, purpose="RESPONSE", reference=earlier.reference)
    assert page.count("Leave the reference empty for a response of its own") == 2


@pytest.mark.parametrize(
    "write", [str.lower, lambda typed: typed.replace("-", " "), "– {} ".format]
)
def test_a_reference_is_read_however_it_is_typed(
    typist: Desk, earlier: Response, write: Any
) -> None:
    typed = {"purpose": "WITHDRAWAL", "channel": "EMAIL", "reference": write(earlier.reference)}
    assert typist.begin(scans=0, **typed).about == earlier


def test_a_response_to_another_consultation_is_not_this_ones(
    typist: Desk, closed_consultation: Consultation
) -> None:
    about = closed_consultation.proposals.get(station__slug="barkingside")
    other = send(closed_consultation, about=[about])
    page = first_page(typist, purpose="WITHDRAWAL", reference=other.reference)
    assert page.count("No response to this consultation has this reference.") == 2


@pytest.mark.parametrize(("state", "said"), [("SUPERSEDED", REPLACED), ("WITHDRAWN", WITHDRAWN)])
def test_what_no_longer_counts_is_not_changed(
    typist: Desk, earlier: Response, state: str, said: str
) -> None:
    Response.objects.update(state=state)
    for purpose in ("CHANGE", "WITHDRAWAL"):
        assert first_page(typist, purpose=purpose, reference=earlier.reference).count(said) == 2


def test_an_older_letter_does_not_undo_a_newer_response(typist: Desk, earlier: Response) -> None:
    typed = {"purpose": "WITHDRAWAL", "received_on_day": "20", "reference": earlier.reference}
    page = first_page(typist, **typed)
    said = f"Response {earlier.reference} was received after that, on 23 November 2026."
    assert page.count(said) == 2


@pytest.mark.parametrize("purpose", ["CHANGE", "WITHDRAWAL"])
def test_what_came_before_the_close_counts_when_it_is_typed_after_it(
    typist: Desk, checker: Desk, consultation: Consultation, earlier: Response, purpose: str
) -> None:
    day = {"received_on_day": "14", "received_on_month": "2", "received_on_year": "2027"}
    with time_machine.travel(datetime(2027, 2, 20, 9, tzinfo=NOW.tzinfo), tick=False):
        late, second = Desk(typist.person, consultation), Desk(checker.person, consultation)
        make = change if purpose == "CHANGE" else withdrawal
        assert second.check(make(late, earlier, **day)).status_code == 302
        page = first_page(
            late, purpose=purpose, reference=earlier.reference, **day | {"received_on_day": "15"}
        )
    assert state_of(earlier) == {"CHANGE": "SUPERSEDED", "WITHDRAWAL": "WITHDRAWN"}[purpose]
    assert "It came after the close, at 11:59pm on Sunday 14 February 2027" in page


def test_a_pause_does_not_stop_the_post(typist: Desk, checker: Desk, earlier: Response) -> None:
    suspend(consultation=earlier.consultation, reason="Moved.", by=checker.person, at=NOW)
    checker.check(withdrawal(typist, earlier))
    assert state_of(earlier) == "WITHDRAWN"


@pytest.mark.parametrize("purpose", ["CHANGE", "WITHDRAWAL"])
def test_overtaken_by_its_sender_nothing_is_lost(
    typist: Desk, checker: Desk, earlier: Response, purpose: str
) -> None:
    made = (change if purpose == "CHANGE" else withdrawal)(typist, earlier)
    respond.withdraw(response=Response.objects.get(pk=earlier.pk), by=PUBLIC, at=NOW)
    answer = checker.check(made)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f"{WITHDRAWN} {rules.NOTHING_LOST}" in page
    assert 'value="accept"' not in page
    page = checker.get("transcription-check", made.pk)
    assert f"This cannot be accepted any more. {WITHDRAWN}" in page
    assert 'value="accept"' not in page
    before = Transcription.objects.values("note", "answers").get()
    assert checker.check(made, "return", reason="Withdrawn online on Monday.").status_code == 302
    made.refresh_from_db()
    assert made.state == "RETURNED"
    assert Transcription.objects.values("note", "answers").get() == before
    assert (Response.objects.count(), Draft.objects.exclude(replaces=None).count()) == (1, 0)
    # Sent again it is refused at once, and shown with what was typed.
    again = typist.retype(made)
    assert (again.status_code, WITHDRAWN in again.content.decode()) == (409, True)


def test_the_reference_can_be_put_right(
    typist: Desk, checker: Desk, consultation: Consultation, earlier: Response, proposal: Proposal
) -> None:
    made = begun(typist, earlier, "WITHDRAWAL", channel="PHONE")
    typist.retype(made, "save", **{"end-note": "He knew the day.", "end-read_back": "on"})
    other = send(consultation, about=[proposal], reasons="Another.")
    page = typist.get("transcription-details", made.pk)
    assert ("What do they want?" in page, "Which front counters" in page) == (False, False)
    fields = {"channel": "PHONE", "language": "en", **TODAY}
    wrong = typist.post("transcription-details", made.pk, reference="", **fields).content.decode()
    assert wrong.count("Enter the reference of the earlier response") == 2
    moved = typist.post("transcription-details", made.pk, reference=other.reference, **fields)
    assert moved.status_code == 302
    made.refresh_from_db()
    assert (made.about, made.note, made.read_back) == (other, "He knew the day.", False)


def test_a_change_goes_on_only_with_a_newer_version(
    typist: Desk, consultation: Consultation, earlier: Response, proposal: Proposal
) -> None:
    made = begun(typist, earlier, "CHANGE")
    other = send(consultation, about=[proposal], reasons="Another.")
    newer = factories.ResponseFactory(
        consultation=consultation, replaces=earlier, received_at=NOW, state_at=NOW
    )
    Response.objects.filter(pk=earlier.pk).update(state="SUPERSEDED")
    fields = {"channel": "EMAIL", "language": "en", "proposals": [proposal.pk], **TODAY}
    page = typist.post("transcription-details", made.pk, reference=other.reference, **fields)
    said = f"Response {other.reference} is not a newer version of {earlier.reference}."
    assert page.content.decode().count(said) == 2
    moved = typist.post("transcription-details", made.pk, reference=newer.reference, **fields)
    assert moved.status_code == 302
    made.refresh_from_db()
    assert made.about == newer


def test_the_list_says_what_each_wants(
    typist: Desk, checker: Desk, consultation: Consultation, earlier: Response, proposal: Proposal
) -> None:
    typist.begin(proposal)
    withdrawal(typist, earlier)
    page = typist.get("transcriptions", consultation.slug)
    cells = [cell.split("</td>")[0] for cell in page.split('data-label="What they want">')[1:]]
    assert ["To withdraw an earlier response" in one for one in cells] == [True, False]
    assert earlier.reference in cells[0]
    assert "To respond" in cells[1]


def test_the_page_of_the_response_says_that_its_sender_asked(
    typist: Desk, checker: Desk, earlier: Response
) -> None:
    made = withdrawal(typist, earlier)
    assert "Its sender asked for it" not in typist.get("response", earlier.pk)
    checker.check(made)
    page = typist.get("response", earlier.pk)
    told = page.split("What happened")[1]
    assert "Its sender asked for it: email, Monday 23 November 2026." in told
    assert f'href="{reverse("transcription-receipt", args=[made.pk])}"' in told
    assert "Response withdrawn by its sender" in told
    assert "At the request of its sender." in told
    analyst = Desk(account(Role.ANALYST, "Ana"), earlier.consultation)
    page = analyst.get("response", earlier.pk)
    assert f"Transcription {made.pk}" in page
    assert reverse("transcription-receipt", args=[made.pk]) not in page


def test_the_second_to_accept_is_told_who_was_first(
    typist: Desk, checker: Desk, earlier: Response, consultation: Consultation
) -> None:
    made = withdrawal(typist, earlier)
    checker.check(made)
    third = Desk(account(Role.MODERATOR, "Flo"), consultation)
    for act in ("accept", "return"):
        answer = third.check(made, act, reason="No scan.", seen="1")
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Olive Owner accepted it at midday, Monday 23 November 2026." in page
        assert f'href="{reverse("transcription-receipt", args=[made.pk])}"' in page
        assert "No scan." in page


def test_the_action_refuses_what_the_page_does(
    typist: Desk, consultation: Consultation, earlier: Response
) -> None:
    Response.objects.update(state="WITHDRAWN")
    details = actions.Details(
        channel="EMAIL", received_on=NOW.date(), language="en", form_code="", proposals=[],
        purpose="WITHDRAWAL", about=Response.objects.get(),
    )  # fmt: skip
    with pytest.raises(Refused, match=WITHDRAWN):
        actions.begin(consultation=consultation, details=details, by=typist.person, at=NOW)


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ({"purpose": "RESPONSE"}, "about_unless_response"),
        ({"about": None}, "about_unless_response"),
        ({"purpose": "OTHER"}, "purpose_known"),
        ({"note": ""}, "withdrawal_with_note"),
        ({"state": "ACCEPTED", "purpose": "CHANGE", "answers": {}}, "accepted_with_response"),
    ],
)
def test_the_database_refuses(
    typist: Desk, checker: Desk, earlier: Response, columns: dict[str, Any], named: str
) -> None:
    withdrawal(typist, earlier)
    if "state" in columns:
        columns = columns | {"checked_by": checker.person, "checked_at": NOW}
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        Transcription.objects.update(**columns)


def test_a_receipt_opened_by_a_link_has_the_note_of_the_paper(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    made = typist.begin(proposal)
    typist.type(made, p__reasons="Too far.", end__note="A drawing of a bus.")
    checker.check(made)
    Draft.objects.update(token_hash=token_hash("7KQ4-9XWD-MHPT-2RVB"))
    resident = Client()
    resident.post("/return/", {"code": "7KQ4-9XWD-MHPT-2RVB"})
    root = f"/consultations/{consultation.slug}/respond/"
    for page in ("sent/", "receipt.txt", "receipt.html"):
        assert "A drawing of a bus." in resident.get(root + page).content.decode()


def test_the_receipt_of_paper_says_how_to_change_it(
    typist: Desk, checker: Desk, consultation: Consultation, proposal: Proposal
) -> None:
    accepted(typist, checker, proposal)
    page = typist.get("transcription-receipt", Transcription.objects.get().pk)
    assert (
        "Change or withdraw it by letter, phone or email, with your reference, until 11:59pm on "
        f"Sunday 14 February 2027, London time: {consultation.contact}"
    ) in page
