"""Witnesses outside put their names to the newest head; from then on everybody reads them with it.

Whoever enters and signs does not wait for them: they are asked beside it, and what they answer is
believed only as far as it fits their keys.
"""

import logging
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from consultation.ledger import queries
from consultation.ledger.keys import outsiders
from consultation.ledger.notes import parted
from consultation.ledger.proofs import consistency_proof
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import nodes_in
from consultation.ledger.witnesses import NoCosignature, Outsider, ask
from consultation.models import Checkpoint, Cosignature, User

logger = logging.getLogger(__name__)


def ask_witnesses(*, by: User | str, at: datetime) -> int:
    """Ask each witness that has not cosigned the newest head. Returns how many have now.

    One that does not is told in the log of the program, with the reason; the others are asked all
    the same. Raises OSError.
    """
    head = queries.newest_head()
    if head is None:
        return 0
    for one in outsiders():
        if not head.cosignatures.filter(witness=one.name).exists():
            _ask(one, head, by=by, at=at)
    return _publish(head)


def _ask(one: Outsider, head: Checkpoint, *, by: User | str, at: datetime) -> None:
    nodes = nodes_in(Shelf(Path(settings.LEDGER_ROOT)).read, head.size)
    seen = Cosignature.objects.filter(witness=one.name).order_by("-checkpoint")
    old = seen.values_list("checkpoint", flat=True).first() or 0
    proof = partial(consistency_proof, size=head.size, nodes=nodes)
    try:
        found = ask(one.address, one.verifier, head=head.note, old=old, proof=proof)
    except NoCosignature as problem:
        level = logging.ERROR if problem.contradicts else logging.WARNING
        logger.log(level, "Witness %s has not cosigned: %s", one.name, problem)
        return
    saw_at = datetime.fromtimestamp(found.at, tz=UTC)
    _keep(head, one.name, found.line, saw_at)


@transaction.atomic
def _keep(head: Checkpoint, witness: str, line: str, at: datetime) -> None:
    Cosignature.objects.get_or_create(
        checkpoint=head, witness=witness, defaults={"line": line, "at": at}
    )


def _publish(head: Checkpoint) -> int:
    """Put the names under the head that everybody reads, if it is still this one."""
    lines = queries.cosignatures_of(head)
    shelf = Shelf(Path(settings.LEDGER_ROOT))
    with shelf.alone():
        shown = shelf.head()
        whole = head.note + "".join(lines)
        if shown and parted(shown)[0] == parted(head.note)[0] and shown != whole:
            shelf.set_head(whole)
    return len(lines)
