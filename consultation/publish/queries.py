"""What the public pages show: each page's values in one dataclass, read in few queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Count
from django.utils.translation import gettext_lazy, ngettext

from consultation.languages import Translations, worded
from consultation.models import (
    Alternative,
    Consultation,
    Evidence,
    Extension,
    Outage,
    Pause,
    Proposal,
    ProposalKind,
    QuestionVersion,
)
from stations import atlas, wording
from stations.alike import stations_like
from stations.distance import Near, Point, miles, point_of
from stations.keys import read_key
from stations.models import Borough, Station

NEAREST = 3
#: Long texts that a list does not show.
UNLISTED = ("now", "why", "effect", "timing")


@dataclass(frozen=True)
class Timetable:
    """What changed in a consultation's time, each list oldest first."""

    extensions: list[Extension]
    pauses: list[Pause]
    outages: list[Outage]

    @property
    def pause(self) -> Pause | None:
        """The one that goes on."""
        return next((one for one in self.pauses if one.to_at is None), None)


def timetable_of(consultation: Consultation) -> Timetable:
    """Three queries."""
    return Timetable(
        list(consultation.extensions.select_related("by")),
        list(consultation.pauses.select_related("by", "reopened_by")),
        list(Outage.objects.within(consultation).select_related("by")),
    )


def pause_of(consultation: Consultation) -> Pause | None:
    """The pause that goes on. One query, and none where it is not paused."""
    return consultation.pauses.going_on().first() if consultation.is_paused else None


def asked_in(consultation: Consultation) -> list[QuestionVersion]:
    """The wordings in force, in the order of asking. One query."""
    found = QuestionVersion.objects.current().filter(question__consultation=consultation)
    return list(found)


def outage_of(consultation: Consultation, key: str) -> Outage | None:
    """An outage in the consultation's time, by its key as an address has it."""
    number = read_key(key)
    if number is None:
        return None
    return Outage.objects.within(consultation).filter(pk=number).first()


@dataclass(frozen=True)
class Card:
    """A consultation on the home page."""

    consultation: Consultation
    proposals: int


@dataclass(frozen=True)
class HomePage:
    """Every published consultation, by whether it takes responses."""

    open: list[Card]
    paused: list[Card]
    coming: list[Card]
    closed: list[Card]


def home_page(now: datetime) -> HomePage:
    """One query."""
    found = Consultation.objects.published().annotate(number=Count("proposals"))
    cards = [Card(one, one.number) for one in found.order_by("closes_at", "slug")]
    return HomePage(
        open=[card for card in cards if card.consultation.is_open_at(now)],
        paused=[card for card in cards if card.consultation.is_paused],
        coming=[card for card in cards if card.consultation.is_coming_at(now)],
        closed=[card for card in reversed(cards) if card.consultation.is_closed_at(now)],
    )


def with_notices() -> list[Consultation]:
    """Published consultations, each with its own privacy notice. One query."""
    return list(Consultation.objects.published().order_by("title"))


@dataclass(frozen=True)
class Totals:
    """Proposals by kind, and the counters before and after. Counted from rows, never typed."""

    close: int
    move: int
    hours: int
    keep: int
    opening: int

    @classmethod
    def of(cls, kinds: Iterable[str]) -> "Totals":
        """Count them."""
        count = Counter(kinds)
        return cls(
            close=count[ProposalKind.CLOSE],
            move=count[ProposalKind.MOVE],
            hours=count[ProposalKind.HOURS],
            keep=count[ProposalKind.KEEP],
            opening=count[ProposalKind.OPEN],
        )

    @property
    def ending(self) -> int:
        """Counters that would no longer be there."""
        return self.close + self.move

    @property
    def before(self) -> int:
        """Counters there are now."""
        return self.ending + self.hours + self.keep

    @property
    def after(self) -> int:
        """Counters there would be."""
        return self.hours + self.keep + self.opening


@dataclass(frozen=True)
class Row:
    """A proposal in a list. `near` is how far from the visitor's postcode, or another counter."""

    proposal: Proposal
    near: Near | None = None
    translations: Translations = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.proposal.station.name

    @property
    def href(self) -> str:
        return self.proposal.get_absolute_url()

    @property
    def kind(self) -> str:
        return self.proposal.kind

    @property
    def place(self) -> str:
        return self.proposal.station.borough.name

    @property
    def text(self) -> str:
        return worded(self.proposal, "proposed", self.translations)

    @property
    def note(self) -> str:
        """The distance in words; nothing where it is not asked for or not known."""
        return self.near.text if self.near else ""


@dataclass(frozen=True)
class Group:
    """The proposals of one borough."""

    borough: Borough
    rows: list[Row]

    @cached_property
    def totals(self) -> Totals:
        """Of this borough."""
        return Totals.of(row.kind for row in self.rows)

    @property
    def in_words(self) -> str:
        """Camden: 2 counters now, 1 as proposed."""
        words = ngettext(
            "%(borough)s: %(before)s counter now, %(after)s as proposed",
            "%(borough)s: %(before)s counters now, %(after)s as proposed",
            self.totals.before,
        )
        totals = {"before": self.totals.before, "after": self.totals.after}
        return words % {"borough": self.borough, **totals}

    def address(self, consultation: Consultation) -> str:
        """Of this borough's proposals in the list."""
        return f"{consultation.get_absolute_url()}?borough={self.borough.slug}#proposals"


@dataclass
class Listing:
    """The proposals of a consultation: all of them counted, those asked for shown."""

    every: list[Row]
    shown: list[Row] = field(default_factory=list)

    @cached_property
    def totals(self) -> Totals:
        """Of the whole consultation, whatever is shown."""
        return Totals.of(row.kind for row in self.every)

    @cached_property
    def boroughs(self) -> list[Group]:
        """All boroughs with proposals, by name."""
        return grouped(self.every)

    @property
    def groups(self) -> list[Group]:
        """What is shown, by borough."""
        return grouped(self.shown)

    @property
    def unplaced(self) -> int:
        """Counters of which the place is not known, so that no map shows them."""
        return sum(1 for row in self.every if point_of(row.proposal.station) is None)

    def narrow(self, *, borough: str = "", kind: str = "", nearest_first: bool = False) -> None:
        """Show only a borough's (by slug) or a kind's; empty is all of them."""
        self.shown = [
            row
            for row in self.every
            if (not borough or row.proposal.station.borough.slug == borough)
            and (not kind or row.kind == kind)
        ]
        if nearest_first:
            self.shown.sort(key=by_distance)


def grouped(rows: Iterable[Row]) -> list[Group]:
    """Rows by borough, in their order."""
    groups: dict[int, Group] = {}
    for row in rows:
        borough = row.proposal.station.borough
        groups.setdefault(borough.pk, Group(borough, [])).rows.append(row)
    return list(groups.values())


def proposals_of(consultation: Consultation) -> list[Proposal]:
    """Every proposal with its places, by borough and station. One query."""
    found = Proposal.objects.filter(consultation=consultation).with_places().defer(*UNLISTED)
    proposals = list(found.order_by("station__borough__name", "station__name"))
    for proposal in proposals:
        proposal.consultation = consultation
    return proposals


def listing(
    consultation: Consultation, translations: Translations, *, origin: Point | None = None
) -> Listing:
    """All proposals, with their distance from where the visitor is. One query."""
    rows = [
        Row(one, distance_to(one.station, origin), translations)
        for one in proposals_of(consultation)
    ]
    return Listing(every=rows, shown=rows)


def borough_of(listing: Listing, ons_code: str) -> Borough | None:
    """A borough by its code: one of the list's, else one without proposals."""
    for group in listing.boroughs:
        if group.borough.ons_code == ons_code:
            return group.borough
    return Borough.objects.filter(ons_code=ons_code).first()


def proposals_like(consultation: Consultation, typed: str) -> list[Proposal]:
    """Those for front counters with a name like what was typed, the likest first. Three queries."""
    alike = stations_like(typed)
    rows = Proposal.objects.filter(consultation=consultation, station__in=alike).with_places()
    known = {one.station_id: one for one in rows}
    return [known[one.pk] for one in alike if one.pk in known]


def by_distance(row: Row) -> tuple[bool, float]:
    """Nearest first; where the distance is not known, last."""
    return (row.near is None, row.near.miles if row.near else 0.0)


def distance_to(station: Station, origin: Point | None) -> Near | None:
    """How far a station is in a straight line, where both places are known."""
    place = point_of(station)
    return None if origin is None or place is None else Near(station, miles(origin, place))


#: What the marks on the map mean.
LEGEND = {
    ProposalKind.CLOSE: gettext_lazy("Would close"),
    ProposalKind.MOVE: gettext_lazy("Would close and move its service"),
    ProposalKind.HOURS: gettext_lazy("Would stay and change hours"),
    ProposalKind.OPEN: gettext_lazy("Would open"),
    ProposalKind.KEEP: gettext_lazy("Would stay as it is"),
}


def map_of(consultation: Consultation, listing: Listing, here: str = "") -> atlas.Drawing:
    """London with every counter marked by its proposal. Boroughs lead to their proposals.

    :param here: the ONS code of the visitor's borough, set apart on the map.
    """
    links = {
        group.borough.ons_code: (group.address(consultation), group.in_words)
        for group in listing.boroughs
    }
    marks = [
        atlas.mark(place[0], place[1], row.kind, row.title)
        for row in listing.every
        if (place := point_of(row.proposal.station)) is not None
    ]
    legend = {str(kind): str(words) for kind, words in LEGEND.items()}
    return atlas.drawing(links, marks, here=here, legend=legend)


@dataclass(frozen=True)
class Shown:
    """Evidence as it is shown. `sources` are (address or "", label, note)."""

    evidence: Evidence
    sources: list[tuple[str, str, str]]

    @classmethod
    def of(cls, evidence: Evidence) -> "Shown":
        """One source a line."""
        lines = [line for line in evidence.source.splitlines() if line.strip()]
        return cls(evidence, [wording.linked(line) for line in lines])


@dataclass(frozen=True)
class ProposalPage:
    """One proposal with all that speaks for and against it."""

    proposal: Proposal
    evidence: list[Shown]
    alternatives: list[Alternative]
    staying: list[Row]  # the nearest other counters that would stay
    located: bool  # distances from here can be computed
    before: Proposal | None
    after: Proposal | None
    partner: Proposal | None  # the other half of a move


def proposal_page(
    consultation: Consultation, station: str, translations: Translations
) -> ProposalPage | None:
    """The proposal at a station, by its slug; None where there is none. Four queries."""
    found = Proposal.objects.filter(consultation=consultation, station__slug=station)
    proposal = found.with_places().first()
    if proposal is None:
        return None
    proposal.consultation = consultation
    every = proposals_of(consultation)
    mates = [one for one in every if one.station.borough_id == proposal.station.borough_id]
    here = mates.index(proposal)
    origin = point_of(proposal.station)
    return ProposalPage(
        proposal=proposal,
        evidence=[Shown.of(one) for one in proposal.evidence.all()],
        alternatives=list(proposal.alternatives.all()),
        staying=nearest_staying(proposal, every, origin, translations),
        located=origin is not None,
        before=mates[here - 1] if here else None,
        after=mates[here + 1] if here + 1 < len(mates) else None,
        partner=next((one for one in every if one.station_id == proposal.replacement_id), None),
    )


def nearest_staying(
    proposal: Proposal, every: list[Proposal], origin: Point | None, translations: Translations
) -> list[Row]:
    """The counters that would stay nearest to this one; its borough's own where it has no place."""
    staying = [one for one in every if one != proposal and not one.ends_counter]
    if origin is None:
        mine = proposal.station.borough_id
        return [Row(one, None, translations) for one in staying if one.station.borough_id == mine]
    rows = [Row(one, distance_to(one.station, origin), translations) for one in staying]
    return sorted((row for row in rows if row.near), key=by_distance)[:NEAREST]
