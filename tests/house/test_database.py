"""What the database itself refuses, whoever asks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from consultation.models import Consultation, Event, Pause, Proposal, QuestionVersion, Response
from tests import factories


def refused(sql: str) -> str:
    """The database's own words on a statement that it does not carry out."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError) as problem, transaction.atomic():
            cursor.execute(sql)
    return str(problem.value).splitlines()[0]


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("event", "kind = 'response.excluded'"),
        ("answer", "text = 'Something else.'"),
        ("review", "reason = 'Another reason.'"),
        ("leaf", f"commitment = '{'f' * 64}'"),
        ("extension", "reason = 'Another reason.'"),
        ("closing", "responses = 0"),
        ("outage", "what_happened = 'Nothing.'"),
        ("equalityanswer", "value = 'MALE'"),
        ("logentry", "text = 'Something else.'"),
        ("checkpoint", f"root = '{'f' * 64}'"),
        ("cosignature", "line = 'Something else.'"),
        ("stated", "text = 'Something else.'"),
    ],
)
@pytest.mark.django_db
def test_append_only_rows_refuse_update_delete_and_truncate(table: str, change: str) -> None:
    made = {
        "event": factories.EventFactory,
        "answer": factories.AnswerFactory,
        "review": factories.ReviewFactory,
        "leaf": factories.LeafFactory,
        "extension": factories.ExtensionFactory,
        "closing": factories.ClosingFactory,
        "outage": factories.OutageFactory,
        "equalityanswer": factories.EqualityAnswerFactory,
        "logentry": factories.LogEntryFactory,
        "checkpoint": factories.CheckpointFactory,
        "cosignature": factories.CosignatureFactory,
        "stated": factories.StatedFactory,
    }[table]
    made()
    name = f"consultation_{table}"
    said = f"{name} is append-only: "
    assert refused(f"UPDATE {name} SET {change}") == f"{said}UPDATE refused"
    assert refused(f"DELETE FROM {name}") == f"{said}DELETE refused"
    assert refused(f"TRUNCATE {name} CASCADE") == f"{said}TRUNCATE refused"


@pytest.mark.parametrize(
    "change",
    [
        "reference = 'AAAA-BBBB-CCCC'",
        "received_at = received_at + interval '1 second'",
        "capacity = 'GROUP'",
        "channel = 'PAPER'",
    ],
)
def test_a_response_lets_only_its_state_change(
    consultation: Consultation,
    proposal: Proposal,
    send_response: Callable[..., Response],
    change: str,
) -> None:
    response = send_response(consultation, about=[proposal])
    said = refused(f"UPDATE consultation_response SET {change}")
    assert said == f"response {response.pk}: only its state may change"
    assert refused("DELETE FROM consultation_response").endswith("DELETE refused")


@pytest.mark.django_db
def test_an_attachment_moves_once_from_its_draft_to_a_response_and_stays() -> None:
    response = factories.ResponseFactory()
    draft = factories.DraftFactory(consultation=response.consultation)
    kept = factories.AttachmentFactory(
        response=None, draft=draft, consultation=response.consultation
    )
    other = factories.DraftFactory(consultation=response.consultation)
    changed = f"attachment {kept.pk}: what was sent is not changed"
    moved = f"attachment {kept.pk}: it moves only from its draft to a response, once"
    table = "consultation_attachment"
    for column, value in (("sha256", "f" * 64), ("size", "1"), ("name", "other.jpg")):
        assert refused(f"UPDATE {table} SET {column} = '{value}'") == changed
    assert refused(f"UPDATE {table} SET draft_id = {other.pk}") == moved
    kept.draft, kept.response = None, response
    kept.save()
    assert refused(f"UPDATE {table} SET response_id = NULL, draft_id = {draft.pk}") == moved
    stays = f"attachment {kept.pk}: it belongs to a response and stays"
    assert refused(f"DELETE FROM {table}") == stays
    assert refused(f"TRUNCATE {table} CASCADE").endswith("TRUNCATE refused")
    assert refused(f"UPDATE {table} SET sha256 = '{'f' * 64}'") == changed
    kept.state = "INFECTED"
    kept.save()
    gone = factories.AttachmentFactory(response=None, draft=other, consultation=other.consultation)
    gone.delete()


def test_a_wording_that_was_asked_is_frozen(consultation: Consultation) -> None:
    version = QuestionVersion.objects.get(question__key="stance")
    said = f"question version {version.pk}: a wording that was asked is frozen"
    where = f"WHERE id = {version.pk}"
    assert refused(f"UPDATE consultation_questionversion SET wording = 'Bad?' {where}") == said
    assert refused(f"DELETE FROM consultation_questionversion {where}") == said


@pytest.mark.django_db
def test_a_wording_not_yet_asked_may_be_mended() -> None:
    version = factories.QuestionVersionFactory()
    version.wording = "What makes you say so?"
    version.save()
    assert QuestionVersion.objects.get().wording == "What makes you say so?"


@pytest.mark.django_db
def test_an_event_is_by_a_person_or_by_a_named_machine() -> None:
    said = refused(
        "INSERT INTO consultation_event (kind, about, actor, at, facts) "
        "VALUES ('response.released', 'response:1', 'staff', now(), '{}')"
    )
    assert "event_actor_known" in said
    assert Event.objects.count() == 0


@pytest.mark.parametrize("days", [-1, 1])
def test_a_closing_time_changes_only_by_an_extension(consultation: Consultation, days: int) -> None:
    change = f"closes_at = closes_at + interval '{days} days'"
    said = refused(f"UPDATE consultation_consultation SET {change}")
    assert said == (
        f"consultation {consultation.pk}: its closing time changes only by an extension"
    )


@pytest.mark.django_db
def test_a_draft_has_any_closing_time() -> None:
    draft = factories.ConsultationFactory(state="DRAFT")
    draft.closes_at = factories.THEN
    draft.save()
    assert Consultation.objects.get().closes_at == factories.THEN


def test_an_extension_never_goes_back(consultation: Consultation) -> None:
    with pytest.raises(IntegrityError, match="extension_from_at_before_to_at"):
        factories.ExtensionFactory(consultation=consultation, to_at=factories.THEN)


def test_a_closing_time_is_left_once(consultation: Consultation) -> None:
    factories.ExtensionFactory(consultation=consultation)
    with pytest.raises(IntegrityError, match="extension_leaves_once"):
        factories.ExtensionFactory(consultation=consultation)


def judge_at_the_end() -> None:
    """Let several statements pass before the database looks at them together."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def paused(consultation: Consultation) -> Pause:
    """A pause that goes on."""
    judge_at_the_end()
    pause: Pause = factories.PauseFactory(
        consultation=consultation, to_at=None, reopened_reason="", reopened_by=None
    )
    Consultation.objects.filter(pk=consultation.pk).update(state="SUSPENDED")
    return pause


def test_a_consultation_has_one_pause_at_a_time(consultation: Consultation) -> None:
    paused(consultation)
    with pytest.raises(IntegrityError, match="pause_one_at_a_time"), transaction.atomic():
        paused(consultation)


def test_of_a_pause_only_its_end_is_written_and_once(consultation: Consultation) -> None:
    pause = paused(consultation)
    said = f"pause {pause.pk}: only its end may be written, once"
    assert refused("UPDATE consultation_pause SET reason = 'Another.'") == said
    assert "pause_end_is_told_whole" in refused("UPDATE consultation_pause SET to_at = now()")
    assert refused("DELETE FROM consultation_pause").endswith("DELETE refused")
    assert refused("TRUNCATE consultation_pause").endswith("TRUNCATE refused")
    judge_at_the_end()
    pause.to_at, pause.reopened_reason, pause.reopened_by = factories.THEN, "Over.", pause.by
    pause.save()
    Consultation.objects.update(state="PUBLISHED")
    assert refused("UPDATE consultation_pause SET to_at = now()") == said


def test_a_consultation_is_paused_exactly_while_a_pause_goes_on(
    consultation: Consultation,
) -> None:
    said = f"consultation {consultation.pk}: it is paused exactly while a pause goes on"
    assert refused("UPDATE consultation_consultation SET state = 'SUSPENDED'") == said
    paused(consultation)
    assert refused("UPDATE consultation_consultation SET state = 'PUBLISHED'") == said


@pytest.mark.django_db
def test_equality_questions_are_frozen_once_a_published_consultation_asks_them() -> None:
    question = factories.EqualityQuestionFactory()
    question.wording = "Are you male or female?"
    question.save()  # nobody asks it yet
    asked = factories.ConsultationFactory(equality_set=question.set)
    said = f"equality set {question.set_id}: what a published consultation asks is frozen"
    where = f"WHERE id = {question.pk}"
    assert refused(f"UPDATE consultation_equalityquestion SET wording = 'Sex?' {where}") == said
    assert refused(f"DELETE FROM consultation_equalityquestion {where}") == said
    assert refused("UPDATE consultation_equalityset SET source = 'Our own.'") == said
    assert refused("DELETE FROM consultation_equalityset") == said
    with pytest.raises(DatabaseError, match=said), transaction.atomic():
        factories.EqualityQuestionFactory(set=question.set)
    other = factories.EqualityQuestionFactory()
    moved = f"UPDATE consultation_equalityquestion SET set_id = {question.set_id}, position = 99"
    assert refused(f"{moved} WHERE id = {other.pk}").endswith("is frozen")
    fixed = f"consultation {asked.pk}: its equality questions are fixed once it is published"
    for change in ("NULL", str(other.set_id)):
        said = refused(f"UPDATE consultation_consultation SET equality_set_id = {change}")
        assert said == fixed


@pytest.mark.django_db
def test_an_equality_question_offers_not_to_say() -> None:
    with pytest.raises(IntegrityError, match="equality_question_may_be_left_unsaid"):
        factories.EqualityQuestionFactory(options=[["FEMALE", "Female"], ["MALE", "Male"]])


@pytest.mark.django_db
def test_an_equality_answer_is_one_that_the_consultation_offers() -> None:
    given = factories.EqualityAnswerFactory()
    said = f"equality question {given.question_id}: the consultation does not offer this answer"
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        factories.EqualityAnswerFactory(
            question=given.question, consultation=given.consultation, value="Female"
        )
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        factories.EqualityAnswerFactory(
            question=given.question, consultation=factories.ConsultationFactory()
        )
    for wrong, constraint in [
        ({"key": given.key}, "equality_answer_once"),
        ({"key": "17"}, "equality_answer_key_is_a_digest"),
        ({"week_on": factories.THEN.date() + timedelta(days=1)}, "week_begins_on_monday"),
    ]:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            factories.EqualityAnswerFactory(
                question=given.question, consultation=given.consultation, **wrong
            )
