"""What is typed into a hidden box is shown back by no page, whatever goes wrong."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.forms.forms import BaseForm
from django.forms.widgets import PasswordInput
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import get_resolver

from consultation.typed import again, typed_in

TYPED = "lantern otter gravel seven"


def subclasses(form: type[Any]) -> Iterator[type[Any]]:
    for one in form.__subclasses__():
        yield one
        yield from subclasses(one)


def hidden_boxes() -> dict[str, set[str]]:
    """By the name of the field, the forms of ours that ask for it."""
    get_resolver().url_patterns  # noqa: B018 - reads every view, and with it every form
    found: dict[str, set[str]] = {}
    for form in subclasses(BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field.widget, PasswordInput):
                found.setdefault(name, set()).add(f"{form.__module__}.{form.__name__}")
    return found


def test_the_name_of_every_hidden_box_keeps_it_out_of_what_is_shown_back() -> None:
    boxes = hidden_boxes()
    ours = set().union(*boxes.values())
    assert {f"consultation.signin.forms.{one}" for one in ("NewPasswordForm", "SignInForm")} <= ours
    for name, forms in boxes.items():
        request = RequestFactory().post("/")
        request.POST = QueryDict(mutable=True)  # type: ignore[assignment]
        request.POST.update({name: TYPED})
        assert typed_in(request) == [], (name, forms)
        assert again(request) == [], (name, forms)


@pytest.mark.parametrize("name", ["words", "new"])
def test_what_is_typed_into_another_box_is_shown_back(name: str) -> None:
    request = RequestFactory().post("/", {name: TYPED})
    assert [value for _label, value in typed_in(request)] == [TYPED]
