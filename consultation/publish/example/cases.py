"""The worked example's evidence and alternatives for one counter."""

from consultation.models import ProposalKind
from consultation.publish.example.counters import YEAR, Counter, Known, hours_in_words
from consultation.publish.example.sentences import Situation
from consultation.publish.plan import AlternativePlan, EvidencePlan

COUNTED = "Counted from the register of front counters that this consultation uses"
STRAIGHT_LINE = "Computed from the postcodes of both counters, ONS Postcode Directory"
POSTCODES_OF = "November 2025"


def evidence_for(here: Situation) -> tuple[EvidencePlan, ...]:
    """Every fact that the register holds of the counter, then what follows from the whole."""
    counter = here.counter
    found = []
    if counter.hours:
        claim = f"{counter.name} is {hours_in_words(counter.hours)}."
        found.append(_evidence(claim, counter.hours))
    if reports := counter.crime_reports:
        claim = f"Crime reports a day at {counter.name}: {reports.value}."
        found.append(_evidence(claim, reports))
    if counter.building:
        found.append(
            _evidence(f"Building at {counter.name}: {counter.building.value}.", counter.building)
        )
    if here.partner is not None:
        found.append(_pair(here, here.partner))
    found.append(EvidencePlan(claim=_borough(here), source=COUNTED, dated=str(YEAR)))
    if here.nearest is not None and here.nearest_miles is not None:
        found.append(
            EvidencePlan(
                claim="The nearest other counter that would stay, "
                f"{here.nearest.name_in_borough}, is {here.nearest_miles:.1f} miles from "
                f"{counter.name} in a straight line.",
                source=STRAIGHT_LINE,
                dated=POSTCODES_OF,
            )
        )
    return tuple(found)


def _evidence(claim: str, fact: Known) -> EvidencePlan:
    """Where a fact has several sources, the register does not say which of them states it."""
    several = "\n" in fact.source
    source = f"One of these:\n{fact.source}" if several else fact.source
    if not source.startswith("http"):
        source = source[:1].upper() + source[1:]
    return EvidencePlan(claim, source, fact.dated, fact.confidence)


def _pair(here: Situation, partner: Counter) -> EvidencePlan:
    """That the two belong together, which is not everywhere stated."""
    leaving, taking = here.counter, partner
    if here.kind == ProposalKind.HOURS:
        leaving, taking = partner, here.counter
    claim = f"In {YEAR} it was proposed to move the 24-hour service from {leaving.name} to "
    return _evidence(f"{claim}{taking.name}.", leaving.proposal)


def _borough(here: Situation) -> str:
    """How many counters the borough has, and how many it would have."""
    count = len(here.ending) + 1
    if count == 1:
        return f"{here.counter.borough} has one front counter, {here.keeper.name}. It would stay."
    return f"{here.counter.borough} has {count} front counters. One would stay: {here.keeper.name}."


WAIT = AlternativePlan(
    "Wait until new ways to contact the police, such as online reporting, have been evaluated.",
    "Waiting would put off the saving. No evaluation has been published, so what people would "
    "lose or gain by waiting is not known. If you think that the decision should wait, say so.",
)


def shorter_hours(counter: Counter) -> AlternativePlan:
    """Fewer hours rather than none."""
    return AlternativePlan(
        f"Open {counter.name} for fewer hours instead of closing it.",
        "Each hour that a counter is open needs staff and a safe room, so part of the cost would "
        "stay. What shorter hours would save here has not been worked out.",
    )


def volunteers(counter: Counter) -> AlternativePlan:
    """Volunteers at the desk, or the volunteers who are there already."""
    if counter.volunteers:
        return AlternativePlan(
            f"Let the volunteers who run the counter at {counter.name} carry on.",
            "Volunteers still need a building, training and police staff behind them. What that "
            "costs here is not known.",
        )
    return AlternativePlan(
        f"Have volunteers run the counter at {counter.name}.",
        "Volunteers need training and police staff behind them, and cannot take every report. "
        "Whether enough people would volunteer here is not known.",
    )


def shared_premises(counter: Counter) -> AlternativePlan:
    """A desk in somebody else's building."""
    return AlternativePlan(
        f"Share a building: put a police desk into a library, council office or other public "
        f"place near {counter.name}.",
        "No place has been named so far, so neither the cost nor the opening hours are known. "
        "If you know of one, tell us.",
    )


def other_way_round(here: Situation) -> AlternativePlan:
    """The counter stays and the borough's other one goes."""
    counter, keeper = here.counter, here.keeper
    today = (
        f"{keeper.name} is open 24 hours a day already, and {counter.name} would have to be made "
        "ready for that."
        if keeper.always_open
        else f"Neither {counter.name} nor {keeper.name} is known to be open 24 hours a day now."
    )
    return AlternativePlan(
        f"Keep {counter.name} as the one counter in the borough and close {keeper.name}.",
        f"{today} What this would cost has not been worked out.",
    )


def for_close(here: Situation) -> list[AlternativePlan]:
    """Instead of closing."""
    counter = here.counter
    return [
        shorter_hours(counter),
        volunteers(counter),
        shared_premises(counter),
        other_way_round(here),
        WAIT,
    ]


def for_move(here: Situation) -> list[AlternativePlan]:
    """Instead of moving."""
    counter, other = here.counter, here.other
    return [
        AlternativePlan(
            f"Keep the 24-hour service at {counter.name} and close {other.name}.",
            f"The plan prefers {other.name}. What each building would cost to run day and night "
            "is not known.",
        ),
        AlternativePlan(
            f"Keep both: {other.name} day and night, {counter.name} for fewer hours.",
            "Two counters cost more than one, and the plan is to keep one in each borough. How "
            "much more has not been worked out.",
        ),
        shared_premises(counter),
        WAIT,
    ]


def for_hours(here: Situation) -> list[AlternativePlan]:
    """Instead of opening day and night here."""
    counter, other = here.counter, here.other
    return [
        AlternativePlan(
            f"Leave the hours of {counter.name} as they are and keep the 24-hour service at "
            f"{other.name}.",
            "Then two counters would stay in the borough, which is not the plan. What both "
            "would cost has not been worked out.",
        ),
        AlternativePlan(
            f"Open {counter.name} in the evening and at weekends, but not at night.",
            "The promise is one counter in each borough that is open 24 hours a day. How many "
            "people come at night is not known.",
        ),
        WAIT,
    ]


def for_keep(here: Situation) -> list[AlternativePlan]:
    """Instead of leaving things as they are."""
    counter = here.counter
    return [
        AlternativePlan(
            f"Open {counter.name} for fewer hours, for example not at night.",
            "The promise is one counter in each borough that is open 24 hours a day.",
        ),
        AlternativePlan(
            f"Close {counter.name} too and rely on phone and online reporting.",
            f"{counter.borough} would then have no counter at all.",
        ),
    ]


FOR = {
    ProposalKind.CLOSE: for_close,
    ProposalKind.MOVE: for_move,
    ProposalKind.HOURS: for_hours,
    ProposalKind.KEEP: for_keep,
}


def alternatives_for(here: Situation) -> tuple[AlternativePlan, ...]:
    """What else was considered, by the kind of proposal."""
    return tuple(FOR[here.kind](here))
