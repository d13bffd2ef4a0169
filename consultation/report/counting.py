"""Counting responses in the database: a handful of GROUP BY statements, whatever their number.

What a response says about several stations is folded into one whole number, its mask, so that one
pass over the answers serves every table: a bit for each stance that it chose, and three more.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from consultation.models import (
    NOT_COUNTED,
    Answer,
    Consultation,
    Kind,
    Proposal,
    QuestionScope,
    QuestionVersion,
    ReportKind,
    Response,
    ResponseState,
    Review,
    Verdict,
)
from consultation.models.response import ResponseQuerySet
from stations.models import Borough, Station

REASONS, FORMAL, RESIDENT = 1, 2, 4
UNKNOWN_STANCE = 8  # a choice that no wording of the question offers; then 16, 32, ... as offered
NO_RULE = ""
READ_ONE_INSTANT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# Compiling these queries takes longer than it saves; grouping in memory saves the disk. They read
# whole tables, where the worst that a planner with stale statistics can choose is a loop in a loop.
READ_FAST = """
SET LOCAL jit = off; SET LOCAL work_mem = '32MB'; SET LOCAL enable_nestloop = off
"""


@dataclass(frozen=True)
class Subject:
    """What is counted: a consultation's responses, all or those about one place.

    A response is about a station when at least one of its answers is, and about a borough when at
    least one of its answers is about a station there.
    """

    consultation: Consultation
    kind: ReportKind
    station: Station | None = None
    borough: Borough | None = None

    @property
    def own_borough(self) -> Borough | None:
        """The borough that it is in, or is."""
        return self.station.borough if self.station is not None else self.borough

    @property
    def in_words(self) -> str:
        """How a report calls it."""
        place = self.station or self.borough
        return place.name if place is not None else "the whole consultation"

    def responses(self) -> ResponseQuerySet:
        """Every response about it, counted or not."""
        all_of_them = Response.objects.filter(consultation=self.consultation)
        if self.station is not None:
            return all_of_them.about(self.station)
        if self.borough is not None:
            return all_of_them.about_borough(self.borough)
        return all_of_them

    def proposals(self) -> list[Proposal]:
        """The proposals at its stations, by borough and station."""
        found = Proposal.objects.filter(consultation=self.consultation).with_places()
        if self.station is not None:
            found = found.about(self.station)
        if self.borough is not None:
            found = found.within(self.borough)
        return list(found.order_by("station__borough__name", "station__name", "pk"))


@dataclass(frozen=True, order=True)
class Sort:
    """What one response is, apart from its answers. Responses of one sort are counted together."""

    state: str
    kind: str
    channel: str
    capacity: str
    place: str
    borough: int  # where the respondent lives; 0 where not in a borough


@dataclass(frozen=True)
class Stances:
    """The options of the stance question, in the order of asking, and their masks."""

    labels: dict[str, str]

    def mask(self, option: str) -> int:
        """The bit of an option."""
        return UNKNOWN_STANCE << (1 + list(self.labels).index(option))

    @property
    def any(self) -> int:
        """The bits of every stance together."""
        return UNKNOWN_STANCE * ((1 << (len(self.labels) + 1)) - 1)


@dataclass
class Tally:
    """How many responses have each mask. Each response is in it once.

    Formal replies answer questions of their own, so they are apart from all other numbers.
    """

    masks: Counter[int] = field(default_factory=Counter)

    @property
    def everything(self) -> int:
        """All of them, formal replies too."""
        return sum(self.masks.values())

    @property
    def formal(self) -> int:
        """The formal replies of organisations."""
        return sum(number for mask, number in self.masks.items() if mask & FORMAL)

    @property
    def total(self) -> int:
        """All but formal replies."""
        return self.everything - self.formal

    def having(self, bits: int) -> int:
        """Those with at least one of the bits, formal replies apart."""
        return sum(n for mask, n in self.masks.items() if mask & bits and not mask & FORMAL)


@dataclass(frozen=True)
class Spoken:
    """Counted responses by what they say: about each proposal, borough and kind, and about any."""

    proposals: dict[str, Tally]
    boroughs: dict[str, Tally]
    kinds: dict[str, Tally]
    anything: Tally


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside sees one instant. Nothing can be written there.

    Inside another transaction that one's isolation counts, since it cannot be changed any more.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute(READ_ONE_INSTANT)
            cursor.execute(READ_FAST)
        yield


def sorts(subject: Subject) -> Counter[Sort]:
    """How many responses there are of each sort, excluded ones too. One query."""
    columns = ("state", "kind", "channel", "capacity", "place")
    rows = (
        subject.responses()
        .order_by()
        .values_list(*columns, Coalesce("borough", 0))
        .annotate(number=Count("pk"))
    )
    return Counter({Sort(*row[:-1]): row[-1] for row in rows})


def excluded_by_rule(subject: Subject) -> dict[str, int]:
    """How many are excluded now by code of the rule, or NO_RULE without one. Two queries."""
    excluded = subject.responses().filter(state=ResponseState.EXCLUDED)
    verdicts = Review.objects.filter(verdict=Verdict.EXCLUDE, decides=True)
    newest = verdicts.filter(response__in=excluded).order_by().values("response")
    latest = newest.annotate(latest=Max("pk")).values("latest")
    rows = Review.objects.filter(pk__in=latest).order_by().values_list("rule__code")
    without = excluded.exclude(Exists(verdicts.filter(response=OuterRef("pk")))).count()
    return dict(rows.annotate(number=Count("pk"))) | ({NO_RULE: without} if without else {})


def texts(subject: Subject) -> dict[str, int]:
    """Key of a question asked once for all -> how many counted responses answer it. One query.

    Those of residents and others: formal replies have questions of their own.
    """
    answers = Answer.objects.filter(
        response__in=subject.responses().counted(),
        question_version__question__scope=QuestionScope.ALL,
        response__kind=Kind.PUBLIC,
    )
    rows = answers.order_by().values_list("question_version__question__key")
    return dict(rows.annotate(number=Count("response", distinct=True)))


@dataclass(frozen=True)
class Said:
    """How many counted responses answered: by wording, and by question whatever the wording."""

    answered: dict[int, int]
    chosen: dict[tuple[int, str], int]
    answered_any: dict[int, int]
    chosen_any: dict[tuple[int, str], int]


def said_by_wording(
    subject: Subject, proposals: Sequence[Proposal], versions: Sequence[QuestionVersion]
) -> Said:
    """What counted responses say about these proposals and about everything. Four queries.

    Formal replies apart.
    """
    answers = Answer.objects.filter(
        Q(proposal=None) | Q(proposal__in=proposals),
        response__in=subject.responses().counted(),
        response__kind=Kind.PUBLIC,
        question_version__in=versions,
    ).order_by()

    def counted(*by: str) -> dict[Any, int]:
        rows = answers.values_list(*by).annotate(number=Count("response", distinct=True))
        return {row[0] if len(by) == 1 else row[:-1]: row[-1] for row in rows}

    return Said(
        counted("question_version"),
        counted("question_version", "choice"),
        counted("question_version__question"),
        counted("question_version__question", "choice"),
    )


def every_wording(consultation: Consultation) -> list[QuestionVersion]:
    """Every version of every question, those of formal replies too, newest last. One query."""
    found = QuestionVersion.objects.filter(question__consultation=consultation)
    return list(found.select_related("question").order_by("question__position", "number"))


def wordings(consultation: Consultation) -> list[QuestionVersion]:
    """Those that residents and others are asked. One query."""
    return [one for one in every_wording(consultation) if not one.question.formal]


def stances_of(versions: list[QuestionVersion]) -> Stances:
    """The options of every wording; where two wordings name an option, the newer label."""
    labels: dict[str, str] = {}
    for version in versions:
        if version.question.key == "stance":
            labels.update(dict(version.options))
    return Stances(labels)


def stance_lines(stances: Stances, tally: Tally) -> list[tuple[str, str, int]]:
    """Each option, and those that chose none; an option that no wording offers only if chosen."""
    lines = [
        (name, label, tally.having(stances.mask(name))) for name, label in stances.labels.items()
    ]
    if unknown := tally.having(UNKNOWN_STANCE):
        lines.append(("unknown", "An answer that is not on the list", unknown))
    return [*lines, ("none", "No answer to this question", tally.total - tally.having(stances.any))]


# Names of tables are Django's. `pair` is one response about one proposal; `spoken` leaves out the
# excluded and adds what the mask needs of the response itself.
READ_SPOKEN = """
WITH pair AS (
    SELECT a.response_id, a.proposal_id,
        bit_or(CASE q.key
            WHEN 'reasons' THEN %(reasons)s
            WHEN 'stance' THEN
                %(unknown)s << coalesce(array_position(%(stances)s::text[], a.choice::text), 0)
            ELSE 0 END) AS mask
    FROM consultation_answer a
    JOIN consultation_questionversion v ON v.id = a.question_version_id
    JOIN consultation_question q ON q.id = v.question_id
    WHERE a.proposal_id = ANY(%(proposals)s::bigint[])
    GROUP BY a.response_id, a.proposal_id
), spoken AS MATERIALIZED (
    SELECT pair.response_id, pair.proposal_id, p.kind, s.borough_id,
        pair.mask
        | CASE WHEN r.kind = 'FORMAL' THEN %(formal)s ELSE 0 END
        | CASE WHEN r.borough_id = s.borough_id THEN %(resident)s ELSE 0 END AS mask
    FROM pair
    JOIN consultation_response r ON r.id = pair.response_id
    JOIN consultation_proposal p ON p.id = pair.proposal_id
    JOIN stations_station s ON s.id = p.station_id
    WHERE r.consultation_id = %(consultation)s AND r.state <> ALL(%(not_counted)s)
)
SELECT 'proposal', proposal_id::text, mask, count(*) FROM spoken GROUP BY proposal_id, mask
UNION ALL
SELECT 'borough', borough_id::text, mask, count(*) FROM (
    SELECT borough_id, bit_or(mask) AS mask FROM spoken GROUP BY response_id, borough_id
) AS once GROUP BY borough_id, mask
UNION ALL
SELECT 'kind', kind, mask, count(*) FROM (
    SELECT kind, bit_or(mask) AS mask FROM spoken GROUP BY response_id, kind
) AS once GROUP BY kind, mask
UNION ALL
SELECT 'anything', '', mask, count(*) FROM (
    SELECT bit_or(mask) AS mask FROM spoken GROUP BY response_id
) AS once GROUP BY mask
"""


def spoken(subject: Subject, proposals: list[Proposal], stances: Stances) -> Spoken:
    """What counted responses say about the proposals. One query.

    A response that speaks about two stations is in both their tallies, and once in each other.
    """
    kept: dict[str, dict[str, Tally]] = {
        "proposal": {str(proposal.pk): Tally() for proposal in proposals},
        "borough": {str(proposal.station.borough_id): Tally() for proposal in proposals},
        "kind": {proposal.kind: Tally() for proposal in proposals},
        "anything": {"": Tally()},
    }
    parameters: dict[str, Any] = {
        "consultation": subject.consultation.pk,
        "proposals": [proposal.pk for proposal in proposals],
        "stances": list(stances.labels),
        "reasons": REASONS,
        "formal": FORMAL,
        "resident": RESIDENT,
        "unknown": UNKNOWN_STANCE,
        "not_counted": [str(state) for state in NOT_COUNTED],
    }
    with connection.cursor() as cursor:
        cursor.execute(READ_SPOKEN, parameters)
        for part, key, mask, number in cursor.fetchall():
            kept[part][key].masks[mask] += number
    return Spoken(kept["proposal"], kept["borough"], kept["kind"], kept["anything"][""])
