"""The journey's list of all counters, beside the same page drawn by Django's own widgets."""

import secrets

from benchmarks.ground import OPEN, WIDGETS, Ground
from benchmarks.load import burst, get
from benchmarks.result import Result, median

CONNECTIONS = 8
RATIO = 3.0
PAGE = f"/consultations/{OPEN}/respond/stations/"


def measure(ground: Ground, *, short: bool) -> list[Result]:
    """One line: both from one process of the production server, so that all else is the same."""
    count, turns = (150, 3) if short else (600, 5)
    database = ground.name(0)
    prefix = secrets.token_hex(8)
    cookie = f"{ground.inside(database, 'drafts', prefix, 1)['cookie']}={prefix}-0"
    fast, slow = get(PAGE, cookie), get(f"/widgets/{OPEN}/", cookie)
    ours, theirs = [], []
    with ground.serve(database, WIDGETS) as site:
        for request in (fast, slow):
            warm = burst(site.port, [request] * 40, connections=CONNECTIONS, keep=True)
            assert set(warm.statuses) == {200}, warm.answers[0][:500]
            assert warm.answers[0].count(b'type="checkbox"') > 70
        for _ in range(turns):
            theirs.append(burst(site.port, [slow] * (count // 3), connections=CONNECTIONS))
            ours.append(burst(site.port, [fast] * count, connections=CONNECTIONS))
    ratio = median([a.rate / b.rate for a, b in zip(ours, theirs, strict=True)])
    return [
        Result(
            "GET of the journey's list of all counters",
            f"{median([one.rate for one in ours]):.0f}/s",
            f"by Django's widgets {median([one.rate for one in theirs]):.0f}/s",
            f"{ratio:.1f}",
            f">= {RATIO:.0f}",
            ratio >= RATIO,
        ),
        Result(
            "answers of 500 and above, or none",
            str(sum(one.errors for one in (*ours, *theirs))),
            "", "", "<= 0",
            not any(one.errors for one in (*ours, *theirs)),
            hard=True,
        ),
    ]  # fmt: skip
