"""Emptying what is held, place by place. Its callers say why, and record it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from consultation import emails, files
from consultation.audit.holdings import (
    NOT_HELD,
    PLACES,
    STANDS,
    Place,
    groups_of,
)
from consultation.models import (
    Attachment,
    CopyWatch,
    Erasure,
    Import,
    ImportedRow,
    Invitation,
    Leftover,
    Message,
    Part,
    Registration,
    Response,
    TextGroup,
    TextPrint,
    User,
)
from consultation.report.actions import drop_erased
from consultation.report.queries import named


@transaction.atomic
def empty(
    *,
    noun: type[models.Model],
    keys: Sequence[int],
    parts: Collection[Part],
    by: User | str,
    at: datetime,
) -> None:
    """Empty these parts of the subjects with these keys; their files go when that is committed."""
    if noun is Response and Part.WORDS in parts:
        _wait_for_copies(keys)
        _leave_groups(keys)
    places = [one for one in PLACES[noun] if one.part in parts]
    gone = [name for place in places for name in _bytes_of(place, keys)]
    for place in places:
        rows = place.rows(keys)
        if place.noun is Message:
            emails.erase(rows, at=at)
            continue
        if place.removed:
            rows.delete()
            continue
        when = {"erased_at": at} if place.noun in (Registration, Invitation) else {}
        rows.update(**place.becomes, **when)
    if noun is Response:
        Leftover.objects.filter(response__in=keys, part__in=parts).delete()
        if {Part.WORDS, Part.FILES}.intersection(parts):
            drop_erased(responses=keys, by=by, at=at)
    # What cannot be removed now is removed in the night: it was erased all the same.
    transaction.on_commit(lambda: remove(gone), robust=True)


def _wait_for_copies(keys: Sequence[int]) -> None:
    """Keep the workers that read words into groups out until the transaction ends.

    One that is at it is waited for, so that what it has read is written before it is emptied.
    """
    found = Response.objects.filter(pk__in=keys).order_by("consultation")
    wholes = list(found.values_list("consultation", flat=True).distinct())
    have = set(CopyWatch.objects.filter(pk__in=wholes).values_list("pk", flat=True))
    CopyWatch.objects.bulk_create(
        [CopyWatch(consultation_id=key) for key in wholes if key not in have],
        ignore_conflicts=True,
    )
    locked = CopyWatch.objects.select_for_update(no_key=True).filter(pk__in=wholes)
    list(locked.order_by("pk").values_list("pk", flat=True))


def _leave_groups(keys: Sequence[int]) -> None:
    """Words that are erased are nobody's copy any more: their groups count them no longer."""
    counted = TextPrint.objects.filter(group=OuterRef("pk"), response__in=keys, gone=False)
    number = counted.order_by().values("group").annotate(number=Count("pk")).values("number")
    left = Greatest(F("size") - Coalesce(Subquery(number), 0), 0)
    TextGroup.objects.filter(pk__in=groups_of(keys)).update(size=left)


def forget_shared(*, keys: Sequence[int], by: User | str, at: datetime) -> None:
    """Groups of copies read what they share anew, from the words that may be used now."""
    _wait_for_copies(keys)
    TextGroup.objects.filter(pk__in=groups_of(keys)).update(core="", due=STANDS)


def _bytes_of(place: Place, keys: Sequence[int]) -> list[str]:
    """The files of what is emptied there."""
    if place.noun is Attachment:
        return [one.stored_as for one in place.rows(keys)]
    if place.noun is Import:  # the whole file: a row cannot be taken out of it
        pairs = place.rows(keys).values_list("sha256", "refusals_sha256")
        return [name for pair in pairs for name in pair if name]
    return []


def remove(names: Iterable[str]) -> int:
    """Take the bytes away that no other row needs. What a death leaves is removed in the night.

    Two consultations that loaded the same table have one file of it. Returns how many files went.
    """
    found = [name for name in dict.fromkeys(names) if files.is_there(name)]
    needed = named(found, imports=_not_erased())
    going = [name for name in found if name not in needed]
    for name in going:
        files.remove(name)
    return len(going)


def _not_erased() -> models.QuerySet[Import]:
    """Imports of which no row is erased yet, or that a hold keeps."""
    words = Erasure.objects.filter(part=Part.WORDS)
    rows = ImportedRow.objects.filter(file=OuterRef("pk"), response__erasures__in=words)
    return Import.objects.exclude(Exists(rows) & NOT_HELD)
