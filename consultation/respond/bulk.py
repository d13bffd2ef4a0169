"""Generated responses as rows of tables, for COPY. Nothing here writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consultation.events import STAFF
from consultation.ledger.commitments import commitment
from consultation.models import (
    Consultation,
    EventKind,
    ExclusionRule,
    Kind,
    QuestionVersion,
    ResponseState,
    User,
    Verdict,
)
from consultation.respond.acceptance import committed
from consultation.respond.examples import Example
from consultation.respond.journey import Answers
from consultation.respond.receipts import Given

TABLES: dict[str, tuple[str, ...]] = {
    "consultation_respondent": ("id", "name", "email", "wants_news"),
    "consultation_response": (
        "id", "reference", "key", "consultation_id", "kind", "channel", "capacity", "place",
        "borough_id", "respondent_id", "language", "begun_at", "received_at", "in_grace",
        "privacy_version", "state", "state_at",
    ),
    "consultation_answer": ("response_id", "question_version_id", "proposal_id", "choice", "text"),
    "consultation_leaf": ("response_id", "commitment"),
    "consultation_leafsalt": ("response_id", "salt"),
    "consultation_review": ("response_id", "verdict", "rule_id", "reason", "at", "by_id"),
    "consultation_event": ("kind", "about", "consultation", "actor", "by", "at", "facts"),
}  # fmt: skip
VERDICTS = {
    ResponseState.RELEASED: (Verdict.RELEASE, EventKind.RESPONSE_RELEASED),
    ResponseState.QUARANTINED: (Verdict.QUARANTINE, EventKind.RESPONSE_QUARANTINED),
    ResponseState.EXCLUDED: (Verdict.EXCLUDE, EventKind.RESPONSE_EXCLUDED),
}
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Setting:
    """What all rows of one run refer to. Without a moderator and a rule nothing is reviewed."""

    consultation: Consultation
    questions: Mapping[str, QuestionVersion]
    moderator: User | None
    rule: ExclusionRule | None


def rows_of(examples: Sequence[Example], setting: Setting, first: int) -> Rows:
    """Rows by table. Responses, and respondents with them, are numbered from `first` on."""
    rows: Rows = {table: [] for table in TABLES}
    for number, example in enumerate(examples, start=first):
        _respondent(rows, example, number)
        _response(rows, example, number, setting)
        given = list(given_in(example, setting.questions))
        for one in given:
            about = one.proposal.pk if one.proposal else None
            row = (number, one.question.pk, about, one.choice, one.text)
            rows["consultation_answer"].append(row)
        answers = Answers(capacity=example.capacity, place=example.place, borough=example.ons_code)
        fields = committed(answers, given, channel=example.channel)
        rows["consultation_leaf"].append((number, commitment(example.salt, fields)))
        rows["consultation_leafsalt"].append((number, example.salt))
        if example.state in VERDICTS:
            _verdict(rows, example, number, setting)
    return rows


def given_in(example: Example, questions: Mapping[str, QuestionVersion]) -> Iterator[Given]:
    """Its answers, in the order of asking."""
    for proposal, stance, reasons in example.about:
        yield Given(questions["stance"], proposal, stance, "")
        if reasons:
            yield Given(questions["reasons"], proposal, "", reasons)
    for key, text in (("instead", example.instead), ("evidence", example.evidence)):
        if text:
            yield Given(questions[key], None, "", text)


def _respondent(rows: Rows, example: Example, number: int) -> None:
    if example.email:
        rows["consultation_respondent"].append((number, "", example.email, False))


def _response(rows: Rows, example: Example, number: int, setting: Setting) -> None:
    consultation = setting.consultation
    rows["consultation_response"].append(
        (
            number, example.reference, example.key, consultation.pk, Kind.PUBLIC, example.channel,
            example.capacity, example.place, example.borough, number if example.email else None,
            example.language, example.received_at, example.received_at, False,
            consultation.privacy_version, example.state, example.received_at,
        )
    )  # fmt: skip


def _verdict(rows: Rows, example: Example, number: int, setting: Setting) -> None:
    assert setting.moderator is not None
    assert setting.rule is not None
    verdict, kind = VERDICTS[example.state]
    rule = setting.rule.pk if verdict == Verdict.EXCLUDE else None
    reason = "" if verdict == Verdict.RELEASE else "Generated with the example."
    by, at = setting.moderator.pk, example.received_at
    rows["consultation_review"].append((number, verdict, rule, reason, at, by))
    row = (kind, f"response:{number}", setting.consultation.pk, STAFF, by, at, "{}")
    rows["consultation_event"].append(row)
