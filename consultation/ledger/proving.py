"""What whoever responded is given to keep: a promise at once, and a proof once it is in the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from consultation.ledger import commitments, queries
from consultation.ledger.checkpoints import Checkpoint as Head
from consultation.ledger.keys import receipt_signer
from consultation.ledger.notes import parted, signed
from consultation.ledger.proofs import inclusion_proof
from consultation.ledger.receipts import Opening, Promise, Proof
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import nodes_in
from consultation.ledger.times import utc
from consultation.models import Response

#: Within which a response is in the log. It is there in seconds; the rest is for what goes wrong.
PROMISED = timedelta(hours=1)


@dataclass(frozen=True)
class Standing:
    """Where a response stands in the published log."""

    index: int
    head: Head
    note: str  # the signed head


def promise_of(response: Response) -> str:
    """The signed receipt of a response; the same, whenever it is asked for.

    It is made of what is stored, so that a lost answer loses nothing.
    """
    received = response.received_at
    promise = Promise(
        origin=settings.LEDGER_ORIGIN,
        consultation=response.consultation.slug,
        commitment=response.leaf.commitment,
        received=utc(received),
        include_by=utc(received + PROMISED),
    )
    return signed(promise.text, [receipt_signer().line(promise.text)])


def standing_of(response: Response) -> Standing | None:
    """None while it is not in the log that everybody reads. Raises OSError. One query."""
    index = queries.indexes_of([response.pk]).get(response.pk)
    note = Shelf(Path(settings.LEDGER_ROOT)).head()
    if index is None or not note:
        return None
    head = Head.read(parted(note)[0])
    return Standing(index, head, note) if index < head.size else None


def proof_of(
    standing: Standing, *, consultation: str, salt: bytes, fields: Mapping[str, str]
) -> Proof:
    """That a response is in the log, with what opens its leaf: whoever has it reads the answers.

    Raises ValueError where these fields are not those that were committed to, and OSError.
    """
    shelf = Shelf(Path(settings.LEDGER_ROOT))
    nodes = nodes_in(shelf.read, standing.head.size)
    hashes = inclusion_proof(standing.index, standing.head.size, nodes)
    return Proof(standing.index, hashes, standing.note, Opening(consultation, salt, fields))


def is_opened_by(commitment: str, salt: bytes, fields: Mapping[str, str]) -> bool:
    """Whether these are the salt and the fields that were committed to."""
    return commitments.commitment(salt, fields) == commitment
