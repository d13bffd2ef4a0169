"""What is drawn of the figures: parts, days and a map, each told in words too."""

from typing import Any

import pytest

from consultation.report import charts
from consultation.report.edition import DAYS, MAP, STACKED, Figure, Row, Table

CODES = {"camden": "E09000007", "merton": "E09000024", "redbridge": "E09000026"}


def table(chart: str, rows: dict[str, list[int]], columns: list[str], **more: Any) -> Table:
    made = tuple(
        Row(
            key,
            key.title(),
            tuple(Figure(key, key, one, None, "", "Record", "2026-11-23") for one in cells),
        )
        for key, cells in rows.items()
    )
    return Table(
        "drawn", "A <b>title</b>", "Head", tuple(columns), made, None, "", "Record", False,
        chart=chart, **more,
    )  # fmt: skip


STANCES = ["Responses", "Support", "Oppose", "No answer"]


def stacked(**rows: list[int]) -> Table:
    return table(STACKED, rows, STANCES, parts=(1, 2, 3))


def test_parts_are_as_wide_as_their_shares_and_keep_their_order() -> None:
    parts = charts.parts_of(stacked(email=[10, 5, 0, 15]), 0)
    assert [(one.tone, one.start, one.width, one.number) for one in parts] == [
        ("1", 0.0, 25.0, "5"),
        ("none", 25.0, 75.0, "15"),
    ]


def test_a_number_stands_within_a_part_only_where_there_is_room() -> None:
    few, many = charts.parts_of(stacked(email=[1000, 50, 0, 950]), 0)
    assert (few.width, few.told, many.told) == (5.0, False, True)


def test_a_bar_of_nothing_is_not_drawn_and_is_named() -> None:
    drawn = charts.chart_of(stacked(email=[2, 1, 1, 0], phone=[0, 0, 0, 0]), {})
    assert drawn is not None
    assert drawn.note == "Not drawn, since there is none: Phone."
    assert "Phone" not in drawn.svg
    assert [(key.tone, key.text) for key in drawn.legend] == [
        ("1", "Support"),
        ("2", "Oppose"),
        ("none", "No answer"),
    ]


def test_without_any_number_nothing_is_drawn() -> None:
    assert charts.chart_of(stacked(email=[0, 0, 0, 0]), {}) is None
    assert charts.chart_of(table("", {"email": [1]}, ["Responses"]), {}) is None


@pytest.mark.parametrize("chart", [STACKED, DAYS, MAP])
def test_a_drawing_is_an_image_with_words_and_no_style(chart: str) -> None:
    parts: dict[str, Any] = {"parts": (1,)} if chart == STACKED else {}
    made = table(chart, {"camden": [3, 3], "merton": [7, 7]}, ["Responses", "Support"], **parts)
    drawn = charts.chart_of(made, CODES)
    assert drawn is not None
    assert ' role="img" aria-labelledby="chart-drawn-title chart-drawn-desc"' in drawn.svg
    assert '<title id="chart-drawn-title">A &lt;b&gt;title&lt;/b&gt;</title>' in drawn.svg
    assert "7" in drawn.svg.split("<desc ")[1].split("</desc>")[0]
    assert "style=" not in drawn.svg


def test_days_become_weeks_where_there_are_too_many() -> None:
    days = {f"day{n}": [n] for n in range(1, 141)}
    columns = charts.columns_of(table(DAYS, days, ["Received"]))
    assert (len(columns), columns[0].label, columns[0].number) == (20, "week from Day1", 28)
    assert sum(one.number for one in columns) == sum(range(1, 141))
    assert len(charts.columns_of(table(DAYS, dict(list(days.items())[:130]), ["R"]))) == 130


@pytest.mark.parametrize(
    ("most", "step"), [(0, 1), (1, 1), (5, 1), (6, 2), (11, 3), (99, 20), (100, 20), (101, 30)]
)
def test_shades_hold_round_numbers(most: int, step: int) -> None:
    assert charts.step_of(most) == step
    assert charts.shade(most, step) in ("none", "1", "2", "3", "4", "5")


def test_the_map_has_each_number_and_its_shade() -> None:
    rows = {"camden": [0], "merton": [1], "redbridge": [99], "elsewhere": [5]}
    drawn = charts.chart_of(table(MAP, rows, ["Responses"]), CODES)
    assert drawn is not None
    assert drawn.svg.count("<path") == 33
    assert drawn.svg.count('<path class="cp-shade cp-shade--5"') == 1
    assert drawn.svg.count("<text") == 3
    assert [(key.tone, key.text) for key in drawn.legend] == [
        ("none", "None"), ("1", "1 to 20"), ("5", "81 to 100"),
    ]  # fmt: skip
    assert "the darker, the more. Most: 99, Redbridge." in drawn.svg


def test_on_paper_the_map_has_its_colours_in_it() -> None:
    drawn = charts.chart_of(table(MAP, {"camden": [9]}, ["Responses"]), CODES)
    assert drawn is not None
    paper = charts.inked(drawn)
    assert 'class="cp-shade' not in paper
    assert paper.count('fill="#003f41"') == 1
    assert paper.count('fill="#ffffff"') == 32
