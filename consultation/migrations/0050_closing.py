"""The book of a deadline: its closing, and what an online response asks on its way in."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE TRIGGER closing_append_only BEFORE DELETE OR UPDATE ON consultation_closing
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER closing_is_not_emptied BEFORE TRUNCATE ON consultation_closing
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
KEPT_BACK = """
DROP TRIGGER closing_is_not_emptied ON consultation_closing;
DROP TRIGGER closing_append_only ON consultation_closing;
"""
# Volatile, so that it sees what was committed while it waited for the lock. 3816005 is the class
# of these locks: held together by those who come in, alone by whoever closes the book.
TAKES = """
CREATE FUNCTION counterpoint_book_takes(book bigint, received timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(3816005, book::int);
    RETURN NOT EXISTS (
        SELECT FROM consultation_closing
        WHERE consultation_id = book AND received_until >= received);
END $$;
"""
TAKES_BACK = "DROP FUNCTION counterpoint_book_takes(bigint, timestamptz);"


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0042_bulk_content'),
    ]

    operations = [
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closes_at', models.DateTimeField(verbose_name='the deadline')),
                ('received_until', models.DateTimeField(verbose_name='the deadline with its grace')),
                ('closed_at', models.DateTimeField(verbose_name='when the book was closed')),
                ('responses', models.PositiveIntegerField(help_text='All that were received until then and stood in the database when the book was closed: by every channel, formal replies too, whatever became of them since.')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('account.closed', 'Account closed'), ('account.reopened', 'Account opened again'), ('sign_in.done', 'Signed in'), ('sign_out.done', 'Signed out'), ('password.changed', 'Password changed'), ('sign_in.failed', 'Sign-in failed'), ('sign_in.locked', 'Sign-in locked after guessing'), ('sign_in.unlocked', 'Sign-in unlocked'), ('accounts.exported', 'List of accounts downloaded'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('organisation.added', 'Organisation added'), ('organisation.corrected', 'Organisation corrected'), ('organisation.verified', 'Organisation verified'), ('organisation.chased', 'People reminded that no formal reply has come'), ('invitation.made', 'Invitation made'), ('invitation.reminded', 'Reminder of an invitation'), ('invitation.opened', 'Invitation opened'), ('invitation.accepted', 'Invitation accepted'), ('invitation.revoked', 'Invitation revoked'), ('invitation.forgotten', 'Addresses of ended invitations erased'), ('registration.asked', 'Body asked to reply'), ('registration.accepted', 'Body that asked to reply accepted'), ('registration.declined', 'Body that asked to reply declined'), ('registration.forgotten', 'Persons of ended requests erased'), ('formal_reply.begun', 'Formal reply begun'), ('formal_reply.approval_asked', 'Approval of a formal reply asked for'), ('formal_reply.taken_back', 'Formal reply taken back by its drafters'), ('formal_reply.returned', 'Formal reply sent back by its approver'), ('formal_reply.signed', 'Formal reply signed'), ('formal_reply.ratified', 'Interim formal reply ratified'), ('formal_reply.superseded', 'Formal reply replaced by a newer one'), ('formal_reply.withdrawn', 'Formal reply withdrawn'), ('formal_reply.set_aside', 'Draft of a formal reply set aside'), ('formal_reply.read', 'Formal reply read by a decision-maker'), ('late_policy.stated', 'Policy on late formal replies stated'), ('join_code.made', 'Code for colleagues made'), ('join_code.used', 'Code for colleagues used'), ('join_code.ended', 'Code for colleagues ended'), ('enquiry.asked', 'Question asked by an organisation'), ('enquiry.answered', 'Question of an organisation answered'), ('enquiry.answer_corrected', 'Answer to an organisation corrected'), ('two_factor.set_up', 'Two-factor sign-in set up'), ('two_factor.removed', 'Two-factor sign-in removed'), ('two_factor.failed', 'Second step of a sign-in failed'), ('recovery_code.used', 'Recovery code used'), ('recovery_codes.renewed', 'Recovery codes made anew'), ('identity_provider.added', 'Work sign-in set up'), ('identity_provider.renewed', 'Secret of work sign-in replaced'), ('identity_provider.ended', 'Work sign-in ended'), ('identity.linked', 'Work account linked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('consultation.closed', 'Book of a consultation closed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('response.withheld', 'Words of a response withheld'), ('response.first_reviewed', 'First of two reviews given'), ('response.disputed', 'Two reviews disagree'), ('response.taken', 'Response taken for review'), ('response.let_go', 'Response let go without a verdict'), ('response.read', 'Response read by staff'), ('responses.listed', 'List of responses read by staff'), ('attachment.read', 'Attachment saved by staff'), ('personal.read', 'Personal details read by staff'), ('screening.run', 'Responses screened'), ('copies.grouped', 'Texts compared with each other'), ('flag.dismissed', 'Flag called false'), ('flag.restored', 'Flag put back'), ('redaction.made', 'Words marked to be taken out'), ('redaction.taken_back', 'Mark on words taken back'), ('redaction.everywhere', 'The same words marked everywhere'), ('everywhere.asked', 'Words to be taken out everywhere searched for'), ('everywhere.started', 'Work on words everywhere begun'), ('everywhere.found', 'Words everywhere found'), ('everywhere.refused', 'Words everywhere that cannot be taken out'), ('everywhere.confirmed', 'Taking words out everywhere confirmed'), ('everywhere.stopped', 'Taking words out everywhere stopped'), ('everywhere.expired', 'Taking words out everywhere not gone on with in time'), ('everywhere.failed', 'Work on words everywhere failed'), ('everywhere.requeued', 'Work on words everywhere asked for again'), ('moderation.stated', 'Rules of moderation stated'), ('bulk_review.asked', 'Verdict on many asked for'), ('bulk_review.started', 'Verdict on many begun'), ('bulk_review.finished', 'Verdict on many given'), ('bulk_review.failed', 'Verdict on many failed'), ('bulk_review.requeued', 'Verdict on many asked for again'), ('bulk_review.stopped', 'Verdict on many stopped'), ('view.saved', 'View of the queue saved'), ('view.removed', 'View of the queue removed'), ('public_copies.made', 'Public copies made that were missing'), ('events.exported', 'Record of events downloaded'), ('rows.exported', 'Rows exported from the admin'), ('person.searched', 'Person looked for'), ('person.exported', 'All about a person downloaded'), ('person.refused', 'Request of a person refused'), ('response.restricted', 'Use of a response restricted'), ('response.restriction_lifted', 'Restriction lifted'), ('response.erased', 'Words and person of a response erased'), ('legal_hold.placed', 'Legal hold placed'), ('legal_hold.lifted', 'Legal hold lifted'), ('retention.stated', 'Retention rule stated'), ('retention.applied', 'Erased under a retention rule'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('report.cancelled', 'Report cancelled'), ('report.expired', 'Files of a report removed'), ('report.read', 'Interim figures read'), ('report.results_published', 'Results published'), ('report.results_taken_back', 'Published results taken back'), ('report.schedule_made', 'Report asked for again and again'), ('report.schedule_ended', 'Report no longer asked for again'), ('import.uploaded', 'File of responses uploaded'), ('import.described', 'File of responses described'), ('import.check_asked', 'Check of a file asked for'), ('import.check_started', 'Check of a file started'), ('import.checked', 'File checked, nothing to correct'), ('import.refused', 'File has rows to correct, nothing loaded'), ('import.load_asked', 'Load of a file asked for'), ('import.load_started', 'Load of a file started'), ('import.loaded', 'File loaded'), ('import.failed', 'Work on a file failed'), ('import.downloaded', 'File or list of an import downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('transcription.begun', 'Transcription begun'), ('transcription.scan_added', 'Scan of paper added'), ('transcription.scan_removed', 'Scan of paper erased'), ('transcription.typed', 'Transcription sent to be checked'), ('transcription.returned', 'Transcription sent back'), ('transcription.accepted', 'Transcription accepted'), ('transcription.set_aside', 'Transcription set aside'), ('transcription.taken_up', 'Transcription taken up again'), ('petition.recorded', 'Petition recorded'), ('petition.corrected', 'Petition replaced by a correction'), ('petition.withdrawn', 'Petition withdrawn'), ('meeting.announced', 'Meeting announced'), ('meeting.held', 'Meeting held, with what came of it'), ('meeting.cancelled', 'Meeting called off'), ('meeting.corrected', 'Meeting replaced by a correction'), ('meeting.withdrawn', 'Meeting withdrawn'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed'), ('message.bounced', 'Message came back')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'account.closed', 'account.reopened', 'sign_in.done', 'sign_out.done', 'password.changed', 'sign_in.failed', 'sign_in.locked', 'sign_in.unlocked', 'accounts.exported', 'role.granted', 'role.revoked', 'organisation.added', 'organisation.corrected', 'organisation.verified', 'organisation.chased', 'invitation.made', 'invitation.reminded', 'invitation.opened', 'invitation.accepted', 'invitation.revoked', 'invitation.forgotten', 'registration.asked', 'registration.accepted', 'registration.declined', 'registration.forgotten', 'formal_reply.begun', 'formal_reply.approval_asked', 'formal_reply.taken_back', 'formal_reply.returned', 'formal_reply.signed', 'formal_reply.ratified', 'formal_reply.superseded', 'formal_reply.withdrawn', 'formal_reply.set_aside', 'formal_reply.read', 'late_policy.stated', 'join_code.made', 'join_code.used', 'join_code.ended', 'enquiry.asked', 'enquiry.answered', 'enquiry.answer_corrected', 'two_factor.set_up', 'two_factor.removed', 'two_factor.failed', 'recovery_code.used', 'recovery_codes.renewed', 'identity_provider.added', 'identity_provider.renewed', 'identity_provider.ended', 'identity.linked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'consultation.closed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'response.withheld', 'response.first_reviewed', 'response.disputed', 'response.taken', 'response.let_go', 'response.read', 'responses.listed', 'attachment.read', 'personal.read', 'screening.run', 'copies.grouped', 'flag.dismissed', 'flag.restored', 'redaction.made', 'redaction.taken_back', 'redaction.everywhere', 'everywhere.asked', 'everywhere.started', 'everywhere.found', 'everywhere.refused', 'everywhere.confirmed', 'everywhere.stopped', 'everywhere.expired', 'everywhere.failed', 'everywhere.requeued', 'moderation.stated', 'bulk_review.asked', 'bulk_review.started', 'bulk_review.finished', 'bulk_review.failed', 'bulk_review.requeued', 'bulk_review.stopped', 'view.saved', 'view.removed', 'public_copies.made', 'events.exported', 'rows.exported', 'person.searched', 'person.exported', 'person.refused', 'response.restricted', 'response.restriction_lifted', 'response.erased', 'legal_hold.placed', 'legal_hold.lifted', 'retention.stated', 'retention.applied', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'report.cancelled', 'report.expired', 'report.read', 'report.results_published', 'report.results_taken_back', 'report.schedule_made', 'report.schedule_ended', 'import.uploaded', 'import.described', 'import.check_asked', 'import.check_started', 'import.checked', 'import.refused', 'import.load_asked', 'import.load_started', 'import.loaded', 'import.failed', 'import.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'transcription.begun', 'transcription.scan_added', 'transcription.scan_removed', 'transcription.typed', 'transcription.returned', 'transcription.accepted', 'transcription.set_aside', 'transcription.taken_up', 'petition.recorded', 'petition.corrected', 'petition.withdrawn', 'meeting.announced', 'meeting.held', 'meeting.cancelled', 'meeting.corrected', 'meeting.withdrawn', 'message.sent', 'message.failed', 'message.bounced'])), name='event_kind_known'),
        ),
        migrations.AddField(
            model_name='closing',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='consultation.consultation'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.UniqueConstraint(fields=('consultation', 'closes_at'), name='closing_once'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__lte', models.F('received_until'))), name='closing_grace_after_the_deadline'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(('received_until__lt', models.F('closed_at'))), name='closing_received_until_before_closed_at'),
        ),
        migrations.RunSQL(KEPT, KEPT_BACK),
        migrations.RunSQL(TAKES, TAKES_BACK),
    ]
