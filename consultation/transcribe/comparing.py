"""What a change changes: what the earlier response said beside what is typed now."""

from collections.abc import Iterable
from dataclasses import dataclass

from consultation.models import Transcription
from consultation.respond.content import Content
from consultation.respond.journey import Answers
from consultation.respond.receipts import Given, given_in, may_publish, who_and_where
from consultation.transcribe import queries

PERSON, REST, LAST = "About them", "Anything else", "Publishing, and their receipt"
NOTHING = "Not provided"


@dataclass
class Pair:
    """One question, what was answered, and what is to stand instead."""

    question: str
    before: str = ""
    now: str = ""

    @property
    def same(self) -> bool:
        """Nothing changes."""
        return self.before == self.now


@dataclass(frozen=True)
class Part:
    """The pairs about one front counter, or about the person, or about the rest."""

    title: str
    pairs: list[Pair]


Told = dict[tuple[str, str], tuple[str, str]]  # part and name of a question: wording and answer


def compared(transcription: Transcription, content: Content) -> list[Part]:
    """Whatever was answered before or is now, part by part. Up to three queries."""
    about = transcription.about
    assert about is not None
    answers = queries.answers_of(transcription)
    note, channel = transcription.note, transcription.channel
    now = _told(content, channel, answers, given_in(content.journey(answers)), note)
    before = _told(content, channel, *queries.said_in(about))
    pairs: dict[tuple[str, str], Pair] = {}
    for key, (question, words) in now.items():
        pairs[key] = Pair(question, now=words)
    for key, (question, words) in before.items():
        pairs.setdefault(key, Pair(question)).before = words
    counters = [title for title, _name in pairs if title not in (PERSON, REST, LAST)]
    titles = [PERSON, *dict.fromkeys(counters), REST, LAST]
    parts = [Part(title, [pairs[key] for key in pairs if key[0] == title]) for title in titles]
    return [one for one in parts if one.pairs]


def _told(
    content: Content, channel: str, answers: Answers, given: Iterable[Given], note: str
) -> Told:
    """Every answer in words; what is not answered is left out."""
    borough = content.borough(answers.borough)
    lives = borough.name if borough else ""
    person = who_and_where(answers.capacity, answers.place, lives, channel)[1:]
    told: Told = {(PERSON, one.question): (one.question, one.answer) for one in person}
    for one in given:
        title = one.proposal.place if one.proposal else REST
        told[title, one.question.question.key] = (one.question.wording, one.words)
    publishing = may_publish(answers.publish, answers.publish_reason) if answers.publish else []
    last = {one.question: one.answer for one in publishing} | {
        "Name": answers.name,
        "Email address": answers.email,
        "Wants to hear if the dates change, and what is decided": (
            "Yes" if answers.wants_news else "No"
        ),
        "Anything else they wrote or said": note,
    }
    return told | {(LAST, question): (question, words) for question, words in last.items() if words}
