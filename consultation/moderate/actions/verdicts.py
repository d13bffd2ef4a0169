"""What moderators change: a verdict on a response. The words of a response are never touched."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from consultation.models import ExclusionRule, Response, Review, User, Verdict
from consultation.moderate import rules
from consultation.states import Refused, move


def release(*, response: Response, by: User, at: datetime, reason: str = "") -> Review:
    """Let a response be read by the public. One Review, one Event.

    Raises Refused when the person may not, the state does not allow it, or somebody was first.
    """
    _refuse(rules.why_not_release(by, response))
    return _decide(Verdict.RELEASE, response, reason, None, by=by, at=at)


def withhold(*, response: Response, reason: str, by: User, at: datetime) -> Review:
    """Count a response and publish its choices, but none of its words.

    Raises Refused as `release` does, and without a reason.
    """
    _refuse(rules.why_not_withhold(by, response) or _why_not_without(reason))
    return _decide(Verdict.WITHHOLD, response, reason, None, by=by, at=at)


def quarantine(*, response: Response, reason: str, by: User, at: datetime) -> Review:
    """Hold a response back until somebody has looked at it again; it still counts.

    Raises Refused as `release` does, and without a reason.
    """
    _refuse(rules.why_not_quarantine(by, response) or _why_not_without(reason))
    return _decide(Verdict.QUARANTINE, response, reason, None, by=by, at=at)


def exclude(
    *, response: Response, rule: ExclusionRule, reason: str, by: User, at: datetime
) -> Review:
    """Leave a response out of the counts under a published rule; it is kept for ever.

    Raises Refused as `quarantine` does, and when the rule is another consultation's.
    """
    _refuse(rules.why_not_exclude(by, response, rule) or _why_not_without(reason))
    return _decide(Verdict.EXCLUDE, response, reason, rule, by=by, at=at)


def reopen(*, response: Response, reason: str, by: User, at: datetime) -> Review:
    """Send what was decided back to the queue. Raises Refused as `quarantine` does."""
    _refuse(rules.why_not_reopen(by, response) or _why_not_without(reason))
    return _decide(Verdict.REOPEN, response, reason, None, by=by, at=at)


# Each verdict's action; all take `response`, `by`, `at`, and what else the verdict asks for.
ACTS: dict[Verdict, Callable[..., Review]] = {
    Verdict.RELEASE: release,
    Verdict.WITHHOLD: withhold,
    Verdict.QUARANTINE: quarantine,
    Verdict.EXCLUDE: exclude,
    Verdict.REOPEN: reopen,
}


def _refuse(refusal: str) -> None:
    if refusal:
        raise Refused(refusal)


def _why_not_without(reason: str) -> str:
    return "" if reason.strip() else "Give the reason: it is kept with the verdict."


def _decide(
    verdict: Verdict,
    response: Response,
    reason: str,
    rule: ExclusionRule | None,
    *,
    by: User,
    at: datetime,
) -> Review:
    """Verdict and move stand or fall together: who loses a race leaves no review behind."""
    with transaction.atomic():
        review = Review.objects.create(
            response=response, verdict=verdict, rule=rule, reason=reason.strip(), by=by, at=at
        )
        move(
            response, rules.LEADS_TO[verdict], by=by, at=at,
            why=rule.code if rule else "", review=review.pk,
        )  # fmt: skip
    return review
