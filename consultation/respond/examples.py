"""Made-up responses for the worked example: pure, and the same for the same seed for ever.

Response number n of a seed depends on nothing but the seed, n and the consultation's own rows, so
a thousand made at once equal a hundred made first and nine hundred later. Nothing here reads the
clock or writes. What the numbers imitate: most people write little and about one counter of their
own borough; closures are mostly opposed; almost a third of all replies come in the last week, and
more than half of those on the last evening.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha512
from random import Random
from uuid import UUID

from consultation.models import (
    Capacity,
    Channel,
    Consultation,
    ExclusionRule,
    Place,
    Proposal,
    ProposalKind,
    Publish,
    QuestionVersion,
    Verdict,
)
from consultation.respond import example_texts, queries
from consultation.respond.codes import CROCKFORD
from consultation.respond.example_texts import Author
from consultation.respond.example_voices import ABUSE, LANGUAGES, WRONG
from consultation.respond.receipts import Given
from stations.models import Borough

# Out of a hundred: strongly support, support, neither, oppose, and the rest strongly opposes.
STANCES: dict[str, tuple[int, int, int, int]] = {
    ProposalKind.CLOSE: (8, 12, 7, 23),
    ProposalKind.MOVE: (10, 18, 14, 26),
    ProposalKind.HOURS: (24, 34, 18, 13),
    ProposalKind.KEEP: (44, 36, 10, 5),
    ProposalKind.OPEN: (40, 38, 12, 5),
}
SCALE = ("STRONGLY_SUPPORT", "SUPPORT", "NEITHER", "OPPOSE", "STRONGLY_OPPOSE")
DRAWN_TO = {ProposalKind.CLOSE: 6, ProposalKind.MOVE: 6, ProposalKind.HOURS: 3}
CHANNELS = (
    [Channel.ONLINE] * 176 + [Channel.EMAIL] * 14 + [Channel.PAPER] * 7 + [Channel.PHONE] * 2
    + [Channel.MEETING]
)  # fmt: skip
CAPACITIES = (
    [Capacity.MYSELF] * 88 + [Capacity.CARER] * 5 + [Capacity.GROUP] * 4 + [Capacity.WORKER] * 3
)
REVIEW_WITHIN = timedelta(days=9)
# One in so many is strange, so that even a small set has some of each.
STRANGE_EVERY = 100


@dataclass(frozen=True)
class Scene:
    """What is replied to: the rows that made-up people choose from, and the time they have."""

    consultation: Consultation
    homes: list[Borough]  # as often as people come from there
    stations: dict[int, list[Proposal]]  # by borough, as often as people write about them
    proposals: list[Proposal]
    questions: dict[str, QuestionVersion]
    rules: dict[str, ExclusionRule]
    last_at: datetime
    reviewed_by: datetime

    @classmethod
    def of(cls, consultation: Consultation, *, at: datetime) -> "Scene":
        """Of a consultation as it stands at an instant. Four queries."""
        proposals = queries.proposals_of(consultation)
        stations: dict[int, list[Proposal]] = {}
        homes = list(Borough.objects.order_by("ons_code"))
        for one in sorted(proposals, key=lambda one: one.station.slug):
            drawn_to = DRAWN_TO.get(ProposalKind(one.kind), 2)
            stations.setdefault(one.station.borough_id, []).extend([one] * drawn_to)
            homes += [one.station.borough] * drawn_to
        return cls(
            consultation=consultation,
            homes=homes,
            stations=stations,
            proposals=sorted(proposals, key=lambda one: one.station.slug),
            questions={q.question.key: q for q in queries.questions_of(consultation)},
            rules={rule.code: rule for rule in consultation.exclusion_rules.all()},
            last_at=min(consultation.closes_at, at),
            reviewed_by=min(consultation.closes_at + REVIEW_WITHIN, at),
        )


@dataclass(slots=True)
class Example:
    """One made-up response, before it has any key of the database."""

    reference: str
    key: UUID
    salt: bytes
    channel: str
    capacity: str
    place: str
    borough: Borough | None
    language: str
    begun_at: datetime
    received_at: datetime
    given: list[Given]
    publish: str
    email: str = ""
    wants_news: bool = False
    verdict: Verdict | None = None
    rule: ExclusionRule | None = None
    reason: str = ""
    reviewed_at: datetime | None = None


def examples(
    scene: Scene, *, seed: int, first: int, count: int, reviewed: float
) -> Iterator[Example]:
    """Responses number `first` to `first + count - 1` of a seed; `reviewed` is a share, 0 to 1."""
    maker = Maker(scene, seed=seed, reviewed=reviewed)
    for number in range(first, first + count):
        yield maker.make(number)


class Maker:
    """Draws one response after another. Only `make` is of interest outside."""

    def __init__(self, scene: Scene, *, seed: int, reviewed: float) -> None:
        self.scene, self.seed, self.reviewed = scene, seed, reviewed
        self.random = Random()  # noqa: S311 - examples, not secrets
        self.by_key = {one.pk: one for one in scene.proposals}
        self.campaigns = example_texts.campaigns(scene.proposals, seed=seed)
        # Some boroughs are angrier than others.
        self.lean = {
            borough.pk: Random(f"{seed}/{borough.ons_code}").uniform(-12, 12)  # noqa: S311
            for borough in scene.homes
        }
        span = scene.last_at - scene.consultation.opens_at
        self.seconds = max(int(span.total_seconds()), 1)

    def make(self, number: int) -> Example:
        """Response `number` of this seed."""
        random = self.random
        random.seed(f"{self.seed}/{number}")
        campaign = example_texts.joined(self.campaigns, random.random())
        home = campaign.home(random) if campaign else random.choice(self.scene.homes)
        author = Author(random, home, campaign)
        if number % STRANGE_EVERY == STRANGE_EVERY - 1:
            author.strange = number // STRANGE_EVERY
        elif campaign is None and random.random() < 0.03:
            author.language = random.choice(list(LANGUAGES))
        channel = random.choice(CHANNELS)
        if campaign and random.random() < 0.3:
            channel = Channel.EMAIL
        received_at = self._received(campaign.peak if campaign else None)
        made = self._made(number, author, str(channel), received_at)
        if channel in (Channel.ONLINE, Channel.EMAIL) and random.random() < 0.38:
            made.email, made.wants_news = author.email(number), random.random() < 0.5
        if random.random() < self.reviewed:
            self._review(made, author)
        return made

    def _made(self, number: int, author: Author, channel: str, received_at: datetime) -> Example:
        random, scene = self.random, self.scene
        where = random.random()
        place = Place.BOROUGH if where < 0.9 else Place.NOT_SAID if where < 0.96 else Place.OUTSIDE
        # Online forms send both line ends; other ways in are typed by us.
        line_end = "\r\n" if channel == Channel.ONLINE else "\n"
        reference, key, salt = identity(scene.consultation.slug, self.seed, number)
        begun_at = received_at
        if channel == Channel.ONLINE:
            minutes = min(random.expovariate(1 / 14) + 2, 9 * 24 * 60)
            early = received_at - timedelta(seconds=int(minutes * 60))
            begun_at = max(early, scene.consultation.opens_at)
        return Example(
            reference=reference,
            key=key,
            salt=salt,
            channel=channel,
            capacity=str(random.choice(CAPACITIES)),
            place=str(place),
            borough=author.home if place == Place.BOROUGH else None,
            language=author.language,
            begun_at=begun_at,
            received_at=received_at,
            given=self._given(author, line_end),
            publish=str(Publish.COUNT_ONLY if random.random() < 0.12 else Publish.WORDS),
        )

    def _received(self, peak: float | None) -> datetime:
        """Some at once, some any day, a campaign after its start, and the flood before the end."""
        random = self.random
        kind = random.random()
        if kind < 0.17:  # the last evening of twelve weeks
            part = 1 - random.random() / 288
        elif kind < 0.30:  # the rest of the last week
            part = 1 - 1 / 288 - random.random() * (1 / 12 - 1 / 288)
        elif peak is not None:
            part = min(peak + random.expovariate(24), 0.91)
        elif kind < 0.52:
            part = min(random.expovariate(18), 0.91)
        else:
            part = random.random() * 11 / 12
        seconds = int(part * self.seconds)
        received = self.scene.consultation.opens_at + timedelta(
            seconds=seconds, microseconds=random.getrandbits(20) % 1_000_000
        )
        if received.hour < 6 and random.random() < 0.8:  # most people sleep
            received += timedelta(hours=random.randrange(7, 16))
        return min(received, self.scene.last_at)

    def _given(self, author: Author, line_end: str) -> list[Given]:
        """The answers, counter by counter, then about everything."""
        questions = self.scene.questions
        found: list[Given] = []
        chosen = self._chosen(author)
        stances = [self._stance(author, proposal) for proposal in chosen]
        texts = author.reasons(chosen, stances, questions["reasons"].max_length or 5_000)
        for proposal, stance, text in zip(chosen, stances, texts, strict=True):
            found.append(Given(questions["stance"], proposal, stance))
            if text:
                text = text.replace("\n", line_end)
                found.append(Given(questions["reasons"], proposal, text))
        for key in ("instead", "evidence"):
            if text := author.overall(key, chosen[0]):
                found.append(Given(questions[key], None, text.replace("\n", line_end)))
        return found

    def _chosen(self, author: Author) -> Sequence[Proposal]:
        """Mostly one to three counters of the own borough; a few write about very many."""
        random, scene = self.random, self.scene
        if author.campaign:
            return [author.campaign.station(random, author.home)]
        own = scene.stations.get(author.home.pk) or scene.proposals
        many = random.random()
        if many < 0.02:
            most = min(len(scene.proposals), 30)
            return random.sample(scene.proposals, random.randint(min(6, most), most))
        wanted = 1 if many < 0.66 else 2 if many < 0.86 else 3
        chosen = {random.choice(own).pk: None for _ in range(wanted)}
        if random.random() < 0.08:  # the one at work
            chosen[random.choice(scene.proposals).pk] = None
        return [self.by_key[key] for key in chosen]

    def _stance(self, author: Author, proposal: Proposal) -> str:
        if author.campaign and proposal.ends_counter:
            return author.campaign.stance
        if self.random.random() < 0.04:
            return "DONT_KNOW"
        lean = self.lean[author.home.pk]
        drawn = self.random.random() * 100 + (lean if proposal.ends_counter else -lean)
        for share, stance in zip(STANCES[proposal.kind], SCALE, strict=False):
            if drawn < share:
                return stance
            drawn -= share
        return SCALE[-1]

    def _review(self, made: Example, author: Author) -> None:
        """A moderator's verdict, some time after it came in."""
        random, rules = self.random, self.scene.rules
        late = min(REVIEW_WITHIN, self.scene.reviewed_by - made.received_at)
        made.reviewed_at = made.received_at + late * random.random()
        rule = rules.get(author.breaks)
        drawn = random.random()
        if rule is None and drawn < 0.006:
            rule = rules.get("automated" if drawn < 0.004 else "sent-by-mistake")
        if rule is not None:
            made.verdict, made.rule = Verdict.EXCLUDE, rule
            made.reason = EXCLUDED.get(rule.code, "It falls under the rule.")
        elif author.breaks or (author.personal and drawn < 0.35) or drawn > 0.98:
            made.verdict = Verdict.QUARANTINE
            made.reason = HELD_PERSONAL if author.personal else HELD
        else:
            made.verdict = Verdict.RELEASE


EXCLUDED = {
    ABUSE: "Insults only; no point about any counter.",
    WRONG: "It is about refuse collection and street lamps.",
    "automated": "One of a burst from one program, a few milliseconds apart.",
    "sent-by-mistake": "The sender wrote in with the reference and asked for it.",
}
HELD_PERSONAL = "It names a person or gives contact details: to be redacted first."
HELD = "To be read again together with a colleague."


def identity(slug: str, seed: int, number: int) -> tuple[str, UUID, bytes]:
    """Reference, key and salt of a consultation's response `number`: derived, so that they repeat.

    A real response draws all three at random. These are no secrets and must never be.
    """
    drawn = sha512(f"counterpoint example/{slug}/{seed}/{number}".encode()).digest()
    signs = "".join(CROCKFORD[byte & 31] for byte in drawn[:12])
    key = UUID(bytes=drawn[16:32], version=4)
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}", key, drawn[32:]
