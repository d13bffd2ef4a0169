"""What has a form of its own: email, postcode, National Insurance, number plate, IBAN and so on."""

import re
from collections.abc import Iterator

from consultation.moderate.screening.found import PERSONAL, Found
from consultation.moderate.screening.reading import Reading

EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w+%'-](?:[\w.+%'-]{0,63})@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}(?![\w-])"
)
#: "jo dot smith at example dot org", "jo (at) example.org"
SPOKEN_EMAIL = re.compile(
    r"(?<![\w.+-])[\w+-]{1,40}(?:(?:\.| ?[\[({]? ?(?:dot|underscore) ?[\])}]? ?)[\w+-]{1,40}){0,3}"
    r"(?: ?[\[({<] ?(?:at|@) ?[\])}>] ?| at | @ ?)"
    r"(?:[\w-]{1,40}(?: ?[\[({<] ?(?:dot|\.) ?[\])}>] ?| dot |\.)){1,4}"
    r"(?:com|org|net|uk|eu|info|edu|gov|london|scot|wales|cymru|ac|co|io|me|ie|fr|de|pl|example|"
    r"test|invalid)(?![\w-])"
)
SPOKEN_SIGNS = ("(at)", "[at]", "{at}", "<at>", " dot ", "( at )", "[ at ]", " @ ", "[@]", "(@)")

AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E "
    "EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL "
    "LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM "
    "SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
POSTCODE = re.compile(
    r"(?<![\w@/-])(?:" + "|".join(sorted(AREAS.split(), key=len, reverse=True)) + r")"
    r"(?:\d[A-HJKMNPRSTUVWXY]|\d\d?)[ \t\u00a0]{0,3}(\d[ABD-HJLNP-UW-Z]{2})(?![\w@])",
    re.IGNORECASE,
)
ORDINAL = re.compile(r"1st|2nd|3rd|[04-9]th", re.IGNORECASE)
WORD_NEXT = re.compile(r"[ -][^\W\d_]")

NI = re.compile(
    r"(?<![\w-])(?!bg|gb|kn|nk|nt|tn|zz)(?:[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]|qq)"
    r"[ .-]?\d\d[ .-]?\d\d[ .-]?\d\d(?:[ .-]?[a-d](?!\w)|(?![\w.-]?\w))"
)
NI_WORDS = re.compile(r"\b(?:national insurance|n\.?i\.?(?: no| num|:)|nino|insurance number)")
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?:[ -]?[A-Z0-9]{2,4}){2,9}(?!\w)", re.IGNORECASE)

PLATE = re.compile(
    r"(?<![\w@/.-])(?:(?P<now>[A-HJ-PR-Y]{2}(?:0[1-9]|[1-3]\d|5[0-9]|[67]\d))[ "
    r"-]?(?P<tail>[A-HJ-PR-Z]{3})"
    r"|(?P<prefix>[A-HJ-NPR-TV-Y]\d{1,3})[ -]?(?P<end>[A-HJ-PR-Z]{3})"
    r"|(?P<head>[A-HJ-PR-Z]{3})[ -]?\d{1,3}[A-HJ-NPR-TV-Y]"
    r"|(?P<north>[A-HJ-Z]{1,3}[ -]?\d{1,4}|\d{1,4}[ -]?[A-HJ-Z]{1,3}))(?![\w@])",
    re.IGNORECASE,
)
PLATE_WORDS = re.compile(
    r"\b(?:reg(?:istration)?|number ?plate|licen[cs]e plate|plates?|vehicle|car|van|taxi|cab|"
    r"motorbike|motorcycle|moped|scooter|lorry|minicab|bmw|audi|ford|vauxhall|mercedes|toyota|"
    r"driver of|drives an?|parked)\b"
)
PLATE_NEAR = re.compile(r"\b(?:reg(?:istration)?|plates?|vrm)\b[^.]{0,20}$")
#: Three letters that are a word or a known abbreviation more often than the end of a plate.
THREE = frozenset(
    "the and for per day may jun jul aug sep oct nov dec jan feb mar apr mon tue wed thu fri sat "
    "sun are was has had not but all any can our out you she her his him its who how why now new "
    "old one two six ten bus buy via due nhs bbc mps met tfl asb gla cps sgt age end yes set map "
    "box tax van car gym act cut pay off too use way est bed min max hrs pcs mph kmh gps usb led "
    "dvd fax tel ext ref vol app web www com org pdf inc ltd plc llp cid cab did get got let put "
    "see say ask run top low big far few own her ago air arm art bad bar bit boy bag die dog ear "
    "eat eye fit fix fly fun gun hit hot ice ill job key kid law leg lie lot mad man men mum dad "
    "oil pub red sad sea sir six son tea tie try war win".split()
)

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
DATE = (
    rf"(?:{DAY}(?:st|nd|rd|th)?(?: of)?[ ./-]{{1,2}}{MONTH}\.?[ ,./-]{{1,3}}{YEAR}"
    rf"|{MONTH}\.? {DAY}(?:st|nd|rd|th)?[, ]{{1,3}}{YEAR}"
    rf"|{DAY} ?[./-] ?(?:0?[1-9]|1[0-2]) ?[./-] ?{YEAR}|(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?"
    rf"|{DAY} (?:0?[1-9]|1[0-2]) (?:19|20)\d\d)(?!\w)"
)
BIRTH = re.compile(
    r"\b(?:born|date of birth|d\.? ?o\.? ?b\b\.?|birth ?date|birthday|birth)"
    rf"[^\d\n.!?]{{0,24}}?(?<![\w/])(?P<date>{DATE})"
)
BIRTH_AFTER = re.compile(
    rf"(?<![\w/])(?P<date>{DATE})[ ,(]{{1,3}}(?:d\.?o\.?b\b|date of birth|is my birthday)"
)

HANDLE = re.compile(r"(?<![\w@.+%/-])@(?=[\w.]*[^\W\d_])[\w.]{2,40}")
HANDLE_TOLD = re.compile(
    r"\b(?:(?:twitter|x|instagram|facebook|tiktok|linkedin|youtube|threads|snapchat"
    r"|bsky)\.(?:com|app)/"
    r"(?:in/|profile/|@)?|(?:instagram|insta|twitter|snapchat|snap|tiktok|telegram|facebook"
    r"|bluesky|"
    r"discord|reddit|skype|linkedin|threads)(?: (?:handle|name|user ?name|account|profile|id"
    r"|page))?"
    r"(?: is|:| -) ?|\b(?:user ?name|handle)(?: is|:) ?|\b(?=u/)u/)(?P<name>@?[\w.-]{3,40})"
)
SITES = frozenset(
    "twitter x instagram insta facebook tiktok linkedin youtube threads snapchat snap bsky bluesky "
    "telegram discord reddit skype username user handle u".split()
)
#: After "@" these are words of the sentence, or accounts of bodies that everybody may name.
NO_HANDLE = frozenset(
    "home work night school once the station least midnight noon lunch all least any "
    "metpoliceuk mayoroflondon sadiqkhan london mopac mopaclondon tfl nhs bbc bbcnews "
    "bbclondon itvnews skynews uk gov govuk policeuk citypolice btp londonassembly".split()
)


def find(reading: Reading) -> Iterator[Found]:
    """Everything but numbers made of digits alone, and addresses."""
    text, low = reading.text, reading.low
    if "@" in text:
        yield from _emails(text)
        yield from _handles(text)
    if any(sign in low for sign in SPOKEN_SIGNS):
        for match in SPOKEN_EMAIL.finditer(low):
            if "@" not in match.group() or " @" in match.group() or "[" in match.group():
                yield Found(PERSONAL, "EMAIL", match.start(), match.end())
    for match in HANDLE_TOLD.finditer(low) if reading.vocabulary & SITES else ():
        name = match.group("name").strip(".-")
        if any(c.isalpha() for c in name) and _is_told(match.group(), name):
            start = match.start("name")
            yield Found(PERSONAL, "HANDLE", start, start + len(name))
    if reading.has_digits:
        yield from _postcodes(text)
        yield from _insurance(reading)
        yield from _ibans(text)
        yield from _plates(reading)
        yield from _births(low)


def _emails(text: str) -> Iterator[Found]:
    for match in EMAIL.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip("'-"))
        yield Found(PERSONAL, "EMAIL", start, match.end())


def _handles(text: str) -> Iterator[Found]:
    for match in HANDLE.finditer(text):
        name = match.group().rstrip(".")
        if len(name) > 2 and name[1:].lower() not in NO_HANDLE:
            yield Found(PERSONAL, "HANDLE", match.start(), match.start() + len(name))


def _is_told(whole: str, name: str) -> bool:
    """Where no sign tells it, a name on social media does not look like a word of the sentence."""
    if "/" in whole or name.startswith("@"):
        return name.lstrip("@") not in NO_HANDLE
    return any(c.isdigit() or c in "._-" for c in name) or whole.rstrip().endswith(f": {name}")


def _postcodes(text: str) -> Iterator[Found]:
    for match in POSTCODE.finditer(text):
        inward = match.group(1)
        if (
            ORDINAL.fullmatch(inward)
            and not inward.isupper()
            and WORD_NEXT.match(text, match.end())
        ):
            continue  # "W1 2nd floor"
        yield Found(PERSONAL, "POSTCODE", match.start(), match.end())


def _insurance(reading: Reading) -> Iterator[Found]:
    for match in NI.finditer(reading.low):
        if match.group()[-1].isalpha() or NI_WORDS.search(reading.before(match.start())):
            yield Found(PERSONAL, "NI", match.start(), match.end())


def _ibans(text: str) -> Iterator[Found]:
    for match in IBAN.finditer(text):
        words = match.group()
        # What follows it may look like another group: the longest part that is right counts.
        for cut in range(len(words), 14, -1):
            if iban_check(words[:cut]):
                yield Found(PERSONAL, "BANK", match.start(), match.start() + cut)
                break


def iban_check(words: str) -> bool:
    """The check digits of an IBAN, mod 97."""
    plain = words.replace(" ", "").replace("-", "").upper()
    if not 15 <= len(plain) <= 34 or not words[-1].isalnum() or not plain.isascii():
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _plates(reading: Reading) -> Iterator[Found]:
    for match in PLATE.finditer(reading.text):
        if _is_plate(reading, match):
            yield Found(PERSONAL, "VEHICLE", match.start(), match.end())


def _is_plate(reading: Reading, match: re.Match[str]) -> bool:
    """A plate in capitals is one by itself; else the words before have to say so."""
    words = match.group()
    before = reading.before(match.start(), 36)
    if match.group("north"):
        return (
            words.upper() == words
            and len(words) >= 5
            and any(c.isdigit() for c in words)
            and bool(PLATE_NEAR.search(before))
        )
    three = (match.group("tail") or match.group("end") or match.group("head")).lower()
    if PLATE_NEAR.search(before):
        return True
    if three in THREE:
        return False
    joined = " " not in words and "-" not in words
    if words.upper() == words:
        # Old plates look like "B12 ABC" and "ABC 12D": short ones need a word that says so.
        sure = match.group("now") or sum(c.isdigit() for c in words) == 3
        return bool(sure or PLATE_WORDS.search(before))
    if words.lower() == words:
        return bool(PLATE_WORDS.search(before)) or bool(match.group("now") and joined)
    return bool(PLATE_WORDS.search(before))


def _births(low: str) -> Iterator[Found]:
    if "born" in low or "birth" in low or "dob" in low or "d.o.b" in low or "d o b" in low:
        for pattern in (BIRTH, BIRTH_AFTER):
            for match in pattern.finditer(low):
                yield Found(PERSONAL, "BIRTH", *match.span("date"))
