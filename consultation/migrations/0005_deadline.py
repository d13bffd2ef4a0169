"""Extensions, pauses and outages; and what the database refuses about a consultation's time.

A public consultation's closing time moves only later, and only by an extension that is on record.
It is in the state SUSPENDED exactly while a pause of it goes on.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


APPEND_ONLY = ["extension", "outage"]

CLOSING_TIME = """
CREATE FUNCTION counterpoint_closing_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM consultation_extension
        WHERE consultation_id = NEW.id AND from_at = OLD.closes_at AND to_at = NEW.closes_at
    ) THEN
        RAISE EXCEPTION 'consultation %: its closing time changes only by an extension', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consultation_closing_time BEFORE UPDATE ON consultation_consultation
    FOR EACH ROW WHEN (OLD.state <> 'DRAFT' AND NEW.closes_at IS DISTINCT FROM OLD.closes_at)
    EXECUTE FUNCTION counterpoint_closing_time();
"""

PAUSE = """
CREATE FUNCTION counterpoint_pause_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.to_at IS NOT NULL
        OR to_jsonb(OLD) - 'to_at' - 'reopened_reason' - 'reopened_by_id'
        <> to_jsonb(NEW) - 'to_at' - 'reopened_reason' - 'reopened_by_id' THEN
        RAISE EXCEPTION 'pause %: only its end may be written, once', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pause_keeps BEFORE UPDATE ON consultation_pause
    FOR EACH ROW EXECUTE FUNCTION counterpoint_pause_keeps();
CREATE TRIGGER pause_stays BEFORE DELETE ON consultation_pause
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER pause_is_not_emptied BEFORE TRUNCATE ON consultation_pause
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""

PAUSED = """
CREATE FUNCTION counterpoint_paused() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    key bigint := coalesce((to_jsonb(NEW) ->> 'consultation_id')::bigint, NEW.id);
BEGIN
    IF EXISTS (SELECT FROM consultation_consultation WHERE id = key AND state = 'SUSPENDED')
        <> EXISTS (SELECT FROM consultation_pause WHERE consultation_id = key AND to_at IS NULL)
    THEN
        RAISE EXCEPTION 'consultation %: it is paused exactly while a pause goes on', key
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER consultation_paused AFTER INSERT OR UPDATE ON consultation_consultation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterpoint_paused();
CREATE CONSTRAINT TRIGGER pause_paused AFTER INSERT OR UPDATE ON consultation_pause
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION counterpoint_paused();
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
        ('consultation', '0004_the_journey'),
    ]

    operations = [
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_at', models.DateTimeField(verbose_name='closing time before')),
                ('to_at', models.DateTimeField(verbose_name='closing time from then on')),
                ('reason', models.TextField(verbose_name='why, as published')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Outage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_at', models.DateTimeField()),
                ('to_at', models.DateTimeField()),
                ('what_happened', models.TextField(verbose_name='what happened, as published')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['from_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_at', models.DateTimeField()),
                ('reason', models.TextField(verbose_name='why, as published')),
                ('to_at', models.DateTimeField(blank=True, null=True)),
                ('reopened_reason', models.TextField(blank=True, verbose_name='why it went on, as published')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='consultation',
            name='consultation_state_known',
        ),
        migrations.AlterField(
            model_name='consultation',
            name='state',
            field=models.CharField(choices=[('DRAFT', 'Draft'), ('PUBLISHED', 'Published'), ('SUSPENDED', 'Paused')], default='DRAFT', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'PUBLISHED', 'SUSPENDED'])), name='consultation_state_known'),
        ),
        migrations.AddField(
            model_name='extension',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extension',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='outage',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pause',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pause',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='consultation.consultation'),
        ),
        migrations.AddField(
            model_name='pause',
            name='reopened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('from_at__lt', models.F('to_at'))), name='extension_from_at_before_to_at'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='extension_reason_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(fields=('consultation', 'from_at'), name='extension_leaves_once'),
        ),
        migrations.AddConstraint(
            model_name='outage',
            constraint=models.CheckConstraint(condition=models.Q(('from_at__lt', models.F('to_at'))), name='outage_from_at_before_to_at'),
        ),
        migrations.AddConstraint(
            model_name='outage',
            constraint=models.CheckConstraint(condition=models.Q(('what_happened', ''), _negated=True), name='outage_what_happened_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('from_at__lt', models.F('to_at'))), name='pause_from_at_before_to_at'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='pause_reason_not_blank'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reopened_by', None), ('reopened_reason', ''), ('to_at', None)), models.Q(('reopened_by__isnull', False), ('to_at__isnull', False), models.Q(('reopened_reason', ''), _negated=True)), _connector='OR'), name='pause_end_is_told_whole'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.UniqueConstraint(condition=models.Q(('to_at', None)), fields=('consultation',), name='pause_one_at_a_time'),
        ),
        *(append_only(name) for name in APPEND_ONLY),
        migrations.RunSQL(
            CLOSING_TIME,
            "DROP TRIGGER consultation_closing_time ON consultation_consultation;"
            "DROP FUNCTION counterpoint_closing_time();",
        ),
        migrations.RunSQL(
            PAUSE,
            "DROP TRIGGER pause_keeps ON consultation_pause;"
            "DROP TRIGGER pause_stays ON consultation_pause;"
            "DROP TRIGGER pause_is_not_emptied ON consultation_pause;"
            "DROP FUNCTION counterpoint_pause_keeps();",
        ),
        migrations.RunSQL(
            PAUSED,
            "DROP TRIGGER consultation_paused ON consultation_consultation;"
            "DROP TRIGGER pause_paused ON consultation_pause;"
            "DROP FUNCTION counterpoint_paused();",
        ),
    ]
