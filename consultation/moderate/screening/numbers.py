"""Numbers of people, read group by group: phone, NHS, card, sort code and account."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from consultation.moderate.screening.found import PERSONAL, Found
from consultation.moderate.screening.reading import Reading, Word

#: Groups of digits, with what people put between them.
GROUP = re.compile(r"\d++")
BETWEEN = re.compile(r"[ \t\u00a0\u2009\u202f]{0,3}[-–—‑./()_·*]?[ \t\u00a0\u2009\u202f()]{0,3}")
OPENING = re.compile(r"(?:\+|\()?[ (]?\+?\(?$")
EXTENSION = re.compile(
    r"[ ,]{0,3}\(?(?:ext(?:ension|n)?\b\.?|x)[ :.]{0,2}(?:no\.? ?)?\d{1,6}\b\)?", re.IGNORECASE
)
MOST_GROUPS = 24  # of single digits
SPOKEN_MOST = 20

PHONE_WORDS = re.compile(
    r"\b(?:phone|telephone|tel|mobile|mob|cell|call|ring|text|whatsapp|contact|landline|number is|"
    r"reach)\b"
)
#: A number of few digits is a phone's only where just this leads to it: "Tel. no. 447216".
PHONE_JUST = re.compile(
    r"\b(?:tel(?:ephone)?|phone|landline)\b\.?(?: (?:me|us|number|no\.?|on|is|at))*[ :.]{1,3}$"
)
SORT_WORDS = re.compile(r"\bsort ?-?code|\bs/?c\b|\bsort\b")
ACCOUNT_WORDS = re.compile(
    r"\bacc(?:oun)?t?s?\b[^\n]{0,14}$|\ba\.?/?c\.?\b[^\n]{0,8}$|\biban\b|"
    r"(?<!\d)\d\d([- ]?)\d\d\1\d\d[^\d.\n]{1,24}$"
)
#: An account's number after six digits shows that they were a sort code.
ACCOUNT_NEXT = re.compile(
    r"[ ,;/|\n]{1,4}(?:(?:account|acc(?:t)?|a/c)[^\d\n]{0,12})?\d{4} ?\d{4}(?!\d)"
)
INSURANCE_END = re.compile(r"[ .-]?[a-d](?![\w/])")
CARD_WORDS = re.compile(r"\b(?:card|visa|mastercard|debit|credit|amex)\b")
CARD_JUST = re.compile(
    r"\b(?:card|visa|mastercard|debit|credit|amex)\b(?: (?:no\.?|number))?[ :#-]{0,3}(?:is )?$"
)
NHS_JUST = re.compile(
    r"\bn\.? ?h\.? ?s\.?(?: (?:no|num|number|nr|id)\b\.?)?[ :#-]{0,3}(?:is |was |= ?)?$"
)
NOT_A_PERSONS = re.compile(
    r"(?:£|\$|€|\b(?:ref|reference|case|crime|order|application|invoice|isbn|issn|urn|cad|page|"
    r"ticket|policy|version|charity|company)(?: (?:no|number|nr|ref))?\.?:? ?#?)(?: is| "
    r"was)?\W{0,3}$"
)
#: Number that is a time span, a date or a sum of money, as far as its own form tells.
DATE = re.compile(r"\d{1,2}[-./]\d{1,2}[-./](?:19|20)?\d\d|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}")

DIGITS = {
    word: str(value)
    for value, names in enumerate(
        ("zero oh o nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for word in names.split()
}
TIMES = {"double": 2, "triple": 3, "treble": 3}


class Group(NamedTuple):
    digits: str
    start: int
    end: int


def find(reading: Reading) -> Iterator[Found]:
    """Phone, NHS, card and account numbers."""
    if reading.has_digits:
        for run in _runs(reading.figures):
            yield from _in_run(reading, run)
    if "-" in reading.low or len(reading.vocabulary & DIGITS.keys()) > 2:
        yield from _spoken(reading)


def _runs(text: str) -> Iterator[list[Group]]:
    """Groups of digits with nothing but separators between them."""
    run: list[Group] = []
    for match in GROUP.finditer(text):
        start, end = match.span()
        # Digits that letters touch, as in "A12" or "28th", are no group of such a number.
        loose = not (start and text[start - 1].isalpha()) and not (text[end : end + 1].isalpha())
        if run and not (loose and BETWEEN.fullmatch(text, run[-1].end, start)):
            yield run
            run = []
        if loose or _extended(text, end):
            run.append(Group(match.group(), start, end))
    if run:
        yield run


def _extended(text: str, end: int) -> bool:
    return text[end : end + 1] in ("x", "X", "e", "E") and bool(EXTENSION.match(text, end))


def _in_run(reading: Reading, run: list[Group]) -> Iterator[Found]:
    """The longest numbers, from the left."""
    at = 0
    while at < len(run):
        digits, best = "", 0
        found: Found | None = None
        for upto in range(at, min(at + MOST_GROUPS, len(run))):
            digits += run[upto].digits
            if len(digits) > 19:
                break
            if len(digits) < 6:
                continue
            one = _judged(reading, run[at : upto + 1], digits)
            if one is not None:
                found, best = one, upto + 1
        if found is None:
            at += 1
        else:
            yield found
            at = best


def _judged(reading: Reading, groups: list[Group], digits: str) -> Found | None:
    start, end = groups[0].start, groups[-1].end
    for rule, check in (("BANK", _is_bank), ("NHS", _is_nhs), ("PHONE", _is_phone)):
        if check(reading, groups, digits):
            if rule == "PHONE":
                start, end = _whole_phone(reading.text, start, end)
            return Found(PERSONAL, rule, start, end)
    return None


def _is_sort_code(reading: Reading, groups: list[Group], sizes: list[int], before: str) -> bool:
    """Six digits that are said to be one, or in pairs before the number of an account."""
    if INSURANCE_END.match(reading.low, groups[-1].end):
        return False  # "SC 12 34 56 A"
    if SORT_WORDS.search(before[-24:]):
        return True
    written = reading.text[groups[0].start : groups[-1].end]
    return sizes == [2, 2, 2] and (
        ("-" in written and bool(ACCOUNT_WORDS.search(before) or "bank" in before))
        or bool(ACCOUNT_NEXT.match(reading.low, groups[-1].end))
    )


def _is_bank(reading: Reading, groups: list[Group], digits: str) -> bool:
    sizes = [len(group.digits) for group in groups]
    before = reading.before(groups[0].start)
    if len(digits) == 14 and sizes in ([2, 2, 2, 8], [6, 8], [2, 2, 2, 4, 4]):
        written = reading.text[groups[0].start : groups[-1].end]
        return (
            sizes[0] == 2 or bool(SORT_WORDS.search(before)) or "bank" in before or " " in written
        )
    if len(digits) == 6 and sizes in ([2, 2, 2], [6]):
        return _is_sort_code(reading, groups, sizes, before)
    if len(digits) == 8 and sizes in ([8], [4, 4]):
        return bool(ACCOUNT_WORDS.search(before[-36:]))
    if sizes in ([4] * 4, [4, 6, 5], [16], [15]) and CARD_JUST.search(before):
        return True  # also where it is mistyped
    if 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn(digits):
        return sizes in ([4] * 4, [4, 6, 5], [4, 4, 4, 4, 3]) or (
            len(digits) in (15, 16) and (len(sizes) == 1 or bool(CARD_WORDS.search(before)))
        )
    return False


def luhn(digits: str) -> bool:
    """The check digit of payment cards."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1


def _is_nhs(reading: Reading, groups: list[Group], digits: str) -> bool:
    if len(digits) != 10:
        return False
    if NHS_JUST.search(reading.before(groups[0].start)):
        return True  # also where it is mistyped
    if not nhs_check(digits):
        return False
    sizes = [len(group.digits) for group in groups]
    if "nhs" in reading.before(groups[0].start) or sizes == [3, 3, 4]:
        return True
    before = reading.before(groups[0].start)
    # A number of ten digits that says it is something else is that; one in eleven would pass.
    return sizes == [10] and digits[0] in "34679" and not NOT_A_PERSONS.search(before)


def nhs_check(digits: str) -> bool:
    """The check digit of an NHS number, mod 11."""
    if len(set(digits)) == 1:
        return False
    rest = 11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest % 11 == int(digits[9]) and rest != 10


def _is_phone(reading: Reading, groups: list[Group], digits: str) -> bool:
    text, start = reading.text, groups[0].start
    if text[start - 1 : start] in ("-", ".", "–") and text[max(0, start - 2) : start - 1].isdigit():
        return False  # the end of a longer number
    if DATE.fullmatch(text, start, groups[-1].end):
        return False
    before = reading.before(start, 30)
    sign = before.rstrip(" (")[-1:]
    if sign in "£$€" and sign:
        return False
    national = _national(digits, plus=sign == "+")
    if national is None:
        national = _short(digits, before)
    if national is None:
        return False
    return not NOT_A_PERSONS.search(before) and _plausible(groups, digits)


def _national(digits: str, *, plus: bool) -> str | None:
    """The number after the 0 of the country's own form. Empty for one of another country."""
    for prefix in ("0044", "44"):
        if digits.startswith(prefix) and (prefix != "44" or plus or len(digits) in (12, 13)):
            rest = digits[len(prefix) :]
            rest = rest[1:] if rest.startswith("0") else rest
            return rest if len(rest) in (9, 10) and rest[0] in "1235789" else None
    if plus:
        return "" if 8 <= len(digits) <= 15 and digits[0] != "0" else None
    if digits.startswith("00"):
        return "" if 11 <= len(digits) <= 15 and digits[2] != "0" else None
    if digits.startswith("0") and len(digits) in (10, 11) and digits[1] in "1235789":
        # Ten digits with the 0 are left in a few places only, all of which begin with 01 or 0800.
        return digits[1:] if len(digits) == 11 or digits[1] in "158" else None
    return None


def _short(digits: str, before: str) -> str | None:
    """Without the first 0, or without the 020: where the words before say that it is a phone."""
    told = PHONE_WORDS.search(before)
    if len(digits) == 10 and digits[0] in "127" and told:
        return digits
    if len(digits) == 8 and digits[0] in "378" and told and not ACCOUNT_WORDS.search(before):
        return digits
    if len(digits) in (6, 7) and digits[0] in "23456789" and PHONE_JUST.search(before):
        return digits
    return None


def _plausible(groups: list[Group], digits: str) -> bool:
    """In few groups, or digit by digit; a list of small numbers is no phone."""
    return len(groups) <= 6 or all(len(group.digits) <= 2 for group in groups)


def _whole_phone(text: str, start: int, end: int) -> tuple[int, int]:
    """With the plus or bracket before it and the extension after it."""
    opening = OPENING.search(text, max(0, start - 4), start)
    if opening and ("+" in opening.group() or "(" in opening.group()):
        found = opening.group()
        if "+" in found or ")" in text[start : end + 1]:
            start = opening.start() + (len(found) - len(found.lstrip()))
    extension = EXTENSION.match(text, end)
    return start, extension.end() if extension else end


def _parts(word: Word) -> Iterator[tuple[str, int, int]]:
    """ "oh-seven-eight" is three."""
    at = word.start
    for part in word.low.split("-"):
        yield part, at, at + len(part)
        at += len(part) + 1


def _spoken(reading: Reading) -> Iterator[Found]:
    """Phone numbers in words, "oh seven seven double oh ..."."""
    digits, start, end, times = "", -1, -1, 1
    words = [part for word in reading.words for part in _parts(word)]
    if sum(low in DIGITS for low, _start, _end in words) < 6:
        return
    for low, at, until in [*words, ("", len(reading.text), 0)]:
        near = start < 0 or at - end <= 3
        if near and low in TIMES:
            times, start = TIMES[low], at if start < 0 else start
            end = until
            continue
        if near and low in DIGITS and len(digits) < SPOKEN_MOST:
            digits, start = digits + DIGITS[low] * times, at if start < 0 else start
            end, times = until, 1
            continue
        if digits.startswith("0") and len(digits) in (10, 11):
            yield Found(PERSONAL, "PHONE", start, end)
        digits, start, end, times = "", -1, -1, 1
        if low in DIGITS:
            digits, start, end = DIGITS[low], at, until
