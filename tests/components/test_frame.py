"""The frame of pages: base.html, staff_base.html and the error pages."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from consultation.models import Role, User
from consultation.scopes import Held
from consultation.templatetags.gallery_form import GalleryForm
from tests.components.reading import Element, read

pytestmark = pytest.mark.urls("tests.components.addresses")

PAGE = """{% extends "FRAME" %}{% block title %}Near you{% endblock %}
{% block content %}<h1>Near you</h1>{% endblock %}"""
MEMBER = SimpleNamespace(
    is_authenticated=True, is_staff=False, get_full_name="", get_username="ada@example.com"
)


def framed(frame: str = "base.html", path: str = "/", **context: Any) -> Element:
    template = engines["django"].from_string(PAGE.replace("FRAME", frame))
    return read(template.render(context, RequestFactory().get(path)))


def links(page: Element, part: str) -> dict[str, str]:
    return {one.text: one.attrs["href"] for one in page.one(part).all("a")}


def test_a_page_names_itself_its_language_and_its_ways_out() -> None:
    page = framed()
    assert page.one("title").text == "Near you – Counterpoint"
    html = page.one("html")
    assert (html.attrs["lang"], html.attrs["dir"]) == ("en", "ltr")
    skip = page.all("a")[0]
    assert skip.attrs["href"] == f"#{page.one('main').attrs['id']}"
    assert links(page, "header") == {
        "Counterpoint": "/",
        "Consultations": "/",
        "Find a front counter": "/stations/",
        "Check a receipt": "/receipt/",
    }
    assert links(page, "footer") == {
        "Help": "/help/",
        "Accessibility": "/accessibility/",
        "Privacy": "/privacy/",
        "Cookies": "/cookies/",
        "Open data": "/open-data/",
        "Come back to your answers": "/return/",
        "Check a receipt": "/receipt/",
    }
    assert "Not an official Met Police, MOPAC or GOV.UK service" in page.one("footer").text


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    page = framed()
    for one in page.below():
        for name in ("src", "href"):
            assert one.attrs.get(name, "/").startswith(("/", "#"))
        assert "style" not in one.attrs
    assert [script.text for script in page.all("script")] == ["", ""]


@pytest.mark.parametrize(
    ("path", "entry", "current"),
    [
        ("/", "Consultations", "page"),
        ("/consultations/front-counters/", "Consultations", "true"),
        ("/stations/", "Find a front counter", "page"),
        ("/stations/exampleton/", "Find a front counter", "true"),
        ("/boroughs/camden/", "Find a front counter", "true"),
    ],
)
def test_the_navigation_says_where_the_reader_is(path: str, entry: str, current: str) -> None:
    marked = [one for one in framed(path=path).one("nav").all("a") if "aria-current" in one.attrs]
    assert [(one.text, one.attrs["aria-current"]) for one in marked] == [(entry, current)]


def test_staff_see_the_way_to_their_pages() -> None:
    assert links(framed(user=MEMBER), "nav")["Staff"] == "/staff/"
    assert "Staff" not in links(framed(), "nav")


def test_errors_are_announced_first() -> None:
    page = framed(form=GalleryForm({}))
    assert page.one("title").text == "Error: Near you – Counterpoint"
    assert page.one("main").children[0].attrs["class"] == "govuk-error-summary"
    assert page.one("main").children[1].tag == "h1"
    assert page.one("h2", class_="govuk-error-summary__title").text == "There is a problem"


def test_a_form_that_was_not_sent_yet_has_no_errors() -> None:
    assert framed(form=GalleryForm()).one("title").text == "Near you – Counterpoint"


def test_messages_are_banners() -> None:
    class Message(SimpleNamespace):
        def __str__(self) -> str:
            return "Released & counted"

    page = framed(messages=[Message(level_tag="success"), Message(level_tag="info")])
    banners = page.all(class_="govuk-notification-banner")
    assert [(one.tag, one.attrs.get("role")) for one in banners] == [
        ("div", "alert"), ("section", None)
    ]  # fmt: skip
    assert banners[0].one("p").text == "Released & counted"
    assert len({one.attrs["aria-labelledby"] for one in banners}) == 2


def test_staff_navigation_follows_the_consultation_and_signs_out_by_post() -> None:
    member = User(email="ada@example.com")
    member._held = (Held(Role.DECISION_MAKER, None, None),)  # type: ignore[attr-defined]
    page = framed(
        "staff_base.html",
        "/staff/consultations/counters/reports/",
        user=member,
        consultation=SimpleNamespace(slug="counters", is_interim_at=lambda _now: True),
    )
    assert links(page, "nav") == {
        "Your work": "/staff/",
        "Responses": "/staff/consultations/counters/responses/",
        "Reports": "/staff/consultations/counters/reports/",
        "Public site": "/",
    }
    assert page.one("a", aria_current="page").text == "Reports"
    form = page.one("form")
    assert (form.attrs["method"], form.attrs["action"]) == ("post", "/sign-out/")
    assert form.one("button").text == "Sign out"
    assert form.one("input").attrs["name"] == "csrfmiddlewaretoken"
    assert "ada@example.com" in page.one("header").text


def test_before_signing_in_there_is_nobody_to_sign_out() -> None:
    assert framed("staff_base.html").all("form") == []


HEADINGS = {
    "400": "We could not read what was sent",
    "403": "You cannot do this",
    "404": "Page not found",
    "500": "Sorry, there is a problem with the service",
    "503": "Sorry, the service is unavailable",
    "csrf_failure": "Your page was open for a long time",
}


@pytest.mark.parametrize(("name", "heading"), HEADINGS.items())
def test_error_pages_need_nothing_and_say_what_happened(name: str, heading: str) -> None:
    page = read(render_to_string(f"{name}.html"))
    assert page.one("h1").text == heading
    assert page.one("title").text == f"{heading} – Counterpoint"
    words = page.one("main").text.lower()
    for unwanted in ("oops", "error", "invalid", "forbidden", "denied", name):
        assert unwanted not in words


def test_a_refusal_shows_the_rule() -> None:
    rule = "Only a moderator who did not review it first may release it."
    assert rule in read(render_to_string("403.html", {"reason": rule})).one("main").text
    assert rule in read(render_to_string("403.html", {"exception": rule})).one("main").text


def test_what_was_typed_is_given_back_to_be_copied() -> None:
    typed = [("Why do you say that?", "\nBecause </textarea><b>"), ("Postcode", "SW1A 1AA")]
    page = read(
        render_to_string("csrf_failure.html", {"typed": typed, "continue_href": "/respond/"})
    )
    boxes = page.all("textarea")
    assert [box.source[1:] for box in boxes] == [text for _label, text in typed]
    assert [one.text for one in page.all("label")] == ["Why do you say that?", "Postcode"]
    assert {one.attrs["for"] for one in page.all("label")} == {one.attrs["id"] for one in boxes}
    assert page.one("a", class_="govuk-button").attrs["href"] == "/respond/"
