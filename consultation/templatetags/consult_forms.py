"""The tags that our crispy pack and ``base.html`` are written with: ``{% load consult_forms %}``.

==================== =====================================================================
``{% field f %}``          the bound field ``f`` with its label, hint and errors
``{% page_errors as e %}`` every error of the page, for the summary and the title's "Error: "
``{% label_class p %}``    class names of a label or legend by the size that the look asks for
==================== =====================================================================
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.utils.safestring import SafeString

from consultation.templatetags.parts import Part, draw, hidden, target_id

register = template.Library()


class PageError(NamedTuple):
    """One line of the error summary: ``href`` leads to something that takes the focus."""

    href: str
    text: str


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Return the field as the template of its kind draws it."""
    return hidden(bound) if bound.is_hidden else draw(Part.of(bound))


@register.simple_tag
def label_class(part: Part, kind: str = "label") -> str:
    """Return the class names of a ``label`` or a ``fieldset__legend``."""
    size = part.look.size or ("l" if part.look.heading else "")
    return f"govuk-{kind} govuk-{kind}--{size}" if size else f"govuk-{kind}"


@register.filter
def form_error_id(form: forms.BaseForm) -> str:
    """Return the id of the block with the errors that belong to no single field."""
    return f"{form.prefix}-form-error" if form.prefix else "form-error"


@register.filter
def form_errors(form: forms.BaseForm) -> list[str]:
    """Return the errors of the whole form and of its hidden fields, which show nowhere else."""
    hidden = [str(error) for bound in form.hidden_fields() for error in bound.errors]
    return [*(str(error) for error in form.non_field_errors()), *hidden]


@register.simple_tag(takes_context=True)
def page_errors(context: Context) -> list[PageError]:
    """Return every error of the page, in the order of its fields.

    A view may put into its context ``form``, or ``forms`` (a list, formsets too), or ``errors``:
    a list of ``(id of the field, text)``. All that are there are read.
    """
    found = [PageError(f"#{where}", str(text)) for where, text in context.get("errors") or ()]
    candidates = [context.get("form"), *(context.get("forms") or ())]
    for form in _forms(candidates):
        found.extend(_errors_of(form))
    return found


def _forms(candidates: Iterable[Any]) -> Iterator[forms.BaseForm]:
    for candidate in candidates:
        if isinstance(candidate, BaseFormSet):
            yield from candidate.forms
        elif isinstance(candidate, forms.BaseForm):
            yield candidate


def _errors_of(form: forms.BaseForm) -> Iterator[PageError]:
    if not form.is_bound or not form.errors:
        return
    for text in form_errors(form):
        yield PageError(f"#{form_error_id(form)}", text)
    for bound in form.visible_fields():
        for error in bound.errors:
            yield PageError(f"#{target_id(bound)}", str(error))
