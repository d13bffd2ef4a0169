"""From a draft to a signed reply: who may, what is refused, and what the database then holds."""

from hashlib import sha256

import pytest

from consultation.models import FormalReply, Message, Organisation, Proposal, Response, User
from consultation.reply import actions, editions
from consultation.reply.actions import Grounds
from consultation.states import Refused
from tests import factories
from tests.conftest import NOW, with_app
from tests.reply.conftest import events
from tests.reply.signing import CABINET, GROUNDS, WORDS, Council, letters


def test_a_signed_reply_is_a_response_like_any_other(
    redbridge: Council, proposal: Proposal
) -> None:
    kept = redbridge.signed()
    reply, response = redbridge.now(kept.reply), kept.response
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
        ("formal-reasons", "barkingside", "", f"Buses\n\n{WORDS}"),
        ("formal-view", None, "", f"Buses\n\n{WORDS}"),
        ("formal-hearing", None, "", f"Buses\n\n{WORDS}"),
    ]
    assert Response.objects.about(proposal.station).get() == response
    assert kept.digest == sha256(kept.text.encode()).hexdigest()
    assert "Position: Opposes it" in kept.text
    assert editions.document_of(reply).text == kept.text
    assert (kept.authority, kept.authority_reference, kept.authority_on) == (
        "DELEGATED", "DD/2026/114", GROUNDS.on,
    )  # fmt: skip
    assert (kept.interim, kept.late, response.in_grace) == (False, False, False)


def test_each_step_is_one_event(redbridge: Council) -> None:
    signed = redbridge.signed(whom="the Cabinet")
    redbridge.ratify(signed)
    name = f"formalreply:{signed.reply_id}"
    digest = {"digest": signed.digest}
    assert events("formal_reply.approval_asked") == [(name, redbridge.drafter.pk, digest)]
    facts = digest | {"response": signed.response_id, "interim": True, "late": False}
    assert events("formal_reply.signed") == [(name, redbridge.approver.pk, facts)]
    received = events("response.received")
    assert [one[:2] for one in received] == [
        (f"response:{signed.response_id}", redbridge.approver.pk)
    ]
    (ratified,) = events("formal_reply.ratified")
    assert ratified[:2] == (name, redbridge.approver.pk)


def test_a_drafter_or_another_council_cannot_sign(
    redbridge: Council, council_approver: User, merton: Organisation
) -> None:
    reply = redbridge.waiting()
    stranger = with_app(factories.GrantFactory(role="COUNCIL_APPROVER", organisation=merton).person)
    without = factories.GrantFactory(
        role="COUNCIL_APPROVER", organisation=redbridge.organisation
    ).person
    for person, said in (
        (redbridge.drafter, "You need another role to approve a council's formal reply."),
        (redbridge.observer, "You need another role to approve a council's formal reply."),
        (stranger, "You do not act for this organisation."),
        (factories.UserFactory(), "You do not act for this organisation."),
        (
            without,
            "You need two-factor sign-in to approve a council's formal reply. Set it up first.",
        ),
    ):
        with pytest.raises(Refused) as refusal:
            redbridge.sign(reply, by=person)
        assert str(refusal.value) == said
        with pytest.raises(Refused) as refusal:
            actions.send_back(reply=reply, reasons="Say more.", by=person, at=NOW)
        assert str(refusal.value) == said
    assert redbridge.now(reply).state == "AWAITING_APPROVAL"
    assert not Response.objects.exists()


def test_whoever_asks_does_not_approve_in_a_council_and_may_elsewhere(redbridge: Council) -> None:
    reply = redbridge.waiting(by=redbridge.approver)
    said = "You asked for approval yourself, so another approver has to give it."
    with pytest.raises(Refused, match=said):
        redbridge.sign(reply)
    redbridge.organisation.kind = "MP"
    redbridge.organisation.save()
    with pytest.raises(Refused, match="Select on whose decision it is sent"):
        redbridge.sign(reply, grounds=CABINET)
    own = redbridge.sign(reply, grounds=Grounds("OWN", "Letter of 20 November", GROUNDS.on))
    assert own.signed_by == redbridge.approver


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"grounds": Grounds("OWN", "X", GROUNDS.on)}, "Select on whose decision it is sent"),
        ({"grounds": Grounds("RUMOUR", "X", GROUNDS.on)}, "Select on whose decision it is sent"),
        (
            {"grounds": Grounds("LEADER", " ", GROUNDS.on)},
            "Enter the reference of the decision",
        ),
        (
            {"grounds": Grounds("LEADER", "X", GROUNDS.on.replace(day=24))},
            "The date of the decision must be today or in the past",
        ),
        ({"post": " "}, "Enter your post"),
        (
            {"digest": "0" * 64},
            "The reply was changed after you opened it, so nothing was signed. Read it as it is "
            "now, and sign that.",
        ),
    ],
)
def test_what_is_missing_is_told(redbridge: Council, changed: dict[str, object], said: str) -> None:
    reply = redbridge.waiting()
    with pytest.raises(Refused) as refusal:
        redbridge.sign(reply, **changed)  # type: ignore[arg-type]
    assert str(refusal.value) == said
    assert not Response.objects.exists()


def test_nothing_written_is_not_approved(redbridge: Council) -> None:
    reply = redbridge.begun()
    said = "Nothing is written yet. Write your view, or a position on one proposal, first."
    with pytest.raises(Refused, match=said):
        actions.ask_approval(reply=reply, by=redbridge.drafter, at=NOW)


FINISHED = "This edition is finished. Begin a new one to say something else."
NOBODY = "Nobody has asked for approval of this reply."
WAITS = (
    "The reply waits for approval, so it cannot be changed. Take it back first if something is "
    "missing."
)
UNSIGNED = "This reply is not signed yet, so there is nothing to withdraw."
ENDED = {
    **dict.fromkeys(("ask", "take_back", "send_back", "sign", "set_aside"), FINISHED),
    "withdraw": "This reply is not in force any more.",
}
REFUSALS = {
    "DRAFT": {"take_back": NOBODY, "send_back": NOBODY, "sign": NOBODY, "withdraw": UNSIGNED},
    "AWAITING_APPROVAL": {
        "ask": WAITS,
        "set_aside": "The reply waits for approval. Take it back first, then set it aside.",
        "withdraw": UNSIGNED,
    },
    "RETURNED": {
        **dict.fromkeys(
            ("take_back", "send_back", "sign"), "This reply was sent back to its drafters already."
        ),
        "withdraw": UNSIGNED,
    },
    "SIGNED": {
        **dict.fromkeys(("take_back", "send_back", "sign"), "This reply is signed already."),
        "ask": FINISHED,
        "set_aside": "This reply is signed. An approver can withdraw it.",
    },
    "WITHDRAWN": ENDED,
    "SET_ASIDE": ENDED,
}


def reach(redbridge: Council, state: str) -> FormalReply:
    """A reply in this state."""
    if state in ("DRAFT", "SET_ASIDE"):
        reply = redbridge.drafted()
        if state == "SET_ASIDE":
            actions.set_aside(reply=reply, by=redbridge.drafter, at=NOW)
        return redbridge.now(reply)
    reply = redbridge.waiting()
    if state == "RETURNED":
        actions.send_back(reply=reply, reasons="Say more.", by=redbridge.approver, at=NOW)
    if state in ("SIGNED", "WITHDRAWN"):
        redbridge.sign(reply)
    if state == "WITHDRAWN":
        actions.withdraw(reply=reply, reason="An error.", by=redbridge.approver, at=NOW)
    return redbridge.now(reply)


@pytest.mark.parametrize("state", REFUSALS)
def test_what_a_state_does_not_allow_is_told_in_its_own_words(
    redbridge: Council, state: str
) -> None:
    reply = reach(redbridge, state)
    assert reply.state == state
    drafts = {"reply": reply, "by": redbridge.drafter, "at": NOW}
    approves = {"reply": reply, "by": redbridge.approver, "at": NOW}
    acts = {
        "ask": lambda: actions.ask_approval(**drafts),  # type: ignore[arg-type]
        "take_back": lambda: actions.take_back(**drafts),  # type: ignore[arg-type]
        "set_aside": lambda: actions.set_aside(**drafts),  # type: ignore[arg-type]
        "send_back": lambda: actions.send_back(reasons="No.", **approves),  # type: ignore[arg-type]
        "sign": lambda: redbridge.sign(reply),
        "withdraw": lambda: actions.withdraw(reason="No.", **approves),  # type: ignore[arg-type]
    }
    messages = Message.objects.count()
    for name, said in REFUSALS[state].items():
        with pytest.raises(Refused) as refusal:
            acts[name]()
        assert (name, str(refusal.value)) == (name, said)
    assert redbridge.now(reply).state == state
    assert Message.objects.count() == messages


def test_it_is_sent_back_with_reasons_changed_and_signed(redbridge: Council) -> None:
    reply = redbridge.waiting()
    before = editions.document_of(reply).digest
    for blank in ("", "  \n"):
        with pytest.raises(Refused, match="Enter what has to change"):
            actions.send_back(reply=reply, reasons=blank, by=redbridge.approver, at=NOW)
    made = actions.send_back(
        reply=reply, reasons=" Say what the bus takes. ", by=redbridge.second, at=NOW
    )
    assert (made.reasons, made.digest) == ("Say what the bus takes.", before)
    redbridge.write(redbridge.now(reply), "It takes 40 minutes.")
    actions.ask_approval(reply=reply, by=redbridge.drafter, at=NOW)
    signed = redbridge.sign(reply)
    assert signed.digest != before
    assert "It takes 40 minutes." in signed.text
    (told, other) = letters("reply-returned")
    assert {told[0], other[0]} == {redbridge.drafter.email, redbridge.approver.email}
    assert "Cyril Approver did not approve the formal reply" in told[2]
    assert "Say what the bus takes." in told[2]


def test_an_interim_reply_is_ratified_once_and_its_text_stays(
    redbridge: Council,
) -> None:
    signed = redbridge.signed(whom="the Cabinet")
    assert (signed.interim, signed.ratified_by_whom) == (True, "the Cabinet")
    tomorrow = Grounds("COMMITTEE", "Cabinet, minute 12", CABINET.on.replace(day=24))
    with pytest.raises(Refused, match="The date of the decision must be today or in the past"):
        redbridge.ratify(signed, grounds=tomorrow)
    with pytest.raises(Refused, match="You need another role to approve"):
        redbridge.ratify(signed, by=redbridge.drafter)
    made = redbridge.ratify(signed)
    assert (made.authority_reference, made.signed.text) == ("Cabinet, minute 12", signed.text)
    with pytest.raises(Refused, match=r"^This reply was ratified already\.$"):
        redbridge.ratify(signed)
    assert len(letters("reply-ratified")) == 3


def test_what_is_not_interim_or_not_in_force_is_not_ratified(redbridge: Council) -> None:
    signed = redbridge.signed()
    with pytest.raises(Refused, match=r"^This reply is not subject to ratification\.$"):
        redbridge.ratify(signed)
    actions.withdraw(reply=signed.reply, reason="An error.", by=redbridge.approver, at=NOW)
    with pytest.raises(Refused, match=r"^This reply is not in force any more\.$"):
        redbridge.ratify(signed)


def test_a_withdrawn_reply_is_kept_and_not_counted(redbridge: Council) -> None:
    signed = redbridge.signed()
    with pytest.raises(Refused, match="Enter why the reply is withdrawn"):
        actions.withdraw(reply=signed.reply, reason=" ", by=redbridge.approver, at=NOW)
    with pytest.raises(Refused, match="You need another role to approve"):
        actions.withdraw(reply=signed.reply, reason="No.", by=redbridge.drafter, at=NOW)
    actions.withdraw(reply=signed.reply, reason="Figures.", by=redbridge.approver, at=NOW)
    reply = redbridge.now(signed.reply)
    assert (reply.state, reply.ended_reason) == ("WITHDRAWN", "Figures.")
    assert Response.objects.get().state == "WITHDRAWN"
    assert editions.document_of(reply).text == signed.text
    (first, *_) = letters("reply-withdrawn")
    assert "The reason that was given: Figures." in first[2]
