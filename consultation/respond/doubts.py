"""What a machine doubts about a response on its way in. Each becomes a flag, and nothing more."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from consultation.models import Draft, FlagKind
from consultation.respond import proof
from consultation.respond.journey import Answers
from consultation.respond.limits import SEND
from consultation.respond.traffic import Traffic

# A page takes a person at least a second: to arrive, to be recognised, to be left. Reading is left
# out, and so is typing, because words may be pasted in. So whoever is quick is not doubted.
SECONDS_OF_THE_PAGES = 8  # those that everybody passes, from the start to the check
SECONDS_OF_AN_ANSWER = 1


@dataclass(frozen=True)
class Doubt:
    """One kind of doubt, and the numbers it rests on."""

    kind: str
    facts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Sending:
    """What is known of a response on its way in. `proof` is None where the page did not ask."""

    draft: Draft
    answers: Answers
    at: datetime
    trap: str  # what stands in the box that must stay empty
    proof: str | None
    traffic: Traffic | None  # None while nothing is counted


def least_seconds(answers: int) -> int:
    """Below this nobody goes from the start to the end with so many answers."""
    return SECONDS_OF_THE_PAGES + SECONDS_OF_AN_ANSWER * answers


def given(answers: Answers) -> int:
    """How many questions were answered; what is shared by several proposals was answered once."""
    pages = [answers.overall, *(answers.about.get(str(key), {}) for key in answers.proposals)]
    return sum(1 for values in pages for value in values.values() if value)


def doubts(sending: Sending) -> list[Doubt]:
    """All of them, in a steady order."""
    return [*_of_the_form(sending), *_of_the_traffic(sending)]


def _of_the_form(sending: Sending) -> Iterator[Doubt]:
    took = sending.at - sending.draft.begun_at
    # A change begins with every answer filled in: it may be sent at once.
    if sending.draft.replaces_id is None and took < timedelta(
        seconds=least_seconds(given(sending.answers))
    ):
        yield Doubt(FlagKind.FAST, {"seconds": int(took.total_seconds())})
    if sending.trap:
        yield Doubt(FlagKind.HONEYPOT, {"letters": len(sending.trap)})


def _of_the_traffic(sending: Sending) -> Iterator[Doubt]:
    traffic = sending.traffic
    if traffic is None:
        return
    if traffic.asks_proof and sending.proof is not None:
        why = proof.why_not(sending.proof, sending.draft, at=sending.at)
        if why:
            yield Doubt(FlagKind.NO_PROOF, {why: 1, "sent": traffic.sent})
    elif traffic.is_burst:
        yield Doubt(FlagKind.BURST, {"sent": traffic.sent, "usual": round(traffic.usual, 2)})
    if traffic.from_address > SEND.count:
        yield Doubt(FlagKind.SAME_ADDRESS, {"sent": traffic.from_address})
