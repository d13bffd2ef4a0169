"""A form with one field of every kind that the pack draws, for the gallery and for its tests."""

from django import forms

from consultation.templatetags.page_form import (
    ActionButton,
    DatePartsField,
    LongText,
    Look,
    PageForm,
)

EMAIL = "Enter an email address in the correct format, like name@example.com"
STANCES = [
    ("support", "Support"),
    ("neither", "Neither support nor oppose"),
    ("oppose", "Oppose"),
    ("unsure", "I do not know"),
]
STATIONS = [
    ("Northborough", [("n1", "Exampleton"), ("n2", "Market Street")]),
    ("Southborough", [("s1", "Riverside"), ("s2", "Old Town Hall")]),
]


def _needed(message: str) -> dict[str, str]:
    return {"required": message}


class GalleryForm(PageForm):
    """Every kind of field. Nothing is done with what is sent."""

    buttons = (ActionButton("Save and come back later", look="secondary", name="later", value="1"),)
    looks = {
        "postcode": Look(heading=True, size="l", width="10"),
        "counters": Look(width="3", suffix="counters"),
        "email": Look(width="two-thirds"),
        "reasons": Look(size="m", rows=6),
        "stance": Look(
            size="m",
            dividers={"unsure": "or"},
            hints={"neither": "For example, because it would change nothing for you"},
        ),
        "visited": Look(inline=True),
        "stations": Look(size="m", small=True),
        "harder": Look(size="m", exclusive=("none",)),
        "seen": Look(size="s"),
    }
    postcode = forms.CharField(
        label="What is your postcode?",
        help_text="We use it to show what is planned near you. We do not keep it.",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        error_messages=_needed("Enter a full UK postcode, like SW1A 1AA"),
    )
    email = forms.EmailField(
        label="Email address",
        help_text="We only use this to send you a copy.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": EMAIL, "invalid": EMAIL},
    )
    counters = forms.IntegerField(
        label="How many front counters have you used in the last 12 months?",
        error_messages=_needed("Enter how many front counters you have used"),
    )
    closes = DatePartsField(
        label="Closing date", called="Closing date", help_text="For example, 14 2 2027"
    )
    reasons = LongText(
        label="Why do you say that?",
        max_length=2000,
        help_text="Do not include names, phone numbers or anything that could identify someone.",
        error_messages=_needed("Enter your reasons"),
    )
    stance = forms.ChoiceField(
        label="How do you feel about closing this front counter?",
        choices=STANCES,
        widget=forms.RadioSelect,
        error_messages=_needed("Select how you feel about closing this front counter"),
    )
    visited = forms.ChoiceField(
        label="Have you been to this front counter?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages=_needed("Select yes if you have been to this front counter"),
    )
    stations = forms.MultipleChoiceField(
        label="Which front counters do you want to tell us about?",
        help_text="Select all that apply.",
        choices=STATIONS,
        widget=forms.CheckboxSelectMultiple,
        error_messages=_needed("Select the front counters you want to tell us about"),
    )
    harder = forms.MultipleChoiceField(
        label="What would make it harder for you?",
        choices=[("distance", "Distance"), ("cost", "Cost"), ("none", "None of these")],
        widget=forms.CheckboxSelectMultiple,
        error_messages=_needed("Select what would make it harder, or “None of these”"),
    )
    borough = forms.ChoiceField(
        label="Borough",
        choices=[("", "Choose a borough"), ("n", "Northborough"), ("s", "Southborough")],
        error_messages=_needed("Select your borough"),
    )
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages=_needed("Enter your password"),
    )
    letter = forms.FileField(
        label="Upload a letter",
        help_text="PDF, DOCX, ODT or JPG, up to 10MB.",
        error_messages=_needed("Select a file"),
    )
    seen = forms.BooleanField(
        label="I have read how my answers are used",
        error_messages=_needed("Tick to say that you have read how your answers are used"),
    )
    step = forms.CharField(widget=forms.HiddenInput, initial="gallery", required=False)
