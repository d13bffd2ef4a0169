"""Whole forms: ids, summaries, tokens."""

from django import forms
from django.template import Context, Template

from consultation.templatetags.consult_forms import page_errors
from consultation.templatetags.gallery_form import GalleryForm
from consultation.templatetags.page_form import PageForm
from tests.components.drawing import drawn, text
from tests.components.reading import Element, read


def test_the_form_leaves_judging_to_the_server() -> None:
    html = drawn(GalleryForm())
    page = read(html)
    form = page.one("form")
    assert "novalidate" in form.attrs
    assert form.attrs["enctype"] == "multipart/form-data"
    assert not [one for one in page.below() if {"required", "maxlength"} & set(one.attrs)]
    buttons = [one for one in page.all("button") if one.attrs["type"] == "submit"]
    assert [one.text for one in buttons] == ["Continue", "Save and come back later"]
    assert {one.attrs["data-prevent-double-click"] for one in buttons} == {"true"}
    assert buttons[1].attrs["name"] == "later"


def test_no_id_is_used_twice_and_every_reference_is_there() -> None:
    page = read(drawn(GalleryForm({})))
    ids = [one.attrs["id"] for one in page.below() if "id" in one.attrs]
    assert len(ids) == len(set(ids))
    named = [one.attrs.get("for", "") for one in page.all("label")]
    for one in page.below():
        named.extend(one.attrs.get("aria-describedby", "").split())
    assert set(named) <= set(ids)


def summary_of(form: forms.BaseForm) -> list[tuple[str, str]]:
    return [(error.href, error.text) for error in page_errors(Context({"form": form}))]


def focus_targets(page: Element) -> dict[str, Element]:
    return {one.attrs["id"]: one for one in page.below() if "id" in one.attrs}


def test_every_line_of_the_summary_leads_to_its_field() -> None:
    sent = {"closes_day": "14", "closes_year": "2027", "email": "a@", "postcode": "SW1"}
    form = GalleryForm(sent)
    form.add_error(None, "Answer at least one question")
    page = read(drawn(form))
    targets = focus_targets(page)
    shown = [one.text.removeprefix("Error: ") for one in page.all(class_="govuk-error-message")]
    summary = summary_of(form)
    assert len(summary) == 13
    assert [text for _href, text in summary] == shown
    for href, _text in summary:
        assert targets[href.removeprefix("#")].takes_focus
    assert ("#id_closes_month", "Closing date must include a month") in summary
    assert ("#form-error", "Answer at least one question") in summary


def test_an_error_of_a_hidden_field_is_not_lost() -> None:
    hidden = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Start again"})
    form = type("F", (PageForm,), {"f": hidden})({})
    assert summary_of(form) == [("#form-error", "Start again")]
    assert read(drawn(form)).one(id="form-error").text == "Error: Start again"


def test_a_page_may_have_several_forms_and_errors_of_its_own() -> None:
    field = {"f": text()}
    one, two = (type("F", (PageForm,), dict(field))({}, prefix=prefix) for prefix in ("a", "b"))
    context = Context({"forms": [one, two], "errors": [("id_x", "Wrong")]})
    assert [tuple(error) for error in page_errors(context)] == [
        ("#id_x", "Wrong"),
        ("#id_a-f", "Enter a name"),
        ("#id_b-f", "Enter a name"),
    ]


def test_a_form_for_searching_sends_no_token() -> None:
    form = type("F", (PageForm,), {"f": text(), "method": "get", "button": "Search"})()
    page = read(
        Template("{% load crispy_forms_tags %}{% crispy form %}").render(
            Context({"form": form, "csrf_token": "token"})
        )
    )
    assert page.one("form").attrs["method"] == "get"
    assert page.all("input", name="csrfmiddlewaretoken") == []
    assert page.one("button").text == "Search"
