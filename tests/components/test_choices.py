"""Radios and checkboxes drawn without widget templates."""

import timeit

import pytest
from django.test.html import parse_html
from django.utils.translation import gettext_lazy

from consultation.templatetags.choices import render_choices
from tests.components.reading import read


def test_radios_are_exactly_the_design_systems_markup() -> None:
    drawn = render_choices(
        "stance",
        [("y", "Yes"), ("n", "No"), ("unsure", "Not sure")],
        ["n"],
        kind="radios",
        hints={"n": "Not at all"},
        dividers={"unsure": "or"},
    )
    assert parse_html(drawn) == parse_html("""
        <div class="govuk-radios" data-module="govuk-radios">
          <div class="govuk-radios__item">
            <input class="govuk-radios__input" type="radio" name="stance" id="id_stance" value="y">
            <label class="govuk-label govuk-radios__label" for="id_stance">Yes</label>
          </div>
          <div class="govuk-radios__item">
            <input class="govuk-radios__input" type="radio" name="stance" id="id_stance-2" value="n"
              checked aria-describedby="id_stance-2-item-hint">
            <label class="govuk-label govuk-radios__label" for="id_stance-2">No</label>
            <div id="id_stance-2-item-hint" class="govuk-hint govuk-radios__hint">Not at all</div>
          </div>
          <div class="govuk-radios__divider">or</div>
          <div class="govuk-radios__item">
            <input class="govuk-radios__input" type="radio" name="stance" id="id_stance-3"
              value="unsure">
            <label class="govuk-label govuk-radios__label" for="id_stance-3">Not sure</label>
          </div>
        </div>""")


def test_groups_are_fieldsets_and_ids_run_on_through_them() -> None:
    drawn = render_choices("at", [("North", [("1", "A"), ("2", "B")]), ("South", [("3", "C")])])
    page = read(drawn)
    assert [legend.text for legend in page.all("legend")] == ["North", "South"]
    assert [box.attrs["id"] for box in page.all("input")] == ["id_at", "id_at-2", "id_at-3"]
    assert [label.attrs["for"] for label in page.all("label")] == ["id_at", "id_at-2", "id_at-3"]


def test_an_exclusive_choice_stands_apart_and_takes_the_others_away() -> None:
    page = read(render_choices("at", [("a", "A"), ("none", "None of these")], exclusive=["none"]))
    assert page.one("div", class_="govuk-checkboxes__divider").text == "or"
    assert page.one("input", value="none").attrs["data-behaviour"] == "exclusive"
    assert "data-behaviour" not in page.one("input", value="a").attrs


@pytest.mark.parametrize("place", ["value", "label", "group", "hint", "divider", "name", "id_base"])
def test_every_outside_text_is_escaped(place: str) -> None:
    evil = "\"><script>alert('1')</script>"
    texts = dict.fromkeys(("value", "label", "group", "hint", "divider", "name", "id_base"), "x")
    texts[place] = evil
    drawn = render_choices(
        texts["name"],
        [(texts["group"], [(texts["value"], texts["label"])])],
        hints={texts["value"]: texts["hint"]},
        dividers={texts["value"]: texts["divider"]},
        id_base=texts["id_base"],
    )
    assert "<script" not in drawn
    assert read(drawn).all("script") == []
    assert "&lt;script&gt;" in drawn


def test_numbers_and_lazy_words_are_compared_and_shown_as_text() -> None:
    page = read(render_choices("n", [(1, gettext_lazy("One")), (2, "Two")], [2]))
    assert "checked" in page.one("input", value="2").attrs
    assert "checked" not in page.one("input", value="1").attrs
    assert page.all("label")[0].text == "One"


def test_variants_are_class_names_on_the_block() -> None:
    block = read(render_choices("n", [("1", "One")], kind="radios", small=True, inline=True))
    names = block.children[0].attrs["class"].split()
    assert names == ["govuk-radios", "govuk-radios--small", "govuk-radios--inline"]


def test_all_stations_are_drawn_in_under_a_millisecond() -> None:
    numbers = iter(range(1000))
    boroughs = [
        (f"Borough {at}", [(next(numbers), "Old & new") for _one in range(3 if at < 7 else 2)])
        for at in range(33)
    ]
    assert sum(len(stations) for _name, stations in boroughs) == 73
    seconds = min(timeit.repeat(lambda: render_choices("s", boroughs, [5]), number=1, repeat=50))
    print(f"73 choices in 33 groups: {seconds * 1000:.3f} ms")  # noqa: T201
    assert seconds < 0.001
