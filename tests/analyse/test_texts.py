"""Sentences of a text, and the passages that somebody names."""

from itertools import pairwise

import pytest

from consultation.analyse import texts
from consultation.models import Answer, Attachment, Question, QuestionVersion
from tests import factories


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is too far.", ["It is too far."]),
        ("It is too far. Buses are slow!", ["It is too far.", "Buses are slow!"]),
        ("It is too far\nBuses are slow", ["It is too far", "Buses are slow"]),
        ("  Two.  \n\n  Three? ", ["Two.", "Three?"]),
        ("It costs 4.50 a day. Too much.", ["It costs 4.50 a day.", "Too much."]),
        ("“Why close it?” she asked. I agree.", ["“Why close it?”", "she asked.", "I agree."]),
        ("Really?! Yes...", ["Really?!", "Yes..."]),
        ("کیا یہ بند ہو گا؟ نہیں۔", ["کیا یہ بند ہو گا؟", "نہیں۔"]),
        ("😀. 👩‍👧 go there", ["😀.", "👩‍👧 go there"]),
        ("...", ["..."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_text_in_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in texts.spans(text)] == sentences


@pytest.mark.parametrize("text", ["One. Two.\r\nThree", "a" * 9_000, "No end. " * 500])
def test_no_word_stands_outside_a_sentence(text: str) -> None:
    cut = texts.spans(text)
    assert "".join("".join(text[a:b].split()) for a, b in cut) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in pairwise(cut))


def answers_of(*said: str, same: bool = False) -> list[Answer]:
    """Answers that were never stored: to one question, or each to its own."""
    one = QuestionVersion(pk=1, question=Question(pk=1), wording="Why?")
    return [
        Answer(
            pk=number,
            text=text,
            question_version=one if same else QuestionVersion(pk=number, wording="Why?"),
        )
        for number, text in enumerate(said, start=1)
    ]


SAID = texts.texts_of(answers_of("It is too far. Buses are slow.", "Wait. It is too far."))
ALONE = texts.Sources(SAID)
FILES = [Attachment(name="plan.pdf"), Attachment(name="map.png")]
BESIDE = texts.Sources(SAID, FILES, "In the margin: ask the school.")


def test_sentences_are_numbered_throughout_a_response() -> None:
    assert [[one.number for one in text.sentences] for text in SAID] == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1", "It is too far."),
        ("2", "Buses are slow."),
        ("1-2", "It is too far. Buses are slow."),
        ("2-1", "It is too far. Buses are slow."),
        ("1 to 2", "It is too far. Buses are slow."),
        ("3–4", "Wait. It is too far."),
        (" 3 ", "Wait."),
        ("buses ARE slow", "Buses are slow"),
        ("far. Buses", "far. Buses"),
    ],
)
def test_a_number_or_some_words_name_a_passage(typed: str, words: str) -> None:
    assert texts.place_of(typed, ALONE).words == words


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0", texts.NO_SENTENCE.format(0)),
        ("5", texts.NO_SENTENCE.format(5)),
        ("1-9", texts.NO_SENTENCE.format(9)),
        ("2-3", texts.TWO_ANSWERS.format(2, 3)),
        ("It is too far", texts.WHERE_TWICE.format(2)),
        ("trains", texts.WHERE_NOT_HERE),
        ("", texts.WHICH),
    ],
)
def test_what_names_no_passage_is_told_why(typed: str, told: str) -> None:
    with pytest.raises(texts.NotFound) as why:
        texts.place_of(typed, ALONE)
    assert str(why.value) == told


def test_nothing_typed_is_all_of_the_only_text() -> None:
    only = texts.texts_of(answers_of(" It is too far. Wait. "))
    assert texts.place_of("", texts.Sources(only)).words == "It is too far. Wait."


def test_a_file_and_the_note_have_names_too() -> None:
    assert texts.place_of("F2", BESIDE).file is FILES[1]
    assert texts.place_of(" f 1 ", BESIDE).words == "plan.pdf"
    assert texts.place_of("n", BESIDE).in_note
    for typed, told in (
        ("F3", texts.NO_FILE.format(3)), ("F0", texts.NO_FILE.format(0)), ("", texts.WHICH),
    ):  # fmt: skip
        with pytest.raises(texts.NotFound) as why:
            texts.place_of(typed, BESIDE)
        assert str(why.value) == told
    with pytest.raises(texts.NotFound):
        texts.place_of("N", ALONE)


def test_the_same_words_about_several_counters_are_one_text() -> None:
    (one,) = texts.texts_of(answers_of("Too far.", "Too far.", same=True))
    assert [answer.pk for answer in one.answers] == [1, 2]
    two = texts.texts_of(answers_of("Too far.", "Too slow.", same=True))
    assert [text.words for text in two] == ["Too far.", "Too slow."]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((1, 0, 14), "It is too far."),
        ((1, 13, 16), ". B"),
        ((2, 0, 400), "Wait. It is too far."),
        ((1, 14, 15), None),  # nothing but a space
        ((9, 0, 4), None),
    ],
)
def test_a_place_that_a_browser_names(place: tuple[int, int, int], words: str | None) -> None:
    found = texts.pointed_at(*place, SAID)
    assert (found.words if found else None) == words


def test_a_sign_of_several_code_points_is_never_cut(db: None) -> None:
    answer = factories.AnswerFactory(text="We 👩‍👧 walk.", choice="")
    (text,) = texts.texts_of([answer])
    found = texts.pointed_at(answer.pk, 4, 5, [text])
    assert found is not None
    assert found.words == "👩‍👧"
