"""Judging what somebody types who signs in, or who changes how they do."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from consultation.models import User
from consultation.respond.codes import read_recovery_code
from consultation.signin import rules, totp
from consultation.templatetags.page_form import Look, PageForm, PageFormMixin

WRONG_CODE = "The code is wrong, too old, or was used before. Enter the one that your app shows now"
NONE_YET = "You have none yet. Sign out, and choose “Forgotten your password?” where staff sign in."
WRONG_RECOVERY = "The recovery code is wrong or was used before"


class SignInForm(PageFormMixin, AuthenticationForm):
    """E-mail and password. One error for all that may be wrong, so that it tells nothing more."""

    username = forms.CharField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your email address",
            "max_length": "Enter an email address of 254 characters or less",
        },
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "Your email address or password is wrong",
        "inactive": "Your email address or password is wrong",
    }
    looks: ClassVar[dict[str, Look]] = {
        "username": Look(size="s", width="two-thirds"),
        "password": Look(size="s", width="two-thirds"),
    }
    button = "Sign in"

    def __init__(self, *args: Any, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal = refusal

    def clean(self) -> dict[str, Any]:
        """Look the password up, unless too many were tried."""
        if self.refusal:
            raise ValidationError(self.refusal)
        return super().clean()


def _digits(typed: str) -> str:
    """The digits of a code, however they were spaced. Raises ValidationError on anything else."""
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == totp.DIGITS):
        raise ValidationError("Enter the 6 numbers that your app shows")
    return digits


class CodeField(forms.CharField):
    """The six digits that an app shows. The name of such a field keeps it out of error pages."""

    def __init__(self) -> None:
        super().__init__(
            label="Code from your app",
            help_text="6 numbers, which change every half minute.",
            max_length=20,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "one-time-code",
                    "inputmode": "numeric",
                    "spellcheck": "false",
                }
            ),
            error_messages={
                "required": "Enter the code from your app",
                "max_length": "Enter the 6 numbers that your app shows",
            },
        )

    def clean(self, value: Any) -> str:
        """The digits alone."""
        return _digits(super().clean(value))


class StepForm(PageForm):
    """The second step of signing in: something is typed that only the person has."""

    token: forms.CharField
    wrong: ClassVar[str]
    button = "Sign in"


class CodeForm(StepForm):
    token = CodeField()
    wrong = WRONG_CODE
    looks: ClassVar[dict[str, Look]] = {"token": Look(size="s", width="10")}


class RecoveryForm(StepForm):
    token = forms.CharField(
        label="Recovery code",
        help_text="One of those that you kept, like 7KQ4-9XWD-MHPT-2RVB-5N8C-JZ3F. It works once.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter a recovery code",
            "max_length": "Enter a recovery code of 24 letters and numbers",
        },
    )
    wrong = WRONG_RECOVERY
    looks: ClassVar[dict[str, Look]] = {"token": Look(size="s", width="two-thirds")}

    def clean_token(self) -> str:
        """The code in its one form."""
        code = read_recovery_code(self.cleaned_data["token"])
        if not code:
            raise ValidationError("Enter a recovery code of 24 letters and numbers")
        return code


class PasswordForm(PageForm):
    """Something that only the owner of the account may do: the password shows who it is.

    :param refusal: why no password is looked up now, as too many wrong ones were tried.
    """

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )
    looks: ClassVar[dict[str, Look]] = {"password": Look(size="s", width="two-thirds")}

    def __init__(self, *args: Any, person: User, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.refusal = person, refusal
        self.guessed = False  # a password was looked up, and was wrong
        if "password" in self.fields and not person.has_usable_password():
            self.fields["password"].help_text = NONE_YET

    def clean_password(self) -> str:
        """The right one. Raises ValidationError otherwise."""
        if self.refusal:
            raise ValidationError(self.refusal)
        password = str(self.cleaned_data["password"])
        self.guessed = not self.person.check_password(password)
        if self.guessed:
            raise ValidationError("Your password is wrong")
        return password


class NewPasswordField(forms.CharField):
    """A password that is chosen. Whether it is good enough is judged with what else is known."""

    def __init__(self) -> None:
        super().__init__(
            label="New password",
            help_text="At least 12 characters. Three or four unrelated words will do.",
            strip=False,
            max_length=1_000,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            error_messages={
                "required": "Enter a new password",
                "max_length": "Your new password must be 1,000 characters or less",
            },
        )


class ForgottenForm(PageForm):
    """Whose password was forgotten."""

    email = forms.EmailField(
        label="Email address",
        help_text="The one that you sign in with.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address like name@example.com",
            "max_length": "Enter an email address of 254 characters or less",
        },
    )
    looks: ClassVar[dict[str, Look]] = {"email": Look(size="s", width="two-thirds")}
    button = "Send me a link"

    def clean_email(self) -> str:
        """In the one form that it is stored in."""
        return str(self.cleaned_data["email"]).lower()


class ChoosePasswordForm(PageForm):
    """A password for the account that a link is for."""

    new_password = NewPasswordField()
    looks: ClassVar[dict[str, Look]] = {"new_password": Look(size="s", width="two-thirds")}
    button = "Choose this password"

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new_password(self) -> str:
        """Hard to guess, and not the name."""
        new = str(self.cleaned_data["new_password"])
        validate_password(new, self.person)
        return new


class NewPasswordForm(PasswordForm):
    """Another password for one's own account, after the one of now."""

    new_password = NewPasswordField()
    field_order = ("password", "new_password")
    looks: ClassVar[dict[str, Look]] = {
        "password": Look(size="s", width="two-thirds"),
        "new_password": Look(size="s", width="two-thirds"),
    }
    button = "Change your password"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Your password now"

    def clean_new_password(self) -> str:
        """Hard to guess, not the name, and not the one of now."""
        new = str(self.cleaned_data["new_password"])
        validate_password(new, self.person)
        if new == self.cleaned_data.get("password"):
            raise ValidationError("Enter a password that is not the one of now")
        return new


class RemoveForm(PasswordForm):
    button = "Remove the app"


class RemovePasskeyForm(PasswordForm):
    button = "Remove the passkey"


class PasskeyAnswer(forms.CharField):
    """What the browser answers, put there by static/js/passkey.js."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            max_length=20_000,
            widget=forms.HiddenInput,
            error_messages={"required": missing, "max_length": missing},
        )


class UsePasskeyForm(PageForm):
    """Nothing to type: the button starts the browser's own question."""

    token = PasskeyAnswer("The passkey was not used. Try again, or choose another way")
    button = "Use your passkey"


class AddPasskeyForm(PasswordForm):
    """A new passkey with its name. The password too, where it was not given a moment ago."""

    name = forms.CharField(
        label="What do you call it?",
        help_text="So that you can tell it from others, like “Work laptop” or “Blue key”.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter a name for the passkey",
            "max_length": "The name must be 60 characters or less",
        },
    )
    token = PasskeyAnswer("No passkey was made. Try again, or set up an app instead")
    field_order = ("name", "password", "token")
    looks: ClassVar[dict[str, Look]] = {
        "name": Look(size="s", width="two-thirds"),
        "password": Look(size="s", width="two-thirds"),
    }
    button = "Make the passkey"

    def __init__(self, *args: Any, ask_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_password:
            del self.fields["password"]

    def clean(self) -> dict[str, Any]:
        """Where something else is missing, the browser was not asked for a passkey yet."""
        if len(self.errors) > 1:
            self.errors.pop("token", None)
        return self.cleaned_data

    def clean_name(self) -> str:
        """Not the name of another one."""
        name = str(self.cleaned_data["name"])
        if refusal := rules.why_not_add_passkey(self.person, name):
            raise ValidationError(refusal)
        return name


class SignOutForm(PasswordForm):
    button = "Sign out there"


class RenewForm(PasswordForm):
    button = "Make new recovery codes"


class SetUpAppForm(PasswordForm):
    """The first code of an app. The password too, where it was not given a moment ago.

    Cleans `token` to the half minute that the code belongs to.
    """

    token = CodeField()
    looks: ClassVar[dict[str, Look]] = {
        "token": Look(size="s", width="10"),
        "password": Look(size="s", width="two-thirds"),
    }
    field_order = ("token", "password")
    button = "Switch two-factor sign-in on"

    def __init__(
        self, *args: Any, secret: bytes, at: datetime, ask_password: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.secret, self.at = secret, at
        if not ask_password:
            del self.fields["password"]

    def clean_token(self) -> int:
        """The half minute of the code. Raises ValidationError where it is wrong."""
        step = totp.step_of(self.secret, self.cleaned_data["token"], at=self.at)
        if step is None:
            raise ValidationError(
                "The code is wrong. Enter the one that your app shows now, and see to it that the "
                "time of your phone is right"
            )
        return step
