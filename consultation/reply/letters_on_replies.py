"""The words of the e-mails about formal replies. Nothing here sends. In English, as for staff."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from consultation.models import FormalReply, Message, Ratification, ReplyReturn, SignedReply, User
from consultation.publish.rules import in_words

MOST = Message._meta.get_field("subject").max_length or 200


@dataclass(frozen=True)
class Letter:
    """An e-mail: its kind in the log, its subject and its body."""

    kind: str
    subject: str
    body: str


def _letter(kind: str, reply: FormalReply, what: str, lines: list[str]) -> Letter:
    subject = f"{what}: {reply.consultation.title}"
    return Letter(kind, subject[:MOST], "\n\n".join([*lines, _end(reply)]))


def _end(reply: FormalReply) -> str:
    where = f"{settings.PUBLIC_URL}{reverse('own-reply', args=[reply.consultation.slug])}"
    return f"The reply:\n\n{where}\n\nQuestions: {reply.consultation.contact}\n"


def approval_asked(reply: FormalReply, by: User) -> Letter:
    """To the approvers."""
    consultation = reply.consultation
    lines = [
        f"{by.name} asks for approval of the formal reply of {reply.organisation} to the "
        f"consultation “{consultation.title}”, edition {reply.number}.",
        f"The consultation closes at {in_words(consultation.closes_at)}, London time. Nothing is "
        "sent before an approver has signed.",
    ]
    return _letter("reply-approval", reply, "Formal reply waits for your approval", lines)


def sent_back(reply: FormalReply, made: ReplyReturn) -> Letter:
    """To its people, with the approver's reasons."""
    lines = [
        f"{made.by.name} did not approve the formal reply of {reply.organisation}, edition "
        f"{reply.number}, and sent it back:",
        made.reasons,
    ]
    return _letter("reply-returned", reply, "Formal reply sent back", lines)


def acknowledgement(signed: SignedReply) -> Letter:
    """To its people: it was received, under which reference, word for word."""
    reply, response = signed.reply, signed.response
    lines = [
        f"We have the formal reply of {reply.organisation}, edition {reply.number}.",
        f"Reference: {response.reference}\n"
        f"Received: {in_words(response.received_at)}, London time\n"
        f"Signed by: {signed.signed_by.name}, {signed.signer_post}\n"
        f"Authority: {signed.get_authority_display()}, {signed.authority_reference}\n"
        f"SHA-256 of the text: {signed.digest}",
    ]
    if signed.late:
        lines.append(
            "It came after the close. It is accepted under the policy on late replies that the "
            "consultation states, and marked as late."
        )
    if signed.interim:
        lines.append(
            f"It is interim, subject to ratification by {signed.ratified_by_whom}. Tell us here "
            "when it is ratified."
        )
    lines.append(f"This is the text that was signed:\n\n{signed.text}")
    return _letter("reply-receipt", reply, f"We have your formal reply {response.reference}", lines)


def ratified(made: Ratification) -> Letter:
    """To its people."""
    reply = made.signed.reply
    lines = [
        f"The formal reply of {reply.organisation}, edition {reply.number}, reference "
        f"{made.signed.response.reference}, is ratified.",
        f"Authority: {made.get_authority_display()}, {made.authority_reference}",
    ]
    return _letter("reply-ratified", reply, "Formal reply ratified", lines)


def withdrawn(reply: FormalReply) -> Letter:
    """To its people, with the reason."""
    lines = [
        f"The formal reply of {reply.organisation}, edition {reply.number}, reference "
        f"{reply.signed.response.reference}, is withdrawn. It is kept, and not counted any more.",
        f"The reason that was given: {reply.ended_reason}",
    ]
    return _letter("reply-withdrawn", reply, "Formal reply withdrawn", lines)
