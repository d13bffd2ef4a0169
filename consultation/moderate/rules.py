"""May this person decide this now, and if not, why. An empty string means yes."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from consultation.access import Permission, Visitor, why_not
from consultation.models import (
    Consultation,
    ExclusionRule,
    Flag,
    FlagState,
    Response,
    ResponseState,
    Review,
    SavedView,
    Screening,
    Step,
    User,
    Verdict,
)
from consultation.models.response import PUBLISHED, UNDECIDED
from consultation.moderate import queries
from consultation.moderate.queries import Round
from consultation.moderate.queries.redacting import gave_review
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
RESTRICTED = "Its use is restricted at the request of a person. An owner can lift that."
BACK_FIRST = "It is in quarantine. Send it back to the queue first: two people then review it."
UNSCREENED = "It is not screened yet. Try again in a minute."
FLAGS_CAME = (
    "Flags came while you had it open. Your verdict was not recorded. Read them before you decide."
)
# These end the review or make something public. Quarantine is a brake: nothing holds it up.
RESTS_ON_FLAGS = (Verdict.RELEASE, Verdict.WITHHOLD, Verdict.EXCLUDE)


def why_not_review(person: Visitor, response: Response) -> str:
    """Only those who may review decide about responses; others may read them."""
    return why_not(person, Permission.REVIEW, about=response)


def why_not_review_all(person: Visitor, consultation: Consultation) -> str:
    """What is done to many responses at once takes a role for the whole consultation."""
    return why_not(person, Permission.REVIEW, about=consultation)


def why_not_give(
    verdict: Verdict, person: Visitor, response: Response, now: Round | None = None
) -> str:
    """The table of states has a way, and where two people review it is this person's turn.

    :param now: the present round of reviews, where it is known already.
    """
    if refusal := why_not_review(person, response):
        return refusal
    to = LEADS_TO[verdict]
    if (response.state, to) in DETOURS:
        return DETOURS[response.state, to]
    if to in PUBLISHED and (refusal := why_not_publish(response)):
        return refusal
    refusal = why_not_by_two(verdict, person, response, now or queries.present_round(response))
    return refusal or why_not_move(response, to)


def why_not_publish(response: Response) -> str:
    """What is restricted is neither released nor withheld from it: an owner lifts that first."""
    if response.restrictions.in_force().exists():
        return RESTRICTED
    return ""


def why_not_unscreened(verdict: Verdict, *, screened: bool) -> str:
    """Nothing is released before a machine has looked for a threat, danger and personal details.

    For one as for many. To look again at the release finds details alone, and screening takes
    seconds: whoever decides then decides with its flags before them.
    """
    return UNSCREENED if verdict == Verdict.RELEASE and not screened else ""


def why_not_unread(verdict: Verdict, response: Response, seen: Collection[int] | None) -> str:
    """Nobody decides beside a flag that came after they read.

    :param seen: keys of the flags that the person was shown; None where nobody was shown any.
    """
    if seen is None or verdict not in RESTS_ON_FLAGS:
        return ""
    return FLAGS_CAME if queries.has_other_flags(response, seen) else ""


def why_not_by_two(verdict: Verdict, person: Visitor, response: Response, now: Round) -> str:
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


def why_not_judge(person: Visitor, flag: Flag, *, false: bool) -> str:
    """Whoever may review may call a flag false, and may put it back."""
    if refusal := why_not_review(person, flag.response):
        return refusal
    return why_not_move(flag, FlagState.FALSE if false else FlagState.STANDING)


def offered(person: Visitor, response: Response, now: Round | None = None) -> list[Verdict]:
    """The verdicts that this person may give now, in the order of the page."""
    if why_not_review(person, response):
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


def says_the_same(first: Review | None, verdict: Verdict, rule: ExclusionRule | None) -> bool:
    """A second review gives the verdict of the first, under the same rule.

    Where that releases, the two must also take out the same: `redacting.agreed`.
    """
    asked = (verdict, rule.pk if rule else None)
    return first is None or (first.verdict, first.rule_id) == asked


def goes_to(verdict: Verdict, step: Step, *, decides: bool) -> ResponseState:
    """Where a review moves its response: where its verdict leads, or to wait for another's."""
    if decides:
        return LEADS_TO[verdict]
    return ResponseState.SECOND_DUE if step == Step.FIRST else ResponseState.DISPUTED


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
    if refusal := why_not(person, Permission.PUBLISH, about=consultation):
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


# Taking a response, so that nobody else reviews it meanwhile.

#: How long a response is held after the last act on it.
HOLD = timedelta(minutes=30)
MOST_VIEWS = 20  # that a person keeps of one queue


def why_not_take_next(person: Visitor, consultation: Consultation) -> str:
    """Whoever reviews some of its responses takes the next of these."""
    return why_not(person, Permission.REVIEW, about=consultation, in_part=True)


def why_not_take(
    person: Visitor, response: Response, screening: Screening | None, at: datetime
) -> str:
    """What waits for somebody, is in nobody's hands, and not for another to review."""
    if refusal := why_not_review(person, response):
        return refusal
    if screening is None:
        return UNSCREENED
    if response.state not in (*UNDECIDED, ResponseState.QUARANTINED):
        return f"It is “{response.get_state_display()}” now: there is nothing to decide."
    return why_not_while_held(person, screening, at) or _why_not_again(person, response)


def why_not_while_held(person: Visitor, screening: Screening | None, at: datetime) -> str:
    """Nobody gives a verdict on what another person has taken and still holds."""
    if screening is None or not is_held(screening, at) or screening.held_by_id == person.pk:
        return ""
    assert screening.held_until is not None
    return (
        f"{holder_of(screening).name} has taken it and holds it until "
        f"{clock_words(screening.held_until)}. Take another, or come back then."
    )


def is_held(screening: Screening, at: datetime) -> bool:
    """In the hands of an account that is in use, and not for longer than anybody may hold one."""
    until = screening.held_until
    return until is not None and until > at and holder_of(screening).is_active


def holder_of(screening: Screening) -> User:
    """Whose hands it is in.

    Who reads it with its account, locked, after waiting for another, gets the new key beside the
    account of the row as it was, which was nobody's: that is then asked for anew.
    """
    key = screening.held_by_id
    assert key is not None
    held_by = screening.held_by
    return held_by if held_by is not None and held_by.pk == key else User.objects.get(pk=key)


def why_not_let_go(person: Visitor, screening: Screening | None, at: datetime) -> str:
    """Only the person who holds it lets it go."""
    if refusal := why_not(person, Permission.REVIEW):
        return refusal
    if screening is None or not is_held(screening, at) or screening.held_by_id != person.pk:
        return "You do not hold it any more."
    return ""


def why_not_save_view(person: Visitor, name: str, kept: Sequence[SavedView]) -> str:
    """A person keeps some views of a queue, each under a name of its own."""
    if refusal := why_not(person, Permission.READ_RESPONSES):
        return refusal
    if name.casefold() in {one.name.casefold() for one in kept}:
        return f"You have a view called “{name}” already. Enter another name, or remove that one"
    if len(kept) >= MOST_VIEWS:
        return f"You have {MOST_VIEWS} views, which is as many as you can keep. Remove one first"
    return ""


def _why_not_again(person: Visitor, response: Response) -> str:
    """Of two reviews and of what settles them, each is another person's."""
    if response.state not in (ResponseState.SECOND_DUE, ResponseState.DISPUTED):
        return ""
    if not gave_review(response, person):
        return ""
    if response.state == ResponseState.SECOND_DUE:
        return "You gave the first review of it. Another person gives the second."
    return "You gave one of the two reviews that disagree. A third person settles it."
