"""What happened to one response, told from its events and the verdicts that they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from consultation.events import PUBLIC
from consultation.models import Event, EventKind, Response, Review
from consultation.moderate.queries import Reading
from consultation.templatetags.consult_pages import moment

NONE: Mapping[int, str] = {}

#: Only its sender changes or withdraws a response: where staff did, they were asked to.
AT_REQUEST = (EventKind.RESPONSE_SUPERSEDED, EventKind.RESPONSE_WITHDRAWN)
ASKED = "At the request of its sender."


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    title: str
    at: datetime
    by: str = ""
    text: str = ""
    summary: str = ""  # of the details
    details: str = ""


def history(
    response: Response,
    events: Sequence[Event],
    reviews: Sequence[Review],
    people: Mapping[int, str],
    *,
    reasons: Mapping[int, str] = NONE,
    readings: Sequence[Reading] = (),
) -> list[Entry]:
    """Oldest first. An event of a verdict names its review, which knows the person and reason.

    Others name an account, whose name `people` knows, or a request, whose reason `reasons` knows.
    That it was read is one entry, at the last time. Responses and verdicts that were generated
    for an example have no events of their own.
    """
    by_key = {review.pk: review for review in reviews}
    formal = response.organisation_id is not None  # its own people replace and withdraw it
    told = [
        _entry(event, by_key.pop(event.facts.get("review"), None), people, formal, reasons)
        for event in events
    ]
    if EventKind.RESPONSE_RECEIVED not in {event.kind for event in events}:
        told.append(Entry(EventKind.RESPONSE_RECEIVED.label, response.received_at))
    told += [_decided(review) for review in by_key.values()]
    return sorted([*told, *_read(readings)], key=lambda entry: entry.at)


def _read(readings: Sequence[Reading]) -> list[Entry]:
    if not readings:
        return []
    times, people = sum(one.times for one in readings), len(readings)
    often = "once" if times == 1 else f"{times:,} times"
    title = f"Read {often} by {_many(people, 'person', 'people')}"
    lines = [
        f"{one.name}: {_many(one.times, 'time', 'times')}, last at {moment(local)}"
        for one in readings
        for local in [timezone.localtime(one.last_at)]
    ]
    last = max(one.last_at for one in readings)
    return [Entry(title, last, summary="Who read it and when", details="\n".join(lines))]


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def _entry(
    event: Event,
    review: Review | None,
    people: Mapping[int, str],
    formal: bool,
    reasons: Mapping[int, str],
) -> Entry:
    if review is not None:
        return _decided(review)
    who = "the respondent" if event.actor == PUBLIC else "the service"
    if event.by:
        who = people.get(event.by, f"account {event.by}")
    asked = ASKED if event.by and event.kind in AT_REQUEST and not formal else ""
    why = reasons.get(event.facts.get("request", 0), "")
    return Entry(EventKind(event.kind).label, event.at, who, asked or why)


def _decided(review: Review) -> Entry:
    under = f"Rule: {review.rule.text}\n" if review.rule else ""
    return Entry(review.get_verdict_display(), review.at, review.by.name, under + review.reason)
