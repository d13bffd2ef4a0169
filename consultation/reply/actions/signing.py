"""What happens between drafters and approvers, and what a signature brings about."""

from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.languages import NONE
from consultation.models import (
    Consultation,
    EventKind,
    FormalReply,
    FormalReplyState,
    Message,
    Question,
    QuestionVersion,
    Ratification,
    ReplyReturn,
    Response,
    ResponseState,
    SignedReply,
    User,
)
from consultation.publish.actions.questions import asked_by, worded_by
from consultation.reply import editions, letters_on_replies, sign_off
from consultation.reply.actions.drafting import held, refuse
from consultation.reply.document import Document
from consultation.reply.letters_on_replies import Letter
from consultation.reply.questions import PLANS, answers_in
from consultation.reply.sign_off import Grounds
from consultation.respond.actions import send_formal
from consultation.respond.content import Content
from consultation.respond.queries import proposals_of
from consultation.states import move


@transaction.atomic
def ask_approval(*, reply: FormalReply, by: User, at: datetime) -> None:
    """Ask the approvers for approval: from now on the text stands still. One Event.

    Each approver but the one who asks gets an e-mail. Raises Refused when nothing is written.
    """
    now = held(reply)
    document = editions.document_of(now)
    refuse(sign_off.why_not_ask_approval(by, now, document))
    move(
        now, FormalReplyState.AWAITING_APPROVAL, by=by, at=at,
        changes={"asked_by": by, "asked_at": at}, digest=document.digest,
    )  # fmt: skip
    letter = letters_on_replies.approval_asked(now, by, at=at)
    _tell(now, letter, but=by, at=at, only_approvers=True)


@transaction.atomic
def take_back(*, reply: FormalReply, by: User, at: datetime) -> None:
    """A drafter wants to change it after all. One Event. Raises Refused once it is decided."""
    now = held(reply)
    refuse(sign_off.why_not_take_back(by, now))
    move(now, FormalReplyState.DRAFT, by=by, at=at)


@transaction.atomic
def send_back(*, reply: FormalReply, reasons: str, by: User, at: datetime) -> ReplyReturn:
    """An approver does not sign it as it is, and says why. One Event; its people are told.

    Raises Refused without reasons, or when nobody asked for approval.
    """
    now = held(reply)
    refuse(sign_off.why_not_return(by, now, reasons))
    digest = editions.document_of(now).digest
    made = ReplyReturn.objects.create(
        reply=now, reasons=reasons.strip(), digest=digest, by=by, at=at
    )
    move(now, FormalReplyState.RETURNED, by=by, at=at, digest=digest)
    _tell(now, letters_on_replies.sent_back(now, made), but=by, at=at)
    return made


@transaction.atomic
def sign(
    *,
    reply: FormalReply,
    digest: str,
    grounds: Grounds,
    signer_post: str,
    by: User,
    at: datetime,
    ratified_by_whom: str = "",
) -> SignedReply:
    """Sign exactly the text of this digest, and send it: a Response of kind FORMAL is made of it.

    With `ratified_by_whom` it is interim, subject to ratification by that body. The reply in force
    before is replaced in the same commit. Two Events: of the response, and of the reply (and one
    each of what is replaced). Its people are told by e-mail. Raises Refused when the text is
    another by now, the approver asked for approval themselves, or the time to reply is over.
    """
    now = _held_whole(reply)
    document = editions.document_of(now)
    refuse(
        sign_off.why_not_sign(
            by, now, document, digest=digest, grounds=grounds, signer_post=signer_post, now=at
        )
    )
    response = _send(now, document, by=by, at=at)
    whom = ratified_by_whom.strip()
    late = sign_off.is_late(now, now=at)
    signed = SignedReply.objects.create(
        reply=now, response=response, content=document.as_json(), text=document.text,
        digest=digest, authority=grounds.authority, authority_on=grounds.on,
        authority_reference=grounds.reference.strip(), signer_post=signer_post.strip(),
        interim=bool(whom), ratified_by_whom=whom, late=late,
        closed_at=now.consultation.closes_at if late else None, signed_by=by, signed_at=at,
    )  # fmt: skip
    move(
        now, FormalReplyState.SIGNED, by=by, at=at, digest=digest, response=response.pk,
        interim=signed.interim, late=late,
    )  # fmt: skip
    _tell(now, letters_on_replies.acknowledgement(signed), at=at)
    return signed


def _held_whole(reply: FormalReply) -> FormalReply:
    """The edition, its consultation, its files and what it replaces as they are now, all locked.

    Nobody pauses the consultation, or changes its dates, until this is done. Residents, whose
    responses only point at its row, do not wait. A scan that is about to say that a file holds a
    virus is waited for, so what is judged after this is what it found.
    """
    now = held(reply)
    consultations = Consultation.objects.select_for_update(no_key=True)
    now.consultation = consultations.get(pk=now.consultation_id)
    if now.replaces is not None:
        now.replaces = held(now.replaces)
    list(now.attachments.order_by("pk").select_for_update(of=("self",)))
    return now


def _send(reply: FormalReply, document: Document, *, by: User, at: datetime) -> Response:
    """Make the response of it; what it replaces moves aside first."""
    replaced = _set_aside_before(reply, by=by, at=at)
    return send_formal(
        reply=reply,
        replaced=replaced,
        answers=answers_in(document, reply.organisation),
        content=_asked_of(reply, document, at=at),
        by=by,
        at=at,
    )


def _set_aside_before(reply: FormalReply, *, by: User, at: datetime) -> Response | None:
    """The edition in force moves aside for the one that replaces it; its response, if it does.

    One that was withdrawn since the draft was begun stays so.
    """
    before = reply.replaces
    if before is None or before.state != FormalReplyState.SIGNED:
        return None
    move(before, FormalReplyState.SUPERSEDED, by=by, at=at, replacement=reply.pk)
    return before.signed.response


def _asked_of(reply: FormalReply, document: Document, *, at: datetime) -> Content:
    """What the reply answers, and about which proposals."""
    consultation, home = reply.consultation, reply.organisation.borough
    proposals = [one for one in proposals_of(consultation) if one.pk in document.said]
    versions = _formal_questions(consultation, at=at)
    return Content(consultation, versions, proposals, [home] if home else [], NONE)


def _formal_questions(consultation: Consultation, *, at: datetime) -> list[QuestionVersion]:
    """The questions that formal replies answer, made with the first of them."""
    # The consultation's row is locked: two councils may sign in the same moment.
    found = QuestionVersion.objects.formal().filter(question__consultation=consultation)
    there = {one.question.key for one in found}
    last = Question.objects.filter(consultation=consultation).order_by("-position").first()
    position = last.position if last else 0
    for plan in PLANS:
        if plan.key in there:
            continue
        position += 1
        question = Question.objects.create(
            consultation=consultation, position=position, formal=True, **asked_by(plan)
        )
        QuestionVersion.objects.create(question=question, number=1, frozen_at=at, **worded_by(plan))
    return list(found.all())


@transaction.atomic
def ratify(*, signed: SignedReply, grounds: Grounds, by: User, at: datetime) -> Ratification:
    """An interim reply was ratified: its text stays the one that was signed. One Event.

    Raises Refused when it is not interim, not in force, or ratified already.
    """
    now = held(signed.reply)
    refuse(sign_off.why_not_ratify(by, now.signed, grounds=grounds, now=at))
    made = Ratification.objects.create(
        signed=now.signed, authority=grounds.authority, authority_on=grounds.on,
        authority_reference=grounds.reference.strip(), by=by, at=at,
    )  # fmt: skip
    record(
        EventKind.REPLY_RATIFIED, about=now, by=by, at=at, consultation=now.consultation_id,
        authority=grounds.authority,
    )  # fmt: skip
    _tell(now, letters_on_replies.ratified(made), at=at)
    return made


@transaction.atomic
def withdraw(*, reply: FormalReply, reason: str, by: User, at: datetime) -> None:
    """Take back the reply in force, with a reason: it is kept, and counted no more.

    One Event of the reply and one of its response. Raises Refused without a reason.
    """
    now = held(reply)
    refuse(sign_off.why_not_withdraw(by, now, reason))
    move(now.signed.response, ResponseState.WITHDRAWN, by=by, at=at)
    move(now, FormalReplyState.WITHDRAWN, by=by, at=at, changes={"ended_reason": reason.strip()})
    _tell(now, letters_on_replies.withdrawn(now), at=at)


def _tell(
    reply: FormalReply,
    letter: Letter,
    *,
    at: datetime,
    but: User | None = None,
    only_approvers: bool = False,
) -> None:
    """Queue one e-mail to each of its drafters and approvers, or to the approvers alone."""
    people = editions.people_to_tell(reply.organisation, only_approvers=only_approvers)
    Message.objects.bulk_create(
        Message(
            kind=letter.kind, to=one.email, subject=letter.subject, body=letter.body,
            formal_reply=reply, queued_at=at, due_at=at,
        )
        for one in people
        if one != but
    )  # fmt: skip
