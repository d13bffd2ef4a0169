"""Every response and every answer as one CSV file, written by the database itself.

One row for each thing that a response speaks about: each front counter, and, for answers about
everything, one row without a station. So each answer stands in the file exactly once, and a
response without any answer has a row too. The secret reference is not in it.

No cell is one that a spreadsheet takes for a formula: see `consultation/spreadsheets.py`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from django.db import connection
from django.db.models import TextChoices
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from consultation.files import Sink
from consultation.models import (
    MANY,
    Capacity,
    Channel,
    Consultation,
    Kind,
    Place,
    ProposalKind,
    QuestionKind,
    QuestionVersion,
    ResponseState,
    Restriction,
)
from consultation.report.corrected import called, corrected
from consultation.report.counting import every_wording
from consultation.spreadsheets import DANGEROUS, MARK

TELL_EVERY = 10_000  # rows


class Sort(Enum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "whole number"
    INSTANT = "date and time in UTC"


@dataclass(frozen=True)
class Column:
    """A column of the export: its heading, what it holds, and the SQL that makes it.

    `always`: it is never empty.
    """

    name: str
    meaning: str
    sql: Composable
    sort: Sort = Sort.TEXT
    always: bool = False


def _named(column: str, choices: type[TextChoices]) -> Composed:
    """SQL for the words of an enumeration instead of its codes."""
    cases = SQL(" ").join(
        SQL("WHEN {} THEN {}").format(Literal(value), Literal(str(label)))
        for value, label in choices.choices
    )
    return SQL("CASE {} {} END").format(Identifier(*column.split(".")), cases)


def _safe(column: str) -> Composed:
    """SQL for a text that no spreadsheet takes for a formula. `ascii` is the first code point."""
    return SQL("CASE WHEN ascii({0}) IN ({1}) THEN '''' || {0} ELSE {0} END").format(
        Identifier(*column.split(".")), SQL(", ").join(Literal(ord(one)) for one in DANGEROUS)
    )


def _of_residents(column: Composed) -> Composed:
    """SQL for what only a resident has: a council does not live in its borough."""
    return SQL("CASE WHEN r.kind <> {} THEN {} END").format(Literal(str(Kind.FORMAL)), column)


def _labels(choices: type[TextChoices]) -> str:
    return "; ".join(str(label) for label in choices.labels)


ABOUT_THE_RESPONSE = (
    Column(
        "response",
        "Public number of the response. A response can have several rows.",
        SQL("r.id"),
        Sort.NUMBER,
        always=True,
    ),
    Column(
        "received_at",
        "When it was received, in UTC.",
        SQL("""to_char(r.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""),
        Sort.INSTANT,
        always=True,
    ),
    Column("channel", f"{_labels(Channel)}.", _named("r.channel", Channel)),
    Column("kind", f"{_labels(Kind)}.", _named("r.kind", Kind)),
    Column("capacity", f"Speaks for: {_labels(Capacity)}.", _named("r.capacity", Capacity)),
    Column(
        "place",
        f"Lives: {_labels(Place)}. Empty for a formal reply.",
        _of_residents(_named("r.place", Place)),
    ),
    Column(
        "borough",
        "The London borough that the respondent lives in. Empty for a formal reply.",
        _of_residents(_safe("home.name")),
    ),
    Column("state", f"{_labels(ResponseState)}.", _named("r.state", ResponseState)),
    Column(
        "exclusion_rule",
        "The published rule that it is excluded under, where it is.",
        _safe("excluded.code"),
    ),
    Column(
        "station",
        "The front counter that the row is about. Empty where its answers are about everything.",
        _safe("s.name"),
    ),
    Column("station_borough", "The borough of that front counter.", _safe("b.name")),
    Column("proposal", f"{_labels(ProposalKind)}.", _named("p.kind", ProposalKind)),
)

#: Only where there is a formal reply: without one it would be empty.
ORGANISATION = Column(
    "organisation",
    "The organisation that signed it, where it is a formal reply.",
    _safe("body.name"),
)


def columns(consultation: Consultation) -> list[Column]:
    """What the export of this consultation holds, in order: one column a question at the end.

    Where an organisation has signed a formal reply, it is named, and what it answered has columns.
    """
    versions = every_wording(consultation)
    replied = any(version.question.formal for version in versions)
    found = [*ABOUT_THE_RESPONSE, *([ORGANISATION] if replied else [])]
    taken = {column.name for column in found}
    newest = {version.question.key: version for version in versions}
    several = {each[0].question.key: each for each in corrected(versions)}
    for key, version in newest.items():
        name = key.replace("-", "_")
        name = f"answer_{name}" if name in taken else name
        found.append(Column(name, _meaning(version), _safe(f"said.q{version.question_id}")))
        if key in several:
            told = _which(several[key])
            found.append(Column(f"{name}_wording", told, SQL(f"said.w{version.question_id}")))
        if version.question.kind == QuestionKind.FILE:
            number = SQL("said.{}").format(Identifier(f"n{version.question_id}"))
            told = f"{version.wording} How many files."
            found.append(Column(f"{name}_count", told, number, Sort.NUMBER))
    return found


def _which(versions: list[QuestionVersion]) -> str:
    """What the number of a wording stands for."""
    told = "; ".join(
        f"{called(versions, place)}: “{version.wording}”" for place, version in enumerate(versions)
    )
    return f"Number of the wording that was answered. {told}"


def _meaning(version: QuestionVersion) -> str:
    options = "; ".join(label for _value, label in version.options)
    return f"{version.wording} {options}." if options else version.wording


# The rows are read along two indexes that have their order, so that the first leaves at once and
# nothing waits on disk. Left to itself the planner sorts or hashes every long text first, from some
# number of responses on; or it has each of its parallel workers put all answers together anew,
# which takes twice as long.
IN_ORDER = {
    "join_collapse_limit": "1",  # places joined first would mean sorting afterwards
    "enable_sort": "off",
    "enable_hashjoin": "off",
    "enable_hashagg": "off",
    "max_parallel_workers_per_gather": "0",
}
READ_IN_ORDER = "; ".join(f"SET LOCAL {name} = {value}" for name, value in IN_ORDER.items())
READ_AS_EVER = "; ".join(f"SET LOCAL {name} TO DEFAULT" for name in IN_ORDER)
# Rows come in the order of responses. Names of tables are Django's; keys of wordings and labels of
# options are written into the query, which spares the database two joins for every answer.
ROWS = SQL("""
SELECT {columns}
FROM consultation_response r
LEFT JOIN (
    SELECT a.response_id, a.proposal_id{answers}
    FROM {said} a
    WHERE a.question_version_id = ANY({versions}::bigint[])
    GROUP BY a.response_id, a.proposal_id
) said ON said.response_id = r.id
LEFT JOIN (
    SELECT DISTINCT ON (review.response_id) review.response_id, rule.code
    FROM consultation_review review
    JOIN consultation_exclusionrule rule ON rule.id = review.rule_id
    WHERE review.verdict = 'EXCLUDE' AND rule.consultation_id = {consultation}
    ORDER BY review.response_id, review.id DESC
) excluded ON excluded.response_id = r.id AND r.state = 'EXCLUDED'
LEFT JOIN consultation_proposal p ON p.id = said.proposal_id
LEFT JOIN stations_station s ON s.id = p.station_id
LEFT JOIN stations_borough b ON b.id = s.borough_id
LEFT JOIN stations_borough home ON home.id = r.borough_id
LEFT JOIN consultation_organisation body ON body.id = r.organisation_id
WHERE r.consultation_id = {consultation}
ORDER BY r.id, said.proposal_id NULLS LAST
""")


def _answer(versions: list[QuestionVersion]) -> Composed:
    """All that one response says on one question about one thing; `versions` are its wordings.

    An aggregate only in form. If a response ever answered two wordings, both answers would be kept.
    """
    question, asked = versions[0].question, [Literal(version.pk) for version in versions]
    said = SQL("string_agg({}, E'\\n'{}) FILTER (WHERE a.question_version_id IN ({})) AS {}")
    files = question.kind == QuestionKind.FILE
    order, own = SQL(" ORDER BY a.place" if question.kind in MANY else ""), SQL(", ").join(asked)
    words = said.format(_words(versions), order, own, Identifier(f"q{question.pk}"))
    if not files:
        return words
    count = SQL("{}, nullif(count(*) FILTER (WHERE a.question_version_id IN ({})), 0) AS {}")
    return count.format(words, own, Identifier(f"n{question.pk}"))


def _wording(versions: list[QuestionVersion]) -> Composed:
    """The numbers of the wordings that one response answered; almost always one."""
    numbers = SQL(" ").join(
        SQL("WHEN {} THEN {}").format(Literal(version.pk), Literal(str(version.number)))
        for version in versions
    )
    return SQL("string_agg(DISTINCT CASE a.question_version_id {} END, ', ') AS {}").format(
        numbers, Identifier(f"w{versions[0].question_id}")
    )


def _words(versions: list[QuestionVersion]) -> Composable:
    """The text of an answer, or the label of the option it chose in the wording it was asked."""
    if versions[0].question.kind == QuestionKind.FILE:  # the name, the last part of such an answer
        return SQL(r"regexp_replace(a.text, '^(\S+ ){4}', '')")
    labels = SQL(" ").join(
        SQL("WHEN a.question_version_id = {} AND a.choice = {} THEN {}").format(
            Literal(version.pk), Literal(value), Literal(label)
        )
        for version in versions
        for value, label in version.options
    )
    said = SQL("a.choice || a.text")
    return SQL("CASE {} ELSE {} END").format(labels, said) if labels.as_string() else said


# Words whose use a person had restricted are not in a file of all.
UNRESTRICTED = SQL("""(
    SELECT response_id, question_version_id, proposal_id, place, choice,
        CASE WHEN response_id = ANY({restricted}::bigint[]) THEN '' ELSE text END AS text
    FROM consultation_answer
)""")


def _said(consultation: Consultation) -> Composable:
    """The table of answers; without the words of what is restricted, where anything is."""
    found = Restriction.objects.in_force().filter(response__consultation=consultation)
    keys = list(found.values_list("response", flat=True))
    if not keys:
        return SQL("consultation_answer")
    return UNRESTRICTED.format(restricted=Literal(keys))


# The same number by another road: what the rows of the file must come to.
READ_EXPECTED = """
SELECT
    (SELECT count(*) FROM (
        SELECT DISTINCT a.response_id, a.proposal_id
        FROM consultation_answer a
        JOIN consultation_response r ON r.id = a.response_id
        WHERE r.consultation_id = %(consultation)s
    ) AS spoken)
    + (SELECT count(*) FROM consultation_response r
        WHERE r.consultation_id = %(consultation)s
        AND NOT EXISTS (SELECT FROM consultation_answer a WHERE a.response_id = r.id))
"""


def query(consultation: Consultation) -> Composed:
    """The SELECT of the export's rows."""
    versions = every_wording(consultation)
    questions: dict[int, list[QuestionVersion]] = {}
    for version in versions:
        questions.setdefault(version.question_id, []).append(version)
    answers = [_answer(asked) for asked in questions.values()]
    answers += [_wording(asked) for asked in corrected(versions)]
    return ROWS.format(
        columns=SQL(", ").join(
            SQL("{} AS {}").format(column.sql, Identifier(column.name))
            for column in columns(consultation)
        ),
        answers=SQL("").join(SQL(", ") + one for one in answers),
        said=_said(consultation),
        versions=Literal([version.pk for version in versions]),
        consultation=Literal(consultation.pk),
    )


def write(
    consultation: Consultation, sink: Sink, *, tell: Callable[[int], None] | None = None
) -> int:
    """Write the export and return its number of rows, the heading not counted.

    `tell` is called with the number of rows so far, every 10,000. Call it inside
    `counting.snapshot()`, so that the figures beside it are of the same instant. Raises OSError
    when the disk is full.
    """
    read_rows = SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, HEADER)").format(query(consultation))
    sink.write(MARK)
    rows = -1  # the heading comes as a row too
    with _in_order(), connection.cursor() as cursor, cursor.copy(read_rows) as copy:
        for row in copy:
            sink.write(row)
            rows += 1
            if tell is not None and rows and rows % TELL_EVERY == 0:
                tell(rows)
    return rows


@contextmanager
def _in_order() -> Iterator[None]:
    """Rows are read in their order; what the same transaction asks later is planned as ever."""
    with connection.cursor() as cursor:
        cursor.execute(READ_IN_ORDER)
    yield
    with connection.cursor() as cursor:
        cursor.execute(READ_AS_EVER)


def expected_rows(consultation: Consultation) -> int:
    """How many rows the export must have, counted without making it."""
    with connection.cursor() as cursor:
        cursor.execute(READ_EXPECTED, {"consultation": consultation.pk})
        row = cursor.fetchone()
    return int(row[0]) if row else 0
