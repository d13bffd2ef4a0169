"""What the reports of moderation, channels, days and formal replies must say, in plain SQL."""

from consultation.models import Consultation
from stations.models import Borough
from tests.report import truth
from tests.report.recount.recounted import (
    CHANNELS,
    COUNTS,
    STANCES,
    STATES,
    UNRULED,
    WHOLE,
    number,
    rows,
    sorts,
    split,
)
from tests.report.truth import Truth

PEOPLE = f"{COUNTS} AND kind = 'PUBLIC'"


def ends_of(proposal: int, stance: str) -> list[int]:
    """The lowest and the highest number that may be quoted for an answer."""
    found = rows(
        "SELECT min(x.id), max(x.id) FROM consultation_response x WHERE x.state = 'RELEASED'"
        " AND EXISTS (SELECT 1 FROM consultation_publishedanswer a WHERE a.published_id = x.id"
        f" AND a.proposal_id = {proposal} AND a.choice = '{stance}')"
        " AND EXISTS (SELECT 1 FROM consultation_publishedanswer a WHERE a.published_id = x.id"
        f" AND a.proposal_id = {proposal} AND a.text LIKE 'Too far%' AND length(a.text) <= 600)"
    )
    return [int(one) for one in found[0]]


def side(condition: str) -> list[int]:
    """The total of residents' responses, those with each stance, and those with none."""
    chose = [
        number(
            f"kind = 'PUBLIC' AND ({condition}) AND id IN (SELECT response_id FROM"
            f" consultation_answer WHERE proposal_id > 0 AND choice = '{one}')"
        )
        for one in STANCES
    ]
    whole = number(f"kind = 'PUBLIC' AND ({condition})")
    some = ", ".join(f"'{one}'" for one in STANCES)
    any_of_them = number(
        f"kind = 'PUBLIC' AND ({condition}) AND id IN (SELECT response_id FROM"
        f" consultation_answer WHERE proposal_id > 0 AND choice IN ({some}))"
    )
    return [whole, *chose, whole - any_of_them]


def _line(table: str, key: str, cells: list[int]) -> Truth:
    return {(table, key, column): one for column, one in enumerate(cells)}


def moderation(consultation: Consultation) -> Truth:
    """By rule and side, by state and side, verdicts, second reviews, words taken out."""
    found = _line("states-by-side", "all", side("TRUE"))
    for state in STATES:
        found |= _line("states-by-side", state, side(f"state = '{state}'"))
    found |= _line("excluded-by-side", "all", side("state = 'EXCLUDED'"))
    for rule in consultation.exclusion_rules.all():
        latest = (
            "(SELECT w.rule_id FROM consultation_review w WHERE w.response_id = came.id"
            " AND w.verdict = 'EXCLUDE' ORDER BY w.id DESC LIMIT 1)"
        )
        under = side(f"state = 'EXCLUDED' AND {latest} = {rule.pk}")
        found |= _line("excluded-by-side", rule.code, under)
    found |= _line("excluded-by-side", "", side(UNRULED))
    return found | _reviews() | _taken_out()


def _reviews() -> Truth:
    def reviews(condition: str) -> int:
        return int(rows(
            "SELECT count(*) FROM consultation_review w WHERE w.response_id IN"
            f" (SELECT id FROM came) AND {condition}"
        )[0][0])  # fmt: skip

    verdicts = ("RELEASE", "WITHHOLD", "QUARANTINE", "EXCLUDE", "REOPEN")
    found: Truth = {
        ("verdicts", one, 0): reviews(f"w.decides AND w.verdict = '{one}'") for one in verdicts
    }
    second = {
        "first": reviews("w.step = 'FIRST'"),
        "second": reviews("w.step = 'SECOND'"),
        "agreed": reviews("w.step = 'SECOND' AND w.decides"),
        "disagreed": reviews("w.step = 'SECOND' AND NOT w.decides"),
        "settled": reviews("w.step = 'SETTLES'"),
        "due": number("state = 'SECOND_DUE'"),
        "disputed": number("state = 'DISPUTED'"),
    }
    return found | {("second-reviews", key, 0): one for key, one in second.items()}


def _taken_out() -> Truth:
    found: Truth = {}
    reasons = (
        "PERSONAL", "THIRD_PARTY", "SENSITIVE", "ABUSE", "CLAIM", "SAFETY", "SECURITY",
    )  # fmt: skip
    for key, condition in [("all", "TRUE"), *((one, f"x.reason = '{one}'") for one in reasons)]:
        spans, of = rows(
            "SELECT count(*), count(DISTINCT x.response_id) FROM consultation_redaction x"
            " JOIN came ON came.id = x.response_id"
            f" WHERE x.in_force AND came.kind = 'PUBLIC' AND {condition}"
        )[0]
        found["redactions", key, 0], found["redactions", key, 1] = int(spans), int(of)
    return found


def channels(consultation: Consultation) -> Truth:
    """By channel: in all, by what they say, by day, by home; and languages."""
    found = {key: one for key, one in sorts(WHOLE).items() if key[0] == "channel"}
    found |= split("by-channel", {one: f"channel = '{one}'" for one in CHANNELS}, "TRUE")
    day = "(received_at AT TIME ZONE 'Europe/London')::date"
    for (told,) in rows(f"SELECT DISTINCT {day} FROM came WHERE {PEOPLE}"):
        found |= _by_channel("channels-by-day", str(told), f"{day} = '{told}'")
    for slug, home in Borough.objects.values_list("slug", "pk"):
        found |= _by_channel("channels-by-home", slug, f"borough_id = {home}")
    for key in ("OUTSIDE", "NOT_SAID"):
        found |= _by_channel("channels-by-home", key, f"place = '{key}'")
    for (language,) in rows(f"SELECT DISTINCT language FROM came WHERE {PEOPLE}"):
        found["languages", str(language), 0] = number(f"{PEOPLE} AND language = '{language}'")
    found["languages", "easy-read", 0] = number(f"{PEOPLE} AND easy_read")
    return found


def _by_channel(table: str, key: str, condition: str) -> Truth:
    cells = [number(f"{PEOPLE} AND {condition}")]
    cells += [number(f"{PEOPLE} AND {condition} AND channel = '{one}'") for one in CHANNELS]
    return _line(table, key, cells)


def daily(consultation: Consultation) -> Truth:
    """Each day from the first to the last, also where nothing happened."""
    found: Truth = {}
    zone = "AT TIME ZONE 'Europe/London'"
    given = (
        "SELECT w.* FROM consultation_review w JOIN came ON came.id = w.response_id"
        " WHERE w.decides AND w.verdict <> 'REOPEN'"
    )
    for day, came, so_far, verdicts, freed in rows(
        f"WITH given AS ({given}), ends AS (SELECT least((SELECT min(received_at) FROM came),"
        f" (SELECT min(at) FROM given)) {zone} AS a, greatest((SELECT max(received_at) FROM came),"
        f" (SELECT max(at) FROM given)) {zone} AS z)"
        " SELECT d::date,"
        f" (SELECT count(*) FROM came WHERE (received_at {zone})::date = d::date),"
        f" (SELECT count(*) FROM came WHERE (received_at {zone})::date <= d::date),"
        f" (SELECT count(*) FROM given WHERE (at {zone})::date = d::date),"
        f" (SELECT count(*) FROM given WHERE (at {zone})::date = d::date AND verdict = 'RELEASE')"
        " FROM ends, generate_series(a::date, z::date, interval '1 day') AS d"
    ):
        found |= _line("days", str(day), [came, so_far, verdicts, freed])
    return found


def formal(consultation: Consultation) -> Truth:
    """Who signed, and how many take each position on each front counter."""
    found = truth.truth_of_replies(consultation, "TRUE")
    positions = ("SUPPORT", "CONDITIONAL", "OPPOSE", "NO_POSITION", "")
    for proposal in consultation.proposals.all():
        cells = [
            int(rows(
                "SELECT count(*) FROM consultation_signedreply s JOIN consultation_formalreply f"
                " ON f.id = s.reply_id, jsonb_array_elements(s.content->'parts') AS part"
                f" WHERE f.consultation_id = {consultation.pk} AND f.state = 'SIGNED'"
                f" AND part->>'proposal' = '{proposal.pk}' AND part->>'position' = '{one}'"
            )[0][0])
            for one in positions
        ]  # fmt: skip
        found |= _line("positions", proposal.station.slug, cells)
    return found
