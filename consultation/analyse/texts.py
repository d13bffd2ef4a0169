"""The words of a response as they are coded: each text once, in numbered sentences. Pure.

A sentence is a proposal: a coder may choose other words. Places are counted in code points, as the
database counts them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from consultation.models import Answer, Attachment, Proposal
from consultation.moderate.redacting import same_words, trimmed

# A full stop within a number or between two letters ends no sentence.
_END = re.compile(r"(?:[.!?\u0964\u06d4\u061f]+[\"”’')\]]*(?=\s|$)|\n+)\s*")
_FILE = re.compile(r"[Ff]\s*(\d{1,4})")
_NUMBERS = re.compile(r"(\d{1,4})(?:\s*(?:-|–|to)\s*(\d{1,4}))?")

WHERE_NOT_HERE = "These words are not in this response. Type them as they stand, or a number"
WHERE_TWICE = "These words stand {} times. Type the number of the sentence, or more of the words"
NO_FILE = "There is no file F{}. Type the letter and number that stand before a file"
NOTE = "N"
NO_SENTENCE = "There is no sentence {}. Type a number that stands before a sentence"
TWO_ANSWERS = "Sentences {} and {} are of two answers. Code each answer by itself"
WHICH = "Type which sentences make the point, such as 2 or 2-4, or the words themselves"


class NotFound(ValueError):
    """What was typed names no passage. Its text is the sentence to show."""


@dataclass(frozen=True)
class Sentence:
    """Characters `start` to `end` of a text, with the number that it is called by."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Text:
    """One text of a response, with the answers that hold it: one for each proposal it is about."""

    answers: list[Answer]
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def words(self) -> str:
        """As it was written."""
        return self.answers[0].text

    @property
    def key(self) -> int:
        """What a form calls it by: the first of its answers."""
        return self.answers[0].pk

    @property
    def question(self) -> str:
        """The wording that was answered."""
        return self.answers[0].question_version.wording

    @property
    def proposals(self) -> list[Proposal]:
        """What it was said about; none where it is about the whole consultation."""
        return [one.proposal for one in self.answers if one.proposal is not None]


@dataclass(frozen=True)
class Place:
    """A passage that somebody chose; or a whole file, or the note of a typist, without a text."""

    text: Text | None
    start: int = 0
    end: int = 0
    file: Attachment | None = None

    @property
    def words(self) -> str:
        """The passage itself; of a file its name, and nothing of a note."""
        if self.text is not None:
            return self.text.words[self.start : self.end]
        return self.file.name if self.file else ""

    @property
    def in_note(self) -> bool:
        """It is the note."""
        return self.text is None and self.file is None


@dataclass(frozen=True)
class Sources:
    """All of a response that can be coded."""

    texts: Sequence[Text] = ()
    files: Sequence[Attachment] = ()
    note: str = ""
    restricted: bool = False  # nothing of it may be used now


def spans(text: str) -> list[tuple[int, int]]:
    """Where its sentences begin and end, without the spaces between them."""
    found: list[tuple[int, int]] = []
    begin = 0
    for one in [*_END.finditer(text), None]:
        start, end = trimmed(text, begin, one.end() if one else len(text))
        if start < end:
            found.append((start, end))
        begin = one.end() if one else begin
    return found


def texts_of(answers: Iterable[Answer]) -> list[Text]:
    """The texts of a response's answers in their order, their sentences numbered throughout."""
    by_words: dict[tuple[int, str], list[Answer]] = {}
    for one in answers:
        by_words.setdefault((one.question_version_id, one.text), []).append(one)
    texts, number = [], 0
    for (_version, words), held in by_words.items():
        cut = [Sentence(number + at, *span) for at, span in enumerate(spans(words), start=1)]
        texts.append(Text(held, cut))
        number += len(cut)
    return texts


def place_of(typed: str, said: Sources) -> Place:
    """The passage that `2`, `2-4` or some words name; `F1` is a file, `N` the note.

    Raises NotFound.
    """
    typed = typed.strip()
    if not typed:
        return _whole(said)
    if named := _FILE.fullmatch(typed):
        return _file(int(named[1]), said.files)
    if typed.upper() == NOTE and said.note:
        return Place(None)
    numbers = _NUMBERS.fullmatch(typed)
    if numbers is None:
        return _by_words(typed, said.texts)
    first = int(numbers[1])
    return _by_numbers(first, int(numbers[2] or first), said.texts)


def pointed_at(key: int, start: int, end: int, texts: Sequence[Text]) -> Place | None:
    """The passage that a browser names; None where there is no such one."""
    text = next((one for one in texts if one.key == key), None)
    if text is None:
        return None
    start, end = trimmed(text.words, start, end)
    return Place(text, start, end) if start < end else None


def _whole(said: Sources) -> Place:
    """All of the only text there is."""
    if len(said.texts) != 1 or said.files or said.note:
        raise NotFound(WHICH)
    text = said.texts[0]
    return Place(text, *trimmed(text.words, 0, len(text.words)))


def _file(number: int, files: Sequence[Attachment]) -> Place:
    if not 1 <= number <= len(files):
        raise NotFound(NO_FILE.format(number))
    return Place(None, file=files[number - 1])


def _by_numbers(first: int, last: int, texts: Sequence[Text]) -> Place:
    first, last = min(first, last), max(first, last)
    known = {one.number: (text, one) for text in texts for one in text.sentences}
    for number in (first, last):
        if number not in known:
            raise NotFound(NO_SENTENCE.format(number))
    (text, begins), (other, ends) = known[first], known[last]
    if text is not other:
        raise NotFound(TWO_ANSWERS.format(first, last))
    return Place(text, begins.start, ends.end)


def _by_words(typed: str, texts: Sequence[Text]) -> Place:
    found = [Place(one, *span) for one in texts for span in same_words(one.words, typed)]
    if not found:
        raise NotFound(WHERE_NOT_HERE)
    if len(found) > 1:
        raise NotFound(WHERE_TWICE.format(len(found)))
    return found[0]
