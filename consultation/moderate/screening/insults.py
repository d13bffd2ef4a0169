"""Insults of several words, and what is said of whole groups of people."""

from consultation.moderate.screening.phrases import BEGINS, Phrase, Phrases

FOUL = (
    "(?:fat|lazy|ugly|stupid|nasty|evil|dirty|filthy|lying|corrupt|thick|useless|pathetic|"
    "spineless|disgusting|vile|inbred|fucking|fuckin|bloody|silly|old|miserable|two-faced|"
    "brainless|gutless|slimy|stuck-up|racist|smug|greedy|cowardly|worthless|complete|total|"
    "absolute|utter|right|proper|real|little|great|massive|such an?)"
)
NOUN = (
    "(?:idiots?|morons?|imbeciles?|cretins?|cows?|witch(?:es)?|bags?|bitch(?:es)?|pigs?|rats?|"
    "trolls?|swines?|worms?|weasels?|snakes?|toads?|hags?|parasites?|maggots?|scum|vermin|"
    "muppets?|clowns?|pillocks?|plonkers?|wallies|numpt(?:y|ies)|tools?|twits?|wasters?|"
    "slimeballs?|dimwits?|halfwits?|cowards?|creeps?|pervs?|perverts?|thugs?|liars?|dogs?|"
    "gits?|losers?|fools?|cockroach(?:es)?|lowlifes?|scumbags?|crooks?|dinosaurs?|"
    "jobsworths?|inbreds?|scoundrels?|melts?|drunks?|dickheads?|arseholes?|mongs?|spastics?|"
    "donkeys?|sheep|bastards?|hypocrites?)"
)
NOUN_WORDS = (
    "idiot idiots moron morons imbecile imbeciles cretin cretins cow cows witch witches bag "
    "bags bitch bitches pig pigs rat rats troll trolls swine swines worm worms weasel weasels "
    "snake snakes toad toads hag hags parasite parasites maggot maggots scum vermin muppet "
    "muppets clown clowns pillock pillocks plonker plonkers wallies numpty numpties tool tools "
    "twit twits waster wasters slimeball slimeballs dimwit dimwits halfwit halfwits coward "
    "cowards creep creeps perv pervs pervert perverts thug thugs liar liars dog dogs git gits "
    "loser losers fool fools cockroach cockroaches lowlife lowlifes scumbag scumbags crook "
    "crooks dinosaur dinosaurs jobsworth jobsworths inbred inbreds scoundrel scoundrels melt "
    "melts drunk drunks dickhead dickheads arsehole arseholes mong mongs spastic spastics "
    "donkey donkeys sheep bastard bastards hypocrite hypocrites"
)
GROUP = (
    "(?:muslims?|jews?|blacks?|black people|asians?|immigrants?|migrants?|foreigners?|gays?|"
    "lesbians?|homos?|homosexuals?|trans(?: people)?|transgenders?|gypsies|gypsys?|travellers?|"
    "romanians?|poles|albanians?|somalis?|pakistanis?|indians?|africans?|arabs?|nigerians?|"
    "refugees|asylum seekers|queers?|islam|romas?|chinese|hindus?|sikhs?|eastern europeans|"
    "boat people|illegals|disabled people|jamaicans?|bangladeshis?|turks?)"
)
SHIT = "(?:shit|crap|filth|scum|dirt|turd)"
CONTEMPT = (
    "(?:terrorists|vermin|animals|scum|disgusting|filth|filthy|dirty|rapists|criminals|parasites|"
    "a disease|sick|savages|subhuman|evil|rats|thieves|cockroaches|perverts|paedos|an abomination|"
    "inferior|thick|scroungers|a plague|a cancer|ruining (?:this|our) country|taking over)"
)
INSULTS_OF_WORDS = Phrases(
    [
        Phrase(
            "ABUSE",
            "f off lot you",
            r"f[*#@u]{1,3}[*#@ck]{0,3}(?:k|\*|#) (?:off|you|u|the (?:met|police|mayor|"
            r"council)|(?:this|your) council)",
        ),
        Phrase(
            "ABUSE",
            NOUN_WORDS,
            rf"(?:you|u|ur|you're|your|yous|they|they're|he|he's|she|she's|mayor|khan|"
            rf"officers?|sergeant|councillors?|council|cops?|police|pcso|receptionist|manager|"
            rf"lady|man|woman|guy|person|people|staff|chief|commissioner|whoever(?: "
            rf"\w{{1,12}}){{1,3}})(?: lot| people| guys| all| on (?:the )?\w{{1,10}}(?: "
            rf"\w{{1,10}})?| there)?(?: (?:is|are|r|was|were|am))?(?: (?:all|both|just|nothing "
            rf"but|an?|the|of|bunch|load|lot|pack|shower|set)){{0,4}}(?: {FOUL}){{1,4}} "
            rf"{NOUN}(?!'s)(?! (?:of|in|on|for|and chips|feed|club|collar|walker|food|park|"
            rf"farm|catcher|show) )|(?:you|u|yous|you lot|you people|you're|you are|ur)(?: lot|"
            rf" people| guys)?(?: are| r|'re| is)?(?: (?:all|just|such|nothing but|both))*(?: "
            rf"an?)? (?!liars? if|fools? if|dogs?|bags?|tools?){NOUN}(?!'s)|(?:bunch|load|pack|"
            rf"shower|set|lot|parcel|gang) of (?:\w{{1,12}} ){{0,2}}?(?!tools|bags|dogs|rats|"
            rf"snakes|pigs|cows|sheep|donkeys|drunks|thugs|perverts|losers|creeps){NOUN}|"
            rf"(?:you|yous|these|those|your|this|such a|(?:you )?(?:absolute|utter|total|"
            rf"complete)) (?:bunch|load|pack|shower|set|lot|gang) of (?:\w{{1,12}} "
            rf"){{0,2}}?{NOUN}|you (?:{FOUL} )+{NOUN}|(?:whoever|anyone who|the (?:idiot|"
            rf"person|people) who|(?:councillor|cllr|mr|mrs|ms|pc|sgt|inspector|mayor|the "
            rf"mayor|khan)(?: \w{{1,12}})?)(?: \w{{1,12}}){{0,5}}? (?:is|are|was|were) (?:all "
            rf")?(?:an? )?(?:(?:{FOUL}|\w{{1,9}} and an?) ){{0,3}}(?!dogs?|sheep|bags?|tools?|"
            rf"rats\b|right\b){NOUN}(?!'s)",
        ),
        Phrase("ABUSE", "thick", r"thick as (?:pig ?shit|shit|mince|two short planks|a brick)"),
        Phrase(
            "ABUSE",
            "piece pieces sack bag",
            rf"(?:you|u|your|ur|he|he's|she|she's|is a|are|they|they're|those|these|absolute|"
            rf"corrupt|lying|useless|vile|utter|worthless|disgusting|nasty)(?: "
            rf"(?:\w{{1,12}})){{0,3}} (?:pieces?|sacks?|bags?) of {SHIT}|(?:pieces?|sacks?) of "
            rf"{SHIT} (?:mayor|council|councillors?|police|officers?|khan|cops?|copper|mp|"
            rf"commissioner)",
        ),
        Phrase(
            "ABUSE",
            "kiss lick suck bite eat",
            r"(?:kiss|lick|suck|bite) (?:on )?my (?:hairy |fat |black |white |big )?(?:arse|"
            r"ass|balls|dick|cock|nuts|bum|backside)|eat (?:a bag of )?(?:dicks|"
            r"shit)(?=[.!,\n]|$| and die)",
        ),
        Phrase(
            "ABUSE",
            "shove stick stuff ram cram up",
            r"(?:shove|stick|stuff|ram|cram|put) (?:\w[\w']{0,14} ){1,5}up (?:your|ur|yer|his|"
            r"her|their) (?:own |fat |collective )?(?:arse|ass|arses|asses|backside|jacksie|"
            r"bum|hole)|up yours",
        ),
        Phrase(
            "ABUSE",
            "drop get crawl jump choke",
            rf"drop dead(?! gorgeous|line)|{BEGINS}(?:oh |just |you can |go )?get (?:stuffed|"
            rf"fucked|bent)|{BEGINS}get lost(?=[.!,\n]|$| you)|crawl back (?:under|to|into|in) "
            rf"(?:your|ur|whatever|the)|go (?:choke|drown|jump in front)|choke on (?:it|your)",
        ),
        Phrase(
            "ABUSE",
            "mum mother mums mama",
            rf"{BEGINS}(?:ur|your|yer) (?:mum|mums|mama|mother)(?:'s| is)?(?: (?:a |so "
            rf")?(?:fat|ugly|whore|slag|hoe|stinks|smells))?(?= ?(?:[.!?\n]|$))",
        ),
        Phrase(
            "ABUSE",
            "disgrace waste excuse embarrassment",
            r"(?:you(?:'re| are)?|he(?:'s| is)|she(?:'s| is)|they(?:'re| are)) (?:all )?an? "
            r"(?:\w{1,10} )?(?:disgrace to (?:humanity|your (?:uniform|race|family|country)|"
            r"the (?:uniform|human race|badge))|waste of (?:space|oxygen|skin|air|sperm)|"
            r"(?:poor |sorry )?excuse for a (?:human|man|woman|person|mother|officer|mayor))|"
            r"waste of (?:oxygen|skin|human flesh)",
        ),
        Phrase(
            "ABUSE",
            "kitchen jungle zoo gutter cage cave",
            r"(?:belongs? (?:back )?in|back to|go back to|get back (?:to|in|into)|stick to|"
            r"send (?:him|her|them|you) (?:back )?to) (?:the|your|their|a) (?:kitchen|jungle|"
            r"zoo|gutter|cage|cave|trees|mud ?huts?)(?! (?:animals|enclosure|trip|table|"
            r"extension|staff))",
        ),
        Phrase(
            "ABUSE",
            "country countries home where",
            r"(?:go|get|send (?:them|him|her|you)|should go|ship (?:them|him|her))(?: all)? "
            r"(?:back|off)?(?: home)? ?(?:to|back to) (?:(?:your|their|ur|his|her) own "
            r"(?:country|countries|kind)|(?:your|their|his|her) country|where(?:ver)? (?:you|"
            r"u|they|he|she) (?:came|come|comes) from|bongo)",
        ),
        Phrase(
            "SLUR",
            "terrorists vermin animals scum disgusting filth filthy dirty rapists criminals "
            "parasites disease sick savages subhuman evil rats thieves cockroaches perverts "
            "paedos abomination inferior thick scroungers plague cancer ruining",
            rf"(?:all |these |those |the |most |bloody |fucking |every |you )*{GROUP} "
            rf"(?:(?:are|r|is) (?:just |all |nothing but |like |a bunch of |the |fucking |"
            rf"bloody )*{CONTEMPT}|scum|vermin|filth)(?! (?:of|by|in) )(?! (?:and tired|leave|"
            rf"pay|note))",
        ),
        Phrase(
            "SLUR",
            "shipped deported kicked gassed exterminated banned shot castrated wiped hanged "
            "out back",
            rf"{GROUP} (?:should|must|need to|ought to|needs? to|have to) (?:all )?be "
            rf"(?:shipped|deported|kicked out|gassed|exterminated|castrated|wiped out|sent "
            rf"(?:back|home)|thrown out|hanged|burned|shot|sterilised|banned from (?:the|this|"
            rf"our|britain))|(?:get|kick|throw|ship|chuck) (?:all )?(?:the |these |those "
            rf")?{GROUP} out(?: of (?:our|the|this|britain|england))?",
        ),
        Phrase(
            "SLUR",
            "dirty filthy thieving stinking smelly bloody fucking fuckin scrounging effing",
            rf"(?:dirty|filthy|thieving|stinking|smelly|fucking|fuckin|scrounging|effing|"
            rf"bloody) (?:little |old )?{GROUP}(?! (?:station|stations|food|police|officer|"
            rf"council|centre|network|community|communities|club|restaurant))",
        ),
        Phrase(
            "SLUR",
            "typical",
            r"typical (?:\w{1,10} )?(?:jews?|muslims?|gypsy|gypsies|blacks?|arabs?|women "
            r"drivers?|women|woman|gays?|immigrants?|pakistanis?|indians?|foreigners?)(?: "
            r"(?:behaviour|trick|behavior|mentality|driver|greed|always))?(?! (?:\w{1,12} "
            r")?(?:family|families|household|experience|community|history|age))",
        ),
        Phrase(
            "SLUR",
            "home belong control controls run cause causes here country breed",
            rf"(?:send|ship|deport|kick|get rid of|round up)(?: off| up)? (?:all )?(?:of "
            rf")?(?:the |these |those |them )*{GROUP}(?: (?:all )?(?:home|back|away|out))|"
            rf"{GROUP} (?:do not|don'?t|dont|shouldn'?t|should not) (?:belong|be (?:here|"
            rf"allowed|in (?:this|our) country))|{GROUP} (?:control|controls|run|runs|own|"
            rf"owns) (?:the (?:\w{{1,9}} )?(?:mayor|media|banks?|world|council|police|"
            rf"government|country|city)|everything|all)|{GROUP} (?:cause|causes|commit|are "
            rf"behind|bring) (?:all|most|every|nothing but|only)? ?(?:the |of the )?(?:crime|"
            rf"trouble|disease|problems|stabbings|filth)|too many (?:fucking |bloody |of these "
            rf"|of them )?{GROUP}(?! (?:are (?:stopped|afraid|scared|not|being|waiting|left|"
            rf"victims)|have no|do not|don't|lack|face))",
        ),
        Phrase(
            "ABUSE",
            "sun plank shut traffic mouth face sick hell",
            r"where the sun (?:doesn'?t|don'?t|does not|dont) shine|as thick as|twice as ugly|"
            r"shut (?:your|ur|yer|the fuck) ?(?:\w{1,6} )?(?:mouth|gob|face|trap|cakehole|"
            r"up)(?! shop)|(?:go )?(?:and )?play in (?:the )?traffic|(?:you|you people|you "
            r"lot) (?:all )?make me (?:sick|want to (?:vomit|puke|throw up))|rot in hell",
        ),
        Phrase(
            "ABUSE",
            "stupid ugly fat lazy nasty evil dirty lying useless thick vile pathetic silly "
            "spineless corrupt",
            rf"{BEGINS}(?:you )?(?:{FOUL} ){{1,3}}(?:{NOUN}|twats?|sods?)(?= ?(?:[.!?,]|$|all "
            rf"of|the lot))|lower than (?:dirt|vermin|a snake|scum)|(?:you|he|she|they)(?:'re|"
            rf"'s| are| is) (?:lower|worse) than (?:dirt|vermin|animals|scum|shit)",
        ),
        Phrase(
            "SLUR",
            "place should shouldn't allowed",
            rf"{GROUP} (?:should not|shouldn'?t|should never|must not) be (?:in |on |allowed |"
            rf"police |given |teach|let )|{GROUP} have no place in",
        ),
        Phrase(
            "ABUSE",
            "animals savages vermin scum home",
            r"(?:these|those|them|such) (?:people|lot|men|ones|kids|youths) (?:are|r) (?:just "
            r"|all |nothing but |fucking |no better than )*(?:animals|savages|vermin|scum|"
            r"filth|cockroaches|rats|subhuman)|go (?:back )?home,? you (?!can|will|all "
            r"know)\w{2,15}|(?:they|they're|you're|you) (?:are |all )*(?:animals|savages|"
            r"vermin|scum|filth|subhuman)(?= ?(?:[.!,]|$))",
        ),
        Phrase(
            "ABUSE",
            "thick stupid pathetic scum idiots stupids brainless disgusting vile back councillors",
            rf"(?:you|u|yous|you lot|you people)(?:'re| are| r) (?:all )?(?:so |just |such |"
            rf"really |fucking |bloody )*(?:thick|stupid|pathetic|scum|brainless|disgusting|"
            rf"vile|brain ?dead|retarded)(?= ?(?:[.!,?]|$)| and | you )|{BEGINS}(?:stupid|"
            rf"thick|useless|corrupt|lying|brainless|fucking) (?:councillors|politicians|"
            rf"coppers|cops|mayor|pigs)(?= ?(?:[.!,]|$))|get back to (?:africa|pakistan|india|"
            rf"poland|romania|bangladesh|nigeria|somalia|your (?:own )?country)",
        ),
        Phrase(
            "SLUR",
            "hate despise detest loathe",
            rf"(?:i|we|everyone) (?:\w{{1,9}} )?(?:hate|despise|detest|loathe|can'?t stand) "
            rf"(?:all |the |these |those |fucking |bloody |you )*{GROUP}(?! (?:food|traffic|"
            rf"lights|being))",
        ),
    ]
)
