"""What came on paper or by phone, typed by one person and checked by another."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KEPT = """
CREATE TRIGGER transcription_kept BEFORE UPDATE ON consultation_transcription
    FOR EACH ROW WHEN (OLD.state = 'ACCEPTED') EXECUTE FUNCTION counterpoint_refuse();
CREATE FUNCTION counterpoint_typists_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'transcription %: whoever typed any of it stays named', OLD.id;
END $$;
CREATE TRIGGER transcription_typists_kept BEFORE UPDATE ON consultation_transcription
    FOR EACH ROW WHEN (NOT NEW.typists @> OLD.typists)
    EXECUTE FUNCTION counterpoint_typists_kept();
CREATE TRIGGER transcription_stays BEFORE DELETE ON consultation_transcription
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER transcription_is_not_emptied BEFORE TRUNCATE ON consultation_transcription
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0010_attachments'),
        ('stations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Transcription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('ONLINE', 'Online form'), ('EMAIL', 'E-mail'), ('PAPER', 'Paper form'), ('LETTER', 'Letter'), ('PHONE', 'Phone'), ('MEETING', 'Public meeting')], max_length=7)),
                ('received_on', models.DateField(verbose_name='day it came')),
                ('language', models.CharField(default='en', max_length=10, verbose_name='language of the answers')),
                ('form_code', models.CharField(blank=True, max_length=6, verbose_name='code printed on the form')),
                ('edition', models.CharField(max_length=6, verbose_name='code of the wordings that it answers')),
                ('answers', models.JSONField(blank=True, default=dict)),
                ('note', models.TextField(blank=True, verbose_name='what fits no question')),
                ('read_back', models.BooleanField(default=False, verbose_name='read back to the caller, who agreed')),
                ('version', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('DRAFT', 'Being typed'), ('AWAITING_CHECK', 'Waiting for a second person'), ('RETURNED', 'Sent back to be corrected'), ('ACCEPTED', 'Accepted'), ('SET_ASIDE', 'Set aside')], default='DRAFT', max_length=14)),
                ('reason', models.TextField(blank=True, verbose_name='why it was sent back or set aside')),
                ('begun_at', models.DateTimeField()),
                ('typed_at', models.DateTimeField(verbose_name='last typed in')),
                ('typists', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), verbose_name='accounts that typed any of it')),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='response',
            name='response_capacity_known',
        ),
        migrations.AlterField(
            model_name='response',
            name='capacity',
            field=models.CharField(choices=[('MYSELF', 'Myself'), ('CARER', 'Someone I care for or support'), ('GROUP', 'A group or organisation'), ('WORKER', 'I work for the police or a council'), ('NOT_SAID', 'Not said')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['MYSELF', 'CARER', 'GROUP', 'WORKER', 'NOT_SAID'])), name='response_capacity_known'),
        ),
        migrations.AddField(
            model_name='transcription',
            name='begun_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transcriptions_begun', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='transcription',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transcriptions_checked', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='transcription',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transcriptions', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='transcription',
            name='draft',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='transcription', to='consultation.draft'),
        ),
        migrations.AddField(
            model_name='transcription',
            name='response',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transcription', to='consultation.response'),
        ),
        migrations.AddField(
            model_name='transcription',
            name='typed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transcriptions_typed', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='transcription',
            index=models.Index(fields=['consultation', 'state', 'received_on', 'id'], name='transcription_list'),
        ),
        migrations.AddConstraint(
            model_name='transcription',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['ONLINE', 'EMAIL', 'PAPER', 'LETTER', 'PHONE', 'MEETING'])), name='transcription_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='transcription',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'AWAITING_CHECK', 'RETURNED', 'ACCEPTED', 'SET_ASIDE'])), name='transcription_state_known'),
        ),
        migrations.AddConstraint(
            model_name='transcription',
            constraint=models.CheckConstraint(condition=models.Q(('channel', 'ONLINE'), _negated=True), name='transcription_not_online'),
        ),
        migrations.AddConstraint(
            model_name='transcription',
            constraint=models.CheckConstraint(condition=models.Q(('edition', ''), _negated=True), name='transcription_edition_pinned'),
        ),
        migrations.AddConstraint(
            model_name='transcription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), models.Q(('checked_at__isnull', True), ('checked_by__isnull', True)), _connector='OR'), name='transcription_checked_by_with_checked_at'),
        ),
        migrations.AddConstraint(
            model_name='transcription',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by', None), models.Q(('typists__contains', [models.F('checked_by')]), _negated=True), _connector='OR'), name='transcription_checked_by_another'),
        ),
        migrations.AddConstraint(
            model_name='transcription',
            constraint=models.CheckConstraint(condition=models.Q(('typists__contains', [models.F('begun_by'), models.F('typed_by')])), name='transcription_typists_named'),
        ),
        migrations.AddConstraint(
            model_name='transcription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answers', {}), ('checked_by__isnull', False), ('response__isnull', False), ('state', 'ACCEPTED')), models.Q(models.Q(('state', 'ACCEPTED'), _negated=True), ('response', None)), _connector='OR'), name='transcription_accepted_with_response'),
        ),
        migrations.AddConstraint(
            model_name='transcription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'PHONE'), _negated=True), ('read_back', True), ('state__in', ['DRAFT', 'RETURNED', 'SET_ASIDE']), _connector='OR'), name='transcription_call_read_back'),
        ),
        migrations.AddConstraint(
            model_name='transcription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['RETURNED', 'SET_ASIDE']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='transcription_sent_back_with_reason'),
        ),
        migrations.RunSQL(
            KEPT,
            "DROP TRIGGER transcription_kept ON consultation_transcription;"
            "DROP TRIGGER transcription_typists_kept ON consultation_transcription;"
            "DROP FUNCTION counterpoint_typists_kept();"
            "DROP TRIGGER transcription_stays ON consultation_transcription;"
            "DROP TRIGGER transcription_is_not_emptied ON consultation_transcription;",
        ),

    ]
