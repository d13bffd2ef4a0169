"""Which spans a person works with, and where else words stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Func, IntegerField, Q, QuerySet

from consultation.access import Visitor
from consultation.models import (
    WORDS,
    Answer,
    Consultation,
    Flag,
    Kind,
    Redaction,
    Response,
    ResponseState,
    Review,
    User,
    Verdict,
)
from consultation.models.moderation import SEVERAL
from consultation.models.response import PUBLISHED, UNDECIDED
from consultation.moderate.redacting import pattern, places_of, sought

#: In these states words can be taken out: what nobody can read any more is left as it is.
REDACTABLE = (*UNDECIDED, ResponseState.QUARANTINED, ResponseState.RELEASED)
#: The same words everywhere: also where they are not read now, but could be some day.
EVERYWHERE = (*REDACTABLE, ResponseState.WITHHELD, ResponseState.EXCLUDED)
CHUNK = 2_000  # answers that are read at a time


def is_blind(response: Response) -> bool:
    """Two people decide about it, each without the other's marks."""
    return response.consultation.two_reviews and response.state in (
        *UNDECIDED,
        ResponseState.QUARANTINED,
    )


def round_of(response: Response) -> int:
    """How often it has been before the moderators, this time included. One query."""
    return 1 + response.reviews.filter(verdict=Verdict.REOPEN).count()


def redactions_for(response: Response, person: User) -> list[Redaction]:
    """The spans that this person works with: what they see, change, and give a verdict on.

    Where two people decide, a person's own of this round, and what is in force already from an
    earlier one or from taking words out everywhere. Of what is published, what is in force.
    """
    found = response.redactions.standing().select_related("by")
    if response.state in PUBLISHED:
        found = found.in_force()
    elif is_blind(response):
        own = Q(by=person, round=round_of(response), in_force=False)
        found = found.filter(Q(in_force=True) | own)
    return list(found)


def gave_review(response: Response, person: Visitor) -> bool:
    """This person is one of the two who decide, and has decided. One query."""
    given = Review.objects.filter(response=response, by=person.pk, step__in=SEVERAL)
    return given.filter(round=round_of(response)).exists()


def others_marks(response: Response, person: User) -> list[Redaction]:
    """What the two marked who disagree, for the third who settles it."""
    if response.state != ResponseState.DISPUTED or not response.consultation.two_reviews:
        return []
    drafts = response.redactions.standing().filter(in_force=False, round=round_of(response))
    return list(drafts.exclude(by=person).select_related("by"))


def worded_answers(response: Response) -> list[Answer]:
    """The answers in words of the sender's own, in their order. One query."""
    own = response.answers.filter(question_version__question__kind__in=WORDS).exclude(text="")
    places = own.select_related("question_version__question", "proposal__station__borough")
    return list(places.order_by("question_version__question__position", "proposal", "place", "pk"))


def word_flags_of(response: Response) -> list[Flag]:
    """Doubts about words, called false or not. One query."""
    return list(response.flags.exclude(start=None).order_by("answer", "start", "pk"))


# Words in all responses.


@dataclass(frozen=True)
class Found:
    """Words in an answer, and the state of its response."""

    answer: Answer
    start: int
    end: int


def _octets(column: str) -> Func:
    return Func(F(column), function="octet_length", output_field=IntegerField())


def _signs(column: str) -> Func:
    return Func(F(column), function="char_length", output_field=IntegerField())


def roughly(words: str) -> str:
    """A pattern for the database that finds at least what `pattern` finds, in plain ASCII texts."""
    asked, parts = sought(words), []
    for at, sign in enumerate(asked):
        before = asked[at - 1 : at]
        if sign == " ":
            both = before.isdigit() and asked[at + 1 : at + 2].isdigit()
            parts.append("[^0-9a-z]*" if both else "[^0-9a-z]+")
        else:
            # Between digits anything that parts, between letters an apostrophe.
            loose = "[^0-9a-z]*" if sign.isdigit() and before.isdigit() else "['`]*"
            parts.append((loose if before else "") + re.escape(sign))
    return "".join(parts)


def _where_they_may_stand(consultation: Consultation, words: str) -> QuerySet[Answer]:
    """Answers in words that have them, and some that have not. ASCII is sifted by the database."""
    rows = Answer.objects.filter(
        response__consultation=consultation,
        response__kind=Kind.PUBLIC,
        response__state__in=EVERYWHERE,
        question_version__question__kind__in=WORDS,
    ).exclude(text="")
    found = rows.alias(octets=_octets("text"), signs=_signs("text"))
    plain = Q(text__iregex=roughly(words)) if sought(words).isascii() else Q(pk=None)
    return found.filter(plain | ~Q(octets=F("signs"))).order_by("response_id", "pk")


def same_everywhere(consultation: Consultation, words: str) -> Iterator[Found]:
    """Wherever the words stand in what can still be published, in the order of responses."""
    looked_for = pattern(words)
    rows = _where_they_may_stand(consultation, words).select_related("response")
    for answer in rows.iterator(chunk_size=CHUNK):
        for start, end in places_of(answer.text, looked_for):
            yield Found(answer, start, end)


@dataclass(frozen=True)
class Preview:
    """Where taking words out everywhere would act; `shown` are the first places of them."""

    shown: list[Found]
    places: int
    responses: int
    public: int  # of these responses
    too_many: bool


def preview_of(consultation: Consultation, words: str, *, most_shown: int, most: int) -> Preview:
    """Counted to `most` responses and no further."""
    shown: list[Found] = []
    states: dict[int, str] = {}
    places = 0
    for one in same_everywhere(consultation, words):
        states[one.answer.response_id] = one.answer.response.state
        if len(states) > most:
            break
        places += 1
        if len(shown) < most_shown:
            shown.append(one)
    public = sum(state == ResponseState.RELEASED for state in states.values())
    return Preview(shown, places, len(states), public, len(states) > most)
