"""Taking words out of a text: whole signs, what stands instead, and the same words elsewhere."""

from collections.abc import Iterable

import pytest

from consultation.moderate.redacting import (
    GONE,
    MarkedAnswer,
    Span,
    agreed,
    around,
    blanked,
    is_covered,
    left_standing,
    merged,
    pieces,
    public_text,
    same_words,
    trimmed,
    weight,
    whole_signs,
)
from tests import factories

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
FLAGS = "\U0001f1ec\U0001f1e7\U0001f1eb\U0001f1f7"  # of two countries
WAVE = "\U0001f44b\U0001f3fd"


def out(text: str, *spans: tuple[int, int], reason: str = "PERSONAL") -> str:
    return public_text(text, [Span(*one, reason) for one in spans])


def found(text: str, words: str) -> list[str]:
    return [text[start:end] for start, end in same_words(text, words)]


def test_words_are_replaced_by_why_they_are_gone() -> None:
    text = "I am Rosa Okafor of Ilford."
    assert out(text, (5, 16)) == "I am [personal details removed] of Ilford."
    assert out(text, (5, 16), reason="THIRD_PARTY") == (
        "I am [details of another person removed] of Ilford."
    )
    assert out(text, (0, len(text))) == "[personal details removed]"
    assert out(text) == text


def test_spans_that_meet_become_one_and_the_first_reason_counts() -> None:
    text = "0123456789"
    spans = [
        Span(5, 7, "ABUSE"), Span(1, 3, "PERSONAL"), Span(2, 4, "ABUSE"), Span(4, 5, "ABUSE"),
        Span(8, 99, "CLAIM"),
    ]  # fmt: skip
    assert merged(text, spans) == [
        Span(1, 4, "PERSONAL"), Span(4, 7, "ABUSE"), Span(8, 10, "CLAIM"),
    ]  # fmt: skip
    assert [one.text for one in pieces(text, spans)] == ["0", "123", "456", "7", "89"]
    assert blanked(text, spans) == "0" + GONE * 6 + "7" + GONE * 2


@pytest.mark.parametrize(
    ("text", "start", "end", "sign"),
    [
        ("e\u0301a", 0, 1, "e\u0301"),
        ("ae\u0301", 2, 3, "e\u0301"),
        (f"a{FAMILY}b", 2, 3, FAMILY),
        (f"a{FAMILY}b", 1, 2, FAMILY),
        (FLAGS, 1, 2, FLAGS[:2]),
        (FLAGS, 2, 3, FLAGS[2:]),
        (f"{WAVE}!", 0, 1, WAVE),
        ("\u2764\ufe0f!", 0, 1, "\u2764\ufe0f"),
        ("a\r\nb", 1, 2, "\r\n"),
        ("\u0915\u094d\u0937", 0, 1, "\u0915\u094d\u0937"),  # one letter of Hindi
        ("\u1112\u1161\u11ab", 1, 2, "\u1112\u1161\u11ab"),  # one of Korean
        ("مَا", 0, 1, "مَ"),
        ("abc", 1, 2, "b"),
    ],
)
def test_no_sign_is_cut(text: str, start: int, end: int, sign: str) -> None:
    first, last = whole_signs(text, start, end)
    assert text[first:last] == sign
    assert sign not in out(text, (start, end))


def test_text_from_right_to_left_is_counted_as_it_is_written() -> None:
    text = "میرا نام روزا ہے۔"
    start = text.index("روزا")
    assert out(text, (start, start + 4)) == "میرا نام [personal details removed] ہے۔"


@pytest.mark.parametrize(("start", "end"), [(-3, 2), (5, 2), (9, 12), (3, 3)])
def test_nonsense_takes_nothing_out_that_is_not_there(start: int, end: int) -> None:
    assert len(blanked("abcd", [Span(start, end, "ABUSE")])) == 4


def test_spaces_at_the_ends_are_left() -> None:
    assert trimmed("a  bc d", 1, 6) == (3, 5)
    assert trimmed("a   d", 1, 3) == (3, 3)


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        ("Rosa Okafor and ROSA\n okafor", "rosa okafor", ["Rosa Okafor", "ROSA\n okafor"]),
        ("rosa.okafor@example.com", "Rosa Okafor", ["rosa.okafor"]),
        ("Rosa\u200b Oka\u00adfor", "Rosa Okafor", ["Rosa\u200b Oka\u00adfor"]),
        ("José and JOSE\u0301 and Jose", "jose", ["José", "JOSE\u0301", "Jose"]),
        ("Okafor's, Okafor’s", "Okafor", ["Okafor", "Okafor"]),
        ("O’Connor, O'Connor, OConnor", "O'Connor", ["O’Connor", "O'Connor", "OConnor"]),
        ("Call 07700 900 123 or 07700-900123", "07700900123", ["07700 900 123", "07700-900123"]),
        ("flat 12 07700900123", "07700 900123", ["07700900123"]),
        ("07700 900123 4", "07700 9001", []),
        ("(020) 7946 0018", "020 79460018", ["020) 7946 0018"]),
        ("Edward", "Ed Ward", []),
        ("Rosalind, Rosa", "Rosa", ["Rosa"]),
        ("Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("我叫李小明住在", "李小明", ["李小明"]),
        ("\uff32\uff4f\uff53\uff41", "Rosa", ["\uff32\uff4f\uff53\uff41"]),
        ("رُوزا روزا", "روزا", ["رُوزا", "روزا"]),
        ("٠٧٧٠٠", "07700", ["٠٧٧٠٠"]),
        ("12, High Street", "12 high street", ["12, High Street"]),
        ("anything", "", []),
        ("anything", " .-", []),
        ("a+b (c)*", "(c)*", ["(c)*"]),
    ],
)
def test_the_same_words_are_found_however_they_are_written(
    text: str, words: str, places: list[str]
) -> None:
    assert [one.strip("() *") for one in found(text, words)] == [
        one.strip("() *") for one in places
    ]


def test_what_is_found_is_whole_signs() -> None:
    assert found("Rosa\u0301 x", "Rosa") == ["Rosa\u0301"]


def test_letters_and_numbers_are_weighed() -> None:
    assert weight(" R.-'o 1") == 3
    assert weight("李明") == 4


def test_a_span_is_covered_when_nothing_to_read_is_left() -> None:
    text = "Rosa Okafor"
    assert is_covered(text, [Span(0, 4, "ABUSE"), Span(5, 11, "ABUSE")], 0, 11)
    assert not is_covered(text, [Span(0, 4, "ABUSE")], 0, 11)
    assert is_covered(text, [Span(0, 4, "ABUSE")], 0, 5)


def standing(*texts: str, out: Iterable[tuple[int, int, int, str]]) -> list[str]:
    spans: dict[int, list[Span]] = {}
    for key, start, end, reason in out:
        spans.setdefault(key, []).append(Span(start, end, reason))
    found = left_standing(dict(enumerate(texts)), spans)
    return [texts[key][span.start : span.end] for key, span in found]


def test_what_was_taken_out_and_stands_elsewhere_is_told() -> None:
    first, second = "I am Rosa Okafor.", "Ask rosa okafor, says Rosa."
    assert standing(first, second, out=[(0, 5, 16, "PERSONAL")]) == ["rosa okafor"]
    both = [(0, 5, 16, "PERSONAL"), (1, 4, 15, "PERSONAL")]
    assert standing(first, second, out=both) == []
    assert standing(first, second, out=[(0, 5, 16, "ABUSE")]) == []


def test_short_words_are_not_traced_and_what_stands_instead_is_not_searched() -> None:
    assert standing("Ann is Ann", out=[(0, 0, 3, "PERSONAL")]) == []
    text = "personal details, 07700 900123"
    assert standing(text, out=[(0, 0, 16, "PERSONAL"), (0, 18, 30, "PERSONAL")]) == []


def test_a_mark_beside_the_words_does_not_hide_them() -> None:
    assert standing("Rosa, RosaX", out=[(0, 0, 4, "PERSONAL"), (0, 10, 11, "ABUSE")]) == ["Rosa"]


def test_a_place_is_shown_with_what_stands_beside_it() -> None:
    text = f"{'a' * 60} Rosa {'b' * 60}"
    shown = around(text, 61, 65, most=5)
    assert (shown.before, shown.words, shown.after) == ("…aaaa ", "Rosa", " bbbb…")
    assert str(around("Rosa", 0, 4)) == "Rosa"


def test_two_agree_when_they_cover_the_same_signs() -> None:
    def mark(answer: int, start: int, end: int, reason: str = "PERSONAL") -> MarkedAnswer:
        made: MarkedAnswer = factories.RedactionFactory.build(
            answer=None, response=None, by=None, answer_id=answer, start=start, end=end,
            reason=reason,
        )  # fmt: skip
        return made

    whole, halves = [mark(1, 0, 10)], [mark(1, 5, 10, "ABUSE"), mark(1, 0, 5)]
    assert agreed(whole, halves)
    assert agreed([], [])
    assert not agreed(whole, [mark(1, 0, 9)])
    assert not agreed(whole, [mark(2, 0, 10)])
