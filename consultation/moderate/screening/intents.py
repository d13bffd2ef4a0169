"""Threats by their parts: who would do it, what, and to whom, with other words between."""

from consultation.moderate.screening.phrases import Phrase, Phrases

#: Nothing but a person is killed so. What else "kill" goes with is told by what follows.
SURE = (
    "(?:kill|murder|stab|shoot|strangle|behead|knife|slaughter|rape|skin|poison|gun down|blow up|"
    "lynch|cripple|maim|shank|execute|hang|throttle|butcher|castrate|kneecap|disembowel|torture|"
    "blow myself up|drown|smother|suffocate|bludgeon)"
)
SURE_WORDS = (
    "kill murder stab shoot strangle behead knife slaughter rape skin poison gun blow lynch "
    "cripple "
    "maim shank execute hang throttle butcher castrate kneecap torture drown smother suffocate"
)
ALSO = (
    "(?:hurt|harm|cut|burn|beat|batter|punch|smash|hit|attack|slap|kick|bash|thump|destroy|deck|"
    "chop|gut|crush|break|wreck|do over|fight|hammer|whack|slice|slash|drag|throw|push)"
)
ALSO_WORDS = (
    "hurt harm cut burn beat batter punch smash hit attack slap kick bash thump destroy deck chop "
    "gut crush break wreck do hammer whack slice slash drag throw push"
)
#: "kill the proposal", "murder a curry", "shoot down the idea".
NOBODY = (
    r"(?! (?:for|time|off|two birds|the (?:plan|proposal|bill|scheme|idea|mood|vibe|"
    r"high street|trade|"
    r"town|area|community|market|project|lights|engine|messenger|breeze)s?|this|it|a (?:cup|cuppa|"
    r"curry|pint|beer|film|scene|video|bacon|coffee|burger|kebab|tea|pizza|sandwich)|down|hoops|"
    r"photos|pool|around|about|on|out|up|over|your (?:coat|washing|plan|proposal)|the (?:budget|"
    r"picture|bunting)|myself|themselves|yourself|pictures|rats|weeds|crime|to|wasps)\b)"
)
WRITER = (
    r"(?:i|i'?ll|i'?m|i'?d|i'?ve|we|we'?ll|we'?re|imma|ima|man'?s|me and \w{1,12}|my "
    r"(?:brothers?|boys|mates|cousins?|dad|lads)(?: and i)?)"
)
MAY = (
    r"(?:'?ll|will|gonna|gon|gunna|going to|want to|wanna|would|could|should|might|"
    r"about to|ready to|"
    r"prepared to|happy to|plan(?:ning)? to|intend to|swear|mean to|love to|like to|have to|"
    r"be forced to|be back|come back|came back|come and|go and|tempted to|able to)"
)
SOMEBODY = (
    r"(?:you|u|ya|him|her|them|em|some(?:one|body)|every(?:one|body)|any(?:one|body)|"
    r"(?:that|the|this|"
    r"these|those|your|his|her|my|every|all|all the|a|an|any|one of)(?: \w{1,12}){0,2}? (?:mayor|"
    r"deputy mayor|inspector|officers?|police(?:man|men|woman)?|cops?|coppers?|pigs?|feds?|"
    r"councillors?|teachers?|boss|manager|guy|man|men|woman|bloke|people|person|idiots?|lot|"
    r"family|families|kids?|children|wife|husband|mother|politicians?|mps?|commissioner|sergeant|"
    r"neighbours?|staff|receptionist|planners?|bastards?|lads?|kids|head|throat|face|legs|hands|"
    r"superintendent|chief|judge|lawyer|doctor|ex|brother|dad|landlord|headteacher)|(?:sadiq )?"
    r"khan|police|officers|cops|pigs|feds|councillors|muslims|jews|immigrants)"
)
YOU = (
    r"(?:you|u|yous|you (?:lot|people|all)|y'?all|khan|sadiq|the (?:mayor|deputy "
    r"mayor|commissioner|"
    r"councillors?|council leader)|(?:these|those|your|the|any) (?:\w{1,10} "
    r")?(?:officers?|cops?|pigs|"
    r"feds?|coppers?|councillors?|planners?|politicians|family|families|kids|children)|"
    r"(?:man|men|woman|people|person|everyone|anyone|whoever|fool|idiots?) (?:in|from|behind|who|"
    r"at|responsible)(?: \w{1,12}){1,5}?|next (?:\w{1,9} )?(?:person|one|officer|fed|"
    r"man|pcso|copper)"
    r"(?: \w{1,12}){0,6}?|(?:officers?|police|cops?|feds) (?:come|came|comes)(?: \w{1,10}){0,5}?)"
)
ENDS = (
    r"(?:die(?:s)?(?! (?:of|out|off|waiting|in vain|from))|dead(?! (?:right|against|wrong|set))|"
    r"(?:a )?death(?! (?:warrant for the|knell|trap))|bleed|body ?bags?|in an ambulance|coffins?|"
    r"(?:a )?bullets?|(?:shot|stabbed|hanged|beaten|burn(?:ed|t)|lynched|murdered|"
    r"executed|strung up|"
    r"dragged|whipped|flogged|gutted|skinned|tortured|gunned down|stoned(?! to the)|"
    r"shot dead)(?! (?:down|by the press))|"
    r"legs? (?:break|broke)\w*|(?:lose|losing) (?:their|his|your) (?:hands|head|legs|"
    r"eyes|teeth|life)|"
    r"found in (?:the|a) (?:canal|river|thames|ditch|woods|boot|lake|skip|bin)|"
    r"finished(?= ?[.!,]|$))"
)
GAP = r"[^.!?\n]{0,32}?"

INTENTS = Phrases(
    [
        Phrase(
            "THREAT",
            SURE_WORDS,
            rf"{WRITER}\b{GAP}\b{MAY} (?:\w{{1,10}} ){{0,8}}?(?<!not )(?<!n't )(?<!never "
            rf")(?<!\ba ){SURE}{NOBODY}(?: {SOMEBODY}| \w{{1,15}}|(?=[.!,\n]|$))",
        ),
        Phrase(
            "THREAT",
            ALSO_WORDS,
            rf"{WRITER}\b{GAP}\b{MAY} (?:\w{{1,10}} ){{0,8}}?(?<!not )(?<!n't )(?<!never "
            rf"){ALSO} (?:up )?{SOMEBODY}(?! (?:up (?:on|about)|to it|at (?:the|his|their own)|"
            rf"down to size|some slack|a deal|red tape|off at|a line|out of (?:office|power)|a "
            rf"favour|in (?:court|the polls)))",
        ),
        Phrase(
            "THREAT",
            "killed murdered stabbed",
            r"(?:i|we|i've|we've)(?: have| 've)? (?:killed|murdered|stabbed|shot) (?:people|"
            r"someone|somebody|men|a man|before|\w{1,6} people)(?: before| and)?(?! (?:in "
            r"the (?:game|film|play)))",
        ),
        Phrase(
            "THREAT",
            "die dies dead death bleed bags bodybags ambulance coffin bullet bullets shot "
            "stabbed hanged beaten burned burnt lynched murdered executed strung dragged "
            "whipped flogged gutted skinned tortured gunned stoned breaking broken lose "
            "canal river "
            "thames ditch finished",
            rf"{YOU}\b{GAP} ?(?:should|will|'?ll|gonna|going to|deserves?|needs?|ought to|must|"
            rf"leav(?:e|es|ing)|r|ur|are|want(?:s)?|had better|'?d better)(?: all| both)?(?: "
            rf"\w{{1,10}}){{0,4}}? {ENDS}|ur (?:finished|dead|done|history)(?= ?[.!,]|$)|(?:he|"
            rf"she|they) (?:should|ought to|deserves? to|needs? to|must)(?: "
            rf"\w{{1,10}}){{0,5}}? (?:beaten to death|dragged (?:in|through|out|into)|shot|"
            rf"hanged|stabbed|strung up|tortured|flogged|castrated|hurt|burned|lynched)",
        ),
        Phrase(
            "THREAT",
            "dead death",
            rf"(?:want|wants|wanted|rather|see|like|wish)(?: to see)? (?:{SOMEBODY}|\w{{1,12}} "
            rf"\w{{1,12}}) dead(?! (?:end|line|last))|deserves? (?:to be )?(?:death|dead)|"
            rf"(?:your|his|her|their) own death warrant|death to (?:the )?(?:pigs|police|mayor|"
            rf"khan|infidels|traitors)",
        ),
        Phrase(
            "THREAT",
            "kill shoot stab hang murder",
            rf"(?:way|solution|answer|option|choice|thing)(?: \w{{1,10}}){{0,4}} (?:is )?to "
            rf"(?:kill|shoot|stab|hang|murder) (?:them|him|her|you|all|every|the mayor|khan)|"
            rf"(?:please|just|somebody|someone|should)(?: \w{{1,9}}){{0,3}} (?:kill|shoot|stab|"
            rf"hang|murder) (?:{SOMEBODY}|\w{{1,12}} khan)(?! (?:to account|out to dry))",
        ),
        Phrase(
            "THREAT",
            "consequences address family families wife kids children visit",
            r"(?:consequences|repercussions|trouble|hell) for (?:you and )?(?:your|his|her|"
            r"their) (?:families|family|kids|children|wife|wives|loved ones)|(?:i|we)(?:'?ve| "
            r"have)?(?: got| found| know| looked up)+ (?:out )?(?:your|his|her|the mayor's) "
            r"(?:home |private |house )?address|(?:your|his|her) (?:wife|husband|daughter|son|"
            r"kids|children|mum|mother)(?: \w{1,12}){0,6},? (?:doesn'?t|don'?t|isn'?t|"
            r"aren'?t) (?:she|he|they)|expect a (?:visit|knock|surprise)|(?:i|we)(?:'?ll| "
            r"will) (?:pay|be paying) (?:you|him|her|them|your \w{1,9}) a (?:little )?visit",
        ),
        Phrase(
            "THREAT",
            "over down knife blade throat neck guts alive bats",
            r"(?:hope|pray|wish) (?:some(?:one|body)|a (?:bus|car|lorry|train)|they)(?: "
            r"\w{1,8})? (?:runs?|knocks?|mows?|ploughs?|hits?|takes?|shoots?|stabs?) (?:you|"
            r"him|her|them|khan)(?: over| down| out)?|(?:knife|blade|gun|razor|rope) (?:at|to|"
            r"against|round|around|on) (?:his|her|your|their|khan's) (?:neck|throat|head|"
            r"temple)|(?:have|rip out|cut out|spill) (?:your|his|her|their) (?:guts|heart|"
            r"tongue|eyes|entrails)(?! (?:to|is|are|in the right))|(?:skin|bury|burn|eat|"
            r"flay) (?:you|him|her|them) alive|(?:with|and|bring(?:ing)?) (?:our |some |"
            r"baseball |cricket )+(?:bats|knives|weapons|machetes|guns|hammers)",
        ),
        Phrase(
            "THREAT",
            "gun knife blade strap dads dad's sharp shoot coming",
            r"(?:going|go|coming|come|be|turn up|turning up|walk)(?: \w{1,10}){0,5}? with "
            r"(?:my|a|our|me|the)(?: \w{1,8})? (?:gun|knife|blade|strap|machete|shotgun|rifle|"
            r"pistol|axe|hammer|bat)(?! (?:to hand|i found|for the amnesty))|(?:my|the) "
            r"(?:knife|blade|axe|machete|gun) is (?:sharp|ready|loaded|waiting)|(?:got|has|"
            r"have|carry|carrying) (?:a|my|the|his) (?:\w{1,8} )?(?:blade|knife|gun|strap|"
            r"shank|machete) (?:for|and (?:i|im|i'm|he|ill|will)|4)|showed (?:me|us|my "
            r"\w{1,9}|him|her) (?:the|a|his) (?:\w{1,8} )?(?:gun|knife|blade|machete|weapon)|"
            r"(?:i|we)(?:'?ll| will) shoot(?= ?[.!,]|$)",
        ),
        Phrase(
            "THREAT",
            "knife stab shoot kill cut attack hurt beat burn petrol shank jump smash",
            rf"(?:said|says|say|saying|told \w{{1,12}}(?: \w{{1,10}})?|reckons?|threatened|"
            rf"heard|promised|telling \w{{1,10}})(?: \w{{1,10}}){{0,3}}? (?:he|she|they|i|"
            rf"we)(?:'?s|'?re|'?ll|'?d| is| are| will| would|'?m| am)?(?: \w{{1,10}}){{0,4}}? "
            rf"(?:knife|stab|shoot|kill|cut|attack|hurt|burn|shank|jump|smash|rape|"
            rf"beat)(?:ing)? (?:up )?{SOMEBODY}(?! (?:costs|budget|crime|system))",
        ),
        Phrase(
            "THREAT",
            "get",
            r"(?:we|i)(?: r| are|'re|'m| am|m)? (?:gonna|going to|coming to|gunna|guna) get "
            r"(?:u|you|him|her|them|khan)(?= ?(?:[.!,]|$|all|for this|back))|never (?:been "
            r")?born when",
        ),
        Phrase(
            "THREAT",
            "live no kno",
            r"i (?:no|kno|know) (?:were|where|wear|whr) (?:u|you|ur|your|he|she|they)(?: "
            r"all)? (?:live|liv|r|are|work|sleep|kids)",
        ),
        Phrase(
            "THREAT",
            "bomb device explosives poisoned",
            r"(?:bomb|device|explosives?|grenade)s? (?:has|have|is|are|was|will be)? ?(?:been "
            r")?(?:placed|planted|left|hidden|put|set|wired|primed|coming)(?: in| at| under| "
            r"to| outside| near| for|[.!]|$)(?! 19)|(?:i|we)(?:'?ve| have)? (?:poisoned|"
            r"contaminated|cut the brakes|booby ?trapped|wired)",
        ),
        Phrase(
            "THREAT_PROPERTY",
            "petrol windows car cars burn torch smash letterbox fire",
            r"(?:pour|put|throw|squirt|push)(?:ing)? (?:some )?(?:petrol|fireworks?|lighter "
            r"fluid|a firework|shit|dog (?:mess|shit)|matches) (?:through|in|into|over|on) "
            r"(?:your|ur|his|her|their|the) (?:\w{1,8} )?(?:letterbox|letter box|door|house|"
            r"car|windows?|office)|(?:i|we)(?:'?ll| will|'?m| am|'?re| are)?(?: "
            r"\w{1,8}){0,3}? (?:put|smash|do|brick|burn|torch|key|slash|wreck|trash)(?:ing)? "
            r"(?:all |every |up )?(?:your|ur|his|her|their|every|the mayor's)(?: \w{1,8})? "
            r"(?:windows?|cars?|vans?|tyres|house|home|shop|office|door)(?: (?:through|in|up|"
            r"down))?",
        ),
        Phrase(
            "THREAT",
            "fist brick bottle hammer bat boot",
            r"(?:a |my |the )?(?:fist|brick|bottle|hammer|bat|boot|knee)s? (?:in|into|through|"
            r"to|round|over) (?:the|your|ur|his|her|their|that|khan's)(?: \w{1,12})? "
            r"?(?:face|head|teeth|skull|mouth|throat|nose|eye|jaw)",
        ),
        Phrase(
            "THREAT",
            "down beaten hit punched slapped hurt stabbed whipped flogged kicked sterilised",
            rf"(?:{SOMEBODY}|people like you|you|they|he|she|you all)\b(?: (?:all|both))? "
            rf"(?:should(?: all)? be|needs? to be|ought to be|deserves? to be|wants? to be|"
            rf"must be) (?:put down(?! (?:in|on|as|to))|beaten(?! (?:at|in|by|to))|punched|"
            rf"slapped|stabbed|whipped|flogged|kicked|horsewhipped|knocked out|hit(?! (?:with "
            rf"a (?:fine|bill)|by|in the pocket)))",
        ),
        Phrase(
            "THREAT",
            "lose losing",
            r"(?:will|'ll|gonna|going to|might|could|should) lose (?:his|her|their|your|a|"
            r"some|an) (?:\w{1,8} )?(?:fingers?|teeth|tooth|legs?|arms?|eyes?|hands?|head|"
            r"kneecaps?|life)(?! (?:over|of))",
        ),
        Phrase(
            "THREAT",
            "throat throats",
            r"(?:get|gets|getting|have|has|having|need|needs|want) (?:his|her|their|your) "
            r"(?:\w{1,8} )?throats? (?:cut|slit|slashed)",
        ),
        Phrase(
            "THREAT",
            "burn bleed die hang drown suffer",
            r"(?:let|watch|make) (?:them|him|her|you|em|khan|the (?:mayor|police|pigs)) "
            r"(?:all )?(?:burn|bleed|die|hang|drown|suffer|choke)(?! (?:off|on a limb|"
            r"around))",
        ),
        Phrase(
            "THREAT",
            "violence force",
            r"(?:we|i)(?:'ll| will| must| should| have to| are going to| now)* (?:use|turn to|"
            r"resort to|choose) violence|violence (?:is|will be) (?:the|our|my|your) (?:only |"
            r"next )?(?:answer|way|language|option|step|thing)|(?:only|all) (?:language "
            r")?(?:you|they) understand is (?:violence|force|pain)",
        ),
        Phrase(
            "THREAT",
            "follow lights protect army save kids wife daughter son",
            r"(?:i|we)(?:'ll| will|'m going to|'ve| have| am)? ?(?:follow(?:ed|ing)?|"
            r"watch(?:ed|ing)?) (?:you|him|her|them) (?:home|to (?:your|his|her|their) (?:car|"
            r"house|home))|sleep with (?:the|your) lights on|(?:protect|save|help) you(?: "
            r"(?:when|from me|from us|once|if) (?:we|i)\b| from (?:me|us)\b)|(?:nobody|no one|"
            r"police|nothing) (?:can|will|could) (?:protect|save) you(?= ?[.!,]|$| now| from| "
            r"when)|your (?:kids?|children|wife|husband|daughter|son|mum|mother) (?:walks?|"
            r"goes|passes|plays?|works?|parks?|lives?|catch(?:es)?|gets?) (?!about|worse|"
            r"older|free)(?:\w{1,9} ){0,3}?(?:past|near|by|alone|my|round|opposite|on her own|"
            r"every)",
        ),
        Phrase(
            "THREAT",
            "bought got own crossbow machete knife gun shotgun",
            r"(?:i|i've|we|we've|ive)(?: have| just)? (?:bought|ordered|sharpened|loaded|been "
            r"sharpening|been loading) (?:a|an|my|the|some) (?:\w{1,8} )?(?:crossbow|gun|"
            r"knife|knives|machete|shotgun|rifle|axe|hammer|petrol|acid|sword|hatchet)(?! "
            r"(?:crime|set|block|for (?:the kitchen|cooking)))",
        ),
        Phrase(
            "THREAT",
            "killing stabbing shooting hurting murdering strangling punching beating "
            "attacking burning bombing smashing knifing shanking slapping hitting torturing "
            "poisoning gassing hanging",
            rf"{WRITER}\b{GAP}\b(?:killing|stabbing|shooting|hurting|murdering|strangling|"
            rf"punching|beating|attacking|burning|bombing|smashing|knifing|shanking|slapping|"
            rf"torturing|poisoning|gassing|hanging) (?:up )?{SOMEBODY}(?! (?:up about|around|"
            rf"out|about|budget|cuts|at (?:the|their)))",
        ),
        Phrase(
            "THREAT",
            "gun knife machete shotgun axe bomb petrol weapon weapons bat hammer crossbow sword",
            rf"{WRITER}\b{GAP}\b(?:get|getting|fetch|buy|buying|find|bring|bringing|use|using|"
            rf"grab|take|taking|load|carry|own|have|got) (?:a|an|my|the|some|me) (?:\w{{1,8}} "
            rf")?(?:gun|knife|machete|shotgun|axe|bomb|petrol|weapons?|bat|hammer|crossbow|"
            rf"sword) (?:and|to (?:your|the (?:meeting|office|mayor|hall))|to use|in (?:the "
            rf"boot|my (?:bag|car|coat|pocket))|at|into|on you|for you|with you)(?! (?:found|"
            rf"handed|took|gave|hand|it in|amnesty|they|them))|room with (?:\w{{1,12}} "
            rf"){{1,4}}and a (?:hammer|bat|knife|gun|crowbar)",
        ),
        Phrase(
            "THREAT",
            "homes house houses door doors home alive piece again",
            r"(?:come|coming|be|march|turn up|show up) (?:to|at|round to|outside) your "
            r"(?:homes?|houses?|front doors?|doors?|doorsteps?)|(?:not|never|won'?t|wont) "
            r"(?:leave|come (?:back|out)|get (?:out|home)|walk (?:out|away|again)|make it)(?: "
            r"\w{1,8}){0,3}? ?(?:alive|home|in one piece|breathing|again|tonight)(?! (?:until|"
            r"because|without|by bus|before dark|from work))",
        ),
        Phrase(
            "THREAT",
            "swing hang burn bleed suffer dance",
            r"(?:see|watch|seeing|watching) (?:you|him|her|them|khan|the mayor|the lot of "
            r"(?:you|them))(?: all)? (?:swing|hang|burn|bleed|suffer|die|dangle)",
        ),
        Phrase(
            "THREAT",
            "kill stab shoot hurt",
            r"(?:people|men|lads|boys|some|plenty|others|folk|many)\b[^.!?\n]{0,30}? (?:who|"
            r"that)?(?: would|'d| want to| will) (?:kill|stab|shoot|hurt) (?:you|him|her|khan|"
            r"the mayor)",
        ),
        Phrase(
            "THREAT",
            "hospital coffin morgue ditch canal intensive",
            rf"(?:{YOU}|you|he|she|they)\b(?:'?ll| will| could| might| are going to| gonna)? "
            rf"?(?:all )?(?:end|wind|wake|finish) up in (?:hospital|a (?:coffin|ditch|box|body "
            rf"bag|wheelchair)|the (?:morgue|canal|river|boot)|intensive care)(?! (?:waiting|"
            rf"because|due|when|with))",
        ),
        Phrase(
            "THREAT",
            "threat promise",
            r"this is (?:not )?a (?:threat|death threat|promise)(?= ?(?:[.!,]|$| and| not))|"
            r"not a threat,? (?:it'?s |but |this is )?a promise|(?:that'?s|it'?s) (?:not )?a "
            r"(?:threat|promise)(?= ?(?:[.!]|$))",
        ),
        Phrase("THREAT", "dogs dog", r"set (?:my|the|our) dogs? on"),
        Phrase(
            "THREAT",
            "minutes alone",
            r"(?:\d+|one|two|five|ten|a few) (?:minutes?|mins) (?:alone )?(?:in a (?:\w{1,8} "
            r")?room )?with (?:the mayor|khan|him|that \w{1,12}|whoever)(?: (?:and|in|alone)|"
            r"(?= ?[.!,]|$))",
        ),
        Phrase(
            "THREAT",
            "post car letters parcel mail",
            r"(?:watch out|careful|look|check|beware|think twice)(?: \w{1,8}){0,3}? (?:open|"
            r"opening|start|starting|under|in) your (?:post|car|mail|letters|parcels?)(?! "
            r"(?:office|park))",
        ),
        Phrase(
            "THREAT",
            "hope",
            r"(?:hope|pray|wish) the (?:whole )?lot of (?:you|them) (?:dies?|rots?|burns?|"
            r"chokes?|gets?|crash)",
        ),
        Phrase(
            "THREAT",
            "survive explosives feet up bad terrible something visit stone",
            r"(?:you|u|he|she|they|khan)(?: will|'ll)? ?(?:won'?t|not|never|wont) survive(?! "
            r"(?:on|without|another (?:cut|winter)))|(?:i|we)(?:'ve| have)(?: got)? "
            r"(?:explosives|grenades|a bomb)|six feet under(?! in)|(?:your|his|her|khan's) "
            r"time is up|do something (?:bad|terrible|nasty|violent|awful) to (?:you|him|her|"
            r"them|the|that|this|your|some)|(?:visit|see|deal with|sort) (?:you|u|him|her|"
            r"them)(?: out)? at (?:your |his |her |their )?home|we should (?:stone|hang|shoot|"
            r"burn|lynch|drown|gas) (?:the|these|those|them|him|her|you|all)",
        ),
        Phrase(
            "THREAT",
            "with",
            r"(?:take|taking|took) (?:some of (?:you|them)|people|you(?: all)?|a few|others|"
            r"as many|somebody|someone|everyone|them)(?: \w{1,8}){0,4}? (?:down )?with me(?= "
            r"?(?:[.!,]|$)| when| if)",
        ),
    ]
)
