"""What the database itself sees to: flags, redactions, two reviews, public copies."""

from datetime import datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from consultation.events import MACHINE
from consultation.models import (
    Answer,
    Flag,
    PublishedAnswer,
    PublishedResponse,
    Redaction,
    Response,
    ResponseState,
    Review,
    Screening,
    User,
)
from consultation.states import move
from tests import factories

pytestmark = pytest.mark.django_db


def refused(sql: str) -> str:
    """The database's own words on a statement that it does not carry out."""
    with connection.cursor() as line:
        line.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError) as problem, transaction.atomic():
            line.execute(sql)
    return str(problem.value).splitlines()[0]


@pytest.mark.parametrize(
    "change", ["kind = 'BURST'", "facts = '{}'", "rule = 'PHONE'", "at = now()", "version = 2"]
)
def test_a_flag_keeps_what_was_seen(change: str) -> None:
    flag = factories.FlagFactory()
    said = f"flag {flag.pk}: only its judgement may change"
    assert refused(f"UPDATE consultation_flag SET {change}") == said
    assert refused("DELETE FROM consultation_flag").endswith("DELETE refused")
    assert refused("TRUNCATE consultation_flag CASCADE").endswith("TRUNCATE refused")


def test_a_flag_is_false_because_somebody_said_so(moderator: User, now: datetime) -> None:
    flag = factories.FlagFactory()
    with pytest.raises(IntegrityError, match="flag_false_by_somebody"), transaction.atomic():
        Flag.objects.update(state="FALSE")
    Flag.objects.update(state="FALSE", judged_by=moderator, judged_at=now)
    flag.refresh_from_db()
    assert (flag.state, flag.judged_by) == ("FALSE", moderator)


def test_one_flag_a_place() -> None:
    flag = factories.FlagFactory()
    with pytest.raises(IntegrityError, match="flag_once_a_place"):
        factories.FlagFactory(response=flag.response, kind=flag.kind)


@pytest.mark.parametrize("change", ["start = 0", '"end" = 3', "reason = 'ABUSE'", "round = 2"])
def test_a_redaction_keeps_its_span(change: str) -> None:
    redaction = factories.RedactionFactory()
    said = f"redaction {redaction.pk}: it can only come into force or be taken back"
    assert refused(f"UPDATE consultation_redaction SET {change}") == said
    assert refused("DELETE FROM consultation_redaction").endswith("DELETE refused")
    assert refused("TRUNCATE consultation_redaction").endswith("TRUNCATE refused")


def test_a_redaction_that_was_taken_back_stays_so(moderator: User, now: datetime) -> None:
    redaction = factories.RedactionFactory()
    Redaction.objects.update(taken_back_at=now, taken_back_by=moderator)
    said = f"redaction {redaction.pk}: it can only come into force or be taken back"
    back = "UPDATE consultation_redaction SET taken_back_at = NULL, taken_back_by_id = NULL"
    assert refused(back) == said


def test_a_redaction_is_of_characters_that_are_there() -> None:
    answer = factories.AnswerFactory(text="Zoë 🚓", choice="")
    factories.RedactionFactory(answer=answer, start=4, end=5)  # code points, not bytes
    for given in ({"end": 6}, {"response": factories.ResponseFactory(), "end": 5}):
        with pytest.raises(IntegrityError, match="has no characters"), transaction.atomic():
            factories.RedactionFactory(answer=answer, start=4, **given)


def test_two_reviews_are_of_two_people(moderator: User, now: datetime) -> None:
    first = factories.ReviewFactory(step="FIRST", decides=False, by=moderator)
    again = {"response": first.response, "decides": False}
    for given, name in (
        ({"step": "FIRST"}, "review_step_once_a_round"),
        ({"step": "SECOND", "by": moderator}, "review_by_another_each_time"),
        ({"step": "SETTLES"}, "review_decides_by_its_step"),
        ({"step": "FIRST", "round": 2, "decides": True}, "review_decides_by_its_step"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            factories.ReviewFactory(**{**again, **given})
    factories.ReviewFactory(step="SECOND", **again)
    factories.ReviewFactory(step="FIRST", round=2, by=moderator, **again)
    assert Review.objects.count() == 3


def published(response: Response) -> PublishedResponse:
    made: PublishedResponse = factories.PublishedResponseFactory(response=response)
    return made


@pytest.mark.parametrize("state", ["QUARANTINED", "SUPERSEDED", "WITHDRAWN", "RECEIVED"])
def test_the_public_copy_goes_with_the_state(now: datetime, state: str) -> None:
    response = factories.ResponseFactory(state="RELEASED", publish="WORDS")
    other = factories.ResponseFactory(state="RELEASED", publish="WORDS")
    for one in (response, other):
        factories.PublishedAnswerFactory(published=published(one), text="Keep it open.")
    factories.ScreeningFactory(response=response)
    move(response, ResponseState(state), by=MACHINE, at=now)
    assert list(PublishedResponse.objects.values_list("response", flat=True)) == [other.pk]
    assert PublishedAnswer.objects.get().published_id == other.pk
    assert Screening.objects.get().state == state


@pytest.mark.parametrize("state", ["RECEIVED", "SECOND_DUE", "DISPUTED", "QUARANTINED", "EXCLUDED"])
def test_nothing_is_public_that_was_not_released(state: str) -> None:
    with pytest.raises(IntegrityError, match="not one that everybody may read"):
        published(factories.ResponseFactory(state=state))


@pytest.mark.parametrize(
    ("state", "publish"),
    [("WITHHELD", "WORDS"), ("RELEASED", "COUNT_ONLY"), ("RELEASED", "NOT_SAID")],
)
def test_words_are_public_only_where_their_sender_and_a_moderator_said_so(
    state: str, publish: str
) -> None:
    response = factories.ResponseFactory(state=state, publish=publish)
    copy = published(response)
    with pytest.raises(IntegrityError, match="are not to be published"), transaction.atomic():
        factories.PublishedAnswerFactory(published=copy, text="Keep it open.")
    factories.PublishedAnswerFactory(published=copy, text="", choice="OPPOSE")
    assert Answer.objects.count() == 0


def test_a_row_of_a_verdict_on_many_is_decided_once() -> None:
    row = factories.BulkReviewRowFactory()
    review = factories.ReviewFactory(response=row.response)
    update = "UPDATE consultation_bulkreviewrow SET"
    said = f"row {row.pk} of a verdict on many: it is decided once"
    assert refused(f"{update} response_id = {factories.ResponseFactory().pk}") == said
    with connection.cursor() as line:
        line.execute(f"{update} review_id = {review.pk}")
    assert refused(f"{update} review_id = NULL") == said
    assert refused("DELETE FROM consultation_bulkreviewrow").endswith("DELETE refused")
