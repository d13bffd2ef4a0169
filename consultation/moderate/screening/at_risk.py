"""Somebody who may need help, in plain words: what is done to them, what they mean to do."""

from consultation.moderate.screening.phrases import Phrase, Phrases

WHOSE = "(?:my|her|his|our|their)"
CLOSE = (
    rf"{WHOSE} (?:\w{{1,12}} )?(?:husband|wife|partner|ex(?:[- ]?(?:husband|wife|partner|boyfriend|"
    r"girlfriend))?|boyfriend|girlfriend|bf|dad|daddy|father|mum|mother|step-?(?:dad|father|mum|"
    r"mother)|brother|uncle|aunt|cousin|son|daughter|family|carer|grandson|in-laws|flatmate|"
    r"landlord|boss|mum's boyfriend|teacher|coach)"
)
HIM = rf"(?:he|she|they|{CLOSE}(?:,? (?:he|she|who))?|someone|somebody|a man|this man|men|people)"
ME = (
    r"(?:me|us|my (?:little |younger |older |baby |big )?(?:mum|mother|sister|brother|daughter|son|"
    r"kids?|children|baby|gran|nan|friend|niece|nephew|grandmother|grandson|granddaughter))"
)
YOUNG = (
    r"(?:child(?:ren)?|kids?|boys?|girls?|baby|babies|toddlers?|son|daughter|teenagers?|niece|"
    r"nephew|grandson|granddaughter|sister|brother)"
)
ENDS = r"(?= ?(?:[.!?,;\n]|$))"

AT_RISK = Phrases(
    [
        # At home, and by those who are close.
        Phrase(
            "AT_HOME",
            "hit hits hitting beat beats beating punch punches punched slaps slapped "
            "slapping kicks kicked chokes choked strangled strangles hurts hurting batters "
            "battered rapes raped abuses abused touches touched touching",
            rf"{HIM}(?: \w{{1,10}}){{0,3}}? (?:hits?|hitting|beats?|beating|punche[sd]|punch|"
            rf"slaps?|slapped|slapping|kicks?|kicked|chokes?|choked|strangle[sd]|hurts?|"
            rf"hurting|batters?|battered|rape[sd]|abuse[sd]|touche[sd]|touching) {ME}(?! (?:to|"
            rf"with a|up about|about|on the (?:head|nose)|back in|hard (?:as|how)|how|that|as "
            rf"a))(?! (?:by|as|when|at) (?:a|the|\w{{1,6}}) (?:car|bus|decision|price|meeting|"
            rf"match|votes?|points|goals?|game))|and (?:hits|beats|punches|slaps|kicks|chokes|"
            rf"rapes) me",
        ),
        Phrase(
            "AT_HOME",
            "broke broken breaks fractured",
            rf"{HIM}(?: \w{{1,8}}){{0,2}}? (?:broke|broken|breaks|fractured) my (?:arm|wrist|"
            rf"nose|jaw|ribs?|fingers?|leg|cheekbone|collarbone|eye socket|tooth|teeth|hand)|"
            rf"finish (?:the job|me off|her off)(?! properly| on| at)",
        ),
        Phrase(
            "AT_HOME",
            "passport passports papers documents",
            r"(?:tak(?:e|es|en|ing)|took|keeps?|kept|holds?|holding|hid|hides?|hidden|has|"
            r"have|stole|confiscated|locked) (?:away )?(?:my|her|our|their|his) (?:passports?|"
            r"visa)(?! (?:at|to|application|renewed|photo|with me|in case|ready|here|there|"
            r"stolen|lost|as id|and (?:gave|returned)))",
        ),
        Phrase(
            "AT_HOME",
            "let allow allowed lets allows leave lock locks locked door out",
            rf"{HIM}(?: he| she| they)? (?:not|never|don'?t|dont|doesn'?t|doesnt|won'?t|wont|"
            rf"no|will not|refuses? to) (?:let|lets|allow|allows|allowed) (?:me|her|us)(?: "
            rf"to)? (?:go|leave|out|see|work|have|use|speak|talk|eat|sleep|wear|learn)(?! (?:a "
            rf"message|the queue))|(?:can'?t|cannot|can not|not allowed to|am not allowed|"
            rf"isn'?t allowed to|never allowed to) (?:to )?leave (?:the|this|his|my) (?:house|"
            rf"flat|home|room)(?! (?:because of|without (?:a|my) (?:stick|frame|wheelchair|"
            rf"carer|scooter)|due to|much|easily|when it|on my|after|at night|since|on "
            rf"\w{{1,10}}days?))|{HIM}(?: \w{{1,8}})? locks? (?:me|us|her|the door)(?: "
            rf"\w{{1,8}}){{0,2}}? (?:in|when|and|at night|so i)",
        ),
        Phrase(
            "AT_HOME",
            "money wages bank card benefits controls control phone checks pension",
            rf"{HIM}(?: \w{{1,8}})? (?:not|never|don'?t|doesn'?t|won'?t) (?:give|gives|let me "
            rf"have) (?:me|her) (?:any )?(?:money|food)|(?:he|she|{CLOSE}(?:,? (?:he|she|"
            rf"who))?)(?: \w{{1,8}})? (?:takes?|taking|took|keeps?|controls?|steals?|stole|"
            rf"stealing) (?:all )?(?:of )?(?:my|her|his) (?:money|wages|benefits|bank card|"
            rf"card|phone|pension|savings|food)|{HIM}(?: \w{{1,8}})? controls? (?:everything|"
            rf"me|what i|who i|my (?:life|every|phone|money))|{HIM}(?: \w{{1,8}})? (?:checks?|"
            rf"checking|tracks?|goes through|reads?) (?:my|her) (?:phone|messages|texts|"
            rf"emails)",
        ),
        Phrase(
            "AT_HOME",
            "room bed night touches touched touching bathroom",
            rf"{HIM}(?: \w{{1,8}}){{0,2}}? (?:comes?|came|coming|gets?|got|climbs?) (?:in ?to|"
            rf"in|into) (?:my|her|our|his) (?:bed ?room|room|bed)(?: (?:at|in the|every|"
            rf"when))?|{HIM}(?: \w{{1,8}}){{0,2}}? (?:touche[sd]|touching|feels? up|gropes?|"
            rf"groped) (?:me|my (?!heart|life|bag)\w{{1,12}}|her)",
        ),
        Phrase(
            "AT_HOME",
            "scared afraid frightened terrified fear fearful",
            rf"(?:i'?m|i am|im|we'?re|we are|she'?s|she is|so|too|always|really) (?:so |too |"
            rf"really |always |very )?(?:scared|afraid|frightened|terrified|fearful) (?:of "
            rf"(?:him|her husband|{CLOSE}|what (?:he|they) (?:will|might|would)|what he'?ll)|"
            rf"to (?:go home|be at home|leave him|tell anyone|sleep at home)|(?:he|they)(?:'ll|"
            rf" will|'s going to)|for (?:my|our|her|his) (?:life|lives|safety)|that (?:he|"
            rf"they)(?:'ll| will|'s going to)(?: \w{{1,8}})? (?:kill|hurt|find|hit))",
        ),
        Phrase(
            "AT_HOME",
            "follows followed following follow tracker tracking turning waits watches "
            "watching stalking stalker stalks keeps",
            rf"{HIM}(?: (?:is|has|was|been|have|keeps|kept|always|just|still|'s|were)){{0,3}}? "
            rf"(?:follow(?:s|ed|ing)?) (?:me|her|my (?:daughter|sister|friend|mum))(?: (?:home|"
            rf"everywhere|every|around|to|from|for|in|on|and|back|down)|{ENDS})|(?:put|found|"
            rf"hid|placed|is) (?:a |an )?(?:tracker|tracking device|air ?tag) (?:on|in|under) "
            rf"(?:my|her)|{CLOSE} keeps (?:turning up|coming|calling|ringing|messaging|showing "
            rf"up|following|watching|texting|threatening|harassing)(?: \w{{1,8}}){{0,3}}|{HIM} "
            rf"(?:\w{{1,8}} )?(?:waits?|waited|waiting|sits|stands|standing|sitting|lurks) "
            rf"outside (?:my|her|our) (?:work|house|home|flat|school|door|window|college|"
            rf"office)|{HIM} (?:\w{{1,8}} )?(?:watches|watching|filming|films) (?:me|her|us|my "
            rf"(?:daughter|kids|children))|(?:my|a|have a|her) stalker|stalking (?:me|her|my)",
        ),
        Phrase(
            "AT_HOME",
            "marry married marriage wedding",
            r"(?:tak(?:e|es|ing)|send(?:s|ing)?|fly(?:ing)?|want(?:s)?(?: to)?(?: send| take| "
            r"make| force)?|forc(?:e|es|ed|ing)|mak(?:e|es|ing)|made) (?:me|her|my (?:sister|"
            r"friend|cousin|daughter))(?: \w{1,12}){0,5}? (?:marry|get married|marriage|"
            r"be married|a wedding|wed)|(?:marry|married to) (?:someone|a man|somebody|my "
            r"cousin|him|an old)(?: \w{1,10}){0,3}? (?:i|she)(?: do| does)? ?(?:don'?t|"
            r"dont|doesn'?t|not|never|no) (?:know|want|met|love)|don'?t want to (?:marry|get "
            r"married)",
        ),
        Phrase(
            "AT_HOME",
            "kill honour shame disown",
            rf"(?:{CLOSE}|they|he|she)(?: \w{{1,8}})? (?:will|would|'ll|gonna|going to|wants? "
            rf"to|said (?:he|they)(?:'d|'ll| will| would)) (?:kill|murder|hurt|beat|disown "
            rf"and) (?:me|her|us) (?:if|because|when|for|one day|next|and)(?! (?:i'?m late|she "
            rf"knew i was out|i forget|i'm not home|laugh))(?! she knew)",
        ),
        Phrase(
            "AT_HOME",
            "raped rape assaulted groomed molested sexually sexual",
            r"(?:i|she|he|friend|daughter|sister|son|wife|girlfriend|mum|we)(?:'ve|'s| was| "
            r"were| have| has| had| got| been| being| is)* (?:been |being |nearly |almost |"
            r"violently |gang )*(?:raped|sexually (?:assaulted|abused|harassed|attacked)|"
            r"groomed|molested|gang-raped|drugged and)|(?:raped|groomed|molested|sexually "
            r"(?:assaulted|abused)) (?:me|her|my|him|by (?:a|my|his|her|some|two|three|the))|"
            r"(?:sexual|bad|dirty|horrible|rude|nasty) (?:things|stuff) (?:to|with|at) (?:me|"
            r"her|him|my|us)",
        ),
        Phrase(
            "AT_HOME",
            "acid gun knife stab kill hurt shoot burn",
            rf"(?:{HIM}) (?:\w{{1,8}} )?(?:says?|said|told me|threaten(?:s|ed|ing)|promised|"
            rf"swore|keeps saying)(?: that)?(?: to me)? (?:he|she|they|to)(?:'d|'ll|'s| will| "
            rf"would| is| was)?(?: going to)?(?: \w{{1,8}})? ?(?:throw acid|stab|kill|hurt|"
            rf"burn|shoot|cut|find|beat|rape|smash) (?:on|at|in|over)? ?(?:me|us|him|her|my|"
            rf"our)",
        ),
        # Of a child or somebody frail.
        Phrase(
            "ABUSED",
            "pictures pics photos nudes naked video videos body snaps money meet messaging",
            rf"(?:{HIM}|older (?:man|guy|boy|bloke|boys|men)|(?:a|some|this) (?:grown |old "
            rf")?(?:man|guy|bloke|stranger)|teacher|coach|friend)(?: \w{{1,9}}){{0,3}}? "
            rf"(?:sends?|sent|sending|asks?|asked|asking|messag(?:es|ed|ing)|wants?|made|makes|"
            rf"making|shows?|showed|takes|took|taking)(?: (?:me|my \w{{1,10}}|her|him|us|for|"
            rf"to see|and|send))* (?:pictures|pics|photos|nudes|videos?|snaps|naked "
            rf"(?:pictures|pics|photos))(?: of (?:me|my(?:self)?|her|his|their|himself)(?: "
            rf"\w{{1,8}})?)?|older (?:man|guy|boy|bloke|boys|men)(?: \w{{1,9}}){{0,3}}? "
            rf"(?:giv(?:es|ing)|buy(?:s|ing)|messag(?:es|ing)|meet(?:s|ing)?|touch(?:es|ing)?|"
            rf"tak(?:es|ing)|pick(?:s|ing) (?:me|her|him) up|wants?|asks?|asking)(?: (?:me|her|"
            rf"him|my \w{{1,9}}|things|money|gifts|to|presents))*(?: meet(?: him)?)?|"
            rf"(?:send(?:ing)? (?:him )?|asked? (?:me )?for )(?:nudes|naked (?:pictures|pics|"
            rf"photos))",
        ),
        Phrase(
            "ABUSED",
            "carry sell selling deliver drugs deal dealing stuff packages food shot trap "
            "trapping running county lines hold knife",
            rf"(?:mak(?:e|es|ing)|made|forc(?:e|es|ed|ing)|got|getting|want(?:s)?|ask(?:s|ed)?|"
            rf"told|given|gave|use|using|tell(?:s)?) (?:me|him|her|us|{YOUNG}|my {YOUNG}|them|"
            rf"them kids|the kids|young \w{{1,8}})(?: \w{{1,4}})? ?(?:to )?(?:carry|sell|deal|"
            rf"deliver|hold|run|shot|move|hide|trap|take|a knife to (?:hold|carry|hide)|drugs "
            rf"to (?:hold|carry|sell|hide))(?:ing)? ?(?:stuff|drugs|things|packages|weed|food|"
            rf"bags|parcels|for (?:them|him|the older)|a knife|knives|it for|crack|"
            rf"heroin)?(?<!\bto take)(?<!\bto run)(?<!\bto move)(?<!\bto hold)(?<!\bto "
            rf"carry)(?<!\bto deliver)|county lines? (?:gang|dealers?)? ?(?:ha(?:s|ve) |got |"
            rf"took |taken |using ){{1,3}}(?:my|him|her|our)",
        ),
        Phrase(
            "ABUSED",
            "fed feed food hungry starving eaten eat feeding",
            rf"(?:{YOUNG}|lady|man|mother|mum|gran|nan|he|she|they|neighbour|who)(?: (?:is|are|"
            rf"was|has|hasn'?t|have|haven'?t|isn'?t|aren'?t|at|number|the|next|door|upstairs|"
            rf"living|who|always|never|not|been|being|properly|\d{{1,3}})){{1,6}} (?:never fed|"
            rf"not fed|fed|being fed|starved|left hungry|given food|underfed|malnourished)(?! "
            rf"(?:up|back|into|well|by the school|the ducks))(?: (?:properly|enough|for|by|"
            rf"in))?|(?:never|doesn'?t|don'?t|won'?t|not) feeds? (?:the|him|her|them|their|his|"
            rf"my) ?(?:{YOUNG}|mother|mum|gran)?(?=[ .,!]|$)(?! (?:birds|ducks|pigeons|parking|"
            rf"meter))",
        ),
        Phrase(
            "ABUSED",
            "alone own themselves unattended weekend",
            rf"(?:{YOUNG}|toddlers?|baby|they|lady|man)(?: (?:next door|upstairs|downstairs|"
            rf"there|at number \d{{1,3}}|opposite|is|are|was|were|being|get|gets|been|always|"
            rf"often|regularly|all))* left (?:alone|on (?:their|his|her|its) own|by "
            rf"(?:themselves|himself|herself)|unattended|home alone)(?: (?:all|every|at night|"
            rf"for|overnight|while|in the|most)|{ENDS})(?! with (?:a|the) (?:computer|app|"
            rf"screen|website|form))",
        ),
        Phrase(
            "ABUSED",
            "screaming crying shouting scream cries screams",
            rf"(?:hear|heard|hearing) (?:the |a |her |their |that |my neighbour'?s? |them "
            rf")?(?:\w{{1,10}} ){{0,2}}(?:{YOUNG}|woman|neighbour|lady|wife|next door)(?: "
            rf"(?:upstairs|next door|downstairs|opposite|in the flat(?: above| below)?|below|"
            rf"above))?(?: \w{{1,8}})? (?:scream(?:ing|s)?|cry(?:ing)?|cries|begging|being "
            rf"(?:hit|beaten|shouted|slapped))(?: \w{{1,8}}){{0,4}}",
        ),
        Phrase(
            "ABUSED",
            "bruises bruise bruised marks burns",
            r"(?:has|have|had|with|got|covered in|always) (?:got )?(?:\w{1,8} )?(?:bruises|"
            r"bruising|cigarette burns|burn marks|burns|marks|black eyes?)(?: (?:every|all "
            r"over|on (?:his|her|their|my)|most|and|again|again and))|(?:bruises|bruising|"
            r"marks|burns) (?:all )?(?:over|on|up) (?:my|his|her|their) (?:\w{1,8} "
            r")?(?:arms?|legs?|back|neck|body|face|wrists?)",
        ),
        Phrase(
            "ABUSED",
            "car van luring lure exposed exposing flashed flashing grab grabbed snatch followed",
            rf"(?:tried|trying|attempt(?:ed|ing)|asking|asked|told|offered|trying to get|"
            rf"luring|lured|pulling) (?:to )?(?:get|lure|grab|pull|drag|snatch|take|entice|"
            rf"force|persuade|coax)?(?:ing)? ?(?:my|the|a|an|our|some|two|young|little|small|"
            rf"{YOUNG}|her|him)(?: \w{{1,10}}){{0,2}}? ?(?:{YOUNG} )?(?:to get )?(?:in ?to|in|"
            rf"get in|inside) (?:his|a|the|their)? ?(?:\w{{1,8}} )?(?:car|van|vehicle|house|"
            rf"flat)|(?:exposed|exposing|exposes) (?:himself|his (?:penis|private|genital))|"
            rf"flash(?:ed|ing|es) (?:his|at|my|the (?:girls|kids|children)|himself)(?! "
            rf"(?:lights|headlights|me his lights))|(?:grab(?:bed|s)?|snatch(?:ed)?|"
            rf"follow(?:ed|ing)) (?:my|a|the) (?:\w{{1,8}} )?(?:{YOUNG})(?! (?:attention|"
            rf"interest))",
        ),
        Phrase(
            "ABUSED",
            "locked chained tied cellar basement kept held prisoner slave slaves passport "
            "unpaid trafficked sold brothel prostitutes prostitution sex",
            rf"(?:girl|woman|women|girls|child|children|boy|man|someone|somebody|lady|people|"
            rf"him|her|them|workers) (?:being |is |are |who is |kept |being kept )*(?:locked "
            rf"(?:in|up|inside)|chained|tied up|held (?:prisoner|captive|there)|kept "
            rf"(?:prisoner|locked|in a (?:room|cellar|shed)))|(?:i|we|they|she|he)(?:'m| am| "
            rf"are|'re| is|'s)? (?:like )?(?:a )?slaves? (?:in|for|to|at)(?! (?:the (?:app|car|"
            rf"clock|system|machine)|my|our))|(?:not|never|don'?t|doesn'?t) (?:pay|paid|let|"
            rf"give) (?:me|us|them|her)(?: (?:and|wages|any wages|or|for my work|for "
            rf"work))?{ENDS}|(?:girls?|women|woman|child(?:ren)?|boys?|she|they|i)(?:'m| am| "
            rf"is| are| was| were)? (?:being )?(?:sold|forced|trafficked|made to work|"
            rf"pimped)(?: out| for| into| to have)? ?(?:for |into )?(?:sex|prostitution|here|"
            rf"work|to work)|(?:running|is|it's|as|like) a brothel|underage (?:girls|sex)",
        ),
        Phrase(
            "ABUSED",
            "slapping slaps slapped hits hitting shouts shouting rough wet sheets pension "
            "carer carers staff bruising robbing stealing",
            r"(?:carers?|staff|nurses?|care workers?|son|daughter|grandson|nephew|"
            r"grandaughter|granddaughter|neighbour|home)(?: (?!was|were|very|so|"
            r"short)\w{1,10}){0,5}? (?:slap(?:s|ping|ped)?|hit(?:s|ting)?|shout(?:s|ing|"
            r"ed)?|rough(?:ly)?|robb(?:ing|ed)|steal(?:s|ing)|stole|push(?:es|ing|ed)|"
            r"swear(?:s|ing)|tak(?:es|ing) (?:all )?(?:my|his|her)|starv(?:es|ing)|leav(?:e|"
            r"es|ing)|left) (?:at |from |with )?(?:all )?(?:my (?:mum|mother|dad|father|gran|"
            r"nan|wife|husband|pension|money|savings)|me|her|him|his|them|the (?:residents|"
            r"old|elderly|patients)|pension)(?: (?:in (?:wet|dirty|soiled|her own|his own|"
            r"bed)|pension|money))?(?! (?:a (?:message|note|leaflet|card)|the keys|alone to|"
            r"with (?:a|no)))",
        ),
        Phrase(
            "ABUSED",
            "cut fgm mutilated circumcised circumcision",
            r"(?:fgm|female genital mutilation) (?:on|to|done|happen(?:ed|ing) to|performed|"
            r"when|next|in the summer)|(?:take|took|taking) (?:me|her|my (?:daughter|sister|"
            r"niece)|them) (?:back home|abroad|to \w{1,14})(?: \w{1,9}){0,5} (?:cut|be "
            r"cut|circumcised)|(?:she|i|daughter|sister|niece|girl) (?:was|is being|will be|"
            r"is going to be|to be|being|has been|been) (?:cut|circumcised)(?: (?:when|back "
            r"home|in (?:somalia|sudan|egypt|gambia|the summer)|abroad|as a (?:girl|child|"
            r"baby)|at (?:age )?\w{1,6}|like her))",
        ),
        Phrase(
            "ABUSED",
            "dealers gang moved cuckooed cuckoo flat flats out",
            r"(?:dealers?|gangs?|men|people|lads|boys|they|youths|addicts) (?:\w{1,8} "
            r"){0,2}(?:moved in ?to|taken over|took over|living in|staying in|selling "
            r"(?:drugs )?from|using|in) (?:my|his|her|my \w{1,10}(?:'s)|his \w{1,8}'?s?|"
            r"our) (?:\w{1,8} )?(?:flat|home|house|room)(?: (?:and|to|for|won'?t|i can'?t))",
        ),
        # In danger now.
        Phrase(
            "IN_DANGER",
            "safe unsafe danger",
            rf"(?:i'?m|i am|im|we'?re|we are|she'?s|she is|he'?s) (?:just |really |so |still "
            rf")?(?:not|never|no longer|isn'?t) safe(?: (?:in|at) (?:my|our|her|this|his) "
            rf"(?:own )?(?:home|house|flat|room|hostel)| at home| here| with (?:him|her|them)|"
            rf"{ENDS})|(?:i'?m|i am|im|we'?re|we are|she is|she'?s) in (?:\w{{1,10}} "
            rf")?danger(?! of (?:los|miss|becom|forget|be|fall|turn|repeat))",
        ),
        Phrase(
            "IN_DANGER",
            "help here outside knife gun hiding",
            rf"(?:please|plz|pls|someone|somebody)(?: please)?(?: someone| somebody)? help "
            rf"(?:me|us|her|him)(?: (?:i|im|i'm|he|she|they|please|now|we)\b|{ENDS})|(?:he|"
            rf"they|she)(?:'s| is|'re| are|s)? (?:here|outside|at the door|coming|in the house|"
            rf"breaking in|got a (?:knife|gun))(?:[ ,]+(?:now|and|right now|with a|he|please|"
            rf"again))(?! (?:waiting|every day|all day|to help|with a smile|for the))|(?:i'?m|"
            rf"i am|im|we'?re|hiding) hiding (?:in|from|under)|help me please",
        ),
        Phrase(
            "IN_DANGER",
            "kill killed stab stabbed hurt shoot find threats threatened threatening "
            "blackmail blackmailed blackmailing",
            r"(?:i'?m|i am|i'?ve been|been|being|am|is|was|she is|he is) (?:being "
            r")?blackmail(?:ed)?|blackmailing (?:me|my|her|him)|(?:gang|they|he|she|boys|men|"
            r"someone|somebody|ex|people|neighbour)(?: \w{1,8}){0,2}? (?:told|tell|tells|"
            r"warned|threaten(?:s|ed|ing)?|threatens to|said to|says to) (?:to )?(?:me|my "
            r"\w{1,10}|us|him|her|our \w{1,8})(?: that)? (?:they|he|she|to|i)(?:'ll| will|"
            r"'d| would| are going to|'re going to)?(?: \w{1,6})? ?(?:stab|kill|shoot|hurt|"
            r"find|burn|beat|rape|get stabbed|be killed)(?: (?:me|him|her|us|my|our|them))?|"
            r"(?:he|they|she|man|someone|ex)(?: \w{1,8}){0,2} (?:was|is|were|are)? "
            r"?(?:going|trying|tried|threatening|threatened|threatens|wants?|about) to "
            r"(?:kill|stab|shoot|hurt|rape|murder|burn) (?:me|us|him|her|my)(?! (?:off|fees|"
            r"taxes|bill))",
        ),
        Phrase(
            "IN_DANGER",
            "nowhere homeless sleep streets street sleeping eaten pregnant",
            rf"nowhere (?:safe )?to (?:sleep|stay|go|live)(?: (?:tonight|now|and|with my "
            rf"(?:kids|children|baby))|{ENDS})(?<=\w)(?! (?:when|after school|once))|(?:i'?m|i "
            rf"am|im|we'?re|my \w{{1,8}} is|i'?ve been|been) (?:sleeping|living) (?:rough|on "
            rf"the street|on the streets|in (?:my|a|the) (?:car|doorway|park|tent|stairwell))|"
            rf"(?:haven'?t|have not|havent|hasn'?t|not|nothing) (?:had |been )?(?:eaten|eat|to "
            rf"eat)(?: anything)? (?:for|in|since) (?:\w{{1,8}} )?(?:days|weeks|monday|tuesday|"
            rf"wednesday|thursday|friday|saturday|sunday|yesterday)",
        ),
        Phrase(
            "IN_DANGER",
            "die dying",
            rf"(?:i )?(?:think|know|feel like|scared|afraid|worried) (?:that )?(?:i'?m|i am|im|"
            rf"i will|i'?ll|she will|he will) (?:going to |gonna )?(?:die|dying)(?: (?:in|here|"
            rf"tonight|soon|alone|if nobody)|{ENDS})",
        ),
    ]
)
