"""What somebody says who thinks of harming themselves, or of one of theirs who may."""

from consultation.moderate.screening.at_risk import ENDS, HIM, WHOSE, YOUNG
from consultation.moderate.screening.phrases import BEGINS, Phrase, Phrases

MORE = r"(?: (?:any ?more|any longer|no more|much longer|anymore))"

DESPAIR = Phrases(
    [
        Phrase(
            "SELF_HARM",
            "kms unalive unaliving",
            r"kms|unaliv(?:e|ing|ed) (?:my ?self|himself|herself|themselves)",
        ),
        Phrase(
            "SELF_HARM",
            "self meself hisself",
            r"(?:kill|hang|hurt|harm|cut|top|drown|end)(?:ing|ting|ed)? (?:my self|meself|me "
            r"self|his self|hisself|her self)",
        ),
        Phrase(
            "SELF_HARM",
            "end ending ended over stop",
            rf"(?:i|i'?m|i'?ve|i'?d|gonna|going to|want to|wanna|thinking of|ready to|"
            rf"about)(?: \w{{1,12}}){{0,3}}? (?:end(?:ing|ed)? (?:it|things|everything)(?: "
            rf"all)?(?: tonight| today| now| soon)?|(?:end|ending) my (?:own )?life){ENDS}|"
            rf"(?:i )?(?:just )?want (?:it|everything|this|the pain|all this) (?:all )?to "
            rf"(?:end|stop|be over){ENDS}",
        ),
        Phrase(
            "SELF_HARM",
            "pills tablets paracetamol overdose rope noose razor razors blade meds medication",
            r"(?:saved|saving|stored|got|have|took|taken|take|swallow(?:ed)?|i'?ve|with|"
            r"count(?:ed|ing)?)(?: up)?(?: all)?(?: of)?(?: the| my| enough| a| some| too "
            r"many| lots of)* (?:pills|tablets|paracetamol|rope|noose|razors?)(?! (?:from|for "
            r"my|every|each|morning|daily|prescri|to the|on time|with water|in the morning|at "
            r"night|off|ladder|bridge|swing))|(?:pills|tablets|rope) (?:are |is )?(?:in front "
            r"of me|ready|next to me|in my hand|waiting)",
        ),
        Phrase(
            "SELF_HARM",
            "note read time",
            r"suicide note|by the time you read this|this is my (?:last|final) (?:note|"
            r"message|letter|goodbye|words)",
        ),
        Phrase(
            "SELF_HARM",
            "goodbye tomorrow here alive around",
            rf"goodbye (?:everyone|everybody|world|all|cruel world)|(?:i|you)(?: just)? "
            rf"?(?:won'?t|will not|wont|might not|may not|don'?t want to|dont want to|do not "
            rf"want to|don't wanna|dont wanna) be (?:here|alive|around)(?: (?:tomorrow|next "
            rf"(?:week|month|year)|much longer|by (?:then|christmas|tomorrow|\w{{1,8}}day)|any "
            rf"?more|any longer|to see|soon))|(?:i )?(?:don'?t|do not|no longer|dont) (?:want "
            rf"to|wanna) (?:be here|be alive|exist|live|wake up)(?: any ?more| any longer| no "
            rf"more)?{ENDS}|{HIM} (?:\w{{1,8}} ){{0,2}}saying (?:goodbye|bye) to (?:people|"
            rf"everyone|everybody|us|me)",
        ),
        Phrase(
            "SELF_HARM",
            "can't cannot can cant",
            rf"{BEGINS}?(?:i|i just|i really|i honestly) (?:just |really |honestly )?(?:can'?t|"
            rf"cannot|can not|cant) (?:go on|carry on|cope|do this|take (?:it|this|life)|live "
            rf"like this|live with (?:this|it|myself)|face (?:it|life|another day)|keep "
            rf"(?:going|living))(?:(?: living| with (?:life|it))?{MORE}|{ENDS}| like "
            rf"this{ENDS})(?<! do this)",
        ),
        Phrase(
            "SELF_HARM",
            "die dead",
            rf"(?:i )?(?:just |really )?(?:wanna|want to|wants to|wanted to|feel like|wish i "
            rf"could|ready to|going to|gonna|rather) (?:die|be dead){ENDS}|(?:i'?m|i am|i will "
            rf"be|i'?ll be|going to be) (?:better off )?dead (?:soon|by|tomorrow|tonight)",
        ),
        Phrase(
            "SELF_HARM",
            "life lives living alive",
            rf"(?:try|tried|trying|attempt(?:ed|ing)?|want(?:s|ed)?|going|threaten(?:s|ed|"
            rf"ing)?|plan(?:s|ned|ning)?|think(?:ing)?|thought(?:s)?|ready) (?:to |of |about "
            rf"){{1,2}}(?:tak(?:e|ing)|end(?:ing)?) {WHOSE} (?:own )?li(?:fe|ves)|(?:no|any|"
            rf"isn't any|see no|what's the|what is the) (?:point|reason|use) (?:in |to |of "
            rf")?(?:me |my )?(?:being (?:alive|here)|living|going on|staying alive|carrying on|"
            rf"existing|waking up)(?! (?:in|here|near|with (?:the|this) (?:plan|consultation|"
            rf"scheme)))|(?:life|living|it)(?:'s| is|'s just| just|isn't| is not)?(?: not)? "
            rf"(?:not )?worth living|nothing (?:left )?to live for",
        ),
        Phrase(
            "SELF_HARM",
            "burden",
            r"(?:i|i'm|i am|im|feel like|being|am|just) (?:such )?a burden(?: (?:to|on) "
            r"(?:everyone|everybody|my|them|people|the family|you all))?",
        ),
        Phrase(
            "SELF_HARM",
            "gone happier without wasn't weren't notice miss care",
            r"(?:happier|better|better off|easier|glad) if i (?:was|were|wasn'?t|weren'?t|"
            r"am)(?: not)? (?:gone|dead|here|around|alive|born)|(?:better|happier) (?:off "
            r")?without me(?! (?:on|in|at|there))|(?:nobody|no one|noone|none of them|who) "
            r"would (?:even )?(?:notice|miss me|care|cry)(?: if i (?:was|were|died|"
            r"disappeared|went|wasn't))?(?=[.!?\n]|$)(?<=\w)(?:)",
        ),
        Phrase(
            "SELF_HARM",
            "wake waking asleep sleep",
            r"(?:not|never|don'?t|didn'?t|won'?t|without) (?:want to |have to )?(?:ever "
            r")?wak(?:e|ing) up(?: again)?(?= ?[.!,\n]|$| tomorrow| in the morning)(?<!\bto)|"
            r"go to sleep and (?:never|not) wake",
        ),
        Phrase(
            "SELF_HARM",
            "jump jumping jumped platform bridge ledge roof edge tracks",
            r"(?:think(?:ing)?|thought(?:s)?|consider(?:ed|ing)?|going|gonna|want(?:ed)?|"
            r"tried|about|wanted|ready)(?: (?:of|about|to)){0,2} (?:jump(?:ing)?|"
            r"throw(?:ing)? (?:my ?self|herself|himself)|step(?:ping)?)(?=[.!,\n]|$| off| "
            r"from| in front| under| onto| into)(?! (?:in front of the|from the|on the) "
            r"queue)(?! ship)|(?:stood|standing|stand|sat|sitting) (?:on|at) (?:the|a) "
            r"(?:\w{1,10} )?(?:edge|ledge|bridge|roof|platform) (?:\w{1,9} ){0,3}(?:jump|end "
            r"it|over|thinking about (?:it|dying))",
        ),
        Phrase(
            "SELF_HARM",
            "cutting cut cuts burning harming",
            rf"(?:been|started|keeps?|is|still|i'?m|she'?s|he'?s|{YOUNG}(?: is| has been)?) "
            rf"(?:been )?cutting (?:again|myself|himself|herself|themselves|(?:my|his|her|"
            rf"their) (?:arms?|wrists?|legs?|thighs?))|cut(?:s)? (?:my|his|her) (?:wrists?|own "
            rf"arms?)|been cutting(?: again)?{ENDS}",
        ),
        Phrase(
            "SELF_HARM",
            "hang hanging himself herself themselves something silly stupid",
            r"(?:gonna|going to|will|wants? to|tried to|threatening to|might|about to)(?: go "
            r"and)? (?:hang|kill|hurt|harm|drown|shoot|top) (?:himself|hisself|herself|"
            r"themselves|themself|myself)|(?:do|done|doing) something (?:silly|stupid|"
            r"terrible|bad|drastic)? ?to (?:himself|herself|myself|themselves)",
        ),
        Phrase(
            "SELF_HARM",
            "tired sick alive living life existing fed",
            r"(?:tired|sick|fed up|exhausted) of (?:being alive|living(?= ?[.!,]|$| like "
            r"this)|life(?= ?[.!,]|$)|existing|my life(?= ?[.!,]|$)|being here(?= ?[.!,]|$)|"
            r"waking up)|(?:hate|hating) (?:my life|myself|being alive|living)(?= ?[.!,]|$| "
            r"and| so)",
        ),
        Phrase(
            "SELF_HARM",
            "tonight letters note goodbye dying death way hopeless despair",
            r"(?:tonight|tomorrow|today|this weekend)[ ,]+(?:i|i'm|im|i'll)(?: am|'m| will)? "
            r"(?:going to|gonna|will)? ?(?:do it|end it|be gone|finish it)|(?:going to|gonna|"
            r"will|i'll) (?:do it|end it|finish it all) (?:tonight|tomorrow|today|this time)|"
            r"written (?:the|my|a|some) (?:goodbye )?(?:letters?|notes?)(?: (?:to (?:my|the) "
            r"(?:kids|family|children|mum|wife|husband))|(?= ?[.!]|$))|(?:only|no other|no|"
            r"any|see a) way out(?: (?:except|other than|but|is|than|of this (?:life|pain)|"
            r"for me)(?: \w{1,8}){1,3}|(?= ?[.!]|$))(?! (?:of the (?:car|building|station|"
            r"estate)))|(?:feel|feeling|felt|am|i'm|so|completely|utterly) (?:\w{1,9} "
            r")?hopeless(?: (?:and|i|about life|that)|(?= ?[.!,]|$))(?<!is hopeless)",
        ),
        Phrase(
            "SELF_HARM",
            "swallowed drank bleach tablets pills drink poison",
            r"(?:i|she|he|son|daughter|friend)(?:'ve| have| has)?(?: \w{1,8}){0,2} "
            r"(?:swallowed|drank|drunk|drinking|took|taken|injected) (?:\w{1,9} "
            r"){0,3}?(?:bleach|poison|tablets|pills|antifreeze|weedkiller|paracetamol|a whole "
            r"(?:packet|bottle|box)|everything in the (?:cabinet|cupboard))(?! (?:for|from|"
            r"every|with|daily|as))",
        ),
        Phrase(
            "SELF_HARM",
            "better without gone go disappear leave vanish left",
            r"(?:i|i'd|i should|they|kids|children|family|everyone|wife|husband|mum|world|"
            r"people)(?: \w{1,9}){0,3}? (?:should just|just want to|want to|would rather|wish "
            r"i could|better if i|would be better (?:off )?(?:if i|with(?:out)? (?:me|"
            r"another)))(?: just)?(?: (?:go away forever|disappear(?! from the)|vanish|not "
            r"exist|not be here|wasn'?t (?:here|around|alive)|was(?: not)? (?:gone|here|dead)|"
            r"were(?: not)? (?:gone|here|dead)|die[d]?|mum|dad|me|another \w{1,8}|go(?= ?[.!]|"
            r"$)))|without me|nothing (?:is )?left (?:for me|in (?:my life|life for me)|to "
            r"(?:live|live for))|nothing to live for",
        ),
        Phrase(
            "SELF_HARM",
            "hurt hurting cut burn self-harm",
            r"\bi (?:hurt|cut|burn|starve|scratch|punch|hit) myself(?: (?:most|every|again|to|"
            r"when|on purpose|at night|a lot|because|so|and|all|with a (?:razor|blade|knife))|"
            r"(?= ?[.!,]|$))(?! (?:on (?:the|a)|falling|when i (?:fell|tripped|slipped)|and "
            r"(?:had|went|needed)))",
        ),
        Phrase(
            "SELF_HARM",
            "jump jumping step stepping train bridge throw throwing platform dream think "
            "imagine front",
            r"(?:dream|dreams|think|thinking|thought|thoughts|imagine|fantasi[sz]e|keep "
            r"thinking|urge|want|feel like|about)(?: (?:about|of|to|every|day)){0,3} "
            r"(?:step(?:ping)?|jump(?:ing)?|walk(?:ing)?|throw(?:ing)? myself|driv(?:e|ing)|"
            r"l(?:ie|ying)) (?:out )?(?:in front of|under|off|into|onto|from|on) (?:a|the|an) "
            r"(?:\w{1,9} )?(?:train|bus|tube|lorry|traffic|tracks?|bridge|roof|balcony|river|"
            r"wall|canal|car|cliff|line)(?! (?:queue|home|and buy))",
        ),
        Phrase(
            "SELF_HARM",
            "razor locked knife blade bathroom roof bridge ledge pills",
            r"(?:housemate|flatmate|son|daughter|friend|wife|husband|partner|she|he|brother|"
            r"sister|mum|dad|neighbour|girlfriend|boyfriend|someone)(?: \w{1,9}){0,6}? (?:in|"
            r"on|at|with|to) (?:the |a |his |her )?(?:\w{1,8} )?(?:bathroom|roof|bridge|ledge|"
            r"balcony|edge)(?: \w{1,6}){0,3}? (?:with (?:a |the |some )?(?:razor|knife|blade|"
            r"pills|rope|tablets)|and (?:won'?t come|says|threatening|is going to jump|"
            r"saying))",
        ),
        Phrase(
            "SELF_HARM",
            "miss notice care joining join rope cut",
            r"(?:nobody|no one|noone|no-one|none of them) (?:would|will|'d|'ll|is going to|"
            r"gonna) (?:even )?(?:miss me|notice(?: i'?m gone| if i)?(?= ?[.!,]|$| i| if i)|"
            r"care (?:if i|when i|about me|that i))|(?:think|thinking|thought|want|ready|"
            r"wish)(?: \w{1,6}){0,2} (?:joining|to join|join|be with|being with) (?:her|him|"
            r"them|my (?:late )?(?:wife|husband|mum|dad|son|daughter))(?= ?[.!,]|$| every| "
            r"soon| now| in (?:heaven|death)| again)|end of my rope|i cut my (?:arms?|legs?|"
            r"wrists?|thighs?|self)(?= ?[.!,]|$| when| because| to| most| every| and)",
        ),
        Phrase(
            "SELF_HARM",
            "myself safe",
            r"keep(?:ing)? my ?self safe(?= ?(?:[.!,]|$)| tonight| any| any ?more| much "
            r"longer)|not safe (?:with|on|by) my ?(?:self|own)|(?:might|going to|gonna|will) "
            r"do something (?:to my ?self|stupid|silly|i(?:'ll| will) regret|bad to me)",
        ),
        Phrase(
            "SELF_HARM",
            "point",
            r"(?:don'?t|do not|can'?t|cannot|no longer|never) see (?:the |a |any )?(?:point|"
            r"reason) (?:in |to |of )?(?:living|live|going on|carrying on|being (?:here|"
            r"alive)|life|anything any ?more)(?! (?:in|here|near))",
        ),
    ]
)
