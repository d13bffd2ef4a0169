"""From a draft to a signed reply: who may, when, and what the database then holds."""

from datetime import date
from hashlib import sha256

import pytest

from consultation.models import (
    Consultation,
    FormalReply,
    Message,
    Organisation,
    Proposal,
    Response,
    User,
)
from consultation.reply import actions, editions
from consultation.reply.actions import Grounds
from consultation.reply.document import Content, Passage
from consultation.states import Refused
from tests.conftest import NOW, with_app

GROUNDS = Grounds("DELEGATED", "DD/2026/114", date(2026, 11, 20))


@pytest.fixture
def reply(council: Organisation, consultation: Consultation, council_drafter: User) -> FormalReply:
    """Redbridge's, with a view and a position on Barkingside."""
    made = actions.begin(
        organisation=council, consultation=consultation, by=council_drafter, at=NOW
    )
    for written in editions.sections_of(made):
        proposal = written.section.proposal
        if proposal is None or proposal.station.slug == "barkingside":
            actions.save_section(
                section=written.section,
                content=Content(
                    "OPPOSE" if proposal else "",
                    (Passage("a1", "Buses", "Ilford is two buses away."),),
                ),
                seen=0, done=True, by=council_drafter, at=NOW,
            )  # fmt: skip
    return made


def signed_by(person: User, reply: FormalReply, **more: str) -> Response:
    """Sign what is written now."""
    made = actions.sign(
        reply=reply, digest=editions.document_of(reply).digest, grounds=GROUNDS,
        signer_post="Head of Communities", by=person, at=NOW, **more,
    )  # fmt: skip
    return made.response


def test_a_signed_reply_is_a_response_like_any_other(
    reply: FormalReply, council_drafter: User, council_approver: User, proposal: Proposal
) -> None:
    approver = with_app(council_approver)
    actions.ask_approval(reply=reply, by=council_drafter, at=NOW)
    response = signed_by(approver, reply)
    reply.refresh_from_db()
    assert reply.state == "SIGNED"
    assert (response.kind, response.state, response.organisation) == (
        "FORMAL", "RECEIVED", reply.organisation,
    )  # fmt: skip
    assert response.borough == reply.organisation.borough
    answers = response.answers.order_by("pk").values_list(
        "question_version__question__key", "proposal__station__slug", "choice", "text"
    )
    assert list(answers) == [
        ("formal-position", "barkingside", "OPPOSE", ""),
        ("formal-reasons", "barkingside", "", "Buses\n\nIlford is two buses away."),
        ("formal-view", None, "", "Buses\n\nIlford is two buses away."),
        ("formal-hearing", None, "", "Buses\n\nIlford is two buses away."),
    ]
    assert Response.objects.about(proposal.station).get() == response
    kept = reply.signed
    assert kept.digest == sha256(kept.text.encode()).hexdigest()
    assert "Position: Opposes it" in kept.text
    receipts = Message.objects.filter(formal_reply=reply, kind="reply-receipt")
    assert sorted(receipts.values_list("to", flat=True)) == sorted(
        [council_drafter.email, approver.email]
    )
    assert all(kept.text in one.body for one in receipts)
    assert editions.document_of(FormalReply.objects.get(pk=reply.pk)).text == kept.text


def test_a_replacement_sets_the_earlier_one_aside_in_the_same_commit(
    reply: FormalReply, council_drafter: User, council_approver: User, consultation: Consultation
) -> None:
    approver = with_app(council_approver)
    actions.ask_approval(reply=reply, by=council_drafter, at=NOW)
    first = signed_by(approver, reply)
    newer = actions.begin(
        organisation=reply.organisation, consultation=consultation, by=council_drafter, at=NOW
    )
    (view, *_) = editions.sections_of(newer)
    assert view.content.passages[0].text == "Ilford is two buses away."
    actions.ask_approval(reply=newer, by=council_drafter, at=NOW)
    second = signed_by(approver, newer)
    first.refresh_from_db()
    assert (first.state, second.replaces) == ("SUPERSEDED", first)
    reply.refresh_from_db()
    assert reply.state == "SUPERSEDED"
    assert f"It replaces the reply with the reference {first.reference}" in second.signed_reply.text


def test_a_drafter_cannot_sign_and_another_text_is_not_signed(
    reply: FormalReply, council_drafter: User, council_approver: User
) -> None:
    actions.ask_approval(reply=reply, by=council_drafter, at=NOW)
    with pytest.raises(Refused, match="You need another role to approve"):
        signed_by(council_drafter, reply)
    with pytest.raises(Refused, match="two-factor"):
        signed_by(council_approver, reply)
    with pytest.raises(Refused, match="was changed after you opened it"):
        actions.sign(
            reply=reply, digest="0" * 64, grounds=GROUNDS, signer_post="Head",
            by=with_app(council_approver), at=NOW,
        )  # fmt: skip
    assert not Response.objects.exists()
