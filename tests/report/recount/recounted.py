"""What every report must say, counted in plain SQL from the tables themselves.

`told` is a row for each response about each proposal; what a place is, is a condition on it. No
constant, query or rule of the code that is judged is used here.
"""

from dataclasses import dataclass

from django.db import connection

from consultation.models import Consultation
from tests.report import truth
from tests.report.truth import Truth

STANCES = (
    "STRONGLY_SUPPORT", "SUPPORT", "NEITHER", "OPPOSE", "STRONGLY_OPPOSE", "DONT_KNOW", "NO_VIEW",
)  # fmt: skip
CHANNELS = ("ONLINE", "EMAIL", "PAPER", "LETTER", "PHONE", "MEETING")
CAPACITIES = ("MYSELF", "CARER", "GROUP", "WORKER", "NOT_SAID")
STATES = (
    "RECEIVED", "SECOND_DUE", "DISPUTED", "RELEASED", "WITHHELD", "QUARANTINED", "EXCLUDED",
    "SUPERSEDED", "WITHDRAWN",
)  # fmt: skip
COUNTS = "state NOT IN ('EXCLUDED', 'SUPERSEDED', 'WITHDRAWN')"
UNRULED = """
state = 'EXCLUDED' AND NOT EXISTS (
    SELECT 1 FROM consultation_review w WHERE w.response_id = came.id AND w.verdict = 'EXCLUDE'
)"""
TOLD = """
CREATE TEMPORARY TABLE told AS
SELECT r.id, r.state, r.kind AS sort, r.channel, r.capacity, r.place, r.borough_id AS home,
    s.id AS station, s.borough_id AS borough, p.kind, g.group_id AS alike,
    array_remove(array_agg(DISTINCT CASE q.key WHEN 'stance' THEN a.choice END), NULL) AS said,
    bool_or(q.key = 'reasons') AS reasons
FROM consultation_response r
JOIN consultation_answer a ON a.response_id = r.id
JOIN consultation_proposal p ON p.id = a.proposal_id
JOIN stations_station s ON s.id = p.station_id
JOIN consultation_questionversion v ON v.id = a.question_version_id
JOIN consultation_question q ON q.id = v.question_id
LEFT JOIN consultation_textprint g ON g.response_id = r.id AND g.gone IS FALSE
WHERE r.consultation_id = %s
GROUP BY r.id, p.id, s.id, g.group_id;
CREATE TEMPORARY TABLE came AS SELECT * FROM consultation_response WHERE consultation_id = %s;
CREATE INDEX ON told (id); CREATE INDEX ON came (id); ANALYZE told; ANALYZE came
"""


@dataclass(frozen=True)
class Place:
    """What is about it, as a condition on `told`; where it is, and what stands beside it."""

    where: str
    station: int = 0
    borough: int = 0
    beside: tuple[int, ...] = ()

    @property
    def responses(self) -> str:
        """The same as a condition on `came`."""
        whole = not self.station and not self.borough
        return "TRUE" if whole else f"id IN (SELECT id FROM told WHERE {self.where})"


WHOLE = Place("TRUE")


def begin(consultation: Consultation) -> None:
    """Make what everything here reads."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS told, came")
        cursor.execute(TOLD, [consultation.pk, consultation.pk])


def rows(sql: str) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def number(conditions: str) -> int:
    return int(rows(f"SELECT count(*) FROM came WHERE {conditions}")[0][0])


def line(where: str, what: str = "id") -> list[int]:
    """The total, each stance and none, reasons, the same borough; then formal replies."""
    people = f"count(DISTINCT {what}) FILTER (WHERE sort = 'PUBLIC'"
    chose = ", ".join(f"{people} AND '{one}' = ANY(said))" for one in STANCES)
    found = rows(
        f"SELECT {people}), {chose}, {people}) - {people} AND said <> '{{}}'),"
        f" {people} AND reasons), {people} AND home = borough),"
        f" count(DISTINCT {what}) FILTER (WHERE sort = 'FORMAL')"
        f" FROM told WHERE {COUNTS} AND ({where})"
    )
    return [int(one) for one in found[0]]


SAYS = 2 + len(STANCES)  # cells of a line: the total, each stance, none


def wide(table: str, key: str, where: str, cells: int | None = None) -> Truth:
    return {(table, key, n): one for n, one in enumerate(line(where)[:cells])}


def split(table: str, keyed: dict[str, str], where: str) -> Truth:
    """A line for each condition, and one for all."""
    found = wide(table, "all", where, SAYS)
    for key, condition in keyed.items():
        found |= wide(table, key, f"{where} AND {condition}", SAYS)
    return found


def received(consultation: Consultation, place: Place) -> Truth:
    """What came in, what became of it, and of what sorts it is."""
    here = place.responses
    found: Truth = {("received", "received", 0): number(here)}
    for state in STATES:
        found["received", state, 0] = number(f"{here} AND state = '{state}'")
    for rule in consultation.exclusion_rules.all():
        found["received", f"rule-{rule.code}", 0] = number(
            f"{here} AND state = 'EXCLUDED' AND (SELECT w.rule_id FROM consultation_review w"
            " WHERE w.response_id = came.id AND w.verdict = 'EXCLUDE' ORDER BY w.id DESC LIMIT 1)"
            f" = {rule.pk}"
        )
    if unruled := number(f"{here} AND {UNRULED}"):
        found["received", "rule-", 0] = unruled
    found["received", "counted", 0] = number(f"{here} AND {COUNTS}")
    return found


def sorts(place: Place) -> Truth:
    people = f"{place.responses} AND {COUNTS} AND kind = 'PUBLIC'"
    found: Truth = {
        ("units", "responses", 0): number(f"{place.responses} AND {COUNTS}"),
        ("units", "formal", 0): number(f"{place.responses} AND {COUNTS} AND kind = 'FORMAL'"),
        ("units", "people", 0): None,
        ("residence", "outside", 0): number(f"{people} AND place = 'OUTSIDE'"),
        ("residence", "not-said", 0): number(f"{people} AND place = 'NOT_SAID'"),
    }
    for one in CHANNELS:
        found["channel", one, 0] = number(f"{people} AND channel = '{one}'")
    for one in CAPACITIES:
        found["capacity", one, 0] = number(f"{people} AND capacity = '{one}'")
    for key in ("instead", "evidence"):
        found["written", key, 0] = number(
            f"{people} AND id IN (SELECT response_id FROM consultation_answer"
            f" WHERE proposal_id IS NULL AND text LIKE '{key}%')"
        )
    if place.borough:
        own = number(f"{people} AND borough_id = {place.borough}")
        found["residence", "own", 0] = own
        found["residence", "other", 0] = number(f"{people} AND borough_id > 0") - own
    else:
        found["residence", "london", 0] = number(f"{people} AND borough_id > 0")
    return found


def profile(place: Place) -> Truth:
    """Responses from each borough, or from the place's own, beside the people who live there."""
    people = f"{place.responses} AND {COUNTS} AND kind = 'PUBLIC'"
    found: Truth = {}
    for slug, key, residents in rows(
        "SELECT b.slug, b.id, n.people FROM stations_borough b"
        " LEFT JOIN stations_population n ON n.borough_id = b.id"
    ):
        if place.borough in (0, key):
            cells = (number(f"{people} AND borough_id = {key}"), residents, None)
            found |= {("profile", str(slug), n): one for n, one in enumerate(cells)}
    return found


def said(place: Place, boroughs: dict[str, int]) -> Truth:
    """What responses say, by channel, by capacity, by home, and in copies."""
    whole = line(place.where)
    names = [*STANCES, "none"]
    found: Truth = {("stance", name, 0): whole[1 + n] for n, name in enumerate(names)}
    found["written", "reasons", 0] = whole[SAYS]
    found |= split("by-channel", {one: f"channel = '{one}'" for one in CHANNELS}, place.where)
    found |= split("by-capacity", {one: f"capacity = '{one}'" for one in CAPACITIES}, place.where)
    homes = {key: f"home = {borough}" for key, borough in boroughs.items()}
    if place.borough:
        beside = ", ".join(map(str, place.beside)) or "0"
        homes = {
            "own": f"home = {place.borough}",
            "near": f"home IN ({beside})",
            "other": f"home NOT IN ({beside}) AND home <> {place.borough}",
        }
    homes |= {"outside": "place = 'OUTSIDE'", "not-said": "place = 'NOT_SAID'"}
    return found | split("by-home", homes, place.where) | copies(place, whole, names)


def copies(place: Place, whole: list[int], names: list[str]) -> Truth:
    within = line(f"{place.where} AND alike IS NOT NULL")
    without = line(f"{place.where} AND alike IS NULL")
    groups = line(f"{place.where} AND alike IS NOT NULL", "alike")
    found: Truth = {}
    for n, name in enumerate(["responses", *names]):
        cells = (whole[n], within[n], without[n], without[n] + groups[n])
        found |= {("copies", name, column): one for column, one in enumerate(cells)}
    return found


def worded(place: Place, first: int, second: int) -> Truth:
    """The stance under its first wording, under its second, and together."""
    here = (
        f"SELECT DISTINCT a.response_id, a.question_version_id AS wording, a.choice"
        " FROM consultation_answer a JOIN came r ON r.id = a.response_id"
        " JOIN consultation_proposal p ON p.id = a.proposal_id"
        " JOIN stations_station s ON s.id = p.station_id"
        f" WHERE r.{COUNTS} AND r.kind = 'PUBLIC' AND a.choice <> ''"
        f" AND {place.where.replace('station =', 's.id =').replace('borough =', 's.borough_id =')}"
        f" AND a.question_version_id IN ({first}, {second})"
    )
    found: Truth = {}
    for name in ("answered", *STANCES):
        chosen = "TRUE" if name == "answered" else f"choice = '{name}'"
        cells: list[int | None] = [
            rows(f"SELECT count(DISTINCT response_id) FROM ({here}) AS x WHERE {chosen} {more}")[0][
                0
            ]
            for more in (f"AND wording = {first}", f"AND wording = {second}", "")
        ]
        if name == "NO_VIEW":  # the first wording does not offer it, so it is not added up
            cells[0] = cells[2] = None
        found |= {("wordings-stance", name, column): one for column, one in enumerate(cells)}
    return found


UNKNOWN = ("residents", "people", "distance", "copies", "overlap", "who", "waiting", "empty")


def of_a_place(
    consultation: Consultation, place: Place, boroughs: dict[str, int], wordings: tuple[int, int]
) -> Truth:
    """All tables that a report on any place has."""
    about = f"r.{place.responses}" if place.borough else "TRUE"
    places = {"station": place.station or None, "borough": place.borough or None}
    if place.station:
        places["borough"] = None
    return (
        received(consultation, place)
        | sorts(place)
        | profile(place)
        | said(place, boroughs)
        | worded(place, *wordings)
        | truth.truth_of_replies(consultation, about, place.borough)
        | truth.truth_of_gatherings(consultation, **places)
        | {("unknown", one, 0): None for one in UNKNOWN}
    )


def across(table: str, keyed: dict[str, str], where: str) -> Truth:
    """A wide table with all its columns."""
    found = wide(table, "all", where)
    for key, condition in keyed.items():
        found |= wide(table, key, f"{where} AND {condition}")
    return found
