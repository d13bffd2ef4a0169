"""Threats to people and to property. For a person to read at once; a plan that "kills" is none.

Whose the words are is not judged: a threat that is quoted is for a person to read, too. What the
writer fears that others may do, or that a closure may cause, is a worry and no threat.
"""

import re
from collections.abc import Iterator

from consultation.moderate.screening.found import THREAT, Found
from consultation.moderate.screening.intents import INTENTS
from consultation.moderate.screening.menaces import MENACES
from consultation.moderate.screening.reading import Reading, any_of, one_of

WHOSE = "(?:all |one of )?(?:the|these|those|that|his|her|every|any|some|an?|my|our|their|your)"
WHO = one_of(
    "mayor officers? police(?:man|men|woman|women)? cops? coppers? pigs councillors? staff people "
    "person man men woman women kids? child(?:ren)? family neighbours? bastards? bitch cunts? "
    "commissioner politicians? mps? officials? judge manager lot wife husband immigrants muslims "
    "jews blacks whites foreigners migrants asians gays"
)
PERSON = (
    rf"(?:(?:all|each|any|both) of (?:you|them)|every (?:single |last ){{0,2}}one of (?:you|them)|"
    rf"whoever|sum1|some1|every1|feds?|(?:that|this) (?:guy|bloke|geezer)|the (?:next|first) "
    rf"\w{{1,12}}|"
    rf"you|u|him|her|them|em|someone|somebody|everyone|anyone|everybody|"
    rf"{WHOSE} (?:\w{{1,20}} ){{0,2}}?{WHO}|your (?!windows?|cars?|house|home|station|office|"
    rf"building|door|van|shop|place|property|front|money|plan)\w{{1,20}}|(?:sadiq )?khan"
    rf"|(?:sophie )?linden|"
    r"(?:police )?officers|cops|coppers|police(?:men)?|councillors|politicians|muslims|jews|"
    r"immigrants|migrants)"
)
HARM = (
    r"(?:k[i1!*]ll|merk|murder|stab|shoot|hurt|harm|batter|strangle|knife|bomb|behead|lynch|"
    r"hang|rape|"
    r"assault|attack|slaughter|execute|assassinate|shank|beat up|beat|punch|smash|cut up|run over|"
    r"(?:kick|beat) the (?:shit|crap|hell) out of|blow up|burn|torch|poison|finish off|"
    r"do away with|throw acid (?:at|over|on)|petrol bomb|gun down)"
)
HARMED = (
    r"(?:killed|murdered|stabbed|shot|hanged|hung(?:,? drawn)|lynched|beheaded|executed|strung up|"
    r"burn(?:ed|t) alive|beaten up|gassed|assassinated|raped|shanked|kneecapped|"
    r"put against (?:a|the) wall|(?:dragged|taken) out(?:side)?(?: and)? shot|lined up and shot)"
)
ALSO = (
    r"(?: (?:fucking|just|really|personally|have to|happily|gladly|bloody|all|definitely|soon|"
    r"come (?:and|over and|round and|down and)|go (?:and|out and)|find (?:you|him|her|them) and))*+"
)
I_WILL = (
    r"(?:(?:i|we)(?:'?ll| will| shall|'?m going (?:to|2)| am going to| are going to|'re going to|"
    r"'?m gonna|'?m gunna|'?m about to|"
    r" am gonna|'re gonna| are gonna| gonna|mma|ma|'d (?:like|love|be happy) to|"
    r" would (?:like|love|be happy) to| want to| wanna| swear i(?:'ll| will)| should| ought to| "
    r"must|"
    r" need to| might(?: just)?| may have to| have to| plan to| am planning to| intend to| could|"
    r" would gladly| would happily)|(?:someone|somebody|people|we all|everyone)"
    r"(?:'d better| should| ought to| needs? to| has to|'s got to| must)|let's|lets|time to)"
)
THEM = "(?:you|him|her|them)"
THEIR = "(?:your|his|her|their|the mayor's|khan's)"

PEOPLE = any_of(
    rf"{I_WILL}{ALSO} {HARM} {PERSON}",
    rf"(?:i|we) (?:kill|murder|stab|shoot) {THEM}",
    rf"{I_WILL} [^.!?\n]{{1,60}}? and (?:kill|murder|stab|shoot|shank|behead|strangle) {THEM}",
    rf"{I_WILL} (?:come|turn up|walk in|be there|be back|go)[^.!?\n]{{0,40}}? with "
    r"(?:a |my |some )?(?:gun|knife|knives|machete|shotgun|axe|bat|hammer|petrol|bomb|weapon)s?",
    r"(?:expect|await|prepare for|get ready for) (?:a |the )?(?:bomb|bullet|shooting|bloodbath)s?",
    r"(?:i|we) know where (?:you|he|she|they|(?:the )?(?:\w{1,20} ){1,2}?)(?: all)? ?"
    r"(?:lives?|works?|parks?|sleeps?)",
    r"(?:watch|mind) your backs?",
    r"(?:you're|you are|your|ur|he's|she's|they're|he is|she is|they are)(?: all| fucking| so)?"
    r" (?:a )?dead (?:man|men|meat|woman)",
    r"(?:you're|you are|ur)(?: all)?(?: fucking| so)? dead(?! (?:right|wrong|set|on|against|keen))",
    r"you(?:'ll| will)(?: all| fucking)? (?:(?:regret|pay for) (?:it|this|that)"
    r"(?=[.!,]|$)(?!,? (?:in|at|when|come|as|with your vote))|"
    r"suffer|get what(?:'?s| is) coming|bleed|burn|die)",
    r"your days are numbered",
    rf"(?:i'm|i am|we're|we are) coming (?:for|after) {THEM}",
    rf"(?:hope|pray|wish) (?:that )?(?:you|he|she|they|khan|linden|someone|somebody|{THEIR} "
    rf"\w{{1,15}}"
    rf"|the \w{{1,15}})(?: (?:all|both|just|\w{{2,12}}))? (?:dies?|(?:gets?|is|are) (?:{HARMED}|"
    r"hurt|run over|cancer)|drops? dead|rots?|suffers?|bleeds?)",
    rf"(?:deserves?|deserving|needs?) to (?:die|hang|be (?:dead|{HARMED}))"
    r"(?! (?:out|off|down|with dignity|in))",
    r"(?:deserves?|deserving|needs?|wants?) (?:a bullet|"
    r"shooting|hanging|stabbing|killing|a (?:good )?(?:beating|kicking|hiding)|stringing up)"
    r"(?! (?:out|off|down|with dignity|in peace))",
    rf"(?:should|ought to|must|needs? to|want to see \w{{1,12}}|would be better) (?:all )?"
    rf"(?:(?:be|get) {HARMED}|die|hang)(?! (?:a|in|out|down|off|on|around|up|his|her|their|your))",
    rf"(?:bullet|knife|blade) (?:in|into|through|between|to) {THEIR} (?:\w{{1,12}} )?"
    r"(?:head|skull|back|neck|throat|eyes|heart|chest|face|ribs)",
    rf"slit {THEIR} throats?",
    rf"(?:break|snap) {THEIR} (?:legs?|necks?|arms?|face|jaw|bones|fingers|kneecaps)",
    rf"(?:smash|kick|bash|cave) {THEIR} (?:\w{{1,12}} )?(?:faces?|heads?|teeth|skulls?)(?: in)?",
    r"there(?:'ll| will) be (?:blood|bloodshed|bodies)",
    r"blood (?:will|is going to) (?:run|flow|be spil(?:led|t))",
    r"(?:i|we)(?:'ve| have)(?: got)? (?:an? |my )?(?:gun|knife|machete|shotgun|explosives?|bomb|"
    r"weapon)s?(?: (?:and|ready|waiting|with))",
    r"bring(?:ing)? (?:a |my )(?:gun|knife|machete|shotgun|petrol|bomb|weapon)",
    rf"(?:i|we)(?:'ll| will|'m going to| am going to|'m gonna) (?:hunt|come (?:after|for)|track "
    rf"down|"
    rf"find) {THEM}(?: down)?(?! (?:a|some|the|an|another|out))",
    rf"(?:i|we)(?:'ll| will|'m going to| am going to|'m gonna) (?:get|do) {THEM}(?=[.!,]|$)",
    rf"make {THEM} (?:pay|bleed|suffer|disappear)",
    r"death to (?!all|the (?:high|town|local))\w{3,}",
    r"kys|(?:kill|top|hang) yoursel(?:f|ves)",
    rf"(?:rape|kill|stab|burn) {THEIR} (?:wife|husband|kids|children|family|mother|daughters?"
    rf"|sons?)",
)
PLACE = one_of(
    "station building offices? headquarters hq town hall house home cars? vehicles? vans? shop "
    "property place mosque church synagogue temple school windows hall yard centre flat counter"
)
BUILDING = (
    rf"(?:it(?= (?:up|down|to))|{WHOSE}(?: [\w']{{1,20}}){{0,3}}? {PLACE}|"
    rf"(?:[\w']{{3,20}} ){{1,3}}?(?:station|town hall|mosque|synagogue|yard))"
)
WRECK = (
    r"(?:burn|torch|blow up|bomb|smash|smash up|smash in|firebomb|petrol bomb|wreck|vandalise"
    r"|trash|"
    r"set (?:fire|light) to|blow|destroy|attack|brick|shoot up|egg|graffiti)(?: down| up| in)?"
)
PROPERTY = any_of(
    rf"{I_WILL}{ALSO} {WRECK} {BUILDING}(?: (?:up|down|to the ground|to bits|to pieces|in|sky "
    rf"high))?",
    rf"(?:burn|blow|bomb|torch) (?:it|them|(?:the|this|that|your|their) (?:\w{{1,20}} ){{0,3}}?"
    rf"(?:place|{PLACE})|the (?:fucking |whole |bloody )?(?:lot|thing)) (?:all )?"
    r"(?:down|up|to the ground|sky high)",
    r"(?:there is|there's|i(?:'ve| have)? (?:put|planted|left|hidden)|planted) an? (?:\w{1,9} "
    r")?bomb",
    r"(?:should|ought to|deserves? to|going to|must|will) (?:all )?(?:be |get )"
    r"(?:burn(?:ed|t) (?:down|to)|torched|bombed|blown up|firebombed|set on fire|set alight)",
    r"(?:petrol|pipe|nail|car|fire) ?bomb(?:s|ed)? (?:in|under|at|outside|through|for) (?:the"
    r"|your|this|"
    r"his|her)",
    r"(?:bricks?|petrol bombs?|fireworks?) through (?:your|his|her|their|the) (?:\w{1,12} )?"
    r"(?:window|windows|door|letterbox)",
    r"molotov(?: cocktails?)?",
)
NEVER = re.compile(r"(?:\bnot|n't|\bnever|\bnobody|\bno one|\bwithout|\bnor)(?: \w{1,9}){0,2} ?$")
#: What is meant otherwise: said of plans and of trade, and in phrases.
FIGURES = any_of(
    r"shoot (?:\w{1,12} )?down",
    r"kill (?:off|two birds|time|for)",
    r"shoot (?:yourself|itself|themselves|ourselves|the messenger)",
    r"beat (?:the|them|him|you|her) (?:system|to|at|hands|in)",
    r"burn (?:the (?:candle|midnight)|money|out|bridges)",
    r"hang (?:around|about|on|up)",
    r"(?:you'll|you will) die of",
    r"(?:at|in|with|by|come) (?:the |your |my )?(?:next |local )?(?:ballots?|polls?|"
    r"elections?|votes?|may)",
    r"by your lanyards?",
    r"(?:slap|kick) in the (?:face|teeth)",
    r"(?:gun|knife|blade) (?:dog|sharpen\w*|shop|block|crime|licen[cs]e|cupboard|cabinet|club)\w*",
    r"torch (?:this|the) (?:document|plan|report|idea|proposal|survey)",
    r"(?:only|just) (?:joking|kidding)",
)
GATE = frozenset(
    "kill murder stab shoot hurt harm batter strangle knife bomb behead lynch hang rape assault "
    "attack slaughter execute assassinate shank beat punch smash cut run kick blow burn torch "
    "poison finish away throw gun gunned killed murdered stabbed shot hanged hung lynched beheaded "
    "executed strung burned burnt beaten gassed assassinated raped shanked kneecapped wall know "
    "watch mind dead regret pay suffer what coming bleed die numbered dies hurt cancer drop drops "
    "rot rots bullet shooting hanging stabbing killing beating kicking hiding stringing blade slit "
    "break snap bash cave bloodshed blood bodies machete shotgun explosive explosives weapon guns "
    "knives hunt track find get do disappear death kys top firebomb petrol wreck vandalise trash "
    "set destroy brick bricks egg graffiti torched bombed bombs blown firebombed molotov "
    "fireworks k ll bullets killed".split()
)


def find(reading: Reading) -> Iterator[Found]:
    """Threats to people, then to property."""
    for rule, match in _matches(reading):
        start, end = match.span()
        if NEVER.search(reading.before(start, 24)):
            continue
        if not FIGURES.search(match.group() + reading.after(end, 24)):
            yield Found(THREAT, rule, start, end)


def _matches(reading: Reading) -> Iterator[tuple[str, re.Match[str]]]:
    if reading.vocabulary & GATE:
        for match in PEOPLE.finditer(reading.low):
            yield "THREAT", match
        for match in PROPERTY.finditer(reading.low):
            yield "THREAT_PROPERTY", match
    yield from MENACES.find(reading)
    yield from INTENTS.find(reading)
