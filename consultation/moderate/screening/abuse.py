"""Abuse: slurs, and insults or obscenity that are aimed at somebody, with the usual disguises.

A swear word alone is none: "a fucking disgrace" is an opinion, in strong words, of a plan.
"""

import re
from collections.abc import Iterator

from consultation.moderate.screening.found import ABUSE, Found
from consultation.moderate.screening.insults import INSULTS_OF_WORDS
from consultation.moderate.screening.reading import Reading

SLURS = frozenset(
    "nigger niggers nigga niggas paki pakis coon coons wog wogs chink chinks gook gooks spic "
    "spics kike "
    "kikes yid yids raghead ragheads towelhead towelheads muzzie muzzies sandnigger jungle-bunny "
    "golliwog golliwogs gyppo gyppos gippo pikey pikeys faggot faggots fag fags poofter "
    "poofters poof "
    "poofs dyke dykes tranny trannies shemale shemales bumboy retard retards retarded spastic "
    "mong mongs spastics spaz spacko mongoloid cripples halfbreed half-breed darkie darkies "
    "sambo beaner "
    "wetback "
    "zipperhead cracker-trash untermensch subhumans".split()
)
#: A slur in one sense and harmless in another: only where it is aimed.
SLUR_OR_WORD = frozenset("coon coons dyke dykes fag fags yid yids poof spastic".split())
INSULTS = frozenset(
    "cunt cunts wanker wankers twat twats bastard bastards prick pricks dickhead dickheads "
    "arsehole arseholes asshole assholes bitch bitches whore whores slag slags slut sluts scumbag "
    "scumbags fuckwit fuckwits fucker fuckers motherfucker motherfuckers knobhead knobheads "
    "bellend "
    "bellends shithead shitheads tosser tossers cocksucker cocksuckers fuckface wankstain "
    "cnut cnuts fuktard fucktard fucktards wanka wankas biatch pisshead nonce nonces paedo "
    "paedos pedo pedos".split()
)
#: An insult only where it is aimed at somebody.
MILD = frozenset(
    "idiot idiots moron morons imbecile imbeciles scum pig pigs filth vermin rat rats cockroach "
    "cockroaches parasites parasite clown clowns muppet muppets cretin cretins halfwit halfwits "
    "dimwit dimwits liar liars fascist fascists nazi nazis thug thugs pervert perverts cow cows "
    "loser losers crook crooks animals savages trash knob knobs dick dicks git gits cock coward "
    "cowards pond-life lowlife lowlifes traitor traitors stupid pathetic".split()
)
AIMED = (
    r"(?:you|u|ya|your|those|these|such|bunch of|load of|pack of|lot of|shower of|fucking|effing|"
    r"bloody|absolute|total|complete|utter|lying|corrupt|useless|stupid|dirty|filthy|fat|ugly|"
    r"racist|spineless|he is an?|he's an?|she is an?|she's an?|they are(?: all)?|they're(?: all)?|"
    r"you are(?: all)?(?: an?)?|you're(?: all)?(?: an?)?|is an?|are all|ur an?)"
)
AIMED_BEFORE = re.compile(rf"\b{AIMED}(?: (?:\w{{1,12}} )?| ?){{0,1}}$")
YOU_BEFORE = re.compile(
    r"\b(?:you|u|ya|bunch of|load of|pack of|shower of|you are(?: all)?(?: an?)?|you're(?: "
    r"all)?(?: an?)?|"
    r"(?:he|she|khan|mayor|officer|cop|chief) is an?|(?:he|she)'s an?|they are(?: all)?"
    r"|they're(?: all)?)"
    r"(?: (?:fucking|bloody|absolute|total|complete|utter|lying|corrupt|useless|stupid|dirty|"
    r"filthy|fat|ugly|racist|spineless|little|old|lazy|evil|pathetic|selfish|thick|right|real"
    r"|set of|lot of|all)){0,3} $"
)
OBSCENE = re.compile(
    r"\b(?:(?:fu+c+k+|screw|sod|bugger|stuff|damn)(?: right)? (?:off|you|u|yourself|yourselves"
    r"|yourself|them|him|her|"
    r"(?:the )?(?:police|met|mayor|khan|council|lot of you|pigs|cops))\b"
    r"|(?:piss|eff|jog) off\b|go (?:to hell|fuck yoursel(?:f|ves)|screw yoursel(?:f|ves)|hang "
    r"yoursel(?:f|ves)|die)\b"
    r"|suck my (?:dick|cock|balls)\b|kiss my arse\b|up yours\b|stick it up your arse\b|shove it "
    r"up your (?:arse|ass)\b"
    r"|shut the fuck up\b|eat shit\b|burn in hell\b|rot in hell\b|(?:acab|stfu|gtfo)\b"
    r"|all (?:cops|coppers) are bastards\b)"
)
OBSCENE_GATE = frozenset(
    "fuck screw sod bugger stuff damn off go suck kiss yours shove stick shut eat hell acab "
    "stfu gtfo cops coppers".split()
)
GO_BACK = re.compile(
    r"\bgo back (?:home )?to (?:where you (?:came|come) from|your own country|africa|pakistan"
    r"|india|"
    r"poland|bongo)|\bsend (?:them|you|em) (?:all )?back(?: home| to)|\b(?:should|must) be "
    r"(?:sterilised|sterilized|exterminated|gassed|deported on sight)\b"
)
#: One sign for one letter, so that places in the text stay the same.
UNMASKED = str.maketrans("@4310$5!7€£|", "aaeiossitele"[:12])
# A run of such signs is entered at its beginning alone, and read no further than a word is long.
MASKED = re.compile(
    r"(?<![\w*@$#!|€])(?=[a-z@$!*#0-9|€]{0,15}[*#@$!0134578|€])(?=[a-z@$!*#0-9|€]{0,15}[a-z])"
    r"[a-z@$!*#0-9|€]{3,16}(?![\w*#])"
)
STRETCHED = re.compile(r"([a-z])\1\1")
SPELT = frozenset("fuck fuckoff fuckyou fucku pissoff fucker".split())
#: What every such word has, and few others: the quick way to know that there is none.
MIXED = re.compile(r"[a-z][*#@$!0134578|€]+[a-z*#@$!]|[@$!15][a-z]{2}|[a-z]{2}[*#@$!7]")
SPACED = re.compile(r"(?<![^\W\d_])[a-z](?:[ .\-_*]{1,2}[a-z](?![^\W\d_])){2,14}")
STRONG = SLURS - SLUR_OR_WORD | INSULTS
DISGUISED = STRONG | frozenset("fuck fucking fucked shit".split())


def find(reading: Reading) -> Iterator[Found]:
    """Slurs, insults, obscenity at somebody."""
    words, low = reading.vocabulary, reading.low
    if words & SUSPECT or (
        STRETCHED.search(low) and any(_squeezed(w) in INSULTS for w in words if len(w) > 4)
    ):
        yield from _words(reading)
    if words & OBSCENE_GATE or "fuu" in low or "ckk" in low:
        for match in OBSCENE.finditer(low):
            if not _courteous(low, match):
                yield Found(ABUSE, "ABUSE", match.start(), match.end())
    if "back" in words or "be" in words:
        for match in GO_BACK.finditer(low):
            yield Found(ABUSE, "ABUSE", match.start(), match.end())
    for rule, match in INSULTS_OF_WORDS.find(reading):
        yield Found(ABUSE, rule, match.start(), match.end())
    yield from _disguised(reading)


SUSPECT = SLURS | INSULTS | MILD


def _words(reading: Reading) -> Iterator[Found]:
    for word in reading.words:
        low = word.low if word.low in SUSPECT else _squeezed(word.low)
        if low not in SUSPECT:
            continue
        if low in SLURS and low not in SLUR_OR_WORD:
            yield Found(ABUSE, "SLUR", word.start, word.end)
        elif low in INSULTS:
            yield Found(ABUSE, "ABUSE", word.start, word.end)
        elif aimed := YOU_BEFORE.search(reading.before(word.start, 60)):
            start = word.start - len(aimed.group())
            rule = "SLUR" if low in SLURS else "ABUSE"
            yield Found(ABUSE, rule, start, word.end)


def _courteous(low: str, match: re.Match[str]) -> bool:
    """ "You need to sod the police station"? No; but "stuff them with officers" is no abuse."""
    words = match.group()
    if words.startswith(("stuff", "screw", "damn", "sod", "bugger")) and not words.endswith(
        (" you", " off", " u", "yourself", "yourselves")
    ):
        return (
            not low[: match.start()].rstrip().endswith((".", "!", "?", "\n", ","))
            and match.start() > 0
        )
    if words == "go die" or words.startswith("go to hell"):
        return low[max(0, match.start() - 12) : match.start()].endswith(
            ("will ", "would ", "things ", "to ")
        )
    return False


def _squeezed(word: str) -> str:
    """ "fuuuck" as "fuck"."""
    return re.sub(r"(.)\1{2,}", r"\1", word) if len(word) < 40 else word


def _disguised(reading: Reading) -> Iterator[Found]:
    """ "c*nt", "w4nker", "w a n k e r"."""
    low = reading.low
    for match in MASKED.finditer(low) if MIXED.search(low) else ():
        if _means(match.group()):
            rule = "SLUR" if _plain(match.group()) in SLURS else "ABUSE"
            yield Found(ABUSE, rule, match.start(), match.end())
    lettered = sum(len(word) == 1 for word in reading.vocabulary) > 2
    for match in SPACED.finditer(low) if lettered else ():
        letters = "".join(c for c in match.group() if c.isalpha())
        if letters in STRONG or letters in SPELT:
            yield Found(ABUSE, "SLUR" if letters in SLURS else "ABUSE", match.start(), match.end())


def _plain(word: str) -> str:
    return word.translate(UNMASKED)


def _means(word: str) -> bool:
    """Which word is behind the stars: only where two letters at least are left and one fits."""
    plain = _plain(word)
    if "*" not in plain and "#" not in plain:
        return plain.strip("!|") in STRONG and plain != word
    letters = sum(c.isalpha() for c in plain)
    if letters < 2 or plain[0] in "*#":
        return False
    pattern = re.compile(
        re.sub(r"[*#]", "[a-z]", re.escape(plain).replace(r"\*", "*").replace(r"\#", "#"))
    )
    fits = [one for one in DISGUISED if len(one) == len(plain) and pattern.fullmatch(one)]
    return bool(fits) and all(one in STRONG for one in fits)
