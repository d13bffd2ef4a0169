"""What happened. Appended in the same transaction as the change; never changed or removed."""

from typing import ClassVar

from django.db import models

from consultation.models.constraints import PLAIN, classified, one_of


class EventKind(models.TextChoices):
    """The closed list of acts."""

    ACCOUNT_MADE = "account.made", "Account made"
    ACCOUNT_CLOSED = "account.closed", "Account closed"
    ACCOUNT_REOPENED = "account.reopened", "Account opened again"
    SIGNED_IN = "sign_in.done", "Signed in"
    SIGNED_OUT = "sign_out.done", "Signed out"
    PASSWORD_CHANGED = "password.changed", "Password changed"
    PASSWORD_LINK_SENT = "password.link_sent", "Link to choose a password sent"
    SIGN_IN_FAILED = "sign_in.failed", "Sign-in failed"
    SIGN_IN_LOCKED = "sign_in.locked", "Sign-in locked after guessing"
    SIGN_IN_UNLOCKED = "sign_in.unlocked", "Sign-in unlocked"
    ACCOUNTS_EXPORTED = "accounts.exported", "List of accounts downloaded"
    ROLE_GRANTED = "role.granted", "Role granted"
    ROLE_REVOKED = "role.revoked", "Role revoked"
    ORGANISATION_ADDED = "organisation.added", "Organisation added"
    ORGANISATION_CORRECTED = "organisation.corrected", "Organisation corrected"
    ORGANISATION_VERIFIED = "organisation.verified", "Organisation verified"
    ORGANISATION_CHASED = "organisation.chased", "People reminded that no formal reply has come"
    INVITATION_MADE = "invitation.made", "Invitation made"
    INVITATION_REMINDED = "invitation.reminded", "Reminder of an invitation"
    INVITATION_OPENED = "invitation.opened", "Invitation opened"
    INVITATION_ACCEPTED = "invitation.accepted", "Invitation accepted"
    INVITATION_REVOKED = "invitation.revoked", "Invitation revoked"
    INVITATION_FORGOTTEN = "invitation.forgotten", "Addresses of ended invitations erased"
    REGISTRATION_ASKED = "registration.asked", "Body asked to reply"
    REGISTRATION_ACCEPTED = "registration.accepted", "Body that asked to reply accepted"
    REGISTRATION_DECLINED = "registration.declined", "Body that asked to reply declined"
    REGISTRATION_FORGOTTEN = "registration.forgotten", "Persons of ended requests erased"
    REPLY_BEGUN = "formal_reply.begun", "Formal reply begun"
    REPLY_APPROVAL_ASKED = "formal_reply.approval_asked", "Approval of a formal reply asked for"
    REPLY_TAKEN_BACK = "formal_reply.taken_back", "Formal reply taken back by its drafters"
    REPLY_RETURNED = "formal_reply.returned", "Formal reply sent back by its approver"
    REPLY_SIGNED = "formal_reply.signed", "Formal reply signed"
    REPLY_RATIFIED = "formal_reply.ratified", "Interim formal reply ratified"
    REPLY_SUPERSEDED = "formal_reply.superseded", "Formal reply replaced by a newer one"
    REPLY_WITHDRAWN = "formal_reply.withdrawn", "Formal reply withdrawn"
    REPLY_SET_ASIDE = "formal_reply.set_aside", "Draft of a formal reply set aside"
    REPLY_READ = "formal_reply.read", "Formal reply read by a decision-maker"
    LATE_POLICY_STATED = "late_policy.stated", "Policy on late formal replies stated"
    JOIN_CODE_MADE = "join_code.made", "Code for colleagues made"
    JOIN_CODE_USED = "join_code.used", "Code for colleagues used"
    JOIN_CODE_ENDED = "join_code.ended", "Code for colleagues ended"
    ENQUIRY_ASKED = "enquiry.asked", "Question asked by an organisation"
    ENQUIRY_ANSWERED = "enquiry.answered", "Question of an organisation answered"
    ENQUIRY_ANSWER_CORRECTED = "enquiry.answer_corrected", "Answer to an organisation corrected"
    TWO_FACTOR_SET_UP = "two_factor.set_up", "Two-factor sign-in set up"
    TWO_FACTOR_REMOVED = "two_factor.removed", "Two-factor sign-in removed"
    TWO_FACTOR_FAILED = "two_factor.failed", "Second step of a sign-in failed"
    RECOVERY_CODE_USED = "recovery_code.used", "Recovery code used"
    RECOVERY_CODES_RENEWED = "recovery_codes.renewed", "Recovery codes made anew"
    IDENTITY_PROVIDER_ADDED = "identity_provider.added", "Work sign-in set up"
    IDENTITY_PROVIDER_RENEWED = "identity_provider.renewed", "Secret of work sign-in replaced"
    IDENTITY_PROVIDER_ENDED = "identity_provider.ended", "Work sign-in ended"
    IDENTITY_LINKED = "identity.linked", "Work account linked"
    CONSULTATION_DRAFTED = "consultation.drafted", "Consultation drafted"
    CONSULTATION_PUBLISHED = "consultation.published", "Consultation published"
    CONSULTATION_EXTENDED = "consultation.extended", "Closing time changed"
    CONSULTATION_PAUSED = "consultation.paused", "Consultation paused"
    CONSULTATION_RESUMED = "consultation.resumed", "Consultation resumed"
    CONSULTATION_CLOSED = "consultation.closed", "Book of a consultation closed"
    OUTAGE_NOTED = "outage.noted", "Outage noted"
    QUESTION_DRAFTED = "question.drafted", "Question drafted"
    QUESTION_REWORDED = "question.reworded", "Question changed in a draft"
    QUESTION_MOVED = "question.moved", "Question moved in a draft"
    QUESTION_REMOVED = "question.removed", "Question removed from a draft"
    QUESTION_CORRECTED = "question.corrected", "Question corrected"
    RESPONSE_RECEIVED = "response.received", "Response received"
    RESPONSE_SUPERSEDED = "response.superseded", "Response replaced by its sender"
    RESPONSE_WITHDRAWN = "response.withdrawn", "Response withdrawn by its sender"
    RESPONSE_DISOWNED = "response.disowned", "Response called not their own"
    DRAFTS_FORGOTTEN = "drafts.forgotten", "Unsent answers erased after 28 days"
    ATTACHMENT_CLEARED = "attachment.cleared", "Attachment scanned, no virus found"
    ATTACHMENT_QUARANTINED = "attachment.quarantined", "Attachment quarantined for a virus"
    RESPONSES_GENERATED = "responses.generated", "Example responses generated"
    RESPONSE_RELEASED = "response.released", "Response released"
    RESPONSE_QUARANTINED = "response.quarantined", "Response quarantined"
    RESPONSE_EXCLUDED = "response.excluded", "Response excluded under a rule"
    RESPONSE_REOPENED = "response.reopened", "Response sent back to the queue"
    RESPONSE_WITHHELD = "response.withheld", "Words of a response withheld"
    RESPONSE_FIRST_REVIEWED = "response.first_reviewed", "First of two reviews given"
    RESPONSE_DISPUTED = "response.disputed", "Two reviews disagree"
    RESPONSE_TAKEN = "response.taken", "Response taken for review"
    RESPONSE_LET_GO = "response.let_go", "Response let go without a verdict"
    RESPONSE_READ = "response.read", "Response read by staff"
    RESPONSES_LISTED = "responses.listed", "List of responses read by staff"
    ATTACHMENT_READ = "attachment.read", "Attachment saved by staff"
    PERSONAL_READ = "personal.read", "Personal details read by staff"
    SCREENING_RUN = "screening.run", "Responses screened"
    COPIES_GROUPED = "copies.grouped", "Texts compared with each other"
    FLAG_DISMISSED = "flag.dismissed", "Flag called false"
    FLAG_RESTORED = "flag.restored", "Flag put back"
    REDACTION_MADE = "redaction.made", "Words marked to be taken out"
    REDACTION_TAKEN_BACK = "redaction.taken_back", "Mark on words taken back"
    REDACTED_EVERYWHERE = "redaction.everywhere", "The same words marked everywhere"
    EVERYWHERE_ASKED = "everywhere.asked", "Words to be taken out everywhere searched for"
    EVERYWHERE_STARTED = "everywhere.started", "Work on words everywhere begun"
    EVERYWHERE_FOUND = "everywhere.found", "Words everywhere found"
    EVERYWHERE_REFUSED = "everywhere.refused", "Words everywhere that cannot be taken out"
    EVERYWHERE_CONFIRMED = "everywhere.confirmed", "Taking words out everywhere confirmed"
    EVERYWHERE_STOPPED = "everywhere.stopped", "Taking words out everywhere stopped"
    EVERYWHERE_EXPIRED = (
        "everywhere.expired",
        "Taking words out everywhere not gone on with in time",
    )
    EVERYWHERE_FAILED = "everywhere.failed", "Work on words everywhere failed"
    EVERYWHERE_REQUEUED = "everywhere.requeued", "Work on words everywhere asked for again"
    MODERATION_STATED = "moderation.stated", "Rules of moderation stated"
    BULK_REVIEW_ASKED = "bulk_review.asked", "Verdict on many asked for"
    BULK_REVIEW_STARTED = "bulk_review.started", "Verdict on many begun"
    BULK_REVIEW_FINISHED = "bulk_review.finished", "Verdict on many given"
    BULK_REVIEW_FAILED = "bulk_review.failed", "Verdict on many failed"
    BULK_REVIEW_REQUEUED = "bulk_review.requeued", "Verdict on many asked for again"
    BULK_REVIEW_STOPPED = "bulk_review.stopped", "Verdict on many stopped"
    VIEW_SAVED = "view.saved", "View of the queue saved"
    VIEW_REMOVED = "view.removed", "View of the queue removed"
    PUBLIC_COPIES_MADE = "public_copies.made", "Public copies made that were missing"
    EVENTS_EXPORTED = "events.exported", "Record of events downloaded"
    ROWS_EXPORTED = "rows.exported", "Rows exported from the admin"
    PERSON_SEARCHED = "person.searched", "Person looked for"
    PERSON_EXPORTED = "person.exported", "All about a person downloaded"
    PERSON_REFUSED = "person.refused", "Request of a person refused"
    RESPONSE_RESTRICTED = "response.restricted", "Use of a response restricted"
    RESTRICTION_LIFTED = "response.restriction_lifted", "Restriction lifted"
    RESPONSE_ERASED = "response.erased", "Words and person of a response erased"
    LEGAL_HOLD_PLACED = "legal_hold.placed", "Legal hold placed"
    LEGAL_HOLD_LIFTED = "legal_hold.lifted", "Legal hold lifted"
    RETENTION_STATED = "retention.stated", "Retention rule stated"
    RETENTION_APPLIED = "retention.applied", "Erased under a retention rule"
    LOG_REPAIRED = "log.repaired", "Public log repaired"
    THEME_MADE = "theme.made", "Theme made"
    THEME_RENAMED = "theme.renamed", "Theme renamed"
    POINT_MADE = "point.made", "Point made"
    POINT_REWORDED = "point.reworded", "Point reworded"
    POINT_MERGED = "point.merged", "Point merged into another"
    POINT_PARTED = "point.parted", "Merged point parted again"
    POINT_PLACED = "point.placed", "Theme or front counters of a point changed"
    FRAME_SIGNED_OFF = "codeframe.signed_off", "Codeframe signed off"
    CODE_MADE = "code.made", "Passage coded"
    CODE_TAKEN_BACK = "code.taken_back", "Code of a passage taken back"
    GATHERED_CODED = "gathered.coded", "What was gathered coded"
    GATHERED_TAKEN_BACK = "gathered.taken_back", "Code of what was gathered taken back"
    CODE_CONFIRMED = "code.confirmed", "Code confirmed after its point was reworded"
    READING_DONE = "reading.done", "Response read to its end"
    READING_REOPENED = "reading.reopened", "Response to be read again"
    POINT_ANSWERED = "point.answered", "Point answered"
    EQUALITY_ASSESSED = "equality_assessment.stated", "Equality assessment stated"
    BRIEFING_MADE = "briefing.made", "Briefing made from the register"
    DECISION_BEGUN = "decision.begun", "Decision begun"
    DECISION_WRITTEN = "decision.written", "Draft of a decision written"
    DECISION_SIGNED = "decision.signed", "Decision signed"
    DECISION_QUASHED = "decision.quashed", "Decision quashed or set aside"
    REPORT_QUEUED = "report.queued", "Report queued"
    REPORT_STARTED = "report.started", "Report started"
    REPORT_FINISHED = "report.finished", "Report finished"
    REPORT_FAILED = "report.failed", "Report failed"
    REPORT_REQUEUED = "report.requeued", "Report queued again"
    REPORT_DOWNLOADED = "report.downloaded", "Report downloaded"
    REPORT_CANCELLED = "report.cancelled", "Report cancelled"
    REPORT_EXPIRED = "report.expired", "Files of a report removed"
    REPORT_READ = "report.read", "Interim figures read"
    RESULTS_PUBLISHED = "report.results_published", "Results published"
    RESULTS_TAKEN_BACK = "report.results_taken_back", "Published results taken back"
    SCHEDULE_MADE = "report.schedule_made", "Report asked for again and again"
    SCHEDULE_ENDED = "report.schedule_ended", "Report no longer asked for again"
    IMPORT_UPLOADED = "import.uploaded", "File of responses uploaded"
    IMPORT_DESCRIBED = "import.described", "File of responses described"
    IMPORT_CHECK_ASKED = "import.check_asked", "Check of a file asked for"
    IMPORT_CHECK_STARTED = "import.check_started", "Check of a file started"
    IMPORT_CHECKED = "import.checked", "File checked, nothing to correct"
    IMPORT_REFUSED = "import.refused", "File has rows to correct, nothing loaded"
    IMPORT_LOAD_ASKED = "import.load_asked", "Load of a file asked for"
    IMPORT_LOAD_STARTED = "import.load_started", "Load of a file started"
    IMPORT_LOADED = "import.loaded", "File loaded"
    IMPORT_FAILED = "import.failed", "Work on a file failed"
    IMPORT_DOWNLOADED = "import.downloaded", "File or list of an import downloaded"
    TRANSLATION_DRAFTED = "translation.drafted", "Translation drafted"
    TRANSLATION_REWORDED = "translation.reworded", "Translation worded anew"
    TRANSLATION_CHECKED = "translation.checked", "Translation checked"
    TRANSLATION_PUBLISHED = "translation.published", "Translation published"
    TRANSCRIPTION_BEGUN = "transcription.begun", "Transcription begun"
    SCAN_ADDED = "transcription.scan_added", "Scan of paper added"
    SCAN_REMOVED = "transcription.scan_removed", "Scan of paper erased"
    TRANSCRIPTION_TYPED = "transcription.typed", "Transcription sent to be checked"
    TRANSCRIPTION_RETURNED = "transcription.returned", "Transcription sent back"
    TRANSCRIPTION_ACCEPTED = "transcription.accepted", "Transcription accepted"
    TRANSCRIPTION_SET_ASIDE = "transcription.set_aside", "Transcription set aside"
    TRANSCRIPTION_TAKEN_UP = "transcription.taken_up", "Transcription taken up again"
    PETITION_RECORDED = "petition.recorded", "Petition recorded"
    PETITION_CORRECTED = "petition.corrected", "Petition replaced by a correction"
    PETITION_WITHDRAWN = "petition.withdrawn", "Petition withdrawn"
    MEETING_ANNOUNCED = "meeting.announced", "Meeting announced"
    MEETING_HELD = "meeting.held", "Meeting held, with what came of it"
    MEETING_CANCELLED = "meeting.cancelled", "Meeting called off"
    MEETING_CORRECTED = "meeting.corrected", "Meeting replaced by a correction"
    MEETING_WITHDRAWN = "meeting.withdrawn", "Meeting withdrawn"
    MESSAGE_SENT = "message.sent", "Message sent"
    MESSAGE_FAILED = "message.failed", "Message failed"
    MESSAGE_BOUNCED = "message.bounced", "Message came back"


#: That somebody looked, where everything else is that something changed.
READINGS = (
    EventKind.RESPONSE_READ,
    EventKind.ATTACHMENT_READ,
    EventKind.PERSONAL_READ,
    EventKind.RESPONSES_LISTED,
    EventKind.REPORT_READ,
)


class EventQuerySet(models.QuerySet["Event"]):
    def acts(self) -> "EventQuerySet":
        """All but the readings."""
        return self.exclude(kind__in=READINGS)


class Event(models.Model):
    """One act: what, about what, by whom, when. No foreign keys and no personal text.

    `about` names a row as `model:key`, so that history neither blocks live rows nor vanishes
    with them. `by` is the account's id, or empty for the public and for the machine (`actor`).
    """

    kind = models.CharField(max_length=40, choices=EventKind.choices)
    about = models.CharField(max_length=80)
    consultation = models.BigIntegerField(null=True, blank=True)
    actor = models.CharField(max_length=10)
    by = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    PRIVACY: ClassVar[dict[str, str]] = classified(
        PLAIN, "id kind about consultation actor by at facts"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            one_of("event", "kind", EventKind),
            models.CheckConstraint(
                name="event_actor_known",
                condition=models.Q(actor="staff", by__isnull=False)
                | models.Q(actor__in=["public", "machine"], by=None),
            ),
        ]
        indexes = [
            models.Index(name="event_about", fields=["about", "id"]),
            # For the auditor: each a stretch of what happened, the newest first.
            models.Index(name="event_at", fields=["at", "id"]),
            models.Index(name="event_kind_at", fields=["kind", "at", "id"]),
            models.Index(
                name="event_by_at",
                fields=["by", "at", "id"],
                condition=models.Q(by__isnull=False),
            ),
            models.Index(
                name="event_by_kind_at",
                fields=["by", "kind", "at", "id"],
                condition=models.Q(by__isnull=False),
            ),
            models.Index(name="event_of_consultation", fields=["consultation", "at", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.about}"
