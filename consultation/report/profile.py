"""Respondents beside the people who live in a borough, where a source for these was loaded."""

from consultation.report.counts import RECORD, Counts
from consultation.report.edition import Figure, Row, Table
from consultation.report.tables import NO_BASE
from stations.models import Borough, Population

COLUMNS = ("Responses", "Usual residents", "Responses for each 10,000 residents")
NOT_GIVEN = "not given"
EACH = 10_000
NOTE = (
    "Usual residents are everybody who lives there, children too. Responses are not people: one "
    "person can respond more than once. So this tells from where relatively many responses came, "
    "and not what part of the people responded."
)
NONE_LOADED = "No source for the number of residents was loaded into this service."


def profile(counts: Counts) -> Table:
    """Every borough, or that of the place alone."""
    own = counts.subject.own_borough
    places = [one for one in counts.boroughs if own is None or one.pk == own.pk]
    rows = tuple(_row(counts, one) for one in places)
    return Table(
        "profile", "Respondents beside the population", "Lives in", COLUMNS, rows, None, NOTE,
        f"{RECORD}. Residents: {_sources(places)}", False,
    )  # fmt: skip


def _sources(places: list[Borough]) -> str:
    found = {f"{one.source}, {one.dated}" for place in places if (one := _people_in(place))}
    return "; ".join(sorted(found)) or NONE_LOADED.rstrip(".")


def _people_in(place: Borough) -> Population | None:
    return getattr(place, "population", None)


def _row(counts: Counts, place: Borough) -> Row:
    came = counts.arrived.homes[str(place.pk)]
    there = _people_in(place)
    key = f"profile.{place.slug}"
    source = f"{there.source}, {there.dated}" if there else NONE_LOADED
    rate = f"{EACH * came / there.people:.1f}" if there else NOT_GIVEN
    return Row(
        place.slug,
        place.name,
        (
            counts.figure(f"{key}.{COLUMNS[0]}", place.name, came, NO_BASE, RECORD),
            Figure(
                f"{key}.{COLUMNS[1]}", place.name, there.people if there else None, None, "",
                source, counts.as_at, missing=NOT_GIVEN,
            ),
            Figure(
                f"{key}.{COLUMNS[2]}", place.name, None, None, "", source, counts.as_at,
                words=rate,
            ),
        ),
    )  # fmt: skip
