"""The responses that wait to be screened."""

import django.db.models.deletion
from django.db import migrations, models

# A statement's rows at once, so that a file of a hundred thousand responses costs one more INSERT.
UNSCREENED = """
CREATE FUNCTION counterpoint_response_to_screen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consultation_unscreened (response_id, consultation_id)
        SELECT id, consultation_id FROM made;
    RETURN NULL;
END $$;
CREATE TRIGGER response_to_screen AFTER INSERT ON consultation_response
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_response_to_screen();
CREATE FUNCTION counterpoint_response_screened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM consultation_unscreened AS u USING made WHERE u.response_id = made.response_id;
    RETURN NULL;
END $$;
CREATE TRIGGER response_screened AFTER INSERT ON consultation_screening
    REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION counterpoint_response_screened();
INSERT INTO consultation_unscreened (response_id, consultation_id)
    SELECT id, consultation_id FROM consultation_response AS r
    WHERE NOT EXISTS (SELECT FROM consultation_screening AS s WHERE s.response_id = r.id);
"""
UNSCREENED_BACK = """
DROP TRIGGER response_screened ON consultation_screening;
DROP TRIGGER response_to_screen ON consultation_response;
DROP FUNCTION counterpoint_response_screened();
DROP FUNCTION counterpoint_response_to_screen();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0025_scopes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unscreened',
            fields=[
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='consultation.response')),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultation.consultation')),
            ],
            options={
                'ordering': ['response'],
                'indexes': [models.Index(fields=['consultation', 'response'], name='unscreened_queue')],
            },
        ),
        migrations.RunSQL(UNSCREENED, UNSCREENED_BACK),
    ]
