"""Names of people, by where they stand: after a title or "my name is", under a letter, and so on.

A known given name counts by itself; every other name needs its surroundings. Who holds high public
office, an MP who is called one, and a name that a street, a pub or a hospital bears are no flags.
"""

import re
from collections.abc import Iterator

from consultation.moderate.screening.found import PERSONAL, Found
from consultation.moderate.screening.known_names import (
    GIVEN,
    SURNAMES,
)
from consultation.moderate.screening.name_contexts import (
    after_low_title,
    after_person,
    beside_name,
    in_field,
    is_person,
    low_after,
)
from consultation.moderate.screening.name_runs import (
    MOST,
    is_given,
    is_known,
    is_surname,
    joined,
    may_be_low,
    plain,
    run_from,
)
from consultation.moderate.screening.name_words import (
    ALSO_NAMES,
    CAPITAL,
    CROWNED,
    DEEDS,
    LEADS,
    LOW_WORDS,
    NO_NAME,
    NUMBERED,
    PLACES,
    RELATIONS,
    RISKY,
    SPEECH,
    SURE,
    TITLES,
    TITLES_LOW,
    TITLES_MAYBE,
    WEAK,
)
from consultation.moderate.screening.public_figures import is_public
from consultation.moderate.screening.reading import Reading

LEAD = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, LEADS), key=len, reverse=True)) + r")[ :,\-–]{1,4}$"
)
CLOSINGS = re.compile(
    r"(?:\b(?:regards|sincerely|faithfully|truly|wishes|cheers|thanks|thank you|many thanks|"
    r"yours|love|best|respectfully|cordially|signed|ever|cofion|thx|rgds|signature|ta|name|from"
    r"|gratefully|kindly)"
    r"|\bxx?x?)[ ,.!:\-–—]{0,4}(?:\r?\n[ \t]{0,4}){1,4}[-–—~* ]{0,3}$"
)
CLOSINGS_IN_LINE = re.compile(
    r"\b(?:(?:kind|best|warm|many|warmest|kindest) (?:regards|wishes|thanks)|regards|"
    r"yours (?:sincerely|faithfully|truly)|sincerely|faithfully|signed)[ ,.!:\-–—]{1,4}$"
)
#: "thanks, Cal", and there the text ends.
LAST_WORD = re.compile(r"[ ,.!x]{0,8}$")
THANKS = re.compile(r"\b(?:thanks|thank you|cheers|thx|ta|love|bye)(?P<sign>[,.!]? |, ?)$")
#: "PC 2217 Davies", "PC 884EK Lomax"
WITH_NUMBER = re.compile(r"\b(?P<who>[a-z]{2,9})\.? \d{2,5}[a-z]{0,2},? $")
LINE_END = re.compile(r"[ \t,.;:!]{0,3}(?:\r?\n|$)")
#: A line that holds a phone, an email or a postcode stands under a name.
CONTACT = re.compile(r"[\d@]|flat\b|tel\b|phone\b|address\b", re.IGNORECASE)


def find(reading: Reading) -> Iterator[Found]:
    """Names, each once."""
    words = reading.words
    shouted = sum(w.text.isupper() for w in words) > len(words) * 0.6
    at = 0
    while at < len(words):
        upto = _name_at(reading, at, shouted)
        if upto == at:
            at += 1
            continue
        low = words[at].text[0].islower()
        place: tuple[int, int] | None = (at, upto)
        while place is not None:
            at, upto = place
            if is_public(reading, at, upto):
                break
            yield _named(reading, at, upto)
            place = None if shouted else beside_name(reading, upto, low=low)
        at = upto


def _named(reading: Reading, at: int, upto: int) -> Found:
    """Without the possessive."""
    words = reading.words
    end = words[upto - 1].end - 2 * words[upto - 1].text.endswith(("'s", "’s"))
    return Found(PERSONAL, "NAME", words[at].start, end)


def _name_at(reading: Reading, at: int, shouted: bool) -> int:
    """Where the name ends that begins with this word; `at` itself where none does."""
    words = reading.words
    word = words[at]
    capital = word.text[0].isupper()
    if not capital and not may_be_low(word):
        before = reading.before(word.start, 24).rstrip(" ")
        if not (before.endswith((*SURE, "\n", "\r", "i am", "i'm")) or at + 3 >= len(words)):
            return at
    for rule in (_after_title, _after_lead):
        upto = rule(reading, at, capital, shouted)
        if upto > at:
            return upto
    for beside in (in_field, after_person):
        upto = beside(reading, at, capital)
        if upto > at:
            return upto
    for rule in (_closing, _given, _speaking, _initialled, _signature):
        upto = rule(reading, at, capital, shouted)
        if upto > at:
            return upto
    return at


def _after_title(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    words = reading.words
    if at == 0:
        return at
    if capital and (told := WITH_NUMBER.search(reading.before(words[at].start, 24))):
        return run_from(reading, at) if told["who"] in NUMBERED else at
    title = words[at - 1]
    if not capital and title.low in TITLES_MAYBE:
        return after_low_title(reading, at)
    if title.low not in TITLES or not joined(reading, title, words[at]):
        return at
    bare = plain(words[at])
    if not capital:
        if (
            title.low in TITLES_LOW
            and bare not in NO_NAME
            and (is_surname(bare) or title.low in ("mr", "mrs", "ms"))
        ):
            return max(at + 1, run_from(reading, at, low=True))
        return at
    if bare in NO_NAME and bare not in SURNAMES:
        return at
    if title.low in RISKY and not is_known(bare):
        return at
    if title.low == "miss" and title.text.islower() and not is_known(bare):
        return at
    upto = max(run_from(reading, at), at + 1) if bare in NO_NAME else run_from(reading, at)
    return upto if title.text[0].isupper() or title.low not in CAPITAL else at


def _after_lead(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    word = reading.words[at]
    bare = plain(word)
    before = reading.before(word.start, 28)
    if before.rstrip(" ").endswith(SURE):
        if bare in NO_NAME:
            return at
        return max(at + 1, run_from(reading, at, low=True))
    lead = LEAD.search(before)
    if lead:
        words = lead.group().strip(" :,-–")
        upto = run_from(reading, at, low=not capital)
        if not capital:
            return low_after(reading, at, words)
        sure = upto - at > 1 if words in WEAK else upto > at
        return (
            upto
            if (is_known(bare) and not shouted) or (sure and not _odd(reading, at, upto, words))
            else at
        )
    return at


def _odd(reading: Reading, at: int, upto: int, lead: str) -> bool:
    """Two capitals after "from" or "contact" are a place or an office as often as a name."""
    words = reading.words[at:upto]
    if lead in ("signed", "sent by", "written by", "name", "i am", "i'm"):
        return False
    return lead in WEAK and not any(is_known(plain(word)) for word in words)


def _closing(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    """Under a letter: the next line, or the same one, to its end."""
    word = reading.words[at]
    before = reading.before(word.start, 44)
    below = "\n" in before[-8:] and CLOSINGS.search(before)
    if capital and at + 1 == len(reading.words) and (thanks := THANKS.search(before)):
        known = is_known(plain(word)) or (thanks["sign"].startswith(",") and word.text.istitle())
        if known and plain(word) not in NO_NAME and LAST_WORD.match(reading.text, word.end):
            return at + 1
    if not below and not CLOSINGS_IN_LINE.search(before):
        return at
    if plain(word) in NO_NAME and not (capital and _has_initial(reading, at)):
        return at
    words, upto = reading.words, at + 1
    while upto < len(words) and upto - at < MOST and joined(reading, words[upto - 1], words[upto]):
        if words[upto].low in NO_NAME and words[upto].low not in SURNAMES:
            break
        if words[upto].text[0].isupper() < capital:
            break
        upto += 1
    ended = LINE_END.match(reading.text, words[upto - 1].end) or CONTACT.match(
        reading.text[words[upto - 1].end : words[upto - 1].end + 3].strip(" ,(<")
    )
    if below and not ended:
        # "Thank you.\n\nPop-up desks would help.": only a name that is known begins such a line.
        return upto if capital and is_known(plain(word)) else at
    return upto if below or capital or is_given(plain(word)) else at


def _has_initial(reading: Reading, at: int) -> bool:
    """ "A J Pemberley", but not "A Pensioner"."""
    words = reading.words
    if len(words[at].text) != 1 or at + 1 >= len(words):
        return False
    following = words[at + 1]
    return (
        joined(reading, words[at], following)
        and following.text[0].isupper()
        and not is_person(following.low)
    )


def _given(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    """A known given name, alone or with what follows it."""
    words = reading.words
    word = words[at]
    bare = plain(word)
    if not is_given(bare):
        return at
    if at and words[at - 1].low in CROWNED and joined(reading, words[at - 1], word):
        return at
    following = words[at + 1] if at + 1 < len(words) else None
    beside = following is not None and joined(reading, word, following) and bare == word.low
    if not capital or shouted:
        if not beside or following is None or bare not in GIVEN:
            return at
        if (
            not is_surname(plain(following))
            or following.low in NO_NAME
            or following.low in LOW_WORDS
        ):
            return at
        return at + 2
    upto = run_from(reading, at)
    if upto == at:
        return at
    if upto - at > 1:
        return upto if bare in GIVEN or is_surname(plain(words[upto - 1])) else at
    if word.text.isupper() or (bare not in GIVEN and not _acts(reading, at)):
        return at
    # "James's Park", "Anne's school"
    if following is not None and bare != word.low and following.text[0].isupper():
        return at
    return upto


def _speaking(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    """Two words nobody knows that say something, or are "my neighbour"."""
    words = reading.words
    if not capital or shouted or len(words[at].text) < 2 or at + 2 >= len(words):
        return at
    if words[at].low in TITLES:
        return at
    if not words[at + 1].text.istitle() or not joined(reading, words[at], words[at + 1]):
        return at
    upto = run_from(reading, at)
    if not 1 < upto - at < 4 or upto >= len(words):
        return at
    gap = reading.text[words[upto - 1].end : words[upto].start]
    if gap == " " and words[upto].low in SPEECH:
        return upto
    whose = gap == ", " and words[upto].low in ("my", "our") and upto + 1 < len(words)
    return upto if whose and words[upto + 1].low in RELATIONS else at


def _acts(reading: Reading, at: int) -> bool:
    """ "... and Rose was very kind": inside a sentence, and doing what people do."""
    words = reading.words
    if words[at].low not in ALSO_NAMES or at == 0 or at + 1 >= len(words):
        return False
    return (
        words[at + 1].low in DEEDS
        and words[at - 1].text.islower()
        and words[at - 1].low not in ("in", "at", "on", "the", "of", "a")
        and joined(reading, words[at - 1], words[at])
    )


def _initialled(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    """ "W. Clarke", "J K Osei"."""
    words = reading.words
    word = words[at]
    if (
        len(word.text) != 1
        or not capital
        or (word.text == "I" and not reading.text.startswith(".", word.end))
    ):
        return at
    upto, points = at, 0
    while upto < len(words) and len(words[upto].text) == 1 and upto - at < 3:
        gap = reading.text[words[upto].end : words[upto].end + 1]
        points += gap == "."
        if upto + 1 >= len(words) or not joined(reading, words[upto], words[upto + 1]):
            return at
        upto += 1
    if upto >= len(words) or not words[upto].text[0].isupper():
        return at
    bare = plain(words[upto])
    if bare in PLACES or (bare in NO_NAME and bare not in SURNAMES) or len(bare) < 3:
        return at
    if run_from(reading, upto) == upto:
        return at
    if is_surname(bare) or (
        points == upto - at and not words[upto].text.isupper() and _starts_fresh(reading, at, upto)
    ):
        return run_from(reading, upto)
    return at


def _starts_fresh(reading: Reading, at: int, upto: int) -> bool:
    """Not "plan B. The", not "A. Reduce the amount": the letter belongs to what follows it."""
    if (
        upto - at == 1
        and not LINE_END.match(reading.text, reading.words[upto].end)
        and (reading.text[reading.words[upto].end : reading.words[upto].end + 1] != ",")
    ):
        return False
    before = reading.text[max(0, reading.words[at].start - 2) : reading.words[at].start]
    return (not before.strip() and ("\n" in before or not before)) or before[-2:] in (
        ", ",
        ". ",
        ": ",
    )


def _signature(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    """A line of its own at the end, or above an address: two to four words that could be a name."""
    words = reading.words
    word = words[at]
    text = reading.text
    before = text[max(0, word.start - 12) : word.start].rstrip(" \t-–—*~")
    if not before.endswith("\n"):
        return at
    stop = text.find("\n", word.start, word.start + 51)
    if stop < 0 and len(text) - word.start > 50:
        return at
    stop = len(text) if stop < 0 else stop
    upto = at + 1
    while upto < len(words) and words[upto].end <= stop and upto - at < MOST:
        if not joined(reading, words[upto - 1], words[upto]):
            break
        upto += 1
    if text[words[upto - 1].end : stop].strip(" \t,.\r") or upto - at > 4:
        return at
    names = words[at:upto]
    if word.low in TITLES:
        return at
    if any((w.low in NO_NAME and w.low not in SURNAMES) or w.low in PLACES for w in names):
        return at
    known = sum(is_known(plain(w)) for w in names)
    below = text[stop + 1 : stop + 60]
    last = not below.strip()
    if len(names) == 1:
        return upto if known and (last or CONTACT.search(below)) and is_given(word.low) else at
    if all(w.text[0].isupper() for w in names):
        return upto if known or last or CONTACT.search(below) else at
    low = last and len(names) < 4 and is_given(word.low) and all(w.text.islower() for w in names)
    return upto if known == len(names) or low else at
