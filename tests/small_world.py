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


def town(shape: type["Town"]) -> "Town":
    """Three boroughs with six counters."""
    redbridge = BoroughFactory(ons_code="E09000026", name="Redbridge", slug="redbridge")
    merton = BoroughFactory(ons_code="E09000024", name="Merton", slug="merton")
    camden = BoroughFactory(ons_code="E09000007", name="Camden", slug="camden")

    def station(slug: str, name: str, borough: Any, east: int, north: int) -> Any:
        return StationFactory(slug=slug, name=name, borough=borough, easting=east, northing=north)

    return shape(
        redbridge=redbridge,
        merton=merton,
        camden=camden,
        ilford=station("ilford", "Ilford", redbridge, 544290, 186860),
        barkingside=station("barkingside", "Barkingside", redbridge, 544190, 189970),
        wimbledon=station("wimbledon", "Wimbledon", merton, 525040, 170690),
        mitcham=station("mitcham", "Mitcham", merton, 527620, 168400),
        holborn=station("holborn", "Holborn", camden, 530740, 181920),
        kentish_town=station("kentish-town", "Kentish Town", camden, 528960, 185080),
    )


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
    for station, kind, replacement in kinds:
        subject = ProposalFactory(
            consultation=made, station=station, kind=kind, replacement=replacement
        )
        EvidenceFactory(proposal=subject, position=1)
        AlternativeFactory(proposal=subject, position=1)
    CriterionFactory(consultation=made, position=1)
    ExclusionRuleFactory(consultation=made, code="automated")
    ask(made)
    return made


def ask(consultation: models.Consultation) -> None:
    """Stance and reasons about each proposal; what instead, and what is wrong in the evidence."""
    frozen = consultation.opens_at
    stance = QuestionFactory(
        consultation=consultation, key="stance", position=1, kind="CHOICE", scope="PROPOSAL",
        required=True, page="view",
    )  # fmt: skip
    QuestionVersionFactory(
        question=stance,
        wording="How do you feel about this proposal?",
        short="Stance",
        options=STANCES,
        max_length=0,
        missing="Select how you feel about this proposal",
        frozen_at=frozen,
    )
    for position, key, scope, wording, short in [
        (2, "reasons", "PROPOSAL", "Why do you say that?", "Reasons"),
        (3, "instead", "ALL", "What should happen instead, or first?", "Instead"),
        (4, "evidence", "ALL", "Is anything in the evidence wrong or missing?", "Evidence"),
    ]:
        page = "view" if scope == "PROPOSAL" else "anything-else"
        question = QuestionFactory(
            consultation=consultation, key=key, position=position, scope=scope, page=page
        )
        QuestionVersionFactory(
            question=question,
            heading="Anything else" if key == "instead" else "",
            wording=wording,
            short=short,
            frozen_at=frozen,
        )
