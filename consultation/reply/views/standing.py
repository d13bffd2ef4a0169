"""Where an organisation's reply stands, and what its reader can do with it next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from consultation.access import Permission
from consultation.models import FormalReply, FormalReplyState, SignedReply
from consultation.publish.rules import in_words
from consultation.reply import editions, sign_off
from consultation.reply.queries import Membership

S = FormalReplyState
#: How each state is shown: a shape and a tone.
TAGS = {
    S.DRAFT: ("ring", ""),
    S.AWAITING_APPROVAL: ("clock", "warm"),
    S.RETURNED: ("arrow", "strong"),
    S.SIGNED: ("tick", "calm"),
    S.SUPERSEDED: ("arrow", "quiet"),
    S.WITHDRAWN: ("cross", "quiet"),
    S.SET_ASIDE: ("cross", "quiet"),
}


@dataclass(frozen=True)
class Act:
    """A link to what can be done."""

    href: str
    text: str
    look: str = "secondary"


def tag_of(reply: FormalReply) -> dict[str, str]:
    """Its state in words, with a shape and a tone."""
    shape, tone = TAGS[S(reply.state)]
    return {"text": reply.get_state_display(), "shape": shape, "tone": tone}


def edition_page(reply: FormalReply) -> str:
    """The address of one edition."""
    return reverse("own-reply-edition", args=[reply.consultation.slug, reply.number])


def standing(reply: FormalReply, membership: Membership, now: datetime) -> dict[str, Any]:
    """All that `reply/sign/_standing.html` and `_returned.html` show.

    `reply` is one of `editions.reply_of`. Four queries at most.
    """
    waits = reply.state == S.AWAITING_APPROVAL
    return {
        "reply": reply,
        "tag": tag_of(reply),
        "sentences": _sentences(reply, membership, now),
        "time": sign_off.told_of_time(reply, now=now) if reply.is_unsigned else "",
        "acts": _acts(reply, membership, now),
        "returned": editions.returned_of(reply) if reply.is_unsigned else None,
        "editions": reverse("own-reply-editions", args=[reply.consultation.slug]),
        "others": others_who_sign(reply, membership) if waits else [],
        "called": _called(reply, membership),
    }


def _called(reply: FormalReply, membership: Membership) -> str:
    """What the others who sign are to this reader."""
    if sign_off.asked_oneself(membership.person, reply):
        return "Approvers who can give it"
    return "Other approvers" if membership.may(Permission.APPROVE_REPLY) else "Approvers"


def others_who_sign(reply: FormalReply, membership: Membership) -> list[str]:
    """The names of those who can give approval instead of this reader. One query."""
    people = editions.people_to_tell(reply.organisation, only_approvers=True)
    return [one.name for one in people if one != membership.person]


def _sentences(reply: FormalReply, membership: Membership, now: datetime) -> list[str]:
    if reply.state == S.AWAITING_APPROVAL and reply.asked_by and reply.asked_at:
        told = [
            f"{reply.asked_by.name} asked for approval at {in_words(reply.asked_at)}. Until it is "
            "given, sent back or taken back, the text cannot be changed."
        ]
        if membership.may(Permission.APPROVE_REPLY):
            told.append(sign_off.why_not_approve(membership.person, reply))
        return [*filter(None, told), *_before(reply)]
    if reply.is_unsigned:
        return ["Nothing is sent before an approver has signed.", *_before(reply)]
    signed: SignedReply | None = getattr(reply, "signed", None)
    return [*(marks_of(signed) if signed else []), *_ended(reply)]


def _before(reply: FormalReply) -> list[str]:
    """What happens to the edition that it replaces."""
    before = reply.replaces
    if before is None:
        return []
    if before.is_in_force:
        return [
            f"When it is signed it replaces edition {before.number}, reference "
            f"{before.signed.response.reference}, which stays in force until then."
        ]
    return [f"Edition {before.number}, which it was to replace, is not in force any more."]


def marks_of(signed: SignedReply) -> list[str]:
    """When it was received, and whether it is late, interim or ratified."""
    response = signed.response
    told = [
        f"Received at {in_words(response.received_at)}, London time, with the reference "
        f"{response.reference}."
    ]
    if signed.closed_at is not None:
        told.append(
            f"It came after the close as it then stood, {in_words(signed.closed_at)}, London time, "
            "and is accepted late under the policy that the consultation states. It is marked as "
            "late."
        )
    if not signed.interim:
        return told
    if (ratified := getattr(signed, "ratification", None)) is not None:
        return [*told, f"It was interim, and was ratified at {in_words(ratified.at)}."]
    return [*told, f"It is interim, subject to ratification by {signed.ratified_by_whom}."]


def _ended(reply: FormalReply) -> list[str]:
    return {
        S.WITHDRAWN: [
            "It was withdrawn, and is not counted any more.",
            f"The reason that was given: {reply.ended_reason}",
        ],
        S.SET_ASIDE: ["It was set aside before it was signed. What was written is kept."],
        S.SUPERSEDED: ["A newer edition replaced it."],
    }.get(S(reply.state), [])


def _acts(reply: FormalReply, membership: Membership, now: datetime) -> list[Act]:
    """What this reader can do now, the likeliest first."""
    person, slug = membership.person, reply.consultation.slug

    def act(page: str, text: str, look: str = "secondary") -> Act:
        return Act(reverse(f"own-reply-{page}", args=[slug]), text, look)

    approves = membership.may(Permission.APPROVE_REPLY)
    writes = membership.may(Permission.DRAFT_REPLY)
    if reply.state == S.AWAITING_APPROVAL:
        own = sign_off.asked_oneself(person, reply)
        signs = act("sign", "Read what waits") if own else act("sign", "Read and approve", "")
        found = [signs, act("send-back", "Send it back")] if approves else []
        return [*found, act("take-back", "Take it back to change it")] if writes else found
    if reply.is_unsigned:
        if not writes:
            return []
        return [act("approval", "Ask for approval", ""), act("set-aside", "Set this draft aside")]
    found = [Act(edition_page(reply), "See the whole reply")]
    signed: SignedReply | None = getattr(reply, "signed", None)
    if approves and reply.is_in_force:
        if signed and signed.interim and not hasattr(signed, "ratification"):
            found.insert(0, act("ratify", "Say that it is ratified", ""))
        found.append(act("withdraw", "Withdraw it"))
    refusal = sign_off.why_not_begin(person, reply.organisation, reply.consultation, reply, now=now)
    return found if refusal else [*found, act("begin", "Begin a new edition")]
