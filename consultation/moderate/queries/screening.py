"""What waits to be screened, what there is to screen of it, and how good the flags are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q

from consultation.models import (
    WORDS,
    Answer,
    Consultation,
    Flag,
    FlagKind,
    FlagState,
    Redaction,
    Response,
    ResponseState,
    Screening,
    SignedReply,
    Transcription,
    Unscreened,
)
from consultation.models.flag import MEANINGS, TOLD_AFTER
from consultation.models.response import ResponseQuerySet
from consultation.moderate import tokens
from consultation.moderate.screening import RULES, VERSION

KEPT = 60  # seconds; every flag is read to count them


class Words(NamedTuple):
    """Words of a response; those that are no answer's have no places that a flag could name."""

    answer: int | None
    text: str


def unscreened() -> ResponseQuerySet:
    """Those that came in and that nobody has screened."""
    waiting = Unscreened.objects.filter(pk=OuterRef("pk"))
    return Response.objects.filter(Exists(waiting))


def screened_before(version: int, *, after: int, before: int) -> ResponseQuerySet:
    """Those that older rules have screened, in a stretch of keys."""
    older = Screening.objects.filter(pk__gt=after, pk__lt=before, version__lt=version)
    return Response.objects.filter(pk__in=older.values("pk"))


def highest_key() -> int:
    """Of any response. One row of an index."""
    return Response.objects.aggregate(highest=Max("pk"))["highest"] or 0


def screened_already(keys: Sequence[int]) -> set[int]:
    """By these rules, by another worker a moment ago."""
    done = Screening.objects.filter(pk__in=keys, version__gte=VERSION)
    return set(done.values_list("pk", flat=True))


def longest_unscreened(at: datetime) -> float:
    """Seconds that the oldest response has waited that nobody has screened; 0 where none waits."""
    oldest: datetime | None = unscreened().aggregate(oldest=Min("received_at"))["oldest"]
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


def spoken_of(keys: Sequence[int]) -> dict[int, list[Answer]]:
    """One answer about each station that each speaks about, with it."""
    found: dict[int, list[Answer]] = defaultdict(list)
    about = Answer.objects.filter(response__in=keys, proposal__station__isnull=False)
    place = ("response_id", "proposal__station_id")
    each = about.order_by(*place).distinct(*place).only("response_id", "proposal__station__borough")
    for answer in each.select_related("proposal__station"):
        found[answer.response_id].append(answer)
    return found


def flags_on(keys: Sequence[int]) -> dict[int, list[Flag]]:
    """The flags that nobody has called false, by response."""
    found: dict[int, list[Flag]] = defaultdict(list)
    for flag in Flag.objects.standing().filter(response__in=keys):
        found[flag.response_id].append(flag)
    return found


def flagged_since(keys: Sequence[int]) -> set[int]:
    """Those that are released, and got a flag after that which is not answered yet.

    Nobody called it false, and its words are not taken out; a newer verdict comes after it.
    """
    out = Redaction.objects.in_force().over_flag()
    late = Flag.objects.standing().filter(
        response__in=keys, kind__in=TOLD_AFTER, at__gt=F("response__state_at"),
        response__state=ResponseState.RELEASED,
    )  # fmt: skip
    return set(late.exclude(Exists(out)).values_list("response", flat=True))


def other_tokens(keys: Sequence[int]) -> dict[int, list[str]]:
    """Tokens that others gave, such as the group of alike texts: screening again keeps them."""
    found = Screening.objects.filter(pk__in=keys).values_list("pk", "tokens")
    return {pk: [one for one in had if one.startswith(f"{tokens.COPIES}:")] for pk, had in found}


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
    """Per kind and rule: found, judged false, still standing; as it was up to a minute ago.

    One query at most.
    """
    key = f"flag-quality-{consultation.pk}"
    kept: list[Quality] | None = cache.get(key)
    if kept is None:
        kept = _flag_quality(consultation)
        cache.set(key, kept, KEPT)
    return kept


def _flag_quality(consultation: Consultation) -> list[Quality]:
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
