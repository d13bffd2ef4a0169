"""The counters of the register as the worked example needs them, and sentences about one fact."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from consultation.models import Confidence
from stations.distance import Point
from stations.loading import Row

DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Fri": "Friday",
    "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
ALWAYS = "24/7"
NOT_ALWAYS = "non-24h"
VOLUNTEERS = "volunteer-run"
YEAR = 2017
DATE = r"(?:\d{1,2} )?(?:[A-Z][a-z]+ )?\b20\d\d\b"  # 13 Sep 2017, Nov 2017, 2013


@dataclass(frozen=True)
class Known:
    """One fact of the register, with where it comes from."""

    value: str
    source: str
    dated: str = ""
    confidence: Confidence = Confidence.STATED


@dataclass(frozen=True)
class Counter:
    """One front counter. What is not known is None; `moves_to` is a name in the same borough."""

    slug: str
    name: str
    borough: str
    proposal: str
    moves_to: str = ""
    proposed_by: str = ""
    point: Point | None = None
    hours: Known | None = None
    crime_reports: Known | None = None
    building: Known | None = None

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
            name=row.station,
            borough=row.borough,
            proposal=row.proposal_2017,
            moves_to=row.partner,
            proposed_by=row.proposed_by,
            point=_point(row),
            hours=_known(row, row.hours_2017, row.hours_basis, row.doubt("hours")),
            crime_reports=_known(row, row.crime_reports_per_day_2017),
            building=_known(row, "" if told_later(row.building) else row.building),
        )
        for row in rows
    ]


def _point(row: Row) -> Point | None:
    if row.easting is None or row.northing is None:
        return None
    return row.easting, row.northing


def _known(row: Row, value: str, basis: str = "", doubt: str = "") -> Known | None:
    """A fact with its own source, else with those of the whole row."""
    if not value:
        return None
    about_the_place = ("address:", "postcode:")
    rest = [source for source in row.sources if not source.startswith(about_the_place)]
    source = basis or "; ".join(rest) or "The register of front counters"
    dates = re.findall(DATE, basis)
    confidence = Confidence(doubt.upper()) if doubt else Confidence.STATED
    return Known(value.replace("GBP ", "£"), source, dates[-1] if dates else "", confidence)


def told_later(value: str) -> bool:
    """It happened after the consultation, so it was no evidence then. A year in a plan is none."""
    years = re.findall(r"(?<!\bto )(?<!\bby )(?<!\buntil )\b(20\d\d)\b", value)
    return any(int(year) > YEAR for year in years)


def hours_in_words(hours: Known | None) -> str:
    """Opening hours as sentences. What is not known is said to be not known."""
    if hours is None:
        return "Its opening hours are not known."
    value = hours.value
    if value == ALWAYS:
        return "It is open 24 hours a day, every day."
    if VOLUNTEERS in value:
        return (
            "Volunteers run it. It is not open 24 hours a day, and its exact hours are not known."
        )
    exact = value.removeprefix(NOT_ALWAYS).removeprefix(":").strip()
    vague = {
        "": "It is not open 24 hours a day, and its exact hours are not known.",
        "daytime": "It is open in the daytime. Its exact hours are not known.",
        "limited hours": "It is open for limited hours. Which hours is not known.",
    }
    return vague.get(exact) or f"It is open {spelled_out(exact)}."


def spelled_out(hours: str) -> str:
    """Short forms in full: "Mon-Fri 8am-8pm, Sat 10am-6pm" without dashes and clipped days."""
    full = re.sub("|".join(DAYS), lambda found: DAYS[found[0]], hours)
    full = re.sub(r"(?<=[a-z])-(?=[A-Z0-9])", " to ", full)
    *rest, last = full.split(", ")
    return f"{', '.join(rest)} and {last}" if rest else last


def reports_in_words(reports: Known | None) -> str:
    """How many crimes are reported there, as a sentence."""
    if reports is None:
        return "How many crimes are reported there is not known."
    return f"The published number of crime reports a day is {reports.value}."


def building_in_words(counter: Counter) -> str:
    """What is known of the building's future, as a sentence."""
    if counter.building is None:
        return "What would happen to the building is not known."
    return f"What is known of the building: {counter.building.value}."
