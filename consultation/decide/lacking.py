"""What a decision lacks, in words, each with a link to where it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from consultation.analyse.queries.gathered import gathered_in
from consultation.decide.queries import decisions as queries
from consultation.models import Decision

Links = list[tuple[str, str]]


@dataclass(frozen=True)
class Lack:
    """One kind of thing: what to say, and where each of them is; `more` are not named."""

    words: str
    links: Links
    more: int = 0


class Kind(NamedTuple):
    """How one kind is told. `{}` in its words is how many there are."""

    words: str
    links: Callable[[Decision, list[int]], Links]


def _named(word: str, address: str) -> Callable[[Decision, list[int]], Links]:
    """Rows that are called by their keys."""
    return lambda _decision, keys: [(f"{word} {key}", reverse(address, args=[key])) for key in keys]


def _points(_decision: Decision, keys: list[int]) -> Links:
    points = queries.points_named(keys)
    return [(str(one), reverse("point-answer", args=[one.pk])) for one in points]


def _gathered(decision: Decision, keys: list[int]) -> Links:
    lines = [one.line for one in gathered_in(decision.consultation) if one.line.pk in keys]
    return [(one.text, reverse("gathered-line", args=[one.pk])) for one in lines]


def _formal(_decision: Decision, keys: list[int]) -> Links:
    replies = queries.replies_named(keys)
    return [
        (str(one.organisation), reverse("formal-reply", args=[one.signed.pk])) for one in replies
    ]


def _draft(decision: Decision, field: str = "") -> str:
    return reverse("decision-write", args=[decision.pk]) + (f"#id_{field}" if field else "")


def _criteria(decision: Decision, keys: list[int]) -> Links:
    criteria = queries.criteria_named(keys)
    return [(one.title, _draft(decision, f"criterion-{one.pk}")) for one in criteria]


def _equality(decision: Decision, keys: list[int]) -> Links:
    if keys == [0]:
        return [("State one first", reverse("decisions", args=[decision.consultation.slug]))]
    return [("Acknowledge it in the draft", _draft(decision, "equality"))]


KINDS: dict[str, Kind] = {
    queries.UNREAD: Kind("Responses that nobody has read: {}", _named("Response", "coding")),
    queries.UNSCREENED: Kind(
        "Responses that came in so lately that nobody knows what they hold: {}",
        _named("Response", "response"),
    ),
    queries.UNTYPED: Kind(
        "What came by post, phone, email or at a meeting and is not accepted yet: {}",
        _named("Transcription", "transcription"),
    ),
    queries.FORMAL: Kind("Formal replies that nobody who decides has opened: {}", _formal),
    queries.GATHERED: Kind("What petitions and meetings say, not coded: {}", _gathered),
    queries.POINT: Kind("Points without an answer: {}", _points),
    queries.CRITERION: Kind("Published criteria that it does not speak of: {}", _criteria),
    queries.EQUALITY: Kind("The current equality assessment is not acknowledged", _equality),
    queries.WORDS: Kind(
        "Something that it has to say is left empty",
        lambda decision, _keys: [("Write it", _draft(decision))],
    ),
    queries.BRIEFING: Kind(
        "No briefing was made from the register", lambda *_told: [("Make it", "#briefing")]
    ),
}


def lacks_of(decision: Decision) -> list[Lack]:
    """All that is missing, in the order of KINDS."""
    found = queries.missing(decision)
    told = []
    for name, kind in KINDS.items():
        if one := found.get(name):
            links = kind.links(decision, one.keys)
            more = max(0, one.number - len(links))
            told.append(Lack(kind.words.format(f"{one.number:,}"), links, more))
    return told
