"""Factories of a consultation, its responses and reports."""

from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from consultation import models
from consultation.respond.codes import new_reference
from consultation.signin.sealing import seal
from tests.ground_factories import StationFactory

LONDON = ZoneInfo("Europe/London")
THEN = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
APP_SECRET = b"12345678901234567890"  # of the examples in RFC 6238


class UserFactory(DjangoModelFactory):
    class Meta:
        model = models.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("correct horse battery staple")


class AuthenticatorAppFactory(DjangoModelFactory):
    """Of an account that signs in with it; its secret is `APP_SECRET`."""

    class Meta:
        model = models.AuthenticatorApp

    person = factory.SubFactory(UserFactory, two_factor_since=THEN)
    secret = factory.LazyFunction(lambda: seal(APP_SECRET))
    made_at = THEN
    last_step = 0


class PasskeyFactory(DjangoModelFactory):
    class Meta:
        model = models.Passkey

    person = factory.SubFactory(UserFactory, two_factor_since=THEN)
    name = factory.Sequence(lambda n: f"Key {n}")
    credential_id = factory.Sequence(lambda n: n.to_bytes(16, "big"))
    credential = b"not a key"
    made_at = THEN


class RecoveryCodeFactory(DjangoModelFactory):
    class Meta:
        model = models.RecoveryCode

    person = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda n: f"{n:064x}")
    made_at = THEN


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organisation
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"London Borough of Borough {n}")
    slug = factory.Sequence(lambda n: f"council-{n}")
    kind = "COUNCIL"


class GrantFactory(DjangoModelFactory):
    class Meta:
        model = models.Grant

    person = factory.SubFactory(UserFactory)
    role = "MODERATOR"
    granted_at = THEN


class ConsultationFactory(DjangoModelFactory):
    class Meta:
        model = models.Consultation

    slug = factory.Sequence(lambda n: f"consultation-{n}")
    title = factory.Sequence(lambda n: f"Police front counters {n}")
    body = "Mayor's Office for Policing and Crime"
    question = "Which front counters should stay?"
    summary = "What is proposed for each front counter."
    still_open = "Which counters close."
    already_fixed = "The budget."
    contact = "consultation@example.com"
    privacy_notice = "We use your answers to decide, and publish no name."
    privacy_version = "2026-11"
    opens_at = datetime(2026, 11, 16, 9, 0, tzinfo=LONDON)
    closes_at = datetime(2027, 2, 14, 23, 59, 59, tzinfo=LONDON)
    state = "PUBLISHED"


class ExtensionFactory(DjangoModelFactory):
    class Meta:
        model = models.Extension

    consultation = factory.SubFactory(ConsultationFactory)
    from_at = ConsultationFactory.closes_at
    to_at = datetime(2027, 2, 28, 23, 59, 59, tzinfo=LONDON)
    reason = "New evidence was published."
    by = factory.SubFactory(UserFactory)
    at = THEN


class ClosingFactory(DjangoModelFactory):
    class Meta:
        model = models.Closing

    consultation = factory.SubFactory(ConsultationFactory)
    closes_at = ConsultationFactory.closes_at
    received_until = datetime(2027, 2, 15, 0, 29, 59, tzinfo=LONDON)
    closed_at = datetime(2027, 2, 15, 0, 31, tzinfo=LONDON)
    responses = 3


class PauseFactory(DjangoModelFactory):
    """One that goes on needs a consultation that is suspended; see `actions.suspend`."""

    class Meta:
        model = models.Pause

    consultation = factory.SubFactory(ConsultationFactory)
    from_at = datetime(2026, 11, 20, 9, 0, tzinfo=LONDON)
    reason = "An election was called."
    by = factory.SubFactory(UserFactory)
    to_at = THEN
    reopened_reason = "The election is over."
    reopened_by = factory.SubFactory(UserFactory)


class OutageFactory(DjangoModelFactory):
    class Meta:
        model = models.Outage

    from_at = datetime(2026, 11, 21, 18, 0, tzinfo=LONDON)
    to_at = datetime(2026, 11, 21, 21, 0, tzinfo=LONDON)
    what_happened = "A disk was full."
    by = factory.SubFactory(UserFactory)
    at = THEN


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = models.Criterion

    consultation = factory.SubFactory(ConsultationFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Criterion {n}")
    text = "How far people must go."


class ExclusionRuleFactory(DjangoModelFactory):
    class Meta:
        model = models.ExclusionRule

    consultation = factory.SubFactory(ConsultationFactory)
    code = factory.Sequence(lambda n: f"rule-{n}")
    text = "Sent by a program."


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = models.Proposal

    consultation = factory.SubFactory(ConsultationFactory)
    station = factory.SubFactory(StationFactory)
    kind = "CLOSE"
    now = "A front counter, open in the daytime."
    proposed = "The front counter would close."
    why = "Few people use it."
    effect = "You would go to another counter."
    timing = "Not before the decision."


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = models.Evidence

    proposal = factory.SubFactory(ProposalFactory)
    position = factory.Sequence(lambda n: n + 1)
    claim = factory.Sequence(lambda n: f"One crime report a day or fewer ({n}).")
    source = "Mayor's answer 2017/3620"
    confidence = "STATED"


class AlternativeFactory(DjangoModelFactory):
    class Meta:
        model = models.Alternative

    proposal = factory.SubFactory(ProposalFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "Open on two days a week."
    why_not = "Two days would still need the building."


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.Question

    consultation = factory.SubFactory(ConsultationFactory)
    key = factory.Sequence(lambda n: f"question-{n}")
    position = factory.Sequence(lambda n: n + 1)
    kind = "TEXT"
    scope = "ALL"
    page = factory.SelfAttribute("key")


class QuestionVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.QuestionVersion

    question = factory.SubFactory(QuestionFactory)
    number = 1
    wording = "Why do you say that?"
    short = "Reasons"
    max_length = 5000


class RespondentFactory(DjangoModelFactory):
    class Meta:
        model = models.Respondent

    email = factory.Sequence(lambda n: f"resident{n}@example.com")


class DraftFactory(DjangoModelFactory):
    class Meta:
        model = models.Draft

    key = factory.LazyFunction(uuid4)
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    consultation = factory.SubFactory(ConsultationFactory)
    begun_at = THEN
    saved_at = THEN


class LinkFactory(DjangoModelFactory):
    class Meta:
        model = models.Link

    draft = factory.SubFactory(DraftFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    made_at = THEN


class ResponseFactory(DjangoModelFactory):
    class Meta:
        model = models.Response

    reference = factory.LazyFunction(new_reference)
    key = factory.LazyFunction(uuid4)
    consultation = factory.SubFactory(ConsultationFactory)
    channel = "ONLINE"
    capacity = "MYSELF"
    place = "NOT_SAID"
    begun_at = THEN
    received_at = THEN
    privacy_version = "2026-11"
    publish = "WORDS"
    state_at = THEN


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = models.Answer

    response = factory.SubFactory(ResponseFactory)
    question_version = factory.SubFactory(QuestionVersionFactory)
    text = "It is too far to walk."


class AttachmentFactory(DjangoModelFactory):
    """A row without bytes on the disk."""

    class Meta:
        model = models.Attachment

    id = factory.LazyFunction(uuid4)
    consultation = factory.SelfAttribute("response.consultation")
    response = factory.SubFactory(ResponseFactory)
    purpose = "EVIDENCE"
    name = factory.Sequence(lambda n: f"photo-{n}.jpg")
    content_type = "JPG"
    size = 1000
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    state = "UNSCANNED"
    uploaded_at = THEN


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = models.Review

    response = factory.SubFactory(ResponseFactory)
    verdict = "RELEASE"
    at = THEN
    by = factory.SubFactory(UserFactory)


class FlagFactory(DjangoModelFactory):
    class Meta:
        model = models.Flag

    response = factory.SubFactory(ResponseFactory)
    kind = "FAST"
    facts = {"seconds": 5}
    at = THEN


class ContentVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.ContentVersion

    number = factory.Sequence(lambda n: n)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> models.ContentVersion:
        """There is one row; making another changes it."""
        made: models.ContentVersion = model_class.objects.update_or_create(defaults=kwargs, id=1)[0]
        return made


class LeafFactory(DjangoModelFactory):
    class Meta:
        model = models.Leaf

    response = factory.SubFactory(ResponseFactory)
    commitment = factory.Sequence(lambda n: f"{n:064x}")


class LeafSaltFactory(DjangoModelFactory):
    class Meta:
        model = models.LeafSalt

    response = factory.SubFactory(ResponseFactory)
    salt = b"s" * 32


class EventFactory(DjangoModelFactory):
    class Meta:
        model = models.Event

    kind = "response.received"
    about = factory.Sequence(lambda n: f"response:{n}")
    actor = "public"
    at = THEN


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = models.Message

    kind = "receipt"
    to = factory.Sequence(lambda n: f"resident{n}@example.com")
    subject = "We have your response"
    body = "Thank you."
    queued_at = THEN
    due_at = THEN
