"""Attachments, and the kind of question that asks for them."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


KEEPS = """
CREATE FUNCTION counterpoint_attachment_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'state' - 'draft_id' - 'response_id'
        <> to_jsonb(NEW) - 'state' - 'draft_id' - 'response_id' THEN
        RAISE EXCEPTION 'attachment %: what was sent is not changed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.draft_id, OLD.response_id) IS DISTINCT FROM (NEW.draft_id, NEW.response_id)
        AND (OLD.response_id IS NOT NULL OR NEW.response_id IS NULL) THEN
        RAISE EXCEPTION 'attachment %: it moves only from its draft to a response, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attachment_keeps BEFORE UPDATE ON consultation_attachment
    FOR EACH ROW EXECUTE FUNCTION counterpoint_attachment_keeps();
CREATE FUNCTION counterpoint_attachment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'attachment %: it belongs to a response and stays', OLD.id
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER attachment_stays BEFORE DELETE ON consultation_attachment
    FOR EACH ROW WHEN (OLD.response_id IS NOT NULL)
    EXECUTE FUNCTION counterpoint_attachment_stays();
CREATE TRIGGER attachment_is_not_emptied BEFORE TRUNCATE ON consultation_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0007_event_kinds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('EVIDENCE', 'Sent with an answer'), ('SCAN', 'Scan of a paper response')], max_length=8)),
                ('name', models.CharField(max_length=120, verbose_name='file name, made safe to show')),
                ('content_type', models.CharField(choices=[('PDF', 'PDF'), ('DOCX', 'DOCX'), ('ODT', 'ODT'), ('XLSX', 'XLSX'), ('ODS', 'ODS'), ('CSV', 'CSV'), ('JPG', 'JPG'), ('PNG', 'PNG'), ('TXT', 'TXT')], max_length=4)),
                ('size', models.PositiveIntegerField(verbose_name='bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('UNSCANNED', 'Not scanned for viruses'), ('CLEAN', 'Scanned, no virus found'), ('INFECTED', 'Quarantined: a virus was found')], max_length=9)),
                ('uploaded_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='question',
            name='question_kind_known',
        ),
        migrations.AlterField(
            model_name='question',
            name='kind',
            field=models.CharField(choices=[('CHOICE', 'One choice'), ('SEVERAL', 'Several choices'), ('SCALE', 'A scale'), ('YES_NO', 'Yes or no'), ('RANKING', 'Choices in order'), ('SHORT', 'Short text'), ('TEXT', 'Long text'), ('PLACE', 'Postcode or borough'), ('DATE', 'A date'), ('NUMBER', 'A whole number'), ('FILE', 'Files to upload')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['CHOICE', 'SEVERAL', 'SCALE', 'YES_NO', 'RANKING', 'SHORT', 'TEXT', 'PLACE', 'DATE', 'NUMBER', 'FILE'])), name='question_kind_known'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='consultation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='draft',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='consultation.draft'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='proposal',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.proposal'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='question_version',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.questionversion'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='response',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='consultation.response'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(condition=models.Q(('state', 'UNSCANNED')), fields=['uploaded_at'], name='attachment_unscanned'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['EVIDENCE', 'SCAN'])), name='attachment_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('content_type__in', ['PDF', 'DOCX', 'ODT', 'XLSX', 'ODS', 'CSV', 'JPG', 'PNG', 'TXT'])), name='attachment_content_type_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['UNSCANNED', 'CLEAN', 'INFECTED'])), name='attachment_state_known'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='attachment_name_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('draft__isnull', False), ('response', None)), models.Q(('draft', None), ('response__isnull', False)), _connector='OR'), name='attachment_of_a_draft_or_a_response'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0), ('size__lte', 10485760)), name='attachment_size_in_bounds'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='attachment_sha256_is_one'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', 'EVIDENCE'), models.Q(('proposal', None), ('question_version', None)), _connector='OR'), name='attachment_scan_answers_no_question'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('proposal', None), ('question_version__isnull', False), _connector='OR'), name='attachment_about_a_proposal_answers'),
        ),
        migrations.RunSQL(
            KEEPS,
            "DROP TRIGGER attachment_keeps ON consultation_attachment;"
            "DROP TRIGGER attachment_stays ON consultation_attachment;"
            "DROP TRIGGER attachment_is_not_emptied ON consultation_attachment;"
            "DROP FUNCTION counterpoint_attachment_keeps();"
            "DROP FUNCTION counterpoint_attachment_stays();",
        ),

        # Kinds of events. Written anew when several branches add some.
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_known',
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('account.made', 'Account made'), ('role.granted', 'Role granted'), ('role.revoked', 'Role revoked'), ('consultation.drafted', 'Consultation drafted'), ('consultation.published', 'Consultation published'), ('consultation.extended', 'Closing time changed'), ('consultation.paused', 'Consultation paused'), ('consultation.resumed', 'Consultation resumed'), ('outage.noted', 'Outage noted'), ('response.received', 'Response received'), ('response.superseded', 'Response replaced by its sender'), ('response.withdrawn', 'Response withdrawn by its sender'), ('response.disowned', 'Response called not their own'), ('drafts.forgotten', 'Unsent answers erased after 28 days'), ('attachment.cleared', 'Attachment scanned, no virus found'), ('attachment.quarantined', 'Attachment quarantined for a virus'), ('responses.generated', 'Example responses generated'), ('response.released', 'Response released'), ('response.quarantined', 'Response quarantined'), ('response.excluded', 'Response excluded under a rule'), ('response.reopened', 'Response sent back to the queue'), ('report.queued', 'Report queued'), ('report.started', 'Report started'), ('report.finished', 'Report finished'), ('report.failed', 'Report failed'), ('report.requeued', 'Report queued again'), ('report.downloaded', 'Report downloaded'), ('translation.drafted', 'Translation drafted'), ('translation.reworded', 'Translation worded anew'), ('translation.checked', 'Translation checked'), ('translation.published', 'Translation published'), ('message.sent', 'Message sent'), ('message.failed', 'Message failed')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account.made', 'role.granted', 'role.revoked', 'consultation.drafted', 'consultation.published', 'consultation.extended', 'consultation.paused', 'consultation.resumed', 'outage.noted', 'response.received', 'response.superseded', 'response.withdrawn', 'response.disowned', 'drafts.forgotten', 'attachment.cleared', 'attachment.quarantined', 'responses.generated', 'response.released', 'response.quarantined', 'response.excluded', 'response.reopened', 'report.queued', 'report.started', 'report.finished', 'report.failed', 'report.requeued', 'report.downloaded', 'translation.drafted', 'translation.reworded', 'translation.checked', 'translation.published', 'message.sent', 'message.failed'])), name='event_kind_known'),
        ),
    ]
