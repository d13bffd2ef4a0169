"""Saying how long responses are kept, and erasing what is due."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from consultation.audit import rules
from consultation.audit.actions.emptying import empty, remove
from consultation.audit.holdings import NOT_HELD
from consultation.audit.retention import is_due, marks_of, terms_of, to_erase, to_erase_again
from consultation.events import record
from consultation.models import (
    Attachment,
    Consultation,
    CountedFrom,
    Erasure,
    EventKind,
    Ground,
    Import,
    ImportedRow,
    LegalHold,
    MessageKind,
    MessageState,
    Part,
    Response,
    RetentionMark,
    RetentionRule,
    User,
)
from consultation.states import Refused

AT_ONCE = 500
# A link that was mailed before its answers were sent is of what was sent from them. Both have one
# key until the words are erased. One that waits is in the hands of whoever posts it.
KNOW_LINKS = """
UPDATE consultation_message SET response_id = found.response
FROM (
    SELECT message.id, sent.id AS response
    FROM consultation_message message
    JOIN consultation_draft draft ON draft.id = message.draft_id
    JOIN consultation_response sent ON sent.key = draft.key
    WHERE message.kind = %s AND message.response_id IS NULL AND message.state <> %s
    AND draft.sent_at IS NOT NULL
    ORDER BY sent.id FOR NO KEY UPDATE OF sent
) AS found
WHERE consultation_message.id = found.id
"""
SETTLED = timedelta(hours=1)  # by then whatever was being written has come


@transaction.atomic
def state_rule(
    *,
    consultation: Consultation,
    part: Part,
    counted_from: CountedFrom,
    decided_on: date | None,
    months: int,
    reason: str,
    by: User,
    at: datetime,
) -> RetentionRule:
    """Say how long one part is kept. The newest rule counts; one Event. Raises Refused."""
    if refusal := rules.why_not_hold(by, consultation) or rules.why_not_without(reason):
        raise Refused(refusal)
    if refusal := rules.why_not_decided(consultation, decided_on):
        raise Refused(refusal)
    rule = RetentionRule.objects.create(
        consultation=consultation, part=part, counted_from=counted_from, decided_on=decided_on,
        months=months, reason=reason.strip(), by=by, at=at,
    )  # fmt: skip
    record(
        EventKind.RETENTION_STATED, about=rule, by=by, at=at, consultation=consultation.pk,
        part=part.value, months=months,
    )  # fmt: skip
    return rule


def apply_retention(*, most: int, by: User | str, at: datetime) -> int:
    """Erase what is due and not held, up to `most` responses of each part of each consultation.

    Each run of up to AT_ONCE is whole by itself, with one Event of how many, so that a worker that
    dies leaves nothing half done, and another goes on. Returns how many were erased.
    """
    total = 0
    know_links(by=by, at=at)
    for consultation in Consultation.objects.filter(closes_at__lt=at).order_by("pk"):
        for term in terms_of(consultation):
            done = AT_ONCE
            erased = 0
            while done == AT_ONCE and erased < most and is_due(term, consultation, at):
                done = _erase_due(consultation, term.part, by=by, at=at)
                erased += done
            total += erased
            if is_due(term, consultation, at):
                _go_on(consultation, term.part, by=by, at=at)
    return total


@transaction.atomic
def know_links(*, by: User | str, at: datetime) -> None:
    """Write down which emails with a link are of which response. No Event: nothing happened."""
    with connection.cursor() as cursor:
        cursor.execute(KNOW_LINKS, [MessageKind.LINK.value, MessageState.QUEUED.value])


@transaction.atomic
def _go_on(consultation: Consultation, part: Part, *, by: User | str, at: datetime) -> None:
    """Remember up to which response nothing is left to look for. No Event: it tells nothing.

    What somebody else held just now is due again, and stops it before that.
    """
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    mark, _new = RetentionMark.objects.get_or_create(
        consultation=consultation, part=part, defaults={"at": at}
    )
    through = mark.through
    if at - mark.at >= SETTLED:
        left = to_erase(consultation, part, after=through).order_by("pk")
        first = left.values_list("pk", flat=True).first()
        through = mark.seen if first is None else min(mark.seen, first - 1)
    elif mark.seen:
        return
    newest = Response.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if (through, newest) != (mark.through, mark.seen):
        mark.through, mark.seen, mark.at = max(mark.through, through), max(newest, mark.seen), at
        mark.save(update_fields=["through", "seen", "at"])


@transaction.atomic
def _erase_due(consultation: Consultation, part: Part, *, by: User | str, at: datetime) -> int:
    """One run. A hold that is being placed is waited for, and then nothing that it covers goes."""
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    after = marks_of(consultation).get(part, 0)
    keys: list[int] = []
    for found in (to_erase, to_erase_again):
        due = found(consultation, part, after=after).order_by("pk")
        held = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
        keys += held.values_list("pk", flat=True)[: AT_ONCE - len(keys)]
    if not keys:
        return 0
    before = set(
        Erasure.objects.filter(response__in=keys, part=part).values_list("response", flat=True)
    )
    Erasure.objects.bulk_create(
        Erasure(response_id=key, part=part, ground=Ground.TIME, at=at)
        for key in keys
        if key not in before
    )
    empty(noun=Response, keys=keys, parts=[part], by=by, at=at)
    record(
        EventKind.RETENTION_APPLIED, about=consultation, by=by, at=at,
        consultation=consultation.pk, part=part.value, count=len(keys),
    )  # fmt: skip
    return len(keys)


def remove_bytes(*, by: User | str, at: datetime) -> int:
    """Take away what a death between an erasure and its files left, of the last two days.

    And tables that a hold kept that was lifted since. Reports have a sweep of their own, which is
    `drop_spoilt`. No Event: the erasure is one. Returns how many files.
    """
    since = at - timedelta(days=2)
    lately = Erasure.objects.filter(at__gte=since)
    sent = Attachment.objects.filter(response__erasures__in=lately.filter(part=Part.FILES))
    stale = [one.stored_as for one in sent]
    lifted = LegalHold.objects.filter(lifted_at__gte=since).values("consultation")
    words = Erasure.objects.filter(
        Q(at__gte=since) | Q(response__consultation__in=lifted), part=Part.WORDS
    )
    return remove([*stale, *_rest_of_imports(words)])


def _rest_of_imports(words: QuerySet[Erasure]) -> list[str]:
    """Empty the files of rows whose words are erased; their names."""
    rows = ImportedRow.objects.filter(response__erasures__in=words)
    found = Import.objects.filter(NOT_HELD, pk__in=rows.values("file"))
    found.exclude(samples=[], refusals=[]).update(samples=[], refusals=[])
    pairs = found.values_list("sha256", "refusals_sha256")
    return [name for pair in pairs for name in pair if name]
