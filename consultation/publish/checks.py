"""What a careful reader would say about questions: warnings, each a sentence that says what to do.

They never block anything. A rule of thumb that is wrong in a case can be passed over by whoever
writes the questions; what must be right before publication is in `readiness`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consultation.models import (
    CLOSED,
    Consultation,
    Criterion,
    ExclusionRule,
    Proposal,
    QuestionKind,
    QuestionVersion,
)
from consultation.publish.reading import grade, words_in

MOST_QUESTIONS = 20
MOST_MINUTES = 10
MOST_WORDS = 25  # in a wording
GRADE = 9.0
MOST_SCHOOLING = 18  # years
WORDS_A_MINUTE = 200
#: Seconds that an answer takes, by kind; what is not named is closed.
SECONDS = {
    QuestionKind.SHORT: 20, QuestionKind.TEXT: 60, QuestionKind.RANKING: 30,
    QuestionKind.DATE: 15, QuestionKind.NUMBER: 10,
}  # fmt: skip
CHOOSING = 8

#: Words that lead to an answer, with what to do instead.
LEADING = {
    "do you agree that": "ask “Do you agree or disagree that …”, or what people think",
    "don’t you think": "ask “What do you think of …”",
    "wouldn’t you": "ask “Would you …”",
    "isn’t it": "ask “Is it …”",
    "aren’t you": "ask “Are you …”",
    "shouldn’t": "ask “Should …”",
    "surely": "leave it out",
    "obviously": "leave it out",
    "clearly": "leave it out",
    "of course": "leave it out",
    "as you know": "leave it out",
    "most people": "ask what this person thinks",
}
#: Adjectives that take a side.
ONE_SIDED = (
    "common-sense", "disastrous", "essential", "excellent", "fair", "much-needed", "necessary",
    "outdated", "reasonable", "sensible", "terrible", "underused", "unfair", "unnecessary", "vital",
    "wasteful",
)  # fmt: skip
#: Asking for one side needs the other beside it: what asks, what balances it, how to write both.
SIDES = (
    (r"(?<!who )(?:do|would|how \w+ do) you (?:\w+ )?support", r"oppose", "support or oppose"),
    (r"(?<!who )(?:do|would|how \w+ do) you (?:\w+ )?oppose", r"support", "support or oppose"),
    (r"(?<!who )(?:do|would|how \w+ do) you (?:\w+ )?agree", r"disagree", "agree or disagree"),
    (r"(?<!who )(?:do|would|how \w+ do) you (?:\w+ )?disagree", r"\bagree", "agree or disagree"),
    (r"in favour of", r"against|opposed", "for or against"),
    (r"how satisfied", r"dissatisfied", "satisfied or dissatisfied"),
)
#: Words of offices, with what people say.
JARGON = {
    "utilise": "use", "utilisation": "use", "stakeholder": "people and groups concerned",
    "stakeholders": "people and groups concerned", "rationalise": "close or merge",
    "rationalisation": "closing or merging", "going forward": "from now on",
    "prior to": "before", "in order to": "to", "commence": "start", "facilitate": "help",
    "leverage": "use", "footfall": "how many people come", "estate": "buildings",
    "service users": "people who use it", "provision": "what is offered",
    "impact on": "mean for", "in respect of": "about", "with regard to": "about",
    "holistic": "whole", "reconfigure": "change", "co-location": "sharing a building",
}  # fmt: skip
NOT = re.compile(r"\b(?:not|never|no|none|nor|cannot|without)\b|n’t\b")
#: Two asks in one: a second question begins after the joint.
SECOND = re.compile(
    r"\b(?:and|or) (?:do|does|did|is|are|was|were|would|should|could|can|will|have|has|how|what|why"
    r"|when|where|which|who)\b"
)
BETWEEN = re.compile(r"\bbetween [\w ]{1,20} and\b")
FOR = re.compile(r"\b(?:support|agree|in favour|approve|yes)\b")
AGAINST = re.compile(r"\b(?:oppose|disagree|against|disapprove)\b|^no(?![\w ])")
GOOD = re.compile(
    r"\b(?:good|excellent|satisfied|likely|safe|safer|easy|easier|better|important)\b"
)
BAD = re.compile(
    r"\b(?:bad|poor|terrible|dissatisfied|unlikely|unsafe|less safe|difficult|hard|harder|worse"
    r"|unimportant|not \w+)\b"
)
WAY_OUT = re.compile(
    r"\b(?:know|not sure|unsure|prefer not|rather not|none|nothing|no opinion|no view"
    r"|not apply|no preference)\b"
)
ONE_OF = (QuestionKind.CHOICE, QuestionKind.SCALE)


def warnings(version: QuestionVersion) -> list[str]:
    """About one question, in the order that they are best dealt with."""
    asked = _plain(version.wording)
    return [
        *_leading(asked),
        *_two_asks(version, asked),
        *_words(version, asked),
        *_answers(version),
    ]


def warnings_of(versions: Sequence[QuestionVersion]) -> list[str]:
    """About all questions together."""
    found = []
    if len(versions) > MOST_QUESTIONS:
        found.append(
            f"There are {len(versions)} questions. Ask {MOST_QUESTIONS} at most: each one more is "
            "answered by fewer people."
        )
    if (whole := minutes(versions)) > MOST_MINUTES:
        found.append(
            f"Answering takes about {whole} minutes, with one front counter. Leave out questions, "
            f"or words to read, until it takes {MOST_MINUTES} at most."
        )
    return found


def minutes(versions: Sequence[QuestionVersion]) -> int:
    """How long all questions take once: reading what is asked, and answering. Rounded up."""
    read = sum(len(words_in(text_of(one))) for one in versions) * 60 / WORDS_A_MINUTE
    answer = sum(SECONDS.get(QuestionKind(one.question.kind), CHOOSING) for one in versions)
    return -int(-(read + answer) // 60)


def minutes_told(versions: Sequence[QuestionVersion]) -> int:
    """What residents are told of it: rounded up to five, so that nobody is promised too little."""
    return max(-(-minutes(versions) // 5) * 5, 5)


def text_of(version: QuestionVersion) -> str:
    """All that a resident reads of a question, a line each. No list of places is read through."""
    labels = [label for _value, label in version.options]
    if version.question.kind == QuestionKind.PLACE:
        labels = []
    return "\n".join(
        one for one in [version.heading, version.wording, version.help, *labels] if one
    )


#: What residents read of a consultation, by field and what it is called. Names are left out.
TEXTS = {
    "question": "Decision question", "summary": "Summary", "about_this_copy": "About this copy",
    "still_open": "What can still change", "already_fixed": "What cannot change",
    "other_ways": "Other ways to respond", "privacy_notice": "Privacy notice",
}  # fmt: skip
PARTS = ("now", "proposed", "why", "effect", "timing")


def read_by_residents(consultation: Consultation) -> list[tuple[str, str]]:
    """What each text is called, and the text: pages of questions, then the rest. Seven queries."""
    versions = QuestionVersion.objects.current().filter(question__consultation=consultation)
    pages: dict[str, list[str]] = {}
    for version in versions:
        pages.setdefault(f"Page {version.question.page}", []).append(text_of(version))
    found = [(name, "\n".join(texts)) for name, texts in pages.items()]
    found += [(called, getattr(consultation, name)) for name, called in TEXTS.items()]
    found += [
        (f"Criterion {one.position}", f"{one.title}\n{one.text}")
        for one in Criterion.objects.filter(consultation=consultation)
    ]
    found += [
        (f"Exclusion rule {one.code}", one.text)
        for one in ExclusionRule.objects.filter(consultation=consultation)
    ]
    proposals = Proposal.objects.filter(consultation=consultation).with_places()
    ordered = proposals.prefetch_related("evidence", "alternatives").order_by("station__slug")
    found += [(f"Proposal {one.station.slug}", _proposal(one)) for one in ordered]
    return [(name, text) for name, text in found if text.strip()]


def _proposal(proposal: Proposal) -> str:
    """All that its page says, a paragraph a line."""
    return "\n".join(
        [
            *(getattr(proposal, name) for name in PARTS),
            *(one.claim for one in proposal.evidence.all()),
            *(text for one in proposal.alternatives.all() for text in (one.text, one.why_not)),
        ]
    )


def _plain(text: str) -> str:
    """In small letters, with one kind of apostrophe."""
    return text.lower().replace("'", "’")


def _has(phrase: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", text) is not None


def _leading(asked: str) -> Iterator[str]:
    led = [(phrase, instead) for phrase, instead in LEADING.items() if _has(phrase, asked)]
    for phrase, instead in led:
        yield f"“{_shown(phrase)}” leads to one answer: {instead}."
    for one in ONE_SIDED:
        if _has(one, asked):
            yield f"“{_shown(one)}” takes a side: say what is meant without praise or blame."
    if any(phrase.startswith("do you agree") for phrase, _instead in led):
        return
    for asks, balances, both in SIDES:
        if re.search(asks, asked) and not re.search(balances, asked):
            yield f"Only one side is offered in the wording: write “{both}”."
            return


def _shown(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def _two_asks(version: QuestionVersion, asked: str) -> Iterator[str]:
    found = ""
    if version.wording.count("?") > 1:
        found = "two questions"
    elif second := SECOND.search(asked):
        found = f"“{second[0]}”"
    elif "and/or" in asked:
        found = "“and/or”"
    elif version.question.kind in CLOSED and _has("and", BETWEEN.sub("", asked)):
        found = "“and”"
    if found:
        yield (
            f"It seems to ask two things at once ({found}), and somebody may think differently of "
            "each. Make two questions of it, or ask about one."
        )


def _words(version: QuestionVersion, asked: str) -> Iterator[str]:
    number = len(words_in(version.wording))
    if number > MOST_WORDS:
        yield (
            f"The wording has {number} words. Use {MOST_WORDS} at most, and put the rest into the "
            "help text."
        )
    found = grade(f"{version.wording}\n{version.help}")
    if found >= GRADE:
        yield (
            f"It takes {_years(found)} years of schooling to read. Use shorter sentences and "
            f"shorter words, until it takes fewer than {GRADE:g}."
        )
    everything = _plain(text_of(version))
    for word, instead in JARGON.items():
        if _has(word, everything):
            yield f"“{_shown(word)}” is a word of offices: write “{instead}”."
    if len(NOT.findall(asked)) > 1:
        yield "It says “not” twice. Ask what is the case, so that a yes means yes."


def _years(found: float) -> str:
    """Nobody goes to school for longer than that, whatever the formula says of short texts."""
    return f"more than {MOST_SCHOOLING}" if found > MOST_SCHOOLING else f"{found:g}"


def _answers(version: QuestionVersion) -> Iterator[str]:
    kind, labels = version.question.kind, [_plain(label) for _value, label in version.options]
    if kind in ONE_OF and (uneven := _uneven(kind, labels)):
        more, fewer = uneven
        yield (
            f"The answers lean to one side: {more[1]} {more[0]} and {fewer[1]} {fewer[0]}. Offer "
            "as many on each side."
        )
    if version.question.required and kind in CLOSED and not any(map(WAY_OUT.search, labels)):
        yield (
            "It must be answered, and no answer says “I do not know” or “Prefer not to say”. Add "
            "one, or let it be left empty."
        )


@dataclass(frozen=True)
class _Sides:
    """How many answers are on each side."""

    good: int
    bad: int


def _uneven(kind: str, labels: list[str]) -> tuple[tuple[str, int], tuple[str, int]] | None:
    """The side with more answers, and the other; None where they are even."""
    stands = _sides(labels, FOR, AGAINST)
    if stands.good != stands.bad:
        return _ordered("for", stands.good, "against", stands.bad)
    if kind != QuestionKind.SCALE or stands.good:
        return None
    rates = _sides(labels, GOOD, BAD)
    if rates.good != rates.bad:
        return _ordered("good", rates.good, "bad", rates.bad)
    return None


def _sides(labels: list[str], good: re.Pattern[str], bad: re.Pattern[str]) -> _Sides:
    """An answer that names both sides, as “neither” does, is on none; nor is one that opts out."""
    sided = [one for one in labels if not WAY_OUT.search(one)]
    against = [bad.search(one) is not None for one in sided]
    praise = [good.search(bad.sub("", one)) is not None for one in sided]
    pairs = list(zip(praise, against, strict=True))
    return _Sides(
        sum(one and not other for one, other in pairs),
        sum(other and not one for one, other in pairs),
    )


def _ordered(
    first: str, number: int, second: str, other: int
) -> tuple[tuple[str, int], tuple[str, int]]:
    pair = ((first, number), (second, other))
    return pair if number > other else (pair[1], pair[0])
