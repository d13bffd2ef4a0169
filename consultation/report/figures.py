"""Every figure of every report. Nothing else in the house counts responses for a reader.

A figure always carries its base, its source and its instant. Responses, people and signatures are
never summed: one person can respond twice, and one response can speak for a household.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from consultation.models import (
    Capacity,
    Channel,
    ExclusionRule,
    Kind,
    Place,
    ProposalKind,
    QuestionScope,
    ReportKind,
    ResponseState,
)
from consultation.report.corrected import with_wordings
from consultation.report.counting import (
    NO_RULE,
    REASONS,
    RESIDENT,
    Stances,
    Subject,
    Tally,
    excluded_by_rule,
    sorts,
    spoken,
    stance_lines,
    stances_of,
    texts,
    wordings,
)
from consultation.report.counts import Counts
from consultation.report.edition import Figures, Row, Table
from consultation.report.gathered import APART, GATHERINGS, gathered, note_of
from consultation.report.queries import last_event
from consultation.report.replied import replied, table_of
from stations.models import Borough

RECORD = "The record of responses that this service holds"
ANSWERS = "The answers in the responses that this service holds"
ONCE = (
    "A response that speaks about two front counters is in the row of each, and once in the "
    "total: the rows can add up to more than the total. Formal replies are in the last column "
    "alone."
)


def compute(subject: Subject, *, at: datetime) -> Figures:
    """Count everything that a summary report shows. Call it inside `counting.snapshot()`.

    Raises FiguresDisagree when the parts do not add up to the whole.
    """
    event, events = last_event(subject.consultation)
    versions = wordings(subject.consultation)
    stances = stances_of(versions)
    proposals = subject.proposals()
    counts = Counts(
        subject=subject,
        as_at=at.isoformat(),
        sorts=sorts(subject),
        rules=excluded_by_rule(subject),
        proposals=proposals,
        stances=stances,
        spoken=spoken(subject, proposals, stances),
        texts=texts(subject),
        gathered=gathered(subject),
        replied=replied(subject, proposals) if subject.kind != ReportKind.EXPORT else [],
        versions=versions,
    )
    counts.reconcile()
    made = [make(counts) for make in TABLES[subject.kind]]
    tables = [table for table in made if table.rows or table.foot]
    as_at = counts.as_at
    every = with_wordings(tables, subject, proposals, versions, as_at=as_at)
    return Figures(as_at, event, events, every, tuple(one.signed.pk for one in counts.replied))


Line = tuple[str, str, int | None]
NO_BASE: tuple[None, str] = (None, "")


def _list(
    counts: Counts,
    key: str,
    title: str,
    head: str,
    lines: Iterable[Line],
    *,
    base: tuple[int | None, str],
    source: str = RECORD,
    note: str = "",
    drawn: bool = True,
    column: str = "Responses",
) -> Table:
    """A table of one column."""
    rows = tuple(
        Row(name, label, (counts.figure(f"{key}.{name}", label, value, base, source),))
        for name, label, value in lines
    )
    return Table(key, title, head, (column,), rows, None, note, source, drawn)


def received(counts: Counts) -> Table:
    """What came in, and what became of it: always first."""
    states = [
        (ResponseState.RELEASED, "Released"),
        (ResponseState.WITHHELD, "Counted, words withheld"),
        (ResponseState.RECEIVED, "Waiting for review"),
        (ResponseState.SECOND_DUE, "Waiting for a second review"),
        (ResponseState.DISPUTED, "Reviewers disagree"),
        (ResponseState.QUARANTINED, "In quarantine"),
        (ResponseState.EXCLUDED, "Excluded under a published rule"),
        (ResponseState.SUPERSEDED, "Replaced by a newer response of the same sender"),
        (ResponseState.WITHDRAWN, "Withdrawn by the sender"),
    ]
    lines: list[Line] = [("received", "Received", counts.received)]
    lines += [(state, label, counts.having(state=state)) for state, label in states]
    rules = ExclusionRule.objects.filter(consultation=counts.subject.consultation)
    named = {rule.code: rule.text for rule in rules}
    for code in [*named, *(code for code in counts.rules if code not in named)]:
        label = f"Excluded: {named[code]}" if code in named else "Excluded: rule not known"
        lines.append((f"rule-{code or NO_RULE}", label, counts.rules.get(code, 0)))
    lines.append(("counted", "Counted in this report", counts.counted))
    return _list(
        counts, "received", "What was received", "Responses that are", lines,
        base=(counts.received, f"responses received about {counts.subject.in_words}"),
        note=(
            "Received = released + words withheld + waiting + waiting for a second review + "
            "disputed + in quarantine + excluded + replaced + withdrawn. Every other table leaves "
            "out the last three."
        ),
        drawn=False,
    )  # fmt: skip


def units(counts: Counts) -> Table:
    """Responses, people, petitions and meetings, side by side and never summed."""
    formal = counts.counted_having(kind=Kind.FORMAL)
    lines: list[Line] = [
        ("responses", "Responses", counts.counted),
        ("formal", "Of these, formal replies by organisations", formal),
        ("people", "People", None),
        ("petitions", "Petitions, each with signatures of its own", len(counts.gathered.petitions)),
        ("meetings", "Public meetings that were held", len(counts.gathered.meetings)),
    ]
    return _list(
        counts, "units", "What is counted", "Unit", lines,
        base=NO_BASE, drawn=False, column="Number",
        note=(
            f"{APART} People are not counted: one person can respond more than once, and nobody "
            "has to give a name."
        ),
    )  # fmt: skip


def gatherings(counts: Counts) -> Table:
    """Each petition's signatures and each meeting's attendance. No line is a sum."""
    return _list(
        counts, "gatherings", "Petitions and meetings", "What was counted",
        counts.gathered.lines(), base=NO_BASE, source=GATHERINGS, note=note_of(counts.subject),
        drawn=False, column="Number",
    )  # fmt: skip


def formal(counts: Counts) -> Table:
    """What organisations say, each in its own words further below."""
    return table_of(counts.replied, counts.as_at)


def stance(counts: Counts) -> Table:
    """What responses say. About one station each says one thing; about several, perhaps more."""
    one = counts.subject.kind == ReportKind.STATION
    tally = counts.spoken.anything
    base = (
        counts.base
        if one
        else (
            tally.total,
            "counted responses that speak about a front counter, formal replies apart",
        )
    )
    note = "" if one else (
        "A response is counted once under each answer that it gives about any front counter, so "
        "the answers can add up to more than the base."
    )  # fmt: skip
    return _list(
        counts, "stance", "What responses say", "Answer", stance_lines(counts.stances, tally),
        base=base, source=ANSWERS, note=note,
    )  # fmt: skip


def written(counts: Counts) -> Table:
    """How many wrote something, question by question."""
    newest = {version.question.key: version for version in counts.versions}
    lines: list[Line] = [("reasons", "Gave reasons", counts.spoken.anything.having(REASONS))]
    lines += [
        (key, version.short, counts.texts.get(key, 0))
        for key, version in newest.items()
        if version.question.scope == QuestionScope.ALL
    ]
    return _list(
        counts, "written", "What people wrote", "Responses that", lines,
        base=counts.base, source=ANSWERS,
    )  # fmt: skip


def channel(counts: Counts) -> Table:
    """How responses reached us."""
    lines = [(one.value, str(one.label), counts.people_having(channel=one)) for one in Channel]
    return _list(counts, "channel", "How responses came", "Channel", lines, base=counts.base)


def capacity(counts: Counts) -> Table:
    """Whom responses speak for."""
    lines = [(one.value, str(one.label), counts.people_having(capacity=one)) for one in Capacity]
    return _list(counts, "capacity", "Who responded", "Speaking for", lines, base=counts.base)


def residence(counts: Counts) -> Table:
    """Where respondents live, as far as they said: in the place's own borough or elsewhere."""
    in_london = counts.people_having(place=Place.BOROUGH)
    near: list[Line] = [("london", "In a London borough", in_london)]
    if own := counts.subject.own_borough:
        here = counts.people_having(place=Place.BOROUGH, borough=own.pk)
        near = [
            ("own", f"In {own.name}", here),
            ("other", "In another London borough", in_london - here),
        ]
    lines: list[Line] = [
        *near,
        ("outside", "Outside London", counts.people_having(place=Place.OUTSIDE)),
        ("not-said", "Did not say", counts.people_having(place=Place.NOT_SAID)),
    ]
    return _list(counts, "residence", "Where respondents live", "Lives", lines, base=counts.base)


def homes(counts: Counts) -> Table:
    """Respondents' boroughs, all of them, in the order of the alphabet."""
    lines = [
        (borough.slug, borough.name, counts.people_having(place=Place.BOROUGH, borough=borough.pk))
        for borough in Borough.objects.order_by("name")
    ]
    return _list(
        counts, "homes", "Boroughs that respondents live in", "Borough", lines,
        base=counts.base, drawn=False,
    )  # fmt: skip


def _columns(stances: Stances) -> tuple[str, ...]:
    return (
        "Responses", *stances.labels.values(), "No answer", "Gave reasons",
        "From the same borough", "Formal replies",
    )  # fmt: skip


def _across(counts: Counts, table: str, key: str, label: str, tally: Tally) -> Row:
    """One line of a wide table: the total, each figure as a part of it; formal replies apart."""
    stances = counts.stances
    numbers = [
        *(tally.having(stances.mask(name)) for name in stances.labels),
        tally.total - tally.having(stances.any),
        tally.having(REASONS),
        tally.having(RESIDENT),
    ]
    first, *titles, last = _columns(stances)
    parts = [
        counts.figure(
            f"{table}.{key}.{title}", label, number, (tally.total, f"responses: {label}"), ANSWERS
        )
        for title, number in zip(titles, numbers, strict=True)
    ]
    total, formal = (
        counts.figure(f"{table}.{key}.{title}", label, number, NO_BASE, ANSWERS)
        for title, number in ((first, tally.total), (last, tally.formal))
    )
    return Row(key, label, (total, *parts, formal))


def _wide(
    counts: Counts,
    key: str,
    title: str,
    head: str,
    rows: Iterable[tuple[str, str, Tally]],
    note: str,
) -> Table:
    lines = tuple(_across(counts, key, name, label, tally) for name, label, tally in rows)
    total = _across(counts, key, "all", "All, each response once", counts.spoken.anything)
    return Table(key, title, head, _columns(counts.stances), lines, total, note, ANSWERS, False)


def stations(counts: Counts) -> Table:
    """What responses say about each front counter."""
    rows = []
    for proposal in counts.proposals:
        station = proposal.station
        label = f"{station.name}, {station.borough.name}: {proposal.get_kind_display()}"
        rows.append((station.slug, label, counts.spoken.proposals[str(proposal.pk)]))
    return _wide(counts, "stations", "Each front counter", "Front counter and proposal", rows, ONCE)


def boroughs(counts: Counts) -> Table:
    """What responses say about the front counters of each borough."""
    places = {
        proposal.station.borough_id: proposal.station.borough for proposal in counts.proposals
    }
    rows = [
        (borough.slug, borough.name, counts.spoken.boroughs[str(pk)])
        for pk, borough in places.items()
    ]
    note = f"{ONCE} An answer is counted once a borough for each response that gives it there."
    return _wide(counts, "boroughs", "Each borough", "Borough of the front counter", rows, note)


def kinds(counts: Counts) -> Table:
    """What responses say about closures, moves and the rest."""
    rows = [
        (kind.value, str(kind.label), counts.spoken.kinds[kind.value])
        for kind in ProposalKind
        if kind.value in counts.spoken.kinds
    ]
    note = f"{ONCE} An answer is counted once a kind for each response that gives it there."
    return _wide(counts, "kinds", "Each kind of proposal", "What is proposed", rows, note)


Maker = Callable[[Counts], Table]
ABOUT_ALL: Sequence[Maker] = (
    received, units, gatherings, formal, stance, written, channel, capacity, residence,
)  # fmt: skip
TABLES: dict[ReportKind, Sequence[Maker]] = {
    ReportKind.STATION: ABOUT_ALL,
    ReportKind.BOROUGH: (*ABOUT_ALL, kinds, stations),
    ReportKind.WHOLE: (*ABOUT_ALL, homes, kinds, boroughs, stations),
    ReportKind.EXPORT: (received, units),
}
