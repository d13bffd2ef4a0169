"""What a careful reader says of a question: each text with the exact warning that it gets."""

from typing import Any

import pytest

from consultation.models import Question, QuestionVersion
from consultation.publish.checks import minutes, warnings, warnings_of

STANCES = ["Strongly support", "Support", "Neither support nor oppose", "Oppose", "Strongly oppose"]
UNSURE = "I do not know"
TWO = (
    "It seems to ask two things at once ({}), and somebody may think differently of each. Make two "
    "questions of it, or ask about one."
)
NO_WAY_OUT = (
    "It must be answered, and no answer says “I do not know” or “Prefer not to say”. Add one, or "
    "let it be left empty."
)


def asked(wording: str, *labels: str, **more: Any) -> QuestionVersion:
    """A question that is stored nowhere; a choice where it has answers to choose from."""
    kind = more.pop("kind", "CHOICE" if labels else "TEXT")
    question = Question(key="q", kind=kind, scope="ALL", required=more.pop("required", False))
    options = [[f"V{number}", label] for number, label in enumerate(labels)]
    return QuestionVersion(question=question, wording=wording, options=options, **more)


@pytest.mark.parametrize(
    ("wording", "warning"),
    [
        (
            "Do you agree that the counter should close?",
            "“Do you agree that” leads to one answer: ask “Do you agree or disagree that …”, or "
            "what people think.",
        ),
        (
            "Don't you think the counter costs too much?",
            "“Don’t you think” leads to one answer: ask “What do you think of …”.",
        ),
        ("Is it surely too far?", "“Surely” leads to one answer: leave it out."),
        (
            "What do you think of this sensible plan?",
            "“Sensible” takes a side: say what is meant without praise or blame.",
        ),
        (
            "Do you support this proposal?",
            "Only one side is offered in the wording: write “support or oppose”.",
        ),
        (
            "How strongly do you agree with it?",
            "Only one side is offered in the wording: write “agree or disagree”.",
        ),
        (
            "Are you in favour of the move?",
            "Only one side is offered in the wording: write “for or against”.",
        ),
        (
            "How satisfied are you with the desk?",
            "Only one side is offered in the wording: write “satisfied or dissatisfied”.",
        ),
        ("How often do you come and how far is it?", TWO.format("“and how”")),
        ("Do you come by bus? Or on foot?", TWO.format("two questions")),
        ("Which days and/or times suit you?", TWO.format("“and/or”")),
        (
            "Should we not close a desk that is not used?",
            "It says “not” twice. Ask what is the case, so that a yes means yes.",
        ),
        (
            "How would you utilise the desk?",
            "“Utilise” is a word of offices: write “use”.",
        ),
        (
            "What should happen going forward?",
            "“Going forward” is a word of offices: write “from now on”.",
        ),
        (
            "Think of the desk that you go to now. If it shut for good in the next year or two, "
            "where would you go to ask for help or to tell of a theft?",
            "The wording has 34 words. Use 25 at most, and put the rest into the help text.",
        ),
        (
            "What considerations regarding accessibility require prioritisation?",
            "It takes more than 18 years of schooling to read. Use shorter sentences and shorter "
            "words, until it takes fewer than 9.",
        ),
    ],
)
def test_a_wording_gets_its_warning(wording: str, warning: str) -> None:
    assert warnings(asked(wording)) == [warning]


@pytest.mark.parametrize(
    "wording",
    [
        "Do you support or oppose this proposal?",
        "Do you agree or disagree that the counter should stay?",
        "Are you for or against the move?",
        "How satisfied or dissatisfied are you?",
        "Why do you say that? (optional)",
        "Is anything in the evidence wrong or missing? (optional)",
        "If this happened, what would be harder for you or someone you help? (optional)",
        "Is it not too far?",
        "How did you hear of it? Tell us in a few words.",
        "Who is unfairly left out?",
        "Who do you support at home?",
    ],
)
def test_a_plain_wording_gets_none(wording: str) -> None:
    assert warnings(asked(wording)) == []


def lean(more: str, fewer: str) -> str:
    return f"The answers lean to one side: {more} and {fewer}. Offer as many on each side."


@pytest.mark.parametrize(
    ("kind", "labels", "warning"),
    [
        ("SCALE", ["Strongly support", "Support", "Oppose"], lean("2 for", "1 against")),
        ("CHOICE", ["Agree", "Disagree", "Strongly disagree"], lean("2 against", "1 for")),
        ("CHOICE", ["Yes", "Yes, but later", "No"], lean("2 for", "1 against")),
        ("SCALE", ["Very good", "Good", "Poor"], lean("2 good", "1 bad")),
        ("SCALE", ["Very unsafe", "Less safe", "Safe"], lean("2 bad", "1 good")),
    ],
)
def test_a_scale_that_leans_is_told(kind: str, labels: list[str], warning: str) -> None:
    assert warnings(asked("What do you think of it?", *labels, kind=kind)) == [warning]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("SCALE", [*STANCES, UNSURE]),
        ("SCALE", ["Very satisfied", "Satisfied", "Dissatisfied", "Very dissatisfied"]),
        ("SCALE", ["Safer", "No different", "Less safe"]),
        ("CHOICE", ["Yes", "No", "I am not sure"]),
        ("CHOICE", ["By bus", "By car", "On foot"]),
        ("CHOICE", ["A good library", "A school"]),
        ("SEVERAL", ["I support it", "Something else"]),
    ],
)
def test_an_even_scale_is_not(kind: str, labels: list[str]) -> None:
    assert warnings(asked("What do you think of it?", *labels, kind=kind)) == []


@pytest.mark.parametrize(
    ("kind", "labels", "told"),
    [
        ("SCALE", STANCES, [NO_WAY_OUT]),
        ("YES_NO", ["Yes", "No"], [NO_WAY_OUT]),
        ("SEVERAL", ["By bus", "By car"], [NO_WAY_OUT]),
        ("SCALE", [*STANCES, UNSURE], []),
        ("SEVERAL", ["By bus", "None of these"], []),
        ("CHOICE", ["By bus", "By car", "I prefer not to say"], []),
        ("TEXT", [], []),
    ],
)
def test_a_question_that_must_be_answered_needs_a_way_out(
    kind: str, labels: list[str], told: list[str]
) -> None:
    assert warnings(asked("How would you go?", *labels, kind=kind, required=True)) == told


def test_two_things_in_one_choice_are_told_and_a_span_of_numbers_is_not() -> None:
    choose = ("Good", "Bad")
    assert warnings(asked("How do you rate the hours and the staff?", *choose)) == [
        TWO.format("“and”")
    ]
    assert warnings(asked("How do you rate it between 1 and 5?", *choose)) == []
    assert warnings(asked("What do you think of the hours and the staff?")) == []


def test_jargon_is_found_in_help_and_answers_too() -> None:
    version = asked("How would you go?", "Via the estate", help="Ask a stakeholder.")
    assert warnings(version) == [
        "“Stakeholder” is a word of offices: write “people and groups concerned”.",
        "“Estate” is a word of offices: write “buildings”.",
    ]


def test_several_warnings_stand_in_order() -> None:
    version = asked(
        "Do you agree that this vital plan and its dates are right?", "Agree", required=True
    )
    assert warnings(version) == [
        "“Do you agree that” leads to one answer: ask “Do you agree or disagree that …”, or what "
        "people think.",
        "“Vital” takes a side: say what is meant without praise or blame.",
        TWO.format("“and”"),
        lean("1 for", "0 against"),
        NO_WAY_OUT,
    ]


def test_twenty_questions_are_enough() -> None:
    short = [asked("Why?", "A", "B") for _number in range(20)]
    assert warnings_of(short) == []
    assert warnings_of([*short, short[0]]) == [
        "There are 21 questions. Ask 20 at most: each one more is answered by fewer people."
    ]


def test_ten_minutes_are_enough() -> None:
    """A word takes 0.3 seconds; writing a long answer takes 60."""
    ten = [asked("Why?") for _number in range(9)]
    assert (minutes(ten), warnings_of(ten)) == (10, [])
    eleven = [*ten, ten[0]]
    assert warnings_of(eleven) == [
        "Answering takes about 11 minutes, with one front counter. Leave out questions, or words "
        "to read, until it takes 10 at most."
    ]
    assert minutes([]) == 0
