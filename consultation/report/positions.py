"""Positions of organisations on each front counter. They are never added to what residents say."""

from collections import Counter

from consultation.models import Position
from consultation.report.counts import Counts
from consultation.report.edition import Row, Table
from consultation.report.replied import SOURCE, SPEAKS

NOTE = (
    "Of the formal replies in force, whatever a moderator decided about them. A small council and "
    "a large one are one each: what they say stands in full further below."
)


def positions(counts: Counts) -> Table:
    """How many organisations take each position on each front counter. No line is a sum."""
    words = [str(one.label) for one in Position]
    found: Counter[tuple[int, str]] = Counter(
        (proposal.pk, position) for one in counts.replied for proposal, position in one.positions
    )
    rows = tuple(
        Row(
            proposal.station.slug,
            f"{proposal.station.name}: {proposal.get_kind_display()}",
            tuple(
                counts.figure(
                    f"positions.{proposal.station.slug}.{title}", title, found[proposal.pk, title],
                    (None, ""), SOURCE,
                )
                for title in [*words, SPEAKS]
            ),
        )
        for proposal in counts.proposals
    )  # fmt: skip
    return Table(
        "positions", "Positions of organisations on each front counter", "Front counter",
        (*words, SPEAKS), rows, None, NOTE, SOURCE, False,
    )  # fmt: skip
