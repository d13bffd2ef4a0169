"""Judging what is typed about signing in with a work account. Nothing here saves."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from consultation.models.identity_provider import ISSUER
from consultation.reply.forms import StepForm
from consultation.signin import discovery, rules
from consultation.signin.fetching import place_of
from consultation.templatetags.page_form import Look, PageForm

TWO_THIRDS = Look(size="s", width="two-thirds")
ENTER_EMAIL = "Enter your work email address, like name@redbridge.gov.uk"
AND_THEN = "Check the issuer with their IT team, and enter the secret again"
ENTER_ISSUER = "Enter the issuer, an address that starts with https://"


class WorkAddressForm(PageForm):
    """Whose sign-in it is follows from the email address."""

    email = forms.EmailField(
        label="Work email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your work email address",
            "invalid": ENTER_EMAIL,
            "max_length": ENTER_EMAIL,
        },
    )
    looks: ClassVar[dict[str, Look]] = {"email": TWO_THIRDS}


class SecretField(forms.CharField):
    """What shows their sign-in that we ask. Its name keeps it out of error pages."""

    def __init__(self) -> None:
        super().__init__(
            label="Client secret",
            help_text="Its value, not its number. It is kept encrypted and never shown again.",
            max_length=500,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            error_messages={
                "required": "Enter the client secret",
                "max_length": "The client secret must be 500 characters or less",
            },
        )


class ProviderForm(StepForm):
    """Where the people of an organisation sign in. What cannot be reached now is told at once."""

    title = "Let its people sign in with work accounts"
    issuer = forms.CharField(
        label="Issuer",
        help_text="For Microsoft Entra ID: https://login.microsoftonline.com/, then the directory "
        "(tenant) ID, then /v2.0",
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": ENTER_ISSUER,
            "max_length": "The issuer must be 500 characters or less",
        },
    )
    client_id = forms.CharField(
        label="Client ID",
        help_text="What the organisation’s sign-in calls Counterpoint.",
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter the client ID",
            "max_length": "The client ID must be 255 characters or less",
        },
    )
    client_secret = SecretField()
    trusts_second_factor = forms.BooleanField(
        label="Their second factor is enough, where their sign-in says that it was used (amr)",
        help_text="Whoever set up two-factor sign-in here is then asked for nothing more. "
        "Approvers still have to set it up here.",
        required=False,
    )
    looks: ClassVar[dict[str, Look]] = {
        "issuer": Look(size="s"),
        "client_id": TWO_THIRDS,
        "client_secret": TWO_THIRDS,
    }
    button: Any = "Check it and save"

    def clean_issuer(self) -> str:
        """One that may be asked."""
        issuer = str(self.cleaned_data["issuer"])
        if not re.fullmatch(ISSUER, issuer) or place_of(issuer) is None:
            raise ValidationError(ENTER_ISSUER)
        if refusal := rules.why_not_issuer(issuer):
            raise ValidationError(refusal)
        return issuer

    def clean(self) -> dict[str, Any]:
        """Once all is typed, ask it."""
        if not self.errors and (wrong := discovery.check(self.cleaned_data["issuer"])):
            self.add_error("issuer", f"People cannot sign in there: {wrong}. {AND_THEN}")
        return self.cleaned_data


class SecretForm(StepForm):
    """Another secret, in place of one that ends."""

    title = "Replace the client secret"
    lead = "Make a new one at the organisation’s sign-in first. The one before is forgotten here."
    client_secret = SecretField()
    looks: ClassVar[dict[str, Look]] = {"client_secret": TWO_THIRDS}
    button: Any = "Replace the secret"
