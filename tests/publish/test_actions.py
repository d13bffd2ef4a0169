"""Drafting, what readiness finds, and publishing."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from consultation.models import (
    Consultation,
    ConsultationState,
    Event,
    EventKind,
    Evidence,
    Proposal,
    ProposalKind,
    QuestionVersion,
    User,
)
from consultation.publish import actions, readiness
from consultation.publish.example.texts import (
    CRITERIA,
    DOCUMENT,
    EVIDENCE,
    EXCLUSION_RULES,
    QUESTIONS,
    words,
)
from consultation.publish.plan import AlternativePlan, Dates, EvidencePlan, Plan, ProposalPlan
from consultation.states import Refused
from tests.conftest import NOW, Town

PROPOSAL = ProposalPlan(
    station="barkingside",
    kind=ProposalKind.CLOSE,
    now="A front counter.",
    proposed="Close it.",
    why="To save money.",
    effect="You could not walk in.",
    timing="Not before a decision.",
    evidence=(EvidencePlan("One report a day.", "The register", "2017"),),
    alternatives=(AlternativePlan("Shorter hours.", "The cost would stay."),),
)
DATES = Dates(NOW - timedelta(days=3), NOW + timedelta(weeks=12), date(2027, 3, 31))
PLAN = Plan(
    slug="counters",
    words=words(summary="A summary.", closed=False),
    dates=DATES,
    criteria=CRITERIA,
    exclusion_rules=EXCLUSION_RULES,
    questions=QUESTIONS,
    proposals=(PROPOSAL,),
)


def drafted(owner: User, **changes: Any) -> Consultation:
    return actions.draft(plan=replace(PLAN, **changes), by=owner, at=NOW)


def test_a_draft_holds_everything_and_leaves_one_event(town: Town, owner: User) -> None:
    consultation = drafted(owner)

    assert consultation.state == ConsultationState.DRAFT
    assert [c.title for c in consultation.criteria.all()] == [title for title, _text in CRITERIA]
    assert {rule.code for rule in consultation.exclusion_rules.all()} == {
        "abuse-only", "automated", "sent-by-mistake", "wrong-consultation",
    }  # fmt: skip
    asked = QuestionVersion.objects.current().filter(question__consultation=consultation)
    assert [version.question.key for version in asked] == [
        "stance",
        "reasons",
        "harder",
        "harder-how",
        "instead",
        "evidence",
        "document",
    ]
    assert [(one.question.page, one.question.shown_if) for one in asked][2:4] == [
        ("harder", None),
        ("harder-how", asked[2].question),
    ]
    proposal = consultation.proposals.get()
    assert (proposal.station, proposal.kind, proposal.replacement) == (
        town.barkingside,
        "CLOSE",
        None,
    )
    shown = proposal.evidence.get()
    assert (shown.claim, shown.source_date, shown.confidence) == (
        "One report a day.",
        "2017",
        "STATED",
    )
    assert proposal.alternatives.get().why_not == "The cost would stay."
    event = Event.objects.get()
    assert (event.kind, event.by, event.at) == (EventKind.CONSULTATION_DRAFTED, owner.pk, NOW)
    assert event.facts == {"proposals": 1, "questions": 7}


def test_the_same_address_cannot_be_drafted_twice(town: Town, owner: User) -> None:
    drafted(owner)

    with pytest.raises(Refused, match="already a consultation called “counters”"):
        drafted(owner)

    assert Event.objects.count() == 1


def test_a_station_that_is_not_in_the_register_is_refused_whole(town: Town, owner: User) -> None:
    with pytest.raises(Refused, match="The register has no station called atlantis"):
        drafted(owner, proposals=(PROPOSAL, replace(PROPOSAL, station="atlantis")))

    assert not Consultation.objects.exists()
    assert not Event.objects.exists()


def test_a_complete_draft_has_no_gaps(town: Town, owner: User) -> None:
    assert readiness.gaps(drafted(owner), at=NOW) == []


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({"criteria": ()}, "Add the criteria that the decision will be judged by."),
        ({"exclusion_rules": ()}, "Add the rules under which a response may be left out."),
        ({"questions": ()}, "Add at least one question."),
        (
            {"questions": (replace(DOCUMENT, most=None),)},
            "Question “document”: say how many files it takes, from 1 to 10.",
        ),
        (
            {"questions": (replace(DOCUMENT, most=11),)},
            "Question “document”: say how many files it takes, from 1 to 10.",
        ),
        (
            {"questions": (replace(EVIDENCE, page="both"), replace(DOCUMENT, page="both"))},
            "Question “document”: a question that asks for files needs a page of its own.",
        ),
        ({"proposals": ()}, "Add at least one proposal."),
        (
            {"proposals": (replace(PROPOSAL, evidence=()),)},
            "Barkingside, Redbridge: add at least one piece of evidence.",
        ),
        (
            {"proposals": (replace(PROPOSAL, alternatives=()),)},
            "Barkingside, Redbridge: add at least one alternative and why it is not proposed.",
        ),
        (
            {"proposals": (replace(PROPOSAL, why=" \n"),)},
            "Barkingside, Redbridge: write why.",
        ),
        ({"words": replace(PLAN.words, privacy_notice="")}, "Write the privacy notice."),
        (
            {"words": replace(PLAN.words, already_fixed=" ")},
            "Write what cannot change, and why.",
        ),
        (
            {"dates": replace(DATES, opens_at=NOW - timedelta(weeks=9), closes_at=NOW)},
            "Choose a closing time in the future.",
        ),
        (
            {"dates": replace(DATES, closes_at=NOW + timedelta(weeks=3))},
            "Let the consultation run for at least 4 weeks.",
        ),
        (
            {"dates": replace(DATES, decision_expected_on=date(2027, 1, 1))},
            "The day by which a decision is expected must come after the closing time.",
        ),
        (
            {"questions": (replace(QUESTIONS[0], options=(), exclusive=""),)},
            "Question “stance”: give at least two answers to choose from.",
        ),
        (
            {"questions": (replace(QUESTIONS[0], missing=""),)},
            "Question “stance”: write the error that is shown when it is left empty.",
        ),
        (
            {"questions": (replace(QUESTIONS[1], max_length=0),)},
            "Question “reasons”: say how long an answer may be.",
        ),
        (
            {
                "proposals": (
                    replace(
                        PROPOSAL,
                        station="wimbledon",
                        kind=ProposalKind.MOVE,
                        replacement="mitcham",
                    ),
                )
            },
            "Wimbledon: the counter that takes over has no proposal of its own.",
        ),
        (
            {
                "proposals": (
                    replace(
                        PROPOSAL,
                        station="wimbledon",
                        kind=ProposalKind.MOVE,
                        replacement="mitcham",
                    ),
                    replace(PROPOSAL, station="mitcham"),
                )
            },
            "Wimbledon: it would move to Mitcham, which would close too.",
        ),
    ],
)
def test_each_gap_is_named_and_refuses_publication(
    town: Town, owner: User, changes: dict[str, Any], gap: str
) -> None:
    consultation = drafted(owner, **changes)

    assert readiness.gaps(consultation, at=NOW) == [gap]
    with pytest.raises(Refused) as refusal:
        actions.publish(consultation=consultation, by=owner, at=NOW)

    assert str(refusal.value) == f"This consultation cannot be published yet. {gap}"
    consultation.refresh_from_db()
    assert consultation.state == ConsultationState.DRAFT
    assert not QuestionVersion.objects.exclude(frozen_at=None).exists()
    assert Event.objects.count() == 1


def test_a_proposal_to_keep_needs_no_evidence(town: Town, owner: User) -> None:
    kept = replace(PROPOSAL, kind=ProposalKind.KEEP, evidence=(), alternatives=())

    assert readiness.gaps(drafted(owner, proposals=(kept,)), at=NOW) == []


def test_many_gaps_are_told_in_a_sentence_of_five(town: Town, owner: User) -> None:
    blank = replace(PROPOSAL, now=" ", proposed=" ", why=" ", effect=" ", timing=" ", evidence=())
    consultation = drafted(owner, proposals=(blank,))

    with pytest.raises(Refused, match=r"write when it would happen\. And 1 more\.$"):
        actions.publish(consultation=consultation, by=owner, at=NOW)


def test_publishing_freezes_the_wordings_and_leaves_one_event(town: Town, owner: User) -> None:
    consultation = drafted(owner)
    later = NOW + timedelta(hours=1)

    actions.publish(consultation=consultation, by=owner, at=later)

    stored = Consultation.objects.get()
    assert stored.state == consultation.state == ConsultationState.PUBLISHED
    assert set(QuestionVersion.objects.values_list("frozen_at", flat=True)) == {later}
    event = Event.objects.get(kind=EventKind.CONSULTATION_PUBLISHED)
    assert (event.about, event.by, event.at) == (
        f"consultation:{consultation.pk}",
        owner.pk,
        later,
    )
    assert event.facts == {"wordings": 7}
    assert Event.objects.count() == 2


def test_a_frozen_wording_cannot_be_changed_in_the_database(town: Town, owner: User) -> None:
    consultation = drafted(owner)
    actions.publish(consultation=consultation, by=owner, at=NOW)

    changes: list[dict[str, Any]] = [{"wording": "Why do you oppose this?"}, {"frozen_at": None}]
    for change in changes:
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            QuestionVersion.objects.update(**change)


def test_it_is_published_once(town: Town, owner: User) -> None:
    consultation = drafted(owner)
    actions.publish(consultation=consultation, by=owner, at=NOW)

    with pytest.raises(Refused, match="It is “Published” now and cannot become “Published”"):
        actions.publish(
            consultation=consultation, by=owner, at=datetime.max.replace(tzinfo=NOW.tzinfo)
        )

    assert Event.objects.filter(kind=EventKind.CONSULTATION_PUBLISHED).count() == 1


def test_drafting_and_checking_take_the_same_queries_for_many_proposals(
    town: Town, owner: User, django_assert_num_queries: Any
) -> None:
    every = ("barkingside", "ilford", "holborn", "kentish-town", "mitcham", "wimbledon")
    plans = tuple(replace(PROPOSAL, station=slug) for slug in every)

    with django_assert_num_queries(14):
        few = actions.draft(plan=replace(PLAN, slug="few"), by=owner, at=NOW)
    with django_assert_num_queries(14):
        many = actions.draft(plan=replace(PLAN, proposals=plans), by=owner, at=NOW)
    assert (Proposal.objects.count(), Evidence.objects.count()) == (7, 7)
    for consultation in (few, many):
        with django_assert_num_queries(6):
            assert readiness.gaps(consultation, at=NOW) == []
