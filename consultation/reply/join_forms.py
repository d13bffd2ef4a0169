"""Judging a code for colleagues: which one to make, and one that is entered. Saves nothing."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from consultation.reply.forms import InviteForm
from consultation.reply.rules import COLLEAGUES
from consultation.respond.codes import read_code
from consultation.templatetags.page_form import Look, PageForm


class MakeCodeForm(InviteForm):
    """For which role, and to which consultation where there are several."""

    title = "Make a code for colleagues"
    lead = (
        "Colleagues enter the code with their work email address, and we send the invitation "
        "there. It works for 10 colleagues and 7 days, or until the consultation closes if that is "
        "sooner. You can end it at any time."
    )
    email = None  # type: ignore[assignment]  # Django's way to leave a field out
    button: Any = "Make a code"

    def __init__(self, typed: Any, *, consultations: Sequence[Consultation]) -> None:
        super().__init__(typed, roles=COLLEAGUES, consultations=consultations)


class CodeForm(PageForm):
    """A code that a colleague handed out, and where to write to."""

    code = forms.CharField(
        label=_("Code from your colleague"),
        help_text=_("It has 16 letters and numbers, like 7KQ4-9XWD-MHPT-2RVB."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the code as your colleague gave it"),
            "max_length": _("Enter the code as your colleague gave it"),
        },
    )
    email = forms.EmailField(
        label=_("Your work email address"),
        help_text=_("We send you an invitation there, so that nobody else can join as you."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your work email address"),
            "invalid": _("Enter an email address like name@example.com"),
            "max_length": _("Enter an email address like name@example.com"),
        },
    )
    looks: ClassVar[dict[str, Look]] = {
        "code": Look(width="20", size="s"),
        "email": Look(width="two-thirds", size="s"),
    }
    button: Any = _("Send me an invitation")

    def clean_code(self) -> str:
        """The code in its one form."""
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(self.fields["code"].error_messages["required"])
        return code

    def clean_email(self) -> str:
        """In the one form that it is stored in."""
        return str(self.cleaned_data["email"]).lower()
