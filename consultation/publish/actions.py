"""What staff change before a consultation opens: draft it, publish it."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import (
    Alternative,
    Consultation,
    ConsultationState,
    Criterion,
    EventKind,
    Evidence,
    ExclusionRule,
    Place,
    Proposal,
    Question,
    QuestionKind,
    QuestionVersion,
    User,
)
from consultation.publish import readiness, rules
from consultation.publish.plan import Plan, ProposalPlan
from consultation.states import Refused, move, why_not_move
from stations.models import Borough, Station


@transaction.atomic
def draft(*, plan: Plan, by: User | str, at: datetime) -> Consultation:
    """Store a prepared consultation as a draft, with all that belongs to it. One Event.

    Raises Refused when the address is taken, or a proposal names a station that is not in the
    register.
    """
    if Consultation.objects.filter(slug=plan.slug).exists():
        raise Refused(f"There is already a consultation called “{plan.slug}”.")
    consultation = Consultation.objects.create(
        slug=plan.slug, **asdict(plan.words), **asdict(plan.dates)
    )
    Criterion.objects.bulk_create(
        Criterion(consultation=consultation, position=position, title=title, text=text)
        for position, (title, text) in enumerate(plan.criteria, start=1)
    )
    ExclusionRule.objects.bulk_create(
        ExclusionRule(consultation=consultation, code=code, text=text)
        for code, text in plan.exclusion_rules
    )
    _add_questions(consultation, plan)
    _add_proposals(consultation, plan)
    record(
        EventKind.CONSULTATION_DRAFTED,
        about=consultation,
        by=by,
        at=at,
        consultation=consultation.pk,
        proposals=len(plan.proposals),
        questions=len(plan.questions),
    )
    return consultation


def _add_questions(consultation: Consultation, plan: Plan) -> None:
    questions = {
        one.key: Question(
            consultation=consultation,
            key=one.key,
            position=position,
            kind=one.kind,
            scope=one.scope,
            required=one.required,
            page=one.page or one.key,
            easy_read=one.easy_read,
        )
        for position, one in enumerate(plan.questions, start=1)
    }
    Question.objects.bulk_create(questions.values())
    for one in plan.questions:
        if one.shown_if is not None:
            earlier, values = one.shown_if
            Question.objects.filter(pk=questions[one.key].pk).update(
                shown_if=questions[earlier], shown_if_values=list(values)
            )
    QuestionVersion.objects.bulk_create(
        QuestionVersion(
            question=questions[one.key],
            number=1,
            heading=one.heading,
            wording=one.wording,
            short=one.short,
            help=one.help,
            missing=one.missing,
            max_length=one.max_length,
            options=options_of(one.kind, [list(option) for option in one.options]),
            exclusive=one.exclusive,
            least=one.least,
            most=one.most,
            not_in_future=one.not_in_future,
        )
        for one in plan.questions
    )


def options_of(kind: str, given: list[list[str]]) -> list[list[str]]:
    """The options of a closed question: those given, else what its kind offers by itself.

    They are stored with the wording, so that what was offered stays known.
    """
    if given:
        return given
    if kind == QuestionKind.YES_NO:
        return [["YES", "Yes"], ["NO", "No"]]
    if kind == QuestionKind.PLACE:
        named = [[one.ons_code, one.name] for one in Borough.objects.order_by("name")]
        return [*named, [str(Place.OUTSIDE), "Outside London"]]
    return []


def _add_proposals(consultation: Consultation, plan: Plan) -> None:
    stations = _stations(plan.proposals)
    stored = Proposal.objects.bulk_create(
        Proposal(
            consultation=consultation,
            station=stations[one.station],
            kind=one.kind,
            replacement=stations[one.replacement] if one.replacement else None,
            now=one.now,
            proposed=one.proposed,
            why=one.why,
            effect=one.effect,
            timing=one.timing,
        )
        for one in plan.proposals
    )
    pairs = list(zip(stored, plan.proposals, strict=True))
    Evidence.objects.bulk_create(
        Evidence(
            proposal=proposal,
            position=position,
            claim=shown.claim,
            source=shown.source,
            source_date=shown.dated,
            confidence=shown.confidence,
        )
        for proposal, one in pairs
        for position, shown in enumerate(one.evidence, start=1)
    )
    Alternative.objects.bulk_create(
        Alternative(proposal=proposal, position=position, **asdict(other))
        for proposal, one in pairs
        for position, other in enumerate(one.alternatives, start=1)
    )


def _stations(proposals: tuple[ProposalPlan, ...]) -> dict[str, Station]:
    wanted = {one.station for one in proposals} | {one.replacement for one in proposals} - {""}
    found = {station.slug: station for station in Station.objects.filter(slug__in=wanted)}
    if missing := sorted(wanted - found.keys()):
        raise Refused(f"The register has no station called {', '.join(missing)}.")
    return found


def publish(*, consultation: Consultation, by: User | str, at: datetime) -> None:
    """Make a draft public and freeze the wording of its questions. One Event.

    Raises Refused, with what is missing and where, while readiness finds a gap; and when it is
    published already.
    """
    published = ConsultationState.PUBLISHED
    if refusal := why_not_move(consultation, published):
        raise Refused(refusal)
    if refusal := rules.why_not_publish(readiness.gaps(consultation, at=at)):
        raise Refused(refusal)
    asked = QuestionVersion.objects.filter(question__consultation=consultation, frozen_at=None)
    with transaction.atomic():
        frozen = asked.update(frozen_at=at)
        move(consultation, published, by=by, at=at, wordings=frozen)
