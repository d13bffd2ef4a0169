"""Words are taken out, put back, taken out everywhere; public copies follow at once."""

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
from consultation.moderate.actions import publishing, redacting
from consultation.moderate.queries.redacting import redactions_for, same_everywhere
from consultation.moderate.redacting import same_words
from consultation.states import Refused
from tests import factories
from tests.moderate.marks import WORDS, answer_of, public_words, span_of, take_out

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


# Everywhere.


@pytest.fixture
def many(consultation: Consultation, proposal: Proposal, send_response: Send) -> list[Response]:
    """The same name in five responses of five states, however it is written."""
    texts = ["Rosa Okafor", "ROSA-OKAFOR!", "rosa  oka\u00adfor", "Rosa\nOkafor", "Rosa Okafor."]
    rows = [send_response(consultation, about=[proposal], reasons=f"By {one}") for one in texts]
    states = ["RECEIVED", "QUARANTINED", "RELEASED", "EXCLUDED", "WITHDRAWN"]
    for one, state in zip(rows, states, strict=True):
        Response.objects.filter(pk=one.pk).update(state=state)
        one.refresh_from_db()
    return rows


def test_words_are_taken_out_everywhere(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime
) -> None:
    received, quarantined, released, excluded, _withdrawn = many
    publishing.publish(response=released, by=moderator, at=now)
    done = redacting.redact_everywhere(
        words="rosa okafor", reason="THIRD_PARTY", consultation=consultation, by=moderator, at=now
    )
    assert (done.responses, done.places, done.published) == (4, 4, 1)
    marked = Redaction.objects.values_list("response", "in_force")
    assert dict(marked) == dict.fromkeys(
        [received.pk, quarantined.pk, released.pk, excluded.pk], True
    )
    assert public_words(released) == ["By [details of another person removed]"]
    event = Event.objects.get(kind="redaction.everywhere")
    assert event.facts == {"why": "THIRD_PARTY", "responses": 4, "places": 4, "published": 1}
    with pytest.raises(Refused, match="stand nowhere"):
        redacting.redact_everywhere(
            words="Rosa Okafor", reason="PERSONAL", consultation=consultation, by=moderator, at=now
        )


WRITTEN = [
    "Rosa Okafor", "rosa.okafor@x.org", "ROSA\n-okafor", "Rosalind Okafor", "O'Connor", "OConnor",
    "Okafor's", "Call 07700 900 123", "(020) 7946-0018", "0 2 0 7 9 4 6 0 0 1 8", "Jose", "José",
    "a+b (c)*x", "50% off_it", "back\\slash", "Flat 3, 12 High St.", "Ros\u200ba Okafor",
]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["rosa okafor", "O’Connor", "Okafor", "07700900123", "020 79460018", "José", "jose",
     "a+b (c)*x", "50% off_it", "back\\slash", "flat 3 12 high st", "07 700 900 123"],
)  # fmt: skip
def test_the_database_sifts_out_nothing_that_is_looked_for(
    consultation: Consultation, proposal: Proposal, words: str
) -> None:
    response = factories.ResponseFactory(consultation=consultation)
    version = consultation.questions.get(key="reasons").versions.get()
    for place, text in enumerate(WRITTEN):
        factories.AnswerFactory(
            response=response, question_version=version, proposal=proposal, place=place, text=text
        )
    found = {one.answer.text for one in same_everywhere(consultation, words)}
    assert found == {text for text in WRITTEN if same_words(text, words)}
    assert found


@pytest.mark.parametrize("words", ["Ann", "a b", "...", "far"])
def test_words_that_are_nobodys_are_not_taken_out_everywhere(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime, words: str
) -> None:
    with pytest.raises(Refused, match="at least 4 letters"):
        redacting.redact_everywhere(
            words=words, reason="PERSONAL", consultation=consultation, by=moderator, at=now
        )


def test_words_in_too_many_responses_change_nothing(
    many: list[Response], consultation: Consultation, moderator: User, now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("consultation.moderate.marking.MOST_EVERYWHERE", 2)
    with pytest.raises(Refused, match="more than 2 responses"):
        redacting.redact_everywhere(
            words="rosa okafor", reason="PERSONAL", consultation=consultation, by=moderator, at=now
        )
    assert Redaction.objects.count() == 0


def test_another_consultation_is_left_alone(
    many: list[Response], closed_consultation: Consultation, moderator: User, now: datetime
) -> None:
    with pytest.raises(Refused, match="stand nowhere"):
        redacting.redact_everywhere(
            words="rosa okafor", reason="PERSONAL", consultation=closed_consultation,
            by=moderator, at=now,
        )  # fmt: skip


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
    redacting.redact_everywhere(
        words="Rosa Okafor", reason="PERSONAL", consultation=consultation, by=moderator, at=now
    )
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
