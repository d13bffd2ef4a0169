"""Everything that can go wrong on the way: said in words, nothing typed is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from consultation.models import (
    Consultation,
    Draft,
    Proposal,
    Response,
)
from tests import factories
from tests.respond.resident import Resident, text_of


@pytest.mark.parametrize(
    ("page", "fields", "error"),
    [
        ("capacity/", {}, "Select who you are responding for"),
        ("capacity/", {"capacity": "KING"}, "Select who you are responding for"),
        ("place/", {}, "Enter your postcode, or choose your borough"),
        ("place/", {"where": "E09999999"}, "Choose your borough from the list"),
        ("place/", {"postcode": "IG1"}, "Enter a full UK postcode, like SW1A 1AA"),
        ("place/", {"postcode": "IG1 9ZZ"}, "We do not recognise this postcode"),
        ("stations/", {}, "Select at least one front counter"),
        ("stations/", {"proposals": ["999999"]}, "Select front counters from the list"),
        ("stations/", {"proposals": ["1; DROP"]}, "Select front counters from the list"),
        ("copy/", {"email": "ruth@"}, "Enter an email address in the correct format"),
        ("copy/", {"wants_news": "on"}, "Enter an email address to hear what is decided"),
    ],
)
def test_a_page_says_what_to_do_and_keeps_what_was_typed(
    resident: Resident, page: str, fields: dict[str, Any], error: str
) -> None:
    factories.PostcodeFactory(code="IG11NB", borough__ons_code="E09000026")
    resident.go("", "capacity/")
    answer = resident.post(page, **fields)
    assert answer.status_code == 200
    shown = text_of(answer)
    assert shown.count(error) == 2  # in the summary and beside the field
    assert "<title>Error: " in shown
    for name in ("postcode", "email"):
        if name in fields:
            assert f'value="{fields[name]}"' in shown
    assert Draft.objects.get().answers["capacity"] == ""


def test_a_counter_of_another_consultation_is_refused(
    resident: Resident, proposal: Proposal, closed_consultation: Consultation
) -> None:
    other = Proposal.objects.get(consultation=closed_consultation, station=proposal.station)
    resident.go("", "capacity/")
    answer = resident.post("stations/", proposals=[str(proposal.pk), str(other.pk)])
    assert text_of(answer).count("Select front counters from the list") == 2
    assert Draft.objects.get().answers["proposals"] == []


def test_a_counter_taken_out_after_it_was_chosen_is_told(
    resident: Resident, proposal: Proposal
) -> None:
    resident.fill_in(proposal)
    draft = Draft.objects.get()
    draft.answers["proposals"] = [proposal.pk, proposal.pk + 1_000_000]
    draft.save()
    answer = resident.post("check/", privacy="on")
    assert answer.status_code == 200
    told = "One of the front counters you chose is not part of this consultation."
    assert told in text_of(answer)
    assert not Response.objects.exists()


@pytest.mark.parametrize("typed", ["IG1 1NB", "ig11nb", " ig1  1nb ", "IG1-1NB"])
def test_a_postcode_in_any_shape_finds_the_borough_and_is_not_kept(
    resident: Resident, typed: str
) -> None:
    factories.PostcodeFactory(code="IG11NB", borough__ons_code="E09000026")
    resident.go("", "capacity/")
    resident.go("place/", "stations/", postcode=typed)
    draft = Draft.objects.get()
    assert (draft.answers["place"], draft.answers["borough"]) == ("BOROUGH", "E09000026")
    assert "IG1" not in str(draft.answers)


def test_a_postcode_outside_london_is_outside_london(resident: Resident) -> None:
    resident.go("", "capacity/")
    resident.go("place/", "stations/", postcode="M1 1AE")
    draft = Draft.objects.get()
    assert (draft.answers["place"], draft.answers["borough"]) == ("OUTSIDE", "")


def test_an_over_long_answer_is_kept_whole_and_refused(at_reasons: Resident) -> None:
    long = "word " * 1001
    answer = at_reasons.post("about/barkingside/view/", stance="OPPOSE", reasons=long)
    shown = text_of(answer)
    assert shown.count("Your answer must be 5,000 characters or less") >= 2
    assert long in shown
    assert ' maxlength="' not in shown
    longest = "word " * 1000
    at_reasons.go(
        "about/barkingside/view/", "questions/anything-else/", stance="OPPOSE", reasons=longest
    )
    assert Draft.objects.get().answers["about"].popitem()[1]["reasons"] == longest


def test_a_nul_is_refused_in_words(at_reasons: Resident) -> None:
    answer = at_reasons.post("about/barkingside/view/", stance="OPPOSE", reasons="too\x00far")
    assert "Your answer has a character that cannot be stored" in text_of(answer)


def test_bytes_that_are_not_utf_8_are_refused_rather_than_altered(at_reasons: Resident) -> None:
    answer = at_reasons.client.post(
        at_reasons.root + "about/barkingside/view/",
        b"stance=OPPOSE&reasons=caf%E9 is too far",
        content_type="application/x-www-form-urlencoded",
    )
    assert "Your answer has characters that we could not read" in answer.content.decode()


def test_markup_and_formulas_are_kept_as_typed_and_shown_as_text(
    resident: Resident, proposal: Proposal
) -> None:
    typed = '<script>alert("x")</script>\n=HYPERLINK("http://evil.example")'
    resident.fill_in(proposal, reasons=typed)
    response = resident.send()
    assert response.answers.get(question_version__question__key="reasons").text == typed
    shown = text_of(resident.get("sent/"))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in shown


def test_sending_needs_the_privacy_tick(resident: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal)
    answer = resident.post("check/")
    error = "Tick the box to say that you have read how your answers will be used"
    assert text_of(answer).count(error) == 2
    assert Response.objects.count() == 0


def test_sent_twice_it_is_one_response_with_one_receipt(
    resident: Resident, proposal: Proposal
) -> None:
    resident.fill_in(proposal)
    first = resident.send()
    resident.client.get(resident.root + "check/")  # the back button
    again = resident.post("check/", privacy="on")
    assert (again.status_code, again["Location"]) == (302, resident.root + "sent/")
    assert list(Response.objects.all()) == [first]
    assert first.reference in text_of(resident.get("sent/"))


def test_two_that_race_to_send_one_draft_are_told_the_same_reference(
    resident: Resident, consultation: Consultation, proposal: Proposal, now: datetime
) -> None:
    from consultation.events import PUBLIC
    from consultation.respond import actions
    from consultation.respond.queries import draft_of
    from consultation.respond.visit import Visit

    resident.fill_in(proposal)
    token = next(iter(resident.client.cookies.values())).value
    visits = [Visit.of(draft_of(token), now) for _ in range(2)]  # type: ignore[arg-type]
    references = {
        actions.send(
            draft=visit.draft, answers=visit.answers, content=visit.content, by=PUBLIC, at=now,
        )
        for visit in visits
    }  # fmt: skip
    assert references == {Response.objects.get().reference}


def test_without_its_cookie_a_page_shows_back_what_was_typed(
    resident: Resident, proposal: Proposal
) -> None:
    typed = "I wrote this for half an hour."
    answer = resident.post("about/barkingside/view/", stance="OPPOSE", reasons=typed)
    assert answer.status_code == 404
    assert "We could not find your answers" in text_of(answer)
    assert typed in text_of(answer)


def test_a_forged_form_is_refused_with_what_was_typed(
    consultation: Consultation, proposal: Proposal
) -> None:
    strict = Resident(Client(enforce_csrf_checks=True), consultation)
    answer = strict.post(
        "about/barkingside/view/", stance="OPPOSE", reasons="My long text about it."
    )
    assert answer.status_code == 403
    assert "My long text about it." in text_of(answer)


def test_a_closed_consultation_takes_no_response(
    client: Client, closed_consultation: Consultation
) -> None:
    resident = Resident(client, closed_consultation)
    for answer in (resident.get(""), resident.post("")):
        assert answer.status_code == 403
        assert "This consultation closed at 11:59pm on Monday 9 November 2026" in text_of(answer)
        assert "are kept" not in text_of(answer)
    assert Draft.objects.count() == 0


def test_after_the_grace_it_is_refused_and_shown_back(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    with time_machine.travel(consultation.closes_at - timedelta(hours=1), tick=False):
        resident.fill_in(proposal)
    late = consultation.closes_at + timedelta(minutes=30, seconds=1)
    with time_machine.travel(late, tick=False):
        answer = resident.post("check/", privacy="on")
    assert answer.status_code == 403
    assert "closed at 11:59pm on Sunday 14 February 2027" in text_of(answer)
    assert "You did not send your answers in time, so they do not count." in text_of(answer)
    assert Draft.objects.get().answers["capacity"] == "MYSELF"
    assert Response.objects.count() == 0


def test_an_unknown_page_of_the_journey_is_not_found(resident: Resident) -> None:
    resident.go("", "capacity/")
    assert resident.get("nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter the reference from your receipt"),
        ("7KQ4", "Enter a reference of 12 letters and numbers, like 7KQ4-9XWD-MHPT"),
        ("7KQ4-9XWD-MHPT", "We do not recognise this reference – check it against your receipt"),
    ],
)
@pytest.mark.django_db
def test_an_unknown_reference_says_so(client: Client, typed: str, error: str) -> None:
    shown = client.post("/receipt/", {"reference": typed}).content.decode()
    assert shown.count(error) == 2
