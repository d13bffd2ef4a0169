"""A table of any two things, counted when it is asked for: from one narrow row a response.

What a response chose out of a question's options becomes one number, a bit for each option, so one
pass over the rows serves any table; a response that chose two options stands under both.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils.formats import date_format

from consultation.models import (
    CLOSED,
    Capacity,
    Channel,
    Consultation,
    Proposal,
    QuestionVersion,
    Saying,
    Tally,
)
from stations.models import Borough

LONGEST = "5s"  # that a table is counted for
READ_LIMIT = "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true)"
READ_NO_LIMIT = "SET LOCAL statement_timeout = DEFAULT"
CANCELLED = "57014"  # what the server calls a statement that took too long
MOST_OPTIONS = 40  # of a question that is crossed: they are bits of one number
QUESTION = "question-"  # how the name of a question among the dimensions begins


class TooSlow(Exception):
    """Counting it took longer than it may."""


@dataclass(frozen=True)
class Dimension:
    """One way to tell responses apart.

    `expression` makes a key of a row, or a number of bits where `bits` has the key of each. One
    that is `spread` has a response in several rows, so that no total can be made of them.
    """

    name: str
    label: str
    expression: str
    parameters: tuple[Any, ...]
    told: Callable[[Any], str]
    order: tuple[Any, ...] = ()
    bits: tuple[str, ...] = ()
    spread: bool = False


@dataclass(frozen=True)
class Crossed:
    """The table: labels, numbers row by row, and totals in which each response is once.

    `across` and `down` are empty where a response stands in several rows or columns and no total
    could be made.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: tuple[tuple[int, ...], ...]
    across: tuple[int, ...]
    down: tuple[int, ...]
    base: int


def dimensions(
    consultation: Consultation, versions: Sequence[QuestionVersion], *, about: Proposal | None
) -> dict[str, Dimension]:
    """All that a table can be made of, by name. Two queries.

    :param about: of questions about each proposal, the answers about this one.
    """
    boroughs = dict(Borough.objects.order_by("name").values_list("pk", "name"))
    homes = boroughs | {Tally.OUTSIDE: "Outside London", Tally.NOT_SAID: "Not said"}
    found = [
        _plain("channel", "Channel", Channel.labels, Channel.values),
        _plain("capacity", "Whom it speaks for", Capacity.labels, Capacity.values),
        Dimension("home", "Where they live", "t.home", (), homes.__getitem__, tuple(homes)),
        Dimension(
            "counter", "Borough of the front counter", "c.borough", (),
            lambda key: boroughs.get(key, "No front counter named"), (*boroughs, 0), spread=True,
        ),
        Dimension(
            "day", "Day received", "t.received_on", (), lambda day: date_format(day, "j F Y"),
        ),
        *_questions(consultation, versions, about),
    ]  # fmt: skip
    return {one.name: one for one in found}


def _plain(name: str, label: str, labels: Sequence[Any], values: Sequence[str]) -> Dimension:
    told = dict(zip(values, map(str, labels), strict=True))
    return Dimension(name, label, f"t.{name}", (), told.__getitem__, tuple(values))


def _questions(
    consultation: Consultation, versions: Sequence[QuestionVersion], about: Proposal | None
) -> list[Dimension]:
    """Those that are answered out of a list. One query."""
    asked = [
        one
        for one in versions
        if one.question.kind in CLOSED and 0 < len(one.options) <= MOST_OPTIONS
    ]
    sayings: dict[tuple[int | None, int | None, str], int] = {
        (one.question_version_id, one.proposal_id, one.choice): one.pk
        for one in Saying.objects.filter(consultation=consultation, question_version__in=asked)
    }
    made = []
    for one in asked:
        of = about.pk if about is not None and one.question.scope == "PROPOSAL" else None
        options = dict(one.options)
        keys = [sayings.get((one.pk, of, str(value)), 0) for value in options]
        bits = " | ".join(f"((%s = ANY(t.said))::int::bigint << {n})" for n in range(len(keys)))
        several = len([1 for each in asked if each.question_id == one.question_id]) > 1
        wording = f" (wording {one.number})" if several else ""
        made.append(Dimension(
            f"{QUESTION}{one.pk}", f"{one.short}{wording}", f"({bits})", tuple(keys), str,
            bits=(*map(str, options.values()), "No answer"),
        ))  # fmt: skip
    return made


def cross(
    consultation: Consultation,
    rows: Dimension,
    columns: Dimension,
    *,
    about: Proposal | None = None,
    boroughs: Iterable[int] | None = None,
) -> Crossed:
    """Count one table, from what the tallies hold now. Three queries. Raises TooSlow.

    :param about: responses that speak about it, and no others.
    :param boroughs: responses that speak about a front counter in one of these, or came from one.
    """
    spread = rows.spread or columns.spread
    where, told = ["t.consultation_id = %s"], [consultation.pk]
    if about is not None:
        where.append("%s = ANY(t.said)")
        told.append(_about(consultation, about))
    if boroughs is not None:
        where.append("(t.boroughs && %s::int[] OR t.home = ANY(%s))")
        told += [list(boroughs), list(boroughs)]  # type: ignore[list-item]
    each = (
        "CROSS JOIN LATERAL unnest(CASE WHEN t.boroughs = ARRAY[]::int[] THEN ARRAY[0] "
        "ELSE t.boroughs END) AS c(borough)"
    )
    # Put together of the constants above; values are bound.
    statement = (
        f"SELECT {rows.expression}, {columns.expression}, count(*) "  # noqa: S608
        f"FROM consultation_tallied AS t {each if spread else ''} "
        f"WHERE {' AND '.join(where)} GROUP BY 1, 2"
    )
    counted = _counted(statement, [*rows.parameters, *columns.parameters, *told])
    return _laid_out(counted, rows, columns)


def _about(consultation: Consultation, about: Proposal) -> int:
    rows = Saying.objects.filter(consultation=consultation, question_version=None, proposal=about)
    return rows.values_list("pk", flat=True).first() or 0


def _counted(read_statement: str, told: list[Any]) -> list[tuple[Any, Any, int]]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(READ_LIMIT, [LONGEST])
            cursor.execute(read_statement, told)
            counted = cursor.fetchall()
            cursor.execute(READ_NO_LIMIT)
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", "") == CANCELLED:  # not a lost server
            raise TooSlow from problem
        raise
    return counted


def _keys(dimension: Dimension, key: Any) -> list[Any]:
    """Where a group stands: under each option that it has the bit of, or under its one key."""
    if not dimension.bits:
        return [key]
    last = len(dimension.bits) - 1
    return [place for place in range(last) if key >> place & 1] or [last]


def _laid_out(
    counted: Sequence[tuple[Any, Any, int]], rows: Dimension, columns: Dimension
) -> Crossed:
    cells: Mapping[Any, Counter[Any]] = defaultdict(Counter)
    across: Counter[Any] = Counter()
    down: Counter[Any] = Counter()
    for row, column, number in counted:
        for key in _keys(rows, row):
            across[key] += number
            for other in _keys(columns, column):
                cells[key][other] += number
        for other in _keys(columns, column):
            down[other] += number
    in_order = [_in_order(rows, across), _in_order(columns, down)]
    first, second = in_order
    return Crossed(
        rows=tuple(_label(rows, key) for key in first),
        columns=tuple(_label(columns, key) for key in second),
        numbers=tuple(tuple(cells[key][other] for other in second) for key in first),
        across=() if columns.spread else tuple(across[key] for key in first),
        down=() if rows.spread else tuple(down[key] for key in second),
        base=sum(number for _row, _column, number in counted),
    )


def _label(dimension: Dimension, key: Any) -> str:
    return dimension.bits[key] if dimension.bits else dimension.told(key)


def _in_order(dimension: Dimension, found: Mapping[Any, int]) -> list[Any]:
    """Every option of a question; of the rest what occurs, in its own order."""
    if dimension.bits:
        return list(range(len(dimension.bits)))
    if not dimension.order:
        return sorted(found)
    return [key for key in dimension.order if key in found]
