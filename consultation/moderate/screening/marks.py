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
    r"(?: ?[\[({<] ?(?:at|@) ?[\])}>] ?| at | ?@ ?)"
    r"(?:[\w-]{1,40}(?: ?[\[({<] ?(?:dot|\.) ?[\])}>] ?| dot |\.)){1,4}"
    r"(?:com|org|net|uk|eu|info|edu|gov|london|scot|wales|cymru|ac|co|io|me|ie|fr|de|pl|example|"
    r"test|invalid)(?![\w-])"
)
#: ... and in any country, where brackets or "dot" leave no doubt.
SPELT_EMAIL = re.compile(
    r"(?<![\w.+-])[\w+-]{1,40}"
    r"(?:(?:\.| ?[\[({]? ?(?:dot|underscore) ?[\])}]? ?)[\w+-]{1,40}){0,3}"
    r"(?: ?[\[({<] ?(?:at|@) ?[\])}>] ?"
    r"(?:[\w-]{1,40}(?: ?[\[({<] ?(?:dot|\.) ?[\])}>] ?| dot |\.)){1,4}"
    r"| at (?=[\w-]{0,39}[^\W\d_])(?:[\w-]{1,40} dot ){1,4}(?=(?:com|org|net|co|ac|gov|uk|eu|"
    r"info|io|ie|fr|de|pl|es|pt|ro|nl|ca|au)\b))[^\W\d_]{2,12}(?![\w-])"
)
SPACED_AT = re.compile(r" @|@ |[\[(]")
SPOKEN_SIGNS = (
    "(at)", "[at]", "{at}", "<at>", " dot ", "( at )", "[ at ]", " @ ", "[@]", "(@)", "@ ", " @",
)  # fmt: skip
#: Where no sign tells that it is an address, who carries the mail does.
CARRIERS = (
    r"(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|live|aol|msn|sky|btinternet|talktalk|"
    r"virginmedia|protonmail|proton|gmx|ymail|ntlworld|blueyonder|me|mac)"
)
CARRIED_EMAIL = re.compile(
    r"(?<![\w.+-])[\w+-]{1,40}(?:\.[\w+-]{1,40}){0,3}(?:@| at )"
    + CARRIERS
    + r"(?:[ ,;.]{1,2}| dot )(?:com|co[ ,.]{1,2}uk|net|org|me)(?![\w-])"
    r"|(?<![\w.+-])[\w+-]{1,40}(?:\.[\w+-]{1,40}){0,3}@" + CARRIERS + r"(?![.-]?\w)"
)

AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E "
    "EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL "
    "LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM "
    "SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
POSTCODE = re.compile(
    r"(?<![\w@/-])(?=[A-Z]{1,2}\d)(?:"
    + "|".join(sorted(AREAS.split(), key=len, reverse=True))
    + r")"
    r"(?:\d[A-HJKMNPRSTUVWXY]|\d\d?)[ \t\u00a0.-]{0,3}(\d[ABD-HJLNP-UW-Z]{2})(?![\w@])",
    re.IGNORECASE,
)
#: The letter O for a nought: "N1O OAB".
MISTYPED = re.compile(
    r"(?<![\w@/-])(?=[A-Z]{1,2}\d)(?:"
    + "|".join(sorted(AREAS.split(), key=len, reverse=True))
    + r")"
    r"(?:\d[A-HJKMNPRSTUVWXY\d]?[ \t\u00a0]{0,3}O|\dO[ \t\u00a0]{0,3}[\dO])"
    r"(?P<end>[ABD-HJLNP-UW-Z]{2})(?![\w@])",
    re.IGNORECASE,
)
O_WORDS = frozenset("ld ne ur ut ff wn dd ft at ar we th".split())
POSTCODE_WORDS = re.compile(r"\b(?:post ?code|zip|address|live|lives|from)\b[^.!?\n]{0,24}$")
ORDINAL = re.compile(r"1st|2nd|3rd|[04-9]th", re.IGNORECASE)
WORD_NEXT = re.compile(r"[ -][^\W\d_]")

NI = re.compile(
    r"(?<![\w-])(?!bg|gb|kn|nk|nt|tn|zz)(?:[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]|qq)"
    r"[ .-]?\d\d[ .-]?\d\d[ .-]?\d\d(?:[ .-]?[a-d](?!\w)|(?![\w.-]?\w))"
)
#: As it is told, whatever its letters are.
NI_TOLD = re.compile(
    r"\b(?:national insurance|n\.? ?i\.?|nino)(?: (?:number|num|no)\b)?[ .:#-]{0,3}(?:is |was )?"
    r"(?P<told>[a-z]{2}[ .-]?\d\d[ .-]?\d\d[ .-]?\d\d(?:[ .-]?[a-z])?)(?!\w)"
)
NI_WORDS = re.compile(r"\b(?:national insurance|n\.?i\.?(?: no| num|:)|nino|insurance number)")
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?:[ -]?[A-Z0-9]{2,4}){2,9}(?!\w)", re.IGNORECASE)

PLATE = re.compile(
    r"(?<![\w@/.-])(?:(?P<now>[A-HJ-PR-Y]{2}[ -]?(?:0[1-9]|[1-3]\d|5[0-9]|[67]\d))[ "
    r"-]?(?P<tail>[A-HJ-PR-Z]{3})"
    r"|(?P<prefix>[A-HJ-NP-TV-Y]\d{1,3})[ -]?(?P<end>[A-HJ-PR-Z]{3})"
    r"|(?P<head>[A-HJ-PR-Z]{3})[ -]?\d{1,3}[A-HJ-NPR-TV-Y]"
    r"|(?P<north>[A-Z]{1,3}[ -]?\d{1,4}|\d{1,4}[ -]?[A-Z]{1,3}))(?![\w@])",
    re.IGNORECASE,
)
PLATE_WORDS = re.compile(
    r"\b(?:reg(?:istration)?|number ?plate|licen[cs]e plate|plates?|vehicle|car|van|taxi|cab|"
    r"motorbike|motorcycle|moped|scooter|lorry|minicab|pickup|motor|jeep|hatchback|estate car|"
    r"audi|bmw|citroen|fiat|ford|honda|hyundai|jaguar|kia|land ?rover|range ?rover|lexus|mazda|"
    r"mercedes|merc|mini|morris|mg|nissan|peugeot|porsche|renault|rover|seat|skoda|subaru|suzuki|"
    r"tesla|toyota|vauxhall|volkswagen|vw|volvo|vespa|yamaha|astra|corsa|fiesta|focus|golf|polo|"
    r"transit|sprinter|prius|clio|micra|qashqai|"
    r"driver of|drives an?|parked|parks)\b"
)
PLATE_AFTER = re.compile(
    r"(?:[ ,(]{1,3}\w{1,12}){0,3}?[ ,(]{1,3}(?:plate|reg|parked|parks|drove|drives|sped|is my car|"
    r"crashed|hit|car|van|registered|number plate)\b"
)
VOWELS = {*"aeiouy"}
#: "OIG 7734": of Northern Ireland, where one of the last two letters is an I or a Z.
NORTHERN = re.compile(r"(?:[A-HJ-Z]?(?:[IZ][A-Z]|[A-Z][IZ]))[ -]?\d{1,4}")
ROADS = re.compile(r"[ABMEN][ -]?\d{1,4}")
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

ORDINALS = (
    "(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first|"
    "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    "fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:(?:19|20)\d\d|'?\d\d)"
DATE = (
    rf"(?:{DAY}(?:st|nd|rd|th)?(?: of)?[ ./-]{{0,2}}{MONTH}\.?[ ,./-]{{0,3}}{YEAR}"
    rf"|{MONTH}\.? (?:the )?{DAY}(?:st|nd|rd|th)?[, ]{{1,3}}{YEAR}"
    rf"|{DAY} ?[./-] ?(?:0?[1-9]|1[0-2]) ?[./-] ?{YEAR}|(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?"
    rf"|{DAY} (?:0?[1-9]|1[0-2]) (?:19|20)\d\d)(?!\w)"
)
BIRTH = re.compile(
    r"(?:\b(?:born|date of birth|d\.? ?o\.? ?b\b\.?|birth ?date|birthday|birth)|(?<![\w.])b\.)"
    rf"[^\d\n.!?]{{0,60}}?(?<![\w/])(?P<date>{DATE})"
)
#: Without the year, or in figures alone, only right after the words.
BIRTH_JUST = re.compile(
    r"\b(?:born(?: on)?|date of birth|d\.? ?o\.? ?b\b\.?|birth ?date|birthday)"
    rf"(?: is| was|:| on| -| =|,){{0,2}} (?:the )?(?P<date>{DAY}(?:st|nd|rd|th)?(?: of)? {MONTH}\b"
    rf"|{MONTH} (?:the )?{DAY}(?:st|nd|rd|th)?\b|{DAY}[./-](?:0?[1-9]|1[0-2])(?![\w./-])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d\d(?!\d)"
    r"|(?:" + ORDINALS + r")(?: of)? " + MONTH + r"(?:,? " + YEAR + r")?(?!\w))"
)
BIRTH_AFTER = re.compile(
    rf"(?<![\w/])(?P<date>{DATE})[ ,(]{{1,3}}(?:d\.?o\.?b\b|date of birth|is my "
    r"(?:birthday|date of birth|dob))"
)

HANDLE = re.compile(r"(?<![\w@.+%/-])@(?=[\w.]*[^\W\d_])[\w.]{2,40}")
HANDLE_TOLD = re.compile(
    r"\b(?:(?:twitter|x|instagram|facebook|tiktok|linkedin|youtube|threads|snapchat"
    r"|bsky)\.(?:com|app)/"
    r"(?:in/|profile/|@)?|t\.me/|(?:instagram|insta|ig|fb|twitter|snapchat|snap|tiktok|"
    r"telegram|facebook"
    r"|bluesky|"
    r"discord|reddit|skype|linkedin|threads)(?: (?:handle|name|user ?name|account|profile|id"
    r"|page))?"
    r"(?: is|:| -|(?= \S*[\d_])) ?|\b(?:user ?name|handle)(?: is|:) ?|\b(?=u/)u/)"
    r"(?P<name>@?[\w.-]{3,40})"
)
SITES = frozenset(
    "twitter x instagram insta ig fb facebook tiktok linkedin youtube threads snapchat snap bsky "
    "bluesky telegram discord reddit skype username user handle u".split()
)
#: After "@" these are words of the sentence, or accounts of bodies that everybody may name.
NO_HANDLE = frozenset(
    "home work night school once the station least midnight noon lunch all least any "
    "metpoliceuk mayoroflondon sadiqkhan london mopac mopaclondon tfl nhs bbc bbcnews "
    "bbclondon itvnews skynews uk gov govuk policeuk citypolice btp londonassembly "
    "mayor council councillor councillors police officers everyone everybody anyone all here there "
    "this friends residents team you them us met khan sadiq me commissioner minister".split()
)


def find(reading: Reading) -> Iterator[Found]:
    """Everything but numbers made of digits alone, and addresses."""
    text, low = reading.text, reading.low
    if "@" in text:
        yield from _emails(text)
        yield from _handles(text)
    yield from _spelt_emails(low)
    for match in HANDLE_TOLD.finditer(low) if reading.vocabulary & SITES or "t.me/" in low else ():
        name = match.group("name").strip(".-")
        if any(c.isalpha() for c in name) and _is_told(match.group(), name):
            start = match.start("name")
            yield Found(PERSONAL, "HANDLE", start, start + len(name))
    if reading.has_digits or "born" in reading.vocabulary:
        yield from _births(low)
    if reading.has_digits:
        yield from _postcodes(text)
        yield from _mistyped(reading)
        yield from _insurance(reading)
        yield from _ibans(text)
        yield from _plates(reading)


def _emails(text: str) -> Iterator[Found]:
    for match in EMAIL.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip("'-"))
        yield Found(PERSONAL, "EMAIL", start, match.end())


def _spelt_emails(low: str) -> Iterator[Found]:
    if " at " in low or "@" in low:
        for match in CARRIED_EMAIL.finditer(low):
            yield Found(PERSONAL, "EMAIL", match.start(), match.end())
    if any(sign in low for sign in SPOKEN_SIGNS):
        for match in SPOKEN_EMAIL.finditer(low):
            if "@" not in match.group() or SPACED_AT.search(match.group()):
                yield Found(PERSONAL, "EMAIL", match.start(), match.end())
        for match in SPELT_EMAIL.finditer(low):
            yield Found(PERSONAL, "EMAIL", match.start(), match.end())


def _handles(text: str) -> Iterator[Found]:
    for match in HANDLE.finditer(text):
        name = match.group().rstrip(".")
        if len(name) > 2 and name[1:].lower() not in NO_HANDLE:
            yield Found(PERSONAL, "HANDLE", match.start(), match.start() + len(name))


def _is_told(whole: str, name: str) -> bool:
    """Where no sign tells it, a name on social media does not look like a word of the sentence."""
    if "/" in whole or name.startswith("@"):
        return name.lstrip("@") not in NO_HANDLE
    if name in NO_HANDLE:
        return False
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


def _mistyped(reading: Reading) -> Iterator[Found]:
    """In capitals that are no word, or where a postcode is told of."""
    for match in MISTYPED.finditer(reading.text):
        if match.group("end").lower() not in O_WORDS and (
            match.group().isupper() or POSTCODE_WORDS.search(reading.before(match.start(), 36))
        ):
            yield Found(PERSONAL, "POSTCODE", match.start(), match.end())


def _insurance(reading: Reading) -> Iterator[Found]:
    for match in NI_TOLD.finditer(reading.low):
        yield Found(PERSONAL, "NI", *match.span("told"))
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
        return _is_dateless(reading, match, before)
    three = (match.group("tail") or match.group("end") or match.group("head")).lower()
    told = PLATE_WORDS.search(before) or PLATE_AFTER.match(reading.low, match.end())
    if PLATE_NEAR.search(before):
        return True
    if three in THREE:
        return False
    joined = " " not in words and "-" not in words
    if match.group("now") and not match.group("now").isalnum():
        # In three parts, "BD 51 SMR": words and numbers of a sentence may look like it.
        return bool(told) and words.upper() == words
    if words.upper() == words:
        # Old plates look like "B12 ABC" and "ABC 12D": short ones need a word that says so.
        sure = match.group("now") or sum(c.isdigit() for c in words) == 3
        return bool(sure or told)
    # In lower case, "bd51 smr": where the end could be no word.
    loose = joined or not VOWELS & {*three}
    return bool(told) or bool(match.group("now") and words.lower() == words and loose)


def _is_dateless(reading: Reading, match: re.Match[str], before: str) -> bool:
    """In capitals, of letters and digits enough, where a vehicle is told of."""
    words = match.group()
    if words.upper() != words or not any(c.isdigit() for c in words) or len(words) < 4:
        return False
    if len(words) >= 5 and PLATE_NEAR.search(before):
        return True
    if ROADS.fullmatch(words) or words[:3].lower() in THREE or words[-3:].lower() in THREE:
        return False
    told = PLATE_WORDS.search(before) or PLATE_AFTER.match(reading.low, match.end())
    return bool(told) and (bool(NORTHERN.fullmatch(words)) or len(words.replace(" ", "")) >= 5)


def _births(low: str) -> Iterator[Found]:
    if (
        "born" in low
        or "birth" in low
        or "dob" in low
        or "d.o.b" in low
        or "d o b" in low
        or "b." in low
    ):
        for pattern in (BIRTH, BIRTH_AFTER, BIRTH_JUST):
            for match in pattern.finditer(low):
                yield Found(PERSONAL, "BIRTH", *match.span("date"))
