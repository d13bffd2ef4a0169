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
from consultation.respond.tally import Command

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


def now(consultation: Consultation, who: str, *, at: datetime) -> Traffic | None:
    """What goes on; None while nothing is counted. One round trip, and one more once an hour."""
    return _traffic(consultation, [], who, at)


def one_more(consultation: Consultation, who: str, *, at: datetime) -> Traffic | None:
    """The same, with a response that is about to be sent counted first. As many."""
    counted = [
        *tally.one_more(_keys(consultation, MINUTE, at, 0, 1)[0], kept=3 * MINUTE),
        *tally.one_more(_keys(consultation, HOUR, at, 0, 1)[0], kept=(HOURS + 2) * HOUR),
        *(tally.one_more(SEND.key(who, at), kept=SEND.seconds) if who else []),
    ]
    return _traffic(consultation, counted, who, at)


def _keys(consultation: Consultation, seconds: int, at: datetime, back: int, to: int) -> list[str]:
    """Where what was sent is counted: in this window of so many seconds, in the one before it..."""
    counted, window = tally.key("sent", consultation.pk, seconds), int(at.timestamp()) // seconds
    return [f"{counted}:{window - n}" for n in range(back, to)]


def _traffic(
    consultation: Consultation, first: list[Command], who: str, at: datetime
) -> Traffic | None:
    look = ("MGET", SEND.key(who, at), *_keys(consultation, MINUTE, at, 0, 2))
    found = tally.ask([*first, look], at=at)
    usual = _usual(consultation, at) if found else None
    if found is None or usual is None:
        return None
    from_address, this_minute, last_minute = (int(one or 0) for one in found[-1])
    return Traffic(max(this_minute, last_minute), usual, from_address)


# By where an hour is counted, what was usual before it: that changes no more, and reading it took
# half of what a response costs here. Of consultations that were long ago one number stays.
_known: dict[int, tuple[str, float]] = {}


def _usual(consultation: Consultation, at: datetime) -> float | None:
    """Responses a minute in the middle one of the day's hours before this one.

    Read once an hour by each process; None while nothing is counted.
    """
    this = _keys(consultation, HOUR, at, 0, 1)[0]
    hour, usual = _known.get(consultation.pk, ("", 0.0))
    if hour != this:
        found = tally.ask([("MGET", *_keys(consultation, HOUR, at, 1, HOURS + 1))], at=at)
        if found is None:
            return None
        usual = median(int(one or 0) for one in found[0]) / MINUTE
        _known[consultation.pk] = this, usual
    return usual
