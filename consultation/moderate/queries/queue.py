"""What the queue shows: a stretch of it, oldest first, narrowed by what stands in the address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Left

from consultation.access import Permission, Visitor, boroughs_within
from consultation.models import (
    WORDS,
    Answer,
    Consultation,
    Flag,
    FlagKind,
    Kind,
    Place,
    Response,
    ResponseState,
)
from consultation.models.response import ResponseQuerySet
from consultation.respond.codes import read_reference
from consultation.scopes import of_boroughs
from stations.models import Borough, Station

A_PAGE = 50


MOST_COUNTED = 2_000


FIRST_WORDS = 140


ANY = "ANY"


FLAGGED = "FLAGGED"  # of any kind


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


MICROSECOND = timedelta(microseconds=1)


def ticks(at: datetime) -> int:
    """An instant as a whole number: microseconds since 1970. Loses nothing of what is stored."""
    return (at - EPOCH) // MICROSECOND


@dataclass(frozen=True)
class Mark:
    """A place in the queue, at one response. Written as `microseconds-key` in addresses."""

    at: datetime
    pk: int

    @classmethod
    def of(cls, response: Response) -> "Mark":
        """Where this response stands."""
        return cls(response.received_at, response.pk)

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """The mark of an address; None for anything that is not one."""
        found = re.fullmatch(r"([0-9]{1,17})-([0-9]{1,18})", text)
        if found is None:
            return None
        return cls(EPOCH + int(found[1]) * MICROSECOND, int(found[2]))

    def __str__(self) -> str:
        return f"{ticks(self.at)}-{self.pk}"


@dataclass(frozen=True)
class Chosen:
    """What the queue is narrowed to, by slugs as they stand in the address; "" is all.

    A reference is of one response: with it, nothing else narrows, not even the state.
    """

    state: str = ResponseState.RECEIVED
    station: str = ""
    borough: str = ""  # of the station that the response is about
    lives: str = ""  # borough of the respondent, or a value of Place
    channel: str = ""
    flag: str = ""  # a kind of doubt, or FLAGGED for any
    kind: str = ""  # of residents and others, or formal replies
    reference: str = ""
    #: Boroughs that the reader's role is limited to; never in the address.
    within: frozenset[int] | None = None

    @classmethod
    def of(cls, typed: Mapping[str, Any]) -> "Chosen":
        """From an address or a cleaned form; a state that is not known is the queue itself."""
        names = [one.name for one in fields(cls) if one.name != "within"]
        found: dict[str, Any] = {name: str(typed.get(name) or "") for name in names}
        found = {name: "" if "\x00" in value else value for name, value in found.items()}
        if found["reference"]:
            return cls(reference=found["reference"])
        if found["state"] not in (*ResponseState.values, ANY):
            found["state"] = ResponseState.RECEIVED
        return cls(**found)

    @property
    def states(self) -> list[str]:
        """The states that it covers."""
        return list(ResponseState.values) if self.reference or self.state == ANY else [self.state]

    def without(self, *names: str) -> str:
        """The query string of all but these; nothing that goes without saying is in it."""
        said = {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name not in (*names, "within")
            and getattr(self, one.name) not in ("", one.default)
        }
        return urlencode(said)

    @property
    def query(self) -> str:
        """The query string of all of it."""
        return self.without()


def limited(chosen: Chosen, person: Visitor, consultation: Consultation) -> Chosen:
    """The same, with the boroughs that the reader's role is limited to."""
    limits = boroughs_within(person, Permission.READ_RESPONSES, consultation)
    return replace(chosen, within=limits)


def _readable(consultation: Consultation, chosen: Chosen) -> ResponseQuerySet:
    """Those that the reader's role is for."""
    found = Response.objects.filter(consultation=consultation)
    return found if chosen.within is None else found.filter(of_boroughs(chosen.within))


def matching(consultation: Consultation, chosen: Chosen) -> ResponseQuerySet:
    """The consultation's responses that fit, in any state."""
    found = _readable(consultation, chosen)
    if chosen.reference:
        return found.filter(reference=read_reference(chosen.reference))
    spoken = {"proposal__station__slug": chosen.station} if chosen.station else {}
    if chosen.borough:
        spoken["proposal__station__borough__slug"] = chosen.borough
    if spoken:
        found = found.filter(Exists(Answer.objects.filter(response=OuterRef("pk"), **spoken)))
    if chosen.lives:
        found = found.filter(kind=Kind.PUBLIC)  # a council lives nowhere
    if chosen.lives in (Place.OUTSIDE, Place.NOT_SAID):
        found = found.filter(place=chosen.lives)
    elif chosen.lives:
        found = found.filter(borough__slug=chosen.lives)
    if chosen.channel:
        found = found.filter(channel=chosen.channel)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.flag:
        kinds = {} if chosen.flag == FLAGGED else {"kind": chosen.flag}
        found = found.filter(Exists(Flag.objects.filter(response=OuterRef("pk"), **kinds)))
    return found


def stretch(
    rows: ResponseQuerySet,
    states: Iterable[str],
    *,
    after: Mark | None = None,
    before: Mark | None = None,
    most: int,
) -> ResponseQuerySet:
    """The next `most` after a mark, oldest first, or before one, newest first. One query.

    Each state is a stretch of one index, so a page deep in the queue costs what the first does.
    """
    order = ("-received_at", "-pk") if before else ("received_at", "pk")
    if after is not None:
        later = Q(received_at__gt=after.at) | Q(pk__gt=after.pk)
        rows = rows.filter(later, received_at__gte=after.at)
    if before is not None:
        earlier = Q(received_at__lt=before.at) | Q(pk__lt=before.pk)
        rows = rows.filter(earlier, received_at__lte=before.at)
    parts = [rows.filter(state=state).order_by(*order).values("pk")[:most] for state in states]
    keys = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return Response.objects.filter(pk__in=keys).order_by(*order)[:most]


def with_beginnings(rows: ResponseQuerySet) -> ResponseQuerySet:
    """With the names of the stations spoken about, the first words, and the kinds of flags."""
    own = Answer.objects.filter(response=OuterRef("pk"))
    stations = own.exclude(proposal=None).values("proposal__station__name").distinct()
    doubted = Flag.objects.filter(response=OuterRef("pk"))
    own_words = own.filter(question_version__question__kind__in=WORDS)  # not names of files
    words = (
        own_words.exclude(text="").order_by("pk").values(start=Left("text", FIRST_WORDS + 1))[:1]
    )
    return rows.select_related("borough", "organisation").annotate(
        about_stations=ArraySubquery(stations.order_by("proposal__station__name")),
        words=Subquery(words),
        flag_kinds=ArraySubquery(doubted.values("kind").order_by("pk")),
    )


@dataclass(frozen=True)
class Stretch:
    """One page of the queue; the marks lead to its neighbours, None where there is none."""

    rows: list[Response]
    before: Mark | None
    after: Mark | None


def page_of(
    consultation: Consultation, chosen: Chosen, *, after: Mark | None, before: Mark | None
) -> Stretch:
    """Fifty responses after a mark, or before one, or the first. One query."""
    rows = matching(consultation, chosen)
    found = stretch(rows, chosen.states, after=after, before=before, most=A_PAGE + 1)
    shown = list(with_beginnings(found))
    more = len(shown) > A_PAGE
    shown = shown[:A_PAGE]
    if before is not None:
        shown.reverse()
    first, last = (Mark.of(shown[0]), Mark.of(shown[-1])) if shown else (None, None)
    earlier = more if before else after is not None
    later = before is not None or more
    return Stretch(shown, first if earlier else None, last if later else None)


def count_of(consultation: Consultation, chosen: Chosen) -> int:
    """How many there are, counted to one more than MOST_COUNTED and no further. One query."""
    rows = matching(consultation, chosen).filter(state__in=chosen.states)
    return rows[: MOST_COUNTED + 1].count()


def neighbours(response: Response, chosen: Chosen) -> tuple[Response | None, Response | None]:
    """The one before and the one after it in the list that was chosen. Two queries."""
    rows, here = matching(response.consultation, chosen), Mark.of(response)
    earlier = stretch(rows, chosen.states, before=here, most=1).first()
    return earlier, stretch(rows, chosen.states, after=here, most=1).first()


def next_to_decide(response: Response, chosen: Chosen) -> Response | None:
    """The next that waits in the same list after this one, or else the first that does."""
    quarantined = chosen.state == ResponseState.QUARANTINED
    states = [ResponseState.QUARANTINED if quarantined else ResponseState.RECEIVED]
    rows = matching(response.consultation, chosen).exclude(pk=response.pk)
    following = stretch(rows, states, after=Mark.of(response), most=1).first()
    return following or stretch(rows, states, most=1).first()


def boroughs_at(keys: frozenset[int] | None) -> list[str]:
    """The names of those that a role is limited to; none, and no query, where it is not."""
    if keys is None:
        return []
    return list(Borough.objects.filter(pk__in=keys).order_by("name").values_list("name", flat=True))


def boroughs() -> list[Borough]:
    """All of London. One query."""
    return list(Borough.objects.order_by("name"))


def stations_of(consultation: Consultation) -> list[Station]:
    """Those with a proposal, by borough and name. One query."""
    found = Station.objects.filter(proposals__consultation=consultation)
    return list(found.select_related("borough").order_by("borough__name", "name"))


def flags_by_kind(
    consultation: Consultation, *, since: datetime, within: frozenset[int] | None = None
) -> list[tuple[FlagKind, int, int]]:
    """How many responses have a flag of each kind, and how many got it since then. One query."""
    found = Flag.objects.filter(response__consultation=consultation).order_by("kind")
    if within is not None:
        found = found.filter(of_boroughs(within, "response__"))
    counted = found.values("kind").annotate(
        total=Count("pk"), lately=Count("pk", filter=Q(at__gte=since))
    )
    return [(FlagKind(one["kind"]), one["total"], one["lately"]) for one in counted]
