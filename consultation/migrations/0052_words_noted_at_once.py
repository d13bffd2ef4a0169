"""Words that come after they were to be erased are noted once a statement: a file brings thousands.

What is noted, and that whoever erases is waited for, stays as it was: see `Leftover`.
"""

from django.db import migrations

ONCE = """
CREATE FUNCTION counterpoint_notes_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM consultation_response
        WHERE id IN (SELECT response_id FROM made) ORDER BY id FOR SHARE;
    INSERT INTO consultation_leftover (response_id, part)
        SELECT response_id, 'WORDS' FROM made
        WHERE counterpoint_is_erased(response_id, ARRAY['WORDS']) OR EXISTS (
            SELECT FROM consultation_retentionmark mark
            JOIN consultation_response sent ON sent.consultation_id = mark.consultation_id
            WHERE sent.id = made.response_id AND sent.kind = 'PUBLIC' AND mark.part = 'WORDS'
        )
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER leafsalt_notes_leftover AFTER INSERT ON consultation_leafsalt
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_notes_words();
"""
EACH = """
CREATE OR REPLACE TRIGGER leafsalt_notes_leftover AFTER INSERT ON consultation_leafsalt
    FOR EACH ROW EXECUTE FUNCTION counterpoint_notes_leftover('WORDS');
DROP FUNCTION counterpoint_notes_words();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0051_received_before_the_log'),
    ]

    operations = [
        migrations.RunSQL(ONCE, EACH),
    ]
