"""The grade of known texts, and of the worked example; the command that prints it."""

import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultation.models import Consultation
from consultation.publish.reading import fixed_words, grade, sentences_in, syllables, words_in


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("cat", 1), ("hope", 1), ("hopes", 1), ("used", 1), ("wanted", 2), ("houses", 2),
        ("changes", 2), ("table", 2), ("police", 2), ("free", 1), ("being", 2), ("going", 2),
        ("people", 2), ("counter", 2), ("proposal", 3), ("evidence", 3), ("identify", 4),
        ("consultation", 4), ("24-hour", 2), ("101", 1), ("don’t", 1), ("the", 1), ("rhythm", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted(word: str, number: int) -> None:
    assert syllables(word) == number


@pytest.mark.parametrize(
    ("text", "words", "years"),
    [
        # The example of the formula that encyclopaedias give: 13 words, 24 syllables.
        (
            "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.",
            13,
            11.3,
        ),
        ("Do you support or oppose this proposal?", 7, 5.7),  # 0.39 * 7 + 11.8 * 11 / 7 - 15.59
        ("The cat sat on the mat.", 6, 0),
        ("It costs £1.5m. Why? Nobody knows!", 6, 0.9),  # 3 sentences, 8 syllables
        ("", 0, 0),
        ("… – 、", 0, 0),
    ],
)
def test_the_grade_is_that_of_the_formula(text: str, words: int, years: float) -> None:
    assert (len(words_in(text)), grade(text)) == (words, years)


def test_a_line_ends_a_sentence_and_a_figure_does_not() -> None:
    assert sentences_in("By bus\nBy car\n\nIt is 1.9 miles away. Is it?") == [
        "By bus", "By car", "It is 1.9 miles away", " Is it",
    ]  # fmt: skip


def test_of_a_template_only_what_it_says_itself_is_read() -> None:
    source = """{% comment %}Not this.{% endcomment %}{% block x %}{{ title }}
    {% translate "Send it" %}<p>{% blocktranslate trimmed with day=on|date %}
      Reply by <b>{{ day }}</b>.
    {% endblocktranslate %}{% blocktranslate count n=n %}one day{% plural %}{{ n }} days
    {% endblocktranslate %}{% include "a.html" with text=_("Stop") %}"""
    assert fixed_words(source).splitlines() == ["Send it", "Reply by it.", "it days", "Stop"]


@pytest.fixture
def example(db: None) -> str:
    """The worked example, as it is loaded."""
    call_command("load_register", stdout=StringIO())
    call_command("load_example", stdout=StringIO())
    return "police-front-counters-2017"


def test_the_example_is_read_with_nine_years_of_schooling(example: str) -> None:
    out = StringIO()
    call_command("reading_age", example, stdout=out)
    sys.stdout.write(out.getvalue())  # `make reading-age` shows it
    lines = out.getvalue().splitlines()
    assert lines[0].split() == ["Text", "Words", "Grade"]
    assert lines[-1] == "Every text can be read with 9 years of schooling or fewer."
    rows = {line[:-14].strip(): line[-14:].split() for line in lines[1:-1]}
    assert [name for name in rows if name.startswith("Page ")] == [
        "Page view", "Page harder", "Page harder-how", "Page instead", "Page evidence",
        "Page document",
    ]  # fmt: skip
    assert {
        "Decision question",
        "Summary",
        "Other ways to respond",
        "Privacy notice",
    } <= rows.keys()
    assert sum(name.startswith("Proposal ") for name in rows) == 73
    assert {"Fixed words of start", "Fixed words of sent", "Fixed words of closed"} <= rows.keys()
    assert all(int(words) > 0 and 0 <= float(years) <= 9 for words, years in rows.values())


def test_a_text_over_the_limit_is_named_and_the_command_fails(consultation: Consultation) -> None:
    hard = "Organisational rationalisation necessitates comprehensive stakeholder consultation."
    Consultation.objects.filter(pk=consultation.pk).update(summary=hard)
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("reading_age", consultation.slug, stdout=out)
    assert "texts ask for more than 9 years of schooling: Summary" in str(failed.value)
    row = next(line for line in out.getvalue().splitlines() if line.startswith("Summary"))
    assert row.split() == ["Summary", "6", str(grade(hard))]
    call_command("reading_age", consultation.slug, "--most", "60", stdout=StringIO())


@pytest.mark.django_db
def test_a_consultation_that_is_not_there_is_told() -> None:
    with pytest.raises(CommandError, match="There is no consultation called “nowhere”"):
        call_command("reading_age", "nowhere")
