"""Every figure of every report. Nothing else in the house counts responses for a reader.

A figure always carries its base, its source and its instant. Responses, people and signatures are
never summed: one person can respond twice, and one response can speak for a household.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from consultation.ledger import queries as ledger
from consultation.models import (
    Capacity,
    Channel,
    Consultation,
    ExclusionRule,
    Place,
    Proposal,
    ProposalKind,
    QuestionScope,
    ReportKind,
    ResponseState,
)
from consultation.report.arrived import Arrived, arrived
from consultation.report.corrected import corrected, with_wordings
from consultation.report.counting import (
    NO_RULE,
    REASONS,
    Scope,
    Subject,
    Tally,
    place_of,
    stance_lines,
    stances_of,
    wordings,
)
from consultation.report.counts import ANSWERS, Counts
from consultation.report.daily import channels_by_day, channels_by_home, days, languages
from consultation.report.edition import MAP, Figures, Head, Table
from consultation.report.equality import tables_of as equality
from consultation.report.gathered import APART, GATHERINGS, note_of
from consultation.report.gathered import gathered as gathered_for
from consultation.report.moderated import moderated
from consultation.report.positions import positions
from consultation.report.profile import profile
from consultation.report.queries import last_event
from consultation.report.quoted import quotes
from consultation.report.replied import replied as replied_for
from consultation.report.replied import table_of
from consultation.report.splits import by_capacity, by_channel, by_home, copies
from consultation.report.spoken import Spoken, spoken
from consultation.report.tables import NO_BASE, SAME_BOROUGH, Line, Says, across, listed
from consultation.report.unknown import unknown
from consultation.report.worded import Said, said
from stations.models import Borough, Station

ONCE = (
    "A response that speaks about two front counters is in the row of each, and once in the "
    "total: the rows can add up to more than the total. Formal replies are in the last column "
    "alone."
)


def compute(subject: Subject, *, at: datetime) -> Figures:
    """Count everything that a report shows. Call it inside `counting.snapshot()`.

    Raises FiguresDisagree when the parts do not add up to the whole.
    """
    return compute_all([subject], at=at)[0]


@dataclass(frozen=True)
class Results:
    """The whole consultation, and each borough and front counter of it."""

    whole: Figures
    boroughs: dict[Borough, Figures]
    stations: dict[Station, Figures]


def compute_results(consultation: Consultation, *, at: datetime) -> Results:
    """The same figures as of one report on each place, from a few passes over the record.

    Call it inside `counting.snapshot()`. As many queries with a hundred places as with one.
    Raises FiguresDisagree when the parts of any do not add up.
    """
    proposals = Proposal.objects.filter(consultation=consultation).with_places()
    places = [one.station for one in proposals.order_by("station__borough__name", "station__name")]
    boroughs = list(dict.fromkeys(one.borough for one in places))
    subjects = [
        Subject(consultation, ReportKind.RESULTS),
        *(Subject(consultation, ReportKind.BOROUGH, borough=one) for one in boroughs),
        *(Subject(consultation, ReportKind.STATION, station=one) for one in places),
    ]
    whole, *others = compute_all(subjects, at=at)
    return Results(
        whole,
        dict(zip(boroughs, others, strict=False)),
        dict(zip(places, others[len(boroughs) :], strict=True)),
    )


def compute_all(subjects: list[Subject], *, at: datetime) -> list[Figures]:
    """The figures of several subjects of one consultation, in their order."""
    consultation = subjects[0].consultation
    record, heads = last_event(consultation), _heads(consultation)
    rules = {one.code: one.text for one in ExclusionRule.objects.filter(consultation=consultation)}
    every = [_figures(one, record, rules, at) for one in _counted(subjects, at.isoformat())]
    return [replace(one, heads=heads) for one in every]


def _heads(consultation: Consultation) -> tuple[Head, ...]:
    """Heads of the public log, so that nobody can show another log to somebody else later."""
    named = (
        ("when this was counted", ledger.newest_head()),
        ("at the close", ledger.closing_head(consultation)),
    )
    key = ledger.newest_key()
    return tuple(Head(when, one.size, one.root, key) for when, one in named if one is not None)


def _figures(
    counts: Counts, record: tuple[int, int], rules: dict[str, str], at: datetime
) -> Figures:
    """One report. An edition of totals that are held apart holds nothing else."""
    counts.reconcile()
    kind = counts.subject.kind
    made = [make(counts) for make in TABLES[kind]]
    if kind != ReportKind.EQUALITY:
        made = [received(counts, rules), *made]
    made += MORE[kind](counts, at) if kind in MORE else []
    tables = [table for table in made if table.rows or table.foot]
    if kind not in QUOTING:
        return Figures(counts.as_at, *record, tuple(tables), _signed(counts))
    every = with_wordings(tables, counts.worded, counts.versions, as_at=counts.as_at)
    every = (*every, unknown(counts))
    return Figures(counts.as_at, *record, every, _signed(counts), counts.quotes)


def _signed(counts: Counts) -> tuple[int, ...]:
    """The formal replies that a report shows in full; what is to be public shows none."""
    shown = counts.subject.kind in (*QUOTING, ReportKind.FORMAL) and not counts.public
    return tuple(one.signed.pk for one in counts.replied) if shown else ()


def _counted(subjects: list[Subject], as_at: str) -> list[Counts]:
    """All that is counted about each. As many queries for many as for one."""
    consultation = subjects[0].consultation
    versions = wordings(consultation)
    scope, stances = Scope.of(subjects), stances_of(versions)
    came, speak = arrived(scope, versions), spoken(scope, stances)
    worded = said(scope, [one for each in corrected(versions) for one in each])
    public = subjects[0].kind == ReportKind.RESULTS  # and its parts, which are counted with it
    # What everybody may download for good holds nobody's words, which could be taken back.
    chosen = {} if public else quotes(scope, stances)
    gathered, replied = gathered_for(consultation), replied_for(consultation, public=public)
    boroughs = list(Borough.objects.select_related("population").order_by("name"))
    return [
        Counts(
            subject=one,
            as_at=as_at,
            arrived=came.get(place, Arrived()),
            spoken=speak.get(place, Spoken()),
            said=speak,
            proposals=(proposals := scope.proposals_of(one)),
            stances=stances,
            gathered=gathered.about(one),
            replied=replied.about(one, proposals),
            versions=versions,
            worded=worded.get(place, Said()),
            quotes=chosen.get(place, ()),
            public=public,
            boroughs=boroughs,
        )
        for one, place in ((subject, place_of(subject)) for subject in subjects)
    ]


def received(counts: Counts, named: dict[str, str]) -> Table:
    """What came in, and what became of it: always first. `named`: the words of each rule."""
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
    lines += [(state, label, counts.in_state(state)) for state, label in states]
    rules = counts.arrived.rules
    for code in [*named, *sorted(code for code in rules if code not in named)]:
        label = f"Excluded: {named[code]}" if code in named else "Excluded: rule not known"
        lines.append((f"rule-{code or NO_RULE}", label, rules.get(code, 0)))
    lines.append(("counted", "Counted in this report", counts.counted))
    return listed(
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
    lines: list[Line] = [
        ("responses", "Responses", counts.counted),
        ("formal", "Of these, formal replies by organisations", counts.formal),
        ("people", "People", None),
        ("petitions", "Petitions, each with signatures of its own", len(counts.gathered.petitions)),
        ("meetings", "Public meetings that were held", len(counts.gathered.meetings)),
    ]
    return listed(
        counts, "units", "What is counted", "Unit", lines,
        base=NO_BASE, drawn=False, column="Number",
        note=(
            f"{APART} People are not counted: one person can respond more than once, and nobody "
            "has to give a name."
        ),
    )  # fmt: skip


def gatherings(counts: Counts) -> Table:
    """Each petition's signatures and each meeting's attendance. No line is a sum."""
    return listed(
        counts, "gatherings", "Petitions and meetings", "What was counted",
        counts.gathered.lines(), base=NO_BASE, source=GATHERINGS, note=note_of(counts.subject),
        drawn=False, column="Number",
    )  # fmt: skip


def formal(counts: Counts) -> Table:
    """What organisations say, each in its own words further below."""
    return table_of(counts.replied, counts.as_at, public=counts.public)


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
    return listed(
        counts, "stance", "What responses say", "Answer", stance_lines(counts.stances, tally),
        base=base, source=ANSWERS, note=note,
    )  # fmt: skip


def written(counts: Counts) -> Table:
    """How many wrote something, question by question."""
    newest = {version.question.key: version for version in counts.versions}
    lines: list[Line] = [("reasons", "Gave reasons", counts.spoken.anything.having(REASONS))]
    lines += [
        (key, version.short, counts.arrived.wrote[key])
        for key, version in newest.items()
        if version.question.scope == QuestionScope.ALL
    ]
    return listed(
        counts, "written", "What people wrote", "Responses that", lines,
        base=counts.base, source=ANSWERS,
    )  # fmt: skip


def channel(counts: Counts) -> Table:
    """How responses reached us."""
    lines = [(one.value, str(one.label), counts.arrived.channels[one]) for one in Channel]
    return listed(counts, "channel", "How responses came", "Channel", lines, base=counts.base)


def capacity(counts: Counts) -> Table:
    """Whom responses speak for."""
    lines = [(one.value, str(one.label), counts.arrived.capacities[one]) for one in Capacity]
    return listed(counts, "capacity", "Who responded", "Speaking for", lines, base=counts.base)


def residence(counts: Counts) -> Table:
    """Where respondents live, as far as they said: in the place's own borough or elsewhere."""
    found = counts.arrived.homes
    elsewhere = found[Place.OUTSIDE] + found[Place.NOT_SAID]
    in_london = counts.people - elsewhere
    near: list[Line] = [("london", "In a London borough", in_london)]
    if own := counts.subject.own_borough:
        here = found[str(own.pk)]
        near = [
            ("own", f"In {own.name}", here),
            ("other", "In another London borough", in_london - here),
        ]
    lines: list[Line] = [
        *near,
        ("outside", "Outside London", found[Place.OUTSIDE]),
        ("not-said", "Did not say", found[Place.NOT_SAID]),
    ]
    return listed(counts, "residence", "Where respondents live", "Lives", lines, base=counts.base)


def homes(counts: Counts) -> Table:
    """Respondents' boroughs, all of them, in the order of the alphabet."""
    lines = [(one.slug, one.name, counts.arrived.homes[str(one.pk)]) for one in counts.boroughs]
    return listed(
        counts, "homes", "Boroughs that respondents live in", "Borough", lines,
        base=counts.base, drawn=False, chart=MAP,
    )  # fmt: skip


WIDE = (("Gave reasons", REASONS), SAME_BOROUGH)


def stations(counts: Counts) -> Table:
    """What responses say about each front counter."""
    rows: list[Says] = []
    for proposal in counts.proposals:
        station = proposal.station
        label = f"{station.name}, {station.borough.name}: {proposal.get_kind_display()}"
        rows.append((station.slug, label, counts.at_station(proposal)))
    return across(
        counts, "stations", "Each front counter", "Front counter and proposal", rows,
        note=ONCE, more=WIDE, foot=counts.spoken.anything,
    )  # fmt: skip


def boroughs(counts: Counts) -> Table:
    """What responses say about the front counters of each borough."""
    places = dict.fromkeys(proposal.station.borough for proposal in counts.proposals)
    rows: list[Says] = [(one.slug, one.name, counts.in_borough(one)) for one in places]
    return across(
        counts, "boroughs", "Each borough", "Borough of the front counter", rows,
        note=f"{ONCE} An answer is counted once a borough for each response that gives it there.",
        more=WIDE, foot=counts.spoken.anything,
    )  # fmt: skip


def kinds(counts: Counts) -> Table:
    """What responses say about closures, moves and the rest."""
    there = {proposal.kind for proposal in counts.proposals}
    rows: list[Says] = [
        (kind.value, str(kind.label), counts.spoken.kinds.get(kind.value, Tally()))
        for kind in ProposalKind
        if kind.value in there
    ]
    return across(
        counts, "kinds", "Each kind of proposal", "What is proposed", rows,
        note=f"{ONCE} An answer is counted once a kind for each response that gives it there.",
        more=WIDE, foot=counts.spoken.anything,
    )  # fmt: skip


Maker = Callable[[Counts], Table]
ABOUT_ALL: Sequence[Maker] = (
    units, gatherings, formal, stance, copies, written, channel, by_channel, capacity, by_capacity,
    residence, by_home, profile,
)  # fmt: skip
ALL_OF_IT: Sequence[Maker] = (*ABOUT_ALL, homes, kinds, boroughs, stations)
TABLES: dict[ReportKind, Sequence[Maker]] = {
    ReportKind.STATION: ABOUT_ALL,
    ReportKind.BOROUGH: (*ABOUT_ALL, kinds, stations),
    ReportKind.WHOLE: ALL_OF_IT,
    ReportKind.RESULTS: ALL_OF_IT,
    ReportKind.FORMAL: (formal, positions),
    ReportKind.EQUALITY: (),
    ReportKind.MODERATION: (),
    ReportKind.CHANNELS: (channel, by_channel, channels_by_day, channels_by_home, languages),
    ReportKind.DAILY: (days,),
    ReportKind.EXPORT: (units,),
    ReportKind.PACKAGE: (units,),
    ReportKind.THEMES: (units,),
}
#: Tables that are counted by themselves, after those.
MORE: dict[ReportKind, Callable[[Counts, datetime], list[Table]]] = {
    ReportKind.EQUALITY: lambda counts, at: equality(counts.subject.consultation, at=at),
    ReportKind.MODERATION: lambda counts, _at: moderated(counts),
}
#: Reports with words of residents, formal replies in full, and what is not known.
QUOTING = (ReportKind.STATION, ReportKind.BOROUGH, ReportKind.WHOLE, ReportKind.RESULTS)
