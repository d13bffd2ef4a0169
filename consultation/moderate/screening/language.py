"""Which language words are in: by their script, then by the small words that no text does without.

Where the words are too few to tell, it says nothing.
"""

import re
from collections import Counter

from consultation.moderate.screening.language_words import MARKS, SMALL_WORDS
from consultation.moderate.screening.reading import Reading

#: The first and last code point of scripts that tell the language, or all but.
SCRIPTS = (
    ("latin", 0x41, 0x24F), ("latin", 0x1E00, 0x1EFF), ("el", 0x370, 0x3FF),
    ("cyrillic", 0x400, 0x52F), ("hy", 0x530, 0x58F), ("he", 0x590, 0x5FF),
    ("arabic", 0x600, 0x77F), ("arabic", 0xFB50, 0xFDFF), ("arabic", 0xFE70, 0xFEFF),
    ("hi", 0x900, 0x97F), ("bn", 0x980, 0x9FF), ("pa", 0xA00, 0xA7F), ("gu", 0xA80, 0xAFF),
    ("ta", 0xB80, 0xBFF), ("te", 0xC00, 0xC7F), ("kn", 0xC80, 0xCFF), ("ml", 0xD00, 0xD7F),
    ("si", 0xD80, 0xDFF), ("th", 0xE00, 0xE7F), ("bo", 0xF00, 0xFFF), ("my", 0x1000, 0x109F),
    ("ka", 0x10A0, 0x10FF), ("am", 0x1200, 0x139F), ("km", 0x1780, 0x17FF),
    ("ja", 0x3040, 0x30FF), ("zh", 0x3400, 0x9FFF), ("ko", 0xAC00, 0xD7AF),
)  # fmt: skip
LETTERS = re.compile(r"[^\W\d_]")
LEAST_LETTERS = 12  # in a script that is a language's own
LEAST_WORDS = 4  # in one that many share
MOST = 4_000  # letters that are looked at: more would tell no more
URDU, FARSI, PASHTO = "ٹڈڑںےہھ", "پچژگکی", "ټډړښځڅۍې"
UKRAINIAN, BULGARIAN_NOT = "іїєґ", "ыэё"


def language_of(reading: Reading) -> str:
    """The code of the language, or "" where it cannot be told."""
    letters = LETTERS.findall(reading.low[:MOST])
    if len(letters) < LEAST_LETTERS:
        return _short(letters)
    if reading.text.isascii():
        return _latin(reading)
    counts: Counter[str] = Counter()
    for letter, number in Counter(letters).items():
        counts[_script(letter)] += number
    script, most = counts.most_common(1)[0]
    if counts["ja"] * 10 > len(letters) and counts["ja"] + counts["zh"] > most / 2:
        return "ja"
    if most * 2 < len(letters) or most < LEAST_LETTERS:
        return ""
    if script == "latin":
        return _latin(reading)
    return _shared(script, "".join(letters))


def _short(letters: list[str]) -> str:
    """Six signs of Chinese are a sentence."""
    scripts = {_script(letter) for letter in letters}
    if len(letters) >= 5 and scripts <= {"zh", "ja", "ko"} and scripts:
        return "ja" if "ja" in scripts else scripts.pop()
    return ""


def _script(letter: str) -> str:
    point = ord(letter)
    return next((name for name, first, last in SCRIPTS if first <= point <= last), "")


def _shared(script: str, letters: str) -> str:
    """One of the languages that write in the script."""
    has = Counter(letters)

    def count(signs: str) -> int:
        return sum(has[sign] for sign in signs)

    if script == "arabic":
        if count(PASHTO) * 60 > len(letters):
            return "ps"
        if count(URDU) * 30 > len(letters):
            return "ur"
        return "fa" if count(FARSI) * 20 > len(letters) else "ar"
    if script == "cyrillic":
        if count(UKRAINIAN) * 60 > len(letters):
            return "uk"
        return "ru" if count(BULGARIAN_NOT) * 150 > len(letters) else "bg"
    return script


def _latin(reading: Reading) -> str:
    words = [word.low for word in reading.words[:600]]
    if len(words) < LEAST_WORDS:
        return ""
    scores: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for word, number in Counter(words).items():
        for language in SMALL_WORDS.get(word, ()):
            hits[language] += number
            scores[language] += number * 12 // len(SMALL_WORDS[word])
    if not reading.text.isascii():
        has = Counter(reading.low[:MOST])
        for language, signs in MARKS.items():
            scores[language] += 4 * sum(has[sign] for sign in signs)
    ranked = scores.most_common(2)
    if not ranked:
        return ""
    best, score = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    enough = hits[best] >= 2 and score * 10 >= len(words) * 12
    return best if enough and score * 2 >= second * 3 and score >= 24 else ""
