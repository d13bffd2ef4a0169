"""Varied responses, the same for the same seed: every state, channel, place, gap and overlap."""

from datetime import datetime, timedelta
from random import Random

from consultation.models import (
    Answer,
    Capacity,
    Channel,
    Consultation,
    Event,
    ExclusionRule,
    Place,
    Proposal,
    QuestionVersion,
    Response,
    ResponseState,
    Review,
    User,
    Verdict,
)
from stations.models import Borough
from tests import factories, small_world
from tests.report import replies

STANCES = [value for value, _label in small_world.STANCES]


def fill(consultation: Consultation, by: User, *, number: int, seed: int = 1) -> list[Response]:
    """Make `number` responses with answers, verdicts and events."""
    random = Random(seed)
    proposals = list(consultation.proposals.select_related("station__borough").order_by("pk"))
    boroughs = list({p.station.borough_id: p.station.borough for p in proposals}.values())
    rules = list(consultation.exclusion_rules.order_by("pk"))
    built = [
        _response(consultation, consultation.opens_at + timedelta(minutes=place), boroughs, random)
        for place in range(number)
    ]
    responses = Response.objects.bulk_create(built)
    questions = questions_of(consultation) | replies.questions_of(consultation)
    Answer.objects.bulk_create(
        answer
        for one in responses
        for answer in (replies.answers if one.kind == "FORMAL" else _answers)(
            one, proposals, questions, random
        )
    )
    replies.sign(responses, random)
    _decide(responses, rules, by, random)
    _gather(consultation, proposals, by)
    Event.objects.bulk_create(
        Event(kind="response.received", about=f"response:{one.pk}", consultation=consultation.pk,
              actor="public", at=one.received_at)
        for one in responses
    )  # fmt: skip
    return responses


def _gather(consultation: Consultation, proposals: list[Proposal], by: User) -> None:
    """Petitions and meetings in every state, about one place, several and none."""
    at = consultation.opens_at + timedelta(days=3)
    first, second, *_others = proposals
    for place, (state, about) in enumerate(
        [
            ("CURRENT", [first]),
            ("CURRENT", [first, second]),
            ("CURRENT", []),
            ("WITHDRAWN", [first]),
        ]
    ):
        petition = factories.PetitionFactory(
            consultation=consultation, state=state, signatures=100 + place, received_at=at,
            ended_reason="By mistake." if state == "WITHDRAWN" else "", recorded_by=by,
        )  # fmt: skip
        for one in about:
            factories.PetitionAboutFactory(petition=petition, proposal=one)
    came = {"attendance_how": "ESTIMATED", "spoke_for": "Sophie Linden, Deputy Mayor"}
    for place, (state, borough) in enumerate(
        [("HELD", first.station.borough), ("HELD", None), ("ANNOUNCED", first.station.borough)]
    ):
        held = came | {"attendance": 20 + place} if state == "HELD" else {}
        meeting = factories.MeetingFactory(
            consultation=consultation, state=state, borough=borough, held_at=at, recorded_by=by,
            **held,
        )  # fmt: skip
        factories.GatheringPointFactory(
            petition=None, meeting=meeting, position=1, proposal=proposals[-1] if place else None
        )


def _decide(
    responses: list[Response], rules: list[ExclusionRule], by: User, random: Random
) -> None:
    Review.objects.bulk_create(
        Review(response=one, verdict=Verdict.EXCLUDE, rule=random.choice(rules), reason="Rule",
               at=one.received_at, by=by)
        for one in responses
        if one.state == ResponseState.EXCLUDED
    )  # fmt: skip


def _response(
    consultation: Consultation, at: datetime, boroughs: list[Borough], random: Random
) -> Response:
    lives = random.choice([*boroughs, *boroughs, None])
    elsewhere = random.choice([Place.OUTSIDE, Place.NOT_SAID])
    formal = random.random() < 0.05
    built: Response = factories.ResponseFactory.build(
        consultation=consultation,
        kind="FORMAL" if formal else "PUBLIC",
        organisation=replies.body_in(lives) if formal else None,
        channel=random.choice(Channel.values),
        capacity=random.choice(Capacity.values),
        place=Place.BOROUGH if lives else elsewhere,
        borough=lives,
        state=random.choices(ResponseState.values, [5, 1, 1, 3, 1, 1, 1, 1, 1])[0],
        begun_at=at,
        received_at=at,
        state_at=at,
    )
    return built


def questions_of(consultation: Consultation) -> dict[str, QuestionVersion]:
    """The wordings in force, by key."""
    found = QuestionVersion.objects.current().filter(question__consultation=consultation)
    return {version.question.key: version for version in found}


def _answers(
    response: Response,
    proposals: list[Proposal],
    questions: dict[str, QuestionVersion],
    random: Random,
) -> list[Answer]:
    """About none, one or several stations; with a stance, with reasons, with both."""
    made = []
    for proposal in random.sample(proposals, random.choice([0, 1, 1, 1, 2, 3])):
        says = random.choice(["stance", "stance", "both", "both", "reasons"])
        if says != "reasons":
            made.append(
                Answer(response=response, question_version=questions["stance"], proposal=proposal,
                       choice=random.choice(STANCES))
            )  # fmt: skip
        if says != "stance":
            made.append(
                Answer(response=response, question_version=questions["reasons"], proposal=proposal,
                       text=f"Too far, says {response.pk}.")
            )  # fmt: skip
    for key in ("instead", "evidence"):
        if random.random() < 0.3:
            made.append(
                Answer(response=response, question_version=questions[key], text=f"{key}, please")
            )
    return made
