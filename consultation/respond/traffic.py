"""How much is sent just now, beside what is usual: by that alone is a burst told.

A burst is no wrong: the evening news makes one. It is when pages ask for proof of work, which a
browser does by itself, and when what comes without is noted for a moderator.
"""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from consultation.models import Consultation
from consultation.respond import tally
from consultation.respond.limits import HOUR, SEND

MINUTE = 60
# One a second. Below that a moderator's queue shows it soon enough, and a small consultation, where
# ten times the usual is ten an hour, is left alone.
BURST_A_MINUTE = 60
# Against the consultation's own day, so that a big one is not in a burst all the time.
TIMES_USUAL = 10
# One a minute for an hour: a busy library. Its browsers do the work by themselves, at no cost.
PROOF_FROM_ONE_ADDRESS = 60
HOURS = 24  # the middle one of them is what is usual: an attack of half a day does not become it


@dataclass(frozen=True)
class Traffic:
    """What was sent within a minute (the fuller of the last two), usually, and by one address."""

    sent: int
    usual: float
    from_address: int

    @property
    def is_burst(self) -> bool:
        """Many, and many more than usual."""
        return self.sent > max(BURST_A_MINUTE, TIMES_USUAL * self.usual)

    @property
    def asks_proof(self) -> bool:
        """The check page asks for proof of work."""
        return self.is_burst or self.from_address > PROOF_FROM_ONE_ADDRESS


def _keys(consultation: Consultation, at: datetime) -> tuple[list[str], list[str]]:
    """Where this and the last minute are counted, and this hour and the day before it."""
    now = int(at.timestamp())

    def keys(seconds: int, number: int) -> list[str]:
        counted = tally.key("sent", consultation.pk, seconds)
        return [f"{counted}:{now // seconds - n}" for n in range(number)]

    return keys(MINUTE, 2), keys(HOUR, HOURS + 1)


def now(consultation: Consultation, who: str, *, at: datetime) -> Traffic | None:
    """What goes on; None while nothing is counted. One round trip."""
    minutes, hours = _keys(consultation, at)
    found = tally.ask([("MGET", SEND.key(who, at), *minutes, *hours[1:])], at=at)
    return _traffic([int(one or 0) for one in found[0]]) if found else None


def one_more(consultation: Consultation, who: str, *, at: datetime) -> Traffic | None:
    """The same, with a response that is about to be sent counted first. One round trip."""
    minutes, hours = _keys(consultation, at)
    own = SEND.key(who, at)
    commands = [
        *tally.one_more(minutes[0], kept=3 * MINUTE),
        *tally.one_more(hours[0], kept=(HOURS + 2) * HOUR),
        *(tally.one_more(own, kept=SEND.seconds) if who else []),
        ("MGET", own, *minutes, *hours[1:]),
    ]
    found = tally.ask(commands, at=at)
    return _traffic([int(one or 0) for one in found[-1]]) if found else None


def _traffic(counts: list[int]) -> Traffic:
    from_address, this_minute, last_minute, *day = counts
    return Traffic(max(this_minute, last_minute), median(day) / MINUTE, from_address)
