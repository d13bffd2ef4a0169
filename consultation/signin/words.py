"""Words that whoever guesses a password here would try first."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

OWN = ("counterpoint", "consultation", "frontcounter", "password")
LEAST = 4  # letters of a part of the address: shorter ones stand in any word
ENOUGH = 8  # signs beside those words
REFUSAL = "Your password is little more than the name of this service."


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
