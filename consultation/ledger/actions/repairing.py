"""Entering again what is published and not in the database, which was put back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from consultation.events import record
from consultation.ledger.checkpoints import Checkpoint as Head
from consultation.ledger.missing import Missing
from consultation.models import Checkpoint, EventKind, LogEntry, Unlogged, User


@transaction.atomic
def enter_again(
    *, missing: Sequence[Missing], head: Head, note: str, by: User | str, at: datetime
) -> None:
    """Byte for byte, at their numbers, with the head that was signed over them. One Event.

    What waited to be one of them waits no longer. The sequencer alone enters anything else
    meanwhile: the caller keeps it out.
    """
    LogEntry.objects.bulk_create(
        LogEntry(index=one.index, kind=one.kind, about=one.about, text=one.text, at=at)
        for one in missing
    )
    Unlogged.objects.filter(pk__in=[one.waiting for one in missing if one.waiting]).delete()
    signed, _new = Checkpoint.objects.get_or_create(
        size=head.size, defaults={"root": head.root.hex(), "note": note, "at": at}
    )
    lost = sum(one.is_lost for one in missing)
    record(EventKind.LOG_REPAIRED, about=signed, by=by, at=at, entries=len(missing), lost=lost)
