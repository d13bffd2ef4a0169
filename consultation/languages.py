"""The languages of the pages. The address alone says which: /ur/consultations/... is Urdu.

No cookie, no session and no Accept-Language decides, so that an address shows everybody the same
page, and a link that somebody passes on says what it said to them.
"""

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import bidirectional

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import (
    get_language,
    get_language_from_path,
    get_language_info,
    pgettext,
)
from django.utils.translation import gettext as _

ENGLISH = "en"
LOCALE = Path(__file__).resolve().parent / "locale"


def pgettext_noop(context: str, text: str) -> str:
    """Mark a text for the catalogues, in a context: in Welsh a yes depends on the question."""
    return text


def is_right_to_left(text: str) -> bool:
    """Whether a text begins, as its first letter says, at the right: what `dir="auto"` does."""
    for sign in text:
        if (kind := bidirectional(sign)) in ("L", "R", "AL"):
            return kind != "L"
    return False


View = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True)
class Language:
    """One language that pages are offered in, by its own name."""

    code: str
    name: str
    direction: str  # "ltr" or "rtl"


@lru_cache(maxsize=1)
def offered() -> tuple[Language, ...]:
    """All of them, English first."""
    every = []
    for code, _english in settings.LANGUAGES:
        info = get_language_info(code)
        name = str(info["name_local"])
        every.append(Language(code, name[:1].upper() + name[1:], "rtl" if info["bidi"] else "ltr"))
    return tuple(every)


def current() -> str:
    """The code of the language that the page is shown in."""
    return get_language() or ENGLISH


@lru_cache(maxsize=16)
def checked(language: str) -> bool:
    """Whether a person has checked the catalogue. English needs no check."""
    if language == ENGLISH:
        return True
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file).info().get("x-checked") == "yes"


def unprefixed(path: str) -> str:
    """An address as it is in English: /ur/help/ is /help/."""
    language = get_language_from_path(path)
    prefix = f"/{language}/"
    return path[len(prefix) - 1 :] if language and path.startswith(prefix) else path


def by_address(get_response: View) -> View:
    """Middleware: answer in the language that the address begins with, else in English."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        language = get_language_from_path(request.path_info) or ENGLISH
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return answer


def time_in_words(hour: int, minute: int, *, short: bool = False) -> str:
    """A time of day: 11:59pm, or 23:59 in a language that counts to 24.

    :param short: "5pm" for a full hour, where the language writes so.
    """
    # Translators: write 24 where 23:59 is more usual than 11:59pm.
    if pgettext("hours that a clock counts to", "12") == "24":
        return f"{hour}:{minute:02}"
    minutes = f":{minute:02}" if minute or not short else ""
    half = _("pm") if hour >= 12 else _("am")
    return f"{hour % 12 or 12}{minutes}{half}"


class InEnglish(str):
    """A text that there is in English only: in a page it says so, elsewhere it is its words."""

    def __html__(self) -> str:
        return format_html('<span lang="en" dir="ltr">{}</span>', str(self))


class Translated(NamedTuple):
    """A published translation, and the English that it was made from."""

    text: str
    english: str


#: Of one language, by what is translated ("proposal:12") and its field.
Translations = Mapping[tuple[str, str], Translated]
NONE: Translations = {}


def subject_of(thing: models.Model) -> str:
    """How a translation names what it belongs to: `model:key`, as events do."""
    return f"{thing._meta.model_name}:{thing.pk}"


def found(
    thing: models.Model, field: str, english: str, translations: Translations = NONE
) -> tuple[str, str]:
    """A text and the code of its language: the translation, unless the English has changed since.

    :param field: the field's name, or "option value" for one option of a question.
    """
    kept = translations.get((subject_of(thing), field)) if translations else None
    if kept is not None and kept.english == english:
        return kept.text, current()
    return english, ENGLISH


def worded(
    thing: models.Model,
    field: str,
    translations: Translations = NONE,
    *,
    english: str | None = None,
    block: bool = False,
) -> SafeString:
    """A text of a consultation for the page: translated, else in English and marked as English.

    :param english: the text itself, where it is no field of the row.
    :param block: several paragraphs, with their tags.
    """
    source = str(getattr(thing, field)) if english is None else english
    text, language = found(thing, field, source, translations)
    shown = linebreaks(text, autoescape=True) if block else conditional_escape(text)
    if not text or language == current():
        return mark_safe(shown)  # noqa: S308 - escaped above
    tag = "div" if block else "span"
    return format_html('<{} lang="{}" dir="ltr">{}</{}>', tag, language, mark_safe(shown), tag)  # noqa: S308
