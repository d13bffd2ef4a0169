"""Making the public copies. Whatever moves a response away deletes its copy in that statement."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.models import (
    Answer,
    Consultation,
    EventKind,
    Kind,
    PublishedAnswer,
    PublishedResponse,
    Redaction,
    Response,
    Restriction,
    User,
)
from consultation.models.response import PUBLISHED
from consultation.moderate.publishing import (
    copy_of,
    grouped,
    missing_copies,
    still_standing,
    why_not_publish,
)

__all__ = ["FILES", "publish", "publish_many", "publish_missing", "why_not_publish"]

#: The task that makes the files of what everybody may read; poked when that has changed.
FILES = "make_bulk_files"


def publish(*, response: Response, by: User | str, at: datetime) -> PublishedResponse | None:
    """Make the public copy of a released or withheld response, or make it anew. One transaction.

    None where it has none: a formal reply, or a response in another state. What happened is told
    by the Event of the act that calls this: a verdict, or words taken out.
    """
    return next(iter(publish_many(responses=[response], by=by, at=at)), None)


def publish_many(
    *, responses: Sequence[Response], by: User | str, at: datetime
) -> list[PublishedResponse]:
    """The same for several, in six queries."""
    with transaction.atomic():
        return _publish(responses, at=at)


def publish_missing(*, most: int, by: User | str, at: datetime) -> int:
    """Make up to `most` public copies that are missing: of examples, files, earlier releases.

    Safe to run twice and beside itself: rows that somebody else holds are left to them. Returns
    how many it made; one Event for each consultation of them.
    """
    with transaction.atomic():
        due = missing_copies().select_for_update(skip_locked=True, no_key=True, of=["self"])
        held = list(due[:most])
        copies = _publish(held, at=at, checked=True)
        _note(held, {one.pk for one in copies}, by=by, at=at)
        return len(copies)


def _note(held: Sequence[Response], made: Collection[int], *, by: User | str, at: datetime) -> None:
    keys: dict[int, list[int]] = {}
    for one in held:
        if one.pk in made:
            keys.setdefault(one.consultation_id, []).append(one.pk)
    for consultation in Consultation.objects.in_bulk(keys).values():
        found = keys[consultation.pk]
        record(
            EventKind.PUBLIC_COPIES_MADE, about=consultation, by=by, at=at,
            consultation=consultation.pk, count=len(found), first=min(found), last=max(found),
        )  # fmt: skip


def _publish(
    responses: Sequence[Response], *, at: datetime, checked: bool = False
) -> list[PublishedResponse]:
    """Six queries, however many there are. `checked`: not those that repeat what was taken out."""
    shown = [one for one in responses if one.state in PUBLISHED and one.kind == Kind.PUBLIC]
    restricted = Restriction.objects.in_force().filter(response__in=shown)
    kept_back = set(restricted.values_list("response", flat=True)) if shown else set()
    shown = [one for one in shown if one.pk not in kept_back]
    if not shown:
        return []
    rows = Answer.objects.filter(response__in=shown, erased=False)
    answers = grouped(rows.select_related("question_version__question").order_by("pk"))
    out: dict[int, list[Redaction]] = {}
    for one in Redaction.objects.in_force().filter(response__in=shown):
        out.setdefault(one.response_id, []).append(one)
    copies, words = [], []
    for response in shown:
        said, taken_out = answers.get(response.pk, []), out.get(response.pk, [])
        if checked and taken_out and still_standing(said, taken_out):
            continue
        copy, texts = copy_of(response, said, taken_out, at=at)
        copies.append(copy)
        words += texts
    PublishedAnswer.objects.filter(published__in=[one.pk for one in shown]).delete()
    PublishedResponse.objects.filter(response__in=shown).delete()
    PublishedResponse.objects.bulk_create(copies)
    PublishedAnswer.objects.bulk_create(words)
    return copies
