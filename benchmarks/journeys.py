"""Whole journeys, from the start page to the receipt: every page fetched, filled in and posted.

Each visitor is a thread with one connection, who reads the hidden fields of a page before posting
it, as a browser does. At first they go on without a pause; then as many set out a second as four
fifths of that, and each page is timed.
"""

import re
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from benchmarks.ground import OPEN, Ground
from benchmarks.load import Line, get, post
from benchmarks.result import Result

VISITORS = 8
RATE = 20.0  # whole journeys a second
SLOWEST = 250.0  # milliseconds, 95 of 100 pages
SHARE = 0.8  # of the rate, at which pages are timed
START = f"/consultations/{OPEN}/respond/"
HIDDEN = re.compile(rb'name="(csrfmiddlewaretoken|seen)"[^>]*? value="([^"]*)"')
FIRST_COUNTER = re.compile(rb'name="proposals" id="[^"]*" value="(\d+)"')
COOKIE = re.compile(rb"(?i)\r\nset-cookie: *([^=]+)=([^;\r]*)")
ONWARD = re.compile(rb"(?i)\r\nlocation: *([^\r]+)")
REFERENCE = re.compile(rb"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
WORDS = "It is the only counter that I can reach on foot, and the bus goes once an hour. " * 3
#: What a visitor answers, by the last part of the page's address.
ANSWERS = {
    "capacity": {"capacity": "MYSELF"},
    "place": {"where": "E09000026"},
    "view": {"stance": "OPPOSE", "reasons": WORDS},
    "harder": {"harder": "DISTANCE"},
    "harder-how": {"harder-how": WORDS},
    "instead": {"instead": "Open it three days a week."},
    "evidence": {"evidence": ""},
    "document": {},
    "publish": {"publish": "WORDS"},
    "copy": {"email": ""},
    "check": {"privacy": "on"},
    "equality": {"willing": "NO"},
}


@dataclass
class Outcome:
    """What came of it: whole journeys, milliseconds of each page, and what went wrong."""

    whole: int = 0
    pages: int = 0
    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Whole journeys a second."""
        return self.whole / self.seconds

    def within(self, share: float) -> float:
        """Milliseconds that this share of the pages (0 to 1) stayed within."""
        return sorted(self.took)[int(share * (len(self.took) - 1))]


class Visitor:
    """One browser: it keeps its cookies, and follows where it is sent."""

    def __init__(self, port: int, outcome: Outcome) -> None:
        self.line = Line(port)
        self.outcome = outcome
        self.cookies: dict[str, str] = {}
        self.address = ""

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, bytes]:
        """One request, a POST where there are fields; the status, and the page or where to go."""
        cookies = "; ".join(f"{name}={one}" for name, one in self.cookies.items())
        if fields is None:
            request = get(path, cookies, self.address)
        else:
            request = post(path, fields, cookies, self.address)
        begun = time.perf_counter()
        answer = self.line.exchange(request)
        self.outcome.took.append((time.perf_counter() - begun) * 1000)
        head, _, page = answer.partition(b"\r\n\r\n")
        for name, value in COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        onward = ONWARD.search(head)
        return int(answer[9:12]), onward[1] if onward else page

    def journey(self) -> str:
        """From the start to the receipt; what went wrong, or nothing."""
        self.cookies.clear()
        self.address = str(IPv4Address(secrets.randbits(32)))
        path = START
        for _turn in range(30):
            status, page = self.ask(path)
            if status != 200:
                return f"GET {path}: {status}"
            if path.endswith("/sent/"):
                return "" if REFERENCE.search(page) else "no reference on the receipt"
            hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(page)}
            slug = path.rstrip("/").rsplit("/", 1)[-1]
            answers = ANSWERS.get(slug, {})
            if slug == "stations":
                answers = {"proposals": FIRST_COUNTER.findall(page)[1].decode()}
            status, onward = self.ask(path, hidden | answers)
            if status != 303:
                return f"POST {path}: {status}"
            self.outcome.pages += 1
            path = onward.decode()
        return "the journey does not end"


def travel(port: int, count: int, *, every: float = 0.0) -> Outcome:
    """So many journeys by VISITORS; where `every` is given, one sets out every so many seconds."""
    outcome = Outcome()
    waiting, started = deque(range(count)), time.perf_counter()

    def visit() -> None:
        visitor = Visitor(port, outcome)
        while True:
            try:
                number = waiting.popleft()
            except IndexError:
                return
            time.sleep(max(0.0, started + number * every - time.perf_counter()))
            if wrong := visitor.journey():
                outcome.wrong.append(wrong)
            else:
                outcome.whole += 1

    threads = [threading.Thread(target=visit) for _ in range(VISITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.perf_counter() - started
    return outcome


def measure(ground: Ground, stored: int, *, short: bool) -> list[Result]:
    """Rates with no response stored and with many, side by side; then pages at four fifths."""
    count, turns = (40, 1) if short else (300, 3)
    none, full = ground.name(0), ground.name(stored)
    empty: list[Outcome] = []
    laden: list[Outcome] = []
    with ground.serve(none) as first, ground.serve(full) as second:
        for port in (first.port, second.port):
            travel(port, 40)  # each process of the site draws and compiles what it keeps
        for _ in range(turns):
            empty.append(travel(first.port, count))
            laden.append(travel(second.port, count))
        rate = sorted(one.rate for one in empty)[(turns - 1) // 2]
        paced = travel(first.port, count, every=1 / (rate * SHARE))
    ratios = sorted(b.rate / a.rate for a, b in zip(empty, laden, strict=True))
    ratio = ratios[(turns - 1) // 2]
    wrong = [text for one in (*empty, *laden, paced) for text in one.wrong]
    pages = paced.pages / max(paced.whole, 1)
    return [
        Result(
            f"whole journeys of {pages:.0f} pages", f"{rate:.1f}/s", "", "", f">= {RATE:.0f}/s",
            rate >= RATE,
        ),
        Result(
            f"95 of 100 pages, at {SHARE:.0%} of that",
            f"{paced.within(0.95):.0f} ms", f"median {paced.within(0.5):.0f} ms", "",
            f"<= {SLOWEST:.0f} ms", paced.within(0.95) <= SLOWEST,
        ),
        Result(
            f"journeys beside {stored:,} responses stored",
            f"{sorted(one.rate for one in laden)[(turns - 1) // 2]:.1f}/s",
            f"none stored {rate:.1f}/s", f"{ratio:.2f}", ">= 0.85", ratio >= 0.85,
        ),
        Result(
            "journeys that did not reach their receipt", str(len(wrong)),
            "; ".join(sorted(set(wrong))[:3]), "", "<= 0", not wrong, hard=True,
        ),
    ]  # fmt: skip
