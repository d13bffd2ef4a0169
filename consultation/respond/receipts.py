"""Receipts: a reference, and exactly what was recorded and what was left out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, pgettext

from consultation import languages
from consultation.languages import NONE, Translations
from consultation.models import (
    Answer,
    Capacity,
    Channel,
    Consultation,
    Place,
    Proposal,
    Publish,
    QuestionVersion,
    Respondent,
    Response,
)
from consultation.publish.rules import in_words, ways_to_ask
from consultation.respond.content import in_easy_read
from consultation.respond.journey import Answers, Journey
from consultation.respond.kinds import Row, SentFile, Value, files_of, rows_of, value_of, words_of

NOT_PROVIDED = gettext_lazy("Not provided")
FINGERPRINT = gettext_lazy("SHA-256 (a fingerprint of the file)")


@dataclass(frozen=True)
class Line:
    """One question and what was answered; `change` is the page that asks it."""

    question: str
    answer: str
    given: bool
    change: str = ""
    files: tuple[SentFile, ...] = ()


@dataclass(frozen=True)
class Section:
    """The lines about one station, or about the response as a whole."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Given:
    """One answer, from a draft or from the database alike."""

    question: QuestionVersion
    proposal: Proposal | None
    value: Value
    erased: bool = False

    @property
    def rows(self) -> list[Row]:
        """Choice and text of each row that holds it."""
        return rows_of(self.question, self.value)

    @property
    def words(self) -> str:
        """The answer as it reads."""
        return words_of(self.question, self.value) or (gettext("Erased") if self.erased else "")

    @property
    def files(self) -> tuple[SentFile, ...]:
        """The files that it names."""
        return files_of(self.question, self.value)


def given_in(journey: Journey) -> list[Given]:
    """What a draft answers, station by station, then overall; only what is asked of it."""
    places: list[Proposal | None] = [*journey.proposals, None]
    return [
        Given(question, place, value)
        for place in places
        for question in journey.asked(place)
        if (value := journey.given(place).get(question.question.key))
    ]


def given_by(rows: Iterable[Answer]) -> list[Given]:
    """What a response answered, from its rows in their order."""
    found: dict[tuple[int, int | None], list[Answer]] = {}
    for row in rows:
        found.setdefault((row.question_version_id, row.proposal_id), []).append(row)
    return [
        Given(
            first.question_version,
            first.proposal,
            value_of(first.question_version, [(one.choice, one.text) for one in group]),
            erased=any(one.erased for one in group),
        )
        for group in found.values()
        for first in group[:1]
    ]


def answers_in(
    response: Response, given: Iterable[Given], person: Respondent | None = None
) -> Answers:
    """What a draft would hold from which this response had been sent; of `person` what is given."""
    answers = Answers(
        capacity=response.capacity if response.capacity != Capacity.NOT_SAID else "",
        place=response.place,
        borough=response.borough.ons_code if response.borough else "",
        publish=response.publish if response.publish != Publish.NOT_SAID else "",
        publish_reason=response.publish_reason,
        easy_read=response.easy_read,
    )
    if person is not None:
        answers.name, answers.email = person.name, person.email
        answers.wants_news = person.wants_news
    for one in given:
        if one.proposal is None:
            answers.overall[one.question.question.key] = one.value
            continue
        if one.proposal.pk not in answers.proposals:
            answers.proposals.append(one.proposal.pk)
        about = answers.about.setdefault(str(one.proposal.pk), {})
        about[one.question.question.key] = one.value
    return answers


def place_in_words(place: str, borough: str) -> str:
    """Where the respondent lives, as they said."""
    if place == Place.BOROUGH:
        return borough
    return str(Place(place).label if place else NOT_PROVIDED)


Change = Callable[[QuestionVersion, Proposal | None], str]


def no_change(question: QuestionVersion, proposal: Proposal | None) -> str:
    return ""  # nothing can be changed any more


def sections(journey: Journey, given: Iterable[Given], change: Change = no_change) -> list[Section]:
    """Every question asked with its answer, or the words that none was given.

    Proposals with the very same answers stand together under all their names.
    """
    answered = {(one.question.pk, one.proposal and one.proposal.pk): one for one in given}

    def lines(place: Proposal | None) -> list[Line]:
        return [
            line(
                one.wording,
                said.words if said else "",
                change(one, place),
                said.files if said else (),
            )
            for one in journey.asked(place)
            for said in [answered.get((one.pk, place and place.pk))]
        ]

    together: dict[tuple[object, ...], tuple[list[str], list[Line]]] = {}
    for proposal in journey.proposals:
        own = lines(proposal)
        alike = tuple((one.question, one.answer, one.files) for one in own)
        name = proposal.place
        together.setdefault(alike, ([], own))[0].append(name)
    found = [Section("; ".join(names), own) for names, own in together.values()]
    overall = lines(None)
    return [*found, Section(gettext("Anything else"), overall)] if overall else found


def line(question: str, answer: str, change: str = "", files: tuple[SentFile, ...] = ()) -> Line:
    """A line that says so where nothing was answered."""
    return Line(question, answer or str(NOT_PROVIDED), bool(answer), change, files)


@dataclass(frozen=True)
class Receipt:
    """What the respondent keeps. `first` holds who and where, `last` what may be published."""

    reference: str
    consultation: Consultation
    received_at: datetime
    first: list[Line]
    sections: list[Section]
    last: list[Line]
    replaces: str = ""  # the reference of the response before it
    channel: str = Channel.ONLINE
    note: str = ""  # what stood on paper and fitted no question
    words: Translations = field(default_factory=dict)  # in the language of the receipt
    signed: str = ""  # the promise that it will be in the public log, as a signed note

    @property
    def whole(self) -> list[Section]:
        """The sections, and the note of paper after them where there is one."""
        noted = [line(gettext("Anything else"), self.note)]
        last = Section(str(Channel(self.channel).label), noted)
        return [*self.sections, last] if self.note else self.sections

    @property
    def title(self) -> str:
        """The title of the consultation."""
        return languages.found(self.consultation, "title", self.consultation.title, self.words)[0]

    @property
    def onward(self) -> list[tuple[str, str, str]]:
        """What for, where to, and the link. For those without a return code staff change it."""
        became = f"{settings.PUBLIC_URL}{reverse('receipt')}"
        ways = [(gettext("See what became of it"), became, became)]
        until = gettext("Change or withdraw it until %(close)s, London time")
        where = link = f"{settings.PUBLIC_URL}{reverse('return')}"
        if self.channel != Channel.ONLINE:
            until = gettext(
                "Change or withdraw it by letter, phone or email, with your reference, until "
                "%(close)s, London time"
            )
            where, link = self.consultation.contact, f"mailto:{self.consultation.contact}"
        ways.append((until % {"close": in_words(self.consultation.closes_at)}, where, link))
        return [*ways, *ways_to_ask(self.consultation)]

    @property
    def received(self) -> str:
        """When, in words, London time."""
        return received_in_words(self.channel, self.received_at)

    @property
    def by_day(self) -> bool:
        """Nobody knows the hour at which a letter came."""
        return self.channel != Channel.ONLINE

    def text(self, code: str = "") -> str:
        """The receipt as plain text, for an e-mail or a file; a file holds the code too."""
        named = f"{gettext('Reference')}: {self.reference}"
        told = [gettext("Your response was received."), "", named]
        told += [f"{gettext('Return code')}: {code}"] if code else []
        told += [
            f"{gettext('Consultation')}: {self.title}",
            gettext("Received: %(when)s, London time") % {"when": self.received},
        ]
        if self.replaces:
            told.append(f"{gettext('It replaces your response')}: {self.replaces}")
        told += [f"{one.question}: {one.answer}" for one in [*self.first, *self.last]]
        for section in self.whole:
            told += ["", section.title, "-" * len(section.title)]
            for one in section.lines:
                told += ["", one.question, one.answer]
                told += [f"{FINGERPRINT} {file.name}: {file.sha256}" for file in one.files]
        told += [
            "",
            gettext("Keep the reference. With it you can ask what became of your response."),
            *(f"{name}: {where}" for name, where, _link in self.onward),
        ]
        if self.signed:
            how = f"{settings.PUBLIC_URL}{reverse('proofs')}", "", self.signed.rstrip("\n")
            told += ["", gettext("Signed receipt. It can be checked without trusting us:"), *how]
        return "\n".join(told) + "\n"


def received_in_words(channel: str, at: datetime) -> str:
    """When a response was received; of what came by post or by phone only the day is known."""
    if channel == Channel.ONLINE:
        return in_words(at)
    return date_format(timezone.localtime(at), "l j E Y")


def who_and_where(
    capacity: str,
    place: str,
    borough: str,
    channel: str = Channel.ONLINE,
    *,
    easy_read: bool = False,
    organisation: str = "",
) -> list[Line]:
    """The first lines of every receipt; it says when only the Easy Read questions were asked."""
    if organisation:  # it lives nowhere
        return [line(gettext("Who you responded for"), organisation)]
    said = str(Capacity(capacity).label) if capacity else ""
    came, lives = [], place_in_words(place, borough)
    if easy_read:
        came = [line(gettext("Version"), gettext("Easy Read, with fewer questions"))]
    if channel != Channel.ONLINE:
        came = [line(gettext("How it came"), str(Channel(channel).label))]
        if place == Place.NOT_SAID:  # paper that leaves it out does not say that it prefers to
            lives = ""
    return [
        *came,
        line(gettext("Who you responded for"), said),
        line(gettext("Where you live"), lives),
    ]


def may_publish(publish: str, reason: str) -> list[Line]:
    """The last lines of every receipt."""
    said = str(Publish(publish).label) if publish else ""
    found = [line(gettext("May we publish what you write?"), said)]
    if publish == Publish.COUNT_ONLY:
        found.append(line(gettext("Why should your words not be published? (optional)"), reason))
    return found


def news(wanted: bool) -> Line:
    """Whether the respondent asked to be told."""
    said = pgettext("news", "Yes") if wanted else pgettext("news", "No")
    return line(gettext("Tell me what is decided"), said)


def receipt_for(
    consultation: Consultation,
    journey: Journey,
    *,
    reference: str,
    borough: str,
    received_at: datetime,
    channel: str = Channel.ONLINE,
    replaces: str = "",
    words: Translations = NONE,
) -> Receipt:
    """The receipt of a draft that is being sent."""
    answers = journey.answers
    return Receipt(
        reference=reference,
        consultation=consultation,
        received_at=received_at,
        first=who_and_where(
            answers.capacity, answers.place, borough, channel, easy_read=answers.easy_read
        ),
        sections=sections(journey, given_in(journey)),
        last=[
            *may_publish(answers.publish, answers.publish_reason),
            news(answers.wants_news and bool(answers.name or answers.email)),
        ],
        replaces=replaces,
        channel=channel,
        words=words,
    )


def as_asked(
    response: Response, given: Sequence[Given], asked: Sequence[QuestionVersion]
) -> Journey:
    """The journey that led to a response, in the wordings answered, else in those in force."""
    answered = {one.question.question_id: one.question for one in given}
    questions = [
        one if (said := answered.get(one.question_id)) is None or said.pk == one.pk else said
        for one in asked
    ]
    proposals = list({one.proposal.pk: one.proposal for one in given if one.proposal}.values())
    return Journey(answers_in(response, given), proposals, questions)


def receipt_of(
    response: Response,
    rows: Sequence[Answer],
    asked: Sequence[QuestionVersion],
    *,
    wants_news: bool | None = None,
    words: Translations = NONE,
) -> Receipt:
    """The receipt of a response, from what the database holds of it.

    `asked` can be in another language. That news is wanted is left out where nobody needs it.
    """
    if response.easy_read:
        asked = [in_easy_read(one) for one in asked]
    read = {one.pk: one for one in asked}
    given = [
        replace(one, question=read.get(one.question.pk, one.question)) for one in given_by(rows)
    ]
    borough = response.borough.name if response.borough else ""
    formal = response.organisation.name if response.organisation else ""  # all of it is published
    said = response.capacity, response.place, borough, response.channel
    return Receipt(
        reference=response.reference,
        consultation=response.consultation,
        received_at=response.received_at,
        first=who_and_where(*said, easy_read=response.easy_read, organisation=formal),
        sections=sections(as_asked(response, given, asked), given),
        last=[
            *([] if formal else may_publish(response.publish, response.publish_reason)),
            *([] if wants_news is None else [news(wants_news)]),
        ],
        replaces=response.replaces.reference if response.replaces else "",
        channel=response.channel,
        words=words,
    )
