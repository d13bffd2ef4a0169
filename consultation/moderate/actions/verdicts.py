"""What moderators change: a verdict on a response. The words of a response are never touched.

Where the consultation asks two people, the first verdict on free text, and the first to exclude,
moves the response no further than to wait for the second. The second decides where it says the
same, under the same rule, and takes out the same characters. Else a third person's settles it.
Until the second is in, nobody else is told what the first says.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction

from consultation import queue
from consultation.models import (
    ExclusionRule,
    Response,
    Review,
    Step,
    User,
    Verdict,
)
from consultation.models.response import PUBLISHED
from consultation.moderate import queries, rules
from consultation.moderate.actions.holding import end_hold
from consultation.moderate.actions.publishing import FILES, publish
from consultation.moderate.actions.redacting import put_in_force
from consultation.moderate.publishing import why_not_publish
from consultation.moderate.queries import Round
from consultation.moderate.redacting import agreed
from consultation.states import Refused, move

# Keys of the flags that a page showed; None where there was no page, as in a job.
Seen = Collection[int] | None
OVERTAKEN = "Somebody else changed this a moment ago. Look at it again."


def release(
    *, response: Response, by: User, at: datetime, reason: str = "", flags_seen: Seen = None
) -> Review:
    """Let a response be read by the public, without what is marked in it. One Review, one Event.

    Raises Refused when the person may not, the state does not allow it, somebody holds it or was
    first, a flag stands that is not among `flags_seen`, or something must be taken out before.
    """
    return _decide(Verdict.RELEASE, response, reason, by=by, at=at, seen=flags_seen)


def withhold(
    *, response: Response, reason: str, by: User, at: datetime, flags_seen: Seen = None
) -> Review:
    """Count a response and publish its choices, but none of its words.

    Raises Refused as `release` does, and without a reason.
    """
    _refuse(rules.why_not_review(by, response) or _why_not_without(reason))
    return _decide(Verdict.WITHHOLD, response, reason, by=by, at=at, seen=flags_seen)


def quarantine(*, response: Response, reason: str, by: User, at: datetime) -> Review:
    """Hold a response back until somebody has looked at it again; it still counts.

    One person alone does it, whatever the consultation asks. What was published is purged by the
    statement that moves the response.

    Raises Refused as `release` does, and without a reason.
    """
    _refuse(rules.why_not_review(by, response) or _why_not_without(reason))
    return _decide(Verdict.QUARANTINE, response, reason, by=by, at=at)


def exclude(
    *,
    response: Response,
    rule: ExclusionRule,
    reason: str,
    by: User,
    at: datetime,
    flags_seen: Seen = None,
) -> Review:
    """Leave a response out of the counts under a published rule; it is kept for ever.

    Raises Refused as `withhold` does, and when the rule is another consultation's.
    """
    _refuse(rules.why_not_review(by, response) or _why_not_without(reason))
    return _decide(Verdict.EXCLUDE, response, reason, rule, by=by, at=at, seen=flags_seen)


def reopen(*, response: Response, reason: str, by: User, at: datetime) -> Review:
    """Send what was decided back to the queue, where a new round of reviews begins.

    Raises Refused as `quarantine` does.
    """
    _refuse(rules.why_not_review(by, response) or _why_not_without(reason))
    return _decide(Verdict.REOPEN, response, reason, by=by, at=at)


# Each verdict's action; all take `response`, `by`, `at`, and what else the verdict asks for. Those
# of `rules.RESTS_ON_FLAGS` take `flags_seen`.
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
    rule: ExclusionRule | None = None,
    *,
    by: User,
    at: datetime,
    seen: Seen = None,
) -> Review:
    """Verdict and move stand or fall together: who loses a race leaves no review behind.

    Whoever comes second waits for the lock, and then sees a state that is not the one they saw.
    Screening locks the response too, so that no flag of its comes between the look and the move.
    """
    with transaction.atomic():
        held = queries.held_for_verdict(response)
        if held.state != response.state:
            raise Refused(OVERTAKEN)
        screening = queries.screening_for_verdict(held)
        _refuse(rules.why_not_while_held(by, screening, at))
        now = queries.present_round(held)
        _refuse(rules.why_not_give(verdict, by, held, now))
        _refuse(rules.why_not_under(rule, held))
        _refuse(rules.why_not_unscreened(verdict, screened=screening is not None))
        _refuse(rules.why_not_unread(verdict, held, seen))
        if verdict == Verdict.RELEASE:
            _refuse(why_not_publish(held, queries.redactions_for(held, by)))
        step = rules.step_of(verdict, held, now)
        review = Review(
            response=held, verdict=verdict, rule=rule, reason=reason.strip(), by=by, at=at,
            step=step, round=now.number,
        )  # fmt: skip
        review.decides = _decides(review, now)
        review.save()
        _follow(review, held, at=at)
        if screening is not None and screening.held_by_id is not None:
            end_hold(response=held, by=by, at=at)
    response.state, response.state_at = held.state, held.state_at
    return review


def _decides(review: Review, now: Round) -> bool:
    """Whether the response is moved to where its verdict leads."""
    first = now.at(Step.FIRST)
    if review.step != Step.SECOND or first is None:
        return review.step != Step.FIRST
    verdict = Verdict(review.verdict)
    if not rules.says_the_same(first, verdict, review.rule):
        return False
    if verdict != Verdict.RELEASE:
        return True
    return agreed(*(queries.redactions_for(review.response, by) for by in (first.by, review.by)))


def _follow(review: Review, held: Response, *, at: datetime) -> None:
    """Move the response, and with it what is in force and what everybody reads.

    Marks stay in force when it goes back to the queue: what was taken out once is taken out for
    the next reviewers too, until one of them takes the mark back.

    What the event of a review that does not decide yet would tell of its verdict is left out.
    """
    why = review.rule.code if review.rule and review.decides else ""
    to = rules.goes_to(Verdict(review.verdict), Step(review.step), decides=review.decides)
    before = held.state
    move(held, to, by=review.by, at=at, why=why, review=review.pk)
    if before in PUBLISHED or held.state in PUBLISHED:
        queue.ring(FILES)
    if not review.decides:
        return
    if review.verdict == Verdict.RELEASE:
        put_in_force(response=held, review=review, by=review.by, at=at)
    if held.state in PUBLISHED:
        publish(response=held, by=review.by, at=at)
