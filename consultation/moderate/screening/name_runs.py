"""Words in a row that could be one name."""

import re

from consultation.moderate.screening.known_names import GIVEN, GIVEN_AND_WORD, SURNAMES
from consultation.moderate.screening.name_words import (
    LONDON,
    NO_NAME,
    PARTICLES,
    PLACES,
    PLACES_LOW,
    POINTED,
    PREPOSITIONS,
)
from consultation.moderate.screening.reading import Reading, Word

GAP = re.compile(r"\.?[ \t\u00a0]{1,2}|\.")
MOST = 5  # words of one name


def may_be_low(word: Word) -> bool:
    return word.low in GIVEN or word.low in SURNAMES


def plain(word: Word) -> str:
    """Without the possessive."""
    return word.low[:-2] if word.low.endswith(("'s", "’s")) else word.low


def is_given(low: str) -> bool:
    return low in GIVEN or low in GIVEN_AND_WORD or low.split("-")[0] in GIVEN


def is_surname(low: str) -> bool:
    return (
        low in SURNAMES
        or low.startswith(("mac", "mc", "o'", "o’"))
        or ("-" in low and any(part in SURNAMES for part in low.split("-")))
    )


def joined(reading: Reading, left: Word, right: Word) -> bool:
    """Nothing but a space between them, or the point of an initial."""
    gap = reading.text[left.end : right.start]
    if not GAP.fullmatch(gap):
        return False
    return "." not in gap or (len(left.text) == 1 or left.low in POINTED)


def run_from(reading: Reading, at: int, *, low: bool = False) -> int:
    """The end of a run of words that could be one name. The same place where it is a street's."""
    words, upto = reading.words, at
    while upto < len(words) and upto - at < MOST:
        word = words[upto]
        if upto > at and not joined(reading, words[upto - 1], word):
            break
        bare = plain(word)
        capital = word.text[0].isupper()
        if bare in PLACES and capital and not (upto == at and bare in SURNAMES):
            return upto + 1 if _borne(words, at, upto) else at
        if capital and (bare not in NO_NAME or (bare in SURNAMES and upto > at)):
            if len(word.text) > 1 and word.text.isupper() and not is_known(bare):
                break
        elif not (
            (upto > at and bare in PARTICLES and _capital_at(words, upto + 1))
            or (low and not capital and bare not in NO_NAME and upto - at < 3 and is_known(bare))
        ):
            break
        upto += 1
        if bare != word.low:
            break
    if (
        upto < len(words)
        and upto > at
        and words[upto].low in PLACES
        and joined(reading, words[upto - 1], words[upto])
        and (words[upto].text[0].isupper() or words[upto].low in PLACES_LOW)
    ):
        return at
    while upto > at and words[upto - 1].low in PARTICLES and upto - at > 1:
        upto -= 1
    return upto


def _borne(words: list[Word], at: int, upto: int) -> bool:
    """ "Alan Hill" is a person, "Harold Hill" a place, and so is what one is at, on or near."""
    surname = words[upto].low
    return (
        upto > at
        and surname in SURNAMES
        and words[at].low in GIVEN
        and f"{words[at].low} {surname}" not in LONDON
        and not (at and words[at - 1].low in PREPOSITIONS)
        and not (upto + 1 < len(words) and words[upto + 1].low in PLACES)
    )


def is_known(bare: str) -> bool:
    return is_given(bare) or is_surname(bare)


def _capital_at(words: list[Word], at: int) -> bool:
    return at < len(words) and words[at].text[0].isupper()
