"""Organisations of more kinds and how they were verified; invitations; and what the database
refuses about these.

An invitation keeps whom it asks for what. Only how it goes on may be written: the hash of its link,
when it was first opened, and one end. One that has ended keeps everything.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KEEPS = """
CREATE FUNCTION counterpoint_invitation_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY[
        'token_hash', 'opened_at', 'accepted_at', 'accepted_by_id', 'revoked_at', 'revoked_by_id'
    ];
BEGIN
    IF OLD.accepted_at IS NOT NULL OR OLD.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'invitation %: it has ended and is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on
        OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at)
    THEN
        RAISE EXCEPTION 'invitation %: only its link, its first opening and its end may be written',
            OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invitation_keeps BEFORE UPDATE ON consultation_invitation
    FOR EACH ROW EXECUTE FUNCTION counterpoint_invitation_keeps();
CREATE TRIGGER invitation_stays BEFORE DELETE ON consultation_invitation
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER invitation_is_not_emptied BEFORE TRUNCATE ON consultation_invitation
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
NO_LONGER = """
DROP TRIGGER invitation_keeps ON consultation_invitation;
DROP TRIGGER invitation_stays ON consultation_invitation;
DROP TRIGGER invitation_is_not_emptied ON consultation_invitation;
DROP FUNCTION counterpoint_invitation_keeps();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0017_contact_details'),
        ('stations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='address that it is sent to')),
                ('role', models.CharField(choices=[('COUNCIL_DRAFTER', 'Council drafter'), ('COUNCIL_APPROVER', 'Council approver'), ('COUNCIL_OBSERVER', 'Council observer')], max_length=20)),
                ('token_hash', models.CharField(blank=True, help_text='Empty until its first e-mail is posted.', max_length=64)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-invited_at', '-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='grant',
            name='grant_role_known',
        ),
        migrations.RemoveConstraint(
            model_name='organisation',
            name='organisation_kind_known',
        ),
        migrations.AddField(
            model_name='organisation',
            name='email_domain',
            field=models.CharField(blank=True, help_text="What follows the @ in its people's addresses, such as redbridge.gov.uk.", max_length=100),
        ),
        migrations.AddField(
            model_name='organisation',
            name='verified_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='organisation',
            name='verified_by',
            field=models.ForeignKey(blank=True, help_text='Who checked, or whose own address showed it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='organisation',
            name='verified_how',
            field=models.CharField(blank=True, choices=[('DOMAIN', 'By an email address of its own'), ('STAFF', 'By staff')], max_length=6),
        ),
        migrations.AddField(
            model_name='organisation',
            name='verified_note',
            field=models.TextField(blank=True, verbose_name='how staff checked'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('organisation.added', 'Organisation added'), ('organisation.corrected', 'Organisation corrected'), ('organisation.verified', 'Organisation verified'), ('invitation.made', 'Invitation made'), ('invitation.reminded', 'Reminder of an invitation'), ('invitation.opened', 'Invitation opened'), ('invitation.accepted', 'Invitation accepted'), ('invitation.revoked', 'Invitation revoked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('import.uploaded', 'File of responses uploaded'), ('import.described', 'File of responses described'), ('import.check_asked', 'Check of a file asked for'), ('import.check_started', 'Check of a file started'), ('import.checked', 'File checked, nothing to correct'), ('import.refused', 'File has rows to correct, nothing loaded'), ('import.load_asked', 'Load of a file asked for'), ('import.load_started', 'Load of a file started'), ('import.loaded', 'File loaded'), ('import.failed', 'Work on a file failed'), ('import.downloaded', 'File or list of an import downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('transcription.begun', 'Transcription begun'), ('transcription.typed', 'Transcription sent to be checked'), ('transcription.returned', 'Transcription sent back'), ('transcription.accepted', 'Transcription accepted'), ('transcription.set_aside', 'Transcription set aside'), ('transcription.taken_up', 'Transcription taken up again'), ('petition.recorded', 'Petition recorded'), ('petition.corrected', 'Petition replaced by a correction'), ('petition.withdrawn', 'Petition withdrawn'), ('meeting.announced', 'Meeting announced'), ('meeting.held', 'Meeting held, with what came of it'), ('meeting.cancelled', 'Meeting called off'), ('meeting.corrected', 'Meeting replaced by a correction'), ('meeting.withdrawn', 'Meeting withdrawn'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed')], max_length=40),
        ),
        migrations.AlterField(
            model_name='grant',
            name='role',
            field=models.CharField(choices=[('OWNER', 'Consultation owner'), ('MODERATOR', 'Moderator'), ('ANALYST', 'Analyst'), ('DECISION_MAKER', 'Decision-maker'), ('AUDITOR', 'Auditor'), ('COUNCIL_DRAFTER', 'Council drafter'), ('COUNCIL_APPROVER', 'Council approver'), ('COUNCIL_OBSERVER', 'Council observer')], max_length=20),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='kind',
            field=models.CharField(choices=[('COUNCIL', 'Council'), ('MP', 'Member of Parliament'), ('ASSEMBLY', 'London Assembly member'), ('NHS', 'NHS body'), ('RESIDENTS', 'Residents’ association'), ('BUSINESS', 'Business'), ('CHARITY', 'Charity'), ('OTHER', 'Other body')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'role.granted', 'role.revoked', 'organisation.added', 'organisation.corrected', 'organisation.verified', 'invitation.made', 'invitation.reminded', 'invitation.opened', 'invitation.accepted', 'invitation.revoked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'import.uploaded', 'import.described', 'import.check_asked', 'import.check_started', 'import.checked', 'import.refused', 'import.load_asked', 'import.load_started', 'import.loaded', 'import.failed', 'import.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'transcription.begun', 'transcription.typed', 'transcription.returned', 'transcription.accepted', 'transcription.set_aside', 'transcription.taken_up', 'petition.recorded', 'petition.corrected', 'petition.withdrawn', 'meeting.announced', 'meeting.held', 'meeting.cancelled', 'meeting.corrected', 'meeting.withdrawn', 'message.sent', 'message.failed'])), name='event_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['OWNER', 'MODERATOR', 'ANALYST', 'DECISION_MAKER', 'AUDITOR', 'COUNCIL_DRAFTER', 'COUNCIL_APPROVER', 'COUNCIL_OBSERVER'])), name='grant_role_known'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('slug__in', ('new', 'told')), _negated=True), name='organisation_slug_is_no_other_page'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['COUNCIL', 'MP', 'ASSEMBLY', 'NHS', 'RESIDENTS', 'BUSINESS', 'CHARITY', 'OTHER'])), name='organisation_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('email_domain', ''), ('email_domain__regex', '^[a-z0-9-]+(\\.[a-z0-9-]+)+$'), _connector='OR'), name='organisation_email_domain_is_bare'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified_at', None), ('verified_by', None), ('verified_how', ''), ('verified_note', '')), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False), models.Q(models.Q(('verified_how__in', ['DOMAIN']), ('verified_note', '')), models.Q(('verified_how__in', ['STAFF']), models.Q(('verified_note', ''), _negated=True)), _connector='OR')), _connector='OR'), name='organisation_verified_is_told_whole'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'COUNCIL')), fields=('borough',), name='organisation_one_council_a_borough'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='accepted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations_accepted', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations_made', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='consultation.organisation'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='revoked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='message',
            name='invitation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='consultation.invitation'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ('COUNCIL_DRAFTER', 'COUNCIL_APPROVER', 'COUNCIL_OBSERVER'))), name='invitation_role_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('email', ''), _negated=True), name='invitation_email_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('email__regex', '[A-Z]'), _negated=True), name='invitation_email_is_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('invited_at__lt', models.F('expires_at'))), name='invitation_invited_at_before_expires_at'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), _connector='OR'), name='invitation_accepted_at_with_accepted_by'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), _connector='OR'), name='invitation_revoked_at_with_revoked_by'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at', None), ('revoked_at', None), _connector='OR'), name='invitation_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at', None), ('opened_at__isnull', False), _connector='OR'), name='invitation_accepted_was_opened'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('revoked_at', None)), fields=('consultation', 'organisation', 'email'), name='invitation_once_in_force'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('token_hash', ''), _negated=True), fields=('token_hash',), name='invitation_link_is_its_own'),
        ),
        migrations.RunSQL(KEEPS, NO_LONGER),
    ]
