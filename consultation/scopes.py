"""What a role is limited to: one consultation, one borough, both or neither.

A borough limits to responses: those that speak about a front counter in it, or came from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.db.models import Exists, Model, OuterRef, Q

from consultation.models import (
    Answer,
    Consultation,
    Event,
    Grant,
    Report,
    Response,
    Role,
    User,
)


class Whole(Enum):
    """What belongs to no consultation, such as accounts and the register."""

    SITE = "the whole site"


SITE: Final = Whole.SITE

#: What a permission is asked about: nothing in particular, the site, a consultation, or any row of
#: one.
About = Model | Whole | None
Finder = Callable[..., About]


@dataclass(frozen=True)
class Held:
    """A role in force with the keys that it is limited to; None where it is not limited."""

    role: Role
    consultation: int | None
    borough: int | None

    @property
    def is_whole(self) -> bool:
        """It is for every consultation and all of London."""
        return self.consultation is None and self.borough is None

    def reaches(self, about: About, *, in_part: bool = False) -> bool:
        """It is for this. `in_part`: of a consultation, some of its responses are enough."""
        if about is None or self.is_whole:
            return True
        if isinstance(about, Whole):
            return False
        row = whole_of(about)
        if self.consultation is not None and consultation_of(row) != self.consultation:
            return False
        if self.borough is None or (in_part and isinstance(row, Consultation)):
            return True
        return self.borough in boroughs_of(row)


def held_by(person: User) -> tuple[Held, ...]:
    """The roles in force. Read once a request: kept on the account object."""
    if not hasattr(person, "_held"):
        rows = Grant.objects.in_force().to(person).values_list("role", "consultation", "borough")
        person._held = tuple(  # type: ignore[attr-defined]
            Held(Role(role), consultation, borough) for role, consultation, borough in rows
        )
    return person._held  # type: ignore[attr-defined]


def whole_of(about: Model) -> Model:
    """The response that a row is part of; the row itself where it is part of none."""
    if getattr(about, "response_id", None) is None:
        return about
    return about.response  # type: ignore[attr-defined]


def consultation_of(row: Model) -> int | None:
    """The key of the consultation that a row belongs to, or is; None where there is none."""
    if isinstance(row, Consultation):
        return row.pk
    return row.consultation if isinstance(row, Event) else getattr(row, "consultation_id", None)


def boroughs_of(row: Model) -> frozenset[int]:
    """The boroughs that a response speaks about or came from, or that a report is about.

    One query, kept on the row. Everything else is of a whole consultation.
    """
    if not isinstance(row, Response | Report):
        return frozenset()
    if not hasattr(row, "_boroughs"):
        row._boroughs = frozenset(_boroughs_of(row))  # type: ignore[union-attr]
    return row._boroughs  # type: ignore[union-attr]


def _boroughs_of(row: Response | Report) -> set[int]:
    if isinstance(row, Report):
        place = row.station.borough_id if row.station else row.borough_id
        return {place} if place else set()
    spoken = Answer.objects.filter(response=row).exclude(proposal=None)
    found = set(spoken.values_list("proposal__station__borough", flat=True).distinct())
    return found | ({row.borough_id} if row.borough_id else set())


def within(
    held: Iterable[Held], *, to: str, response: str | None = None, in_part: bool = False
) -> Q | None:
    """The rows of some noun that these roles are for; None where that is all of them.

    :param to: the way to the consultation's key, such as `response__consultation`.
    :param response: the way to the response, ending in `__`; "" for the response itself, and None
        for a noun of which no row belongs to a borough.
    :param in_part: a limit to a borough is left out: of a consultation, some responses are enough.
    """
    found = Q(pk__in=[])
    for one in held:
        if one.is_whole:
            return None
        part = Q() if one.consultation is None else Q(**{to: one.consultation})
        if one.borough is not None and not in_part:
            if response is None:
                continue
            part &= of_boroughs([one.borough], response)
        elif one.consultation is None:
            return None
        found |= part
    return found


def of_boroughs(boroughs: Iterable[int], response: str = "") -> Q:
    """Responses that speak about a front counter in one of the boroughs, or came from it."""
    key, places = OuterRef(f"{response}pk"), list(boroughs)
    spoken = Answer.objects.filter(response=key, proposal__station__borough__in=places)
    return Q(**{f"{response}borough__in": places}) | Q(Exists(spoken))


def finder(of: type[Model] | Finder | None) -> Finder | None:
    """How to find what an address is about from what stands in it: a slug, or the key of a row."""
    if of is None or not isinstance(of, type):
        return of
    if of is Consultation:
        return by_slug
    return lambda **named: _row_at(of, named)


def _row_at(noun: type[Model], named: dict[str, Any]) -> Model | None:
    key = named.get("pk", named.get("key"))
    return noun._default_manager.filter(pk=key).first()


def site(**_named: Any) -> Whole:
    """An address that belongs to no consultation, whatever stands in it."""
    return SITE


def by_slug(*, slug: str, **_named: Any) -> Consultation | None:
    """The consultation that an address names."""
    return Consultation.objects.filter(slug=slug).first()
