"""What the pages of the register show."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stations import atlas, wording
from stations.distance import Near, nearest, point_of
from stations.models import (
    Borough,
    Confidence,
    Fact,
    OpeningHours,
    RegisterImport,
    Station,
)

NOT_KNOWN = gettext_lazy("Not known")
NOT_VERIFIED = "not-verified"  # a kind of fact
NEAR = 3


@dataclass
class Group:
    """A borough with its counters, by name."""

    borough: Borough
    stations: list[Station] = field(default_factory=list)

    @property
    def count(self) -> str:
        """How many counters, in words."""
        return counted(len(self.stations))


@dataclass
class Register:
    """Every borough with its counters, and the last load."""

    groups: list[Group]
    loaded: RegisterImport | None

    @property
    def stations(self) -> list[Station]:
        return [station for group in self.groups for station in group.stations]

    @property
    def with_counters(self) -> int:
        return sum(1 for group in self.groups if group.stations)

    @property
    def all_day(self) -> int:
        """How many are known to be open 24 hours a day."""
        return sum(1 for one in self.stations if (hours := latest(one)) and hours.all_day)

    @property
    def by_name(self) -> list[Station]:
        return sorted(self.stations, key=lambda one: (one.borough.name, one.name))


@dataclass(frozen=True)
class Known:
    """One line of what is known of a counter. `sources` are (address or "", label, note)."""

    label: str
    value: str
    confidence: str = ""
    dated: str = ""
    sources: tuple[tuple[str, str, str], ...] = ()
    lead: str = ""

    @property
    def unknown(self) -> bool:
        """Nobody knows it."""
        return self.value == NOT_KNOWN

    @property
    def doubtful(self) -> bool:
        """Neither plainly stated nor plainly missing: the page says which."""
        return self.confidence in (Confidence.INFERRED, Confidence.DISPUTED)

    @property
    def own_date(self) -> str:
        """The date, unless the words about the source say it already."""
        said = " ".join(f"{label} {note}" for _href, label, note in self.sources)
        return "" if self.dated[-4:] in said else self.dated

    @property
    def confidence_label(self) -> str:
        return str(Confidence(self.confidence).label) if self.confidence else ""


@dataclass(frozen=True)
class StationPage:
    """A counter, everything known of it, and what is near."""

    station: Station
    known: list[Known]
    also_called: list[str]
    near: list[Near]

    @property
    def hours(self) -> OpeningHours | None:
        return latest(self.station)


def counted(number: int) -> str:
    """ "1 counter", "2 counters", "no counter"."""
    if number == 0:
        return _("no counter")
    return ngettext("%(number)s counter", "%(number)s counters", number) % {"number": number}


def latest(station: Station) -> OpeningHours | None:
    """The hours of the last year known, from what was fetched already."""
    known = sorted(station.hours.all(), key=lambda one: one.valid)
    return known[-1] if known else None


def register() -> Register:
    """The whole register. Four queries."""
    stations = Station.objects.select_related("borough").prefetch_related("hours").order_by("name")
    boroughs = Borough.objects.prefetch_related(Prefetch("stations", queryset=stations))
    groups = [Group(one, list(one.stations.all())) for one in boroughs]
    return Register(groups, RegisterImport.objects.first())


def borough_page(slug: str) -> Group:
    """A borough with its counters. Three queries. Raises Borough.DoesNotExist."""
    stations = Station.objects.select_related("borough").prefetch_related("hours").order_by("name")
    borough = Borough.objects.prefetch_related(Prefetch("stations", queryset=stations)).get(
        slug=slug
    )
    return Group(borough, list(borough.stations.all()))


def station_page(slug: str) -> StationPage:
    """A counter with everything known of it. Six queries. Raises Station.DoesNotExist."""
    found = (
        Station.objects.select_related("borough")
        .prefetch_related("hours", "facts", "aliases")
        .get(slug=slug)
    )
    return StationPage(
        station=found,
        known=_known(found),
        also_called=[alias.name for alias in found.aliases.all()],
        near=near(found),
    )


def near(station: Station, most: int = NEAR) -> list[Near]:
    """The nearest other counters in a straight line; none where the place is not known."""
    place = point_of(station)
    if place is None:
        return []
    others = Station.objects.located().exclude(pk=station.pk).select_related("borough")
    found = nearest(place, others, most)
    prefetch_related_objects([one.station for one in found], "hours")
    return found


def _known(station: Station) -> list[Known]:
    facts = {fact.kind: fact for fact in station.facts.all()}
    lines = []
    for kind, label, value in (
        ("address", _("Address"), station.address),
        ("postcode", _("Postcode"), station.postcode),
    ):
        fact = facts.pop(kind, None)
        lines.append(_line(fact) if fact else Known(label, value or str(NOT_KNOWN)))
    lines += _hours(station)
    doubts = facts.pop(NOT_VERIFIED, None)
    lines += [_line(fact) for fact in facts.values()]
    # That nothing is in doubt is no line of its own.
    return [*lines, _line(doubts)] if doubts and doubts.value else lines


def _line(fact: Fact) -> Known:
    if fact.confidence == Confidence.UNKNOWN:
        return Known(fact.label, str(NOT_KNOWN), fact.confidence)
    sources = tuple(wording.linked(one) for one in fact.source.split("; "))
    lead = _("Stated in")
    if fact.confidence != Confidence.STATED:
        lead = _("Sources") if len(sources) > 1 else _("Source")
    return Known(fact.label, fact.value, fact.confidence, fact.dated, sources, lead)


def _hours(station: Station) -> list[Known]:
    known = sorted(station.hours.all(), key=lambda one: one.valid)
    if not known:
        return [Known(_("Opening hours"), str(NOT_KNOWN), Confidence.UNKNOWN)]
    return [
        Known(
            _("Opening hours, %(year)s") % {"year": one.valid},
            wording.shown(one.text),
            one.confidence,
            sources=(("", wording.sentence(one.basis), ""),),
            lead=_("How we know"),
        )
        for one in known
    ]


def london_map(groups: list[Group]) -> atlas.Drawing:
    """All boroughs with links to their pages, and all counters whose place is known."""
    links = {
        group.borough.ons_code: (
            group.borough.get_absolute_url(),
            f"{group.borough.name}, {group.count}",
        )
        for group in groups
    }
    return atlas.drawing(links, _marks([one for group in groups for one in group.stations]))


def small_map(borough: Borough, stations: list[Station]) -> atlas.Drawing:
    """London without links, one borough set apart, with some counters."""
    return atlas.drawing({}, _marks(stations), here=borough.ons_code)


def _marks(stations: list[Station]) -> list[atlas.Mark]:
    return [
        atlas.mark(place[0], place[1], text=one.name)
        for one in stations
        if (place := point_of(one)) is not None
    ]
