"""May this person decide this now, and if not, why. An empty string means yes."""

from collections.abc import Sequence
from datetime import datetime

from consultation.access import Permission, Visitor, why_not
from consultation.models import (
    Consultation,
    ExclusionRule,
    Response,
    ResponseState,
    Review,
    Screening,
    Step,
    Verdict,
)
from consultation.moderate import queries
from consultation.moderate.queries import Round
from consultation.publish.rules import clock_words
from consultation.states import why_not_move

# What a verdict makes of a response.
LEADS_TO: dict[Verdict, ResponseState] = {
    Verdict.RELEASE: ResponseState.RELEASED,
    Verdict.WITHHOLD: ResponseState.WITHHELD,
    Verdict.QUARANTINE: ResponseState.QUARANTINED,
    Verdict.EXCLUDE: ResponseState.EXCLUDED,
    Verdict.REOPEN: ResponseState.RECEIVED,
}
# Where the table of states has no way, but there is one in two steps.
DETOURS: dict[tuple[str, str], str] = {
    (ResponseState.RELEASED, ResponseState.EXCLUDED): (
        "It is released. Put it in quarantine first, then exclude it."
    ),
    (ResponseState.RELEASED, ResponseState.WITHHELD): (
        "It is released. Put it in quarantine first, then withhold its words."
    ),
    (ResponseState.WITHHELD, ResponseState.EXCLUDED): (
        "Its words are withheld. Put it in quarantine first, then exclude it."
    ),
    (ResponseState.WITHHELD, ResponseState.RELEASED): (
        "Its words are withheld. Send it back to the queue first, then release it."
    ),
    (ResponseState.EXCLUDED, ResponseState.RELEASED): (
        "It is excluded. Send it back to the queue first, then release it."
    ),
    (ResponseState.EXCLUDED, ResponseState.WITHHELD): (
        "It is excluded. Send it back to the queue first, then withhold its words."
    ),
    (ResponseState.EXCLUDED, ResponseState.QUARANTINED): (
        "It is excluded. Send it back to the queue first, then put it in quarantine."
    ),
}

# Where two people review.
SECOND_IS_ANOTHERS = "You gave the first review. Another person gives the second."
FIRST_TAKES_BACK = "Before the second review is in, only the person who gave the first can undo it."
THIRD_SETTLES = (
    "You gave one of the two reviews that disagree. A third person settles it, or sends it back."
)
BACK_FIRST = "It is in quarantine. Send it back to the queue first: two people then review it."


def why_not_review(person: Visitor) -> str:
    """Only those who may review decide about responses; others may read them."""
    return why_not(person, Permission.REVIEW)


def why_not_give(
    verdict: Verdict, person: Visitor, response: Response, now: Round | None = None
) -> str:
    """The table of states has a way, and where two people review it is this person's turn.

    :param now: the present round of reviews, where it is known already.
    """
    if refusal := why_not_review(person):
        return refusal
    to = LEADS_TO[verdict]
    if (response.state, to) in DETOURS:
        return DETOURS[response.state, to]
    refusal = _why_not_by_two(verdict, person, response, now or queries.present_round(response))
    return refusal or why_not_move(response, to)


def _why_not_by_two(verdict: Verdict, person: Visitor, response: Response, now: Round) -> str:
    """Nobody twice in a round, and nobody past the second person or the third."""
    if verdict == Verdict.QUARANTINE:
        return ""
    back = verdict == Verdict.REOPEN
    mine = now.of(person) is not None
    if response.state == ResponseState.SECOND_DUE and back != mine:
        return FIRST_TAKES_BACK if back else SECOND_IS_ANOTHERS
    if response.state == ResponseState.DISPUTED and mine:
        return THIRD_SETTLES
    if response.state == ResponseState.QUARANTINED and not back and now.needs_two(verdict):
        return BACK_FIRST
    return ""


def why_not_under(rule: ExclusionRule | None, response: Response) -> str:
    """The rules of a consultation are published with it, before it opens, and fixed from then on.

    So one of its own was there before the response came.
    """
    if rule is not None and rule.consultation_id != response.consultation_id:
        return f"The rule “{rule}” belongs to another consultation."
    return ""


def offered(person: Visitor, response: Response, now: Round | None = None) -> list[Verdict]:
    """The verdicts that this person may give now, in the order of the page."""
    if why_not_review(person):
        return []
    now = now or queries.present_round(response)
    return [verdict for verdict in LEADS_TO if not why_not_give(verdict, person, response, now)]


def step_of(verdict: Verdict, response: Response, now: Round) -> Step:
    """Which of several reviews a verdict is, where the rules allow it.

    Quarantine is a brake: whoever pulls it acts at once and alone, for it hides the words and goes
    on counting. What is in quarantine goes back to the queue before two people release it.
    """
    if verdict in (Verdict.QUARANTINE, Verdict.REOPEN):
        return Step.ONLY
    if response.state == ResponseState.SECOND_DUE:
        return Step.SECOND
    if response.state == ResponseState.DISPUTED:
        return Step.SETTLES
    return Step.FIRST if now.needs_two(verdict) else Step.ONLY


def why_not_while_held(person: Visitor, screening: Screening | None, at: datetime) -> str:
    """What somebody else has in hand is theirs to decide until their time is over."""
    if screening is None or not screening.is_held_at(at) or screening.held_by == person:
        return ""
    assert screening.held_by is not None
    assert screening.held_until is not None
    return (
        f"{screening.held_by.name} has taken it for review, until "
        f"{clock_words(screening.held_until)}. Nobody else can decide about it before then."
    )


def why_not_state(
    person: Visitor,
    consultation: Consultation,
    *,
    two_reviews: bool | None = None,
    instruction: str = "",
    reason: str | None = None,
    received: bool = False,
) -> str:
    """Those who publish state the rules of moderation. Without more: may this person at all?"""
    if refusal := why_not(person, Permission.PUBLISH):
        return refusal
    if two_reviews is None:
        return ""
    if consultation.two_reviews and not two_reviews and received:
        return (
            "Responses have come in under the promise that two people review each text. It cannot "
            "be taken back now."
        )
    if (two_reviews, instruction) == (consultation.two_reviews, consultation.duty_instruction):
        return "Nothing is different from what is stated now. Change something, or go back."
    if reason is not None and not reason.strip():
        return "Enter why the rules are changed: it is kept with them."
    return ""


def overtaken(response: Response, reviews: Sequence[Review]) -> str:
    """What to tell a person whose page was loaded before the response last changed.

    :param reviews: those that the person may know of.
    """
    who = f"{reviews[-1].by.name} decided on it" if reviews else "It changed"
    if response.state == ResponseState.SECOND_DUE:
        who = "Somebody gave the first review"
    return (
        f"{who} while you had it open: it is now “{response.get_state_display()}”. "
        "Your verdict was not recorded. Read it again before you decide."
    )
