"""Harm by its parts: who does what to whom, with other words between; and what despair says."""

from consultation.moderate.screening.phrases import Phrase, Phrases

CLOSE = (
    r"(?:(?:my|her|his|our|their|the) (?:\w{1,10}(?:'?s)? ){0,2}?(?:husband|wife|"
    r"partner|ex|boyfriend|"
    r"girlfriend|bf|gf|dad|daddy|father|mum|mam|mother|step-?(?:dad|father|mum|mother)|brother|"
    r"sister|uncle|aunt|auntie|cousin|son|daughter|grandson|grandad|in-?laws?|father in law|"
    r"mother in law|brother in law|boss|landlord|carer|carers|teacher|coach|man|bloke|boss|mate|"
    r"pastor|imam|priest|tutor|nurse|foster (?:dad|mum|carer)|flatmate|housemate|lodger|friend|"
    r"family|parents|staff|neighbour|guardian|employer))"
)
HE = (
    rf"(?:he|she|they|{CLOSE}"
    r"|(?:a|an|this|some|that) (?:\w{1,10} )?(?:man|boy|guy|woman|bloke|lad|gang|men|stranger))"
)
DOES = (
    r"(?:hits?|hit|hitting|beats?|beat|beating|punch(?:es|ed|ing)?|kick(?:s|ed|ing)?|slap(?:s|ped|"
    r"ping)?|chok(?:es|ed|ing)|strangl(?:es|ed|ing)|hurt(?:s|ing)?|stab(?:s|bed)?|"
    r"burn(?:s|ed|t|ing)?|"
    r"rap(?:es|ed|ing)|forc(?:es|ed|ing)|lock(?:s|ed|ing)?|tie(?:s|d)?|tying|grab(?:s|bed|bing)?|"
    r"shak(?:e|es|ing)|shook|starv(?:es|ed|ing)|drug(?:s|ged|ging)|threaten(?:s|ed|"
    r"ing)?|abus(?:es|ed|"
    r"ing)|molest(?:s|ed|ing)?|batter(?:s|ed|ing)?|pimp(?:s|ed|ing)?|grop(?:es|ed|"
    r"ing)|push(?:es|ed|"
    r"ing)?|shov(?:es|ed|ing)|throttl(?:es|ed)|whip(?:s|ped)?|smack(?:s|ed|ing)?|"
    r"spit(?:s|ting)? on|"
    r"spat on|headbutt(?:s|ed)?|drag(?:s|ged)?|bit(?:es|ing)?|attack(?:s|ed|ing)?|assault(?:s|ed)?|"
    r"watch(?:es|ed|ing)?|touch(?:es|ed|ing)?|terrori[sz](?:es|ed|ing)|bull(?:y|ies|ied|ying))"
)
DOES_WORDS = (
    "hit hits hitting beat beats beating punch punches punched punching kick kicks kicked kicking "
    "slap slaps slapped slapping choke chokes choked choking strangle strangles strangled "
    "strangling "
    "hurt hurts hurting stab stabs stabbed burn burns burned burnt burning rapes raped "
    "raping forces "
    "forced forcing lock locks locked locking tie ties tied tying grab grabs grabbed "
    "grabbing shakes "
    "shaking shook shake starves starved starving drugs drugged drugging threaten threatens "
    "threatened threatening abuses abused abusing molests molested molesting batters battered "
    "battering pimps pimped pimping gropes groped groping push pushes pushed pushing shove shoves "
    "shoved throttles throttled whips whipped smacks smacked smacking spits spitting spat "
    "headbutts "
    "headbutted drag drags dragged bites biting attacks attacked attacking assaults "
    "assaulted watches "
    "watching touches touched touching terrorises terrorised bullies bullied bullying"
)
LITTLE = (
    r"(?:the |his |her |their |my |those |these |that )(?:\w{1,9} )?(?:little ones?|kids?|child|"
    r"children|baby|babies|toddler|infant|girl|girls|boy|boys|pupils|residents|old (?:lady|man)|"
    r"mother|mum|grandmother|gran|nan|grandad|grandfather|wife|girlfriend|daughter|"
    r"son|sister|brother)"
)
PARTS = (
    r"(?: by the (?:throat|neck|hair|arm)| down the stairs| (?:against|into) (?:the|"
    r"a) wall| with a \w{1,9}| in the (?:face|head|stomach|ribs|night|shower|bath|"
    r"bathroom)| black and blue| up| every| when| if| so| and| until| again| at night|"
    r" most| all the time| sometimes| often| too| because| to (?:do|have|make|sell|"
    r"carry|sleep)|(?= ?(?:[.!?,;]|$)))"
)
GAP = r"[^.!?\n]{0,40}?"
ENDS = r"(?= ?(?:[.!?,;\n]|$))"
AGE = (
    r"(?:i'?m|i am|aged?|only|just turned) (?:only |just )?(?:[89]|1[0-7]|nine|ten|"
    r"eleven|twelve|thirteen|fourteen|fifteen|sixteen)(?! (?:minutes|miles|years (?:a|"
    r"ago|in|as)|pounds|people|stone|weeks|months|hours|%|o'clock|am|pm|days))"
)

HARM_DONE = Phrases(
    [
        Phrase(
            "AT_HOME",
            DOES_WORDS,
            rf"{HE}(?: (?!not|never)\w{{1,10}}){{0,5}}? {DOES} (?:me|us)(?! (?:on the (?:head|"
            rf"nose)|how|as|by|well|when (?:i|we) (?:saw|read|heard)|about|in the (?:eye|"
            rf"right)|up about|hard that)){PARTS}",
        ),
        Phrase(
            "ABUSED",
            DOES_WORDS,
            rf"(?:{HE}|seen (?:the|his|her|their) (?:mother|father|mum|dad|parents?|carer)|"
            rf"staff|nobody)(?: (?!not|never)\w{{1,10}}){{0,5}}? {DOES} (?:{LITTLE}|him|her|"
            rf"them)(?: (?:with a (?!smile|ticket|fine|car)\w{{1,9}}|by the|every|all|at night|"
            rf"and|when|in the (?:head|face|shower|bath|night|room)|to (?:her|his|a|the) "
            rf"(?:chair|bed)|down|until|up(?: inside)?|for (?:sex|drugs)|with)\b|{ENDS})(?! "
            rf"the (?:case|door|budget))",
        ),
        Phrase(
            "AT_HOME",
            "violent abusive controlling aggressive",
            r"(?:my|her|our|his) (?:\w{1,12}(?:'s)? ){1,3}(?:is|gets|was|has become|can be|"
            r"turns|has been|became|being|who is) (?:so |very |really |extremely |physically |"
            r"increasingly |often )*(?:violent|abusive|controlling|aggressive)(?! (?:crime|"
            r"area|street|town|dog))|(?:he|she)(?:'s| is| gets| turns| can be| was) (?:so |"
            r"very |really |getting |becoming )*(?:violent|abusive)(?: (?:with|to|towards|"
            r"when|and|at|if)|(?= ?[.!,]|$))",
        ),
        Phrase(
            "AT_HOME",
            "throws threw smashes smashed drunk drinks drinking",
            rf"{CLOSE} (?:\w{{1,8}} )?(?:throws?|threw|throwing) \w{{1,10}} at (?:me|us|her|"
            rf"him|the kids)|(?:{CLOSE}|he|she|dad|daddy|mum) (?:\w{{1,6}} )?(?:gets?|got|"
            rf"comes? home|is always|is) (?:very |so |really )?(?:drunk|wasted)(?: every "
            rf"\w{{1,8}})? and (?!fell|falls|fun|happy|sings|went)\w{{1,10}}|smash(?:es|ed|"
            rf"ing)? (?:up )?(?:the|our|my) (?:house|flat|home|room|furniture|phone)(?: up)? "
            rf"(?:and|when|if|every)",
        ),
        Phrase(
            "AT_HOME",
            "fear hide hiding hid out reads reply contact finds terrified",
            r"(?:live|living|lives|am|are|i'm) in (?:constant )?fear of (?:my|him|her|his|"
            r"our)|we (?:all )?(?:hide|hid|have to hide) (?:in|under|from|upstairs)|(?:while|"
            r"when|before|until) (?:he|she|my \w{1,10})(?:'s| is|s) (?:out|at work|asleep|"
            r"away|back|home|in the shower)(?=[.!,]|$)|(?:please )?(?:do not|don'?t|dont|"
            r"never) (?:reply|contact me|write back|ring me|call me|email me|text me|phone me|"
            r"send (?:letters|anything|post))(?: (?:to this|at home|on this|here|back|because "
            r"he|as he|in case|he|she|or he)|,? (?:he|she)\b)|if (?:he|she|they|my \w{1,10}) "
            r"(?:finds? out|find out|finds? this|sees? this|knew|knows) (?!about the (?:plan|"
            r"price))(?:\w{1,12})",
        ),
        Phrase(
            "AT_HOME",
            "keep keeps kept house beat passport wages wage floor paid nanny maid servant",
            r"(?:he|she|husband|boss|family|madam|employer)(?: \w{1,8}){0,3}? (?:keep|keeps|"
            r"kept|hold|holds) (?:me|us|her) (?:in|inside|at|locked|like|here)(?! (?:touch|"
            r"the loop|mind|stitches|informed|going|waiting|hold|a queue|suspense|good))|"
            r"(?:took|take|takes|has|have|keep|keeps|holding) (?:our|all our|my|their) "
            r"passports?(?! (?:as id|and gave|application|and returned|photo))|(?:i|we) "
            r"(?:must |have to |only |am |are |made to )*sleep on (?:the )?floor|not (?:give|"
            r"pay|paid|giving|paying) (?:me |us |any )*(?:wages?|salary)|work(?:ing)? "
            r"(?:\w{1,9} ){0,5}?(?:without|for no|with no) (?:pay|wages|money|salary)|(?:18|"
            r"16|20|15) hours (?:a|every|per) day (?:and|with|for|without)",
        ),
        Phrase(
            "AT_HOME",
            "wedding marry marriage fiance engaged booked flight abroad",
            rf"{AGE}{GAP}\b(?:wedding|marry|marriage|married|engaged|husband)|(?:my "
            rf")?(?:parents|family|dad|mum|uncle|they)(?: \w{{1,8}}){{0,4}}? (?:arrang(?:ed|"
            rf"ing)|booked|planned|planning|bought|forc(?:ed|ing)|mak(?:e|ing)|want(?:s)?|"
            rf"send(?:ing)?)(?: \w{{1,9}}){{0,6}}? (?:my (?:wedding|marriage)|me (?:to "
            rf")?(?:marry|get married)|marry me)|(?:wedding|marriage)(?: \w{{1,9}}){{0,5}} "
            rf"(?:i|she) (?:am|is|'m|don'?t|do not|did not|didn't|never) (?:only|1\d|want|"
            rf"agree|consent|say yes)",
        ),
        Phrase(
            "ABUSED",
            "im i'm am age aged only year old man boyfriend online pictures knows thinks "
            "flat meet older",
            rf"(?:man|guy|bloke|boy|boyfriend|men|he|someone|friend|teacher|"
            rf"coach)\b{GAP}(?:knows?|thinks?|even though|but|says) (?:i'?m|i am|im|that i'?m) "
            rf"(?:only )?(?:[89]|1[0-7])\b|\b(?:i'?m|i am|im) (?:only )?(?:[89]|1[0-7])\b(?! "
            rf"(?:minutes|miles|stone|weeks)){GAP}\b(?:older (?:man|guy|boy|boyfriend)|(?:a|"
            rf"this|the|some) (?:man|guy)|nudes|pregnant|boyfriend is (?:\d\d|twenty|thirty|"
            rf"older)|sex|sexual|touch(?:es|ed|ing)|hits|beats|my (?:dad|mum|uncle|brother|"
            rf"stepdad)\b[^.!?\n]{{0,20}} (?:me|my))|(?:man|guy|men|stranger|someone|bloke)(?: "
            rf"\w{{1,9}}){{0,4}} (?:online|on (?:snap|snapchat|roblox|insta|instagram|discord|"
            rf"fortnite|whatsapp|the internet|tiktok|facebook))(?: \w{{1,9}}){{0,5}}? "
            rf"(?:wants?|asks?|asked|asking|sends?|sent|telling|told|keeps?) (?:\w{{1,9}} "
            rf")*?(?:me|my \w{{1,9}}|her|him)",
        ),
        Phrase(
            "ABUSED",
            "porn porno pornography indecent nude nudes naked sexual inappropriate",
            r"(?:show(?:s|ed|ing|n)?|send(?:s|ing)?|sent|play(?:s|ed)|watch(?:es|ing)?|"
            r"mak(?:es|ing)|made|taking|took|takes) (?:\w{1,9} ){0,4}?(?:porn|porno|"
            r"pornography|indecent|nudes?|naked|sexual)(?: \w{1,9}){0,3}|(?:touch(?:es|ed|"
            r"ing)?|talk(?:s|ing)?) (?:\w{1,9} ){0,3}?(?:inappropriately|sexually)",
        ),
        Phrase(
            "ABUSED",
            "beg begs begging hungry thin filthy nappy dirty starving food",
            r"(?:kids?|child(?:ren)?|boys?|girls?|baby|toddler|they|little ones?)(?: "
            r"\w{1,9}){0,5}? (?:beg(?:s|ging)?|asks?|asking|scaveng\w{2,4}|look(?:s|ing)? in "
            r"(?:the )?bins?)(?: us| me| people| neighbours| strangers)? for food|(?:kids?|"
            r"child(?:ren)?|boys?|girls?|baby|toddler) (?:next door |upstairs |downstairs |"
            r"opposite |at \w{1,10} \w{1,6} |there )?(?:is|are|looks?|seems?|always)(?: "
            r"\w{1,9},?){0,4}? (?:filthy|so thin|skin and bone|starving|unfed|malnourished|in "
            r"(?:dirty|the same) clothes|emaciated)(?! (?:for|to))",
        ),
        Phrase(
            "ABUSED",
            "dealers gang cuckooed used store hide using lad",
            r"(?:lad|man|boy|girl|woman|kid|kids|neighbour|son|daughter|teenagers?|child|"
            r"children|he|she|him|her|them)(?: \w{1,9}){0,5}? (?:used|groomed|forced|"
            r"exploited|recruited|controlled|bullied|made|pressured|taken in|targeted) (?:by|"
            r"to|into) (?:the |a |some |local |older |drug |local drug )*(?:dealers?|gangs?|"
            r"gang|boys|men|criminals|store|hold|hide|carry|sell|deal|run|running|selling|"
            r"dealing|carrying|traffickers)(?! (?:have|in the borough|are a))",
        ),
        Phrase(
            "ABUSED",
            "card savings money pension will cheque moved account",
            r"(?:uncle|aunt|mum|mother|dad|father|gran|nan|grandad|neighbour|man|lady|he|she|"
            r"his|her)\b[^.!?\n]{0,50}? (?:has|have|took|taken|got|takes|using|emptied|"
            r"controls?|drained|cleaned out|stole|stealing|spending|gets) (?:over |out |all |"
            r"of )*(?:his|her|their|my) (?:\w{1,8} )?(?:bank card|savings|pension|bank "
            r"account|account|cheque ?book|pin|inheritance)(?! (?:to|at the (?:bank|post)|"
            r"from the|paid))",
        ),
        Phrase(
            "ABUSED",
            "pimped pimp trafficked cannabis brothel keeping kept slavery slave smuggled "
            "prostitute prostituted",
            r"(?:being |been |is |are |was |getting )(?:pimped|trafficked|prostituted|"
            r"sex.trafficked|smuggled|enslaved)(?: out)?|(?:keeping|keeps|holding|hiding|has|"
            r"have got|got|housing|brought)(?: \w{1,12}){0,4} (?:boys?|girls?|women|men|"
            r"people|workers|kids|children|teenagers?)(?: \w{1,9}){0,3} (?:in|to) (?:a|the|"
            r"his|her|their) (?:cannabis|grow|locked|brothel|basement|cellar|garage|shed|back "
            r"room|loft|car wash|nail bar|factory)(?: \w{1,8})?|(?:my|a|her) pimp\b",
        ),
        Phrase(
            "ABUSED",
            "cutting fgm cut",
            r"(?:taken|going|sent|flown|fly|go|take|taking|send|sending)(?: \w{1,9}){0,5}? "
            r"(?:to|for|home|abroad|back)(?: \w{1,9}){0,4}? (?:for )?(?:the cutting|to be cut|"
            r"being cut|fgm|the cut|circumcision|the ceremony)",
        ),
        Phrase(
            "IN_DANGER",
            "rape kill stab cut hurt beat burn shoot acid find threats face prison address",
            r"(?:messages?|texts?|calls?|letters?|notes?|emails?|dms?|voicemails?)(?: "
            r"\w{1,9}){0,4} (?:saying|that say|threatening|telling me)(?: \w{1,6})?(?: that)? "
            r"(?:they|he|she|i|someone|to|we)(?:'?ll|'?d|'s| will| would| is| are|'re)?(?: "
            r"going to)?(?: get| be)? (?:rape|kill|stab|cut|hurt|beat|burn|shoot|find|raped|"
            r"killed|stabbed|hurt|attack|come)|(?:they|he|she|someone|people|men|boys|"
            r"gang)(?: say| says| said| told me| keep saying| threatened| warned me)+ (?:that "
            r")?(?:they|he|she|to|we)(?:'?ll|'?d| will| would| are going to| is going to)?(?: "
            r"all)? (?:cut|rape|kill|stab|hurt|beat|burn|shoot|find|slash|go together|throw "
            r"acid|take my (?:kids|children|baby|son|daughter))(?: (?:my|me|us|him|her))?|"
            r"(?:ex|he|she|they|man|brother|husband)\b[^.!?\n]{0,50}? (?:has |got |have |"
            r"found |knows )(?:\w{1,6} ){0,2}?(?:my|our|her) (?:new )?(?:address|number|"
            r"school)(?: (?:again|now|and))|(?:out|released|free) (?:of|from) (?:prison|jail|"
            r"custody)(?: \w{1,9}){0,4} (?:for (?:attacking|raping|beating|hurting|stalking|"
            r"stabbing|abusing) me|and (?:is|he|has))|out of (?:prison|jail) for (?:attacking|"
            r"raping|beating|hurting|stalking) (?:me|us|my)",
        ),
        Phrase(
            "IN_DANGER",
            "bleeding breathe unconscious overdose ambulance collapsed injured trapped kidnapped",
            r"(?:i|i'm|i am|she|he|she's|he's|im|we)(?:'m| am| is|'s| are|'re)? (?:still |now "
            r"|badly )*(?:bleeding|unconscious|trapped (?:in (?:a|the|my)|here)|kidnapped|not "
            r"breathing|seriously injured)(?! (?:money|heart|obvious))|i (?:can'?t|cannot|can "
            r"not) breathe(?: and|,|\.|!|$)(?! (?:the air|because of the traffic))|been "
            r"kidnapped|(?:taken|held) hostage(?! by (?:the |a )?(?:unions?|budget|"
            r"politic\w{1,4}))",
        ),
        Phrase(
            "IN_DANGER",
            "car street homeless food baby rough shelter cold",
            r"(?:i|we|i'm|we're|we are|i am|baby and i|kids and i|im)(?: \w{1,9}){0,4}? "
            r"(?:sleeping|living|sleep|live) (?:in (?:the|my|our|a) (?:car|van|tent|park|bus "
            r"shelter|doorway|stairwell|shed|garage|station)|rough|on the streets?|on the "
            r"night bus(?:es)?)|(?:no|without|not any) (?:money|food|heating|electric)(?:,| "
            r"and| or) (?:no )?(?:food|money|heating|milk|nappies)(?: \w{1,8}){0,4} (?:baby|"
            r"kids|children|ill|starving|cold|days)|(?:throwing|thrown|kicked|kicking) (?:me|"
            r"us|her) out (?:tonight|onto the street|on the street|with (?:my|the|no))",
        ),
        Phrase(
            "ABUSED",
            "being getting gets",
            r"(?:my|the|a|that|this|his|her|our|one of the) (?:\w{1,9} ){0,2}?(?:baby|child|"
            r"kid|toddler|boy|girl|brother|sister|friend|mum|mother|gran|nan|son|daughter|"
            r"woman|man|lady|lad|neighbour|niece|nephew|cousin|uncle|aunt)(?: (?:next door|"
            r"upstairs|downstairs|opposite|there|at \w{1,9}))?(?: (?:is|was|are|keeps|has "
            r"been|may be|might be|could be))? (?:being|getting|gets) (?:shaken|made to|"
            r"forced|hit|beaten|abused|starved|groomed|exploited|hurt|kept|locked|drugged|"
            r"slapped|neglected|molested|raped|bullied into|blackmailed|trafficked|used by|"
            r"held|threatened|controlled|hurt|stalked|followed)(?! (?:by a (?:car|bus)|in a "
            r"queue|waiting))",
        ),
        Phrase(
            "AT_HOME",
            "being",
            r"(?:i'?m|i am|im|we'?re|we are|she'?s|she is) being (?:forced|made|kept|held|"
            r"beaten|sold|blackmailed|stalked|hunted|controlled|abused(?! as)|hurt|locked|"
            r"drugged|pimped|raped|hit|watched|trafficked)(?: (?:to|in|by|at|here|and|against|"
            r"for|like|every)|(?= ?[.!,]|$))(?! (?:to (?:travel|go|use|choose|pay|register|"
            r"fill|move|queue|wait|drive|complete)|by (?:unions|the unions)|to ransom))",
        ),
        Phrase(
            "AT_HOME",
            "sex rent free leave ran run fled hiding away",
            r"sex (?:instead of|in exchange for|for|in return for|or) (?:the |my |a )?(?:rent|"
            r"room|food|place|money|work|visa)|(?:not|never) free to (?:go|leave)|(?:i|we|"
            r"she)(?:'ve| have| had to| had)? (?:ran|run|fled|escaped|got away|running|hiding|"
            r"hid) (?:away )?from (?:my|her|our|him|them|the) ?(?:husband|partner|boyfriend|"
            r"ex|family|father|dad|mum|stepdad|home|abuser|uncle|brother|gang|wife|"
            r"parents)?(?: \w{1,9}){0,6}? (?:with|and|last|because|to|in|at|now)\b",
        ),
        Phrase(
            "ABUSED",
            "things stuff messages texts snaps girls children kids waits belt gone after",
            r"(?:did|does|do|doing|done) (?:\w{1,8} )?(?:things|stuff) to (?:me|her|him|us|"
            r"my \w{1,9})(?! (?:help|improve|look))|(?:sexy|dirty|rude|sexual|creepy|flirty|"
            r"inappropriate) (?:messages?|texts?|snaps?|pictures?|photos?|comments|videos?|"
            r"things)|(?:wait(?:s|ing)?|hang(?:s|ing)? around|look(?:s|ing)?|watch(?:es|ing)?|"
            r"film(?:s|ing)?|approach(?:es|ing)?) (?:for |at |round )?(?:the |young |little |"
            r"school |small )*(?:girls|children|kids|boys|schoolgirls|schoolkids) (?:outside|"
            r"at|from|near|in|after|by) (?:the|a|our|my|school)|(?:nobody|no one|noone|"
            r"no-one) (?:looks? after|feeds?|cares? for|takes? care of) (?:me|us|him|her|them|"
            r"my|the (?:kids|children|baby|boy|girl))(?! (?:garden|station))|(?:mum|mam|dad|"
            r"parents|they)(?:'s| is| are| goes| go) (?:gone|away|out|missing)(?: \w{1,8})? "
            r"for (?:days|weeks|nights)",
        ),
        Phrase(
            "AT_HOME",
            "pictures photos nudes videos video pics",
            r"threaten(?:s|ed|ing)? (?:me |her )?(?:to )?(?:with )?(?:post|posting|share|"
            r"sharing|send|sending|leak|leaking|put|putting|publish|show|showing)(?: "
            r"\w{1,9}){0,3} (?:pictures|photos|nudes|videos?|pics)",
        ),
        Phrase(
            "ABUSED",
            "carry sell deal deliver",
            r"(?:mak(?:e|es|ing)|made|forc(?:e|es|ed|ing)|us(?:e|es|ed|ing)|get(?:s|ting)?|"
            r"pay(?:s|ing)?) (?:\w{1,9} )?(?:kids|children|boys|girls|lads|teenagers|young "
            r"people|youngsters|year \w{1,6})(?: \w{1,9}){0,4}? (?:to )?(?:carry|sell|"
            r"deal|deliver|hold|run) (?:drugs|knives|packages|weed|crack|weapons|stuff|"
            r"bags)(?= ?(?:[.!,]|$| for| in my| at my| on my| round| to ))",
        ),
        Phrase(
            "ABUSED",
            "against prisoner captive",
            r"(?:keep(?:s|ing)?|kept|held|hold(?:s|ing)?|has|got)(?: \w{1,9}){0,4} (?:against "
            r"(?:her|his|their|my) will|prisoner|captive)",
        ),
        Phrase(
            "ABUSED",
            "bruises bruised black",
            r"(?:covered in|always (?:got|has|have|had)|full of|got new|has new) (?:\w{1,8} "
            r")?(?:bruises|bruising|cuts and bruises|marks)|always (?:\w{1,6} )?(?:bruised|"
            r"black and blue)",
        ),
        Phrase(
            "ABUSED",
            "robbed beaten hit abused slapped starved drugged exploited",
            r"(?:man|woman|lady|gentleman|neighbour|pensioner|person|boy|girl|child|lad|mum|"
            r"mother|gran|nan|dad|father|grandad|aunt|uncle)(?: \w{1,9}){0,5}? (?:is|was|are|"
            r"been|getting) (?:being )?(?:robbed|beaten|hit|abused|slapped|starved|drugged|"
            r"exploited|shouted at|threatened|bullied) by (?:his|her|their|my|the) (?:own "
            r")?(?:carers?|son|daughter|family|husband|wife|partner|dad|father|mum|mother|"
            r"stepdad|nephew|niece|neighbour|staff|nurse|grandson|boyfriend|uncle|brother|"
            r"lodger|landlord)",
        ),
        Phrase(
            "IN_DANGER",
            "homeless",
            r"(?:i'?m|i am|im|we'?re|we are|been|made|now) (?:\w{1,8} )?homeless(?= ?(?:[.!,]|"
            r"$)| and| with| since| tonight| because| again)",
        ),
        Phrase(
            "IN_DANGER",
            "victim trafficking trafficked",
            r"(?:i'?m|i am|im|i was|been|am) (?:a |the )?(?:\w{1,10} )?victim of (?:\w{1,10} "
            r")?(?:trafficking|slavery|domestic|honour|stalking|grooming|coercive|abuse|"
            r"sexual)(?: \w{1,9})?",
        ),
        Phrase(
            "AT_HOME",
            "abusive relationship forced",
            r"(?:i'?m|i am|im|she is|she's|daughter is|sister is|friend is|stuck|been|"
            r"trapped) (?:stuck |trapped |living )?in an? (?:\w{1,10} )?(?:abusive|violent|"
            r"controlling) (?:relationship|marriage|home|house|household|family)|(?:i'?m|i am|"
            r"im|we are|she is|he is|they are) forced to (?:work|sleep|beg|steal|have|marry|"
            r"sell|clean)(?! (?:from home|late|longer|harder|around))",
        ),
        Phrase(
            "ABUSED",
            "flat house home using use pregnant",
            r"(?:using|use|uses|taken over|took over|living in|moved into)(?: "
            r"\w{1,12}(?:'s)?){1,4} (?:flat|house|home|room) (?:to|for) (?:sell|selling|deal|"
            r"dealing|store|storing|drugs|sex|prostitution|cook)|\b1[0-5]\b[^.!?\n]{0,20}? "
            r"pregnant(?: by| with)|pregnant (?:by|with) (?:a man|her (?:uncle|dad|stepdad|"
            r"teacher|brother)|my (?:uncle|dad|stepdad|teacher|brother)|an older)",
        ),
    ]
)
