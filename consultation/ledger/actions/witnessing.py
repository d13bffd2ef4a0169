"""Witnesses outside put their names to the newest head; from then on everybody reads them with it.

Whoever enters and signs does not wait for them: they are asked beside it, and what they answer is
believed only as far as it fits their keys. One that holds a head from which ours does not go on
stops the log all the same: they alone remember where a database and its published files were put
back together.
"""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from consultation.ledger import queries
from consultation.ledger.actions.sequencing import LogStopped
from consultation.ledger.keys import outsiders
from consultation.ledger.notes import parted
from consultation.ledger.proofs import consistency_proof
from consultation.ledger.shelf import Shelf
from consultation.ledger.tiles import nodes_in
from consultation.ledger.tree import Nodes
from consultation.ledger.witnesses import Cosignature as Answered
from consultation.ledger.witnesses import NoCosignature, Outsider, ask
from consultation.models import Checkpoint, Cosignature, User

logger = logging.getLogger(__name__)
CONTRADICTS = (
    "Witness {name} has seen another log than ours: {why}. If database and published files were "
    "put back, see docs/operations/backup.md; if the witness errs, take it out of LEDGER_WITNESSES."
)


@dataclass
class Heard:
    """What one program has heard of witnesses since it began: a database may have been put back.

    :ivar sure: the names of those that have cosigned since.
    :ivar against: by its name, why a witness holds another log; until it cosigns after all.
    """

    sure: set[str] = field(default_factory=set)
    against: dict[str, str] = field(default_factory=dict)

    def refuse(self) -> None:
        """Raises LogStopped where one has seen another log."""
        if self.against:
            raise LogStopped(" ".join(self.against.values()))


def ask_witnesses(*, by: User | str, at: datetime, heard: Heard | None = None) -> int:
    """Ask each witness that has not cosigned the newest head. Returns how many have now.

    One that does not is told in the log of the program, with the reason; the others are asked
    beside it. Where `heard` is given, those are asked too that have cosigned as far as the database
    knows, until this program has heard it. Raises LogStopped where one has seen another log, and
    OSError.
    """
    head = queries.newest_head()
    if head is None:
        return 0
    heard = heard or Heard(sure={one.name for one in outsiders()})
    ask_each(head, nodes_in(Shelf(Path(settings.LEDGER_ROOT)).read, head.size), heard)
    named = _publish(head)
    heard.refuse()
    return named


def ask_each(head: Checkpoint, nodes: Nodes, heard: Heard) -> None:
    """Ask those that have not cosigned this head, or of which nobody has heard yet: all at once."""
    proof = partial(consistency_proof, size=head.size, nodes=nodes)
    asked = [
        (one, _last_seen(one)) for one in outsiders()
        if one.name not in heard.sure or not head.cosignatures.filter(witness=one.name).exists()
    ]  # fmt: skip
    for one, answer in ask(asked, head=head.note, proof=proof):
        _hear(one, answer, head, heard)


def _last_seen(one: Outsider) -> int:
    """The size of the newest head that it has cosigned, as far as the database knows."""
    seen = Cosignature.objects.filter(witness=one.name).order_by("-checkpoint")
    return seen.values_list("checkpoint", flat=True).first() or 0


def _hear(one: Outsider, answer: Answered | NoCosignature, head: Checkpoint, heard: Heard) -> None:
    """Keep its cosignature, or what speaks against it."""
    if not isinstance(answer, NoCosignature):
        _keep(head, one.name, answer.line, datetime.fromtimestamp(answer.at, tz=UTC))
        heard.sure.add(one.name)
        heard.against.pop(one.name, None)
    elif answer.contradicts and not _is_overtaken(head, answer.held):
        heard.against[one.name] = CONTRADICTS.format(name=one.name, why=answer)
    else:
        logger.warning("Witness %s has not cosigned: %s", one.name, answer)


def _is_overtaken(head: Checkpoint, held: int | None) -> bool:
    """Whether it holds a newer head of ours: another program has asked it meanwhile."""
    return held is not None and head.size < held <= queries.published_size()


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
