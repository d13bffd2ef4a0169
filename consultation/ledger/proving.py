"""What whoever responded is given to keep: a promise at once, and a proof once it is in the log."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from consultation.events import name_of
from consultation.ledger import queries
from consultation.ledger.checkpoints import Checkpoint as Head
from consultation.ledger.keys import receipt_signer
from consultation.ledger.notes import NoteRefused, parted, signed
from consultation.ledger.proofs import inclusion_proof
from consultation.ledger.receipts import Opening, Promise, Proof
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import nodes_in
from consultation.ledger.times import utc
from consultation.models import Channel, Event, EventKind, Response

logger = logging.getLogger(__name__)

#: Within which a response is in the log. It is there in seconds; the rest is for what goes wrong.
PROMISED = timedelta(hours=1)


@dataclass(frozen=True)
class Standing:
    """Where a response stands in the published log."""

    index: int
    head: Head
    note: str  # the signed head

    @property
    def number(self) -> int:
        """Of the entry, as people count: from 1."""
        return self.index + 1


def promise_of(response: Response) -> str:
    """The signed receipt of a response; the same, whenever it is asked for.

    It is made of what is stored, so that a lost answer loses nothing.
    """
    seal, received_at = response.leaf.commitment, response.received_at
    accepted_at = received_at
    if response.channel != Channel.ONLINE:  # it was received by hand, and typed in later
        told = Event.objects.filter(kind=EventKind.RESPONSE_RECEIVED, about=name_of(response))
        accepted_at = told.values_list("at", flat=True).first() or received_at
    slug = response.consultation.slug
    return promise(slug, seal, received_at=received_at, accepted_at=accepted_at)


def promise(
    consultation: str, commitment: str, *, received_at: datetime, accepted_at: datetime
) -> str:
    """The signed receipt of a commitment, of a consultation by its slug."""
    promise = Promise(
        origin=settings.LEDGER_ORIGIN,
        consultation=consultation,
        commitment=commitment,
        received=utc(received_at),
        include_by=utc(accepted_at + PROMISED),
    )
    return signed(promise.text, [receipt_signer().line(promise.text)])


def standing_of(response: Response) -> Standing | None:
    """None while it is not in the log that everybody reads. Four queries at most.

    Under the newest head that enough witnesses have seen; under the newest where there is none yet.
    A folder that cannot be read is told to the log of the program, and to nobody who responded.
    """
    try:
        return _standing(response)
    except (OSError, NoteRefused, UnicodeDecodeError) as problem:
        logger.warning("The published head cannot be read: %s", type(problem).__name__)
        return None


def _standing(response: Response) -> Standing | None:
    index = queries.indexes_of([response.pk]).get(response.pk)
    if index is None:
        return None
    note = queries.cosigned_head(index, settings.LEDGER_QUORUM)
    note = note or Shelf(Path(settings.LEDGER_ROOT)).head()
    if not note:
        return None
    head = Head.read(parted(note)[0])
    return Standing(index, head, note) if index < head.size else None


def proof_of(
    standing: Standing, *, consultation: str, salt: bytes, fields: Mapping[str, str]
) -> Proof:
    """That a response is in the log, with what opens its leaf: whoever has it reads the answers.

    Whether they are those that were committed to is for the reader to see. Raises OSError.
    """
    shelf = Shelf(Path(settings.LEDGER_ROOT))
    nodes = nodes_in(shelf.read, standing.head.size)
    hashes = inclusion_proof(standing.index, standing.head.size, nodes)
    return Proof(standing.index, hashes, standing.note, Opening(consultation, salt, fields))
