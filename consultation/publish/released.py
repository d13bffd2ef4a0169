"""What everybody may read of residents' responses. It is read from the public copies alone."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.utils import OperationalError
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consultation.languages import NONE, Translations, found, worded
from consultation.models import (
    WORDS,
    Consultation,
    Proposal,
    PublishedAnswer,
    PublishedResponse,
    QuestionKind,
    QuestionVersion,
    Response,
    ResponseState,
)
from consultation.models.response import UNDECIDED
from consultation.publish import searched
from consultation.search import NOTHING, Sought, by_key
from stations.models import Borough

A_PAGE = 25
MOST_COUNTED = 1_000
FIRST_WORDS = 280
KEPT = 60  # seconds; what became of a million responses is not counted for every visitor
LONGEST = "2s"  # that a list is looked for
READ_LIMIT = "SELECT set_config('statement_timeout', %s, true)"
READ_NO_LIMIT = "SET LOCAL statement_timeout = DEFAULT"
STANCE = "stance"  # the key of the question after the position
OPTION = "option "  # how the name of a translated option begins
R = ResponseState


class TooSlow(Exception):
    """What fits is so rare that finding it takes longer than it may."""


@contextmanager
def in_time() -> Iterator[None]:
    """No query inside takes longer than LONGEST. Raises TooSlow. Four queries of its own."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(READ_LIMIT, [LONGEST])
            yield
            cursor.execute(READ_NO_LIMIT)
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", "") == "57014":  # the timeout, not a lost server
            raise TooSlow from problem
        raise


@dataclass(frozen=True)
class Asked:
    """What the address narrows the list to."""

    station: str = ""
    borough: str = ""
    position: str = ""
    words: str = ""  # as they were typed


@dataclass(frozen=True)
class Mark:
    """A place in the list. Written as `2026-11-23-123` in addresses."""

    on: date
    pk: int

    @classmethod
    def of(cls, one: PublishedResponse) -> "Mark":
        """Where this one stands."""
        return cls(one.received_on, one.pk)

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """The mark of an address; None for anything that is not one."""
        parts = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-([0-9]{1,18})", text)
        try:
            return cls(date.fromisoformat(parts[1]), int(parts[2])) if parts else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.on.isoformat()}-{self.pk}"


@dataclass(frozen=True)
class Stretch:
    """One page of the list, newest first; the marks lead to its neighbours."""

    rows: list[PublishedResponse]
    newer: Mark | None
    older: Mark | None


@dataclass(frozen=True)
class Became:
    """What became of residents' responses: the parts add up to what was received."""

    received: int
    released: int
    withheld: int
    excluded: int
    ended: int
    waiting: int


def matching(consultation: Consultation, asked: Asked) -> QuerySet[PublishedResponse]:
    """The public copies that fit."""
    rows = PublishedResponse.objects.filter(consultation=consultation)
    if asked.borough:
        rows = rows.filter(borough__slug=asked.borough)
    said = PublishedAnswer.objects.filter(published=OuterRef("pk"))
    if asked.station:
        said = said.filter(proposal__station__slug=asked.station)
    if asked.position:
        said = said.filter(question_version__question__key=STANCE, choice=asked.position)
    return rows.filter(Exists(said)) if asked.station or asked.position else rows


def page_of(
    consultation: Consultation, asked: Asked, *, after: Mark | None, before: Mark | None
) -> Stretch:
    """The next after a mark, the ones before it, or the newest. A page deep down costs no more."""
    rows = matching(consultation, asked).select_related("borough")
    order = ("received_on", "pk") if before else ("-received_on", "-pk")
    if after is not None:
        rows = rows.filter(Q(received_on__lt=after.on) | Q(pk__lt=after.pk))
        rows = rows.filter(received_on__lte=after.on)
    elif before is not None:
        rows = rows.filter(Q(received_on__gt=before.on) | Q(pk__gt=before.pk))
        rows = rows.filter(received_on__gte=before.on)
    return _stretch(list(rows.order_by(*order)[: A_PAGE + 1]), after, before)


def _stretch(shown: list[PublishedResponse], after: Mark | None, before: Mark | None) -> Stretch:
    """A page of what was found, nearest first, with one more where there is more."""
    more, shown = len(shown) > A_PAGE, shown[:A_PAGE]
    if after is None and before is not None:
        shown.reverse()
        first, last = more, True
    else:
        first, last = after is not None, more
    if not shown:
        return Stretch([], None, None)
    return Stretch(
        shown, Mark.of(shown[0]) if first else None, Mark.of(shown[-1]) if last else None
    )


def count_of(consultation: Consultation, asked: Asked) -> int:
    """How many there are, counted to one more than MOST_COUNTED and no further. One query."""
    return matching(consultation, asked)[: MOST_COUNTED + 1].count()


def _found(
    consultation: Consultation,
    asked: Asked,
    sought: Sought,
    after: Mark | None,
    before: Mark | None,
) -> tuple[Stretch, int]:
    """A page of those that have the words, and the count. Two queries, none without a word."""
    narrowed = {name: value for name, value in asdict(asked).items() if name != "words"}
    mark = after or before
    way = searched.Way(mark.on, mark.pk, back=after is None) if mark else searched.Way()
    keys, count = searched.keys(
        consultation, sought, narrowed, way, most=A_PAGE + 1, count_to=MOST_COUNTED + 1
    )
    rows = PublishedResponse.objects.filter(consultation=consultation, pk__in=keys)
    known = {one.pk: one for one in rows.select_related("borough")}
    return _stretch([known[key] for key in keys if key in known], after, before), count


def listed(
    consultation: Consultation,
    asked: Asked,
    *,
    sought: Sought = NOTHING,
    after: Mark | None,
    before: Mark | None,
) -> tuple[Stretch, int]:
    """A page of the list and the count, both within LONGEST. Raises TooSlow. Five queries.

    :param sought: the words that the responses have to have, where some were typed.
    """
    with in_time():
        if sought:
            return _found(consultation, asked, sought, after, before)
        page = page_of(consultation, asked, after=after, before=before)
        return page, count_of(consultation, asked)


def became_of(consultation: Consultation) -> Became:
    """From the states of residents' responses, as they were up to a minute ago."""
    key = f"became-of-{consultation.pk}"
    became: Became | None = cache.get(key)
    if became is None:
        became = _became_of(consultation)
        cache.set(key, became, KEPT)
    return became


def _became_of(consultation: Consultation) -> Became:
    """Two queries, each over one index alone: all by state, less the few of organisations."""
    rows = Response.objects.filter(consultation=consultation).order_by()
    counted, formal = (
        Counter(dict(some.values_list("state").annotate(number=Count("pk"))))
        for some in (rows, rows.formal())
    )
    counted.subtract(formal)

    def number(*states: str) -> int:
        return sum(counted[state] for state in states)

    return Became(
        received=sum(counted.values()),
        released=number(R.RELEASED),
        withheld=number(R.WITHHELD),
        excluded=number(R.EXCLUDED),
        ended=number(R.SUPERSEDED, R.WITHDRAWN),
        waiting=number(*UNDECIDED, R.QUARANTINED),
    )


def published_of(consultation: Consultation, number: int) -> PublishedResponse | None:
    """The public copy with this number; None where it is not public, now or any more. One query."""
    rows = PublishedResponse.objects.filter(consultation=consultation, pk=number)
    return rows.select_related("borough").first()


def answers_to(shown: Iterable[PublishedResponse]) -> dict[int, list[PublishedAnswer]]:
    """Their answers, by their number, in the order of the questions. One query."""
    rows = PublishedAnswer.objects.filter(published__in=list(shown)).select_related(
        "question_version__question", "proposal__station__borough"
    )
    every: dict[int, list[PublishedAnswer]] = {}
    for one in rows.order_by("published", "question_version__question__position", "place", "pk"):
        every.setdefault(one.published_id, []).append(one)
    return every


def passages_of(
    answers: Mapping[int, Iterable[PublishedAnswer]], sought: Sought
) -> dict[int, SafeString]:
    """What stands around the words in each of these, by its number. One query at most."""
    texts = {key: "\n".join(one.text for one in some if one.text) for key, some in answers.items()}
    return by_key(texts, sought)


def positions_of(consultation: Consultation, translations: Translations = NONE) -> dict[str, str]:
    """The positions that can be taken on a proposal, in the wording in force. One query."""
    rows = QuestionVersion.objects.current().filter(question__consultation=consultation)
    version = rows.filter(question__key=STANCE).first()
    return {} if version is None else {
        str(value): label_of(version, str(value), translations) for value, _label in version.options
    }  # fmt: skip


def places_of(consultation: Consultation) -> list[Proposal]:
    """The proposals, with their stations, by borough. One query."""
    rows = Proposal.objects.filter(consultation=consultation).with_places()
    return list(rows.order_by("station__borough__name", "station__name"))


def boroughs() -> list[Borough]:
    """All of London. One query."""
    return list(Borough.objects.order_by("name"))


# As it reads.


@dataclass(frozen=True)
class Said:
    """One question with what was answered; `words` are the sender's own."""

    version: QuestionVersion
    answer: str
    words: bool = False
    redactions: int = 0


@dataclass(frozen=True)
class About:
    """What a response says about one front counter, or about everything."""

    proposal: Proposal | None
    said: list[Said]

    @property
    def position(self) -> str:
        """The position that it takes; empty where it takes none."""
        return next((one.answer for one in self.said if one.version.question.key == STANCE), "")


def label_of(version: QuestionVersion, value: str, translations: Translations = NONE) -> str:
    """The words of an option, in the language of the page where it is translated."""
    english = version.label(value)
    return found(version, f"{OPTION}{value}", english, translations)[0]


def _answer(rows: list[PublishedAnswer], translations: Translations) -> Said:
    version = rows[0].question_version
    kind = version.question.kind
    if kind in WORDS:
        return Said(version, rows[0].text, True, rows[0].redactions)
    named = [_value(version, one.choice, translations) for one in rows]
    if kind == QuestionKind.RANKING:
        named = [format_html("{}. {}", place, one) for place, one in enumerate(named, start=1)]
    return Said(version, format_html_join("\n", "{}", ((one,) for one in named)))


def _value(version: QuestionVersion, value: str, translations: Translations) -> str:
    """An option as the page shows it, marked where it is English; a date in words; a number."""
    if value in dict(version.options):
        english = version.label(value)
        return worded(version, f"{OPTION}{value}", translations, english=english)
    if version.question.kind != QuestionKind.DATE:
        return value
    try:
        return date_format(date.fromisoformat(value), "j E Y")
    except ValueError:
        return value


def told(answers: Iterable[PublishedAnswer], translations: Translations = NONE) -> list[About]:
    """A response's answers: front counter by front counter, what is about everything last."""
    groups: dict[tuple[int | None, int], list[PublishedAnswer]] = {}
    for one in answers:
        groups.setdefault((one.proposal_id, one.question_version_id), []).append(one)
    abouts: dict[int | None, About] = {}
    for (proposal, _version), rows in groups.items():
        about = abouts.setdefault(proposal, About(rows[0].proposal, []))
        about.said.append(_answer(rows, translations))
    return sorted(abouts.values(), key=lambda about: (
        about.proposal is None, str(about.proposal and about.proposal.station),
    ))  # fmt: skip
