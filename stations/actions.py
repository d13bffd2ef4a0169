"""What changes the register: loading a file of counters, and loading postcodes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from stations import wording
from stations.loading import RegisterProblem, Row, boroughs
from stations.models import (
    Alias,
    Borough,
    Confidence,
    Fact,
    OpeningHours,
    Population,
    Postcode,
    RegisterImport,
    Station,
)
from stations.postcodes import PostcodeRow

NO_SOURCE = "The register, which names no source for this"
DISAGREE = "Sources disagree"
DOUBTS = {"": Confidence.STATED, "inferred": Confidence.INFERRED, "disputed": Confidence.DISPUTED}

# kind, label, the column, the doubt that bears on it
FACTS: tuple[tuple[str, str, str, str], ...] = (
    ("address", "Address", "address", "address"),
    ("postcode", "Postcode", "postcode", "postcode"),
    ("proposal-2017", "Proposed in July 2017", "proposal_2017", "proposal"),
    ("proposed-by", "Proposed to happen by", "proposed_by", ""),
    ("crime-reports", "Crime reports a day in 2017", "crime_reports_per_day_2017", ""),
    ("building", "The building", "building", ""),
    ("decision-2017", "Decided in November 2017", "decision_2017", "decision"),
    ("later-events", "What happened later", "later_events", ""),
)
NOTES = ("building", "decision_2017", "later_events")
NOT_VERIFIED = ("not-verified", "Not verified")


def import_register(
    *, rows: list[Row], source: str, sha256: str, by: str, at: datetime
) -> RegisterImport:
    """Bring counters, their facts and hours up to a file's state. All of it, or nothing.

    The file that was loaded last changes nothing: its import is returned. Counters that the file
    does not name stay as they are. `by` names no person: a command, or the number of an account.
    Raises RegisterProblem where a counter would take the place of another.
    """
    with transaction.atomic():
        _ensure_boroughs()
        # The rows of the boroughs are the lock: one import at a time.
        places = {one.ons_code: one for one in Borough.objects.select_for_update().order_by("pk")}
        last = RegisterImport.objects.first()
        if last is not None and last.sha256 == sha256:
            return last
        known = {one.code: one for one in _known_postcodes(rows)}
        stations = _write_stations(rows, places, known)
        _write_aliases(rows, stations)
        _write_facts(rows, stations)
        _write_hours(rows, stations)
        return RegisterImport.objects.create(
            source=source[:200],
            sha256=sha256,
            by=by,
            at=at,
            rows=len(rows),
            report=quality(rows, known, stations),
        )


def _ensure_boroughs() -> None:
    stored = set(Borough.objects.values_list("ons_code", flat=True))
    Borough.objects.bulk_create(
        Borough(ons_code=one.ons_code, name=one.name, slug=one.slug, has_met=one.has_met)
        for one in boroughs()
        if one.ons_code not in stored
    )


def _code(row: Row) -> str:
    return row.postcode.replace(" ", "")


def _known_postcodes(rows: list[Row]) -> Iterable[Postcode]:
    wanted = {_code(row) for row in rows if row.postcode}
    return Postcode.objects.select_related("borough").filter(pk__in=wanted)


def _write_stations(
    rows: list[Row], places: dict[str, Borough], known: dict[str, Postcode]
) -> dict[Row, Station]:
    """Each row with its counter, found by borough and name, else made."""
    every = list(Station.objects.select_related("borough"))
    stored = {(one.borough.ons_code, one.name.casefold()): one for one in every}
    taken = {one.slug for one in every}
    found: dict[Row, Station] = {}
    for row in rows:
        station = stored.get((row.ons_code, row.station.casefold()))
        if station is None:
            slug = _free(row, taken)
            taken.add(slug)
            station = Station(slug=slug, borough=places[row.ons_code])
        station.name = row.station
        if "address" in row.given:
            station.address = row.address
        station.postcode = row.postcode
        station.easting, station.northing = _metres(row, known)
        found[row] = station
    existing = [one for one in found.values() if one.pk is not None]
    Station.objects.bulk_create(one for one in found.values() if one.pk is None)
    changed = ["name", "address", "postcode", "easting", "northing"]
    Station.objects.bulk_update(existing, changed)
    return found


def _free(row: Row, taken: set[str]) -> str:
    """The row's short address, lengthened by its borough where another counter has it."""
    for slug in (row.slug, f"{row.slug}-{row.borough.lower().replace(' ', '-')}"[:100]):
        if slug not in taken:
            return slug
    raise RegisterProblem(
        f"Line {row.line}, column station: another counter is stored under a name so like "
        f"“{row.station}” that their addresses would be the same. Use the stored name."
    )


def _metres(row: Row, known: dict[str, Postcode]) -> tuple[int | None, int | None]:
    """As the file says, else those of the postcode."""
    postcode = known.get(_code(row))
    if row.easting is None and postcode is not None:
        return postcode.easting, postcode.northing
    return row.easting, row.northing


def _write_aliases(rows: list[Row], stations: dict[Row, Station]) -> None:
    Alias.objects.bulk_create(
        (Alias(station=stations[row], name=name) for row in rows for name in row.also_called),
        ignore_conflicts=True,
    )


def _write_facts(rows: list[Row], stations: dict[Row, Station]) -> None:
    Fact.objects.bulk_create(
        [fact for row in rows for fact in facts_of(row, stations[row])],
        update_conflicts=True,
        unique_fields=["station", "kind"],
        update_fields=["label", "value", "source", "dated", "confidence"],
    )


def facts_of(row: Row, station: Station) -> list[Fact]:
    """What a row says, as facts not stored yet. Columns that the file lacks say nothing."""
    facts = []
    for kind, label, column, doubt in FACTS:
        if column not in row.given:
            continue
        value = str(getattr(row, column))
        if column == "proposal_2017":
            value = wording.proposal(value, row.partner)
        elif column in NOTES:
            value = wording.sentence(value)
        facts.append(_fact(row, station, kind, label, value, row.doubt(doubt)))
    if "not_verified" in row.given:
        value = wording.sentence(row.not_verified)
        facts.append(_fact(row, station, *NOT_VERIFIED, value, ""))
    return facts


def _fact(row: Row, station: Station, kind: str, label: str, value: str, doubt: str) -> Fact:
    if doubt == "disputed" and not value:
        value = DISAGREE
    if not value:
        return Fact(station=station, kind=kind, label=label, confidence=Confidence.UNKNOWN)
    sources = _sources(row, kind)
    confidence = DOUBTS[doubt]
    if not sources:
        confidence = Confidence.INFERRED if confidence is Confidence.STATED else confidence
    return Fact(
        station=station,
        kind=kind,
        label=label,
        value=value,
        source="; ".join(sources) or NO_SOURCE,
        dated=wording.common_date(sources),
        confidence=confidence,
    )


def _sources(row: Row, kind: str) -> list[str]:
    """Those that bear on a fact: "address: ..." and "postcode: ..." say it themselves."""
    marks = ("address:", "postcode:")
    plain = [one for one in row.sources if not one.startswith(marks)]
    if kind == "not-verified":
        return ["The compilers of the register"]
    if kind not in ("address", "postcode"):
        return plain
    own = [one for one in row.sources if one.startswith(f"{kind}:")]
    own = own or [one for one in row.sources if one.startswith("address:")] or plain
    return [one.split(": ", 1)[1] if one.startswith(marks) else one for one in own]


def _write_hours(rows: list[Row], stations: dict[Row, Station]) -> None:
    OpeningHours.objects.bulk_create(
        [
            OpeningHours(
                station=stations[row],
                valid=wording.hours_year(row.hours_basis, row.not_verified),
                text=wording.hours(row.hours_2017),
                all_day=row.hours_2017 == "24/7",
                basis=row.hours_basis or NO_SOURCE,
                confidence=DOUBTS[row.doubt("hours")],
            )
            for row in rows
            if row.hours_2017
        ],
        update_conflicts=True,
        unique_fields=["station", "valid"],
        update_fields=["text", "all_day", "basis", "confidence"],
    )


def quality(
    rows: list[Row], known: dict[str, Postcode], stations: dict[Row, Station]
) -> dict[str, Any]:
    """What is missing or doubtful in a file: counts, and names of the counters concerned."""

    def names(wanted: Callable[[Row], bool]) -> list[str]:
        return [f"{row.station} ({row.borough})" for row in rows if wanted(row)]

    def astray(row: Row) -> bool:
        postcode = known.get(_code(row))
        return postcode is not None and (
            postcode.borough is None or postcode.borough.ons_code != row.ons_code
        )

    checked = Postcode.objects.exists()
    return {
        "rows": len(rows),
        "boroughs": len({row.ons_code for row in rows}),
        "postcodes_checked": checked,
        "missing_postcode": names(lambda row: not row.postcode),
        "missing_coordinates": names(lambda row: stations[row].easting is None),
        "missing_hours": names(lambda row: not row.hours_2017),
        "unknown_postcode": names(
            lambda row: checked and bool(row.postcode) and _code(row) not in known
        ),
        "postcode_in_other_borough": names(astray),
        "inferred": names(lambda row: "inferred" in dict(row.doubts).values()),
        "disputed": names(lambda row: "disputed" in dict(row.doubts).values()),
    }


def load_postcodes(*, rows: Iterable[PostcodeRow], again: bool = False) -> int:
    """Fill the postcode table by one COPY; returns how many. 0: it stood already.

    Needs the boroughs. A row of another place than London has no borough. Raises LookupError where
    the boroughs are not loaded.
    """
    codes = dict(Borough.objects.values_list("ons_code", "pk"))
    if not codes:
        raise LookupError("Load the register first: manage.py load_register.")
    with transaction.atomic():
        if Postcode.objects.exists():
            if not again:
                return 0
            _empty_postcodes()
        return _copy_postcodes(rows, codes)


def _empty_postcodes() -> None:
    Postcode.objects.all().delete()


def _copy_postcodes(rows: Iterable[PostcodeRow], codes: dict[str, int]) -> int:
    count = 0
    columns = "(code, borough_id, easting, northing)"
    with connection.cursor() as cursor:
        table = Postcode._meta.db_table
        with cursor.copy(f"COPY {table} {columns} FROM STDIN") as copy:
            for count, row in enumerate(rows, start=1):  # noqa: B007
                copy.write_row((row.code, codes.get(row.laua), row.easting, row.northing))
    return count


def load_populations(
    *, people: dict[str, int], source: str, dated: str, by: str, at: datetime
) -> int:
    """Keep how many people live in the boroughs, by ONS code, and how many boroughs that were.

    Others keep what they have. Raises RegisterProblem without a source, its date, or the boroughs.
    """
    if not source.strip() or not dated.strip():
        raise RegisterProblem("Say where the figures are from, and what day they are of.")
    with transaction.atomic():
        _ensure_boroughs()
        places = Borough.objects.filter(ons_code__in=people)
        Population.objects.bulk_create(
            (
                Population(
                    borough=one, people=people[one.ons_code], source=source.strip(),
                    dated=dated.strip(), at=at, by=by,
                )
                for one in places
            ),
            update_conflicts=True,
            unique_fields=["borough"],
            update_fields=["people", "source", "dated", "at", "by"],
        )  # fmt: skip
    return len(people)
