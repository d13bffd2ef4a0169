"""Public copies: made of what may be read, made anew at once, purged with what is taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from consultation.events import MACHINE
from consultation.models import (
    Consultation,
    Event,
    EventKind,
    Proposal,
    PublishedAnswer,
    PublishedResponse,
    Response,
    User,
)
from consultation.moderate.actions import publishing, redacting
from consultation.moderate.publishing import copy_of, why_not_publish
from consultation.moderate.queries.redacting import redactions_for
from consultation.states import Refused, move
from tests import factories
from tests.moderate.marks import WORDS, answer_of, excuse, public_words, release, take_out

Send = Callable[..., Response]


def test_the_public_copy_holds_choices_words_and_a_day(
    told: Response, moderator: User, proposal: Proposal, now: datetime
) -> None:
    take_out(told, "Rosa Okafor", by=moderator, at=now)
    take_out(told, "07700 900123", by=moderator, at=now)
    take_out(told, "ROSA  okafor", by=moderator, at=now)
    release(told, by=moderator, at=now)
    copy = PublishedResponse.objects.get(pk=told.pk)
    assert (copy.received_on.isoformat(), copy.words_withheld) == ("2026-11-23", False)
    assert public_words(told) == [
        "I am [personal details removed]. Call [personal details removed], it is too far to walk.",
        "Ask [personal details removed].",
    ]
    stance = PublishedAnswer.objects.get(published=copy, choice="OPPOSE")
    assert (stance.proposal, stance.text) == (proposal, "")
    assert PublishedAnswer.objects.get(published=copy, redactions=2).text.startswith("I am [")


def test_what_stands_instead_is_in_the_language_of_the_response(
    told: Response, moderator: User, now: datetime
) -> None:
    told.state, told.language = "RELEASED", "xx"  # one that the service does not offer
    mark = take_out(told, "Rosa Okafor", by=moderator, at=now)
    answers = list(told.answers.select_related("question_version__question"))
    with translation.override("ur"):
        _copy, copies = copy_of(told, answers, [mark], at=now)
    assert copies[1].text.startswith("I am [personal details removed].")


@pytest.mark.parametrize(
    ("publish", "state"),
    [("COUNT_ONLY", "RELEASED"), ("NOT_SAID", "RELEASED"), ("WORDS", "WITHHELD")],
)
def test_words_are_published_only_with_consent_and_a_release(
    consultation: Consultation, proposal: Proposal, moderator: User, now: datetime,
    publish: str, state: str,
) -> None:  # fmt: skip
    version = proposal.consultation.questions.get(key="reasons").versions.get()
    response = factories.ResponseFactory(consultation=consultation, publish=publish)
    factories.AnswerFactory(
        response=response, question_version=version, proposal=proposal, choice="", text=WORDS
    )
    release(response, by=moderator, at=now, to=state)
    assert public_words(response) == []
    assert PublishedResponse.objects.get(pk=response.pk).words_withheld


def test_words_in_one_place_and_out_in_another_keep_it_from_being_released(
    told: Response, moderator: User, now: datetime
) -> None:
    excuse(told, by=moderator, at=now)
    take_out(told, "Rosa Okafor", by=moderator, at=now)
    why = why_not_publish(told, redactions_for(told, moderator))
    assert "“ROSA  okafor” was taken out elsewhere and still stands (Instead)" in why
    take_out(told, "ROSA  okafor", by=moderator, at=now)
    assert why_not_publish(told, redactions_for(told, moderator)) == ""


@pytest.mark.parametrize(
    ("rule", "state", "keeps"),
    [("PHONE", "STANDING", True), ("NAME", "STANDING", False), ("PHONE", "FALSE", False)],
)
def test_details_that_a_rule_found_keep_it_from_being_released(
    told: Response, moderator: User, now: datetime, rule: str, state: str, keeps: bool
) -> None:
    judged = {"judged_by": moderator, "judged_at": now} if state == "FALSE" else {}
    factories.FlagFactory(
        response=told, kind="PERSONAL", answer=answer_of(told), start=23, end=35, rule=rule,
        state=state, **judged,
    )  # fmt: skip
    why = why_not_publish(told, redactions_for(told, moderator))
    assert ("“07700 900123” looks like personal details (Reasons, Barkingside)" in why) == keeps
    take_out(told, "07700 900123", by=moderator, at=now)
    assert why_not_publish(told, redactions_for(told, moderator)) == ""


def test_a_reviewer_of_a_public_response_takes_words_out_at_once(
    told: Response, moderator: User, now: datetime
) -> None:
    release(told, by=moderator, at=now)
    later = now + timedelta(minutes=1)
    made = take_out(told, "Rosa Okafor", by=moderator, at=later)
    assert made.in_force
    assert "Rosa Okafor" not in "".join(public_words(told))
    assert PublishedResponse.objects.get(pk=told.pk).at == later
    with pytest.raises(Refused, match="It is public without these words"):
        redacting.take_back(redaction=made, by=moderator, at=later)


def test_taking_it_back_purges_the_public_copy_in_the_same_statement(
    told: Response, moderator: User, now: datetime
) -> None:
    release(told, by=moderator, at=now)
    move(told, "QUARANTINED", by=moderator, at=now)
    assert not PublishedResponse.objects.exists()
    assert not PublishedAnswer.objects.exists()
    assert publishing.publish(response=told, by=moderator, at=now) is None


def test_a_copy_is_made_once_however_often(told: Response, moderator: User, now: datetime) -> None:
    release(told, by=moderator, at=now)
    first = list(PublishedAnswer.objects.values_list("text", "choice"))
    publishing.publish(response=told, by=moderator, at=now)
    assert list(PublishedAnswer.objects.values_list("text", "choice")) == first
    assert PublishedResponse.objects.count() == 1


def test_the_database_refuses_words_of_what_is_not_released(
    told: Response, moderator: User, now: datetime
) -> None:
    release(told, by=moderator, at=now, to="WITHHELD")
    row = PublishedAnswer.objects.filter(published=told.pk).first()
    assert row is not None
    with pytest.raises(DatabaseError, match="are not to be published"), transaction.atomic():
        PublishedAnswer.objects.filter(pk=row.pk).update(text="Rosa", choice="")


# Missing copies.


def test_missing_copies_are_made_once_and_only_of_what_was_screened(
    consultation: Consultation, proposal: Proposal, send_response: Send, moderator: User,
    now: datetime,
) -> None:  # fmt: skip
    rows = [send_response(consultation, about=[proposal], reasons=WORDS) for _one in range(5)]
    screened, withheld, unscreened, doubted, waiting = rows
    for one, state in zip(rows, ["RELEASED", "WITHHELD", "RELEASED", "RELEASED"], strict=False):
        Response.objects.filter(pk=one.pk).update(state=state)
    for one in (screened, withheld, doubted, waiting):
        one.refresh_from_db()
        factories.ScreeningFactory(response=one)
    factories.FlagFactory(
        response=doubted, kind="PERSONAL", answer=answer_of(doubted), start=23, end=35, rule="PHONE"
    )
    assert publishing.publish_missing(most=1, by=MACHINE, at=now) == 1
    assert publishing.publish_missing(most=9, by=MACHINE, at=now) == 1
    assert publishing.publish_missing(most=9, by=MACHINE, at=now) == 0
    assert set(PublishedResponse.objects.values_list("pk", flat=True)) == {
        screened.pk, withheld.pk,
    }  # fmt: skip
    told = Event.objects.filter(kind=EventKind.PUBLIC_COPIES_MADE).order_by("pk")
    assert [(one.about, one.actor, one.facts) for one in told] == [
        (
            f"consultation:{consultation.pk}", "machine",
            {"count": 1, "first": one.pk, "last": one.pk},
        )
        for one in (screened, withheld)
    ]  # fmt: skip
    assert public_words(withheld) == []
    assert public_words(screened) == [WORDS]
    take_out(doubted, "07700 900123", by=moderator, at=now)
    assert public_words(doubted) == [WORDS.replace("07700 900123", "[personal details removed]")]
    assert PublishedResponse.objects.filter(pk=unscreened.pk).count() == 0


def test_several_copies_take_as_many_queries_as_one(
    consultation: Consultation, proposal: Proposal, send_response: Send, now: datetime,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    rows = [send_response(consultation, about=[proposal]) for _one in range(4)]
    Response.objects.update(state="RELEASED")
    for one in rows:
        one.refresh_from_db()
    for some in (rows[:1], rows[1:]):
        with django_assert_num_queries(9):
            publishing.publish_many(responses=some, by=MACHINE, at=now)


def test_the_words_are_looked_through_again_as_everybody_would_read_them(
    told: Response, moderator: User, now: datetime
) -> None:
    """Nothing is flagged: it was screened by older rules, or not at all."""
    assert not told.flags.exists()
    why = why_not_publish(told, redactions_for(told, moderator))
    assert "“07700 900123” looks like personal details (Reasons, Barkingside)" in why
    take_out(told, "07700 900", by=moderator, at=now)  # what is left is nobody's number
    assert why_not_publish(told, redactions_for(told, moderator)) == ""
