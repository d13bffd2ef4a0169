"""Judging what residents type. Nothing here saves."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation.models import Capacity, Place, Proposal, QuestionKind, QuestionVersion
from consultation.respond.receipts import read_reference
from consultation.templatetags.page_form import LongText, Look, PageForm
from stations.models import Borough

UNREADABLE = (
    "Your answer has characters that we could not read. They are shown as \ufffd: type them again"
)
NULLS = "Your answer has a character that cannot be stored. Type it again instead of pasting it"


def readable(value: str) -> None:
    """Refuse what was not UTF-8 when it was sent, rather than store it altered."""
    if "\ufffd" in value:
        raise ValidationError(UNREADABLE)


class Words(LongText):
    """A long answer. Over-long, unreadable or with a NUL it is refused whole, never altered."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"null_characters_not_allowed": NULLS}
        super().__init__(required=False, strip=False, error_messages=messages, **kwargs)
        self.validators.append(readable)

    def clean(self, value: Any) -> str:
        """The words as typed; nothing but spaces and line ends counts as no answer."""
        words = str(super().clean(value) or "")
        return words if words.strip() else ""


class CapacityForm(PageForm):
    capacity = forms.ChoiceField(
        label="Who are you replying for?",
        choices=Capacity.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select who you are replying for",
            "invalid_choice": "Select who you are replying for",
        },
    )
    looks = {"capacity": Look(heading=True)}


class PlaceForm(PageForm):
    """A postcode, or a borough, or neither. The postcode finds the borough and is not kept."""

    postcode = forms.CharField(
        label="Your postcode",
        help_text="We use it once to find your borough. We do not keep it.",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    where = forms.ChoiceField(
        label="Or choose your borough",
        required=False,
        error_messages={"invalid_choice": "Choose your borough from the list"},
    )
    looks = {"postcode": Look(width="10", size="s"), "where": Look(size="s")}

    def __init__(self, *args: Any, boroughs: Sequence[Borough], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(borough.ons_code, borough.name) for borough in boroughs]
        other = [(Place.OUTSIDE, "Outside London"), (Place.NOT_SAID, "I prefer not to say")]
        where = self.fields["where"]
        assert isinstance(where, forms.ChoiceField)
        where.choices = [("", "Choose"), ("Borough", named), ("Or", other)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("postcode") and not cleaned.get("where") and not self.errors:
            self.add_error("postcode", "Enter your postcode, or choose your borough")
        return cleaned


class StationsForm(PageForm):
    """One or several of the consultation's proposals, by key."""

    proposals = forms.TypedMultipleChoiceField(
        label="Which front counters do you want to reply about?",
        help_text="Select all that you want to say something about, in any borough.",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one front counter",
            "invalid_choice": "Select front counters from the list",
        },
    )
    looks = {"proposals": Look(heading=True)}

    def __init__(
        self, *args: Any, proposals: Sequence[Proposal], home: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["proposals"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = by_borough(proposals, home)


def by_borough(proposals: Sequence[Proposal], home: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """Choices grouped by borough, the respondent's own borough (an ONS code) first."""
    groups: dict[str, list[tuple[int, str]]] = {}
    own: dict[str, list[tuple[int, str]]] = {}
    for proposal in proposals:
        borough = proposal.station.borough
        label = f"{proposal.station}: {proposal.get_kind_display().lower()}"
        if borough.ons_code == home:
            own.setdefault(f"{borough} (your borough)", []).append((proposal.pk, label))
        else:
            groups.setdefault(borough.name, []).append((proposal.pk, label))
    return [*own.items(), *groups.items()]


class QuestionsForm(PageForm):
    """Fields drawn from rows: one a question, named by its key."""

    def __init__(self, *args: Any, questions: Sequence[QuestionVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for version in questions:
            self.fields[version.question.key] = field = field_for(version)
            field.look = Look(size="m")  # type: ignore[attr-defined]


def field_for(version: QuestionVersion) -> forms.Field:
    """The form field that asks one question."""
    required = version.question.required
    if version.question.kind == QuestionKind.CHOICE:
        return forms.ChoiceField(
            label=version.wording,
            help_text=version.help,
            choices=[(value, label) for value, label in version.options],
            required=required,
            widget=forms.RadioSelect,
            error_messages={
                "required": version.missing,
                "invalid_choice": version.missing or "Select one of the answers",
            },
        )
    return Words(label=version.wording, help_text=version.help, max_length=version.max_length)


class CopyForm(PageForm):
    email = forms.EmailField(
        label="Email address (optional)",
        help_text="We send a copy of your response to it. It is never published.",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": "Enter an email address in the correct format, like name@example.com"
        },
    )
    wants_news = forms.BooleanField(label="Also tell me what is decided", required=False)
    looks = {"email": Look(width="one-half", size="s")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("wants_news") and not cleaned.get("email") and not self.errors:
            self.add_error("email", "Enter an email address to hear what is decided")
        return cleaned


class SendForm(PageForm):
    privacy = forms.BooleanField(
        label="I have read how my answers will be used",
        error_messages={
            "required": "Tick the box to say that you have read how your answers will be used"
        },
    )
    button = "Send your response"


class ReferenceForm(PageForm):
    reference = forms.CharField(
        label="Reference",
        help_text="It has 12 letters and numbers, like 7KQ4-9XWD-MHPT.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter the reference from your receipt",
            "max_length": "Enter a reference of 12 letters and numbers, like 7KQ4-9XWD-MHPT",
        },
    )
    looks = {"reference": Look(width="20", size="s")}
    button = "Check"

    def clean_reference(self) -> str:
        """The reference in its one form."""
        reference = read_reference(self.cleaned_data["reference"])
        if not reference:
            raise ValidationError(
                "Enter a reference of 12 letters and numbers, like 7KQ4-9XWD-MHPT"
            )
        return reference
