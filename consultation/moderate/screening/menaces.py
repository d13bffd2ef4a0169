"""Threats in other words than "I will kill": veiled, in slang, announced, or told of by others."""

from consultation.moderate.screening.phrases import BEGINS, Phrase, Phrases

THEM = "(?:you|u|ya|him|her|them|em)"
YOUR = "(?:your|ur|yer|his|her|their|the mayor's|khan's)"
LOT = (
    r"(?:(?:them|'em|em)(?: all)?|(?:the |this )?(?:whole )?lot(?: of (?:you|them))?|"
    r"every (?:single |last ){0,2}one of (?:you|them)|all (?:of )?(?:you|them)|"
    r"(?:all )?(?:the |these |those |every )?(?:cops?|coppers?|feds|pigs|police|"
    r"officers|councillors|"
    r"politicians|mps|muslims|jews|immigrants|migrants|foreigners|blacks|gays)|the mayor|khan)"
)
WEAPON = (
    r"(?:gun|shotgun|pistol|rifle|knife|blade|machete|shank|strap|burner|axe|hammer|crowbar|"
    r"baseball bat|bat|bomb|acid|petrol|zombie knife)s?"
)
HURT = (
    r"(?:kill|shoot|stab|hurt|murder|attack|shank|bomb|blow up|burn|torch|set fire to|set light to|"
    r"beat up|smash up|petrol bomb|firebomb|poison|run over|rape|behead)"
)
WILL = (
    r"(?:(?:i|we)(?:'?ll| will|'?m gonna|'?m going to| am going to|'?re going to| are going to|"
    r"'?d| would| could| want to| wanna| swear i'?ll)(?: (?:happily|gladly|personally|just|like to|"
    r"love to|fucking)){0,2}|i'?mma|ima|gonna|going to|(?:some(?:one|body)|people|we) "
    r"(?:should|ought to|needs? to|has to|must|will|is going to)|"
    r"(?:i|we) (?:hope|wish) (?:some(?:one|body)|they) (?:will )?)"
)
SHAME = "(?:shame|pity|terrible|awful|tragic|sad|funny|unfortunate)"
NO_HANDING = r"(?! (?:that|i found|we found|to hand|amnesty|bin|crime|arch))"

MENACES = Phrases(
    [
        # What is done to somebody.
        Phrase(
            "THREAT",
            "bullet bullets",
            r"(?:put|get|gets|take|have|deserves?) (?:a |some )?bullets? (?:in|into|through) "
            r"(?:\w{1,12} ){0,2}(?:some(?:one|body)|you|him|her|them|lot|mayor|head|heads?|"
            r"skull|khan|whoever|every)|(?:you|he|she|they)(?:'ll| will| are going to| gonna) "
            r"(?:all )?(?:get|be getting|catch|take) (?:a )?bullets?|a bullet with (?:your|"
            r"his|her|khan's) name",
        ),
        Phrase(
            "THREAT",
            "hospital ground box wheelchair coffin grave morgue",
            rf"put(?:ting)? {THEM} (?:all )?(?:in|into|in to|under) (?:hospital|the ground|a "
            rf"(?:wooden )?box|a wheelchair|a coffin|an early grave|the (?:grave|morgue|"
            rf"hospital))",
        ),
        Phrase(
            "THREAT",
            "bone bones legs neck arms",
            rf"break (?:every bone|(?:all )?{YOUR} (?:\w{{1,10}} )?(?:bones|legs?|necks?|"
            rf"arms?)|the (?:legs|neck|arms) of)",
        ),
        Phrase(
            "THREAT",
            "face head teeth skull mouth lights nose jaw block",
            rf"{WILL} (?:smash|kick|bash|cave|punch|knock|rearrange|stamp on|fuck up|headbutt|"
            rf"break) (?:{YOUR}|the|that|whoever's) (?:\w{{1,12}} ){{0,2}}(?:face|head|teeth|"
            rf"skull|lights|nose|jaw|block)|(?:punch|smack|fist|slap|kick|acid) in(?: |to "
            rf")(?:the |your |his |her )(?:face|mouth|head|teeth)",
        ),
        Phrase(
            "THREAT",
            "throat throats",
            rf"(?:slit|cut|slash|rip|tear) (?:{YOUR}|the) (?:\w{{1,12}} )?throats?",
        ),
        Phrase(
            "THREAT",
            "run over car van mow",
            rf"{WILL} (?:run|mow|knock) (?:{THEM}|whoever|the (?:mayor|councillor|officer)) "
            rf"(?:all )?(?:over|down)|drive (?:my|a) (?:\w{{1,10}} )?(?:car|van|lorry|truck) "
            rf"(?:in|at|over|through)(?:to)? (?:you|him|her|them|that|the|your|people)(?! "
            rf"(?:car park|garage|multi|station car|drive))(?: (?:crowd|queue|people|lot|"
            rf"meeting|front))?",
        ),
        Phrase(
            "THREAT",
            "acid",
            r"(?:throw|chuck|splash|pour|squirt)(?:s|ing)? (?:some )?(?:acid|ammonia|bleach) "
            r"(?:at|in|over|on|into)|acid attack (?:on )?(?:you|him|her|them|that|the "
            r"(?:mayor|councillor|officer))|acid (?:in|on) (?:your|ur|his|her|their) face",
        ),
        Phrase(
            "THREAT",
            "slap kicking beating hiding battering lesson",
            rf"(?:give|giving) (?:{THEM}|that (?:\w{{1,12}} )?|the (?:mayor|councillor|lot of "
            rf"(?:you|them))) ?(?:\w{{1,10}} ){{0,2}}a (?:good |proper |right |real )?(?:slap|"
            rf"kicking|beating|hiding|battering|smack)|(?:deserves?|needs?|wants?|getting|"
            rf"get)(?: to be)? (?:\w{{1,9}} )?a (?:good |proper |right |real )?(?:kicking|"
            rf"beating|hiding|battering|slap|shoeing)|(?:teach|taught) (?:{THEM} )?a "
            rf"lesson(?:,? (?:a proper beating|(?:he|she|you|they) (?:won't|will never|'ll "
            rf"never) forget))",
        ),
        Phrase(
            "THREAT",
            "end finish",
            rf"{WILL} (?:end|finish)(?: off)? (?:you|u|him|her|every (?:single |last )*one of "
            rf"(?:you|them)|all of (?:you|them)|the lot of (?:you|them))(?! up| with)|finish "
            rf"the job on (?:you|him|her)",
        ),
        Phrase(
            "THREAT",
            "destroy hurt damage harm",
            r"(?:i|we)(?:'?ll| will|'?m going to|'?m gonna) (?:destroy|ruin|hurt|harm) (?:you|"
            r"u|him|her|them|your (?:family|kids|children|life|wife|husband)|(?:his|her|"
            r"their) (?:family|kids|children))|(?:come|going|gonna|coming)(?: down| over| "
            r"round)?(?: there| here)?(?: and|,| to)? (?:do|cause) (?:some |serious |real "
            r")?(?:damage|harm)",
        ),
        Phrase(
            "THREAT",
            "violence violent blood bloodshed riot bodies",
            r"(?:will|going to|gonna|resort to|answer (?:it )?with|met with) (?:be |get |turn "
            r"|become |use )?(?:violent|violence|bloodshed)(?! (?:is|against women|at home|"
            r"in))|pay (?:for (?:this|it) )?(?:in|with) (?:your |their )?(?:blood|lives|life)|"
            r"(?:make|spill|draw|want|see) (?:your |some |their |his )?blood(?! (?:pressure|"
            r"test|donor|sample|on the pavement|bank|boil|cells?|sugar|results?|taken))|blood "
            r"will be|(?:this )?ends (?:with|in) (?:bodies|blood)",
        ),
        Phrase(
            "THREAT",
            "hurt",
            r"(?:people|some(?:one|body)|you|he|they)(?:'s| is|'re| are|'ll| will) (?:going "
            r"to |gonna )?(?:get|be) (?:badly |seriously )?hurt,? (?:and (?:it|i)|starting "
            r"with|if you|unless you|because of you)",
        ),
        # Calls for it.
        Phrase(
            "THREAT",
            "kill shoot hang gas stab bomb murder lynch burn behead drown string castrate "
            "execute hunt",
            rf"{BEGINS}(?:just |someone |somebody |let's |lets |please )?(?:kill|shoot|hang|"
            rf"gas|stab|bomb|murder|lynch|burn|behead|drown|string up|execute|hunt down) "
            rf"{LOT}(?! (?:to account|out to dry|plan|budget|down in flames|figures|bags|coats|"
            rf"portrait|posters?|picture))|string {THEM} (?:all )?up",
        ),
        Phrase("THREAT", "dead good", r"only good (?:\w{1,15}) is a dead(?: one| \w{1,15})?"),
        Phrase(
            "THREAT",
            "shot hanged stabbed hung gassed burned burnt killed beaten wall lamp lamppost "
            "lamp-post gallows noose rope guillotine",
            r"(?:should|ought to|must|need to|needs to|deserves? to|want(?:s)?|wanna see|like "
            r"to see|love to see|hope (?:you|they|he|she))(?: \w{1,12}){0,4}? (?:(?:be|get|"
            r"getting|all be)(?: all)? )?(?:taken outside|shot(?! (?:down|at)\b)|hanged|"
            r"stabbed|lynched|gassed|beheaded|strung up|beaten up|killed off like)|(?:up "
            r")?against (?:a|the) wall and (?:be )?shot|from (?:the |a |every )(?:lamp "
            r"?posts?|lamp-posts?|gallows|trees?|nearest lamp ?post)|bring back (?:the "
            r")?(?:guillotine|gallows|noose) for",
        ),
        Phrase(
            "THREAT",
            "hope wish pray",
            rf"(?:hope|wish|pray) (?:that )?(?:you|u|he|she|they|{YOUR} \w{{1,12}}|some(?:one|"
            rf"body)|the (?:mayor|councillors?|officers?|lot of (?:you|them))|every one of you|"
            rf"all of you)(?: (?:all|both|and \w{{1,9}}|\w{{1,9}}|your \w{{1,9}})){{0,3}}? "
            rf"(?:dies?|drops? dead|burns? (?:in|to)|rots?|chokes?|gets? (?:stabbed|shot|hurt|"
            rf"run over|raped|cancer|killed|attacked|mugged and|what)|suffers?|bleeds?|"
            rf"crash(?:es)?|kills? (?:you|him|her|them))",
        ),
        Phrase(
            "THREAT",
            "arms pitchforks revolution",
            r"(?:take|took|taking) up arms(?: against)?",
        ),
        # Slang.
        Phrase(
            "THREAT",
            "shank shanked shanking merk merked wet wetted cheffed chef ching chinged "
            "splash smoke body bang duppy clap clapped dipped dip poke",
            rf"(?:i'?mma|ima|gonna|finna|{WILL}|about to|boutta) (?:come and )?(?:shank|merk|"
            rf"wet|chef|ching|splash|smoke|body|clap|duppy|dip|poke)(?: up)? (?:u|you|him|her|"
            rf"them|that|whoever|the|sum1|some1|someone|every)|(?:bang|fuck|mess|cut|slice) "
            rf"(?:u|you|him|her|them) (?:up|out)|(?:get|gets|getting|got|be|being|is) "
            rf"(?:wetted|merked|cheffed|shanked|chinged|clapped|splashed|dipped|smoked|duppied|"
            rf"poked up|wet up)",
        ),
        Phrase(
            "THREAT",
            "pull pulling slide slidin sliding spin mandem opps ops ride slippin slipping "
            "lackin lacking",
            r"(?:pull(?:ing)? up|slid(?:e|ing|in)|spin(?:ning)?|rid(?:e|ing)) (?:on|to|at|"
            r"round|2) (?:ur|your|his|her|their|the|da|u|you|that)(?: \w{1,12}){0,3}? "
            r"(?:wi(?:t|th|v)|and|n)\b|catch (?:u|you|him|her|them|that \w{1,12}) (?:slippin|"
            r"slipping|lackin|lacking)g?",
        ),
        Phrase(
            "THREAT",
            "shot smoked stabbed",
            r"(?:y'?all|yous?|u|they|he|she|you(?: lot)?)(?:'s|'re| is| are|'ll| will|r)? "
            r"(?:all )?(?:about to|boutta|finna|gonna|going to|getting|gettin|bout to) (?:get "
            r"|be |all get )?(?:shot|smoked|stabbed|killed|hurt bad|robbed and)",
        ),
        # Veiled.
        Phrase(
            "THREAT",
            "know no kno seen watched watching followed",
            r"(?:i|we|ik|he|they) (?:all |also |already )?(?:know|kno|no) (?:where (?:u|you|"
            r"ur|your|he|she|they|the \w{1,12}|that)(?: \w{1,15}){0,3}? (?:live|lives|liv|"
            r"sleep|sleeps|park|parks|kids?|children|family|go(?:es)? to school|drinks?|"
            r"walks?)|(?:what|which) (?:car|school|bus|train|road|house|time|route|nursery|"
            r"gym|pub)s? (?:u|you|your|ur|he|she|they|his|her|their|it is you)|ur face|your "
            r"(?:face|address|car|route|kids|children|family|wife|daughter|son|movements|"
            r"routine)(?! (?:team|services?)))",
        ),
        Phrase(
            "THREAT",
            "back backs shoulder shoulders eye",
            r"(?:watch|mind|cover|look over|looking over) (?:your|ur|yer|his|her|their) "
            r"(?:back|shoulder)s?|(?:sleep|sleeping) with (?:one|1) eye open",
        ),
        Phrase(
            "THREAT",
            "careful walk walking alone dark",
            r"(?:be (?:very |more )?careful,? (?:walking|when you (?:walk|leave|go|drive|"
            r"cross)|going home|crossing|on your way|who you)|(?:(?:you|he|she|they) "
            r")?(?:better|had better|should|'d better|best) not (?:be )?(?:walk|walking|go|go "
            r"out|turn up|show|come)(?: \w{1,8}){0,2} (?:alone|after dark|(?:a)?round "
            r"here|face)|want to be careful)(?! of| with| about| not)",
        ),
        Phrase(
            "THREAT",
            "waiting wait outside door house doorstep",
            rf"(?:i|we)(?:'?ll| will|'?m| am|'?re| are)(?: going to| gonna)? (?:be "
            rf")?(?:waiting (?:for (?:you|u|him|her|them)|outside)|outside {YOUR} (?:house|"
            rf"home|office|flat|door|work)|(?:on|at) {YOUR} (?:doorstep|door|house|home))|"
            rf"(?:see|visit|seeing) (?:you|u|him|her) (?:at|outside) {YOUR} (?:house|home|flat|"
            rf"door)|(?:turn(?:ing)? up|com(?:e|ing)|knock(?:ing)?) (?:at|to|round|on)(?: to)? "
            rf"{YOUR} (?:front )?(?:door|house|home|doorstep)",
        ),
        Phrase(
            "THREAT",
            "shame pity happened happens happen fire accident terrible awful tragic unfortunate",
            rf"{SHAME}(?: thing)? if (?:(?:some|any)(?:thing|one|body) (?:(?:bad|nasty|"
            rf"terrible) )?(?:were to |was to |should )?(?:happen(?:ed|s)?|got hurt|hurt|broke|"
            rf"set)|(?:it|they|he|she|you|(?:the|your|his|her|that|this) (?:\w{{1,12}} "
            rf"){{1,3}}?)(?: ?(?:were to|all|had|was to|to))? ?(?:caught|catch(?:es)?|went up "
            rf"in|burn(?:ed|t|s)?|got (?:hurt|burned|smashed|broken|burgled|attacked)|had an "
            rf"accident|happened|fell|blew))",
        ),
        Phrase(
            "THREAT",
            "christmas alive breath breathe sunrise tomorrow birthday weekend morning "
            "grandchildren",
            r"(?:you|u|he|she|they)(?: all)?(?: lot)? (?:won'?t|will not|wont|will never|are "
            r"not going to|aren't going to) (?:live (?:to|long enough)|see (?:christmas|"
            r"another|the (?:end|morning|weekend|new year)|tomorrow|next|sunrise|your (?:next|"
            r"kids|grandchildren))|be (?:alive|breathing)|(?:get|come) out (?:of (?:here|"
            r"there|it) )?alive|last the)|(?:(?:your|his|her|their) last|draw(?:ing)? (?:your|"
            r"his) last) (?:christmas|breath|birthday|day on earth)",
        ),
        Phrase(
            "THREAT",
            "next",
            r"(?:you|u|he|she|khan|your family)(?:'re|'s| are| is| r|r|'ll be| will be)? "
            r"next(?=[.!,\n]|$)(?<!\bsee you next)(?<!\bthank you next)|next time,? (?:it|i|"
            r"we)(?:'ll| will)? (?:won'?t|not|will not) (?:be|use|stop at|just) (?:just |only "
            r")?(?:words|talk|talking|peaceful|polite|nice|a letter|so (?:nice|polite|kind|"
            r"lucky))",
        ),
        Phrase(
            "THREAT",
            "life live breathing alive safety warned warning",
            r"if you (?:value|like|want to keep) (?:your|ur) (?:life|lives|legs|teeth|face|"
            r"kneecaps|family|job and)|if (?:you|u|he|she|they) (?:want|wants|wanna|know "
            r"what's good)(?: to)? (?:live|stay alive|keep breathing|stay safe|see)|consider "
            r"(?:this|yourself) (?:a |your )?(?:final |last |only |fair )?(?:warned|"
            r"warning)(?=[.!,]|$)",
        ),
        Phrase(
            "THREAT",
            "sorry responsible time prison",
            r"(?:you|u|he|they)(?:'ll| will|'re going to| are going to| gonna) (?:all )?(?:be "
            r"sorry|wish (?:you|he|they)(?:'d| had)? never)(?! (?:if|when the|to|for the))|"
            r"(?:not|won't|can't|cannot) be (?:held )?responsible for (?:my|what i)(?: "
            r"actions| do)?|(?:do|doing|serve|happy to do|go to) (?:time|prison|life|jail) "
            r"for (?:you|him|her|them|it|this)(?! (?:crime|offence))",
        ),
        Phrase(
            "THREAT",
            "snap",
            r"(?:i|i'm|im)(?:'ll| will| am)? (?:(?:just |about |going |gonna |close )(?:to "
            r")?){0,3}(?:to )?snap and(?: then)? (?:\w{1,12} ?){1,3}",
        ),
        Phrase(
            "THREAT",
            "remember jo amess",
            r"remember (?:what happened to )?(?:jo cox|david amess|sir david amess)",
        ),
        Phrase(
            "THREAT",
            "bleed die dies burn rot",
            r"(?:i|we)(?:'ll| will)? (?:make sure|see to it|watch)(?: that)? (?:you|he|she|"
            r"they)(?: all)? (?:die|bleed|burn|suffer|rot|pay)s?|(?:you|he|she|they)(?: all)? "
            r"(?:must|should|shall|will|gonna|going to) (?:all )?(?:bleed|burn in|die (?:for|"
            r"slowly|screaming|soon|tonight|like)|rot in)",
        ),
        Phrase(
            "THREAT",
            "petrol matches match",
            r"(?:petrol|matches|lighter) (?:with|and) (?:your|ur) (?:name|address) on|(?:i|"
            r"we)(?:'ll| will| would)? (?:be the one to )?(?:light|strike) (?:the|a) match",
        ),
        # Weapons and bombs.
        Phrase(
            "THREAT",
            "gun guns shotgun pistol rifle knife knives blade machete shank strap burner "
            "axe hammer crowbar bat acid petrol bomb",
            rf"(?:i|we|ill|i'll)(?:'?ve| have|'?m| am|'?ll| will)?(?: also)?(?: got| have| "
            rf"bringing| bring| be bringing| be back with| carrying| carry| bought| buying| "
            rf"sharpened)+ (?:a|an|my|the|some|dads?|our)(?: \w{{1,12}})? {WEAPON}{NO_HANDING}|"
            rf"(?:with|and) (?:a|my) (?:big |loaded )?(?:gun|knife|machete|shotgun|strap|shank|"
            rf"blade)(?: and)? (?:i|ill|he|she|you)(?:'ll| will|'m)? (?:use|gonna|going|see)|"
            rf"(?:know|ready|prepared|going|gonna|ill|i'll) (?:how )?(?:to )?use it on (?:you|"
            rf"him|them)|walk(?:s|ing)? in (?:t?here|to)?(?: \w{{1,10}}){{0,3}} with a "
            rf"(?:\w{{1,10}} )?(?:gun|shotgun|knife|machete|bomb|axe|hammer)",
        ),
        Phrase(
            "THREAT",
            "bomb device explosive explosives",
            r"there(?:'?s| is| will be| are|'ll be) (?:going to be )?(?:a |an |another "
            r")?(?:\w{1,10} )?(?:bombs?|devices?|explosives?) (?:in|at|under|inside|near|set|"
            r"on|planted|hidden|waiting|that)(?! (?:scare|alert|squad|hoax|age|the reception "
            r"to))(?! (?:can|could|would|lets?|for))|(?:bomb|device) (?:\w{1,9} "
            r"){0,2}(?:go(?:es|ing)? off|explode|detonate)|(?:made|built|building|making|"
            r"planted|left|set) (?:a|the) (?:pipe |nail |petrol |car )?(?:bomb|device) (?:and|"
            r"in|at|under|outside|that)",
        ),
        Phrase(
            "THREAT",
            "shoot shooting gun",
            r"(?:gonna|going to|i'll|ill|will|could) shoot (?:up |down )?(?:the |that |your |"
            r"this )?(?:\w{1,12} )?(?:up|town hall|station|meeting|office|place|city hall|"
            r"council)",
        ),
        # Told of others.
        Phrase(
            "THREAT",
            "says said say saying telling told threatening threatens threatened planning "
            "plans plan planned talking wants",
            rf"(?:says?|said|saying|telling (?:\w{{1,9}} )?(?:that )?|told (?:me|us|everyone|"
            rf"people|my \w{{1,9}})|boasting|bragging)(?: that)? (?:he|she|they|some(?:one|"
            rf"body))(?:'s|'re|'ll|'d| is| are| will| would| was| were| wants to)?(?: going to|"
            rf" gonna| planning to)? {HURT} (?:you|him|her|them|some(?:one|body)|the|a|an|his|"
            rf"people|officers?|that|whoever)|(?:is|are|was|were|men|man|lad|boy|someone|"
            rf"somebody|he's|they're|heard \w{{1,12}}) (?:planning|threatening|talking about|"
            rf"plotting|wanting) (?:to )?(?:{HURT}|(?:kill|shoot|stabb?|bomb|burn|attack|hurt|"
            rf"sett?)ing)(?: fire to)? (?:you|him|her|them|some(?:one|body)|the|a|an|his|"
            rf"people|officers?|that|down|up)(?! (?:budget|plan|waste|cuts))",
        ),
        Phrase(
            "THREAT",
            "gun knife machete shotgun zombie pistol guns knives",
            r"(?:he|she|they|neighbour|neighbor|kid|boy|lad|man|son|student|pupil|someone|"
            r"somebody|\w{2,12}'s (?:got|carrying))(?:'s| is| has| have| been| got| keeps| "
            r"who| always| at my school| in my class| upstairs| next door| opposite){0,4} "
            r"(?:carrying|carries|hiding|hides|waving|waved|keeps?|keeping|has|got|pulled|"
            r"pulls) (?:a|an|his|the) (?:\w{1,10} )?(?:gun|knife|machete|shotgun|pistol)(?! "
            r"(?:crime|licen|arch|amnesty|bin))|pull(?:ed|s) (?:a |out a )(?:knife|gun|"
            r"machete|blade) on",
        ),
        # Property.
        Phrase(
            "THREAT_PROPERTY",
            "brick bricks window windows",
            r"(?:brick|smash|break|put in|put through|start|do) (?:in )?(?:every|all|your|ur|"
            r"his|her|their|with the) (?:\w{1,10} )?windows?(?! (?:seat|cleaner|of|"
            r"open))(?: in| you)?|(?:brick|bricks|petrol bomb|firework)s? (?:is |are "
            r")?(?:going |coming )?through (?:your|the|ur|his|every)",
        ),
        Phrase(
            "THREAT_PROPERTY",
            "burn torch firebomb bomb petrol fire",
            rf"{WILL}(?: (?:come|go) (?:down |back )?(?:and |to ))? ?(?:burn|torch|firebomb|"
            rf"petrol bomb|set fire to|set light to|blow up) (?:it|them|that|the|this|your|ur|"
            rf"his|her|their|down)(?! (?:plan|idea|candle|bridges|rubber|map|money|calories|"
            rf"fat))|burn (?:it|the place|that place|your house|ur house|his house|the "
            rf"building|the station|the town hall) (?:all )?(?:down|to the ground)|(?:chuck|"
            rf"throw|lob|put) (?:a |some )?(?:petrol bomb|match|molotov|firebomb|petrol)s? "
            rf"(?:in|at|through|on|over|into)|torch the (?:place|lot|building|station|office)",
        ),
    ]
)
