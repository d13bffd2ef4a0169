"""A resident's way from the start to the receipt, and everything that can go wrong on it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from consultation.models import (
    Answer,
    Consultation,
    Draft,
    Event,
    Leaf,
    LeafSalt,
    Message,
    Proposal,
    Respondent,
    Response,
)
from tests import factories
from tests.conftest import Town

STANCE = "How do you feel about this proposal?"


class Resident:
    """Somebody with a browser who answers page after page."""

    def __init__(self, client: Client, consultation: Consultation) -> None:
        self.client = client
        self.root = f"/consultations/{consultation.slug}/respond/"

    def get(self, page: str = "") -> HttpResponse:
        return self.client.get(self.root + page)  # type: ignore[return-value]

    def post(self, page: str = "", **fields: Any) -> HttpResponse:
        return self.client.post(self.root + page, fields)  # type: ignore[return-value]

    def go(self, page: str, onward: str, **fields: Any) -> None:
        """Post a page and land on the next."""
        answer = self.post(page, **fields)
        assert answer.status_code == 303, answer.content.decode()
        assert answer["Location"] == self.root + onward

    def fill_in(self, proposal: Proposal, **words: str) -> None:
        """All pages up to the check, about one counter."""
        slug = proposal.station.slug
        self.go("", "capacity/")
        self.go("capacity/", "place/", capacity="MYSELF")
        self.go("place/", "stations/", where="E09000026")
        self.go("stations/", f"about/{slug}/", proposals=[proposal.pk])
        about = {"stance": "OPPOSE", "reasons": words.get("reasons", "It is too far to walk.")}
        self.go(f"about/{slug}/", "anything-else/", **about)
        self.go(
            "anything-else/", "copy/",
            instead=words.get("instead", ""), evidence=words.get("evidence", ""),
        )  # fmt: skip
        self.go("copy/", "check/", email=words.get("email", ""))

    def send(self) -> Response:
        """Tick and send; the response that was received."""
        self.go("check/", "sent/", privacy="on")
        return Response.objects.latest("pk")


@pytest.fixture
def resident(client: Client, consultation: Consultation) -> Resident:
    return Resident(client, consultation)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_resident_responds_about_one_counter(
    resident: Resident, consultation: Consultation, proposal: Proposal, town: Town, now: datetime
) -> None:
    resident.fill_in(proposal, instead="Open it at weekends.", email="ruth@example.com")

    check = text_of(resident.get("check/"))
    for words in (
        "Myself", "Redbridge", "Barkingside", STANCE, "Oppose", "It is too far to walk.",
        "Open it at weekends.", "Not provided", "ruth@example.com",
    ):  # fmt: skip
        assert words in check
    response = resident.send()

    assert (response.capacity, response.place, response.borough) == (
        "MYSELF", "BOROUGH", town.redbridge,
    )  # fmt: skip
    assert (response.channel, response.kind, response.state) == ("ONLINE", "PUBLIC", "RECEIVED")
    assert (response.received_at, response.in_grace) == (now, False)
    assert response.privacy_version == consultation.privacy_version
    assert [
        (a.question_version.question.key, a.proposal, a.choice, a.text)
        for a in Answer.objects.order_by("pk")
    ] == [
        ("stance", proposal, "OPPOSE", ""),
        ("reasons", proposal, "", "It is too far to walk."),
        ("instead", None, "", "Open it at weekends."),
    ]
    event = Event.objects.get(kind="response.received")
    assert (event.about, event.actor, event.by) == (f"response:{response.pk}", "public", None)
    assert event.facts == {"channel": "ONLINE", "answers": 3}
    message = Message.objects.get()
    assert (message.to, message.state) == ("ruth@example.com", "QUEUED")
    assert response.reference in message.subject
    assert "Open it at weekends." in message.body
    assert response.respondent == Respondent.objects.get(email="ruth@example.com")
    assert Draft.objects.get().answers == {}

    sent = text_of(resident.get("sent/"))
    assert response.reference in sent
    assert "Open it at weekends." in sent
    receipt = resident.get("receipt.txt")
    assert receipt["Content-Disposition"] == (
        f'attachment; filename="receipt-{response.reference}.txt"'
    )
    assert text_of(receipt) == message.body


def test_the_receipt_says_what_was_skipped(resident: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal)
    resident.send()
    receipt = text_of(resident.get("receipt.txt"))
    assert "Is anything in the evidence wrong or missing?\nNot provided" in receipt
    assert Message.objects.count() == 0
    assert Respondent.objects.count() == 0


def test_the_commitment_opens_with_its_salt(resident: Resident, proposal: Proposal) -> None:
    from consultation.ledger.commitments import commitment

    resident.fill_in(proposal)
    response = resident.send()
    salt = bytes(LeafSalt.objects.get(response=response).salt)
    fields = {
        "channel": "ONLINE",
        "capacity": "MYSELF",
        "place": "BOROUGH",
        "borough": "E09000026",
        f"q_stance_v1_p{proposal.pk}": "OPPOSE",
        f"q_reasons_v1_p{proposal.pk}": "It is too far to walk.",
    }
    leaf = Leaf.objects.get(response=response)
    assert leaf.commitment == commitment(salt, fields)
    assert leaf.commitment != commitment(salt, fields | {"place": "OUTSIDE"})


def test_several_counters_one_page_each_in_the_order_chosen(
    resident: Resident, consultation: Consultation
) -> None:
    first, second = consultation.proposals.filter(kind="CLOSE").order_by("station__slug")
    resident.go("", "capacity/")
    resident.go("capacity/", "place/", capacity="CARER")
    resident.go("place/", "stations/", where="OUTSIDE")
    resident.go("stations/", "about/barkingside/", proposals=[first.pk, second.pk])
    assert "front counter 1 of 2" in text_of(resident.get("about/barkingside/"))
    resident.go("about/barkingside/", "about/holborn/", stance="SUPPORT", reasons="")
    resident.go("about/holborn/", "anything-else/", stance="DONT_KNOW", reasons="")
    resident.go("anything-else/", "copy/")
    resident.go("copy/", "check/")
    response = resident.send()
    assert list(response.answers.values_list("proposal", "choice").order_by("pk")) == [
        (first.pk, "SUPPORT"), (second.pk, "DONT_KNOW"),
    ]  # fmt: skip
    assert (response.place, response.borough) == ("OUTSIDE", None)


def test_a_proposal_page_leads_in_with_its_counter_chosen(
    resident: Resident, proposal: Proposal
) -> None:
    assert 'name="about" value="barkingside"' in text_of(resident.get("?about=barkingside"))
    resident.go("", "capacity/", about="barkingside")
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="NOT_SAID")
    page = text_of(resident.get("stations/"))
    assert f'value="{proposal.pk}" checked' in page
    assert page.count(" checked") == 1


def test_nothing_is_preselected(resident: Resident, proposal: Proposal) -> None:
    resident.go("", "capacity/")
    assert " checked" not in text_of(resident.get("capacity/"))
    resident.go("capacity/", "place/", capacity="MYSELF")
    resident.go("place/", "stations/", where="E09000026")
    assert " checked" not in text_of(resident.get("stations/"))
    resident.go("stations/", "about/barkingside/", proposals=[proposal.pk])
    assert " checked" not in text_of(resident.get("about/barkingside/"))


def test_change_leads_back_to_the_check(resident: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal)
    resident.go("capacity/?change", "check/", capacity="GROUP")
    assert "A group or organisation" in text_of(resident.get("check/"))


def test_choosing_another_counter_asks_about_it_before_the_check(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    resident.fill_in(proposal)
    holborn = consultation.proposals.get(station__slug="holborn")
    chosen = [proposal.pk, holborn.pk]
    resident.go("stations/?change", "about/holborn/", proposals=chosen)
    resident.go("about/holborn/", "anything-else/", stance="OPPOSE")
    assert "It is too far to walk." in text_of(resident.get("check/"))


def test_the_check_sends_back_to_what_is_missing(resident: Resident) -> None:
    resident.go("", "capacity/")
    answer = resident.get("check/")
    assert (answer.status_code, answer["Location"]) == (303, resident.root + "capacity/")


@pytest.mark.parametrize(
    ("page", "fields", "error"),
    [
        ("capacity/", {}, "Select who you are replying for"),
        ("capacity/", {"capacity": "KING"}, "Select who you are replying for"),
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


@pytest.fixture
def at_reasons(resident: Resident, proposal: Proposal) -> Resident:
    """On the page that asks about Barkingside."""
    resident.go("", "capacity/")
    resident.go("stations/", "about/barkingside/", proposals=[proposal.pk])
    return resident


def test_an_over_long_answer_is_kept_whole_and_refused(at_reasons: Resident) -> None:
    long = "word " * 1001
    answer = at_reasons.post("about/barkingside/", stance="OPPOSE", reasons=long)
    shown = text_of(answer)
    assert shown.count("Your answer must be 5,000 characters or less") >= 2
    assert long in shown
    assert ' maxlength="' not in shown
    longest = "word " * 1000
    at_reasons.go("about/barkingside/", "anything-else/", stance="OPPOSE", reasons=longest)
    assert Draft.objects.get().answers["about"].popitem()[1]["reasons"] == longest


def test_a_nul_is_refused_in_words(at_reasons: Resident) -> None:
    answer = at_reasons.post("about/barkingside/", stance="OPPOSE", reasons="too\x00far")
    assert "Your answer has a character that cannot be stored" in text_of(answer)


def test_bytes_that_are_not_utf_8_are_refused_rather_than_altered(at_reasons: Resident) -> None:
    answer = at_reasons.client.post(
        at_reasons.root + "about/barkingside/",
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


def test_any_language_and_emoji_come_back_as_they_were(
    resident: Resident, proposal: Proposal
) -> None:
    typed = "অনেক দূরে 🚶🏽‍♀️ بہت دور e\u0301"
    resident.fill_in(proposal, reasons=typed)
    assert resident.send().answers.get(text__gt="").text == typed


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
    visits = [Visit.of(draft_of(consultation, token), now) for _ in range(2)]  # type: ignore[arg-type]
    references = {
        actions.send(
            draft=visit.draft, answers=visit.answers, proposals=visit.proposals(),
            questions=visit.questions(), by=PUBLIC, at=now,
        )
        for visit in visits
    }  # fmt: skip
    assert references == {Response.objects.get().reference}


def test_another_response_from_the_same_device(resident: Resident, proposal: Proposal) -> None:
    for _ in range(2):
        resident.fill_in(proposal)
        resident.send()
    assert Response.objects.count() == 2
    assert "See your receipt" in text_of(resident.get(""))


def test_without_its_cookie_a_page_shows_back_what_was_typed(
    resident: Resident, proposal: Proposal
) -> None:
    typed = "I wrote this for half an hour."
    answer = resident.post("about/barkingside/", stance="OPPOSE", reasons=typed)
    assert answer.status_code == 404
    assert "We could not find your answers" in text_of(answer)
    assert typed in text_of(answer)


def test_the_cookie_is_closed_to_scripts_and_only_its_hash_is_stored(resident: Resident) -> None:
    resident.go("", "capacity/")
    (cookie,) = resident.client.cookies.values()
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie.value not in str(Draft.objects.values().get())


def test_a_forged_form_is_refused_with_what_was_typed(
    consultation: Consultation, proposal: Proposal
) -> None:
    strict = Resident(Client(enforce_csrf_checks=True), consultation)
    answer = strict.post("about/barkingside/", stance="OPPOSE", reasons="My long text about it.")
    assert answer.status_code == 403
    assert "My long text about it." in text_of(answer)


def test_a_closed_consultation_takes_no_response(
    client: Client, closed_consultation: Consultation
) -> None:
    resident = Resident(client, closed_consultation)
    for answer in (resident.get(""), resident.post("")):
        assert answer.status_code == 403
        assert "This consultation closed at 11:59pm on Monday 9 November 2026" in text_of(answer)
    assert Draft.objects.count() == 0


def test_begun_in_time_it_may_be_sent_within_the_grace(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    resident.fill_in(proposal)
    with time_machine.travel(consultation.closes_at + timedelta(minutes=30), tick=False):
        response = resident.send()
    assert response.in_grace is True


def test_after_the_grace_it_is_refused_and_shown_back(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    resident.fill_in(proposal)
    late = consultation.closes_at + timedelta(minutes=30, seconds=1)
    with time_machine.travel(late, tick=False):
        answer = resident.post("check/", privacy="on")
    assert answer.status_code == 403
    assert "closed at 11:59pm on Sunday 14 February 2027" in text_of(answer)
    assert Response.objects.count() == 0


def test_the_closing_instant_itself_still_counts(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response]
) -> None:
    response = send_response(consultation, about=[proposal], at=consultation.closes_at)
    assert response.in_grace is False


def test_an_unknown_page_of_the_journey_is_not_found(resident: Resident) -> None:
    resident.go("", "capacity/")
    assert resident.get("nowhere/").status_code == 404


def test_a_reference_always_answers(
    client: Client,
    consultation: Consultation,
    proposal: Proposal,
    send_response: Callable[..., Response],
) -> None:
    response = send_response(consultation, about=[proposal], reasons="Secret words.")
    typed = response.reference.lower().replace("-", " ").replace("0", "o")
    shown = client.post("/receipt/", {"reference": typed}).content.decode()
    assert response.reference in shown
    assert "Received and counted. A moderator has not read it yet." in shown
    assert "Barkingside, Redbridge" in shown
    assert "Secret words." not in shown


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


def test_accepting_takes_at_most_eight_statements(
    resident: Resident, proposal: Proposal, django_assert_max_num_queries: Any
) -> None:
    resident.fill_in(proposal, email="ruth@example.com")
    with django_assert_max_num_queries(8) as seen:
        resident.go("check/", "sent/", privacy="on")
    assert len(seen) <= 8
