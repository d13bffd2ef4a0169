"""More kinds of event; and what comes after an erasure is written down as it comes."""

import django.db.models.deletion
from django.db import migrations, models

# Of a part that is erased; or that is being looked for, and of which there was nothing. Whoever
# erases holds the row of the response, so that of the two one sees the other.
NOTES = """
CREATE FUNCTION counterpoint_notes_leftover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response WHERE id = NEW.response_id FOR SHARE;
    INSERT INTO consultation_leftover (response_id, part)
        SELECT NEW.response_id, TG_ARGV[0]
        WHERE counterpoint_is_erased(NEW.response_id, ARRAY[TG_ARGV[0]]) OR EXISTS (
            SELECT FROM consultation_retentionmark mark
            JOIN consultation_response sent ON sent.consultation_id = mark.consultation_id
            WHERE sent.id = NEW.response_id AND sent.kind = 'PUBLIC'
            AND mark.part = TG_ARGV[0]
        )
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER message_notes_leftover AFTER INSERT OR UPDATE OF response_id, "to"
    ON consultation_message FOR EACH ROW
    WHEN (NEW.response_id IS NOT NULL AND NEW."to" NOT LIKE '%@erased.invalid')
    EXECUTE FUNCTION counterpoint_notes_leftover('MESSAGES');
CREATE TRIGGER attachment_notes_leftover AFTER INSERT OR UPDATE OF response_id, sha256
    ON consultation_attachment FOR EACH ROW
    WHEN (NEW.response_id IS NOT NULL AND NEW.sha256 <> repeat('0', 64))
    EXECUTE FUNCTION counterpoint_notes_leftover('FILES');
CREATE TRIGGER leafsalt_notes_leftover AFTER INSERT ON consultation_leafsalt FOR EACH ROW
    EXECUTE FUNCTION counterpoint_notes_leftover('WORDS');
CREATE FUNCTION counterpoint_notes_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response WHERE respondent_id = NEW.id FOR SHARE;
    INSERT INTO consultation_leftover (response_id, part)
        SELECT id, 'IDENTITY' FROM consultation_response
        WHERE respondent_id = NEW.id AND counterpoint_is_erased(id, ARRAY['IDENTITY'])
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER respondent_notes_leftover AFTER UPDATE OF name, email
    ON consultation_respondent FOR EACH ROW WHEN (NEW.name || NEW.email <> '')
    EXECUTE FUNCTION counterpoint_notes_person();
"""
NOTES_NO_LONGER = """
DROP TRIGGER message_notes_leftover ON consultation_message;
DROP TRIGGER attachment_notes_leftover ON consultation_attachment;
DROP TRIGGER leafsalt_notes_leftover ON consultation_leafsalt;
DROP TRIGGER respondent_notes_leftover ON consultation_respondent;
DROP FUNCTION counterpoint_notes_leftover();
DROP FUNCTION counterpoint_notes_person();
"""
# What came before this was here.
SINCE = """
INSERT INTO consultation_leftover (response_id, part)
SELECT erasure.response_id, erasure.part FROM consultation_erasure erasure
WHERE (erasure.part = 'MESSAGES' AND EXISTS (
    SELECT FROM consultation_message message
    WHERE message.response_id = erasure.response_id AND message."to" NOT LIKE '%@erased.invalid'
)) OR (erasure.part = 'FILES' AND EXISTS (
    SELECT FROM consultation_attachment file
    WHERE file.response_id = erasure.response_id AND file.sha256 <> repeat('0', 64)
)) OR (erasure.part = 'WORDS' AND EXISTS (
    SELECT FROM consultation_leafsalt salt WHERE salt.response_id = erasure.response_id
)) OR (erasure.part = 'IDENTITY' AND EXISTS (
    SELECT FROM consultation_response sent
    JOIN consultation_respondent person ON person.id = sent.respondent_id
    WHERE sent.id = erasure.response_id AND person.name || person.email <> ''
))
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0031_everywhere'),
    ]

    operations = [
        migrations.CreateModel(
            name='Leftover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('IDENTITY', 'Name and email address'), ('MESSAGES', 'Emails that were sent'), ('FILES', 'Files and scans'), ('WORDS', 'Words')], max_length=8)),
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
            field=models.CharField(choices=[('account.made', 'Account made'), ('account.closed', 'Account closed'), ('account.reopened', 'Account opened again'), ('sign_in.done', 'Signed in'), ('sign_out.done', 'Signed out'), ('password.changed', 'Password changed'), ('sign_in.failed', 'Sign-in failed'), ('sign_in.locked', 'Sign-in locked after guessing'), ('sign_in.unlocked', 'Sign-in unlocked'), ('accounts.exported', 'List of accounts downloaded'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('organisation.added', 'Organisation added'), ('organisation.corrected', 'Organisation corrected'), ('organisation.verified', 'Organisation verified'), ('organisation.chased', 'People reminded that no formal reply has come'), ('invitation.made', 'Invitation made'), ('invitation.reminded', 'Reminder of an invitation'), ('invitation.opened', 'Invitation opened'), ('invitation.accepted', 'Invitation accepted'), ('invitation.revoked', 'Invitation revoked'), ('invitation.forgotten', 'Addresses of ended invitations erased'), ('registration.asked', 'Body asked to reply'), ('registration.accepted', 'Body that asked to reply accepted'), ('registration.declined', 'Body that asked to reply declined'), ('registration.forgotten', 'Persons of ended requests erased'), ('formal_reply.begun', 'Formal reply begun'), ('formal_reply.approval_asked', 'Approval of a formal reply asked for'), ('formal_reply.taken_back', 'Formal reply taken back by its drafters'), ('formal_reply.returned', 'Formal reply sent back by its approver'), ('formal_reply.signed', 'Formal reply signed'), ('formal_reply.ratified', 'Interim formal reply ratified'), ('formal_reply.superseded', 'Formal reply replaced by a newer one'), ('formal_reply.withdrawn', 'Formal reply withdrawn'), ('formal_reply.set_aside', 'Draft of a formal reply set aside'), ('formal_reply.read', 'Formal reply read by a decision-maker'), ('late_policy.stated', 'Policy on late formal replies stated'), ('join_code.made', 'Code for colleagues made'), ('join_code.used', 'Code for colleagues used'), ('join_code.ended', 'Code for colleagues ended'), ('enquiry.asked', 'Question asked by an organisation'), ('enquiry.answered', 'Question of an organisation answered'), ('enquiry.answer_corrected', 'Answer to an organisation corrected'), ('two_factor.set_up', 'Two-factor sign-in set up'), ('two_factor.removed', 'Two-factor sign-in removed'), ('two_factor.failed', 'Second step of a sign-in failed'), ('recovery_code.used', 'Recovery code used'), ('recovery_codes.renewed', 'Recovery codes made anew'), ('identity_provider.added', 'Work sign-in set up'), ('identity_provider.renewed', 'Secret of work sign-in replaced'), ('identity_provider.ended', 'Work sign-in ended'), ('identity.linked', 'Work account linked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('response.withheld', 'Words of a response withheld'), ('response.first_reviewed', 'First of two reviews given'), ('response.disputed', 'Two reviews disagree'), ('response.taken', 'Response taken for review'), ('response.let_go', 'Response let go without a verdict'), ('response.read', 'Response read by staff'), ('responses.listed', 'List of responses read by staff'), ('attachment.read', 'Attachment saved by staff'), ('personal.read', 'Personal details read by staff'), ('screening.run', 'Responses screened'), ('copies.grouped', 'Texts compared with each other'), ('flag.dismissed', 'Flag called false'), ('flag.restored', 'Flag put back'), ('redaction.made', 'Words marked to be taken out'), ('redaction.taken_back', 'Mark on words taken back'), ('redaction.everywhere', 'The same words marked everywhere'), ('everywhere.asked', 'Words to be taken out everywhere searched for'), ('everywhere.started', 'Work on words everywhere begun'), ('everywhere.found', 'Words everywhere found'), ('everywhere.refused', 'Words everywhere that cannot be taken out'), ('everywhere.confirmed', 'Taking words out everywhere confirmed'), ('everywhere.stopped', 'Taking words out everywhere stopped'), ('everywhere.expired', 'Taking words out everywhere not gone on with in time'), ('everywhere.failed', 'Work on words everywhere failed'), ('everywhere.requeued', 'Work on words everywhere asked for again'), ('moderation.stated', 'Rules of moderation stated'), ('bulk_review.asked', 'Verdict on many asked for'), ('bulk_review.started', 'Verdict on many begun'), ('bulk_review.finished', 'Verdict on many given'), ('bulk_review.failed', 'Verdict on many failed'), ('bulk_review.requeued', 'Verdict on many asked for again'), ('bulk_review.stopped', 'Verdict on many stopped'), ('view.saved', 'View of the queue saved'), ('view.removed', 'View of the queue removed'), ('public_copies.made', 'Public copies made that were missing'), ('events.exported', 'Record of events downloaded'), ('person.searched', 'Person looked for'), ('person.exported', 'All about a person downloaded'), ('person.refused', 'Request of a person refused'), ('response.restricted', 'Use of a response restricted'), ('response.restriction_lifted', 'Restriction lifted'), ('response.erased', 'Words and person of a response erased'), ('legal_hold.placed', 'Legal hold placed'), ('legal_hold.lifted', 'Legal hold lifted'), ('retention.stated', 'Retention rule stated'), ('retention.applied', 'Erased under a retention rule'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('import.uploaded', 'File of responses uploaded'), ('import.described', 'File of responses described'), ('import.check_asked', 'Check of a file asked for'), ('import.check_started', 'Check of a file started'), ('import.checked', 'File checked, nothing to correct'), ('import.refused', 'File has rows to correct, nothing loaded'), ('import.load_asked', 'Load of a file asked for'), ('import.load_started', 'Load of a file started'), ('import.loaded', 'File loaded'), ('import.failed', 'Work on a file failed'), ('import.downloaded', 'File or list of an import downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('transcription.begun', 'Transcription begun'), ('transcription.scan_added', 'Scan of paper added'), ('transcription.scan_removed', 'Scan of paper erased'), ('transcription.typed', 'Transcription sent to be checked'), ('transcription.returned', 'Transcription sent back'), ('transcription.accepted', 'Transcription accepted'), ('transcription.set_aside', 'Transcription set aside'), ('transcription.taken_up', 'Transcription taken up again'), ('petition.recorded', 'Petition recorded'), ('petition.corrected', 'Petition replaced by a correction'), ('petition.withdrawn', 'Petition withdrawn'), ('meeting.announced', 'Meeting announced'), ('meeting.held', 'Meeting held, with what came of it'), ('meeting.cancelled', 'Meeting called off'), ('meeting.corrected', 'Meeting replaced by a correction'), ('meeting.withdrawn', 'Meeting withdrawn'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed'), ('message.bounced', 'Message came back')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'account.closed', 'account.reopened', 'sign_in.done', 'sign_out.done', 'password.changed', 'sign_in.failed', 'sign_in.locked', 'sign_in.unlocked', 'accounts.exported', 'role.granted', 'role.revoked', 'organisation.added', 'organisation.corrected', 'organisation.verified', 'organisation.chased', 'invitation.made', 'invitation.reminded', 'invitation.opened', 'invitation.accepted', 'invitation.revoked', 'invitation.forgotten', 'registration.asked', 'registration.accepted', 'registration.declined', 'registration.forgotten', 'formal_reply.begun', 'formal_reply.approval_asked', 'formal_reply.taken_back', 'formal_reply.returned', 'formal_reply.signed', 'formal_reply.ratified', 'formal_reply.superseded', 'formal_reply.withdrawn', 'formal_reply.set_aside', 'formal_reply.read', 'late_policy.stated', 'join_code.made', 'join_code.used', 'join_code.ended', 'enquiry.asked', 'enquiry.answered', 'enquiry.answer_corrected', 'two_factor.set_up', 'two_factor.removed', 'two_factor.failed', 'recovery_code.used', 'recovery_codes.renewed', 'identity_provider.added', 'identity_provider.renewed', 'identity_provider.ended', 'identity.linked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'response.withheld', 'response.first_reviewed', 'response.disputed', 'response.taken', 'response.let_go', 'response.read', 'responses.listed', 'attachment.read', 'personal.read', 'screening.run', 'copies.grouped', 'flag.dismissed', 'flag.restored', 'redaction.made', 'redaction.taken_back', 'redaction.everywhere', 'everywhere.asked', 'everywhere.started', 'everywhere.found', 'everywhere.refused', 'everywhere.confirmed', 'everywhere.stopped', 'everywhere.expired', 'everywhere.failed', 'everywhere.requeued', 'moderation.stated', 'bulk_review.asked', 'bulk_review.started', 'bulk_review.finished', 'bulk_review.failed', 'bulk_review.requeued', 'bulk_review.stopped', 'view.saved', 'view.removed', 'public_copies.made', 'events.exported', 'person.searched', 'person.exported', 'person.refused', 'response.restricted', 'response.restriction_lifted', 'response.erased', 'legal_hold.placed', 'legal_hold.lifted', 'retention.stated', 'retention.applied', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'import.uploaded', 'import.described', 'import.check_asked', 'import.check_started', 'import.checked', 'import.refused', 'import.load_asked', 'import.load_started', 'import.loaded', 'import.failed', 'import.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'transcription.begun', 'transcription.scan_added', 'transcription.scan_removed', 'transcription.typed', 'transcription.returned', 'transcription.accepted', 'transcription.set_aside', 'transcription.taken_up', 'petition.recorded', 'petition.corrected', 'petition.withdrawn', 'meeting.announced', 'meeting.held', 'meeting.cancelled', 'meeting.corrected', 'meeting.withdrawn', 'message.sent', 'message.failed', 'message.bounced'])), name='event_kind_known'),
        ),
        migrations.AddField(
            model_name='leftover',
            name='response',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.response'),
        ),
        migrations.AddConstraint(
            model_name='leftover',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['IDENTITY', 'MESSAGES', 'FILES', 'WORDS'])), name='leftover_part_known'),
        ),
        migrations.AddConstraint(
            model_name='leftover',
            constraint=models.UniqueConstraint(fields=('response', 'part'), name='leftover_once_a_part'),
        ),
        migrations.CreateModel(
            name='RetentionMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('IDENTITY', 'Name and email address'), ('MESSAGES', 'Emails that were sent'), ('FILES', 'Files and scans'), ('WORDS', 'Words')], max_length=8)),
                ('through', models.BigIntegerField(default=0)),
                ('seen', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.consultation')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('part__in', ['IDENTITY', 'MESSAGES', 'FILES', 'WORDS'])), name='retention_mark_part_known'), models.UniqueConstraint(fields=('consultation', 'part'), name='retention_mark_once_a_part'), models.CheckConstraint(condition=models.Q(('through__lte', models.F('seen'))), name='retention_mark_through_what_was_seen')],
            },
        ),
        migrations.RunSQL(NOTES, NOTES_NO_LONGER),
        migrations.RunSQL(SINCE, migrations.RunSQL.noop),
    ]
