"""Judging a question of an organisation, and its answer. Nothing here saves."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html

from consultation.models import Enquiry, EnquiryAnswer, Proposal
from consultation.reply.enquiries import Exchange
from consultation.reply.forms import SMALL, StepForm
from consultation.templatetags.page_form import LongText, Look


class AskForm(StepForm):
    """What an organisation must know, and about which counter."""

    title = "Ask a question"
    lead = (
        "Ask what you need to know before you can reply. Question and answer are published, with "
        "the name of your organisation, so that everybody gets the same answer. Until it is "
        "answered, your question is not public."
    )
    about = forms.ChoiceField(
        label="What is it about?",
        required=False,
        error_messages={"invalid_choice": "Select what it is about from the list"},
    )
    text = LongText(
        label="Your question",
        help_text="Name nobody: it is published as you write it, and cannot be changed later.",
        max_length=Enquiry.MOST_LETTERS,
        error_messages={
            "required": "Enter your question",
            "max_length": f"Your question must be {Enquiry.MOST_LETTERS:,} characters or less",
        },
    )
    looks: ClassVar[dict[str, Look]] = {"about": SMALL, "text": Look(size="s", rows=6)}
    button: Any = "Send the question"

    def __init__(self, typed: Any, *, proposals: Sequence[Proposal]) -> None:
        """Offer all of it, and each counter by its borough."""
        super().__init__(typed)
        self.proposals = {one.station.slug: one for one in proposals}
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "The whole consultation"),
            *(
                (slug, f"{one.station.borough}: {one.station}")
                for slug, one in self.proposals.items()
            ),
        ]

    def asked(self) -> dict[str, Any]:
        """With the proposal itself."""
        proposal = self.proposals.get(self.cleaned_data["about"])
        return {"text": self.cleaned_data["text"], "proposal": proposal}


class AnswerForm(StepForm):
    """The answer to a question; where there is one, its correction, with what was wrong."""

    title = "Answer a question"
    text = LongText(
        label="Answer",
        help_text="It is published as you write it, beside the question.",
        max_length=EnquiryAnswer.MOST_LETTERS,
        error_messages={
            "required": "Enter the answer",
            "max_length": f"The answer must be {EnquiryAnswer.MOST_LETTERS:,} characters or less",
        },
    )
    why = LongText(
        label="What was wrong with the answer before?",
        help_text="It is published with the earlier answer, which stays to be read.",
        max_length=1_000,
        error_messages={
            "required": "Enter what was wrong with the answer before",
            "max_length": "What was wrong must be told in 1,000 characters or less",
        },
    )
    after = forms.CharField(widget=forms.HiddenInput, required=False)
    looks: ClassVar[dict[str, Look]] = {
        "text": Look(size="s", rows=8),
        "why": Look(size="s", rows=3),
    }
    button: Any = "Publish the answer"

    def __init__(self, typed: Any, *, exchange: Exchange) -> None:
        """Show the answer that counts. Of one that came meanwhile the words are told."""
        now = str(exchange.number)
        self.missed = typed is not None and typed.get("after", "") != now
        if self.missed:
            typed = typed.copy()
            typed["after"] = now
        self.exchange, last = exchange, exchange.answer
        super().__init__(typed, initial={"after": now, "text": last.text if last else ""})
        self.lead = _lead(exchange.enquiry)
        if last is None:
            del self.fields["why"]
        else:
            self.title, self.button = "Correct an answer", "Publish the correction"

    def clean(self) -> dict[str, Any]:
        """Whoever did not see the answer that counts reads it before they replace it."""
        cleaned = super().clean() or {}
        last = self.exchange.answer
        if self.missed and last is not None:
            self.add_error(
                None,
                f"Somebody else answered this in the meantime: “{last.text}”. If yours should "
                "replace it, say what was wrong and publish it as a correction.",
            )
        return cleaned

    def asked(self) -> dict[str, Any]:
        """With the number of the answer that was seen."""
        return self.cleaned_data | {"after": self.exchange.number}


def _lead(enquiry: Enquiry) -> str:
    """The question itself, above the box for the answer."""
    about = enquiry.proposal.station if enquiry.proposal else "the whole consultation"
    return format_html(
        '{} asks about {}:<br><strong class="cp-words">{}</strong>',
        enquiry.organisation,
        about,
        enquiry.text,
    )
