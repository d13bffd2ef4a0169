"""What other acts tell the log, in their own transaction: their Event is the Event of it."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from consultation.models import Consultation, EntryKind, Stated, Unlogged, User


@transaction.atomic
def tell_log(
    *, kind: EntryKind, consultation: Consultation, by: User | str, at: datetime, **known: str | int
) -> None:
    """Let an act be entered. `known` are the lines of its entry, by name with _ for -.

    What happens to responses is told by triggers, whoever does it.
    """
    lines = {name.replace("_", "-"): value for name, value in known.items()}
    Unlogged.objects.create(kind=kind, consultation=consultation, known=lines, at=at)


@transaction.atomic
def state(*, text: str, by: User | str, at: datetime) -> str:
    """Publish a text that an entry names: everybody reads it below /tlog/stated/. Its SHA-256."""
    digest = sha256(text.encode()).hexdigest()
    Stated.objects.get_or_create(sha256=digest, defaults={"text": text, "at": at})
    return digest
