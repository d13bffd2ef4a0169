"""What groups of copies leave on responses: flags, and tokens to narrow the queue by."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection
from django.db.models import F

from consultation import queue
from consultation.models import (
    Consultation,
    CopyWatch,
    Flag,
    FlagKind,
    Screening,
    TextGroup,
    TextPrint,
    User,
)
from consultation.moderate.copies import VERSION
from consultation.moderate.queries import copies as queries

GROWN = 2  # a group's core is read anew when it has so many times the members

ADD_TOKENS = """
UPDATE consultation_screening AS screening
SET tokens = (SELECT array_agg(DISTINCT token ORDER BY token)
    FROM unnest(screening.tokens || string_to_array(more.tokens, ' ')) AS token
    WHERE token NOT LIKE 'copies:%%' OR token = more.own)
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS more (response, own, tokens)
WHERE screening.response_id = more.response
"""


def hold(*, consultation: Consultation, by: User | str, at: datetime) -> CopyWatch | None:
    """Keep other workers out of the consultation until the transaction ends. None: one is there."""
    if not CopyWatch.objects.filter(pk=consultation.pk).exists():
        CopyWatch.objects.bulk_create([CopyWatch(consultation=consultation)], ignore_conflicts=True)
    found = queue.claim(CopyWatch.objects.filter(pk=consultation.pk))
    return found[0] if found else None


def grow(*, joined: Mapping[int, int], by: User | str, at: datetime) -> None:
    """Groups have so many members more; one that grew much is to be read anew."""
    groups = TextGroup.objects.in_bulk(list(joined))
    for group in groups.values():
        group.size += joined[group.pk]
        group.due = group.due or group.size >= max(2, group.learnt_at * GROWN)
    TextGroup.objects.bulk_update(groups.values(), ["size", "due"])


def flag_copies(
    *, consultation: Consultation, keys: Collection[int], by: User | str, at: datetime
) -> dict[str, int]:
    """Flag those of these responses that are in a group, and tell the queue of it.

    SAME_TEXT where another has the very words, LIKE_TEXT for the rest; each once, with the numbers
    as they are now. Returns how many of each are new.
    """
    rows = list(
        TextPrint.objects.filter(pk__in=keys, gone=False)
        .exclude(group=None)
        .order_by("pk")
        .annotate(members_now=F("group__size"))
    )
    number = queries.same_texts(consultation, [row.exact for row in rows])
    have = queries.flagged_already([row.pk for row in rows])
    flags = []
    for row in rows:
        same = number[row.exact][1] > 1
        kind = FlagKind.SAME_TEXT if same else FlagKind.LIKE_TEXT
        if (row.pk, kind) not in have:
            facts = {"group": row.group_id, "members": row.members_now}
            if same:
                facts["same"] = number[row.exact][1]
            flags.append(
                Flag(
                    response_id=row.pk, kind=kind, rule=kind, version=VERSION, facts=facts, at=at
                )
            )  # fmt: skip
    Flag.objects.bulk_create(flags)
    tell_queue(keys=[row.pk for row in rows], by=by, at=at)
    kinds = [flag.kind for flag in flags]
    return {"same": kinds.count(FlagKind.SAME_TEXT), "like": kinds.count(FlagKind.LIKE_TEXT)}


def tell_queue(*, keys: Collection[int], by: User | str, at: datetime) -> None:
    """Bring the queue's tokens about copies in step with groups and flags."""
    # In one order, as others lock them too, so that two workers never wait for each other; and
    # before flags and groups are read, so that what is judged meanwhile is not overwritten.
    locked = list(
        Screening.objects.select_for_update()
        .filter(pk__in=keys)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    tokens = queries.tokens_of_copies(locked)
    locked = [key for key in locked if key in tokens]
    own = [next((one for one in tokens[key] if one.startswith("copies:")), "") for key in locked]
    with connection.cursor() as cursor:
        cursor.execute(ADD_TOKENS, [locked, own, [" ".join(tokens[key]) for key in locked]])
