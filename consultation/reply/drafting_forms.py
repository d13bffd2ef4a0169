"""Judging what drafters write into a section. Nothing here saves."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from consultation.models import Position, Proposal, SectionKind
from consultation.reply.document import (
    LONGEST_HEADING,
    LONGEST_TEXT,
    MOST_PASSAGES,
    Content,
    Passage,
)
from consultation.reply.editions import Written
from consultation.reply.forms import SMALL, StepForm
from consultation.reply.merging import Clash
from consultation.templatetags.page_form import LongText, Look, PageForm

KEY = re.compile(r"[a-z0-9]{1,16}")
NEVER = 2**31 - 1  # larger than any number of a version
#: What one passage is called, by the kind of its section.
CALLED = {
    SectionKind.VIEW: "Part",
    SectionKind.PROPOSAL: "Reason",
    SectionKind.HEARING: "Request",
}


def new_key() -> str:
    """Of a passage that nobody has written in yet."""
    return secrets.token_hex(5)


def looking(field: forms.Field, look: Look) -> forms.Field:
    """A field that is made for one form, with its look."""
    field.look = look  # type: ignore[attr-defined]
    return field


@dataclass(frozen=True)
class Block:
    """The two fields of one passage, for the template."""

    key: str
    number: int
    heading: BoundField
    text: BoundField


class SectionForm(PageForm):
    """A position, where the section is about a proposal, and passages with headings.

    Which passages there are is part of what is sent, so that a page that was opened before a
    colleague added one still says what it showed.
    """

    seen = forms.IntegerField(min_value=0, max_value=NEVER, widget=forms.HiddenInput)
    passages = forms.CharField(required=False, max_length=10_000, widget=forms.HiddenInput)
    done = forms.ChoiceField(
        label="Have you completed this section?",
        choices=[("yes", "Yes"), ("no", "No, I will come back later")],
        required=False,
        widget=forms.RadioSelect,
    )
    looks: ClassVar[dict[str, Look]] = {"done": SMALL}
    button = ""

    def __init__(self, typed: Any, *, written: Written, more: bool = False) -> None:
        """What is written, or what was typed; `more` asks for one empty passage at the end."""
        self.kind = SectionKind(written.section.kind)
        standing = written.content
        if typed is None and (more or not standing.passages):
            standing = Content(standing.position, (*standing.passages, Passage(new_key())))
        self.keys = self._keys(typed, standing)
        super().__init__(typed, initial=self._initial(written, standing))
        if self.kind == SectionKind.PROPOSAL:
            self.fields["position"] = looking(self._position(), Look(size="m"))
        for key in self.keys:
            self._add(key)

    @staticmethod
    def _keys(typed: Any, standing: Content) -> list[str]:
        if typed is None:
            return [one.key for one in standing.passages]
        sent = dict.fromkeys(str(typed.get("passages", "")).split())
        return [one for one in sent if KEY.fullmatch(one)]

    @staticmethod
    def _initial(written: Written, standing: Content) -> dict[str, Any]:
        found: dict[str, Any] = {
            "seen": written.number,
            "passages": " ".join(one.key for one in standing.passages),
            "done": "yes" if written.done else "no",
            "position": standing.position,
        }
        for one in standing.passages:
            found |= {f"{one.key}-heading": one.heading, f"{one.key}-text": one.text}
        return found

    @staticmethod
    def _position() -> forms.ChoiceField:
        return forms.ChoiceField(
            label="What is your position on this proposal?",
            choices=Position.choices,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Select your position from the list"},
        )

    def _add(self, key: str) -> None:
        heading = forms.CharField(
            label="Heading (optional)",
            required=False,
            max_length=LONGEST_HEADING,
            error_messages={"max_length": f"Heading must be {LONGEST_HEADING} characters or less"},
        )
        text = LongText(label="Text", required=False, max_length=LONGEST_TEXT)
        self.fields[f"{key}-heading"] = looking(heading, SMALL)
        self.fields[f"{key}-text"] = looking(text, Look(size="s", rows=8))

    def clean(self) -> dict[str, Any]:
        """No more passages than a section holds; two who wrote at once may have come to more."""
        cleaned = super().clean() or {}
        filled = [one for one in self.keys if cleaned.get(f"{one}-heading") or self._text(one)]
        if len(filled) > MOST_PASSAGES:
            raise ValidationError(
                f"A section holds up to {MOST_PASSAGES} parts, and this one has {len(filled)}. Put "
                "some of them together, or move them to another section."
            )
        return cleaned

    def _text(self, key: str) -> Any:
        return self.cleaned_data.get(f"{key}-text")

    @property
    def called(self) -> str:
        """What one of its passages is called."""
        return CALLED[self.kind]

    @property
    def blocks(self) -> list[Block]:
        """Its passages in order."""
        return [
            Block(key, number, self[f"{key}-heading"], self[f"{key}-text"])
            for number, key in enumerate(self.keys, start=1)
        ]

    @property
    def is_full(self) -> bool:
        """It cannot hold another passage."""
        return len(self.keys) >= MOST_PASSAGES

    @property
    def content(self) -> Content:
        """What was typed, once it is valid."""
        said = self.cleaned_data
        passages = (
            Passage(key, said.get(f"{key}-heading", ""), said.get(f"{key}-text", ""))
            for key in self.keys
        )
        return Content(said.get("position", ""), tuple(passages))

    @property
    def marked_done(self) -> bool:
        """The section is completed."""
        return bool(self.cleaned_data.get("done") == "yes")

    def without(self, content: Content, key: str) -> Content:
        """The content with one passage less."""
        kept = tuple(one for one in content.passages if one.key != key)
        return Content(content.position, kept)

    def higher(self, content: Content, key: str) -> Content:
        """The content with one passage moved before the one above it."""
        order = list(content.passages)
        place = next((at for at, one in enumerate(order) if one.key == key), 0)
        if place:
            order[place - 1 : place + 1] = order[place], order[place - 1]
        return Content(content.position, tuple(order))


class RestoreForm(StepForm):
    """An earlier text is brought back over the one that was seen, and over no other."""

    title = "Bring this text back"
    seen = forms.IntegerField(min_value=0, max_value=NEVER, widget=forms.HiddenInput)
    button: Any = "Bring it back"

    def __init__(self, typed: Any, *, seen: int, lead: str) -> None:
        super().__init__(typed, initial={"seen": seen})
        self.lead = lead


class ChooseForm(PageForm):
    """What becomes of each place that two people changed."""

    button: Any = "Save the section"

    def __init__(self, typed: Any, *, clashes: Sequence[Clash], they: str) -> None:
        super().__init__(typed)
        words = {
            "theirs": f"Keep what {they} wrote",
            "mine": "Keep what I wrote",
            "both": "Keep both, one after the other",
        }
        for one in clashes:
            choose = forms.ChoiceField(
                label=f"{one.where}: which should stay?",
                choices=[(str(keep), words[keep]) for keep in one.choices],
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"{one.where}: select which should stay",
                    "invalid_choice": f"{one.where}: select which should stay",
                },
            )
            self.fields[one.name] = looking(choose, SMALL)


class ProposalForm(StepForm):
    """A counter elsewhere that the organisation has something to say about."""

    title = "Add a position on another proposal"
    lead = "Your own borough’s counters are there already."
    proposal = forms.ChoiceField(
        label="Which front counter?",
        error_messages={
            "required": "Select a front counter",
            "invalid_choice": "Select a front counter from the list",
        },
    )
    looks: ClassVar[dict[str, Look]] = {"proposal": SMALL}
    button: Any = "Add it"

    def __init__(self, typed: Any, *, offered: Sequence[Proposal]) -> None:
        super().__init__(typed)
        self.offered = {str(one.pk): one for one in offered}
        field = self.fields["proposal"]
        assert isinstance(field, forms.ChoiceField)
        named = [
            (key, f"{one.station.borough}: {one.station}") for key, one in self.offered.items()
        ]
        field.choices = [("", "Select one"), *named]

    def asked(self) -> dict[str, Any]:
        """With the proposal itself."""
        return {"proposal": self.offered[self.cleaned_data["proposal"]]}


class NoteForm(PageForm):
    """A remark to the other drafters."""

    text = LongText(
        label="Leave a note for your colleagues",
        help_text="Never part of the reply, and seen by nobody outside your organisation.",
        max_length=2_000,
        error_messages={"required": "Enter a note"},
    )
    looks: ClassVar[dict[str, Look]] = {"text": Look(size="s", rows=3)}
    button: Any = "Leave the note"
