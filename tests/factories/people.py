"""Factories of what people ask about their records, and of how long those are kept."""

import factory
from factory.django import DjangoModelFactory

from consultation import models
from tests.factories.nouns import THEN, ConsultationFactory, ResponseFactory, UserFactory


class PersonRequestFactory(DjangoModelFactory):
    """Asked for by letter."""

    class Meta:
        model = models.PersonRequest

    kind = "ERASE"
    about = factory.LazyFunction(lambda: ["response:1"])
    reason = "Asked for by letter of 20 November."
    by = factory.SubFactory(UserFactory)
    at = THEN


class ErasureFactory(DjangoModelFactory):
    """Of the name and address of a response that has none."""

    class Meta:
        model = models.Erasure

    response = factory.SubFactory(ResponseFactory)
    part = "IDENTITY"
    ground = "ASKED"
    request = factory.SubFactory(PersonRequestFactory)
    at = THEN


class LeftoverFactory(DjangoModelFactory):
    """Of a name and address that came back."""

    class Meta:
        model = models.Leftover

    response = factory.SubFactory(ResponseFactory)
    part = "IDENTITY"


class RetentionMarkFactory(DjangoModelFactory):
    class Meta:
        model = models.RetentionMark

    consultation = factory.SubFactory(ConsultationFactory)
    part = "WORDS"
    at = THEN


class RestrictionFactory(DjangoModelFactory):
    class Meta:
        model = models.Restriction

    response = factory.SubFactory(ResponseFactory)
    request = factory.SubFactory(PersonRequestFactory, kind="RESTRICT")
    by = factory.SubFactory(UserFactory)
    at = THEN


class RetentionRuleFactory(DjangoModelFactory):
    class Meta:
        model = models.RetentionRule

    consultation = factory.SubFactory(ConsultationFactory)
    part = "WORDS"
    counted_from = "CLOSING"
    months = 24
    reason = "The decision may be challenged."
    by = factory.SubFactory(UserFactory)
    at = THEN


class LegalHoldFactory(DjangoModelFactory):
    """On a whole consultation."""

    class Meta:
        model = models.LegalHold

    consultation = factory.SubFactory(ConsultationFactory)
    reason = "A claim for judicial review was issued."
    by = factory.SubFactory(UserFactory)
    at = THEN
