"""What the pages of transcription show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from consultation.models import (
    Attachment,
    Capacity,
    Channel,
    Consultation,
    Message,
    MessageKind,
    Publish,
    QuestionVersion,
    Response,
    ResponseState,
    Transcription,
    TranscriptionState,
)
from consultation.respond.content import Content
from consultation.respond.editions import Edition, edition_at, edition_called
from consultation.respond.journey import Answers, Journey
from consultation.respond.queries import answers_of as rows_of
from consultation.respond.queries import note_of, wordings_of
from consultation.respond.receipts import Given, answers_in, given_by

#: The channels that are typed in.
CHANNELS = tuple(one for one in Channel if one != Channel.ONLINE)
RECENT = 20  # accepted ones that the list shows
DAYS = 14


def transcription_at(pk: int) -> Transcription | None:
    """With its consultation, its people and the earlier response that it is about. One query."""
    found = Transcription.objects.select_related(
        "consultation", "begun_by", "typed_by", "checked_by", "response",
        "about__borough", "about__respondent",
    )  # fmt: skip
    return found.filter(pk=pk).first()


def transcription_behind(response: Response) -> Transcription | None:
    """What the response was typed from; None for one that came online. One query at most."""
    if response.channel == Channel.ONLINE:
        return None
    found = Transcription.objects.select_related("typed_by", "checked_by")
    return found.filter(response=response).first()


def request_behind(response: Response) -> Transcription | None:
    """By which its sender asked staff to change or withdraw it, and it was. One query at most."""
    if response.state not in (ResponseState.SUPERSEDED, ResponseState.WITHDRAWN):
        return None
    asked = Transcription.objects.filter(about=response, state=TranscriptionState.ACCEPTED)
    return asked.first()


def said_in(response: Response) -> tuple[Answers, list[Given], str]:
    """What a response said: as a draft holds it, answer by answer, and what fitted no question.

    With the name and address of its sender. One query; two for what did not come online.
    """
    given = given_by(rows_of(response))
    answers = answers_in(response, given, response.respondent)
    answers.capacity = answers.capacity or Capacity.NOT_SAID
    answers.publish = answers.publish or Publish.NOT_SAID
    return answers, given, note_of(response)


def scans_of(transcription: Transcription) -> list[Attachment]:
    """The scans of the paper, with the draft or with what became of it. One query."""
    whose = Q(draft=transcription.draft_id) | Q(response=transcription.response_id)
    if transcription.response_id is None:
        whose = Q(draft=transcription.draft_id)
    return list(Attachment.objects.scans().filter(whose))


def end_of(day: date) -> datetime:
    """The last instant of a day in London."""
    return timezone.make_aware(datetime.combine(day, time.max))


def edition_for(
    consultation: Consultation, versions: list[QuestionVersion], *, code: str, day: date
) -> Edition:
    """The wordings that an answer is to: those of the code, else those in force on the day."""
    called = edition_called(consultation.slug, versions, code) if code else None
    return called or edition_at(consultation.slug, versions, end_of(day))


def content_of(transcription: Transcription) -> Content:
    """What was asked of it, in the wordings pinned when it was begun.

    In the language of the page. Four queries; one more where not English.
    """
    consultation = transcription.consultation
    edition = edition_for(
        consultation,
        wordings_of(consultation),
        code=transcription.edition,
        day=transcription.received_on,
    )
    return Content.read(consultation, edition.questions)


def answers_of(transcription: Transcription) -> Answers:
    """What is typed so far."""
    return Answers.read(transcription.answers)


def journey_of(transcription: Transcription, content: Content) -> Journey:
    """The same, beside what was asked."""
    return content.journey(answers_of(transcription))


def in_state(consultation: Consultation, *states: TranscriptionState) -> list[Transcription]:
    """Those in one of the states, oldest first. One query."""
    found = Transcription.objects.filter(consultation=consultation, state__in=states)
    return list(found.select_related("typed_by", "about").oldest_first())


def was_emailed(transcription: Transcription) -> bool:
    """Its receipt goes to an address. One query."""
    return Message.objects.filter(
        response=transcription.response, kind=MessageKind.RECEIPT
    ).exists()


def was_told(response: Response) -> bool:
    """That it is withdrawn goes to an address. One query."""
    return Message.objects.filter(response=response, kind=MessageKind.CONFIRMATION).exists()


def accepted_last(consultation: Consultation) -> list[Transcription]:
    """The newest accepted ones. One query."""
    found = Transcription.objects.filter(
        consultation=consultation, state=TranscriptionState.ACCEPTED
    )
    return list(
        found.select_related("typed_by", "response", "about").order_by("-checked_at", "-pk")[
            :RECENT
        ]
    )


@dataclass(frozen=True)
class Tally:
    """How many came, and where they stand: the states add up to what came."""

    name: Any  # a channel, a day, or all
    states: dict[TranscriptionState, int]

    @property
    def received(self) -> int:
        """All of them."""
        return sum(self.states.values())


def _counted(consultation: Consultation, by: str) -> list[dict[str, Any]]:
    states: dict[str, Any] = {one: Count("pk", filter=Q(state=one)) for one in TranscriptionState}
    found = Transcription.objects.filter(consultation=consultation)
    return list(found.values(by).annotate(**states).order_by(by))


def by_channel(consultation: Consultation) -> list[Tally]:
    """What came through each channel, those without any too. One query."""
    rows = {row["channel"]: row for row in _counted(consultation, "channel")}
    return [_count(one.label, rows.get(one.value, {})) for one in CHANNELS]


def by_day(consultation: Consultation) -> list[Tally]:
    """What came on each of the last days on which anything came, newest first. One query."""
    rows = _counted(consultation, "received_on")
    return [_count(row["received_on"], row) for row in reversed(rows[-DAYS:])]


def _count(name: Any, row: dict[str, Any]) -> Tally:
    return Tally(name, {one: row.get(one.value, 0) for one in TranscriptionState})


def total(counts: Iterable[Tally]) -> Tally:
    """All of them together: of pieces of paper, not of people."""
    every = list(counts)
    return Tally(
        "All", {one: sum(count.states[one] for count in every) for one in TranscriptionState}
    )
