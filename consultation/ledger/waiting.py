"""From what waits to entries: which can be made now, in which order, and what each says.

Responses come first, then acts in the order in which they were noted: an act about a response waits
until the log has it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from consultation.ledger import entries, queries
from consultation.models import EntryKind, Response, Review, Unlogged

#: Not those that wait for what nobody has sent: a row without a newer response holds up no other.
NEWER = Exists(Response.objects.filter(replaces=OuterRef("response")))
READY = ~Q(kind=EntryKind.SUPERSEDE) | NEWER
NO_RULE = "none"  # left out, and no review says under which rule
Values = dict[str, str | int]


@dataclass(frozen=True)
class Made:
    """An entry that is to be added, and the waiting row that it was made from."""

    waiting: int
    kind: str
    about: int
    text: str


def made(first: int, most: int) -> list[Made]:
    """The next entries; the first of them will be number `first`. About `most`, and the keys.

    Keys come first, so that the log knows who signs it. Which acts there are is read before the
    responses, and they are told only once no response waits: a close has every response before it
    that it counts. Seven queries at most, however many there are.
    """
    waiting = Unlogged.objects.order_by("id")
    keys = waiting.filter(kind=EntryKind.KEY)
    found = [Made(one.pk, one.kind, one.pk, _text(one.kind, one.known)) for one in keys]
    acts = list(waiting.acts().filter(READY).values_list("pk", flat=True)[:most])
    responses = _responses(most)
    places = {one.about: index for index, one in enumerate(responses, first + len(found))}
    found += responses
    if len(responses) == most:
        return found
    told = waiting.filter(pk__in=acts)
    rows = list(told.select_related("response__consultation", "consultation"))
    known = _Known.of(rows, places)
    for one in rows:
        values = _values(one, known)
        if values is None:
            continue
        if one.kind == EntryKind.REPORT:
            values["size"] = first + len(found)
        found.append(Made(one.pk, one.kind, one.pk, _text(one.kind, values)))
    return found


def _responses(most: int) -> list[Made]:
    rows = (
        Unlogged.objects.filter(kind=EntryKind.RESPONSE)
        .order_by("id")
        .values_list(
            "pk", "response_id", "response__consultation__slug", "response__leaf__commitment"
        )
    )
    return [
        Made(
            waiting, EntryKind.RESPONSE, key,
            _text(EntryKind.RESPONSE, {"consultation": slug, "commitment": seal}),
        )
        for waiting, key, slug, seal in rows[:most]
    ]  # fmt: skip


def _text(kind: str, values: Mapping[str, str | int]) -> str:
    return entries.written(kind, values).decode()


@dataclass(frozen=True)
class _Known:
    """What the acts of a batch need to know, by the keys of responses."""

    indexes: dict[int, int]  # in the log, this batch included
    newer: dict[int, int]  # the response that replaced it
    rules: dict[int, str]  # under which it was left out last

    @classmethod
    def of(cls, rows: list[Unlogged], places: dict[int, int]) -> "_Known":
        about = {one.response_id for one in rows if one.response_id is not None}
        newer = Response.objects.filter(replaces__in=about).values_list("replaces", "pk")
        after = {before: key for before, key in newer if before is not None}
        indexes = queries.indexes_of((about | set(after.values())) - places.keys())
        return cls(places | indexes, after, _rules(rows))


def _rules(rows: Iterable[Unlogged]) -> dict[int, str]:
    """Of those of which the waiting row does not say it: they were stored as left out."""
    unsaid = [
        one.response_id
        for one in rows
        if one.kind == EntryKind.EXCLUDE and not one.known.get("reason")
    ]
    found = Review.objects.filter(response__in=unsaid, rule__isnull=False, decides=True)
    return dict(found.order_by("pk").values_list("response_id", "rule__code"))


def _values(one: Unlogged, known: _Known) -> Values | None:
    """The lines of an act's entry; None while it is about a response that the log has not."""
    values: Values = dict(one.known)
    if one.consultation is not None:
        values["consultation"] = one.consultation.slug
    if one.response is None:
        return values
    values["consultation"] = one.response.consultation.slug
    index = known.indexes.get(one.response.pk)
    if index is None:
        return None
    values["index"] = index
    if one.kind == EntryKind.SUPERSEDE:
        by = known.indexes.get(known.newer.get(one.response.pk, 0))
        if by is None:
            return None
        values["by"] = by
    if one.kind == EntryKind.EXCLUDE:
        values["reason"] = one.known.get("reason") or known.rules.get(one.response.pk, NO_RULE)
    return values
