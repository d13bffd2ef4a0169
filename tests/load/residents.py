"""Residents who press "send" at moments that are fixed beforehand, however slow the site is.

How long one waited is counted from when it was due, so that a stall shows in all whom it met.
One thread and prepared requests, as in benchmarks/load.py: both cores are for the site.
"""

import heapq
import re
import selectors
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from benchmarks.journeys import REFERENCE
from benchmarks.load import CLOSE, PATIENCE, Line

MOST_LINES = 512  # open at once; more than that wait for a free one, and their time runs
PAUSE = 1.0  # seconds before another try, where no whole answer came
AGAIN = re.compile(rb"(?i)\r\nretry-after: *(\d+)")
BROKEN = 0  # instead of an HTTP status


@dataclass
class Resident:
    """One with a filled-in draft: the last POST, then a look. Times are those of perf_counter."""

    due: float
    send: bytes
    look: bytes
    give_up: float  # no try begins after this
    sent_after: float = 0.0  # seconds until the site said that it has the response
    shown_after: float = 0.0  # and from then until the receipt was there
    reference: str = ""
    ended: int = 0  # the HTTP status of the last answer
    page: bytes = b""  # of a refusal
    met: Counter[int] = field(default_factory=Counter)  # the errors before that, by HTTP status

    @property
    def sent(self) -> bool:
        """The site said that it has the response."""
        return bool(self.sent_after)

    def request(self) -> bytes:
        """What comes next."""
        return self.look if self.sent else self.send

    def hear(self, answer: bytes, now: float) -> float | None:
        """Take in an answer, empty where none came whole. Seconds to the next try, None at the end.

        A service that is away or busy is asked again when it says, or in half of the time left.
        """
        self.ended = int(answer[9:12]) if answer else BROKEN
        if self.ended in (302, 303) and not self.sent:
            self.sent_after = now - self.due
            return 0.0
        if self.ended not in (BROKEN, 503):
            found = REFERENCE.search(answer) if self.sent and self.ended == 200 else None
            self.reference = found[0].decode() if found else ""
            self.page = b"" if found else answer
            if found:
                self.shown_after = now - self.due - self.sent_after
            return None
        self.met[self.ended] += 1
        left = self.give_up - now
        if left <= 0:
            return None
        told = AGAIN.search(answer)
        return min(float(told[1]), left / 2) if told else PAUSE


class Crowd:
    """All residents of a run, and the connections on which they ask."""

    def __init__(self, port: int, residents: Sequence[Resident]) -> None:
        self.port = port
        self.residents = residents
        self.due = [(one.due, number) for number, one in enumerate(residents)]
        self.idle: list[Line] = []
        self.busy: dict[Line, Resident] = {}
        heapq.heapify(self.due)

    def go(self) -> None:
        """Until each has a receipt, is refused, or gives up."""
        with selectors.DefaultSelector() as self.ready:
            looked = time.perf_counter()
            while self.due or self.busy:
                self._send_due()
                for key, _mask in self.ready.select(self._pause()):
                    self._hear(key.data)
                if (now := time.perf_counter()) - looked > 1:
                    looked = now
                    self._drop_deaf(now)
            for line in list(self.idle):
                self._forget(line)

    def _pause(self) -> float:
        """Until somebody is due, where a line is free for them."""
        if not self.due or len(self.busy) >= MOST_LINES:
            return 1.0
        return min(1.0, max(0.0, self.due[0][0] - time.perf_counter()))

    def _send_due(self) -> None:
        while self.due and len(self.busy) < MOST_LINES and self.due[0][0] <= time.perf_counter():
            _at, number = heapq.heappop(self.due)
            self._ask(self.residents[number], number)

    def _ask(self, one: Resident, number: int) -> None:
        try:
            line = self.idle.pop() if self.idle else self._open()
        except OSError:
            self._go_on(one, number, b"")
            return
        self.busy[line] = one
        try:
            line.send(number, one.request())
        except OSError:
            self._answered(line, b"")

    def _open(self) -> Line:
        line = Line(self.port)
        self.ready.register(line.socket, selectors.EVENT_READ, line)
        return line

    def _hear(self, line: Line) -> None:
        """Take in what arrived. An idle line speaks only when it ends."""
        content = b""
        with suppress(OSError):
            content = line.socket.recv(1 << 16)
        line.received += content
        if line not in self.busy:
            if line in self.idle:
                self._forget(line)
        elif not content:
            self._answered(line, b"")
        elif line.whole():
            self._answered(line, bytes(line.received))

    def _answered(self, line: Line, answer: bytes) -> None:
        one = self.busy.pop(line)
        if not answer or CLOSE.search(answer):
            self._forget(line)
        else:
            self.idle.append(line)
        self._go_on(one, line.number, answer)

    def _go_on(self, one: Resident, number: int, answer: bytes) -> None:
        now = time.perf_counter()
        wait = one.hear(answer, now)
        if wait is not None:
            heapq.heappush(self.due, (now + wait, number))

    def _drop_deaf(self, now: float) -> None:
        for line in [one for one in self.busy if now - one.sent_at > PATIENCE]:
            self._answered(line, b"")

    def _forget(self, line: Line) -> None:
        self.ready.unregister(line.socket)
        line.socket.close()
        if line in self.idle:
            self.idle.remove(line)
