"""A worker's clock that steps ahead erases nothing early: the database's has a say."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from consultation import tasks
from consultation.audit.actions import apply_retention
from consultation.events import MACHINE, PUBLIC
from consultation.models import Answer, Consultation, Draft, Event, Proposal
from consultation.publish.closing import database_clock
from consultation.respond import actions
from consultation.respond.journey import Answers
from tests import small_world
from tests.conftest import NOW, Town, send
from tests.factories import ConsultationFactory

AGES = timedelta(days=400_000)  # ahead of whatever the database's clock shows
APART = "clock is +34560000000 seconds from the database's"


@pytest.fixture
def draft(consultation: Consultation, proposal: Proposal) -> Draft:
    """Answers that wait for their sender."""
    begun = actions.begin(consultation=consultation, proposals=[proposal.pk], by=PUBLIC, at=NOW)
    answers = Answers(capacity="MYSELF", proposals=[proposal.pk])
    actions.save(draft=begun.draft, answers=answers, by=PUBLIC, at=NOW)
    saved = database_clock() - timedelta(days=27)
    Draft.objects.filter(pk=begun.draft.pk).update(begun_at=saved, saved_at=saved)
    return Draft.objects.get()


def test_unsent_answers_stay(draft: Draft, caplog: pytest.LogCaptureFixture) -> None:
    ahead = database_clock() + AGES
    with time_machine.travel(ahead, tick=False), caplog.at_level(logging.WARNING):
        tasks.forget_drafts()
    assert Draft.objects.get().answers == draft.answers != {}
    (told,) = [one.message for one in caplog.records if "clock" in one.message]
    assert APART in told
    assert actions.forget(by=MACHINE, at=ahead) == 1
    assert Draft.objects.get().answers == {}


def test_what_was_sent_stays(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    yesterday = database_clock() - timedelta(days=1)
    found = small_world.consultation_of(
        town, slug="closed", opened=False, shift=yesterday - ConsultationFactory.closes_at
    )
    send(found, about=list(found.proposals.all()[:1]))
    ahead = database_clock() + AGES
    with time_machine.travel(ahead, tick=False), caplog.at_level(logging.WARNING):
        tasks.erase_due()
    assert Answer.objects.filter(text="It is too far to walk.").exists()
    assert APART in caplog.text
    assert not Event.objects.filter(kind="retention.applied").exists()
    assert apply_retention(most=10, by=MACHINE, at=ahead) > 0
    assert not Answer.objects.filter(text="It is too far to walk.").exists()


@pytest.mark.real_clock
def test_what_is_due_by_both_goes_and_nothing_is_told(
    draft: Draft, caplog: pytest.LogCaptureFixture
) -> None:
    saved = timezone.now() - timedelta(days=28, minutes=1)
    Draft.objects.update(begun_at=saved, saved_at=saved)
    with caplog.at_level(logging.WARNING):
        tasks.forget_drafts()
    assert Draft.objects.get().answers == {}
    assert "clock" not in caplog.text


@pytest.mark.parametrize("behind", [timedelta(minutes=4), timedelta(minutes=6)])
def test_minutes_are_not_told_of(
    db: None, caplog: pytest.LogCaptureFixture, behind: timedelta
) -> None:
    now = time_machine.travel(database_clock() - behind, tick=False)
    with now, caplog.at_level(logging.WARNING):
        tasks.erase_due()
    assert ("clock" in caplog.text) == (behind > timedelta(minutes=5))
