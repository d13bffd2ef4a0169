"""Judging which words are to be taken out, and why."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from consultation.models import Answer, Redaction, RedactionReason
from consultation.moderate.marking import LEAST_EVERYWHERE
from consultation.moderate.redacting import around, is_covered, same_words, trimmed, weight
from consultation.templatetags.page_form import LongText, Look, PageForm
from stations.keys import read_key

MOST_LETTERS = 10_000  # of words to take out
ENTER_WORDS = "Enter the words to take out"
NOT_HERE = "These words are not in this response. Enter them as they stand there"
OUT_ALREADY = "These words are taken out already. Enter other words"
Place = tuple[Answer, int, int]


def reason_field() -> forms.ChoiceField:
    """Why words are taken out; nothing is chosen before."""
    told = "Select why these words are taken out"
    return forms.ChoiceField(
        label="Why?",
        widget=forms.RadioSelect,
        choices=RedactionReason.choices,
        error_messages={"required": told, "invalid_choice": told},
    )


def read_place(typed: str, answers: Sequence[Answer]) -> Place | None:
    """A place as `answer:start:end`; None where it is no such place of these answers."""
    parts = typed.split(":")
    known = [number for one in parts if (number := read_key(one)) is not None]
    if not len(parts) == len(known) == 3:
        return None
    key, start, end = known
    answer = next((one for one in answers if one.pk == key), None)
    if answer is None or not start < end <= len(answer.text):
        return None
    return answer, start, end


def named(place: Place) -> str:
    """How a form names a place."""
    answer, start, end = place
    return f"{answer.pk}:{start}:{end}"


def places_of(answers: Sequence[Answer], words: str) -> list[Place]:
    """Where the words stand in these answers: as whole words, else as they are typed."""
    found = [(one, *span) for one in answers for span in same_words(one.text, words)]
    return found or [(one, *span) for one in answers for span in _exactly(one.text, words)]


def _exactly(text: str, words: str) -> list[tuple[int, int]]:
    found, at = [], text.find(words) if words else -1
    while at >= 0:
        found.append(trimmed(text, at, at + len(words)))
        at = text.find(words, at + len(words))
    return found


class TakeOutForm(PageForm):
    """Words to take out, chosen by typing them or by pointing at them, and why.

    Cleans `words` to the words and `places` to a list of (answer, start, end). A `place` that
    came with the words says which of several are meant, if the words are there.
    """

    words = LongText(
        label="Words to take out",
        help_text="As they stand in the response. Capitals, accents and spaces may differ.",
        max_length=MOST_LETTERS,
        error_messages={"required": ENTER_WORDS},
    )
    reason = reason_field()
    place = forms.CharField(required=False, widget=forms.HiddenInput)
    looks: ClassVar[dict[str, Look]] = {
        "words": Look(rows=2, size="s"),
        "reason": Look(size="s", small=True),
    }
    button = "Take out"

    def __init__(
        self, *args: Any, answers: Sequence[Answer], out: Sequence[Redaction], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.answers, self.out = answers, out
        chosen = self.data.getlist("places") if hasattr(self.data, "getlist") else []
        if chosen:
            self._offer(self._left(places_of(answers, str(self.data.get("words", "")))))

    def _left(self, found: Sequence[Place]) -> list[Place]:
        """Those that are not taken out yet."""
        own = {one.pk: [out for out in self.out if out.answer_id == one.pk] for one in self.answers}
        return [
            (one, start, end)
            for one, start, end in found
            if not is_covered(one.text, own[one.pk], start, end)
        ]

    def _offer(self, found: Sequence[Place]) -> None:
        """Ask which of several."""
        self.fields["places"] = forms.MultipleChoiceField(
            label="Which of them?",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(named(one), str(around(one[0].text, one[1], one[2]))) for one in found],
            error_messages={"invalid_choice": "Select from the list"},
        )
        self.fields = {name: self.fields[name] for name in ("words", "places", "reason", "place")}

    def clean(self) -> dict[str, Any]:
        """The places, where the words stand in one alone or it is said which are meant."""
        cleaned: dict[str, Any] = super().clean() or {}
        words = cleaned.get("words", "")
        if not words:
            return cleaned
        every = places_of(self.answers, words)
        found = self._left(every)
        chosen = [one for one in found if named(one) in cleaned.get("places", [])]
        if pointed := self._pointed_at(words, cleaned.get("place", "")):
            chosen = [pointed]
        elif not found:
            self.add_error("words", OUT_ALREADY if every else NOT_HERE)
        elif len(found) == 1:
            chosen = found
        elif not chosen:
            self._offer(found)
            told = f"These words stand {len(found)} times. Select which of them to take out"
            self.add_error("places", told)
        cleaned["places"] = chosen
        return cleaned

    def _pointed_at(self, words: str, place: str) -> Place | None:
        """The place that a browser sent along, as long as these are the words there."""
        found = read_place(place, self.answers)
        if found is None:
            return None
        there = found[0].text[found[1] : found[2]].replace("\r\n", "\n").strip()
        return found if there == words.strip() else None


class EverywhereForm(PageForm):
    """Words to take out of every response of a consultation, and why."""

    words = LongText(
        label="Words to take out everywhere",
        help_text="Such as a name or a phone number. They are found as whole words, whatever their "
        "capitals, accents, spaces and hyphens.",
        max_length=200,
        error_messages={
            "required": ENTER_WORDS,
            "max_length": "Words to take out everywhere must be 200 characters or less",
        },
    )
    reason = reason_field()
    looks: ClassVar[dict[str, Look]] = {
        "words": Look(rows=2, size="s"),
        "reason": Look(size="s", small=True),
    }
    button = "Search all responses"

    def clean_words(self) -> str:
        """Long enough to be somebody's."""
        words: str = self.cleaned_data["words"]
        if weight(words) < LEAST_EVERYWHERE:
            raise ValidationError(
                f"Enter words with at least {LEAST_EVERYWHERE} letters or numbers"
            )
        return words
