"""Judging what a consultation states about its moderation."""

from typing import Any, ClassVar

from django import forms

from consultation.models import Consultation
from consultation.moderate.forms.verdicts import reason
from consultation.templatetags.page_form import LongText, Look, PageForm

TWO, ONE = "two", "one"
MOST_LETTERS = 2_000  # of an instruction


class ModerationForm(PageForm):
    """How many people review free text, what is done at once about a danger, and why it changes."""

    reviews = forms.ChoiceField(
        label="How many people review free text before anybody else reads it?",
        choices=[(TWO, "Two people, apart"), (ONE, "One person")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select how many people review free text",
            "invalid_choice": "Select how many people review free text",
        },
    )
    instruction = LongText(
        label="What does a moderator do at once about a threat or somebody in danger? (optional)",
        help_text="Say whom to call and on which number. It stands above every such response.",
        max_length=MOST_LETTERS,
        required=False,
    )
    reason = reason("Why are the rules changed?", "Kept with them for other staff to read.")
    looks: ClassVar[dict[str, Look]] = {
        "reviews": Look(
            size="s",
            hints={
                TWO: "Neither sees what the other says. If they disagree, a third person settles "
                "it. To exclude a response takes two people as well.",
                ONE: "What one person decides is done.",
            },
        ),
        "instruction": Look(size="s", rows=4),
        "reason": Look(size="s", rows=3),
    }
    button = "State these rules"

    def __init__(self, typed: Any, *, consultation: Consultation) -> None:
        """Show what is stated now."""
        shown = {
            "reviews": TWO if consultation.two_reviews else ONE,
            "instruction": consultation.duty_instruction,
        }
        super().__init__(typed, initial=shown)

    def asked(self) -> dict[str, Any]:
        """What the action takes, from the cleaned form."""
        return {
            "two_reviews": self.cleaned_data["reviews"] == TWO,
            "instruction": self.cleaned_data["instruction"],
            "reason": self.cleaned_data["reason"],
        }
