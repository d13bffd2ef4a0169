"""Judging what staff type to narrow the queue."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import flatten_choices

from consultation.models import (
    Channel,
    FlagKind,
    Kind,
    Place,
    ResponseState,
)
from consultation.moderate.queries import (
    ANY,
    FLAGGED,
    MINE,
    OLDER,
    REVIEWED,
    SINCE,
    TODAY,
    UNSCREENED,
    YESTERDAY,
)
from consultation.respond.codes import read_reference
from consultation.search import LONGEST
from consultation.templatetags.page_form import LETTERS, Look, PageForm

# English names of the languages that our forms are in or that screening knows.
LANGUAGES = {
    "en": "English", "cy": "Welsh", "bn": "Bengali", "pl": "Polish", "ur": "Urdu",
    "sq": "Albanian", "am": "Amharic", "ar": "Arabic", "hy": "Armenian", "bg": "Bulgarian",
    "zh": "Chinese", "hr": "Croatian", "cs": "Czech", "nl": "Dutch", "fr": "French",
    "ka": "Georgian", "de": "German", "el": "Greek", "gu": "Gujarati", "he": "Hebrew",
    "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "ku": "Kurdish", "lt": "Lithuanian", "ne": "Nepali", "ps": "Pashto",
    "fa": "Persian", "pt": "Portuguese", "pa": "Punjabi", "ro": "Romanian", "ru": "Russian",
    "si": "Sinhala", "sk": "Slovak", "so": "Somali", "es": "Spanish", "sw": "Swahili",
    "tl": "Tagalog", "ta": "Tamil", "te": "Telugu", "th": "Thai", "ti": "Tigrinya",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "yo": "Yoruba",
}  # fmt: skip
OFFERED = 5  # the first of them

NO_REFERENCE = "Enter a reference of 12 letters and numbers, like 7KQ4-9XWD-MHPT"


Choices = list[tuple[str, Any]]


def language_name(code: str) -> str:
    """A language in English; a code that is not known stands for itself."""
    return LANGUAGES.get(code, code)


def in_list(label: str, choices: Choices, told: str) -> forms.ChoiceField:
    """A list to choose from, or not."""
    return forms.ChoiceField(
        label=label, required=False, choices=choices, error_messages={"invalid_choice": told}
    )


class QueueFilters(PageForm):
    """Narrow the queue, or find one response by its reference. All of it stands in the address."""

    reference = forms.CharField(
        label="Reference",
        help_text="Of 12 letters and numbers, like 7KQ4-9XWD-MHPT. It is found in any state.",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": NO_REFERENCE, "null_characters_not_allowed": NO_REFERENCE},
    )
    words = forms.CharField(
        label="Words",
        help_text="Looked for in all that was written, published or not. Words in quotes stand "
        "together; a minus before a word leaves it out.",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "max_length": f"Enter {LONGEST} characters or fewer to look for",
            **LETTERS,
        },
    )
    state = in_list(
        "State", [*ResponseState.choices, (ANY, "Any state")], "Select a state from the list"
    )
    show = in_list(
        "Which",
        [
            ("", "All of them"),
            (MINE, "Held by me"),
            (REVIEWED, "Reviewed by me today"),
            (UNSCREENED, "Not screened yet"),
            (SINCE, "Released, flagged since"),
        ],
        "Select which from the list",
    )
    flag = in_list(
        "Flag",
        [("", "With or without"), (FLAGGED, "Any kind of flag"), *FlagKind.choices],
        "Select a kind of flag from the list",
    )
    age = in_list(
        "Received",
        [
            ("", "At any time"),
            (TODAY, "Today"),
            (YESTERDAY, "Since the start of yesterday"),
            *(
                (name, f"More than {days} day{'s' if days > 1 else ''} ago")
                for name, days in OLDER.items()
            ),
        ],
        "Select when it was received from the list",
    )
    kind = in_list(
        "Kind",
        [
            ("", "All"),
            (Kind.PUBLIC, "From residents and others"),
            (Kind.FORMAL, "Formal replies"),
        ],
        "Select a kind from the list",
    )
    channel = in_list(
        "How it came", [("", "Any way"), *Channel.choices], "Select how it came from the list"
    )
    language = in_list(
        "Language",
        [
            ("", "Any language"),
            ("Forms are in", list(LANGUAGES.items())[:OFFERED]),
            ("Others", list(LANGUAGES.items())[OFFERED:]),
        ],
        "Select a language from the list",
    )
    station = in_list("About the front counter", [], "Select a front counter from the list")
    borough = in_list("About a front counter in", [], "Select a borough from the list")
    lives = in_list("From people who live in", [], "Select where people live from the list")
    copies = forms.CharField(label="Group of alike texts", required=False, widget=forms.HiddenInput)
    looks: ClassVar[dict[str, Look]] = {
        "reference": Look(size="s", width="20"),
        "words": Look(size="s"),
        **{
            name: Look(size="s")
            for name in (
                "state", "show", "flag", "age", "kind", "channel", "language", "station",
                "borough", "lives",
            )
        },
    }  # fmt: skip
    method = "get"
    button = ""

    def __init__(self, *args: Any, places: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(borough.slug, borough.name) for borough in places]
        asked = [borough for borough in places if borough.asked]
        counters = [(one.name, [(at["slug"], at["name"]) for at in one.asked]) for one in asked]
        other = [(Place.OUTSIDE, "Outside London"), (Place.NOT_SAID, "Did not say")]
        self._choose("station", [("", "Any front counter"), *counters])
        self._choose("borough", [("", "Any borough"), *((one.slug, one.name) for one in asked)])
        self._choose("lives", [("", "Anywhere"), ("Borough", named), ("Other", other)])

    def clean_reference(self) -> str:
        """The reference in its one form; "" where none was typed."""
        typed = self.cleaned_data["reference"]
        reference = read_reference(typed)
        if typed and not reference:
            raise ValidationError(NO_REFERENCE)
        return reference

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def label_of(self, name: str, value: str) -> str:
        """The words of a choice; what was typed stands for itself."""
        field: Any = self.fields[name]
        if name in ("reference", "copies", "words"):
            return value
        return str(dict(flatten_choices(field.choices)).get(value, value))


class ViewForm(PageForm):
    """The name of a view to keep."""

    name = forms.CharField(
        label="What should the view be called?",
        help_text="Such as: Letters from Redbridge. Only you see it.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter a name for the view",
            "max_length": "The name must be 60 characters or less",
            "null_characters_not_allowed": "Enter a name of letters and numbers",
        },
    )
    looks: ClassVar[dict[str, Look]] = {"name": Look(size="s", width="20")}
    button = "Save this view"

    def clean_name(self) -> str:
        """With single spaces."""
        return " ".join(self.cleaned_data["name"].split())
