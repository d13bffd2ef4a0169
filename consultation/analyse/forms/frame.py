"""Judging what is typed into the codeframe."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from consultation.models import Point, Proposal, Theme
from consultation.templatetags.page_form import LETTERS, LongText, Look, PageForm
from stations.keys import read_key

MOST_TITLE = 100
MOST_LETTERS = 2_000
ENTER_SENTENCE = "Enter the point in one sentence"


def one_line(text: str) -> str:
    """With single spaces."""
    return " ".join(text.split())


def sentence_field() -> forms.CharField:
    """What a point says."""
    return LongText(
        label="The point, in one sentence",
        help_text="As somebody who makes it would say it, such as: Wait for an evaluation of the "
        "new technology before closing.",
        max_length=Point.MOST,
        error_messages={
            "required": ENTER_SENTENCE,
            "max_length": f"The sentence must be {Point.MOST} characters or less",
            **LETTERS,
        },
    )


def note_field(label: str, help_text: str) -> forms.CharField:
    """What belongs to a point and what does not."""
    return LongText(
        label=label,
        help_text=help_text,
        max_length=MOST_LETTERS,
        required=False,
        error_messages=LETTERS,
    )


def reason_field(label: str) -> forms.CharField:
    """Why something changes: it is kept."""
    return LongText(
        label=label,
        help_text="Kept with the point for everybody who works with it.",
        max_length=MOST_LETTERS,
        error_messages={"required": "Enter why", **LETTERS},
    )


class ThemeForm(PageForm):
    """The title of a theme."""

    heading = forms.CharField(
        label="Title of the theme",
        help_text="A heading that points stand under, such as: Getting there.",
        max_length=MOST_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the title of the theme",
            "max_length": f"The title must be {MOST_TITLE} characters or less",
            **LETTERS,
        },
    )
    looks: ClassVar[dict[str, Look]] = {"heading": Look(size="s")}
    title = "Make a theme"
    lead = "It is a heading, and nothing is coded with it."
    button: Any = "Save the theme"

    def clean_heading(self) -> str:
        """With single spaces."""
        return one_line(self.cleaned_data["heading"])


class RenameForm(ThemeForm):
    """Another title for a theme."""

    title = "Rename the theme"
    lead = "The points under it stay as they are."


class Worded(PageForm):
    """What a point says. Cleans `sentence`, `includes` and `excludes` to what the actions take."""

    sentence = sentence_field()
    includes = note_field(
        "What belongs to it too? (optional)", "What coders might not think of, case by case."
    )
    excludes = note_field(
        "What does not belong to it? (optional)", "What is near to it, and which point that is."
    )
    looks: ClassVar[dict[str, Look]] = {
        "sentence": Look(size="s", rows=2),
        "includes": Look(size="s", rows=2),
        "excludes": Look(size="s", rows=2),
    }

    def clean_sentence(self) -> str:
        """With single spaces."""
        return one_line(self.cleaned_data["sentence"])


class Placed(PageForm):
    """Where a point stands. Cleans `theme` and `about` to rows."""

    theme = forms.ChoiceField(
        label="Theme",
        required=False,
        error_messages={"invalid_choice": "Select a theme from the list"},
    )
    about = forms.MultipleChoiceField(
        label="Which front counters is it about, whoever raises it? (optional)",
        help_text="Beside those that responses speak of when they make the point. It has to be "
        "answered before each of these is decided.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select front counters from the list"},
    )
    looks: ClassVar[dict[str, Look]] = {
        "theme": Look(size="s"),
        "about": Look(size="s", small=True),
    }
    button: Any = "Save"

    def __init__(
        self,
        *args: Any,
        themes: Sequence[Theme],
        proposals: Sequence[Proposal],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.themes = {one.pk: one for one in themes}
        self.proposals = {one.pk: one for one in proposals}
        named = [(str(one.pk), one.title) for one in themes]
        self.offer("theme", [("", "No theme yet"), *named])
        places = [(str(one.pk), one.place) for one in proposals]
        self.offer("about", places)

    def clean_theme(self) -> Theme | None:
        """The theme; None for none."""
        key = read_key(self.cleaned_data["theme"])
        return self.themes[key] if key is not None else None

    def clean_about(self) -> list[Proposal]:
        """The proposals."""
        return [self.proposals[int(key)] for key in self.cleaned_data["about"]]


class PointForm(Worded, Placed):
    """A point that is made by hand."""

    title = "Make a point"
    lead = "One distinct argument, that somebody who decides has to answer."
    looks: ClassVar[dict[str, Look]] = {**Worded.looks, **Placed.looks}
    button = "Make the point"
    field_order = ("sentence", "includes", "excludes", "theme", "about")


class RewordForm(Worded):
    """What a point says from now on, and why."""

    title = "Reword the point"
    warning = (
        "What was answered to it is to be answered again, and its codes are listed to be looked "
        "at again. What it said before stays on record."
    )
    reason = reason_field("Why is it reworded?")
    looks: ClassVar[dict[str, Look]] = {**Worded.looks, "reason": Look(size="s", rows=3)}
    button = "Reword it"


class PlaceForm(Placed):
    """The theme of a point, and the front counters that it is about.

    `frame` is the version of the codeframe that was shown.
    """

    title = "Theme and front counters"
    lead = "What the point says, and its codes, stay as they are."
    reason = LongText(
        label="Why is a front counter taken away? (only if one is)",
        required=False,
        max_length=MOST_LETTERS,
        error_messages=LETTERS,
    )
    frame = forms.IntegerField(widget=forms.HiddenInput, required=False)
    looks: ClassVar[dict[str, Look]] = {**Placed.looks, "reason": Look(size="s", rows=2)}


class MergeForm(PageForm):
    """Into which point, and why."""

    title = "Merge the point into another"
    lead = (
        "Both stay: this one keeps its number, its wordings and its codes, and is counted with the "
        "other. What was answered to the other is to be answered again. You can part them later."
    )
    number = forms.CharField(
        label="Into which point?",
        help_text="Its number, such as P12.",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the number of the point that it goes into",
            "max_length": "Enter the number of a point, such as P12",
            **LETTERS,
        },
    )
    reason = reason_field("Why are the two one and the same argument?")
    looks: ClassVar[dict[str, Look]] = {
        "number": Look(size="s", width="5"),
        "reason": Look(size="s", rows=3),
    }
    button = "Merge them"


class PartForm(PageForm):
    """Why two points are two after all."""

    title = "Part the point again"
    lead = "It stands by itself again with all its codes, and needs an answer of its own."
    reason = reason_field("Why are they two different arguments?")
    looks: ClassVar[dict[str, Look]] = {"reason": Look(size="s", rows=3)}
    button = "Part them"
