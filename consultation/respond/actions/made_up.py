"""Made-up responses for the closed copy of the worked example."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from consultation.events import record
from consultation.models import (
    Consultation,
    EventKind,
    User,
)
from consultation.respond import bulk, example_people, examples, rules
from consultation.respond.copying import copy_rows, take_keys, write
from consultation.states import Refused


@transaction.atomic
def generate(
    *,
    consultation: Consultation,
    count: int,
    seed: int,
    by: User | str,
    at: datetime,
    reviewer: User | None = None,
    reviewed: float = 0.6,
    force: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> None:
    """Store `count` made-up responses, `reviewed` of them (0 to 1) with a verdict by `reviewer`.

    They go on where earlier ones of the consultation ended. One Event for all, and one a verdict.
    `tell` hears how many are stored so far. Raises Refused where they would mix with real ones.
    """
    before = bulk.generated_before(consultation)
    refusal = "" if force else rules.why_not_generate(consultation, now=at)
    if refusal := refusal or bulk.why_not_mix(consultation, before, force=force, now=at):
        raise Refused(refusal)
    made = examples.examples(
        examples.Scene.of(consultation, at=at),
        seed=seed, first=before, count=count, reviewed=reviewed if reviewer else 0,
    )  # fmt: skip
    done = 0
    with connection.cursor() as cursor:
        cursor.execute(bulk.CHECK_AS_WE_GO)
        for batch in bulk.batches(made):
            keys = bulk.Keys(**{t: take_keys(cursor, t, n) for t, n in bulk.wanted(batch).items()})
            copy_rows(cursor, bulk.rows(batch, keys, consultation=consultation, reviewer=reviewer))
            done += len(batch)
            tell(done)
        people = example_people.rows(consultation, seed=seed, first=before, count=count)
        write(cursor, example_people.INTO, people)
    record(
        EventKind.RESPONSES_GENERATED, about=consultation, by=by, at=at,
        consultation=consultation.pk, count=done, seed=seed,
    )  # fmt: skip
