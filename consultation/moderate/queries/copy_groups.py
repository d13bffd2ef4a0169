"""What the pages about copies show: groups by size, one group, and the copies of a response."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from consultation.models import (
    Answer,
    Consultation,
    Response,
    TextGroup,
    TextPrint,
)
from consultation.models.copies import TextGroupQuerySet
from consultation.moderate.queries.copies import IN_FORCE, texts_of

A_PAGE = 25  # groups, or members, on a page
MOST_COUNTED = 2_000  # groups
MOST_BROKEN_DOWN = 20_000  # members of one group
A_PAIR = 2  # the smallest group that is shown


@dataclass(frozen=True)
class Page:
    """Some rows, and the marks of its neighbours; "" where there is none."""

    rows: list[Any]
    before: str
    after: str


@dataclass(frozen=True)
class SizeMark:
    """A place in the list by size. Written as `size-key` in addresses."""

    size: int
    pk: int

    @classmethod
    def read(cls, text: str) -> "SizeMark | None":
        """The mark of an address; None for anything that is not one."""
        found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,18})", text)
        return cls(int(found[1]), int(found[2])) if found else None


def groups_of(consultation: Consultation) -> TextGroupQuerySet:
    """Those that have copies now."""
    return TextGroup.objects.standing().filter(consultation=consultation, size__gte=A_PAIR)


def count_groups(consultation: Consultation) -> int:
    """How many, to one more than MOST_COUNTED and no further. One query."""
    return groups_of(consultation)[: MOST_COUNTED + 1].count()


def page_of_groups(
    consultation: Consultation, *, after: SizeMark | None, before: SizeMark | None
) -> Page:
    """A page of groups, the largest first. One query."""
    rows = groups_of(consultation).defer("shared", "telling").order_by("-size", "pk")
    if after:
        later = Q(size__lt=after.size) | Q(pk__gt=after.pk)
        rows = rows.filter(later, size__lte=after.size)
    elif before:
        earlier = Q(size__gt=before.size) | Q(pk__lt=before.pk)
        rows = rows.filter(earlier, size__gte=before.size).order_by("size", "-pk")
    found = list(rows[: A_PAGE + 1])
    return _page(found, bool(after), bool(before), lambda row: f"{row.size}-{row.pk}")


def page_of_members(group: TextGroup, *, after: int | None, before: int | None) -> Page:
    """A page of responses in the group, in the order of coming in; `restricted` are those whose
    words may not be used. Two queries.
    """
    keys = standing_in(group).order_by("pk")
    if after is not None:
        keys = keys.filter(pk__gt=after)
    elif before is not None:
        keys = keys.filter(pk__lt=before).order_by("-pk")
    found = list(keys.values_list("pk", flat=True)[: A_PAGE + 1])
    page = _page(found, after is not None, before is not None, str)
    rows = Response.objects.select_related("borough", "organisation", "text_print").annotate(
        restricted=Exists(IN_FORCE.filter(response=OuterRef("pk")))
    )
    return Page(list(rows.filter(pk__in=page.rows).order_by("pk")), page.before, page.after)


def _page(found: list[Any], after: bool, before: bool, mark: Any) -> Page:
    more = len(found) > A_PAGE
    rows = found[:A_PAGE]
    if before:
        rows.reverse()
    if not rows:
        return Page([], "", "")
    earlier = more if before else after
    later = before or more
    return Page(rows, mark(rows[0]) if earlier else "", mark(rows[-1]) if later else "")


def standing_in(group: TextGroup) -> "QuerySet[TextPrint]":
    """The prints of its members that were not replaced or withdrawn."""
    return TextPrint.objects.filter(group=group, gone=False)


def text_group(pk: int) -> TextGroup | None:
    """With its consultation. One query."""
    found = TextGroup.objects.select_related("consultation").defer("shared", "telling")
    return found.filter(pk=pk).first()


def members_said(rows: list[Response]) -> dict[int, str]:
    """The words of members, none of those that are restricted. One query."""
    return texts_of([row.pk for row in rows])


@dataclass(frozen=True)
class BrokenDown:
    """The members of a group in numbers: [(words, how many), ...] for each way to tell them."""

    same: int  # have the very text of another member
    alike: int  # have a text that no other member has
    texts: int  # different ones
    states: list[tuple[str, int]]
    channels: list[tuple[str, int]]
    stations: list[tuple[str, int]]
    whole: bool  # all members were counted, and not the first MOST_BROKEN_DOWN alone


def broken_down(group: TextGroup) -> BrokenDown:
    """Counts of members. Four queries, of a size that is bounded."""
    prints = standing_in(group).order_by("pk")
    keys = prints.values("pk")[:MOST_BROKEN_DOWN]
    some = TextPrint.objects.filter(pk__in=keys)
    texts = some.order_by().values("exact").annotate(number=Count("pk")).values_list("number")
    numbers = [number for (number,) in texts]
    responses = Response.objects.filter(pk__in=keys).order_by()
    states = responses.values_list("state").annotate(Count("pk"))
    channels = responses.values_list("channel").annotate(Count("pk"))
    spoken = Answer.objects.filter(response__in=keys).exclude(proposal=None)
    stations = (
        spoken.order_by()
        .values_list("proposal__station__name")
        .annotate(number=Count("response", distinct=True))
        .order_by("-number", "proposal__station__name")
    )
    return BrokenDown(
        same=sum(number for number in numbers if number > 1),
        alike=numbers.count(1),
        texts=len(numbers),
        states=_labelled("state", states),
        channels=_labelled("channel", channels),
        stations=list(stations),
        whole=group.size <= MOST_BROKEN_DOWN,
    )


def _labelled(field: str, counted: Any) -> list[tuple[str, int]]:
    labels: Any = Response._meta.get_field(field).flatchoices  # type: ignore[union-attr]
    found = dict(counted)
    return [(str(label), found[value]) for value, label in labels if value in found]


@dataclass(frozen=True)
class Copies:
    """How many others say the same as a response, and where they are shown."""

    group: int
    same: int  # others with the very words
    others: int  # in the group

    @property
    def alike(self) -> int:
        """Others with nearly the words."""
        return self.others - self.same


def copies_of(response: Response) -> Copies | None:
    """None where nobody says the same. Two queries."""
    found = TextPrint.objects.filter(pk=response.pk, gone=False).exclude(group=None)
    own = found.select_related("group").defer("group__shared", "group__telling").first()
    if own is None or own.group is None or own.group.size < A_PAIR:
        return None
    same = standing_in(own.group).filter(consultation=own.consultation_id, exact=own.exact)
    return Copies(own.group.pk, same.count() - 1, own.group.size - 1)
