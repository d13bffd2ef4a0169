"""The sequencer: enter what was committed, in an order that lasts, and publish a signed head.

It runs alone, by a lock of the database, and another one by a lock of the folder. Whoever accepts a
response never waits for it. It may die at any step: what is committed stays, what is written once
is written again with the same bytes, and nobody reads a head before all that it stands on lasts.
"""

from datetime import datetime
from functools import cache, partial
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from consultation.ledger import queries, waiting
from consultation.ledger.checkpoints import Checkpoint as Head
from consultation.ledger.entries import EntryRefused
from consultation.ledger.heads import published
from consultation.ledger.keys import log_signer, receipt_signer
from consultation.ledger.notes import NoteRefused, Signer, signed
from consultation.ledger.shelf import Altered, Shelf
from consultation.ledger.tiles import Tile, TileRefused, content_of, nodes_in, tiles_of
from consultation.ledger.times import utc
from consultation.ledger.tree import range_hash
from consultation.ledger.turns import alone
from consultation.ledger.waiting import Made
from consultation.models import Checkpoint, EntryKind, Unlogged, User

MOST = 1_000  # entries of one transaction
ENTER = """
INSERT INTO consultation_logentry (index, kind, about, text, at)
SELECT %s + place - 1, kind, about, text, %s
FROM unnest(%s::text[], %s::bigint[], %s::text[]) WITH ORDINALITY AS one(kind, about, text, place)
"""
ENTERED = "DELETE FROM consultation_unlogged WHERE id = ANY(%s)"


class LogStopped(Exception):
    """What is published and what the database holds contradict each other: nothing is signed.

    The message says how. `manage.py repair_log` says what to do.
    """


def sequence(*, by: User | str, at: datetime, most: int = MOST) -> int:
    """Enter what waits, `most` at most, and publish the new head. Returns how many were entered.

    Does nothing where another one is at work. Raises LogStopped, KeyMissing, and OSError where
    there is no room; all of it can be tried again.
    """
    shelf = Shelf(Path(settings.LEDGER_ROOT))
    with alone() as free:
        if not free:
            return 0
        with shelf.alone():
            published = _published(shelf, queries.size())
            if published is None:
                # The first turn may have died here. It is ended before more is entered, so that
                # two heads that nobody could read are never signed.
                publish(shelf, None, at)
                published = _published(shelf, queries.size())
            entered = enter(by=by, at=at, most=most)
            publish(shelf, published, at)
    return entered


def _published(shelf: Shelf, size: int) -> Head | None:
    """The head that everybody reads. Raises LogStopped where the database does not know it."""
    try:
        head = published(shelf)
    except NoteRefused as problem:
        raise LogStopped(f"The published head is not ours: {problem}") from problem
    except UnicodeDecodeError as problem:
        raise LogStopped("The published head is no text.") from problem
    except EntryRefused as problem:
        raise LogStopped("An entry that names a key was changed in the database.") from problem
    # The first turn may have died before anybody could read its head; never the second one.
    if head is None and queries.heads() > 1:
        raise LogStopped(
            f"The published files are gone, and heads of up to {queries.published_size()} entries "
            "were signed: put the folder back, or see `manage.py repair_log --files-gone`."
        )
    if head is not None and head.size > size:
        raise LogStopped(
            f"{head.size} entries are published, and the database holds {size}: it was put back "
            "to an earlier time."
        )
    return head


@transaction.atomic
def enter(*, by: User | str, at: datetime, most: int = MOST) -> int:
    """Give what waits its numbers. The sequencer alone calls it. Returns how many were entered.

    No Event: each entry tells of an act that has one.
    """
    _note_keys(at)
    first = queries.size()
    made = waiting.made(first, most)
    if made:
        _enter(made, first, at)
    return len(made)


def _enter(made: list[Made], first: int, at: datetime) -> None:
    """In two statements, of columns as they are: a model for each row would cost half the turn."""
    columns = zip(*((one.kind, one.about, one.text) for one in made), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(ENTER, [first, at, *(map(list, columns))])
        cursor.execute(ENTERED, [[one.waiting for one in made]])


def _note_keys(at: datetime) -> None:
    """A key that the log does not know yet is told to it before anything that it signs."""
    known = {one["vkey"] for one in queries.known_keys()}
    known |= set(Unlogged.objects.filter(kind=EntryKind.KEY).values_list("known__vkey", flat=True))
    for signer in (log_signer(), receipt_signer()):
        if str(signer.verifier) not in known:
            told = {"name": signer.name, "from": utc(at), "vkey": str(signer.verifier)}
            Unlogged.objects.create(kind=EntryKind.KEY, known=told, at=at)


def publish(shelf: Shelf, last: Head | None, at: datetime) -> None:
    """Write the tiles of what was entered since, then sign, then let everybody read it.

    Raises LogStopped, KeyMissing and OSError. Whoever calls it keeps all others out.
    """
    size, old = queries.size(), last.size if last else 0
    if size == old:
        return
    new = list(tiles_of(size, old=old))
    before, root = _roots(shelf, new, old, size)
    if last is not None and before != last.root:
        raise LogStopped(f"The first {old} entries have another root than was published.")
    note = _signed(root, size, log_signer(), at)
    shelf.set_head(note)
    # Those of the last turn too, which may have died here.
    shelf.drop_parts(tiles_of(size, old=max(old - MOST, 0)))


def _roots(shelf: Shelf, new: list[Tile], old: int, size: int) -> tuple[bytes, bytes]:
    """Write these tiles; the roots of the first `old` entries and of all, from the files alone."""
    leaves = cache(queries.leaves)  # a bundle and its tile are made of the same
    try:
        shelf.add((tile, partial(content_of, tile, leaves, shelf.read)) for tile in new)
        nodes = nodes_in(shelf.read, size)
        return range_hash(0, old, nodes), range_hash(0, size, nodes)
    except (Altered, TileRefused) as problem:
        raise LogStopped(str(problem)) from problem
    except ValueError as problem:  # too few hashes where there should be 256
        raise LogStopped("A published tile is cut off: see `manage.py verify_log`.") from problem


def _signed(root: bytes, size: int, signer: Signer, at: datetime) -> str:
    """The signed head, kept before anybody reads it: of one size there is one, for ever.

    Raises LogStopped where another one was signed before.
    """
    head = Head(settings.LEDGER_ORIGIN, size, root)
    note = signed(head.text, [signer.line(head.text)])
    kept, _new = Checkpoint.objects.get_or_create(
        size=size, defaults={"root": root.hex(), "note": note, "at": at}
    )
    if kept.root != root.hex():
        raise LogStopped(f"A head of {size} entries was signed before, with another root.")
    return kept.note
