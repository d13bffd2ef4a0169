"""Formal replies among varied responses: of councils and other bodies, in every state."""

from random import Random

from consultation.models import (
    Answer,
    Consultation,
    Organisation,
    Position,
    Proposal,
    Question,
    QuestionVersion,
    Response,
)
from consultation.publish.actions.questions import asked_by, worded_by
from consultation.reply.questions import PLANS
from stations.models import Borough
from tests import factories

ENDED = {"SUPERSEDED": "SUPERSEDED", "WITHDRAWN": "WITHDRAWN"}
WORDS = "Ilford is two buses away, says "


def body_in(borough: Borough | None) -> Organisation:
    """A council where the borough has none yet, else another body."""
    councils = Organisation.objects.filter(kind="COUNCIL", borough=borough)
    council = borough is not None and not councils.exists()
    made: Organisation = factories.OrganisationFactory(
        kind="COUNCIL" if council else "RESIDENTS", borough=borough
    )
    return made


def questions_of(consultation: Consultation) -> dict[str, QuestionVersion]:
    """What formal replies answer, by key; made where they are not there yet."""
    last = consultation.questions.order_by("position").last()
    for place, plan in enumerate(PLANS, start=1 + (last.position if last else 0)):
        if not consultation.questions.filter(key=plan.key).exists():
            question = Question.objects.create(
                consultation=consultation, position=place, formal=True, **asked_by(plan)
            )
            QuestionVersion.objects.create(
                question=question, number=1, frozen_at=consultation.opens_at, **worded_by(plan)
            )
    found = QuestionVersion.objects.formal().filter(question__consultation=consultation)
    return {version.question.key: version for version in found}


def answers(
    response: Response,
    proposals: list[Proposal],
    questions: dict[str, QuestionVersion],
    random: Random,
) -> list[Answer]:
    """About none, one or several stations: a position, reasons, or both; and mostly a view."""
    made = []
    for proposal in random.sample(proposals, random.choice([0, 1, 2, 3])):
        about = {"response": response, "proposal": proposal}
        says = random.choice(["position", "both", "both", "reasons"])
        if says != "reasons":
            position = random.choice(Position.values)
            made.append(
                Answer(question_version=questions["formal-position"], choice=position, **about)
            )
        if says != "position":
            text = f"{WORDS}{response.pk}."
            made.append(Answer(question_version=questions["formal-reasons"], text=text, **about))
    if random.random() < 0.8:
        text = f"{WORDS}{response.pk} as a whole."
        made.append(Answer(response=response, question_version=questions["formal-view"], text=text))
    return made


def sign(responses: list[Response], random: Random) -> None:
    """The signed text of each formal reply, in force unless its response was ended."""
    for one in responses:
        if one.organisation is None:
            continue
        ratified_by = random.choice(["", "the Cabinet"])
        factories.SignedReplyFactory(
            reply=factories.FormalReplyFactory(
                consultation=one.consultation,
                organisation=one.organisation,
                state=ENDED.get(one.state, "SIGNED"),
                ended_reason="By mistake." if one.state == "WITHDRAWN" else "",
            ),
            response=one,
            content=content(one),
            text=f"{WORDS}{one.pk}\n",
            interim=bool(ratified_by),
            ratified_by_whom=ratified_by,
            late=random.random() < 0.3,
        )


def content(response: Response) -> dict[str, object]:
    """As `Document` keeps it, from the answers."""
    parts: dict[int | None, dict[str, object]] = {}
    for one in response.answers.select_related("proposal__station__borough").order_by("pk"):
        title = str(one.proposal.station) if one.proposal else "Our view as a whole"
        part = parts.setdefault(
            one.proposal_id,
            {
                "kind": "PROPOSAL" if one.proposal else "VIEW", "title": title,
                "proposal": one.proposal_id, "position": "", "passages": [],
            },
        )  # fmt: skip
        if one.choice:
            part["position"] = one.choice
        else:
            part["passages"] = [{"key": "a", "heading": "", "text": one.text}]
    organisation = response.organisation
    return {
        "organisation": organisation.name if organisation else "",
        "consultation": response.consultation.title, "edition": 1, "replaces": "",
        "parts": list(parts.values()), "files": [],
    }  # fmt: skip
