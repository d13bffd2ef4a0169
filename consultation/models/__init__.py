"""What we know: one file a noun, each an enumeration, a QuerySet and a model."""

from consultation.models.attachment import (
    Attachment,
    AttachmentPurpose,
    AttachmentState,
    ContentType,
)
from consultation.models.bulk_redaction import (
    BulkRedaction,
    BulkRedactionPlace,
    BulkRedactionState,
)
from consultation.models.bulk_review import BulkReview, BulkReviewRow, BulkReviewState
from consultation.models.coding import Code, Reading
from consultation.models.consultation import (
    Consultation,
    ConsultationState,
    Criterion,
    ExclusionRule,
)
from consultation.models.content import ContentVersion
from consultation.models.copies import CopyWatch, TextGroup, TextPrint
from consultation.models.decision import (
    Briefing,
    CriterionResult,
    Decision,
    DecisionState,
    Disposition,
    DispositionKind,
    EqualityAssessment,
    Outcome,
)
from consultation.models.enquiry import Enquiry, EnquiryAnswer
from consultation.models.equality import (
    NOT_SAID,
    EqualityAnswer,
    EqualityQuestion,
    EqualitySet,
)
from consultation.models.erasure import (
    Erasure,
    Ground,
    Leftover,
    Part,
    PersonRequest,
    RequestKind,
    Restriction,
)
from consultation.models.event import Event, EventKind
from consultation.models.flag import Flag, FlagKind, FlagState
from consultation.models.formal_reply import (
    UNSIGNED,
    WRITABLE,
    FormalReply,
    FormalReplyState,
    Position,
    ReplyNote,
    ReplySection,
    SectionKind,
    SectionVersion,
)
from consultation.models.gathering import (
    Counted,
    GatheringPoint,
    Meeting,
    MeetingState,
    Petition,
    PetitionAbout,
    PetitionChannel,
    PetitionState,
    Verified,
)
from consultation.models.identity_provider import Identity, IdentityProvider
from consultation.models.importing import Import, ImportedRow, ImportState, Origin, Repeats
from consultation.models.invitation import Invitation, InvitationState
from consultation.models.join_code import JoinCode
from consultation.models.leaf import Leaf, LeafSalt
from consultation.models.link import Link
from consultation.models.log import Checkpoint, Cosignature, EntryKind, LogEntry, Stated, Unlogged
from consultation.models.message import Message, MessageKind, MessageState
from consultation.models.moderation import (
    BLIND,
    ModerationStatement,
    Review,
    SavedView,
    Step,
    Verdict,
)
from consultation.models.organisation import Organisation, OrganisationKind, VerifiedHow
from consultation.models.proposal import (
    Alternative,
    Confidence,
    Evidence,
    Proposal,
    ProposalKind,
)
from consultation.models.public_change import PublicChange, Sums
from consultation.models.published import PublishedAnswer, PublishedResponse
from consultation.models.question import (
    CLOSED,
    MANY,
    WORDS,
    Question,
    QuestionKind,
    QuestionScope,
    QuestionVersion,
)
from consultation.models.reconciliation import Reconciliation
from consultation.models.redaction import Redaction, RedactionReason
from consultation.models.registration import Registration, RegistrationState
from consultation.models.report import (
    ENDED_WELL,
    OF_A_PLACE,
    FileKind,
    PlaceFigures,
    Report,
    ReportFile,
    ReportKind,
    ReportLine,
    ReportRequest,
    ReportState,
    ReportWords,
)
from consultation.models.report_schedule import Every, ReportSchedule
from consultation.models.respondent import Respondent
from consultation.models.response import (
    NOT_COUNTED,
    Answer,
    Capacity,
    Channel,
    Draft,
    Kind,
    Place,
    Publish,
    Response,
    ResponseState,
)
from consultation.models.retention import CountedFrom, LegalHold, RetentionMark, RetentionRule
from consultation.models.screening import Screening, TokenStart, Unscreened
from consultation.models.second_factor import AuthenticatorApp, Passkey, RecoveryCode
from consultation.models.sent_form import SentForm
from consultation.models.sign_off import Authority, Ratification, ReplyReturn, SignedReply
from consultation.models.tally import Saying, Tallied, Tally, TallyDue
from consultation.models.theme import Codeframe, Point, PointAbout, PointWording, Theme
from consultation.models.timetable import Closing, Extension, Outage, Pause
from consultation.models.transcription import (
    TYPABLE,
    Purpose,
    Transcription,
    TranscriptionState,
)
from consultation.models.translation import Translation, TranslationState
from consultation.models.user import BOROUGH_ROLES, COUNCIL_ROLES, Grant, Role, User
from consultation.models.words import PublishedWords, ReceivedWords

__all__ = [
    "BLIND",
    "BOROUGH_ROLES",
    "CLOSED",
    "COUNCIL_ROLES",
    "ENDED_WELL",
    "MANY",
    "NOT_COUNTED",
    "NOT_SAID",
    "OF_A_PLACE",
    "TYPABLE",
    "UNSIGNED",
    "WORDS",
    "WRITABLE",
    "Alternative",
    "Answer",
    "Attachment",
    "AttachmentPurpose",
    "AttachmentState",
    "AuthenticatorApp",
    "Authority",
    "Briefing",
    "BulkRedaction",
    "BulkRedactionPlace",
    "BulkRedactionState",
    "BulkReview",
    "BulkReviewRow",
    "BulkReviewState",
    "Capacity",
    "Channel",
    "Checkpoint",
    "Closing",
    "Code",
    "Codeframe",
    "Confidence",
    "Consultation",
    "ConsultationState",
    "ContentType",
    "ContentVersion",
    "CopyWatch",
    "Cosignature",
    "Counted",
    "CountedFrom",
    "Criterion",
    "CriterionResult",
    "Decision",
    "DecisionState",
    "Disposition",
    "DispositionKind",
    "Draft",
    "Enquiry",
    "EnquiryAnswer",
    "EntryKind",
    "EqualityAnswer",
    "EqualityAssessment",
    "EqualityQuestion",
    "EqualitySet",
    "Erasure",
    "Event",
    "EventKind",
    "Every",
    "Evidence",
    "ExclusionRule",
    "Extension",
    "FileKind",
    "Flag",
    "FlagKind",
    "FlagState",
    "FormalReply",
    "FormalReplyState",
    "GatheringPoint",
    "Grant",
    "Ground",
    "Identity",
    "IdentityProvider",
    "Import",
    "ImportState",
    "ImportedRow",
    "Invitation",
    "InvitationState",
    "JoinCode",
    "Kind",
    "Leaf",
    "LeafSalt",
    "Leftover",
    "LegalHold",
    "Link",
    "LogEntry",
    "Meeting",
    "MeetingState",
    "Message",
    "MessageKind",
    "MessageState",
    "ModerationStatement",
    "Organisation",
    "OrganisationKind",
    "Origin",
    "Outage",
    "Outcome",
    "Part",
    "Passkey",
    "Pause",
    "PersonRequest",
    "Petition",
    "PetitionAbout",
    "PetitionChannel",
    "PetitionState",
    "Place",
    "PlaceFigures",
    "Point",
    "PointAbout",
    "PointWording",
    "Position",
    "Proposal",
    "ProposalKind",
    "PublicChange",
    "Publish",
    "PublishedAnswer",
    "PublishedResponse",
    "PublishedWords",
    "Purpose",
    "Question",
    "QuestionKind",
    "QuestionScope",
    "QuestionVersion",
    "Ratification",
    "Reading",
    "ReceivedWords",
    "Reconciliation",
    "RecoveryCode",
    "Redaction",
    "RedactionReason",
    "Registration",
    "RegistrationState",
    "Repeats",
    "ReplyNote",
    "ReplyReturn",
    "ReplySection",
    "Report",
    "ReportFile",
    "ReportKind",
    "ReportLine",
    "ReportRequest",
    "ReportSchedule",
    "ReportState",
    "ReportWords",
    "RequestKind",
    "Respondent",
    "Response",
    "ResponseState",
    "Restriction",
    "RetentionMark",
    "RetentionRule",
    "Review",
    "Role",
    "SavedView",
    "Saying",
    "Screening",
    "SectionKind",
    "SectionVersion",
    "SentForm",
    "SignedReply",
    "Stated",
    "Step",
    "Sums",
    "Tallied",
    "Tally",
    "TallyDue",
    "TextGroup",
    "TextPrint",
    "Theme",
    "TokenStart",
    "Transcription",
    "TranscriptionState",
    "Translation",
    "TranslationState",
    "Unlogged",
    "Unscreened",
    "User",
    "Verdict",
    "Verified",
    "VerifiedHow",
]  # fmt: skip
