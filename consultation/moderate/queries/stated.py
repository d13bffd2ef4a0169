"""What a consultation states about its moderation, and what was left out under its rules."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from consultation.models import (
    Answer,
    Consultation,
    ExclusionRule,
    ModerationStatement,
    ResponseState,
    Review,
    Verdict,
)

#: Positions on a proposal, of residents and of organisations.
FOR = ("STRONGLY_SUPPORT", "SUPPORT")
AGAINST = ("OPPOSE", "STRONGLY_OPPOSE")


@dataclass
class LeftOut:
    """How many responses are excluded now under one rule, by the side that they take."""

    rule: ExclusionRule
    supporting: int = 0
    opposing: int = 0
    both: int = 0  # of one proposal and against another
    neither: int = 0

    @property
    def total(self) -> int:
        """Under this rule, of whatever side."""
        return self.supporting + self.opposing + self.both + self.neither


def statements_of(consultation: Consultation) -> list[ModerationStatement]:
    """All that was stated, newest first. One query."""
    return list(consultation.moderation_statements.select_related("by"))


def has_received(consultation: Consultation) -> bool:
    """At least one response came in. One query."""
    return consultation.responses.exists()


def left_out(consultation: Consultation, rules: Iterable[ExclusionRule]) -> list[LeftOut]:
    """Each rule with what is excluded under it now, by the verdict that decided. One query."""
    deciding = Review.objects.filter(verdict=Verdict.EXCLUDE, decides=True)
    later = deciding.filter(response=OuterRef("response"), pk__gt=OuterRef("pk"))
    said = Answer.objects.filter(response=OuterRef("response"), proposal__isnull=False)
    rows = (
        deciding.filter(response__consultation=consultation, response__state=ResponseState.EXCLUDED)
        .filter(~Exists(later))
        .annotate(
            supports=Exists(said.filter(choice__in=FOR)),
            opposes=Exists(said.filter(choice__in=AGAINST)),
        )
        .order_by()
        .values_list("rule", "supports", "opposes")
        .annotate(number=Count("pk"))
    )
    found = {rule.pk: LeftOut(rule) for rule in rules}
    sides = {
        (True, False): "supporting", (False, True): "opposing",
        (True, True): "both", (False, False): "neither",
    }  # fmt: skip
    for rule, supports, opposes, number in rows:
        setattr(found[rule], sides[supports, opposes], number)
    return list(found.values())
