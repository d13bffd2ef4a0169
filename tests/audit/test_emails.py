"""Each kind of email that a resident can get is found, exported and erased with their response."""

import threading
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, Q
from django.test import Client
from django.urls import reverse

from consultation import emails
from consultation.audit import actions
from consultation.audit.bundle import holding_of
from consultation.events import MACHINE, PUBLIC
from consultation.models import (
    Consultation,
    Draft,
    Event,
    EventKind,
    Extension,
    Leftover,
    Message,
    MessageKind,
    Part,
    Response,
    User,
)
from consultation.publish.actions import extend
from consultation.respond import actions as respond
from consultation.respond.content import Content
from consultation.respond.journey import Answers
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, let_in, send

RUTH = "ruth@example.org"
TO_RESIDENTS = {"receipt", "confirmation", "link", "deadline-extended"}
# Invitations and requests are erased 28 days after their end: tests/reply/test_forgetting.py.
TO_BODIES = {
    "invitation", "reminder", "chaser", "registration", "registration-declined", "enquiry-answer",
    "reply-approval", "reply-returned", "reply-receipt", "reply-ratified", "reply-withdrawn",
}  # fmt: skip
TO_ACCOUNTS = {
    "registration-asked", "enquiry", "no-approver", "sign-in", "sign-in-alert", "password",
    "password-link", "two-factor", "work-account", "report-ready", "report-failed",
}  # fmt: skip
LONG_AFTER = timedelta(days=3650)


def link(draft: Draft, to: str = RUTH, at: datetime = NOW) -> None:
    respond.mail_link(draft=Draft.objects.get(pk=draft.pk), email=to, by=PUBLIC, at=at)


def sent_with_links(whole: Consultation) -> Response:
    """By somebody who had a link mailed before they sent it, to an address that is in no answer."""
    begun = respond.begin(consultation=whole, proposals=[], by=PUBLIC, at=whole.opens_at)
    link(begun.draft, "rose@example.org", whole.opens_at)
    about = list(whole.proposals.all()[:1])
    answers = Answers(
        capacity="MYSELF", place="NOT_SAID", proposals=[one.pk for one in about],
        about={str(one.pk): {"stance": "OPPOSE", "reasons": "Too far."} for one in about},
        publish="WORDS",
    )  # fmt: skip
    reference = respond.send(
        draft=begun.draft, answers=answers, content=Content.read(whole), by=PUBLIC,
        at=whole.opens_at,
    )  # fmt: skip
    return Response.objects.get(reference=reference)


def one_of_each_kind(whole: Consultation, owner: User) -> list[Response]:
    """Responses of Ruth, of whom all kinds of email were written by what writes them."""
    first = send(whole, about=list(whole.proposals.all()[:1]), email=RUTH)
    first.respondent.wants_news = True  # type: ignore[union-attr]
    first.respondent.save()  # type: ignore[union-attr]
    respond.disown(response=first, by=PUBLIC, at=NOW)
    extend(
        consultation=whole, to=max(whole.closes_at, NOW) + timedelta(days=20), reason="Evidence.",
        by=owner, at=NOW,
    )  # fmt: skip
    second = sent_with_links(whole)
    link(Draft.objects.get(key=second.key))
    begun = respond.begin(consultation=whole, proposals=[], by=PUBLIC, at=NOW)
    link(begun.draft)  # and they never sent it
    assert set(Message.objects.values_list("kind", flat=True)) == TO_RESIDENTS
    assert Message.objects.filter(kind="link").count() == 3
    return [first, second]


def addresses() -> list[str]:
    left = Message.objects.exclude(to__endswith="@erased.invalid")
    return list(left.order_by("to").values_list("to", flat=True))


def posted() -> None:
    while emails.post_next(clock=lambda: NOW + timedelta(days=30)):
        pass


def the_night(whole: Consultation) -> None:
    at = whole.closes_at + LONG_AFTER
    respond.forget(by=MACHINE, at=at)
    actions.apply_retention(most=1000, by=MACHINE, at=at)


def test_of_every_kind_it_is_said_who_gets_it() -> None:
    assert set(MessageKind.values) == TO_RESIDENTS | TO_BODIES | TO_ACCOUNTS


@pytest.mark.sweeps
def test_in_the_end_no_address_of_a_resident_is_left(
    consultation: Consultation, owner: User
) -> None:
    one_of_each_kind(consultation, owner)
    posted()
    the_night(consultation)
    assert addresses() == []
    emptied = Message.objects.values_list("subject", "body").distinct()
    assert list(emptied) == [("Address erased", "Address erased")]
    assert Message.objects.filter(state="QUEUED").count() == 0


def test_a_response_of_which_a_link_was_the_only_email_comes_under_the_rule(
    closed_consultation: Consultation,
) -> None:
    sent = sent_with_links(closed_consultation)
    posted()
    the_night(closed_consultation)
    assert "MESSAGES" in set(sent.erasures.values_list("part", flat=True))
    assert addresses() == []


def test_a_link_goes_with_the_emails_where_the_words_go_first(
    closed_consultation: Consultation,
) -> None:
    rule: dict[str, Any] = {"consultation": closed_consultation, "counted_from": "CLOSING"}
    factories.RetentionRuleFactory(part="WORDS", months=3, **rule)
    factories.RetentionRuleFactory(part="MESSAGES", months=24, **rule)
    sent = sent_with_links(closed_consultation)
    posted()
    closes = closed_consultation.closes_at
    actions.apply_retention(most=1000, by=MACHINE, at=closes + timedelta(days=100))
    assert set(sent.erasures.values_list("part", flat=True)) == {"WORDS"}
    assert addresses() == ["rose@example.org"]
    assert Message.objects.get().response == sent
    actions.apply_retention(most=1000, by=MACHINE, at=closes + timedelta(days=740))
    assert set(sent.erasures.values_list("part", flat=True)) == {"WORDS", "MESSAGES"}
    assert addresses() == []


def test_who_is_told_of_a_later_closing_time_is_told_for_their_last_reply(
    consultation: Consultation, owner: User
) -> None:
    made = [
        factories.ResponseFactory(
            consultation=consultation,
            respondent=factories.RespondentFactory(email=RUTH, wants_news=True),
            received_at=factories.THEN + timedelta(days=days),
        )
        for days in (3, 5, 4)
    ]  # fmt: skip
    to = consultation.closes_at + timedelta(days=1)
    extend(consultation=consultation, to=to, reason="Why.", by=owner, at=NOW)
    assert Message.objects.get().response == made[1]


def test_an_export_and_an_erasure_for_a_person_hold_each_kind(
    consultation: Consultation, owner: User, guardian: User
) -> None:
    made = one_of_each_kind(consultation, owner)
    told = [
        (dict(one.fields)["kind"], dict(one.fields)["to"])
        for subject in made
        for one in holding_of(subject, guardian).records
        if one.title == "Messages"
    ]
    assert sorted(told) == [
        ("Change of a response", RUTH), ("Link to unfinished or sent answers", "rose@example.org"),
        ("Link to unfinished or sent answers", RUTH), ("New closing time", RUTH),
        ("Receipt of a response", RUTH),
    ]  # fmt: skip
    actions.erase(subjects=made, ground="ASKED", reason="Letter.", by=guardian, at=NOW)  # type: ignore[arg-type]
    assert addresses() == [RUTH]  # of answers that were not sent, until they are forgotten
    assert Message.objects.filter(state="QUEUED").count() == 1


@pytest.mark.parametrize("address", ["rose@example.org", "ROSE@example.org"])
def test_a_person_is_found_by_the_address_that_a_link_went_to(
    consultation: Consultation, owner: User, address: str
) -> None:
    sent = sent_with_links(consultation)
    changing = respond.begin(consultation=consultation, proposals=[], by=PUBLIC, at=NOW).draft
    link(changing, "rose@example.org")
    typed = {"how": "EMAIL", "text": address, "reason": "Letter 12."}
    page = let_in(Client(), owner).post(reverse("people"), typed).content.decode()
    assert page.count(f'value="response:{sent.pk}"') == 1
    assert f"Answers that were not sent, draft {changing.pk}" in page


def test_who_changes_a_response_is_found_by_the_address_of_the_link(
    consultation: Consultation, owner: User
) -> None:
    sent = send(consultation, about=list(consultation.proposals.all()[:1]))
    link(factories.DraftFactory(consultation=consultation, replaces=sent))
    typed = {"how": "EMAIL", "text": RUTH, "reason": "Letter 12."}
    page = let_in(Client(), owner).post(reverse("people"), typed).content.decode()
    assert f'value="response:{sent.pk}"' in page


def test_a_draft_that_is_forgotten_takes_its_links_along(
    consultation: Consultation,
) -> None:
    draft = factories.DraftFactory(
        consultation=consultation, answers={}, saved_at=NOW, begun_at=NOW
    )
    link(draft)
    kept = Draft.KEPT_FOR
    assert respond.forget(by=MACHINE, at=NOW + kept) == 0
    assert addresses() == [RUTH]
    assert respond.forget(by=MACHINE, at=NOW + kept + timedelta(seconds=1)) == 1
    assert addresses() == []
    assert Message.objects.get().state == "FAILED"
    assert Event.objects.get(kind=EventKind.DRAFTS_FORGOTTEN).facts["count"] == 1
    assert respond.forget(by=MACHINE, at=NOW + kept + LONG_AFTER) == 0


def test_a_hold_keeps_the_links_of_what_was_not_sent(consultation: Consultation) -> None:
    link(factories.DraftFactory(consultation=consultation))
    factories.LegalHoldFactory(consultation=consultation)
    assert respond.forget(by=MACHINE, at=NOW + LONG_AFTER) == 0
    assert addresses() == [RUTH]


def test_no_link_is_mailed_to_what_is_erased(consultation: Consultation, guardian: User) -> None:
    sent = sent_with_links(consultation)
    behind = Draft.objects.get(key=sent.key)
    actions.erase(subjects=[sent], ground="ASKED", reason="Letter.", by=guardian, at=NOW)  # type: ignore[arg-type]
    for read in (behind, Draft.objects.get(pk=behind.pk)):  # before the erasure, and since
        with pytest.raises(Refused, match="already cleared"):
            respond.mail_link(draft=read, email=RUTH, by=PUBLIC, at=NOW)
    assert addresses() == []


@pytest.mark.django_db(transaction=True)
def test_a_link_that_is_asked_for_during_an_erasure_is_not_mailed(
    consultation: Consultation, guardian: User
) -> None:
    sent = sent_with_links(consultation)
    behind = Draft.objects.get(key=sent.key)
    said: list[str] = []

    def ask() -> None:
        try:
            respond.mail_link(draft=behind, email=RUTH, by=PUBLIC, at=NOW)
            said.append("mailed")
        except Refused as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    with transaction.atomic():
        actions.erase(subjects=[sent], ground="ASKED", reason="Letter.", by=guardian, at=NOW)  # type: ignore[arg-type]
        thread.start()
        thread.join(0.5)
        assert said == []
    thread.join(60)
    assert said == ["These answers were already cleared. Start again."]
    assert addresses() == []


@pytest.fixture
def earlier(consultation: Consultation, owner: User) -> dict[str, Response | None]:
    """By the address: the response of an email that was written as it was done before.

    And as whose it is to be known.
    """
    at = NOW - timedelta(days=2)
    Extension.objects.create(
        consultation=consultation, from_at=consultation.closes_at - timedelta(days=9),
        to_at=consultation.closes_at, reason="Why.", by=owner, at=at,
    )  # fmt: skip
    person = factories.RespondentFactory(email="News@example.org", wants_news=True)
    told = factories.ResponseFactory(consultation=consultation, respondent=person)
    linked = sent_with_links(consultation)
    old: dict[str, Any] = {"queued_at": at, "due_at": at, "sent_at": at, "state": "SENT"}
    factories.MessageFactory(kind="deadline-extended", to="news@example.org", **old)
    factories.MessageFactory(kind="deadline-extended", to="erased-since@example.org", **old)
    gone = factories.DraftFactory(consultation=consultation, sent_at=at)
    factories.MessageFactory(kind="link", to="lost@example.org", draft=gone, **old)
    unsent = factories.DraftFactory(consultation=consultation)
    factories.MessageFactory(kind="link", to="unsent@example.org", draft=unsent, **old)
    factories.MessageFactory(kind="sign-in", to="staff@example.org", **old)
    return {
        "news@example.org": told, "rose@example.org": linked, "unsent@example.org": None,
        "staff@example.org": None,
    }  # fmt: skip


def backfill() -> None:
    module = import_module("consultation.migrations.0034_emails")
    with connection.cursor() as cursor:
        for statement in (module.LINKS, module.EXTENDED, module.REST):
            cursor.execute(statement)


def test_what_was_written_before_is_known_as_far_as_it_can_be(
    earlier: dict[str, Response | None],
) -> None:
    backfill()
    kept = Message.objects.exclude(to__endswith="@erased.invalid")
    assert {one.to: one.response for one in kept} == earlier
    erased = Message.objects.filter(to__endswith="@erased.invalid")
    assert [one.body for one in erased] == ["Address erased"] * 2


def test_what_nobody_can_be_found_for_stays_under_a_hold(
    earlier: dict[str, Response | None], consultation: Consultation
) -> None:
    factories.LegalHoldFactory(consultation=consultation)
    backfill()
    assert "erased-since@example.org" in addresses()


def test_where_the_emails_were_erased_already_what_is_found_now_is_left_over(
    earlier: dict[str, Response | None], consultation: Consultation
) -> None:
    told = earlier["news@example.org"]
    factories.ErasureFactory(response=told, part=Part.MESSAGES)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # it holds now, and what comes is told
    backfill()
    assert Leftover.objects.get().response == told


def test_no_email_to_a_resident_is_of_nothing(consultation: Consultation, owner: User) -> None:
    one_of_each_kind(consultation, owner)
    of_nothing = Q(response=None, draft=None)
    found = Message.objects.filter(of_nothing).values("kind").annotate(number=Count("pk"))
    assert list(found) == []
