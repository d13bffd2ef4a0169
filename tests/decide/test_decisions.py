"""Decisions: what is missing names itself, and nobody signs past it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from consultation.analyse.actions import coding as coding_actions
from consultation.analyse.actions import frame
from consultation.decide.actions import decisions as actions
from consultation.decide.actions import points
from consultation.decide.queries import decisions as queries
from consultation.decide.queries import points as points_queries
from consultation.models import (
    Consultation,
    Decision,
    Event,
    FormalReply,
    Point,
    Proposal,
    Response,
    User,
)
from consultation.reply.actions.reading import note_read
from consultation.states import Refused
from tests import factories
from tests.analyse.coded import code, point_in, read, reading_of, unread
from tests.conftest import NOW, send
from tests.decide.decided import (
    WORDS,
    briefed,
    digest_now,
    prepared,
    sign,
    written,
)
from tests.house.test_database import refused
from tests.moderate.screened import screen_all

Lacking = Callable[[], set[str]]


@pytest.fixture
def over(closed_consultation: Consultation) -> Consultation:
    return closed_consultation


@pytest.fixture
def barkingside(over: Consultation) -> Proposal:
    return over.proposals.get(station__slug="barkingside")


@pytest.fixture
def wimbledon(over: Consultation) -> Proposal:
    return over.proposals.get(station__slug="wimbledon")


@pytest.fixture
def draft(barkingside: Proposal, superuser: User) -> Decision:
    return prepared(barkingside, superuser)


def missing(decision: Decision) -> dict[str, list[int]]:
    return {kind: one.keys for kind, one in queries.missing(decision).items()}


def answer(point: Point, by: User, *, of: Proposal | None = None, minutes: int = 0) -> None:
    point.refresh_from_db()
    points.answer(
        point=point, kind="NOT_ACCEPTED", reason="Buses go there.", version=point.version, by=by,
        at=NOW + timedelta(minutes=minutes), proposal=of,
    )  # fmt: skip


def forced(decision: Decision) -> str:
    """What the database says to whoever signs past every rule."""
    with pytest.raises(DatabaseError) as why, transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(
            state="SIGNED", signed_at=NOW, signed_by=decision.begun_by, digest="a" * 64
        )
    return str(why.value).splitlines()[0]


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


def test_an_unread_response_names_itself_whatever_it_is_about(
    draft: Decision, over: Consultation, barkingside: Proposal, wimbledon: Proposal, superuser: User
) -> None:
    # Nobody knows what it speaks of before somebody has read it.
    about_another, about_it = unread(over, wimbledon), unread(over, barkingside)
    assert missing(draft) == {"unread": [about_another.pk, about_it.pk]}
    with pytest.raises(Refused, match="It cannot be signed yet"):
        sign(draft, superuser)
    assert forced(draft).startswith(
        f"decision {draft.pk}: it is not signed while something is missing: unread"
    )
    for one in (about_another, about_it):
        read(one, superuser, no_point=True)
    briefed(draft, superuser)
    sign(draft, superuser)


@pytest.mark.parametrize("state", ["DRAFT", "AWAITING_CHECK", "RETURNED"])
def test_a_letter_that_is_not_accepted_yet_names_itself(
    draft: Decision, over: Consultation, state: str
) -> None:
    returned = {"reason": "Read it again."} if state == "RETURNED" else {}
    letter = factories.TranscriptionFactory(consultation=over, state=state, **returned)
    assert missing(draft) == {"untyped": [letter.pk]}
    assert f"untyped {letter.pk}" in forced(draft)


def test_a_formal_reply_that_nobody_who_decides_has_opened_names_itself(
    draft: Decision, over: Consultation, decision_maker: User
) -> None:
    signed = factories.SignedReplyFactory(response__consultation=over, reply__consultation=over)
    FormalReply.objects.filter(pk=signed.reply_id).update(state="SIGNED")
    assert missing(draft)["formal"] == [signed.reply_id]
    note_read(signed=signed, by=decision_maker, at=NOW)
    assert "formal" not in missing(draft)


def test_an_answer_for_all_is_for_what_the_point_was_about_then(
    draft: Decision, over: Consultation, barkingside: Proposal, wimbledon: Proposal, superuser: User
) -> None:
    far = point_in(over, superuser, "Too far.")
    first = unread(over, barkingside)
    code(first, "1", far, superuser)
    read(first, superuser)
    answer(far, superuser)
    other = prepared(wimbledon, superuser)
    assert (missing(draft), missing(other)) == ({}, {})
    later = unread(over, wimbledon)
    code(later, "1", far, superuser)
    read(later, superuser)
    assert (missing(draft), missing(other)) == ({}, {"point": [far.pk]})
    answer(far, superuser)
    assert missing(other) == {}


def test_an_answer_to_what_it_said_before_hides_none_to_what_it_says_now(
    draft: Decision, over: Consultation, barkingside: Proposal, superuser: User
) -> None:
    far = point_in(over, superuser, "Too far.")
    response = unread(over, barkingside)
    code(response, "1", far, superuser)
    read(response, superuser)
    answer(far, superuser, of=barkingside)
    frame.reword_point(
        point=far, sentence="Far.", includes="", excludes="", reason="Short.", by=superuser, at=NOW
    )
    answer(far, superuser)
    assert missing(draft) == {}


def test_late_formal_replies_are_waited_for(
    barkingside: Proposal, over: Consultation, draft: Decision, superuser: User
) -> None:
    Consultation.objects.filter(pk=over.pk).update(
        late_replies_until=NOW + timedelta(days=20), late_reply_policy="They are read."
    )
    over.refresh_from_db()
    for act in (
        lambda: sign(Decision.objects.get(), superuser),
        lambda: written(Decision.objects.get(), superuser),
        lambda: briefed(Decision.objects.get(), superuser),
        lambda: actions.begin(
            proposal=over.proposals.get(station__slug="holborn"), by=superuser, at=NOW
        ),
    ):
        with pytest.raises(Refused, match="late replies are accepted"):
            act()
    assert "before everybody had their say" in forced(draft)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("considered_from = NULL", "what was signed is not changed"),
        ("considered_from = considered_from - interval '1 day'", "what was signed is not changed"),
    ],
)
def test_what_was_to_be_considered_anew_stays_so(
    draft: Decision, superuser: User, change: str, told: str
) -> None:
    written(draft, superuser, words={**WORDS, "outcome": "CHANGED"})
    assert told in refused(f"UPDATE consultation_decision SET {change}")


def test_the_database_takes_no_word_for_it(
    draft: Decision, over: Consultation, barkingside: Proposal, superuser: User
) -> None:
    response = unread(over, barkingside)
    table = "consultation_reading"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET counted = false")
    assert missing(draft) == {"unread": [response.pk]}
    done = f"done_at = now(), done_by_id = {superuser.pk}, frame = 1"
    assert "done with a code" in refused(f"UPDATE {table} SET {done}")
    assert refused("DELETE FROM consultation_codeframe").endswith("DELETE refused")
    far = point_in(over, superuser, "Too far.")
    (made,) = code(response, "1", far, superuser)
    read(response, superuser)
    gone = f"taken_back_at = now(), taken_back_by_id = {superuser.pk}"
    assert "it is the last of a response" in refused(
        f"UPDATE consultation_code SET {gone} WHERE id = {made.pk}"
    )
    with pytest.raises(DatabaseError, match="is of another consultation"), transaction.atomic():
        factories.PointAboutFactory(point=far, proposal=factories.ProposalFactory())


def test_a_file_or_a_note_makes_a_point_as_words_do(
    draft: Decision, over: Consultation, barkingside: Proposal, superuser: User
) -> None:
    response = send(over, about=[barkingside], reasons="")
    file = factories.AttachmentFactory(response=response, consultation=over)
    factories.TranscriptionFactory(
        consultation=over, state="ACCEPTED", response=response, note="Ask the school.",
        checked_by=factories.UserFactory(), checked_at=NOW,
    )  # fmt: skip
    screen_all()
    wait, school = (point_in(over, superuser, words) for words in ("Wait.", "Ask the school."))
    (of_file,) = code(response, "F1", wait, superuser)
    (of_note,) = code(response, "N", school, superuser, of=barkingside)
    assert (of_file.file, of_file.proposal, of_note.in_note) == (file, None, True)
    read(response, superuser)
    assert missing(draft) == {"point": [wait.pk, school.pk]}
    assert points_queries.standings([wait])[wait.pk].about == {None}
    told = [one.words for one in points_queries.quotes_of(wait)]
    assert told == [file.name]
    with pytest.raises(DatabaseError, match="no such passage, file or note"), transaction.atomic():
        factories.CodeFactory(
            reading=of_file.reading, answer=None, end=0, point=wait,
            file=factories.AttachmentFactory(),
        )  # fmt: skip


def test_what_nobody_has_screened_yet_may_hold_anything(
    draft: Decision, over: Consultation, barkingside: Proposal, superuser: User
) -> None:
    response = send(over, about=[barkingside])
    assert missing(draft) == {"unscreened": [response.pk]}
    assert "unscreened" in forced(draft)
    screen_all()
    assert missing(draft) == {"unread": [response.pk]}
    Response.objects.filter(pk=response.pk).update(state="EXCLUDED")
    assert missing(draft) == {}


def test_a_point_without_an_answer_names_itself(
    draft: Decision, over: Consultation, barkingside: Proposal, wimbledon: Proposal, superuser: User
) -> None:
    response = unread(over, barkingside, reasons="It is too far.", instead="Wait for the evidence.")
    far, wait, elsewhere = (
        point_in(over, superuser, sentence) for sentence in ("Too far.", "Wait.", "Elsewhere.")
    )
    code(response, "1", far, superuser)
    code(response, "2", wait, superuser)
    code(response, "2", elsewhere, superuser, of=wimbledon)
    read(response, superuser)
    assert missing(draft) == {"point": [far.pk, wait.pk]}
    answer(far, superuser, of=barkingside)
    assert missing(draft) == {"point": [wait.pk]}
    assert f"point {wait.pk}" in forced(draft)
    answer(wait, superuser)
    assert missing(draft) == {}
    with pytest.raises(Refused, match="The briefing is not what the register says now"):
        sign(draft, superuser)
    briefed(draft, superuser)
    sign(draft, superuser)


@pytest.mark.parametrize("change", ["reword", "merge", "part", "code"])
def test_whatever_changes_the_register_asks_again(
    over: Consultation, barkingside: Proposal, superuser: User, change: str
) -> None:
    response = unread(over, barkingside, reasons="It is too far. And dark.")
    far, dark = (point_in(over, superuser, words) for words in ("Too far.", "Too dark."))
    for number, point in enumerate((far, dark), start=1):
        code(response, str(number), point, superuser)
        answer(point, superuser)
    read(response, superuser)
    if change == "part":
        frame.merge_point(point=dark, into=far, reason="One.", by=superuser, at=NOW)
        answer(far, superuser)
    draft = prepared(barkingside, superuser)
    assert missing(draft) == {}
    if change == "reword":
        frame.reword_point(
            point=far, sentence="Far.", includes="", excludes="", reason="Shorter.", by=superuser,
            at=NOW,
        )  # fmt: skip
        expected = [far.pk]
    elif change == "merge":
        frame.merge_point(point=dark, into=far, reason="One.", by=superuser, at=NOW)
        expected = [far.pk]
    elif change == "part":
        frame.part_point(point=dark, reason="Two.", by=superuser, at=NOW)
        expected = [far.pk, dark.pk]
    else:
        new = point_in(over, superuser, "New.")
        code(response, "1", new, superuser)
        expected = [new.pk]
    assert missing(draft) == {"point": expected}
    with pytest.raises(Refused, match="It cannot be signed yet"):
        sign(draft, superuser)


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
