"""What is known of a response's present round of reviews."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultation.models import (
    WORDS,
    Answer,
    Kind,
    Response,
    ResponseState,
    Review,
    Screening,
    Step,
    Verdict,
)
from consultation.models.moderation import SEVERAL


@dataclass(frozen=True)
class Round:
    """The reviews since a response came in, or was last sent back to the queue.

    `two` is whether its consultation asks two people, and `words` whether it has any to read.
    """

    number: int
    reviews: tuple[Review, ...]
    two: bool
    words: bool

    def at(self, step: Step) -> Review | None:
        """The review that is this step."""
        return next((one for one in self.reviews if one.step == step), None)

    def of(self, person: object) -> Review | None:
        """The review that this person gave in it."""
        key = getattr(person, "pk", None)
        return next((one for one in self.reviews if one.by_id == key), None)

    def needs_two(self, verdict: str) -> bool:
        """Two people have to say it: of free text always, and to exclude whatever it is."""
        return self.two and (self.words or verdict == Verdict.EXCLUDE)


def present_round(response: Response) -> Round:
    """The one that it is in. One query, and one more where two people review."""
    given = response.reviews.select_related("by", "rule")
    worded = with_words([response]) if response.consultation.two_reviews else set()
    return _round_of(response, given, worded)


def present_rounds(responses: Sequence[Response]) -> dict[int, Round]:
    """The same of several responses of one consultation, by key, without names. Two queries."""
    given: dict[int, list[Review]] = {response.pk: [] for response in responses}
    for one in Review.objects.filter(response__in=given).order_by("pk"):
        given[one.response_id].append(one)
    two = any(response.consultation.two_reviews for response in responses)
    worded = with_words(responses) if two else set()
    return {one.pk: _round_of(one, given[one.pk], worded) for one in responses}


def _round_of(response: Response, given: Iterable[Review], worded: set[int]) -> Round:
    every = list(given)
    number = 1 + sum(one.verdict == Verdict.REOPEN for one in every)
    present = tuple(one for one in every if one.round == number and one.step in SEVERAL)
    two = response.consultation.two_reviews
    return Round(number, present, two, words=two and response.pk in worded)


def with_words(responses: Sequence[Response]) -> set[int]:
    """Keys of those in which somebody wrote something that others could read; in a formal reply
    somebody did. One query.
    """
    formal = {one.pk for one in responses if one.kind == Kind.FORMAL}
    others = [one.pk for one in responses if one.pk not in formal]
    written = Answer.objects.filter(
        response__in=others, question_version__question__kind__in=WORDS
    ).exclude(text="")
    return formal | set(written.values_list("response", flat=True))


def words_marked(response: Response, now: Round) -> dict[int, list[str]]:
    """Once both of two are in: the words that each marked to be taken out, by the person's key.

    One query, for those who settle it; none before.
    """
    if response.state != ResponseState.DISPUTED:
        return {}
    drafts = response.redactions.standing().filter(round=now.number, in_force=False)
    found: dict[int, list[str]] = {}
    for one in drafts.select_related("answer"):
        found.setdefault(one.by_id, []).append(one.answer.text[one.start : one.end])
    return found


def held_for_verdict(response: Response) -> Response:
    """The response, locked until the transaction ends, with its consultation as it is now."""
    locked = Response.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("consultation").get(pk=response.pk)


def screening_for_verdict(response: Response) -> Screening | None:
    """Its place in the queue, locked too; None where it was not screened yet.

    After the response, in the order in which the trigger on a response locks the two. Without the
    account that holds it: read together, after waiting, it could be of the row as it was.
    """
    return Screening.objects.select_for_update(no_key=True).filter(pk=response.pk).first()


def screening_of(response: Response) -> Screening | None:
    """Its place in the queue, and who holds it. One query."""
    return Screening.objects.select_related("held_by").filter(pk=response.pk).first()
