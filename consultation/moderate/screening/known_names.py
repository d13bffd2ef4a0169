"""Names that people bear, and names that are no secret: the gazetteers of the rule NAME."""

#: Given names of London, of many origins. None of these is also a usual word or a place.
GIVEN = frozenset(
    """
    aaliyah aamir aaron abbas abbie abdirahman abdul abdullah abdullahi abeba abena abigail
    abimbola abu ada adaeze adam adama adeel adebayo adele adeola aderonke adil adnan adrian
    adriana adwoa afia afua agata agnes agnieszka ahmad ahmed aicha aidan aileen aisha aishah
    aisling ajay akash akil akosua akua alan alana alastair albert alec aled alejandro
    aleksandra aleksander alessandro alex alexander alfie alfred ali alice alicia alina alisha
    alison alistair aliyah allan allison alun amanda amara amber ambreen amelia amina aminata
    amir amira amit amol amy ana anand ananya anastasia andre andrea andreea andrei andrew
    andrzej aneta angela angelika angus anh anil anisa anita anjali ann anna annabel anne
    annette annie anouk anthony antoine anton antonia antonio anwar aoife aparna archie arif
    arjun arlene armando arnold arun arthur arturo asha ashok asif asim asma astrid atif audrey
    augustine ava ayaan ayan ayesha ayisha ayo ayodele aylin ayse azhar aziz babatunde balwinder
    barbara barney barry beata beatrice becky belinda ben benedict benjamin bernadette bernard
    bert bethan bethany bhavna bilal birgit blessing bogdan boris brenda brendan brian bridget
    bronagh bronwen bronwyn bruno bryan bryony burak caitlin callum calvin cameron camilla carl
    carla carlos carmel carmen carol carole caroline carolyn carys caspar catalina caterina
    catherine catriona cecilia cedric celeste celia cerys chaim chandra chanel chantelle charan
    charles charlie charlotte cheryl chiamaka chiara chibuzo chidi chidinma chika chiku chinedu
    chinwe chioma chloe chris christina christine christopher chukwu chukwuma ciara cian cillian
    clare claire claudia claudio clive colette colin colleen colm connor conor constance corey
    cormac craig cristian cristina curtis cyril dafydd dagmar damian damien damilola dan daniel
    daniela danielle danny danuta daphne dara darius darragh darren dave david davina dawid dayo
    debbie deborah debra declan deepak deepika deirdre delia delphine delroy denise dennis derek
    dermot desiree desmond devi dhruv diana diane diego dilip dimitri dimitrios dinesh dipak
    dmitri dolores dominic dominika donal donald donna doreen dorota dorothy doug dougal douglas
    duncan dylan eamon ebony eddie edgar edith edmund eduardo edward edwin edyta efe efua egor
    eileen eilidh eirlys ekaterina elaine eleanor elena eleni eleri elias elif elijah elin
    elisabeth elizabeth ella ellen ellie eloise elsa elsie elspeth elzbieta emeka emily emine
    emma emmanuel emre emyr engin enrique eoin erica erik erin ernest esme esra estelle esther
    ethan eugene eunice eva evan evelyn ewa ewan ezekiel ezgi fadumo faisal faith farah farhan
    farida farooq farzana fatih fatima fatimah fatma fatou fatoumata fatuma felicity felix femi
    fergus fernando finley finn fiona folake francesca francesco francine francis francisco
    francois frank frankie franz fraser fred freddie frederick freya funmi funmilayo gareth gary
    gavin gaynor gemma geoff geoffrey george georgina gerald geraldine gerard ghulam gianni
    giles gillian gina giorgia giovanni giulia giuseppe gladys glen glenda glenn gloria godfrey
    gopal gordon graeme graham grainne greg gregory greta grzegorz guillermo gurdeep gurmeet
    gurpreet guy gwen gwenda gwendolyn gwyneth habib hadiya hafsa hakan halima hamid hamza hana
    hannah hans harjit harold haroon harpreet harriet harry harsha haruka hasan hassan hazel
    heather hector heidi helen helena helga henrietta henry herbert hilary hilda hina hiroshi
    holly horace howard hoang huda hugh hugo humza husna hussain hussein huw hyacinth iain ian
    ibrahim ida idris ieuan ifeoma ignacio igor ikechukwu ilaria ilona imani imogen imran inaya
    indira ines ingrid ioana ioannis iolo ionut iqra irena irene irfan irina iris irma isaac
    isabel isabella isabelle isha isla ismail isobel israel istvan ivan ivana ivor iwona izabela
    jacek jackie jacob jacqueline jacques jade jagdeep jaime jake jakub jalal jamal jamel james
    jamie jamila jamileh jan jana jane janet janice janina janine jared jarek jaroslaw jasmin
    jasmine jason jasper jaswinder javed javier jay jaya jayden jayne jean jeanette jeanne jeff
    jeffrey jelena jemima jen jenna jennifer jenny jeremiah jeremy jermaine jerome jerzy jess
    jessica jill jim jimmy jitendra joan joanna joanne joao jodie joe joel johan johannes john
    johnny jolanta jon jonas jonathan jorge jose josef joseph josephine josh joshua josie joyce
    juan judith judy julia julian juliana julie juliet julius jun junaid justin justyna jyoti
    kabir kacper kadir kai kamal kamila kamran karan karen karim karin karina karl karolina
    karthik kasia kate kateryna katherine kathleen kathryn kathy katie katarzyna katrina katy
    kavita kaya kayleigh keira keiran keith kelechi kelly kelvin ken kenneth kerry keziah
    khadija khaled khalid kieran kim kimberley kinga kiran kirsten kirsty kofi kojo krishna
    kristina krzysztof kumar kunle kwabena kwaku kwame kwasi kyle kylie lakshmi lamar lamin lara
    lars latoya laura lauren laurence lawrence layla leah leanne lee leena leila lena lenka leo
    leon leonard leonardo leroy lesley leslie leticia lewis leyla liam lianne lidia lila lilian
    lilly lina linda lindsay lindsey lisa liz liza lizzie llinos lloyd logan lola lorenzo
    loretta lorna lorraine louis louisa louise luca lucas lucia lucinda lucy luigi luis lukas
    lukasz luke lydia lyn lynda lynn lynne mabel maciej maddie madeleine madison maeve magda
    magdalena magdalene maggie mahmoud mahmud maia maja malachi malcolm malgorzata malik mamadou
    mandeep mandy manish manisha manjit manoj manpreet manuel marcel marcia marcin marco marcus
    marek margaret margarita margot maria mariam marianne marie marilyn marina mario marion
    marisa marius marjorie marlene marlon marta martha martin martina martyn marvin mary maryam
    mateusz matilda matt matteo matthew matthias maureen maurice mauricio maxine maya megan
    meera mehmet mehwish mei melanie melinda melissa mercedes meryl mia micah michael michaela
    michal michel michele michelle miguel mihai mikael mike mikhail mila milan mildred millie
    mina minh miranda miriam misha mohamed mohammad mohammed mohamud mohsin moira molly mona
    monica monika morag moses moshe muhammad muhammed mumtaz muna murat muriel musa mustafa myra
    myriam myrtle nabeel nadeem nadia nadine nadja naheed naima najma namrata nancy naomi
    narinder naseem nasir nasreen nasrin natalia natalie natasha nathan nathalie nathaniel
    naveed naz nazia neeta neha neil nelly neville ngozi nia niall niamh nicholas nichola nick
    nicky nicola nicolae nicole nigel nikhil nikita nikolai nikos nils nina nisha nishant nita
    nkechi noah noel noelle nomi nora noreen norma norman noura nuala nuno nur nusrat obi obinna
    octavia odette oksana ola oladele olamide oleksandr olena olga olive oliver olivia olu
    olufemi olumide oluwaseun oluwaseyi omar omolara oona orla orlaith osama oscar osman owen
    oyin ozan pablo padma paige pamela paolo patience patrice patricia patrick paul paula
    pauline pavel pawel pearl pedro peggy penelope perpetua pete peter petra petros phil philip
    philippa phillip philomena phoebe phyllis pierre piotr polly pooja poonam poppy prakash
    pranav prakesh pratik pravin precious preeti prem preethi primrose priscilla priya priyanka
    quentin quincy rabia rachael rachel radoslaw radu rafael rafal rafiq raheem rahim rahul raj
    rajan rajesh rajinder raju rakesh ralph ram rama ramesh ramon ramona rana randolph ranjit
    raphael raquel rashid rashida rasheed ravi ravinder raymond rebecca rebekah reem reggie
    reginald rehana rekha renata renee reza rhiannon rhodri rhona rhys ria ricardo richard rick
    rishi rita riya riyad rizwan robbie robert roberta roberto roderick rodney rodrigo roger
    rohan rohit roisin roland roman romeo ron ronald ronan ronnie rory rosa rosalind rosamund
    rosanna roselyn rosemary rosie ross roxana roxanne roy rozina ruben rubina rupert ruqayyah
    rukhsana rushda russell ruth ryan ryszard sabina sabrina sadia sadiq saeed safiya sahar
    saima sajid sakina saleem saleh salim salma salman sam samantha sami samina samir samira
    samson samuel sandeep sandra sandy sanjay sanjeev santiago santosh saoirse sara sarah sasha
    satnam saul sarika savita scott sean sebastian seema selina selma semra serena serge sergei
    sergio seyi shabana shabnam shahid shaheen shakeel shameem shamim shamsul shanice shannon
    shanti sharmila sharon shaun shauna shaz sheena sheila shelley shelly sherif shereen sheryl
    shirin shirley shiv shivani shobha shona shreya shu siddharth sidney sidra sienna sigrid
    silvia simon simona simone sina sinead siobhan sita siân sian siddiqa sióned slawomir sneha
    sofia solomon sonal sonia sonja sonya sophia sophie soraya spencer stacey stan stefan
    stefania stefano stelios stella stephanie stephen stephon steve steven stewart stuart sue
    suki sukhdeep sukhwinder suleiman sultana suman sumaya sunil sunita suraj surinder susan
    susana susanna susannah susie suzanne svetlana swati sylvia syed sylwia tabitha tadeusz
    tahir tahira talia tamara tamsin tania tanisha tanya tara tareq tariq tasneem tatiana taylor
    ted teresa terence terri terry tessa thandi thea thelma themba theo theodore theresa thierry
    thomas tiago tilly tim timothy tina tobias toby todd tolu tom tomas tomasz tommy toni tony
    tracey tracy trevor tristan trudy tuan tunde tyler tyrone ugo ulrike uma umar umair umut una
    ursula usha usman uzma valentina valeria valerie vanessa vasile venkat vera verity vernon
    veronica vicky vijay vikram vikki vimal vinay vincent vinod violeta virginie vishal viv
    vivek vivian vivien vivienne vladimir wahid waleed walter wanda waqar wasim wayne wei wendy
    wesley wilfred wilhelmina will willem william winifred winston wojciech xavier xin xiao yael
    yan yannick yasemin yasin yasir yasmin yasmina yaw yemi yetunde yosef youssef yuki yuliya
    yun yusuf yvette yvonne zach zachary zahid zahir zahra zainab zak zara zeeshan zehra zeinab
    zelda zeynep zhang zofia zoe zohra zoya zubair zuzanna amadou adunni bukola chukwuemeka
    ebele folasade ifeanyi kehinde taiwo temitope titilayo uchenna uche bola bisi segun sola
    tayo wale yinka hodan hibo ayaan sagal ifrah farhiya abdiaziz mahad liban ayub yonas tesfaye
    selam meron dawit hana thanh nguyet huong lan linh trang anh duc
    """.split()
)
#: Given names that are words, months or places too: only beside a surname, or where a name stands.
GIVEN_AND_WORD = frozenset(
    """
    alma angel april art ash ashley august austin autumn basil beau bella beverley bill billy
    blue bob bobby brad bradley bruce carter cash chance chase chelsea christian clay cliff
    clifford clifton dale dallas dawn dean dee devon dick dolly don drew earl ebony edmonton
    eden erin ernie eve florence flora ford forest gail gale gene georgia gift grace grant gray
    hank harper harvey heath hope hunter iman india israel ivy jack jackson jerry jewel jo
    jordan josiah joy jude july june justice kay kent kingsley kit lance laurel leigh les lily
    lincoln lorne lynton mac march mark marshall marvel mason max may maya mel melody mercy
    merle miles milton mo mohan monty morgan nat neal nelson nova olive opal otis paris parker
    pat patsy pearl penny percy perry piers preston prince queenie ray reed reese regina river
    robin rob rocky rose ross rowan ruby rusty sage sally sammy savannah sandy scarlett scot
    selby sheridan sid skye sol star stanley stefanie sterling summer sunny sydney tad tara tess
    thane trinity troy ty val van vic victor victoria viola violet virginia warren wilson willow
    wood wren young zion rain ming hui jin bo yi ling lin chi chun sun song kim an ha my thi tu
    vi binh hong le li jun rio
    """.split()
)
#: Surnames: beside a given name, an initial or a title they make it surer.
SURNAMES = frozenset(
    """
    abbott abdi abdullahi acheampong adams addo adebayo adeleke adeyemi afolabi agarwal agyeman
    ahmad ahmed akhtar akintola akpan alam alexander ali allen alvarez amin amoah anderson
    andrews anjum ansah ansari appiah archer armstrong arnold arora asante ashton aslam atkins
    atkinson austin awan aziz bailey bajwa baker balogun banerjee banks barker barlow barnes
    barnett barrett barry bates batra baxter begum bell bennett benson bernard berry bhatt bibi
    biswas black blair blake boateng bond booth bowen boyd bradley bradshaw brady brennan brooks
    brown bryant burgess burke burns burton butler byrne cameron campbell carr carroll carter
    chan chandra chapman chaudhry chaudhary chen cheng cheung choudhury chowdhury chukwu clark
    clarke cohen cole coleman collins conteh cook cooper costa cox crawford cross cunningham
    curtis da dalton daniels das davey davidson davies davis dawson dean desai dhillon diallo
    diaz dixon dogan doherty donnelly douglas doyle duffy duncan dunn eagle edwards egan elliott
    ellis evans farah faulkner ferguson fernandes fernandez ferreira field finch fisher
    fitzgerald fleming fletcher flynn forbes ford foster fowler fox francis fraser freeman
    french frost fuller gallagher garcia gardner george ghosh gibbs gibson gilbert gill goh
    gomes gomez gonzalez goodwin gordon graham grant gray green greene greenwood gregory griffin
    griffiths grewal gupta haines hall hamilton hammond haque harding hardy harper harris
    harrison hart hartley harvey hasan hassan hawkins hayes haynes henderson henry herbert
    hernandez hewitt hicks higgins hill ho hodgson holland holmes hopkins horton hossain
    houghton howard howe howell hudson hughes hunt hunter hussain hussein hutchinson ibrahim
    iqbal islam ivanov jackson jacobs jalloh james jarvis jenkins jennings john johnson johnston
    jones jordan joseph joshi kaminski kamara kapoor karim kaur kaya kelly kennedy kerr khan
    khanna khatun king kovacs kowalczyk kowalski kowalska kumar lal lam lambert lamb lane lau
    law lawal lawrence lawson leach lee lewandowski lewis li lim lin little liu lloyd lopez lowe
    lucas lynch macdonald mackenzie maclean mahmood malik mann mansoor marsh marshall martin
    martinez mason matthews may mccarthy mcdonald mcdonnell mcgrath mckenna mclean mehta mensah
    mills miah miller mistry mitchell mohamed mohammed mohamud moore moran moreno morgan morris
    morrison moss muhammad mukherjee mullins murphy murray musa mustafa myers naidoo nair nasir
    naylor nelson newman newton nguyen nicholls nicholson noble noor norman norris nowak nwosu
    obi obrien o'brien o'connor o'donnell o'neill o'reilly o'sullivan odonkor ofori okafor okeke
    okonkwo okoro oliver olsen omar onyango oneill osei osborne osman owen owens owusu page
    palmer pandey parker parkes parkin parry parsons patel pathak paterson patterson payne
    pearce pearson pereira perera perez perkins perry peters petrov phillips pinto popa popescu
    popov porter potter powell power price pritchard qureshi quinn rahman raja ram ramirez ramos
    rao rashid ray read reddy reed rees reid reilly reynolds rhodes richards richardson riley
    roberts robertson robinson rodrigues rodriguez rogers rose ross rossi rossi rowe russell
    russo ryan saeed saleh salim sanchez sanders sandhu santos sarkar saunders schmidt schneider
    scott sesay shah shaikh sharma sharp shaw sheikh shepherd siddiqui sidhu silva simmons
    simpson sinclair singh skinner slater smart smith sousa spencer stanley stephens stephenson
    stevens stevenson stewart stone stuart sullivan sultana sutton swain tan tang tanner taylor
    teixeira thapa thomas thompson thomson todd torres tran tucker turner uddin ullah underwood
    usman vasquez vaughan verma vincent wade walker wallace walsh walters walton wang ward
    warner warren watkins watson watts weaver webb webster weiss wells west wheeler white
    whitehead wilkins wilkinson williams williamson willis wilson wong wood woods woodward
    wright wu yang yates yeo yildirim yildiz yilmaz young yousaf yusuf zaman zhang zhao zhou
    zielinski akinola ogunleye eze bello sow traore toure cisse keita dlamini moyo ncube banda
    phiri mwangi otieno kamau tesfaye haile mensah boakye darko abebe dang pham hoang vu vo bui
    le ngo duong ito sato suzuki tanaka yamamoto park choi jung kang
    """.split()
)
#: Who answers for the decision, or is a matter of history or the news: naming them hides nobody.
PUBLIC_FIGURES = frozenset(
    {
        "sadiq khan", "sophie linden", "kaya comer-schwartz", "boris johnson", "ken livingstone",
        "stephen greenhalgh", "mark rowley", "cressida dick", "bernard hogan-howe", "ian blair",
        "john stevens", "lynne owens", "stephen house", "theresa may", "david cameron",
        "keir starmer", "rishi sunak", "liz truss", "tony blair", "gordon brown",
        "margaret thatcher",
        "yvette cooper", "shabana mahmood", "priti patel", "suella braverman", "james cleverly",
        "amber rudd", "sajid javid", "rachel reeves", "wes streeting", "jeremy corbyn", "ed davey",
        "nigel farage", "kemi badenoch", "susan hall", "shaun bailey", "zack polanski",
        "sian berry", "caroline pidgeon", "andrew boff", "unmesh desai", "donald trump",
        "joe biden",
        "barack obama", "king charles", "prince charles", "prince william", "winston churchill",
        "robert peel", "stephen lawrence", "sarah everard", "wayne couzens", "david carrick",
        "mark duggan", "chris kaba", "ian tomlinson", "damilola taylor", "keith blakelock",
        "nicole smallman", "bibaa henry", "sabina nessa", "jean charles", "george floyd",
        "louise casey", "lord macpherson", "baroness casey", "dixon of", "sherlock holmes",
        "jack the", "jesus christ", "harry potter", "john lewis", "peter jones", "ronald mcdonald",
        "lee rigby", "charles dickens", "oscar wilde", "florence nightingale", "james cook",
        "alan turing",
        "bobby moore", "henry viii", "elizabeth ii", "thomas more", "robin hood", "oliver cromwell",
        "tommy robinson", "george orwell", "karl marx", "adolf hitler", "mary seacole",
        "bob marley",
    }
)  # fmt: skip
