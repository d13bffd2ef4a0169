"""Who wrote what in a section, by sittings instead of by savings. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consultation.models import Position, SectionVersion, User
from consultation.reply.document import Content, Passage
from consultation.reply.merging import ADDED, REMOVED, SAME, Mark, marked

#: Savings of one person that are no further apart belong to one sitting.
SITTING = timedelta(minutes=30)
AROUND = 60  # characters of unchanged text shown beside a change


@dataclass(frozen=True)
class Change:
    """What a sitting changed in one place."""

    where: str
    marks: list[Mark]


@dataclass(frozen=True)
class Sitting:
    """Savings of one person, one after another; `last` is what they left."""

    by: User
    began_at: datetime
    last: SectionVersion
    savings: int
    merged: bool
    before: Content
    after: Content

    @property
    def changes(self) -> list[Change]:
        """What it changed; worked out only where it is shown."""
        return changes(self.before, self.after)


def sittings(versions: Sequence[SectionVersion]) -> list[Sitting]:
    """Of versions in their order, the oldest first."""
    groups: list[list[SectionVersion]] = []
    for one in versions:
        before = groups[-1][-1] if groups else None
        same = before is not None and before.by_id == one.by_id and one.at - before.at <= SITTING
        groups[-1].append(one) if same else groups.append([one])
    found, content = [], Content()
    for group in groups:
        after = Content.read(group[-1].content)
        found.append(
            Sitting(
                group[0].by, group[0].at, group[-1], len(group),
                any(one.merged for one in group), content, after,
            )
        )  # fmt: skip
        content = after
    return found


def changes(before: Content, after: Content) -> list[Change]:
    """The places in which two contents differ, in the order of the later one."""
    found = []
    if before.position != after.position:
        labels = [
            str(Position(one.position).label) if one.position else "" for one in (before, after)
        ]
        found.append(Change("Position", marked(*labels)))
    old = {one.key: one for one in before.passages}
    new = {one.key: one for one in after.passages}
    for key in [*new, *(one for one in old if one not in new)]:
        was, now = old.get(key) or Passage(key), new.get(key) or Passage(key)
        marks = shortened(marked(was.text, now.text)) if was.text != now.text else []
        if was.heading != now.heading:
            marks = [*marked(was.heading, now.heading), (SAME, "\n"), *marks]
        if marks:
            found.append(Change(now.heading or was.heading or "Without a heading", marks))
    if not found and [*old] != [*new]:
        found.append(Change("Order", [(SAME, "Parts were put in another order.")]))
    return found


def shortened(marks: list[Mark]) -> list[Mark]:
    """The same with long unchanged stretches left out, as “…”."""
    found: list[Mark] = []
    for place, (kind, text) in enumerate(marks):
        if kind == SAME and len(text) > 2 * AROUND + 10:
            start = text[:AROUND] if place else ""
            end = text[-AROUND:] if place < len(marks) - 1 else ""
            text = f"{start} … {end}"
        found.append((kind, text))
    return found


__all__ = ["ADDED", "REMOVED", "SAME", "Change", "Sitting", "changes", "shortened", "sittings"]
