"""What happened to one response, told from its events and the verdicts that they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from consultation.events import PUBLIC
from consultation.models import BLIND, Event, EventKind, Response, Review, Step, User
from consultation.models.moderation import SEVERAL
from consultation.moderate.queries import Reading
from consultation.templatetags.consult_pages import moment

NONE: Mapping[int, str] = {}

#: Only its sender changes or withdraws a response: where staff did, they were asked to.
AT_REQUEST = (EventKind.RESPONSE_SUPERSEDED, EventKind.RESPONSE_WITHDRAWN)
ASKED = "At the request of its sender."
#: Who looked stands in the record of events. Here it would tell who gave a review that is hidden.
NOT_TOLD = frozenset(
    {
        EventKind.RESPONSE_TAKEN, EventKind.RESPONSE_LET_GO, EventKind.RESPONSE_READ,
        EventKind.RESPONSES_LISTED, EventKind.ATTACHMENT_READ, EventKind.PERSONAL_READ,
    }
)  # fmt: skip
#: What a reviewer takes out is part of what they say.
MARKS = frozenset({EventKind.REDACTION_MADE, EventKind.REDACTION_TAKEN_BACK})
HIDDEN = "Who gave it and what it says is told once the second review is in."


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
    reader: User,
    *,
    reasons: Mapping[int, str] = NONE,
    readings: Sequence[Reading] = (),
) -> list[Entry]:
    """Oldest first. An event of a verdict names its review, which knows the person and reason.

    Others name an account, whose name `people` knows, or a request, whose reason `reasons` knows.
    That it was read is one entry, at the last time. Responses and verdicts that were generated
    for an example have no events of their own.

    :param reviews: those that the reader may know of; what an event tells of another is left out.
    """
    by_key = {review.pk: review for review in reviews}
    formal = response.organisation_id is not None  # its own people replace and withdraw it
    told = [
        _entry(event, by_key.pop(event.facts.get("review"), None), people, formal, reasons)
        for event in events
        if not _is_kept_back(event, response, reader)
    ]
    if EventKind.RESPONSE_RECEIVED not in {event.kind for event in events}:
        told.append(Entry(EventKind.RESPONSE_RECEIVED.label, response.received_at))
    told += [_decided(review) for review in by_key.values()]
    told += [] if _is_apart(response) else _read(readings)  # would name who reviewed it first
    return sorted(told, key=lambda entry: entry.at)


def _is_kept_back(event: Event, response: Response, reader: User) -> bool:
    """Who looked; and where two people review apart, what the other one marks."""
    if event.kind in NOT_TOLD:
        return True
    return _is_apart(response) and event.kind in MARKS and event.by != reader.pk


def _is_apart(response: Response) -> bool:
    """Two people may still have to review it, neither knowing what the other did."""
    return response.consultation.two_reviews and response.state in BLIND


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
    label = EventKind(event.kind).label
    if "review" in event.facts:
        return Entry(label, event.at, text=HIDDEN)
    who = "the respondent" if event.actor == PUBLIC else "the service"
    if event.by:
        who = people.get(event.by, f"account {event.by}")
    asked = ASKED if event.by and event.kind in AT_REQUEST and not formal else ""
    why = reasons.get(event.facts.get("request", 0), "")
    return Entry(label, event.at, who, asked or why)


def _decided(review: Review) -> Entry:
    verdict = review.get_verdict_display()
    if review.step in SEVERAL:
        verdict = f"{review.get_step_display()}: {verdict}"
    under = f"Rule: {review.rule.text}\n" if review.rule else ""
    disagrees = review.step == Step.SECOND and not review.decides
    after = "\nThe two reviews disagree. A third person settles it." if disagrees else ""
    return Entry(verdict, review.at, review.by.name, f"{under}{review.reason}{after}".strip())
