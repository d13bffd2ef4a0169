"""What a decision lacks names itself, and nobody signs past it, by whatever way."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from consultation.analyse.actions import frame
from consultation.decide.actions import decisions as actions
from consultation.decide.queries import points as points_queries
from consultation.models import (
    Consultation,
    Decision,
    FormalReply,
    Proposal,
    Response,
    User,
)
from consultation.reply.actions.reading import note_read
from consultation.states import Refused
from tests import factories
from tests.analyse.coded import code, point_in, read, unread
from tests.conftest import NOW, send
from tests.decide.decided import (
    WORDS,
    answer,
    briefed,
    forced,
    missing,
    prepared,
    sign,
    written,
)
from tests.house.test_database import refused
from tests.moderate.screened import screen_all


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
