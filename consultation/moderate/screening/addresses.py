"""Street addresses: a house number and a street, with the flat before and the town after."""

import re
from collections.abc import Iterator

from consultation.moderate.screening.found import PERSONAL, Found
from consultation.moderate.screening.reading import Reading

KINDS = (
    "street st road rd avenue ave lane ln close drive dr crescent cres gardens gdns grove place pl "
    "square sq terrace terr court ct mews way walk row hill park rise view parade mount green vale "
    "wharf quay yard embankment broadway mansions buildings house heights villas cottages circus "
    "path passage gate fields mead croft end estate tower lodge lanes side bank brow cottage "
    "farm approach grange orchard meadow meadows garth chase reach ridge spinney copse dell leas "
    "parkway arcade esplanade promenade boulevard alley hollow heath holme common cloisters "
    "bungalow"
).split()
#: These are words of their own too: they end a street only where they are written as a name.
NAMES_ONLY = frozenset(
    "close drive way walk row hill park rise view parade green gate fields end place st dr ct pl "
    "court mount house estate tower path yard quay passage lodge square broadway side bank brow "
    "cottage farm approach reach ridge chase hollow heath common orchard meadow meadows "
    "alley".split()
)
ADDRESS = re.compile(
    r"(?<![\w£$€.,/-])"
    r"(?:(?<=\n)(?-i:[A-Z])[^\W\d_]{2,20}(?: (?-i:[A-Z])[^\W\d_]{2,20})?, )?"
    r"(?P<flat>(?:flat|apartment|apt|unit|room|studio|maisonette)\.? ?\d{1,4}[a-z]?"
    r"(?: ?[,/-] ?| ))?"
    r"(?P<number>\d{1,4}(?: ?[a-z](?![a-z]))?(?: ?[-/–] ?\d{1,4}[a-z]?)?),? "
    r"(?P<street>(?:(?:[^\W\d_][\w'.-]{0,24}) ){1,4}?)"
    r"(?P<kind>" + "|".join(sorted(KINDS, key=len, reverse=True)) + r")\b"
    r"(?P<town>(?:, ?| (?=[^\W\d_]{3,20} ?,? [A-Z]{1,2}\d))(?-i:[A-Z])[^\W\d_]{2,20}"
    r"(?: (?-i:[A-Z])[^\W\d_]{2,20}(?![\w']))?(?![\w']))?",
    re.IGNORECASE,
)
FLAT = re.compile(
    r"(?<!\w)(?:flat|apartment|apt)\.? ?\d{1,4}[a-z]?,? (?:[A-Z][\w'-]{1,24} ){1,3}"
    r"(?:House|Court|Tower|Lodge|Mansions|Heights|Buildings|Point|Place)\b",
    re.IGNORECASE,
)
#: A house with a name in place of a number: "Rose Cottage, Mill Lane".
NAMED_HOUSE = re.compile(
    r"(?<!\w)(?:[A-Z][\w'’]{1,20} ){1,2}(?:Cottage|House|Lodge|Farm|Villa|Bungalow|Barn|Hall),"
    r" (?:[A-Z][\w'’-]{1,20} ){1,2}(?:Street|Road|Lane|Avenue|Close|Drive|Way|Row|Hill|Terrace|"
    r"Gardens|Green|Crescent|Grove)\b"
)
LIVES = re.compile(
    r"\b(?:live|lives|lived|living|address|addy|home|resident|house|from)\b[^.!?\n]{0,16}$"
)
#: Never a part of a street's name in such a place: the number counts something.
COUNTS = frozenset(
    "minute minutes min mins hour hours hr hrs day days week weeks month months year years mile "
    "miles metre metres meter meters km yards feet police officers officer people residents times "
    "per percent pm am buses bus train trains station stations shops schools cars the a an of in "
    "on to at from and or is are was were been it its this that these those my our your their his "
    "her more less than for by with which when while along down up off out into over under until "
    "i we they he she you not no each every other others different years' hours' minutes' so as "
    "local main busy front counter counters only since but if then there here very pounds million "
    "thousand hundred bed bedroom bedroomed storey storeys cycle traffic car "
    "tube stops stop second seconds said would will can could have has had".split()
)
#: ... unless it is written as a name: "12 Station Road".
NAMED_TOO = frozenset("station school shops front main bus a".split())
YEARS = range(1900, 2100)


def find(reading: Reading) -> Iterator[Found]:
    """House numbers with a street; houses with a name where somebody lives."""
    if "," in reading.text:
        for house in NAMED_HOUSE.finditer(reading.text):
            above = house.start() == 0 or reading.text[house.start() - 1] == "\n"
            if above or LIVES.search(reading.before(house.start(), 30)):
                yield Found(PERSONAL, "ADDRESS", *house.span())
    if not reading.has_digits:
        return
    for flat in FLAT.finditer(reading.text):
        yield Found(PERSONAL, "ADDRESS", *flat.span())
    text, at = reading.text, 0
    while match := ADDRESS.search(text, at):
        if _is_address(match):
            yield Found(PERSONAL, "ADDRESS", match.start(), match.end())
            at = match.end()
        else:
            at = match.end("number")


def _is_address(match: re.Match[str]) -> bool:
    words = match.group("street").split()
    if match.group().lower() == "10 downing street":
        return False
    kind = match.group("kind")
    named = all(word[0].isupper() for word in words)
    counted = COUNTS & {word.lower().strip(".") for word in words}
    if words in (["The"], ["THE"]) and kind[0].isupper():
        return kind.lower() not in ("st", "estate", "house", "court")
    if counted - (NAMED_TOO if named else set()):
        return False
    if named and kind[0].isupper():
        number = match.group("number")
        return bool(match.group("flat")) or not (number.isdigit() and int(number) in YEARS)
    if match.group("flat"):
        return True
    if any(word[0].isupper() for word in words) and not named:
        return False
    if kind.lower() in NAMES_ONLY and not named:
        before = match.string[max(0, match.start() - 30) : match.start()].lower()
        return len(words) == 1 and bool(LIVES.search(before))
    return len(words) <= 2
