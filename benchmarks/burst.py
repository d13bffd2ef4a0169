"""Many at once, each sending twice: one response each, the same receipt for both, nothing lost."""

import re
import secrets

from benchmarks.final_post import MOST_CONNECTIONS, last_posts
from benchmarks.ground import OPEN, Ground
from benchmarks.load import burst, get
from benchmarks.result import Result

CONNECTIONS = 64
REFERENCE = re.compile(rb"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
SENT = f"/consultations/{OPEN}/respond/sent/"
COOKIE = re.compile(rb"Cookie: ([^\r]+)")


def measure(ground: Ground, *, short: bool) -> list[Result]:
    """Rows and receipts are counted afterwards, by two roads."""
    count = 300 if short else 1500
    database, prefix = ground.name(0), secrets.token_hex(8)
    with ground.serve(database) as site, ground.counting_connections(database) as sessions:
        once = last_posts(ground, site, count, prefix)
        # The second of each pair follows at once, so that both are under way together.
        twice = [request for request in once for _ in range(2)]
        sent = burst(site.port, twice, connections=CONNECTIONS, keep=True)
        looks = [get(SENT, COOKIE.search(request)[1].decode()) for request in once]  # type: ignore[index]
        shown = burst(site.port, looks, connections=8, keep=True)
    references = [set(REFERENCE.findall(answer)) for answer in shown.answers]
    receipts = {min(one) for one in references if len(one) == 1}
    onward = sent.statuses[303] + sent.statuses[302]  # to the receipt; 302 where it was sent before
    told = ground.inside(database, "counts", prefix, count)
    exact = all(told[name] == count for name in ("sent", "responses", "leaves", "events"))
    return [
        Result(
            f"{count} people at {CONNECTIONS} connections, each sending twice",
            f"{told['responses']} responses, {len(receipts)} receipts, {told['events']} events",
            "", "", f"{count} of each",
            exact and len(receipts) == count,
            hard=True,
        ),
        Result(
            "answers of 500 and above, or none",
            f"{sent.errors + shown.errors} of {len(twice) + count}, "
            f"{sent.rate:.0f} POST/s",
            "", "", "<= 0",
            sent.errors + shown.errors == 0 and onward == len(twice),
            hard=True,
        ),
        Result(
            "database sessions during the burst",
            str(max(sessions, default=0)), "", "", f"<= {MOST_CONNECTIONS}",
            0 < max(sessions, default=0) <= MOST_CONNECTIONS,
            hard=True,
        ),
    ]  # fmt: skip
