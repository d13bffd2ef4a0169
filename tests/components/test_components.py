"""The components of pages, one sample each, as the gallery shows them."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from consultation.templatetags.bars import draw, share
from consultation.templatetags.consult_pages import clock, kind_tag, moment, page_links
from consultation.templatetags.gallery import gallery_context, samples
from tests.components.reading import Element, read

pytestmark = pytest.mark.urls("tests.components.addresses")

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
EVIL = "<script>x</script>"
SAFE = "<i>x</i>"
#: Components that show no text of their caller.
UNWORDED = ("back_link", "pagination", "filters", "language_navigation", "machine_drafted")


def component(name: str, **context: Any) -> Element:
    return read(render_to_string(f"components/{name}.html", context))


def test_every_component_is_in_the_gallery() -> None:
    files = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    assert files == {sample.name for sample in samples()}


def test_every_component_says_what_it_needs() -> None:
    for path in (TEMPLATES / "components").glob("*.html"):
        opening = path.read_text().split("{% endcomment %}")[0]
        assert opening.startswith("{% comment %}"), path
        assert "Context: " in opening, path


def gallery(*, errors: bool) -> Element:
    request = RequestFactory().get("/gallery/")
    return read(render_to_string("gallery.html", gallery_context(errors=errors), request))


@pytest.mark.parametrize("errors", [False, True])
def test_the_gallery_is_sound(errors: bool) -> None:
    page = gallery(errors=errors)
    ids = [one.attrs["id"] for one in page.below() if "id" in one.attrs]
    assert len(ids) == len(set(ids))
    for one in page.below():
        assert "style" not in one.attrs
        assert not [name for name in one.attrs if name.startswith("on")]
        assert "src" in one.attrs if one.tag == "script" else one.tag != "style"
    summary = page.all(class_="govuk-error-summary")
    assert len(summary) == (2 if errors else 1)
    if errors:
        assert page.one("main").children[0] is summary[0]
    assert page.one("head").one("title").text.startswith("Error: Gallery" if errors else "Gallery")


def _evil(value: Any) -> Any:
    """The same context with a script in every text."""
    if isinstance(value, str):
        return value if value.startswith(("#", "?")) else value + EVIL
    if isinstance(value, dict):
        kept = ("kind", "shape", "tone", "look", "level", "numeric", "id", "banner_id")
        return {key: one if key in kept else _evil(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_evil(one) for one in value)
    return value


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_every_text_is_escaped(sample: Any) -> None:
    html = render_to_string(sample.path, _evil(sample.context))
    assert "<script" not in html
    if sample.name not in UNWORDED:
        assert "&lt;script&gt;" in html


def test_a_summary_list_says_what_was_not_provided_and_what_a_link_changes() -> None:
    rows = [
        {"key": "Why?", "value": "", "href": "/why"},
        {"key": "Stations", "value": ["A", "B"]},
        {"key": "Signatures", "value": 0},
    ]
    page = component("summary_list", rows=rows)
    values = [one.text for one in page.all("dd", class_="govuk-summary-list__value")]
    assert values == ["Not provided", "A B", "0"]
    assert page.one("a").text == "Change Why?"


def test_a_table_keeps_its_meaning_when_its_rows_are_stacked() -> None:
    page = component(
        "table",
        caption="Counters",
        head=["Name", "Miles"],
        rows=[[{"text": "Exampleton", "href": "/e"}, "0.4"]],
        numeric="2",
        foot=["All", "1"],
    )
    assert page.one("table").attrs["role"] == "table"
    assert page.one("caption").text == "Counters"
    assert [one.attrs["role"] for one in page.all("tr")] == ["row"] * 3
    assert [one.attrs["data-label"] for one in page.all("td")] == ["Miles", "Miles"]
    assert {one.attrs["role"] for one in page.all("td")} == {"cell"}
    assert [one.text for one in page.all("th", scope="row")] == ["Exampleton", "All"]
    assert page.one("a").attrs["href"] == "/e"


def test_a_cell_is_a_text_wherever_it_stands_and_a_number_is_shown_as_elsewhere() -> None:
    odd = f'"{EVIL}&'
    drawn = render_to_string(
        "components/table.html",
        {
            "caption": "Counters",
            "head": [odd, odd],
            "rows": [[odd, odd], [{"text": odd, "href": f"/{odd}"}, 1.5], [odd, mark_safe(SAFE)]],
            "foot": [odd, odd],
        },
    )
    assert "<script" not in drawn
    page = read(drawn)
    cells = page.all("td")
    assert [one.text for one in cells[:2]] == [odd, "1.5"]
    assert {one.attrs["data-label"] for one in cells} == {odd}
    assert [one.text for one in page.all("th", scope="row")] == [odd] * 4
    assert page.one("a").attrs["href"] == f"/{odd}"
    assert drawn.count(f"{SAFE}</td>") == 1  # what is marked as safe stays as it is


def test_a_kind_is_told_by_words_and_by_a_shape() -> None:
    shapes = set()
    for kind, words in [
        ("CLOSE", "Close"),
        ("KEEP", "Keep"),
        ("MOVE", "Move"),
        ("OPEN", "Open"),
        ("HOURS", "Change hours"),
    ]:
        html = kind_tag(kind)
        assert read(html).one("strong").text == words
        shapes.add(html.split("<svg")[1].split("</svg>")[0])
    assert len(shapes) == 5
    assert read(kind_tag("CLOSE", "Proposed to close")).one("strong").text == "Proposed to close"


def test_pages_keep_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/list/", {"borough": "camden", "page": "3"})
    page = Paginator(range(100), 10).page(3)
    links = page_links(Context({"request": request}), page)
    assert links["previous"] == "?borough=camden&page=2"
    assert links["next"] == "?borough=camden&page=4"
    assert [one.get("number", "gap") for one in links["numbers"]] == [1, 2, 3, 4, "gap", 10]
    drawn = component("pagination", links=links)
    assert drawn.one("a", aria_current="page").attrs["aria-label"] == "Page 3"


def test_nothing_is_drawn_where_there_is_one_page() -> None:
    links = page_links(Context({}), Paginator(range(3), 10).page(1))
    assert component("pagination", links=links).all("nav") == []


def test_a_bar_is_as_long_as_its_share() -> None:
    drawn = draw([("Support", 30), ("Oppose", 90)], 120, "Answer", "Responses")
    assert [bar.width for bar in drawn.bars] == [25, 75]
    assert [bar.figure for bar in drawn.bars] == ["30 (25%)", "90 (75%)"]
    assert [bar.inside for bar in drawn.bars] == [False, True]
    assert drawn.description == "Support: 30 (25%); Oppose: 90 (75%)."
    assert drawn.table == [["Support", "30", "25%"], ["Oppose", "90", "75%"]]


def test_without_a_base_the_longest_bar_is_the_most() -> None:
    drawn = draw([("A", 5), ("B", 10)], None, "Answer", "Responses")
    assert [bar.width for bar in drawn.bars] == [50, 100]
    assert drawn.table == [["A", "5"], ["B", "10"]]


def test_bars_of_nothing_are_nothing() -> None:
    assert [bar.width for bar in draw([("A", 0)], None, "", "").bars] == [0]
    assert draw([], None, "", "").bars == []


def test_a_long_label_takes_more_lines_and_covers_no_bar() -> None:
    drawn = draw([("word " * 20, 1), ("B", 1)], 2, "Answer", "Responses")
    first, second = drawn.bars
    assert len(first.lines) == 4
    assert max(line.y for line in first.lines) < first.y < second.lines[0].y < second.y


@pytest.mark.parametrize(
    ("count", "base", "words"),
    [(0, 9, "0%"), (1, 1000, "under 1%"), (1, 3, "33%"), (999, 1000, "over 99%"), (9, 9, "100%")],
)
def test_shares_are_never_rounded_to_all_or_nothing(count: int, base: int, words: str) -> None:
    assert share(count, base) == words


def test_a_chart_always_stands_with_its_table_and_says_what_it_shows() -> None:
    page = component(
        "bar_chart", id="c", caption="Stances", rows=[("Support", 1)], base=2, source="Us, today"
    )
    drawing = page.one("svg")
    assert drawing.attrs["aria-labelledby"] == "c-svg-title c-svg-desc"
    assert drawing.one("title").text == "Stances"
    assert drawing.one("desc").text == "Support: 1 (50%)."
    assert [one.text for one in page.one("table").all("td")] == ["1", "50%"]
    assert "Source: Us, today" in page.text


def test_progress_works_without_a_script() -> None:
    page = component(
        "progress", id="p", label="Making it", done=3, total=33, sentence="3 of 33", href="/job"
    )
    assert page.one("progress").attrs["value"] == "3"
    assert page.one("progress").attrs["max"] == "33"
    assert page.one("label").attrs["for"] == page.one("progress").attrs["id"]
    assert page.one("p", role="status").text == "3 of 33"
    assert page.one("a").text == "Check again"


def test_a_panel_holds_no_link() -> None:
    page = component("panel", title="Sent", text="Your reference", reference="CP-1")
    assert page.all("a") == []
    assert page.one("h1").text == "Sent"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(0, 0, "midnight"), (12, 0, "midday"), (17, 0, "5pm"), (23, 59, "11:59pm"), (9, 5, "9:05am")],
)
def test_times_cannot_be_mistaken(hour: int, minute: int, words: str) -> None:
    assert clock(datetime.time(hour, minute)) == words


def test_a_moment_is_a_time_and_a_day_and_a_date_has_no_time() -> None:
    summer = datetime.datetime(2027, 7, 1, 22, 59, tzinfo=datetime.UTC)
    winter = datetime.datetime(2027, 2, 14, 23, 59, tzinfo=datetime.UTC)
    assert moment(winter) == "11:59pm, Sunday 14 February 2027"
    assert moment(datetime.date(2027, 2, 14)) == "Sunday 14 February 2027"
    page = component("timeline", entries=[{"title": "Closed", "at": summer}])
    assert page.one("time").text == "11:59pm, Thursday 1 July 2027"
