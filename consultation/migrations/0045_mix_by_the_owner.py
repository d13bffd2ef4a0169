"""Equality answers are put in an order that says nothing by a function of the owner of the tables.

Only the owner of a table may rewrite it, and the role that serves the site owns none.
"""

from django.db import migrations

# In the order of the random keys, and then once more as if one transaction had written all rows.
# Temporary tables, which the site may make, are looked for last. Names are Django's.
MIX = """
CREATE FUNCTION counterpoint_mix_equality_answers() RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    CLUSTER consultation_equalityanswer USING consultation_equalityanswer_pkey;
    ALTER TABLE consultation_equalityanswer ALTER COLUMN week_on TYPE date USING (week_on + 0);
END $$;
REVOKE EXECUTE ON FUNCTION counterpoint_mix_equality_answers() FROM PUBLIC;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultation', '0044_cosignatures'),
    ]

    operations = [
        migrations.RunSQL(MIX, "DROP FUNCTION counterpoint_mix_equality_answers();"),
    ]
