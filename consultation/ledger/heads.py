"""The signed head that everybody reads: whether it is ours."""

from django.conf import settings

from consultation.ledger import queries
from consultation.ledger.checkpoints import Checkpoint as Head
from consultation.ledger.keys import log_signer
from consultation.ledger.notes import NoteRefused, Verifier, opened
from consultation.ledger.shelf import Shelf


def published(shelf: Shelf) -> Head | None:
    """None before the first. One query.

    Raises NoteRefused where no key of ours signed it, or it is of another log; and OSError.
    """
    note = shelf.head()
    if not note:
        return None
    known = [one for one in queries.known_keys() if one["name"] == settings.LEDGER_ORIGIN]
    ours = [Verifier.read(one["vkey"]) for one in known]
    if settings.LEDGER_KEY:  # the log may not know yet the key that signed its first head
        ours.append(log_signer().verifier)
    head = Head.read(opened(note, ours).text)
    if head.origin != settings.LEDGER_ORIGIN:
        raise NoteRefused(f"It is of {head.origin}, not of {settings.LEDGER_ORIGIN}.")
    return head
