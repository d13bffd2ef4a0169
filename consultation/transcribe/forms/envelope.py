"""How a paper came, its scans, and why it is sent back or set aside."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation import languages
from consultation.models import Purpose, QuestionVersion, Response, Transcription
from consultation.respond.codes import read_reference, signs_in
from consultation.respond.content import Content
from consultation.respond.editions import edition_called
from consultation.respond.fields import acceptable
from consultation.respond.journey import Answers
from consultation.respond.queries import by_reference
from consultation.templatetags.page_form import DatePartsField, LongText, Look, PageForm
from consultation.transcribe import rules
from consultation.transcribe.actions import Details
from consultation.transcribe.queries import CHANNELS
from consultation.uploads.findings import EMPTY, MISSING
from consultation.uploads.names import ENDINGS

MOST_LETTERS = 2_000  # of a reason
NO_REFERENCE = "Enter a reference of 12 letters and numbers, like 7KQ4-9XWD-MHPT"
SUPERFLUOUS = (
    "Leave the reference empty for a response of its own, or select that they want to change or "
    "withdraw the earlier one"
)


class DetailsForm(PageForm):
    """What the envelope says, before anything is typed in."""

    purpose = forms.ChoiceField(
        label="What do they want?",
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select what they want",
            "invalid_choice": "Select what they want",
        },
    )
    reference = forms.CharField(
        label="Reference of the earlier response",
        help_text="12 letters and numbers on the receipt. Leave it empty if they want to respond.",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": NO_REFERENCE},
    )
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
        help_text="Select those that it names. If it names none, leave all of them empty. A change "
        "keeps those of the earlier response.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select front counters from the list"},
    )
    looks = {
        "purpose": Look(size="m"),
        "reference": Look(size="m", width="20"),
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
        begun: Transcription | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.begun = begun
        self.about: Response | None = None
        self.consultation, self.versions, self.now = content.consultation, versions, now
        counters, spoken = self.fields["proposals"], self.fields["language"]
        assert isinstance(counters, forms.MultipleChoiceField)
        assert isinstance(spoken, forms.ChoiceField)
        counters.choices = [(at.name, each) for at, each in content.by_borough]
        spoken.choices = [(one.code, one.name) for one in languages.offered()]
        if begun is not None:
            self._ask_again(begun)

    def _ask_again(self, begun: Transcription) -> None:
        """Leave out what they want, which stays as it was begun, and what goes with other wishes.

        Where the reference stays, it has to be there.
        """
        del self.fields["purpose"]
        if begun.purpose == Purpose.RESPONSE:
            del self.fields["reference"]
            return
        self.fields["reference"].help_text = "12 letters and numbers on the receipt."
        if begun.purpose == Purpose.WITHDRAWAL:
            del self.fields["form_code"], self.fields["proposals"]

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

    def clean_reference(self) -> str:
        """The reference in its one form, as the public look-up reads it."""
        typed = self.cleaned_data["reference"]
        reference = read_reference(typed)
        if typed and not reference:
            raise ValidationError(NO_REFERENCE)
        return reference

    def clean(self) -> dict[str, Any]:
        """A wish about an earlier response names one that can be changed or withdrawn."""
        cleaned = super().clean() or self.cleaned_data
        reference, day = cleaned.get("reference"), cleaned.get("received_on")
        if reference is not None and (refusal := self._why_not_reference(reference, day)):
            self.add_error("reference", refusal)
        return cleaned

    @property
    def wanted(self) -> str:
        """What they want; "" while nothing is selected."""
        return self.begun.purpose if self.begun else self.cleaned_data.get("purpose", "")

    def _why_not_reference(self, reference: str, day: date | None) -> str:
        if self.wanted == Purpose.RESPONSE:
            return SUPERFLUOUS if reference else ""
        if not self.wanted:
            return ""
        if not reference:
            return "Enter the reference of the earlier response"
        self.about = by_reference(reference)
        if day is None:
            return ""
        return rules.why_not_about(self.consultation, self.about, day, now=self.now)

    def details(self) -> Details:
        """All of it. Only after `is_valid()`."""
        chosen = [int(one) for one in self.cleaned_data.get("proposals", [])]
        said = {name: self.cleaned_data[name] for name in ("channel", "received_on", "language")}
        code = self.cleaned_data.get("form_code", "")
        return Details(
            **said, form_code=code, proposals=chosen, purpose=self.wanted, about=self.about
        )

    @staticmethod
    def saved(transcription: Transcription, answers: Answers) -> dict[str, Any]:
        """What the fields hold of a transcription."""
        return {
            "reference": transcription.about.reference if transcription.about else "",
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
