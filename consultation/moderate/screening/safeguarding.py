"""Somebody who may need help now: the writer, a child, an adult at risk. For a person to read.

What is said of such things in general ("where do victims of domestic abuse go?") is what such a
consultation is about, and no flag: a person has to be in it.
"""

import re
from collections.abc import Iterator

from consultation.moderate.screening.at_risk import AT_RISK
from consultation.moderate.screening.despair import DESPAIR
from consultation.moderate.screening.found import SAFEGUARDING, Found
from consultation.moderate.screening.harm_done import HARM_DONE
from consultation.moderate.screening.reading import Reading, any_of, one_of

LIFE = "(?:my |his |her |their )?(?:own )?li(?:fe|ves)"
SELF = any_of(
    r"(?:kill|hang|top|harm|hurt|cut|starv|drown)(?:e|ing|ting|ed)? myself",
    r"(?:kill|hang|harm|hurt|cut)(?:ing|ting|ed)? (?:himself|herself)(?! laughing)",
    rf"(?:tak(?:e|ing)|took|end(?:ing|ed)?) {LIFE}(?! (?:savings|easy|seriously|slow))",
    r"end(?:ing)? it all",
    r"(?:i|i'm|i've|been|started|was|my \w{1,12}|she|he|daughter|son|who)\b[^.!?\n]{0,24}? "
    r"self[- ]?harm(?:ing|ed|s)?(?! (?:service|unit|team|prevention|statistics|rates?))",
    r"(?:i|i'm|i've|am|feel|feeling|felt|been|was|is|him|her|son|daughter|she|he)"
    r"\b[^.!?\n]{0,20}? suicidal|(?:had|have|having|my|get|got|with) suicidal (?:thoughts|"
    r"feelings|ideation)",
    r"(?:tried|try|attempt(?:ed)?|thinking (?:of|about)|thought (?:of|about)|thoughts of|"
    r"consider(?:ed|ing)?|contemplat(?:ed|ing)|commit(?:ted|ting)?)(?: to)?(?: commit)?(?:ting)? "
    r"suicide",
    r"(?:i|i'd) (?:just |really |often |sometimes |only )?(?:want|wanted|wish|rather|"
    r"would rather)(?: to)? (?:die|be dead|i (?:was|were) dead)",
    r"wish i (?:was|were|had) (?:dead|never been born|never born)",
    r"(?:don't|do not|dont|no longer|didn't) (?:really |even )?(?:want|wish|wanna)(?: to)? "
    r"(?:live|be alive|be here|exist|wake up)(?! (?:in|near|with|on|at|next|like|under|without|"
    r"here|there|if|when|to|for|alone))(?: any ?more)?",
    r"(?:can't|cannot|can not|cant) (?:go on|carry on)(?: (?:living|like this|any ?more|any longer|"
    r"with (?:my )?life))++",
    r"(?:no|nothing|not any|any) (?:reason |point |left )?(?:to live(?: for)?|in living)"
    r"(?! (?:in|near|here|there|on))",
    r"(?:everyone|everybody|they|world|family|kids|you)(?:'d| would)?(?: all)?(?: be)? better off "
    r"(?:dead|without me)|better off dead|if i (?:was|were) dead",
    r"(?:took|taken|take|taking) an overdose|overdosed",
    r"(?:i|i'll|i'm|he|she|myself)\b[^.!?\n]{0,20}? jump(?:ed|ing)? (?:off|from|in front of) "
    r"(?:a|the) (?:\w{1,15} )?(?:bridge|train|roof|building|tube|balcony)",
)
WHOSE = "(?:my|her|his|our|their)"
CLOSE = (
    WHOSE
    + " (?:\\w{1,12} )?"
    + one_of(
        "husband wife partner ex(?:[- ](?:husband|wife|partner|boyfriend|girlfriend))? boyfriend "
        "girlfriend dad father mum mother step-?(?:dad|father|mum|mother) brother uncle son "
        "daughter family carer grandson in-laws landlord pimp boss flatmate stepfather"
    )
)
HURTS = one_of(
    "hits? beats? beaten hurts? punch(?:es|ed)? kick(?:s|ed)? slap(?:s|ped)? chok(?:es|ed) "
    "strangl(?:es|ed) rap(?:es|ed) abus(?:es|ed) threaten(?:s|ed|ing)? assault(?:s|ed)? "
    "attack(?:s|ed)? controls? controlled controlling stalk(?:s|ed|ing)? beating hitting hurting "
    "abusing molest(?:s|ed)? groom(?:s|ed|ing)? locks? locked imprison(?:s|ed)? terroris(?:es|ed) "
    "push(?:es|ed) burn(?:s|ed|t) stabbed kill kills touch(?:es|ed) follow(?:s|ed|ing)? "
    "harass(?:es|ed|ing) bullies bullied starv(?:es|ed) spit(?:s|ting)?"
)
OFTEN = one_of(
    "is was has had have often regularly always still been keeps keep kept used who and also "
    "sometimes tries tried started would will 'll to wants going did does repeatedly constantly"
)
ME = "(?:me|us|her|him|them|my|our|the (?:children|kids|baby))"
ABUSED_SO = (
    r"(?:raped|sexually (?:abused|assaulted)|abused|groomed|trafficked|molested|stalked|strangled)"
)
AT_HOME = any_of(
    rf"{CLOSE}(?: {OFTEN}){{0,4}} {HURTS} {ME}(?! (?:to (?:the|a|get|go)|as far|everywhere))",
    rf"(?:he|she|they)(?: {OFTEN}){{0,3}} (?:{HURTS}) (?:me|us|my (?:mum|mother|mom|sister|brother|"
    r"children|kids|son|daughter|baby))(?! (?:to|with a smile|up (?:to|about)|about|on))"
    r"(?! (?:hard )?(?:as|how|by))",
    rf"(?:i|i'm|i've|we|she|my (?:mum|sister|daughter|mother|friend|neighbour))(?: (?:am|was"
    rf"|were|is|"
    rf"have|has|had|been|being|get|got|gets|getting|regularly|physically|often)){{0,4}} {ABUSED_SO}"
    r"(?! (?:verbally|racially))",
    rf"(?:i|i'm|i've|we|she|he|my \w{{1,12}})(?: (?:am|was|were|is|have|has|had|been|being|get|got|"
    rf"getting)){{1,3}} (?:beaten|hit|threatened|attacked|assaulted|controlled|hurt|punched|kicked|"
    rf"locked in)(?: up)? by (?:{CLOSE})",
    r"(?:i|i'm|i've|me|my \w{1,12}|she|he|as)\b[^.!?\n]{0,24}? (?:victim|survivor)s? of "
    r"(?:domestic|"
    r"sexual|child|honour|modern|rape|stalking|abuse|coerc|traffick)\w{0,12}(?: \w{1,10})?",
    rf"(?:scared|afraid|frightened|terrified|fear) (?:of|to (?:go home|leave)) ?(?:{CLOSE}|him"
    rf"|going "
    r"home|what he)?(?<! of)(?<! of )",
    r"(?:flee(?:ing)?|fled|escap(?:e|ed|ing)(?: from)?|left|leave|leaving|hid(?:e|ing) from) "
    r"(?:my |"
    r"an? |his |her )?(?:abusive|violent|controlling) \w{1,15}",
    r"(?:i|i'm|i've|me|my (?!borough|area|view|opinion|work|local|job|street|experience)\w{1,12})\b"
    r"(?! (?:think|believe|worry|feel|know|work|am concerned|hope|support|volunteer|run|help))"
    r"[^.!?,\n]{0,30}? (?:domestic|honour.based) (?:violence|abuse)",
    r"domestic (?:violence|abuse) (?:against me|at home|from my|by my|in my (?:home|house|family))",
    r"(?:forc(?:ed|es?|ing)|mak(?:es?|ing)) (?:me|her|my \w{1,10}) (?:to |into )?(?:marry|marriage|"
    r"a marriage|sex|prostitution|have sex)",
    r"(?:my|her) abuser",
    r"(?:won't|doesn't|will not|never|does not|refuses to) let(?:s)? (?:me|her) (?:leave|out"
    r"|see|go "
    r"out|have (?:any )?money|use)[\w -]{0,15}",
)
CHILD = one_of(
    "child(?:ren)? kids? boys? girls? baby toddler son daughter niece nephew grandson "
    "granddaughter "
    "pupils? teenagers? mum mother grandmother gran nan stepson stepdaughter residents"
)
FRAIL = (
    r"(?:old|elderly|disabled|vulnerable) (?:man|woman|lady|gentleman|person|neighbour|people|lad)"
)
WHERE = (
    r"(?:(?:,)? (?:next door|upstairs|downstairs|in the flat|in my block|there|who|that|at the "
    r"(?:school|"
    r"home)|who lives? \w{1,12} \w{1,12}|opposite|across the road))?"
)
HURT = (
    r"(?:abused|beaten|hit|hurt|neglected|starved|starving|molested|raped|groomed|locked (?:in|up)|"
    r"touched|trafficked|left alone|exploited|assaulted|burned|screaming|threatened at home"
    r"|cuckooed)"
)
ABUSED = any_of(
    rf"(?:{CHILD}|{FRAIL}){WHERE}(?: (?:is|are|was|were|being|been|has|have|gets?|got|getting"
    rf"|keeps?|"
    rf"regularly|always|sexually|often|badly|now)){{1,4}} {HURT}(?! by (?:a )?(?:car|bus|bike"
    rf"|van|the "
    r"(?:closure|plan|cuts?|decision|proposal)))",
    r"(?:abus|molest|groom|beat|hit|hurt|neglect|touch|rap|starv|exploit|shak)(?:es|s|ed|ing"
    r"|ting|e)? "
    rf"(?:(?:his|her|their|my|the|a|that|young|little|small|own|elderly|vulnerable) ){{1,3}}{CHILD}"
    r"(?! (?:services?|centre|club|protection|clothes))",
    rf"(?:bruises|burns|cigarette burns|marks|cuts) (?:all over|on) (?:his|her|their|my|the "
    rf"{CHILD}'?s?)"
    r"[\w -]{0,12}",
    r"(?:carers?|care home|nurse|son|daughter|nephew|grandson|neighbour)(?: (?:is|are|has|have"
    r"|been|"
    r"keeps?|who)){0,3} (?:steal(?:s|ing)?|stole|tak(?:ing|es)|hit(?:s|ting)?|abus(?:es|ing)|"
    r"neglect(?:s|ing)?|slap(?:s|ping|ped)?) (?:from |money from |money off |all )?(?:him|my|me"
    r"|her|the "
    r"(?:old|elderly|residents)|pension)(?: \w{1,12})?",
    r"cuckoo(?:ed|ing)|(?:taken over|using) (?:my|her|his) (?:flat|home) (?:to (?:sell|deal)"
    r"|for drugs)",
    r"(?:mak(?:es|ing)|made|forc(?:ed|ing|es)) (?:my (?:son|daughter)|him|her|the kids"
    r"|children) (?:to )?"
    r"(?:sell|carry|deal|run) drugs",
    r"(?:kept|held|locked up) (?:as a slave|prisoner|against (?:my|his|her|their) will)",
    r"(?:sexual|child) abuse (?:of|by|at|in) (?:my|a|the|our|his|her) \w{1,15}",
    r"(?:i was|was i|he was|she was) (?:sexually )?abused (?:as a child|by)",
)
NOW = "(?: (?:really|still|also|genuinely|currently|right now|just|now|definitely))?"
US = (
    r"(?:i am|i'm|im|we are|we're|she is|she's|he is|he's|my (?:children|kids|daughter|son|mum"
    r"|mother|"
    r"sister|family|baby|friend)(?: and i)? (?:is|are))"
)
#: Where someone does not feel safe in the street, it is an opinion about the street.
STREET = (
    r"(?! (?:walk|going|in (?:the|our|my) (?:street|dark|evening|area|road)|on|at night|when"
    r"|after|if|"
    r"of|because (?:the|there|of)|without|travel|any ?more (?:if|without|when)|waiting|out|here"
    r"|to))"
)
IN_DANGER = any_of(
    rf"{US}{NOW} (?:not safe|unsafe|in (?:\w{{1,12}} )?danger|at risk from (?:my|him|her|them))"
    rf"(?: at home)?{STREET}",
    rf"{US}{NOW} being (?:followed|stalked|blackmailed|threatened|hunted|trafficked|abused"
    rf"|attacked|"
    r"harassed by|controlled|held)",
    r"(?:don't|do not|dont|never|not) (?:feel )?safe (?:at home|in my (?:own )?(?:home|flat"
    r"|house|room)|"
    r"with (?:him|her|my|them)|around (?:him|her|my))",
    r"(?:fear|fearing|feared|afraid|scared|frightened|terrified) for (?:my|her|his|our|their) "
    r"(?:own |"
    r"\w{1,12}'s )?(?:life|lives|safety at home)",
    r"(?:someone|somebody|he|she|they|a man|a gang|my \w{1,12})(?: (?:is|are|has|was|keeps|been"
    r"|have|"
    r"were|'s)){0,3} (?:going to|threaten(?:ed|ing|s) to|tried to|trying to|wants? to|said "
    r"(?:he|she|"
    r"they)(?:'d|'ll| would| will| was going to)|will|gonna|says (?:he|she)(?:'ll| will)) "
    r"(?:kill|hurt|"
    r"stab|shoot|rape|attack|burn|murder|find) (?:me|us|my \w{1,12})",
    r"(?:i|i've|we|we've|me|my)\b[^.!?\n]{0,30}? (?:death|rape) threats?",
    r"threatened (?:me|us|my \w{1,12}) with (?:a )?(?:\w{1,10} )?(?:knife|gun|acid|bat|machete"
    r"|violence)",
    r"(?:please|someone|somebody) (?:please )?help (?:me|us|her|him)(?=[.!]|$)(?:[.!])?",
    r"get me out of here|call the police (?:now|please)",
    r"(?:he|she|they)(?:'ll| will|'s going to| is going to) kill (?:me|us)",
)
#: "I would not kill myself over it" and the like; and what is a figure of speech or a service.
#: Of people in general: what such a service is for.
IN_GENERAL = re.compile(
    r"\b(?:imagine|if (?:an?|some\w{3,4}|you(?:r \w{1,12})?|anyone|your)|what if|supposed?|"
    r"say|where do|"
    r"where does|for (?:anyone|people|women|men|those|victims|someone|children)|as an? "
    r"(?:\w{1,12} ){1,3}"
    r"(?:i|we)|support(?:s|ing)?|train(?:ing)?|statistics|victims? of|women|should be able to|"
    r"right to|help|"
    r"helping|helped|discourage|prevent(?:ing)?|of someone|no (?:child|woman|one|person)|"
    r"teenagers|rates? of|"
    r"calls?|patients|how many|when (?:an?|people|someone))\b[^.!?\n]{0,48}$"
)
#: ... unless it is the writer, or somebody of theirs.
MINE = re.compile(r"\b(?:i|i'm|i've|me|my|im|myself|our)\b")
NOT_SO = re.compile(r"(?:\bnot|n't|\bnever|\bwithout|\balmost|\bnearly) (?:\w{1,9} ){0,2}$")
FIGURES = re.compile(
    r"\b(?:political|economic|financial|commercial|electoral|career|assisted|digital|trade) suicide"
    r"|suicide (?:bomb|squad|mission|rate|prevention)|die (?:of|laughing|in (?:my|a) (?:bed|own"
    r"|home))"
)
GATES = {
    "SELF_HARM": frozenset(
        "myself himself herself themselves suicidal suicide life lives all dead die born alive "
        "self-harm self-harming self-harmed self-harms self selfharm selfharming live living exist "
        "wake here on without overdose overdosed jump jumped jumping".split()
    ),
    "AT_HOME": frozenset(
        "me us her him them my our i'm i've scared afraid frightened terrified fear flee fleeing "
        "fled escape escaped leave left violent abusive domestic raped abused groomed trafficked "
        "molested stalked strangled sexually victim survivor".split()
    ),
    "ABUSED": frozenset(
        "abused abuse beaten beats beating hit hits hitting hurt hurts hurting neglected neglects "
        "neglecting starved starving starves molested molests molesting raped rapes raping groomed "
        "grooms grooming locked touched touches touching trafficked alone exploited exploits "
        "exploiting assaulted burned screaming threatened abuses abusing bruises burns marks cuts "
        "shakes shaking steals steal stealing stole takes taking slaps slapping cuckooed cuckooing "
        "using taken drugs slave prisoner will".split()
    ),
    "IN_DANGER": frozenset(
        "safe unsafe danger risk being fear fearing feared afraid scared frightened terrified kill "
        "hurt stab shoot rape attack burn murder find threats threat threatened help out now "
        "please".split()
    ),
}
PATTERNS = {"SELF_HARM": SELF, "AT_HOME": AT_HOME, "ABUSED": ABUSED, "IN_DANGER": IN_DANGER}


def find(reading: Reading) -> Iterator[Found]:
    """Self-harm, violence at home, abuse, danger."""
    for rule, match in _matches(reading):
        if not _is_otherwise(reading, rule, match):
            yield Found(SAFEGUARDING, rule, match.start(), match.end())


def _matches(reading: Reading) -> Iterator[tuple[str, re.Match[str]]]:
    for rule, pattern in PATTERNS.items():
        if reading.vocabulary & GATES[rule]:
            for match in pattern.finditer(reading.low):
                yield rule, match
    for phrases in (AT_RISK, HARM_DONE, DESPAIR):
        yield from phrases.find(reading)


def _is_otherwise(reading: Reading, rule: str, match: re.Match[str]) -> bool:
    """Denied, or a figure of speech."""
    start, end = match.span()
    before = reading.before(start, 80)
    if NOT_SO.search(before[-28:]):
        return True
    if not MINE.search(match.group()) and IN_GENERAL.search(before):
        return True
    around = reading.before(start, 12) + match.group() + reading.after(end, 14)
    return rule == "SELF_HARM" and FIGURES.search(around) is not None
