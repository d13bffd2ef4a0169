"""Forms as the pack draws them, for the tests to read."""

from typing import Any

from django import forms
from django.template import Context, Template
from django.test.html import parse_html

from consultation.templatetags.page_form import Look, PageForm


def drawn(form: forms.BaseForm) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


def one_field(
    field: forms.Field, *, look: Look | None = None, sent: dict[str, Any] | None = None
) -> Any:
    """The form group of a form of one field called `f`."""
    looks = {"f": look} if look else {}
    made = type("OneField", (PageForm,), {"f": field, "looks": looks, "button": ""})
    form = made(sent) if sent is not None else made()
    inner = drawn(form).split(">", 1)[1].rsplit("</form>", 1)[0]
    return parse_html(inner)


def text(**kwargs: Any) -> forms.CharField:
    return forms.CharField(label="Name", error_messages={"required": "Enter a name"}, **kwargs)
