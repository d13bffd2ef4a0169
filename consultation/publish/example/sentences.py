"""The worked example's sentences about one counter: now, proposed, why, effect and timing.

Each kind of proposal has one builder. Sentences are ours; facts come from the register, and what
it does not hold is said to be not known.
"""

from collections.abc import Callable
from dataclasses import dataclass

from consultation.models import ProposalKind
from consultation.publish.example.counters import (
    Counter,
    building_sentence,
    hours_sentence,
    reports_sentence,
)

ELSEWHERE = "You could still call 999 in an emergency, call 101, or report online."
NOT_TRAVEL_TIME = "in a straight line. How long the journey takes is not known."
NOT_BEFORE = "Not before a decision has been made and published."


@dataclass(frozen=True)
class Situation:
    """One counter among the others. `nearest` would stay; distances are straight-line miles."""

    counter: Counter
    kind: ProposalKind
    keeper: Counter  # the one that would stay in the borough
    partner: Counter | None  # the other half of a move
    ending: tuple[Counter, ...]  # those in the borough that would go
    nearest: Counter | None
    nearest_miles: float | None
    total: int  # counters in the register
    staying: int  # of them, those that would stay

    @property
    def other(self) -> Counter:
        """The partner of a move. Raises AssertionError for a kind that has none."""
        assert self.partner is not None
        return self.partner


@dataclass(frozen=True)
class Sentences:
    """The parts of the one template that every proposal fills."""

    proposed: str
    why: str
    effect: str
    timing: str


def paragraphs(*parts: str) -> str:
    """Sentences that belong together, one paragraph each; empty ones fall out."""
    return "\n\n".join(part for part in parts if part)


def names(counters: tuple[Counter, ...]) -> str:
    """Kilburn; Kilburn and Wembley; Kilburn, Wembley and Acton."""
    *rest, last = (counter.name for counter in counters)
    return f"{', '.join(rest)} and {last}" if rest else last


def now_of(here: Situation) -> str:
    """What is there today."""
    counter = here.counter
    return " ".join(
        [
            f"There is a front counter at {counter.full_name}: a desk where you can walk in and "
            "speak to someone.",
            hours_sentence(counter),
            reports_sentence(counter),
            "How many people come for other reasons is not known.",
        ]
    )


def distance_in_words(here: Situation) -> str:
    """How far the nearest counter that would stay is, as far as that is known."""
    name, keeper = here.counter.name, here.keeper
    if here.nearest is None or here.nearest_miles is None:
        return (
            f"The counter that would stay in the borough is {keeper.name}. How far it is from "
            f"{name} is not known, because the register has no postcode for {name}."
        )
    text = (
        f"The nearest counter that would stay is {here.nearest.name_in_borough}, "
        f"{here.nearest_miles:.1f} miles from here {NOT_TRAVEL_TIME}"
    )
    if here.nearest != keeper:
        text += f" In {here.counter.borough} itself, {keeper.name} would stay."
    return text


def comparison(here: Situation, other: Counter) -> str:
    """Crime reports here and there, where both are known."""
    mine, theirs = here.counter.crime_reports, other.crime_reports
    if mine is None or theirs is None:
        return ""
    return (
        f"The published number of crime reports a day is {mine.value} at {here.counter.name} and "
        f"{theirs.value} at {other.name}."
    )


def close(here: Situation) -> Sentences:
    """A counter that would close."""
    counter, keeper = here.counter, here.keeper
    hours = "is open" if keeper.always_open else "would become open"
    return Sentences(
        proposed=f"Close the front counter at {counter.name}. {keeper.name} would be the one "
        "counter left in the borough.",
        why=paragraphs(
            f"The case made for closing counters is cost: staff and buildings for {here.total} "
            "counters use money that could pay for police officers. The plan is to keep one "
            f"counter in each borough, {here.staying} in all.",
            f"In this borough that one would be {keeper.name}, which {hours} 24 hours a day. "
            f"{comparison(here, keeper)}".strip(),
            f"What closing {counter.name} alone would save is not known.",
        ),
        effect=paragraphs(
            f"You could no longer walk in to speak to someone at {counter.name}. {ELSEWHERE}",
            distance_in_words(here),
            building_sentence(counter),
        ),
        timing=close_timing(counter),
    )


def close_timing(counter: Counter) -> str:
    """When a closure would happen; one counter has a date in the plan of 2017."""
    if counter.proposed_by:
        return (
            f"{NOT_BEFORE} The plan of 2017 gave a year for {counter.name}: by "
            f"{counter.proposed_by}. In this re-run that year has passed, and no other is given."
        )
    return f"{NOT_BEFORE} A date for {counter.name} is not known."


def move(here: Situation) -> Sentences:
    """A counter whose round-the-clock service would move to another one in the borough."""
    counter, other = here.counter, here.other
    return Sentences(
        proposed=f"Close the front counter at {counter.name} and move its 24-hour service to "
        f"{other.name}, in the same borough.",
        why=paragraphs(
            "The plan is to keep one counter in each borough, open 24 hours a day. Here it would "
            f"be {other.name} and no longer {counter.name}.",
            f"{comparison(here, other)} {buildings(counter, other)}".strip(),
            f"What the move would save, and what it would cost to make {other.name} ready, is "
            "not known.",
        ),
        effect=paragraphs(
            f"You could no longer walk in to speak to someone at {counter.name}, at any hour. "
            f"You could go to {other.name} day and night. {ELSEWHERE}",
            distance_in_words(here),
            building_sentence(counter),
        ),
        timing=f"{NOT_BEFORE} A date is not known. Whether {other.name} would be open 24 hours a "
        f"day before {counter.name} closes is not known either.",
    )


def buildings(counter: Counter, other: Counter) -> str:
    """What is known of both buildings, which is all the register says of the choice between."""
    known = [f"{one.name}: {one.building.value}." for one in (counter, other) if one.building]
    if not known:
        return f"Why {other.name} was chosen is not known from the facts in the register."
    return f"What the register says of the buildings: {' '.join(known)}"


def hours(here: Situation) -> Sentences:
    """A counter that would be open day and night, in place of another."""
    counter, other = here.counter, here.other
    return Sentences(
        proposed=f"Keep the front counter at {counter.name} and open it 24 hours a day, every "
        f"day. It would take over the 24-hour service from {other.name}, which would close.",
        why=paragraphs(
            "The plan is to keep one counter in each borough, open 24 hours a day. Here it would "
            f"be {counter.name}.",
            f"{comparison(here, other)} {buildings(other, counter)}".strip(),
            f"What it would cost to open {counter.name} day and night is not known.",
        ),
        effect=paragraphs(
            f"You could walk in at {counter.name} at any time of day or night.",
            f"People who go to {other.name} today would have to come here or go elsewhere, so "
            f"{counter.name} may become busier. How much busier is not known.",
        ),
        timing=f"{NOT_BEFORE} A date is not known. It would go together with the closing of "
        f"{other.name}.",
    )


def keep(here: Situation) -> Sentences:
    """A counter that would stay as it is."""
    counter = here.counter
    busier = ""
    if here.ending:
        others = "another counter" if len(here.ending) == 1 else f"{len(here.ending)} others"
        busier = (
            f"It may become busier, because {others} in the borough would close: "
            f"{names(here.ending)}. How much busier is not known."
        )
    return Sentences(
        proposed=f"Keep the front counter at {counter.name} as it is, open 24 hours a day.",
        why=paragraphs(
            "The plan is to keep one counter in each borough, open 24 hours a day.",
            f"{counter.name} is the one open 24 hours a day now, and it would stay so."
            if here.ending
            else f"{counter.name} is the only counter in {counter.borough}.",
        ),
        effect=paragraphs(
            f"Nothing would change at {counter.name} itself: you could walk in at any time of day "
            "or night.",
            busier,
        ),
        timing="No change is proposed, so there is no date.",
    )


BUILDERS: dict[ProposalKind, Callable[[Situation], Sentences]] = {
    ProposalKind.CLOSE: close,
    ProposalKind.MOVE: move,
    ProposalKind.HOURS: hours,
    ProposalKind.KEEP: keep,
}
