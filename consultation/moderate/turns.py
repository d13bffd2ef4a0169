"""What a response asks of the person who reads it: whose turn it is, and what is told of others."""

from dataclasses import dataclass

from consultation.models import Response, ResponseState, Review, User, Verdict
from consultation.moderate import rules
from consultation.moderate.queries import Round


@dataclass(frozen=True)
class Asked:
    """The heading above the verdicts, and what stands under it."""

    title: str
    text: str = ""
    own: Review | None = None  # what this person said already


def asked_of(person: User, response: Response, now: Round) -> Asked:
    """In a round of two reviews, or of one."""
    if rules.why_not_review(person, response):
        return Asked("Verdict")
    mine = now.of(person)
    if response.state == ResponseState.SECOND_DUE:
        if mine is not None:
            return Asked(
                "You gave the first review",
                "Another person gives the second. Until then nobody else is told what you said.",
                mine,
            )
        return Asked(
            "Your review, the second of two",
            "One review is in. What it says is hidden from you until yours is in. If both say the "
            "same and take out the same words, it is done. If not, a third person settles it.",
        )
    if response.state == ResponseState.DISPUTED:
        if mine is not None:
            return Asked("The two reviews disagree", rules.THIRD_SETTLES, mine)
        return Asked("Settle the disagreement", "What you decide is done.")
    if response.state == ResponseState.QUARANTINED and now.needs_two(Verdict.RELEASE):
        return Asked("Your verdict", rules.BACK_FIRST)
    if response.state == ResponseState.RECEIVED and now.two:
        return _first(now)
    return Asked("Your verdict")


def _first(now: Round) -> Asked:
    if now.words:
        return Asked(
            "Your review, the first of two",
            "Two people review it, and neither sees what the other says. Only quarantine acts at "
            "once.",
        )
    return Asked("Your verdict", "It holds no words, so only to exclude it takes two people.")
