"""How long each part of the responses is kept, and what is due to be erased.

A rule that the owner states replaces these terms. They follow what councils publish about their own
consultations: mailing lists and paper until they are dealt with, the database for about two years,
reports for six or for good (Devon County Council, "Keeping Devon's data", democracy). A claim for
judicial review has to be brought within three months, so nothing is kept for less, whatever a rule
says.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from consultation.models import (
    Attachment,
    Consultation,
    CountedFrom,
    Erasure,
    Kind,
    Leftover,
    LegalHold,
    Message,
    Part,
    Response,
    RetentionMark,
    RetentionRule,
)
from consultation.models.bulk_redaction import WORDS_KEPT
from consultation.models.response import ResponseQuerySet

MOST_COUNTED = 10_000
LEAST_MONTHS = 3  # after the close, in which a claim may be brought


@dataclass(frozen=True)
class Term:
    """How long one part is kept."""

    part: Part
    counted_from: CountedFrom
    months: int
    reason: str
    decided_on: date | None = None
    rule: int | None = None  # that states it; none for what goes without saying


TERMS = (
    Term(
        Part.IDENTITY, CountedFrom.CLOSING, 24,
        "To send news of the decision to those who asked for it, and to answer questions after it.",
    ),
    Term(Part.MESSAGES, CountedFrom.CLOSING, 24, "To show that receipts and news were sent."),
    Term(
        Part.FILES, CountedFrom.CLOSING, 24,
        "As evidence for the decision, and to check what was typed in from paper.",
    ),
    Term(
        Part.WORDS, CountedFrom.CLOSING, 72,
        "To show that every point was considered, for as long as the reports are kept.",
    ),
)  # fmt: skip
#: What has a time of its own that no rule changes.
FIXED = (
    ("Answers that were not sent", "28 days after they were last saved."),
    (
        "Invitations that nobody took up, and requests that were declined",
        "28 days after their end.",
    ),
    (
        "Words that are to be taken out of all responses",
        f"Until they are taken out, or {WORDS_KEPT.days} days after somebody asked for it.",
    ),
    (
        "Files of reports and exports",
        f"{settings.REPORT_DAYS} days after they were made; those of published results are kept. "
        "Which reports there were, who asked for them and their figures stay.",
    ),
    ("Equality answers", "Kept as numbers. They name no response and no person."),
    ("Formal replies", "Kept: they are public records of the organisations that signed them."),
    ("The record of what happened", "Kept: it holds no words of a person."),
)


def terms_of(consultation: Consultation) -> list[Term]:
    """The newest rule of each part, or else what goes without saying. One query."""
    return terms_of_each([consultation])[consultation.pk]


def terms_of_each(consultations: Iterable[Consultation]) -> dict[int, list[Term]]:
    """The same for each of them, by key. One query."""
    keys = [one.pk for one in consultations]
    rows = RetentionRule.objects.filter(consultation__in=keys).order_by("pk")
    stated = {(rule.consultation_id, rule.part): _stated(rule) for rule in rows}
    return {key: [stated.get((key, term.part), term) for term in TERMS] for key in keys}


def _stated(rule: RetentionRule) -> Term:
    return Term(
        Part(rule.part), CountedFrom(rule.counted_from), rule.months, rule.reason,
        rule.decided_on, rule.pk,
    )  # fmt: skip


def due_on(term: Term, consultation: Consultation) -> date | None:
    """The day from which the part is erased; None where the decision is not known yet.

    Never before a claim can be brought no more, even if the close was put off after the decision.
    """
    closes = timezone.localdate(consultation.closes_at)
    start = term.decided_on if term.counted_from == CountedFrom.DECISION else closes
    if start is None:
        return None
    return max(months_after(start, term.months), months_after(closes, LEAST_MONTHS))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_due(term: Term, consultation: Consultation, now: datetime) -> bool:
    """Its time is over, and the consultation is."""
    day = due_on(term, consultation)
    return day is not None and day <= timezone.localdate(now) and consultation.closes_at < now


HOLDS = {
    Part.IDENTITY: Q(respondent__isnull=False),
    Part.MESSAGES: Exists(Message.objects.filter(response=OuterRef("pk"))),
    Part.FILES: Exists(Attachment.objects.filter(response=OuterRef("pk"))),
    Part.WORDS: Q(),
}


def _free(consultation: Consultation) -> ResponseQuerySet:
    """The responses of residents that no hold keeps."""
    covers = Q(response=None, organisation=None) | Q(response=OuterRef("pk"))
    held = LegalHold.objects.in_force().filter(covers, consultation=consultation)
    return Response.objects.filter(~Exists(held), consultation=consultation, kind=Kind.PUBLIC)


def marks_of(consultation: Consultation) -> dict[str, int]:
    """Up to which response each part has been gone through. One query."""
    found = RetentionMark.objects.filter(consultation=consultation)
    return dict(found.values_list("part", "through"))


def to_erase(consultation: Consultation, part: Part, *, after: int = 0) -> ResponseQuerySet:
    """Those of which this part was not erased yet, and that no hold keeps.

    :param after: a response up to which all has been gone through, see `marks_of`.
    """
    gone = Erasure.objects.filter(response=OuterRef("pk"), part=part)
    return _free(consultation).filter(HOLDS[part], ~Exists(gone), pk__gt=after)


def to_erase_again(consultation: Consultation, part: Part, *, after: int = 0) -> ResponseQuerySet:
    """Those that have it again: an email that was written to them, or a scan that was added.

    What came is written down as it comes, so that what is erased is not read again each night.
    """
    came = Leftover.objects.filter(part=part).values("response")
    gone = Erasure.objects.filter(response=OuterRef("pk"), part=part)
    return _free(consultation).filter(Q(pk__lte=after) | Exists(gone), pk__in=came)


def counts_of(consultation: Consultation, terms: Sequence[Term]) -> list[int]:
    """How many of each are still there; above MOST_COUNTED there are more. Two queries each."""
    marks = marks_of(consultation)
    return [
        sum(
            found(consultation, term.part, after=marks.get(term.part, 0))[
                : MOST_COUNTED + 1
            ].count()
            for found in (to_erase, to_erase_again)
        )
        for term in terms
    ]
