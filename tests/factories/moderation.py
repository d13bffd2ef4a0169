"""Factories of what moderation leaves behind."""

from typing import Any
from uuid import uuid4

import factory
from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from factory.django import DjangoModelFactory

from consultation import models
from consultation.models.screening import BOROUGH, token
from consultation.moderate.screening import VERSION
from consultation.scopes import boroughs_of
from tests.factories.nouns import (
    THEN,
    AnswerFactory,
    ConsultationFactory,
    ResponseFactory,
    UserFactory,
)


def _of_boroughs(made: Any) -> list[str]:
    response = models.Response.objects.get(pk=made.response.pk)  # not kept on the one that is told
    return [token(BOROUGH, key) for key in sorted(boroughs_of(response))]


class ScreeningFactory(DjangoModelFactory):
    """Of its tokens there are those that roles are limited by."""

    class Meta:
        model = models.Screening

    response = factory.SubFactory(ResponseFactory)
    consultation = factory.SelfAttribute("response.consultation")
    version = VERSION
    at = THEN
    state = factory.SelfAttribute("response.state")
    received_at = factory.SelfAttribute("response.received_at")
    tokens = factory.LazyAttribute(_of_boroughs)


class TokenStartFactory(DjangoModelFactory):
    class Meta:
        model = models.TokenStart

    consultation = factory.SubFactory(ConsultationFactory)
    token = factory.Sequence("station:{}".format)
    at = THEN


class UnscreenedFactory(DjangoModelFactory):
    """A trigger has made the row already."""

    class Meta:
        model = models.Unscreened
        django_get_or_create = ("response",)

    response = factory.SubFactory(ResponseFactory)
    consultation = factory.SelfAttribute("response.consultation")


class ModerationStatementFactory(DjangoModelFactory):
    class Meta:
        model = models.ModerationStatement

    consultation = factory.SubFactory(ConsultationFactory)
    two_reviews = False
    duty_instruction = "Call the duty officer on 020 7946 0000."
    reason = "The number is new."
    at = THEN
    by = factory.SubFactory(UserFactory)


class SavedViewFactory(DjangoModelFactory):
    class Meta:
        model = models.SavedView

    person = factory.SubFactory(UserFactory)
    consultation = factory.SubFactory(ConsultationFactory)
    name = factory.Sequence(lambda n: f"View {n}")
    query = "channel=PAPER"
    at = THEN


class RedactionFactory(DjangoModelFactory):
    class Meta:
        model = models.Redaction

    answer = factory.SubFactory(AnswerFactory, text="My name is Rosa Okafor.", choice="")
    response = factory.SelfAttribute("answer.response")
    start = 11
    end = 22
    reason = "PERSONAL"
    by = factory.SubFactory(UserFactory)
    at = THEN


class PublishedResponseFactory(DjangoModelFactory):
    class Meta:
        model = models.PublishedResponse

    response = factory.SubFactory(ResponseFactory, state="RELEASED")
    consultation = factory.SelfAttribute("response.consultation")
    received_on = THEN.date()
    channel = "ONLINE"
    capacity = "MYSELF"
    place = "NOT_SAID"
    language = "en"
    at = THEN


class PublishedAnswerFactory(DjangoModelFactory):
    class Meta:
        model = models.PublishedAnswer

    published = factory.SubFactory(PublishedResponseFactory)
    question_version = factory.SubFactory("tests.factories.nouns.QuestionVersionFactory")
    text = ""
    choice = "OPPOSE"


class PublishedWordsFactory(DjangoModelFactory):
    """A trigger makes the row of a copy that has words."""

    class Meta:
        model = models.PublishedWords
        django_get_or_create = ("response",)

    response = factory.SubFactory(ResponseFactory, state="RELEASED")
    consultation = factory.SelfAttribute("response.consultation")
    received_on = THEN.date()
    words = SearchVector(Value("closing"))


class ReceivedWordsFactory(DjangoModelFactory):
    """A trigger makes the row of a response that was screened and has words."""

    class Meta:
        model = models.ReceivedWords
        django_get_or_create = ("response",)

    response = factory.SubFactory(ResponseFactory)
    words = SearchVector(Value("closing"))


class BulkReviewFactory(DjangoModelFactory):
    class Meta:
        model = models.BulkReview

    consultation = factory.SubFactory(ConsultationFactory)
    verdict = "RELEASE"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = THEN
    steps_total = 1


class BulkReviewRowFactory(DjangoModelFactory):
    class Meta:
        model = models.BulkReviewRow

    bulk_review = factory.SubFactory(BulkReviewFactory)
    response = factory.SubFactory(ResponseFactory)
    seen = factory.SelfAttribute("response.state")


class BulkRedactionFactory(DjangoModelFactory):
    class Meta:
        model = models.BulkRedaction

    consultation = factory.SubFactory(ConsultationFactory)
    words = "Rosa Okafor"
    reason = "PERSONAL"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = THEN


class BulkRedactionPlaceFactory(DjangoModelFactory):
    class Meta:
        model = models.BulkRedactionPlace

    bulk_redaction = factory.SubFactory(BulkRedactionFactory)
    answer = factory.SubFactory("tests.factories.nouns.AnswerFactory")
    response = factory.SelfAttribute("answer.response")
    start = 0
    end = 4


class CopyWatchFactory(DjangoModelFactory):
    class Meta:
        model = models.CopyWatch

    consultation = factory.SubFactory(ConsultationFactory)


class TextGroupFactory(DjangoModelFactory):
    class Meta:
        model = models.TextGroup

    consultation = factory.SubFactory(ConsultationFactory)
    founded_at = THEN
    core = "We ask you to keep the front counter open for all of us who live here."


class TextPrintFactory(DjangoModelFactory):
    class Meta:
        model = models.TextPrint

    response = factory.SubFactory(ResponseFactory)
    consultation = factory.SelfAttribute("response.consultation")
    length = 15
    exact = factory.LazyFunction(uuid4)
