"""Names of people, by where they stand: after a title or "my name is", under a letter, and so on.

A known given name counts by itself; every other name needs its surroundings. Who holds high public
office, an MP who is called one, and a name that a street, a pub or a hospital bears are no flags.
"""

import re
from collections.abc import Iterator

from consultation.moderate.screening.found import PERSONAL, Found
from consultation.moderate.screening.known_names import (
    GIVEN,
    GIVEN_AND_WORD,
    PUBLIC_FIGURES,
    SURNAMES,
)
from consultation.moderate.screening.reading import Reading, Word

TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor cllr councillor cllrs rev revd reverend sir lady "
    "lord dame pc wpc dc pcso sgt sergeant ps di ds dci insp inspector constable supt "
    "superintendent nurse matron imam rabbi pastor fr canon "
    "mister messrs madam baroness headteacher alderman".split()
)
#: In lower case too these are titles and nothing else.
#: A point after these ends no sentence.
POINTED = frozenset("mr mrs ms dr prof cllr rev revd sgt ps insp supt fr".split())
TITLES_LOW = frozenset("mr mrs ms dr prof cllr councillor pc sgt rev mister".split())
RELATIONS = frozenset(
    "neighbour neighbor wife husband son daughter mother father mum mom dad sister brother friend "
    "partner colleague boss landlord landlady manager uncle aunt auntie nephew niece cousin "
    "grandson granddaughter grandmother grandfather nan gran grandad stepson stepdaughter carer "
    "girlfriend boyfriend fiance fiancee ex baby boy girl child driver paramedic officer "
    "receptionist teacher therapist doctor gp nurse consultant midwife caretaker cleaner vicar shopkeeper tenant "
    "porter surgeon physio physiotherapist dentist "
    "housemate flatmate twins kid lad lady gentleman woman man chap bloke person volunteer warden".split()
)
#: Then a name follows, or nothing that begins with a capital.
LEADS = (
    "my name is", "my name's", "name is", "i am called", "i'm called", "known as", "who is called",
    "signed", "signed by", "written by", "sent by", "from", "contact", "name", "full name",
    "ask for", "ask", "speak to", "spoke to", "spoke with", "spoken to", "speaking to", "talk to", "talked to",
    "met", "thanks to", "thank you to", "called", "named", "c/o", "care of", "on behalf of", "attn", "fao", "dear",
    "hi", "hello", "hey", "this is", "i am", "i'm", "it's", "cc", "regarding", "emailed", "phoned", "rang",
    "told by", "helped by", "seen by", "treated by", "assaulted by", "attacked by", "lives with", "contacted",
    "interviewed by", "arrested by", "reported to", "thank", "well done",
)  # fmt: skip
LEAD = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, LEADS), key=len, reverse=True)) + r")[ :,\-–]{1,4}$"
)
#: After these any word at all is a name, in lower case too.
SURE = ("my name is", "my name's", "i am called", "i'm called", "full name:", "name:")
#: After these a name has to be a known one, or two words.
WEAK = frozenset(
    ("from", "i am", "i'm", "this is", "it's", "met", "called", "name", "contact", "regarding",
     "thanks to", "thank you to", "contacted", "ask", "cc", "thank", "dear", "hi", "hello", "hey",
     "emailed", "phoned", "rang", "reported to", "well done", "on behalf of", "named", "known as",
     "name is", "lives with", "signed", "sent by", "written by")
)  # fmt: skip
CLOSINGS = re.compile(
    r"(?:\b(?:regards|sincerely|faithfully|truly|wishes|cheers|thanks|thank you|many thanks|"
    r"yours|love|best|respectfully|cordially|signed|cofion|thx|rgds|signature|ta|name|from|gratefully|kindly)"
    r"|\bxx?x?)[ ,.!:\-–—]{0,4}(?:\r?\n[ \t]{0,4}){1,4}[-–—~* ]{0,3}$"
)
CLOSINGS_IN_LINE = re.compile(
    r"\b(?:(?:kind|best|warm|many|warmest|kindest) (?:regards|wishes|thanks)|regards|"
    r"yours (?:sincerely|faithfully|truly)|sincerely|faithfully|signed)[ ,.!:\-–—]{1,4}$"
)
PLACES = frozenset(
    "road rd street avenue ave lane close drive crescent gardens grove place square terrace court "
    "mews way walk row hill park rise green house hospital station school college academy estate "
    "centre center surgery clinic library pub arms inn hotel church hall bridge line tower market "
    "common heath town city borough ward building buildings trust university gate wharf quay "
    "embankment broadway circus palace museum theatre stadium shop store bus day act law review report "
    "foundation institute institution infirmary hospice cathedral abbey island tube underground "
    "junction airport roundabout ltd limited plc llp council avenue's police counter memorial "
    "award prize cross fields head tavern brewery primary secondary nursery barracks prison lodge wing "
    "unit parade mansions vale north south east west mp mps am scheme inquiry enquiry".split()
)
NO_NAME = frozenset(
    """
    a about after again all also although always am an and another any anyone are area as at be because been
    before being borough both british but by can christian christmas could council day did do does easter english
    european every everyone excellent february first for friday from general get go god good government great
    had happy has have having he hello help her here hi him his home hospital hour how however i if in is it
    its january just kind last london lots love madam many march met met's ministry monday more most much muslim my
    never new next nhs no nobody not nothing november now october of office officer officers ok on once one only
    or other others our out over parliament people please police polite pm post public queen king re really regards
    saturday september service services she should since sincerely sir sirs so some somebody someone staff state station
    still street such sunday team thank thanks that the their them then there these they this those thursday to
    today tomorrow too tuesday two uk under until up us very was we wednesday well were what when where which
    while who why will with without would yes yesterday you your yours july june april may august december
    asian african black white jewish hindu sikh catholic indian polish welsh scottish irish french german
    american bangladeshi pakistani chinese somali turkish romanian spanish portuguese italian english-speaking
    retired disabled concerned unhappy sorry sure glad against writing opposed worried angry unable afraid pleased
    disappointed grateful going local resident residents parent student pensioner driver mayor commissioner
    secretary minister chancellor chair chairman president director chief sergeant inspector constable
    cash street road whom anybody everybody none many few several due per via lord lady mr mrs ms dr miss
    metropolitan transport crown prosecution citizens advice neighbourhood watch safer customer dear team
    support near age old young years back during between within like than each either neither response reception everything
    something anything instead despite according especially finally firstly secondly additionally therefore furthermore
    covid internet google facebook twitter amazon tesco sainsbury's boots lidl asda waitrose online website
    west east north south central greater inner outer high end big little upper lower royal national
    ealing barnet camden hackney islington lambeth lewisham southwark wandsworth westminster croydon bromley
    bexley greenwich newham redbridge havering enfield haringey brent harrow hillingdon hounslow richmond
    kingston merton sutton barking dagenham tower hamlets kensington chelsea fulham hammersmith waltham
    brixton peckham tottenham edmonton walthamstow stratford ilford romford acton holloway kentish
    scotland wales england britain europe whitehall downing yard lambeth's twickenham wimbledon
    """.split()
)
PARTICLES = frozenset("de da dos del van von der den bin bint al el la le ibn ap st di du ter abu".split())
PLACES_LOW = frozenset(
    "pub road street hospital ward line ave avenue lane drive station rd st court park house estate "
    "close square branch library surgery area".split()
)
#: Surnames in form, places in London.
LONDON = frozenset(
    ("harold hill", "harold wood", "gordon hill", "albert hall", "harold park", "frank park",
     "maryland park", "victoria park", "helen park")
)  # fmt: skip
PREPOSITIONS = frozenset("at in on near around behind opposite towards outside".split())
NOT_BEFORE = frozenset(
    "st saint the king queen prince princess duke earl lord's mayor at in near outside towards opposite "
    "behind pope via".split()
)
INITIAL = re.compile(r"[A-Z]")
GAP = re.compile(r"\.?[ \t\u00a0]{1,2}|\.")
LINE_END = re.compile(r"[ \t,.;:!]{0,3}(?:\r?\n|$)")
POSSESSIVE = ("'s", "’s", "s'")
MOST = 5  # words of one name
#: A line that holds a phone, an email or a postcode stands under a name.
CONTACT = re.compile(r"[\d@]|flat\b|tel\b|phone\b|address\b", re.IGNORECASE)


def find(reading: Reading) -> Iterator[Found]:
    """Names, each once."""
    words = reading.words
    shouted = sum(w.text.isupper() for w in words) > len(words) * 0.6
    at = 0
    while at < len(words):
        upto = _name_at(reading, at, shouted)
        if upto > at and not _is_public(reading, at, upto):
            start, end = words[at].start, words[upto - 1].end
            if words[upto - 1].text.endswith(("'s", "’s")):
                end -= 2
            yield Found(PERSONAL, "NAME", start, end)
        at = max(upto, at + 1)


def _name_at(reading: Reading, at: int, shouted: bool) -> int:
    """Where the name ends that begins with this word; `at` itself where none does."""
    words = reading.words
    word = words[at]
    capital = word.text[0].isupper()
    if not capital and not _may_be_low(word):
        before = reading.before(word.start, 24).rstrip(" ")
        if not (before.endswith((*SURE, "\n", "\r", "i am", "i'm")) or at + 3 >= len(words)):
            return at
    for rule in (_after_title, _after_lead, _closing, _given, _speaking, _initialled, _signature):
        upto = rule(reading, at, capital, shouted)
        if upto > at:
            return upto
    return at


def _may_be_low(word: Word) -> bool:
    return word.low in GIVEN or word.low in SURNAMES


def _bare(word: Word) -> str:
    """Without the possessive."""
    return word.low[:-2] if word.low.endswith(("'s", "’s")) else word.low


def _given_name(low: str) -> bool:
    return low in GIVEN or low in GIVEN_AND_WORD or low.split("-")[0] in GIVEN


def _surname(low: str) -> bool:
    return low in SURNAMES or low.startswith(("mac", "mc", "o'", "o’")) or (
        "-" in low and any(part in SURNAMES for part in low.split("-"))
    )


def _joined(reading: Reading, left: Word, right: Word) -> bool:
    """Nothing but a space between them, or the point of an initial."""
    gap = reading.text[left.end : right.start]
    if not GAP.fullmatch(gap):
        return False
    return "." not in gap or (len(left.text) == 1 or left.low in POINTED)


def _run(reading: Reading, at: int, *, low: bool = False) -> int:
    """The end of a run of words that could be one name. The same place where it is a street's."""
    words, upto = reading.words, at
    while upto < len(words) and upto - at < MOST:
        word = words[upto]
        if upto > at and not _joined(reading, words[upto - 1], word):
            break
        bare = _bare(word)
        capital = word.text[0].isupper()
        if bare in PLACES and capital and not (upto == at and bare in SURNAMES):
            return upto + 1 if _borne(words, at, upto) else at
        if capital and (bare not in NO_NAME or (bare in SURNAMES and upto > at)):
            if len(word.text) > 1 and word.text.isupper() and not _known(bare):
                break
        elif not (
            (upto > at and bare in PARTICLES and _capital_at(words, upto + 1))
            or (low and not capital and bare not in NO_NAME and upto - at < 3 and _known(bare))
        ):
            break
        upto += 1
        if bare != word.low:
            break
    if upto < len(words) and upto > at and words[upto].low in PLACES and _joined(
        reading, words[upto - 1], words[upto]
    ) and (words[upto].text[0].isupper() or words[upto].low in PLACES_LOW):
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


def _known(bare: str) -> bool:
    return _given_name(bare) or _surname(bare)


def _capital_at(words: list[Word], at: int) -> bool:
    return at < len(words) and words[at].text[0].isupper()


def _after_title(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    words = reading.words
    if at == 0:
        return at
    title = words[at - 1]
    if title.low not in TITLES or not _joined(reading, title, words[at]):
        return at
    bare = _bare(words[at])
    if not capital:
        if title.low in TITLES_LOW and bare not in NO_NAME and (
            _surname(bare) or title.low in ("mr", "mrs", "ms")
        ):
            return max(at + 1, _run(reading, at, low=True))
        return at
    if bare in NO_NAME and bare not in SURNAMES:
        return at
    if title.low == "miss" and title.text.islower() and not _known(bare):
        return at
    upto = max(_run(reading, at), at + 1) if bare in NO_NAME else _run(reading, at)
    if title.low in ("lord", "lady", "sir", "dame", "fr", "ps", "di", "ds", "doctor", "canon", "baroness"):
        if not title.text[0].isupper():
            return at
    return upto


def _after_lead(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    word = reading.words[at]
    bare = _bare(word)
    before = reading.before(word.start, 28)
    if before.rstrip(" ").endswith(SURE):
        if bare in NO_NAME:
            return at
        return max(at + 1, _run(reading, at, low=True))
    lead = LEAD.search(before)
    if lead:
        words = lead.group().strip(" :,-–")
        upto = _run(reading, at, low=not capital)
        if not capital:
            return _low_after(reading, at, words)
        sure = upto - at > 1 if words in WEAK else upto > at
        return upto if _known(bare) and not shouted or sure and not _odd(reading, at, upto, words) else at
    return _after_relation(reading, at, capital)


def _low_after(reading: Reading, at: int, lead: str) -> int:
    """ "i am wei wood", "signed m. macdonald": known names only, and two of them."""
    words = reading.words
    if lead not in ("i am", "i'm", "signed", "from", "this is", "called", "contact"):
        return at
    upto = at
    while upto + 1 < len(words) and len(words[upto].text) == 1 and upto - at < 2:
        if words[upto].low in ("a", "i") or not _joined(reading, words[upto], words[upto + 1]):
            return at
        upto += 1
    if upto > at:
        return upto + 1 if _surname(_bare(words[upto])) else at
    if words[at].low in NO_NAME or not _given_name(words[at].low):
        return at
    if at + 1 < len(words) and _joined(reading, words[at], words[at + 1]):
        following = _bare(words[at + 1])
        if _surname(following) and following not in NO_NAME:
            return at + 2
    return at + 1 if lead == "signed" and words[at].low in GIVEN else at


def _odd(reading: Reading, at: int, upto: int, lead: str) -> bool:
    """Two capitals after "from" or "contact" are a place or an office as often as a name."""
    words = reading.words[at:upto]
    if lead in ("signed", "sent by", "written by", "name", "i am", "i'm"):
        return False
    return lead in WEAK and not any(_known(_bare(word)) for word in words)


def _after_relation(reading: Reading, at: int, capital: bool) -> int:
    words = reading.words
    if at == 0 or words[at - 1].low not in RELATIONS or not capital:
        return at
    if reading.text[words[at - 1].end : words[at].start] not in (" ", ", ", " (", ": ", "  "):
        return at
    bare = _bare(words[at])
    if (bare in NO_NAME and bare not in ALSO_NAMES) or (
        words[at].text.isupper() and not _known(bare)
    ):
        return at
    if bare in NO_NAME:
        return at + 1
    whose = at > 1 and words[at - 2].low in ("my", "our", "his", "her", "their", "the", "your")
    if words[at - 2].low == "the" and "," not in reading.text[words[at - 1].end : words[at].start]:
        whose = False
    return _run(reading, at) if whose or _known(bare) else at


def _closing(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    """Under a letter: the next line, or the same one, to its end."""
    word = reading.words[at]
    before = reading.before(word.start, 44)
    below = "\n" in before[-8:] and CLOSINGS.search(before)
    if not below and not CLOSINGS_IN_LINE.search(before):
        return at
    if _bare(word) in NO_NAME:
        return at
    words, upto = reading.words, at + 1
    while upto < len(words) and upto - at < MOST and _joined(reading, words[upto - 1], words[upto]):
        if words[upto].low in NO_NAME and words[upto].low not in SURNAMES:
            break
        if words[upto].text[0].isupper() < capital:
            break
        upto += 1
    ended = LINE_END.match(reading.text, words[upto - 1].end) or CONTACT.match(
        reading.text[words[upto - 1].end :  words[upto - 1].end + 3].strip(" ,(<")
    )
    if below and (ended or capital):
        return upto
    return upto if capital or _given_name(_bare(word)) else at


def _given(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    """A known given name, alone or with what follows it."""
    words = reading.words
    word = words[at]
    bare = _bare(word)
    if not _given_name(bare):
        return at
    if at and words[at - 1].low in NOT_BEFORE and _joined(reading, words[at - 1], word):
        if words[at - 1].low in ("st", "saint", "king", "queen", "prince", "princess", "pope"):
            return at
    following = words[at + 1] if at + 1 < len(words) else None
    beside = following is not None and _joined(reading, word, following) and bare == word.low
    if not capital or shouted:
        if not beside or following is None or bare not in GIVEN:
            return at
        if not _surname(_bare(following)) or following.low in NO_NAME or following.low in LOW_WORDS:
            return at
        return at + 2
    upto = _run(reading, at)
    if upto == at:
        return at
    if upto - at > 1:
        return upto if bare in GIVEN or _surname(_bare(words[upto - 1])) else at
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
    if not words[at + 1].text.istitle() or not _joined(reading, words[at], words[at + 1]):
        return at
    upto = _run(reading, at)
    if not 1 < upto - at < 4 or upto >= len(words):
        return at
    gap = reading.text[words[upto - 1].end : words[upto].start]
    if gap == " " and words[upto].low in SPEECH:
        return upto
    whose = gap == ", " and words[upto].low in ("my", "our") and upto + 1 < len(words)
    return upto if whose and words[upto + 1].low in RELATIONS else at


SPEECH = frozenset("said says told thinks lives lived agreed explained phoned asked replied".split())


def _acts(reading: Reading, at: int) -> bool:
    """ "... and Rose was very kind": inside a sentence, and doing what people do."""
    words = reading.words
    if words[at].low not in ALSO_NAMES or at == 0 or at + 1 >= len(words):
        return False
    return (
        words[at + 1].low in DEEDS
        and words[at - 1].text.islower()
        and words[at - 1].low not in ("in", "at", "on", "the", "of", "a")
        and _joined(reading, words[at - 1], words[at])
    )


#: Given names that are words, and no places.
ALSO_NAMES = frozenset(
    "rose hope will pat grace jack mark bill joy ivy lily olive ruby dawn frank dean max mo ray kay jo "
    "angel pearl violet robin bob dick jerry ernie eve gail gift iman josiah jude les mason maya mel "
    "mercy miles monty neal ollie penny percy rob sally sandy scarlett sid stanley tad tess vic willow "
    "art beau bella bobby brad christian cliff dolly don earl gene hank harvey heath".split()
)
DEEDS = frozenset(
    "was is said says told helped has had lives lived works worked came went called rang did does "
    "gave took asked explained agreed thinks knows wants needs died moved".split()
)
LOW_WORDS = frozenset(
    "young little west may will page law power price read cook field hill lane little long king sharp "
    "smart stone wells wood woods cross fox frost green black white brown grant green hall hunt mark "
    "baker porter butler bond booth banks archer eagle finch french friend gray hart lamb lawn marsh "
    "mason miller moss noble park potter pearl rose shepherd skinner sutton tanner turner walker ward "
    "weaver wheeler wright le so do da la an to".split()
)


def _initialled(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    """ "W. Clarke", "J K Osei"."""
    words = reading.words
    word = words[at]
    if len(word.text) != 1 or not capital or (word.text == "I" and not reading.text.startswith(".", word.end)):
        return at
    upto, points = at, 0
    while upto < len(words) and len(words[upto].text) == 1 and upto - at < 3:
        gap = reading.text[words[upto].end : words[upto].end + 1]
        points += gap == "."
        if upto + 1 >= len(words) or not _joined(reading, words[upto], words[upto + 1]):
            return at
        upto += 1
    if upto >= len(words) or not words[upto].text[0].isupper():
        return at
    bare = _bare(words[upto])
    if bare in PLACES or (bare in NO_NAME and bare not in SURNAMES) or len(bare) < 3:
        return at
    if _run(reading, upto) == upto:
        return at
    if _surname(bare) or (
        points == upto - at and not words[upto].text.isupper() and _starts_fresh(reading, at, upto)
    ):
        return _run(reading, upto)
    return at


def _starts_fresh(reading: Reading, at: int, upto: int) -> bool:
    """Not "plan B. The", not "A. Reduce the amount": the letter belongs to what follows it."""
    if upto - at == 1 and not LINE_END.match(reading.text, reading.words[upto].end) and (
        reading.text[reading.words[upto].end : reading.words[upto].end + 1] != ","
    ):
        return False
    before = reading.text[max(0, reading.words[at].start - 2) : reading.words[at].start]
    return not before.strip() and ("\n" in before or not before) or before[-2:] in (", ", ". ", ": ")


def _signature(reading: Reading, at: int, capital: bool, shouted: bool) -> int:
    """A line of its own at the end, or above an address: two to four words that could be a name."""
    words = reading.words
    word = words[at]
    text = reading.text
    line = text.rfind("\n", 0, word.start) + 1
    if text[line : word.start].strip(" \t-–—*~") or not line:
        return at
    stop = text.find("\n", word.start)
    stop = len(text) if stop < 0 else stop
    if stop - word.start > 50:
        return at
    upto = at + 1
    while upto < len(words) and words[upto].end <= stop and upto - at < MOST:
        if not _joined(reading, words[upto - 1], words[upto]):
            break
        upto += 1
    if text[words[upto - 1].end : stop].strip(" \t,.\r") or upto - at > 4:
        return at
    names = words[at:upto]
    if any(w.low in NO_NAME and w.low not in SURNAMES or w.low in PLACES for w in names):
        return at
    known = sum(_known(_bare(w)) for w in names)
    below = text[stop + 1 : stop + 60]
    last = not below.strip()
    if len(names) == 1:
        return upto if known and (last or CONTACT.search(below)) and _given_name(word.low) else at
    if all(w.text[0].isupper() for w in names):
        return upto if known or last or CONTACT.search(below) else at
    return upto if known == len(names) or (known and last) else at


def _is_public(reading: Reading, at: int, upto: int) -> bool:
    """Who holds high public office, or is called an MP."""
    words = reading.words
    name = " ".join(_bare(word) for word in words[at:upto])
    if name in LONDON:
        return True
    if any(name == known or name.startswith(known + " ") for known in _figures_of(words[at].low)):
        return True
    while upto < len(words) and upto - at < 3 and words[upto].text.istitle() and _joined(
        reading, words[upto - 1], words[upto]
    ):
        upto += 1  # a surname that is a place, too
    if upto < len(words) and words[upto].text in ("MP", "AM", "MEP", "MSP", "MS"):
        return bool(_joined(reading, words[upto - 1], words[upto])) or reading.text[
            words[upto - 1].end : words[upto].start
        ] in (", ", " (")
    before = reading.before(words[at].start, 24)
    return before.endswith(
        ("mayor ", "mayor, ", "mayor of london ", "mayor of london, ", "commissioner ",
         "home secretary ", "prime minister ", "president ", "chancellor ", "sir ", "minister ")
    ) and upto - at <= 3 and not before.endswith("dear sir ")


_FIGURES: dict[str, tuple[str, ...]] = {}
for _figure in PUBLIC_FIGURES:
    _first = _figure.split()[0]
    _FIGURES[_first] = (*_FIGURES.get(_first, ()), _figure)


def _figures_of(first: str) -> tuple[str, ...]:
    return _FIGURES.get(first, ())
