"""What we know: one file a noun, each an enumeration, a QuerySet and a model."""

from consultation.models.consultation import (
    Consultation,
    ConsultationState,
    Criterion,
    ExclusionRule,
)
from consultation.models.content import ContentVersion
from consultation.models.event import Event, EventKind
from consultation.models.leaf import Leaf, LeafSalt
from consultation.models.message import Message, MessageState
from consultation.models.moderation import Review, Verdict
from consultation.models.organisation import Organisation, OrganisationKind
from consultation.models.proposal import (
    Alternative,
    Confidence,
    Evidence,
    Proposal,
    ProposalKind,
)
from consultation.models.question import (
    Question,
    QuestionKind,
    QuestionScope,
    QuestionVersion,
)
from consultation.models.report import FileKind, Report, ReportFile, ReportKind, ReportState
from consultation.models.respondent import Respondent
from consultation.models.response import (
    Answer,
    Capacity,
    Channel,
    Draft,
    Kind,
    Place,
    Response,
    ResponseState,
)
from consultation.models.timetable import Extension, Outage, Pause
from consultation.models.user import Grant, Role, User

__all__ = [
    "Alternative", "Answer", "Capacity", "Channel", "Confidence", "Consultation",
    "ConsultationState", "ContentVersion", "Criterion", "Draft", "Event", "EventKind", "Evidence",
    "ExclusionRule", "Extension", "FileKind", "Grant", "Kind", "Leaf", "LeafSalt", "Message",
    "MessageState", "Organisation", "OrganisationKind", "Outage", "Pause", "Place", "Proposal",
    "ProposalKind", "Question", "QuestionKind", "QuestionScope", "QuestionVersion", "Report",
    "ReportFile", "ReportKind", "ReportState", "Respondent", "Response", "ResponseState", "Review",
    "Role", "User", "Verdict",
]  # fmt: skip
