"""Words are taken out and put back; public copies follow at once."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import DatabaseError, transaction

from consultation.models import (
    Consultation,
    Event,
    Proposal,
    PublishedResponse,
    Redaction,
    Response,
    User,
)
from consultation.moderate.actions import redacting
from consultation.moderate.queries.redacting import redactions_for
from consultation.states import Refused
from tests import factories
from tests.moderate.marks import WORDS, answer_of, span_of, take_out, take_out_everywhere

Send = Callable[..., Response]


def test_a_mark_changes_no_word_and_leaves_one_event(
    told: Response, moderator: User, now: datetime
) -> None:
    made = take_out(told, "Rosa Okafor", by=moderator, at=now)
    assert answer_of(told).text == WORDS
    assert (made.start, made.end, made.in_force, made.round) == (5, 16, False, 1)
    event = Event.objects.get(kind="redaction.made")
    assert event.about == f"response:{told.pk}"
    assert event.facts == {"redaction": made.pk, "why": "PERSONAL", "signs": 11}
    assert PublishedResponse.objects.count() == 0


def test_spaces_and_halves_of_signs_are_put_right(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime,
) -> None:  # fmt: skip
    response = send_response(consultation, about=[proposal], reasons="a Rene\u0301 b")
    made = redacting.redact(
        answer=answer_of(response), start=1, end=6, reason="PERSONAL", by=moderator, at=now
    )
    assert (made.start, made.end) == (2, 7)


@pytest.mark.parametrize(
    ("start", "end", "reason", "told_why"),
    [
        (3, 3, "PERSONAL", "There are no words at this place"),
        (4, 5, "PERSONAL", "There are no words at this place"),
        (900, 999, "PERSONAL", "There are no words at this place"),
        (0, 4, "RUDE", "Select why"),
    ],
)
def test_nonsense_is_refused(
    told: Response, moderator: User, now: datetime, start: int, end: int, reason: str, told_why: str
) -> None:
    with pytest.raises(Refused, match=told_why):
        redacting.redact(
            answer=answer_of(told), start=start, end=end, reason=reason, by=moderator, at=now
        )
    assert Redaction.objects.count() == 0


def test_what_is_out_already_is_not_taken_out_twice(
    told: Response, moderator: User, now: datetime
) -> None:
    take_out(told, "Rosa Okafor", by=moderator, at=now)
    with pytest.raises(Refused, match="taken out already"):
        take_out(told, "Okafor", by=moderator, at=now)


def test_only_reviewers_take_words_out(told: Response, auditor: User, now: datetime) -> None:
    with pytest.raises(Refused, match="You need another role"):
        take_out(told, "Rosa", by=auditor, at=now)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("WITHHELD", "Its words are withheld"),
        ("EXCLUDED", "It is excluded"),
        ("SUPERSEDED", "replaced it"),
        ("WITHDRAWN", "withdrew it"),
    ],
)
def test_what_nobody_reads_is_left_alone(
    told: Response, moderator: User, now: datetime, state: str, why: str
) -> None:
    Response.objects.filter(pk=told.pk).update(state=state)
    with pytest.raises(Refused, match=why):
        take_out(told, "Rosa", by=moderator, at=now)


def test_a_flag_is_taken_out_where_it_points(
    told: Response, moderator: User, now: datetime
) -> None:
    answer = answer_of(told)
    flag = factories.FlagFactory(
        response=told, kind="PERSONAL", answer=answer, start=23, end=35, rule="PHONE", at=now
    )
    made = redacting.redact_flag(flag=flag, reason="PERSONAL", by=moderator, at=now)
    assert answer.text[made.start : made.end] == "07700 900123"
    whole = factories.FlagFactory(response=told, kind="BURST", facts={"sent": 3, "usual": 1})
    with pytest.raises(Refused, match="Choose the words yourself"):
        redacting.redact_flag(flag=whole, reason="PERSONAL", by=moderator, at=now)


def test_a_mark_is_taken_back_once(told: Response, moderator: User, now: datetime) -> None:
    made = take_out(told, "Rosa", by=moderator, at=now)
    redacting.take_back(redaction=made, by=moderator, at=now)
    assert redactions_for(told, moderator) == []
    with pytest.raises(Refused, match="a moment ago"):
        redacting.take_back(redaction=made, by=moderator, at=now)
    assert Event.objects.filter(kind="redaction.taken_back").count() == 1


# Two reviewers.


@pytest.fixture
def blind(told: Response) -> Response:
    Consultation.objects.filter(pk=told.consultation_id).update(two_reviews=True)
    told.consultation.refresh_from_db()
    return told


def test_two_reviewers_see_their_own_marks_alone(
    blind: Response, moderator: User, superuser: User, now: datetime
) -> None:
    first = take_out(blind, "Rosa Okafor", by=moderator, at=now)
    assert redactions_for(blind, superuser) == []
    second = take_out(blind, "Okafor", by=superuser, at=now)
    assert redactions_for(blind, moderator) == [first]
    with pytest.raises(Refused, match="You change only what you marked"):
        redacting.take_back(redaction=second, by=moderator, at=now)


def test_who_has_given_a_review_changes_no_mark(
    blind: Response, moderator: User, superuser: User, now: datetime
) -> None:
    made = take_out(blind, "Rosa Okafor", by=moderator, at=now)
    factories.ReviewFactory(response=blind, by=moderator, step="FIRST", decides=False)
    Response.objects.filter(pk=blind.pk).update(state="SECOND_DUE")
    blind.refresh_from_db()
    for act in (
        lambda: take_out(blind, "07700", by=moderator, at=now),
        lambda: redacting.take_back(redaction=made, by=moderator, at=now),
    ):
        with pytest.raises(Refused, match="You have given your review"):
            act()
    assert take_out(blind, "07700", by=superuser, at=now)


def test_the_marks_of_the_deciding_review_come_into_force(
    blind: Response, moderator: User, superuser: User, now: datetime
) -> None:
    first = take_out(blind, "Rosa", by=moderator, at=now)
    second = take_out(blind, "Rosa", by=superuser, at=now)
    review = factories.ReviewFactory(response=blind, by=superuser, step="SECOND")
    assert redacting.put_in_force(response=blind, review=review, by=superuser, at=now) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.in_force, second.in_force) == (False, True)


def test_what_was_out_in_an_earlier_round_stays_out_for_both(
    blind: Response, moderator: User, superuser: User, now: datetime
) -> None:
    old = take_out(blind, "Rosa Okafor", by=moderator, at=now)
    stale = take_out(blind, "07700", by=superuser, at=now)
    Redaction.objects.filter(pk=old.pk).update(in_force=True)
    factories.ReviewFactory(response=blind, by=moderator, verdict="REOPEN", reason="Again.")
    assert redactions_for(blind, superuser) == [old]
    assert stale not in redactions_for(blind, superuser)
    Response.objects.filter(pk=blind.pk).update(state="SECOND_DUE")
    with pytest.raises(Refused, match="given without these words"):
        redacting.take_back(redaction=old, by=superuser, at=now)


def test_words_taken_out_everywhere_are_out_for_every_reviewer(
    blind: Response, consultation: Consultation, moderator: User, superuser: User, now: datetime
) -> None:
    take_out_everywhere("Rosa Okafor", consultation, by=moderator, at=now)
    assert len(redactions_for(blind, superuser)) == 2


def test_a_span_of_another_answer_is_refused_by_the_database(
    told: Response, moderator: User, now: datetime
) -> None:
    with pytest.raises(DatabaseError, match="has no characters"), transaction.atomic():
        Redaction.objects.create(
            response=told, answer=answer_of(told), start=0, end=9_999, reason="ABUSE",
            by=moderator, at=now,
        )  # fmt: skip


def test_the_span_helper_finds_its_words(told: Response) -> None:
    assert span_of(answer_of(told), "Rosa")["start"] == 5
