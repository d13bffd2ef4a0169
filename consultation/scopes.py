"""What a role is limited to: one consultation, one borough, both or neither.

A borough limits to responses: those that speak about a front counter in it, or came from it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.db.models import Model, Q
from django.db.models.expressions import RawSQL

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
from consultation.models.screening import OF_A_BOROUGH, token


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
    consultations: list[int] = []
    boroughs: dict[int | None, list[int]] = {}  # by the consultation that they are limited to
    for one in held:
        if one.borough is not None and not in_part:
            boroughs.setdefault(one.consultation, []).append(one.borough)
        elif one.consultation is None:
            return None
        else:
            consultations.append(one.consultation)
    if response is None or not boroughs:
        return Q(**{f"{to}__in": consultations})
    return Q(**{f"{response}pk__in": _placed(boroughs, consultations)})


def of_boroughs(boroughs: Iterable[int]) -> Q:
    """Responses that speak about a front counter in one of the boroughs, or came from it."""
    return Q(pk__in=_placed({None: list(boroughs)}))


# A screening says in its tokens which boroughs a response is of; of one that waits for its
# screening the same is put together here. Written so that PostgreSQL sees two tables under one
# roof (no join and no condition within) and one condition on both: it then goes along a list and
# looks up each row's response, or begins with the index of tokens, whichever is shorter. Whatever
# says the same by OR or EXISTS makes it look through all answers first.
PLACED = """
SELECT response_id FROM (
    SELECT response_id, consultation_id, tokens FROM consultation_screening
    UNION ALL
    SELECT response_id, consultation_id, ARRAY(
        SELECT %s || ':' || station.borough_id FROM consultation_answer AS answer
        JOIN consultation_proposal AS proposal ON proposal.id = answer.proposal_id
        JOIN stations_station AS station ON station.id = proposal.station_id
        WHERE answer.response_id = unscreened.response_id
        UNION ALL
        SELECT %s || ':' || borough_id FROM consultation_response
        WHERE id = unscreened.response_id AND borough_id IS NOT NULL
    )::varchar[] FROM consultation_unscreened AS unscreened
) AS placed WHERE
"""
BY_CONSULTATION = "consultation_id = ANY(%s)"
BY_BOROUGH = "tokens && %s::varchar[]"
BY_BOTH = f"(consultation_id = %s AND {BY_BOROUGH})"


def _placed(
    boroughs: Mapping[int | None, Sequence[int]], consultations: Sequence[int] = ()
) -> RawSQL:
    """The keys of the responses of these boroughs, and of whole consultations.

    :param boroughs: by the consultation that they are limited to; None is all of them.
    """
    conditions: list[str] = []
    told: list[Any] = [*OF_A_BOROUGH]
    for consultation, some in sorted(boroughs.items(), key=lambda one: one[0] or 0):
        tokens = [token(name, key) for key in sorted(some) for name in OF_A_BOROUGH]
        conditions.append(BY_BOROUGH if consultation is None else BY_BOTH)
        told += [tokens] if consultation is None else [consultation, tokens]
    if consultations:
        conditions.append(BY_CONSULTATION)
        told.append(list(consultations))
    # Put together of the constants above; values are bound.
    return RawSQL(PLACED + " OR ".join(conditions), told)  # noqa: S611


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
