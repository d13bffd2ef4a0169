"""The forms that our pages are made of: ``class PlaceForm(PageForm)`` and ``{% crispy form %}``.

Nothing here saves or judges; a form adds its own ``clean`` as usual.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consultation.templatetags.once import once
from consultation.templatetags.parts import Look, StackedParts

__all__ = [
    "ActionButton",
    "DateParts",
    "DatePartsField",
    "LongText",
    "Look",
    "PageForm",
    "PageFormMixin",
    "StackedParts",
    "labelled",
]


class Helper(FormHelper):
    """What crispy needs to know. Its own looks the form's address up as the name of a page."""

    form_action = ""
    include_media = False  # scripts and styles are the page's, not a form's


class ActionButton:
    """A ``<button>`` for the end of a form; also usable inside a crispy layout.

    :param look: "" for the main action, else "secondary" or "warning".
    :param name, value: sent with the form when this button is pressed, where both are given.
    """

    def __init__(self, text: Any, *, name: str = "", value: str = "", look: str = "") -> None:
        self.text, self.name, self.value, self.look = text, name, value, look

    @property
    def drawn(self) -> SafeString:
        """The button as HTML."""
        text = conditional_escape(self.text)
        key = ("button", get_language(), text, self.name, self.value, self.look)
        return once(key, lambda: render_to_string("consult/layout/button.html", {"button": self}))

    def render(self, form: Any, context: Any, template_pack: str = "consult", **kwargs: Any) -> str:
        return self.drawn


#: Of a field that takes text: what is said where a letter is none that can be stored.
LETTERS = {"null_characters_not_allowed": "Enter words of letters and numbers"}


class PageFormMixin:
    """What a page's form says of its own look; put before ``forms.Form`` or ``forms.ModelForm``.

    looks:      how single fields are drawn, by name.
    button:     the words on the main button; "" for none.
    buttons:    further buttons after it.
    method:     "post", or "get" for a search.
    action:     the address it is sent to; "" is the page itself.
    """

    use_required_attribute = False
    looks: ClassVar[Mapping[str, Look]] = {}
    button: Any = _("Continue")
    buttons: Sequence[ActionButton] = ()
    method = "post"
    action = ""
    fields: dict[str, forms.Field]

    @cached_property
    def helper(self) -> Helper:
        """The crispy helper, so that ``{% crispy form %}`` is all that a template needs.

        Without a layout: the pack draws the fields in their order, which takes half as long.
        """
        helper = Helper()
        helper.form_method = self.method
        helper.form_action = self.action
        helper.buttons = self.all_buttons()
        return helper

    def offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """What can be chosen in a field, known only once the form is made."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def all_buttons(self) -> list[ActionButton]:
        first = [ActionButton(self.button)] if self.button else []
        return [*first, *self.buttons]


class PageForm(PageFormMixin, forms.Form):
    """A form of one page."""


class LongText(forms.CharField):
    """A textarea that counts as the reader's browser counts: a line break is one character.

    A browser sends each line break as two characters, so that a text just under the limit on
    screen would be refused. The limit is told by a message and never by cutting the text.
    """

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea)
        messages = kwargs.pop("error_messages", {})
        if max_length:
            told = _("Your answer must be %(limit)s characters or less") % {
                "limit": f"{max_length:,}"
            }
            messages = {"max_length": told, **messages}
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str | None:
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(value)


def labelled(box: forms.Widget, label: Any) -> forms.Widget:
    """A box of a widget of several, with its own label."""
    box.label = label  # type: ignore[attr-defined]
    return box


class DateParts(forms.MultiWidget):
    """Day, month and year as three text boxes."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        short = {"inputmode": "numeric", "class": "govuk-input--width-2"}
        year = {"inputmode": "numeric", "class": "govuk-input--width-4"}
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": labelled(forms.TextInput(short), _("Day")),
            "month": labelled(forms.TextInput(short), _("Month")),
            "year": labelled(forms.TextInput(year), _("Year")),
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, datetime.date):
            return [value.day, value.month, value.year]
        return [None, None, None]


class DatePartsField(forms.MultiValueField):
    """A date typed in three boxes. Cleans to ``datetime.date``, or None where it may be empty.

    :param called: the date's name as it starts a message: "Closing date must include a month".
    :raises ValidationError: with ``params["parts"]`` naming the boxes at fault.
    """

    widget = DateParts

    def __init__(self, *, called: Any, required: bool = True, **kwargs: Any) -> None:
        self.called = called
        boxes = tuple(forms.CharField(required=False, max_length=4) for _part in range(3))
        super().__init__(fields=boxes, required=required, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        typed = [str(part or "").strip() for part in (value or ["", "", ""])]
        parts = dict(zip(("day", "month", "year"), typed, strict=True))
        missing = [name for name, part in parts.items() if not part]
        if len(missing) == 3:
            if self.required:
                raise ValidationError(_("Enter %(called)s") % {"called": _lower(self.called)})
            return None
        if missing:
            wanted = _(" and ").join(_("a %(part)s") % {"part": PART[name]} for name in missing)
            raise _wrong(_("%(called)s must include %(wanted)s"), self.called, missing, wanted)
        try:
            found = datetime.date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        except (ValueError, OverflowError):
            raise _wrong(_("%(called)s must be a real date"), self.called, list(parts)) from None
        if len(parts["year"]) != 4:
            raise _wrong(_("Year must include 4 numbers"), self.called, ["year"])
        return found


PART = {"day": _("day"), "month": _("month"), "year": _("year")}


def _lower(called: Any) -> str:
    text = str(called)
    return text[:1].lower() + text[1:]


def _wrong(message: Any, called: Any, parts: list[str], wanted: str = "") -> ValidationError:
    params = {"called": called, "wanted": wanted, "parts": parts}
    return ValidationError(message, code="date", params=params)
