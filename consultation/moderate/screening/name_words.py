"""The words around names, and those that are none: what the rule NAME goes by."""

TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor cllr councillor cllrs rev revd reverend sir lady "
    "lord dame pc wpc dc pcso sgt sergeant ps di ds dci insp inspector constable supt "
    "superintendent nurse matron imam rabbi pastor fr canon "
    "mister messrs madam baroness headteacher alderman sr ald cpl lt capt det comdr mufti maulana "
    "pastor father officer captain major judge justice coach uncle auntie aunty aunt sheikh "
    "deacon bishop archdeacon swami md mohd nan nana grandad grandma granny".split()
)
#: After these a lower-case surname belongs to the name.
LOW_LEADS = frozenset(
    ("i am", "i'm", "signed", "from", "this is", "called", "contact", "name", "full name")
)
#: Before these only a known name: "Major Incident", "Justice Secretary".
RISKY = frozenset(
    "officer captain major judge justice coach nan nana det sr father bishop sister".split()
)
#: A number may come between: "PC 2217 Davies".
NUMBERED = frozenset("pc wpc dc pcso sgt sergeant ps di constable officer cso".split())
#: In lower case these are words or something else.
CAPITAL = frozenset(
    "lord lady sir dame fr ps di ds doctor canon baroness father officer captain major judge "
    "justice coach uncle auntie aunty aunt bishop deacon lt md det sr ald nan nana grandad grandma "
    "granny".split()
)
#: A point after these ends no sentence.
POINTED = frozenset(
    "mr mrs ms dr prof cllr rev revd sgt ps insp supt fr md mohd st sr ald capt lt det".split()
)
#: In lower case too these are titles and nothing else.
TITLES_LOW = frozenset("mr mrs ms dr prof cllr councillor pc sgt rev mister pcso dc".split())
#: In lower case before a known name.
TITLES_MAYBE = frozenset(
    "officer constable sergeant inspector nurse doctor miss uncle auntie aunty aunt coach pastor "
    "father sister imam reverend professor".split()
)
#: Before "miss" in lower case it is a verb.
MISSING = frozenset(
    "i we you they will would ll d to really dont don't didn't don never not also might may could "
    "who people and shall do did".split()
)
#: Whose somebody is.
WHOSE = frozenset("my our his her their your mine ur me".split())
MONTHS = frozenset(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday christmas easter ramadan".split()
)
#: Words for somebody, beside the relations.
PEOPLE = frozenset(
    "librarian mate mates assistant landlords lad lass bro bros sis sister-in-law brother-in-law "
    "mother-in-law father-in-law daughter-in-law son-in-law stepfather stepmother stepbrother "
    "stepsister godmother godfather godson mums dads nans grandma grandpa granddad nanna nana "
    "granny papa mama guy geezer pal buddy bestie bf gf fella hubby missus missis better-half "
    "other-half headteacher head tutor lecturer professor pupil student classmate schoolmate "
    "roommate lodger caregiver helper advocate solicitor barrister lawyer accountant builder "
    "plumber electrician baker butcher barber hairdresser newsagent owner proprietor grocer "
    "tailor waiter chef cook trader cashier clerk secretary treasurer chair chairman organiser "
    "petitioner constituent councillor sergeant inspector constable pcso paperboy courier rider "
    "cyclist witness victim survivor attacker suspect thief burglar mugger dealer informant "
    "supervisor caseworker keyworker worker counsellor adviser advisor mentor coach instructor "
    "trainer leader scout cub pastor imam rabbi priest minister curate verger nun foster-child "
    "foster-son child-minder childminder nanny babysitter au-pair midwives doula matron sister "
    "optician chiropodist podiatrist carers client patient resident lady gent pensioner widow "
    "widower bride groom spouse sibling twin toddler infant teenager youngster kiddo operator "
    "author speaker translator interpreter nephews nieces cousins aunty uncles sons daughters "
    "children kids boys girls brothers sisters friends neighbours colleagues employee employer "
    "apprentice trainee recruit guard bouncer doorman ranger fishmonger greengrocer milkman "
    "postman postie cabbie cabby busdriver".split()
)
#: They end like a word for somebody and are none.
THINGS = frozenset(
    "list exist assist consist resist persist insist twist mist fist wrist checklist shortlist "
    "waitlist specialist-list ocean human german roman woman's norman".split()
)
#: No name after "Name:" and the like.
AFTER_NAME = frozenset("address withheld supplied anonymous unknown none n email phone tel".split())
RELATIONS = frozenset(
    "neighbour neighbor wife husband son daughter mother father mum mom dad sister brother friend "
    "partner colleague boss landlord landlady manager uncle aunt auntie nephew niece cousin "
    "grandson granddaughter grandmother grandfather nan gran grandad stepson stepdaughter carer "
    "girlfriend boyfriend fiance fiancee ex baby boy girl child driver paramedic officer "
    "receptionist teacher therapist doctor gp nurse consultant midwife caretaker cleaner vicar "
    "shopkeeper tenant "
    "porter surgeon physio physiotherapist dentist "
    "housemate flatmate twins kid lad lady gentleman woman man chap bloke person volunteer "
    "warden".split()
)
#: Then a name follows, or nothing that begins with a capital.
LEADS = tuple(
    (
        "my name is, my name's, name is, i am called, i'm called, known as, who is called, "
        "signed, signed by, written by, sent by, from, contact, name, full name, ask for, "
        "ask, speak to, spoke to, spoke with, spoken to, speaking to, talk to, talked to, "
        "met, thanks to, thank you to, surname is, name of, me and, me &, me n, shout out to, "
        "shoutout to, kudos to, big up, ring, call, phone, text, tell, see, sent to, send to, "
        "write to, reply to, hi its, addressed to, statement of, im, its, called, named, c/o, "
        "care of, on behalf of, attn, fao, dear, hi, hello, hey, this is, i am, i'm, it's, "
        "cc, regarding, emailed, phoned, rang, told by, helped by, seen by, treated by, "
        "assaulted by, attacked by, lives with, contacted, interviewed by, arrested by, "
        "reported to, thank, well done"
    ).split(", ")
)
#: After these any word at all is a name, in lower case too.
SURE = (
    "surname is",
    "my first name is",
    "my name is",
    "my name's",
    "i am called",
    "i'm called",
    "full name:",
    "name:",
)
#: After these a name has to be a known one, or two words.
WEAK = frozenset(
    ("name of", "ring", "call", "phone", "text", "tell", "see", "sent to", "send to", "write to",
     "reply to", "addressed to", "statement of", "im", "its", "hi its", "big up",
     "from", "i am", "i'm", "this is", "it's", "met", "called", "name", "contact", "regarding",
     "thanks to", "thank you to", "contacted", "ask", "cc", "thank", "dear", "hi", "hello", "hey",
     "emailed", "phoned", "rang", "reported to", "well done", "on behalf of", "named", "known as",
     "name is", "lives with", "signed", "sent by", "written by")
)  # fmt: skip
PLACES = frozenset(
    "road rd street avenue ave lane close drive crescent gardens grove place square terrace court "
    "mews way walk row hill park rise green house hospital station school college academy estate "
    "centre center surgery clinic library pub arms inn hotel church hall bridge line tower market "
    "common heath town city borough ward building buildings trust university gate wharf quay "
    "embankment broadway circus palace museum theatre stadium shop store bus day act law review "
    "report "
    "foundation institute institution infirmary hospice cathedral abbey island tube underground "
    "junction airport roundabout ltd limited plc llp council avenue's police counter memorial "
    "award prize cross fields head tavern brewery primary secondary nursery barracks prison "
    "lodge wing "
    "unit parade mansions vale north south east west mp mps am scheme inquiry enquiry".split()
)
NO_NAME = frozenset(
    """
    a about i'm i've i'll i'd
    after again all also although always am an and another any anyone are area as at be
    because been before being borough both british but by can christian christmas could council
    day did do does easter english european every everyone excellent february first for friday
    from general get go god good government great had happy has have having he hello help her
    here hi him his home hospital hour how however i if in is it its january just kind last
    london lots love madam many march met met's ministry monday more most much muslim my never
    new next nhs no nobody not nothing november now october of office officer officers ok on
    once one only or other others our out over parliament people please police polite pm post
    public queen king re really regards saturday september service services she should since
    sincerely sir sirs so some somebody someone staff state station still street such sunday
    team thank thanks that the their them then there these they this those thursday to today
    tomorrow too tuesday two uk under until up us very was we wednesday well were what when
    where which while who why will with without would yes yesterday you your yours july june
    april may august december asian african black white jewish hindu sikh catholic indian polish
    welsh scottish irish french german american bangladeshi pakistani chinese somali turkish
    romanian spanish portuguese italian english-speaking retired disabled concerned unhappy
    sorry sure glad against writing opposed worried angry unable afraid pleased disappointed
    grateful going local resident residents parent student pensioner driver mayor commissioner
    secretary minister chancellor chair chairman president director chief sergeant inspector
    constable cash street road whom anybody everybody none many few several due per via lord
    lady mr mrs ms dr miss metropolitan transport crown prosecution citizens advice
    neighbourhood watch safer customer dear team support near age old young years back during
    between within like than each either neither response reception everything something
    anything instead despite according especially finally firstly secondly additionally
    therefore furthermore covid internet google facebook twitter amazon tesco sainsbury's boots
    lidl asda waitrose online website west east north south central greater inner outer high end
    big little upper lower royal national ealing barnet camden hackney islington lambeth
    lewisham southwark wandsworth westminster croydon bromley bexley greenwich newham redbridge
    havering enfield haringey brent harrow hillingdon hounslow richmond kingston merton sutton
    barking dagenham tower hamlets kensington chelsea fulham hammersmith waltham brixton peckham
    tottenham edmonton walthamstow stratford ilford romford acton holloway kentish scotland
    wales england britain europe whitehall downing yard lambeth's twickenham wimbledon
    """.split()
)
PARTICLES = frozenset(
    "de da dos del van von der den bin bint al el la le ibn ap st di du ter abu".split()
)
PLACES_LOW = frozenset(
    "pub road street hospital ward line ave avenue lane drive station rd st court park house "
    "estate "
    "close square branch library surgery area".split()
)
#: Surnames in form, places in London.
LONDON = frozenset(
    ("harold hill", "harold wood", "gordon hill", "albert hall", "harold park", "frank park",
     "maryland park", "victoria park", "helen park")
)  # fmt: skip
PREPOSITIONS = frozenset("at in on near around behind opposite towards outside".split())
CROWNED = frozenset("st saint king queen prince princess pope".split())
SPEECH = frozenset(
    "said says told thinks lives lived agreed explained phoned asked replied admitted laughed "
    "smiled apologised emailed shouted texted knocked".split()
)
#: Given names that are words, and no places.
ALSO_NAMES = frozenset(
    "rose hope will pat grace jack mark bill joy ivy lily olive ruby dawn frank dean max mo ray "
    "kay jo "
    "angel pearl violet robin bob dick jerry ernie eve gail gift iman josiah jude les mason "
    "maya mel "
    "mercy miles monty neal ollie penny percy rob sally sandy scarlett sid stanley tad tess vic "
    "willow "
    "art beau bella bobby brad christian cliff dolly don earl gene hank harvey heath".split()
)
DEEDS = frozenset(
    "was is said says told helped has had lives lived works worked came went called rang did does "
    "gave took asked explained agreed thinks knows wants needs died moved got gets goes can cant "
    "can't dont don't doesnt doesn't didnt didn't couldn't could would runs ran drives drove uses "
    "used nearly always never still also waited saw sees met left lost fell says hes shes is's "
    "admitted promised laughed smiled emailed texted wrote broke held made makes who".split()
)
LOW_WORDS = frozenset(
    "young little west may will page law power price read cook field hill lane little long king "
    "sharp "
    "smart stone wells wood woods cross fox frost green black white brown grant green hall hunt "
    "mark "
    "baker porter butler bond booth banks archer eagle finch french friend gray hart lamb lawn "
    "marsh "
    "mason miller moss noble park potter pearl rose shepherd skinner sutton tanner turner "
    "walker ward "
    "weaver wheeler wright le so do da la an to".split()
)
