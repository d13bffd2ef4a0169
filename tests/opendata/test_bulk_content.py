"""What is corrected in the texts and places of a consultation is in a new file within the hour."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from consultation.models import (
    Alternative,
    Consultation,
    Criterion,
    Evidence,
    ExclusionRule,
    Proposal,
    PublicChange,
    Response,
)
from stations.models import Borough, Station
from tests import factories
from tests.opendata.conftest import Make, address, status

HOUR = timedelta(hours=1)
Change = Callable[[Consultation, Proposal], Any]


def moved(consultation: Consultation, proposal: Proposal) -> None:
    """A proposal: the station that takes over, which is one of no proposal."""
    new = factories.StationFactory(borough=proposal.station.borough)
    rows = Proposal.objects.filter(pk=proposal.pk)
    rows.update(kind="MOVE", replacement=new)


def formal(consultation: Consultation, proposal: Proposal) -> None:
    """Questions that the first council brings, each in its first wording."""
    asked = factories.QuestionFactory(consultation=consultation, key="new", position=90)
    factories.QuestionVersionFactory(question=asked, number=1)


CHANGES: dict[str, Change] = {
    "station": lambda _one, about: Station.objects.filter(pk=about.station_id).update(address="1"),
    "borough": lambda _one, about: Borough.objects.filter(slug="camden").update(name="Camden Town"),
    "proposal": lambda _one, about: Proposal.objects.filter(pk=about.pk).update(why="Otherwise."),
    "move": moved,
    "evidence": lambda _one, about: Evidence.objects.filter(proposal=about).update(source="A"),
    "new evidence": lambda _one, about: factories.EvidenceFactory(proposal=about, position=90),
    "no evidence": lambda _one, about: Evidence.objects.filter(proposal=about).delete(),
    "alternative": lambda _one, about: Alternative.objects.filter(proposal=about).update(text="B"),
    "criterion": lambda one, _about: Criterion.objects.filter(consultation=one).update(text="C"),
    "exclusion rule": lambda one, _about: factories.ExclusionRuleFactory(consultation=one),
    "question": formal,
    "outage": lambda one, _about: factories.OutageFactory(
        from_at=one.opens_at, to_at=one.opens_at + HOUR
    ),
}


@pytest.mark.sweeps
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_corrected_is_in_a_new_file_within_the_hour(
    change: Change, client: Client, consultation: Consultation, proposal: Proposal, told: Response,
    make: Make, now: datetime,
) -> None:  # fmt: skip
    factories.AlternativeFactory(proposal=proposal, position=80)
    assert make() == 2
    before = PublicChange.objects.sums_of(consultation.pk)
    change(consultation, proposal)
    after = PublicChange.objects.sums_of(consultation.pk)
    assert after.changed > before.changed
    assert after.taken == before.taken
    assert status(client, address(consultation)) == 200  # as it was, until then
    assert make(now + HOUR - timedelta(seconds=1)) == 0
    assert make(now + HOUR) == 2


def test_the_counter_that_takes_over_is_told_too(
    consultation: Consultation, proposal: Proposal, told: Response
) -> None:
    moved(consultation, proposal)
    before = PublicChange.objects.sums_of(consultation.pk)
    Station.objects.filter(replacements=proposal).update(name="Another counter")
    assert PublicChange.objects.sums_of(consultation.pk).changed == before.changed + 1


def test_what_is_saved_as_it_was_and_what_is_about_another_changes_no_file(
    consultation: Consultation, closed_consultation: Consultation, proposal: Proposal,
    told: Response,
) -> None:  # fmt: skip
    before = PublicChange.objects.sums_of(consultation.pk)
    proposal.station.save()
    proposal.save()
    for one in (*ExclusionRule.objects.all(), *Evidence.objects.all(), *Borough.objects.all()):
        one.save()
    factories.EvidenceFactory(proposal=closed_consultation.proposals.all()[0], position=90)
    factories.StationFactory(borough=proposal.station.borough)
    assert PublicChange.objects.sums_of(consultation.pk) == before
