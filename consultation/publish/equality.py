"""The equality questions that ship with the service, as their source words them.

What is stored is this English; a page shows it in its own language by the catalogues, so each text
is marked here for them, a plain yes or no in the context of its question's key. A changed word is a
new version: what was asked stays as it was.
"""

from datetime import date

from django.utils.translation import gettext_noop

from consultation.languages import pgettext_noop
from consultation.publish.plan import EqualityPlan, EqualitySetPlan

NOT_SAID = gettext_noop("Prefer not to say")
ETHNIC_GROUP = "ethnic-group"
MISSING_BACKGROUND = gettext_noop("Select what describes your background or ‘Prefer not to say’")

AGE = EqualityPlan(
    key="age",
    wording=gettext_noop("How old are you?"),
    short="Age",
    missing=gettext_noop("Select an age group or ‘Prefer not to say’"),
    options=(
        ("UNDER_16", gettext_noop("Under 16")),
        ("16_24", gettext_noop("16 to 24")),
        ("25_34", gettext_noop("25 to 34")),
        ("35_44", gettext_noop("35 to 44")),
        ("45_54", gettext_noop("45 to 54")),
        ("55_64", gettext_noop("55 to 64")),
        ("65_74", gettext_noop("65 to 74")),
        ("75_OVER", gettext_noop("75 or over")),
    ),
)
SEX = EqualityPlan(
    key="sex",
    wording=gettext_noop("What is your sex?"),
    short="Sex",
    missing=gettext_noop("Select your sex or ‘Prefer not to say’"),
    options=(("FEMALE", gettext_noop("Female")), ("MALE", gettext_noop("Male"))),
)
GENDER = EqualityPlan(
    key="gender",
    wording=gettext_noop(
        "Is the gender you identify with the same as your sex registered at birth?"
    ),
    short="Gender the same as sex registered at birth",
    missing=gettext_noop(
        "Select whether the gender you identify with is the same as your sex registered at birth, "
        "or ‘Prefer not to say’"
    ),
    options=(("YES", pgettext_noop("gender", "Yes")), ("NO", pgettext_noop("gender", "No"))),
)
DISABILITY = EqualityPlan(
    key="disability",
    wording=gettext_noop(
        "Do you have any physical or mental health conditions or illness lasting or expected to "
        "last 12 months or more?"
    ),
    short="Conditions or illness of 12 months or more",
    missing=gettext_noop(
        "Select whether you have any conditions or illness, or ‘Prefer not to say’"
    ),
    options=(
        ("YES", pgettext_noop("disability", "Yes")),
        ("NO", pgettext_noop("disability", "No")),
    ),
)
DISABILITY_EFFECT = EqualityPlan(
    key="disability-effect",
    page="disability",
    wording=gettext_noop(
        "Do any of your conditions or illnesses reduce your ability to carry out day to day "
        "activities?"
    ),
    short="Conditions that reduce day to day activities",
    missing=gettext_noop(
        "Select whether your conditions or illnesses reduce what you can do, or ‘Prefer not to say’"
    ),
    options=(
        ("A_LOT", gettext_noop("Yes, a lot")),
        ("A_LITTLE", gettext_noop("Yes, a little")),
        ("NOT_AT_ALL", gettext_noop("Not at all")),
    ),
    shown_if=("disability", ("YES",)),
)
ETHNIC = EqualityPlan(
    key=ETHNIC_GROUP,
    wording=gettext_noop("What is your ethnic group?"),
    short="Ethnic group",
    missing=gettext_noop("Select an ethnic group or ‘Prefer not to say’"),
    options=(
        ("WHITE", gettext_noop("White")),
        ("MIXED", gettext_noop("Mixed or multiple ethnic groups")),
        ("ASIAN", gettext_noop("Asian or Asian British")),
        ("BLACK", gettext_noop("Black, African, Caribbean or Black British")),
        ("OTHER", gettext_noop("Other ethnic group")),
    ),
)


def _background(
    group: str, wording: str, short: str, options: tuple[tuple[str, str], ...]
) -> EqualityPlan:
    """The second step of the ethnic group, for those who chose this one in the first."""
    return EqualityPlan(
        key=f"{ETHNIC_GROUP}-{group.lower()}",
        page=ETHNIC_GROUP,
        wording=wording,
        short=short,
        missing=MISSING_BACKGROUND,
        options=options,
        shown_if=(ETHNIC_GROUP, (group,)),
    )


BACKGROUNDS = (
    _background(
        "WHITE",
        gettext_noop("Which of the following best describes your White background?"),
        "White background",
        (
            (
                "BRITISH",
                gettext_noop("English, Welsh, Scottish, Northern Irish or British"),
            ),
            ("IRISH", gettext_noop("Irish")),
            ("TRAVELLER", gettext_noop("Gypsy or Irish Traveller")),
            ("ANY_OTHER", gettext_noop("Any other White background")),
        ),
    ),
    _background(
        "MIXED",
        gettext_noop(
            "Which of the following best describes your Mixed or multiple ethnic groups background?"
        ),
        "Mixed or multiple ethnic groups background",
        (
            ("WHITE_BLACK_CARIBBEAN", gettext_noop("White and Black Caribbean")),
            ("WHITE_BLACK_AFRICAN", gettext_noop("White and Black African")),
            ("WHITE_ASIAN", gettext_noop("White and Asian")),
            (
                "ANY_OTHER",
                gettext_noop("Any other Mixed or multiple ethnic background"),
            ),
        ),
    ),
    _background(
        "ASIAN",
        gettext_noop(
            "Which of the following best describes your Asian or Asian British background?"
        ),
        "Asian or Asian British background",
        (
            ("INDIAN", gettext_noop("Indian")),
            ("PAKISTANI", gettext_noop("Pakistani")),
            ("BANGLADESHI", gettext_noop("Bangladeshi")),
            ("CHINESE", gettext_noop("Chinese")),
            ("ANY_OTHER", gettext_noop("Any other Asian background")),
        ),
    ),
    _background(
        "BLACK",
        gettext_noop(
            "Which of the following best describes your Black, African, Caribbean or Black British "
            "background?"
        ),
        "Black, African, Caribbean or Black British background",
        (
            ("AFRICAN", gettext_noop("African")),
            ("CARIBBEAN", gettext_noop("Caribbean")),
            (
                "ANY_OTHER",
                gettext_noop("Any other Black, African or Caribbean background"),
            ),
        ),
    ),
    _background(
        "OTHER",
        gettext_noop("Which of the following best describes your background?"),
        "Other ethnic background",
        (
            ("ARAB", gettext_noop("Arab")),
            ("ANY_OTHER", gettext_noop("Any other ethnic group")),
        ),
    ),
)
RELIGION = EqualityPlan(
    key="religion",
    wording=gettext_noop("What is your religion?"),
    short="Religion",
    missing=gettext_noop("Select a religion, ‘No religion’ or ‘Prefer not to say’"),
    options=(
        ("NONE", gettext_noop("No religion")),
        (
            "CHRISTIAN",
            gettext_noop(
                "Christian, including Church of England, Catholic, Protestant and all other "
                "Christian denominations"
            ),
        ),
        ("BUDDHIST", gettext_noop("Buddhist")),
        ("HINDU", gettext_noop("Hindu")),
        ("JEWISH", gettext_noop("Jewish")),
        ("MUSLIM", gettext_noop("Muslim")),
        ("SIKH", gettext_noop("Sikh")),
        ("ANY_OTHER", gettext_noop("Any other religion")),
    ),
)
ORIENTATION = EqualityPlan(
    key="sexual-orientation",
    wording=gettext_noop("Which of the following best describes your sexual orientation?"),
    short="Sexual orientation",
    missing=gettext_noop("Select a sexual orientation or ‘Prefer not to say’"),
    options=(
        ("STRAIGHT", gettext_noop("Heterosexual or straight")),
        ("GAY_LESBIAN", gettext_noop("Gay or lesbian")),
        ("BISEXUAL", gettext_noop("Bisexual")),
        ("OTHER", gettext_noop("Other")),
    ),
)

HARMONISED = EqualitySetPlan(
    name="Harmonised equality questions",
    version=1,
    dated_on=date(2026, 8, 6),
    source=(
        "GOV.UK Design System, equality information pattern, as of 6 August 2026, which follows "
        "the harmonised standards of the Government Statistical Service."
    ),
    departures=(
        "Age is asked in bands, where the pattern asks for the date of birth: an anonymous "
        "response does not need one. Backgrounds that are not in a list are not asked for in "
        "words, because words could tell who wrote them. Marriage and civil partnership is left "
        "out. Each follow-up offers “Prefer not to say” too."
    ),
    questions=(
        AGE,
        SEX,
        GENDER,
        DISABILITY,
        DISABILITY_EFFECT,
        ETHNIC,
        *BACKGROUNDS,
        RELIGION,
        ORIENTATION,
    ),
)
