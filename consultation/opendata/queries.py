"""Reads what is public: consultations, their proposals and questions, and public copies.

Of people's responses only the public copies are read, of formal replies only those that a moderator
released, of petitions and meetings what their page shows.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.utils import OperationalError

from consultation.languages import Translated, subject_of
from consultation.models import (
    Consultation,
    ContentVersion,
    Extension,
    Proposal,
    PublishedAnswer,
    PublishedResponse,
    Question,
    QuestionVersion,
    SignedReply,
    Translation,
)
from consultation.publish import released
from consultation.publish.queries import Timetable, timetable_of
from consultation.publish.released import Mark, TooSlow
from consultation.reply import received
from consultation.reply.received import Stand
from stations.models import Borough, Station

READ_ONE_INSTANT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
NEWEST = 50  # entries of a feed


@dataclass(frozen=True)
class Narrowed:
    """What responses are narrowed to, as keys of rows: a list is made without a join.

    A position is a choice in one of the wordings of its question.
    """

    proposal: int | None = None
    borough: int | None = None
    position: str = ""
    wordings: tuple[int, ...] = ()
    channel: str = ""
    capacity: str = ""
    since: date | None = None


class Key(NamedTuple):
    """Where a public copy stands in the list, and the instant at which it was made."""

    pk: int
    received_on: date
    at: datetime

    @property
    def mark(self) -> Mark:
        """As a cursor."""
        return Mark(self.received_on, self.pk)


@contextmanager
def one_instant() -> Iterator[None]:
    """Everything read inside is of one instant. Inside another transaction, of that one's."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute(READ_ONE_INSTANT)
        yield


def consultations() -> list[Consultation]:
    """All that are public, the latest to open first. One query."""
    return list(Consultation.objects.published().order_by("-opens_at", "slug"))


def consultation_of(slug: str) -> Consultation | None:
    """One that is public. One query."""
    return Consultation.objects.published().filter(slug=slug).first()


def matching(consultation: Consultation, asked: Narrowed) -> QuerySet[PublishedResponse]:
    """The public copies that fit: each is looked up, newest first, until a page is full."""
    rows = PublishedResponse.objects.filter(consultation=consultation)
    if asked.borough:
        rows = rows.filter(borough=asked.borough)
    if asked.proposal or asked.position:
        said = PublishedAnswer.objects.filter(published=OuterRef("pk"))
        if asked.proposal:
            said = said.filter(proposal=asked.proposal)
        if asked.position:
            said = said.filter(question_version__in=asked.wordings, choice=asked.position)
        rows = rows.filter(Exists(said))
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    if asked.capacity:
        rows = rows.filter(capacity=asked.capacity)
    return rows.filter(received_on__gte=asked.since) if asked.since else rows


def keys_of(
    consultation: Consultation, asked: Narrowed, *, after: Mark | None, size: int
) -> list[Key]:
    """One more than a page of `size`, newest first. Raises TooSlow. Three queries.

    A page deep down costs what the first one does: it begins at its mark in the index.
    """
    rows = matching(consultation, asked).order_by("-received_on", "-pk")
    if after is not None:
        rows = rows.filter(Q(received_on__lt=after.on) | Q(pk__lt=after.pk))
        rows = rows.filter(received_on__lte=after.on)
    found = rows.values_list("pk", "received_on", "at")[: size + 1]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(released.READ_LIMIT, [released.LONGEST])
            keys = [Key(*one) for one in found]
            cursor.execute(released.READ_NO_LIMIT)
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", "") == "57014":  # the timeout, not a lost server
            raise TooSlow from problem
        raise
    return keys


def copies_of(keys: Iterable[Key]) -> list[tuple[PublishedResponse, list[PublishedAnswer]]]:
    """Public copies with their answers, in this order. What was taken back meanwhile is left out.

    Two queries.
    """
    numbers = [one.pk for one in keys]
    rows = PublishedResponse.objects.filter(pk__in=numbers).select_related("borough")
    found = {one.pk: one for one in rows}
    answers = released.answers_to(found.values())
    return [(found[pk], answers.get(pk, [])) for pk in numbers if pk in found]


def key_of(consultation: Consultation, number: int) -> Key | None:
    """Of one public copy. One query."""
    rows = PublishedResponse.objects.filter(consultation=consultation, pk=number)
    found = rows.values_list("pk", "received_on", "at").first()
    return Key(*found) if found else None


def answers_in(consultation: Consultation) -> QuerySet[PublishedAnswer]:
    """Every public answer."""
    return PublishedAnswer.objects.filter(published__consultation=consultation)


def proposal_at(consultation: Consultation, station: str) -> int | None:
    """The key of what is proposed at a station, by its slug. One query."""
    rows = Proposal.objects.filter(consultation=consultation, station__slug=station)
    return rows.values_list("pk", flat=True).first()


def borough_of(slug: str) -> int | None:
    """The key of a borough. One query."""
    return Borough.objects.filter(slug=slug).values_list("pk", flat=True).first()


def stances_of(consultation: Consultation) -> list[QuestionVersion]:
    """Every wording of the question after the position, the oldest first. One query."""
    rows = QuestionVersion.objects.filter(question__consultation=consultation)
    return list(rows.filter(question__key=released.STANCE).order_by("number"))


def proposals_of(consultation: Consultation) -> list[Proposal]:
    """With places, evidence and alternatives, by borough and station. Three queries."""
    rows = Proposal.objects.filter(consultation=consultation).with_places()
    ordered = rows.order_by("station__borough__name", "station__name", "pk")
    found = list(ordered.prefetch_related("evidence", "alternatives"))
    for one in found:
        one.consultation = consultation
    return found


def places_of(consultations: Iterable[Consultation]) -> dict[int, list[Station]]:
    """The front counters with a proposal, by the consultation's key. One query."""
    found: dict[int, list[Station]] = {one.pk: [] for one in consultations}
    rows = Proposal.objects.filter(consultation__in=found).select_related("station")
    for one in rows.order_by("station__name", "pk"):
        found[one.consultation_id].append(one.station)
    return found


def questions_of(consultation: Consultation) -> list[Question]:
    """Every question with all its wordings, the oldest first. Two queries."""
    rows = Question.objects.filter(consultation=consultation).select_related("shown_if")
    return list(rows.order_by("position").prefetch_related("versions"))


Worded = dict[str, dict[str, dict[str, Translated]]]


def translations_of(consultation: Consultation) -> Worded:
    """Published translations: by row, language and field. One query.

    One that was made from another English is none: who reads these has to look at that.
    """
    found: Worded = {}
    rows = Translation.objects.published().filter(consultation=consultation)
    for subject, language, name, english, text in rows.order_by(
        "subject", "language", "field"
    ).values_list("subject", "language", "field", "english", "text"):
        found.setdefault(subject, {}).setdefault(language, {})[name] = Translated(text, english)
    return found


def languages_of(thing: Any, worded: Worded, fields: Iterable[str]) -> dict[str, dict[str, str]]:
    """A row's own translations, of these fields, by language and field."""
    told: dict[str, dict[str, str]] = {}
    for language, texts in worded.get(subject_of(thing), {}).items():
        for name in fields:
            kept = texts.get(name)
            if kept is not None and kept.english == _english(thing, name):
                told.setdefault(language, {})[name] = kept.text
    return told


def _english(thing: Any, name: str) -> str:
    kind, _, value = name.partition(" ")
    if kind == "option" and isinstance(thing, QuestionVersion):
        return thing.label(value)
    return str(getattr(thing, name))


def replies_of(consultation: Consultation) -> list[SignedReply]:
    """The newest public edition of each organisation, by name, with its text. One query."""
    return list(received.public_replies_to(consultation).defer(None))


def standing_of_replies(consultation: Consultation) -> list[tuple[Any, ...]]:
    """All that can change of what `shapes.reply_of` tells of them, without their texts. One query.

    What was signed never changes: the digest stands for it. Places and proposals are told by the
    number of what is asked (`ContentVersion`), which their triggers count up.
    """
    rows = received.public_replies_to(consultation).values_list(
        "pk", "digest", "late", "reply__state", "reply__organisation__name",
        "reply__organisation__slug", "reply__organisation__kind",
        "reply__organisation__borough__slug", "reply__organisation__borough__ons_code",
        "ratification__authority_on", Subquery(ContentVersion.objects.values("number")[:1]),
    )  # fmt: skip
    return list(rows)


def reply_of(consultation: Consultation, organisation: str) -> SignedReply | None:
    """The newest public edition of one. One query."""
    rows = received.public_editions_of(consultation, organisation)
    return rows[0] if rows else None


def stands_of(replies: Iterable[SignedReply], consultation: Consultation) -> dict[int, list[Stand]]:
    """Their positions. Two queries."""
    return received.stands_of(list(replies), consultation)


def times_of(consultation: Consultation) -> Timetable:
    """What changed in its time. Three queries."""
    return timetable_of(consultation)


def extensions_of(consultation: Consultation) -> list[Extension]:
    """The oldest first. One query."""
    return list(consultation.extensions.order_by("pk"))
