"""One of each thing that a page of the site shows; `tests/site.py` says which page shows what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from consultation.models import (
    Attachment,
    BulkRedaction,
    BulkReview,
    Consultation,
    Decision,
    Enquiry,
    Flag,
    Import,
    Invitation,
    JoinCode,
    LegalHold,
    Meeting,
    Petition,
    Point,
    Proposal,
    PublishedResponse,
    QuestionVersion,
    Registration,
    Report,
    Response,
    SavedView,
    SectionVersion,
    SignedReply,
    TextGroup,
    Theme,
    Transcription,
    User,
)
from tests import factories

INVITED = "opens-the-invitation"  # the key of the world's invitation


@dataclass
class World:
    """Something to look at on each page."""

    consultation: Consultation
    response: Response
    report: Report
    attachment: Attachment
    typing: Transcription  # being typed in
    typed: Transcription  # waiting for its check
    petition: Petition
    meeting: Meeting
    imported: Import
    invitation: Invitation  # of somebody of another council than the cast's
    member: User  # of that council
    section: SectionVersion  # of the reply that it is drafting
    signed: SignedReply  # of a third council: interim, and released
    enquiry: Enquiry  # of that council, not answered yet
    code: JoinCode  # of that council
    registration: Registration  # that nobody has decided
    bulk_review: BulkReview  # that has ended
    everywhere: BulkRedaction  # found, and waiting to be confirmed
    flag: Flag  # of the response
    view: SavedView  # of the queue, kept by whoever asked for the report
    published: PublishedResponse  # of a released response, with a choice and redacted words
    hold: LegalHold  # on the response
    copies: TextGroup  # of three letters
    point: Point  # that the response makes
    theme: Theme  # that the point stands under
    decision: Decision  # a draft, about Holborn


def invitation_of(consultation: Consultation) -> Invitation:
    """Of somebody of Merton, as yet not opened. Its people sign in with work accounts."""
    from django.utils import timezone

    made: Invitation = factories.InvitationFactory(
        consultation=consultation,
        organisation=factories.OrganisationFactory(name="London Borough of Merton", slug="merton"),
        key=INVITED,
        expires_at=timezone.now() + timedelta(days=20),
    )
    factories.IdentityProviderFactory(organisation=made.organisation)
    return made


def enquiry_of(invitation: Invitation) -> Enquiry:
    """The council asked twice, and was answered once."""
    asked = {"consultation": invitation.consultation, "organisation": invitation.organisation}
    factories.EnquiryAnswerFactory(enquiry=factories.EnquiryFactory(**asked))
    made: Enquiry = factories.EnquiryFactory(**asked)
    return made


def code_of(invitation: Invitation) -> JoinCode:
    """For colleagues of that council."""
    made: JoinCode = factories.JoinCodeFactory(
        consultation=invitation.consultation, organisation=invitation.organisation
    )
    return made


def member_of(invitation: Invitation) -> User:
    """An approver of that council."""
    made: User = factories.GrantFactory(
        role="COUNCIL_APPROVER", organisation=invitation.organisation
    ).person
    return made


def section_of(invited: Invitation) -> SectionVersion:
    """Of a reply that the organisation of an invitation is drafting."""
    made: SectionVersion = factories.SectionVersionFactory(
        section__reply__consultation=invited.consultation,
        section__reply__organisation=invited.organisation,
    )
    return made


def signed_of(consultation: Consultation, by: Any) -> SignedReply:
    """What Camden says about its own counters, and about Barkingside."""
    from django.utils import timezone

    from tests.reply import signed

    at = {one.station.slug: one for one in consultation.proposals.select_related("station")}
    made = signed.signed(
        signed.council_of(at["holborn"].station.borough),
        consultation,
        at=(now := timezone.now()),
        says={
            at["holborn"]: "OPPOSE", at["kentish-town"]: "SUPPORT", at["barkingside"]: "CONDITIONAL"
        },
        ratified_by_whom="the Cabinet",
    )  # fmt: skip
    return signed.released(made, by, at=now)


def published_of(response: Response) -> PublishedResponse:
    """A public copy with a position and with words of which some are taken out."""
    from django.utils import timezone

    from consultation.moderate.actions import publishing

    Response.objects.filter(pk=response.pk).update(state="RELEASED")
    response.refresh_from_db()
    answer = response.answers.exclude(text="").get()
    factories.RedactionFactory(answer=answer, start=0, end=5, in_force=True)
    made = publishing.publish(response=response, by="machine", at=timezone.now())
    assert made is not None
    return made


def bulk_review_of(released: Response, left_alone: Response) -> BulkReview:
    """A release of two: one of them was decided, and the other has flags."""
    made: BulkReview = factories.BulkReviewFactory(
        consultation=released.consultation, state="DONE", steps_done=2, steps_total=2
    )
    review = released.reviews.get()
    factories.BulkReviewRowFactory(bulk_review=made, response=released, review=review)
    factories.BulkReviewRowFactory(
        bulk_review=made, response=left_alone, refusal="It has flags that nobody judged."
    )
    return made


def everywhere_in(response: Response) -> BulkRedaction:
    """The first words of the response, to be taken out everywhere."""
    from django.utils import timezone

    answer = response.answers.exclude(text="").order_by("pk")[0]
    made: BulkRedaction = factories.BulkRedactionFactory(
        consultation=response.consultation, words=answer.text[:5], state="FOUND", places=1,
        responses=1, asked_at=timezone.now(), newest_at=timezone.now(),
    )  # fmt: skip
    factories.BulkRedactionPlaceFactory(bulk_redaction=made, answer=answer, end=5)
    return made


def copies_in(consultation: Consultation) -> TextGroup:
    """Three letters of one campaign: the last says of its own, and one word more."""
    from django.utils import timezone

    from consultation.events import MACHINE
    from consultation.moderate.actions import copies, copy_cores

    version = QuestionVersion.objects.filter(
        question__consultation=consultation, question__kind="TEXT"
    ).first()
    ours = (
        "We ask you to keep the front counter at Barkingside open in the evening. Many of us have "
        "no car and cannot walk to the next one."
    )
    changed = ours.replace("and cannot", "and really cannot")
    for text in (ours, ours, f"{changed}\nMy father was helped there last winter."):
        response = factories.ResponseFactory(consultation=consultation)
        factories.AnswerFactory(response=response, question_version=version, text=text)
        factories.ScreeningFactory(response=response)
    copies.group_texts(by=MACHINE, at=timezone.now())
    copy_cores.read_cores(by=MACHINE, at=timezone.now())
    return TextGroup.objects.get(consultation=consultation)


def point_of(response: Response) -> Point:
    """Made in its first answer in words, under a theme."""
    answer = response.answers.exclude(text="").order_by("pk")[0]
    frame = factories.CodeframeFactory(consultation=response.consultation)
    theme = factories.ThemeFactory(consultation=response.consultation, title="Getting there")
    made: Point = factories.PointFactory(
        consultation=response.consultation, theme=theme, number=1, frame=frame.version,
        sentence="The walk to the next counter is too long.",
    )  # fmt: skip
    factories.PointWordingFactory(point=made)
    reading = factories.ReadingFactory(response=response)
    factories.CodeFactory(
        reading=reading, answer=answer, end=len(answer.text), point=made, proposal=answer.proposal
    )
    return made


def theme_of(point: Point) -> Theme:
    """The one that it stands under."""
    assert point.theme is not None
    return point.theme


def decision_in(consultation: Consultation) -> Decision:
    """A draft with a briefing, and an equality assessment that it does not acknowledge."""
    proposal = consultation.proposals.get(station__slug="holborn")
    made: Decision = factories.DecisionFactory(proposal=proposal, outcome="NOT")
    factories.BriefingFactory(decision=made)
    factories.EqualityAssessmentFactory(consultation=consultation)
    return made


def petition_about(proposal: Proposal) -> Petition:
    """With one point, about the proposal."""
    made: Petition = factories.PetitionFactory(consultation=proposal.consultation)
    factories.GatheringPointFactory(petition=made, proposal=proposal)
    return made


def report_on(consultation: Consultation, asked_by: Any) -> Report:
    """A summary that is ready."""
    from django.utils import timezone

    from consultation.models import ReportKind
    from consultation.report import actions

    actions.ask(consultation=consultation, kind=ReportKind.WHOLE, by=asked_by, at=timezone.now())
    report = actions.make_next(clock=timezone.now)
    assert report is not None
    return report


def file_of(response: Response) -> Attachment:
    """Sent with it, and kept."""
    from consultation import files

    made: Attachment = factories.AttachmentFactory(
        response=response, name="notes.txt", content_type="TXT"
    )
    files.store(lambda sink: sink.write(b"Too far."), name=made.stored_as)
    return made


def world_of(consultation: Consultation, send: Callable[..., Response], asked_by: Any) -> World:
    """One of each: a response about Barkingside with a file, a summary report made from it ..."""
    from django.utils import timezone

    from tests.importing import files as tables

    about = consultation.proposals.get(station__slug="barkingside")
    response = send(consultation, about=[about])
    signed = signed_of(consultation, asked_by)
    report = report_on(consultation, asked_by)
    return World(
        consultation,
        response,
        report,
        file_of(response),
        typing=factories.TranscriptionFactory(consultation=consultation),
        typed=factories.TranscriptionFactory(consultation=consultation, state="AWAITING_CHECK"),
        petition=petition_about(about),
        meeting=factories.MeetingFactory(
            consultation=consultation, held_at=timezone.now() + timedelta(days=30)
        ),
        imported=tables.checked(consultation, by=asked_by),
        invitation=(invited := invitation_of(consultation)),
        member=member_of(invited),
        section=section_of(invited),
        signed=signed,
        enquiry=enquiry_of(invited),
        code=code_of(invited),
        registration=factories.RegistrationFactory(consultation=consultation),
        bulk_review=bulk_review_of(signed.response, left_alone=response),
        everywhere=everywhere_in(response),
        flag=factories.FlagFactory(response=response),
        view=factories.SavedViewFactory(consultation=consultation, person=asked_by),
        published=published_of(send(consultation, about=[about])),
        hold=factories.LegalHoldFactory(consultation=consultation, response=response, by=asked_by),
        copies=copies_in(consultation),
        point=(point := point_of(response)),
        theme=theme_of(point),
        decision=decision_in(consultation),
    )
