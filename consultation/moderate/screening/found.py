"""What a rule finds, and what each rule means to the moderator who reads its flags."""

from dataclasses import dataclass
from typing import NamedTuple

#: Raised whenever a rule finds other spans than before: what was screened is then screened anew.
VERSION = 2

PERSONAL, ABUSE, THREAT, SAFEGUARDING = "PERSONAL", "ABUSE", "THREAT", "SAFEGUARDING"
LANGUAGE = "LANGUAGE"


class Found(NamedTuple):
    """Words that a rule doubts: `start` and `end` count code points of the text it was given."""

    kind: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True)
class Rule:
    """One rule of screening. Of two that find the same words, the lower `rank` keeps them."""

    kind: str
    name: str
    meaning: str
    rank: int


RULES: dict[str, Rule] = {
    "EMAIL": Rule(PERSONAL, "Email address", "Looks like somebody's email address.", 0),
    "BANK": Rule(
        PERSONAL, "Bank details",
        "Looks like a sort code, account number, IBAN or card number.", 0,
    ),
    "NI": Rule(
        PERSONAL, "National Insurance number", "Has the form of a National Insurance number.", 1
    ),
    "NHS": Rule(PERSONAL, "NHS number", "Ten digits whose check digit is an NHS number's.", 1),
    "PHONE": Rule(PERSONAL, "Phone number", "Looks like a phone number.", 2),
    "BIRTH": Rule(PERSONAL, "Date of birth", "A date that is said to be a date of birth.", 2),
    "POSTCODE": Rule(
        PERSONAL, "Postcode", "A full postcode: it can lead to one household.", 3
    ),
    "VEHICLE": Rule(PERSONAL, "Number plate", "Has the form of a vehicle registration.", 4),
    "ADDRESS": Rule(
        PERSONAL, "Street address", "A house number and a street: it can lead to one household.", 5
    ),
    "HANDLE": Rule(PERSONAL, "Social media name", "Looks like a name on social media.", 5),
    "NAME": Rule(
        PERSONAL, "Name of a person",
        "Stands where people's names stand, or is a known given name. Names of those who hold "
        "high public office are left out.", 6,
    ),
    "SLUR": Rule(ABUSE, "Slur", "A word that insults a group of people.", 7),
    "ABUSE": Rule(ABUSE, "Abuse", "An insult or obscenity that is aimed at somebody.", 8),
    "THREAT": Rule(
        THREAT, "Threat", "May threaten somebody, or say that somebody ought to be hurt.", 7
    ),
    "THREAT_PROPERTY": Rule(
        THREAT, "Threat to property", "May threaten a building or what belongs to somebody.", 8
    ),
    "SELF_HARM": Rule(
        SAFEGUARDING, "Self-harm", "The writer may be thinking of harming themselves.", 7
    ),
    "AT_HOME": Rule(
        SAFEGUARDING, "Violence at home",
        "Somebody may be hurt or frightened by a person close to them.", 8,
    ),
    "ABUSED": Rule(
        SAFEGUARDING, "Abuse of a person", "May tell of abuse of a child or an adult.", 8
    ),
    "IN_DANGER": Rule(
        SAFEGUARDING, "Somebody in danger", "The writer, or somebody they know, may be in danger.",
        9,
    ),
    "OTHER_LANGUAGE": Rule(
        LANGUAGE, "Another language",
        "Its words are in another language than the form it was written on.", 9,
    ),
}  # fmt: skip


def apart(found: list[Found]) -> list[Found]:
    """In the order of the text, without overlaps inside a kind.

    The rule of lower rank keeps the words, then the longer span.
    """
    kept: list[Found] = []
    for kind in {one.kind for one in found}:
        taken: list[Found] = []
        last: Found | None = None
        for one in sorted((f for f in found if f.kind == kind), key=lambda f: (f.start, f.end)):
            if last is not None and one.start < last.end:
                if _better(one, last):
                    taken[-1] = last = one
                continue
            taken.append(one)
            last = one
        kept += taken
    return sorted(kept, key=lambda f: (f.start, f.end, f.rule))


def _better(one: Found, other: Found) -> bool:
    return (RULES[one.rule].rank, other.end - other.start) < (
        RULES[other.rule].rank,
        one.end - one.start,
    )
