"""What the log holds, and what waits to be entered."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from consultation.ledger import entries
from consultation.ledger.keys import outsiders
from consultation.models import (
    Checkpoint,
    Consultation,
    Cosignature,
    EntryKind,
    LogEntry,
    Unlogged,
)


def size() -> int:
    """How many entries the log has. One query, of an index alone."""
    last = LogEntry.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def published_size() -> int:
    """How many entries everybody can read; 0 before the first head. One query."""
    return Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0


def heads() -> int:
    """How many were signed. One query."""
    return Checkpoint.objects.count()


def newest_head() -> Checkpoint | None:
    """The last that was signed. One query."""
    return Checkpoint.objects.order_by("-size").first()


def closing_head(consultation: Consultation) -> Checkpoint | None:
    """The first head over the entry that its newest deadline was closed with. Two queries at most.

    None before that, and while the head is not signed.
    """
    told = LogEntry.objects.filter(
        kind=EntryKind.CLOSE, text__contains=f"\nconsultation {consultation.slug}\n"
    )
    index = told.order_by("-index").values_list("index", flat=True).first()
    if index is None:
        return None
    return Checkpoint.objects.filter(size__gt=index).order_by("size").first()


def cosigned_head(index: int, quorum: int) -> str:
    """The newest head over an entry that so many outside have put their names to, with these.

    "" where there is none, or nobody is asked. Three queries at most, of the last cosignatures: a
    head is signed each second, and few of them bear names. Those that were taken out of the
    settings do not count: a policy that names them no more could not check them.
    """
    if not quorum:
        return ""
    asked = [one.name for one in outsiders()]
    seen = Cosignature.objects.filter(checkpoint__gt=index, witness__in=asked)
    named = seen.order_by("-checkpoint")
    heads = named.values("checkpoint").annotate(names=Count("pk")).filter(names__gte=quorum)
    size = heads.values_list("checkpoint", flat=True).first()
    if size is None:
        return ""
    head = Checkpoint.objects.get(size=size)
    return head.note + "".join(cosignatures_of(head))


def cosignatures_of(head: Checkpoint) -> list[str]:
    """The lines of those outside who put their names to it, in the order of asking. One query."""
    return list(head.cosignatures.order_by("pk").values_list("line", flat=True))


def leaves(first: int, number: int) -> list[bytes]:
    """The entries from one on, as they are published. One query."""
    found = LogEntry.objects.filter(index__gte=first, index__lt=first + number).order_by("index")
    return [text.encode() for text in found.values_list("text", flat=True)]


def indexes_of(responses: Iterable[int]) -> dict[int, int]:
    """Where responses stand in the log, by their keys; without those not entered yet. One query."""
    found = LogEntry.objects.filter(kind=EntryKind.RESPONSE, about__in=list(responses))
    return dict(found.values_list("about", "index"))


def responses_at(indexes: Iterable[int]) -> dict[int, int | None]:
    """The keys of responses by where they stand in the log; None for one that is lost. One query.

    Without those that are not entered.
    """
    found = LogEntry.objects.filter(kind=EntryKind.RESPONSE, index__in=list(indexes))
    return {at: key if key > 0 else None for at, key in found.values_list("index", "about")}


def known_keys() -> list[dict[str, str]]:
    """Every key that was ever in use: `name`, `from` and `vkey`, the newest last. One query."""
    found = LogEntry.objects.filter(kind=EntryKind.KEY).order_by("index")
    return [entries.read(text.encode())[1] for text in found.values_list("text", flat=True)]


def newest_key() -> str:
    """The public key that heads are signed with; "" before the first is in the log. One query."""
    ours = [one["vkey"] for one in known_keys() if one["name"] == settings.LEDGER_ORIGIN]
    return ours[-1] if ours else ""


def longest_wait(at: datetime) -> float:
    """Seconds that something committed has waited to be entered; 0 when nothing does."""
    since = Unlogged.objects.order_by("id").values_list("at", flat=True).first()
    return max((at - since).total_seconds(), 0.0) if since else 0.0
