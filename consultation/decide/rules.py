"""May this point be answered or this decision be signed now, and if not, why."""

from datetime import datetime

from consultation.access import Permission, Visitor, why_not
from consultation.models import Consultation, Decision, DecisionState, Point, Proposal, User
from consultation.report.rules import why_not_see_interim

OPEN = (
    "Responses still come in. A point is answered once everybody has had their say, so that no "
    "answer stands before it."
)
REWORDED = "The point says something else since you opened this page. Read it again, then answer."


def is_early(consultation: Consultation, now: datetime) -> bool:
    """Somebody can still be heard: residents, or bodies whose late replies are accepted."""
    return consultation.is_interim_at(now) or now <= consultation.formal_replies_end_at


def why_not_see(person: User, consultation: Consultation, now: datetime) -> str:
    """The register says how many raise what: sealed, as all figures are, until the close."""
    return why_not_see_interim(person, consultation, now)


def why_not_answer(person: Visitor, point: Point, now: datetime) -> str:
    """Whoever decides answers a point that stands by itself, after the close."""
    if refusal := why_not(person, Permission.DECIDE, about=point):
        return refusal
    if is_early(point.consultation, now):
        return OPEN
    if point.into is not None:
        return f"{point.name} was merged into {point.into.name}. Answer that one."
    return ""


def why_not_disposed(person: Visitor, point: Point, now: datetime, *, version: int) -> str:
    """The answer is to what the point says now."""
    if refusal := why_not_answer(person, point, now):
        return refusal
    return "" if version == point.version else REWORDED


# Decisions.

EARLY = (
    "Responses still come in, or can until the grace is over, or late replies are accepted. "
    "Nothing is decided before everybody had their say."
)
SAVED_SINCE = (
    "Somebody else saved this draft since you opened it. What you typed is kept here: look at what "
    "they wrote in another tab, and save again to put yours in its place."
)
ASSESSED_SINCE = (
    "Another edition of the equality assessment was stated since you opened this page. Read it, "
    "then tick this again"
)
STALE_BRIEFING = (
    "The briefing is not what the register says now. Make it anew and read it before you sign."
)


def why_not_decide(person: Visitor, about: Consultation | Proposal | Decision) -> str:
    """Only those who decide; other staff may read."""
    return why_not(person, Permission.DECIDE, about=about)


def why_not_assess(person: Visitor, consultation: Consultation) -> str:
    """Whoever answers for the consultation states what was found."""
    return why_not(person, Permission.PUBLISH, about=consultation)


def why_not_begin(
    person: Visitor, proposal: Proposal, last: Decision | None, now: datetime, *, again: str
) -> str:
    """One decision of a proposal at a time, after the close; another one says who is asked anew."""
    if refusal := why_not_decide(person, proposal):
        return refusal
    if is_early(proposal.consultation, now):
        return EARLY
    if last is not None and last.state != DecisionState.QUASHED:
        return "There is a decision on this proposal already. Go on with that one."
    if last is not None and not again.strip():
        return "Enter why people are consulted again, or why they are not."
    return ""


def why_not_write(person: Visitor, decision: Decision, now: datetime) -> str:
    """A draft can be written, unless people can respond again; what was signed is not changed."""
    if refusal := why_not_decide(person, decision):
        return refusal
    if not decision.is_draft:
        return "It was signed, and what was signed is not changed."
    return EARLY if is_early(decision.consultation, now) else ""


def why_not_sign(
    person: Visitor, decision: Decision, now: datetime, *, is_missing: bool, briefed: bool
) -> str:
    """A draft of which nothing is missing, on a briefing that is what the register says."""
    if refusal := why_not_write(person, decision, now):
        return refusal
    if is_missing:
        return "It cannot be signed yet. What is missing stands on its page."
    return "" if briefed else STALE_BRIEFING


def why_not_end(person: Visitor, decision: Decision, *, reason: str) -> str:
    """What is in force can fall, by itself."""
    if refusal := why_not_decide(person, decision):
        return refusal
    if not decision.is_signed:
        return "It is not in force, so there is nothing to end."
    return "" if reason.strip() else "Enter who quashed it or set it aside, and why."
