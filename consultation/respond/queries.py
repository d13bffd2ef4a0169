"""What the pages of the journey show."""

from collections.abc import Iterable
from hashlib import sha256

from consultation.models import (
    Answer,
    Consultation,
    Draft,
    Message,
    Proposal,
    QuestionScope,
    QuestionVersion,
    Response,
    ResponseState,
)

# Every page asks this, and the ORM takes longer to write it than the database to answer it. Names
# of tables are Django's.
READ_DRAFT = """
SELECT draft.*, (SELECT number FROM consultation_contentversion) AS content_version
FROM consultation_draft draft WHERE draft.token_hash = %s
"""
READ_DRAFT_OF_LINK = """
SELECT draft.*, (SELECT number FROM consultation_contentversion) AS content_version
FROM consultation_draft draft JOIN consultation_link link ON link.draft_id = draft.id
WHERE link.token_hash = %s
"""
LINK = "link-"  # before the key of a link in a cookie, to tell it from a return code


def has_easy_read(consultation: Consultation) -> bool:
    """Some of its questions are asked in Easy Read too. One query."""
    return consultation.questions.filter(easy_read=True).exists()


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
    return next(iter(Draft.objects.raw(opened_by, [token_hash(key)])), None)


def consultation_of(draft: Draft) -> Consultation:
    """The consultation that a draft is for. One query."""
    return Consultation.objects.get(pk=draft.consultation_id)


def draft_behind(response: Response) -> Draft | None:
    """The draft that the response was sent from. One query."""
    return Draft.objects.filter(key=response.key).first()


def questions_of(consultation: Consultation) -> list[QuestionVersion]:
    """The wordings in force, in the order of asking. One query."""
    return list(QuestionVersion.objects.current().filter(question__consultation=consultation))


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
    """What was received from this draft."""
    found = Response.objects.filter(key=draft.key).select_related(
        "borough", "respondent", "replaces"
    )
    return found.first()


def newer_than(response: Response) -> str:
    """The reference of the response that replaced this one; "" where none did. One query."""
    if response.state != ResponseState.SUPERSEDED:
        return ""
    return Response.objects.filter(replaces=response).values_list("reference", flat=True).get()


def by_reference(reference: str) -> Response | None:
    """The response with this reference."""
    found = Response.objects.select_related("consultation", "borough", "respondent", "replaced_by")
    return found.filter(reference=reference).first()


def answers_of(response: Response) -> list[Answer]:
    """All that was answered, in the order of the stations chosen and of the questions."""
    return list(
        response.answers.select_related(
            "question_version__question", "proposal__station__borough"
        ).order_by("pk")
    )


def was_emailed(draft: Draft) -> bool:
    """A copy goes to an address that the respondent gave."""
    return Message.objects.filter(response__key=draft.key, kind="receipt").exists()


def stations_of(response: Response) -> list[str]:
    """The stations that a response speaks about."""
    names = response.answers.exclude(proposal=None).values_list(
        "proposal__station__name", "proposal__station__borough__name"
    )
    return [f"{station}, {borough}" for station, borough in names.distinct().order_by()]
