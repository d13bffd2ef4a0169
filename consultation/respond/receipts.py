"""Receipts: a reference, and exactly what was recorded and what was left out."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from consultation.models import (
    Answer,
    Capacity,
    Consultation,
    Place,
    Proposal,
    QuestionVersion,
    Response,
)
from consultation.publish.rules import in_words
from consultation.respond.journey import Answers
from consultation.respond.queries import about_all, about_each

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NOT_PROVIDED = "Not provided"


def new_reference() -> str:
    """Sixty random bits in Crockford's alphabet, such as 7KQ4-9XWD-MHPT."""
    signs = "".join(secrets.choice(CROCKFORD) for _ in range(12))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def read_reference(typed: str) -> str:
    """What was typed, as a reference: any case and spacing; O is 0, I and L are 1."""
    signs = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    signs = signs.translate(str.maketrans("OIL", "011"))
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}" if len(signs) == 12 else ""


@dataclass(frozen=True)
class Line:
    """One question and what was answered; `change` is the page that asks it."""

    question: str
    answer: str
    given: bool
    change: str = ""


@dataclass(frozen=True)
class Section:
    """The lines about one station, or about the response as a whole."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Given:
    """One answer, from a draft or from the database alike."""

    question: QuestionVersion
    proposal: Proposal | None
    choice: str
    text: str

    @property
    def words(self) -> str:
        """The answer as it reads."""
        return self.question.label(self.choice) if self.choice else self.text


def given_in(
    answers: Answers, proposals: Iterable[Proposal], questions: Sequence[QuestionVersion]
) -> list[Given]:
    """What a draft answers, station by station, then overall."""
    found: list[Given] = []
    for proposal in proposals:
        values = answers.about_proposal(proposal)
        found += [_given(q, proposal, values) for q in about_each(questions)]
    found += [_given(q, None, answers.overall) for q in about_all(questions)]
    return [given for given in found if given.choice or given.text]


def _given(question: QuestionVersion, proposal: Proposal | None, values: dict[str, str]) -> Given:
    value = values.get(question.question.key, "")
    if question.options:
        return Given(question, proposal, value, "")
    return Given(question, proposal, "", value)


def given_by(rows: Iterable[Answer]) -> list[Given]:
    """What a response answered, from its rows."""
    return [Given(row.question_version, row.proposal, row.choice, row.text) for row in rows]


def place_in_words(place: str, borough: str) -> str:
    """Where the respondent lives, as they said."""
    return borough if place == Place.BOROUGH else Place(place).label if place else NOT_PROVIDED


def _line(question: str, answer: str, change: str = "") -> Line:
    return Line(question, answer or NOT_PROVIDED, bool(answer), change)


def sections(
    given: Sequence[Given],
    questions: Sequence[QuestionVersion],
    proposals: Sequence[Proposal],
    change: dict[Proposal | None, str] | None = None,
) -> list[Section]:
    """Every question asked with its answer, or the words that none was given."""
    answered = {(g.question.pk, g.proposal and g.proposal.pk): g.words for g in given}
    links = change or {}
    found = [
        Section(
            f"{proposal.station}, {proposal.station.borough}",
            [
                _line(q.wording, answered.get((q.pk, proposal.pk), ""), links.get(proposal, ""))
                for q in about_each(questions)
            ],
        )
        for proposal in proposals
    ]
    overall = [
        _line(q.wording, answered.get((q.pk, None), ""), links.get(None, ""))
        for q in about_all(questions)
    ]
    return [*found, Section("Anything else", overall)] if overall else found


@dataclass(frozen=True)
class Receipt:
    """What the respondent keeps."""

    reference: str
    consultation: Consultation
    received_at: datetime
    capacity: str
    place: str
    sections: list[Section]

    @property
    def received(self) -> str:
        """When, in words, London time."""
        return in_words(self.received_at)

    def text(self) -> str:
        """The receipt as plain text, for an e-mail or a file."""
        lines = [
            "Your response was received.",
            "",
            f"Reference: {self.reference}",
            f"Consultation: {self.consultation.title}",
            f"Received: {self.received}, London time",
            f"Who you replied for: {self.capacity}",
            f"Where you live: {self.place}",
        ]
        for section in self.sections:
            lines += ["", section.title, "-" * len(section.title)]
            for line in section.lines:
                lines += ["", line.question, line.answer]
        lines += ["", "Keep the reference. With it you can ask what became of your response."]
        return "\n".join(lines) + "\n"


def receipt_for(
    consultation: Consultation,
    answers: Answers,
    proposals: Sequence[Proposal],
    questions: Sequence[QuestionVersion],
    *,
    reference: str,
    borough: str,
    received_at: datetime,
) -> Receipt:
    """The receipt of a draft that is being sent."""
    given = given_in(answers, proposals, questions)
    return Receipt(
        reference=reference,
        consultation=consultation,
        received_at=received_at,
        capacity=Capacity(answers.capacity).label,
        place=place_in_words(answers.place, borough),
        sections=sections(given, questions, proposals),
    )


def receipt_of(
    response: Response, rows: Sequence[Answer], asked: Sequence[QuestionVersion]
) -> Receipt:
    """The receipt of a response, from what the database holds of it.

    Each question is shown in the wording that was answered, else in the one in force.
    """
    given = given_by(rows)
    answered = {g.question.question_id: g.question for g in given}
    questions = [answered.get(q.question_id, q) for q in asked]
    proposals = list({g.proposal.pk: g.proposal for g in given if g.proposal}.values())
    return Receipt(
        reference=response.reference,
        consultation=response.consultation,
        received_at=response.received_at,
        capacity=response.get_capacity_display(),
        place=place_in_words(response.place, response.borough.name if response.borough else ""),
        sections=sections(given, questions, proposals),
    )
