"""What still stands between a draft and its publication: one sentence a gap, what and where."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from consultation.models import (
    CLOSED,
    WORDS,
    Alternative,
    Consultation,
    Criterion,
    Evidence,
    Proposal,
    ProposalKind,
    QuestionKind,
    QuestionScope,
    QuestionVersion,
)

#: Texts that a reader needs, by field, and what they are called.
TEXTS = {
    "title": "the title",
    "body": "who is consulting",
    "question": "the decision question",
    "summary": "the summary",
    "still_open": "what can still change",
    "already_fixed": "what cannot change, and why",
    "other_ways": "the other ways to respond",
    "contact": "the contact email address",
    "privacy_notice": "the privacy notice",
    "privacy_version": "the version of the privacy notice",
}
#: The one template that every proposal fills.
PARTS = {
    "now": "what is there now",
    "proposed": "what is proposed",
    "why": "why",
    "effect": "what it would mean for people",
    "timing": "when it would happen",
}
#: A change must show its evidence, and what else was considered. What stays as it is need not.
CHANGES = (ProposalKind.CLOSE, ProposalKind.MOVE, ProposalKind.HOURS, ProposalKind.OPEN)
SHORTEST = timedelta(weeks=4)


def gaps(consultation: Consultation, *, at: datetime) -> list[str]:
    """All that is missing, in the order of the page. Empty means ready. Five queries."""
    return [
        *_texts(consultation),
        *_dates(consultation, at),
        *_lists(consultation),
        *_equality(consultation),
        *_questions(consultation),
        *_proposals(consultation),
    ]


def blank(text: str) -> bool:
    """Holds nothing that could be read."""
    return not text.strip()


def _texts(consultation: Consultation) -> Iterator[str]:
    for field, called in TEXTS.items():
        if blank(getattr(consultation, field)):
            yield f"Write {called}."


def _dates(consultation: Consultation, at: datetime) -> Iterator[str]:
    if consultation.closes_at <= at:
        yield "Choose a closing time in the future."
    elif consultation.closes_at - consultation.opens_at < SHORTEST:
        yield "Let the consultation run for at least 4 weeks."
    expected = consultation.decision_expected_on
    if expected is None:
        yield "Give the day by which a decision is expected."
    elif expected <= consultation.closes_at.date():
        yield "The day by which a decision is expected must come after the closing time."


def _lists(consultation: Consultation) -> Iterator[str]:
    if not Criterion.objects.filter(consultation=consultation).exists():
        yield "Add the criteria that the decision will be judged by."
    if not consultation.exclusion_rules.exists():
        yield "Add the rules under which a response may be left out."


def _equality(consultation: Consultation) -> Iterator[str]:
    """Who takes part is asked, or it is said why not."""
    if consultation.equality_set_id is None and blank(consultation.no_equality_reason):
        yield "Choose the equality questions that are asked, or write why none are."


def _questions(consultation: Consultation) -> Iterator[str]:
    current = QuestionVersion.objects.current().filter(question__consultation=consultation)
    yield from question_gaps(list(current))


def question_gaps(versions: list[QuestionVersion]) -> Iterator[str]:
    """What is missing in the questions, given in the order of asking."""
    if not versions:
        yield "Add at least one question."
    for version in versions:
        where = f"Question “{version.question.key}”"
        for gap in _question(version):
            yield f"{where}: {gap}"
    yield from _order(versions)


def _question(version: QuestionVersion) -> Iterator[str]:
    """What one wording still lacks for its kind."""
    kind, options = version.question.kind, dict(version.options)
    if kind in CLOSED and len(options) < 2:
        yield "give at least two answers to choose from."
    if len(options) != len(version.options):
        yield "give each answer a value of its own."
    if version.exclusive and version.exclusive not in options:
        yield "the answer that stands alone is not among its answers."
    if kind == QuestionKind.FILE and not 1 <= (version.most or 0) <= 10:
        yield "say how many files it takes, from 1 to 10."
    if kind in WORDS and not version.max_length:
        yield "say how long an answer may be."
    if version.question.required and blank(version.missing):
        yield "write the error that is shown when it is left empty."


def _order(versions: list[QuestionVersion]) -> Iterator[str]:
    """Rules look back to an earlier page; pages hold neighbours of one scope.

    Those about each proposal are asked first, wherever they stand in the list.
    """
    earlier: dict[int, QuestionVersion] = {}
    pages: list[tuple[str, str]] = []
    before = ""  # kind of the question before
    for version in sorted(versions, key=lambda one: one.question.scope == QuestionScope.ALL):
        question = version.question
        where = f"Question “{question.key}”"
        page = (question.scope, question.page)
        if page not in pages:
            pages.append(page)
        elif pages[-1] != page:
            yield f"{where}: put it beside the other questions of its page."
        elif QuestionKind.FILE in (question.kind, before):
            yield f"{where}: a question that asks for files needs a page of its own."
        before = question.kind
        if question.shown_if_id is not None:
            decides = earlier.get(question.shown_if_id)
            if decides is None:
                yield f"{where}: it depends on a question that comes later."
            elif decides.question.page == question.page:
                yield f"{where}: put it on a page after the question that it depends on."
            elif set(question.shown_if_values) - set(dict(decides.options)):
                yield f"{where}: it depends on an answer that is not offered."
        earlier[version.question_id] = version


def _proposals(consultation: Consultation) -> Iterator[str]:
    proposals = list(Proposal.objects.filter(consultation=consultation).with_places())
    if not proposals:
        yield "Add at least one proposal."
    shown = _counted(Evidence.objects.filter(proposal__consultation=consultation))
    considered = _counted(Alternative.objects.filter(proposal__consultation=consultation))
    for proposal in sorted(proposals, key=lambda one: str(one.station)):
        where = proposal.place
        for field, called in PARTS.items():
            if blank(getattr(proposal, field)):
                yield f"{where}: write {called}."
        if proposal.kind in CHANGES and proposal.pk not in shown:
            yield f"{where}: add at least one piece of evidence."
        if proposal.kind in CHANGES and proposal.pk not in considered:
            yield f"{where}: add at least one alternative and why it is not proposed."
    yield from _partners(proposals)


def _counted(rows: Iterable[Evidence] | Iterable[Alternative]) -> set[int]:
    return {row.proposal_id for row in rows}


def _partners(proposals: list[Proposal]) -> Iterator[str]:
    """The counter that a move leads to must itself stay."""
    by_station = {proposal.station_id: proposal for proposal in proposals}
    for proposal in proposals:
        if proposal.kind != ProposalKind.MOVE:
            continue
        taker = by_station.get(proposal.replacement_id or 0)
        if taker is None:
            yield f"{proposal.station}: the counter that takes over has no proposal of its own."
        elif taker.ends_counter:
            yield f"{proposal.station}: it would move to {taker.station}, which would close too."
