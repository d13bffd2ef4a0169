"""Going on with the public log after the database was put back to an earlier time.

What is published stands: nobody can take it back, and whoever read it can show it. So it is entered
again, and what was withdrawn or erased since is withdrawn and erased again before anybody reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from consultation.audit.actions.emptying import empty
from consultation.audit.actions.people import HELD, erase
from consultation.events import record
from consultation.ledger import queries
from consultation.ledger.actions import enter_again
from consultation.ledger.heads import published
from consultation.ledger.missing import Missing, found_again, missing
from consultation.ledger.shelf import Shelf
from consultation.ledger.turns import alone
from consultation.models import (
    EntryKind,
    Erasure,
    EventKind,
    Ground,
    Part,
    Response,
    ResponseState,
    User,
)
from consultation.states import Refused, move, why_not_move

NOBODY_ERASES = (
    "A response was erased that is in the database again. Name somebody who may erase with --by: "
    "it is erased again in their name."
)
FILES_GONE = (
    "The published files are gone, and heads were signed: put the folder back from a copy. Where "
    "there is none, and the database was not put back, use --files-gone."
)
LOST = "Its response is lost."
BY_A_PERSON = "A person has to see to it."
OF_A_BODY = "It is a formal reply: ask its organisation to withdraw it again."


@dataclass(frozen=True)
class Repaired:
    """What was entered again, and what became of acts that the database no longer knew."""

    entered: Sequence[Missing] = ()
    again: Sequence[Missing] = ()  # acts that were done again
    left: Sequence[tuple[Missing, str]] = ()  # acts that were not, and why

    @property
    def lost(self) -> list[Missing]:
        """Responses that are published and not in the database."""
        return [one for one in self.entered if one.is_lost]


def repair_log(*, eraser: User | None, by: User | str, at: datetime) -> Repaired:
    """Enter again all that is published and not in the database. Nothing else is signed.

    The sequencer is kept out, and waited for. Raises Refused where somebody has to be named who
    erases, and where the published files are gone; NoteRefused and missing.Contradicted where what
    is published does not hold; and OSError.
    """
    shelf = Shelf(Path(settings.LEDGER_ROOT))
    with alone(wait=True), shelf.alone():
        return _repair(shelf, eraser, by=by, at=at)


@transaction.atomic
def _repair(shelf: Shelf, eraser: User | None, *, by: User | str, at: datetime) -> Repaired:
    head = published(shelf)
    if head is None and queries.published_size():
        raise Refused(FILES_GONE)
    if head is None or head.size <= queries.size():
        return Repaired()
    found = missing(shelf, head)
    again, left = [], []
    for one in found:
        if not one.is_undone:
            continue
        if why := _do_again(one, eraser, by=by, at=at):
            left.append((one, why))
        else:
            again.append(one)
    entered = found_again(found)  # what was done again waits now to be entered, and is there
    enter_again(missing=entered, head=head, note=shelf.head(), by=by, at=at)
    return Repaired(entered, again, left)


def _do_again(one: Missing, eraser: User | None, *, by: User | str, at: datetime) -> str:
    """ "" where it is done, else why it is left to a person."""
    if "index" not in one.values:
        return BY_A_PERSON
    if one.response is None:
        return LOST
    if one.kind not in (EntryKind.ERASE, EntryKind.WITHDRAW):
        return BY_A_PERSON
    response = Response.objects.select_for_update(no_key=True).get(pk=one.response)
    if one.kind == EntryKind.WITHDRAW:
        return _withdraw_again(response, by=by, at=at)
    if one.values["reason"] == Ground.TIME:
        return _erase_in_time(response, by=by, at=at)
    if eraser is None:
        raise Refused(NOBODY_ERASES)
    ground = Ground(one.values["reason"])
    reason = f"Erased before the database was put back, as entry {one.index} of the log says."
    try:
        with transaction.atomic():
            erase(subjects=[response], ground=ground, reason=reason, by=eraser, at=at)
    except Refused as refusal:
        return str(refusal)
    return ""


def _withdraw_again(response: Response, *, by: User | str, at: datetime) -> str:
    """Without a word to its sender, who was told when they did it."""
    if response.organisation_id:
        return OF_A_BODY
    if why := why_not_move(response, ResponseState.WITHDRAWN):
        return why
    move(response, ResponseState.WITHDRAWN, by=by, at=at, why="in_the_log")
    return ""


def _erase_in_time(response: Response, *, by: User | str, at: datetime) -> str:
    """The words alone: the log tells of no other part, and the night looks after those."""
    try:
        with transaction.atomic():
            Erasure.objects.create(response=response, part=Part.WORDS, ground=Ground.TIME, at=at)
    except IntegrityError:
        return HELD
    empty(noun=Response, keys=[response.pk], parts=[Part.WORDS], by=by, at=at)
    record(
        EventKind.RETENTION_APPLIED, about=response.consultation, by=by, at=at,
        consultation=response.consultation_id, part=Part.WORDS.value, count=1,
    )  # fmt: skip
    return ""
