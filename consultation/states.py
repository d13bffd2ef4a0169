"""Lifecycles: which state may follow which. One conditional UPDATE moves, one Event records."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from consultation.events import record
from consultation.models import (
    Attachment,
    AttachmentState,
    BulkRedaction,
    BulkRedactionState,
    BulkReview,
    BulkReviewState,
    Consultation,
    ConsultationState,
    Decision,
    DecisionState,
    EventKind,
    Flag,
    FlagState,
    FormalReply,
    FormalReplyState,
    Import,
    ImportState,
    Meeting,
    MeetingState,
    Message,
    MessageState,
    Petition,
    PetitionState,
    Registration,
    RegistrationState,
    Report,
    ReportState,
    Response,
    ResponseState,
    Transcription,
    TranscriptionState,
    Translation,
    TranslationState,
    User,
)
from consultation.models.bulk_redaction import AT_WORK, FOR_A_PERSON
from consultation.models.response import UNDECIDED

C, R, M, J = ConsultationState, ResponseState, MessageState, ReportState
T, A, Y = TranslationState, AttachmentState, TranscriptionState
P, G = PetitionState, MeetingState
F = ImportState  # of a file
E = FormalReplyState  # an edition
B = RegistrationState  # of a body
D = FlagState  # of a doubt
V = BulkReviewState  # of verdicts
W = BulkRedactionState  # of words

DECIDED = (R.RELEASED, R.WITHHELD, R.QUARANTINED, R.EXCLUDED)

# (from, to) -> what the event is called.
MOVES: dict[type[models.Model], dict[tuple[str, str], EventKind]] = {
    Consultation: {
        (C.DRAFT, C.PUBLISHED): EventKind.CONSULTATION_PUBLISHED,
        (C.PUBLISHED, C.SUSPENDED): EventKind.CONSULTATION_PAUSED,
        (C.SUSPENDED, C.PUBLISHED): EventKind.CONSULTATION_RESUMED,
    },
    Response: {
        **{
            (before, after): kind
            for before in (*UNDECIDED, R.QUARANTINED)
            for after, kind in (
                (R.RELEASED, EventKind.RESPONSE_RELEASED),
                (R.WITHHELD, EventKind.RESPONSE_WITHHELD),
                (R.EXCLUDED, EventKind.RESPONSE_EXCLUDED),
            )
        },
        **{
            (before, R.QUARANTINED): EventKind.RESPONSE_QUARANTINED
            for before in (*UNDECIDED, R.RELEASED, R.WITHHELD)
        },
        (R.RECEIVED, R.SECOND_DUE): EventKind.RESPONSE_FIRST_REVIEWED,
        (R.SECOND_DUE, R.DISPUTED): EventKind.RESPONSE_DISPUTED,
        **{
            (before, R.RECEIVED): EventKind.RESPONSE_REOPENED
            for before in (R.SECOND_DUE, R.DISPUTED, *DECIDED)
        },
        **{
            (before, after): kind
            for before in (*UNDECIDED, *DECIDED)
            for after, kind in (
                (R.SUPERSEDED, EventKind.RESPONSE_SUPERSEDED),
                (R.WITHDRAWN, EventKind.RESPONSE_WITHDRAWN),
            )
        },
    },
    Report: {
        (J.QUEUED, J.RUNNING): EventKind.REPORT_STARTED,
        (J.RUNNING, J.RUNNING): EventKind.REPORT_STARTED,
        (J.RUNNING, J.DONE): EventKind.REPORT_FINISHED,
        (J.RUNNING, J.FAILED): EventKind.REPORT_FAILED,
        (J.RUNNING, J.QUEUED): EventKind.REPORT_REQUEUED,
        (J.FAILED, J.QUEUED): EventKind.REPORT_REQUEUED,
        (J.CANCELLED, J.QUEUED): EventKind.REPORT_REQUEUED,
        (J.EXPIRED, J.QUEUED): EventKind.REPORT_REQUEUED,
        (J.QUEUED, J.CANCELLED): EventKind.REPORT_CANCELLED,
        (J.RUNNING, J.CANCELLED): EventKind.REPORT_CANCELLED,
        (J.DONE, J.EXPIRED): EventKind.REPORT_EXPIRED,
    },
    Translation: {
        (T.DRAFT, T.DRAFT): EventKind.TRANSLATION_REWORDED,
        (T.CHECKED, T.DRAFT): EventKind.TRANSLATION_REWORDED,
        (T.PUBLISHED, T.DRAFT): EventKind.TRANSLATION_REWORDED,
        (T.DRAFT, T.CHECKED): EventKind.TRANSLATION_CHECKED,
        (T.CHECKED, T.PUBLISHED): EventKind.TRANSLATION_PUBLISHED,
    },
    Transcription: {
        (Y.DRAFT, Y.AWAITING_CHECK): EventKind.TRANSCRIPTION_TYPED,
        (Y.RETURNED, Y.AWAITING_CHECK): EventKind.TRANSCRIPTION_TYPED,
        (Y.AWAITING_CHECK, Y.RETURNED): EventKind.TRANSCRIPTION_RETURNED,
        (Y.AWAITING_CHECK, Y.ACCEPTED): EventKind.TRANSCRIPTION_ACCEPTED,
        (Y.DRAFT, Y.SET_ASIDE): EventKind.TRANSCRIPTION_SET_ASIDE,
        (Y.RETURNED, Y.SET_ASIDE): EventKind.TRANSCRIPTION_SET_ASIDE,
        (Y.SET_ASIDE, Y.DRAFT): EventKind.TRANSCRIPTION_TAKEN_UP,
    },
    Attachment: {
        (A.UNSCANNED, A.CLEAN): EventKind.ATTACHMENT_CLEARED,
        (A.UNSCANNED, A.INFECTED): EventKind.ATTACHMENT_QUARANTINED,
        (A.CLEAN, A.INFECTED): EventKind.ATTACHMENT_QUARANTINED,
    },
    Petition: {
        (P.CURRENT, P.SUPERSEDED): EventKind.PETITION_CORRECTED,
        (P.CURRENT, P.WITHDRAWN): EventKind.PETITION_WITHDRAWN,
    },
    Meeting: {
        (G.ANNOUNCED, G.HELD): EventKind.MEETING_HELD,
        (G.ANNOUNCED, G.CANCELLED): EventKind.MEETING_CANCELLED,
        (G.ANNOUNCED, G.SUPERSEDED): EventKind.MEETING_CORRECTED,
        (G.HELD, G.SUPERSEDED): EventKind.MEETING_CORRECTED,
        (G.HELD, G.WITHDRAWN): EventKind.MEETING_WITHDRAWN,
    },
    Import: {
        **{
            (before, after): kind
            for before in (F.UPLOADED, F.CHECKED, F.REFUSED, F.FAILED)
            for after, kind in (
                (F.UPLOADED, EventKind.IMPORT_DESCRIBED),
                (F.CHECK_DUE, EventKind.IMPORT_CHECK_ASKED),
            )
        },
        (F.CHECK_DUE, F.CHECKING): EventKind.IMPORT_CHECK_STARTED,
        (F.CHECKING, F.CHECKING): EventKind.IMPORT_CHECK_STARTED,
        (F.CHECKING, F.CHECKED): EventKind.IMPORT_CHECKED,
        (F.CHECKING, F.REFUSED): EventKind.IMPORT_REFUSED,
        (F.CHECKING, F.FAILED): EventKind.IMPORT_FAILED,
        (F.CHECKED, F.LOAD_DUE): EventKind.IMPORT_LOAD_ASKED,
        (F.LOAD_DUE, F.LOADING): EventKind.IMPORT_LOAD_STARTED,
        (F.LOADING, F.LOADING): EventKind.IMPORT_LOAD_STARTED,
        (F.LOADING, F.LOADED): EventKind.IMPORT_LOADED,
        (F.LOADING, F.REFUSED): EventKind.IMPORT_REFUSED,
        (F.LOADING, F.FAILED): EventKind.IMPORT_FAILED,
    },
    FormalReply: {
        **{
            (before, after): kind
            for before in (E.DRAFT, E.RETURNED)
            for after, kind in (
                (E.AWAITING_APPROVAL, EventKind.REPLY_APPROVAL_ASKED),
                (E.SET_ASIDE, EventKind.REPLY_SET_ASIDE),
            )
        },
        (E.AWAITING_APPROVAL, E.DRAFT): EventKind.REPLY_TAKEN_BACK,
        (E.AWAITING_APPROVAL, E.RETURNED): EventKind.REPLY_RETURNED,
        (E.AWAITING_APPROVAL, E.SIGNED): EventKind.REPLY_SIGNED,
        (E.SIGNED, E.SUPERSEDED): EventKind.REPLY_SUPERSEDED,
        (E.SIGNED, E.WITHDRAWN): EventKind.REPLY_WITHDRAWN,
    },
    Registration: {
        (B.WAITING, B.ACCEPTED): EventKind.REGISTRATION_ACCEPTED,
        (B.WAITING, B.DECLINED): EventKind.REGISTRATION_DECLINED,
    },
    Flag: {
        (D.STANDING, D.FALSE): EventKind.FLAG_DISMISSED,
        (D.FALSE, D.STANDING): EventKind.FLAG_RESTORED,
    },
    BulkReview: {
        (V.QUEUED, V.RUNNING): EventKind.BULK_REVIEW_STARTED,
        (V.RUNNING, V.RUNNING): EventKind.BULK_REVIEW_STARTED,
        (V.RUNNING, V.DONE): EventKind.BULK_REVIEW_FINISHED,
        (V.RUNNING, V.FAILED): EventKind.BULK_REVIEW_FAILED,
        **{(before, V.STOPPED): EventKind.BULK_REVIEW_STOPPED for before in (V.QUEUED, V.RUNNING)},
        **{(before, V.QUEUED): EventKind.BULK_REVIEW_REQUEUED for before in (V.FAILED, V.STOPPED)},
    },
    BulkRedaction: {
        **{
            (before, W.SEARCHING): EventKind.EVERYWHERE_STARTED
            for before in (W.SEARCH_DUE, W.SEARCHING)
        },
        (W.SEARCHING, W.FOUND): EventKind.EVERYWHERE_FOUND,
        (W.FOUND, W.TAKE_DUE): EventKind.EVERYWHERE_CONFIRMED,
        **{(before, W.TAKING): EventKind.EVERYWHERE_STARTED for before in (W.TAKE_DUE, W.TAKING)},
        (W.TAKING, W.DONE): EventKind.REDACTED_EVERYWHERE,
        **{
            (before, after): kind
            for before in (W.SEARCHING, W.TAKING)
            for after, kind in (
                (W.REFUSED, EventKind.EVERYWHERE_REFUSED),
                (W.FAILED, EventKind.EVERYWHERE_FAILED),
            )
        },
        **{
            (before, W.STOPPED): EventKind.EVERYWHERE_STOPPED
            for before in (*AT_WORK, *FOR_A_PERSON)
        },
        **{(before, W.EXPIRED): EventKind.EVERYWHERE_EXPIRED for before in FOR_A_PERSON},
        **{
            (W.FAILED, after): EventKind.EVERYWHERE_REQUEUED for after in (W.SEARCH_DUE, W.TAKE_DUE)
        },
    },
    Decision: {
        (DecisionState.DRAFT, DecisionState.SIGNED): EventKind.DECISION_SIGNED,
        (DecisionState.SIGNED, DecisionState.QUASHED): EventKind.DECISION_QUASHED,
    },
    Message: {
        (M.QUEUED, M.SENT): EventKind.MESSAGE_SENT,
        (M.QUEUED, M.FAILED): EventKind.MESSAGE_FAILED,
        (M.SENT, M.BOUNCED): EventKind.MESSAGE_BOUNCED,
    },
}


class Refused(Exception):
    """An act that the rules do not allow now. Its text is the sentence to show."""


def raise_refusal(*refusals: str) -> None:
    """Raise Refused with the first of these that says anything; a rule that allows says ""."""
    for refusal in filter(None, refusals):
        raise Refused(refusal)


def why_not_move(thing: models.Model, to: str) -> str:
    """Empty when the table allows the move; otherwise the sentence to show."""
    state: str = thing.state  # type: ignore[attr-defined]
    if (state, to) in MOVES[type(thing)]:
        return ""
    labels = dict(thing._meta.get_field("state").flatchoices)  # type: ignore[union-attr]
    return f"It is “{labels[state]}” now and cannot become “{labels[to]}”."


def move(
    thing: models.Model,
    to: str,
    *,
    by: User | str,
    at: datetime,
    why: str = "",
    changes: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Move a row to another state, with the `changes` of other columns that go with it.

    The UPDATE holds the state that was seen, so of two that race one is told that it lost.
    Raises Refused when the table has no such move, or when another was first.
    `why` is a code or the name of a rule; words of a person stay in their own table.
    """
    if refusal := why_not_move(thing, to):
        raise Refused(refusal)
    seen: str = thing.state  # type: ignore[attr-defined]
    columns = {"state": to, **(changes or {})}
    if isinstance(thing, Response):
        columns["state_at"] = at
    with transaction.atomic():
        rows = type(thing)._default_manager.filter(pk=thing.pk, state=seen)
        if rows.update(**columns) != 1:
            raise Refused("Somebody else changed this a moment ago. Look at it again.")
        record(
            MOVES[type(thing)][seen, to],
            about=thing,
            by=by,
            at=at,
            consultation=_consultation_of(thing),
            **({"why": why} if why else {}),
            **facts,
        )
    for name, value in columns.items():
        setattr(thing, name, value)


def _consultation_of(thing: models.Model) -> int | None:
    if isinstance(thing, Consultation):
        return thing.pk
    return getattr(thing, "consultation_id", None)
