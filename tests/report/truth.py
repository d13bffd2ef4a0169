"""What the figures must be, in plain SQL, with nothing taken from the code that they judge."""

from django.db import connection

from consultation.models import Consultation, ResponseState
from tests.report import world

# What counts as "about" a place, said once more in plain SQL and nowhere taken from the code.
WHOLE = "TRUE"
STATION = (
    "r.id IN (SELECT a.response_id FROM consultation_answer a WHERE a.proposal_id IN"
    " (SELECT p.id FROM consultation_proposal p WHERE p.station_id = {}))"
)
BOROUGH = (
    "r.id IN (SELECT a.response_id FROM consultation_answer a WHERE a.proposal_id IN"
    " (SELECT p.id FROM consultation_proposal p WHERE p.station_id IN"
    " (SELECT s.id FROM stations_station s WHERE s.borough_id = {})))"
)


def count(consultation: Consultation, *conditions: str) -> int:
    """Responses of the consultation under all the conditions."""
    where = " AND ".join([f"r.consultation_id = {consultation.pk}", *conditions])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM consultation_response r WHERE {where}")
        return int(cursor.fetchone()[0])


COUNTED = "r.state IN ('RECEIVED', 'SECOND_DUE', 'DISPUTED', 'RELEASED', 'WITHHELD', 'QUARANTINED')"
PEOPLE = f"{COUNTED} AND r.kind = 'PUBLIC'"  # residents and others: no formal replies


def said(choice: str, places: str = "TRUE") -> str:
    """Responses that chose an option about one of the places."""
    return (
        "EXISTS (SELECT 1 FROM consultation_answer x JOIN consultation_proposal p"
        " ON p.id = x.proposal_id JOIN stations_station s ON s.id = p.station_id"
        f" WHERE x.response_id = r.id AND x.choice = '{choice}' AND {places})"
    )


def reasoned(places: str = "TRUE") -> str:
    """Responses that gave reasons about one of the places."""
    return (
        "EXISTS (SELECT 1 FROM consultation_answer x JOIN consultation_proposal p"
        " ON p.id = x.proposal_id JOIN stations_station s ON s.id = p.station_id"
        f" WHERE x.response_id = r.id AND x.text LIKE 'Too far%' AND {places})"
    )


def home_is(places: str) -> str:
    """Responses about one of the places by people who live in its borough."""
    return (
        "EXISTS (SELECT 1 FROM consultation_answer x JOIN consultation_proposal p"
        " ON p.id = x.proposal_id JOIN stations_station s ON s.id = p.station_id"
        f" WHERE x.response_id = r.id AND s.borough_id = r.borough_id AND {places})"
    )


def about_some(places: str) -> str:
    """Responses with any answer about one of the places."""
    return (
        "EXISTS (SELECT 1 FROM consultation_answer x JOIN consultation_proposal p"
        " ON p.id = x.proposal_id JOIN stations_station s ON s.id = p.station_id"
        f" WHERE x.response_id = r.id AND {places})"
    )


Truth = dict[tuple[str, str, int], int | None]


def row_of(consultation: Consultation, about: str, places: str) -> list[int]:
    """A line of a wide table, counted one number at a time."""
    base = [PEOPLE, about]
    no_stance = " AND ".join(f"NOT {said(choice, places)}" for choice in world.STANCES)
    return [
        count(consultation, *base),
        *(count(consultation, *base, said(choice, places)) for choice in world.STANCES),
        count(consultation, *base, no_stance),
        count(consultation, *base, reasoned(places)),
        count(consultation, *base, home_is(places)),
        count(consultation, COUNTED, about, "r.kind = 'FORMAL'"),
    ]


def truth_of(consultation: Consultation, about: str) -> Truth:
    """What the tables of every report must say, except the wide ones."""
    received: dict[str, list[str]] = {
        "received": [],
        **{state: [f"r.state = '{state}'"] for state in ResponseState.values},
        "counted": [COUNTED],
    }
    for rule in consultation.exclusion_rules.all():
        reviewed = f"SELECT v.response_id FROM consultation_review v WHERE v.rule_id = {rule.pk}"
        received[f"rule-{rule.code}"] = ["r.state = 'EXCLUDED'", f"r.id IN ({reviewed})"]
    truth: Truth = {
        ("received", row, 0): count(consultation, about, *conditions)
        for row, conditions in received.items()
    }
    for table, column, values in [
        ("channel", "channel", ["ONLINE", "EMAIL", "PAPER", "LETTER", "PHONE", "MEETING"]),
        ("capacity", "capacity", ["MYSELF", "CARER", "GROUP", "WORKER", "NOT_SAID"]),
    ]:
        for value in values:
            truth[table, value, 0] = count(consultation, about, PEOPLE, f"r.{column} = '{value}'")
    truth["residence", "outside", 0] = count(consultation, about, PEOPLE, "r.place = 'OUTSIDE'")
    truth["residence", "not-said", 0] = count(consultation, about, PEOPLE, "r.place = 'NOT_SAID'")
    for key in ("instead", "evidence"):
        wrote = (
            "r.id IN (SELECT x.response_id FROM consultation_answer x"
            f" WHERE x.proposal_id IS NULL AND x.text LIKE '{key}%')"
        )
        truth["written", key, 0] = count(consultation, about, PEOPLE, wrote)
    truth["units", "responses", 0] = count(consultation, about, COUNTED)
    truth["units", "formal", 0] = count(consultation, about, COUNTED, "r.kind = 'FORMAL'")
    return truth


def numbered(sql: str) -> list[tuple[str, int]]:
    """Rows of a key and a number."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [(str(key), int(number)) for key, number in cursor.fetchall()]


def truth_of_replies(consultation: Consultation, about: str, borough: int = 0) -> Truth:
    """Each in force that is about the place or of its council; its cells are words."""
    found = numbered(
        "SELECT s.id, 0 FROM consultation_signedreply s"
        " JOIN consultation_formalreply f ON f.id = s.reply_id"
        " JOIN consultation_response r ON r.id = s.response_id"
        " JOIN consultation_organisation o ON o.id = f.organisation_id"
        f" WHERE f.consultation_id = {consultation.pk} AND f.state = 'SIGNED'"
        f" AND ({about} OR (o.kind = 'COUNCIL' AND o.borough_id = {borough}))"
    )
    return {("formal", f"reply-{key}", column): None for key, _zero in found for column in range(4)}


def truth_of_gatherings(
    consultation: Consultation, station: int | None = None, borough: int | None = None
) -> Truth:
    """Each petition on record and each meeting that was held, with its own number."""
    at = f"s.id = {station}" if station else f"s.borough_id = {borough}"
    places = (
        "SELECT p.id FROM consultation_proposal p JOIN stations_station s ON s.id = p.station_id"
        f" WHERE {at}"
    )
    near = f"SELECT s.borough_id FROM stations_station s WHERE {at}"
    named = (
        "m.id IN (SELECT petition_id FROM consultation_petitionabout"
        f" WHERE proposal_id IN ({places}))"
    )
    spoken = (
        f"(m.borough_id IN ({near}) OR m.id IN (SELECT meeting_id FROM consultation_gatheringpoint"
        f" WHERE meeting_id IS NOT NULL AND proposal_id IN ({places})))"
    )
    whole = station is None and borough is None
    own = f"m.consultation_id = {consultation.pk}"
    signed = numbered(
        f"SELECT m.id, m.signatures FROM consultation_petition m WHERE {own}"
        f" AND m.state = 'CURRENT' AND {'TRUE' if whole else named}"
    )
    came = numbered(
        f"SELECT m.id, m.attendance FROM consultation_meeting m WHERE {own}"
        f" AND m.state = 'HELD' AND {'TRUE' if whole else spoken}"
    )
    truth: Truth = {("gatherings", f"petition-{key}", 0): number for key, number in signed}
    truth |= {("gatherings", f"meeting-{key}", 0): number for key, number in came}
    return truth | {("units", "petitions", 0): len(signed), ("units", "meetings", 0): len(came)}


def wide(table: str, key: str, numbers: list[int]) -> Truth:
    return {(table, key, column): number for column, number in enumerate(numbers)}


def truth_of_whole(consultation: Consultation) -> Truth:
    truth = truth_of(consultation, WHOLE)
    stations = {p.station.pk: p.station for p in consultation.proposals.all()}
    boroughs = {station.borough.pk: station.borough for station in stations.values()}
    for pk, station in stations.items():
        line = row_of(consultation, STATION.format(pk), f"s.id = {pk}")
        truth |= wide("stations", station.slug, line)
    for pk, borough in boroughs.items():
        line = row_of(consultation, BOROUGH.format(pk), f"s.borough_id = {pk}")
        truth |= wide("boroughs", borough.slug, line)
        lives = count(consultation, PEOPLE, f"r.borough_id = {pk}")
        truth["homes", borough.slug, 0] = lives
    for kind in {p.kind for p in consultation.proposals.all()}:
        kind_is = f"p.kind = '{kind}'"
        truth |= wide("kinds", kind, row_of(consultation, about_some(kind_is), kind_is))
    everything = "r.id IN (SELECT response_id FROM consultation_answer WHERE proposal_id > 0)"
    total = row_of(consultation, everything, "TRUE")
    for table in ("stations", "boroughs", "kinds"):
        truth |= wide(table, "all", total)
    truth["residence", "london", 0] = count(consultation, PEOPLE, "r.place = 'BOROUGH'")
    truth |= {("stance", one, 0): total[1 + n] for n, one in enumerate(world.STANCES)}
    truth["stance", "none", 0] = total[7]
    truth["written", "reasons", 0] = total[8]
    truth |= truth_of_replies(consultation, WHOLE)
    return truth | truth_of_gatherings(consultation)


def truth_of_place(consultation: Consultation, about: str, places: str, borough: int) -> Truth:
    truth = truth_of(consultation, about)
    line = row_of(consultation, about, places)
    truth |= {("stance", one, 0): line[1 + n] for n, one in enumerate(world.STANCES)}
    truth["stance", "none", 0] = line[7]
    truth["written", "reasons", 0] = line[8]
    own = f"r.borough_id = {borough}"
    truth["residence", "own", 0] = count(consultation, about, PEOPLE, own)
    here = count(consultation, about, PEOPLE, own)
    in_london = count(consultation, about, PEOPLE, "r.place = 'BOROUGH'")
    truth["residence", "other", 0] = in_london - here
    return truth | truth_of_replies(consultation, about, borough)
