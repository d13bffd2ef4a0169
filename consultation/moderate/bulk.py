"""One verdict on many responses: who may ask for it, and what it may not decide.

A verdict on many is the same verdict as on one, and refused where that would be. Beyond that it
decides nothing that a person has to look at: what somebody has open, and what carries a doubt that
nobody has judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Q

from consultation.access import Visitor
from consultation.models import (
    BulkReview,
    BulkReviewRow,
    BulkReviewState,
    Consultation,
    ExclusionRule,
    Flag,
    FlagKind,
    Redaction,
    Response,
    ResponseState,
    Restriction,
    Review,
    Screening,
    Step,
    User,
    Verdict,
)
from consultation.models.flag import URGENT_KINDS
from consultation.models.response import PUBLISHED
from consultation.moderate import rules, screening
from consultation.moderate.queries import Round
from consultation.moderate.queries.bulk import MOST_LISTED
from consultation.moderate.queries.redacting import spans_for
from consultation.states import why_not_move

HELD = "Somebody else has it open."
DOUBTED = "It has flags that nobody judged."
CHANGED = "It changed after this was asked for."
SINCE = "It was decided again since."
OUTDATED = "It is being screened again by newer rules. Try again in an hour."

ENDED = (BulkReviewState.DONE, BulkReviewState.STOPPED, BulkReviewState.FAILED)
# Verdicts that two people give apart where the consultation asks two.
BLIND = (Verdict.RELEASE, Verdict.WITHHOLD, Verdict.EXCLUDE)
# Doubts that stop a verdict until a person has called them false or taken the words out.
STOPPED_BY: dict[str, tuple[FlagKind, ...]] = {
    Verdict.RELEASE: (*URGENT_KINDS, FlagKind.PERSONAL),
    Verdict.WITHHOLD: URGENT_KINDS,
    Verdict.EXCLUDE: URGENT_KINDS,
}


def why_not_ask_bulk(
    person: Visitor,
    consultation: Consultation,
    verdict: str,
    *,
    reason: str = "",
    rule: ExclusionRule | None = None,
) -> str:
    """Who may review may give a verdict to many, with the same reason and rule as to one."""
    if refusal := rules.why_not_review_all(person, consultation):
        return refusal
    if verdict == Verdict.EXCLUDE and rule is None:
        return "Select the rule that they are excluded under."
    if rule is not None and rule.consultation_id != consultation.pk:
        return f"The rule “{rule}” belongs to another consultation."
    if verdict != Verdict.RELEASE and not reason.strip():
        return "Give the reason: it is kept with the verdict."
    return ""


def why_not_list(total: int) -> str:
    """A list has one response at least, and not more than a worker goes through in some minutes."""
    if total > MOST_LISTED:
        return f"More than {MOST_LISTED:,} responses match. Narrow them down with the filters."
    return "" if total else "No response matches any more. Nothing was asked for."


def why_not_see(person: Visitor, bulk_review: BulkReview) -> str:
    """Where two people review, neither is told what the other says until both have."""
    if refusal := rules.why_not_review_all(person, bulk_review.consultation):
        return refusal
    blind = bulk_review.consultation.two_reviews and bulk_review.verdict in BLIND
    if blind and bulk_review.asked_by_id != person.pk:
        return (
            "Two people review each response here without knowing what the other says. Only the "
            "person who asked for these verdicts sees them."
        )
    return ""


def seen_by(person: Visitor) -> Q:
    """Those of a consultation with two reviews that `why_not_see` lets the person see."""
    return Q(asked_by=person.pk) | ~Q(verdict__in=BLIND)


def why_not_stop(person: Visitor, bulk_review: BulkReview) -> str:
    """Whoever may review may stop it while it waits or runs."""
    return rules.why_not_review_all(person, bulk_review.consultation) or why_not_move(
        bulk_review, BulkReviewState.STOPPED
    )


def why_not_ask_again(person: Visitor, bulk_review: BulkReview) -> str:
    """What stopped or failed can go on with the rest of its list, unless it was undone."""
    if refusal := rules.why_not_review_all(person, bulk_review.consultation):
        return refusal
    if hasattr(bulk_review, "undone_by"):
        return "It was undone, so the rest of its list is left alone."
    return why_not_move(bulk_review, BulkReviewState.QUEUED)


def why_not_undo(person: Visitor, bulk_review: BulkReview, decided: int) -> str:
    """What has ended and decided something can be taken back, once."""
    if refusal := rules.why_not_review_all(person, bulk_review.consultation):
        return refusal
    if bulk_review.verdict == Verdict.REOPEN:
        return "It sent responses back to the queue, where each can be decided again."
    if hasattr(bulk_review, "undone_by"):
        return "It was undone already."
    if bulk_review.state not in ENDED:
        return "It is not at its end. Stop it first, then undo it."
    return "" if decided else "It decided nothing, so there is nothing to undo."


@dataclass(frozen=True)
class Asked:
    """What is to be decided, by whom."""

    job: int
    verdict: Verdict
    by: User
    rule: ExclusionRule | None = None
    undoes: int | None = None

    @classmethod
    def of(cls, bulk_review: BulkReview, by: User) -> "Asked":
        """Of a job, by its person as they are now."""
        verdict, rule = Verdict(bulk_review.verdict), bulk_review.rule
        return cls(bulk_review.pk, verdict, by, rule, bulk_review.undoes_id)


@dataclass(frozen=True)
class Given:
    """The verdict as it is given to one of many: as which of the reviews, and what it comes to."""

    response: Response
    step: Step
    round: int
    decides: bool
    to: ResponseState


Rounds = Mapping[int, Round]


def judge(
    responses: Sequence[Response], asked: Asked, rounds: Rounds, *, at: datetime
) -> dict[int, str]:
    """Why which of them are left alone, by key. Seven queries at most, however many they are.

    :param rounds: of `queries.present_rounds`.
    """
    keys = [response.pk for response in responses]
    refusals: dict[int, str] = {}
    for response in responses:
        if refusal := _why_not_from(response, asked, rounds[response.pk]):
            refusals[response.pk] = refusal
    for refusal, found in (
        (SINCE, _decided_since(keys, asked)),
        (CHANGED, _changed(responses, asked)),
        (rules.RESTRICTED, _restricted(keys, asked.verdict)),
        (HELD, _held(keys, asked.by, at)),
        (DOUBTED, _doubted(responses, asked, rounds)),
    ):
        for key in found:
            refusals.setdefault(key, refusal)
    return _unscreened(keys, asked.verdict) | refusals


def _why_not_from(response: Response, asked: Asked, now: Round) -> str:
    """From its state, and by whose turn it is where two people review, as for a single verdict."""
    to = rules.LEADS_TO[asked.verdict]
    refusal = rules.DETOURS.get((response.state, to))
    refusal = refusal or rules.why_not_by_two(asked.verdict, asked.by, response, now)
    return refusal or why_not_move(response, to)


def given(response: Response, asked: Asked, now: Round) -> Given:
    """What the verdict is to one that `judge` allows and in which nothing is taken out."""
    step = rules.step_of(asked.verdict, response, now)
    decides = step != Step.FIRST
    if step == Step.SECOND:
        decides = rules.says_the_same(now.at(Step.FIRST), asked.verdict, asked.rule)
    to = rules.goes_to(asked.verdict, step, decides=decides)
    return Given(response, step, now.number, decides, to)


def _changed(responses: Sequence[Response], asked: Asked) -> Iterable[int]:
    """In another state than when the list was made: whoever made it did not know of that."""
    rows = BulkReviewRow.objects.filter(bulk_review=asked.job, response__in=responses)
    seen = dict(rows.values_list("response", "seen"))
    return [one.pk for one in responses if one.state != seen.get(one.pk, one.state)]


def needs_its_own(responses: Sequence[Response]) -> set[int]:
    """Keys of those that the statements for many do not know how to decide. One query.

    Where words are taken out, two people have to agree on which, the verdict puts it in force, and
    the public copy is without them. The action for a single verdict does all that.
    """
    marked = Redaction.objects.standing().filter(response__in=responses)
    return set(marked.values_list("response", flat=True))


def _restricted(keys: Sequence[int], verdict: Verdict) -> Iterable[int]:
    """Nothing of it is published, as `rules.why_not_publish` has it."""
    if rules.LEADS_TO[verdict] not in PUBLISHED:
        return []
    restricted = Restriction.objects.in_force().filter(response__in=keys)
    return restricted.values_list("response", flat=True)


def _held(keys: Sequence[int], by: User, at: datetime) -> Iterable[int]:
    """In the hands of another person at this moment, as `rules.is_held` has it."""
    held = Screening.objects.filter(response__in=keys, held_by__is_active=True)
    held = held.held_at(at).exclude(held_by=by)
    return held.values_list("pk", flat=True)


def _doubted(responses: Sequence[Response], asked: Asked, rounds: Rounds) -> Iterable[int]:
    """With a doubt that stops the verdict, and that nobody called false or took the words out.

    Where two decide blind, another's draft takes nothing out: this verdict is not given on it, and
    whether there is one must not be told.
    """
    kinds = STOPPED_BY.get(asked.verdict, ())
    if not kinds:
        return []
    numbers = {key: one.number for key, one in rounds.items()}
    covering = spans_for(responses, asked.by, numbers).over_flag()
    standing = Flag.objects.standing().filter(response__in=responses, kind__in=kinds)
    return standing.exclude(Exists(covering)).values_list("response", flat=True)


def _unscreened(keys: Sequence[int], verdict: Verdict) -> dict[int, str]:
    """Why which are not released yet: no machine has looked, or only one with older rules.

    Whoever releases one reads it, and the rules of now are run over it once more. Nobody reads
    these, and nothing is run again.
    """
    unscreened = rules.why_not_unscreened(verdict, screened=False)
    if not unscreened:
        return {}
    versions = dict(Screening.objects.filter(response__in=keys).values_list("pk", "version"))
    return {
        key: OUTDATED if key in versions else unscreened
        for key in keys
        if versions.get(key, 0) < screening.VERSION
    }


def _decided_since(keys: Sequence[int], asked: Asked) -> Iterable[int]:
    """Where the verdict that is to be undone is not the last one any more."""
    if asked.undoes is None:
        return []
    newest = Review.objects.filter(response__in=keys).order_by("response", "-pk")
    last = set(newest.distinct("response").values_list("pk", flat=True))
    given = BulkReviewRow.objects.filter(bulk_review=asked.undoes, response__in=keys)
    return [key for key, review in given.values_list("response", "review") if review not in last]
