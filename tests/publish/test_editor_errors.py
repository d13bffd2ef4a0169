"""What is wrong with a question is said in a sentence, and what was typed is kept."""

from typing import Any

import pytest
from django.test import Client

from consultation.models import Consultation
from tests.publish.writing import CHOICE, ROOT, errors_on, events, order_of


@pytest.mark.parametrize(
    ("kind", "typed", "errors"),
    [
        (
            "choice",
            {},
            [
                "Enter the wording", "Enter the short heading",
                "Enter at least two answers to choose from, one a line",
                "Select how often it is asked",
            ],
        ),
        ("choice", CHOICE | {"wording": "W" * 301}, ["Wording must be 300 characters or less"]),
        ("choice", CHOICE | {"options": "A"}, [
            "Enter at least two answers to choose from, one a line"]),
        ("choice", CHOICE | {"options": "A\nA"}, ["The answers “A” and “A” have one value"]),
        ("choice", CHOICE | {"options": "X | A\nY | A"}, ["The answer “A” stands there twice"]),
        ("choice", CHOICE | {"options": "X |\nY | B"}, [
            "Enter the words of the answer X after the line “|”"]),
        ("choice", CHOICE | {"options": "Так\nНі"}, [
            "Give the answer “Так” a value of up to 40 letters, figures and “_” in front, like "
            "FIRST | Так"]),
        ("choice", CHOICE | {"options": f"A\n{'b' * 201}"}, [
            f"The answer {'B' * 40} must be 200 characters or less"]),
        ("choice", CHOICE | {"exclusive": "C"}, [
            "“C” is not among the answers to choose from"]),
        ("choice", CHOICE | {"required": "on"}, ["Enter the error for when it is left empty"]),
        ("choice", CHOICE | {"scope": "SOME"}, ["Select how often it is asked"]),
        ("choice", CHOICE | {"page": "two words"}, [
            "Page must be one word of letters, figures and hyphens"]),
        ("choice", CHOICE | {"key": "new"}, [
            "Choose another name: “new” means something else here"]),
        ("choice", CHOICE | {"key": "seen"}, [
            "Choose another name: “seen” means something else here"]),
        ("choice", CHOICE | {"key": "born_day"}, [
            "Name must be one word of small letters, figures and hyphens"]),
        ("choice", CHOICE | {"wording": "A\x00B"}, [
            "Wording has a character that cannot be stored: type it again instead of pasting it"]),
        ("choice", CHOICE | {"key": "travel"}, ["There is already a question called “travel”."]),
        ("choice", CHOICE | {"shown_if": ["lines=X"]}, ["Select answers from the list"]),
        ("choice", CHOICE | {"shown_if": ["travel=CAR"], "scope": "PROPOSAL"}, [
            "Questions about each proposal are asked first, so they cannot hang on one that is "
            "asked about everything"]),
        ("choice", CHOICE | {"shown_if": ["travel=CAR"], "page": "travel"}, [
            "Choose a page after the question whose answer decides"]),
        ("several", CHOICE | {"most": "3"}, ["There are only 2 answers to choose from"]),
        ("several", CHOICE | {"most": "0"}, [
            "Most answers that can be chosen must be 1 or more"]),
        ("number", CHOICE | {"least": "5", "most": "5"}, [
            "The largest number must be larger than the smallest"]),
        ("number", CHOICE | {"least": "few"}, [
            "Smallest number must be a whole number, like 12"]),
        ("text", CHOICE | {"max_length": ""}, [
            "Enter how many characters an answer may have"]),
        ("text", CHOICE | {"max_length": "20001"}, ["Most characters must be 20,000 or less"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    writer: Client, draft: Consultation, kind: str, typed: dict[str, Any], errors: list[str]
) -> None:
    answer = writer.post(f"{ROOT}new/{kind}/", typed)
    assert answer.status_code == 200
    assert errors_on(answer) == errors
    if typed and "\x00" not in typed["wording"]:
        assert f'value="{typed["wording"]}"' in answer.content.decode()
    assert order_of(draft) == ["travel", "lines", "more"]
    assert events() == []


def test_answers_of_two_questions_cannot_decide(writer: Client, draft: Consultation) -> None:
    writer.post(f"{ROOT}new/yes_no/", CHOICE | {"key": "second", "options": "YES | Yes\nNO | No"})
    typed = CHOICE | {"shown_if": ["travel=CAR", "second=YES"]}
    answer = writer.post(f"{ROOT}new/choice/", typed)
    assert errors_on(answer) == ["Select answers of one question only"]
