"""Names by the words beside them: after a word for a person, in a form's field, with another name.

These need no list that the name is in.
"""

import re

from consultation.moderate.screening.known_names import GIVEN, GIVEN_AND_WORD, SURNAMES
from consultation.moderate.screening.name_runs import (
    MOST,
    is_given,
    is_known,
    is_surname,
    joined,
    plain,
    run_from,
)
from consultation.moderate.screening.name_words import (
    AFTER_NAME,
    ALSO_NAMES,
    DEEDS,
    LOW_LEADS,
    LOW_WORDS,
    MISSING,
    MONTHS,
    NO_NAME,
    PEOPLE,
    PLACES,
    RELATIONS,
    THINGS,
    WHOSE,
)
from consultation.moderate.screening.reading import Reading

BESIDE = (" ", ", ", " (", ": ", "  ", " - ", " – ", ",")
#: "My boyfriend at the time, Jordan, broke ...": words between, and commas around.
APPOSED = re.compile(
    r"\b(?:my|our|his|her|their|the|an?)\b(?P<words>(?: [\w'-]{1,16}){1,6}), $", re.IGNORECASE
)
ENDS = re.compile(r"[,.;:)!?\n]|$| (?:and|who|is|was|has)\b")
#: A field of a form, or of the head of an email.
LABEL = re.compile(r"(?:^|[\n.;,|)]) ?(?P<label>[a-z][a-z' /-]{1,32}?) ?[:=] {0,3}$")
FIELDS = frozenset(
    "name names person signature signed contact attn attention fao cc applicant patient petitioner "
    "witness organiser organizer author agent representative by writer sender resident reporter "
    "complainant victim guardian parent attendee speaker enquirer respondent claimant kin".split()
)
MAYBE_FIELDS = frozenset("to from re about for".split())
#: Between two names.
AND = re.compile(r"(?:,? (?:and|n|or|und|with) |,? ?& ?|, ?| ?/ ?|; ?|\n[-*• ]{0,3})")


def is_person(low: str) -> bool:
    """A word for somebody: a relation, a trade. Most trades end alike."""
    if low in RELATIONS or low in PEOPLE:
        return True
    return low.endswith(("ist", "man", "woman", "keeper", "worker", "grocer")) and low not in THINGS


def after_person(reading: Reading, at: int, capital: bool) -> int:
    """ "my neighbour Gwendoline", "the florist, Cordelia,"."""
    words = reading.words
    if at == 0:
        return at
    gap = reading.text[words[at - 1].end : words[at].start]
    if not is_person(words[at - 1].low):
        return _apposed(reading, at) if capital and gap in (", ", ",") else at
    if gap not in BESIDE:
        return at
    whose = _whose(reading, at - 1)
    if not capital:
        return _low_after_person(reading, at) if whose or plain(words[at]) in GIVEN else at
    bare = plain(words[at])
    if (bare in NO_NAME and bare not in ALSO_NAMES) or bare in MONTHS:
        return at
    if words[at].text.isupper() and len(bare) > 1 and not is_known(bare):
        return at
    if bare in NO_NAME:
        return at + 1
    if whose or is_known(bare):
        return run_from(reading, at)
    upto = run_from(reading, at)
    return upto if upto > at and _goes_on(reading, upto, closed=gap != " ") else at


def _whose(reading: Reading, at: int) -> bool:
    """ "my", "our late", "his very best": in the three words before the word for a person."""
    words = reading.words
    for back in range(at - 1, max(-1, at - 4), -1):
        if reading.text[words[back].end : words[back + 1].start] != " ":
            return False
        if words[back].low in WHOSE:
            return True
    return False


def _goes_on(reading: Reading, upto: int, *, closed: bool) -> bool:
    """What follows is what people do, or the comma that closes a name put between two."""
    text, words = reading.text, reading.words
    end = words[upto - 1].end
    if closed and text[end : end + 1] in (",", ")"):
        return True
    return upto < len(words) and text[end : words[upto].start] == " " and words[upto].low in DEEDS


def _low_after_person(reading: Reading, at: int) -> int:
    """ "my son liam", "my gran pearl is": known names only."""
    words = reading.words
    bare = plain(words[at])
    following = words[at + 1] if at + 1 < len(words) else None
    beside = following is not None and joined(reading, words[at], following)
    if bare in GIVEN or (
        bare in GIVEN_AND_WORD
        and bare not in NO_NAME
        and bare not in MONTHS
        and following is not None
        and beside
        and following.low in DEEDS
    ):
        if following is not None and beside and _low_surname(following.low):
            return at + 2
        return at + 1
    return at


def _low_surname(low: str) -> bool:
    return is_surname(low) and low not in NO_NAME and low not in LOW_WORDS


def _apposed(reading: Reading, at: int) -> int:
    """ "My boyfriend at the time, Jordan, ...", "The same lad, Tyrell Simms, ..."."""
    word = reading.words[at]
    bare = plain(word)
    if bare in NO_NAME or bare in PLACES or (word.text.isupper() and len(bare) > 1):
        return at
    told = APPOSED.search(reading.text[max(0, word.start - 80) : word.start])
    if not told or not any(is_person(one.lower()) for one in told["words"].split()):
        return at
    upto = run_from(reading, at)
    if upto == at or not ENDS.match(reading.text, reading.words[upto - 1].end):
        return at
    return upto if _goes_on(reading, upto, closed=True) or is_known(bare) else at


def in_field(reading: Reading, at: int, capital: bool) -> int:
    """ "Lead petitioner: Olwen Prosser", "Name: chris boyle", to the end of the line."""
    words, text = reading.words, reading.text
    start = words[at].start
    if text[max(0, start - 4) : start].rstrip(" ")[-1:] not in (":", "="):
        return at
    told = LABEL.search(reading.before(start, 44))
    if not told:
        return at
    last = re.split(r"[ /-]", told["label"].strip())[-1]
    sure = last in ("name", "names") and "user" not in told["label"]
    if not (sure or last in FIELDS or last in MAYBE_FIELDS or is_person(last)):
        return at
    upto = _field_end(reading, at, capital=capital, sure=sure)
    if upto == at or (low := plain(words[at])) in AFTER_NAME:
        return at
    if any(word.low in PLACES and word.low not in SURNAMES for word in words[at:upto]):
        return at
    if upto < len(words) and text[words[upto - 1].end : words[upto].start] == " ":
        return at if not sure or low in NO_NAME else upto
    known = any(is_known(plain(word)) for word in words[at:upto])
    return upto if sure or known or (upto - at > 1 and last not in MAYBE_FIELDS) else at


def _field_end(reading: Reading, at: int, *, capital: bool, sure: bool) -> int:
    words = reading.words
    upto = at
    while upto < len(words) and upto - at < MOST:
        if upto > at and not joined(reading, words[upto - 1], words[upto]):
            break
        low = words[upto].low
        if low in NO_NAME and not (len(low) == 1 and capital) and low not in SURNAMES:
            break
        if not words[upto].text[0].isupper() and not sure:
            break
        upto += 1
    return upto


def beside_name(reading: Reading, upto: int, *, low: bool) -> tuple[int, int] | None:
    """Where a name stands that is beside one: "Noah and Grace", "Pike, Chowdhury"."""
    words, text = reading.words, reading.text
    for at in (upto, upto + 1):
        if at >= len(words):
            return None
        gap = AND.fullmatch(text, words[upto - 1].end, words[at].start)
        if gap:
            break
    else:
        return None
    word, sure = words[at], any(sign in gap.group() for sign in ("and", " n ", "&", "with"))
    bare = plain(word)
    if low:
        if word.text[0].islower() and bare in GIVEN:
            return at, at + 1
        return None
    if not word.text[0].isupper() or bare in PLACES or bare in MONTHS:
        return None
    if (bare in NO_NAME and bare not in ALSO_NAMES) or bare in THINGS:
        return None
    end = run_from(reading, at) if bare not in NO_NAME else at + 1
    if end == at or (word.text.isupper() and len(word.text) > 1 and not is_known(bare)):
        return None
    known = is_given(bare) or (end - at > 1 and any(is_known(plain(w)) for w in words[at:end]))
    if not known and not (sure and ENDS.match(text, words[end - 1].end)):
        return None
    return at, end


def after_low_title(reading: Reading, at: int) -> int:
    """ "officer delaney said", but not "they miss dean", "doctor may"."""
    words = reading.words
    bare, title = plain(words[at]), words[at - 1].low
    if bare in NO_NAME or bare in LOW_WORDS or not (bare in SURNAMES or bare in GIVEN):
        return at
    if title == "miss" and at > 1 and words[at - 2].low in MISSING:
        return at
    return at + 1


def low_after(reading: Reading, at: int, lead: str) -> int:
    """ "i am wei wood", "signed m. macdonald", "hi im jade": known names only."""
    words = reading.words
    upto = at
    while upto + 1 < len(words) and len(words[upto].text) == 1 and upto - at < 2:
        if words[upto].low in ("a", "i") or not joined(reading, words[upto], words[upto + 1]):
            return at
        upto += 1
    if upto > at:
        return upto + 1 if is_surname(plain(words[upto])) and lead in LOW_LEADS else at
    if words[at].low in NO_NAME or not is_given(words[at].low):
        return at
    if at + 1 < len(words) and joined(reading, words[at], words[at + 1]):
        following = plain(words[at + 1])
        if is_surname(following) and following not in NO_NAME and lead in LOW_LEADS:
            return at + 2
    return at + 1 if words[at].low in GIVEN else at
