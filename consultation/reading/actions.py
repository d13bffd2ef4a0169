"""The one thing that reading writes."""

from datetime import datetime
from typing import Any

from consultation.events import record
from consultation.models import Attachment, Event, EventKind, Response, User
from consultation.reading.queries import Subject


def note_read(
    *, about: Subject, by: User, at: datetime, kind: EventKind | None = None, **facts: Any
) -> Event:
    """Record that somebody was shown it. One Event; `facts` are numbers and names of ours.

    A file of a response is an event of the response, which names the file.
    """
    kinds = {Response: EventKind.RESPONSE_READ, Attachment: EventKind.ATTACHMENT_READ}
    named = kind or kinds.get(about.noun, EventKind.PERSONAL_READ)
    if about.part.startswith("attachment:"):
        named = EventKind.ATTACHMENT_READ
    told: dict[str, Any] = {**facts, **({"part": about.part} if about.part else {})}
    shown = about.noun(pk=about.key)
    return record(named, about=shown, by=by, at=at, consultation=about.consultation, **told)
