"""Bodies that ask to reply; emails that came back; and what is erased of persons who never joined.

A request keeps what was asked, is decided once and stays. Of an invitation that ended 28 days ago
without being taken up, and of a request that was declined then or whose invitation is forgotten,
the person is erased, once; nothing else of it changes.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KEEPS = """
CREATE FUNCTION counterpoint_registration_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text[] := ARRAY[
        'state', 'decided_by_id', 'decided_at', 'decline_reason', 'organisation_id', 'invitation_id'
    ];
    erased text[] := ARRAY['erased_at', 'person_name', 'post', 'proof', 'email'];
BEGIN
    IF OLD.state = 'WAITING' THEN
        IF NEW.state = 'WAITING' OR to_jsonb(OLD) - decided <> to_jsonb(NEW) - decided THEN
            RAISE EXCEPTION 'registration %: only the decision may be written', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(OLD) - erased <> to_jsonb(NEW) - erased
        OR OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL
        OR NEW.email <> 'erased-' || OLD.id || '@erased.invalid'
    THEN
        RAISE EXCEPTION 'registration %: it is decided, and only who asked may be erased', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.erased_at < OLD.decided_at + interval '28 days' OR NOT (OLD.state = 'DECLINED' OR EXISTS (
        SELECT FROM consultation_invitation
        WHERE id = OLD.invitation_id AND erased_at IS NOT NULL
    )) THEN
        RAISE EXCEPTION 'registration %: it is too soon to erase who asked', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registration_keeps BEFORE UPDATE ON consultation_registration
    FOR EACH ROW EXECUTE FUNCTION counterpoint_registration_keeps();
CREATE TRIGGER registration_stays BEFORE DELETE ON consultation_registration
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER registration_is_not_emptied BEFORE TRUNCATE ON consultation_registration
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
KEEPS_NO_LONGER = """
DROP TRIGGER registration_keeps ON consultation_registration;
DROP TRIGGER registration_stays ON consultation_registration;
DROP TRIGGER registration_is_not_emptied ON consultation_registration;
DROP FUNCTION counterpoint_registration_keeps();
"""

INVITATION = """
CREATE OR REPLACE FUNCTION counterpoint_invitation_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY[
        'token_hash', 'opened_at', 'accepted_at', 'accepted_by_id', 'revoked_at', 'revoked_by_id'
    ];
    erased text[] := ARRAY['email', 'erased_at'];
BEGIN
    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
        AND to_jsonb(OLD) - erased = to_jsonb(NEW) - erased
        AND NEW.email = 'erased-' || OLD.id || '@erased.invalid'
    THEN
        IF OLD.accepted_at IS NOT NULL
            OR NEW.erased_at < least(OLD.expires_at, OLD.revoked_at) + interval '28 days'
        THEN
            RAISE EXCEPTION 'invitation %: it is too soon to erase its address', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.accepted_at IS NOT NULL OR OLD.revoked_at IS NOT NULL OR OLD.erased_at IS NOT NULL THEN
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
"""
INVITATION_BEFORE = """
CREATE OR REPLACE FUNCTION counterpoint_invitation_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""

# The address of one more page. No other is like it: `add_organisation` counts from 2 too.
MOVE_AWAY = "UPDATE consultation_organisation SET slug = 'requests-2' WHERE slug = 'requests'"


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0021_enquiries_and_join_codes'),
        ('stations', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(MOVE_AWAY, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name of the body')),
                ('kind', models.CharField(choices=[('MP', 'Member of Parliament'), ('ASSEMBLY', 'London Assembly member'), ('NHS', 'NHS body'), ('RESIDENTS', 'Residents’ association'), ('BUSINESS', 'Business'), ('CHARITY', 'Charity'), ('OTHER', 'Other body')], max_length=10)),
                ('proof', models.TextField(blank=True, verbose_name='website, or how else it can be checked')),
                ('person_name', models.CharField(blank=True, max_length=200, verbose_name='name of who asks')),
                ('post', models.CharField(blank=True, max_length=200, verbose_name='what they are there')),
                ('email', models.EmailField(max_length=254, verbose_name='address of who asks')),
                ('asked_at', models.DateTimeField()),
                ('doubted', models.BooleanField(default=False, help_text='A box that nobody sees was filled in, so nothing was mailed.')),
                ('state', models.CharField(choices=[('WAITING', 'Waiting'), ('ACCEPTED', 'Accepted'), ('DECLINED', 'Declined')], default='WAITING', max_length=8)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decline_reason', models.TextField(blank=True, verbose_name='why it was declined, as mailed')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='when the person was erased')),
            ],
            options={
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='message_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='message_sent_has_time',
        ),
        migrations.RemoveConstraint(
            model_name='organisation',
            name='organisation_slug_is_no_other_page',
        ),
        migrations.AddField(
            model_name='invitation',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when the address was erased'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('organisation.added', 'Organisation added'), ('organisation.corrected', 'Organisation corrected'), ('organisation.verified', 'Organisation verified'), ('organisation.chased', 'People reminded that no formal reply has come'), ('invitation.made', 'Invitation made'), ('invitation.reminded', 'Reminder of an invitation'), ('invitation.opened', 'Invitation opened'), ('invitation.accepted', 'Invitation accepted'), ('invitation.revoked', 'Invitation revoked'), ('invitation.forgotten', 'Addresses of ended invitations erased'), ('registration.asked', 'Body asked to reply'), ('registration.accepted', 'Body that asked to reply accepted'), ('registration.declined', 'Body that asked to reply declined'), ('registration.forgotten', 'Persons of ended requests erased'), ('formal_reply.begun', 'Formal reply begun'), ('formal_reply.approval_asked', 'Approval of a formal reply asked for'), ('formal_reply.taken_back', 'Formal reply taken back by its drafters'), ('formal_reply.returned', 'Formal reply sent back by its approver'), ('formal_reply.signed', 'Formal reply signed'), ('formal_reply.ratified', 'Interim formal reply ratified'), ('formal_reply.superseded', 'Formal reply replaced by a newer one'), ('formal_reply.withdrawn', 'Formal reply withdrawn'), ('formal_reply.set_aside', 'Draft of a formal reply set aside'), ('formal_reply.read', 'Formal reply read by a decision-maker'), ('late_policy.stated', 'Policy on late formal replies stated'), ('join_code.made', 'Code for colleagues made'), ('join_code.used', 'Code for colleagues used'), ('join_code.ended', 'Code for colleagues ended'), ('enquiry.asked', 'Question asked by an organisation'), ('enquiry.answered', 'Question of an organisation answered'), ('enquiry.answer_corrected', 'Answer to an organisation corrected'), ('two_factor.set_up', 'Two-factor sign-in set up'), ('two_factor.removed', 'Two-factor sign-in removed'), ('two_factor.failed', 'Second step of a sign-in failed'), ('recovery_code.used', 'Recovery code used'), ('recovery_codes.renewed', 'Recovery codes made anew'), ('identity_provider.added', 'Work sign-in set up'), ('identity_provider.renewed', 'Secret of work sign-in replaced'), ('identity_provider.ended', 'Work sign-in ended'), ('identity.linked', 'Work account linked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('import.uploaded', 'File of responses uploaded'), ('import.described', 'File of responses described'), ('import.check_asked', 'Check of a file asked for'), ('import.check_started', 'Check of a file started'), ('import.checked', 'File checked, nothing to correct'), ('import.refused', 'File has rows to correct, nothing loaded'), ('import.load_asked', 'Load of a file asked for'), ('import.load_started', 'Load of a file started'), ('import.loaded', 'File loaded'), ('import.failed', 'Work on a file failed'), ('import.downloaded', 'File or list of an import downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('transcription.begun', 'Transcription begun'), ('transcription.typed', 'Transcription sent to be checked'), ('transcription.returned', 'Transcription sent back'), ('transcription.accepted', 'Transcription accepted'), ('transcription.set_aside', 'Transcription set aside'), ('transcription.taken_up', 'Transcription taken up again'), ('petition.recorded', 'Petition recorded'), ('petition.corrected', 'Petition replaced by a correction'), ('petition.withdrawn', 'Petition withdrawn'), ('meeting.announced', 'Meeting announced'), ('meeting.held', 'Meeting held, with what came of it'), ('meeting.cancelled', 'Meeting called off'), ('meeting.corrected', 'Meeting replaced by a correction'), ('meeting.withdrawn', 'Meeting withdrawn'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed'), ('message.bounced', 'Message came back')], max_length=40),
        ),
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.CharField(choices=[('QUEUED', 'Waiting'), ('SENT', 'Sent'), ('FAILED', 'Failed'), ('BOUNCED', 'Came back')], default='QUEUED', max_length=7),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'role.granted', 'role.revoked', 'organisation.added', 'organisation.corrected', 'organisation.verified', 'organisation.chased', 'invitation.made', 'invitation.reminded', 'invitation.opened', 'invitation.accepted', 'invitation.revoked', 'invitation.forgotten', 'registration.asked', 'registration.accepted', 'registration.declined', 'registration.forgotten', 'formal_reply.begun', 'formal_reply.approval_asked', 'formal_reply.taken_back', 'formal_reply.returned', 'formal_reply.signed', 'formal_reply.ratified', 'formal_reply.superseded', 'formal_reply.withdrawn', 'formal_reply.set_aside', 'formal_reply.read', 'late_policy.stated', 'join_code.made', 'join_code.used', 'join_code.ended', 'enquiry.asked', 'enquiry.answered', 'enquiry.answer_corrected', 'two_factor.set_up', 'two_factor.removed', 'two_factor.failed', 'recovery_code.used', 'recovery_codes.renewed', 'identity_provider.added', 'identity_provider.renewed', 'identity_provider.ended', 'identity.linked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'import.uploaded', 'import.described', 'import.check_asked', 'import.check_started', 'import.checked', 'import.refused', 'import.load_asked', 'import.load_started', 'import.loaded', 'import.failed', 'import.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'transcription.begun', 'transcription.typed', 'transcription.returned', 'transcription.accepted', 'transcription.set_aside', 'transcription.taken_up', 'petition.recorded', 'petition.corrected', 'petition.withdrawn', 'meeting.announced', 'meeting.held', 'meeting.cancelled', 'meeting.corrected', 'meeting.withdrawn', 'message.sent', 'message.failed', 'message.bounced'])), name='event_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at', None), ('erased_at', None), _connector='OR'), name='invitation_of_who_joined_is_kept'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('slug__in', ('new', 'requests', 'told')), _negated=True), name='organisation_slug_is_no_other_page'),
        ),
        migrations.AddField(
            model_name='registration',
            name='borough',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='stations.borough'),
        ),
        migrations.AddField(
            model_name='registration',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='registration',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registration',
            name='invitation',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registration', to='consultation.invitation'),
        ),
        migrations.AddField(
            model_name='registration',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='consultation.organisation'),
        ),
        migrations.AddField(
            model_name='message',
            name='registration',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='consultation.registration'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['QUEUED', 'SENT', 'FAILED', 'BOUNCED'])), name='message_state_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state__in', ('SENT', 'BOUNCED'))), models.Q(models.Q(('state__in', ('SENT', 'BOUNCED')), _negated=True), ('sent_at', None)), _connector='OR'), name='message_sent_has_time'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['WAITING', 'ACCEPTED', 'DECLINED'])), name='registration_state_known'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('MP', 'ASSEMBLY', 'NHS', 'RESIDENTS', 'BUSINESS', 'CHARITY', 'OTHER'))), name='registration_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='registration_name_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('email', ''), _negated=True), name='registration_email_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('email__regex', '[A-Z]'), _negated=True), name='registration_email_is_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), models.Q(('person_name', ''), _negated=True), models.Q(('post', ''), _negated=True), models.Q(('proof', ''), _negated=True)), models.Q(('erased_at__isnull', False), ('person_name', ''), ('post', ''), ('proof', '')), _connector='OR'), name='registration_names_a_person_until_erased'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), _connector='OR'), name='registration_decided_at_with_decided_by'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('invitation__isnull', False), ('organisation__isnull', False)), models.Q(('invitation__isnull', True), ('organisation__isnull', True)), _connector='OR'), name='registration_organisation_with_invitation'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decline_reason', ''), ('organisation', None), ('state', 'WAITING')), models.Q(('decided_at__isnull', False), ('decline_reason', ''), ('organisation__isnull', False), ('state', 'ACCEPTED')), models.Q(('decided_at__isnull', False), ('organisation', None), ('state', 'DECLINED'), models.Q(('decline_reason', ''), _negated=True)), _connector='OR'), name='registration_decided_is_told_whole'),
        ),
        migrations.RunSQL(KEEPS, KEEPS_NO_LONGER),
        migrations.RunSQL(INVITATION, INVITATION_BEFORE),
    ]
