"""Factories of what those who analyse and decide leave behind."""

import factory
from factory.django import DjangoModelFactory

from consultation import models
from tests.factories.nouns import (
    THEN,
    AnswerFactory,
    ConsultationFactory,
    CriterionFactory,
    ProposalFactory,
    ResponseFactory,
    UserFactory,
)
from tests.factories.records import GatheringPointFactory


class CodeframeFactory(DjangoModelFactory):
    class Meta:
        model = models.Codeframe
        django_get_or_create = ("consultation",)

    consultation = factory.SubFactory(ConsultationFactory)


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = models.Theme

    consultation = factory.SubFactory(ConsultationFactory)
    title = factory.Sequence("Theme {}".format)
    at = THEN
    by = factory.SubFactory(UserFactory)


class PointFactory(DjangoModelFactory):
    """Its first wording is not kept with it: actions do that."""

    class Meta:
        model = models.Point

    consultation = factory.SubFactory(ConsultationFactory)
    number = factory.Sequence(lambda n: 1000 + n)
    sentence = factory.Sequence("The walk to the next counter is too long ({}).".format)
    frame = 1
    at = THEN
    by = factory.SubFactory(UserFactory)


class PointWordingFactory(DjangoModelFactory):
    class Meta:
        model = models.PointWording

    point = factory.SubFactory(PointFactory)
    version = 1
    sentence = factory.SelfAttribute("point.sentence")
    at = THEN
    by = factory.SubFactory(UserFactory)


class PointAboutFactory(DjangoModelFactory):
    class Meta:
        model = models.PointAbout

    point = factory.SubFactory(PointFactory)
    proposal = factory.SubFactory(
        ProposalFactory, consultation=factory.SelfAttribute("..point.consultation")
    )
    at = THEN
    by = factory.SubFactory(UserFactory)


class ReadingFactory(DjangoModelFactory):
    """A trigger makes the row of a response that was screened and has words."""

    class Meta:
        model = models.Reading
        django_get_or_create = ("response",)

    response = factory.SubFactory(ResponseFactory)
    consultation = factory.SelfAttribute("response.consultation")
    received_at = factory.SelfAttribute("response.received_at")
    counted = True


class CodeFactory(DjangoModelFactory):
    class Meta:
        model = models.Code

    answer = factory.SubFactory(AnswerFactory, text="It is too far to walk.", choice="")
    reading = factory.SubFactory(
        ReadingFactory, response=factory.SelfAttribute("..answer.response")
    )
    start = 0
    end = 22
    point = factory.SubFactory(
        PointFactory, consultation=factory.SelfAttribute("..reading.consultation")
    )
    frame = 1
    at = THEN
    by = factory.SubFactory(UserFactory)


class GatheringCodeFactory(DjangoModelFactory):
    class Meta:
        model = models.GatheringCode

    gathered = factory.SubFactory(GatheringPointFactory)
    point = factory.SubFactory(
        PointFactory, consultation=factory.SelfAttribute("..gathered.petition.consultation")
    )
    at = THEN
    by = factory.SubFactory(UserFactory)


class DispositionFactory(DjangoModelFactory):
    class Meta:
        model = models.Disposition

    point = factory.SubFactory(PointFactory)
    version = factory.SelfAttribute("point.version")
    kind = "NOT_ACCEPTED"
    reason = "Buses go there every ten minutes."
    at = THEN
    by = factory.SubFactory(UserFactory)


class EqualityAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = models.EqualityAssessment

    consultation = factory.SubFactory(ConsultationFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Equality impact assessment"
    text = "Older people walk further than others."
    at = THEN
    by = factory.SubFactory(UserFactory)


class DecisionFactory(DjangoModelFactory):
    """A draft: the database signs none that lacks something."""

    class Meta:
        model = models.Decision

    proposal = factory.SubFactory(ProposalFactory)
    consultation = factory.SelfAttribute("proposal.consultation")
    number = 1
    begun_at = THEN
    begun_by = factory.SubFactory(UserFactory)


class CriterionResultFactory(DjangoModelFactory):
    class Meta:
        model = models.CriterionResult

    decision = factory.SubFactory(DecisionFactory)
    criterion = factory.SubFactory(
        CriterionFactory, consultation=factory.SelfAttribute("..decision.consultation")
    )
    text = "Few people use it."


class BriefingFactory(DjangoModelFactory):
    class Meta:
        model = models.Briefing

    decision = factory.SubFactory(DecisionFactory)
    content = factory.LazyFunction(
        lambda: {
            "proposal": {},
            "responses": {"about_it": 0, "to_read_in_all": 0, "read_in_all": 0},
            "points": [],
            "formal_replies": [],
            "left_out": [],
        }
    )
    digest = "a" * 64
    at = THEN
    by = factory.SubFactory(UserFactory)
