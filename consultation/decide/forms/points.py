"""Judging how a point is answered, and what the register is narrowed to."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from consultation.decide.queries.points import ALL, ANSWERED, BY_FEW, UNANSWERED
from consultation.models import DispositionKind, Proposal, Theme
from consultation.templatetags.page_form import LETTERS, LongText, Look, PageForm
from stations.keys import read_key

MOST_LETTERS = 10_000
SELECT_KIND = "Select what becomes of the point"
#: What each answer means, under its choice.
HINTS = {
    DispositionKind.ACCEPTED.value: "The decision follows it.",
    DispositionKind.PARTLY.value: "The decision follows a part of it. Say which, and why.",
    DispositionKind.NOT_ACCEPTED.value: "It was considered, and the decision does not follow it.",
    DispositionKind.NOT_MATERIAL.value: "It has no bearing on what is decided. Say why not.",
    DispositionKind.ELSEWHERE.value: "Another answer covers it. Say which.",
}


class AnswerForm(PageForm):
    """What becomes of a point, and why. Cleans `proposal` to a row, or None for all."""

    proposal = forms.ChoiceField(
        label="What is the answer for?",
        required=False,
        error_messages={"invalid_choice": "Select a front counter from the list"},
    )
    kind = forms.ChoiceField(
        label="What becomes of the point?",
        choices=DispositionKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": SELECT_KIND, "invalid_choice": SELECT_KIND},
    )
    reason = LongText(
        label="Why?",
        help_text="It is published, beside the point and the number of those who raised it.",
        max_length=MOST_LETTERS,
        error_messages={
            "required": "Enter the reason",
            "max_length": f"The reason must be {MOST_LETTERS:,} characters or less",
            **LETTERS,
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    looks: ClassVar[dict[str, Look]] = {
        "proposal": Look(size="s"),
        "kind": Look(size="s", hints=HINTS),
        "reason": Look(size="s", rows=6),
    }
    button = "Answer the point"

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = {one.pk: one for one in proposals}
        places = [(str(one.pk), one.place) for one in proposals]
        self.offer("proposal", [("", "All that it is about"), *places])

    def clean_proposal(self) -> Proposal | None:
        """The proposal; None for all."""
        key = read_key(self.cleaned_data["proposal"])
        return self.proposals[key] if key is not None else None


class RegisterFilters(PageForm):
    """Narrow the register. All of it stands in the address."""

    show = forms.ChoiceField(
        label="Which points",
        required=False,
        choices=[
            (ALL, "All points"),
            (UNANSWERED, "Not answered yet"),
            (ANSWERED, "Answered"),
            (BY_FEW, "Raised by few"),
        ],
        error_messages={"invalid_choice": "Select which points from the list"},
    )
    proposal = forms.ChoiceField(
        label="About the front counter",
        required=False,
        error_messages={"invalid_choice": "Select a front counter from the list"},
    )
    theme = forms.ChoiceField(
        label="Theme",
        required=False,
        error_messages={"invalid_choice": "Select a theme from the list"},
    )
    looks: ClassVar[dict[str, Look]] = {
        "show": Look(size="s"), "proposal": Look(size="s"), "theme": Look(size="s"),
    }  # fmt: skip
    method = "get"
    button = ""

    def __init__(
        self, *args: Any, proposals: Sequence[Proposal], themes: Sequence[Theme], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(one.pk), one.place) for one in proposals]
        self.offer("proposal", [("", "Any front counter"), *places])
        self.offer("theme", [("", "Any theme"), *((str(one.pk), one.title) for one in themes)])

    def label_of(self, name: str, value: str) -> str:
        """The words of a choice."""
        field: Any = self.fields[name]
        return str(dict(field.choices).get(value, value))
