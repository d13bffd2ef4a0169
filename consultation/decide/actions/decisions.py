"""Decisions: begun, written, signed, quashed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from consultation.decide import rules
from consultation.decide.briefing import briefing_of, digest_of, draft_digest, signed_content
from consultation.decide.queries import decisions as queries
from consultation.events import record
from consultation.models import (
    Briefing,
    Codeframe,
    Consultation,
    Criterion,
    CriterionResult,
    Decision,
    DecisionState,
    EqualityAssessment,
    EventKind,
    Outcome,
    Proposal,
    User,
)
from consultation.states import Refused, move, raise_refusal


@transaction.atomic
def state_assessment(
    *, consultation: Consultation, title: str, text: str, page: str, by: User, at: datetime
) -> EqualityAssessment:
    """State another edition of the equality assessment: from now on it is the current one.

    Raises Refused when the person may not.
    """
    raise_refusal(rules.why_not_assess(by, consultation))
    held = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    made = EqualityAssessment.objects.create(
        consultation=held, number=queries.next_edition(held), title=title, text=text, page=page,
        by=by, at=at,
    )  # fmt: skip
    record(
        EventKind.EQUALITY_ASSESSED, about=made, by=by, at=at, consultation=held.pk,
        edition=made.number,
    )  # fmt: skip
    return made


@transaction.atomic
def begin(*, proposal: Proposal, by: User, at: datetime, consulted_again: str = "") -> Decision:
    """Begin to decide about a proposal. Of one whose decision was quashed all is considered anew.

    Raises Refused when the person may not, before the close, and while there is another one.
    """
    Proposal.objects.select_for_update(no_key=True).filter(pk=proposal.pk).first()
    last = queries.last_of(proposal)
    raise_refusal(rules.why_not_begin(by, proposal, last, at, again=consulted_again))
    Codeframe.objects.get_or_create(consultation_id=proposal.consultation_id)
    made = Decision.objects.create(
        consultation_id=proposal.consultation_id, proposal=proposal,
        number=last.number + 1 if last else 1, consulted_again=consulted_again.strip(),
        considered_from=at if last else None, begun_at=at, begun_by=by,
    )  # fmt: skip
    record(
        EventKind.DECISION_BEGUN, about=made, by=by, at=at, consultation=made.consultation_id,
        number=made.number,
    )  # fmt: skip
    return made


@transaction.atomic
def write(
    *,
    decision: Decision,
    words: Mapping[str, str],
    results: Mapping[Criterion, str],
    equality: EqualityAssessment | None,
    seen: str = "",
    by: User,
    at: datetime,
) -> Decision:
    """Save what the draft says. Where it is to be something else than was proposed, each point is
    considered anew: answers of before do not count for it.

    :param words: by the names in `models.decision.WRITTEN`.
    :param seen: digest of the draft that the person was shown.
    Raises Refused when the person may not, it was signed, or somebody saved it since.
    """
    held = queries.locked(decision)
    raise_refusal(rules.why_not_write(by, held, at))
    if seen and seen != draft_digest(held):
        raise Refused(rules.SAVED_SINCE)
    changed = words["outcome"] == Outcome.CHANGED and (held.outcome, held.decided) != (
        words["outcome"], words["decided"].strip(),
    )  # fmt: skip
    for name, value in words.items():
        setattr(held, name, value.strip())
    held.equality = equality
    if changed:
        held.considered_from = at
    held.save(update_fields=[*words, "equality", "considered_from"])
    _keep_results(held, results)
    record(
        EventKind.DECISION_WRITTEN, about=held, by=by, at=at, consultation=held.consultation_id,
        outcome=held.outcome, option_changed=changed,
    )  # fmt: skip
    return held


def _keep_results(decision: Decision, results: Mapping[Criterion, str]) -> None:
    """What it says by each criterion; one that says nothing has no row. Part of an act."""
    for criterion, text in results.items():
        if text.strip():
            CriterionResult.objects.update_or_create(
                decision=decision, criterion=criterion, defaults={"text": text.strip()}
            )
        else:
            decision.results.filter(criterion=criterion).delete()


@transaction.atomic
def make_briefing(*, decision: Decision, by: User, at: datetime) -> Briefing:
    """What the register says now about its proposal. Earlier ones stay. Raises Refused once it is
    signed, and when the person may not.
    """
    held = queries.locked(decision)
    raise_refusal(rules.why_not_write(by, held, at))
    content = briefing_of(held)
    made = Briefing.objects.create(
        decision=held, content=content, digest=digest_of(content), by=by, at=at
    )
    record(
        EventKind.BRIEFING_MADE, about=held, by=by, at=at, consultation=held.consultation_id,
        briefing=made.pk, digest=made.digest, points=len(content["points"]),
    )  # fmt: skip
    return made


@transaction.atomic
def sign(*, decision: Decision, digest: str, by: User, at: datetime) -> Decision:
    """Sign what a person has read, whose digest this is. Nobody codes or answers meanwhile.

    Raises Refused while anything is missing, the briefing is not what the register says, or the
    draft says something else than was read. The database refuses the first of these itself.
    """
    held = queries.locked(decision)
    Codeframe.objects.select_for_update().filter(pk=held.consultation_id).first()
    briefing = queries.briefing_given(held)
    briefed = briefing is not None and briefing.digest == digest_of(briefing_of(held))
    lacking = bool(queries.missing(held))
    raise_refusal(rules.why_not_sign(by, held, at, is_missing=lacking, briefed=briefed))
    if digest != digest_of(signed_content(held, briefing)):
        raise Refused("The draft says something else since you opened this page. Read it again.")
    signed = {"signed_at": at, "signed_by": by, "digest": digest}
    move(held, DecisionState.SIGNED, by=by, at=at, changes=signed, digest=digest)
    return held


@transaction.atomic
def end(*, decision: Decision, reason: str, by: User, at: datetime) -> Decision:
    """A court quashed it, or it was set aside. All of it stays on record, and no other falls.

    Raises Refused when it is not in force, the person may not, or no reason is given.
    """
    held = queries.locked(decision)
    raise_refusal(rules.why_not_end(by, held, reason=reason))
    ended = {"ended_at": at, "ended_by": by, "ended_reason": reason.strip()}
    move(held, DecisionState.QUASHED, by=by, at=at, changes=ended)
    return held
