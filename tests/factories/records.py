"""Factories of what stands beside responses: petitions, paper, files, equality questions."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from consultation import models
from tests.factories.nouns import (
    LONDON,
    THEN,
    ConsultationFactory,
    DraftFactory,
    OrganisationFactory,
    ProposalFactory,
    ResponseFactory,
    UserFactory,
)


class TranscriptionFactory(DjangoModelFactory):
    class Meta:
        model = models.Transcription

    consultation = factory.SubFactory(ConsultationFactory)
    draft = factory.SubFactory(DraftFactory, consultation=factory.SelfAttribute("..consultation"))
    channel = "PAPER"
    received_on = THEN.date()
    edition = "AAAAAA"  # no such wordings: those of the day
    begun_by = factory.SubFactory(UserFactory)
    begun_at = THEN
    typed_by = factory.SelfAttribute("begun_by")
    typed_at = THEN
    typists = factory.LazyAttribute(lambda made: [made.begun_by.pk, made.typed_by.pk])


class TranslationFactory(DjangoModelFactory):
    class Meta:
        model = models.Translation

    consultation = factory.SubFactory(ConsultationFactory)
    subject = factory.Sequence(lambda n: f"proposal:{n}")
    field = "now"
    language = "ur"
    english = "A front counter."
    text = "ایک فرنٹ کاؤنٹر۔"
    drafted_at = THEN


class EqualitySetFactory(DjangoModelFactory):
    class Meta:
        model = models.EqualitySet

    name = factory.Sequence(lambda n: f"Equality questions {n}")
    dated_on = THEN.date()
    source = "Harmonised standards."


class EqualityQuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.EqualityQuestion

    set = factory.SubFactory(EqualitySetFactory)
    key = factory.Sequence(lambda n: f"equality-{n}")
    position = factory.Sequence(lambda n: n + 1)
    page = factory.SelfAttribute("key")
    wording = "What is your sex?"
    short = "Sex"
    options = [["FEMALE", "Female"], ["MALE", "Male"], ["NOT_SAID", "Prefer not to say"]]
    missing = "Select your sex or ‘Prefer not to say’"


class EqualityAnswerFactory(DjangoModelFactory):
    """Its consultation asks the set of its question."""

    class Meta:
        model = models.EqualityAnswer

    question = factory.SubFactory(EqualityQuestionFactory)
    consultation = factory.SubFactory(
        ConsultationFactory, equality_set=factory.SelfAttribute("..question.set")
    )
    value = "FEMALE"
    key = factory.LazyFunction(lambda: uuid4().hex * 2)
    week_on = THEN.date()


class PetitionFactory(DjangoModelFactory):
    class Meta:
        model = models.Petition

    consultation = factory.SubFactory(ConsultationFactory)
    title = factory.Sequence(lambda n: f"Keep our front counter {n}")
    organiser = "Ruth Resident"
    organiser_is_body = False
    text = "We ask the Mayor to keep the front counter open."
    signatures = 1240
    verified = "NOT_VERIFIED"
    channel = "PAPER"
    received_at = THEN
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = THEN


class PetitionAboutFactory(DjangoModelFactory):
    class Meta:
        model = models.PetitionAbout

    petition = factory.SubFactory(PetitionFactory)
    proposal = factory.SubFactory(ProposalFactory)


class MeetingFactory(DjangoModelFactory):
    """One ahead. One that was held says who came: `attendance`, `attendance_how`, `spoke_for`."""

    class Meta:
        model = models.Meeting

    consultation = factory.SubFactory(ConsultationFactory)
    held_at = datetime(2026, 12, 8, 19, 0, tzinfo=LONDON)
    place = factory.Sequence(lambda n: f"Town Hall {n}")
    publicised_on = date(2026, 11, 16)
    organised_by = "Redbridge Council"
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = THEN


class GatheringPointFactory(DjangoModelFactory):
    class Meta:
        model = models.GatheringPoint

    petition = factory.SubFactory(PetitionFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "The bus does not go there in the evening."


class ImportFactory(DjangoModelFactory):
    class Meta:
        model = models.Import

    consultation = factory.SubFactory(ConsultationFactory)
    name = factory.Sequence(lambda n: f"forms-{n}.csv")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 10
    reading = factory.LazyFunction(lambda: {"kind": "csv", "encoding": "utf-8", "separator": ","})
    origin = "OTHER"
    headers = factory.LazyFunction(lambda: ["Ref", "Stance"])
    signature = factory.Sequence(lambda n: f"{n:064x}")
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = THEN


class ImportedRowFactory(DjangoModelFactory):
    class Meta:
        model = models.ImportedRow

    response = factory.SubFactory(ResponseFactory)
    consultation = factory.SelfAttribute("response.consultation")
    file = factory.SubFactory(
        ImportFactory, consultation=factory.SelfAttribute("..response.consultation")
    )
    line = factory.Sequence(lambda n: n + 2)
    source_key = "paper forms"
    digest = factory.Sequence(lambda n: f"{n:064x}")


class InvitationFactory(DjangoModelFactory):
    """Of somebody at Redbridge, not opened yet; its link is `key`, where one is given."""

    class Meta:
        model = models.Invitation

    class Params:
        key = ""

    consultation = factory.SubFactory(ConsultationFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"officer{n}@redbridge.gov.uk")
    role = "COUNCIL_DRAFTER"
    token_hash = factory.LazyAttribute(
        lambda o: sha256(o.key.encode()).hexdigest() if o.key else ""
    )
    invited_by = factory.SubFactory(UserFactory)
    invited_at = THEN
    expires_at = THEN + timedelta(days=28)


class RegistrationFactory(DjangoModelFactory):
    """A residents' association that asks to reply."""

    class Meta:
        model = models.Registration

    consultation = factory.SubFactory(ConsultationFactory)
    name = factory.Sequence(lambda n: f"Residents of Street {n}")
    kind = "RESIDENTS"
    proof = "https://residents.example.org"
    person_name = "Rita Resident"
    post = "Chair"
    email = factory.Sequence(lambda n: f"chair{n}@residents.example.org")
    asked_at = THEN


class FormalReplyFactory(DjangoModelFactory):
    """A first edition that is being drafted."""

    class Meta:
        model = models.FormalReply

    consultation = factory.SubFactory(ConsultationFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    number = 1
    begun_by = factory.SubFactory(UserFactory)
    begun_at = THEN


class ReplySectionFactory(DjangoModelFactory):
    class Meta:
        model = models.ReplySection

    reply = factory.SubFactory(FormalReplyFactory)
    kind = "VIEW"


class SectionVersionFactory(DjangoModelFactory):
    class Meta:
        model = models.SectionVersion

    section = factory.SubFactory(ReplySectionFactory)
    number = 1
    content = factory.LazyFunction(
        lambda: {
            "position": "",
            "passages": [{"key": "one", "heading": "Travel", "text": "Ilford is two buses away."}],
        }
    )
    by = factory.SubFactory(UserFactory)
    at = THEN


class ReplyNoteFactory(DjangoModelFactory):
    class Meta:
        model = models.ReplyNote

    section = factory.SubFactory(ReplySectionFactory)
    text = "Ask the transport team for the times."
    by = factory.SubFactory(UserFactory)
    at = THEN


class ReplyReturnFactory(DjangoModelFactory):
    class Meta:
        model = models.ReplyReturn

    reply = factory.SubFactory(FormalReplyFactory)
    reasons = "Say what the bus takes."
    digest = "0" * 64
    by = factory.SubFactory(UserFactory)
    at = THEN


class SignedReplyFactory(DjangoModelFactory):
    """Its reply and its response, as `actions.sign` leaves them."""

    class Meta:
        model = models.SignedReply

    reply = factory.SubFactory(FormalReplyFactory, state="SIGNED")
    response = factory.SubFactory(
        ResponseFactory,
        kind="FORMAL",
        capacity="GROUP",
        consultation=factory.SelfAttribute("..reply.consultation"),
        organisation=factory.SelfAttribute("..reply.organisation"),
    )
    content = factory.LazyFunction(
        lambda: {
            "organisation": "London Borough of Redbridge",
            "consultation": "Police front counters",
            "edition": 1,
            "replaces": "",
            "parts": [],
            "files": [],
        }
    )
    text = "Formal reply of London Borough of Redbridge\n"
    digest = factory.LazyAttribute(lambda made: sha256(made.text.encode()).hexdigest())
    authority = "DELEGATED"
    authority_reference = "DD/2026/114"
    authority_on = THEN.date()
    signer_post = "Head of Communities"
    late = False
    closed_at = factory.LazyAttribute(lambda made: THEN if made.late else None)
    signed_by = factory.SubFactory(UserFactory)
    signed_at = THEN


class RatificationFactory(DjangoModelFactory):
    class Meta:
        model = models.Ratification

    signed = factory.SubFactory(SignedReplyFactory, interim=True, ratified_by_whom="the Cabinet")
    authority = "COMMITTEE"
    authority_reference = "Cabinet, minute 12"
    authority_on = THEN.date()
    by = factory.SubFactory(UserFactory)
    at = THEN


class EnquiryFactory(DjangoModelFactory):
    """Of Redbridge, about everything, without an answer."""

    class Meta:
        model = models.Enquiry

    consultation = factory.SubFactory(ConsultationFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    text = "How many people used the Barkingside counter in 2025?"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = THEN


class EnquiryAnswerFactory(DjangoModelFactory):
    """The first one; a later one has a `why`."""

    class Meta:
        model = models.EnquiryAnswer

    enquiry = factory.SubFactory(EnquiryFactory)
    number = 1
    text = "4,210 people came to it."
    why = factory.LazyAttribute(lambda o: "A month was missing." if o.number > 1 else "")
    by = factory.SubFactory(UserFactory)
    at = THEN


class JoinCodeFactory(DjangoModelFactory):
    """For drafters, not used yet; it is `code`."""

    class Meta:
        model = models.JoinCode

    class Params:
        code = factory.Sequence(lambda n: f"0000-0000-0000-{n:04}")

    organisation = factory.SubFactory(OrganisationFactory)
    consultation = factory.SubFactory(ConsultationFactory)
    role = "COUNCIL_DRAFTER"
    code_hash = factory.LazyAttribute(lambda o: sha256(o.code.encode()).hexdigest())
    made_by = factory.SubFactory(UserFactory)
    made_at = THEN
    expires_at = THEN + timedelta(days=7)
