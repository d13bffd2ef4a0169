"""Points suggested from coded texts: how well, and how much CPU it takes to learn and to suggest.

LABELLED_TEXT names a folder with coded texts (*_coded.csv: the column with most letters is the
text; of the columns after it those that hold only 1 or nothing are codes). Beside such a file
*_sentences.csv may say in one sentence what a code means (two columns: code, sentence). Neither is
part of the project; without them texts are written by code, which is easier than what people write.
Texts that are asked are never learnt from. Each figure is the mean of SEEDS orders of the texts.
The control gives every text the same points, those that most texts make. It needs no server.
"""

import csv
import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.result import Result
from consultation.analyse.agreement import f1
from consultation.analyse.learning.model import Model
from consultation.analyse.learning.training import train
from consultation.analyse.learning.words import counted

SEEDS, SEEDS_SHORT = 3, 1
CODED, CODED_SHORT = (50, 100, 200, 500, 1_000), (50, 200)
ASKED, ASKED_SHORT = 1_000, 200  # texts, or a third where there are fewer
GOALS_F1 = {200: 0.36, 500: 0.46}
GOALS_TOP = {500: 0.73}
TOP = 5
SPEED, SPEED_SHORT = 1_000, 200  # texts to learn from
MOST_SECONDS, MOST_MS = 2.0, 5.0
WROTE_NO_CODE = {"Person identifiable info?", "Not assigned", "Labelling not possible"}

Points = frozenset[int]


@dataclass(frozen=True)
class Coded:
    """Texts and the points of each, with what a point says where that is known."""

    whose: str
    texts: list[str]
    points: list[Points]
    sentences: dict[int, str]


# A point, a sentence that says what it is, and words of people who make it; likelier ones first.
SAID = """
it is too far|The next counter is too far away to reach.
the next station is miles away; it would be a long journey for me; I cannot travel that distance
buses do not go there|Public transport to the other counter is poor.
there is no bus on Sundays; it takes two buses and a train; trains hardly ever run in the evening
older people are left out|Older people who do not use computers are shut out.
my mother is eighty and has no computer; pensioners do not go online; the elderly need a face
people feel safer|A counter in the neighbourhood makes people feel safe.
I feel safe because it is there; a lit station at night is a refuge; it deters crime here
the telephone is no help|The 101 telephone line is slow or not answered.
101 keeps you waiting for an hour; nobody picks up the phone; I gave up on the call
money should be spent on officers|Savings should pay for police on the street.
spend the money on patrols; more officers on the beat please; I would rather see constables outside
evening hours are needed|The counter should open in evenings and at weekends.
open it after work; Saturday opening would suit us; nine to five is no use to workers
it is hardly used|Few people use the counter, so it may close.
the place is always empty; I have never seen a queue there; hardly anybody goes in
victims need privacy|Victims need a private room to report abuse.
you cannot report abuse at a library desk; a private room matters; women must be able to talk alone
the building is a landmark|The station is a historic building to be kept.
it is a Victorian building; do not sell our heritage to developers; the blue lamp should stay
disabled people need access|The other building is not accessible for disabled people.
there is no ramp; my wheelchair does not fit through the door; the lift is always broken
lost property|People need somewhere to hand in what they found.
where would I hand in a lost wallet; found keys have to go somewhere; passports are handed in there
languages are spoken|Staff speak the languages of the area.
the officer speaks Bengali; interpreters are only found there; my neighbours speak little English
the figures are wrong|The consultation's figures are out of date or wrong.
your footfall numbers are from the pandemic; the survey was done in August; show us the real data
"""
FILLED = """
thank you for reading this; I have lived here for thirty years; please think again; I mean it
that is all I want to say; I speak for my family too; nobody asked us before; it makes me angry
"""


def written(count: int, seed: int = 1) -> Coded:
    """Texts of one to three points and a filling sentence or two, put together by code."""
    chance = random.Random(seed)
    lines = SAID.strip().splitlines()
    sentences = {key: line.split("|")[1] for key, line in enumerate(lines[::2])}
    said = [line.split("; ") for line in lines[1::2]]
    filled = [part for line in FILLED.strip().splitlines() for part in line.split("; ")]
    likely = [1 / (place + 2) for place in range(len(said))]
    texts, points = [], []
    for _text in range(count):
        held = set(chance.choices(range(len(said)), likely, k=chance.randint(1, 3)))
        parts = [_worn(chance.choice(said[key]), chance) for key in sorted(held)]
        parts += chance.sample(filled, chance.randint(0, 2))
        chance.shuffle(parts)
        texts.append(" ".join(f"{part.capitalize()}." for part in parts))
        points.append(frozenset(held))
    return Coded("written by code", texts, points, sentences)


def _worn(part: str, chance: random.Random) -> str:
    """Some words of it, in their order: nobody says a thing in the same words as another."""
    return " ".join(word for word in part.split() if chance.random() < 0.7) or part


def labelled(file: Path) -> Coded:
    """The coded texts of a file, each text once, without those that nobody gave a code."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    columns = list(rows[0])
    asked = max(columns, key=lambda name: sum(len(row[name] or "") for row in rows))
    after = columns[columns.index(asked) + 1 :]
    codes = [
        name for name in after
        if name not in WROTE_NO_CODE and {row[name] for row in rows} <= {"", "0", "0.0", "1", "1.0"}
    ]  # fmt: skip
    found: dict[str, Points] = {}
    for row in rows:
        held = frozenset(key for key, name in enumerate(codes) if row[name] in {"1", "1.0"})
        if held and row[asked].strip():
            found.setdefault(row[asked].strip(), held)
    return Coded(file.stem, list(found), list(found.values()), _sentences(file, codes))


def _sentences(file: Path, codes: list[str]) -> dict[int, str]:
    beside = file.with_name(file.name.replace("_coded", "_sentences"))
    if not beside.exists():
        return {}
    with beside.open(encoding="utf-8-sig", newline="") as opened:
        told = dict(csv.reader(opened))
    return {key: told[name] for key, name in enumerate(codes) if name in told}


def measure(*, short: bool) -> list[Result]:
    """How well points are suggested after some were coded, and what it takes."""
    folder = os.environ.get("LABELLED_TEXT", "")
    files = sorted(Path(folder).glob("*_coded.csv")) if folder and not short else []
    sets = [labelled(file) for file in files] or [written(2_500)]
    found: list[Result] = []
    for coded in sets:
        found += _quality(coded, {}, "", short=short)
        if coded.sentences:
            found += _quality(coded, coded.sentences, ", each point defined", short=short)
        found += _speed(coded, SPEED_SHORT if short else SPEED)
    return found


def _quality(
    coded: Coded, sentences: Mapping[int, str], how: str, *, short: bool
) -> Iterator[Result]:
    asked = min(ASKED_SHORT if short else ASKED, len(coded.texts) // 3)
    ours: dict[int, tuple[float, float]] = {}
    bare = (0.0, 0.0)
    for size in CODED_SHORT if short else CODED:
        if size + asked > len(coded.texts):
            continue
        scores = [
            _scores(coded, sentences, size, asked, seed)
            for seed in range(SEEDS_SHORT if short else SEEDS)
        ]
        ours[size] = _mean([one for one, _control in scores])
        bare = _mean([control for _one, control in scores])
    whose = f"{len(coded.texts):,} texts, {coded.whose}{how}"
    yield _line(f"F1 of points after so many coded, {whose}", ours, 0, bare, GOALS_F1)
    yield _line(f"share of points among the first {TOP}, {whose}", ours, 1, bare, GOALS_TOP)


def _line(
    promise: str, ours: Mapping[int, tuple[float, float]], place: int,
    bare: tuple[float, float], goals: Mapping[int, float],
) -> Result:  # fmt: skip
    told = "; ".join(f"{size:,}: {score[place]:.3f}" for size, score in ours.items())
    asked = {size: least for size, least in goals.items() if size in ours}
    last = list(ours.values())[-1][place] if ours else 0.0
    return Result(
        promise, told or "NOT RUN: too few texts", f"always the same {bare[place]:.3f}",
        f"{last / bare[place]:.1f}" if bare[place] else "",
        "; ".join(f"{size:,}: >= {least}" for size, least in asked.items()),
        all(ours[size][place] >= least for size, least in asked.items()), hard=True,
    )  # fmt: skip


def _scores(
    coded: Coded, sentences: Mapping[int, str], size: int, asked: int, seed: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Mean F1 and the share of points among the first TOP: of a model, and of the commonest."""
    order = list(range(len(coded.texts)))
    random.Random(seed).shuffle(order)
    texts = [coded.texts[row] for row in order]
    points = [coded.points[row] for row in order]
    learnt, true = points[asked : asked + size], points[:asked]
    model = train(texts[asked : asked + size], learnt, sentences)
    ours = [
        (model.predict(text), frozenset(one.point for one in model.suggest(text, TOP)))
        for text in texts[:asked]
    ]
    common = [key for key, _uses in Counter(key for held in learnt for key in held).most_common()]
    same = max(
        (frozenset(common[:most]) for most in range(1, TOP + 1)),
        key=lambda given: sum(f1(given, held) for held in learnt),
    )
    return _score(ours, true), _score([(same, frozenset(common[:TOP]))] * asked, true)


def _score(given: Sequence[tuple[Points, Points]], true: Sequence[Points]) -> tuple[float, float]:
    pairs = list(zip(given, true, strict=True))
    mean = sum(f1(one, held) for (one, _top), held in pairs) / len(pairs)
    found = sum(len(top & held) for (_one, top), held in pairs)
    return mean, found / sum(len(held) for held in true)


def _mean(scores: Sequence[tuple[float, float]]) -> tuple[float, float]:
    first, second = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    return first, second


def _speed(coded: Coded, size: int) -> Iterator[Result]:
    """Learning and suggesting, the model read from its bytes as a web process does."""
    texts, points = coded.texts[:size], coded.points[:size]
    begun = time.process_time()
    model = train(texts, points, coded.sentences)
    learning = time.process_time() - begun
    begun = time.process_time()
    for text in texts:
        counted(text)
    bare = max(time.process_time() - begun, 1e-6)
    stored = model.to_bytes()
    read = Model.from_bytes(stored)
    begun = time.process_time()
    for text in texts:
        read.suggest(text)
    each = (time.process_time() - begun) / len(texts)
    yield Result(
        f"CPU to learn from {len(texts):,} texts, {coded.whose}",
        f"{learning:.2f} s; {len(read.points)} points, {len(stored) / 1e3:.0f} kB",
        f"counting their words {bare:.2f} s", f"{learning / bare:.1f}",
        f"<= {MOST_SECONDS:.0f} s", learning <= MOST_SECONDS,
    )  # fmt: skip
    yield Result(
        f"CPU of the suggestions for one text, {coded.whose}", f"{each * 1e3:.2f} ms",
        f"counting its words {bare / len(texts) * 1e3:.2f} ms", f"{each * len(texts) / bare:.1f}",
        f"<= {MOST_MS:.0f} ms", each * 1e3 <= MOST_MS,
    )  # fmt: skip
