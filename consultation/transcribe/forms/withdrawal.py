"""What is typed in of a wish to withdraw a response: a note, and no answers."""

from collections.abc import Mapping
from typing import Any

from django import forms

from consultation.models import Channel, Transcription
from consultation.respond.fields import Words
from consultation.respond.journey import Answers
from consultation.templatetags.page_form import Look, PageForm
from consultation.transcribe.rules import UNHEARD, UNTOLD


class WishForm(PageForm):
    """What they wrote or said, and why it is believed to be theirs."""

    note = Words(
        label="What they wrote or said, and how you know that it is them",
        help_text="Whoever checks it and the moderators read it. It is not on what is posted.",
    )
    read_back = forms.BooleanField(
        label="I read this back to the caller and they agreed", required=False
    )
    looks = {"note": Look(size="m")}

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel != Channel.PHONE:
            del self.fields["read_back"]


class WithdrawalPage:
    """The one form of a withdrawal, to be used as a `TypedPage` is."""

    def __init__(
        self,
        transcription: Transcription,
        answers: Answers,
        *,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        self._answers = answers
        self.form = WishForm(
            typed,
            prefix="end",
            channel=transcription.channel,
            initial={"note": transcription.note, "read_back": transcription.read_back},
        )
        self.forms = [self.form]

    def is_valid(self) -> bool:
        """Nothing in it is wrong; something may be missing."""
        return self.form.is_valid()

    def answers(self) -> Answers:
        """None are asked for."""
        return self._answers

    @property
    def note(self) -> str:
        """What they wrote or said."""
        return str(self.form.cleaned_data.get("note", ""))

    @property
    def read_back(self) -> bool:
        """The caller has heard it."""
        return bool(self.form.cleaned_data.get("read_back"))

    def is_ready(self) -> bool:
        """Nothing has to be put right before a second person sees it. Only where it is valid."""
        if not self.note:
            self.form.add_error("note", UNTOLD)
        if "read_back" in self.form.fields and not self.read_back:
            self.form.add_error("read_back", UNHEARD)
        return not self.form.errors
