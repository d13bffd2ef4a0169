"""All that is held about a person, as one ZIP: a page to read, the same as JSON, and the files.

It walks through the places of `holdings`, so it holds what an erasure would empty. Names of staff
are left out, and so are secrets that only machines use: the page names those.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone

from consultation import files
from consultation.audit.facts import facts_in_words, kind_in_words
from consultation.audit.holdings import PLACES, TOLD, Place
from consultation.audit.rules import named
from consultation.events import name_of
from consultation.models import Answer, Attachment, Event, User
from consultation.models.constraints import SECRET
from consultation.models.moderation import ReviewQuerySet


@dataclass(frozen=True)
class Record:
    """One row: what it is, and its fields in words."""

    title: str
    fields: list[tuple[str, Any]]


@dataclass(frozen=True)
class Holding:
    """All about one subject."""

    title: str
    records: list[Record]
    events: list[tuple[str, str, str]]  # when, what, its numbers
    unsaid: list[str]  # kinds of secrets that are held and not shown


def holding_of(subject: models.Model, reader: User) -> Holding:
    """What is held of one response, request or invitation.

    The reader takes it away, and may have to review it yet: the first of two reviews is not in it
    before the second is.
    """
    records, names, unsaid = [], {name_of(subject)}, []
    for place in PLACES[type(subject)]:
        if place.shared:
            continue
        rows = place.rows([subject.pk])
        for row in rows.known_to(reader) if isinstance(rows, ReviewQuerySet) else rows:
            names.add(name_of(row))
            record = Record(place.name.capitalize(), list(_fields(place, row)))
            if record not in records:
                records.append(record)
        unsaid += [f"{place.name}: {one}" for one in _secrets(place)]
    found = Event.objects.filter(about__in=names).order_by("pk")
    events = [(_moment(one.at), kind_in_words(one), facts_in_words(one.facts)) for one in found]
    return Holding(named(subject), records, events, list(dict.fromkeys(unsaid)))


def _secrets(place: Place) -> list[str]:
    """The fields of the noun that are kept from everybody."""
    noun = place.noun
    return [
        str(noun._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name, privacy in noun.PRIVACY.items()  # type: ignore[attr-defined]
        if privacy == SECRET and f"{noun.__name__}.{name}" not in TOLD
    ]


def _fields(place: Place, row: models.Model) -> Iterator[tuple[str, Any]]:
    """Name and value of each, but for secrets and for who of our staff did it."""
    privacy: dict[str, str] = place.noun.PRIVACY  # type: ignore[attr-defined]
    for field in row._meta.concrete_fields:
        told = f"{place.noun.__name__}.{field.name}" in TOLD
        if (privacy[field.name] == SECRET and not told) or field.related_model is User:
            continue
        if field.name == "typists":
            continue
        yield str(field.verbose_name), _value(row, field)


def _value(row: models.Model, field: Any) -> Any:
    if isinstance(row, Answer) and field.name == "question_version":
        return row.question_version.wording
    if isinstance(row, Answer) and field.name == "choice" and row.choice:
        return row.question_version.label(row.choice)
    if field.choices and isinstance(field, models.CharField):
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.attname)
    if hasattr(value, "isoformat"):
        return _moment(value)
    return value if isinstance(value, (str, int, bool, list, dict, type(None))) else str(value)


def _moment(value: Any) -> str:
    return timezone.localtime(value).isoformat() if hasattr(value, "hour") else value.isoformat()


def bundle_of(subjects: Sequence[models.Model], reader: User) -> bytes:
    """The ZIP. Files are in it by their key, under the names that they were sent with.

    :param reader: who takes it away, to send it to the person.
    """
    found = [holding_of(one, reader) for one in subjects]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        page = render_to_string("audit/bundle.html", {"holdings": found})
        archive.writestr("about-you.html", page)
        archive.writestr("about-you.json", json.dumps([_plain(one) for one in found], indent=2))
        for one in subjects:
            for attachment in _attachments(one):
                name = f"files/{attachment.stored_as[:8]}-{attachment.name}"
                with suppress(FileNotFoundError), files.local(attachment.stored_as) as path:
                    archive.write(path, name)
    return packed.getvalue()


def _attachments(subject: models.Model) -> Iterator[Attachment]:
    for place in PLACES[type(subject)]:
        if place.noun is Attachment:
            yield from place.rows([subject.pk])


def _plain(holding: Holding) -> dict[str, Any]:
    return {
        "about": holding.title,
        "records": [{"what": one.title, "fields": dict(one.fields)} for one in holding.records],
        "events": [dict(zip(("at", "what", "more"), one, strict=True)) for one in holding.events],
        "held and not shown": holding.unsaid,
    }
