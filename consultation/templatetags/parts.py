"""What the templates of the pack need to know of one form field, worked out once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from consultation.templatetags.choices import Choice, render_choices
from consultation.templatetags.once import once

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
    hints: Mapping[str, Any] = field(default_factory=dict, hash=False)
    dividers: Mapping[str, Any] = field(default_factory=dict, hash=False)
    exclusive: Collection[str] = field(default=(), hash=False)
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


class Box(NamedTuple):
    """One text box or list of an answer that has several, such as a date's day."""

    id: str
    name: str
    label: str
    value: str
    wrong: bool
    classes: str
    options: SafeString
    attributes: SafeString


@dataclass(frozen=True)
class Part:
    """One field as the templates in ``templates/consult/kinds/`` draw it.

    They see nothing else of it, so that equal parts look the same whoever they are drawn for. The
    language comes first: the texts were read in it.
    """

    language: str
    kind: str  # the name of the template that draws it
    id: str
    name: str
    label: SafeString  # escaped, as all texts here: a text marked as safe equals one that is not
    hint: SafeString
    look: Look
    errors: tuple[str, ...]
    values: tuple[str, ...]  # what is chosen or typed; none where nothing is
    choices: tuple[Choice, ...]
    boxes: tuple[Box, ...]
    counted: int | None  # the most characters a textarea may hold, where there is a limit
    input_type: str
    multiple: bool
    disabled: bool
    own_classes: str
    attributes: SafeString  # the widget's further ones (autocomplete, inputmode...)

    @classmethod
    def of(cls, bound: BoundField) -> "Part":
        """What there is to draw of a bound field."""
        widget = bound.field.widget
        kind = kind_of(widget)
        return cls(
            language=get_language() or "",
            kind=kind,
            id=_id(bound),
            name=bound.html_name,
            label=conditional_escape(bound.label),
            hint=conditional_escape(bound.help_text),
            look=look_of(bound),
            errors=tuple(str(error) for error in bound.errors),
            values=_values(bound, kind),
            choices=_settled(_choices(widget)),
            boxes=_boxes(bound, widget) if isinstance(widget, forms.MultiWidget) else (),
            counted=getattr(bound.field, "max_length", None) if kind == "textarea" else None,
            input_type=_input_type(widget),
            multiple=getattr(widget, "allow_multiple_selected", False),
            disabled=bound.field.disabled,
            own_classes=widget.attrs.get("class", ""),
            attributes=_attributes(_number_attributes(bound) | widget.attrs, bound.field.disabled),
        )

    @property
    def hint_id(self) -> str:
        return f"{self.id}-hint" if self.hint else ""

    @property
    def error_id(self) -> str:
        return f"{self.id}-error" if self.errors else ""

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
        return self.values[0] if self.values else ""

    @property
    def classes(self) -> str:
        """Further classes of the box: its width, and any that the widget names."""
        width = self.look.width
        by_number = f"govuk-input--width-{width}" if width.isdigit() else ""
        by_share = f"govuk-!-width-{width}" if width and not width.isdigit() else ""
        return " ".join(filter(None, (by_number, by_share, self.own_classes)))

    @property
    def inputs(self) -> SafeString:
        """All radios or checkboxes, ready to be put in a fieldset."""
        look = self.look
        return render_choices(
            self.name,
            [choice for choice in self.choices if not _is_blank(choice)],
            self.values,
            kind="checkboxes" if self.multiple else "radios",
            id_base=self.id,
            hints=look.hints,
            dividers=look.dividers,
            exclusive=look.exclusive,
            disabled=self.disabled,
            small=look.small,
            inline=look.inline,
        )

    @property
    def options(self) -> SafeString:
        """The options of a select, grouped where the choices are."""
        return _options(self.choices, set(self.values))

    @property
    def ticked(self) -> bool:
        """Whether a single tick box is ticked."""
        return bool(self.values)

    @property
    def is_fresh(self) -> bool:
        """Nobody has typed anything into it, ticked any of several or done anything wrong.

        What is drawn of it then tells at most which one of the published options is chosen.
        """
        if self.errors or any(box.value for box in self.boxes):
            return False
        if not any(self.values):
            return True
        if self.multiple or self.kind not in ("choices", "select"):
            return self.kind == "tick"
        return self.values[0] in _offered(self.choices)


def draw(part: Part) -> SafeString:
    """The field as HTML. A fresh one is drawn once a process."""
    return once(part, partial(_drawn, part)) if part.is_fresh else _drawn(part)


def hidden(bound: BoundField) -> SafeString:
    """A hidden field, of one value or several: on every page of the journey, and never the same."""
    shown = bound.field.widget.format_value(bound.value())
    values = shown if isinstance(shown, (list, tuple)) else [shown]
    return format_html_join(
        "",
        '<input type="hidden" name="{}" id="{}{}" value="{}">',
        (
            (bound.html_name, _id(bound), f"-{number}" if number > 1 else "", value)
            for number, value in enumerate(("" if one is None else one for one in values), start=1)
        ),
    )


def _drawn(part: Part) -> SafeString:
    return render_to_string(f"consult/kinds/{part.kind}.html", {"part": part})


def _boxes(bound: BoundField, widget: forms.MultiWidget) -> tuple[Box, ...]:
    """The boxes of a widget of several parts, such as a date's day, month and year."""
    value = bound.value()
    values = value if isinstance(value, (list, tuple)) else widget.decompress(value) or ()
    values = [*values, *[None] * (len(widget.widgets) - len(values))]
    keys: list[str] = widget.widgets_names  # type: ignore[attr-defined]
    wrong, faulty = bool(bound.errors), parts_at_fault(bound)
    return tuple(
        Box(
            id=_id(bound) if number == 0 else f"{_id(bound)}_{key.lstrip('_')}",
            name=f"{bound.html_name}{key}",
            label=conditional_escape(getattr(inner, "label", key.lstrip("_").capitalize())),
            value="" if part is None else str(part),
            wrong=wrong and (not faulty or key.lstrip("_") in faulty),
            classes=inner.attrs.get("class", "govuk-input--width-2"),
            options=_options(_choices(inner), {str(part or "")})
            if isinstance(inner, forms.Select)
            else mark_safe(""),
            attributes=_attributes(inner.attrs, bound.field.disabled),
        )
        for number, (inner, key, part) in enumerate(zip(widget.widgets, keys, values, strict=False))
    )


def parts_at_fault(bound: BoundField) -> set[str]:
    """The parts that a ``ValidationError(..., params={"parts": ["month"]})`` names."""
    found = bound.form.errors.as_data().get(bound.name, [])
    return {part for error in found for part in (error.params or {}).get("parts", ())}


def target_id(bound: BoundField) -> str:
    """The id that an error about the field links to: always that of something that takes focus."""
    widget = bound.field.widget
    boxes = _boxes(bound, widget) if isinstance(widget, forms.MultiWidget) else ()
    return next((box.id for box in boxes if box.wrong), _id(bound))


KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
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


def kind_of(widget: forms.Widget) -> str:
    """The name of the template that draws a widget."""
    return next((kind for own, kind in KINDS if isinstance(widget, own)), "text")


def _values(bound: BoundField, kind: str) -> tuple[str, ...]:
    """What is chosen or typed, apart from what a page never shows again and what boxes hold."""
    widget = bound.field.widget
    if kind in ("password", "file", "parts", "stack"):
        return ()
    if kind == "tick":
        check = getattr(widget, "check_test", bool)
        return ("on",) if check(bound.value()) else ()
    shown = widget.format_value(bound.value())
    if isinstance(shown, (list, tuple)):
        return tuple("" if one is None else str(one) for one in shown)
    return () if shown is None else (str(shown),)


def _input_type(widget: forms.Widget) -> str:
    # A number box scrolls its value away and rounds long references: GOV.UK asks for text.
    kind = getattr(widget, "input_type", "text")
    return "text" if kind == "number" else str(kind)


def _number_attributes(bound: BoundField) -> dict[str, str]:
    field = bound.field
    if not isinstance(field.widget, forms.NumberInput):
        return {}
    whole = isinstance(field, forms.IntegerField) and not isinstance(
        field, (forms.FloatField, forms.DecimalField)
    )
    return WHOLE_NUMBER if whole else DECIMAL_NUMBER


def _id(bound: BoundField) -> str:
    return str(bound.field.widget.attrs.get("id") or bound.auto_id or f"id_{bound.html_name}")


def _choices(widget: forms.Widget) -> Iterable[Choice]:
    return getattr(widget, "choices", ())


def _settled(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Choices as plain texts: nothing in them is read later, or in another language."""
    return tuple(
        (conditional_escape(value), _settled(label))
        if isinstance(label, (list, tuple))
        else ("" if value is None else str(value), conditional_escape(label))
        for value, label in choices
    )


def _offered(choices: Iterable[Choice]) -> Iterator[str]:
    """The values of choices, those in groups too."""
    for value, label in choices:
        if isinstance(label, tuple):
            yield from _offered(label)
        else:
            yield value


def _is_blank(choice: Choice) -> bool:
    """Whether it is the "---------" that Django puts first: a radio that says nothing."""
    value, label = choice
    return value in ("", None) and not isinstance(label, (list, tuple))


def _attributes(attrs: Mapping[str, Any], disabled: bool) -> SafeString:
    if not attrs and not disabled:
        return mark_safe("")
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
