"""Flags: what a machine doubts about a response. They are only added, and hold numbers alone."""

import django.db.models.deletion
from django.db import migrations, models

ONLY_NUMBERS = """
ALTER TABLE consultation_flag ADD CONSTRAINT flag_facts_are_numbers CHECK (
    jsonb_typeof(facts) = 'object'
    AND NOT jsonb_path_exists(facts, '$.* ? (@.type() != "number")')
);
"""
APPEND_ONLY = """
CREATE TRIGGER flag_append_only BEFORE UPDATE OR DELETE ON consultation_flag
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER flag_is_not_emptied BEFORE TRUNCATE ON consultation_flag
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0007_event_kinds'),
    ]

    operations = [
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('BURST', 'Came in a burst'), ('FAST', 'Faster than people answer'), ('HONEYPOT', 'Filled in a hidden box'), ('NO_PROOF', 'No proof of work'), ('SAME_ADDRESS', 'Many from one network address')], max_length=12)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField()),
                ('response', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='consultation.response')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['BURST', 'FAST', 'HONEYPOT', 'NO_PROOF', 'SAME_ADDRESS'])), name='flag_kind_known'), models.UniqueConstraint(fields=('response', 'kind'), name='flag_once_a_kind')],
            },
        ),
        migrations.RunSQL(
            ONLY_NUMBERS, "ALTER TABLE consultation_flag DROP CONSTRAINT flag_facts_are_numbers;"
        ),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER flag_append_only ON consultation_flag;"
            "DROP TRIGGER flag_is_not_emptied ON consultation_flag;",
        ),
    ]
