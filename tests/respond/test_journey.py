"""A resident's way from the start to the receipt."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine
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
from tests.conftest import Town
from tests.respond.resident import Resident, text_of

STANCE = "How do you feel about this proposal?"


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


def test_an_event_an_e_mail_and_a_receipt_come_with_it(
    resident: Resident, proposal: Proposal
) -> None:
    resident.fill_in(proposal, instead="Open it at weekends.", email="ruth@example.com")
    response = resident.send()
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
    code = resident.code()
    kept = text_of(receipt).replace("\r\n", "\n")
    assert kept.replace(f"Return code: {code}\n", "") == message.body
    assert f"Return code: {code}\n" in kept
    assert code not in message.body


def test_the_receipt_says_what_was_skipped(resident: Resident, proposal: Proposal) -> None:
    resident.fill_in(proposal)
    resident.send()
    receipt = text_of(resident.get("receipt.txt"))
    assert "Is anything in the evidence wrong or missing?\r\nNot provided" in receipt
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
        "publish": "WORDS",
        "publish_reason": "",
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
    resident.go("stations/", "about/barkingside/view/", proposals=[first.pk, second.pk])
    assert "front counter 1 of 2" in text_of(resident.get("about/barkingside/view/"))
    resident.go("about/barkingside/view/", "same/barkingside/", stance="SUPPORT", reasons="")
    resident.go("same/barkingside/", "about/holborn/view/", others=["none"])
    resident.go("about/holborn/view/", "questions/anything-else/", stance="DONT_KNOW", reasons="")
    resident.go("questions/anything-else/", "publish/")
    resident.go("publish/", "copy/", publish="WORDS")
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
    resident.go("stations/", "about/barkingside/view/", proposals=[proposal.pk])
    assert " checked" not in text_of(resident.get("about/barkingside/view/"))


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
    resident.go("stations/?change", "about/holborn/view/", proposals=chosen)
    resident.go("about/holborn/view/", "questions/anything-else/", stance="OPPOSE")
    assert "It is too far to walk." in text_of(resident.get("check/"))


def test_the_check_sends_back_to_what_is_missing(resident: Resident) -> None:
    resident.go("", "capacity/")
    answer = resident.get("check/")
    assert (answer.status_code, answer["Location"]) == (303, resident.root + "capacity/")


def test_any_language_and_emoji_come_back_as_they_were(
    resident: Resident, proposal: Proposal
) -> None:
    typed = "অনেক দূরে 🚶🏽‍♀️ بہت دور e\u0301"
    resident.fill_in(proposal, reasons=typed)
    assert resident.send().answers.get(text__gt="").text == typed


def test_another_response_from_the_same_device(resident: Resident, proposal: Proposal) -> None:
    for _ in range(2):
        resident.fill_in(proposal)
        resident.send()
    assert Response.objects.count() == 2
    assert "See your receipt" in text_of(resident.get(""))


def test_the_cookie_is_closed_to_scripts_and_only_its_hash_is_stored(resident: Resident) -> None:
    resident.go("", "capacity/")
    (cookie,) = resident.client.cookies.values()
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie.value not in str(Draft.objects.values().get())


def test_begun_in_time_it_may_be_sent_within_the_grace(
    resident: Resident, consultation: Consultation, proposal: Proposal
) -> None:
    with time_machine.travel(consultation.closes_at - timedelta(hours=1), tick=False):
        resident.fill_in(proposal)
    with time_machine.travel(consultation.closes_at + timedelta(minutes=30), tick=False):
        response = resident.send()
    assert response.in_grace is True


def test_the_closing_instant_itself_still_counts(
    consultation: Consultation, proposal: Proposal, send_response: Callable[..., Response]
) -> None:
    response = send_response(consultation, about=[proposal], at=consultation.closes_at)
    assert response.in_grace is False


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


def test_accepting_takes_at_most_eight_statements(
    resident: Resident, proposal: Proposal, django_assert_max_num_queries: Any
) -> None:
    resident.fill_in(proposal, email="ruth@example.com")
    with django_assert_max_num_queries(8) as seen:
        resident.go("check/", "sent/", privacy="on")
    assert len(seen) <= 8
