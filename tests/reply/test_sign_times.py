"""When a reply can be signed: before the close, in the grace, late, and while it is paused."""

from datetime import date, datetime, timedelta

import pytest

from consultation.models import Consultation, FormalReply, Response, User
from consultation.publish import actions as publishing
from consultation.reply import actions, editions, sign_off
from consultation.reply.actions import Grounds
from consultation.states import Refused
from consultation.transcribe import rules as typing
from tests import factories
from tests.conftest import NOW
from tests.reply.signing import Council, letters

SECOND = timedelta(seconds=1)
CLOSED = "This consultation closed at 11:59pm on Sunday 14 February 2027, London time"
CLOSE = "after the close as it then stood, 11:59pm on Sunday 14 February 2027, London time"
POLICY = "A late reply is published and marked as late."


@pytest.fixture
def late_until(consultation: Consultation, owner: User) -> datetime:
    """Late replies are accepted for two weeks."""
    until = consultation.closes_at + timedelta(weeks=2)
    publishing.state_late_policy(
        consultation=consultation, until=until, policy=POLICY, by=owner, at=NOW
    )
    return until


def refused(redbridge: Council, reply: FormalReply, at: datetime) -> str:
    with pytest.raises(Refused) as refusal:
        redbridge.sign(reply, at=at)
    assert not Response.objects.exists()
    return str(refusal.value)


def test_to_the_last_instant_of_the_grace_it_is_in_time(
    redbridge: Council, consultation: Consultation
) -> None:
    reply = redbridge.waiting()
    assert not sign_off.is_late(reply, now=consultation.grace_ends_at)
    signed = redbridge.sign(reply, at=consultation.grace_ends_at)
    assert (signed.late, signed.response.in_grace) == (False, True)
    assert "late" not in letters("reply-receipt")[0][2]


def test_after_the_grace_it_is_refused_where_no_policy_is_stated(
    redbridge: Council, consultation: Consultation
) -> None:
    with pytest.raises(Refused, match="and states no policy on late replies"):
        redbridge.begun(at=consultation.grace_ends_at + SECOND)
    reply = redbridge.waiting()
    said = (
        f"{CLOSED}, and states no policy on late replies. What is written here is kept. Write to "
        f"{consultation.contact}."
    )
    assert refused(redbridge, reply, consultation.grace_ends_at + SECOND) == said
    assert redbridge.now(reply).state == "AWAITING_APPROVAL"


def test_the_grace_is_for_what_was_begun_in_time(
    redbridge: Council, consultation: Consultation
) -> None:
    said = f"{CLOSED}, and states no policy on late replies"
    with pytest.raises(Refused, match=said):
        redbridge.begun(at=consultation.closes_at + SECOND)
    begun = redbridge.waiting(at=consultation.closes_at)
    assert redbridge.sign(begun, at=consultation.closes_at + SECOND).late is False
    later = factories.FormalReplyFactory(
        consultation=consultation, begun_at=consultation.closes_at + SECOND
    )
    assert sign_off.is_late(later, now=consultation.grace_ends_at)
    assert sign_off.why_not_in_time(later, now=consultation.grace_ends_at).startswith(said)


def test_what_was_begun_after_the_close_is_late_within_the_grace_too(
    redbridge: Council, consultation: Consultation, late_until: datetime
) -> None:
    signed = redbridge.signed(at=consultation.closes_at + SECOND)
    assert (signed.late, signed.response.in_grace) == (True, False)


def test_a_late_reply_is_accepted_and_marked_under_the_policy(
    redbridge: Council, consultation: Consultation, late_until: datetime
) -> None:
    consultation.refresh_from_db()
    begun = consultation.grace_ends_at + timedelta(days=1)
    reply = redbridge.waiting(at=begun)
    told = sign_off.told_of_time(reply, now=begun)
    assert told == (
        f"{CLOSED}. A reply that is signed now is accepted late, until 11:59pm on Sunday "
        "28 February 2027, and marked as late. The policy that the consultation states: "
        f"{POLICY}"
    )
    signed = redbridge.sign(reply, at=late_until)
    assert (signed.late, signed.response.in_grace) == (True, False)
    assert signed.response.received_at == late_until
    for _to, _subject, body in letters("reply-receipt"):
        assert f"It came {CLOSE}. It is accepted under the policy on late replies" in body
    (_to, _subject, body), *_rest = letters("reply-approval")
    assert told in body


def test_after_the_policy_too_it_is_too_late_and_kept(
    redbridge: Council, consultation: Consultation, late_until: datetime
) -> None:
    reply = redbridge.waiting()
    said = (
        "Late replies were accepted until 11:59pm on Sunday 28 February 2027, London time. What is "
        f"written here is kept. Write to {consultation.contact}."
    )
    assert refused(redbridge, reply, late_until + SECOND) == said
    reply = redbridge.now(reply)
    assert sign_off.told_of_time(reply, now=late_until + SECOND) == said
    assert not sign_off.is_near(reply, now=late_until + SECOND)
    assert "two buses away" in editions.document_of(redbridge.now(reply)).text


def test_while_it_is_paused_nothing_is_signed_and_everything_kept(
    redbridge: Council, consultation: Consultation, owner: User
) -> None:
    reply = redbridge.waiting()
    publishing.suspend(consultation=consultation, reason="Fire.", by=owner, at=NOW)
    said = (
        "This consultation is paused, not closed. The reply is kept: it can be signed when the "
        "consultation opens again."
    )
    later = consultation.closes_at + timedelta(days=30)
    assert refused(redbridge, reply, NOW + SECOND) == said
    assert refused(redbridge, reply, later) == said
    actions.take_back(reply=reply, by=redbridge.drafter, at=later)
    redbridge.write(redbridge.now(reply), "More.", at=later)
    actions.ask_approval(reply=reply, by=redbridge.drafter, at=later)
    publishing.resume(
        consultation=consultation, reason="Over.", by=owner, at=later, to=later + timedelta(days=7)
    )
    assert redbridge.sign(reply, at=later + timedelta(days=1)).late is False


def test_before_it_opens_it_is_drafted_and_not_signed(
    redbridge: Council, consultation: Consultation
) -> None:
    before = consultation.opens_at - timedelta(days=1)
    reply = redbridge.waiting(at=before)
    with pytest.raises(Refused) as refusal:
        redbridge.sign(reply, at=before, grounds=Grounds("LEADER", "1", date(2026, 11, 1)))
    assert str(refusal.value) == (
        "This consultation opens at 9:00am on Monday 16 November 2026, London time."
    )
    redbridge.sign(reply)


def test_the_time_is_told_while_it_is_open_and_in_the_grace(
    redbridge: Council, consultation: Consultation
) -> None:
    reply = redbridge.begun()
    assert sign_off.told_of_time(reply, now=NOW).startswith(
        "This consultation closes in 11 weeks, at 11:59pm"
    )
    assert not sign_off.is_near(reply, now=NOW)
    assert sign_off.is_near(reply, now=consultation.closes_at - timedelta(days=7))
    assert sign_off.told_of_time(reply, now=consultation.closes_at + SECOND) == (
        f"{CLOSED}. A reply that is signed until 12:29am on Monday 15 February 2027 still counts "
        "as in time."
    )


def test_a_replacement_sets_the_earlier_one_aside_in_the_same_commit(redbridge: Council) -> None:
    first = redbridge.signed()
    newer = redbridge.begun()
    (view, *_) = editions.sections_of(newer)
    assert view.content.passages[0].text == "Ilford is two buses away."
    assert redbridge.now(first.reply).state == "SIGNED"  # in force until the newer one is signed
    actions.ask_approval(reply=newer, by=redbridge.drafter, at=NOW)
    second = redbridge.sign(newer)
    first.response.refresh_from_db()
    assert (first.response.state, second.response.replaces) == ("SUPERSEDED", first.response)
    assert redbridge.now(first.reply).state == "SUPERSEDED"
    assert f"It replaces the reply with the reference {first.response.reference}" in second.text
    assert Response.objects.filter(state="RECEIVED").get() == second.response


def test_a_replacement_is_set_aside_and_begun_again(redbridge: Council) -> None:
    first = redbridge.signed()
    actions.set_aside(reply=redbridge.drafted(), by=redbridge.drafter, at=NOW)
    assert redbridge.now(first.reply).state == "SIGNED"
    third = redbridge.waiting()
    assert (third.number, third.replaces) == (3, first.reply)
    assert redbridge.sign(third).response.replaces == first.response


def test_what_is_withdrawn_while_its_replacement_is_drafted_stays_withdrawn(
    redbridge: Council,
) -> None:
    first = redbridge.signed()
    newer = redbridge.waiting()
    seen = editions.document_of(newer)
    assert seen.replaces == first.response.reference
    actions.withdraw(reply=first.reply, reason="An error.", by=redbridge.approver, at=NOW)
    with pytest.raises(Refused, match="was changed after you opened it"):
        redbridge.sign(newer, digest=seen.digest)
    second = redbridge.sign(newer)
    first.response.refresh_from_db()
    assert (first.response.state, second.response.replaces) == ("WITHDRAWN", None)
    assert redbridge.now(first.reply).state == "WITHDRAWN"
    assert "It replaces" not in second.text
    again = redbridge.waiting()
    assert redbridge.sign(again).response.replaces == second.response


def test_nobody_changes_or_withdraws_it_by_its_reference_alone(
    redbridge: Council, consultation: Consultation
) -> None:
    response = redbridge.signed().response
    said = typing.why_not_about(consultation, response, NOW.date(), now=NOW)
    assert said == "This is a formal reply. Its organisation replaces or withdraws it itself"
