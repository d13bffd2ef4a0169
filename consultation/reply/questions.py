"""What a formal reply answers: questions of their own, so that residents' figures stay theirs.

They are made when the first reply to a consultation is signed, and are frozen from the start.
"""

from collections.abc import Iterable
from uuid import UUID

from consultation.models import (
    Capacity,
    Organisation,
    Place,
    Position,
    Publish,
    QuestionKind,
    QuestionScope,
    SectionKind,
)
from consultation.publish.plan import QuestionPlan
from consultation.reply.document import Document, Enclosure
from consultation.respond.journey import Answers, Values
from consultation.respond.kinds import SentFile

POSITION, REASONS, VIEW, HEARING, FILES = (
    "formal-position", "formal-reasons", "formal-view", "formal-hearing", "formal-files",
)  # fmt: skip
PLANS = (
    QuestionPlan(
        key=POSITION,
        kind=QuestionKind.CHOICE,
        scope=QuestionScope.PROPOSAL,
        wording="What is the position of the organisation on this proposal?",
        short="Position of the organisation",
        options=tuple((str(one.value), str(one.label)) for one in Position),
    ),
    QuestionPlan(
        key=REASONS,
        kind=QuestionKind.TEXT,
        scope=QuestionScope.PROPOSAL,
        wording="What are the reasons of the organisation?",
        short="Reasons of the organisation",
    ),
    QuestionPlan(
        key=VIEW,
        kind=QuestionKind.TEXT,
        scope=QuestionScope.ALL,
        wording="What is the view of the organisation as a whole?",
        short="View of the organisation",
    ),
    QuestionPlan(
        key=HEARING,
        kind=QuestionKind.TEXT,
        scope=QuestionScope.ALL,
        wording="On what does the organisation ask to be heard?",
        short="Requests to be heard",
    ),
    QuestionPlan(
        key=FILES,
        kind=QuestionKind.FILE,
        scope=QuestionScope.ALL,
        wording="Which files does the organisation send with its reply?",
        short="Files of the organisation",
        most=10,
    ),
)
OVERALL = {SectionKind.VIEW: VIEW, SectionKind.HEARING: HEARING}


def answers_in(document: Document, organisation: Organisation) -> Answers:
    """What the reply answers, by those questions."""
    about: dict[str, Values] = {}
    for key, part in document.said.items():
        given: Values = {POSITION: part.content.position, REASONS: part.content.text}
        about[str(key)] = {name: value for name, value in given.items() if value}
    overall: Values = {}
    for kind, name in OVERALL.items():
        if words := "\n\n".join(one.content.text for one in document.of_kind(kind)):
            overall[name] = words
    if document.files:
        overall[FILES] = [str(one) for one in _sent(document.files)]
    home = organisation.borough
    return Answers(
        capacity=Capacity.GROUP,
        place=Place.BOROUGH if home else Place.NOT_SAID,
        borough=home.ons_code if home else "",
        proposals=list(document.said),
        about=about,
        overall=overall,
        publish=Publish.WORDS,
    )


def _sent(files: Iterable[Enclosure]) -> list[SentFile]:
    return [
        SentFile(UUID(one.key), one.sha256, one.size, one.content_type, one.name) for one in files
    ]
