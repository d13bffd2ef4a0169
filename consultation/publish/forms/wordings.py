"""Judging the words of questions, written in a draft or corrected. Nothing here saves."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from consultation.models import QuestionKind, QuestionVersion
from consultation.publish.plan import QuestionPlan
from consultation.templatetags.page_form import ActionButton, LongText, Look, PageForm

LONGEST_VALUE, LONGEST_LABEL = 40, 200
VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")

Options = tuple[tuple[str, str], ...]
K = QuestionKind
#: The fields that only some kinds have.
PARTS: dict[str, frozenset[QuestionKind]] = {
    "options": frozenset({K.CHOICE, K.SEVERAL, K.SCALE, K.YES_NO, K.RANKING}),
    "exclusive": frozenset({K.CHOICE, K.SEVERAL, K.SCALE, K.YES_NO}),
    "least": frozenset({K.NUMBER}),
    "most": frozenset({K.NUMBER, K.SEVERAL, K.RANKING}),
    "not_in_future": frozenset({K.DATE}),
    "max_length": frozenset({K.SHORT, K.TEXT}),
}
#: Kinds of which an answer can decide whether a later question is asked.
DECIDING = PARTS["exclusive"]


def unstorable(label: str) -> dict[str, str]:
    """The error for a character that the database does not take."""
    told = f"{label} has a character that cannot be stored: type it again instead of pasting it"
    return {"null_characters_not_allowed": told}


def line(label: str, missing: str, longest: int, hint: str = "") -> forms.CharField:
    """A text on one line."""
    told = f"{label} must be {longest} characters or less"
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=longest,
        help_text=hint,
        error_messages={"required": missing, "max_length": told, **unstorable(label)},
    )


def number(label: str, smallest: int, largest: int, hint: str = "") -> forms.IntegerField:
    """A whole number, or nothing."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=smallest,
        max_value=largest,
        help_text=hint,
        error_messages={
            "invalid": f"{label} must be a whole number, like 12",
            "min_value": f"{label} must be {smallest:,} or more",
            "max_value": f"{label} must be {largest:,} or less",
        },
    )


def several_lines(label: str, hint: str, longest: int) -> LongText:
    """A text of several lines, or none."""
    told = f"{label} must be {longest:,} characters or less"
    return LongText(
        label=label,
        required=False,
        help_text=hint,
        max_length=longest,
        error_messages={"max_length": told, **unstorable(label)},
    )


def derived(label: str) -> str:
    """The value that stands for an answer, made from its words: NO_INTERNET."""
    signs = re.sub(r"[^A-Z0-9]+", "_", label.upper().replace("’", "").replace("'", ""))
    return signs.strip("_")[:LONGEST_VALUE].strip("_")


def typed_options(text: str) -> Options:
    """Answers as they are typed, one a line: "VALUE | Label", or a label alone.

    Raises ValidationError that names the line at fault.
    """
    found: dict[str, str] = {}
    for typed in filter(str.strip, text.splitlines()):
        first, bar, second = (part.strip() for part in typed.partition("|"))
        value, label = (first, second) if bar else (derived(first), first)
        if not label:
            raise ValidationError(f"Enter the words of the answer {value} after the line “|”")
        if not VALUE.fullmatch(value) or len(value) > LONGEST_VALUE:
            raise ValidationError(
                f"Give the answer “{label}” a value of up to {LONGEST_VALUE} letters, figures and "
                f"“_” in front, like FIRST | {label}"
            )
        if len(label) > LONGEST_LABEL:
            raise ValidationError(f"The answer {value} must be {LONGEST_LABEL} characters or less")
        if value in found:
            raise ValidationError(f"The answers “{found[value]}” and “{label}” have one value")
        if label in found.values():
            raise ValidationError(f"The answer “{label}” stands there twice")
        found[value] = label
    return tuple(found.items())


def shown_options(options: Sequence[Sequence[str]]) -> str:
    """Answers as they can be typed."""
    return "\n".join(f"{value} | {label}" for value, label in options)


class WordingForm(PageForm):
    """What a question says, in a draft or corrected."""

    wording = line("Wording", "Enter the wording", 300, "The question as residents read it.")
    short = line("Short heading", "Enter the short heading", 80, "For tables, reports and exports.")
    help = several_lines("Help", "A sentence or two under the question.", 2_000)
    options = several_lines(
        "Answers to choose from",
        "One a line. In front of an answer you can give it a value for the export, like "
        "CAR | By car. A value that you leave out is made from the words.",
        8_000,
    )
    missing = line(
        "Error when left empty", "", 200, "What to do, like “Select how you would travel”."
    )
    heading = line(
        "Heading of the page", "", 200, "Only where several questions share a page: on the first."
    )
    easy_wording = line(
        "Wording in Easy Read", "", 300, "In short words. Empty: the wording itself is shown."
    )
    easy_help = several_lines("Help in Easy Read", "Empty: the help itself is shown.", 2_000)
    looks: ClassVar[Mapping[str, Look]] = {
        "easy_wording": Look(size="s"), "easy_help": Look(size="s", rows=3),
        "wording": Look(size="s"), "short": Look(size="s", width="one-half"),
        "help": Look(size="s", rows=3), "options": Look(size="s", rows=8),
        "missing": Look(size="s"), "heading": Look(size="s"),
    }  # fmt: skip

    def clean_options(self) -> Options:
        """Values with their words; two at least."""
        found = typed_options(self.cleaned_data["options"])
        if len(found) < 2:
            raise ValidationError("Enter at least two answers to choose from, one a line")
        return found

    def drop(self, *names: str) -> None:
        """Leave fields out that the kind does not have."""
        for name in names:
            del self.fields[name]


def shown(plan: QuestionPlan) -> dict[str, Any]:
    """What the form of a stored question begins with."""
    key, values = plan.shown_if or ("", ())
    return {
        "wording": plan.wording, "short": plan.short, "help": plan.help, "missing": plan.missing,
        "heading": plan.heading, "options": shown_options(plan.options), "least": plan.least,
        "most": plan.most, "not_in_future": plan.not_in_future, "max_length": plan.max_length,
        "exclusive": dict(plan.options).get(plan.exclusive, ""), "required": plan.required,
        "scope": plan.scope, "page": plan.page, "easy_read": plan.easy_read,
        "easy_wording": plan.easy_wording, "easy_help": plan.easy_help,
        "shown_if": [f"{key}={value}" for value in values], "seen": plan.mark,
    }  # fmt: skip


class CorrectionForm(WordingForm):
    """Other words for a question that is asked already. `number` is the wording it corrects."""

    reason = several_lines("Why is it corrected?", "This is published beside both wordings.", 1_000)
    number = forms.IntegerField(widget=forms.HiddenInput)
    looks: ClassVar[Mapping[str, Look]] = {
        **WordingForm.looks, "reason": Look(size="s", rows=3)
    }  # fmt: skip
    button = "Compare both wordings"

    def __init__(self, typed: Any, *, version: QuestionVersion) -> None:
        begun = shown(QuestionPlan.of(version)) | {"number": version.number}
        super().__init__(typed, initial=begun)
        self.version = version
        if version.question.kind not in PARTS["options"]:
            self.drop("options")
        if not version.question.required:
            self.drop("missing")
        reason = self.fields["reason"]
        reason.required = True
        reason.error_messages["required"] = "Enter the reason for the correction"

    def clean_missing(self) -> str:
        """Cannot go where an answer is required."""
        if not self.cleaned_data["missing"]:
            raise ValidationError("Enter the error for when it is left empty")
        return str(self.cleaned_data["missing"])

    def words(self) -> dict[str, Any]:
        """The fields of the new wording; what the form does not ask stays."""
        kept = {
            name: getattr(self.version, name)
            for name in (
                "heading",
                "wording",
                "short",
                "help",
                "easy_wording",
                "easy_help",
                "missing",
                "options",
            )
        }
        typed = {name: self.cleaned_data[name] for name in kept if name in self.cleaned_data}
        if "options" in typed:
            typed["options"] = [list(option) for option in typed["options"]]
        return kept | typed

    def confirm(self) -> None:
        """Keep what was typed out of sight, under buttons that confirm it or lead back to it."""
        for field in self.fields.values():
            field.widget = forms.HiddenInput()
        self.button = ""
        self.buttons = (
            ActionButton("Correct the question", name="act", value="confirm"),
            ActionButton("Change what you typed", name="act", value="change", look="secondary"),
        )
