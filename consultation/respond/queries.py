"""What the pages of the journey show."""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import JSONField, Model

from consultation.events import name_of
from consultation.models import (
    Answer,
    Channel,
    Consultation,
    Draft,
    EqualityQuestion,
    Erasure,
    Event,
    EventKind,
    Part,
    Proposal,
    PublishedResponse,
    QuestionScope,
    QuestionVersion,
    Response,
    ResponseState,
    SignedReply,
    Transcription,
)


def _columns(model: type[Model]) -> str:
    """The columns of a model, in the order in which `_read` wants them."""
    table = model._meta.db_table
    return ", ".join(f"{table}.{field.column}" for field in model._meta.concrete_fields)


# Every page asks this, and the ORM takes longer to write it, and to read what comes back, than the
# database to answer it. Names of tables are Django's.
DRAFT = f"""
SELECT {_columns(Draft)}, (SELECT number FROM consultation_contentversion)
FROM consultation_draft
"""  # noqa: S608 - names of columns
READ_DRAFT = f"{DRAFT} WHERE consultation_draft.token_hash = %s"
READ_DRAFT_OF_LINK = f"""
{DRAFT} JOIN consultation_link link ON link.draft_id = consultation_draft.id
WHERE link.token_hash = %s
"""
READ_RESPONSE = f"""
SELECT {_columns(Response)}, EXISTS (
    SELECT FROM consultation_message message
    WHERE message.response_id = consultation_response.id AND message.kind = 'receipt'
)
FROM consultation_response WHERE key = %s
"""  # noqa: S608 - names of columns
READ_FIRST_KEY = """
WITH RECURSIVE line AS (
    SELECT id, key, replaces_id FROM consultation_response WHERE id = %s
    UNION ALL
    SELECT earlier.id, earlier.key, earlier.replaces_id
    FROM consultation_response earlier JOIN line ON earlier.id = line.replaces_id
)
SELECT key FROM line WHERE replaces_id IS NULL
"""
READ_VERSION = "SELECT number FROM consultation_contentversion"
READ_EQUALITY = "SELECT key, value FROM consultation_equalityanswer WHERE key = ANY(%s)"
LINK = "link-"  # before the key of a link in a cookie, to tell it from a return code


def token_hash(token: str) -> str:
    """What is stored of a return code, or of the key in a link."""
    return sha256(token.encode()).hexdigest()


def draft_of(token: str) -> Draft | None:
    """The draft that a return code or a link opens, sent or not, and what is asked now. One query.

    `token` is what the visitor's cookie holds: a return code, or LINK and the key of a link.
    """
    if not token:
        return None
    opened_by, key = READ_DRAFT, token
    if token.startswith(LINK):
        opened_by, key = READ_DRAFT_OF_LINK, token.removeprefix(LINK)
    return _read(Draft, "content_version", opened_by, token_hash(key))


Row = TypeVar("Row", Draft, Response)


def _read(model: type[Row], more: str, read_one: str, parameter: str | UUID) -> Row | None:
    """The first row; `more` is what `read_one` adds to the model's columns, as an attribute."""
    with connection.cursor() as cursor:
        cursor.execute(read_one, [parameter])
        found = cursor.fetchone()
    if found is None:
        return None
    *row, added = found
    fields = model._meta.concrete_fields
    values = [
        json.loads(value) if isinstance(field, JSONField) else value
        for field, value in zip(fields, row, strict=True)
    ]
    made = model.from_db(connection.alias, [field.attname for field in fields], values)
    setattr(made, more, added)
    return made


def consultation_of(draft: Draft) -> Consultation:
    """The consultation that a draft is for. One query."""
    return Consultation.objects.get(pk=draft.consultation_id)


def draft_behind(response: Response) -> Draft | None:
    """The draft that the response was sent from. One query."""
    return Draft.objects.filter(key=response.key).first()


def questions_of(consultation: Consultation) -> list[QuestionVersion]:
    """The wordings in force, in the order of asking. One query."""
    return list(QuestionVersion.objects.current().filter(question__consultation=consultation))


def questions_to(response: Response) -> list[QuestionVersion]:
    """The wordings in force of what such a response answers, or their own. One query."""
    if response.organisation_id is None:
        return questions_of(response.consultation)
    return list(
        QuestionVersion.objects.formal().filter(question__consultation=response.consultation_id)
    )


def wordings_of(consultation: Consultation) -> list[QuestionVersion]:
    """Every wording that residents ever were asked, oldest first. One query."""
    asked = QuestionVersion.objects.filter(question__consultation=consultation)
    found = asked.filter(question__formal=False)
    return list(found.select_related("question__shown_if").order_by("number", "pk"))


def content_version() -> int | None:
    """The number of what is asked now. One query."""
    with connection.cursor() as cursor:
        cursor.execute(READ_VERSION)
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def equality_questions_of(consultation: Consultation) -> list[EqualityQuestion]:
    """What is asked after sending, in order. One query; none where nothing is asked."""
    if consultation.equality_set_id is None:
        return []
    asked = EqualityQuestion.objects.filter(set=consultation.equality_set_id)
    return list(asked.order_by("position"))


def equality_values(keys: Iterable[str]) -> dict[str, str]:
    """What was answered under one-way keys. One query."""
    with connection.cursor() as cursor:
        cursor.execute(READ_EQUALITY, [list(keys)])
        return dict(cursor.fetchall())


def first_key_of(response: Response) -> UUID:
    """The key of the response at the start, before any was replaced. One query at most."""
    if response.replaces_id is None:
        return response.key
    with connection.cursor() as cursor:
        cursor.execute(READ_FIRST_KEY, [response.pk])
        (key,) = cursor.fetchone()
    return UUID(str(key))


def about_each(questions: Iterable[QuestionVersion]) -> list[QuestionVersion]:
    """Those asked once for each chosen proposal."""
    return [q for q in questions if q.question.scope == QuestionScope.PROPOSAL]


def about_all(questions: Iterable[QuestionVersion]) -> list[QuestionVersion]:
    """Those asked once."""
    return [q for q in questions if q.question.scope == QuestionScope.ALL]


def proposals_of(consultation: Consultation) -> list[Proposal]:
    """Every proposal with its places, by borough and station. One query."""
    found = Proposal.objects.filter(consultation=consultation).with_places()
    return list(found.order_by("station__borough__name", "station__name"))


def proposal_at(consultation: Consultation, station: str) -> Proposal | None:
    """What is proposed at the station of this slug. One query."""
    return Proposal.objects.filter(consultation=consultation, station__slug=station).first()


def response_of(draft: Draft) -> Response | None:
    """What was received from this draft, and whether its receipt was e-mailed. One query."""
    return _read(Response, "was_emailed", READ_RESPONSE, draft.key)


def note_of(response: Response) -> str:
    """What stood on its paper and fitted no question. One query; none where it came online."""
    if response.channel == Channel.ONLINE:
        return ""
    notes = Transcription.objects.filter(response=response).values_list("note", flat=True)
    return notes.first() or ""


def newer_than(response: Response) -> str:
    """The reference of the response that replaced this one; "" where none did. One query."""
    if response.state != ResponseState.SUPERSEDED:
        return ""
    return Response.objects.filter(replaces=response).values_list("reference", flat=True).get()


def was_disowned(response: Response) -> bool:
    """Its sender said that they did not send it. One query; none where nothing came of it yet."""
    if response.state == ResponseState.RECEIVED:
        return False
    said = Event.objects.filter(kind=EventKind.RESPONSE_DISOWNED, about=name_of(response))
    return said.exists()


def by_reference(reference: str) -> Response | None:
    """The response with this reference."""
    found = Response.objects.select_related("consultation", "borough", "respondent", "replaced_by")
    return found.filter(reference=reference).first()


def erasure_of(response: Response) -> Erasure | None:
    """That its words are gone, and why; None while they are there. One query."""
    return response.erasures.filter(part=Part.WORDS).first()


def published_reply(response: Response) -> SignedReply | None:
    """The formal reply that it is, where everybody may read it. One query, if it is one."""
    if response.organisation_id is None:
        return None
    found = SignedReply.objects.public().filter(response=response)
    return found.select_related("reply__organisation").first()


def has_public_copy(response: Response) -> bool:
    """Everybody can read it, or what may be read of it. One query."""
    return PublishedResponse.objects.filter(pk=response.pk).exists()


def answers_of(response: Response) -> list[Answer]:
    """All that was answered, in the order of the stations chosen and of the questions."""
    return list(
        response.answers.select_related(
            "question_version__question", "proposal__station__borough"
        ).order_by("pk")
    )


def stations_of(response: Response) -> list[str]:
    """The stations that a response speaks about."""
    names = response.answers.exclude(proposal=None).values_list(
        "proposal__station__name", "proposal__station__borough__name"
    )
    return [f"{station}, {borough}" for station, borough in names.distinct().order_by()]
