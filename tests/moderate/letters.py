"""Letters of campaigns and of people, written by code: each knows the campaign that it is of.

The levels are those of the labelled sets: 0 the same text under another name, 1 slips of the
fingers, 2 sentences of one's own added, 3 sentences left out and moved, 4 other words for some,
5 two sentences of the campaign in a letter of one's own.
"""

import random
from dataclasses import dataclass

PLACES = "library market school surgery station park chapel theatre bakery harbour".split()
WHO = (
    "my mother|the neighbours|older people|young parents|shift workers|people who use a wheelchair|"
    "victims of crime|the shopkeepers|our caretaker|night nurses|new arrivals|my grandfather"
).split("|")
DOES = (
    "cannot reach|rely upon|often walk to|were turned away from|feel safer beside|speak well of|"
    "have lost patience with|would sorely miss|first learned about|never understood|pay for|defend"
).split("|")
WHAT = (
    "the front counter in the evening|a long bus ride across the borough|officers whom they know|"
    "a telephone line that nobody answers|a desk behind two locked doors|reporting things in private|"
    "a website in a language they do not read|handing in what they have found|signing on every week|"
    "the last place that opens on Sundays|an appointment made months before|forms on thin paper"
).split("|")
WHY = (
    "because the stairs are steep|although the figures say otherwise|when the weather turns|"
    "since the other one was closed|whatever the leaflet promises|as everybody in the street knows|"
    "while the money is spent elsewhere|if the plan goes ahead|even on quiet days|before it gets dark"
).split("|")
OPENINGS = ["Dear Sir or Madam,", "To whom it may concern,", "Hello,", "Dear consultation team,", ""]
NAMES = ["Ada Okafor", "Tom Price", "Mei Lin", "Priya Shah", "Jan Kowalski", "Sam Reid", "Rosa Diaz"]
OTHER_WORDS = {"because": "since", "when": "whenever", "often": "frequently", "the": "this"}


@dataclass(frozen=True)
class Letter:
    """A text, and what is known of it. `campaign` is -1 for a person's own."""

    text: str
    campaign: int = -1
    level: int = -1
    own: tuple[str, ...] = ()


def sentence(chance: random.Random) -> str:
    """One of some hundred thousand."""
    parts = [chance.choice(some) for some in (WHO, DOES, WHAT, WHY)]
    place = chance.choice(PLACES)
    ends = [f"near the {place}", f"says {chance.choice(NAMES)}", f"{chance.randint(2, 99)} times a year"]
    said = f"{' '.join(parts)}, {chance.choice(ends)}."
    return said[0].upper() + said[1:]


def letters(
    *, campaigns: int = 12, copies: int = 30, people: int = 400, seed: int = 1
) -> list[Letter]:
    """A whole set, shuffled."""
    chance = random.Random(seed)
    made = [_own_letter(chance) for _ in range(people)]
    for campaign in range(campaigns):
        texts = [sentence(chance) for _ in range(chance.randint(5, 9))]
        made += [_copy(texts, campaign, number % 6, chance) for number in range(copies)]
    chance.shuffle(made)
    return made


def _own_letter(chance: random.Random) -> Letter:
    said = [sentence(chance) for _ in range(chance.randint(1, 5))]
    return Letter(_signed(said, chance))


def _copy(texts: list[str], campaign: int, level: int, chance: random.Random) -> Letter:
    said, own = list(texts), [sentence(chance) for _ in range(chance.randint(1, 3))]
    if level == 1:
        said = [_mistyped(one, chance) if chance.random() < 0.5 else one for one in said]
    elif level == 2:
        for one in own:
            said.insert(chance.randint(0, len(said)), one)
    elif level == 3:
        said = chance.sample(said, max(3, len(said) * 2 // 3))
    elif level == 4:
        said = [" ".join(OTHER_WORDS.get(word, word) for word in one.split()) for one in said]
    elif level == 5:
        said = [own[0], *chance.sample(said, 2), *own[1:]]
    return Letter(_signed(said, chance), campaign, level, tuple(own) if level in (2, 5) else ())


def _mistyped(one: str, chance: random.Random) -> str:
    words = one.split()
    place = chance.randrange(len(words))
    word = words[place]
    words[place] = word[1::-1] + word[2:] if len(word) > 3 else word.upper()
    return " ".join(words)


def _signed(said: list[str], chance: random.Random) -> str:
    between = chance.choice(["\n", " ", "\n\n"])
    return f"{chance.choice(OPENINGS)}\n{between.join(said)}\n{chance.choice(NAMES)}".strip()
