"""Short forms in plain words, and what sources say of themselves."""

import pytest

from stations import wording


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("24/7", "24 hours a day, 7 days a week"),
        ("non-24h", "Not 24 hours a day, exact hours not known"),
        ("daytime", "In the daytime, exact hours not known"),
        ("non-24h: Mon-Fri 7am-11pm", "Monday to Friday 7am to 11pm"),
        ("non-24h: about 40 hours a week", "About 40 hours a week"),
        ("By appointment", "By appointment"),
    ],
)
def test_hours(short: str, words: str) -> None:
    assert wording.hours(short) == words


@pytest.mark.parametrize(
    ("source", "date"),
    [
        ("https://a.org/list.html (mirror of Evening Standard 1 Nov 2017)", "1 November 2017"),
        ("Met Police FOI register of facilities, Aug 2023", "August 2023"),
        ("https://a.org/2017/11/06/public-access/", "6 November 2017"),
        ("https://a.org/2017/09/", "September 2017"),
        ("https://a.org/questions/2017/3620", ""),
        ("https://a.org/b (2013: volunteer desk)", "2013"),
        ("https://a.org/1234", ""),
    ],
)
def test_a_date_is_taken_only_where_it_is_plain(source: str, date: str) -> None:
    assert wording.date_of(source) == date


def test_several_sources_have_a_date_only_where_all_say_the_same() -> None:
    assert (
        wording.common_date(["Paper, 1 Nov 2017", "Notice, 1 November 2017"]) == "1 November 2017"
    )
    assert wording.common_date(["Paper, 1 Nov 2017", "A letter"]) == ""
    assert wording.common_date([]) == ""


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("https://www.a.co.uk/b.html", ("https://www.a.co.uk/b.html", "a.co.uk", "")),
        ("https://b.org/c (PCD 284)", ("https://b.org/c", "b.org", "PCD 284")),
        ("Mayor's answer", ("", "Mayor's answer", "")),
        ("javascript:alert(1)", ("", "javascript:alert(1)", "")),
    ],
)  # fmt: skip
def test_a_source_is_shown_by_the_name_of_its_site(
    source: str, parts: tuple[str, str, str]
) -> None:
    assert wording.linked(source) == parts
