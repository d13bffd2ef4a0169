"""How made-up residents put our sentences together. Pure: all chance comes in as a `Random`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log
from random import Random

from consultation.models import Proposal, ProposalKind
from consultation.respond import example_voices as voices
from consultation.respond import example_words as words
from stations.models import Borough

# A sentence cut at its choices: plain pieces, and tuples to choose from.
Sentence = tuple[str | tuple[str, ...], ...]
STATION, BOROUGH = "\x01", "\x02"  # where the two names go, once all choices are made


def compiled(sentences: Sequence[str]) -> tuple[Sentence, ...]:
    """Sentences ready for drawing."""
    return tuple(_compiled(sentence) for sentence in sentences)


def _compiled(sentence: str) -> Sentence:
    marked = sentence.replace("{S}", STATION).replace("{B}", BOROUGH)
    pieces = re.split(r"\{([^{}]*)\}", marked)
    return tuple(
        tuple(piece.split("|")) if place % 2 else piece
        for place, piece in enumerate(pieces)
        if piece
    )


FOR, AGAINST, UNSURE = map(compiled, (words.FOR, words.AGAINST, words.UNSURE))
SHORT_FOR, SHORT_AGAINST, SHORT_UNSURE = map(
    compiled, (words.SHORT_FOR, words.SHORT_AGAINST, words.SHORT_UNSURE)
)
OPENINGS, CLOSINGS, SHOUTS = map(compiled, (words.OPENINGS, words.CLOSINGS, words.SHOUTS))
OVERALL = {"instead": compiled(words.INSTEAD), "evidence": compiled(words.EVIDENCE)}
BANKS: dict[tuple[str, bool], tuple[Sentence, ...]] = {
    (ProposalKind.MOVE, True): (*FOR, *compiled(words.MOVE_FOR)),
    (ProposalKind.MOVE, False): (*AGAINST, *compiled(words.MOVE_AGAINST)),
    (ProposalKind.HOURS, True): (*FOR, *compiled(words.HOURS_FOR)),
    (ProposalKind.HOURS, False): (*AGAINST, *compiled(words.HOURS_AGAINST)),
}
SHARE_OVERALL = {"instead": 0.24, "evidence": 0.11}
SHARES = (0.08, 0.13, 0.16, 0.18)  # of all responses, one campaign after another
PEAKS = (0.35, 0.55, 0.5, 0.65)  # when it started, as a part of the time to reply
WORDS_A_SENTENCE = 15.0
USUAL_WORDS, LONGEST_WORDS = 45, 900


@dataclass(frozen=True)
class Campaign:
    """A ready-made letter, and the counters that it is sent about."""

    stance: str
    sentences: tuple[str, ...]
    stations: list[Proposal]
    peak: float

    def home(self, random: Random) -> Borough:
        """Where a sender lives: beside the counter, most often the first one."""
        return self.stations[_front(random, len(self.stations))].station.borough

    def station(self, random: Random, home: Borough) -> Proposal:
        """The counter that a sender from there writes about."""
        near = [one for one in self.stations if one.station.borough_id == home.pk]
        return random.choice(near or self.stations)


def _front(random: Random, count: int) -> int:
    return int(random.random() ** 2 * count)


def campaigns(proposals: Sequence[Proposal], *, seed: int) -> list[Campaign]:
    """Four letters, each about some of the counters that would go; none where none would."""
    ending = [one for one in proposals if one.ends_counter]
    random = Random(f"{seed}/campaigns")  # noqa: S311 - examples, not secrets
    made = []
    for (stance, sentences), most, peak in zip(words.LETTERS, (8, 1, 5, 3), PEAKS, strict=True):
        stations = random.sample(ending, min(most, len(ending)))
        if stations:
            made.append(Campaign(stance, sentences, stations, peak))
    return made


def joined(made: Sequence[Campaign], drawn: float) -> Campaign | None:
    """The campaign that somebody is part of, if any, for a number from 0 to 1."""
    for campaign, share in zip(made, SHARES, strict=False):
        if drawn < share:
            return campaign
    return None


@dataclass(slots=True)
class Author:
    """Who writes one response. `breaks` is the code of the published rule that it falls under."""

    random: Random
    home: Borough
    campaign: Campaign | None = None
    language: str = "en"
    strange: int | None = None
    breaks: str = ""
    personal: bool = field(default=False)

    def reasons(
        self, chosen: Sequence[Proposal], stances: Sequence[str], longest: int
    ) -> list[str]:
        """One text a counter, "" for none: the first as long as the writer feels, then less."""
        random = self.random
        first = self._main(chosen[0], stances[0])
        texts = [first[:longest] if len(first) > longest else first]
        same = 1 < len(chosen) < 5 and random.random() < 0.15
        for proposal, stance in zip(chosen[1:], stances[1:], strict=True):
            if same:
                texts.append(texts[0])
            elif self.language != "en" or random.random() < 0.5:
                texts.append("")
            else:
                texts.append(self._named(self._written(proposal, stance, 22), proposal))
        return texts

    def overall(self, key: str, proposal: Proposal) -> str:
        """What should happen instead, or what is wrong in the evidence; mostly nothing."""
        random = self.random
        if random.random() > SHARE_OVERALL[key] or self.language != "en":
            return ""
        drawn = random.sample(OVERALL[key], random.choice((1, 1, 1, 2, 2, 3)))
        return self._named(" ".join([self._said(one) for one in drawn]), proposal)

    def email(self, number: int) -> str:
        """An address that reaches nobody."""
        random = self.random
        first = random.choice(voices.FIRST_NAMES).lower()
        last = random.choice(voices.SURNAMES).lower().replace("'", "")
        return f"{first}.{last}.{number}@example.{'com' if random.random() < 0.7 else 'org'}"

    def _main(self, proposal: Proposal, stance: str) -> str:
        random = self.random
        if self.strange is not None:
            self.breaks, text = voices.STRANGE[self.strange % len(voices.STRANGE)]
            return self._named(_marked(text), proposal)
        if self.campaign is not None:
            return self._named(self._letter(self.campaign), proposal)
        if random.random() < 0.2:
            return ""
        wanted = random.lognormvariate(log(USUAL_WORDS), 0.95)
        if self.language != "en":
            text = self._foreign(_for_the_counter(proposal, stance) is not False)
        else:
            text = self._written(proposal, stance, min(wanted, LONGEST_WORDS))
            text = self._mood(text)
        if random.random() < 0.06:
            text += self._private(random.choice(voices.PERSONAL), " ")
        return self._named(text, proposal)

    def _written(self, proposal: Proposal, stance: str, wanted: float) -> str:
        """About `wanted` words, in paragraphs where it gets long."""
        random = self.random
        keep = _for_the_counter(proposal, stance)
        if wanted < WORDS_A_SENTENCE * 0.8:
            short = SHORT_UNSURE if keep is None else SHORT_FOR if keep else SHORT_AGAINST
            return self._said(random.choice(short))
        bank = UNSURE
        if keep is not None:
            bank = BANKS.get((proposal.kind, keep), FOR if keep else AGAINST)
        count = min(round(wanted / WORDS_A_SENTENCE), len(bank))
        said = [self._said(one) for one in random.sample(bank, count)]
        if count < 4:
            return " ".join(said)
        opening, closing = self._said(random.choice(OPENINGS)), self._said(random.choice(CLOSINGS))
        a_paragraph = random.randint(3, 6)
        paragraphs = [
            " ".join(said[start : start + a_paragraph]) for start in range(0, count, a_paragraph)
        ]
        return "\n\n".join(filter(None, (opening, *paragraphs, closing)))

    def _letter(self, campaign: Campaign) -> str:
        """A copy: as it is, with small changes, or with a paragraph of one's own; some sign it."""
        random = self.random
        sentences = list(campaign.sentences)
        change = random.random()
        if 0.55 < change < 0.8:
            for old, new in random.sample(words.SWAPS, 5):
                sentences = [one.replace(old, new, 1) for one in sentences]
            if random.random() < 0.4:
                sentences.pop(random.randrange(len(sentences)))
        text = _marked(" ".join(sentences))
        if change >= 0.8:
            bank = AGAINST if campaign.stance == "SUPPORT" else FOR
            own = " ".join([self._said(one) for one in random.sample(bank, random.randint(1, 3))])
            text = f"{own}\n\n{text}" if random.random() < 0.4 else f"{text}\n\n{own}"
        if random.random() < 0.25:
            text += self._private(random.choice(voices.SIGNED), "\n\n")
        return text

    def _private(self, sentence: str, before: str) -> str:
        """A sentence with contact details that we made up."""
        random = self.random
        self.personal = True
        last = random.randrange(1000)
        phone = f"07700 900{last:03}" if random.random() < 0.6 else f"020 7946 0{last:03}"
        name = f"{random.choice(voices.FIRST_NAMES)} {random.choice(voices.SURNAMES)}"
        values = {
            "P": phone,
            "E": self.email(last),
            "N": name,
            "H": str(random.randint(1, 180)),
            "R": random.choice(voices.STREETS),
            "C": random.choice(voices.POSTCODES),
        }
        return before + re.sub(r"\{(\w)\}", lambda found: values[found[1]], sentence)

    def _foreign(self, keep: bool) -> str:
        sentences = voices.LANGUAGES[self.language][0 if keep else 1]
        first, *rest = sentences
        return _marked(" ".join([first, *rest[: self.random.randint(0, len(rest))]]))

    def _mood(self, text: str) -> str:
        """A few shout, a few are rude, many do not care for capitals."""
        random = self.random
        drawn = random.random()
        if drawn < 0.02:
            return text.upper() + "!!!"
        if drawn < 0.05:
            return f"{self._said(random.choice(SHOUTS))} {text}"
        return text.lower() if drawn < 0.12 else text

    def _said(self, sentence: Sentence) -> str:
        random = self.random.random
        return "".join(
            [
                piece if type(piece) is str else piece[int(random() * len(piece))]
                for piece in sentence
            ]
        )

    def _named(self, text: str, proposal: Proposal) -> str:
        return text.replace(STATION, proposal.station.name).replace(BOROUGH, self.home.name)


def _marked(text: str) -> str:
    return text.replace("{S}", STATION).replace("{B}", BOROUGH)


def _for_the_counter(proposal: Proposal, stance: str) -> bool | None:
    """Whether the stance speaks for the counter as it is; None for neither."""
    if stance in ("NEITHER", "DONT_KNOW"):
        return None
    return ("OPPOSE" in stance) == proposal.ends_counter
