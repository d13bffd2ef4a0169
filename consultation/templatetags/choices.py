"""Radios and checkboxes as plain HTML, without Django's widget templates.

Django draws each choice through two templates (0.1 ms a choice); a list of all stations is on the
busiest page of the site, so here the same markup is put together from strings.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Literal

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Kind = Literal["radios", "checkboxes"]

#: As Django writes it: ``(value, label)``, or a group ``(heading, [(value, label), ...])``.
Choice = tuple[Any, Any]

INPUT_TYPE: dict[Kind, str] = {"radios": "radio", "checkboxes": "checkbox"}
NOTHING: Mapping[str, Any] = {}


def render_choices(
    name: str,
    choices: Iterable[Choice],
    chosen: Collection[Any] = (),
    *,
    kind: Kind = "checkboxes",
    id_base: str = "",
    hints: Mapping[str, Any] = NOTHING,
    dividers: Mapping[str, Any] = NOTHING,
    exclusive: Collection[str] = (),
    disabled: bool = False,
    small: bool = False,
    inline: bool = False,
) -> SafeString:
    """Return one ``<input>`` and ``<label>`` a choice, in a block of govuk-frontend's class names.

    The first input's id is ``id_base`` itself (default ``id_<name>``), so that an error link to the
    field finds it; the next are ``id_base-2``, ``id_base-3`` and so on through all groups.

    :param choices: Django choices; a group becomes a fieldset of its own with a heading.
    :param chosen: the values that are ticked, compared as text.
    :param hints: text under a choice, by value.
    :param dividers: text put before a choice, by value ("or").
    :param exclusive: values whose tick takes away all the others ("None of these").
    """
    id_base = id_base or f"id_{name}"
    ticked = {str(value) for value in chosen}
    draw = _Drawing(name, kind, id_base, ticked, hints, dividers, frozenset(exclusive), disabled)
    extra = f" govuk-{kind}--small" if small else ""
    extra += f" govuk-{kind}--inline" if inline else ""
    parts = [f'<div class="govuk-{kind}{extra}" data-module="govuk-{kind}">']
    parts.extend(draw.all(choices))
    parts.append("</div>")
    return mark_safe("".join(parts))  # noqa: S308 - every outside text went through the escape


class _Drawing:
    """The settings of one list, and the number of the next input."""

    def __init__(
        self,
        name: str,
        kind: Kind,
        id_base: str,
        ticked: set[str],
        hints: Mapping[str, Any],
        dividers: Mapping[str, Any],
        exclusive: frozenset[str],
        disabled: bool,
    ) -> None:
        self.kind = kind
        self.id_base = str(conditional_escape(id_base))
        self.ticked, self.hints, self.dividers = ticked, hints, dividers
        self.exclusive = exclusive
        self.number = 0
        self.opening = (
            f'<input class="govuk-{kind}__input" type="{INPUT_TYPE[kind]}"'
            f' name="{conditional_escape(name)}"{" disabled" if disabled else ""}'
        )

    def all(self, choices: Iterable[Choice]) -> Iterator[str]:
        for value, label in choices:
            if isinstance(label, (list, tuple)):
                yield (
                    '<fieldset class="govuk-fieldset cp-choices__group">'
                    '<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">'
                    f"{conditional_escape(value)}</legend>"
                )
                for inner_value, inner_label in label:
                    yield self.one(inner_value, inner_label)
                yield "</fieldset>"
            else:
                yield self.one(value, label)

    def one(self, value: Any, label: Any) -> str:
        self.number += 1
        text = "" if value is None else str(value)
        own_id = self.id_base if self.number == 1 else f"{self.id_base}-{self.number}"
        kind = self.kind
        more = " checked" if text in self.ticked else ""
        before = after = ""
        if text in self.exclusive:
            more += ' data-behaviour="exclusive"'
        if text in self.dividers or text in self.exclusive:
            divider = self.dividers.get(text) or _("or")
            before = f'<div class="govuk-{kind}__divider">{conditional_escape(divider)}</div>'
        if text in self.hints:
            more += f' aria-describedby="{own_id}-item-hint"'
            after = (
                f'<div id="{own_id}-item-hint" class="govuk-hint govuk-{kind}__hint">'
                f"{conditional_escape(self.hints[text])}</div>"
            )
        return (
            f'{before}<div class="govuk-{kind}__item">'
            f'{self.opening} id="{own_id}" value="{conditional_escape(text)}"{more}>'
            f'<label class="govuk-label govuk-{kind}__label" for="{own_id}">'
            f"{conditional_escape(label)}</label>{after}</div>"
        )
