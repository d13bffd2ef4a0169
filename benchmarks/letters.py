"""Letters of campaigns and of people, written by code: each knows the campaign that it is of.

The levels are those of the labelled sets: 0 the same text under another name, 1 slips of the
fingers, 2 sentences of one's own added, 3 sentences left out and moved, 4 other words for some,
5 two sentences of the campaign in a letter of one's own.
"""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Put together at random they make no sense, and share three in a row as seldom as people's own do.
SAID = (
    "the a to and of in is it for that we our they you not with on have from this be are at by "
    "counter station police officer street borough evening morning winter summer weekend holiday "
    "mother father neighbour child teacher nurse tenant shopkeeper driver visitor student veteran "
    "walk reach visit report open close move staff fund train answer listen promise explain decide "
    "need want fear trust miss keep lose find know think hope believe remember support oppose "
    "safe late quiet busy local public private distant crowded broken friendly honest careful "
    "long bus bicycle car lift ramp stairs door window desk bench queue ticket form letter leaflet "
    "crime theft noise traffic parking lighting litter damage weather money budget rent council "
    "always never often seldom today tomorrow before after nearby elsewhere alone together twice"
)
WORDS = SAID.split()
OPENINGS = [
    "Dear Sir or Madam,",
    "To whom it may concern,",
    "Hello,",
    "Dear consultation team,",
    "",
]
NAMES = [
    "Ada Okafor",
    "Tom Price",
    "Mei Lin",
    "Priya Shah",
    "Jan Kowalski",
    "Sam Reid",
    "Rosa Diaz",
]
OTHER_WORDS = {"because": "since", "when": "whenever", "often": "frequently", "the": "this"}


@dataclass(frozen=True)
class Letter:
    """A text, and what is known of it. `campaign` is -1 for a person's own."""

    text: str
    campaign: int = -1
    level: int = -1
    own: tuple[str, ...] = ()


def sentence(chance: random.Random) -> str:
    """Nine to sixteen words."""
    said = " ".join(chance.choices(WORDS, k=chance.randint(9, 16)))
    return f"{said.capitalize()}."


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


@dataclass(frozen=True)
class Score:
    """How well groups fit what is known of letters."""

    precision: float  # of pairs in one group, those of one campaign
    found: float  # of campaign letters, those in the group that holds most of their campaign
    levels: dict[int, float]  # the same by level
    wrong: int  # people's own letters in a group with a campaign's
    people: int

    @property
    def wrong_part(self) -> float:
        """Of people's own letters."""
        return self.wrong / max(1, self.people)


def score(written: Sequence[Letter], groups: Sequence[int | None]) -> Score:
    """Judge groups, one for each letter; None for a letter that is in no group."""
    members: dict[int, Counter[int]] = defaultdict(Counter)  # group -> campaigns
    homes: dict[int, Counter[int]] = defaultdict(Counter)  # campaign -> groups
    for letter, group in zip(written, groups, strict=True):
        if group is not None:
            members[group][letter.campaign] += 1
            homes[letter.campaign][group] += 1
    pairs = sum(_pairs(held.total()) for held in members.values())
    right = sum(
        _pairs(number) for held in members.values() for one, number in held.items() if one >= 0
    )
    home = {campaign: held.most_common(1)[0][0] for campaign, held in homes.items()}
    of_level: dict[int, list[bool]] = defaultdict(list)
    wrong = 0
    for letter, group in zip(written, groups, strict=True):
        if letter.campaign >= 0:
            of_level[letter.level].append(group is not None and group == home[letter.campaign])
        elif group is not None:
            wrong += any(one >= 0 for one in members[group])
    every = [found for level in of_level.values() for found in level]
    return Score(
        right / pairs if pairs else 1.0,
        sum(every) / max(1, len(every)),
        {level: sum(found) / len(found) for level, found in sorted(of_level.items())},
        wrong,
        len(written) - len(every),
    )


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def labelled(folder: Path) -> list[Letter]:
    """The letters of a labelled set: campaigns*.jsonl with text, campaign, level, own."""
    return [
        Letter(row["text"], row["campaign"], row["level"], tuple(row.get("own", ())))
        for path in sorted(folder.glob("campaigns*.jsonl"))
        for row in map(json.loads, path.read_text().splitlines())
    ]
