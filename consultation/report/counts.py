"""What was counted for a report, before it becomes tables; it has to add up."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from consultation.models import (
    NOT_COUNTED,
    Kind,
    Proposal,
    QuestionVersion,
    ResponseState,
)
from consultation.report.counting import (
    Sort,
    Spoken,
    Stances,
    Subject,
)
from consultation.report.edition import Figure
from consultation.report.gathered import Gathered
from consultation.report.replied import Replied

RECORD = "The record of responses that this service holds"
ANSWERS = "The answers in the responses that this service holds"
ONCE = (
    "A response that speaks about two front counters is in the row of each, and once in the "
    "total: the rows can add up to more than the total."
)


class FiguresDisagree(Exception):
    """Two ways of counting the same responses gave two numbers. Nothing may be published."""


@dataclass(frozen=True)
class Counts:
    """What was counted, before it becomes tables."""

    subject: Subject
    as_at: str
    sorts: Counter[Sort]
    rules: dict[str, int]
    proposals: list[Proposal]
    stances: Stances
    spoken: Spoken
    texts: dict[str, int]
    gathered: Gathered
    replied: list[Replied]
    versions: list[QuestionVersion]

    @property
    def received(self) -> int:
        """Every response about the subject."""
        return sum(self.sorts.values())

    @property
    def counted(self) -> int:
        """All but the excluded, the replaced and the withdrawn."""
        return self.counted_having()

    def having(self, **values: Any) -> int:
        """Received responses of those sorts."""
        wanted = values.items()
        return sum(n for s, n in self.sorts.items() if all(getattr(s, k) == v for k, v in wanted))

    def counted_having(self, **values: Any) -> int:
        """Counted responses of those sorts."""
        return self.having(**values) - sum(self.having(**values, state=one) for one in NOT_COUNTED)

    def people_having(self, **values: Any) -> int:
        """Counted responses of those sorts that residents and others sent: no formal replies."""
        return self.counted_having(kind=Kind.PUBLIC, **values)

    def reconcile(self) -> None:
        """Received = the sum of its states; excluded = the sum of rules; parts within wholes."""
        parts = sum(self.having(state=state) for state in ResponseState.values)
        excluded = self.having(state=ResponseState.EXCLUDED)
        about = self.spoken.anything.everything
        whole = self.subject.station is None and self.subject.borough is None
        agree = (
            parts == self.received
            and sum(self.rules.values()) == excluded
            and (about <= self.counted if whole else about == self.counted)
        )
        if not agree:
            raise FiguresDisagree(
                f"received {self.received}, by state {parts}, excluded {excluded}, by rule "
                f"{sum(self.rules.values())}, counted {self.counted}, about {about}"
            )

    def figure(
        self, key: str, label: str, value: int | None, base: tuple[int | None, str], source: str
    ) -> Figure:
        """One figure of this report."""
        return Figure(key, label, value, base[0], base[1], source, self.as_at)

    @property
    def base(self) -> tuple[int, str]:
        """The counted responses of residents and others, and what to call them."""
        called = f"counted responses about {self.subject.in_words}, formal replies apart"
        return self.people_having(), called
