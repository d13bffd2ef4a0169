"""The counters of the register as the worked example needs them, and sentences about one fact."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from consultation.models import Confidence
from stations import wording
from stations.distance import Point
from stations.loading import Row

ALWAYS = "24/7"
NOT_ALWAYS = "non-24h"
REGISTER = "The register of front counters that this consultation uses"
VOLUNTEERS = "volunteer-run"
YEAR = 2017
LATER = r"(?<!\d)20(?:1[89]|[2-9]\d)(?!\d)"


@dataclass(frozen=True)
class Known:
    """One fact of the register, with where it comes from: one source a line."""

    value: str
    source: str
    dated: str = ""
    confidence: Confidence = Confidence.STATED


@dataclass(frozen=True)
class Counter:
    """One front counter. What is not known is None; `moves_to` is a name in the same borough."""

    slug: str
    full_name: str
    borough: str
    proposal: Known
    moves_to: str = ""
    proposed_by: str = ""
    point: Point | None = None
    hours: Known | None = None
    crime_reports: Known | None = None
    building: Known | None = None

    @property
    def name(self) -> str:
        """Without what stands in brackets."""
        return self.full_name.partition(" (")[0]

    @property
    def name_in_borough(self) -> str:
        """For readers from anywhere: Charing Cross in Westminster; Ealing."""
        return self.name if self.name == self.borough else f"{self.name} in {self.borough}"

    @property
    def always_open(self) -> bool:
        """Open day and night now."""
        return self.hours is not None and self.hours.value == ALWAYS

    @property
    def volunteers(self) -> bool:
        """Run by volunteers now."""
        return self.hours is not None and VOLUNTEERS in self.hours.value


def counters_of(rows: Iterable[Row]) -> list[Counter]:
    """The register's rows. What only became known after the consultation is left out."""
    return [
        Counter(
            slug=row.slug,
            full_name=row.station,
            borough=row.borough,
            proposal=Known(
                row.proposal_2017,
                _sources(row) or REGISTER,
                confidence=_confidence(row.doubt("proposal")),
            ),
            moves_to=row.partner,
            proposed_by=row.proposed_by,
            point=_point(row),
            hours=_hours(row),
            crime_reports=_fact(row, row.crime_reports_per_day_2017),
            building=_fact(row, "" if told_later(row.building) else row.building),
        )
        for row in rows
    ]


def _point(row: Row) -> Point | None:
    if row.easting is None or row.northing is None:
        return None
    return row.easting, row.northing


def _hours(row: Row) -> Known | None:
    """Opening hours carry a source of their own, with its date in it."""
    if not row.hours_2017:
        return None
    return Known(
        row.hours_2017,
        row.hours_basis or _sources(row) or REGISTER,
        wording.date_of(row.hours_basis),
        _confidence(row.doubt("hours")),
    )


def _fact(row: Row, value: str) -> Known | None:
    """A fact with the sources of its row; none where all of them are later than it."""
    sources = _sources(row)
    if not (value and sources):
        return None
    # Of several sources the register does not say which one states the fact, nor its date.
    dated = "" if "\n" in sources else wording.date_of(sources)
    return Known(value.replace("GBP ", "£"), sources, dated)


def _sources(row: Row) -> str:
    """Those that speak of the counter and not of its address, and were there at the time."""
    about_the_place = ("address:", "postcode:")
    found = [
        source
        for source in row.sources
        if not source.startswith(about_the_place) and not re.search(LATER, source)
    ]
    return "\n".join(found)


def _confidence(doubt: str) -> Confidence:
    return Confidence(doubt.upper()) if doubt else Confidence.STATED


def told_later(value: str) -> bool:
    """It happened after the consultation, so it was no evidence then. A year in a plan is none."""
    return re.search(rf"(?<!\bto )(?<!\bby )(?<!\buntil ){LATER}", value) is not None


def hours_in_words(hours: Known) -> str:
    """Opening hours, to follow "is". What is not known is said to be not known."""
    value = hours.value
    if value == ALWAYS:
        return "open 24 hours a day, every day"
    if VOLUNTEERS in value:
        return "run by volunteers and not open 24 hours a day; its exact hours are not known"
    exact = value.removeprefix(NOT_ALWAYS).removeprefix(":").strip()
    vague = {
        "": "not open 24 hours a day; its exact hours are not known",
        "daytime": "open in the daytime; its exact hours are not known",
        "limited hours": "open for limited hours; which hours is not known",
    }
    if exact in vague:
        return vague[exact]
    *rest, last = wording.hours(value).split(", ")
    spelled = f"{', '.join(rest)} and {last}" if rest else last
    return f"open {spelled[:1].lower() if exact[:1].islower() else spelled[:1]}{spelled[1:]}"


def hours_sentence(counter: Counter) -> str:
    """When it is open, and how sure that is."""
    if counter.hours is None:
        return "Its opening hours are not known."
    said = f"It is {hours_in_words(counter.hours)}."
    if counter.hours.confidence == Confidence.INFERRED:
        return f"{said} The hours are inferred: no source states them."
    return said


def reports_sentence(counter: Counter) -> str:
    """How many crimes are reported there."""
    if counter.crime_reports is None:
        return "How many crimes are reported there is not known."
    return f"The published number of crime reports a day is {counter.crime_reports.value}."


def building_sentence(counter: Counter) -> str:
    """What is known of the building's future."""
    if counter.building is None:
        return "What would happen to the building is not known."
    return f"What is known of the building: {counter.building.value}."
