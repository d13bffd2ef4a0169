"""The e-mails about a reply, the log that staff read, and the panel of where a reply stands."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation import emails
from consultation.models import FormalReply, Message, User
from consultation.reply import actions, queries
from consultation.reply.queries import membership_of
from consultation.reply.views.standing import standing
from tests import factories
from tests.conftest import NOW
from tests.reply.conftest import Desk, said
from tests.reply.signing import Council, letters


def names(*people: User) -> list[str]:
    return sorted(one.email for one in people)


def test_the_right_people_read_the_right_words(redbridge: Council) -> None:
    reply = redbridge.waiting()
    asked = letters("reply-approval")
    everybody = names(redbridge.drafter, redbridge.approver, redbridge.second)
    assert [to for to, *_ in asked] == names(redbridge.approver, redbridge.second)
    assert "Carl Drafter asks for approval of the formal reply of London Borough" in asked[0][2]
    assert (
        "This consultation closes in 11 weeks, at 11:59pm on Sunday 14 February 2027" in asked[0][2]
    )
    assert f"{redbridge.address('sign/')}\n" in asked[0][2]
    signed = redbridge.sign(reply, whom="the Cabinet")
    receipts = letters("reply-receipt")
    assert [to for to, *_ in receipts] == everybody
    for _to, subject, body in receipts:
        assert subject.startswith(f"We have your formal reply {signed.response.reference}: ")
        assert signed.text in body
        assert f"SHA-256 of the text: {signed.digest}" in body
        assert "A decision delegated to an officer, DD/2026/114, 20 November 2026" in body
        assert "It is interim, subject to ratification by the Cabinet." in body
        assert redbridge.address("editions/1/") in body
    redbridge.ratify(signed)
    actions.withdraw(reply=signed.reply, reason="An error.", by=redbridge.second, at=NOW)
    for kind in ("reply-ratified", "reply-withdrawn"):
        assert [to for to, *_ in letters(kind)] == everybody


def test_whoever_left_is_told_nothing_more(redbridge: Council) -> None:
    reply = redbridge.waiting()
    actions.leave(organisation=redbridge.organisation, by=redbridge.drafter, at=NOW)
    redbridge.sign(reply)
    assert redbridge.drafter.email not in [to for to, *_ in letters("reply-receipt")]


def test_they_are_posted(redbridge: Council) -> None:
    redbridge.signed()
    posted = 0
    while emails.post_next(clock=timezone.now):
        posted += 1
    assert posted == 5  # two approvers are asked, three people have the receipt
    assert set(Message.objects.values_list("state", flat=True)) == {"SENT"}
    (*_, last) = mail.outbox
    assert last.subject.startswith("We have your formal reply ")
    assert len(last.to) == 1


def test_the_log_of_staff_holds_what_is_about_a_signed_reply(
    desk: Desk, redbridge: Council
) -> None:
    reply = redbridge.waiting()
    actions.send_back(reply=reply, reasons="No.", by=redbridge.approver, at=NOW)
    actions.ask_approval(reply=reply, by=redbridge.drafter, at=NOW)
    log = f"{desk.board}told/"
    own = desk.page(redbridge.organisation)
    for address in (log, own):
        words = said(desk.client.get(address))
        assert "Nothing was sent yet." in words
        assert "Formal reply" not in words
    assert not queries.told(desk.consultation).exists()
    signed = redbridge.sign(reply, whom="the Cabinet")
    redbridge.ratify(signed)
    actions.withdraw(reply=signed.reply, reason="An error.", by=redbridge.second, at=NOW)
    for address in (log, own):
        words = said(desk.client.get(address))
        for told in ("received", "ratified", "withdrawn"):
            assert words.count(f"Formal reply {told}") == 3, address
    assert "London Borough of Redbridge" in said(desk.client.get(log))
    kinds = queries.told(desk.consultation, redbridge.organisation).values_list("kind", flat=True)
    assert set(kinds) == {"reply-receipt", "reply-ratified", "reply-withdrawn"}


def test_the_log_takes_as_many_queries_for_one_reply_as_for_three(
    desk: Desk, redbridge: Council
) -> None:
    redbridge.signed()
    desk.client.get(f"{desk.board}told/")
    counts = []
    for _again in range(2):
        with CaptureQueriesContext(connection) as taken:
            desk.client.get(f"{desk.board}told/")
        counts.append(len(taken))
        for _more in range(2):
            redbridge.sign(redbridge.waiting())
    assert counts[0] == counts[1]


def panel(redbridge: Council, reply: FormalReply, person: User) -> tuple[str, list[str]]:
    """The words and the links of the panel, as this person has it."""
    membership = membership_of(person)
    assert membership is not None
    shown = standing(redbridge.now(reply), membership, timezone.now())
    html = render_to_string("reply/sign/_standing.html", {"standing": shown, "user": person})
    return " ".join(html.split()), [one.text for one in shown["acts"]]


@pytest.mark.parametrize(
    ("state", "drafter", "approver"),
    [
        (
            "drafted",
            ["Ask for approval", "Set this draft aside"],
            ["Ask for approval", "Set this draft aside"],
        ),
        (
            "waiting",
            ["Take it back to change it"],
            ["Read and approve", "Send it back", "Take it back to change it"],
        ),
    ],
)
def test_the_panel_says_what_its_reader_can_do(
    redbridge: Council, state: str, drafter: list[str], approver: list[str]
) -> None:
    reply = getattr(redbridge, state)()
    assert panel(redbridge, reply, redbridge.drafter)[1] == drafter
    assert panel(redbridge, reply, redbridge.approver)[1] == approver
    assert panel(redbridge, reply, redbridge.observer)[1] == []


def test_the_panel_of_a_signed_reply(redbridge: Council) -> None:
    signed = redbridge.signed(whom="the Cabinet")
    reply = signed.reply
    words, acts = panel(redbridge, reply, redbridge.approver)
    assert "It is interim, subject to ratification by the Cabinet." in words
    assert signed.response.reference in words
    assert acts == [
        "Say that it is ratified", "See the whole reply", "Withdraw it", "Begin a new edition",
    ]  # fmt: skip
    assert panel(redbridge, reply, redbridge.drafter)[1] == [
        "See the whole reply", "Begin a new edition",
    ]  # fmt: skip
    assert panel(redbridge, reply, redbridge.observer)[1] == ["See the whole reply"]
    redbridge.ratify(signed)
    with time_machine.travel(redbridge.consultation.grace_ends_at + timedelta(1), tick=False):
        assert panel(redbridge, reply, redbridge.approver)[1] == [
            "See the whole reply", "Withdraw it",
        ]  # fmt: skip
    newer = redbridge.waiting(by=redbridge.approver)
    words, acts = panel(redbridge, newer, redbridge.approver)
    assert "You asked for approval yourself, so another approver has to give it." in words
    assert "Approvers who can give it: Cyril Approver." in words
    assert f"it replaces edition 1, reference {signed.response.reference}" in words
    assert acts[0] == "Read what waits"


def test_what_was_signed_is_shown_as_it_was_signed(redbridge: Council) -> None:
    """However a later release writes a text: the digest and the plain text are those of the row."""
    words = b"Written otherwise.\n"
    waiting = redbridge.waiting()
    kept = factories.SignedReplyFactory(
        reply__consultation=redbridge.consultation, reply__organisation=redbridge.organisation,
        reply__number=7, text=words.decode(), digest=sha256(words).hexdigest(),
    )  # fmt: skip
    client = redbridge.client(redbridge.observer)
    plain = client.get(redbridge.address("editions/7/text.txt"))
    assert plain.content == words
    assert kept.digest[:8] in said(client.get(redbridge.address("editions/7/")))
    assert waiting.number == 1


@pytest.mark.parametrize("role", ["drafter", "approver", "observer"])
@pytest.mark.parametrize("state", ["drafted", "waiting", "signed"])
def test_the_panel_takes_few_queries(
    redbridge: Council, state: str, role: str, django_assert_max_num_queries: Any
) -> None:
    redbridge.signed()
    made = getattr(redbridge, state)()
    reply = redbridge.now(getattr(made, "reply", made))
    membership = membership_of(getattr(redbridge, role))
    assert membership is not None
    with django_assert_max_num_queries(4):
        standing(reply, membership, NOW)


def test_what_was_sent_back_stands_with_who_and_when(redbridge: Council) -> None:
    reply = redbridge.waiting()
    actions.send_back(reply=reply, reasons="Say <more>.", by=redbridge.approver, at=NOW)
    membership = membership_of(redbridge.drafter)
    assert membership is not None
    shown = standing(redbridge.now(reply), membership, NOW)
    html = render_to_string("reply/sign/_returned.html", {"returned": shown["returned"]})
    assert "Say &lt;more&gt;." in html
    assert "Cora Approver sent it back at midday, Monday 23 November 2026." in html
    assert render_to_string("reply/sign/_returned.html", {"returned": None}).strip() == ""
