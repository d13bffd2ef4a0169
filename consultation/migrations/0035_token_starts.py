"""Where each filter of the queue begins, and responses by channel."""

import django.db.models.deletion
from django.db import migrations, models

# A statement's rows at once, in one order, so that two statements do not wait for each other in a
# ring. Most often every token began before, and nothing is written.
STARTS = """
CREATE FUNCTION counterpoint_tokens_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_tokenstart AS known (consultation_id, token, at)
        SELECT made.consultation_id, named.token, min(made.received_at)
        FROM made, unnest(made.tokens) AS named(token)
        WHERE NOT EXISTS (SELECT FROM consultation_tokenstart AS before
            WHERE before.consultation_id = made.consultation_id AND before.token = named.token
            AND before.at <= made.received_at)
        GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (consultation_id, token) DO UPDATE SET at = least(known.at, EXCLUDED.at);
    RETURN NULL;
END $$;
CREATE TRIGGER tokens_start_made AFTER INSERT ON consultation_screening
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_tokens_start();
CREATE TRIGGER tokens_start_changed AFTER UPDATE ON consultation_screening
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_tokens_start();
INSERT INTO consultation_tokenstart (consultation_id, token, at)
    SELECT consultation_id, token, min(received_at)
    FROM consultation_screening, unnest(tokens) AS token GROUP BY 1, 2;
"""
STARTS_BACK = """
DROP TRIGGER tokens_start_changed ON consultation_screening;
DROP TRIGGER tokens_start_made ON consultation_screening;
DROP FUNCTION counterpoint_tokens_start();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0034_emails'),
    ]

    operations = [
        migrations.CreateModel(
            name='TokenStart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=60)),
                ('at', models.DateTimeField(verbose_name='not before')),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.consultation')),
            ],
            options={
                'ordering': ['consultation', 'token'],
                'constraints': [models.UniqueConstraint(fields=('consultation', 'token'), name='tokenstart_once')],
            },
        ),
        migrations.RunSQL(STARTS, STARTS_BACK),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(fields=['channel', 'id'], name='response_channel'),
        ),
    ]
