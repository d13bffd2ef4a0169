"""The words of the e-mails about formal replies. Nothing here sends. In English, as for staff."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from consultation.models import (
    FormalReply,
    Message,
    MessageKind,
    Ratification,
    ReplyReturn,
    SignedReply,
    User,
)
from consultation.publish.rules import in_words
from consultation.reply.sign_off import authority_words, told_of_time

MOST = Message._meta.get_field("subject").max_length or 200


@dataclass(frozen=True)
class Letter:
    """An e-mail: its kind in the log, its subject and its body."""

    kind: str
    subject: str
    body: str


def _letter(
    kind: str, reply: FormalReply, what: str, lines: list[str], page: str = "own-reply"
) -> Letter:
    """`page`: the route of the page that it leads to."""
    subject = f"{what}: {reply.consultation.title}"
    return Letter(kind, subject[:MOST], "\n\n".join([*lines, _end(reply, page)]))


def _end(reply: FormalReply, page: str) -> str:
    number = [reply.number] if page == "own-reply-edition" else []
    where = f"{settings.PUBLIC_URL}{reverse(page, args=[reply.consultation.slug, *number])}"
    return f"The reply:\n\n{where}\n\nQuestions: {reply.consultation.contact}\n"


def approval_asked(reply: FormalReply, by: User, *, at: datetime) -> Letter:
    """To the approvers."""
    lines = [
        f"{by.name} asks for approval of the formal reply of {reply.organisation} to the "
        f"consultation “{reply.consultation.title}”, edition {reply.number}.",
        told_of_time(reply, now=at),
        "Nothing is sent before an approver has signed.",
    ]
    what = "Formal reply waits for your approval"
    return _letter(MessageKind.REPLY_APPROVAL, reply, what, lines, "own-reply-sign")


def sent_back(reply: FormalReply, made: ReplyReturn) -> Letter:
    """To its people, with the approver's reasons."""
    lines = [
        f"{made.by.name} did not approve the formal reply of {reply.organisation}, edition "
        f"{reply.number}, and sent it back:",
        made.reasons,
    ]
    return _letter(MessageKind.REPLY_RETURNED, reply, "Formal reply sent back", lines)


def _grounds(made: SignedReply | Ratification) -> str:
    signed = made.signed if isinstance(made, Ratification) else made
    words = authority_words(signed.reply.organisation, made.authority)
    return f"{words}, {made.authority_reference}, {date_format(made.authority_on, 'j E Y')}"


def acknowledgement(signed: SignedReply) -> Letter:
    """To its people: it was received, under which reference, word for word."""
    reply, response = signed.reply, signed.response
    lines = [
        f"We have the formal reply of {reply.organisation}, edition {reply.number}.",
        f"Reference: {response.reference}\n"
        f"Received: {in_words(response.received_at)}, London time\n"
        f"Signed by: {signed.signed_by.name}, {signed.signer_post}\n"
        f"Authority: {_grounds(signed)}\n"
        f"SHA-256 of the text: {signed.digest}",
    ]
    if signed.closed_at is not None:
        lines.append(
            f"It came after the close as it then stood, {in_words(signed.closed_at)}, London time. "
            "It is accepted under the policy on late replies that the consultation states, and "
            "marked as late."
        )
    if signed.interim:
        lines.append(
            f"It is interim, subject to ratification by {signed.ratified_by_whom}. Tell us here "
            "when it is ratified."
        )
    lines.append(f"This is the text that was signed:\n\n{signed.text}")
    what = f"We have your formal reply {response.reference}"
    return _letter(MessageKind.REPLY_RECEIPT, reply, what, lines, "own-reply-edition")


def ratified(made: Ratification) -> Letter:
    """To its people."""
    reply = made.signed.reply
    lines = [
        f"The formal reply of {reply.organisation}, edition {reply.number}, reference "
        f"{made.signed.response.reference}, is ratified.",
        f"Authority: {_grounds(made)}",
    ]
    return _letter(
        MessageKind.REPLY_RATIFIED, reply, "Formal reply ratified", lines, "own-reply-edition"
    )


def withdrawn(reply: FormalReply) -> Letter:
    """To its people, with the reason."""
    lines = [
        f"The formal reply of {reply.organisation}, edition {reply.number}, reference "
        f"{reply.signed.response.reference}, is withdrawn. It is kept, and not counted any more.",
        f"The reason that was given: {reply.ended_reason}",
    ]
    return _letter(
        MessageKind.REPLY_WITHDRAWN, reply, "Formal reply withdrawn", lines, "own-reply-edition"
    )
