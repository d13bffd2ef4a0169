"""What staff change about a consultation: draft and publish it, extend, pause and resume it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import translation

from consultation import languages
from consultation.events import record
from consultation.ledger.actions import state, tell_log
from consultation.ledger.times import utc
from consultation.models import (
    NOT_SAID,
    Alternative,
    Consultation,
    ConsultationState,
    Criterion,
    Draft,
    EntryKind,
    EqualityQuestion,
    EqualitySet,
    EventKind,
    Evidence,
    ExclusionRule,
    Extension,
    MessageKind,
    Outage,
    Pause,
    Proposal,
    Question,
    QuestionVersion,
    User,
)
from consultation.publish import equality, late_replies, notices, readiness, rules
from consultation.publish.actions.questions import asked_by, worded_by
from consultation.publish.plan import EqualitySetPlan, Plan, ProposalPlan
from consultation.publish.stated import count_rules_of, form_of
from consultation.states import Refused, move, raise_refusal, why_not_move
from stations.models import Station

NOTING = 3_816_006  # of the database's advisory locks: one outage is noted at a time


@transaction.atomic
def draft(*, plan: Plan, by: User | str, at: datetime) -> Consultation:
    """Store a prepared consultation as a draft, with all that belongs to it. One Event.

    Raises Refused when the address is taken, or a proposal names a station that is not in the
    register.
    """
    if Consultation.objects.filter(slug=plan.slug).exists():
        raise Refused(f"There is already a consultation called “{plan.slug}”.")
    consultation = Consultation.objects.create(
        slug=plan.slug,
        **asdict(plan.words),
        **asdict(plan.dates),
        equality_set=_equality_set(plan),
        no_equality_reason=plan.no_equality_reason,
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
        one.key: Question(consultation=consultation, position=position, **asked_by(one))
        for position, one in enumerate(plan.questions, start=1)
    }
    Question.objects.bulk_create(questions.values())
    for one in plan.questions:
        if one.shown_if is not None:
            earlier, values = one.shown_if
            Question.objects.filter(pk=questions[one.key].pk).update(
                shown_if=questions[earlier], shown_if_values=list(values)
            )
    _add_wordings(questions, plan)


def _add_wordings(questions: dict[str, Question], plan: Plan) -> None:
    QuestionVersion.objects.bulk_create(
        QuestionVersion(question=questions[one.key], number=1, **worded_by(one))
        for one in plan.questions
    )


def _equality_set(plan: Plan) -> EqualitySet | None:
    """The set that the plan asks, stored with the first consultation that does."""
    if plan.no_equality_reason:
        return None
    wanted = plan.equality or equality.HARMONISED
    found = EqualitySet.objects.filter(name=wanted.name, version=wanted.version).first()
    return found or _add_equality_set(wanted)


def _add_equality_set(wanted: EqualitySetPlan) -> EqualitySet:
    made = EqualitySet.objects.create(
        name=wanted.name,
        version=wanted.version,
        dated_on=wanted.dated_on,
        source=wanted.source,
        departures=wanted.departures,
    )
    stored: dict[str, EqualityQuestion] = {}
    for position, one in enumerate(wanted.questions, start=1):
        earlier, values = one.shown_if or ("", ())
        stored[one.key] = EqualityQuestion.objects.create(
            set=made,
            key=one.key,
            position=position,
            page=one.page or one.key,
            wording=one.wording,
            short=one.short,
            help=one.help,
            options=[*(list(option) for option in one.options), [NOT_SAID, equality.NOT_SAID]],
            missing=one.missing,
            shown_if=stored[earlier] if earlier else None,
            shown_if_values=list(values),
        )
    return made


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


@transaction.atomic
def publish(*, consultation: Consultation, by: User | str, at: datetime) -> None:
    """Make a draft public and freeze the wording of its questions. One Event.

    Raises Refused, with what is missing and where, while readiness finds a gap; and when it is
    published already.
    """
    published = ConsultationState.PUBLISHED
    held = _held(consultation)  # nobody changes a question between the check and the freezing
    raise_refusal(why_not_move(held, published))
    raise_refusal(rules.why_not_publish(readiness.gaps(held, at=at)))
    asked = QuestionVersion.objects.filter(question__consultation=held, frozen_at=None)
    frozen = asked.update(frozen_at=at)
    move(consultation, published, by=by, at=at, wordings=frozen)
    tell_log(
        kind=EntryKind.OPEN, consultation=held, by=by, at=at,
        form_sha256=state(text=form_of(held), by=by, at=at),
        count_rule_sha256=state(text=count_rules_of(held), by=by, at=at),
        opens=utc(held.opens_at), closes=utc(held.closes_at),
    )  # fmt: skip


def _held(consultation: Consultation) -> Consultation:
    """The row as it is now, locked until the transaction ends."""
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


@transaction.atomic
def extend(
    *, consultation: Consultation, to: datetime, reason: str, by: User, at: datetime
) -> Extension:
    """Make the closing time later, also after the close, and tell those who asked for news.

    One Event. Raises Refused without a reason, for a draft, and for a time that is not later.
    """
    held = _held(consultation)
    raise_refusal(rules.why_not_extend(held, to=to, now=at) or rules.why_not_without(reason))
    extension, told = _extend(held, to=to, reason=reason, by=by, at=at)
    record(
        EventKind.CONSULTATION_EXTENDED, about=held, by=by, at=at, consultation=held.pk,
        **_facts(extension, told),
    )  # fmt: skip
    consultation.closes_at, consultation.late_replies_until = to, held.late_replies_until
    return extension


def _extend(
    held: Consultation, *, to: datetime, reason: str, by: User, at: datetime
) -> tuple[Extension, int]:
    """The row, the new closing time and the e-mails; how many of those.

    The time until which late formal replies are accepted moves with it.
    """
    extension = Extension.objects.create(
        consultation=held, from_at=held.closes_at, to_at=to, reason=reason.strip(), by=by, at=at
    )
    moved = late_replies.moved_with(held, to)
    Consultation.objects.filter(pk=held.pk).update(closes_at=to, late_replies_until=moved)
    held.closes_at, held.late_replies_until = to, moved
    return extension, _tell(held, extension, at=at)


def _tell(consultation: Consultation, extension: Extension, *, at: datetime) -> int:
    """Queue the notices, each in its reader's language; how many there are."""
    offered = [one.code for one in languages.offered()]
    letters = []
    for language in offered:
        with translation.override(language):
            letters.append(notices.deadline_extended(consultation, extension))
    subjects, bodies = zip(*letters, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            notices.TELL_ALL,
            {
                "kind": MessageKind.DEADLINE_EXTENDED.value, "consultation": consultation.pk,
                "languages": offered, "subjects": list(subjects), "bodies": list(bodies), "at": at,
            },
        )  # fmt: skip
        return int(cursor.rowcount)


def _facts(extension: Extension, told: int) -> dict[str, Any]:
    late_until = extension.consultation.late_replies_until
    return {
        "extension": extension.pk,
        "closes_from": extension.from_at.isoformat(),
        "closes_to": extension.to_at.isoformat(),
        "told": told,
        **({"late_until": late_until.isoformat()} if late_until else {}),
    }


@transaction.atomic
def suspend(*, consultation: Consultation, reason: str, by: User, at: datetime) -> Pause:
    """Pause it: no response is begun or sent, and what residents typed is kept. One Event.

    Raises Refused without a reason, for a draft, when it is paused already, and when it has closed.
    """
    held = _held(consultation)
    raise_refusal(rules.why_not_pause(held, now=at) or rules.why_not_without(reason))
    pause = Pause.objects.create(consultation=held, from_at=at, reason=reason.strip(), by=by)
    move(held, ConsultationState.SUSPENDED, by=by, at=at, pause=pause.pk)
    consultation.state = held.state
    return pause


@transaction.atomic
def resume(
    *,
    consultation: Consultation,
    reason: str,
    by: User,
    at: datetime,
    to: datetime | None = None,
) -> Pause:
    """End the pause, with a later closing time at the same step where `to` is given. One Event.

    With a later closing time those who asked for news are told. Raises Refused without a reason,
    when it is not paused, when `to` is not later, and when no time would be left.
    """
    held = _held(consultation)
    raise_refusal(rules.why_not_resume(held, to=to, now=at) or rules.why_not_without(reason))
    pause = Pause.objects.get(consultation=held, to_at=None)
    pause.to_at, pause.reopened_reason, pause.reopened_by = at, reason.strip(), by
    pause.save(update_fields=["to_at", "reopened_reason", "reopened_by"])
    facts: dict[str, Any] = {}
    if to is not None and to != held.closes_at:
        facts = _facts(*_extend(held, to=to, reason=reason, by=by, at=at))
    # The time of the pause is not taken off the 28 days that unsent answers are kept for.
    kept = Draft.objects.filter(
        consultation=held, sent_at=None, saved_at__gt=pause.from_at - Draft.KEPT_FOR
    )
    kept.update(saved_at=at)
    move(held, ConsultationState.PUBLISHED, by=by, at=at, pause=pause.pk, **facts)
    consultation.state, consultation.closes_at = held.state, held.closes_at
    consultation.late_replies_until = held.late_replies_until
    return pause


@transaction.atomic
def note_outage(
    *, start: datetime, end: datetime, what_happened: str, by: User, at: datetime
) -> Outage:
    """Publish that the service did not work for a time. One Event; the same told twice is one.

    Raises Refused without words, and for a time that is not over.
    """
    raise_refusal(
        rules.why_not_note(start=start, end=end, now=at) or rules.why_not_without(what_happened)
    )
    told = {"from_at": start, "to_at": end, "what_happened": what_happened.strip()}
    with connection.cursor() as cursor:  # of two the same, the second finds the first
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NOTING])
    if same := Outage.objects.filter(**told).first():
        return same
    outage = Outage.objects.create(**told, by=by, at=at)
    record(EventKind.OUTAGE_NOTED, about=outage, by=by, at=at)
    return outage
