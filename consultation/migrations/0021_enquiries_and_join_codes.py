"""Questions of organisations with their answers; codes for colleagues; and what the database refuses
about these.

Questions and answers are only added. An answer is the next one to its question. A code keeps what
it is for: it is counted once a use, and ended once.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


ABOUT = """
CREATE FUNCTION counterpoint_enquiry_about() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.proposal_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM consultation_proposal
        WHERE id = NEW.proposal_id AND consultation_id = NEW.consultation_id
    ) THEN
        RAISE EXCEPTION 'enquiry: it is about a proposal of another consultation'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enquiry_about BEFORE INSERT ON consultation_enquiry
    FOR EACH ROW EXECUTE FUNCTION counterpoint_enquiry_about();
"""
NOT_ABOUT = """
DROP TRIGGER enquiry_about ON consultation_enquiry;
DROP FUNCTION counterpoint_enquiry_about();
"""

NEXT = """
CREATE FUNCTION counterpoint_enquiry_answer_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> 1 + (
        SELECT count(*) FROM consultation_enquiryanswer WHERE enquiry_id = NEW.enquiry_id
    ) THEN
        RAISE EXCEPTION 'enquiry %: answer % is not the next one', NEW.enquiry_id, NEW.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER enquiryanswer_next BEFORE INSERT ON consultation_enquiryanswer
    FOR EACH ROW EXECUTE FUNCTION counterpoint_enquiry_answer_next();
"""
NOT_NEXT = """
DROP TRIGGER enquiryanswer_next ON consultation_enquiryanswer;
DROP FUNCTION counterpoint_enquiry_answer_next();
"""

KEEPS = """
CREATE FUNCTION counterpoint_join_code_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['uses', 'ended_at', 'ended_by_id'];
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'join code %: it has ended and is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on
        OR NEW.uses NOT IN (OLD.uses, OLD.uses + 1)
    THEN
        RAISE EXCEPTION 'join code %: only one more use and its end may be written', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER joincode_keeps BEFORE UPDATE ON consultation_joincode
    FOR EACH ROW EXECUTE FUNCTION counterpoint_join_code_keeps();
CREATE TRIGGER joincode_stays BEFORE DELETE ON consultation_joincode
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER joincode_is_not_emptied BEFORE TRUNCATE ON consultation_joincode
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
KEEPS_NO_LONGER = """
DROP TRIGGER joincode_keeps ON consultation_joincode;
DROP TRIGGER joincode_stays ON consultation_joincode;
DROP TRIGGER joincode_is_not_emptied ON consultation_joincode;
DROP FUNCTION counterpoint_join_code_keeps();
"""


def append_only(name: str) -> migrations.RunSQL:
    table = f"consultation_{name}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();"
        f"CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();",
        f"DROP TRIGGER {name}_append_only ON {table};"
        f"DROP TRIGGER {name}_is_not_emptied ON {table};",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0020_formal_replies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='the question, as published with its answer')),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'enquiries',
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='EnquiryAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField(verbose_name='the answer, as published')),
                ('why', models.TextField(blank=True, verbose_name='why the one before was wrong, as published')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['enquiry', 'number'],
            },
        ),
        migrations.CreateModel(
            name='JoinCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('COUNCIL_DRAFTER', 'Council drafter'), ('COUNCIL_OBSERVER', 'Council observer')], max_length=20)),
                ('code_hash', models.CharField(max_length=64, unique=True, verbose_name='SHA-256 of the code')),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('uses', models.PositiveSmallIntegerField(default=0, verbose_name='how often it was used')),
                ('most_uses', models.PositiveSmallIntegerField(default=10, verbose_name='how often it may be used')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-made_at', '-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('organisation.added', 'Organisation added'), ('organisation.corrected', 'Organisation corrected'), ('organisation.verified', 'Organisation verified'), ('organisation.chased', 'People reminded that no formal reply has come'), ('invitation.made', 'Invitation made'), ('invitation.reminded', 'Reminder of an invitation'), ('invitation.opened', 'Invitation opened'), ('invitation.accepted', 'Invitation accepted'), ('invitation.revoked', 'Invitation revoked'), ('invitation.forgotten', 'Addresses of ended invitations erased'), ('registration.asked', 'Body asked to reply'), ('registration.accepted', 'Body that asked to reply accepted'), ('registration.declined', 'Body that asked to reply declined'), ('registration.forgotten', 'Persons of ended requests erased'), ('formal_reply.begun', 'Formal reply begun'), ('formal_reply.approval_asked', 'Approval of a formal reply asked for'), ('formal_reply.taken_back', 'Formal reply taken back by its drafters'), ('formal_reply.returned', 'Formal reply sent back by its approver'), ('formal_reply.signed', 'Formal reply signed'), ('formal_reply.ratified', 'Interim formal reply ratified'), ('formal_reply.superseded', 'Formal reply replaced by a newer one'), ('formal_reply.withdrawn', 'Formal reply withdrawn'), ('formal_reply.set_aside', 'Draft of a formal reply set aside'), ('formal_reply.read', 'Formal reply read by a decision-maker'), ('late_policy.stated', 'Policy on late formal replies stated'), ('join_code.made', 'Code for colleagues made'), ('join_code.used', 'Code for colleagues used'), ('join_code.ended', 'Code for colleagues ended'), ('enquiry.asked', 'Question asked by an organisation'), ('enquiry.answered', 'Question of an organisation answered'), ('enquiry.answer_corrected', 'Answer to an organisation corrected'), ('two_factor.set_up', 'Two-factor sign-in set up'), ('two_factor.removed', 'Two-factor sign-in removed'), ('two_factor.failed', 'Second step of a sign-in failed'), ('recovery_code.used', 'Recovery code used'), ('recovery_codes.renewed', 'Recovery codes made anew'), ('identity_provider.added', 'Work sign-in set up'), ('identity_provider.renewed', 'Secret of work sign-in replaced'), ('identity_provider.ended', 'Work sign-in ended'), ('identity.linked', 'Work account linked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('import.uploaded', 'File of responses uploaded'), ('import.described', 'File of responses described'), ('import.check_asked', 'Check of a file asked for'), ('import.check_started', 'Check of a file started'), ('import.checked', 'File checked, nothing to correct'), ('import.refused', 'File has rows to correct, nothing loaded'), ('import.load_asked', 'Load of a file asked for'), ('import.load_started', 'Load of a file started'), ('import.loaded', 'File loaded'), ('import.failed', 'Work on a file failed'), ('import.downloaded', 'File or list of an import downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('transcription.begun', 'Transcription begun'), ('transcription.typed', 'Transcription sent to be checked'), ('transcription.returned', 'Transcription sent back'), ('transcription.accepted', 'Transcription accepted'), ('transcription.set_aside', 'Transcription set aside'), ('transcription.taken_up', 'Transcription taken up again'), ('petition.recorded', 'Petition recorded'), ('petition.corrected', 'Petition replaced by a correction'), ('petition.withdrawn', 'Petition withdrawn'), ('meeting.announced', 'Meeting announced'), ('meeting.held', 'Meeting held, with what came of it'), ('meeting.cancelled', 'Meeting called off'), ('meeting.corrected', 'Meeting replaced by a correction'), ('meeting.withdrawn', 'Meeting withdrawn'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed'), ('message.bounced', 'Message came back')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'role.granted', 'role.revoked', 'organisation.added', 'organisation.corrected', 'organisation.verified', 'organisation.chased', 'invitation.made', 'invitation.reminded', 'invitation.opened', 'invitation.accepted', 'invitation.revoked', 'invitation.forgotten', 'registration.asked', 'registration.accepted', 'registration.declined', 'registration.forgotten', 'formal_reply.begun', 'formal_reply.approval_asked', 'formal_reply.taken_back', 'formal_reply.returned', 'formal_reply.signed', 'formal_reply.ratified', 'formal_reply.superseded', 'formal_reply.withdrawn', 'formal_reply.set_aside', 'formal_reply.read', 'late_policy.stated', 'join_code.made', 'join_code.used', 'join_code.ended', 'enquiry.asked', 'enquiry.answered', 'enquiry.answer_corrected', 'two_factor.set_up', 'two_factor.removed', 'two_factor.failed', 'recovery_code.used', 'recovery_codes.renewed', 'identity_provider.added', 'identity_provider.renewed', 'identity_provider.ended', 'identity.linked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'import.uploaded', 'import.described', 'import.check_asked', 'import.check_started', 'import.checked', 'import.refused', 'import.load_asked', 'import.load_started', 'import.loaded', 'import.failed', 'import.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'transcription.begun', 'transcription.typed', 'transcription.returned', 'transcription.accepted', 'transcription.set_aside', 'transcription.taken_up', 'petition.recorded', 'petition.corrected', 'petition.withdrawn', 'meeting.announced', 'meeting.held', 'meeting.cancelled', 'meeting.corrected', 'meeting.withdrawn', 'message.sent', 'message.failed', 'message.bounced'])), name='event_kind_known'),
        ),
        migrations.AddField(
            model_name='enquiry',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='enquiry',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='enquiry',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='consultation.organisation'),
        ),
        migrations.AddField(
            model_name='enquiry',
            name='proposal',
            field=models.ForeignKey(blank=True, help_text='Empty where it is about the whole consultation.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='consultation.proposal'),
        ),
        migrations.AddField(
            model_name='enquiryanswer',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='enquiryanswer',
            name='enquiry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='consultation.enquiry'),
        ),
        migrations.AddField(
            model_name='joincode',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_codes', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='joincode',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joincode',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='joincode',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_codes', to='consultation.organisation'),
        ),
        migrations.AddConstraint(
            model_name='enquiry',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='enquiry_text_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='enquiryanswer',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='enquiry_answer_text_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='enquiryanswer',
            constraint=models.UniqueConstraint(fields=('enquiry', 'number'), name='enquiry_answer_number_once'),
        ),
        migrations.AddConstraint(
            model_name='enquiryanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('why', '')), models.Q(('number__gt', 1), models.Q(('why', ''), _negated=True)), _connector='OR'), name='enquiry_answer_corrects_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='joincode',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ('COUNCIL_DRAFTER', 'COUNCIL_OBSERVER'))), name='join_code_role_known'),
        ),
        migrations.AddConstraint(
            model_name='joincode',
            constraint=models.CheckConstraint(condition=models.Q(('code_hash__regex', '^[0-9a-f]{64}$')), name='join_code_hash_is_a_hash'),
        ),
        migrations.AddConstraint(
            model_name='joincode',
            constraint=models.CheckConstraint(condition=models.Q(('made_at__lt', models.F('expires_at'))), name='join_code_made_at_before_expires_at'),
        ),
        migrations.AddConstraint(
            model_name='joincode',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), _connector='OR'), name='join_code_ended_at_with_ended_by'),
        ),
        migrations.AddConstraint(
            model_name='joincode',
            constraint=models.CheckConstraint(condition=models.Q(('most_uses__gt', 0)), name='join_code_can_be_used'),
        ),
        migrations.AddConstraint(
            model_name='joincode',
            constraint=models.CheckConstraint(condition=models.Q(('uses__lte', models.F('most_uses'))), name='join_code_not_used_too_often'),
        ),
        append_only("enquiry"),
        append_only("enquiryanswer"),
        migrations.RunSQL(ABOUT, NOT_ABOUT),
        migrations.RunSQL(NEXT, NOT_NEXT),
        migrations.RunSQL(KEEPS, KEEPS_NO_LONGER),
    ]
