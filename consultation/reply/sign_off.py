"""May this be done with a formal reply now, and if not, why. An empty string means yes.

People of an organisation read English, as staff do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from consultation.access import GUARDED, Permission, lacks_second_factor, may, roles_of
from consultation.files import has_room, is_whole
from consultation.models import (
    Attachment,
    Authority,
    Consultation,
    FormalReply,
    FormalReplyState,
    Organisation,
    OrganisationKind,
    Role,
    SignedReply,
    User,
)
from consultation.publish.rules import countdown, in_words
from consultation.reply import editions, queries
from consultation.reply.document import (
    LONGEST_HEADING,
    LONGEST_TEXT,
    MOST_PASSAGES,
    Document,
    Passage,
)
from consultation.uploads.findings import AGAIN

#: Bodies large enough that whoever asks for approval does not give it too.
TWO_PEOPLE = frozenset({OrganisationKind.COUNCIL, OrganisationKind.NHS})
MOST_FILES = 10
NEAR = timedelta(days=7)  # so long before the close people are warned
CHANGED = (
    "The reply was changed after you opened it, so nothing was signed. Read it as it is now, and "
    "sign that."
)
FINISHED = "This edition is finished. Begin a new one to say something else."
WAITS = (
    "The reply waits for approval, so it cannot be changed. Take it back first if something is "
    "missing."
)
COMPANY = {
    Authority.DELEGATED: "A decision delegated to an officer or member of staff",
    Authority.COMMITTEE: "A decision of a committee, in its minutes",
    Authority.LEADER: "A decision of the chair or chief executive",
    Authority.COUNCIL: "A decision of the board, the trustees or the members",
}
#: On whose decision each kind of body can reply, as it is called there.
AUTHORITIES: dict[str, dict[Authority, str]] = {
    OrganisationKind.COUNCIL: {
        Authority.DELEGATED: "A decision delegated to an officer",
        Authority.COMMITTEE: "A decision of the cabinet or a committee, in its minutes",
        Authority.LEADER: "A decision of the leader or a cabinet member",
        Authority.COUNCIL: "A decision of the full council",
    },
    OrganisationKind.MP: {
        Authority.OWN: "The member’s own decision",
        Authority.DELEGATED: "A decision delegated to the member’s office",
    },
    OrganisationKind.ASSEMBLY: {
        Authority.OWN: "The member’s own decision",
        Authority.DELEGATED: "A decision delegated to the member’s office",
    },
    OrganisationKind.NHS: COMPANY | {Authority.COUNCIL: "A decision of the board"},
    OrganisationKind.RESIDENTS: COMPANY,
    OrganisationKind.CHARITY: COMPANY,
    OrganisationKind.BUSINESS: COMPANY | {Authority.OWN: "The owner’s own decision"},
    OrganisationKind.OTHER: COMPANY | {Authority.OWN: "The signer’s own, as holder of the office"},
}


@dataclass(frozen=True)
class Grounds:
    """On whose decision something is signed or ratified: which, its reference, and its date."""

    authority: str
    reference: str
    on: date


def authority_words(organisation: Organisation, authority: str) -> str:
    """On whose decision, as a body of this kind calls it."""
    known = Authority(authority)
    return AUTHORITIES[organisation.kind].get(known, str(known.label))


def why_not_act(person: User, organisation: Organisation, permission: Permission) -> str:
    """Only people of the organisation, in a role that allows it."""
    membership = queries.membership_of(person)
    if membership is None or membership.organisation != organisation:
        return "You do not act for this organisation."
    if not membership.may(permission):
        return f"You need another role to {permission}."
    if permission in GUARDED and (lacks_second_factor(person) or not may(person, permission)):
        return f"You need two-factor sign-in to {permission}. Set it up first."
    return ""


def why_not_draft(person: User, organisation: Organisation) -> str:
    """Drafters and approvers write."""
    return why_not_act(person, organisation, Permission.DRAFT_REPLY)


def why_not_in_time(reply: FormalReply, *, now: datetime) -> str:
    """A reply can be sent while the consultation takes it, or late under its stated policy."""
    return _why_not_taken(reply.consultation, begun_at=reply.begun_at, now=now)


def _why_not_taken(consultation: Consultation, *, begun_at: datetime, now: datetime) -> str:
    if not consultation.is_public:
        return "This consultation is a draft, so nothing can be sent to it."
    if consultation.is_paused:
        return (
            "This consultation is paused, not closed. The reply is kept: it can be signed when "
            "the consultation opens again."
        )
    if now < consultation.opens_at:
        return f"This consultation opens at {in_words(consultation.opens_at)}, London time."
    if not _comes_late(consultation, begun_at, now) or consultation.takes_late_replies_at(now):
        return ""
    if (until := consultation.late_replies_until) is not None:
        return (
            f"Late replies were accepted until {in_words(until)}, London time. What is written "
            f"here is kept. Write to {consultation.contact}."
        )
    return (
        f"This consultation closed at {in_words(consultation.closes_at)}, London time, and states "
        "no policy on late replies. What is written here is kept. Write to "
        f"{consultation.contact}."
    )


def is_late(reply: FormalReply, *, now: datetime) -> bool:
    """Past the close; what was begun in time has the grace that the consultation states."""
    return _comes_late(reply.consultation, reply.begun_at, now)


def _comes_late(consultation: Consultation, begun_at: datetime, now: datetime) -> bool:
    in_time = begun_at <= consultation.closes_at and now <= consultation.grace_ends_at
    return now > consultation.closes_at and not in_time


def is_near(reply: FormalReply, *, now: datetime) -> bool:
    """It closes within a week, or has closed and still takes what is signed now."""
    return not why_not_in_time(reply, now=now) and reply.consultation.closes_at - now <= NEAR


def told_of_time(reply: FormalReply, *, now: datetime) -> str:
    """Until when it can be signed, and what becomes of a late one; or why it cannot be."""
    if refusal := why_not_in_time(reply, now=now):
        return refusal
    consultation = reply.consultation
    if consultation.is_open_at(now):
        closes = countdown(consultation.closes_at, now)
        return f"This consultation {closes[:1].lower()}{closes[1:]}."
    closed = f"This consultation closed at {in_words(consultation.closes_at)}, London time."
    if not is_late(reply, now=now):
        ends = in_words(consultation.grace_ends_at)
        return f"{closed} A reply that is signed until {ends} still counts as in time."
    until = in_words(consultation.late_replies_until or consultation.closes_at)
    return (
        f"{closed} A reply that is signed now is accepted late, until {until}, and marked as late. "
        f"The policy that the consultation states: {consultation.late_reply_policy}"
    )


def why_not_begin(
    person: User,
    organisation: Organisation,
    consultation: Consultation,
    newest: FormalReply | None,
    *,
    now: datetime,
) -> str:
    """One edition at a time; a further one replaces the one in force. `newest`: `reply_of`."""
    if refusal := why_not_draft(person, organisation):
        return refusal
    if not consultation.is_public:
        return "This consultation is a draft, so nothing can be sent to it."
    if newest is not None and newest.is_unsigned:
        return "A reply is being written already."
    closed = consultation.is_closed_at(now)  # and the grace is for what was begun in time
    return _why_not_taken(consultation, begun_at=now, now=now) if closed else ""


def why_not_write(person: User, reply: FormalReply) -> str:
    """While nobody has been asked to approve it."""
    if refusal := why_not_draft(person, reply.organisation):
        return refusal
    if reply.is_writable:
        return ""
    return WAITS if reply.state == FormalReplyState.AWAITING_APPROVAL else FINISHED


def why_not_attach(person: User, reply: FormalReply, count: int) -> str:
    """Ten files with one reply. `count`: those there are already."""
    if refusal := why_not_write(person, reply):
        return refusal
    if count >= MOST_FILES:
        return f"You can only add up to {MOST_FILES} files. Remove one to add another"
    return ""


def why_not_hold_more() -> str:
    """Files may be added while there is room on the disk for what has to be written."""
    return "" if has_room() else str(AGAIN)


def why_not_send(file: Attachment) -> str:
    """A file whose bytes are not all there is not sent, and neither is a reply with it."""
    whole = is_whole(file.stored_as, file.size)
    return "" if whole else "This file did not reach us. Remove it and add it again."


def why_not_add(there: Sequence[Passage], more: Sequence[Passage]) -> str:
    """May these passages follow those of a section? All of them fit, or none is taken."""
    for one in more:
        if len(one.heading) > LONGEST_HEADING:
            return (
                f"The heading “{one.heading[:50]}…” is longer than {LONGEST_HEADING} characters. "
                "Shorten it in the document, or give it no heading style"
            )
        if len(one.text) > LONGEST_TEXT:
            where = f"under “{one.heading}”" if one.heading else "before the first heading"
            return (
                f"The text {where} is longer than {LONGEST_TEXT:,} characters. Divide it by "
                "headings (styles Heading 1 to 3), and select the document again"
            )
    if len(there) + len(more) > MOST_PASSAGES:
        return (
            f"The document has {len(more)} parts under headings, and the section {len(there)} "
            f"already. A section takes up to {MOST_PASSAGES} in all: choose another section, or "
            "use fewer headings"
        )
    return ""


def why_not_ask_approval(person: User, reply: FormalReply, document: Document) -> str:
    """There is something to approve. Sections that are not completed may still go."""
    if refusal := why_not_write(person, reply):
        return refusal
    if document.is_empty:
        return "Nothing is written yet. Write your view, or a position on one proposal, first."
    return why_not_with_its_files(reply)


def why_not_with_its_files(reply: FormalReply) -> str:
    """Nobody could open a file in which a virus was found, so the reply does not go with it."""
    if name := editions.infected_in(reply):
        return f"A virus was found in “{name}” after it was added. Remove the file first."
    return ""


def why_not_take_back(person: User, reply: FormalReply) -> str:
    """A drafter may until an approver has decided."""
    return why_not_draft(person, reply.organisation) or _why_not_waiting(reply)


def _why_not_waiting(reply: FormalReply) -> str:
    """An approver is asked now; of two who decide in the same moment, the second reads this."""
    return {
        FormalReplyState.AWAITING_APPROVAL: "",
        FormalReplyState.DRAFT: "Nobody has asked for approval of this reply.",
        FormalReplyState.RETURNED: "This reply was sent back to its drafters already.",
        FormalReplyState.SIGNED: "This reply is signed already.",
    }.get(FormalReplyState(reply.state), FINISHED)


def asked_oneself(person: User, reply: FormalReply) -> bool:
    """This person asked for approval, and another has to give it."""
    return reply.organisation.kind in TWO_PEOPLE and reply.asked_by_id == person.pk


def why_not_approve(person: User, reply: FormalReply) -> str:
    """An approver of the organisation, and in a council not the one who asked."""
    if refusal := why_not_act(person, reply.organisation, Permission.APPROVE_REPLY):
        return refusal
    if refusal := _why_not_waiting(reply):
        return refusal
    if asked_oneself(person, reply):
        return "You asked for approval yourself, so another approver has to give it."
    return ""


def why_not_return(person: User, reply: FormalReply, reasons: str) -> str:
    """An approver says what has to change. Whoever asked may send it back too."""
    if refusal := why_not_act(person, reply.organisation, Permission.APPROVE_REPLY):
        return refusal
    if refusal := _why_not_waiting(reply):
        return refusal
    return "" if reasons.strip() else "Enter what has to change"


def why_not_decided_on(day: date, *, now: datetime) -> str:
    """An authority was given by today."""
    if day > timezone.localdate(now):
        return "The date of the decision must be today or in the past"
    return ""


def why_not_on(organisation: Organisation, grounds: Grounds, *, now: datetime) -> str:
    """A decision that such a body can take, that can be looked up, and that is taken."""
    if grounds.authority not in AUTHORITIES[organisation.kind]:
        return "Select on whose decision it is sent"
    if not grounds.reference.strip():
        return "Enter the reference of the decision"
    return why_not_decided_on(grounds.on, now=now)


def why_not_sign(
    person: User,
    reply: FormalReply,
    document: Document,
    *,
    digest: str,
    grounds: Grounds,
    signer_post: str,
    now: datetime,
) -> str:
    """The text is the one that the approver saw, and there is still time."""
    if refusal := why_not_approve(person, reply):
        return refusal
    if refusal := why_not_on(reply.organisation, grounds, now=now):
        return refusal
    if not signer_post.strip():
        return "Enter your post"
    if document.is_empty:
        return "Nothing is written in this reply, so there is nothing to sign."
    if document.digest != digest:
        return CHANGED
    if refusal := why_not_with_its_files(reply):
        return refusal
    return why_not_in_time(reply, now=now)


def why_not_ratify(
    person: User, signed: SignedReply | None, *, grounds: Grounds | None, now: datetime
) -> str:
    """An interim reply that is in force, once. Without `grounds`: may it be ratified at all?"""
    if signed is None:
        return "This reply is not signed yet."
    reply = signed.reply
    if refusal := why_not_act(person, reply.organisation, Permission.APPROVE_REPLY):
        return refusal
    if reply.state != FormalReplyState.SIGNED:
        return "This reply is not in force any more."
    if not signed.interim:
        return "This reply is not subject to ratification."
    if hasattr(signed, "ratification"):
        return "This reply was ratified already."
    return why_not_on(reply.organisation, grounds, now=now) if grounds else ""


def why_not_withdraw(person: User, reply: FormalReply, reason: str) -> str:
    """An approver takes back what is in force, and says why. It is kept, and told."""
    if refusal := why_not_act(person, reply.organisation, Permission.APPROVE_REPLY):
        return refusal
    if reply.is_unsigned:
        return "This reply is not signed yet, so there is nothing to withdraw."
    if reply.state != FormalReplyState.SIGNED:
        return "This reply is not in force any more."
    return "" if reason.strip() else "Enter why the reply is withdrawn"


def why_not_set_aside(person: User, reply: FormalReply) -> str:
    """A draft that is not wanted any more; what was written is kept."""
    if refusal := why_not_draft(person, reply.organisation):
        return refusal
    if reply.state == FormalReplyState.AWAITING_APPROVAL:
        return "The reply waits for approval. Take it back first, then set it aside."
    if reply.state == FormalReplyState.SIGNED:
        return "This reply is signed. An approver can withdraw it."
    return "" if reply.is_writable else FINISHED


def why_not_note(person: User, reply: FormalReply, text: str) -> str:
    """Notes are for a draft, whether it waits for approval or not."""
    if refusal := why_not_draft(person, reply.organisation):
        return refusal
    if not reply.is_unsigned:
        return FINISHED
    return "" if text.strip() else "Enter a note"


def why_not_note_read(person: User) -> str:
    """That a decision-maker opened it is what counts; others read too, and nothing is noted."""
    if Role.DECISION_MAKER in roles_of(person):
        return ""
    return "Only what decision-makers open is noted."
