"""Names that people bear, and names that are no secret: the gazetteers of the rule NAME.

The lists are our own, written down from common knowledge of who lives in London; no list of others
was copied, so they stand under the licence of the project. Words of every day were left out.
"""

from pathlib import Path


def _read(name: str) -> frozenset[str]:
    """One of the lists beside this file: names in lower case, parted by spaces."""
    return frozenset(Path(__file__).with_name(name).read_text(encoding="utf-8").split())


#: Given names of London, of many origins. None of these is also a usual word or a place.
GIVEN = _read("given_names.txt")
#: Given names that are words, months or places too: only beside a surname, or where a name stands.
GIVEN_AND_WORD = frozenset(
    """
    alma amber an angel april art ash ashley august austin autumn basil beau bella beverley bill
    billy binh blessing blue bo bob bobby brad bradley bruce carter cash chance chase chelsea chi
    christian chun clay cliff clifford clifton comfort coral daisy dale dallas dawn dean dee
    destiny devon diamond dick dolly don drew duke earl ebony eden edmonton erin ernie eve faith
    favour fern flora florence ford forest fortune gail gale gene georgia gift grace grant gray
    guy ha hank harmony harper harvey hazel heath heather holly honey hong hope hui hunter iman
    india iris israel ivy jack jackson jan jerry jewel jin jo jordan josiah joy jude july jun june
    justice kay kent kim kingsley kit lan lance laurel le leigh les li lily lin lincoln ling lorne
    lynton mac march marina mark marshall marvel mason max may maya mel melody mercedes mercy
    merle miles milton ming mo mohan monty morgan my nat neal nelson nova olive opal otis paris
    parker pat patience patsy peace pearl penny percy perry piers poppy precious preston primrose
    prince princess prudence queenie rain ray reed reese regina rich rio river rob robin rocky
    roman rose rosemary ross rowan ruby rusty sage sally sammy sandy savannah scarlet scarlett
    scot selby sheridan sherry sid skye sol song stanley star stefanie sterling summer sun sunny
    sydney tad tara temperance tess thane thi trinity troy tu tuan ty val van vi vic victor
    victoria viola violet virginia warren will willow wilson wood wren yi young zion
    """.split()
)
#: Surnames: beside a given name, an initial or a title they make it surer.
SURNAMES = _read("surnames.txt")
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
        # What is sold or stands under the name of a person.
        "jack daniels", "johnnie walker", "william hill", "paddy power", "stella artois",
        "ben nevis", "marie curie", "catherine cookson", "noel park", "ben & jerry",
        "fred perry", "ralph lauren", "calvin klein", "jamie oliver",
        "tommy hilfiger",
        "ted baker", "paul smith", "laura ashley", "jo malone", "jimmy choo", "mary berry",
        "david lloyd", "thomas cook", "lewis hamilton", "harry kane", "bobby charlton",
        "agatha christie", "jane austen", "william shakespeare", "amy winehouse", "freddie mercury",
        "anne frank", "nelson mandela", "jimmy savile", "stephen port", "guy fawkes", "joe bloggs",
        "john doe", "jack russell", "granny smith", "aunt sally", "mary poppins", "james bond",
    }
)  # fmt: skip
