"""The worked example's two copies, open and closed: one plan each, built from the register.

What is proposed is computed from the register, and the whole is checked: 73 counters, of which
32 would stay, one in each borough. A register that says otherwise is refused.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from consultation.models import ProposalKind
from consultation.publish.example import texts
from consultation.publish.example.cases import alternatives_for, evidence_for
from consultation.publish.example.counters import Counter
from consultation.publish.example.sentences import BUILDERS, Situation, now_of
from consultation.publish.plan import Dates, Plan, ProposalPlan
from stations.distance import miles

LONDON = ZoneInfo("Europe/London")
OPENED_BEFORE = timedelta(days=3)
CLOSED_BEFORE = timedelta(days=14)
RUNS = timedelta(weeks=12)
DECISION_AFTER = timedelta(weeks=8)

#: The register's word for what was proposed in 2017.
KINDS = {
    "close": ProposalKind.CLOSE,
    "move_24_7": ProposalKind.MOVE,
    "become_24_7": ProposalKind.HOURS,
    "retain": ProposalKind.KEEP,
}
EXPECTED = {
    ProposalKind.CLOSE: 36,
    ProposalKind.MOVE: 5,
    ProposalKind.HOURS: 5,
    ProposalKind.KEEP: 27,
}
BEFORE, AFTER = 73, 32
STAYS = (ProposalKind.HOURS, ProposalKind.KEEP)


class RegisterDisagrees(ValueError):
    """The register is not that of the consultation of 2017. Its text says in what."""


def kind_of(counter: Counter) -> ProposalKind:
    """What is proposed for a counter. Raises RegisterDisagrees for a word that is not known."""
    try:
        return KINDS[counter.proposal.value]
    except KeyError:
        raise RegisterDisagrees(
            f"{counter.name}: the proposal of 2017 is “{counter.proposal.value}”; it must be one "
            f"of {', '.join(KINDS)}."
        ) from None


def check(counters: Sequence[Counter]) -> None:
    """The counts of 2017 come out. Raises RegisterDisagrees with the first that does not."""
    found = Tally(kind_of(counter) for counter in counters)
    for kind, expected in EXPECTED.items():
        if found[kind] != expected:
            raise RegisterDisagrees(
                f"The register has {found[kind]} counters to “{kind.label.lower()}”; in 2017 "
                f"there were {expected}."
            )
    staying = found[ProposalKind.HOURS] + found[ProposalKind.KEEP]
    if (len(counters), staying) != (BEFORE, AFTER):
        raise RegisterDisagrees(
            f"The register goes from {len(counters)} counters to {staying}; in 2017 it was from "
            f"{BEFORE} to {AFTER}."
        )


def partners(counters: Sequence[Counter]) -> dict[str, Counter]:
    """Slug to the other half of a move, both ways.

    Raises RegisterDisagrees when a counter moves to one that does not take over, or when one
    takes over from none.
    """
    named = {(counter.borough, counter.full_name): counter for counter in counters}
    found: dict[str, Counter] = {}
    for counter in counters:
        if kind_of(counter) != ProposalKind.MOVE:
            continue
        taker = named.get((counter.borough, counter.moves_to))
        if taker is None or kind_of(taker) != ProposalKind.HOURS:
            raise RegisterDisagrees(
                f"{counter.name} moves to “{counter.moves_to}”, which does not take over in "
                f"{counter.borough}."
            )
        found[counter.slug], found[taker.slug] = taker, counter
    for counter in counters:
        if kind_of(counter) == ProposalKind.HOURS and counter.slug not in found:
            raise RegisterDisagrees(f"{counter.name} takes over from no counter.")
    return found


def keepers(counters: Sequence[Counter]) -> dict[str, Counter]:
    """Borough to the one counter that would stay. Raises RegisterDisagrees unless it is one."""
    found: dict[str, Counter] = {}
    for counter in counters:
        if kind_of(counter) in STAYS and found.setdefault(counter.borough, counter) != counter:
            raise RegisterDisagrees(f"{counter.borough} would keep more than one counter.")
    if without := {counter.borough for counter in counters} - found.keys():
        raise RegisterDisagrees(f"{', '.join(sorted(without))} would keep no counter.")
    return found


def nearest(counter: Counter, staying: Iterable[Counter]) -> tuple[Counter | None, float | None]:
    """The nearest other counter that would stay and its distance, where both places are known."""
    if counter.point is None:
        return None, None
    near = [
        (miles(counter.point, other.point), other.name, other)
        for other in staying
        if other.point is not None and other != counter
    ]
    distance, _name, closest = min(near, key=lambda one: one[:2])
    return closest, distance


def situations(counters: Sequence[Counter]) -> list[Situation]:
    """Every counter among the others. Raises RegisterDisagrees."""
    check(counters)
    halves, kept = partners(counters), keepers(counters)
    found = []
    for counter in counters:
        closest, distance = nearest(counter, kept.values())
        found.append(
            Situation(
                counter=counter,
                kind=kind_of(counter),
                keeper=kept[counter.borough],
                partner=halves.get(counter.slug),
                ending=tuple(
                    one
                    for one in counters
                    if one.borough == counter.borough and kind_of(one) not in STAYS
                ),
                nearest=closest,
                nearest_miles=distance,
                total=len(counters),
                staying=len(kept),
            )
        )
    return found


def proposal_for(here: Situation) -> ProposalPlan:
    """One counter in the template that all proposals share."""
    said = BUILDERS[here.kind](here)
    return ProposalPlan(
        station=here.counter.slug,
        kind=here.kind,
        replacement=here.partner.slug if here.partner else "",
        now=now_of(here),
        proposed=said.proposed,
        why=said.why,
        effect=said.effect,
        timing=said.timing,
        evidence=evidence_for(here),
        alternatives=alternatives_for(here),
    )


def summary_of(found: Sequence[Situation]) -> str:
    """What is proposed, in numbers that were counted."""
    count = Tally(here.kind for here in found)
    total, staying = found[0].total, found[0].staying
    return (
        "A front counter is the desk inside a police station, or another public building, where "
        "you can walk in and speak to someone in person.\n\n"
        f"London has {total} front counters in {staying} boroughs. It is proposed to keep "
        f"{staying} of them, one in each borough, open 24 hours a day. "
        f"{count[ProposalKind.CLOSE]} would close. In {count[ProposalKind.MOVE]} boroughs the "
        "24-hour counter would close too, and another counter in the borough would take over."
    )


def dates_from(opens_on: date) -> Dates:
    """Twelve weeks from the morning of a day to the end of another, London time."""
    closes_on = opens_on + RUNS
    return Dates(
        opens_at=datetime.combine(opens_on, time(9), LONDON),
        closes_at=datetime.combine(closes_on, time(23, 59, 59), LONDON),
        decision_expected_on=closes_on + DECISION_AFTER,
    )


def open_copy(counters: Sequence[Counter], *, at: datetime) -> Plan:
    """The copy that takes responses; it opened three days before `at`. Raises RegisterDisagrees."""
    today = at.astimezone(LONDON).date()
    return _copy(counters, texts.SLUG, dates_from(today - OPENED_BEFORE), closed=False)


def closed_copy(counters: Sequence[Counter], *, at: datetime) -> Plan:
    """The copy that closed fourteen days before `at`. Raises RegisterDisagrees."""
    today = at.astimezone(LONDON).date()
    return _copy(counters, texts.CLOSED_SLUG, dates_from(today - CLOSED_BEFORE - RUNS), closed=True)


def _copy(counters: Sequence[Counter], slug: str, dates: Dates, *, closed: bool) -> Plan:
    found = situations(counters)
    return Plan(
        slug=slug,
        words=texts.words(summary=summary_of(found), closed=closed),
        dates=dates,
        criteria=texts.CRITERIA,
        exclusion_rules=texts.EXCLUSION_RULES,
        questions=texts.QUESTIONS,
        proposals=tuple(proposal_for(here) for here in found),
    )
