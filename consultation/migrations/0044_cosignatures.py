"""Those outside who put their names to heads of the log."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE TRIGGER cosignature_append_only BEFORE UPDATE OR DELETE ON consultation_cosignature
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER cosignature_is_not_emptied BEFORE TRUNCATE ON consultation_cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
KEPT_BACK = """
DROP TRIGGER cosignature_is_not_emptied ON consultation_cosignature;
DROP TRIGGER cosignature_append_only ON consultation_cosignature;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0043_the_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('witness', models.CharField(max_length=200, verbose_name='name of the witness, as its key has it')),
                ('line', models.TextField(verbose_name='the line of its signature, as it is published')),
                ('at', models.DateTimeField(verbose_name='when the witness says that it saw it')),
                ('checkpoint', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='consultation.checkpoint')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('checkpoint', 'witness'), name='cosignature_once'), models.CheckConstraint(condition=models.Q(('line', ''), _negated=True), name='cosignature_line_not_blank')],
            },
        ),
        migrations.RunSQL(KEPT, KEPT_BACK),
    ]
