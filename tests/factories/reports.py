"""Factories of reports, their parts and their schedules."""

import factory
from factory.django import DjangoModelFactory

from consultation import models
from tests.factories.nouns import THEN, ConsultationFactory, UserFactory
from tests.ground_factories import BoroughFactory


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = models.Report

    consultation = factory.SubFactory(ConsultationFactory)
    kind = "WHOLE"
    key = factory.Sequence(lambda n: f"{n:064x}")
    snapshot = 0
    asked_by = factory.SubFactory(UserFactory)
    asked_at = THEN


class ReportFileFactory(DjangoModelFactory):
    class Meta:
        model = models.ReportFile

    report = factory.SubFactory(ReportFactory)
    kind = "csv"
    name = factory.Sequence(lambda n: f"report-{n}.csv")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 10


class PlaceFiguresFactory(DjangoModelFactory):
    class Meta:
        model = models.PlaceFigures

    report = factory.SubFactory(ReportFactory)
    borough = factory.SubFactory(BoroughFactory)
    figures = factory.LazyFunction(dict)


class ReportWordsFactory(DjangoModelFactory):
    class Meta:
        model = models.ReportWords

    report = factory.SubFactory(ReportFactory)
    answer = factory.Sequence(lambda n: n + 1)


class ReportRequestFactory(DjangoModelFactory):
    class Meta:
        model = models.ReportRequest

    report = factory.SubFactory(ReportFactory)
    by = factory.SubFactory(UserFactory)
    at = THEN


class ReportLineFactory(DjangoModelFactory):
    class Meta:
        model = models.ReportLine

    report = factory.SubFactory(ReportFactory)
    attempt = 1
    at = THEN
    words = "Counting the responses"


class ReportScheduleFactory(DjangoModelFactory):
    class Meta:
        model = models.ReportSchedule

    consultation = factory.SubFactory(ConsultationFactory)
    kind = "WHOLE"
    every = "NIGHTLY"
    by = factory.SubFactory(UserFactory)
    at = THEN
