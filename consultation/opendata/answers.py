"""What the API answers: each as something cheap to compare, and a way to make the rest.

Responses are compared by the numbers of a page and the instants at which their public copies were
made: a copy is never altered, only taken back or made anew. So a page that has not changed costs
one look at an index, whatever it holds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.http import urlencode

from consultation.gather import queries as gathered
from consultation.models import Consultation, MeetingState, PublishedResponse
from consultation.opendata import queries, shapes, tables
from consultation.opendata.asked import Given, Problem
from consultation.opendata.queries import Key, Narrowed
from consultation.publish import bulk
from consultation.publish.released import TooSlow

Json = dict[str, Any]
EDITION = "1"  # changes when the same rows are written in another way
KEPT = 60  # seconds; texts that were published once and for all


@dataclass(frozen=True)
class Answer:
    """`make` is called only where the visitor does not have it yet."""

    etag: str
    make: Callable[[], Json]
    rows: Callable[[], Iterator[list[str]]] | None = None  # of a table
    following: str = ""  # the address of the next page
    modified: datetime | None = None
    words: bool = False  # what people wrote, which can be taken back at any moment


def etag_of(*parts: object) -> str:
    """A strong validator."""
    return sha256("\0".join(map(str, (EDITION, *parts))).encode()).hexdigest()[:32]


def _texts(given: Given, make: Callable[[], Json], *parts: object) -> Answer:
    """Texts that do not change once published: made once a minute."""
    key = f"open-{given.name}-{etag_of(*parts)}"
    found: tuple[str, Json] | None = cache.get(key)
    if found is None:
        made = make()
        found = etag_of(made), made
        cache.set(key, found, KEPT)
    return Answer(found[0], partial(dict, found[1]))


def consultations(given: Given) -> Answer:
    """One query."""
    found = queries.consultations()
    made = {"consultations": [shapes.summary_of(one, given.now) for one in found]}
    return Answer(etag_of(made), lambda: made)


def consultation(given: Given) -> Answer:
    """Two queries for the whole files, and six more once a minute."""
    found = given.found
    files = bulk.in_force([found.pk])[found.pk]

    def make() -> Json:
        times, worded = queries.times_of(found), queries.translations_of(found)
        return shapes.consultation_of(found, times, worded, given.now, files)

    standing = shapes.standing_of(found, given.now)
    return _texts(given, make, found.pk, standing, found.closes_at, *files)


def proposals_in(found: Consultation) -> Json:
    """Four queries."""
    worded = queries.translations_of(found)
    return {"proposals": [shapes.proposal_of(x, worded) for x in queries.proposals_of(found)]}


def questions_in(found: Consultation) -> Json:
    """Three queries."""
    worded = queries.translations_of(found)
    return {"questions": [shapes.question_of(x, worded) for x in queries.questions_of(found)]}


def sites_in(found: Consultation) -> Json:
    """Three queries."""
    return shapes.sites_of(queries.proposals_of(found))


def replies_in(found: Consultation) -> Json:
    """Three queries."""
    rows = queries.replies_of(found)
    stands = queries.stands_of(rows, found)
    told = [shapes.reply_of(one, stands.get(one.response_id, []), found) for one in rows]
    return {"replies": told}


def gatherings_in(found: Consultation) -> Json:
    """Five queries."""
    meetings = gathered.meetings_of(found)
    return {
        "meetings": [
            shapes.meeting_of(one) for one in meetings
            if one.record.state != MeetingState.WITHDRAWN
        ],
        "petitions": [shapes.petition_of(one) for one in gathered.petitions_of(found)],
    }  # fmt: skip


def proposals(given: Given) -> Answer:
    """None or four queries."""
    return _texts(given, lambda: proposals_in(given.found), given.found.pk)


def questions(given: Given) -> Answer:
    """None or three queries."""
    return _texts(given, lambda: questions_in(given.found), given.found.pk)


def sites(given: Given) -> Answer:
    """None or three queries."""
    return _texts(given, lambda: sites_in(given.found), given.found.pk)


def replies(given: Given) -> Answer:
    """One query, and three more where they are read. Each may be taken back, so none is kept."""
    standing = queries.standing_of_replies(given.found)
    etag = etag_of(given.name, given.found.pk, *standing)
    return Answer(etag, partial(replies_in, given.found), words=True)


def reply(given: Given) -> Answer:
    """Three queries. Raises Problem where it is not public."""
    signed = queries.reply_of(given.found, given.path["organisation"])
    if signed is None:
        raise Problem(404, "No formal reply of this organisation is public.")
    stands = queries.stands_of([signed], given.found).get(signed.response_id, [])
    made = shapes.reply_of(signed, stands, given.found)
    return Answer(etag_of(made), lambda: made, words=True)


def gatherings(given: Given) -> Answer:
    """Five queries."""
    made = gatherings_in(given.found)
    return Answer(etag_of(made), lambda: made, words=True)


def narrowed(found: Consultation, values: dict[str, str]) -> Narrowed:
    """The filters of a query. Raises Problem for a place or position that there is not.

    One query for each of station, borough and position that is asked for.
    """
    station, borough = values.get("station", ""), values.get("borough", "")
    position, since = values.get("position", ""), values.get("received_since", "")
    proposal = queries.proposal_at(found, station) if station else None
    if station and proposal is None:
        raise Problem(404, f"This consultation proposes nothing at a site “{station}”.")
    home = queries.borough_of(borough) if borough else None
    if borough and home is None:
        raise Problem(404, f"There is no borough “{borough}”.")
    return Narrowed(
        proposal=proposal,
        borough=home,
        position=position,
        wordings=_wordings(found, position) if position else (),
        channel=values.get("channel", ""),
        capacity=values.get("capacity", ""),
        since=date.fromisoformat(since) if since else None,
    )


def _wordings(found: Consultation, position: str) -> tuple[int, ...]:
    """The wordings that offer this position. Raises Problem where there is none."""
    every = queries.stances_of(found)
    offered = [one.pk for one in every if position in dict(one.options)]
    if not offered:
        known = ", ".join(dict.fromkeys(str(value) for one in every for value, _ in one.options))
        raise Problem(404, f"There is no position “{position}”. There are: {known}.")
    return tuple(offered)


def page_of(given: Given, asked: Narrowed) -> list[Key]:
    """The keys of a page and one more. Raises Problem where they take too long to find."""
    try:
        return queries.keys_of(given.found, asked, after=given.after, size=given.size)
    except TooSlow:
        raise Problem(503, "This takes too long to find. Ask for fewer filters.") from None


def responses(given: Given) -> Answer:
    """Three queries, one more for each place and position; where they are read, two more."""
    asked = narrowed(given.found, dict(given.values))
    every = page_of(given, asked)
    keys, more = every[: given.size], len(every) > given.size
    following = _next(given, keys[-1]) if more else ""

    def make() -> Json:
        told = [shapes.response_of(*one, given.found) for one in queries.copies_of(keys)]
        return {"responses": told, "next": following or None}

    return Answer(
        etag_of(given.name, given.form, given.found.pk, keys, following),
        make,
        rows=lambda: tables.cells(_rows(keys)),
        following=following,
        words=True,
    )


def _rows(keys: list[Key]) -> QuerySet[PublishedResponse]:
    rows = PublishedResponse.objects.filter(pk__in=[one.pk for one in keys])
    return rows.order_by("-received_on", "-pk", "answers__pk")


def _next(given: Given, last: Key) -> str:
    asked = {**given.values, "cursor": str(last.mark)}
    if given.form != "json":
        asked["format"] = given.form
    return f"{shapes.address(given.name, given.found.slug)}?{urlencode(sorted(asked.items()))}"


def response(given: Given) -> Answer:
    """One query, and two more where it is read. Raises Problem where it is not public."""
    key = queries.key_of(given.found, given.path["number"])
    if key is None:
        raise Problem(404, "This response is not public, now or any more.")

    def make() -> Json:
        for one, answers in queries.copies_of([key]):
            return shapes.response_of(one, answers, given.found)
        raise Problem(404, "This response is not public any more.")

    return Answer(etag_of(given.name, given.found.pk, key), make, modified=key.at, words=True)
