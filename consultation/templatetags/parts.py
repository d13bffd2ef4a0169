"""What the templates of the pack need to know of one form field, worked out once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from consultation.templatetags.choices import Choice, Kind, render_choices

#: Attributes that a browser would act on before our own messages could: text cut without a word,
#: a bubble in the browser's language. The server says these things instead.
#: Size and limits of a number are the look's and the server's too.
LEFT_OUT = {
    *("class", "id", "aria-describedby", "required", "rows", "cols"),
    *("maxlength", "minlength", "min", "max", "step"),
}
WHOLE_NUMBER = {"inputmode": "numeric", "spellcheck": "false"}
DECIMAL_NUMBER = {"inputmode": "decimal", "spellcheck": "false"}


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one field is drawn. A form names them by field: ``looks = {"postcode": Look(...)}``.

    heading:  the label (or legend) is the page's ``h1``; for pages that ask one thing.
    size:     of the label: "s", "m", "l" or "xl"; "" is running text.
    width:    of a text box: "2", "3", "4", "5", "10", "20" characters, or "one-half" and its like.
    rows:     of a textarea.
    prefix, suffix: shown beside a text box, such as "£".
    hints:    text under a choice, by value.
    dividers: text before a choice, by value, such as "or".
    exclusive: values of checkboxes that untick all the others.
    small, inline: variants of radios and checkboxes; inline only for two short radios.
    """

    heading: bool = False
    size: str = ""
    width: str = ""
    rows: int = 5
    prefix: str = ""
    suffix: str = ""
    hints: Mapping[str, Any] = field(default_factory=dict)
    dividers: Mapping[str, Any] = field(default_factory=dict)
    exclusive: Collection[str] = ()
    small: bool = False
    inline: bool = False


PLAIN = Look()


def look_of(bound: BoundField) -> Look:
    """The field's look: the form's ``looks``, else the field's own ``look``, else plain.

    ``field.page_heading = True`` on a form field is the short way to ``Look(heading=True)``.
    """
    named: Look | None = getattr(bound.form, "looks", {}).get(bound.name)
    own: Look | None = getattr(bound.field, "look", None)
    if named or own:
        return named or own or PLAIN
    return Look(heading=True) if getattr(bound.field, "page_heading", False) else PLAIN


class StackedParts(forms.MultiWidget):
    """Several boxes or lists below one another that together are one answer."""

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if isinstance(value, (list, tuple)) else []


class Trap(forms.TextInput):
    """A box that must stay empty: drawn where nobody sees it, nor comes to it by keyboard."""


class Part:
    """One bound field as the templates in ``templates/consult/kinds/`` draw it."""

    def __init__(self, bound: BoundField) -> None:
        self.bound = bound
        self.widget: forms.Widget = bound.field.widget
        self.look = look_of(bound)
        self.id = _id(bound)
        self.name = bound.html_name
        self.label = bound.label
        self.hint = bound.help_text
        self.errors = [str(error) for error in bound.errors]

    @cached_property
    def kind(self) -> str:
        """The name of the template that draws it."""
        for widget_class, kind in KINDS:
            if isinstance(self.widget, widget_class):
                return kind
        return "text"

    @property
    def template(self) -> str:
        return f"consult/kinds/{self.kind}.html"

    @property
    def hint_id(self) -> str:
        return f"{self.id}-hint" if self.hint else ""

    @property
    def error_id(self) -> str:
        return f"{self.id}-error" if self.errors else ""

    @property
    def counted(self) -> int | None:
        """The most characters a textarea may hold, or None where there is no limit."""
        return getattr(self.bound.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def counted_text(self) -> str:
        """The limit as people write it: "2,000"."""
        return number_format(self.counted, force_grouping=True) if self.counted else ""

    @property
    def described_by(self) -> SafeString:
        """`` aria-describedby="..."`` over count, hint and error, or nothing."""
        info = f"{self.id}-info" if self.counted else ""
        ids = " ".join(filter(None, (info, self.hint_id, self.error_id)))
        return format_html(' aria-describedby="{}"', ids) if ids else mark_safe("")

    @property
    def value(self) -> str:
        """The text in the box: what was typed, else the initial value."""
        shown = self.widget.format_value(self.bound.value())
        return "" if shown is None else str(shown)

    @property
    def input_type(self) -> str:
        # A number box scrolls its value away and rounds long references: GOV.UK asks for text.
        kind = getattr(self.widget, "input_type", "text")
        return "text" if kind == "number" else str(kind)

    @property
    def classes(self) -> str:
        """Further classes of the box: its width, and any that the widget names."""
        width = self.look.width
        by_number = f"govuk-input--width-{width}" if width.isdigit() else ""
        by_share = f"govuk-!-width-{width}" if width and not width.isdigit() else ""
        return " ".join(filter(None, (by_number, by_share, self.widget.attrs.get("class"))))

    @property
    def attributes(self) -> SafeString:
        """The widget's further attributes (autocomplete, inputmode...), escaped."""
        return _attributes(self._number_attributes() | self.widget.attrs, self.bound.field.disabled)

    def _number_attributes(self) -> dict[str, str]:
        if not isinstance(self.widget, forms.NumberInput):
            return {}
        whole = isinstance(self.bound.field, forms.IntegerField) and not isinstance(
            self.bound.field, (forms.FloatField, forms.DecimalField)
        )
        return WHOLE_NUMBER if whole else DECIMAL_NUMBER

    @property
    def choice_kind(self) -> Kind:
        many = isinstance(self.widget, forms.CheckboxSelectMultiple)
        return "checkboxes" if many else "radios"

    @property
    def choices(self) -> SafeString:
        """All radios or checkboxes, ready to be put in a fieldset."""
        look = self.look
        return render_choices(
            self.name,
            [choice for choice in _choices(self.widget) if not _is_blank(choice)],
            self._chosen(),
            kind=self.choice_kind,
            id_base=self.id,
            hints=look.hints,
            dividers=look.dividers,
            exclusive=look.exclusive,
            disabled=self.bound.field.disabled,
            small=look.small,
            inline=look.inline,
        )

    @property
    def options(self) -> SafeString:
        """The options of a select, grouped where the choices are."""
        return _options(_choices(self.widget), {str(value) for value in self._chosen()})

    def _chosen(self) -> list[Any]:
        value = self.widget.format_value(self.bound.value())
        if isinstance(value, (list, tuple)):
            return ["" if one is None else one for one in value]
        return [] if value is None else [value]

    @property
    def hidden_values(self) -> list[Any]:
        """The values of a hidden field: one, or as many as were chosen."""
        return (
            self._chosen() if isinstance(self.widget, forms.MultipleHiddenInput) else [self.value]
        )

    @property
    def ticked(self) -> bool:
        """Whether a single tick box is ticked."""
        check = getattr(self.widget, "check_test", bool)
        return bool(check(self.bound.value()))

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """The text boxes of a widget of several parts, such as a date's day, month and year."""
        widget = self.widget
        if not isinstance(widget, forms.MultiWidget):
            return []
        value = self.bound.value()
        values = value if isinstance(value, (list, tuple)) else widget.decompress(value) or ()
        values = [*values, *[None] * (len(widget.widgets) - len(values))]
        keys: list[str] = widget.widgets_names  # type: ignore[attr-defined]
        faulty = parts_at_fault(self.bound)
        return [
            {
                "id": self.id if number == 0 else f"{self.id}_{key.lstrip('_')}",
                "name": f"{self.name}{key}",
                "label": getattr(inner, "label", key.lstrip("_").capitalize()),
                "value": "" if part is None else part,
                "wrong": bool(self.errors) and (not faulty or key.lstrip("_") in faulty),
                "classes": inner.attrs.get("class", "govuk-input--width-2"),
                "options": _options(_choices(inner), {str(part or "")})
                if isinstance(inner, forms.Select)
                else "",
                "attributes": _attributes(inner.attrs, self.bound.field.disabled),
            }
            for number, (inner, key, part) in enumerate(
                zip(widget.widgets, keys, values, strict=False)
            )
        ]


def parts_at_fault(bound: BoundField) -> set[str]:
    """The parts that a ``ValidationError(..., params={"parts": ["month"]})`` names."""
    found = bound.form.errors.as_data().get(bound.name, [])
    return {part for error in found for part in (error.params or {}).get("parts", ())}


def target_id(bound: BoundField) -> str:
    """The id that an error about the field links to: always that of something that takes focus."""
    part = Part(bound)
    for box in part.boxes:
        if box["wrong"]:
            return str(box["id"])
    return part.id


KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (Trap, "trap"),
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "tick"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
    (StackedParts, "stack"),
    (forms.MultiWidget, "parts"),
)


def _id(bound: BoundField) -> str:
    return str(bound.field.widget.attrs.get("id") or bound.auto_id or f"id_{bound.html_name}")


def _choices(widget: forms.Widget) -> Iterable[Choice]:
    return getattr(widget, "choices", ())


def _is_blank(choice: Choice) -> bool:
    """Whether it is the "---------" that Django puts first: a radio that says nothing."""
    value, label = choice
    return value in ("", None) and not isinstance(label, (list, tuple))


def _attributes(attrs: Mapping[str, Any], disabled: bool) -> SafeString:
    shown = {name: value for name, value in attrs.items() if name not in LEFT_OUT}
    if disabled:
        shown["disabled"] = True
    flags = [name for name, value in shown.items() if value is True]
    pairs = [(k, v) for k, v in shown.items() if v is not None and not isinstance(v, bool)]
    return format_html(
        "{}{}",
        format_html_join("", ' {}="{}"', pairs),
        format_html_join("", " {}", ((flag,) for flag in flags)),
    )


def _options(choices: Iterable[Choice], chosen: set[str]) -> SafeString:
    parts = []
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            inner = _options(label, chosen)
            parts.append(f'<optgroup label="{conditional_escape(value)}">{inner}</optgroup>')
            continue
        text = "" if value is None else str(value)
        mark = " selected" if text in chosen else ""
        parts.append(
            f'<option value="{conditional_escape(text)}"{mark}>{conditional_escape(label)}</option>'
        )
    return mark_safe("".join(parts))  # noqa: S308 - every outside text went through the escape
