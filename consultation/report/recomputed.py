"""A report counted again, from the record as it was: are the figures the same to the last byte?

Where nothing has happened since, the record is counted as it is. Otherwise it is put back, beside
the real tables and for this one transaction, to what the events up to the report's checkpoint say:
each response, petition, meeting and formal reply in the state that it had then, and nothing that
came later. Not everything that a report shows is in the events; such parts are told apart.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from consultation.models import (
    EventKind,
    FormalReply,
    FormalReplyState,
    Meeting,
    MeetingState,
    Petition,
    PetitionState,
    PlaceFigures,
    Report,
    ReportKind,
    Response,
    ResponseState,
)
from consultation.report.counting import Subject, snapshot
from consultation.report.edition import Figures
from consultation.report.figures import compute, compute_results
from consultation.report.queries import last_event, of_what_came_in
from consultation.states import MOVES

#: Tables that rest on more than the events tell: groups of texts, and words taken out since.
NOT_IN_EVENTS = ("copies", "redactions")
#: How each noun begins, where that is an event of its own.
BEGAN: dict[type[models.Model], dict[str, str]] = {
    Response: {EventKind.RESPONSE_RECEIVED: ResponseState.RECEIVED},
    Petition: {EventKind.PETITION_RECORDED: PetitionState.CURRENT},
    Meeting: {EventKind.MEETING_ANNOUNCED: MeetingState.ANNOUNCED},
    FormalReply: {EventKind.REPLY_BEGUN: FormalReplyState.DRAFT},
}
# A row without any event keeps its state: it was there before events were kept.
SHADOW = """
CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS
WITH happened AS MATERIALIZED (
    SELECT substr(about, %(cut)s)::bigint AS id, id AS event, kind
    FROM consultation_event
    WHERE consultation = %(consultation)s AND about LIKE %(named)s AND kind = ANY(%(kinds)s)
), was AS MATERIALIZED (
    SELECT DISTINCT ON (id) id, kind FROM happened WHERE event <= %(event)s ORDER BY id, event DESC
)
SELECT {columns}
FROM {table} AS now LEFT JOIN was ON was.id = now.id
WHERE now.consultation_id = %(consultation)s
AND (was.id IS NOT NULL OR now.id NOT IN (SELECT id FROM happened))
"""
REVIEWS = """
CREATE TEMPORARY TABLE consultation_review ON COMMIT DROP AS
SELECT w.* FROM consultation_review w WHERE w.at <= %(at)s
AND w.response_id IN (SELECT id FROM consultation_response)
"""


class CannotRecompute(Exception):
    """There is nothing to compare, or the record cannot be put back. Its text says why."""


@dataclass(frozen=True)
class Recomputed:
    """What came of it: the figures that differ, by place and key, and what the events do not tell.

    `moved_on`: the record has newer events, so it was put back to the checkpoint.
    """

    figures: int
    moved_on: bool
    differs: list[str]
    not_told: list[str]

    @property
    def same(self) -> bool:
        """Every figure that the record tells is the same, to the byte."""
        return not self.differs


def recompute(report: Report) -> Recomputed:
    """Count a report again. Writes nothing that lasts.

    Raises CannotRecompute where it has no figures, or where an event was recorded under a lower
    number after the report was counted, so that the record of then cannot be told from later.
    """
    if report.figures is None or report.figures_at is None:
        raise CannotRecompute("This report has no figures.")
    kept = Figures.from_json(report.figures)
    moved_on = last_event(report.consultation) != (kept.event, kept.events)
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        if moved_on:
            _put_back(report, kept, report.figures_at)
        with snapshot():
            made = dict(_made(report, report.figures_at))
        transaction.set_rollback(True)
    return _compared(dict(_kept(report, kept)), made, kept, moved_on)


def _compared(
    stored: dict[str, Figures], made: dict[str, Figures], kept: Figures, moved_on: bool
) -> Recomputed:
    differs = sorted(stored.keys() ^ made.keys())
    not_told: set[str] = set()
    for place in stored.keys() & made.keys():
        again = replace(made[place], event=kept.event, events=kept.events, heads=kept.heads)
        for key in _different(stored[place], again):
            name = f"{place}: {key}"
            loose = moved_on and key.split(".")[0] in (*NOT_IN_EVENTS, "quotes")
            not_told.add(name) if loose else differs.append(name)
    figures = sum(len(row.figures) for one in stored.values() for row in _rows(one))
    return Recomputed(figures, moved_on, sorted(differs), sorted(not_told))


def _rows(figures: Figures) -> Iterator[Any]:
    for table in figures.tables:
        yield from (*table.rows, *([table.foot] if table.foot else []))


def _bytes(value: Any) -> bytes:
    """Figures as they are kept, always in one form."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode()


def _different(stored: Figures, made: Figures) -> Iterator[str]:
    """The keys of the tables, and whatever else, that are not the same bytes."""
    one, other = stored.as_json(), made.as_json()
    if _bytes(one) == _bytes(other):
        return
    tables = [{table["key"]: table for table in each.pop("tables")} for each in (one, other)]
    for key in sorted(tables[0].keys() | tables[1].keys()):
        if _bytes(tables[0].get(key)) != _bytes(tables[1].get(key)):
            yield key
    yield from (key for key in sorted(one) if _bytes(one[key]) != _bytes(other[key]))


def _kept(report: Report, kept: Figures) -> Iterator[tuple[str, Figures]]:
    yield "the whole", kept
    places = PlaceFigures.objects.filter(report=report).select_related("station", "borough")
    for one in places:
        yield str(one.station or one.borough), Figures.from_json(one.figures)


def _made(report: Report, at: datetime) -> Iterator[tuple[str, Figures]]:
    if report.kind != ReportKind.RESULTS:
        kind = ReportKind(report.kind)
        subject = Subject(report.consultation, kind, station=report.station, borough=report.borough)
        yield "the whole", compute(subject, at=at)
        return
    found = compute_results(report.consultation, at=at)
    yield "the whole", found.whole
    yield from ((str(place), one) for place, one in found.boroughs.items())
    yield from ((str(place), one) for place, one in found.stations.items())


def _put_back(report: Report, kept: Figures, at: datetime) -> None:
    """Shadow the tables with what they held: a temporary table is found before a real one."""
    then = of_what_came_in(report.consultation).filter(pk__lte=kept.event).count()
    if then != kept.events:
        raise CannotRecompute(
            f"There are {then} events up to number {kept.event} now, and there were {kept.events}: "
            "some were recorded at the same moment as the report was counted."
        )
    with connection.cursor() as cursor:
        for model in BEGAN:
            cursor.execute(*_shadow(model, report, kept.event))
        cursor.execute(REVIEWS, {"at": at})


def _shadow(model: type[models.Model], report: Report, event: int) -> tuple[str, dict[str, Any]]:
    ended_in = {str(kind): str(to) for (_before, to), kind in MOVES[model].items()}
    states = {**BEGAN[model], **ended_in}
    told = " ".join(f"WHEN '{kind}' THEN '{state}'" for kind, state in states.items())
    columns = ", ".join(
        f"CASE was.kind {told} ELSE now.state END AS state"
        if field.column == "state"
        else f'now."{field.column}"'
        for field in model._meta.local_fields
    )
    name = f"{model._meta.model_name}:"
    statement = SHADOW.format(table=model._meta.db_table, columns=columns)
    return statement, {
        "consultation": report.consultation_id,
        "named": f"{name}%",
        "cut": len(name) + 1,
        "kinds": list(states),
        "event": event,
    }
