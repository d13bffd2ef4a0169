"""Which points a text may make: learnt from coded texts, and told with the words that drove it."""

import io
import subprocess
import sys

import numpy as np
import pytest

from benchmarks.suggestions import written
from consultation.analyse.agreement import f1
from consultation.analyse.learning.bands import BOUNDS, LEAST_OBSERVED, Band, band_of, bands
from consultation.analyse.learning.drafting import STAND_FOR, Draft, drafts, unassigned
from consultation.analyse.learning.model import Driver, Model
from consultation.analyse.learning.order import frequencies, uncommonness, uncommonness_of
from consultation.analyse.learning.training import train
from consultation.analyse.learning.words import MOST_LETTERS, stem, words

FAR, DARK, PHONE, RAMP = 11, 12, 13, 14
NOTHING: frozenset[int] = frozenset()
SAID = [
    ("The next station is miles away.", {FAR}),
    ("It is ten miles to the other one, too far for me.", {FAR}),
    ("The street is dark and I am afraid at night.", {DARK}),
    ("At night it is dark there; nobody is about.", {DARK}),
    ("Nobody answers the telephone.", {PHONE}),
    ("The telephone rings and rings, an hour each time.", {PHONE}),
    ("It is dark at night and miles away.", {DARK, FAR}),
    ("I live here and wish you well.", set()),
    ("There is no ramp.", {RAMP}),
]
TEXTS = [text for text, _keys in SAID]
POINTS = [frozenset(keys) for _text, keys in SAID]


@pytest.fixture(scope="module")
def model() -> Model:
    return train(TEXTS, POINTS, {})


# Words.


def test_words_keep_their_places_in_code_points() -> None:
    text = "🚔 Isn’t the co\u00adunter’s lift WAITING?"
    assert [(text[word.start : word.end], word.stem) for word in words(text)] == [
        ("Isn’t", "isnt"), ("the", "the"), ("co\u00adunter’s", "counter"), ("lift", "lift"),
        ("WAITING", "wait"),
    ]  # fmt: skip
    assert words(text)[0].start == 2


def test_words_of_other_scripts_are_kept_whole() -> None:
    bengali, urdu = "আমরা চাই কাউন্টার খোলা থাকুক। ধন্যবাদ!", "ہم چاہتے ہیں کہ کاؤنٹر کھلا رہے۔ شکریہ؟"
    assert [word.stem for word in words(bengali)] == [
        "আমরা", "চাই", "কাউন্টার", "খোলা", "থাকুক", "ধন্যবাদ"
    ]  # fmt: skip
    assert [word.stem for word in words(urdu)][-2:] == ["رہے", "شکریہ"]


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ("wait waits waited waiting Waiting ＷＡＩＴ", "wait"),
        ("service services service's", "servic"),
        ("study studies studied", "study"),
        ("car cars", "car"),
        ("care", "care"),
        ("caring", "caring"),
        ("access", "access"),
        ("Café café", "café"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str, expected: str) -> None:
    assert {stem(form) for form in forms.split()} == {expected}


def test_a_sign_that_stands_for_a_phrase_is_one_word() -> None:
    text = "Long live \ufdfa here"
    assert [word.stem.count(" ") for word in words(text)] == [0, 0, 0, 0]
    learnt = train([text, text, "No"], [frozenset({1}), frozenset({1}), NOTHING], {})
    assert "\ufdfa" in {one.word for one in learnt.suggest("\ufdfa")[0].drivers}


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    assert len(words("word " * MOST_LETTERS)) == MOST_LETTERS // 5


# Suggesting.


def test_a_text_is_given_the_points_that_its_words_speak_for(model: Model) -> None:
    text = "Too dark at night — and the telephone? Dark!"
    first, second = model.suggest(text, most=2)
    assert (first.point, first.rank, second.point, second.rank) == (DARK, 1, PHONE, 2)
    assert 1 > first.score > second.score > 0
    assert first.drivers[0] == Driver("dark", 4, 8)
    assert {one.word for one in first.drivers[:3]} == {"dark", "night", "at"}
    assert second.drivers[0] == Driver("telephone", 28, 37)
    for driver in (*first.drivers, *second.drivers):
        assert text[driver.start : driver.end] == driver.word


def test_places_are_code_points_of_the_text_as_it_was_written(model: Model) -> None:
    text = "\u2003👩‍🦽 … NIGHT \r\n nights"
    [driver] = model.suggest(text, most=1)[0].drivers
    assert driver == Driver("NIGHT", text.index("NIGHT"), text.index("NIGHT") + 5)


@pytest.mark.parametrize("text", ["", "…", "Zebras graze", "কাউন্টার"])
def test_a_text_of_which_nothing_is_known_has_no_suggestion(model: Model, text: str) -> None:
    assert model.suggest(text) == []
    assert model.predict(text) == NOTHING


def test_at_most_so_many_are_suggested_in_their_order(model: Model) -> None:
    whole = model.suggest("dark miles telephone", most=9)
    assert sorted(one.point for one in whole) == [FAR, DARK, PHONE]
    assert [one.rank for one in whole] == [1, 2, 3]
    assert [one.score for one in whole] == sorted((one.score for one in whole), reverse=True)
    assert model.suggest("dark miles telephone", most=1) == whole[:1]
    assert model.suggest("dark miles telephone", most=0) == []


def test_as_many_points_are_predicted_as_the_text_calls_for(model: Model) -> None:
    assert model.predict("Dark night.") == {DARK}
    assert model.predict("Dark at night, and miles away.") == {DARK, FAR}


# Training.


def test_a_point_of_one_text_is_learnt_only_with_a_sentence(model: Model) -> None:
    assert model.points.tolist() == [FAR, DARK, PHONE]
    defined = train(TEXTS, POINTS, {RAMP: "Wheelchairs cannot enter without a ramp.", 15: " "})
    assert defined.points.tolist() == [FAR, DARK, PHONE, RAMP]
    assert defined.suggest("My wheelchair does not fit.", most=1)[0].point == RAMP


def test_sentences_alone_are_enough_to_begin_with() -> None:
    begun = train([], [], {1: "The bus is late.", 2: "The bell is loud.", 3: "The roof leaks."})
    said = ("It leaks", "Loud bells", "Buses are late")
    assert [begun.suggest(text, 1)[0].point for text in said] == [3, 2, 1]


@pytest.mark.parametrize(
    ("texts", "points"), [([], []), (["", "…"], [{1}, {1}]), (["alike", "alike"], [{1}, {1}])]
)
def test_where_nothing_can_be_learnt_nothing_is_suggested(
    texts: list[str], points: list[set[int]]
) -> None:
    empty = train(texts, [frozenset(keys) for keys in points], {})
    assert Model.from_bytes(empty.to_bytes()).suggest("alike") == []


def test_texts_without_words_are_no_trouble() -> None:
    model = train(["", "…", "?"], [frozenset({1}), frozenset({1}), NOTHING], {})
    assert model.points.tolist() == [1]
    assert model.suggest("anything") == []


def test_texts_and_points_have_to_go_together() -> None:
    with pytest.raises(ValueError, match="2 texts, and points for 1 of them"):
        train(["a", "b"], [NOTHING], {})


def test_points_are_learnt_and_definitions_help_at_the_beginning() -> None:
    coded = written(1_200)
    scores = []
    for size, sentences in ((50, {}), (50, coded.sentences), (500, {}), (500, coded.sentences)):
        learnt = train(coded.texts[700 : 700 + size], coded.points[700 : 700 + size], sentences)
        given = [learnt.predict(text) for text in coded.texts[:300]]
        scores.append(sum(map(f1, given, coded.points)) / 300)
    few, few_defined, many, many_defined = scores
    assert few > 0.55
    assert few_defined > few
    assert many > 0.9
    assert many_defined > many - 0.01


# Bytes.


def test_the_same_texts_give_the_same_bytes(model: Model) -> None:
    assert train(TEXTS, POINTS, {}).to_bytes() == model.to_bytes()


def test_a_model_comes_back_from_its_bytes(model: Model) -> None:
    stored = model.to_bytes()
    again = Model.from_bytes(stored)
    assert again.to_bytes() == stored
    for text in (*TEXTS, "dark miles"):
        assert again.suggest(text) == model.suggest(text)
        assert again.predict(text) == model.predict(text)
    assert len(stored) < 10_000


def changed(stored: bytes, **arrays: object) -> bytes:
    with np.load(io.BytesIO(stored)) as read:
        held = {name: read[name] for name in read.files}
    file = io.BytesIO()
    np.savez_compressed(file, **{**held, **arrays})
    return file.getvalue()


@pytest.mark.parametrize(
    "arrays",
    [
        {"format": np.array(2)},
        {"points": np.array([1, 2], np.int64)},
        {"rarity": np.array([1.0])},
        {"weights": np.zeros(0, np.float32)},
        {"of": np.array([object()])},
        {"terms": np.array([255], np.uint8)},
    ],
    ids=lambda arrays: next(iter(arrays)),
)
def test_other_bytes_are_refused_with_what_to_do(model: Model, arrays: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Train it again from the coded responses"):
        Model.from_bytes(changed(model.to_bytes(), **arrays))


def test_torn_and_strange_bytes_are_refused(model: Model) -> None:
    stored = model.to_bytes()
    beyond = {"of": np.full(len(model.of), 3, np.int32)}
    torn, sealed = bytearray(stored), bytearray(stored)
    torn[len(torn) // 2] ^= 0xFF
    sealed[sealed.rindex(b"PK\x01\x02") + 8] ^= 1  # says that it is encrypted
    pickled = b"cos\nsystem\n(S'true'\ntR."
    for other in (
        b"",
        b"PK",
        stored[:-30],
        bytes(torn),
        bytes(sealed),
        pickled,
        changed(stored, **beyond),
    ):
        with pytest.raises(ValueError, match="no model of format 1"):
            Model.from_bytes(other)


def test_suggesting_needs_no_scikit_learn(model: Model) -> None:
    told = (
        "import sys;"
        "from consultation.analyse.learning import bands, drafting, model, order, training;"
        "read = model.Model.from_bytes(sys.stdin.buffer.read());"
        "print(read.suggest('dark', 1)[0].point, {'sklearn', 'scipy', 'django'} & set(sys.modules))"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", told], input=model.to_bytes(), capture_output=True, check=True
    )
    assert outcome.stdout.decode() == f"{DARK} set()\n"


# What came true of suggestions.


def test_bands_count_how_often_suggestions_were_right() -> None:
    outcomes = [(1, 0.95, True)] * 41 + [(1, 0.9, False)] * 19 + [(3, 0.95, True)] * 19
    counted = bands(outcomes)
    assert len(counted) == 2 * len(BOUNDS)
    assert band_of(counted, 1, 1.0) == Band(True, 0.9, 1.0, 41, 60)
    assert band_of(counted, 2, 0.99) is None  # 19 of 19: too few to say anything
    assert band_of(bands([*outcomes, (2, 0.9, False)]), 2, 0.99) == Band(False, 0.9, 1.0, 19, 20)
    assert band_of(counted, 1, 0.89) is None
    assert sum(band.observed for band in counted) == len(outcomes)
    assert [band.says for band in counted].count(True) == 1
    assert LEAST_OBSERVED == 20


def test_every_score_is_of_one_band() -> None:
    scores = [0.0, 0.299, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0]
    counted = bands([(1, score, True) for score in scores])
    assert [band.observed for band in counted if band.first] == [2, 1, 1, 1, 1, 2]
    assert all(not band.observed for band in counted if not band.first)
    assert bands([]) == bands(iter(()))


@pytest.mark.parametrize(("rank", "score"), [(0, 0.5), (1, 1.5), (1, -0.1), (1, float("nan"))])
def test_what_is_no_suggestion_is_refused(rank: int, score: float) -> None:
    with pytest.raises(ValueError, match="No suggestion has rank"):
        bands([(rank, score, True)])


# The order to read in.


def test_uncommon_words_come_first() -> None:
    texts = ["keep it open", "keep it open", "keep the falcons", "keep it", ""]
    found = uncommonness(texts)
    assert sorted(range(5), key=lambda place: -found[place]) == [2, 0, 1, 3, 4]
    assert found[0] == found[1]
    assert found[4] == 0


def test_one_text_is_judged_against_stored_frequencies() -> None:
    texts = ["keep it open", "Open it, open it!", "close it"]
    held = frequencies(texts)
    assert held == {"keep": 1, "it": 3, "open": 2, "clos": 1}
    assert [uncommonness_of(text, held, 3) for text in texts] == uncommonness(texts)
    assert uncommonness_of("it", held, 3) == 0
    assert uncommonness_of("falcons, it", held, 3) == pytest.approx(np.log(4) / 2)
    assert uncommonness_of("", {}, 0) == 0


# Drafts of themes.

SUBJECTS = (
    "The bus takes long, two buses and a train",
    "Nobody answers the telephone line",
    "Sell the building, an old expensive building",
)


def test_texts_of_one_subject_make_a_draft() -> None:
    texts = [f"{SUBJECTS[place % 3]}." for place in range(45)] + [
        "Zebras!",
        "",
        "It was as it was.",
    ]
    found = drafts(texts, 3)
    assert {draft.members for draft in found} == {tuple(range(start, 45, 3)) for start in range(3)}
    assert [draft.count for draft in found] == [15, 15, 15]
    assert all(len(draft.examples) == STAND_FOR for draft in found)
    assert any("buses" in draft.words or "bus" in draft.words for draft in found)
    assert any({"telephone", "line", "answers"} <= set(draft.words) for draft in found)
    assert unassigned(found, len(texts)) == [45, 46, 47]
    assert drafts(texts, 3) == found


def test_a_draft_of_few_texts_shows_all_of_them() -> None:
    found = drafts([SUBJECTS[0]] * 3 + [SUBJECTS[1]] * 12, 2)
    assert [(draft.count, len(draft.examples)) for draft in found] == [(12, 10), (3, 3)]


def test_every_text_is_of_one_draft_or_of_none() -> None:
    texts = written(300).texts
    found = drafts(texts, 10)
    held = [member for draft in found for member in draft.members]
    assert sorted(held + unassigned(found, len(texts))) == list(range(300))
    assert [draft.count for draft in found] == sorted((d.count for d in found), reverse=True)
    assert all(0 < len(draft.words) <= 8 for draft in found)


@pytest.mark.parametrize("texts", [[], [""], ["Zebras graze"], ["it was", "it is"]])
def test_texts_that_share_nothing_make_no_draft(texts: list[str]) -> None:
    assert drafts(texts, 5) == []
    assert unassigned([], len(texts)) == list(range(len(texts)))


def test_more_drafts_than_there_are_words_for_are_not_made() -> None:
    assert drafts(["rain", "rain", "rain"], 5) == [Draft(("rain",), (0, 1, 2))]
    with pytest.raises(ValueError, match="ask for one at least"):
        drafts(["rain"], 0)
