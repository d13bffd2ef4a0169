"""Formal replies of organisations, what an approver did with them, and what the database refuses.

What is signed is append-only. A section takes versions only while its reply may be written. An
edition keeps everything but how it goes on, and one that is signed everything but its end. It
moves only as states.MOVES has it, and to SIGNED only beside its signed text.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


APPEND_ONLY = ("signedreply", "ratification", "replyreturn", "sectionversion", "replysection")
FUNCTIONS = """
CREATE OR REPLACE FUNCTION counterpoint_attachment_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['state', 'draft_id', 'response_id', 'formal_reply_id'];
BEGIN
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on THEN
        RAISE EXCEPTION 'attachment %: what was sent is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.draft_id, OLD.response_id, OLD.formal_reply_id)
        IS DISTINCT FROM (NEW.draft_id, NEW.response_id, NEW.formal_reply_id)
        AND (OLD.response_id IS NOT NULL OR NEW.response_id IS NULL) THEN
        RAISE EXCEPTION 'attachment %: it moves only from its draft to a response, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION counterpoint_formal_reply_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['state', 'asked_by_id', 'asked_at', 'ended_reason'];
BEGIN
    IF OLD.state = 'SIGNED' THEN
        goes_on := ARRAY['state', 'ended_reason'];
    END IF;
    IF to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on THEN
        RAISE EXCEPTION 'formal reply %: only how it goes on may be written', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('SUPERSEDED', 'WITHDRAWN', 'SET_ASIDE') THEN
        RAISE EXCEPTION 'formal reply %: it has ended and is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- The moves are those of states.MOVES; a test compares the two.
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('DRAFT', 'AWAITING_APPROVAL'), ('DRAFT', 'SET_ASIDE'),
        ('RETURNED', 'AWAITING_APPROVAL'), ('RETURNED', 'SET_ASIDE'),
        ('AWAITING_APPROVAL', 'DRAFT'), ('AWAITING_APPROVAL', 'RETURNED'),
        ('AWAITING_APPROVAL', 'SIGNED'),
        ('SIGNED', 'SUPERSEDED'), ('SIGNED', 'WITHDRAWN')
    ) THEN
        RAISE EXCEPTION 'formal reply %: what is % does not become %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'SIGNED' AND OLD.state <> 'SIGNED' AND NOT EXISTS (
        SELECT FROM consultation_signedreply WHERE reply_id = OLD.id
    ) THEN
        RAISE EXCEPTION 'formal reply %: no text of it is signed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.ended_reason <> OLD.ended_reason
        AND (NEW.state = OLD.state OR NEW.state NOT IN ('WITHDRAWN', 'SET_ASIDE')) THEN
        RAISE EXCEPTION 'formal reply %: a reason is written only as it ends', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER formalreply_keeps BEFORE UPDATE ON consultation_formalreply
    FOR EACH ROW EXECUTE FUNCTION counterpoint_formal_reply_keeps();
CREATE TRIGGER formalreply_stays BEFORE DELETE ON consultation_formalreply
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER formalreply_is_not_emptied BEFORE TRUNCATE ON consultation_formalreply
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
CREATE FUNCTION counterpoint_reply_is_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_in text;
BEGIN
    -- The lock makes whoever signs wait for whoever saves, and the other way round.
    IF TG_TABLE_NAME = 'consultation_replysection' THEN
        SELECT state INTO now_in FROM consultation_formalreply WHERE id = NEW.reply_id FOR SHARE;
    ELSE
        SELECT reply.state INTO now_in FROM consultation_formalreply reply
        JOIN consultation_replysection section ON section.reply_id = reply.id
        WHERE section.id = NEW.section_id FOR SHARE OF reply;
    END IF;
    IF now_in NOT IN ('DRAFT', 'RETURNED') THEN
        RAISE EXCEPTION 'a formal reply that is % is not written', now_in
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sectionversion_in_time BEFORE INSERT ON consultation_sectionversion
    FOR EACH ROW EXECUTE FUNCTION counterpoint_reply_is_written();
CREATE TRIGGER replysection_in_time BEFORE INSERT ON consultation_replysection
    FOR EACH ROW EXECUTE FUNCTION counterpoint_reply_is_written();
CREATE FUNCTION counterpoint_reply_note_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goes_on text[] := ARRAY['settled_at', 'settled_by_id'];
BEGIN
    IF OLD.settled_at IS NOT NULL OR to_jsonb(OLD) - goes_on <> to_jsonb(NEW) - goes_on THEN
        RAISE EXCEPTION 'note %: it can only be settled, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER replynote_keeps BEFORE UPDATE ON consultation_replynote
    FOR EACH ROW EXECUTE FUNCTION counterpoint_reply_note_keeps();
CREATE TRIGGER replynote_stays BEFORE DELETE ON consultation_replynote
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER replynote_is_not_emptied BEFORE TRUNCATE ON consultation_replynote
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
NO_LONGER = """
DROP TRIGGER formalreply_keeps ON consultation_formalreply;
DROP TRIGGER formalreply_stays ON consultation_formalreply;
DROP TRIGGER formalreply_is_not_emptied ON consultation_formalreply;
DROP TRIGGER sectionversion_in_time ON consultation_sectionversion;
DROP TRIGGER replysection_in_time ON consultation_replysection;
DROP TRIGGER replynote_keeps ON consultation_replynote;
DROP TRIGGER replynote_stays ON consultation_replynote;
DROP TRIGGER replynote_is_not_emptied ON consultation_replynote;
DROP FUNCTION counterpoint_formal_reply_keeps();
DROP FUNCTION counterpoint_reply_is_written();
DROP FUNCTION counterpoint_reply_note_keeps();
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
        ('consultation', '0019_two_factor'),
        ('stations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormalReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='edition')),
                ('state', models.CharField(choices=[('DRAFT', 'Being drafted'), ('AWAITING_APPROVAL', 'Waiting for approval'), ('RETURNED', 'Sent back by the approver'), ('SIGNED', 'Signed'), ('SUPERSEDED', 'Replaced by a newer reply'), ('WITHDRAWN', 'Withdrawn'), ('SET_ASIDE', 'Set aside unsigned')], default='DRAFT', max_length=17)),
                ('begun_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('ended_reason', models.TextField(blank=True, verbose_name='why it was withdrawn or set aside')),
            ],
            options={
                'verbose_name_plural': 'formal replies',
                'ordering': ['consultation', 'organisation', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Ratification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authority', models.CharField(choices=[('DELEGATED', 'Decision delegated to an officer'), ('COMMITTEE', 'Decision of a committee or the cabinet, in its minutes'), ('LEADER', 'Decision of the leader or a portfolio holder'), ('COUNCIL', 'Decision of the full council or board'), ('OWN', 'The signer’s own, as holder of the office')], max_length=9)),
                ('authority_reference', models.CharField(max_length=200, verbose_name='decision number, minute or paper')),
                ('authority_on', models.DateField(verbose_name='date of the decision')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ReplyNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['section', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReplyReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reasons', models.TextField()),
                ('digest', models.CharField(max_length=64, verbose_name='of the text that was sent back')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['reply', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReplySection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('VIEW', 'Our view as a whole'), ('PROPOSAL', 'Our position on one proposal'), ('HEARING', 'Requests to be heard')], max_length=8)),
            ],
            options={
                'ordering': ['reply', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SectionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('done', models.BooleanField(default=False, verbose_name='marked as completed')),
                ('merged', models.BooleanField(default=False, verbose_name='two people’s changes put together')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['section', 'number'],
            },
        ),
        migrations.CreateModel(
            name='SignedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField()),
                ('text', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('authority', models.CharField(choices=[('DELEGATED', 'Decision delegated to an officer'), ('COMMITTEE', 'Decision of a committee or the cabinet, in its minutes'), ('LEADER', 'Decision of the leader or a portfolio holder'), ('COUNCIL', 'Decision of the full council or board'), ('OWN', 'The signer’s own, as holder of the office')], max_length=9)),
                ('authority_reference', models.CharField(max_length=200, verbose_name='decision number, minute or paper')),
                ('authority_on', models.DateField(verbose_name='date of the decision')),
                ('signer_post', models.CharField(max_length=200, verbose_name='post of the signer')),
                ('interim', models.BooleanField(default=False, verbose_name='subject to ratification')),
                ('ratified_by_whom', models.CharField(blank=True, max_length=200, verbose_name='who is to ratify it')),
                ('late', models.BooleanField(default=False, verbose_name='received after the close as it then stood')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='the close that it came after')),
                ('signed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'signed replies',
            },
        ),
        migrations.RemoveConstraint(
            model_name='attachment',
            name='attachment_of_a_draft_or_a_response',
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.AddField(
            model_name='consultation',
            name='late_replies_until',
            field=models.DateTimeField(blank=True, null=True, verbose_name='until when formal replies are accepted late'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='late_reply_policy',
            field=models.TextField(blank=True, verbose_name='what becomes of late formal replies'),
        ),
        migrations.AddField(
            model_name='question',
            name='formal',
            field=models.BooleanField(default=False, verbose_name='answered by the formal replies of organisations alone'),
        ),
        migrations.AddField(
            model_name='response',
            name='organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='consultation.organisation'),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('organisation.added', 'Organisation added'), ('organisation.corrected', 'Organisation corrected'), ('organisation.verified', 'Organisation verified'), ('organisation.chased', 'People reminded that no formal reply has come'), ('invitation.made', 'Invitation made'), ('invitation.reminded', 'Reminder of an invitation'), ('invitation.opened', 'Invitation opened'), ('invitation.accepted', 'Invitation accepted'), ('invitation.revoked', 'Invitation revoked'), ('invitation.forgotten', 'Addresses of ended invitations erased'), ('registration.asked', 'Body asked to reply'), ('registration.accepted', 'Body that asked to reply accepted'), ('registration.declined', 'Body that asked to reply declined'), ('registration.forgotten', 'Persons of ended requests erased'), ('formal_reply.begun', 'Formal reply begun'), ('formal_reply.approval_asked', 'Approval of a formal reply asked for'), ('formal_reply.taken_back', 'Formal reply taken back by its drafters'), ('formal_reply.returned', 'Formal reply sent back by its approver'), ('formal_reply.signed', 'Formal reply signed'), ('formal_reply.ratified', 'Interim formal reply ratified'), ('formal_reply.superseded', 'Formal reply replaced by a newer one'), ('formal_reply.withdrawn', 'Formal reply withdrawn'), ('formal_reply.set_aside', 'Draft of a formal reply set aside'), ('formal_reply.read', 'Formal reply read by a decision-maker'), ('late_policy.stated', 'Policy on late formal replies stated'), ('join_code.made', 'Code for colleagues made'), ('join_code.used', 'Code for colleagues used'), ('join_code.ended', 'Code for colleagues ended'), ('enquiry.asked', 'Question asked by an organisation'), ('enquiry.answered', 'Question of an organisation answered'), ('enquiry.answer_corrected', 'Answer to an organisation corrected'), ('two_factor.set_up', 'Two-factor sign-in set up'), ('two_factor.removed', 'Two-factor sign-in removed'), ('two_factor.failed', 'Second step of a sign-in failed'), ('recovery_code.used', 'Recovery code used'), ('recovery_codes.renewed', 'Recovery codes made anew'), ('identity_provider.added', 'Work sign-in set up'), ('identity_provider.renewed', 'Secret of work sign-in replaced'), ('identity_provider.ended', 'Work sign-in ended'), ('identity.linked', 'Work account linked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('outage.noted', 'Outage noted'), ('question.drafted', 'Question drafted'), ('question.reworded', 'Question changed in a draft'), ('question.moved', 'Question moved in a draft'), ('question.removed', 'Question removed from a draft'), ('question.corrected', 'Question corrected'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('import.uploaded', 'File of responses uploaded'), ('import.described', 'File of responses described'), ('import.check_asked', 'Check of a file asked for'), ('import.check_started', 'Check of a file started'), ('import.checked', 'File checked, nothing to correct'), ('import.refused', 'File has rows to correct, nothing loaded'), ('import.load_asked', 'Load of a file asked for'), ('import.load_started', 'Load of a file started'), ('import.loaded', 'File loaded'), ('import.failed', 'Work on a file failed'), ('import.downloaded', 'File or list of an import downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('transcription.begun', 'Transcription begun'), ('transcription.typed', 'Transcription sent to be checked'), ('transcription.returned', 'Transcription sent back'), ('transcription.accepted', 'Transcription accepted'), ('transcription.set_aside', 'Transcription set aside'), ('transcription.taken_up', 'Transcription taken up again'), ('petition.recorded', 'Petition recorded'), ('petition.corrected', 'Petition replaced by a correction'), ('petition.withdrawn', 'Petition withdrawn'), ('meeting.announced', 'Meeting announced'), ('meeting.held', 'Meeting held, with what came of it'), ('meeting.cancelled', 'Meeting called off'), ('meeting.corrected', 'Meeting replaced by a correction'), ('meeting.withdrawn', 'Meeting withdrawn'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed'), ('message.bounced', 'Message came back')], max_length=40),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(condition=models.Q(('organisation__isnull', False)), fields=['organisation', 'consultation'], name='response_formal'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__lt', models.F('late_replies_until'))), name='consultation_closes_at_before_late_replies_until'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('late_replies_until', None), ('late_reply_policy', '')), models.Q(('late_replies_until__isnull', False), models.Q(('late_reply_policy', ''), _negated=True)), _connector='OR'), name='consultation_late_replies_under_a_policy'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'role.granted', 'role.revoked', 'organisation.added', 'organisation.corrected', 'organisation.verified', 'organisation.chased', 'invitation.made', 'invitation.reminded', 'invitation.opened', 'invitation.accepted', 'invitation.revoked', 'invitation.forgotten', 'registration.asked', 'registration.accepted', 'registration.declined', 'registration.forgotten', 'formal_reply.begun', 'formal_reply.approval_asked', 'formal_reply.taken_back', 'formal_reply.returned', 'formal_reply.signed', 'formal_reply.ratified', 'formal_reply.superseded', 'formal_reply.withdrawn', 'formal_reply.set_aside', 'formal_reply.read', 'late_policy.stated', 'join_code.made', 'join_code.used', 'join_code.ended', 'enquiry.asked', 'enquiry.answered', 'enquiry.answer_corrected', 'two_factor.set_up', 'two_factor.removed', 'two_factor.failed', 'recovery_code.used', 'recovery_codes.renewed', 'identity_provider.added', 'identity_provider.renewed', 'identity_provider.ended', 'identity.linked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'outage.noted', 'question.drafted', 'question.reworded', 'question.moved', 'question.removed', 'question.corrected', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'import.uploaded', 'import.described', 'import.check_asked', 'import.check_started', 'import.checked', 'import.refused', 'import.load_asked', 'import.load_started', 'import.loaded', 'import.failed', 'import.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'transcription.begun', 'transcription.typed', 'transcription.returned', 'transcription.accepted', 'transcription.set_aside', 'transcription.taken_up', 'petition.recorded', 'petition.corrected', 'petition.withdrawn', 'meeting.announced', 'meeting.held', 'meeting.cancelled', 'meeting.corrected', 'meeting.withdrawn', 'message.sent', 'message.failed', 'message.bounced'])), name='event_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'FORMAL'), ('organisation__isnull', False)), models.Q(('kind', 'PUBLIC'), ('organisation', None)), _connector='OR'), name='response_formal_is_of_an_organisation'),
        ),
        migrations.AddField(
            model_name='formalreply',
            name='asked_by',
            field=models.ForeignKey(blank=True, help_text='Who asked for approval last.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='formalreply',
            name='begun_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='formalreply',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='formal_replies', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='formalreply',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='formal_replies', to='consultation.organisation'),
        ),
        migrations.AddField(
            model_name='formalreply',
            name='replaces',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacements', to='consultation.formalreply'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='formal_reply',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='consultation.formalreply'),
        ),
        migrations.AddField(
            model_name='message',
            name='formal_reply',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='consultation.formalreply'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('draft__isnull', False), ('formal_reply', None), ('response', None)), models.Q(('draft', None), ('formal_reply', None), ('response__isnull', False)), models.Q(('draft', None), ('formal_reply__isnull', False), ('response', None)), _connector='OR'), name='attachment_has_one_owner'),
        ),
        migrations.AddField(
            model_name='ratification',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replynote',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replynote',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replyreturn',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replyreturn',
            name='reply',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='consultation.formalreply'),
        ),
        migrations.AddField(
            model_name='replysection',
            name='proposal',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.proposal'),
        ),
        migrations.AddField(
            model_name='replysection',
            name='reply',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='consultation.formalreply'),
        ),
        migrations.AddField(
            model_name='replynote',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='consultation.replysection'),
        ),
        migrations.AddField(
            model_name='sectionversion',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sectionversion',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='consultation.replysection'),
        ),
        migrations.AddField(
            model_name='signedreply',
            name='reply',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signed', to='consultation.formalreply'),
        ),
        migrations.AddField(
            model_name='signedreply',
            name='response',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signed_reply', to='consultation.response'),
        ),
        migrations.AddField(
            model_name='signedreply',
            name='signed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ratification',
            name='signed',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ratification', to='consultation.signedreply'),
        ),
        migrations.AddConstraint(
            model_name='formalreply',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'AWAITING_APPROVAL', 'RETURNED', 'SIGNED', 'SUPERSEDED', 'WITHDRAWN', 'SET_ASIDE'])), name='formal_reply_state_known'),
        ),
        migrations.AddConstraint(
            model_name='formalreply',
            constraint=models.UniqueConstraint(fields=('consultation', 'organisation', 'number'), name='formal_reply_edition_once'),
        ),
        migrations.AddConstraint(
            model_name='formalreply',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('DRAFT', 'RETURNED', 'AWAITING_APPROVAL'))), fields=('consultation', 'organisation'), name='formal_reply_one_unsigned'),
        ),
        migrations.AddConstraint(
            model_name='formalreply',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'SIGNED')), fields=('consultation', 'organisation'), name='formal_reply_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='formalreply',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', False), models.Q(('state', 'SET_ASIDE'), _negated=True)), fields=('replaces',), name='formal_reply_replaced_once'),
        ),
        migrations.AddConstraint(
            model_name='formalreply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', False), ('asked_by__isnull', False)), models.Q(('asked_at__isnull', True), ('asked_by__isnull', True)), _connector='OR'), name='formal_reply_asked_at_with_asked_by'),
        ),
        migrations.AddConstraint(
            model_name='formalreply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'AWAITING_APPROVAL'), _negated=True), ('asked_at__isnull', False), _connector='OR'), name='formal_reply_waits_for_somebody'),
        ),
        migrations.AddConstraint(
            model_name='formalreply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'WITHDRAWN'), _negated=True), models.Q(('ended_reason', ''), _negated=True), _connector='OR'), name='formal_reply_withdrawn_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='formalreply',
            constraint=models.CheckConstraint(condition=models.Q(('replaces', None), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='formal_reply_replaces_another'),
        ),
        migrations.AddConstraint(
            model_name='replyreturn',
            constraint=models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='reply_return_reasons_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='replysection',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['VIEW', 'PROPOSAL', 'HEARING'])), name='reply_section_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='replysection',
            constraint=models.UniqueConstraint(fields=('reply', 'kind', 'proposal'), name='reply_section_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='replysection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'PROPOSAL'), ('proposal__isnull', False)), models.Q(models.Q(('kind', 'PROPOSAL'), _negated=True), ('proposal', None)), _connector='OR'), name='reply_section_about_its_proposal'),
        ),
        migrations.AddConstraint(
            model_name='replynote',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='reply_note_text_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='replynote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), _connector='OR'), name='reply_note_settled_at_with_settled_by'),
        ),
        migrations.AddConstraint(
            model_name='sectionversion',
            constraint=models.UniqueConstraint(fields=('section', 'number'), name='section_version_once'),
        ),
        migrations.AddConstraint(
            model_name='sectionversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='section_version_counts'),
        ),
        migrations.AddConstraint(
            model_name='signedreply',
            constraint=models.CheckConstraint(condition=models.Q(('authority__in', ['DELEGATED', 'COMMITTEE', 'LEADER', 'COUNCIL', 'OWN'])), name='signed_reply_authority_known'),
        ),
        migrations.AddConstraint(
            model_name='signedreply',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='signed_reply_text_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='signedreply',
            constraint=models.CheckConstraint(condition=models.Q(('authority_reference', ''), _negated=True), name='signed_reply_authority_reference_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='signedreply',
            constraint=models.CheckConstraint(condition=models.Q(('signer_post', ''), _negated=True), name='signed_reply_signer_post_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='signedreply',
            constraint=models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='signed_reply_digest_is_one'),
        ),
        migrations.AddConstraint(
            model_name='signedreply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('interim', True), models.Q(('ratified_by_whom', ''), _negated=True)), models.Q(('interim', False), ('ratified_by_whom', '')), _connector='OR'), name='signed_reply_interim_names_who_ratifies'),
        ),
        migrations.AddConstraint(
            model_name='signedreply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('late', True)), models.Q(('closed_at', None), ('late', False)), _connector='OR'), name='signed_reply_late_after_a_close'),
        ),
        migrations.AddConstraint(
            model_name='ratification',
            constraint=models.CheckConstraint(condition=models.Q(('authority__in', ['DELEGATED', 'COMMITTEE', 'LEADER', 'COUNCIL', 'OWN'])), name='ratification_authority_known'),
        ),
        migrations.AddConstraint(
            model_name='ratification',
            constraint=models.CheckConstraint(condition=models.Q(('authority_reference', ''), _negated=True), name='ratification_authority_reference_not_blank'),
        ),
        migrations.RunSQL(FUNCTIONS, NO_LONGER),
        *(append_only(name) for name in APPEND_ONLY),
    ]
