"""What made-up residents say. Every sentence is ours; none was ever written by a respondent.

`{one|another}` is a choice; `{S}` is the front counter and `{B}` its borough. No sentence states a
fact about a real counter: the words only have to look like what people write.
"""
# ruff: noqa: E501 - a sentence stands on one line, however long

# For the counter: against a closure, or for keeping it.
FOR = (
    "{S} is the only place {round here|near us|in this part of {B}} where I can {speak to|talk to|see} an officer face to face.",
    "When {my phone was stolen|our shop was broken into|my bike was taken|my bag was snatched} I went {straight|at once} to {S} and somebody {listened|helped|wrote it all down}.",
    "My {mother|neighbour|father|aunt|grandmother} does not {use the internet|own a smartphone|trust online forms} and {never will|is not going to start now}.",
    "{The other counter|The next one|The nearest alternative} is {two buses|forty minutes|a long walk|a train and a bus|nearly an hour} away{| with a pushchair| in the evening| on a Sunday}.",
    "Some things {cannot|can not|should not} be {said|reported|explained} {over the phone|on a web form|to a recorded voice}.",
    "A {woman|person|young man|teenager} who is being {followed|threatened|hurt at home} needs a {lit|staffed|real} {door|place} to walk {through|into}.",
    "I {waited|hung on|held} {twenty|forty|fifty|thirty-five} minutes on 101 {last month|in the spring|the last time I tried} and then {gave up|the line went dead|put the phone down}.",
    "The counter is {used|busy|full} {every time|whenever|each time} I {pass|go in|walk by}.",
    "{Older people|Disabled people|People with poor English|Young people} {rely|depend} on {being able to walk in|a counter close by|a face they know}.",
    "{Closing|Shutting} {it|{S}|this counter} {saves|would save} {very little|next to nothing|a small sum} {compared with|set against} what {it does|people would lose|it is worth to us}.",
    "We have {already|in the last ten years} lost the {bank|post office|library|job centre|walk-in clinic} {here|in our part of {B}}, and now this.",
    "It makes {the high street|the whole area|our streets|the estate} feel {safer|looked after|less forgotten}.",
    "I do not {believe|think|accept} that {counting|looking at} {reports of crime|crime reports} alone tells you how {much|often} {a counter|{S}} is used.",
    "People {go|come} there to {hand in lost property|show documents|ask for advice|sign on for bail|ask about a missing person}, and {none|not one bit} of that is {in the figures|counted}.",
    "Has anybody {stood|sat} {in there|at {S}} for a {week|month} and {counted|written down} who {comes in|walks through the door} and why?",
    "The {building|site|station} belongs to {us|Londoners|the public}, {and|so} it should not be {sold|handed over} to {developers|build flats}.",
    "Once {it is|they are} {gone|sold|closed} {it|they} will never {come back|be opened again}.",
    "{B} {is growing|has thousands of new homes|will have more people, not fewer}, {and|so} {this is the wrong time|it makes no sense} to {close|take away} a counter.",
    "Promise {another|a new} place {first|before anything closes}, {then|and only then} talk about closing {this one|{S}}.",
    "{Contact points|Pop-up desks|Tablets in libraries} {were|have been} tried {before|in the past} and {hardly anybody came|nobody knew when they were open|they quietly disappeared}.",
    "I am {registered|partially} {blind|sighted|deaf} and a {form on a screen|telephone line|website} is {no use|not an alternative} to me.",
    "The {journey|trip} to the other counter costs {me|us|a family} {a day ticket|money we do not have|more than the form says}.",
    "My {daughter|son|nephew} was {mugged|robbed|attacked} on the way home from school, and {the officer|the lady|the man} at the counter {calmed him down|was kind|knew what to do}.",
    "{Staff|The people} at the desk {know the area|know the regulars|know who needs help} and {spot|notice} {problems|trouble} early.",
    "I {work nights|work shifts|finish at ten in the evening} and need somewhere {open late|I can go after work|that is open when I am awake}.",
    "{Trust|Confidence} in the police is {low enough|fragile} {already|round here}; {taking away|closing} the {front door|one open door} will {make it worse|not help}.",
    "If {somebody|a person} {runs in|comes in} {bleeding|frightened|in shock}, a {poster|phone on the wall|link to a website} will not {do|be enough}.",
    "The {equality|impact} {assessment|statement} does not say {what happens to|anything about} {carers|people who cannot travel|people without papers|young mothers}.",
    "{Please|I ask you to} {look at|think about} {the bus routes|the hill|the last train} before you {draw a straight line|measure distance} on a map.",
    "There {is|was} {a stabbing|trouble|a fight} {outside the station|near the market|by the park} {only last year|in the summer}, and people {ran to|went to} the counter.",
    "{Reporting|Telling somebody about} {hate crime|abuse|harassment} takes {courage|a lot}, and {people|most of us} {need a person|want to see a face}.",
    "{Keep it|Leave it} open {even if|though} the hours {are|have to be} shorter.",
    "Could the {council|library|fire station} share {the building|the costs|a desk} so that the counter {stays|is kept}?",
    "{Nobody|Not one person} {I know|on our street|in our group} was {told|asked} about this {before it was in the paper|until last week}.",
    "The {saving|money} is said to {pay for|go to} officers on the street, but {I have not seen|nobody shows} {the sums|where they would be}.",
    "As a {shopkeeper|teacher|nurse|bus driver|landlady|youth worker} I {send|take} people to {S} {every week|several times a month|quite often}.",
    "A counter {is|was always} {the place|somewhere} {lost children|confused old people|tourists who were robbed} {are brought to|end up|can wait}.",
    "My {husband|wife|partner} {cannot drive|has dementia|uses a wheelchair} and {we|the two of us} {manage|get} as far as {S} and no {further|farther}.",
    "The {other station|place you point us to} has {no parking|steps at the front|three chairs|a queue out of the door} {already|as it is}.",
    "{Twenty-four|Round the clock|All day and night} hours in one place {do not help|are no good} if {you cannot get there|the buses have stopped|it is on the other side of {B}}.",
    "I {grew up|have lived|have worked} {here|in {B}} for {thirty|forty|twelve|twenty-five} years and {this counter|{S}} {has always been there|has helped three generations of us}.",
    "{Anyone|Whoever} who {wrote|drew up} this has {clearly|plainly} never {been in|waited in|needed} {S}.",
    "Crime {goes up|will not go away} when {the police|officers} {are further away|cannot be seen}.",
    "The {deaf|Somali|Bengali|Polish|Turkish} community {here|in {B}} {uses|trusts} this counter because {somebody takes the time|they know the staff}.",
    "{It is|That is} {a false economy|short-sighted|the wrong place to save}.",
    "What {happens|is meant to happen} to {bail signing|firearms licences|found property|people released at night} {if it closes|afterwards}? {The document does not say.|Nobody could tell me.}",
    "At {night|weekends} {the other one|the next counter} is {in an area I would not walk through|behind an unlit car park|hard to find}.",
    "{We|Residents|Our members} {offered|would be glad} to {help keep it open|volunteer at the desk|raise money for it}.",
    "I was {a victim of|a witness to} {a burglary|an assault|a hit and run} and {had to|was asked to} {come in|sign my statement}; where {would I go|am I meant to go} now?",
    "{Please do not|Do not|I urge you not to} {close|shut} {S}.",
    "{Young people|Children|Pupils at our school} {see|know} {officers as people|that there is help} because {they visit|the school visits} the station.",
    "A {phone box|web chat|form} does not {look you in the eye|notice that you are shaking|ask if you are all right}.",
    "The {tube|bus|train} {strike|works} {last year|this spring} showed {how cut off we are|that you cannot count on getting there}.",
    "{Evidence|Bags of evidence|Footage} from {my shop|our car park|our building} {has to be|was} handed in {somewhere|in person}.",
    "You {say|write} that most people {report|get in touch} by {phone|telephone}. That is because {you closed the other counters|the hours here were cut|nobody knows when it is open}.",
    "The {figures|numbers} are {from one month|years old|an average}, and {August is always quiet|an average hides the busy days}.",
    "If {cost|money} is the {problem|reason}, {close|look at} {headquarters|the press office|empty offices} first.",
    "{Some|A lot} of {women|people} {will simply not report|will stop reporting} {what happened to them|crimes} if they have to {travel|ring a stranger|wait on hold}.",
)

# Against the counter: for a closure, or against keeping it.
AGAINST = (
    "I have {never|not once} {been inside|used|set foot in} {S} in {all the years|the ten years|the time} I have lived {here|nearby}.",
    "{Almost everybody|Nearly everyone|Most people} {I know|my age|in our street} {reports|gets in touch} online or {by phone|rings} {now|these days}.",
    "I would {rather|sooner} have {two more officers|more patrols|officers on bikes} {on the street|in the parks|on the estate} than {someone behind glass|a quiet desk}.",
    "If {it is|the counter is} used {once a day|as little as the evidence says|by a handful of people}, {the money|that money} is better spent {elsewhere|on patrols|on the 101 line}.",
    "The {building|station} is {old|half empty|falling apart|expensive to heat} and {ought to|should} be {sold|used for homes}.",
    "{The other counter|The one that stays} is {not far|ten minutes by bus|easy to reach} and {open all night|open longer}.",
    "{One|A single} {good|well-staffed} counter in {each borough|{B}} is {better|worth more} than {three|several} that are {shut when you need them|hardly ever open}.",
    "{Online reporting|The website} {worked|was quicker|was fine} when {my car was scratched|our parcel was stolen|I lost my wallet}.",
    "{Nobody|No one} walks in to report an emergency{|, they ring 999}.",
    "The savings should {go|be promised} to {neighbourhood teams|the domestic abuse unit|youth work}, {in writing|and published every year}.",
    "I {support|agree with} {this|the proposal} {on condition|provided|as long as} that 101 {gets better|is answered within five minutes|is properly staffed} first.",
    "{Times change|Things move on|The world has changed}, and {so should|the police have to change with it, and so do} the {counters|opening hours}.",
    "{It is|That is} {a sensible|a reasonable|the right|an overdue} {plan|choice|decision}.",
    "A desk in {the library|the council offices|the shopping centre} would {reach|help} more people than {S} {does|ever did}.",
    "{Every time|Both times|Whenever} I {went|tried} it was {closed|shut for lunch|empty}.",
    "The police {should|ought to} {go to|visit} people who cannot travel{|, at home if need be|, instead of waiting behind a desk}.",
    "{Officers|Two officers} tied to a desk {cannot|can not} {catch burglars|be on patrol}.",
    "I {doubt|do not think} that {closing|losing} {it|{S}} will make {anyone|anybody} less safe.",
    "{Spend|Put} the money on {cameras|street lights|a van that comes to the market} {instead|and more people would notice}.",
    "The {hours|opening times} {now|at present} are {useless|no good} for {anyone with a job|working people}, so {little|nothing} is lost.",
    "{Keeping|Running} {a building|a counter} because {people like to know it is there|of habit|it has always been there} is {a luxury|not a reason}.",
    "{Be honest|Let us be honest}: {hardly anyone|very few people} {will notice|would miss it}.",
    "{Police numbers|Officers} matter {more to me|more} than {buildings|front desks}.",
    "{If|When} it closes, {put up a sign|leave a phone|leave a poster} that says {clearly|in several languages} where to go.",
    "The {site|land} could {hold|give us} {forty homes|a nursery|a health centre} that {B} {badly needs|has been waiting for}.",
    "I read {all the|the} evidence and {find it convincing|cannot argue with it|think the case is made}.",
    "{Other services|Banks|Tax offices} have {done the same|closed counters} and {we got used to it|people manage}.",
    "{Better|Cleverer} {opening hours|use of staff} at {the remaining one|the counter that stays} {would|will} make up for it.",
)

# Neither for nor against.
UNSURE = (
    "I {do not know|cannot tell|am not sure} {enough about|how often people use} {S} to {say|have a view}.",
    "{It depends|My answer depends} on {what happens to the building|what comes in its place|whether the 101 line gets better|the bus}.",
    "{On the one hand|Of course} money is {short|tight}; {on the other|but} {people|some people} {need|want} a place to go.",
    "{Please|Could you} publish {how many people come in|the numbers for every hour|what it costs} {first|before we are asked}.",
    "{Both sides|Both} have a point{|, to be fair}.",
    "I would {support|accept} {it|the plan} if {the hours|the hours at the other counter} were {longer|better}.",
    "{My own|The} {experience|visit} was {mixed|neither good nor bad}: {helpful staff, long wait|a short queue and no answer|friendly but closed early}.",
    "{Why|How come} {is|was} {S} chosen and not {one of the others|another one}?",
    "{The question|This} is {hard to answer|difficult} without {a map|knowing the travel times|seeing the costs}.",
    "I {rarely|seldom} need the police, {so others should be heard first|thank goodness}.",
    "{Trial|Test} it for {six months|a year} and {look at the results|count who goes where}.",
    "Whatever {you decide|is decided}, {tell|write to} people {in time|by post} and {not only online|in plain words}.",
    "{Maybe|Perhaps} {shorter|different} hours would {be enough|do}.",
    "{I can see|One can see} why {savings are needed|this is proposed}, {but|though} {the timing|the choice of counter} is {odd|strange}.",
)

# About moving the service to another counter in the borough, and about new hours.
MOVE_FOR = (
    "{Moving|Shifting} the {night|24-hour} counter away from {S} makes no sense: {the trains stop here|the hospital is here|this is where people are at night}.",
    "{S} is {easier|far easier} to reach by {bus|train|tube} than the {other|proposed} place.",
    "{Why|What for} {move|swap} something that works?",
)
MOVE_AGAINST = (
    "The {other|new} place is {newer|more central|easier to get into with a wheelchair}, so {moving|the move} is {fine with me|a good idea}.",
    "{One|A} counter that is open {all night|24 hours} matters more than {which building it is in|the address}.",
    "{Swap|Move} them {if|as long as} {no hours are lost|there is no gap between}.",
)
HOURS_FOR = (
    "{Longer|24-hour} opening at {S} is {welcome|good news|long overdue}.",
    "{Being able to go|Going} {at night|after work|at the weekend} would {help|suit} {me|a lot of people|shift workers}.",
)
HOURS_AGAINST = (
    "{S} is {in the wrong place|too small|hard to find} for {a 24-hour counter|that many people}.",
    "{Neighbours|People who live next door} have not been {asked|told} about {the noise|cars at night}.",
)

# For those who write almost nothing.
SHORT_FOR = (
    "{Please|Do} keep {S} {open|going|as it is}.", "{It is|The rest is} too far {to walk|away} for {me|us|many}.",
    "{S} {helped me|was there for me} {when I needed it|last year}.", "We {all|really} need {a|this} counter {here|in {B}}.",
    "{Not everyone is|My mum is not|I am not} {online|on the internet}, {you know|remember that}.", "{Bad|Terrible|Poor} idea, {leave it alone|think again} please.",
    "{Once|When} it is gone it is gone.", "{Where|And where} {are we supposed|am I meant} to go?",
)  # fmt: skip
SHORT_AGAINST = (
    "{Fine by me|No objection from me}, {I never use it|use the money well}.", "{More|Put more} officers on the {street|beat} instead.",
    "{Hardly anyone|Nobody I know} goes there {now|any more}.", "{Makes sense|Seems fair|Good plan} to me, {go ahead|do it}.",
)  # fmt: skip
SHORT_UNSURE = (
    "I {do not|don't} know enough {to say|about it}.", "{Hard|Not easy} to say without {more|better} {facts|figures}.",
    "{No strong view|Either way is fine} {from me|for me|to be honest}.",
)  # fmt: skip

OPENINGS = (
    "", "", "", "", "", "", "I {feel|think|believe} {strongly|quite strongly} about this.", "Dear {Sir or Madam|all|Mayor},",
    "{To|For} whom it may concern:", "Thank you for {asking|the chance to reply}.",
    "I {write|am writing} as a {resident|neighbour|local} of {B}.", "{No.|Yes.|Simple answer:}",
    "{Firstly|To begin with}, {thank you|let me say this}.", "hi", "Where do I start?",
)  # fmt: skip
CLOSINGS = (
    "", "", "", "", "", "", "", "Thank you for reading.", "{Please|Do} {think again|listen}.", "{Regards|Yours}",
    "I hope {someone reads this|this is read}.", "That is all.", "{Thanks|Thank you}.",
    "I would {be glad|like} to hear what is decided.",
)  # fmt: skip
SHOUTS = (
    "This is {a disgrace|shameful|a joke}!!!", "{Wake up|Shame on you}!", "You {lot|people} never listen.",
    "{Clowns|Idiots}, {all|the lot} of you.", "Who is paid for this rubbish?", "HANDS OFF OUR COUNTER!!",
)  # fmt: skip

INSTEAD = (
    "{Open|Keep} {S} {three days a week|in the evenings|from noon to eight} instead of {closing it|all or nothing}.",
    "{Put|Try} a {staffed desk|police desk} in {the library|the town hall|the leisure centre} {before|for a year before} anything {closes|is sold}.",
    "{Share|Use} the {building|front office} with {the council|the ambulance service|a charity}.",
    "{Wait|Hold off} until {the new phone system|online reporting} has been {tested|shown to work} {in {B}|by people who are not used to it}.",
    "{Sell|Let} the {upper floors|car park|empty wing} and keep the {counter|ground floor}.",
    "{Move|Give} the {counter|service} to a {shop|unit} on the high street.",
    "A {mobile|travelling} {counter|office} that {stops|comes} {at the market|at the same place every week}.",
    "{Longer|Later} hours {on Fridays|at weekends} and {shorter|fewer} {on Mondays|in the week}.",
    "{Train|Use} {volunteers|cadets|retired officers} for the {desk|simple questions}.",
    "{Guarantee|Promise} that {someone|an officer} {calls back|answers} within {an hour|a day} first.",
    "{Nothing|No change}. {Leave|Keep} it as it is.",
    "{Do it|Close it} {sooner|faster}, and {spend|use} the {money|savings} on {patrols|101}.",
    "{Check|Measure} {bus times|travel times} for every {ward|street} before {deciding|you decide}.",
    "{Ask|Visit} the {schools|sheltered housing|mosques and churches|women's refuge} {nearby|in {B}}.",
)
EVIDENCE = (
    "{The|Your} {figure|number} of reports a day for {S} {leaves out|does not count} {people who come for other things|those sent away}.",
    "The {address|opening hours} {given|shown} for {S} {is|are} {out of date|wrong}.",
    "{There is|I find} no {cost|figure} for {running|heating} {S}, so {how can we|who can} {judge|weigh} the saving?",
    "The distance is {in a straight line|as the crow flies}; {the real way|on foot it} is {almost double|much longer} because of {the railway|the river|the dual carriageway}.",
    "{Which|What} {month|year} {are|were} the {visits|reports} counted in?",
    "The {other counter|counter you point to} was {closed for repairs|open fewer hours} when you {counted|measured}.",
    "{Nothing|Not a word} about {people protected by the Equality Act|disabled people|language}.",
    "{It says|You say} that the {hours|visits} are not known. Then {find out|ask the staff}.",
    "The source is {a newspaper|a web page that no longer opens}.",
    "The evidence {looks|seems} {fine|right} to me.",
)

# Four campaigns: (stance on closures, the letter's sentences). Copies differ as people edit them.
LETTERS = (
    (
        "STRONGLY_OPPOSE",
        (
            "I object to the closure of the front counter at {S}.",
            "A police station with a locked door is an office block.",
            "Everyone in {B} should be able to reach a police officer on foot, at a known address and at known hours.",
            "The proposal offers a telephone number to people who are frightened, a website to people who are not online, and a bus ride to people who cannot travel.",
            "I ask that no counter closes until its replacement has been open for six months and the number of people using it has been published.",
        ),
    ),
    (
        "OPPOSE",
        (
            "As a member of a residents' association I ask the Mayor to think again about {S}.",
            "Our association counted the people who went in on one ordinary Tuesday and saw forty-one.",
            "Most of them did not come to report a crime, so they do not appear in the evidence.",
            "We would accept shorter hours if the counter stays.",
            "We would not accept a sale of the building before the decision has been reviewed.",
        ),
    ),
    (
        "SUPPORT",
        (
            "I support fewer buildings and more officers.",
            "Every pound spent on an empty waiting room is a pound not spent on answering a call.",
            "Please publish each year how many officers were paid for by closing {S} and where they work.",
        ),
    ),
    (
        "STRONGLY_OPPOSE",
        (
            "Night workers need a safe place too.",
            "Cleaners, carers, porters and drivers in {B} travel when nobody else does.",
            "Keep a door open at {S} after dark, or tell us which lit and staffed place we should run to.",
            "A single counter for a whole borough is not within reach of someone on foot at two in the morning.",
        ),
    ),
)  # fmt: skip
SWAPS = (
    ("I object to", "I am against"), ("people", "folk"), ("Please publish", "I want you to publish"),
    ("Everyone", "Everybody"), ("proposal", "plan"), ("support", "am for"), ("closes", "is closed"),
    ("need", "must have"), ("association", "group"), ("a safe place", "somewhere safe"),
    ("would not accept", "can not accept"), ("the Mayor", "the mayor of London"), ("police", "Police"),
)  # fmt: skip
