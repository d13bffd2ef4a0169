"""A correction keeps every answer to choose."""

from django.db import migrations, models

KEEPS = """
CREATE FUNCTION counterpoint_correction_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM consultation_questionversion before, jsonb_array_elements(before.options) kept
        WHERE before.question_id = NEW.question_id AND before.number = NEW.number - 1
        AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(NEW.options) offered WHERE offered -> 0 = kept -> 0
        )
    ) THEN
        RAISE EXCEPTION 'question %: a correction takes away an answer to choose', NEW.question_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER correction_keeps BEFORE INSERT ON consultation_questionversion
    FOR EACH ROW WHEN (NEW.number > 1) EXECUTE FUNCTION counterpoint_correction_keeps();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0008_flags'),
    ]

    operations = [
        migrations.RunSQL(
            KEEPS,
            "DROP TRIGGER correction_keeps ON consultation_questionversion;"
            "DROP FUNCTION counterpoint_correction_keeps();",
        ),
    ]
