"""Going on with the log after a loss: of rows of the database, or of published files."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from consultation.events import record
from consultation.ledger import queries
from consultation.ledger.actions.sequencing import LogStopped, publish
from consultation.ledger.actions.witnessing import Heard, ask_each
from consultation.ledger.checking import other_heads
from consultation.ledger.checkpoints import Checkpoint as Head
from consultation.ledger.heads import published
from consultation.ledger.keys import outsiders
from consultation.ledger.missing import Missing
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import Tile, content_of, nodes_in
from consultation.ledger.times import utc
from consultation.ledger.tree import Nodes
from consultation.ledger.turns import alone
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


def unsigned(shelf: Shelf) -> list[Tile]:
    """The tiles that no signed head reaches. Raises NoteRefused and OSError."""
    head = published(shelf)
    return shelf.beyond(max(head.size, queries.published_size())) if head else []


def put_unsigned_aside(*, by: User | str, at: datetime) -> list[Tile]:
    """Move away the tiles that no signed head reaches: they are written again from entries.

    They are left where the sequencer died, and in the way where the database was then put back.
    Returns which; one Event where there are any. Raises NoteRefused and OSError.
    """
    shelf = Shelf(Path(settings.LEDGER_ROOT))
    with alone(wait=True), shelf.alone():
        signed, found = queries.newest_head(), unsigned(shelf)
        if found and signed:
            shelf.put_aside(found, f"aside-{utc(at)}")
            record(EventKind.LOG_REPAIRED, about=signed, by=by, at=at, put_aside=len(found))
    return found


def write_again(*, by: User | str, at: datetime) -> int:
    """Publish all that the database holds, in a folder whose head is gone. Returns its size.

    Whoever asks for it says that the database was not put back; who can tell is asked: every head
    that was signed has to be the beginning, and no witness may have seen another log. One Event.
    Raises LogStopped, KeyMissing and OSError.
    """
    shelf = Shelf(Path(settings.LEDGER_ROOT))
    with alone(wait=True), shelf.alone():
        signed, size = queries.newest_head(), queries.size()
        if signed is None or shelf.head():
            raise LogStopped("The published files are not gone: nothing was written again.")
        if signed.size > size:
            raise LogStopped(f"{signed.size} entries were signed, and the database holds {size}.")
        read = _made()
        if other := next(other_heads(size, nodes_in(read, size)), ""):
            raise LogStopped(other)
        _refuse_without_witnesses(signed, nodes_in(read, signed.size))
        publish(shelf, None, at)
        record(EventKind.LOG_REPAIRED, about=signed, by=by, at=at, written=size)
    return size


def _refuse_without_witnesses(head: Checkpoint, nodes: Nodes) -> None:
    """Raises LogStopped unless each cosigns it now: one that says nothing may have seen more."""
    heard = Heard()
    ask_each(head, nodes, heard)
    heard.refuse()
    if silent := sorted({one.name for one in outsiders()} - heard.sure):
        raise LogStopped(
            f"Not every witness has answered: {', '.join(silent)}. Try again, or take it out of "
            "LEDGER_WITNESSES if it is gone for ever."
        )


def _made() -> Callable[[Tile], bytes]:
    """Reads tiles that lie nowhere: each is made of entries, once."""

    @cache
    def read(tile: Tile) -> bytes:
        return content_of(tile, queries.leaves, read)

    return read
