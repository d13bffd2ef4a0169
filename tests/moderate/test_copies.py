"""Copies are told from texts of people's own; what each adds is kept apart from what all share."""

import os
import socket
import time
from pathlib import Path

import pytest

from benchmarks.letters import Letter, labelled, letters, score
from consultation.moderate.copies.grouping import LEAST_WORDS, group
from consultation.moderate.copies.shared import ADDED, LEFT_OUT, SAME, Core, core_text, own_words
from consultation.moderate.copies.texts import exact, sentences, words

CAMPAIGN = (
    "We ask you to keep the front counter open in the evening. Many of us have no car and cannot "
    "walk to the next one. A telephone line that nobody answers is no help to us."
)
OTHER = (
    "Please close the old building and spend the money on officers who walk the streets at night. "
    "Nobody of my age goes to a counter to report a crime."
)


def sets() -> list[list[Letter]]:
    """Those made by code, and a labelled set where LABELLED_TEXT names its folder."""
    folder = os.environ.get("LABELLED_TEXT", "")
    given = [labelled(Path(folder))] if folder else []
    return [letters(), letters(campaigns=3, copies=200, people=900, seed=7), *given]


@pytest.mark.parametrize("written", sets(), ids=["small", "large", "given"][: len(sets())])
def test_campaigns_are_found_and_people_are_left_alone(written: list[Letter]) -> None:
    told = score(written, group([letter.text for letter in written]).of)
    assert told.precision >= 0.99
    assert told.found >= 0.96
    assert all(told.levels[level] >= 0.98 for level in range(5)), told.levels
    assert told.levels[5] >= 0.65
    assert told.wrong_part <= 0.002


def test_what_writers_add_is_shown_as_theirs_or_in_the_core() -> None:
    written = letters(seed=3)
    found = group([letter.text for letter in written])
    shown = added = 0
    for key, held in found.shared.items():
        members = [one for one, of in zip(written, found.of, strict=True) if of == key]
        core = core_text([one.text for one in members], held)
        for one in members:
            theirs = own_words(one.text, core)
            added += len(one.own)
            shown += sum(said in theirs or said in core for said in one.own)
    assert added > 100
    assert shown / added >= 0.98


def test_the_same_words_are_the_same_in_any_form() -> None:
    plain = exact(words("The counter isn't open, is it? Café £5"))
    for other in (
        "the  COUNTER isn’t open -- is it?\r\n\r\nCafe\u0301 £5!",
        "The\u00a0coun\u00adter is\u200bn't open. Is it? Café £５",
        "ＴＨＥ counter isnt open; is it... café £5",
    ):
        assert exact(words(other)) == plain, other
    for other in ("The counter is open, is it? Café £5", "Café £5 the counter isn't open, is it"):
        assert exact(words(other)) != plain


def test_words_of_other_scripts_are_kept_whole() -> None:
    assert words("আমরা চাই কাউন্টার খোলা থাকুক। ধন্যবাদ!") == [
        "আমরা", "চাই", "কাউন্টার", "খোলা", "থাকুক", "ধন্যবাদ"
    ]  # fmt: skip
    assert words("ہم چاہتے ہیں کہ کاؤنٹر کھلا رہے۔ شکریہ؟")[-2:] == ["رہے", "شکریہ"]
    assert sentences("ایک۔ دو؟ تین۔") == ["ایک۔", "دو؟", "تین۔"]


def test_copies_in_other_scripts_are_found() -> None:
    text = (
        "আমরা চাই কাউন্টার খোলা থাকুক। আমাদের অনেকের গাড়ি নেই এবং পরেরটিতে হেঁটে যেতে পারি না। "
        "টেলিফোনে কেউ উত্তর দেয় না এবং সন্ধ্যায় কেউ থাকে না।"
    )
    assert group([text, "A. " + text, text + " ধন্যবাদ।"]).of == [0, 0, 0]


@pytest.mark.parametrize("text", ["", " \n", "…", "No.", "See attached.", "I agree with the above"])
def test_what_is_short_is_no_campaign(text: str) -> None:
    assert len(words(text)) < LEAST_WORDS
    assert group([text] * 50).of == [None] * 50


def test_two_campaigns_do_not_become_one_by_letters_that_hold_both() -> None:
    texts = [f"{CAMPAIGN} {name}" for name in ("Ann", "Ben", "Cy", "Di")]
    texts += [f"{OTHER} {name}" for name in ("Eve", "Flo", "Gus", "Hal")]
    texts += [f"{CAMPAIGN} {OTHER} {name}" for name in ("Ida", "Jo", "Kay")]
    found = group(texts).of
    assert found[:4] == [0] * 4
    assert found[4:8] == [4] * 4
    assert set(found[8:]) <= {0, 4}


def test_a_chain_of_likes_does_not_lead_from_one_text_to_quite_another() -> None:
    said = [f"Sentence number {n} tells what person {n} thinks of counter {n}." for n in range(40)]
    texts = [" ".join(said[start : start + 8]) for start in range(0, 30, 2)]
    found = group(texts).of
    assert found[0] != found[-1]


def test_the_consultations_own_words_make_nobody_a_copy() -> None:
    asked = "What would make the proposal to close the front counter at Barkingside work for you?"
    texts = [f"{asked} {said}." for said in ("Nothing", "Longer hours on Friday", "A bus")]
    assert group(texts * 2).of != [None] * 6
    assert group(texts, wordings=[asked]).of == [None] * 3


def test_an_inserted_not_is_marked_and_the_sentence_shown() -> None:
    core = Core(CAMPAIGN)
    [first, second] = core.compared(
        "We ask you not to keep the front counter open in the evening. "
        "Many of us have no car and cannot walk to the next."
    )
    assert [words for kind, words in first.pieces if kind == ADDED] == ["not"]
    assert [words for kind, words in second.pieces if kind == LEFT_OUT] == ["one."]
    assert first.changed
    assert first.words == "We ask you not to keep the front counter open in the evening."
    [plain] = core.compared("we ask you to keep the FRONT counter open in the evening!")
    assert not plain.changed
    assert not plain.own
    assert plain.pieces == [(SAME, "we ask you to keep the FRONT counter open in the evening!")]


def test_a_short_sentence_of_ones_own_is_ones_own() -> None:
    assert own_words(f"{CAMPAIGN} No. My bus is late.", CAMPAIGN) == ["No.", "My bus is late."]


HOSTILE = {
    "one word": "no " * 350_000,
    "one letter": "a" * 1_000_000,
    "full stops": "." * 1_000_000,
    "new lines": "a\n" * 500_000,
    "marks": "\u0301" * 1_000_000,
    "all different": " ".join(map(str, range(150_000))),
    "turns": "we ask you to keep it open " * 40_000,
    "quotes": "\"'’" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_takes_no_more_than_seconds(name: str) -> None:
    text = HOSTILE[name]
    begun = time.process_time()
    found = group([text, text + " x", text, CAMPAIGN, CAMPAIGN + " x", CAMPAIGN + " y"])
    assert found.of[3:] == [3, 3, 3]
    core = core_text([text, text], found.shared.get(0, frozenset()))
    Core(core or CAMPAIGN).compared(text[:20_000])
    assert time.process_time() - begun < 8


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert group([CAMPAIGN] * 3).of == [0, 0, 0]
