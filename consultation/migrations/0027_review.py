"""What a consultation states about its moderation, kept for ever."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEPS = """
CREATE TRIGGER moderationstatement_append_only
    BEFORE UPDATE OR DELETE ON consultation_moderationstatement
    FOR EACH ROW EXECUTE FUNCTION counterpoint_refuse();
CREATE TRIGGER moderationstatement_is_not_emptied
    BEFORE TRUNCATE ON consultation_moderationstatement
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_refuse();
"""
KEEPS_NO_LONGER = """
DROP TRIGGER moderationstatement_append_only ON consultation_moderationstatement;
DROP TRIGGER moderationstatement_is_not_emptied ON consultation_moderationstatement;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0026_queue'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ModerationStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('two_reviews', models.BooleanField()),
                ('duty_instruction', models.TextField(blank=True)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moderation_statements', to='consultation.consultation')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='moderation_statement_reason_not_blank')],
            },
        ),
        migrations.RunSQL(KEEPS, KEEPS_NO_LONGER),
    ]
