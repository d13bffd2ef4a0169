"""May this person decide this now, and if not, why. An empty string means yes."""

from collections.abc import Sequence

from consultation.access import Permission, Visitor, why_not
from consultation.models import (
    ExclusionRule,
    Response,
    ResponseState,
    Review,
    Verdict,
)
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


def why_not_review(person: Visitor, response: Response) -> str:
    """Only those who may review decide about responses; others may read them."""
    return why_not(person, Permission.REVIEW, about=response)


def why_not_release(person: Visitor, response: Response) -> str:
    """A waiting or quarantined response can be released."""
    return _why_not(person, response, Verdict.RELEASE)


def why_not_withhold(person: Visitor, response: Response) -> str:
    """The words of a waiting or quarantined response can be withheld."""
    return _why_not(person, response, Verdict.WITHHOLD)


def why_not_quarantine(person: Visitor, response: Response) -> str:
    """A waiting or released response can be put in quarantine."""
    return _why_not(person, response, Verdict.QUARANTINE)


def why_not_exclude(person: Visitor, response: Response, rule: ExclusionRule | None = None) -> str:
    """A waiting or quarantined response can be excluded, under a rule of its consultation."""
    if refusal := _why_not(person, response, Verdict.EXCLUDE):
        return refusal
    if rule is not None and rule.consultation_id != response.consultation_id:
        return f"The rule “{rule}” belongs to another consultation."
    return ""


def why_not_reopen(person: Visitor, response: Response) -> str:
    """What was decided, by one or by two, can go back to the queue."""
    return _why_not(person, response, Verdict.REOPEN)


def offered(person: Visitor, response: Response) -> list[Verdict]:
    """The verdicts that this person may give now, in the order of the page."""
    return [verdict for verdict in LEADS_TO if not _why_not(person, response, verdict)]


def overtaken(response: Response, reviews: Sequence[Review]) -> str:
    """What to tell a person whose page was loaded before the response last changed."""
    who = f"{reviews[-1].by.name} decided on it" if reviews else "It changed"
    return (
        f"{who} while you had it open: it is now “{response.get_state_display()}”. "
        "Your verdict was not recorded. Read it again before you decide."
    )


def _why_not(person: Visitor, response: Response, verdict: Verdict) -> str:
    if refusal := why_not_review(person, response):
        return refusal
    to = LEADS_TO[verdict]
    if (response.state, to) in DETOURS:
        return DETOURS[response.state, to]
    return why_not_move(response, to)
