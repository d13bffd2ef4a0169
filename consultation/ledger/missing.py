"""What is published and not in the database, which was put back to an earlier time.

A response of which the database knows nothing is lost; an act that does not wait in the database to
be entered was done after the time to which it was put back, so that what it did is undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consultation.ledger import entries, queries
from consultation.ledger.checkpoints import Checkpoint as Head
from consultation.ledger.published import bundles, misfits
from consultation.ledger.shelf import Shelf
from consultation.models import EntryKind, Leaf, Unlogged
from consultation.models.log import OF_RESPONSES


class Contradicted(Exception):
    """The published files do not hold, or begin with something else than the database has."""


@dataclass(frozen=True)
class Missing:
    """An entry that is published and not in the database, and what in the database it is of."""

    index: int
    text: str
    kind: str
    values: dict[str, str]
    response: int | None = None  # its key, where the response is there
    waiting: int | None = None  # the key of the row that waits to be entered, and is this

    def __str__(self) -> str:
        said = ", ".join(f"{name} {value}" for name, value in self.values.items())
        return f"Entry {self.index}: {EntryKind(self.kind).label}, {said}."

    @property
    def is_lost(self) -> bool:
        """A response of which the database knows nothing."""
        return self.kind == EntryKind.RESPONSE and self.response is None

    @property
    def is_undone(self) -> bool:
        """An act of which the database knows nothing."""
        return self.kind not in (EntryKind.RESPONSE, EntryKind.KEY) and self.waiting is None

    @property
    def about(self) -> int:
        """As in LogEntry. Of what is not there a number that no row has: they begin at 1."""
        key = self.response if self.kind == EntryKind.RESPONSE else self.waiting
        return -1 - self.index if key is None else key


def missing(shelf: Shelf, head: Head) -> list[Missing]:
    """All of them, in their order. Raises Contradicted, and OSError."""
    if problem := next(misfits(shelf, head), ""):
        raise Contradicted(problem)
    _refuse_another_beginning(shelf, head)
    read = []
    for first, texts in bundles(shelf, head, after=queries.size()):
        for index, text in enumerate(texts, first):
            kind, values = entries.read(text)
            read.append(Missing(index, text.decode(), kind, values))
    return found_again(read)


def _refuse_another_beginning(shelf: Shelf, head: Head) -> None:
    """Raises Contradicted where one entry of the database is published as another."""
    for first, texts in bundles(shelf, head):
        stored = queries.leaves(first, len(texts))
        for index, (one, other) in enumerate(zip(texts, stored, strict=False), first):
            if one != other:
                raise Contradicted(f"Entry {index}: what is published and what is stored differ.")


def found_again(read: Sequence[Missing]) -> list[Missing]:
    """The same with what the database has of each now. Four queries."""
    sealed = [one.values["commitment"] for one in read if one.kind == EntryKind.RESPONSE]
    leaves = Leaf.objects.filter(commitment__in=sealed)
    told = leaves.values_list("response__consultation__slug", "commitment", "pk")
    keys = {(slug, seal): key for slug, seal, key in told}
    places: dict[int, int | None] = {
        one.index: keys.get((one.values["consultation"], one.values["commitment"]))
        for one in read
        if one.kind == EntryKind.RESPONSE
    }
    named = {int(one.values["index"]) for one in read if "index" in one.values}
    places |= queries.responses_at(named - places.keys())
    waits = _Waits()
    return [waits.held_against(one, places) for one in read]


class _Waits:
    """What waits to be entered, each row to be taken once."""

    def __init__(self) -> None:
        rows = Unlogged.objects.order_by("id").select_related("consultation")
        self.rows: dict[tuple[str, int | None], list[Unlogged]] = {}
        for one in rows.iterator():
            self.rows.setdefault((one.kind, one.response_id), []).append(one)

    def held_against(self, one: Missing, places: dict[int, int | None]) -> Missing:
        """The entry with its response, and with the row that waits for it."""
        place = one.index if one.kind == EntryKind.RESPONSE else int(one.values.get("index", -1))
        response = places.get(place)
        waiting = None
        if response is not None or one.kind not in OF_RESPONSES:
            rows = self.rows.get((one.kind, response), [])
            waiting = next((row for row in rows if _is_of(row, one)), None)
            if waiting is not None:
                rows.remove(waiting)
        key = None if waiting is None else waiting.pk
        return Missing(one.index, one.text, one.kind, one.values, response, key)


def _is_of(row: Unlogged, one: Missing) -> bool:
    """Whether the entry says all that the row knows."""
    if row.consultation is not None and row.consultation.slug != one.values["consultation"]:
        return False
    known = {name: str(value) for name, value in row.known.items() if value is not None}
    return known.items() <= one.values.items()
