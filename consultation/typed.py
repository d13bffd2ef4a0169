"""What somebody typed into a form that cannot be taken, so that the answer can show it back."""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.request import UnreadablePostError

SECRETS = ("csrf", "token", "password", "secret")
CSRF = "csrfmiddlewaretoken"
WORDS = 20  # letters; one word of no more was chosen rather than written


def label(name: str) -> str:
    """The name of a field as people read it."""
    return name.replace("-", " ").replace("_", " ").capitalize()


def typed_in(request: HttpRequest, *, longer_than: int = 0) -> list[tuple[str, str]]:
    """Pairs of a readable name and what was typed; no secrets.

    A value without a space that has no more letters than `longer_than` was not typed.
    """
    try:
        fields = list(request.POST.lists())
    except (UnreadablePostError, SuspiciousOperation):
        return []
    return [
        (label(name), value)
        for name, values in fields
        if not any(word in name.lower() for word in SECRETS)
        for value in values
        if (words := value.strip()) and (" " in words or len(words) > longer_than)
    ]


def again(request: HttpRequest) -> list[tuple[str, str]]:
    """All that was posted, by its names, so that a button can send it once more.

    Empty where that cannot be: a file does not come back, and a password is shown to nobody.
    """
    if request.method != "POST":
        return []
    try:
        fields, files = list(request.POST.lists()), bool(request.FILES)
    except (UnreadablePostError, SuspiciousOperation):
        return []
    own = [name for name, _values in fields if name != CSRF]
    if files or any(word in name.lower() for name in own for word in SECRETS):
        return []
    return [(name, value) for name, values in fields for value in values]
