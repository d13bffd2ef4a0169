"""A consultation as it is prepared: plain values, before anything is stored."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from consultation.models import (
    Confidence,
    ProposalKind,
    QuestionKind,
    QuestionScope,
    QuestionVersion,
)


@dataclass(frozen=True)
class EvidencePlan:
    """One claim with where it comes from. `dated` is the source's own date, in words."""

    claim: str
    source: str
    dated: str = ""
    confidence: Confidence = Confidence.STATED


@dataclass(frozen=True)
class AlternativePlan:
    """Something else that was considered, and why it is not proposed."""

    text: str
    why_not: str


@dataclass(frozen=True)
class ProposalPlan:
    """What would happen at one station. Stations are named by their slugs."""

    station: str
    kind: ProposalKind
    now: str
    proposed: str
    why: str
    effect: str
    timing: str
    replacement: str = ""
    evidence: tuple[EvidencePlan, ...] = ()
    alternatives: tuple[AlternativePlan, ...] = ()


@dataclass(frozen=True)
class QuestionPlan:
    """A question with its first wording. `options` are (value, label) of a choice."""

    key: str
    kind: QuestionKind
    scope: QuestionScope
    wording: str
    short: str
    help: str = ""
    missing: str = ""
    required: bool = False
    max_length: int = 0
    options: tuple[tuple[str, str], ...] = ()
    exclusive: str = ""
    least: int | None = None
    most: int | None = None
    not_in_future: bool = False
    page: str = ""  # its key where empty: a page of its own
    heading: str = ""
    shown_if: tuple[str, tuple[str, ...]] | None = None  # an earlier key, and values of it
    easy_read: bool = False
    easy_wording: str = ""  # in Easy Read; the wording itself where empty
    easy_help: str = ""

    @classmethod
    def of(cls, version: QuestionVersion) -> "QuestionPlan":
        """As it is stored. `shown_if` of the question is read with it."""
        question = version.question
        rule = question.shown_if
        return cls(
            key=question.key,
            kind=QuestionKind(question.kind),
            scope=QuestionScope(question.scope),
            wording=version.wording,
            short=version.short,
            help=version.help,
            missing=version.missing,
            required=question.required,
            max_length=version.max_length,
            options=tuple((value, label) for value, label in version.options),
            exclusive=version.exclusive,
            least=version.least,
            most=version.most,
            not_in_future=version.not_in_future,
            page=question.page,
            heading=version.heading,
            shown_if=(rule.key, tuple(question.shown_if_values)) if rule else None,
            easy_read=question.easy_read,
            easy_wording=version.easy_wording,
            easy_help=version.easy_help,
        )

    @property
    def mark(self) -> str:
        """A short name for all that it says, so that a later change can be told."""
        return sha256(repr(self).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class EqualityPlan:
    """An equality question. `options` are (value, label), “Prefer not to say” left out."""

    key: str
    wording: str
    short: str
    missing: str
    options: tuple[tuple[str, str], ...]
    page: str = ""  # its key where empty
    help: str = ""
    shown_if: tuple[str, tuple[str, ...]] | None = None  # an earlier key of its page, and values


@dataclass(frozen=True)
class EqualitySetPlan:
    """Equality questions as one source words them. A change of any word is another version."""

    name: str
    version: int
    dated_on: date
    source: str
    departures: str
    questions: tuple[EqualityPlan, ...]


@dataclass(frozen=True)
class Dates:
    """When it runs. The instant of closing still counts."""

    opens_at: datetime
    closes_at: datetime
    decision_expected_on: date


@dataclass(frozen=True)
class Words:
    """The texts of a consultation as a whole, by the names of its fields."""

    title: str
    body: str
    question: str
    summary: str
    about_this_copy: str
    still_open: str
    already_fixed: str
    other_ways: str
    contact: str
    privacy_notice: str
    privacy_version: str
    contact_address: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class Plan:
    """A whole consultation. Criteria are (title, text); exclusion rules are (code, text).

    The equality questions are those that ship with the service, unless others are named or a
    reason is given for asking none.
    """

    slug: str
    words: Words
    dates: Dates
    criteria: tuple[tuple[str, str], ...] = ()
    exclusion_rules: tuple[tuple[str, str], ...] = ()
    questions: tuple[QuestionPlan, ...] = ()
    proposals: tuple[ProposalPlan, ...] = ()
    equality: EqualitySetPlan | None = None
    no_equality_reason: str = ""
