"""Factories of what workers and the database count."""

import factory
from factory.django import DjangoModelFactory

from consultation import models
from tests.factories.nouns import THEN, ConsultationFactory, QuestionVersionFactory, ResponseFactory


class SayingFactory(DjangoModelFactory):
    class Meta:
        model = models.Saying

    question_version = factory.SubFactory(QuestionVersionFactory)
    consultation = factory.SelfAttribute("question_version.question.consultation")
    choice = factory.Sequence("option-{}".format)


class TallyFactory(DjangoModelFactory):
    class Meta:
        model = models.Tally

    saying = factory.SubFactory(SayingFactory)
    home = models.Tally.NOT_SAID
    number = 1


class TalliedFactory(DjangoModelFactory):
    class Meta:
        model = models.Tallied

    response = factory.SubFactory(ResponseFactory)
    consultation = factory.SelfAttribute("response.consultation")
    channel = "ONLINE"
    capacity = "MYSELF"
    received_on = THEN.date()
    home = models.Tally.NOT_SAID
    said = factory.LazyFunction(list)
    boroughs = factory.LazyFunction(list)


class ReconciliationFactory(DjangoModelFactory):
    class Meta:
        model = models.Reconciliation

    consultation = factory.SubFactory(ConsultationFactory)
    parts = factory.LazyFunction(list)
    event = 0
    entry = 0
    at = THEN


class TallyDueFactory(DjangoModelFactory):
    class Meta:
        model = models.TallyDue

    response = factory.SubFactory(ResponseFactory)
    consultation = factory.SelfAttribute("response.consultation")
    at = THEN


class PublicChangeFactory(DjangoModelFactory):
    class Meta:
        model = models.PublicChange

    consultation = factory.SubFactory(ConsultationFactory)
    changed = 1
    taken = 0
