"""Judging what is typed about organisations and their people. Nothing here saves."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, Organisation, OrganisationKind, Role, User
from consultation.reply import rules
from consultation.reply.queries import NOT_REPLIED, Reach
from consultation.reply.roles import PARTS
from consultation.templatetags.page_form import LongText, Look, PageForm
from stations.models import Borough, Station

SMALL = Look(size="s")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
ENTER_EMAIL = "Enter an email address like name@example.gov.uk"


class StepForm(PageForm):
    """One act, with what it is called and what it brings about."""

    title: Any = ""
    lead: Any = ""
    warning: Any = ""

    def asked(self) -> dict[str, Any]:
        """What the action takes, from the cleaned form."""
        return self.cleaned_data


class SureForm(StepForm):
    """An act that asks for nothing but to be wanted, and twice where much hangs on it."""

    def __init__(
        self, typed: Any, *, title: str, lead: str, button: str, warning: str = ""
    ) -> None:
        super().__init__(typed)
        self.title, self.lead, self.button, self.warning = title, lead, button, warning
        if warning:
            self.fields["sure"] = forms.BooleanField(
                label="I know that nobody can approve for the organisation then",
                error_messages={"required": "Tick the box to say that you know what this means"},
            )


class OrganisationForm(StepForm):
    """What is on record about an organisation."""

    title = "Add an organisation"
    lead = "The councils of all boroughs are there already. Add other bodies that should reply."
    name = forms.CharField(
        label="Name",
        help_text="As the body names itself, like “Barkingside Residents’ Association”.",
        max_length=200,
        error_messages={
            "required": "Enter the name of the organisation",
            "max_length": "Name must be 200 letters or less",
        },
    )
    kind = forms.ChoiceField(
        label="What kind of body is it?",
        choices=OrganisationKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select what kind of body it is",
            "invalid_choice": "Select what kind of body it is",
        },
    )
    borough = forms.ChoiceField(
        label="Borough",
        help_text="Leave it open if the body is there for all of London.",
        required=False,
        error_messages={"invalid_choice": "Select a borough from the list"},
    )
    email_domain = forms.CharField(
        label="What follows the @ in its email addresses?",
        help_text=(
            "For example redbridge.gov.uk. Whoever joins from such an address shows that the "
            "organisation is who it says it is. Leave it empty if it has none of its own."
        ),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": "Enter a domain like redbridge.gov.uk"},
    )
    looks: ClassVar[dict[str, Look]] = {
        "name": SMALL,
        "kind": SMALL,
        "borough": SMALL,
        "email_domain": Look(size="s", width="two-thirds"),
    }
    button: Any = "Add the organisation"

    def __init__(
        self, typed: Any, *, boroughs: Sequence[Borough], standing: Organisation | None = None
    ) -> None:
        """Offer the boroughs; show what is on record of the one that is corrected."""
        super().__init__(typed, initial=_organisation(standing) if standing else None)
        self.boroughs = {one.slug: one for one in boroughs}
        field = self.fields["borough"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All of London"), *((one.slug, one.name) for one in boroughs)]
        if standing:
            self.title, self.button = "Correct the organisation", "Save the correction"
            self.lead = (
                "If you change what follows the @, a verification by the old addresses lapses."
            )

    def clean_name(self) -> str:
        """On one line: it stands in the subject of an e-mail."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_email_domain(self) -> str:
        """Lower case and bare; an address is taken for its domain."""
        typed = self.cleaned_data["email_domain"].lower().rpartition("@")[2]
        if typed and not DOMAIN.fullmatch(typed):
            raise ValidationError("Enter a domain like redbridge.gov.uk")
        if refusal := rules.why_not_domain(typed):
            raise ValidationError(refusal)
        return typed

    def asked(self) -> dict[str, Any]:
        """With the borough itself."""
        return self.cleaned_data | {"borough": self.boroughs.get(self.cleaned_data["borough"])}


def _organisation(standing: Organisation) -> dict[str, Any]:
    """What the form shows of one on record."""
    same = {name: getattr(standing, name) for name in ("name", "kind", "email_domain")}
    return same | {"borough": standing.borough.slug if standing.borough else ""}


class VerifyForm(StepForm):
    """How staff checked that the people are of the body."""

    title = "Verify the organisation"
    lead = (
        "Verify it once you know, from somebody other than those you invited, that they may speak "
        "for the organisation. What you write stays with your name and the date."
    )
    note = LongText(
        label="How did you check?",
        help_text="For example: I called the number on its website, and the chair confirmed it.",
        max_length=1_000,
        error_messages={"required": "Enter how you checked"},
    )
    looks: ClassVar[dict[str, Look]] = {"note": Look(size="s", rows=4)}
    button: Any = "Verify it"


class InviteForm(StepForm):
    """Whom to ask, for which role, and to which consultation where there are several."""

    title = "Invite somebody"
    lead = (
        "We send an email with a link. It works for 28 days, or until the consultation closes if "
        "that is sooner."
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter the email address of the person",
            "invalid": ENTER_EMAIL,
            "max_length": ENTER_EMAIL,
        },
    )
    role = forms.ChoiceField(
        label="What should they do?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select what they should do",
            "invalid_choice": "Select what they should do",
        },
    )
    consultation = forms.ChoiceField(
        label="For which consultation?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select a consultation",
            "invalid_choice": "Select a consultation",
        },
    )
    looks: ClassVar[dict[str, Look]] = {
        "email": Look(size="s", width="two-thirds"),
        "role": SMALL,
        "consultation": SMALL,
    }
    button: Any = "Send the invitation"

    def __init__(
        self, typed: Any, *, roles: Sequence[Role], consultations: Sequence[Consultation]
    ) -> None:
        """Offer the roles; ask for the consultation only where there is a choice."""
        super().__init__(typed)
        self.consultations = {one.slug: one for one in consultations}
        self._choose("role", [(one, f"{PARTS[one].name}: {PARTS[one].sentence}") for one in roles])
        if len(consultations) > 1:
            self._choose("consultation", [(one.slug, one.title) for one in consultations])
        else:
            del self.fields["consultation"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        chooser = self.fields[name]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = choices

    def clean_email(self) -> str:
        """In the one form that it is stored in."""
        return str(self.cleaned_data["email"]).lower()

    def asked(self) -> dict[str, Any]:
        """With the consultation itself."""
        (only, *more) = self.consultations.values()
        chosen = self.consultations[self.cleaned_data["consultation"]] if more else only
        return self.cleaned_data | {"consultation": chosen}


class JoinForm(PageForm):
    """Name and password of whoever joins without an account."""

    name = forms.CharField(
        label=_("Your full name"),
        help_text=_("Your colleagues and the body that consults see it."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your full name"),
            "max_length": _("Your full name must be 200 letters or less"),
        },
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters. Three or four unrelated words will do."),
        strip=False,
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={
            "required": _("Enter a password"),
            "max_length": _("Your password must be 1,000 characters or less"),
        },
    )
    looks: ClassVar[dict[str, Look]] = {
        "name": Look(size="s", width="two-thirds"),
        "password": Look(size="s", width="two-thirds"),
    }
    button: Any = _("Join")

    def __init__(self, typed: Any, *, email: str) -> None:
        super().__init__(typed)
        self.email = email

    def clean_name(self) -> str:
        """On one line."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """The password is judged with what else is known: it must not be the name."""
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            person = User(email=self.email, name=cleaned.get("name", ""))
            try:
                validate_password(cleaned["password"], person)
            except ValidationError as problem:
                self.add_error("password", problem)
        return cleaned


class BoardFilters(PageForm):
    """Narrow the list of organisations. All of it stands in the address."""

    borough = forms.ChoiceField(
        label="Borough",
        required=False,
        error_messages={"invalid_choice": "Select a borough from the list"},
    )
    station = forms.ChoiceField(
        label="Front counter",
        help_text="Of its borough, or with a reply about it",
        required=False,
        error_messages={"invalid_choice": "Select a front counter from the list"},
    )
    reach = forms.ChoiceField(
        label="How far",
        required=False,
        choices=[
            ("", "Any"),
            (NOT_REPLIED, "Has not replied"),
            *((str(one), one.label) for one in Reach),
        ],
        error_messages={"invalid_choice": "Select how far from the list"},
    )
    looks: ClassVar[dict[str, Look]] = {"borough": SMALL, "station": SMALL, "reach": SMALL}
    method = "get"
    button = "Apply filters"

    def __init__(
        self, typed: Any, *, boroughs: Sequence[Borough], stations: Sequence[Station]
    ) -> None:
        super().__init__(typed)
        self.stations = {one.slug: one for one in stations}
        shown = {
            "borough": [("", "All"), *((one.slug, one.name) for one in boroughs)],
            "station": [("", "Any"), *((one.slug, str(one)) for one in stations)],
        }
        for name, choices in shown.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def chosen(self) -> dict[str, str]:
        """The filters in force, by name; what is not in the lists narrows nothing."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def asked(self) -> dict[str, Any]:
        """As the query takes it."""
        given: dict[str, Any] = dict(self.chosen)
        if "station" in given:
            given["station"] = self.stations[given["station"]]
        return given


class RepliesFilters(PageForm):
    """Narrow the list of signed replies. All of it stands in the address."""

    borough = forms.ChoiceField(
        label="Borough",
        help_text="Of its council, or about a front counter there",
        required=False,
        error_messages={"invalid_choice": "Select a borough from the list"},
    )
    station = forms.ChoiceField(
        label="Front counter",
        help_text="About it, or of the council of its borough",
        required=False,
        error_messages={"invalid_choice": "Select a front counter from the list"},
    )
    looks: ClassVar[dict[str, Look]] = {"borough": SMALL, "station": SMALL}
    method = "get"
    button = "Apply filters"

    def __init__(
        self, typed: Any, *, boroughs: Sequence[Borough], stations: Sequence[Station]
    ) -> None:
        super().__init__(typed)
        self.places: dict[str, dict[str, Any]] = {
            "borough": {one.slug: one for one in boroughs},
            "station": {one.slug: one for one in stations},
        }
        for name, found in self.places.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Any"), *((slug, str(one)) for slug, one in found.items())]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters in force, by name; what is not in the lists narrows nothing."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def asked(self) -> dict[str, Any]:
        """The places themselves."""
        return {name: self.places[name][value] for name, value in self.chosen.items()}
