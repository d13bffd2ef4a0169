"""Residents who do not give up: each goes through all pages, and tries until the receipt is there.

As a person with a browser does, they open the page again after an error and go on from what it
shows. What each has written is kept, to be compared with what is stored.
"""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from uuid import UUID

from benchmarks.journeys import (
    ANSWERS,
    COOKIE,
    FIRST_COUNTER,
    HIDDEN,
    ONWARD,
    REFERENCE,
    START,
)
from benchmarks.load import Line, get, post

PAUSE = 0.5  # seconds after an error
PATIENCE = 240.0  # seconds that one goes on trying after the last response was begun
WORDS = "{key}: Größe – 警察 costs £5 & more.\r\nIt is the only counter I reach on foot."


@dataclass
class Sent:
    """One response as its sender knows it. `key` stands in each of its texts and in the address."""

    key: str
    reference: str = ""

    @property
    def email(self) -> str:
        """Where its receipt goes."""
        return f"{self.key}@example.com"

    def answers(self, page: str) -> dict[str, str]:
        """What is answered on a page, by the last part of its address."""
        given = {
            **ANSWERS,
            "view": {"stance": "OPPOSE", "reasons": WORDS.format(key=self.key)},
            "harder-how": {"harder-how": f"{self.key}: By far."},
            "instead": {"instead": f"{self.key}: Open it three days a week."},
            "copy": {"email": self.email},
        }
        return given.get(page, {})


@dataclass
class Crowd:
    """All residents of a run."""

    port: int
    seed: int
    sent: list[Sent] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)  # the errors that they met
    over: threading.Event = field(default_factory=threading.Event)
    give_up: float = 0.0  # monotonic; 0 while the run goes on

    def begin(self, number: int) -> list[threading.Thread]:
        """So many begin to respond, each one response after the other."""
        threads = [threading.Thread(target=self._respond, args=(one,)) for one in range(number)]
        for thread in threads:
            thread.start()
        return threads

    def _respond(self, number: int) -> None:
        chance = random.Random(f"{self.seed}/{number}")
        while not self.over.is_set():
            one = Sent(UUID(int=chance.getrandbits(128)).hex)
            self.sent.append(one)
            browser = Browser(self, str(IPv4Address(chance.getrandbits(32))))
            browser.respond(one)
            browser.close()

    def end(self) -> None:
        """Nobody begins another response; those who have begun one go on for a while."""
        self.over.set()
        self.give_up = time.monotonic() + PATIENCE

    def waits(self) -> bool:
        """Somebody may still try."""
        return not self.give_up or time.monotonic() < self.give_up


class Browser:
    """One browser: it keeps its cookies, follows where it is sent, and connects again."""

    def __init__(self, crowd: Crowd, address: str) -> None:
        self.crowd, self.address = crowd, address
        self.line: Line | None = None
        self.cookies: dict[str, str] = {}

    def respond(self, one: Sent) -> None:
        """From the start page to the receipt, whose reference is noted."""
        path = START
        while self.crowd.waits():
            status, page = self.ask(path)
            if status in (301, 302, 303):
                path = page.decode()
            elif status != 200:
                time.sleep(PAUSE)
            elif path.endswith("/sent/"):
                found = REFERENCE.search(page)
                one.reference = found[0].decode() if found else "none"
                return
            else:
                path = self.go_on(path, page, one)

    def close(self) -> None:
        """Let go of the connection."""
        if self.line is not None:
            self.line.socket.close()
        self.line = None

    def go_on(self, path: str, page: bytes, one: Sent) -> str:
        """Fill in the page and send it; where to look next, which is this page after an error."""
        fields = {name.decode(): value.decode() for name, value in HIDDEN.findall(page)}
        slug = path.rstrip("/").rsplit("/", 1)[-1]
        fields |= one.answers(slug)
        if slug == "stations" and (first := FIRST_COUNTER.search(page)):
            fields["proposals"] = first[1].decode()
        status, onward = self.ask(path, fields)
        if status == 303:
            return onward.decode()
        time.sleep(PAUSE)
        return path

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, bytes]:
        """One request; the status, and the page or where to go. 0 where no whole answer came."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if fields is None:
            request = get(path, cookies, self.address)
        else:
            request = post(path, fields, cookies, self.address)
        try:
            self.line = self.line or Line(self.crowd.port)
            answer = self.line.exchange(request)
        except OSError as problem:
            self.crowd.met[type(problem).__name__] += 1
            self.close()
            return 0, b""
        head, _, page = answer.partition(b"\r\n\r\n")
        for name, value in COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        status = int(answer[9:12])
        if status >= 400:
            self.crowd.met[str(status)] += 1
        onward = ONWARD.search(head)
        return status, onward[1] if onward else page
