"""The worked example's own words, apart from its proposals: questions, criteria, rules, notices.

The facts come from the register of 2017; every sentence here is ours. No number stands in a
sentence unless it was counted.
"""

from consultation.models import QuestionKind, QuestionScope
from consultation.publish.plan import QuestionPlan, Words

SLUG = "police-front-counters-2017"
CLOSED_SLUG = "police-front-counters-2017-closed"
LONGEST = 5_000
NOBODY = "Do not include names, phone numbers or anything that could identify you or someone else."

TITLE = "Police front counters in London"
QUESTION = (
    "Which police front counters in London should stay, which should close or move, "
    "and when should they be open?"
)
ABOUT_THIS_COPY = (
    "This is an example, not an official consultation. It runs the real consultation of "
    "14 July to 6 October 2017 again, with today’s dates, to show how Counterpoint works. "
    "Nothing you send here reaches the police or the Mayor of London."
)
ABOUT_THE_CLOSED_COPY = (
    "This is an example, not an official consultation. It shows how the real consultation of "
    "14 July to 6 October 2017 would look after it had closed. The responses in it were made up "
    "by a program: none of them is a real person’s. "
    "Nothing here comes from the police or the Mayor of London."
)
STILL_OPEN = (
    "Everything about each counter: whether it closes, moves or stays, when it is open, "
    "when a change would happen, and what would have to be in place first.\n\n"
    "Each counter is decided on its own. One proposal can be changed or dropped "
    "while the others go ahead."
)
ALREADY_FIXED = (
    "Every borough that has a counter open 24 hours a day would still have one. "
    "The Mayor has promised this, so no proposal takes it away. Which counter it should be "
    "is for you to say.\n\n"
    "This consultation is about front counters only. The budget of the police as a whole, "
    "the number of officers, and the 999 and 101 phone lines are decided elsewhere."
)
OTHER_WAYS = (
    "In the real consultation you could also write a letter or an email, come to a public "
    "meeting, or sign a petition.\n\n"
    "Here too you can print the form below, write a letter, or come to a meeting. This is an "
    "example, so there is no postal address: staff of this copy type in what they are handed.\n\n"
    "If you cannot use the website, someone you trust can respond for you: choose “Someone I care "
    "for or support” on the first page."
)
PRIVACY_NOTICE = (
    "What we ask: who you respond for, which borough you live in, and what you think. "
    "You may give an email address to get a copy. You do not have to give your name.\n\n"
    "What we do with it: a moderator reads your response. It is counted, and what people said "
    "is summed up in a public report. Names, contact details and anything else that could "
    "identify a person are taken out before any words are published. Documents and pictures that "
    "you add are read by moderators and by those who decide. None is published without a check.\n\n"
    "After you have sent your response you may answer equality questions. Those answers are kept "
    "apart from it, nothing leads from one to the other, and only totals are used.\n\n"
    "Your postcode is used once, to find your borough and the counters near you. "
    "It is not stored with your response.\n\n"
    "Why we may: running a consultation is a task in the public interest. In this example the "
    "person or body that runs this copy is responsible for what you send, and may erase it at "
    "any time. Public bodies can be asked to release what they hold under freedom of information "
    "law, so we cannot promise that a response stays secret.\n\n"
    "You can ask to see what is held about you, to have it corrected, or to have your response "
    "left out. Write to the address on this page and give the reference from your receipt."
)

CRITERIA = (
    (
        "Being able to reach help",
        "How far people would have to go to another counter, and what else they could use. "
        "This matters most for those who do not use the internet or find it hard to travel.",
    ),
    (
        "How much the counter is used",
        "How many people come, at what times and for what. Crime reports are one reason to come "
        "among several, so they are not counted alone.",
    ),
    (
        "Cost and saving",
        "What the counter costs to run, what the change would save, and what that money would "
        "be spent on.",
    ),
    (
        "People whom the change would affect most",
        "What it would mean for people protected by the Equality Act 2010, and what could be done "
        "about it.",
    ),
    (
        "Readiness of what would take its place",
        "People are pointed to another counter, service or technology. Is it there before the "
        "counter changes, and has it been shown to work?",
    ),
)

EXCLUSION_RULES = (
    (
        "abuse-only",
        "It holds nothing but abuse or threats. A response that also makes a point, however "
        "rudely, is counted.",
    ),
    (
        "automated",
        "There is evidence beyond its wording that a program and not a person sent it. Using a "
        "campaign’s ready-made words is no reason: each copy counts as one response.",
    ),
    (
        "sent-by-mistake",
        "The person who sent it asked us to leave it out, and gave the reference.",
    ),
    (
        "wrong-consultation",
        "It is about something else, and nothing in it bears on police front counters.",
    ),
)

STANCE = QuestionPlan(
    key="stance",
    page="view",
    heading="What you think of this proposal",
    easy_read=True,
    kind=QuestionKind.SCALE,
    exclusive="DONT_KNOW",
    scope=QuestionScope.PROPOSAL,
    wording="Do you support or oppose this proposal?",
    easy_wording="What do you think of this plan?",
    easy_help="Support means: I want it. Oppose means: I do not want it.",
    short="Support or oppose",
    missing="Select whether you support or oppose this proposal",
    required=True,
    options=(
        ("STRONGLY_SUPPORT", "Strongly support"),
        ("SUPPORT", "Support"),
        ("NEITHER", "Neither support nor oppose"),
        ("OPPOSE", "Oppose"),
        ("STRONGLY_OPPOSE", "Strongly oppose"),
        ("DONT_KNOW", "I do not know"),
    ),
)
REASONS = QuestionPlan(
    key="reasons",
    page="view",
    easy_read=True,
    kind=QuestionKind.TEXT,
    scope=QuestionScope.PROPOSAL,
    wording="Why do you say that? (optional)",
    easy_wording="Why do you think this?",
    easy_help="You do not have to answer. Do not write your name, or the name of anyone else.",
    short="Reasons",
    help=f"Tell us what the decision should take into account. {NOBODY}",
    missing="Enter your reasons",
    max_length=LONGEST,
)
HARDER = QuestionPlan(
    key="harder",
    kind=QuestionKind.SEVERAL,
    scope=QuestionScope.PROPOSAL,
    wording="If this happened, what would be harder for you or someone you help? (optional)",
    easy_wording="What would be harder for you?",
    easy_help="Tick every box that is true for you. You do not have to answer.",
    short="What would be harder",
    help="Select all that apply.",
    easy_read=True,
    exclusive="NOTHING",
    options=(
        ("DISTANCE", "Getting there: it is further away"),
        ("COST", "The cost of getting there"),
        ("DISABILITY", "Getting there or getting in, because of a disability or health condition"),
        ("LANGUAGE", "Being understood, because English is not my first language"),
        ("SAFETY", "Feeling safe while asking for help"),
        ("NO_INTERNET", "I do not use the internet, or not for this"),
        ("TIME", "Finding the time, because of caring or work"),
        ("OTHER", "Something else"),
        ("NOTHING", "Nothing would be harder"),
    ),
)
HARDER_HOW = QuestionPlan(
    key="harder-how",
    kind=QuestionKind.TEXT,
    scope=QuestionScope.PROPOSAL,
    wording="How would it be harder? (optional)",
    short="How it would be harder",
    help=f"For example how far you would have to go, and how. {NOBODY}",
    missing="Enter how it would be harder",
    max_length=LONGEST,
    shown_if=(
        "harder",
        tuple(value for value, _label in HARDER.options if value != HARDER.exclusive),
    ),
)
INSTEAD = QuestionPlan(
    key="instead",
    kind=QuestionKind.TEXT,
    scope=QuestionScope.ALL,
    wording="Should anything happen instead of what is proposed, or before it? (optional)",
    short="Instead, or first",
    help="For example other opening hours, another place, or waiting for something to be tested. "
    f"{NOBODY}",
    missing="Enter what should happen instead or before",
    max_length=LONGEST,
)
EVIDENCE = QuestionPlan(
    key="evidence",
    kind=QuestionKind.TEXT,
    scope=QuestionScope.ALL,
    wording="Is anything in the evidence wrong or missing? (optional)",
    short="Evidence wrong or missing",
    help=f"Say which front counter and which fact you mean. {NOBODY}",
    missing="Enter what is wrong or missing in the evidence",
    max_length=LONGEST,
)
DOCUMENT = QuestionPlan(
    key="document",
    kind=QuestionKind.FILE,
    scope=QuestionScope.ALL,
    wording="Do you have a document or picture to add? (optional)",
    short="Documents and pictures",
    help="For example a photo of the way to a front counter, or a letter. Moderators and the "
    "people who decide see it. Do not send anything that shows another person or their details.",
    most=3,
)
QUESTIONS = (STANCE, REASONS, HARDER, HARDER_HOW, INSTEAD, EVIDENCE, DOCUMENT)


def words(*, summary: str, closed: bool) -> Words:
    """The texts of the open copy, or of the closed one. `summary` holds the counted numbers."""
    return Words(
        title=f"{TITLE}: closed example" if closed else TITLE,
        body="Example, after the consultation by the Mayor’s Office for Policing and Crime",
        question=QUESTION,
        summary=summary,
        about_this_copy=ABOUT_THE_CLOSED_COPY if closed else ABOUT_THIS_COPY,
        still_open=STILL_OPEN,
        already_fixed=ALREADY_FIXED,
        other_ways=OTHER_WAYS,
        contact="front-counters@example.org",
        privacy_notice=PRIVACY_NOTICE,
        privacy_version="2017-example-3",
    )
