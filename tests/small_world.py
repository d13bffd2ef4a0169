"""The small world that the cast lives in: three boroughs, six counters, one consultation."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from consultation import models
from consultation.publish.equality import HARMONISED
from tests.factories import (
    AlternativeFactory,
    BoroughFactory,
    ConsultationFactory,
    CriterionFactory,
    EqualityQuestionFactory,
    EqualitySetFactory,
    EvidenceFactory,
    ExclusionRuleFactory,
    ProposalFactory,
    QuestionFactory,
    QuestionVersionFactory,
    StationFactory,
)

if TYPE_CHECKING:
    from tests.conftest import Town

STANCES = [
    ["STRONGLY_SUPPORT", "Strongly support"],
    ["SUPPORT", "Support"],
    ["NEITHER", "Neither support nor oppose"],
    ["OPPOSE", "Oppose"],
    ["STRONGLY_OPPOSE", "Strongly oppose"],
    ["DONT_KNOW", "I do not know"],
]


def all_of(built: list[Any]) -> list[Any]:
    """Written with one statement: every other test begins with this world."""
    return type(built[0])._default_manager.bulk_create(built)


def town(shape: type["Town"]) -> "Town":
    """Three boroughs with six counters."""
    redbridge, merton, camden = all_of(
        [
            BoroughFactory.build(ons_code=code, name=name, slug=name.lower())
            for code, name in [
                ("E09000026", "Redbridge"),
                ("E09000024", "Merton"),
                ("E09000007", "Camden"),
            ]
        ]
    )
    stations = [
        StationFactory.build(slug=slug, name=name, borough=borough, easting=east, northing=north)
        for slug, name, borough, east, north in [
            ("ilford", "Ilford", redbridge, 544290, 186860),
            ("barkingside", "Barkingside", redbridge, 544190, 189970),
            ("wimbledon", "Wimbledon", merton, 525040, 170690),
            ("mitcham", "Mitcham", merton, 527620, 168400),
            ("holborn", "Holborn", camden, 530740, 181920),
            ("kentish-town", "Kentish Town", camden, 528960, 185080),
        ]
    ]
    return shape(redbridge, merton, camden, *all_of(stations))


def harmonised() -> models.EqualitySet:
    """The equality questions that ship with the service."""
    plan = HARMONISED
    made: models.EqualitySet = EqualitySetFactory(name=plan.name, source=plan.source)
    for position, one in enumerate(plan.questions, start=1):
        earlier, values = one.shown_if or ("", ())
        EqualityQuestionFactory(
            set=made,
            key=one.key,
            position=position,
            page=one.page or one.key,
            wording=one.wording,
            short=one.short,
            missing=one.missing,
            options=[*map(list, one.options), [models.NOT_SAID, "Prefer not to say"]],
            shown_if=made.questions.get(key=earlier) if earlier else None,
            shown_if_values=list(values),
        )
    return made


def consultation_of(
    town: "Town",
    *,
    slug: str,
    opened: bool,
    equality_set: models.EqualitySet | None = None,
    shift: timedelta = timedelta(0),
) -> models.Consultation:
    """A published consultation on the six counters, with its four questions.

    `shift` moves its dates, for tests that keep the real clock.
    """
    shift += timedelta(0) if opened else timedelta(days=-97)
    made = ConsultationFactory(
        slug=slug,
        title="Police front counters" if opened else "Police front counters (closed)",
        opens_at=ConsultationFactory.opens_at + shift,
        closes_at=ConsultationFactory.closes_at + shift,
        equality_set=equality_set,
    )
    kinds = [
        (town.ilford, "KEEP", None),
        (town.barkingside, "CLOSE", None),
        (town.wimbledon, "MOVE", town.mitcham),
        (town.mitcham, "HOURS", town.wimbledon),
        (town.holborn, "CLOSE", None),
        (town.kentish_town, "KEEP", None),
    ]
    subjects = all_of(
        [
            ProposalFactory.build(consultation=made, station=station, kind=kind, replacement=new)
            for station, kind, new in kinds
        ]
    )
    all_of([EvidenceFactory.build(proposal=one, position=1) for one in subjects])
    all_of([AlternativeFactory.build(proposal=one, position=1) for one in subjects])
    CriterionFactory(consultation=made, position=1)
    ExclusionRuleFactory(consultation=made, code="automated")
    ask(made)
    return made


def ask(consultation: models.Consultation) -> None:
    """Stance and reasons about each proposal; what instead, and what is wrong in the evidence."""
    asked = {"frozen_at": consultation.opens_at}
    stance = QuestionFactory.build(
        consultation=consultation, key="stance", position=1, kind="CHOICE", scope="PROPOSAL",
        required=True, page="view",
    )  # fmt: skip
    questions = [stance]
    versions = [
        QuestionVersionFactory.build(
            question=stance,
            wording="How do you feel about this proposal?",
            short="Stance",
            options=STANCES,
            max_length=0,
            missing="Select how you feel about this proposal",
            **asked,
        )
    ]
    for position, key, scope, wording, short in [
        (2, "reasons", "PROPOSAL", "Why do you say that?", "Reasons"),
        (3, "instead", "ALL", "What should happen instead, or first?", "Instead"),
        (4, "evidence", "ALL", "Is anything in the evidence wrong or missing?", "Evidence"),
    ]:
        page = "view" if scope == "PROPOSAL" else "anything-else"
        question = QuestionFactory.build(
            consultation=consultation, key=key, position=position, scope=scope, page=page
        )
        questions.append(question)
        versions.append(
            QuestionVersionFactory.build(
                question=question,
                heading="Anything else" if key == "instead" else "",
                wording=wording,
                short=short,
                **asked,
            )
        )
    all_of(questions)
    all_of(versions)
