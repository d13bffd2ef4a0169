"""What an answer is, by its question's kind: from a draft's value to rows and words. Pure.

A value is a text, or a list of texts where a kind takes several. Empty means not answered.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultation.models import MANY, WORDS, QuestionKind, QuestionVersion

Value = str | list[str]
Row = tuple[str, str]  # choice and text of an Answer; one of them is empty


def rows_of(version: QuestionVersion, value: Value) -> list[Row]:
    """The rows that hold a value, in order; none for no answer."""
    if isinstance(value, list):
        return [(one, "") for one in value]
    if not value:
        return []
    return [("", value)] if version.question.kind in WORDS else [(value, "")]


def value_of(version: QuestionVersion, rows: Sequence[Row]) -> Value:
    """The value that rows hold, in the order of their places."""
    if version.question.kind in MANY:
        return [choice for choice, _text in rows]
    return next((choice or text for choice, text in rows), "")


def words_of(version: QuestionVersion, value: Value) -> str:
    """The answer as it reads; several on a line each. Empty for no answer."""
    kind = version.question.kind
    if isinstance(value, list):
        named = [version.label(one) for one in value]
        if kind == QuestionKind.RANKING:
            named = [f"{place}. {one}" for place, one in enumerate(named, start=1)]
        return "\n".join(named)
    if kind == QuestionKind.DATE and value:
        return date_format(date.fromisoformat(value), "j F Y")
    return version.label(value) if value else ""


def ordinal(place: int) -> str:
    """How a choice in a ranking is called, by its place from 1 on."""
    named = [_("First choice"), _("Second choice"), _("Third choice"), _("Fourth choice")]
    if place <= len(named):
        return named[place - 1]
    return _("Choice %(number)s") % {"number": place}
