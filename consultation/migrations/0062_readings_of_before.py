"""What was screened before is to be read too; so many at a time, by their keys."""

from django.db import migrations

FILL = """
DO $$ BEGIN
FOR start IN 0..(SELECT coalesce(max(id), -1) FROM consultation_response) BY 10000 LOOP
    PERFORM counterpoint_readings_of(ARRAY(
        SELECT response_id FROM consultation_screening
        WHERE response_id >= start AND response_id < start + 10000));
END LOOP;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0061_decisions_kept'),
    ]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
