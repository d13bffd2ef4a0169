"""Tags for pages in several languages: ``{% load consult_languages %}``.

===================================== =========================================================
``{% page_address as address %}``      all that `language_links` hangs on, apart from the language
``{% language_links as links %}``     this page in every language that it is offered in
``{% machine_drafted as drafted %}``  whether nobody has checked the words of this page yet
``{% words thing "field" %}``         a consultation's own text, translated where it can be
``{{ text|english }}``                a text that there is in English only, marked as English
``{% character_count %}``             the script's words of a counted text box, as attributes
``{% file_words %}``                  the script's words of a file to send, as attributes
===================================== =========================================================
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.db import models
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation import languages

register = template.Library()


@dataclass(frozen=True)
class Link:
    """The page in one language. `alternate` is its whole address, for search engines."""

    language: languages.Language
    href: str
    alternate: str
    here: bool


def _request_of(context: Context) -> HttpRequest | None:
    """The request, where its address has a name."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return request if isinstance(request, HttpRequest) and match and match.view_name else None


def _asked_of(request: HttpRequest) -> str:
    """What follows the address and is asked again in another language."""
    return str(request.META.get("QUERY_STRING", "")) if request.method in ("GET", "HEAD") else ""


@register.simple_tag(takes_context=True)
def page_address(context: Context) -> str:
    """Return the address as far as the page names it, or nothing where it has none."""
    request = _request_of(context)
    return f"{request.build_absolute_uri(request.path)}?{_asked_of(request)}" if request else ""


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[Link]:
    """Return the page in each language, or nothing where it is in English only."""
    request = _request_of(context)
    match = request.resolver_match if request else None
    if request is None or match is None:
        return []
    if not _has_a_prefix(match.view_name, tuple(match.args), tuple(match.kwargs.items())):
        return []
    asked = _asked_of(request)
    path, root = languages.unprefixed(request.path), request.build_absolute_uri("/")[:-1]
    found = []
    for language in languages.offered():
        address = path if language.code == languages.ENGLISH else f"/{language.code}{path}"
        href = f"{address}?{asked}" if asked else address
        here = language.code == languages.current()
        found.append(Link(language, href, root + address, here))
    return found


@lru_cache(maxsize=4096)
def _has_a_prefix(name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> bool:
    """Whether the page called `name` has another address in another language."""
    addresses = set()
    for language in languages.offered():
        with translation.override(language.code):
            try:
                addresses.add(reverse(name, args=args, kwargs=dict(kwargs)))
            except NoReverseMatch:
                return False
    return len(addresses) > 1


@register.simple_tag
def machine_drafted() -> bool:
    """Return whether the catalogue of this language has not been checked by a person."""
    return not languages.checked(languages.current())


@register.simple_tag(takes_context=True)
def words(
    context: Context, thing: models.Model, field: str, plain: bool = False, block: bool = False
) -> str:
    """Return a field's text in the language of the page, else the English, marked as English.

    Published translations stand in the context as ``translations`` (`languages.Translations`).

    :param plain: without any tag, for a title or an attribute.
    :param block: as paragraphs.
    """
    kept = context.get("translations") or languages.NONE
    if plain:
        return languages.found(thing, field, str(getattr(thing, field)), kept)[0]
    return languages.worded(thing, field, kept, block=block)


@register.filter
def english(text: Any) -> Any:
    """Mark a text that there is in English only; on an English page it stays as it is."""
    if not text or languages.current() == languages.ENGLISH:
        return text
    return format_html('<span lang="en" dir="ltr">{}</span>', text)


#: For each form that a script chooses words by: a number that takes it.
PLURALS: dict[str, dict[str, int]] = {
    "cy": {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 6, "other": 4},
    "pl": {"one": 1, "few": 2, "many": 5, "other": 5},
}
ONE_AND_OTHER = {"one": 1, "other": 2}


@register.simple_tag
def character_count() -> SafeString:
    """Return the words that the script shows below a counted text box; none for English."""
    if languages.current() == languages.ENGLISH:
        return mark_safe("")  # the script's own words
    words = [("characters-at-limit", _("You have 0 characters remaining"))]
    for form, number in PLURALS.get(languages.current(), ONE_AND_OTHER).items():
        left = ngettext(
            "You have %(count)s character remaining",
            "You have %(count)s characters remaining",
            number,
        )
        over = ngettext(
            "You have %(count)s character too many",
            "You have %(count)s characters too many",
            number,
        )
        words.append((f"characters-under-limit.{form}", left % {"count": "%{count}"}))
        words.append((f"characters-over-limit.{form}", over % {"count": "%{count}"}))
    return _attributes(words)


@register.simple_tag
def file_words() -> SafeString:
    """Return the words that the script shows around a file to send; none for English."""
    if languages.current() == languages.ENGLISH:
        return mark_safe("")
    words = [
        ("choose-files-button", _("Choose file")),
        ("drop-instruction", _("or drop file")),
        ("no-file-chosen", _("No file chosen")),
        ("entered-drop-zone", _("Entered drop zone")),
        ("left-drop-zone", _("Left drop zone")),
    ]
    for form, number in PLURALS.get(languages.current(), ONE_AND_OTHER).items():
        chosen = ngettext("%(count)s file chosen", "%(count)s files chosen", number)
        words.append((f"multiple-files-chosen.{form}", chosen % {"count": "%{count}"}))
    return _attributes(words)


def _attributes(words: list[tuple[str, str]]) -> SafeString:
    return format_html_join("", ' data-i18n.{}="{}"', words)
