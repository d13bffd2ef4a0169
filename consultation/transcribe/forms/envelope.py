"""How a paper came, its scans, and why it is sent back or set aside."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation import languages
from consultation.models import (
    QuestionVersion,
    Transcription,
)
from consultation.respond.codes import signs_in
from consultation.respond.content import Content
from consultation.respond.editions import edition_called
from consultation.respond.fields import acceptable
from consultation.respond.journey import Answers
from consultation.templatetags.page_form import DatePartsField, LongText, Look, PageForm
from consultation.transcribe import rules
from consultation.transcribe.actions import Details
from consultation.transcribe.queries import CHANNELS
from consultation.uploads.findings import EMPTY, MISSING
from consultation.uploads.names import ENDINGS

MOST_LETTERS = 2_000  # of a reason


class DetailsForm(PageForm):
    """What the envelope says, before anything is typed in."""

    channel = forms.ChoiceField(
        label="How did it come?",
        choices=[(one.value, one.label) for one in CHANNELS],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select how it came",
            "invalid_choice": "Select how it came",
        },
    )
    received_on = DatePartsField(
        called="The day it came",
        label="Which day did it come?",
        help_text="The day that it reached this office, or of the call or meeting.",
        error_messages={"required": "Enter the day it came"},
    )
    form_code = forms.CharField(
        label="Code of the form (optional)",
        help_text="Six letters and numbers at the foot of each page of a paper form.",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label="In which language is it written?",
        error_messages={"invalid_choice": "Select the language from the list"},
    )
    proposals = forms.MultipleChoiceField(
        label="Which front counters is it about?",
        help_text="Select those that it names. If it names none, leave all of them empty.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select front counters from the list"},
    )
    looks = {
        "channel": Look(size="m"),
        "received_on": Look(size="m"),
        "form_code": Look(size="m", width="10"),
        "language": Look(size="m"),
        "proposals": Look(size="m"),
    }

    def __init__(
        self,
        *args: Any,
        content: Content,
        versions: Sequence[QuestionVersion],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.consultation, self.versions, self.now = content.consultation, versions, now
        counters, spoken = self.fields["proposals"], self.fields["language"]
        assert isinstance(counters, forms.MultipleChoiceField)
        assert isinstance(spoken, forms.ChoiceField)
        counters.choices = [(at.name, each) for at, each in content.by_borough]
        spoken.choices = [(one.code, one.name) for one in languages.offered()]

    def clean_received_on(self) -> date:
        """A day on which it could come in time."""
        day: date = self.cleaned_data["received_on"]
        if refusal := rules.why_not_received_on(self.consultation, day, now=self.now):
            raise ValidationError(refusal)
        return day

    def clean_form_code(self) -> str:
        """The code in its one form, of a form that was printed for this consultation."""
        code = signs_in(self.cleaned_data["form_code"])
        if code and edition_called(self.consultation.slug, self.versions, code) is None:
            raise ValidationError(
                "No form of this consultation has this code. Check it, or leave it empty"
            )
        return code

    def details(self) -> Details:
        """All of it. Only after `is_valid()`."""
        chosen = [int(one) for one in self.cleaned_data["proposals"]]
        said = {name: self.cleaned_data[name] for name in ("channel", "received_on", "language")}
        return Details(**said, form_code=self.cleaned_data["form_code"], proposals=chosen)

    @staticmethod
    def saved(transcription: Transcription, answers: Answers) -> dict[str, Any]:
        """What the fields hold of a transcription."""
        return {
            "channel": transcription.channel,
            "received_on": transcription.received_on,
            "form_code": transcription.form_code,
            "language": transcription.language,
            "proposals": [str(key) for key in answers.proposals],
        }


class ScanForm(PageForm):
    """One file at a time, so that none is lost when another cannot be taken."""

    file = forms.FileField(
        label="Choose a file",
        help_text="A PDF, JPG or PNG of all pages, smaller than 10MB. Up to 10 files.",
        error_messages={
            "required": MISSING, "invalid": MISSING, "missing": MISSING, "empty": EMPTY
        },
        widget=forms.FileInput({"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
        validators=[acceptable],
    )  # fmt: skip
    looks = {"file": Look(size="m")}
    button = "Upload this file"


class ReasonForm(PageForm):
    """Why it is sent back, or set aside."""

    reason = LongText(
        label="What is to be corrected?",
        max_length=MOST_LETTERS,
        error_messages={"required": "Enter what is to be corrected"},
    )
    looks = {"reason": Look(size="s", rows=3)}
    button = "Send it back"


class AsideForm(ReasonForm):
    """Why it will not become a response."""

    reason = LongText(
        label="Why will it not become a response?",
        help_text="It is kept with this reason, and counted as set aside.",
        max_length=MOST_LETTERS,
        error_messages={"required": "Enter why it will not become a response"},
    )
    button = "Set it aside"
