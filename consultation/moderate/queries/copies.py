"""Texts to compare, and what the worker that looks for copies knows already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Exists, Max, Min, OuterRef

from consultation.models import (
    WORDS,
    Answer,
    Consultation,
    Flag,
    FlagKind,
    QuestionVersion,
    Response,
    ResponseState,
    Restriction,
    Screening,
    TextGroup,
    TextPrint,
)
from consultation.moderate.copies.grouping import LEAST_LIKE, MANY_FIRSTS

#: Replaced or withdrawn by their senders: the same words in a newer response are no copy of these.
GONE = (ResponseState.SUPERSEDED, ResponseState.WITHDRAWN)
A_SAMPLE = 1_000
LATE = 10_000  # responses may be screened so far out of their order; what is later is swept for
# Each number is looked up in the index by itself. One overlap of thousands of numbers seems to the
# planner to fit every row, so it would read the whole table and compare each with each.
READ_BY_INDEX = "SET LOCAL enable_seqscan = off"
READ_AS_USUAL = "SET LOCAL enable_seqscan TO DEFAULT"
READ_LEADING = """
SELECT DISTINCT ON (found.response_id) found.response_id, found.sketch
FROM unnest(%s::bigint[]) AS one CROSS JOIN LATERAL (
    SELECT response_id, sketch FROM consultation_textprint
    WHERE leads AND sketch @> ARRAY[one] LIMIT %s
) AS found ORDER BY found.response_id
"""
READ_HOLDING = """
SELECT print.response_id, print.group_id FROM (
    SELECT DISTINCT found.response_id
    FROM unnest(%s::bigint[]) AS one CROSS JOIN LATERAL (
        SELECT response_id FROM consultation_textprint WHERE leads AND sketch @> ARRAY[one]
    ) AS found
) AS held
JOIN consultation_textprint AS print ON print.response_id = held.response_id
LEFT JOIN consultation_textgroup AS team ON team.id = print.group_id
WHERE print.consultation_id = %s AND print.leads AND NOT print.gone AND print.response_id > %s
AND (print.group_id IS NULL OR team.size < %s)
ORDER BY print.response_id LIMIT %s
"""
IN_FORCE = Restriction.objects.in_force()
COPY_KINDS = (FlagKind.SAME_TEXT, FlagKind.LIKE_TEXT)


def unread(consultation: Consultation, *, most: int, sweep: bool) -> list[int]:
    """Screened responses whose words were never compared, oldest first. Two queries.

    Looks near the newest that was, unless it is to `sweep`: so it costs the same with a million.
    """
    newest = TextPrint.objects.aggregate(at=Max("response"))["at"] or 0
    found = Screening.objects.filter(consultation=consultation)
    if not sweep:
        found = found.filter(pk__gt=newest - LATE)
    own = TextPrint.objects.filter(pk=OuterRef("pk"))
    restricted = IN_FORCE.filter(response=OuterRef("pk"))
    keys = (
        found.filter(~Exists(own), ~Exists(restricted)).order_by("pk").values_list("pk", flat=True)
    )
    return list(keys[:most])


def texts_of(keys: Iterable[int]) -> dict[int, str]:
    """The words of responses, each answer once however many proposals it was given for. One query.

    A response without words has an empty text, and so has one whose use is restricted.
    """
    wanted = list(keys)
    said: dict[int, dict[str, None]] = {key: {} for key in wanted}
    own = Answer.objects.filter(
        response__in=wanted, question_version__question__kind__in=WORDS
    ).exclude(text="")
    own = own.filter(~Exists(IN_FORCE.filter(response=OuterRef("response"))))
    for response, text in own.order_by("pk").values_list("response", "text"):
        said[response][text] = None
    return {key: "\n\n".join(texts) for key, texts in said.items()}


def wordings_of(consultation: Consultation) -> list[str]:
    """What the consultation itself says on its forms: nobody copies who repeats it. One query."""
    asked = QuestionVersion.objects.filter(question__consultation=consultation)
    rows = asked.values_list("heading", "wording", "help", "easy_wording", "easy_help")
    return [consultation.title, *(text for row in rows for text in row if text)]


def gone_among(keys: Iterable[int]) -> set[int]:
    """Those that were replaced or withdrawn. One query."""
    found = Response.objects.filter(pk__in=list(keys), state__in=GONE)
    return set(found.values_list("pk", flat=True))


def just_gone(consultation: Consultation, *, most: int) -> list[tuple[int, int | None]]:
    """Responses that went since their words were compared, each with its group. One query."""
    found = TextPrint.objects.filter(
        consultation=consultation,
        gone=False,
        response__consultation=consultation,
        response__state__in=GONE,
    )
    return list(found.order_by("pk").values_list("pk", "group")[:most])


def same_texts(consultation: Consultation, hashes: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """For each hash the first text that has it, and how many have it now. One query."""
    found = TextPrint.objects.filter(consultation=consultation, exact__in=set(hashes), gone=False)
    counted = found.order_by().values("exact").annotate(first=Min("response"), number=Count("pk"))
    return {one["exact"]: (one["first"], one["number"]) for one in counted}


def leading(numbers: Iterable[int]) -> list[tuple[int, list[int]]]:
    """First texts whose sketches hold any of the numbers. One query."""
    wanted = sorted(set(numbers))
    if not wanted:
        return []
    return _by_index(READ_LEADING, [wanted, MANY_FIRSTS])


def alone(consultation: Consultation) -> list[int]:
    """A thousand texts that are in no group, drawn by their hashes. One query."""
    found = TextPrint.objects.filter(consultation=consultation, group=None, leads=True)
    return list(found.order_by("exact").values_list("pk", flat=True)[:A_SAMPLE])


def count_alone(consultation: Consultation) -> int:
    """How many there are of which `alone` is a sample. One query."""
    return TextPrint.objects.filter(consultation=consultation, group=None, leads=True).count()


def holding(
    consultation: Consultation, numbers: Iterable[int], *, after: int, most: int
) -> list[tuple[int, int | None]]:
    """Texts in no group, or in a pair, whose sketches hold any of the numbers; with their group.

    One query; none for no number.
    """
    wanted = sorted(set(numbers))
    if not wanted:
        return []
    return _by_index(READ_HOLDING, [wanted, consultation.pk, after, LEAST_LIKE, most])


def _by_index(read_rows: str, values: list[Any]) -> list[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ_BY_INDEX)
        cursor.execute(read_rows, values)
        rows = list(cursor.fetchall())
        cursor.execute(READ_AS_USUAL)
        return rows


def followers_of(keys: Iterable[int]) -> list[int]:
    """Texts that are like one of these and wait for a group. One query."""
    found = TextPrint.objects.filter(first__in=list(keys), group=None, gone=False)
    return list(found.order_by("pk").values_list("pk", flat=True))


def sample_of(group: TextGroup, *, most: int) -> list[int]:
    """Members whose words may be used, from the first to the last, evenly. One query."""
    found = group.members.filter(~Exists(IN_FORCE.filter(response=OuterRef("pk"))), gone=False)
    keys = list(found.order_by("pk").values_list("pk", flat=True))
    if len(keys) <= most:
        return keys
    return [keys[place * len(keys) // most] for place in range(most)]


def root_of(parts: Mapping[int, int | None], key: int) -> int:
    """The group that a group has become part of, in the end."""
    while (into := parts.get(key)) is not None:
        key = into
    return key


def flagged_already(keys: Iterable[int]) -> set[tuple[int, str]]:
    """Which responses have which of the flags about copies. One query."""
    found = Flag.objects.filter(response__in=list(keys), kind__in=COPY_KINDS)
    return set(found.values_list("response", "kind"))


def tokens_of_copies(keys: Iterable[int]) -> dict[int, list[str]]:
    """What the queue's tokens of these responses say about copies, for all who write them. Two
    queries: `copies:ID` of the group, `flag:KIND` and `flagged` of flags that nobody called false.
    """
    wanted = list(keys)
    found: dict[int, list[str]] = {key: [] for key in wanted}
    own = TextPrint.objects.filter(pk__in=wanted, gone=False).exclude(group=None)
    for response, group in own.values_list("response", "group"):
        found[response].append(f"copies:{group}")
    flags = Flag.objects.standing().filter(response__in=wanted, kind__in=COPY_KINDS)
    for response, kind in flags.values_list("response", "kind"):
        found[response] += [f"flag:{kind}", "flagged"]
    return {key: sorted(set(tokens)) for key, tokens in found.items()}


def due_groups(consultation: Consultation, *, most: int) -> list[TextGroup]:
    """Groups whose core is to be read anew. One query."""
    return list(TextGroup.objects.filter(consultation=consultation, due=True).order_by("pk")[:most])


def salt_of(consultation: Consultation) -> int:
    """Keeps one consultation's sketches apart from another's in the index that they share."""
    return consultation.pk * 0x9E3779B1


def telling_of(consultation: Consultation) -> dict[int, set[int]]:
    """What tells each group, with what tells those that became part of it. One query."""
    groups = list(
        TextGroup.objects.filter(consultation=consultation).values_list("pk", "into", "telling")
    )
    parts = {key: into for key, into, _told in groups}
    found: dict[int, set[int]] = defaultdict(set)
    for key, _into, told in groups:
        if told:
            found[root_of(parts, key)] |= set(told)
    return found
