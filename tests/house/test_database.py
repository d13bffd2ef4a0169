"""What the database itself refuses, whoever asks."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from consultation.models import Consultation, Event, Proposal, QuestionVersion, Response
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
    ],
)
@pytest.mark.django_db
def test_append_only_rows_refuse_update_delete_and_truncate(table: str, change: str) -> None:
    made = {
        "event": factories.EventFactory,
        "answer": factories.AnswerFactory,
        "review": factories.ReviewFactory,
        "leaf": factories.LeafFactory,
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
