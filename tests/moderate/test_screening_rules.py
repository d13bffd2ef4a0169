"""The rules against our own labelled sentences, against tricks, and against hostile texts."""

import itertools
import json
import os
import random
import socket
import time
from pathlib import Path

import pytest

from consultation.models import FlagKind
from consultation.moderate import screening
from consultation.moderate.screening import FINDERS, RULES, Found, language, screen
from consultation.moderate.screening.found import PERSONAL
from consultation.moderate.screening.marks import iban_check
from consultation.moderate.screening.numbers import luhn, nhs_check
from consultation.moderate.screening.reading import Reading
from tests.moderate.labelled import Labelled, own

LANGUAGES = {
    "en": "Keep it open for the elderly and disabled people who cannot travel far.",
    "cy": "Rwy'n gwrthwynebu cau'r orsaf heddlu yn ein tref ni.",
    "pl": "Nie zgadzam się z zamknięciem tego komisariatu policji w naszej dzielnicy.",
    "so": "Waxaan ka soo horjeedaa in la xiro saldhigga booliska.",
    "tr": "Karakolun kapatılmasına karşıyım çünkü yaşlı insanlar için çok önemli.",
    "ro": "Nu sunt de acord cu închiderea secției de poliție.",
    "pt": "Não concordo com o fecho da esquadra porque os idosos precisam dela.",
    "es": "No estoy de acuerdo con el cierre de la comisaría.",
    "fr": "Il faut garder ce commissariat ouvert pour les gens du quartier.",
    "it": "La stazione di polizia deve restare aperta per tutti.",
    "de": "Ich bin gegen die Schließung der Wache, weil ältere Menschen sie brauchen.",
    "bn": "আমি থানার কাউন্টার বন্ধ করার বিরুদ্ধে।",
    "pa": "ਮੈਂ ਥਾਣੇ ਦਾ ਕਾਊਂਟਰ ਬੰਦ ਕਰਨ ਦੇ ਖਿਲਾਫ ਹਾਂ।",
    "gu": "હું પોલીસ સ્ટેશન બંધ કરવાનો વિરોધ કરું છું.",
    "hi": "मैं थाने को बंद करने के खिलाफ हूँ।",
    "ta": "காவல் நிலையத்தை மூட வேண்டாம்.",
    "ur": "میں تھانے کا کاؤنٹر بند کرنے کے خلاف ہوں۔",
    "ar": "أنا ضد إغلاق مركز الشرطة في منطقتنا.",
    "zh": "请不要关闭警察局。",
}
#: What a rule could be made to go back and forth over.
HOSTILE = (
    "a", "1", "07 ", "1-", "a@", "@", "a.", "a at ", "a dot b ", "Aa ", "A. ", "A\n", " ",
    "SW1A 1", "AB12 ", "GB82 WEST ", "12 Aa ", "Flat 1 ", "born 1 ", "i will kill ", "i ",
    "my husband is has ", "John ", "Mr ", "a*", "f u c ", "regards\n", "zero double ",
    "you are all ", "instagram: ", "the child is being ", "someone is going to ", "+44", "(0)",
    "a'", "taking my ", "ع", "İ", "i could ", "my dad is hitting ", "he said he will ",
    "you are a ", "the child being ", "thanks, Bo ", "name: Bo ", "my son Bo and ",
    "they should be ", "all the ", "!", "|", "€",
)  # fmt: skip

#: Lets the rules in that look at a text only where it has a sign of what they look for.
BEFORE = "f*ck a!a "


def spans(text: str) -> list[tuple[int, int, str]]:
    return [(found.start, found.end, found.rule) for found in screen(text)]


@pytest.mark.parametrize("one", own(), ids=lambda one: one.text[:40])
def test_each_labelled_sentence_has_exactly_its_spans(one: Labelled) -> None:
    assert spans(one.text) == one.spans


def test_every_rule_is_tried_and_has_a_kind_that_flags_know() -> None:
    tried = {rule for one in own() for _start, _end, rule in one.spans}
    assert set(RULES) - tried == {"OTHER_LANGUAGE"}
    assert {rule.kind for rule in RULES.values()} < set(FlagKind)
    assert all(len(code) <= 20 and rule.meaning.endswith(".") for code, rule in RULES.items())


def test_spans_stay_right_wherever_the_sentence_stands() -> None:
    """Code points are counted, whatever comes before: emoji, İ, combining marks, Windows lines."""
    for one in own():
        if not one.spans:
            continue
        for before in ("🙂🙂 İİ é. Then.\n\n", "Line.\r\n\r\n"):
            found = {
                (start - len(before), end - len(before), rule)
                for start, end, rule in spans(before + one.text)
            }
            assert set(one.spans) <= found, before + one.text


def test_spans_of_random_texts_are_sorted_inside_and_apart() -> None:
    dice = random.Random(5)
    pieces = [piece for one in own() for piece in one.text.split(" ")] + ["\n", "", "İ", "🙂", "…"]
    for _turn in range(400):
        text = " ".join(dice.choices(pieces, k=dice.randrange(40)))
        found = screen(text)
        assert found == sorted(found, key=lambda one: (one.start, one.end, one.rule))
        assert all(0 <= one.start < one.end <= len(text) for one in found)
        for kind in {one.kind for one in found}:
            same = [one for one in found if one.kind == kind]
            assert all(a.end <= b.start for a, b in itertools.pairwise(same)), text


def test_a_number_that_nobody_tells_of_needs_its_check_digit() -> None:
    dice = random.Random(7)
    for _turn in range(300):
        digits = "".join(dice.choices("0123456789", k=10))
        number = f"{digits[:3]} {digits[3:6]} {digits[6:]}"
        assert (Found(PERSONAL, "NHS", 7, 19) in screen(f"It was {number}.")) == nhs_check(digits)
        assert Found(PERSONAL, "NHS", 17, 29) in screen(f"My NHS number is {number}.")
        card = "4" + "".join(dice.choices("0123456789", k=15))
        parts = " ".join(card[at : at + 4] for at in range(0, 16, 4))
        assert (Found(PERSONAL, "BANK", 7, 26) in screen(f"It was {parts}.")) == luhn(card)
        assert Found(PERSONAL, "BANK", 12, 31) in screen(f"Card number {parts}")
    assert iban_check("GB82 WEST 1234 5698 7654 32")
    assert not iban_check("GB82 WEST 1234 5698 7654 33")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_language_is_told(code: str) -> None:
    assert language(LANGUAGES[code]) == code


@pytest.mark.parametrize("text", ["", "No", "Keep it", "Yes please", "12345", "Barkingside", "🙂"])
def test_too_few_words_tell_no_language(text: str) -> None:
    assert language(text) == ""


@pytest.mark.parametrize(
    "size", [pytest.param(80_000, marks=pytest.mark.sweeps), pytest.param(20_000)]
)
@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text_and_not_faster(piece: str, size: int) -> None:
    """Eight times the text takes no more than some sixteen times as long."""

    def seconds(size: int) -> float:
        text = BEFORE + (piece * (size // len(piece) + 1))[:size]
        begun = time.thread_time()
        reading = Reading(text)
        for find in FINDERS:
            for _found in find(reading):
                pass
        language(text)
        return time.thread_time() - begun

    # The quicker of two: collecting the garbage of a long run falls into one of them.
    assert min(seconds(size), seconds(size)) < 16 * seconds(size // 8) + 0.5


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert spans("Ring 07700 900123.") == [(5, 17, "PHONE")]


def labelled_by_others() -> None:
    """Recall by kind, and flags on clean texts; the folder is no part of the project."""
    lines = (Path(os.environ["LABELLED_TEXT"]) / "pii_uk_dev.jsonl").read_text().splitlines()
    hit: dict[str, list[bool]] = {}
    clean = flags = 0
    for read in map(json.loads, lines):
        found = screen(read["text"])
        covered = {at for one in found for at in range(one.start, one.end)}
        clean += not read["spans"]
        flags += 0 if read["spans"] else len(found)
        for start, end, kind in read["spans"]:
            part = len(covered & set(range(start, end)))
            hit.setdefault(kind, []).append(part >= 0.7 * (end - start))
    recall = {kind: sum(all_) / len(all_) for kind, all_ in hit.items()}
    assert all(value >= (0.85 if kind == "PERSON" else 0.97) for kind, value in recall.items())
    assert flags <= 0.03 * clean
    assert screening.VERSION >= 1


# Nothing is skipped: where no folder is named, there is no such test.
if "LABELLED_TEXT" in os.environ:
    test_on_labelled_text_of_others = labelled_by_others
