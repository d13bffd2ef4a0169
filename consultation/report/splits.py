"""What different kinds of responses say: by channel, by whom they speak for, by where they live.

And with and without copies of one text, side by side.
"""

from collections import Counter
from collections.abc import Iterable

from consultation.models import Capacity, Channel, Place
from consultation.report.counting import Tally
from consultation.report.counts import ANSWERS, Counts
from consultation.report.edition import Figure, Row, Table
from consultation.report.tables import Says, across, says, stances_of
from stations.atlas import neighbours

ONCE = (
    "Each bar is all answers that were given: a response that speaks about several front counters "
    "is counted once under each of its answers, so shares can add up to more than 100%."
)
APART = "Formal replies are in no figure of this table."
NO_DISTANCE = (
    "A response holds the borough that its sender lives in, and neither an address nor a postcode. "
    "So how far somebody lives from a front counter is not known; boroughs stand for it."
)
ESTIMATE = (
    "An estimate: texts are compared by machine, as far as that was done when this was counted. It "
    "finds most copies and may take two letters for copies that are not. Every response is counted "
    "as one response everywhere else, since each was sent by somebody. “Each group as one” counts "
    "a group once under every answer that a member gives."
)
COPIES = ("All responses", "In a group of like texts", "In no group", "Each group as one")


def _note(counts: Counts, *told: str) -> str:
    one = counts.subject.station is not None
    return " ".join([*told, APART, *([] if one else [ONCE])])


def by_channel(counts: Counts) -> Table:
    """What is said, by how the response came."""
    found = counts.spoken.channels
    rows: list[Says] = [
        (one.value, str(one.label), found.get(one.value, Tally())) for one in Channel
    ]
    return across(
        counts, "by-channel", "What responses say, by channel", "Channel", rows,
        note=_note(counts), foot=counts.spoken.anything,
    )  # fmt: skip


def by_capacity(counts: Counts) -> Table:
    """What is said, by whom the response speaks for."""
    found = counts.spoken.capacities
    rows: list[Says] = [
        (one.value, str(one.label), found.get(one.value, Tally())) for one in Capacity
    ]
    return across(
        counts, "by-capacity", "What responses say, by whom they speak for", "Speaking for", rows,
        note=_note(counts), foot=counts.spoken.anything,
    )  # fmt: skip


def by_home(counts: Counts) -> Table:
    """What is said, by where respondents live: borough by borough, or by how near it is."""
    found = counts.spoken.homes
    rows = _near(counts) if counts.subject.own_borough else _each(counts)
    elsewhere: list[Says] = [
        ("outside", "Outside London", found.get(Place.OUTSIDE, Tally())),
        ("not-said", "Did not say", found.get(Place.NOT_SAID, Tally())),
    ]
    return across(
        counts, "by-home", "What responses say, by where respondents live", "Lives",
        [*rows, *elsewhere], note=_note(counts, NO_DISTANCE), foot=counts.spoken.anything,
    )  # fmt: skip


def _each(counts: Counts) -> list[Says]:
    found = counts.spoken.homes
    return [(one.slug, one.name, found.get(str(one.pk), Tally())) for one in counts.boroughs]


def _near(counts: Counts) -> list[Says]:
    """In the borough itself, in one beside it, in any other."""
    own = counts.subject.own_borough
    assert own is not None
    beside = neighbours().get(own.ons_code, frozenset())
    parts: dict[str, list[Tally]] = {"own": [], "near": [], "other": []}
    for one in counts.boroughs:
        which = "own" if one.pk == own.pk else "near" if one.ons_code in beside else "other"
        parts[which].append(counts.spoken.homes.get(str(one.pk), Tally()))
    return [
        ("own", f"In {own.name}", together(parts["own"])),
        ("near", "In a borough that touches it", together(parts["near"])),
        ("other", "In another London borough", together(parts["other"])),
    ]


def together(tallies: Iterable[Tally]) -> Tally:
    """Tallies of different responses as one."""
    masks: Counter[int] = Counter()
    for one in tallies:
        masks.update(one.masks)
    return Tally(masks)


def copies(counts: Counts) -> Table:
    """Each answer in all responses, in copies of one text, and without them."""
    spoken = counts.spoken
    within, without = (spoken.copied.get(one, Tally()) for one in ("true", "false"))
    columns = [spoken.anything, within, without, together([without, spoken.groups])]
    numbers = list(zip(*(says(counts, one) for one in columns), strict=True))
    names = [*counts.stances.labels, "none"]
    lines = [("responses", "Responses, or groups of them", [one.total for one in columns])]
    lines += [
        (name, label, list(cells))
        for name, label, cells in zip(names, stances_of(counts), numbers, strict=True)
    ]
    rows = tuple(_copied(counts, name, label, cells, columns) for name, label, cells in lines)
    return Table(
        "copies", "With and without copies of one text: an estimate", "Answer", COPIES, rows, None,
        f"{ESTIMATE} {APART}", ANSWERS, False, apart=True,
    )  # fmt: skip


def _copied(counts: Counts, name: str, label: str, cells: list[int], columns: list[Tally]) -> Row:
    figures: list[Figure] = []
    for title, number, whole in zip(COPIES, cells, columns, strict=True):
        called = "responses" if title != COPIES[-1] else "responses and groups of like texts"
        base = (None, "") if name == "responses" else (whole.total, f"{called}: {title}")
        figures.append(counts.figure(f"copies.{name}.{title}", label, number, base, ANSWERS))
    return Row(name, label, tuple(figures))
