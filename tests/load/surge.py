"""The last minutes before a deadline: many at once, a process killed, and some who are late.

Who had begun in time may send within the grace, and who was turned away by an error tries again in
it. Who comes after that is refused, reads so, and keeps the draft. Then the book is closed.
"""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from tests.chaos.__main__ import drained
from tests.chaos.stack import TARGETS, Stack
from tests.load.counting import Found, met, one_number, stored, times
from tests.load.prepared import Drafts
from tests.load.residents import Crowd, Resident

SLUG = "the-last-minute"
PUBLISHING = 30.0  # seconds, before anybody comes
AFTER = 5.0  # seconds that they go on to come after the deadline, and after its grace
KILLED = {"web child": 0.5, "worker child": 0.75}  # at which part of the time before the deadline
MOST_SHED = 0.2
DRAIN = 60.0  # seconds, as consultation/publish/closing.py has it
CLOSING = DRAIN + 60.0  # seconds from the end of the grace
KEPT = "You did not send your answers in time, so they do not count. They are shown below."
READ_TOO_LATE = """
SELECT count(*) FROM consultation_response response
JOIN consultation_consultation consultation ON consultation.id = response.consultation_id
WHERE consultation.slug = %s AND (received_at > closes_at + make_interval(mins => grace_minutes)
    OR in_grace <> (received_at > closes_at))
"""
READ_DRAFTS = """
SELECT count(*) FROM consultation_draft
WHERE token_hash = ANY(%s) AND sent_at IS NULL AND answers <> '{}'
"""
READ_CLOSING = """
SELECT responses FROM consultation_closing closing
JOIN consultation_consultation consultation ON consultation.id = closing.consultation_id
WHERE consultation.slug = %s
"""
READ_CLOSE_LOGGED = """
SELECT count(*) FROM consultation_logentry WHERE kind = 'close' AND text LIKE %s
"""


@dataclass
class Deadline:
    """When it closes, by the clock on the wall, and how to tell it by the other one."""

    closes_at: datetime
    grace: int  # minutes
    offset: float = field(default_factory=lambda: time.perf_counter() - time.time())

    @property
    def closes(self) -> float:
        """As time.perf_counter() tells it."""
        return self.closes_at.timestamp() + self.offset

    @property
    def over(self) -> float:
        """The end of the grace."""
        return self.closes + 60 * self.grace


@dataclass
class Came:
    """Who came in time, within the grace, and too late."""

    drafts: Drafts
    in_time: list[Resident]
    late: list[Resident]

    @classmethod
    def at(cls, drafts: Drafts, deadline: Deadline, seconds: float, rate: float) -> "Came":
        """At so many a second: before the deadline and a little after; and after the grace."""
        first, last = deadline.closes - seconds, deadline.closes + AFTER
        in_time = [first + number / rate for number in range(round((last - first) * rate))]
        late = [deadline.over + 1 + number / rate for number in range(round(AFTER * rate))]
        return cls(
            drafts,
            drafts.residents(in_time, give_up=deadline.over - 1),
            drafts.residents(late, give_up=deadline.over + CLOSING),
        )


def surge(folder: Path, seconds: float, rate: float, grace: int) -> Found:
    """One run, with all that it keeps in the folder, which it makes. `grace`: in minutes."""
    stack = Stack(folder)
    try:
        stack.start()
        count = round((seconds + 2 * AFTER) * rate) + 1
        stack.inside("draft_closing", SLUG)
        drafts = Drafts.make(stack, SLUG, count, asks=3)
        deadline = Deadline(datetime.now(UTC) + timedelta(seconds=PUBLISHING + seconds), grace)
        stack.inside("publish_closing", SLUG, deadline.closes_at.isoformat(), grace)
        came = Came.at(drafts, deadline, seconds, rate)
        if came.in_time[0].due < time.perf_counter():
            raise RuntimeError("Publishing took longer than there was time.")
        killed = killing(stack, deadline, seconds)
        Crowd(stack.port, [*came.in_time, *came.late]).go()
        closed = close_of(stack, deadline)
        took, _left, _again = drained(stack)
        found = stored(stack, SLUG, came.in_time)
        wrong = found.pop("wrong") | judged(stack, came, closed, found["rows"])
        wrong |= {f"{name} not killed": int(name not in killed) for name in KILLED}
        return Found(
            seconds, rate, len(came.in_time), sum(bool(one.reference) for one in came.in_time),
            refused=sum(one.ended == 403 for one in came.late), drained=round(took, 1),
            wrong=wrong, killed=killed, met=met(came.in_time), **times(came.in_time), **found,
        )  # fmt: skip
    finally:
        stack.end()


def killing(stack: Stack, deadline: Deadline, seconds: float) -> dict[str, int]:
    """Have each killed at its moment, while residents come; fills what it returns."""
    killed: dict[str, int] = {}
    stack.young = 0.0  # each dies once, so nothing gives up

    def strike() -> None:
        for name, part in KILLED.items():
            target = next(one for one in TARGETS if one.name == name)
            moment = deadline.closes - seconds * (1 - part)
            time.sleep(max(0.0, moment - time.perf_counter()))
            if stack.kill(target, random.Random(0)):
                killed[name] = 1

    threading.Thread(target=strike, daemon=True).start()
    return killed


def close_of(stack: Stack, deadline: Deadline) -> int | None:
    """How many responses the book held when it was closed; None where it is not in time."""
    with psycopg.connect(stack.database(), autocommit=True) as line:
        while time.perf_counter() < deadline.over + CLOSING:
            if found := line.execute(READ_CLOSING, [SLUG]).fetchone():
                return int(found[0])
            time.sleep(1)
    return None


def judged(stack: Stack, came: Came, closed: int | None, rows: int) -> dict[str, int]:
    """What must be 0 about a deadline."""
    shed = sum(one.met[503] for one in came.in_time)
    asked = len(came.in_time) + shed
    late = came.drafts.hashes(len(came.in_time), len(came.late))
    close = f"%consultation {SLUG}\nresponses {closed}\n%"
    with psycopg.connect(stack.database()) as line:
        return {
            "lost": sum(not one.reference for one in came.in_time),
            "turned away, and never let in": sum(
                bool(one.met) and not one.reference for one in came.in_time
            ),
            "accepted after the close": one_number(line, READ_TOO_LATE, SLUG),
            "late, and not refused with a page": unreadable(came.late),
            "drafts of late ones not kept": len(late) - one_number(line, READ_DRAFTS, late),
            "book not closed over all rows": int(closed != rows),
            "close not in the log": 1 - one_number(line, READ_CLOSE_LOGGED, close),
            f"shed above {MOST_SHED:.0%}": int(shed > MOST_SHED * asked),
        }


def unreadable(late: Sequence[Resident]) -> int:
    """Who was not told that it is over, and that the draft is kept."""
    words = ("This consultation closed at", KEPT)
    pages = [(one.ended, one.page.decode(errors="replace")) for one in late]
    return sum(status != 403 or any(one not in page for one in words) for status, page in pages)
