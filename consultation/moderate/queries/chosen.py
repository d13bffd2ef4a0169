"""What the queue is narrowed to, as it stands in an address, and in which tokens that is found."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from consultation.access import Permission, Visitor, boroughs_within
from consultation.models import Consultation, Place, ResponseState, Review
from consultation.models.screening import OF_A_BOROUGH
from consultation.moderate import tokens
from consultation.moderate.queries.walk import Bounds, Mark
from stations.models import Borough, Station

ANY = "ANY"
FLAGGED = "FLAGGED"  # of any kind
# Of all, those that a person has something to do with, or that screening has not come to; and of
# those released, which it has flagged since.
MINE, REVIEWED, UNSCREENED, SINCE = "MINE", "REVIEWED", "UNSCREENED", "SINCE"

A_DAY = timedelta(days=1)
OLDER = {"OLDER-1": 1, "OLDER-3": 3, "OLDER-7": 7}  # days
TODAY, YESTERDAY = "TODAY", "YESTERDAY"  # since the midnight that it began at

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MOST_REVIEWED = 2_000  # the newest of those that a person reviewed today


def ticks(at: datetime) -> int:
    """An instant as a whole number: microseconds since 1970. Loses nothing of what is stored."""
    return (at - EPOCH) // MICROSECOND


def mark_of(text: str) -> Mark | None:
    """The mark of an address, `rank-microseconds-key`; None for anything that is not one."""
    found = re.fullmatch(r"([01])-([0-9]{1,17})-([0-9]{1,18})", text)
    if found is None:
        return None
    return Mark(int(found[1]), EPOCH + int(found[2]) * MICROSECOND, int(found[3]))


def written(mark: Mark) -> str:
    """A mark for an address."""
    return f"{mark.rank}-{ticks(mark.at)}-{mark.pk}"


@dataclass(frozen=True)
class Narrowing:
    """What a list is narrowed to, a field for each filter, as it stands in the list's address."""

    def without(self, *names: str) -> str:
        """The query string of all but these; nothing that goes without saying is in it."""
        said = {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name not in names and getattr(self, one.name) not in ("", one.default)
        }
        return urlencode(said)

    @property
    def query(self) -> str:
        """The query string of all of it."""
        return self.without()


@dataclass(frozen=True)
class Chosen(Narrowing):
    """What the queue is narrowed to, by slugs as they stand in the address; "" is all.

    A reference is of one response: with it, nothing else narrows, not even the state. Of what is
    not screened yet nothing is known by which it could be narrowed.
    """

    state: str = ResponseState.RECEIVED
    show: str = ""  # MINE, REVIEWED, UNSCREENED or SINCE
    station: str = ""
    borough: str = ""  # of the station that the response is about
    lives: str = ""  # borough of the respondent, or a value of Place
    channel: str = ""
    language: str = ""
    flag: str = ""  # a kind of doubt, or FLAGGED for any
    age: str = ""  # how long it has waited, or since when it came
    kind: str = ""  # of residents and others, or formal replies
    copies: str = ""  # the key of a group of alike texts
    words: str = ""  # looked for in all that was written, as they were typed
    reference: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, Any]) -> "Chosen":
        """From an address or a cleaned form; a state that is not known is the queue itself."""
        found = {one.name: str(typed.get(one.name) or "") for one in fields(cls)}
        found = {name: "" if "\x00" in value else value for name, value in found.items()}
        if found["reference"]:
            return cls(reference=found["reference"])
        if found["state"] not in (*ResponseState.values, ANY):
            found["state"] = ResponseState.RECEIVED
        if found["show"] == UNSCREENED:
            return cls(show=UNSCREENED)
        if found["show"] == SINCE:
            found["state"] = ResponseState.RELEASED
        if found["show"] and found["state"] == ResponseState.RECEIVED:
            found["state"] = ANY  # what one holds or reviewed is in other states than the queue's
        if not re.fullmatch("[0-9]{1,18}", found["copies"]):
            found["copies"] = ""
        return cls(**found)

    @property
    def states(self) -> list[str]:
        """The states that it covers."""
        return list(ResponseState.values) if self.reference or self.state == ANY else [self.state]


def places(consultation: Consultation) -> list[Any]:
    """All boroughs, each with its stations that the consultation asks about. One query.

    `asked` holds the key, slug and name of each of them, by name.
    """
    asked = Station.objects.filter(proposals__consultation=consultation).order_by("name")
    told = asked.distinct().values(told=JSONObject(pk="pk", slug="slug", name="name"))
    within = told.filter(borough=OuterRef("pk"))
    return list(Borough.objects.annotate(asked=ArraySubquery(within)).order_by("name"))


def confined_to(
    person: Visitor,
    consultation: Consultation,
    permission: Permission = Permission.READ_RESPONSES,
) -> list[str] | None:
    """The tokens of which a response has to have one for this person to see it; None is no limit.

    The one place for it: every list, count and next one of the queue goes through `bounds_of`.
    """
    limits = boroughs_within(person, permission, consultation)
    if limits is None:
        return None
    return [tokens.token(name, key) for key in sorted(limits) for name in OF_A_BOROUGH]


def bounds_of(
    consultation: Consultation,
    chosen: Chosen,
    *,
    by: Visitor,
    at: datetime,
    known: Sequence[Any] | None = None,
) -> Bounds:
    """What the filters mean for the walk along the queue.

    :param known: the `places`, where they were read already. Else one query, and that only where
        a place is chosen.
    """
    since, until = _instants(chosen.age, at)
    named, among = {"now": at, "person": by.pk}, ""
    if chosen.show == MINE:
        among = (
            "SELECT response_id FROM consultation_screening"
            " WHERE held_by_id = %(person)s AND held_until > %(now)s"
        )
    elif chosen.show == REVIEWED:
        among = (
            "SELECT response_id FROM consultation_review WHERE by_id = %(person)s"
            " AND at >= %(midnight)s ORDER BY at DESC LIMIT %(most_reviewed)s"
        )
        named |= {"midnight": midnight(at), "most_reviewed": MOST_REVIEWED}
    return Bounds(
        consultation=consultation.pk,
        states=chosen.states,
        tokens=_tokens(consultation, chosen, known),
        confined=confined_to(by, consultation), since=since, until=until, among=among, named=named,
        typed=chosen.words,
    )  # fmt: skip


def reviewed_today(by: Visitor, at: datetime) -> QuerySet[Review]:
    """The reviews that this person gave since midnight."""
    return Review.objects.filter(by=by.pk, at__gte=midnight(at))


def midnight(at: datetime, days: int = 0) -> datetime:
    """When the day began in London, or the day so many days before it."""
    day = timezone.localtime(at).date() - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time()))


def _instants(age: str, at: datetime) -> tuple[datetime | None, datetime | None]:
    """Not before, and before."""
    if age in OLDER:
        return None, at - OLDER[age] * A_DAY
    if age in (TODAY, YESTERDAY):
        return midnight(at, days=1 if age == YESTERDAY else 0), None
    return None, None


def _tokens(consultation: Consultation, chosen: Chosen, known: Sequence[Any] | None) -> list[str]:
    """What a response has to have, all of it."""
    found = [
        tokens.token(name, getattr(chosen, name))
        for name in (tokens.CHANNEL, tokens.KIND, tokens.LANGUAGE, tokens.COPIES)
        if getattr(chosen, name)
    ]
    if chosen.flag:
        kind = tokens.token(tokens.FLAG, chosen.flag)
        found.append(tokens.FLAGGED if chosen.flag == FLAGGED else kind)
    if chosen.show == SINCE:
        found.append(tokens.SINCE)
    if chosen.lives in (Place.OUTSIDE, Place.NOT_SAID):
        found.append(tokens.token(tokens.LIVES, chosen.lives))
    if not (chosen.station or chosen.borough or chosen.lives):
        return found
    every = places(consultation) if known is None else known
    keys = {borough.slug: borough.pk for borough in every}
    within = [one for one in every if chosen.borough in ("", one.slug)]
    stations = {one["slug"]: one["pk"] for borough in within for one in borough.asked}
    if chosen.station:  # in the borough, where one is chosen too: 0 is none
        found.append(tokens.token(tokens.STATION, stations.get(chosen.station, 0)))
    elif chosen.borough:
        found.append(tokens.token(tokens.BOROUGH, keys.get(chosen.borough, 0)))
    if chosen.lives not in ("", Place.OUTSIDE, Place.NOT_SAID):
        found.append(tokens.token(tokens.LIVES, keys.get(chosen.lives, 0)))
    return found
