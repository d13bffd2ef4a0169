"""What moderation did: counted by rule, and by what the responses say that it was done to.

Residents' responses alone: the formal replies of organisations are in no figure here but those of
`received`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from consultation.models import (
    Consultation,
    ExclusionRule,
    Kind,
    Redaction,
    RedactionReason,
    ResponseState,
    Review,
    Step,
    Verdict,
)
from consultation.report.arrived import RULED
from consultation.report.counting import UNKNOWN_STANCE, Stances, Tally
from consultation.report.counts import RECORD, Counts
from consultation.report.edition import Row, Table
from consultation.report.tables import NO_BASE, Line, Says, across, listed

REVIEWS = "The record of reviews that this service holds"
SIDES = (
    "A side is an answer about a proposal. A response that gives several answers, about several "
    "front counters, is counted once under each. Formal replies are in no figure of this table."
)
READ_SIDES = f"""
WITH {RULED}, said AS (
    SELECT a.response_id, bit_or(
        %(unknown)s << coalesce(array_position(%(stances)s::text[], a.choice::text), 0)) AS mask
    FROM consultation_answer a
    JOIN consultation_questionversion v ON v.id = a.question_version_id
    JOIN consultation_question q ON q.id = v.question_id
    WHERE q.key = 'stance' AND q.consultation_id = %(consultation)s
    AND a.proposal_id IS NOT NULL
    GROUP BY a.response_id
)
SELECT r.state, coalesce(ruled.code, ''), coalesce(said.mask, 0), count(*)
FROM consultation_response r
LEFT JOIN said ON said.response_id = r.id
LEFT JOIN ruled ON ruled.id = r.id
WHERE r.consultation_id = %(consultation)s AND r.kind = 'PUBLIC'
GROUP BY r.state, coalesce(ruled.code, ''), coalesce(said.mask, 0)
"""  # noqa: S608 - made of our own constants


def moderated(counts: Counts) -> list[Table]:
    """All tables of moderation. Six queries."""
    consultation = counts.subject.consultation
    states, rules = _sides(consultation, counts.stances)
    return [
        _by_rule(counts, rules),
        _by_state(counts, states),
        _verdicts(counts, consultation),
        _second(counts, consultation),
        _redacted(counts, consultation),
    ]


def _sides(
    consultation: Consultation, stances: Stances
) -> tuple[dict[str, Tally], dict[str, Tally]]:
    """What is said in each state, and by those that were excluded under each rule. One query."""
    states: defaultdict[str, Tally] = defaultdict(Tally)
    rules: defaultdict[str, Tally] = defaultdict(Tally)
    parameters: dict[str, Any] = {
        "consultation": consultation.pk,
        "stances": list(stances.labels),
        "unknown": UNKNOWN_STANCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(READ_SIDES, parameters)
        for state, rule, mask, number in cursor.fetchall():
            states[state].masks[mask] += number
            if state == ResponseState.EXCLUDED:
                rules[rule].masks[mask] += number
    return states, rules


def _by_rule(counts: Counts, rules: dict[str, Tally]) -> Table:
    named = ExclusionRule.objects.filter(consultation=counts.subject.consultation)
    rows: list[Says] = [(one.code, one.text, rules.get(one.code, Tally())) for one in named]
    known = {key for key, _text, _tally in rows}
    rows += [(key, "Rule not known", one) for key, one in sorted(rules.items()) if key not in known]
    return across(
        counts, "excluded-by-side", "What was excluded, by rule and by side",
        "Excluded under the rule", rows, note=SIDES, foot=_all(rules.values()),
    )  # fmt: skip


def _by_state(counts: Counts, states: dict[str, Tally]) -> Table:
    rows: list[Says] = [
        (one.value, str(one.label), states.get(one.value, Tally())) for one in ResponseState
    ]
    return across(
        counts, "states-by-side", "What became of responses, by side", "Responses that are", rows,
        note=SIDES, foot=_all(states.values()),
    )  # fmt: skip


def _all(tallies: Iterable[Tally]) -> Tally:
    masks: Counter[int] = Counter()
    for one in tallies:
        masks.update(one.masks)
    return Tally(masks)


def _verdicts(counts: Counts, consultation: Consultation) -> Table:
    """Every verdict that moved a response, also one that another came after."""
    reviews = Review.objects.filter(response__consultation=consultation, decides=True)
    rows = reviews.order_by().values_list("verdict")
    given = dict(rows.annotate(number=Count("pk")))
    lines: list[Line] = [(one.value, str(one.label), given.get(one.value, 0)) for one in Verdict]
    return listed(
        counts, "verdicts", "Verdicts that were given", "Verdict", lines,
        base=(sum(given.values()), "verdicts that moved a response"), source=REVIEWS,
        column="Verdicts", drawn=False,
        note="A response can be moved more than once: these are acts, and not responses.",
    )  # fmt: skip


def _second(counts: Counts, consultation: Consultation) -> Table:
    """Where two people review: how often they agreed."""
    reviews = Review.objects.filter(response__consultation=consultation)
    found = reviews.aggregate(
        first=Count("pk", filter=Q(step=Step.FIRST)),
        second=Count("pk", filter=Q(step=Step.SECOND)),
        agreed=Count("pk", filter=Q(step=Step.SECOND, decides=True)),
        settled=Count("pk", filter=Q(step=Step.SETTLES)),
    )
    lines: list[Line] = [
        ("first", "First of two reviews given", found["first"]),
        ("second", "Second review given", found["second"]),
        ("agreed", "Second review that agreed", found["agreed"]),
        ("disagreed", "Second review that disagreed", found["second"] - found["agreed"]),
        ("settled", "Disagreements that a third person settled", found["settled"]),
        ("due", "Responses that wait for a second review", counts.in_state("SECOND_DUE")),
        ("disputed", "Responses that wait for a third person", counts.in_state("DISPUTED")),
    ]
    return listed(
        counts, "second-reviews", "Second reviews", "What was done", lines, base=NO_BASE,
        source=REVIEWS, column="Number", drawn=False,
    )  # fmt: skip


def _redacted(counts: Counts, consultation: Consultation) -> Table:
    """Passages that were taken out of what the public reads, by reason."""
    found = Redaction.objects.in_force().filter(
        response__consultation=consultation, response__kind=Kind.PUBLIC
    )
    spans = {"number": Count("pk"), "of": Count("response", distinct=True)}
    by_reason = {
        reason: (number, of)
        for reason, number, of in found.order_by().values_list("reason").annotate(**spans)
    }
    whole = found.aggregate(**spans)
    lines = [
        (one.value, str(one.label), by_reason.get(one.value, (0, 0))) for one in RedactionReason
    ]
    rows = tuple(_spans(counts, *line) for line in lines)
    foot = _spans(counts, "all", "All, each response once", (whole["number"], whole["of"]))
    return Table(
        "redactions", "Words that were taken out", "Reason", SPANS, rows, foot,
        "Of responses from residents and others. What was taken out is marked where it stood.",
        RECORD, False,
    )  # fmt: skip


SPANS = ("Passages", "Responses")


def _spans(counts: Counts, name: str, label: str, cells: tuple[int, int]) -> Row:
    figures = (
        counts.figure(f"redactions.{name}.{title}", label, number, NO_BASE, RECORD)
        for title, number in zip(SPANS, cells, strict=True)
    )
    return Row(name, label, tuple(figures))
