"""What is asked is read once, and at once anew after any change to it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from consultation.events import PUBLIC
from consultation.models import Consultation, ContentVersion, Draft, Proposal, QuestionVersion
from consultation.respond import actions
from consultation.respond.content import Content, content_of
from tests import factories
from tests.conftest import NOW, Town

pytestmark = pytest.mark.django_db
Change = Callable[[], Any]


@pytest.fixture
def draft(consultation: Consultation) -> Draft:
    return actions.begin(consultation=consultation, proposals=[], by=PUBLIC, at=NOW).draft


def read(draft: Draft) -> Content:
    """What a request on this draft would be asked now."""
    draft.content_version = ContentVersion.objects.get().number
    return content_of(draft)


def test_a_version_is_read_once(draft: Draft, django_assert_num_queries: Any) -> None:
    draft.content_version = ContentVersion.objects.get().number
    with django_assert_num_queries(4):
        first = content_of(draft)
    with django_assert_num_queries(0):
        assert content_of(draft) is first


def test_without_a_version_nothing_is_kept(draft: Draft) -> None:
    draft.content_version = None
    assert content_of(draft) is not content_of(draft)


def changes(consultation: Consultation, town: Town) -> dict[str, Change]:
    """Each by SQL, as no code of ours need know of it."""
    proposal = consultation.proposals.first()
    wording = factories.QuestionVersionFactory(question__consultation=consultation)
    assert proposal is not None
    spare = factories.ProposalFactory(consultation=consultation)

    def sql(statement: str, *values: Any) -> Change:
        def run() -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)

        return run

    return {
        "consultation": sql("UPDATE consultation_consultation SET title = title || '!'"),
        "question": sql(
            "UPDATE consultation_question SET position = position + 100 WHERE id = %s",
            wording.question_id,
        ),
        "wording": sql(
            "UPDATE consultation_questionversion SET wording = 'Why?' WHERE id = %s", wording.pk
        ),
        "new wording": lambda: factories.QuestionVersionFactory(
            question=wording.question, number=2, correction="Clearer."
        ),
        "proposal": sql(
            "UPDATE consultation_proposal SET now = 'Shut.' WHERE id = %s", proposal.pk
        ),
        "fewer proposals": spare.delete,
        "counter": sql("UPDATE stations_station SET name = name || '!'"),
        "borough": sql("UPDATE stations_borough SET name = name || '!'"),
        "equality question": factories.EqualityQuestionFactory,
    }


@pytest.mark.parametrize(
    "name",
    [
        "consultation", "question", "wording", "new wording", "proposal", "fewer proposals",
        "counter", "borough", "equality question",
    ],
)  # fmt: skip
def test_every_change_is_seen_at_once(
    consultation: Consultation, draft: Draft, town: Town, name: str
) -> None:
    change = changes(consultation, town)[name]
    before = read(draft)
    change()
    after = read(draft)
    assert after is not before
    assert after.consultation.title == Consultation.objects.get(pk=consultation.pk).title
    assert [one.pk for one in after.proposals] == list(
        Proposal.objects.filter(consultation=consultation)
        .order_by("station__borough__name", "station__name")
        .values_list("pk", flat=True)
    )
    asked = QuestionVersion.objects.current().filter(question__consultation=consultation)
    assert [one.wording for one in after.questions] == [one.wording for one in asked]


def test_what_is_rolled_back_leaves_no_trace(
    consultation: Consultation, draft: Draft, town: Town
) -> None:
    change = changes(consultation, town)
    names = [one.name for one in read(draft).boroughs]
    with transaction.atomic():
        change["borough"]()
        assert [one.name for one in read(draft).boroughs] == [f"{name}!" for name in names]
        transaction.set_rollback(True)
    assert [one.name for one in read(draft).boroughs] == names
    change["counter"]()
    assert [one.name for one in read(draft).boroughs] == names
