"""What was counted for a report, before it becomes tables; it has to add up."""

from collections.abc import Mapping
from dataclasses import dataclass

from consultation.models import (
    NOT_COUNTED,
    Kind,
    Proposal,
    QuestionVersion,
    ResponseState,
)
from consultation.report.arrived import Arrived
from consultation.report.counting import (
    BOROUGH,
    STATION,
    Stances,
    Subject,
    Tally,
    Where,
)
from consultation.report.edition import Figure, Quote
from consultation.report.gathered import Gathered
from consultation.report.replied import Replied
from consultation.report.spoken import Spoken
from consultation.report.worded import Said
from stations.models import Borough

RECORD = "The record of responses that this service holds"
ANSWERS = "The answers in the responses that this service holds"


class FiguresDisagree(Exception):
    """Two ways of counting the same responses gave two numbers. Nothing may be published."""


@dataclass(frozen=True)
class Counts:
    """What was counted about one subject, before it becomes tables.

    `said` has every place of the pass, so that a table can show the places within. `boroughs` are
    all of London, by name.
    """

    subject: Subject
    as_at: str
    arrived: Arrived
    spoken: Spoken
    said: Mapping[Where, Spoken]
    proposals: list[Proposal]
    stances: Stances
    gathered: Gathered
    replied: list[Replied]
    versions: list[QuestionVersion]
    worded: Said
    quotes: tuple[Quote, ...]
    public: bool  # it is to be published: no words, and of formal replies those that are public
    boroughs: list[Borough]

    @property
    def received(self) -> int:
        """Every response about the subject."""
        return sum(self.arrived.states.values())

    @property
    def counted(self) -> int:
        """All but the excluded, the replaced and the withdrawn."""
        return sum(n for (state, _), n in self.arrived.states.items() if state not in NOT_COUNTED)

    @property
    def formal(self) -> int:
        """The formal replies among those."""
        return self._counted_of(Kind.FORMAL)

    @property
    def people(self) -> int:
        """The others: what residents and others sent."""
        return self._counted_of(Kind.PUBLIC)

    def _counted_of(self, wanted: str) -> int:
        found = self.arrived.states.items()
        return sum(n for (state, kind), n in found if kind == wanted and state not in NOT_COUNTED)

    def in_state(self, wanted: str) -> int:
        """Received responses in a state."""
        return sum(n for (state, _kind), n in self.arrived.states.items() if state == wanted)

    def at_station(self, proposal: Proposal) -> Tally:
        """What is said about a proposal: there is one a station."""
        return self._said(Where(STATION, proposal.station_id))

    def in_borough(self, borough: Borough) -> Tally:
        """What is said about the front counters of a borough."""
        return self._said(Where(BOROUGH, borough.pk))

    def _said(self, place: Where) -> Tally:
        return self.said[place].anything if place in self.said else Tally()

    def reconcile(self) -> None:
        """Received = the sum of its states; excluded = the sum of rules; parts within wholes."""
        found, people = self.arrived, self.people
        parts = sum(self.in_state(state) for state in ResponseState.values)
        excluded = self.in_state(ResponseState.EXCLUDED)
        ruled, about = sum(found.rules.values()), self.spoken.anything.everything
        whole = self.subject.station is None and self.subject.borough is None
        agree = (
            parts == self.received
            and ruled == excluded
            and (about <= self.counted if whole else about == self.counted)
            and all(sum(one.values()) == people for one in self._splits())
        )
        if not agree:
            raise FiguresDisagree(
                f"received {self.received}, by state {parts}, excluded {excluded}, by rule "
                f"{ruled}, counted {self.counted}, about {about}, of people {people}"
            )

    def _splits(self) -> tuple[Mapping[str, int], ...]:
        return self.arrived.channels, self.arrived.capacities, self.arrived.homes

    def figure(
        self, key: str, label: str, value: int | None, base: tuple[int | None, str], source: str
    ) -> Figure:
        """One figure of this report."""
        return Figure(key, label, value, base[0], base[1], source, self.as_at)

    @property
    def base(self) -> tuple[int, str]:
        """The counted responses of residents and others, and what to call them."""
        called = f"counted responses about {self.subject.in_words}, formal replies apart"
        return self.people, called
