"""The last POST of a response, beside a minimal Django view on the same server.

Ours: CSRF, cookie to draft, validation of everything in it, and one durable commit of the response
with its answers, commitment, event and e-mail. The control: CSRF, a form of ten fields, one row.
"""

import re
from dataclasses import dataclass

from benchmarks.ground import CONTROL, OPEN, Ground, Web
from benchmarks.load import Outcome, burst, get, post
from benchmarks.result import Result, median

CONNECTIONS = 12
RATIO, STATEMENTS, GROWTH, MOST_CONNECTIONS = 0.4, 8, 1.15, 16
# In the short form so few requests are timed that a ratio of CPU can be off by a third.
GROWTH_SHORT = 1.6
CHECK = f"/consultations/{OPEN}/respond/check/"
WORDS = (
    "I go there with my neighbour, who does not use the internet. The next counter is two buses "
    "away, and in the evening it is a long wait. Please look at the times of the buses before you "
    "draw a straight line on a map, and tell us how many people come in for other reasons."
)


@dataclass(frozen=True)
class Token:
    """A CSRF token with the cookie that goes with it."""

    value: str
    cookie: str

    @classmethod
    def of(cls, port: int, path: str, cookies: str = "") -> "Token":
        """From a page that has a form. Raises AssertionError where the page is not shown."""
        answer = burst(port, [get(path, cookies)], connections=1, keep=True).answers[0]
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', answer)
        cookie = re.search(rb"(?i)set-cookie: *(csrf=\w+)", answer)
        assert token, answer[:300]
        assert cookie, answer[:300]
        return cls(token[1].decode(), cookie[1].decode())


def last_posts(ground: Ground, web: Web, prefix: str, count: int) -> list[bytes]:
    """Prepare that many filled-in drafts; the requests that send them."""
    name = ground.inside(web.database, "drafts", prefix, count)
    token = Token.of(web.port, CHECK, f"{name}={prefix}-0")
    fields = {"csrfmiddlewaretoken": token.value, "privacy": "on"}
    return [
        post(CHECK, fields, f"{token.cookie}; {name}={prefix}-{number}") for number in range(count)
    ]


def control_posts(web: Web, count: int) -> list[bytes]:
    """The same number for the minimal view."""
    token = Token.of(web.port, "/minimal/")
    fields = {
        "csrfmiddlewaretoken": token.value, "capacity": "MYSELF", "borough": "7", "station": "31",
        "stance": "OPPOSE", "topics": "travel", "reasons": WORDS, "email": "resident@example.com",
        "instead": "Open it three days a week.", "privacy": "on",
    }  # fmt: skip
    return [post("/minimal/", fields, token.cookie)] * count


def measure(ground: Ground, *, short: bool) -> list[Result]:
    """All promises about the last POST but growth."""
    count, turns = (300, 3) if short else (1500, 5)
    database = ground.name(0)
    ours: list[Outcome] = []
    theirs: list[Outcome] = []
    with (
        ground.serve(database) as site,
        ground.serve(database, CONTROL) as control,
        ground.counting_connections(database) as sessions,
    ):
        burst(site.port, last_posts(ground, site, "warm", 60), connections=CONNECTIONS)
        prepared = [last_posts(ground, site, f"post{turn}", count) for turn in range(turns)]
        minimal = control_posts(control, count)
        burst(control.port, minimal[:60], connections=CONNECTIONS)
        for requests in prepared:
            theirs.append(burst(control.port, minimal, connections=CONNECTIONS))
            ours.append(burst(site.port, requests, connections=CONNECTIONS))
        empty = burst(control.port, [get("/empty/")] * count * 2, connections=CONNECTIONS)
    accepted = sum(one.statuses[303] for one in ours)
    errors = sum(one.errors for one in (*ours, *theirs))
    ratio = median([a.rate / b.rate for a, b in zip(ours, theirs, strict=True)])
    return [
        Result(
            f"last POST, {CONNECTIONS} connections, {accepted} responses accepted",
            f"{median([one.rate for one in ours]):.0f}/s, half within "
            f"{median([one.within(0.5) for one in ours]):.0f} ms, 95% "
            f"{median([one.within(0.95) for one in ours]):.0f} ms",
            f"minimal Django POST {median([one.rate for one in theirs]):.0f}/s "
            f"(an empty view {empty.rate:.0f}/s)",
            f"{ratio:.2f}",
            f">= {RATIO}",
            ratio >= RATIO,
        ),
        _count("every last POST is accepted", accepted, count * turns),
        _most("answers of 500 and above, or none", errors, 0),
        _most("database sessions of site and control", max(sessions, default=0), MOST_CONNECTIONS),
        _most("SQL statements of the last POST", ground.inside(database, "statements"), STATEMENTS),
    ]


def _count(promise: str, found: int, goal: int) -> Result:
    return Result(promise, str(found), "", "", f"{goal}", found == goal, hard=True)


def _most(promise: str, found: int, goal: int) -> Result:
    return Result(promise, str(found), "", "", f"<= {goal}", found <= goal, hard=True)


def growth(ground: Ground, stored: int, *, short: bool) -> list[Result]:
    """CPU of a last POST with so many responses stored, beside none."""
    count, turns = (300, 3) if short else (1200, 5)
    databases = [ground.name(0), ground.name(stored)]
    spent: list[list[float]] = [[], []]
    with ground.serve(databases[0]) as none, ground.serve(databases[1]) as many:
        sites = (none, many)
        for site in sites:
            burst(site.port, last_posts(ground, site, "warmer", 200), connections=CONNECTIONS)
        prepared = [
            [last_posts(ground, site, f"grow{turn}", count) for turn in range(turns)]
            for site in sites
        ]
        for turn in range(turns):
            for which, site in enumerate(sites):
                before = ground.cpu(site)
                done = burst(site.port, prepared[which][turn], connections=CONNECTIONS)
                spent[which].append((ground.cpu(site) - before) / done.statuses[303] * 1000)
    at_none, at_many = median(spent[0]), median(spent[1])
    ratio = at_many / at_none
    goal = GROWTH_SHORT if short else GROWTH
    return [
        Result(
            f"CPU of a last POST with {stored:,} stored",
            f"{at_many:.2f} ms",
            f"with none {at_none:.2f} ms",
            f"{ratio:.2f}",
            f"<= {goal}",
            ratio <= goal,
        )
    ]
