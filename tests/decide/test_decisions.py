"""Decisions: written, signed once, and quashed one by one."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from consultation.analyse.actions import coding as coding_actions
from consultation.analyse.actions import frame
from consultation.decide.actions import decisions as actions
from consultation.decide.actions import points
from consultation.decide.queries import decisions as queries
from consultation.models import (
    Consultation,
    Decision,
    Event,
    Proposal,
    Response,
    User,
)
from consultation.states import Refused
from tests import factories
from tests.analyse.coded import code, point_in, read, reading_of, unread
from tests.conftest import NOW
from tests.decide.decided import (
    WORDS,
    answer,
    briefed,
    digest_now,
    forced,
    missing,
    prepared,
    sign,
    written,
)
from tests.house.test_database import refused


def test_what_lacks_nothing_is_signed_and_stays(draft: Decision, superuser: User) -> None:
    assert missing(draft) == {}
    signed = sign(draft, superuser)
    assert (signed.state, signed.signed_at, signed.signed_by) == ("SIGNED", NOW, superuser)
    told = Event.objects.get(kind="decision.signed")
    assert told.facts == {"digest": signed.digest}
    for change in ("decided = 'x'", "equality_id = NULL", "signed_at = now()", "state = 'DRAFT'"):
        said = refused(f"UPDATE consultation_decision SET {change}")
        assert said == f"decision {draft.pk}: what was signed is not changed"
    for table in ("criterionresult", "briefing"):
        said = refused(f"UPDATE consultation_{table} SET id = id")
        assert said.endswith(("what was signed is not changed", "UPDATE refused"))
    assert refused("DELETE FROM consultation_decision").endswith("DELETE refused")
    with pytest.raises(Refused, match="It was signed"):
        written(draft, superuser)
    with pytest.raises(Refused, match="It was signed"):
        briefed(draft, superuser)


def test_a_changed_option_has_every_point_considered_anew(
    over: Consultation, barkingside: Proposal, superuser: User
) -> None:
    response = unread(over, barkingside)
    far = point_in(over, superuser, "Too far.")
    code(response, "1", far, superuser)
    read(response, superuser)
    points.answer(
        point=far, kind="NOT_ACCEPTED", reason="Buses go there.", version=1, by=superuser,
        at=NOW - timedelta(minutes=1),
    )  # fmt: skip
    draft = prepared(barkingside, superuser)
    assert missing(draft) == {}
    other = {**WORDS, "outcome": "CHANGED", "decided": "It opens on two days."}
    written(draft, superuser, words=other)
    assert missing(draft) == {"point": [far.pk]}
    answer(far, superuser)
    assert missing(draft) == {}
    written(draft, superuser, words={**other, "reasons": "Other reasons."})  # the same option
    assert missing(draft) == {}
    actions.write(
        decision=draft, words={**other, "decided": "It opens on one day."}, results={},
        equality=queries.current_assessment(over), by=superuser, at=NOW + timedelta(minutes=5),
    )  # fmt: skip
    assert missing(draft) == {"point": [far.pk]}
    answer(far, superuser, minutes=6)
    assert missing(draft) == {}


@pytest.mark.parametrize("empty", sorted(WORDS))
def test_a_decision_says_all_that_it_has_to(draft: Decision, superuser: User, empty: str) -> None:
    written(draft, superuser, words={**WORDS, empty: "  "})
    assert missing(draft) == {"words": [0]}
    assert "words 0" in forced(draft)


def test_each_published_criterion_is_spoken_of(draft: Decision, superuser: User) -> None:
    (criterion,) = queries.criteria_of(draft.consultation)
    written(draft, superuser, results={criterion: " "})
    assert missing(draft) == {"criterion": [criterion.pk]}
    assert f"criterion {criterion.pk}" in forced(draft)


def test_the_current_equality_assessment_is_acknowledged(
    draft: Decision, over: Consultation, superuser: User
) -> None:
    written(draft, superuser, equality=None)
    first = queries.current_assessment(over)
    assert first is not None
    assert missing(draft) == {"equality": [first.pk]}
    written(draft, superuser)
    second = actions.state_assessment(
        consultation=over, title="A second look", text="More.", page="", by=superuser, at=NOW
    )
    assert missing(draft) == {"equality": [second.pk]}
    assert f"equality {second.pk}" in forced(draft)
    written(draft, superuser)
    assert missing(draft) == {}


def test_without_a_briefing_or_an_assessment_nothing_is_signed(
    barkingside: Proposal, superuser: User
) -> None:
    made = actions.begin(proposal=barkingside, by=superuser, at=NOW)
    lacking = missing(made)
    assert set(lacking) == {"briefing", "equality", "words", "criterion"}
    assert lacking["equality"] == [0]


def test_what_was_not_read_is_not_signed(draft: Decision, superuser: User) -> None:
    seen = digest_now(draft)
    written(draft, superuser, words={**WORDS, "decided": "It closes tomorrow."})
    with pytest.raises(Refused, match="The draft says something else since you opened this page"):
        actions.sign(decision=draft, digest=seen, by=superuser, at=NOW)
    assert seen != digest_now(draft)


def test_nothing_is_decided_before_everybody_had_their_say(
    consultation: Consultation, superuser: User
) -> None:
    proposal = consultation.proposals.get(station__slug="holborn")
    with pytest.raises(Refused, match="Responses still come in"):
        actions.begin(proposal=proposal, by=superuser, at=NOW)
    made = factories.DecisionFactory(proposal=proposal, **WORDS)
    assessed = factories.EqualityAssessmentFactory(consultation=consultation)
    Decision.objects.filter(pk=made.pk).update(equality=assessed)
    (criterion,) = queries.criteria_of(consultation)
    factories.CriterionResultFactory(decision=made, criterion=criterion)
    factories.BriefingFactory(decision=made)
    assert missing(made) == {}
    assert forced(made) == (f"decision {made.pk}: it is not signed before everybody had their say")


def test_one_decision_falls_without_the_others(
    over: Consultation, draft: Decision, wimbledon: Proposal, superuser: User
) -> None:
    other = prepared(wimbledon, superuser)
    for one in (draft, other):
        sign(one, superuser)
    with pytest.raises(Refused, match="Enter who quashed it"):
        actions.end(decision=other, reason=" ", by=superuser, at=NOW)
    fallen = actions.end(
        decision=other, reason="[2018] EWHC 1881 (Admin), 20 July 2018.", by=superuser, at=NOW
    )
    assert (fallen.state, fallen.decided) == ("QUASHED", WORDS["decided"])
    draft.refresh_from_db()
    assert draft.is_signed
    with pytest.raises(Refused, match="It is not in force"):
        actions.end(decision=other, reason="Again.", by=superuser, at=NOW)
    with pytest.raises(Refused, match="why people are consulted again"):
        actions.begin(proposal=wimbledon, by=superuser, at=NOW)
    with pytest.raises(Refused, match="There is a decision on this proposal already"):
        actions.begin(proposal=draft.proposal, by=superuser, at=NOW)
    second = actions.begin(
        proposal=wimbledon, by=superuser, at=NOW, consulted_again="No: the evidence is the same."
    )
    assert (second.number, second.considered_from) == (2, NOW)
    assert queries.earlier(second) == [fallen]


def test_a_decision_made_again_considers_every_point_anew(
    over: Consultation, wimbledon: Proposal, superuser: User
) -> None:
    response = unread(over, wimbledon)
    far = point_in(over, superuser, "Too far.")
    code(response, "1", far, superuser)
    read(response, superuser)
    answer(far, superuser)
    first = prepared(wimbledon, superuser)
    sign(first, superuser)
    actions.end(decision=first, reason="Quashed.", by=superuser, at=NOW)
    second = actions.begin(
        proposal=wimbledon, by=superuser, at=NOW + timedelta(minutes=1), consulted_again="No."
    )
    assert missing(second)["point"] == [far.pk]
    answer(far, superuser, minutes=2)
    assert "point" not in missing(second)


@pytest.mark.parametrize("role", ["analyst", "owner", "moderator", "auditor"])
def test_only_who_decides_decides(
    draft: Decision, wimbledon: Proposal, role: str, request: pytest.FixtureRequest
) -> None:
    by = request.getfixturevalue(role)
    for act in (
        lambda: actions.begin(proposal=wimbledon, by=by, at=NOW),
        lambda: written(draft, by),
        lambda: briefed(draft, by),
        lambda: sign(draft, by),
        lambda: actions.end(decision=draft, reason="x", by=by, at=NOW),
    ):
        with pytest.raises(Refused, match="You need another role to answer points and sign"):
            act()
    if role != "owner":
        with pytest.raises(Refused, match="You need another role"):
            actions.state_assessment(
                consultation=draft.consultation, title="x", text="x", page="", by=by, at=NOW
            )


def test_a_response_to_be_read_again_names_itself(
    draft: Decision, over: Consultation, barkingside: Proposal, superuser: User
) -> None:
    response = unread(over, barkingside)
    read(response, superuser, no_point=True)
    assert missing(draft) == {}
    coding_actions.reopen(reading=reading_of(response), by=superuser, at=NOW)
    assert missing(draft) == {"unread": [response.pk]}


def test_a_briefing_leaves_no_point_out_and_names_what_it_leaves(
    over: Consultation, barkingside: Proposal, wimbledon: Proposal, superuser: User
) -> None:
    first, second, third = (unread(over, barkingside, reasons=f"Far, {n}.") for n in range(3))
    far, wait = (point_in(over, superuser, words) for words in ("Too far.", "Wait."))
    for response in (first, second):
        code(response, "1", far, superuser)
        read(response, superuser)
    answer(far, superuser)
    frame.place_point(point=wait, theme=None, about=[barkingside], by=superuser, at=NOW)
    Response.objects.filter(pk=second.pk).update(state="EXCLUDED")
    factories.RestrictionFactory(response=third)
    made = actions.begin(proposal=barkingside, by=superuser, at=NOW)
    content = actions.make_briefing(decision=made, by=superuser, at=NOW).content
    assert content["responses"] == {"about_it": 2, "to_read_in_all": 2, "read_in_all": 1}
    told = [(one["number"], one["responses"], len(one["answers"])) for one in content["points"]]
    assert told == [(1, 1, 1), (2, 0, 0)]
    assert content["left_out"] == [
        "Responses excluded under a published rule: 1",
        "Responses of restricted use in all: 1",
    ]
    assert content["formal_replies"] == []
    signed = factories.SignedReplyFactory(response__consultation=over)
    factories.AnswerFactory(response=signed.response, proposal=barkingside)
    content = actions.make_briefing(decision=made, by=superuser, at=NOW).content
    assert content["formal_replies"] == [
        {"organisation": signed.response.organisation.name, "signed": signed.pk}
    ]
    other = actions.begin(proposal=wimbledon, by=superuser, at=NOW)
    assert actions.make_briefing(decision=other, by=superuser, at=NOW).content["points"] == []


def test_a_decision_begins_as_the_next_draft_of_its_proposal(
    over: Consultation, barkingside: Proposal
) -> None:
    for wrong in (
        {"number": 2, "consulted_again": "No."},
        {"state": "SIGNED", "signed_at": NOW, "digest": "a" * 64},
        {"consultation": factories.ConsultationFactory()},
    ):
        with pytest.raises(DatabaseError, match="it begins as a draft"), transaction.atomic():
            factories.DecisionFactory(proposal=barkingside, **wrong)
