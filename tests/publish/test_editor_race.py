"""A question that is being saved and a publication: one waits for the other."""

from dataclasses import replace
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from consultation.models import Consultation, QuestionVersion, User
from consultation.publish import actions
from consultation.publish.plan import QuestionPlan
from consultation.states import Refused
from tests.conftest import NOW, Town
from tests.publish.test_actions import drafted


@pytest.mark.django_db(transaction=True)
def test_a_gap_that_is_being_saved_is_seen_by_the_publication(town: Town, owner: User) -> None:
    draft = drafted(owner)
    version = QuestionVersion.objects.current().get(question__key="evidence")
    before = QuestionPlan.of(version)
    written, published, told = Event(), Event(), []

    def save() -> None:
        with transaction.atomic():
            actions.change(
                question=version.question,
                plan=replace(before, max_length=0),
                seen=before.mark,
                by=owner,
                at=NOW,
            )
            written.set()
            assert not published.wait(0.5)  # it waits until this is committed
        connection.close()

    def publish() -> None:
        try:
            actions.publish(consultation=draft, by=owner, at=NOW)
        except Refused as why:
            told.append(str(why))
        published.set()
        connection.close()

    saving, publishing = Thread(target=save), Thread(target=publish)
    saving.start()
    assert written.wait(60)
    publishing.start()
    saving.join(60)
    publishing.join(60)
    assert told == [
        "This consultation cannot be published yet. Question “evidence”: say how long an answer "
        "may be."
    ]
    assert Consultation.objects.get().state == "DRAFT"
