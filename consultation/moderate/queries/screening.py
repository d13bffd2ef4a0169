"""What waits to be screened, what there is to screen of it, and how good the flags are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from consultation.models import (
    WORDS,
    Answer,
    Consultation,
    Flag,
    FlagKind,
    FlagState,
    Response,
    Screening,
    SignedReply,
    Transcription,
)
from consultation.models.flag import MEANINGS, URGENT_KINDS
from consultation.models.response import ResponseQuerySet
from consultation.moderate.screening import RULES, VERSION

#: Keys are given out before commits, so one that is lower than the highest screened may come late.
MARGIN = 10_000


class Words(NamedTuple):
    """Words of a response; those that are no answer's have no places that a flag could name."""

    answer: int | None
    text: str


def unscreened(*, after: int, before: int | None = None) -> ResponseQuerySet:
    """Those without a screening by the rules as they are now, in a stretch of keys."""
    current = Screening.objects.filter(pk=OuterRef("pk"), version__gte=VERSION)
    found = Response.objects.filter(~Exists(current), pk__gt=after)
    return found if before is None else found.filter(pk__lt=before)


def newest_screened() -> int:
    """The highest key that has been screened, less the margin. One row of an index."""
    highest: int | None = Screening.objects.aggregate(highest=Max("pk"))["highest"]
    return max(0, (highest or 0) - MARGIN)


def highest_key() -> int:
    """Of any response. One row of an index."""
    return Response.objects.aggregate(highest=Max("pk"))["highest"] or 0


def screened_already(keys: Sequence[int]) -> set[int]:
    """By these rules, by another worker a moment ago."""
    done = Screening.objects.filter(pk__in=keys, version__gte=VERSION)
    return set(done.values_list("pk", flat=True))


def longest_unscreened(at: datetime) -> float:
    """Seconds that the oldest response has waited that nobody has screened; 0 where none waits."""
    fresh = unscreened(after=newest_screened())
    oldest: datetime | None = fresh.aggregate(oldest=Min("received_at"))["oldest"]
    return max(0.0, (at - oldest).total_seconds()) if oldest else 0.0


def words_of(keys: Sequence[int]) -> dict[int, list[Words]]:
    """Everything that was written in each: answers, the reason not to publish, formal replies."""
    found: dict[int, list[Words]] = defaultdict(list)
    answers = Answer.objects.filter(response__in=keys, question_version__question__kind__in=WORDS)
    for response, pk, text in (
        answers.exclude(text="").order_by("pk").values_list("response", "pk", "text")
    ):
        found[response].append(Words(pk, text))
    others = (
        Response.objects.filter(pk__in=keys).exclude(publish_reason="").values_list(
            "pk", "publish_reason"
        ),
        SignedReply.objects.filter(response__in=keys).values_list("response", "text"),
        Transcription.objects.filter(response__in=keys).exclude(note="").values_list(
            "response", "note"
        ),
    )  # fmt: skip
    for rows in others:
        for response, text in rows:
            found[response].append(Words(None, text))
    return found


def places_of(keys: Sequence[int]) -> dict[int, list[str]]:
    """The tokens of the stations that each speaks about, and of their boroughs."""
    found: dict[int, list[str]] = defaultdict(list)
    about = Answer.objects.filter(response__in=keys, proposal__station__isnull=False)
    for response, station, borough in (
        about.order_by("response", "proposal__station")
        .values_list("response", "proposal__station", "proposal__station__borough")
        .distinct()
    ):
        found[response].append(f"station:{station}")
        if f"borough:{borough}" not in found[response]:
            found[response].append(f"borough:{borough}")
    return found


def standing_of(keys: Sequence[int]) -> dict[int, list[str]]:
    """The kinds of flag that nobody has called false, by response."""
    found: dict[int, list[str]] = defaultdict(list)
    for response, kind in (
        Flag.objects.standing()
        .filter(response__in=keys)
        .order_by("response", "kind")
        .values_list("response", "kind")
        .distinct()
    ):
        found[response].append(kind)
    return found


def tokens_of(response: Response, places: list[str], kinds: list[str], language: str) -> list[str]:
    """All that the queue can be narrowed to."""
    lives = response.borough_id if response.borough_id else response.place
    return [
        *places,
        f"lives:{lives}",
        f"channel:{response.channel}",
        f"kind:{response.kind}",
        f"language:{language or response.language}",
        *(f"flag:{kind}" for kind in kinds),
        *(["flagged"] if kinds else []),
    ]


def is_urgent(kinds: Sequence[str]) -> bool:
    """It goes to the top."""
    return any(kind in URGENT_KINDS for kind in kinds)


def flag_of(pk: int) -> Flag | None:
    """With its response and the answer that it is about."""
    found = Flag.objects.select_related("response__consultation", "answer", "judged_by")
    return found.filter(pk=pk).first()


@dataclass(frozen=True)
class Quality:
    """How often one rule was right, as far as people said so."""

    kind: FlagKind
    rule: str
    name: str
    meaning: str
    found: int
    false: int

    @property
    def standing(self) -> int:
        """Nobody called these false."""
        return self.found - self.false

    @property
    def share(self) -> str:
        """Of those found, how many were called false, in words."""
        return f"{self.false / self.found:.0%}" if self.found else ""


def flag_quality(consultation: Consultation) -> list[Quality]:
    """Per kind and rule: found, judged false, still standing. One query."""
    rows = (
        Flag.objects.filter(response__consultation=consultation)
        .values_list("kind", "rule")
        .annotate(found=Count("pk"), false=Count("pk", filter=Q(state=FlagState.FALSE)))
        .order_by("kind", "rule")
    )
    return [
        Quality(FlagKind(kind), rule, name_of(kind, rule), meaning_of(kind, rule), found, false)
        for kind, rule, found, false in rows
    ]


def name_of(kind: str, rule: str) -> str:
    """What the rule is called; the kind where the rule has no name of its own."""
    return RULES[rule].name if rule in RULES else FlagKind(kind).label


def meaning_of(kind: str, rule: str) -> str:
    """What it means, in a sentence."""
    return RULES[rule].meaning if rule in RULES else MEANINGS[FlagKind(kind)]
