"""How often words of a consultation were erased or restricted is counted, and stays what it is."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from consultation.audit import actions as audit
from consultation.events import MACHINE
from consultation.models import (
    Consultation,
    Erasure,
    Part,
    PublicChange,
    ReportKind,
    Response,
    User,
)
from consultation.opendata.actions import fold_changes
from tests import factories
from tests.conftest import Town
from tests.report.conftest import Make
from tests.report.test_words_gone import WHY, erase


@pytest.fixture
def three(consultation: Consultation, town: Town, send_response: Any) -> list[Response]:
    about = [consultation.proposals.get(station=town.ilford)]
    return [send_response(consultation, about=about, reasons=f"No. {one}") for one in range(3)]


def counted(consultation: Consultation) -> tuple[int, int]:
    rows = PublicChange.objects.filter(consultation=consultation)
    number: int = rows.aggregate(all=Sum("erased", default=0))["all"]
    return number, rows.count()


def test_each_erasure_of_words_or_files_and_each_restriction_is_counted_once(
    consultation: Consultation, three: list[Response], owner: User
) -> None:
    before = counted(consultation)[0]
    erase(three[0], owner)
    assert counted(consultation)[0] == before + 2
    audit.restrict(subjects=three[1:], reason=WHY, by=owner, at=timezone.now())
    assert counted(consultation)[0] == before + 4


def test_folding_and_counting_anew_give_the_same_number(
    consultation: Consultation, three: list[Response], owner: User
) -> None:
    erase(three[0], owner)
    audit.restrict(subjects=[three[1]], reason=WHY, by=owner, at=timezone.now())
    number, rows = counted(consultation)
    assert (number, rows > 1) == (3, True)
    fold_changes(at=timezone.now())
    assert counted(consultation) == (3, 1)
    PublicChange.objects.all().delete()
    migration = import_module("consultation.migrations.0041_erasures_seen")
    with connection.cursor() as cursor:
        cursor.execute(migration.UNTIL_NOW)
    assert counted(consultation) == (3, 1)


def test_an_export_goes_with_the_files_whose_names_it_holds(
    make: Make, consultation: Consultation, three: list[Response]
) -> None:
    factories.AttachmentFactory(response=three[0], consultation=consultation, draft=None)
    export = make(ReportKind.EXPORT)
    closed = consultation.closes_at
    files_are_due = closed.replace(year=closed.year + 2) + timedelta(days=2)
    audit.apply_retention(most=10, by=MACHINE, at=files_are_due)
    gone = Erasure.objects.filter(part__in=[Part.FILES, Part.WORDS]).values_list("part", "response")
    assert list(gone) == [(Part.FILES, three[0].pk)]
    export.refresh_from_db()
    assert export.state == "EXPIRED"
