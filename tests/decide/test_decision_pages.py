"""The pages of decisions: a refusal lists what is missing, each with a link to where it is done."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultation.decide.actions import decisions as actions
from consultation.decide.queries import decisions as queries
from consultation.models import Consultation, Decision, EqualityAssessment, Proposal, User
from tests.analyse.coded import code, point_in, read, unread
from tests.conftest import NOW, let_in, with_app
from tests.decide.decided import WORDS, digest_now, prepared, sign, written
from tests.transcribe.filled import fields_in


@pytest.fixture
def over(closed_consultation: Consultation) -> Consultation:
    return closed_consultation


@pytest.fixture
def barkingside(over: Consultation) -> Proposal:
    return over.proposals.get(station__slug="barkingside")


@pytest.fixture
def desk(decision_maker: User) -> Client:
    return let_in(Client(), decision_maker)


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_decision_from_beginning_to_end(
    desk: Client, over: Consultation, barkingside: Proposal, owner: User
) -> None:
    every = reverse("decisions", args=[over.slug])
    page: Any = words_of(desk.get(every))
    assert "None is stated yet, so no decision can be signed." in page
    let_in(Client(), owner).post(
        reverse("equality-assessment", args=[over.slug]),
        {"name": "Equality impact assessment", "text": "Older people walk further."},
    )
    assert "Equality impact assessment , edition 1 (current)" in words_of(desk.get(every))
    begun = desk.post(reverse("decision-new", args=[barkingside.pk]))
    made = Decision.objects.get()
    assert begun["Location"] == made.get_absolute_url()
    page = words_of(desk.get(begun["Location"]))
    assert "It cannot be signed yet" in page
    assert "Published criteria that it does not speak of" in page
    (criterion,) = queries.criteria_of(over)
    draft = reverse("decision-write", args=[made.pk])
    opened = fields_in(desk.get(draft).content.decode())
    typed = {**opened, **WORDS, f"criterion-{criterion.pk}": "It fits.", "equality": "on"}
    assert "The draft is saved." in words_of(desk.post(draft, typed, follow=True))
    page = desk.get(begun["Location"])
    assert "No briefing was made from the register" in words_of(page)
    refused = desk.get(reverse("decision-sign", args=[made.pk]))
    assert "It cannot be signed yet. What is missing stands on its page." in words_of(refused)
    page = desk.post(reverse("decision-brief", args=[made.pk]), follow=True)
    assert "Go on to sign it" in words_of(page)
    signing = reverse("decision-sign", args=[made.pk])
    page = desk.post(signing, {})
    assert "Select that you have considered every point" in words_of(page)
    signs_and_falls(desk, made, signing)


def signs_and_falls(desk: Client, made: Decision, signing: str) -> None:
    """Signed, quashed, and begun again."""
    digest = fields_in(desk.get(signing).content.decode())["digest"]
    answer: Any = desk.post(signing, {"briefing": "on", "points": "on", "digest": digest})
    assert answer.status_code == 303
    page: Any = words_of(desk.get(answer["Location"]))
    assert "Signed by Dee Decider" in page
    assert f"What was signed: SHA-256 {digest}" in page
    ending = reverse("decision-end", args=[made.pk])
    assert "Enter who quashed it or set it aside, and why" in words_of(desk.post(ending, {}))
    page = desk.post(ending, {"reason": "The High Court, 20 July 2018."}, follow=True)
    assert "The High Court, 20 July 2018." in words_of(page)
    again = reverse("decision-new", args=[made.proposal_id])
    assert "Enter why people are consulted again" in words_of(desk.post(again, {}))
    page = desk.post(again, {"consulted_again": "No: nothing is new."}, follow=True)
    assert "Barkingside, Redbridge: decision 2" in words_of(page)
    assert "An earlier decision fell: answers to points count for it from" in words_of(page)
    assert "Earlier decisions Decision 1" in words_of(page)


def test_what_is_missing_stands_with_links(
    desk: Client, over: Consultation, barkingside: Proposal, superuser: User
) -> None:
    made = prepared(barkingside, superuser)
    told = unread(over, barkingside, reasons="Wait for the evidence.")
    left = unread(over, barkingside)
    wait = point_in(over, superuser, "Wait for an evaluation.")
    code(told, "1", wait, superuser)
    read(told, superuser)
    page = desk.get(made.get_absolute_url())
    assert "Responses that nobody has read: 1" in words_of(page)
    assert "Points without an answer: 1 P1: Wait for an evaluation." in words_of(page)
    html = page.content.decode()
    assert f'href="{reverse("coding", args=[left.pk])}"' in html
    assert f'href="{reverse("point-answer", args=[wait.pk])}"' in html
    assert "Go on to sign it" not in html


def test_of_many_the_first_are_named_and_all_are_counted(
    desk: Client, over: Consultation, barkingside: Proposal, superuser: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(queries, "MOST_NAMED", 2)
    made = prepared(barkingside, superuser)
    for number in range(3):
        unread(over, barkingside, reasons=f"Reason {number}.")
    page = words_of(desk.get(made.get_absolute_url()))
    assert "Responses that nobody has read: 3" in page
    assert "and 1 more" in page


def test_the_draft_keeps_what_was_typed_and_may_be_left_open(
    desk: Client, barkingside: Proposal, superuser: User
) -> None:
    made = actions.begin(proposal=barkingside, by=superuser, at=NOW)
    draft = reverse("decision-write", args=[made.pk])
    page = desk.post(draft, {"outcome": "NONSENSE", "reasons": "Because."})
    assert "Select what is decided" in words_of(page)
    assert "Because." in words_of(page)
    assert desk.post(draft, {"reasons": "Because."}).status_code == 303
    made.refresh_from_db()
    assert (made.outcome, made.reasons) == ("", "Because.")
    assert "Because." in words_of(desk.get(draft))


def test_an_assessment_needs_a_title_and_words(over: Consultation, owner: User) -> None:
    desk, address = let_in(Client(), owner), reverse("equality-assessment", args=[over.slug])
    page = words_of(desk.post(address, {"page": "not an address"}))
    for told in (
        "Enter the title of the document", "Enter what it found",
        "Enter an address, like https://example.org/assessment",
    ):  # fmt: skip
        assert told in page
    assert not EqualityAssessment.objects.exists()


def test_what_was_changed_meanwhile_is_read_again(
    desk: Client, barkingside: Proposal, superuser: User
) -> None:
    made = prepared(barkingside, superuser)
    typed = {"briefing": "on", "points": "on", "digest": "0" * 64}
    page = desk.post(reverse("decision-sign", args=[made.pk]), typed)
    assert "The draft says something else since you opened this page" in words_of(page)
    made.refresh_from_db()
    assert made.is_draft
    # What the page shows now is what the next press signs, once it is ticked again.
    shown = fields_in(page.content.decode())
    assert shown["digest"] == digest_now(made)
    assert (shown["briefing"], shown["points"]) == ([], [])
    again = {"briefing": "on", "points": "on", "digest": shown["digest"]}
    assert desk.post(reverse("decision-sign", args=[made.pk]), again).status_code == 303


def test_a_draft_that_somebody_else_saved_is_not_overwritten_unseen(
    desk: Client, barkingside: Proposal, superuser: User
) -> None:
    made = prepared(barkingside, superuser)
    address = reverse("decision-write", args=[made.pk])
    opened = fields_in(desk.get(address).content.decode())
    written(made, superuser, words={**WORDS, "reasons": "Theirs."})
    page = desk.post(address, {**opened, "outcome": "NOT", "reasons": "Mine."})
    assert "Somebody else saved this draft since you opened it" in words_of(page)
    assert "Mine." in words_of(page)
    made.refresh_from_db()
    assert made.reasons == "Theirs."
    shown = fields_in(page.content.decode())
    assert desk.post(address, {**shown, "outcome": "NOT"}).status_code == 303
    made.refresh_from_db()
    assert (made.outcome, made.reasons) == ("NOT", "Mine.")


def test_an_assessment_that_was_not_shown_is_not_acknowledged(
    desk: Client, over: Consultation, barkingside: Proposal, superuser: User
) -> None:
    made = prepared(barkingside, superuser)
    address = reverse("decision-write", args=[made.pk])
    opened = fields_in(desk.get(address).content.decode())
    second = actions.state_assessment(
        consultation=over, title="A second look", text="More.", page="", by=superuser, at=NOW
    )
    page = desk.post(address, {**opened, "outcome": "NOT", "equality": "on"})
    assert "Another edition of the equality assessment was stated" in words_of(page)
    shown = fields_in(page.content.decode())
    assert shown["equality"] == []
    assert desk.post(address, {**shown, "outcome": "NOT", "equality": "on"}).status_code == 303
    made.refresh_from_db()
    assert made.equality == second


def test_what_was_typed_stays_where_the_decision_was_signed_meanwhile(
    desk: Client, barkingside: Proposal, superuser: User
) -> None:
    made = prepared(barkingside, superuser)
    address = reverse("decision-write", args=[made.pk])
    opened = fields_in(desk.get(address).content.decode())
    sign(made, superuser)
    page = desk.post(address, {**opened, "outcome": "NOT", "reasons": "Long in the writing."})
    assert "It was signed, and what was signed is not changed." in words_of(page)
    assert "Long in the writing." in words_of(page)


def test_what_was_typed_stays_where_a_decision_was_begun_or_ended_meanwhile(
    desk: Client, barkingside: Proposal, superuser: User
) -> None:
    made = prepared(barkingside, superuser)
    ending = reverse("decision-end", args=[made.pk])
    page = words_of(desk.post(ending, {"reason": "The court quashed it."}))
    assert "It is not in force, so there is nothing to end." in page
    assert "The court quashed it." in page
    begun = words_of(desk.post(reverse("decision-new", args=[barkingside.pk]), {}))
    assert "Enter why people are consulted again" in begun
    typed = {"consulted_again": "Nothing is new."}
    page = words_of(desk.post(reverse("decision-new", args=[barkingside.pk]), typed))
    assert "There is a decision on this proposal already" in page
    assert "Nothing is new." in page


def test_whoever_signs_uses_the_second_factor_again(
    barkingside: Proposal, superuser: User, decision_maker: User
) -> None:
    made = prepared(barkingside, superuser)
    desk = let_in(Client(), with_app(decision_maker))
    session = desk.session
    session["own_factor_used"] = 0
    for name in list(session.keys()):
        if isinstance(session[name], float):
            session[name] = NOW.timestamp() - 3_600
    session.save()
    address = reverse("decision-sign", args=[made.pk])
    answer = desk.get(address)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("sign-in-code")
    typed = {"briefing": "on", "points": "on", "digest": "0" * 64}
    assert desk.post(address, typed)["Location"] == reverse("sign-in-code")
    made.refresh_from_db()
    assert made.is_draft


def test_others_read_and_press_nothing(
    over: Consultation, barkingside: Proposal, superuser: User, auditor: User
) -> None:
    made = prepared(barkingside, superuser)
    sign(made, superuser)
    desk = let_in(Client(), auditor)
    page = desk.get(made.get_absolute_url()).content.decode()
    assert "It was quashed or set aside" not in page
    assert "Make the briefing" not in page
    for name in ("decision-write", "decision-sign", "decision-end", "decision-brief"):
        assert desk.post(reverse(name, args=[made.pk])).status_code == 403


def test_the_list_costs_the_same_with_one_decision_and_with_three(
    desk: Client, over: Consultation, superuser: User
) -> None:
    address = reverse("decisions", args=[over.slug])
    first, *others = over.proposals.all()[:3]
    prepared(first, superuser)
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for one in others:
        prepared(one, superuser)
    with CaptureQueriesContext(connection) as many:
        desk.get(address)
    assert len(many) == len(few)
