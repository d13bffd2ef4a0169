"""Words taken out everywhere as a job; a move takes away the token of flags that came since."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As 0024 has it, and a new verdict ends what was told of flags that came after the last one.
MOVED = """
CREATE OR REPLACE FUNCTION counterpoint_response_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE consultation_screening
        SET state = NEW.state, tokens = array_remove(tokens, 'since')
        WHERE response_id = NEW.id;
    IF NEW.state NOT IN ('RELEASED', 'WITHHELD')
        OR (NEW.state = 'WITHHELD' AND OLD.state = 'RELEASED') THEN
        DELETE FROM consultation_publishedanswer WHERE published_id = NEW.id;
        DELETE FROM consultation_publishedresponse WHERE response_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
"""
MOVED_BACK = MOVED.replace(
    "\n        SET state = NEW.state, tokens = array_remove(tokens, 'since')\n        WHERE",
    " SET state = NEW.state WHERE",
)


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0030_bulk'),
    ]

    operations = [
        migrations.CreateModel(
            name='BulkRedaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(choices=[('PERSONAL', 'Personal details'), ('THIRD_PARTY', 'About somebody else who can be recognised'), ('SENSITIVE', 'Health, beliefs or other sensitive details'), ('ABUSE', 'Abuse'), ('CLAIM', 'A damaging claim about somebody'), ('SAFETY', 'Somebody could come to harm'), ('SECURITY', 'Security of a building or of police work')], max_length=11)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('SEARCH_DUE', 'Waiting to be searched for'), ('SEARCHING', 'Being searched for'), ('FOUND', 'Found, waiting to be confirmed'), ('REFUSED', 'Nothing that could be taken out'), ('TAKE_DUE', 'Confirmed, waiting'), ('TAKING', 'Being taken out'), ('DONE', 'Taken out'), ('STOPPED', 'Stopped'), ('EXPIRED', 'Ended: nobody went on with it'), ('FAILED', 'Failed')], default='SEARCH_DUE', max_length=10)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('steps_done', models.PositiveBigIntegerField(default=0, verbose_name='keys or responses gone through')),
                ('steps_total', models.PositiveBigIntegerField(default=0, verbose_name='keys or responses in all')),
                ('step', models.CharField(blank=True, max_length=200, verbose_name='what is being done')),
                ('error', models.TextField(blank=True, verbose_name='why it came to nothing')),
                ('newest', models.PositiveBigIntegerField(default=0, verbose_name='last key that it covers')),
                ('newest_at', models.DateTimeField(blank=True, null=True, verbose_name='when that was the last key')),
                ('searched_to', models.PositiveBigIntegerField(default=0, verbose_name='last key that was searched')),
                ('places', models.PositiveIntegerField(default=0, verbose_name='places that were found')),
                ('responses', models.PositiveIntegerField(default=0, verbose_name='responses with such places')),
                ('late', models.PositiveIntegerField(default=0, verbose_name='of these, found after it was confirmed')),
                ('taken', models.PositiveIntegerField(default=0, verbose_name='places that were taken out')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='responses that they were taken out of')),
                ('published', models.PositiveIntegerField(default=0, verbose_name='public copies made anew')),
            ],
            options={
                'verbose_name': 'words taken out everywhere',
                'verbose_name_plural': 'words taken out everywhere',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BulkRedactionPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['bulk_redaction', 'response', 'answer', 'start'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('account.closed', 'Account closed'), ('account.reopened', 'Account opened again'), ('sign_in.done', 'Signed in'), ('sign_in.failed', 'Sign-in failed'), ('sign_in.locked', 'Sign-in locked after guessing'), ('sign_in.unlocked', 'Sign-in unlocked'), ('accounts.exported', 'List of accounts downloaded'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('organisation.added', 'Organisation added'), ('organisation.corrected', 'Organisation corrected'), ('organisation.verified', 'Organisation verified'), ('organisation.chased', 'People reminded that no formal reply has come'), ('invitation.made', 'Invitation made'), ('invitation.reminded', 'Reminder of an invitation'), ('invitation.opened', 'Invitation opened'), ('invitation.accepted', 'Invitation accepted'), ('invitation.revoked', 'Invitation revoked'), ('invitation.forgotten', 'Addresses of ended invitations erased'), ('registration.asked', 'Body asked to reply'), ('registration.accepted', 'Body that asked to reply accepted'), ('registration.declined', 'Body that asked to reply declined'), ('registration.forgotten', 'Persons of ended requests erased'), ('formal_reply.begun', 'Formal reply begun'), ('formal_reply.approval_asked', 'Approval of a formal reply asked for'), ('formal_reply.taken_back', 'Formal reply taken back by its drafters'), ('formal_reply.returned', 'Formal reply sent back by its approver'), ('formal_reply.signed', 'Formal reply signed'), ('formal_reply.ratified', 'Interim formal reply ratified'), ('formal_reply.superseded', 'Formal reply replaced by a newer one'), ('formal_reply.withdrawn', 'Formal reply withdrawn'), ('formal_reply.set_aside', 'Draft of a formal reply set aside'), ('formal_reply.read', 'Formal reply read by a decision-maker'), ('late_policy.stated', 'Policy on late formal replies stated'), ('join_code.made', 'Code for colleagues made'), ('join_code.used', 'Code for colleagues used'), ('join_code.ended', 'Code for colleagues ended'), ('enquiry.asked', 'Question asked by an organisation'), ('enquiry.answered', 'Question of an organisation answered'), ('enquiry.answer_corrected', 'Answer to an organisation corrected'), ('two_factor.set_up', 'Two-factor sign-in set up'), ('two_factor.removed', 'Two-factor sign-in removed'), ('two_factor.failed', 'Second step of a sign-in failed'), ('recovery_code.used', 'Recovery code used'), ('recovery_codes.renewed', 'Recovery codes made anew'), ('identity_provider.added', 'Work sign-in set up'), ('identity_provider.renewed', 'Secret of work sign-in replaced'), ('identity_provider.ended', 'Work sign-in ended'), ('identity.linked', 'Work account linked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('response.withheld', 'Words of a response withheld'), ('response.first_reviewed', 'First of two reviews given'), ('response.disputed', 'Two reviews disagree'), ('response.taken', 'Response taken for review'), ('response.let_go', 'Response let go without a verdict'), ('response.read', 'Response read by staff'), ('responses.listed', 'List of responses read by staff'), ('attachment.read', 'Attachment saved by staff'), ('personal.read', 'Personal details read by staff'), ('screening.run', 'Responses screened'), ('flag.dismissed', 'Flag called false'), ('flag.restored', 'Flag put back'), ('redaction.made', 'Words marked to be taken out'), ('redaction.taken_back', 'Mark on words taken back'), ('redaction.everywhere', 'The same words marked everywhere'), ('everywhere.asked', 'Words to be taken out everywhere searched for'), ('everywhere.started', 'Work on words everywhere begun'), ('everywhere.found', 'Words everywhere found'), ('everywhere.refused', 'Words everywhere that cannot be taken out'), ('everywhere.confirmed', 'Taking words out everywhere confirmed'), ('everywhere.stopped', 'Taking words out everywhere stopped'), ('everywhere.expired', 'Taking words out everywhere not gone on with in time'), ('everywhere.failed', 'Work on words everywhere failed'), ('everywhere.requeued', 'Work on words everywhere asked for again'), ('moderation.stated', 'Rules of moderation stated'), ('bulk_review.asked', 'Verdict on many asked for'), ('bulk_review.started', 'Verdict on many begun'), ('bulk_review.finished', 'Verdict on many given'), ('bulk_review.failed', 'Verdict on many failed'), ('bulk_review.requeued', 'Verdict on many asked for again'), ('bulk_review.stopped', 'Verdict on many stopped'), ('view.saved', 'View of the queue saved'), ('view.removed', 'View of the queue removed'), ('events.exported', 'Record of events downloaded'), ('person.searched', 'Person looked for'), ('person.exported', 'All about a person downloaded'), ('person.refused', 'Request of a person refused'), ('response.restricted', 'Use of a response restricted'), ('response.restriction_lifted', 'Restriction lifted'), ('response.erased', 'Words and person of a response erased'), ('legal_hold.placed', 'Legal hold placed'), ('legal_hold.lifted', 'Legal hold lifted'), ('retention.stated', 'Retention rule stated'), ('retention.applied', 'Erased under a retention rule'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('import.uploaded', 'File of responses uploaded'), ('import.described', 'File of responses described'), ('import.check_asked', 'Check of a file asked for'), ('import.check_started', 'Check of a file started'), ('import.checked', 'File checked, nothing to correct'), ('import.refused', 'File has rows to correct, nothing loaded'), ('import.load_asked', 'Load of a file asked for'), ('import.load_started', 'Load of a file started'), ('import.loaded', 'File loaded'), ('import.failed', 'Work on a file failed'), ('import.downloaded', 'File or list of an import downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('transcription.begun', 'Transcription begun'), ('transcription.typed', 'Transcription sent to be checked'), ('transcription.returned', 'Transcription sent back'), ('transcription.accepted', 'Transcription accepted'), ('transcription.set_aside', 'Transcription set aside'), ('transcription.taken_up', 'Transcription taken up again'), ('petition.recorded', 'Petition recorded'), ('petition.corrected', 'Petition replaced by a correction'), ('petition.withdrawn', 'Petition withdrawn'), ('meeting.announced', 'Meeting announced'), ('meeting.held', 'Meeting held, with what came of it'), ('meeting.cancelled', 'Meeting called off'), ('meeting.corrected', 'Meeting replaced by a correction'), ('meeting.withdrawn', 'Meeting withdrawn'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed'), ('message.bounced', 'Message came back')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'account.closed', 'account.reopened', 'sign_in.done', 'sign_in.failed', 'sign_in.locked', 'sign_in.unlocked', 'accounts.exported', 'role.granted', 'role.revoked', 'organisation.added', 'organisation.corrected', 'organisation.verified', 'organisation.chased', 'invitation.made', 'invitation.reminded', 'invitation.opened', 'invitation.accepted', 'invitation.revoked', 'invitation.forgotten', 'registration.asked', 'registration.accepted', 'registration.declined', 'registration.forgotten', 'formal_reply.begun', 'formal_reply.approval_asked', 'formal_reply.taken_back', 'formal_reply.returned', 'formal_reply.signed', 'formal_reply.ratified', 'formal_reply.superseded', 'formal_reply.withdrawn', 'formal_reply.set_aside', 'formal_reply.read', 'late_policy.stated', 'join_code.made', 'join_code.used', 'join_code.ended', 'enquiry.asked', 'enquiry.answered', 'enquiry.answer_corrected', 'two_factor.set_up', 'two_factor.removed', 'two_factor.failed', 'recovery_code.used', 'recovery_codes.renewed', 'identity_provider.added', 'identity_provider.renewed', 'identity_provider.ended', 'identity.linked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'response.withheld', 'response.first_reviewed', 'response.disputed', 'response.taken', 'response.let_go', 'response.read', 'responses.listed', 'attachment.read', 'personal.read', 'screening.run', 'flag.dismissed', 'flag.restored', 'redaction.made', 'redaction.taken_back', 'redaction.everywhere', 'everywhere.asked', 'everywhere.started', 'everywhere.found', 'everywhere.refused', 'everywhere.confirmed', 'everywhere.stopped', 'everywhere.expired', 'everywhere.failed', 'everywhere.requeued', 'moderation.stated', 'bulk_review.asked', 'bulk_review.started', 'bulk_review.finished', 'bulk_review.failed', 'bulk_review.requeued', 'bulk_review.stopped', 'view.saved', 'view.removed', 'events.exported', 'person.searched', 'person.exported', 'person.refused', 'response.restricted', 'response.restriction_lifted', 'response.erased', 'legal_hold.placed', 'legal_hold.lifted', 'retention.stated', 'retention.applied', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'import.uploaded', 'import.described', 'import.check_asked', 'import.check_started', 'import.checked', 'import.refused', 'import.load_asked', 'import.load_started', 'import.loaded', 'import.failed', 'import.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'transcription.begun', 'transcription.typed', 'transcription.returned', 'transcription.accepted', 'transcription.set_aside', 'transcription.taken_up', 'petition.recorded', 'petition.corrected', 'petition.withdrawn', 'meeting.announced', 'meeting.held', 'meeting.cancelled', 'meeting.corrected', 'meeting.withdrawn', 'message.sent', 'message.failed', 'message.bounced'])), name='event_kind_known'),
        ),
        migrations.AddField(
            model_name='bulkredaction',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulkredaction',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bulkredaction',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulk_redactions', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='bulkredactionplace',
            name='answer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.answer'),
        ),
        migrations.AddField(
            model_name='bulkredactionplace',
            name='bulk_redaction',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='found', to='consultation.bulkredaction'),
        ),
        migrations.AddField(
            model_name='bulkredactionplace',
            name='response',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.response'),
        ),
        migrations.AddIndex(
            model_name='bulkredaction',
            index=models.Index(condition=models.Q(('state__in', ['DONE', 'STOPPED', 'EXPIRED']), _negated=True), fields=['state', 'asked_at'], name='bulk_redaction_open'),
        ),
        migrations.AddConstraint(
            model_name='bulkredaction',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['PERSONAL', 'THIRD_PARTY', 'SENSITIVE', 'ABUSE', 'CLAIM', 'SAFETY', 'SECURITY'])), name='bulk_redaction_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='bulkredaction',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['SEARCH_DUE', 'SEARCHING', 'FOUND', 'REFUSED', 'TAKE_DUE', 'TAKING', 'DONE', 'STOPPED', 'EXPIRED', 'FAILED'])), name='bulk_redaction_state_known'),
        ),
        migrations.AddConstraint(
            model_name='bulkredaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), _connector='OR'), name='bulk_redaction_confirmed_by_with_confirmed_at'),
        ),
        migrations.AddConstraint(
            model_name='bulkredaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('DONE', 'STOPPED', 'EXPIRED')), ('words', '')), models.Q(models.Q(('state__in', ('DONE', 'STOPPED', 'EXPIRED')), _negated=True), models.Q(('words', ''), _negated=True)), _connector='OR'), name='bulk_redaction_words_until_it_is_over'),
        ),
        migrations.AddConstraint(
            model_name='bulkredaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['TAKE_DUE', 'TAKING', 'DONE']), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='bulk_redaction_acts_once_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='bulkredaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['SEARCHING', 'TAKING']), _negated=True), ('lease_until__isnull', False), _connector='OR'), name='bulk_redaction_working_has_lease'),
        ),
        migrations.AddConstraint(
            model_name='bulkredaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['REFUSED', 'FAILED']), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='bulk_redaction_nothing_says_why'),
        ),
        migrations.AddConstraint(
            model_name='bulkredaction',
            constraint=models.CheckConstraint(condition=models.Q(('steps_done__lte', models.F('steps_total'))), name='bulk_redaction_steps_in_bounds'),
        ),
        migrations.AddConstraint(
            model_name='bulkredaction',
            constraint=models.CheckConstraint(condition=models.Q(('searched_to__lte', models.F('newest'))), name='bulk_redaction_search_in_bounds'),
        ),
        migrations.AddConstraint(
            model_name='bulkredactionplace',
            constraint=models.UniqueConstraint(fields=('bulk_redaction', 'response', 'answer', 'start'), name='bulk_redaction_place_once'),
        ),
        migrations.AddConstraint(
            model_name='bulkredactionplace',
            constraint=models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='bulk_redaction_place_is_of_something'),
        ),
        migrations.RunSQL(MOVED, MOVED_BACK),
    ]
