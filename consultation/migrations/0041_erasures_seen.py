"""How often words of a consultation were erased or restricted: counted, and known to its files.

Names of files are words that somebody chose too: they stand in exports.
"""

from django.db import migrations, models

# Beside what everybody may read, so that the sum is one look at an index, however many there are.
COUNT = """
CREATE FUNCTION counterpoint_words_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_publicchange (consultation_id, changed, taken, erased)
        SELECT r.consultation_id, 0, 0, count(*)
        FROM made JOIN consultation_response AS r ON r.id = made.response_id
        WHERE coalesce(to_jsonb(made) ->> 'part', 'WORDS') IN ('WORDS', 'FILES')
        GROUP BY r.consultation_id;
    RETURN NULL;
END $$;
CREATE TRIGGER erasure_counted AFTER INSERT ON consultation_erasure
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_words_erased();
CREATE TRIGGER restriction_counted AFTER INSERT ON consultation_restriction
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_words_erased();
"""
COUNT_BACK = """
DROP TRIGGER restriction_counted ON consultation_restriction;
DROP TRIGGER erasure_counted ON consultation_erasure;
DROP FUNCTION counterpoint_words_erased();
"""
UNTIL_NOW = """
INSERT INTO consultation_publicchange (consultation_id, changed, taken, erased)
    SELECT r.consultation_id, 0, 0, count(*)
    FROM (
        SELECT response_id FROM consultation_erasure WHERE part IN ('WORDS', 'FILES')
        UNION ALL
        SELECT response_id FROM consultation_restriction
    ) AS gone JOIN consultation_response AS r ON r.id = gone.response_id
    GROUP BY r.consultation_id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0040_report_words'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='erasures_seen',
            field=models.PositiveBigIntegerField(db_default=0, default=0, verbose_name='how often words of its consultation had been erased or restricted when it began to read'),
        ),
        migrations.AddField(
            model_name='publicchange',
            name='erased',
            field=models.PositiveBigIntegerField(db_default=0, default=0, verbose_name='how many erasures or restrictions of words and names of files, no changes by themselves'),
        ),
        migrations.RemoveIndex(
            model_name='publicchange',
            name='public_change_sums',
        ),
        migrations.AddIndex(
            model_name='publicchange',
            index=models.Index(fields=['consultation'], include=('changed', 'taken', 'erased'), name='public_change_sums'),
        ),
        migrations.RunSQL(COUNT, COUNT_BACK),
        migrations.RunSQL(UNTIL_NOW, migrations.RunSQL.noop),
    ]
