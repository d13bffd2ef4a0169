"""Generated responses for demonstrations and measurements: the same seed makes the same rows.

Shapes are plausible, not real: most people write a few sentences about the counters of their own
borough, some sign a campaign's letter, a third comes in the last week and many on the last evening.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from consultation.models import (
    Capacity,
    Channel,
    Consultation,
    Place,
    Proposal,
    ProposalKind,
    ResponseState,
)
from consultation.respond import example_words as words
from consultation.respond.receipts import CROCKFORD

LAST_WEEK = timedelta(days=7)
LAST_EVENING = timedelta(hours=6)
STANCES = ("STRONGLY_SUPPORT", "SUPPORT", "NEITHER", "OPPOSE", "STRONGLY_OPPOSE", "DONT_KNOW")
STANCE_WEIGHTS = {  # by what is proposed, in the order of STANCES
    ProposalKind.KEEP: (40, 35, 10, 6, 4, 5),
    ProposalKind.HOURS: (25, 30, 20, 10, 7, 8),
    ProposalKind.OPEN: (35, 35, 12, 6, 4, 8),
    ProposalKind.MOVE: (7, 11, 9, 22, 44, 7),
    ProposalKind.CLOSE: (6, 10, 8, 23, 47, 6),
}
CHANNELS = (Channel.ONLINE, Channel.EMAIL, Channel.PAPER, Channel.PHONE, Channel.MEETING)
CHANNEL_WEIGHTS = (78, 12, 7, 2, 1)
CAPACITIES = (Capacity.MYSELF, Capacity.CARER, Capacity.GROUP, Capacity.WORKER)
CAPACITY_WEIGHTS = (86, 7, 4, 3)
VERDICTS = (ResponseState.RELEASED, ResponseState.QUARANTINED, ResponseState.EXCLUDED)
VERDICT_WEIGHTS = (93, 4, 3)


@dataclass
class Example:
    """One generated response. `about` holds a proposal with its stance and reasons."""

    key: UUID
    reference: str
    salt: bytes
    channel: Channel
    capacity: Capacity
    place: Place
    borough: int | None
    ons_code: str
    language: str
    received_at: datetime
    state: ResponseState
    email: str
    instead: str = ""
    evidence: str = ""
    about: list[tuple[Proposal, str, str]] = field(default_factory=list)


def times(dice: Random, consultation: Consultation, count: int) -> list[datetime]:
    """When responses come, in order: a flood before the close, none after it."""
    opens, closes = consultation.opens_at, consultation.closes_at
    whole = (closes - opens).total_seconds()

    def before_close() -> float:
        drawn = dice.random()
        if drawn < 0.72:
            return dice.uniform(0, whole)
        if drawn < 0.90:
            return dice.uniform(0, LAST_WEEK.total_seconds())
        return dice.triangular(0, LAST_EVENING.total_seconds(), 0)

    seconds = sorted((int(min(before_close(), whole)) for _ in range(count)), reverse=True)
    return [closes - timedelta(seconds=second) for second in seconds]


class Generator:
    """Draws responses about one consultation's proposals, one after another."""

    def __init__(
        self,
        consultation: Consultation,
        proposals: Sequence[Proposal],
        *,
        seed: int,
        reviewed: float = 0.0,
        after: int = 0,
    ) -> None:
        """`reviewed` is the share, 0 to 1, that a moderator has already decided on.

        `after` is how many responses there are: references never repeat, whatever the seed.
        """
        self.dice = Random(seed)  # noqa: S311 - examples are meant to be guessed
        self.keys = Random(f"{seed}:{consultation.slug}:{after}")  # noqa: S311 - the same
        self.consultation = consultation
        self.reviewed = reviewed
        self.boroughs: dict[int, list[Proposal]] = {}
        for proposal in proposals:
            self.boroughs.setdefault(proposal.station.borough_id, []).append(proposal)
        # A borough that would lose a counter writes more than one that would not.
        self.weights = [
            1 + 3 * sum(one.ends_counter for one in group) + self.dice.random()
            for group in self.boroughs.values()
        ]
        self.everything = list(proposals)

    def draw(self, count: int) -> Iterator[Example]:
        """That many responses, in the order in which they came."""
        for received_at in times(self.dice, self.consultation, count):
            yield self.one(received_at)

    def one(self, received_at: datetime) -> Example:
        """One response."""
        dice = self.dice
        (home,) = dice.choices(list(self.boroughs), self.weights)
        lives = dice.choices((Place.BOROUGH, Place.OUTSIDE, Place.NOT_SAID), (88, 4, 8))[0]
        borough = self.boroughs[home][0].station.borough
        language = dice.choice(tuple(words.OTHER_LANGUAGES)) if dice.random() < 0.03 else "en"
        example = Example(
            key=UUID(int=self.keys.getrandbits(128), version=4),
            reference=self._reference(),
            salt=self.keys.randbytes(32),
            channel=dice.choices(CHANNELS, CHANNEL_WEIGHTS)[0],
            capacity=dice.choices(CAPACITIES, CAPACITY_WEIGHTS)[0],
            place=lives,
            borough=home if lives == Place.BOROUGH else None,
            ons_code=borough.ons_code if lives == Place.BOROUGH else "",
            language=language,
            received_at=received_at,
            state=self._state(),
            email=f"resident{dice.getrandbits(40):x}@example.com" if dice.random() < 0.3 else "",
        )
        example.about = [self._about(proposal, language) for proposal in self._chosen(home)]
        first = example.about[0][0]
        if dice.random() < 0.25:
            example.instead = self._filled(dice.choice(words.INSTEAD), first)
        if dice.random() < 0.08:
            example.evidence = self._filled(dice.choice(words.EVIDENCE), first)
        return example

    def _reference(self) -> str:
        signs = "".join(self.keys.choices(CROCKFORD, k=12))
        return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"

    def _state(self) -> ResponseState:
        if self.dice.random() >= self.reviewed:
            return ResponseState.RECEIVED
        return self.dice.choices(VERDICTS, VERDICT_WEIGHTS)[0]

    def _chosen(self, home: int) -> list[Proposal]:
        dice = self.dice
        own = self.boroughs[home]
        if dice.random() < 0.02:  # somebody with a view on all of London
            return dice.sample(self.everything, k=min(len(self.everything), dice.randint(4, 12)))
        pool = self.everything if dice.random() < 0.07 else own
        count = min(len(pool), dice.choices((1, 2, 3), (70, 22, 8))[0])
        return dice.sample(pool, k=count)

    def _about(self, proposal: Proposal, language: str) -> tuple[Proposal, str, str]:
        dice = self.dice
        stance = dice.choices(STANCES, STANCE_WEIGHTS[ProposalKind(proposal.kind)])[0]
        drawn = dice.random()
        if language != "en":
            return proposal, stance, " ".join(words.OTHER_LANGUAGES[language])
        if drawn < 0.15:
            return proposal, stance, ""
        if drawn < 0.30 and proposal.ends_counter and stance != "DONT_KNOW":
            return proposal, stance, self._letter(proposal, stance)
        if drawn < 0.32:
            return proposal, stance, self._filled(dice.choice(words.OUTLANDISH), proposal)
        return proposal, stance, self._prose(proposal, stance)

    def _letter(self, proposal: Proposal, stance: str) -> str:
        """A campaign's letter: as it was, with a small change, or with an own paragraph."""
        dice = self.dice
        for_it = stance in ("STRONGLY_SUPPORT", "SUPPORT")
        letter = words.LETTERS[3] if for_it else dice.choice(words.LETTERS[:3])
        text = self._filled(letter, proposal)
        drawn = dice.random()
        if drawn < 0.7:
            return text
        if drawn < 0.85:
            return text.replace(" I ", " we ", 1) + dice.choice((" Thank you.", "", " Please."))
        return f"{text}\n\n{self._prose(proposal, stance)}"

    def _prose(self, proposal: Proposal, stance: str) -> str:
        dice = self.dice
        pool = self._pool(proposal, stance)
        count = min(60, 1 + int(dice.lognormvariate(1.0, 0.8)))
        sentences = dice.sample(pool, k=min(count, len(pool)))
        sentences += dice.choices(pool, k=count - len(sentences))
        if dice.random() < 0.04:
            sentences.append(self._personal())
        return self._filled(" ".join(sentences), proposal)

    @staticmethod
    def _pool(proposal: Proposal, stance: str) -> tuple[str, ...]:
        if stance in ("NEITHER", "DONT_KNOW"):
            return words.NEITHER
        stays = not proposal.ends_counter
        if stance in ("STRONGLY_SUPPORT", "SUPPORT"):
            return words.KEEP if stays else words.SUPPORT
        return words.SUPPORT if stays else words.OPPOSE

    def _personal(self) -> str:
        dice = self.dice
        return dice.choice(words.PERSONAL).format(
            number=dice.randrange(1000),
            house=dice.randrange(1, 200),
            first=dice.choice(words.FIRST_NAMES),
            last=dice.choice(words.LAST_NAMES),
        )

    @staticmethod
    def _filled(text: str, proposal: Proposal) -> str:
        station = proposal.station
        return text.replace("{station}", station.name).replace("{borough}", station.borough.name)
