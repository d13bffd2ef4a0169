"""Decisions, and what is missing before one can be signed."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Max

from consultation.analyse.queries.frame import proposals_of
from consultation.models import (
    Briefing,
    Consultation,
    Criterion,
    Decision,
    EqualityAssessment,
    FormalReply,
    Point,
    Proposal,
)

MOST_NAMED = 20  # of each kind; how many there are is told of all
UNSCREENED, UNREAD, POINT = "unscreened", "unread", "point"
GATHERED, UNTYPED, FORMAL = "gathered", "untyped", "formal"
CRITERION, EQUALITY, WORDS, BRIEFING = "criterion", "equality", "words", "briefing"
READ_MISSING = """
SELECT kind, count(*), (array_agg(key ORDER BY key))[:%s]
FROM counterpoint_missing(%s) GROUP BY kind
"""


@dataclass(frozen=True)
class Missing:
    """Of one kind of thing that a decision lacks: how many, and which of them come first."""

    number: int
    keys: list[int] = field(default_factory=list)


def missing(decision: Decision) -> dict[str, Missing]:
    """What the database itself would refuse the signature for, by kind. One query."""
    with connection.cursor() as cursor:
        cursor.execute(READ_MISSING, [MOST_NAMED, decision.pk])
        return {kind: Missing(number, keys) for kind, number, keys in cursor.fetchall()}


def decision_of(pk: int) -> Decision | None:
    """A decision with its proposal and who signed it. One query."""
    named = Decision.objects.select_related(
        "consultation", "proposal__station__borough", "proposal__consultation", "equality",
        "begun_by", "signed_by", "ended_by",
    )  # fmt: skip
    return named.filter(pk=pk).first()


def locked(decision: Decision) -> Decision:
    """As it stands, until the transaction ends."""
    rows = Decision.objects.select_for_update(of=("self",), no_key=True)
    named = rows.select_related("consultation", "proposal__station__borough", "equality")
    return named.get(pk=decision.pk)


@dataclass(frozen=True)
class Row:
    """A proposal with its decision: the one in force or in preparation, else the last one."""

    proposal: Proposal
    decision: Decision | None


def rows_of(consultation: Consultation) -> list[Row]:
    """Every proposal by borough and name. Two queries."""
    newest: dict[int, Decision] = {}
    for one in Decision.objects.filter(consultation=consultation).order_by("number"):
        newest[one.proposal_id] = one
    return [Row(one, newest.get(one.pk)) for one in proposals_of(consultation)]


def earlier(decision: Decision) -> list[Decision]:
    """Those that were quashed before it, the newest first. One query."""
    rows = Decision.objects.filter(proposal=decision.proposal_id, number__lt=decision.number)
    return list(rows.select_related("signed_by", "ended_by").order_by("-number"))


def last_of(proposal: Proposal) -> Decision | None:
    """The newest decision of a proposal. One query."""
    return Decision.objects.filter(proposal=proposal).order_by("-number").first()


def criteria_of(consultation: Consultation) -> list[Criterion]:
    """The published ones, in their order. One query."""
    return list(Criterion.objects.filter(consultation=consultation).order_by("position"))


def results_of(decision: Decision) -> dict[int, str]:
    """What was written by each criterion. One query."""
    return dict(decision.results.values_list("criterion", "text"))


def assessments_of(consultation: Consultation) -> list[EqualityAssessment]:
    """All editions, the newest first. One query."""
    found = EqualityAssessment.objects.filter(consultation=consultation).select_related("by")
    return list(found.order_by("-number"))


def current_assessment(consultation: Consultation) -> EqualityAssessment | None:
    """The newest edition. One query."""
    found = EqualityAssessment.objects.filter(consultation=consultation)
    return found.order_by("-number").first()


def next_edition(consultation: Consultation) -> int:
    """The number of an assessment to be stated. One query."""
    found = EqualityAssessment.objects.filter(consultation=consultation)
    return (found.aggregate(number=Max("number"))["number"] or 0) + 1


def briefing_given(decision: Decision) -> Briefing | None:
    """The newest one. One query."""
    return decision.briefings.select_related("by").order_by("-pk").first()


def points_named(keys: list[int]) -> list[Point]:
    """By number. One query."""
    return list(Point.objects.filter(pk__in=keys).order_by("number"))


def replies_named(keys: list[int]) -> list[FormalReply]:
    """With their organisations and what was signed. One query."""
    found = FormalReply.objects.filter(pk__in=keys)
    return list(found.select_related("organisation", "signed").order_by("organisation__name"))


def criteria_named(keys: list[int]) -> list[Criterion]:
    """In their order. One query."""
    return list(Criterion.objects.filter(pk__in=keys).order_by("position"))
