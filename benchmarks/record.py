"""The record of what happened at ten million events: how long a page of it takes, by filter."""

import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from consultation.audit import queries  # noqa: E402
from consultation.audit.queries import ChosenEvents  # noqa: E402
from consultation.models import EventKind, User  # noqa: E402

EVENTS = int(os.environ.get("EVENTS", 10_000_000))
TURNS = 7
# Two thousand accounts, a hundred consultations, every kind, three years.
FILL = """
INSERT INTO consultation_event (kind, about, consultation, actor, by, at, facts)
SELECT kinds[1 + (random() * random() * (array_length(kinds, 1) - 1))::int],
    'response:' || (n / 10), 1 + n %% 100, 'staff', 1 + (random() * 2000)::int,
    timestamptz '2023-11-26' + n * interval '9.4 seconds', '{}'
FROM generate_series(1, %s) AS n, (SELECT %s::text[] AS kinds) AS known
"""


def chosen() -> dict[str, ChosenEvents]:
    """What is asked for, and what it is called."""
    return {
        "everything": ChosenEvents(),
        "the most usual kind": ChosenEvents(kind=EventKind.ACCOUNT_MADE),
        "a rare kind": ChosenEvents(kind=EventKind.MESSAGE_BOUNCED),
        "one response": ChosenEvents(about="response:500000"),
        "a day two years ago": ChosenEvents(since="2024-11-26", until="2024-11-26"),
        "a kind on a day two years ago": ChosenEvents(
            kind=EventKind.ROLE_GRANTED, since="2024-11-26", until="2024-11-26"
        ),
        "one account": ChosenEvents(by="Bench Person"),
        "one account, one kind": ChosenEvents(by="Bench Person", kind=EventKind.ROLE_GRANTED),
    }


def run() -> None:
    """Print a line a filter: median and worst of a page with its count, in milliseconds."""
    from tests.factories import UserFactory

    with transaction.atomic():
        reader = UserFactory(pk=1000, name="Bench Person", is_superuser=True)
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(FILL, [EVENTS, [str(one) for one in EventKind.values]])
            cursor.execute("ANALYZE consultation_event")
        print(f"{EVENTS:,} events in {time.perf_counter() - began:.0f} s")
        for name, one in chosen().items():
            print(f"{name:32} " + _timed(one, reader))
        transaction.set_rollback(True)


def _timed(one: ChosenEvents, reader: User) -> str:
    spent = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        page = queries.page_of(one, reader, before=None, after=None)
        count = queries.count_of(one, reader)
        queries.people_in(page.rows)
        spent.append(1000 * (time.perf_counter() - began))
        deep = page.older
    began = time.perf_counter()
    queries.page_of(one, reader, before=deep, after=None)
    onward = 1000 * (time.perf_counter() - began)
    return (
        f"{statistics.median(spent):7.1f} ms, worst {max(spent):7.1f}, onward {onward:6.1f}; "
        f"{count:,} counted, {len(page.rows)} shown"
    )


if __name__ == "__main__":  # python -m tests.servers python -m benchmarks.record, once migrated
    run()
