"""Which worker is deaf: it lives, work of its queue waits, and it does nothing.

A worker may be alive and take nothing from its queue any more, after its broker was away or after
its machine froze. That it lives says nothing, and neither does its answer to a ping. So the age of
the oldest row that is due is looked at, and whether the worker talks to the database: celery.py
gives its sessions its name. One that is at work is left alone, however long it takes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from consultation import emails
from consultation.celery import MAIL, REPORTS, WORK
from consultation.waiting import LONGEST

LATE = 30.0  # seconds that a due row may wait before somebody looks whether anybody works
QUIET = 20.0  # seconds without a sign of work
SETTLED = 60.0  # seconds; one that was started since is left alone
LOOK = 1.0  # seconds between two looks
ANSWER = 2.0  # seconds that the broker has

#: What waits in each queue, by what waiting.py calls it.
WAITS = {
    REPORTS: ("report",),
    WORK: (
        "import", "verdict on many", "search for words in all responses",
        "response to be screened", "response to be tallied",
    ),
    MAIL: ("message",),
}  # fmt: skip
# Between two statements of one transaction a worker may wait for a mail server, or count; outside
# of one it has nothing to wait for. One whose own process is frozen leaves the database waiting.
READ_AT_WORK = """
SELECT DISTINCT application_name FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND (
    state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'
    OR state_change > clock_timestamp()
        - CASE WHEN xact_start IS NULL THEN interval '3 seconds' ELSE %s * interval '1 second' END
)
"""
IN_TRANSACTION = emails.LAST_WORD + 15.0  # seconds


def late(queue: str, at: datetime) -> bool:
    """Something of this queue has waited too long."""
    return any(LONGEST[kind](at) > LATE for kind in WAITS[queue])


def at_work() -> set[str]:
    """The names of workers, such as mail@host, that have just done something."""
    with connection.cursor() as cursor:
        cursor.execute(READ_AT_WORK, [IN_TRANSACTION])
        return {name for (name,) in cursor.fetchall() if "@" in name}


def broker_answers() -> bool:
    """It can be talked to; where not, no worker is to blame, and none would do better."""
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=ANSWER,
            socket_connect_timeout=ANSWER,
            retry=Retry(NoBackoff(), 0),
        ) as line:
            return bool(line.ping())
    except redis.RedisError:
        return False


def written(schedule: Path) -> float:
    """When the clock last wrote its file, in seconds of the epoch; 0 where there is none.

    What writes it for Python adds an ending to the name, or writes beside it.
    """
    found = schedule.parent.glob(f"{schedule.name}*")
    return max((path.stat().st_mtime for path in found), default=0.0)


@dataclass
class Watch:
    """What was seen so far; times are monotonic."""

    seen: dict[str, float] = field(default_factory=dict)  # when each queue last was worked at

    def excuse(self, queues: Collection[str], now: float) -> None:
        """Begin anew with these: for a reason that is not theirs they may have done nothing."""
        self.seen.update(dict.fromkeys(queues, now))

    def deaf(self, started: Mapping[str, float], *, at: datetime, now: float) -> list[str]:
        """The queues whose workers are deaf.

        :param started: when the worker of each queue was started.
        """
        self.excuse({name.partition("@")[0] for name in at_work()}, now)
        found = []
        for queue, moment in started.items():
            quiet = now - self.seen.setdefault(queue, now)
            if quiet > QUIET and now - moment > SETTLED and late(queue, at):
                found.append(queue)
        return found
