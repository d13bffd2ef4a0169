"""What everybody may read of a response, and what must not be among it. Changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation

from consultation.languages import ENGLISH
from consultation.models import (
    WORDS,
    Answer,
    Flag,
    FlagKind,
    Kind,
    Publish,
    PublishedAnswer,
    PublishedResponse,
    QuestionKind,
    Redaction,
    Response,
    ResponseState,
    Restriction,
    Review,
    Screening,
    Step,
)
from consultation.models.flag import URGENT_KINDS
from consultation.models.response import PUBLISHED
from consultation.moderate.queries.redacting import word_flags_of, worded_answers
from consultation.moderate.redacting import (
    Around,
    Span,
    around,
    blanked,
    is_covered,
    left_standing,
    merged,
    public_text,
)
from consultation.moderate.screening import VERSION, Found, screen

NAME = "NAME"  # the one rule of personal details that guesses
MOST_LISTED = 5  # reasons why it cannot be released that one sentence tells


def words_are_published(response: Response) -> bool:
    """Its sender agreed, and a moderator read them."""
    return response.publish == Publish.WORDS and response.state == ResponseState.RELEASED


@dataclass(frozen=True)
class Standing:
    """Words that must not be published, and still would be."""

    answer: Answer
    span: Span
    why: str

    @property
    def around(self) -> Around:
        """The words, with what stands beside them."""
        return around(self.answer.text, self.span.start, self.span.end)

    def __str__(self) -> str:
        return f"“{self.around.words}” {self.why} ({self.where})"

    @property
    def where(self) -> str:
        """The question and the front counter."""
        question = self.answer.question_version.short or self.answer.question_version.wording
        about = self.answer.proposal
        return f"{question}, {about.station}" if about else question


def spans_by_answer(
    answers: Iterable[Answer], redactions: Iterable[Redaction]
) -> dict[int, list[Span]]:
    """What is taken out of each answer, merged."""
    marks: dict[int, list[Redaction]] = {}
    for one in redactions:
        marks.setdefault(one.answer_id, []).append(one)
    return {one.pk: merged(one.text, marks.get(one.pk, [])) for one in answers}


def still_standing(
    answers: Sequence[Answer], redactions: Iterable[Redaction], flags: Iterable[Flag] = ()
) -> list[Standing]:
    """What was taken out in one place and stands in another, and details that rules have found."""
    texts = {one.pk: one.text for one in answers}
    spans = spans_by_answer(answers, redactions)
    by_key = {one.pk: one for one in answers}
    found = [
        Standing(by_key[key], span, "was taken out elsewhere and still stands")
        for key, span in left_standing(texts, spans)
    ]
    for flag in found_by_rules(flags):
        assert flag.answer_id is not None
        assert flag.start is not None
        assert flag.end is not None
        text = texts.get(flag.answer_id, "")
        if text and not is_covered(text, spans[flag.answer_id], flag.start, flag.end):
            span = Span(flag.start, flag.end, "PERSONAL")
            found.append(Standing(by_key[flag.answer_id], span, "looks like personal details"))
    return found


def found_again(
    answers: Sequence[Answer], redactions: Iterable[Redaction], flags: Sequence[Flag]
) -> list[Standing]:
    """What the rules of now find in the words as everybody would read them.

    Not what a flag tells of already, nor what a person called false.
    """
    spans = spans_by_answer(answers, redactions)
    known: dict[int, list[Flag]] = {}
    for flag in flags:
        if flag.kind == FlagKind.PERSONAL and flag.answer_id is not None:
            known.setdefault(flag.answer_id, []).append(flag)
    return [
        Standing(one, Span(hit.start, hit.end, "PERSONAL"), "looks like personal details")
        for one in answers
        for hit in screen(blanked(one.text, spans[one.pk]))
        if hit.kind == FlagKind.PERSONAL
        and hit.rule != NAME
        and not any(_overlap(flag, hit) for flag in known.get(one.pk, []))
    ]


def _overlap(flag: Flag, hit: Found) -> bool:
    return (flag.start or 0) < hit.end and hit.start < (flag.end or 0)


def found_by_rules(flags: Iterable[Flag]) -> list[Flag]:
    """Personal details that a rule has found and nobody called false. A name is but a guess.

    The one place that says what a machine's doubt keeps back.
    """
    return [
        one
        for one in flags
        if one.kind == FlagKind.PERSONAL
        and one.state == "STANDING"
        and one.rule != NAME
        and one.start is not None
    ]


def why_not_publish(response: Response, redactions: Iterable[Redaction]) -> str:
    """Empty where its words can be published without these spans; else the sentence to show."""
    if response.kind != Kind.PUBLIC or response.publish != Publish.WORDS:
        return ""
    answers, marks, flags = worded_answers(response), list(redactions), word_flags_of(response)
    found = [*still_standing(answers, marks, flags), *found_again(answers, marks, flags)]
    if not found:
        return ""
    told = "; ".join(str(one) for one in found[:MOST_LISTED])
    more = f"; and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
    return f"It cannot be released yet: {told}{more}. Take it out, or say that the flag is false."


def copy_of(
    response: Response, answers: Iterable[Answer], redactions: Iterable[Redaction], *, at: datetime
) -> tuple[PublishedResponse, list[PublishedAnswer]]:
    """The public copy: a date and no hour, choices, and words without what was taken out.

    Never the reference, the respondent, the reason why words are not to be published, or a file.
    What stands in place of words is in the language of the response.
    """
    worded = words_are_published(response)
    every = list(answers)
    spans = spans_by_answer(every, redactions)
    copy = PublishedResponse(
        response=response,
        consultation_id=response.consultation_id,
        received_on=timezone.localdate(response.received_at),
        channel=response.channel,
        capacity=response.capacity,
        place=response.place,
        borough_id=response.borough_id,
        language=response.language,
        words_withheld=not worded and any(_is_worded(one) for one in every),
        at=at,
    )
    with translation.override(_language(response.language)):
        return copy, [
            _answer_of(copy, one, spans[one.pk] if worded else [])
            for one in every
            if _is_choice(one) or (worded and _is_worded(one))
        ]


def _answer_of(copy: PublishedResponse, one: Answer, spans: list[Span]) -> PublishedAnswer:
    return PublishedAnswer(
        published=copy,
        question_version_id=one.question_version_id,
        proposal_id=one.proposal_id,
        place=one.place,
        choice=one.choice,
        text=public_text(one.text, spans),
        redactions=len(spans),
    )


def _is_worded(one: Answer) -> bool:
    return bool(one.text) and one.question_version.question.kind in WORDS


def _is_choice(one: Answer) -> bool:
    kind = one.question_version.question.kind
    return bool(one.choice) and kind not in WORDS and kind != QuestionKind.FILE


def _language(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else ENGLISH


def missing_copies() -> QuerySet[Response]:
    """Residents' responses that are public, screened by the rules of now, and without a copy.

    A machine makes it without anybody looking, so not where a doubt stands about details, a threat
    or somebody in danger, nor where its use was ever restricted, nor before the second of two.
    """
    own = OuterRef("pk")
    doubted = Flag.objects.standing().filter(
        response=own, kind__in=(*URGENT_KINDS, FlagKind.PERSONAL)
    )
    by_two = Review.objects.filter(response=own, decides=True, step__in=(Step.SECOND, Step.SETTLES))
    return Response.objects.filter(
        Q(consultation__two_reviews=False) | Exists(by_two),
        Exists(Screening.objects.filter(response=own, version__gte=VERSION)),
        ~Exists(doubted),
        ~Exists(PublishedResponse.objects.filter(response=own)),
        ~Exists(Restriction.objects.filter(response=own)),
        kind=Kind.PUBLIC,
        state__in=PUBLISHED,
    ).order_by("pk")


def grouped(answers: Iterable[Answer]) -> Mapping[int, list[Answer]]:
    """By response."""
    found: dict[int, list[Answer]] = {}
    for one in answers:
        found.setdefault(one.response_id, []).append(one)
    return found
